"""The compare page in Python's eyes: what each control does, what Run and Stop do, and what a file can do."""

from __future__ import annotations

import gc
import json
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from html import escape
from typing import Any
from weakref import ref

import numpy as np
import pytest
import streamlit
from streamlit.testing.v1 import AppTest

from mtlviz.comparison import claims, summary
from mtlviz.comparison import job as jobs
from mtlviz.comparison.config import Config
from mtlviz.comparison.job import Progress
from mtlviz.comparison.result import Result
from mtlviz.comparison.store import Store
from mtlviz.data import Source
from mtlviz.lessons import compare_claims, compare_presets
from mtlviz.ui import compare_run
from mtlviz.ui.compare_file import as_controls
from mtlviz.ui.compare_told import Told, told
from mtlviz.ui.live_controls import SOURCE_TITLES
from tests.app import visits
from tests.app.visits import ran
from tests.comparison.conftest import invented
from tests.comparison.here import Here

TINY = {"recipes": ["Equal weights", "GABA"], "seeds": "2", "budget": "6"}


def opened(**link: Any) -> AppTest:
    return visits.opened("pages/compare.py", **{**TINY, **link})


def trained(page: AppTest) -> AppTest:
    return ran(page.button(key="compare_run").click())


def result(page: AppTest) -> Result:
    found = compare_run.STORE.latest(page.session_state[compare_run.SHOWN])
    assert found is not None
    return found


def words(page: AppTest) -> str:
    return " ".join(str(each.value) for each in [*page.markdown, *page.info, *page.warning, *page.error, *page.caption])


@pytest.fixture(autouse=True)
def here(monkeypatch: pytest.MonkeyPatch) -> Here:
    """Nobody has run anything yet, and what trains is in this process."""
    here = Here()
    monkeypatch.setattr(compare_run, "TRAINER", here)
    monkeypatch.setattr(compare_run, "STORE", Store(here, keep=compare_run.PRESETS))
    return here


def test_a_link_of_its_own_says_what_run_would_take_and_waits() -> None:
    page = opened()
    assert "Press Run: 8 models × 6 steps, a second of work for this machine" in words(page)
    (hidden,) = (json.loads(chart.proto.spec) for chart in page.get("plotly_chart"))
    assert [len(trace["x"]) for trace in hidden["data"]] == [0]
    assert not page.header
    assert not page.button(key="compare_run").disabled
    assert page.button(key="compare_stop").disabled


@pytest.fixture
def quick_presets(monkeypatch: pytest.MonkeyPatch) -> list[compare_presets.Preset]:
    """The presets with few models and few steps, the first of them the page's default still."""
    quick = [
        replace(preset, config=replace(preset.config, recipes=("equal", "pcgrad"), seeds=2, steps=5 + n))
        for n, preset in enumerate(compare_presets.PRESETS)
    ]
    monkeypatch.setattr(compare_presets, "PRESETS", tuple(quick))
    monkeypatch.setattr(compare_run, "PRESETS", tuple(preset.config for preset in quick))
    return quick


def test_a_preset_starts_by_itself_pressed_or_by_link(quick_presets: list[compare_presets.Preset], here: Here) -> None:
    page = opened()
    for preset in quick_presets:
        page = ran(page.button(key=f"compare_{preset.key}").click())
        assert result(page).complete
        assert result(page).config == preset.config
        assert preset.question in words(page)
        assert preset.finding(result(page), summary.table(result(page))) in words(page)
    link = {**TINY, "recipes": ["Equal weights", "PCGrad"], "budget": "5"}
    assert result(opened(**link)).complete  # the link of a preset
    assert here.calls.count("begin") == len(quick_presets)


@pytest.mark.usefixtures("quick_presets")
def test_a_preset_that_was_stopped_waits_for_run(here: Here, monkeypatch: pytest.MonkeyPatch) -> None:
    here.until = 0
    page = opened()
    with monkeypatch.context() as patch:
        patch.setattr(compare_run.STORE, "follow", halting(compare_run.STORE, 0))
        page = ran(page.button(key="compare_lengths").click())
        assert page.button(key="compare_run").disabled
        page = ran(page.button(key="compare_stop").click())
    waits = ("Press Run", "Run goes on from there")  # a run that had been set up goes on, by luck of the moment
    assert any(said in words(page) for said in waits)
    assert not page.button(key="compare_run").disabled
    here.until = float("inf")
    assert any(said in words(ran(page)) for said in waits)
    assert result(trained(page)).complete


def halting(store: Store, steps: int) -> Callable[[Config, Source], Iterator[Progress]]:
    """`store.follow`, in which the script is halted at this step: as by a press while the page is busy."""
    follow = store.follow

    def cut_short(config: Config, source: Source) -> Iterator[Progress]:
        with closing(follow(config, source)) as followed:  # type: ignore[type-var]
            for progress in followed:
                yield progress
                if progress.steps >= steps:
                    streamlit.stop()

    return cut_short


