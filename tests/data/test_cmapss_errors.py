"""Files that are not what they should be: a sentence with file and line, what was found and what was expected."""

from __future__ import annotations

import gzip
import io
import re
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from mtlviz import data
from mtlviz.data import DataError, cmapss
from tests.data.conftest import upload, zipped

NAME = "train_FD001.txt"
EXPECTED = r"expected 26 numbers a line, separated by spaces \(unit … sensor 21\)\."


def edited(line: int, column: int, text: str) -> Callable[[bytes], bytes]:
    """The file with one field, by 1-based line and column, replaced."""

    def edit(content: bytes) -> bytes:
        lines = content.decode().split("\n")
        words = lines[line - 1].split()
        words[column - 1] = text
        lines[line - 1] = " ".join(words)
        return "\n".join(lines).encode()

    return edit


def without(line: int) -> Callable[[bytes], bytes]:
    return lambda content: b"\n".join(content.split(b"\n")[: line - 1] + content.split(b"\n")[line:])


WRONG: dict[str, tuple[Callable[[bytes], bytes], str]] = {
    "not a number": (edited(30, 8, "n/a"), rf"line 30: found 'n/a' as sensor 3; {EXPECTED}"),
    "NaN": (edited(7, 3, "NaN"), rf"line 7: found 'NaN' as setting 1; {EXPECTED}"),
    "infinity": (edited(900, 26, "-inf"), rf"line 900: found '-inf' as sensor 21; {EXPECTED}"),
    "overflow": (edited(2, 10, "1e999"), r"line 2: found '1e999' as sensor 5; expected a size of at most 100,000\."),
    "absurd": (edited(2, 10, "-100001"), r"line 2: found '-100001' as sensor 5; expected a size of at most"),
    "underscore": (edited(2, 10, "1_0"), rf"line 2: found '1_0' as sensor 5; {EXPECTED}"),
    "Arabic digits": (edited(2, 10, "١"), rf"line 2: found '١' as sensor 5; {EXPECTED}"),
    "hexadecimal": (edited(2, 10, "0x1F"), rf"line 2: found '0x1F' as sensor 5; {EXPECTED}"),
    "a column too few": (edited(12, 5, ""), rf"line 12: found 25 columns; {EXPECTED}"),
    "a column too many": (edited(12, 5, "1 2"), rf"line 12: found 27 columns; {EXPECTED}"),
    "a column too few from the start": (lambda text: re.sub(rb" \S+ +\n", b"\n", text), r"line 1: found 25 columns; "),
    "comma-separated": (lambda text: text.replace(b" ", b","), rf"line 1: found '1,1,.*…' as unit; {EXPECTED}"),
    "a header": (lambda text: b"unit cycle\n" + text, r"line 1: found 'unit' as unit"),
    "a web page": (lambda _: b"<!DOCTYPE html><html></html>", rf"line 1: found '<!DOCTYPE' as unit; {EXPECTED}"),
    "a picture": (lambda _: b"\x89PNG\r\n\x1a\n\0\0\xff", rf"line 1: found bytes that are no text; {EXPECTED}"),
    "UTF-16": (lambda text: text.decode().encode("utf-16"), r"line 1: found bytes that are no text"),
    "empty": (lambda _: b"", rf": found no rows; {EXPECTED}"),
    "blank": (lambda _: b" \n\n \t\n", rf": found no rows; {EXPECTED}"),
    "cut off": (
        lambda text: text[: len(text) // 2],
        r"line \d+: found \d+ columns? \(the last line: the file looks cut off\)",
    ),
    "a cycle missing": (
        without(40),
        r"line 40: found unit 1, cycle 41 after unit 1, cycle 39; expected the next cycle",
    ),
    "a cycle twice": (edited(40, 2, "39"), r"line 40: found unit 1, cycle 39 after unit 1, cycle 39"),
    "a unit's start missing": (
        lambda text: re.sub(rb"\n2 1 .*", b"", text),
        r"line \d+: found unit 2, cycle 2 after unit 1, cycle \d+; expected .* cycle 1 of the next unit\.",
    ),
    "a unit missing": (
        lambda text: re.sub(rb"(?m)^3 .*\n", b"", text),
        r"line \d+: found unit 4, cycle 1 after unit 2",
    ),
    "the head missing": (without(1), r"line 1: found unit 1, cycle 2; expected the file to begin with unit 1, cycle 1"),
    "half a cycle": (edited(40, 2, "40.5"), r"line 40: found unit 1, cycle 40.5 after unit 1, cycle 39"),
    "blank lines count": (lambda text: b"\n\n" + without(5)(text), r"line 7: found unit 1, cycle 6"),
    "one unit": (lambda text: text[: text.index(b"\n2 1 ") + 1], r": found 1 unit; expected 2 or more"),
    "a long line": (lambda text: text + b"1 " * 5000, r"line [\d,]+: found 10,000 characters; "),
    "very many units": (
        lambda text: b"".join(
            b"%d 1 %s" % (n, text.split(b" ", 2)[2].split(b"\n")[0] + b"\n") for n in range(1, 10_002)
        ),
        r": found 10,001 units; expected at most 10,000\.",
    ),
    "very many lines": (lambda text: text + b"\n" * 300_000, r": found 30\d,\d{3} lines; expected at most 250,000"),
}


@pytest.mark.parametrize("wrong", WRONG)
def test_a_wrong_training_file(wrong: str, train: bytes) -> None:
    change, sentence = WRONG[wrong]
    with pytest.raises(DataError, match=f"^{re.escape(NAME)}(, )?{sentence}") as raised:
        data.load("cmapss", files=upload(NAME, change(train)))
    assert "\n" not in str(raised.value)
    assert len(str(raised.value)) < 250


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"7\n40\n", r"^RUL_FD001.txt: found 2 lines; expected 3, one for each unit of the test file\.$"),
        (b"7\n40\n3\n9\n", r"^RUL_FD001.txt: found 4 lines; expected 3"),
        (b"7\n-4\n3\n", r"^RUL_FD001.txt, line 2: found an RUL of -4; expected a whole number of cycles, 0 or more\.$"),
        (b"7\n4.5\n3\n", r"^RUL_FD001.txt, line 2: found an RUL of 4.5"),
        (b"7 8\n4\n3\n", r"^RUL_FD001.txt, line 1: found 2 columns; expected 1 number a line \(RUL\)\.$"),
    ],
)
def test_a_wrong_rul_file(folder: Path, content: bytes, sentence: str) -> None:
    (folder / "RUL_FD001.txt").write_bytes(content)
    with pytest.raises(DataError, match=sentence):
        data.load("cmapss", folder=folder, test=True)


