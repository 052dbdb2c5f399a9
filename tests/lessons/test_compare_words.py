"""The compare page's words about claims, time and progress."""

from __future__ import annotations

import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mtlviz.comparison import claims
from mtlviz.comparison.config import Config
from mtlviz.comparison.job import Progress
from mtlviz.figures import comparison_claims
from mtlviz.lessons import compare_claims, compare_presets, compare_progress
from tests.comparison.conftest import invented

FULL = Config(recipes=("equal", "gaba", "gradnorm", "pcgrad"), seeds=2, steps=1)


@pytest.mark.parametrize("config", [FULL, Config(recipes=("famo",), seeds=1, steps=1)], ids=["all", "one recipe"])
def test_every_claim_has_words_a_figure_and_a_rule(config: Config) -> None:
    lines = compare_claims.lines(claims.claims(invented(config, {})))
    assert len(lines) == 6
    for says, word, shows, rule in lines:
        assert says.endswith(".")
        assert shows.endswith(".")
        assert word in comparison_claims.MARKS
        assert rule.startswith("Holds if")
    html = comparison_claims.table(lines, "After 1 step")
    assert html.count("<tr>") == 1 + len(lines)
    assert all(line.word in html for line in lines)


def test_the_figures_are_the_runs_own() -> None:
    E = FULL.replicas
    ratio = np.full((1, E), 640.0)
    ratio[0, 1] = 700.0
    shown = [line.shows for line in compare_claims.lines(claims.claims(invented(FULL, {}, ratio=ratio)))]
    assert "medians of single seeds 640× to 700×" in shown[0]
    assert "In 100 % of the steps under Equal weights" in shown[1]
    assert "PCGrad against GABA: RMSE" in shown[3]


def test_what_was_not_trained_is_said() -> None:
    lines = compare_claims.lines(claims.claims(invented(Config(recipes=("equal",), seeds=2, steps=1), {})))
    assert "PCGrad and GABA were not trained." in [line.shows for line in lines]


@given(st.floats(0, 1e5))
def test_a_duration_is_rounded_and_never_far_off(seconds: float) -> None:
    told = compare_progress.about(seconds)
    if told == "a second":
        assert seconds < 1
        return
    number, unit = re.fullmatch(r"about (\d+) (s|min)", told).groups()  # type: ignore[union-attr]
    said = int(number) * (60 if unit == "min" else 1)
    assert 0.66 * said - 4.5 <= seconds <= 1.5 * said + 0.5


def test_progress_says_how_far_how_long_and_that_it_began_again() -> None:
    config = Config(steps=2000)
    assert compare_progress.under_way(Progress(), config) == "Step 0 of 2,000"
    assert compare_progress.under_way(Progress(1040, left=12.0), config) == "Step 1,040 of 2,000 · about 15 s left"
    assert compare_progress.under_way(Progress(1990, left=0.2), config).endswith("a few seconds left")
    assert "started again" in compare_progress.under_way(Progress(5, restarts=1), config)


def test_presets_are_different_comparisons_and_the_first_is_the_pages_default() -> None:
    presets = compare_presets.PRESETS
    assert presets[0].config == Config()
    assert len({preset.config for preset in presets}) == len({preset.key for preset in presets}) == len(presets)
    assert all(compare_presets.active(preset.config) is preset for preset in presets)
    assert compare_presets.active(Config(seeds=3)) is None