def test_run_gives_headline_curves_table_and_files() -> None:
    page = trained(opened())
    text = words(page)
    assert result(page).complete
    assert "On this data, Simulated turbofans (100 engines), over 2 seeds, the RUL gradient is" in text
    assert "Too few seeds for a verdict**: with 2 seeds and 3 comparisons" in text
    assert "Kurin" in text
    assert "positive is better than training alone" in text
    charts = page.get("plotly_chart")
    assert len(charts) == 4
    assert not page.button(key="compare_run").disabled
    assert [button.proto.label for button in page.get("download_button")] == [
        "Report (HTML)",
        "Curves (CSV)",
        "Every run (CSV)",
        "Config (JSON)",
    ]


def test_the_report_says_what_the_page_says() -> None:
    page = trained(opened())
    html = told(result(page), "equal").report()
    assert compare_claims.TITLE in html
    assert compare_claims.TITLE in [heading.value for heading in page.header]
    for line in compare_claims.lines(claims.claims(result(page))):
        assert all(escape(text) in html for text in line)


def test_a_page_and_its_report_rest_on_one_table(monkeypatch: pytest.MonkeyPatch) -> None:
    shown, made = result(trained(opened())), []
    monkeypatch.setattr(summary, "table", lambda *asked, make=summary.table: made.append(asked[1]) or make(*asked))
    page = Told(shown, shown.reference("equal"))
    for part in (page.headline, page.losses, page.above, page.tables, page.words, page.claims, page.report()):
        assert part is not None
    assert made == ["equal"]  # and one against GABA, if it is there with PCGrad


def test_no_page_holds_a_result_that_the_store_has_forgotten(here: Here) -> None:
    page = trained(opened())
    shown = ref(result(page))
    assert shown() is not None
    compare_run.STORE = Store(here)  # by the fixture's patch: gone with the test
    gc.collect()
    assert shown() is None
    page = ran(page)
    assert not page.get("download_button")
    assert "Press Run" in words(page)
    assert result(trained(page)).complete


def test_a_run_under_way_has_figures_and_no_verdict() -> None:
    config = Config(recipes=("equal", "gaba", "gradnorm", "pcgrad"), seeds=12, steps=9)
    final = np.repeat([20.0, 10.0, 30.0, 5.0, 20.0, 20.0], 12) + np.tile(np.linspace(0, 1, 12), 6)
    shown = invented(config, {"rmse": final}, before={"rmse": final})
    parts = {
        running: "\n".join([*page.headline, *page.above, page.tables, *page.words, page.claims])
        for running in (False, True)
        for page in [told(shown, "equal", running)]
    }
    for word in ("better by", "worse by", "not distinguishable", "✓", "✗", "p ="):
        assert word not in parts[True]
    assert "better by" in parts[False]
    assert "✗ does not hold" in parts[False]
    assert parts[True].count("So far, after 1 of 9 steps") == 5  # headline, and caption and label of two tables
    assert "At the end of" not in parts[True]
    assert "So far, after" not in parts[False]


def test_the_page_shows_a_run_under_way_without_verdicts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jobs, "SLICE", 1e-9)
    monkeypatch.setattr(jobs, "PUBLISH", 0.0)
    monkeypatch.setattr(compare_run.STORE, "follow", halting(compare_run.STORE, 10))
    page = trained(opened(budget="40"))
    assert page.button(key="compare_run").disabled
    text = words(page)
    assert "So far, after" in text
    assert "Too few seeds" not in text
    assert "So far on the Pareto front" in text


def test_another_visitor_sees_the_finished_result_at_once() -> None:
    first = result(trained(opened()))
    assert result(opened()) is first


@pytest.mark.parametrize(
    ("link", "expected"),
    [
        ({"recipes": ["PCGrad"]}, {"recipes": ("pcgrad",)}),
        ({"seeds": "3"}, {"seeds": 3}),
        ({"budget": "7"}, {"steps": 7}),
        ({"optimizer": "SGD"}, {"optimizer": "sgd"}),
        ({"rate": "0.0002"}, {"lr": 0.0002}),
        ({"source": SOURCE_TITLES["seed_batch"]}, {"data": "seed_batch"}),
        ({"share": "0.7", "recipes": ["Fixed weights"]}, {"lam": 0.7, "recipes": ("fixed",)}),
        ({"headrule": "Always 1"}, {"heads": "one"}),
        ({"steplen": "Same length as equal weights"}, {"length": "equal"}),
        ({"gaba.floor": "0.25", "cagrad.c": "0.1"}, {"hyper": (("gaba.floor", 0.25),)}),
    ],
)
def test_a_link_decides_what_is_run(link: dict[str, Any], expected: dict[str, Any]) -> None:
    base = Config(recipes=("equal", "gaba"), seeds=2, steps=6)
    assert result(trained(opened(**link))).config == replace(base, **expected)


