"""Where the text files are: a folder, a zip (even a zip in a zip), gzip, plain text or an upload.

Everything is read into memory within a limit and nothing is unpacked to disk; a name inside an archive is only ever
compared and shown, never used as a path.
"""

from __future__ import annotations

import gzip
import io
import os
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import Any, Protocol, TypeAlias, runtime_checkable

from mtlviz.data.base import DataError

# The largest real file (train_FD004.txt) has 10.4 MB and NASA's zip 12.4 MB; more is a bomb or something else.
LIMIT = 32 * 2**20  # bytes of one file, packed or unpacked
DEPTH = 2  # NASA's own download is a zip in a zip
INNER_ZIPS = 4
BROKEN: list[type[Exception]] = [OSError, EOFError, ValueError, RuntimeError, KeyError, zlib.error, zipfile.BadZipFile]
for module, error in (("lzma", "LZMAError"), ("compression.zstd", "ZstdError")):  # zipfile uses them where they are
    with suppress(ImportError):
        BROKEN.append(getattr(import_module(module), error))

NO_LISTS: tuple[type, ...] = (bytes, io.IOBase)  # these can be walked through, but not as files


@runtime_checkable
class Upload(Protocol):
    """An open file with a name, such as Streamlit's uploads."""

    name: str

    def read(self, size: int = -1, /) -> bytes | str:
        """Up to `size` bytes."""


Given: TypeAlias = str | os.PathLike[str] | Upload


@dataclass(frozen=True)
class Member:
    """A file that can be read: `name` as the user knows it, `read(n)` gives at most n bytes of it."""

    name: str
    read: Callable[[int], bytes]

    @property
    def basename(self) -> str:
        """The name without folders and archives."""
        return self.name.replace("\\", "/").rpartition("/")[2]

    def content(self) -> bytes:
        """The bytes, unpacked if they are gzip; DataError if they cannot be read or are too many."""
        raw = self._within_limit(self.read)
        gzipped = raw.startswith(b"\x1f\x8b")
        return self._within_limit(gzip.GzipFile(fileobj=io.BytesIO(raw)).read) if gzipped else raw

    def _within_limit(self, read: Callable[[int], bytes]) -> bytes:
        try:
            raw = read(LIMIT + 1)
        except tuple(BROKEN) as error:
            raise broken(self.name, error) from error
        if len(raw) > LIMIT:
            found = f"more than {LIMIT >> 20} MB of data"
            raise DataError(f"{self.name}: found {found}; expected a C-MAPSS file, which has at most 11 MB.")
        return raw


def broken(name: str, error: Exception) -> DataError:
    """For a file, gzip or zip that cannot be read."""
    reason = str(error).rstrip(".") or type(error).__name__
    return DataError(f"{name}: found a file that cannot be read ({reason}); expected an intact text file, gzip or zip.")


def members(given: Given | Iterable[Given]) -> Iterator[Member]:
    """Every file in what the user gave: one path or upload, or several; archives are opened when their turn comes."""
    if isinstance(given, str | os.PathLike):
        yield from _on_disk(Path(given))
    elif isinstance(given, Upload):
        yield from _opened(Member(_printable(str(given.name)), partial(_uploaded, given)))
    elif isinstance(given, Iterable) and not isinstance(given, NO_LISTS):
        for one in given:
            yield from members(one)
    else:
        raise DataError(f"found {type(given).__name__}; expected a path or an open file with a name.")


def _on_disk(path: Path) -> Iterator[Member]:
    try:
        files = _in_folder(path) if path.is_dir() else [path] if path.is_file() else []
    except (OSError, ValueError):  # a null byte in the name, a name too long
        files = []
    if not files:
        found = f"{_printable(str(path))}: found no such file and no folder with files"
        raise DataError(f"{found}; expected a folder, a zip or text files.")
    for file in files:
        yield from _opened(Member(file.name, partial(_from_disk, file)))


def _in_folder(folder: Path) -> list[Path]:
    """Files up to two folders down, zips last: unpacked data is the quicker."""
    files = [file for pattern in ("*", "*/*", "*/*/*") for file in sorted(folder.glob(pattern)) if file.is_file()]
    zips = [file for file in files if file.suffix.lower() == ".zip"]
    return [file for file in files if file not in zips] + [file for file in zips if file.stat().st_size <= LIMIT]


def _opened(member: Member, depth: int = 0) -> Iterator[Member]:
    """The member itself, or what is in it if it is a zip."""
    if not member.basename.lower().endswith(".zip"):
        yield member
        return
    if depth > DEPTH:
        return
    try:
        archive = zipfile.ZipFile(io.BytesIO(member.content()))
    except tuple(BROKEN) as error:
        raise error if isinstance(error, DataError) else broken(member.name, error) from error
    inside = [
        Member(f"{member.name}/{_printable(info.filename)}", partial(_unzipped, archive, info))
        for info in archive.infolist()
        if not info.is_dir()
    ]
    zips = [one for one in inside if one.basename.lower().endswith(".zip")]
    yield from (one for one in inside if one not in zips)
    for one in zips[:INNER_ZIPS]:
        yield from _opened(one, depth + 1)


def _from_disk(path: Path, limit: int) -> bytes:
    with path.open("rb") as file:
        return file.read(limit)


def _uploaded(upload: Any, limit: int) -> bytes:
    if hasattr(upload, "seek"):
        upload.seek(0)  # an upload that was read before stands at its end
    raw = upload.read(limit)
    return raw.encode() if isinstance(raw, str) else bytes(raw)


def _unzipped(archive: zipfile.ZipFile, info: zipfile.ZipInfo, limit: int) -> bytes:
    with archive.open(info) as file:
        return file.read(limit)


def _printable(name: str) -> str:
    return "".join(letter if letter.isprintable() else "?" for letter in name[:200])
