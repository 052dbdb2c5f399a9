"""Whatever the bytes: clean tables or a DataError, never another exception, a warning or a NaN."""

from __future__ import annotations

import gzip
import zipfile
from contextlib import suppress

import numpy as np
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from mtlviz import data
from mtlviz.data import DataError, turbofan
from mtlviz.data.fleet import Fleet
from tests.data.conftest import as_text, upload, zipped

NAME = "train_FD001.txt"
TEXT = as_text(turbofan.simulate(seed=3, units=2))
CONTENT = {NAME: TEXT, NAME + ".gz": gzip.compress(TEXT), "CMAPSSData.zip": zipped({NAME: TEXT, "a/b.zip": b"?"})}
relaxed = settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def loads_or_says_why(name: str, content: bytes) -> None:
    with suppress(DataError):
        source = data.load("cmapss", files=upload(name, content))
        for table in (source.train, source.validation):
            assert len(table) > 0
            assert np.isfinite(table.inputs).all()
            assert ((table.rul >= 0) & (table.rul <= 125)).all()


snippets = st.one_of(
    st.binary(max_size=8),
    st.sampled_from(
        [b"nan", b" ", b"\n", b"1e308", b"-", b"1e-320", b"\r", b"#", b'"', b"\x1c", "\u2028".encode(), b"9" * 400]
    ),
)


@relaxed
@given(
    name=st.sampled_from(sorted(CONTENT)),
    place=st.floats(0, 1),
    removed=st.one_of(st.integers(0, 40), st.integers(0, 10**6)),
    inserted=snippets,
)
def test_a_good_file_with_a_piece_replaced(name: str, place: float, removed: int, inserted: bytes) -> None:
    content = CONTENT[name]
    start = int(place * len(content))
    loads_or_says_why(name, content[:start] + inserted + content[start + removed :])


@relaxed
@given(
    kind=st.sampled_from([zipfile.ZIP_LZMA, zipfile.ZIP_BZIP2, zipfile.ZIP_DEFLATED]),
    places=st.lists(st.integers(0, 400), min_size=1, max_size=3),
    value=st.integers(0, 255),
)
@example(kind=zipfile.ZIP_LZMA, places=[len(NAME) + 30 + 4], value=255)  # the properties of its LZMA stream
def test_a_damaged_zip(kind: int, places: list[int], value: int) -> None:
    content = bytearray(zipped({NAME: TEXT[:4000]}, kind))
    for place in places:
        content[place % len(content)] = value
    loads_or_says_why("CMAPSSData.zip", bytes(content))


@relaxed
@given(name=st.sampled_from(sorted(CONTENT)), content=st.binary(max_size=300))
@example(name=NAME, content=b"\xef\xbb\xbf")
@example(name=NAME, content=b"\x1c\n")
@example(name=NAME + ".gz", content=b"\x1f\x8b")
def test_any_bytes(name: str, content: bytes) -> None:
    loads_or_says_why(name, content)


numbers = st.one_of(st.floats(), st.floats(-1e5, 1e5), st.integers(-3, 130), st.just(100.0))


@relaxed
@given(
    rows=st.lists(st.tuples(st.integers(0, 3), st.lists(numbers, min_size=24, max_size=24)), min_size=1, max_size=12)
)
def test_any_table_of_numbers(rows: list[tuple[int, list[float]]]) -> None:
    """Units and cycles that mostly count up, with any numbers in the other columns."""
    unit, cycle, lines = 1, 0, []
    for jump, values in rows:
        unit, cycle = (unit + 1, 1) if jump == 0 and cycle else (unit, cycle + 1)
        lines.append(" ".join(map(str, [unit, cycle, *values])))
    loads_or_says_why(NAME, "\n".join(lines).encode())


columns = st.lists(st.floats(-1e5, 1e5, width=32), min_size=1, max_size=6)


@relaxed
@given(columns=st.lists(columns, min_size=14, max_size=14))
def test_any_finite_sensors_scale_to_finite_inputs(columns: list[list[float]]) -> None:
    """Constant, nearly constant, tiny and huge columns alike."""
    rows = 40
    inputs = np.column_stack(
        [np.zeros(rows), np.zeros(rows), np.full(rows, 100.0), *(np.resize(c, rows) for c in columns)]
    )
    text = as_text(Fleet(np.arange(rows) // 20 + 1, np.arange(rows) % 20 + 1, inputs))
    loads_or_says_why(NAME, text)
    assert data.load("cmapss", files=upload(NAME, text)).train.inputs.shape == (20, 17)
