"""The walk among its losses: every path is there, ends where it ends, and diverging leaves no gap for Plotly."""

from __future__ import annotations

import json

import numpy as np
import pytest

from mtlviz.figures.identity import look
from mtlviz.figures.landscape import objectives
from mtlviz.landscape import Walk, WalkConfig, ends, opposed, walkers


@pytest.mark.parametrize("dark", [False, True])
def test_every_path_ends_at_its_marker(dark: bool) -> None:
    chosen = tuple(walkers()[name] for name in ("equal", "mgda"))
    walk = Walk(WalkConfig(opposed(500), chosen, ((2.0, 1.0), (-2.0, 2.0)), "sgd", 0.005, 900))
    walk.advance()
    found = ends(walk)
    assert [end.lost for end in found] == [False] * 4
    figure = objectives(walk, dark)
    front, *paths = figure["data"]
    assert len(paths) == 4
    for path, end in zip(paths, found, strict=True):
        np.testing.assert_allclose((path["x"][-1], path["y"][-1]), end.losses, rtol=1e-5, atol=1e-6)
        assert len(path["marker"]["size"]) == len(path["x"])
    colours = [look(name).tint(dark) for name in ("equal", "mgda")]
    assert [path["line"]["color"] for path in paths] == [c for c in colours for _ in range(2)]
    assert (np.diff(front["x"]) <= 0).all()  # along the front one loss falls while the other rises
    assert (np.diff(front["y"]) >= 0).all()


def test_a_path_that_diverged_is_shown_as_far_as_it_went() -> None:
    walk = Walk(WalkConfig(opposed(500), (walkers()["equal"],), ((2.0, 1.0),), "sgd", 0.05, 200))
    walk.advance()
    figure = objectives(walk, dark=False)
    path = figure["data"][1]
    assert np.isfinite(path["x"]).all()
    assert len(path["x"]) >= 1
    json.dumps(figure, allow_nan=False, default=lambda array: array.tolist())