def test_files_of_another_subset(folder: Path, texts: dict[str, bytes]) -> None:
    with pytest.raises(DataError, match=r"found .*train_FD002\.txt; expected train_FD003\.txt"):
        data.load("cmapss", folder=folder, subset="FD003")
    for name, content, found, expected in (
        ("train_FD001.txt", texts["train_FD002.txt"], "6 operating regimes", 1),
        ("train_FD002.txt", texts["train_FD001.txt"], "1 operating regime", 6),
    ):
        subset = name[6:11]
        sentence = f"^{name}: found {found} in its settings; expected {expected}, as {subset} has"
        with pytest.raises(DataError, match=sentence):
            data.load("cmapss", files=upload(name, content), subset=subset)
    with pytest.raises(DataError, match="found subset 'FD005'; expected one of FD001, FD002, FD003, FD004"):
        data.load("cmapss", folder=folder, subset="FD005")


def test_the_test_set_is_missed_only_when_asked_for(train: bytes) -> None:
    given = upload(NAME, train)
    assert data.load("cmapss", files=given).test is None
    with pytest.raises(DataError, match=r"found train_FD001\.txt; expected test_FD001\.txt"):
        data.load("cmapss", files=given, test=True)


@pytest.mark.parametrize("where", ["nowhere", "null\0byte", "x" * 5000])
def test_a_missing_folder(tmp_path: Path, where: str) -> None:
    with pytest.raises(
        DataError, match="found no such file and no folder with files; expected a folder, a zip or text"
    ):
        data.load("cmapss", folder=tmp_path / where)


def test_nothing_usable_given(tmp_path: Path) -> None:
    for options, sentence in (
        ({"folder": tmp_path, "files": []}, "found both a folder and files; expected one of them"),
        ({"files": []}, r"found no files; expected train_FD001\.txt"),
        ({"files": upload("engine\n.csv", b"1 2 3")}, r"found engine\?\.csv; expected train_FD001\.txt"),
        ({"files": 7}, "found int; expected a path or an open file with a name"),
        ({"files": io.BytesIO(b"no name")}, "found BytesIO; expected a path or an open file with a name"),
        ({"files": [b"bytes"]}, "found bytes; expected a path or an open file with a name"),
    ):
        with pytest.raises(DataError, match=sentence):
            data.load("cmapss", **options)  # type: ignore[arg-type]


def test_broken_archives(train: bytes) -> None:
    packed, zipfile = gzip.compress(train), zipped({NAME: train})
    middle = len(zipfile) // 2
    for name, content in (
        (NAME + ".gz", packed[: len(packed) // 2]),
        (NAME + ".gz", packed[:200] + bytes(200) + packed[400:]),
        ("C.zip", zipfile[:middle]),
        ("C.zip", zipfile[:middle] + bytes(200) + zipfile[middle + 200 :]),
        ("C.zip", b"PK\x03\x04 and then something else"),
        ("C.zip", b""),
    ):
        with pytest.raises(DataError, match=rf"^{name}.*: found a file that cannot be read \(.+\); expected an intact"):
            data.load("cmapss", files=upload(name, content))


def test_bombs_are_refused_before_they_are_unpacked(train: bytes) -> None:
    zeros = bytes(40 * 2**20)
    for given in (
        upload(NAME + ".gz", gzip.compress(zeros, compresslevel=1)),
        upload("bomb.zip", zipped({NAME: zeros})),
        upload("bomb.zip", zipped({"inner.zip": zeros})),
    ):
        with pytest.raises(DataError, match="found more than 32 MB of data; expected a C-MAPSS file"):
            data.load("cmapss", files=given)
    doll = zipped({NAME: train})
    for _ in range(5):
        doll = zipped({"doll.zip": doll})
    with pytest.raises(DataError, match="found no files"):
        data.load("cmapss", files=upload("dolls.zip", doll))


def test_an_upload_whose_reading_fails(train: bytes) -> None:
    closed = upload(NAME, train)
    closed.close()
    with pytest.raises(DataError, match=rf"^{NAME}: found a file that cannot be read"):
        cmapss.read(closed)


def test_text_uploads_are_taken_as_well(train: bytes) -> None:
    opened = io.StringIO(train.decode())
    opened.name = NAME
    rows = np.count_nonzero(np.frombuffer(train, np.uint8) == ord("\n"))
    assert len(cmapss.read(opened).train.units) == rows
