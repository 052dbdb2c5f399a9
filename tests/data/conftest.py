"""A small folder of files in the format of C-MAPSS, written from the simulated fleet; uploads made of bytes."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import numpy as np
import pytest

from mtlviz.data import turbofan
from mtlviz.data.cmapss_files import INPUT_COLUMNS
from mtlviz.data.fleet import Fleet

TEST_RUL = (7, 40, 145)  # cycles; the last is above the cap


def as_text(fleet: Fleet) -> bytes:
    """26 columns, trailing spaces and all; the sensors that nobody uses are constant, as the real ones are."""
    values = np.full((len(fleet.units), 26), 518.67)
    values[:, 0], values[:, 1] = fleet.units, fleet.cycles
    values[:, INPUT_COLUMNS] = fleet.inputs
    rows = (" ".join([f"{row[0]:.0f} {row[1]:.0f}", *(f"{x:.4f}" for x in row[2:])]) for row in values)
    return "".join(f"{row}  \n" for row in rows).encode()


def cut(fleet: Fleet, keep: int) -> Fleet:
    """The first `keep` cycles of every unit: a test fleet, whose end is not seen."""
    rows = fleet.cycles <= keep
    return Fleet(fleet.units[rows], fleet.cycles[rows], fleet.inputs[rows])


def upload(name: str, content: bytes) -> io.BytesIO:
    """What a browser sends: bytes with a name."""
    file = io.BytesIO(content)
    file.name = name
    return file


def zipped(files: dict[str, bytes], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A zip with these files, compressed."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", compression) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return packed.getvalue()


@pytest.fixture(scope="session")
def texts() -> dict[str, bytes]:
    """FD001 with one regime and FD002 with six, as file name -> content; 5 training and 3 test units each."""
    files = {}
    for subset, regimes in (("FD001", 1), ("FD002", 6)):
        files[f"train_{subset}.txt"] = as_text(turbofan.simulate(seed=1, units=5, regimes=regimes))
        files[f"test_{subset}.txt"] = as_text(cut(turbofan.simulate(seed=2, units=3, regimes=regimes), keep=60))
        files[f"RUL_{subset}.txt"] = "".join(f"{rul} \n" for rul in TEST_RUL).encode()
    return files


@pytest.fixture
def folder(tmp_path: Path, texts: dict[str, bytes]) -> Path:
    for name, content in texts.items():
        (tmp_path / name).write_bytes(content)
    return tmp_path


@pytest.fixture
def train(texts: dict[str, bytes]) -> bytes:
    return texts["train_FD001.txt"]
