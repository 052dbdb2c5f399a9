"""C-MAPSS from wherever it lies: folder, gzip, zip, zip in a zip, uploads. The same data each time."""

from __future__ import annotations

import gzip
from pathlib import Path

import numpy as np
import pytest

from mtlviz import data
from mtlviz.data import DataError, cmapss, turbofan
from mtlviz.data.fleet import Fleet
from tests.data.conftest import TEST_RUL, upload, zipped


def same(one: Fleet, other: Fleet) -> bool:
    return bool((one.inputs == other.inputs).all() and (one.units == other.units).all())


def test_every_way_to_give_the_files_gives_the_same_fleet(
    folder: Path, texts: dict[str, bytes], tmp_path: Path
) -> None:
    expected = cmapss.read(folder).train
    content = texts["train_FD001.txt"]
    nested = zipped({"data set/CMAPSSData.zip": zipped({"readme.txt": b"hello", **texts})})
    (tmp_path / "deep" / "er").mkdir(parents=True)
    (tmp_path / "deep" / "er" / "train_FD001.txt.gz").write_bytes(gzip.compress(content))
    (tmp_path / "zips").mkdir()
    (tmp_path / "zips" / "NASA.zip").write_bytes(nested)
    (tmp_path / "zips" / "notes.txt").write_bytes(b"some other text")
    read_before = upload("train_FD001.txt", content)
    read_before.read()
    for given in (
        str(folder),
        folder / "train_FD001.txt",
        [folder / "test_FD001.txt", folder / "train_FD001.txt"],
        tmp_path / "deep",
        tmp_path / "zips",
        upload("TRAIN_fd001 (1).txt", content),
        [upload("RUL_FD001.txt", b""), upload("train_FD001.txt.gz", gzip.compress(content))],
        (file for file in [upload("train_FD001.txt", content)]),
        upload("CMAPSSData.zip", zipped({"__MACOSX/._train_FD001.txt": b"\0", **texts})),
        upload("nested.zip", nested),
        upload("train_FD001.txt", content.replace(b"\n", b"\r\n")),
        upload("train_FD001.txt", b"\xef\xbb\xbf" + content.rstrip()),
        read_before,
    ):
        assert same(cmapss.read(given).train, expected)


def test_what_is_read_is_what_was_written(folder: Path) -> None:
    fleet = turbofan.simulate(seed=1, units=5)
    read = cmapss.read(folder).train
    np.testing.assert_array_equal(read.units, fleet.units)
    np.testing.assert_array_equal(read.cycles, fleet.cycles)
    np.testing.assert_allclose(read.inputs, fleet.inputs, atol=5.1e-5)  # four decimals were written


def test_six_regimes_are_scaled_one_by_one(folder: Path) -> None:
    source = data.load("cmapss", folder=folder, subset="FD002")
    assert "6 operating regimes" in source.about
    correlations = [abs(np.corrcoef(column, source.train.rul)[0, 1]) for column in source.train.inputs[:, 3:].T]
    assert max(correlations) > 0.5


@pytest.mark.parametrize("capped", [True, False])
def test_the_official_test_set_is_the_last_cycle_of_every_unit(folder: Path, capped: bool) -> None:
    source = data.load("cmapss", folder=folder, test=True, cap_test=capped)
    assert source.test is not None
    assert source.test.units.tolist() == [1, 2, 3]
    assert source.test.rul.tolist() == [7, 40, 125 if capped else 145]
    assert source.test.health.tolist() == [2, 1, 0]
    assert ("capped like the rest" if capped else "not capped") in source.about
    assert f"the last cycle of {len(TEST_RUL)} units; 1 of them have an RUL above 125" in source.about
    recording = cmapss.read(folder, test=True)
    assert recording.test is not None
    assert recording.test.cycles[recording.test.last_rows].tolist() == [60, 60, 60]


def test_the_split_follows_its_seed_and_share(folder: Path) -> None:
    def validates(seed: int, share: float) -> set[int]:
        return set(data.load("cmapss", folder=folder, seed=seed, share=share).validation.units.tolist())

    assert validates(0, 0.4) == validates(0, 0.4)
    assert len({frozenset(validates(seed, 0.4)) for seed in range(8)}) > 1
    assert [len(validates(0, share)) for share in (0.01, 0.4, 0.99)] == [1, 2, 4]


def test_a_shorter_file_than_nasas_is_said_to_be_one(folder: Path) -> None:
    assert "not NASA’s whole files: 100 engines, 20,631 cycles" in data.load("cmapss", folder=folder).about


def test_subsets_are_found_by_the_names_of_the_files(folder: Path) -> None:
    assert cmapss.subsets(folder) == ("FD001", "FD002")
    (folder / "train_FD001.txt").unlink()
    assert cmapss.subsets(folder) == ("FD002",)


def test_nothing_is_unpacked_to_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, train: bytes) -> None:
    monkeypatch.chdir(tmp_path)
    cmapss.read(upload("evil.zip", zipped({"../../train_FD001.txt": train, "/etc/other.txt": b""})))
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("subset", "rows", "units", "test_units", "above"),
    [("FD001", 20_631, 100, 100, 11), ("FD002", 53_759, 260, 259, 57)],
)
def test_the_real_files(cmapss_dir: Path, subset: str, rows: int, units: int, test_units: int, above: int) -> None:
    recording = cmapss.read(cmapss_dir, subset, test=True)
    assert recording.whole
    assert (len(recording.train.units), len(recording.train.lives)) == (rows, units)
    source = data.load("cmapss", folder=cmapss_dir, subset=subset, test=True, cap_test=False)
    assert "not NASA’s" not in source.about
    assert source.test is not None
    assert len(source.test) == test_units
    assert (source.test.rul > 125).sum() == above
    both = np.concatenate([source.train.rul, source.validation.rul])
    assert np.mean(both == 125) == pytest.approx(0.395, abs=0.002)
    assert (source.train.inputs[:, 2] == 0).all() == (subset == "FD001")  # setting 3 is constant on FD001 alone
    for table in (source.train, source.validation, source.test):
        assert np.isfinite(table.inputs).all()
        assert np.abs(table.inputs).max() < 12


def test_a_real_file_cut_anywhere_is_noticed(cmapss_dir: Path) -> None:
    content = gzip.decompress((cmapss_dir / "train_FD001.txt.gz").read_bytes())
    for end in range(400_000, 400_170, 7):
        try:
            sentence = data.load("cmapss", files=upload("train_FD001.txt", content[:end])).about
        except DataError as error:
            sentence = str(error)
        assert "the file looks cut off" in sentence or "not NASA’s whole files" in sentence


def test_the_test_set_is_loaded_where_both_of_its_files_are(folder: Path, tmp_path: Path) -> None:
    whole = data.load("cmapss", folder=folder)
    assert whole.test is not None
    assert "Test: the last cycle of 3 units" in whole.about
    some = tmp_path / "some"
    some.mkdir()
    for name in ("train_FD001.txt", "test_FD001.txt", "RUL_FD002.txt"):
        (some / name).write_bytes((folder / name).read_bytes())
    partial = data.load("cmapss", folder=some)
    assert partial.test is None
    assert "test" not in partial.about.lower()
    np.testing.assert_array_equal(partial.train.inputs, whole.train.inputs)
    with pytest.raises(data.DataError, match=r"expected RUL_FD001.txt"):
        data.load("cmapss", folder=some, test=True)
