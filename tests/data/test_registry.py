"""data.load, names and available."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from mtlviz import data


def test_an_unknown_source_is_named_with_the_known_ones() -> None:
    with pytest.raises(data.DataError, match=r"found source 'turbofans'; expected one of turbofan, seed_batch, cmapss"):
        data.load("turbofans")


def test_an_unknown_option_is_named_with_the_known_ones() -> None:
    with pytest.raises(data.DataError, match=r"found option 'seed'; expected no options for the source 'seed_batch'"):
        data.load("seed_batch", seed=1)


def test_what_is_available_loads_and_what_is_not_says_how_to_get_it(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, texts: dict[str, bytes]
) -> None:
    monkeypatch.delenv("MTLVIZ_CMAPSS_DIR", raising=False)
    assert data.available() == ("turbofan", "seed_batch")
    with pytest.raises(data.DataError, match=r"nasa\.gov.*MTLVIZ_CMAPSS_DIR"):
        data.load("cmapss")

    monkeypatch.setenv("MTLVIZ_CMAPSS_DIR", str(tmp_path))
    assert "cmapss" not in data.available()  # the folder is empty
    (tmp_path / "train_FD001.txt").write_bytes(texts["train_FD001.txt"])
    assert data.available() == data.names()
    for name in data.available():
        source = data.load(name)
        assert source.name == name
        assert source.title
        assert source.about
        for table in (source.train, source.validation):
            assert np.isfinite(table.inputs).all()
            assert table.inputs.shape == (len(table), 17)


def test_simulated_data_needs_no_torch() -> None:
    code = "import sys; from mtlviz import data; data.load('turbofan', units=3); sys.exit('torch' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], cwd=Path(__file__).parents[2], check=False).returncode == 0
