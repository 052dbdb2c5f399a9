"""NASA's C-MAPSS turbofan data, FD001 to FD004, from the user's own files (Saxena et al., PHM08, 2008)."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import numpy as np

from mtlviz.data.archives import Given
from mtlviz.data.base import RUL_CAP, DataError, Source, Table, health_of
from mtlviz.data.cmapss_files import SUBSETS, Recording, read, subsets
from mtlviz.data.fleet import prepare

__all__ = ["FOLDER_VARIABLE", "SUBSETS", "WHERE", "Recording", "available", "load", "read", "subsets"]

FOLDER_VARIABLE = "MTLVIZ_CMAPSS_DIR"
WHERE = (
    "https://www.nasa.gov/intelligent-systems-division/discovery-and-systems-health/pcoe/pcoe-data-set-repository/ "
    "(Turbofan Engine Degradation Simulation, CMAPSSData.zip)"
)


def load(
    folder: str | os.PathLike[str] | None = None,
    files: Given | Iterable[Given] | None = None,
    subset: str = "FD001",
    seed: int = 0,
    share: float = 0.2,
    test: bool | None = None,
    cap_test: bool = True,
) -> Source:
    """A subset, split by unit (`share` of them validate, drawn with `seed`) and scaled on the training units.

    folder, files: where the data is; without either, the folder that MTLVIZ_CMAPSS_DIR names.
    test:          load the official test set too, the last cycle of every test unit; None: where its files are there.
    cap_test:      whether its RUL is capped like the rest (in FD001, 11 of 100 are above); `about` says which.
    """
    if folder is not None and files is not None:
        raise DataError("found both a folder and files; expected one of them.")
    given = files if files is not None else folder if folder is not None else _folder()
    recording = read(given, subset, test)
    source, scaler = prepare("cmapss", f"NASA C-MAPSS {subset}", recording.train, seed, share)
    about = f"{subset}: {source.about}"
    if not recording.whole:
        facts = SUBSETS[subset]
        about += f" These are not NASA’s whole files: {facts.units} engines, {facts.rows:,} cycles to train on"
        about += f" and {facts.test_rows:,} to test on." if recording.test else "."
    if recording.test is None or recording.test_rul is None:
        return replace(source, about=about)
    above = int((recording.test_rul > RUL_CAP).sum())
    rul = np.minimum(recording.test_rul, np.float32(RUL_CAP)) if cap_test else recording.test_rul
    about += f" Test: the last cycle of {len(rul)} units; {above} of them have an RUL above {RUL_CAP:.0f}, "
    about += "capped like the rest." if cap_test else "not capped."
    last = recording.test.last_rows
    tested = Table(scaler(recording.test.inputs[last]), rul, health_of(rul), recording.test.units[last])
    return replace(source, about=about, test=tested)


def available() -> bool:
    """Whether `load()` would find FD001 without being told where."""
    try:
        return "FD001" in subsets(_folder())
    except DataError:
        return False


def _folder() -> Path:
    folder = os.environ.get(FOLDER_VARIABLE, "")
    if not folder:
        raise DataError(
            f"NASA’s C-MAPSS data does not come with this program; get it from {WHERE}, then give its folder or files, "
            f"or name the folder in the environment variable {FOLDER_VARIABLE}."
        )
    return Path(folder)