def test_controls_that_moved_on_are_said() -> None:
    page = trained(opened())
    page = ran(page.number_input(key="budget").set_value(8.0))
    assert "The controls have changed since" in words(page)
    assert result(page).config.steps == 6
    assert result(trained(page)).config.steps == 8


def test_views_change_without_another_run() -> None:
    page = trained(opened())
    first = result(page)
    page = ran(page.segmented_control(key="show").set_value("validation"))
    titles = [json.loads(chart.proto.spec)["layout"].get("title", {}).get("text") for chart in page.get("plotly_chart")]
    assert "Validation RMSE of RUL" in titles
    page = ran(page.selectbox(key="against").set_value("gaba"))
    assert "against GABA" in words(page)
    assert result(page) is first


@pytest.mark.parametrize("first", [0.0, 1e9], ids=["published", "before anything was published"])
def test_stop_keeps_what_there_was_and_run_goes_on(here: Here, monkeypatch: pytest.MonkeyPatch, first: float) -> None:
    here.until = 10
    with monkeypatch.context() as patch:
        patch.setattr(jobs, "SLICE", 1e-9)
        patch.setattr(jobs, "FIRST", first)
        patch.setattr(compare_run.STORE, "follow", halting(compare_run.STORE, 10))
        page = trained(opened(budget="40"))
        assert page.button(key="compare_run").disabled
        page = ran(page.button(key="compare_stop").click())
    assert result(page).steps_done == 10
    assert "It was stopped after 10 of 40 steps" in words(page)
    assert len(page.get("plotly_chart")) == 4
    here.until = float("inf")
    page = trained(page)
    assert result(page).complete
    assert "stopped" not in words(page)


def test_a_run_cut_off_by_a_control_keeps_what_there_was(here: Here, monkeypatch: pytest.MonkeyPatch) -> None:
    here.until = 5
    with monkeypatch.context() as patch:
        patch.setattr(jobs, "SLICE", 1e-9)
        patch.setattr(compare_run.STORE, "follow", halting(compare_run.STORE, 5))
        page = trained(opened(budget="40"))
        page = ran(page.number_input(key="budget").set_value(41.0))
    assert "The controls have changed since" in words(page)
    assert "It was stopped after 5 of 40 steps" in words(page)
    assert (result(page).config.steps, result(page).steps_done) == (40, 5)


def test_a_process_that_cannot_be_had_is_a_sentence(here: Here) -> None:
    here.dead = True
    page = trained(opened())
    assert "Press Run to try again" in words(page)
    here.dead = False
    assert result(trained(ran(page))).complete


def test_runs_that_diverge_are_said() -> None:
    page = trained(opened(optimizer="SGD", rate="1", budget="30"))
    assert "2 of 2 diverged" in words(page)
    assert "Means and curves hold the seeds that came through" in words(page)


@pytest.mark.parametrize(
    ("link", "sentence"),
    [
        ({"recipes": ["nonsense"]}, "not offered"),
        ({"seeds": "900", "budget": "1e9"}, "outside 1–20"),
        ({"source": "NASA C-MAPSS (your files)"}, "does not come with this program"),
    ],
)
def test_a_bad_link_is_a_sentence(link: dict[str, Any], sentence: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("MTLVIZ_CMAPSS_DIR", raising=False)
    page = opened(**link)
    assert sentence in words(page)


def test_no_recipe_is_a_sentence() -> None:
    page = ran(opened().multiselect(key="recipes").set_value([]))
    assert "choose at least one" in words(page)
    assert page.button(key="compare_run").disabled


def test_a_config_file_sets_the_controls() -> None:
    page = opened()
    wanted = Config(recipes=("grace", "fixed"), seeds=3, steps=5, optimizer="sgd", lr=3e-5, lam=0.2, heads="one")
    wanted = replace(wanted, hyper=(("gaba.floor", 0.1), ("gaba.warmup", 7), ("gaba.keep_length", True)))
    page = ran(
        page.file_uploader(key="compare_file").upload("mine.json", wanted.to_json().encode(), "application/json")
    )
    assert {key: page.session_state[key] for key in as_controls(wanted)} == as_controls(wanted)
    assert result(trained(page)).config == wanted


@pytest.mark.parametrize("content", [b"\xff\xfe", b"[]", b"{" * 30_000, b'{"format": "mtlviz-comparison-1"}'])
def test_any_other_file_is_a_sentence_and_changes_nothing(content: bytes) -> None:
    page = opened()
    page = ran(page.file_uploader(key="compare_file").upload("bad.json", content, "application/json"))
    assert "expected" in words(page)
    assert page.session_state["seeds"] == 2.0
