"""The live page in Python's eyes: what each control does to the run, and what happens to data that is not data."""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

import pytest
from streamlit.testing.v1 import AppTest

from mtlviz import data, recipes
from mtlviz.data import turbofan
from mtlviz.lessons import listing
from mtlviz.live import POOL, RemoteSession, Settings, link
from mtlviz.ui import live_figures
from tests.app import visits
from tests.app.visits import ran
from tests.data.conftest import as_text


def opened(**parameters: str) -> AppTest:
    return visits.opened("pages/live.py", **parameters)


def chunk(page: AppTest) -> dict[str, Any]:
    return visits.parsed(player(page).proto.bytes)


def player(page: AppTest) -> Any:
    return next(c for c in page.get("bidi_component") if c.proto.bytes)


def session(page: AppTest) -> RemoteSession:
    return page.session_state["live_session"]


def sends(page: AppTest, event: str, value: Any) -> AppTest:
    return visits.sends(page, player(page), event, value)


def tells(page: AppTest, event: str, at: int = 0, **more: Any) -> AppTest:
    """What an honest player sends that has all steps."""
    have = chunk(page)
    names = ("run", "epoch", "branch")
    where = {"have": have["total"], "at": at, "seen": at, "playing": True, "speed": 20}
    return sends(page, event, {**{name: have[name] for name in names}, **where, **more})


def test_it_opens_with_steps_to_show() -> None:
    page = opened()
    told = chunk(page)
    assert (told["from"], told["count"], told["autoplay"], told["notice"]) == (0, 60, True, None)
    assert [title.value for title in page.title] == ["Live training"]
    assert not page.get("plotly_chart")


def test_what_health_is_depends_on_the_data_everywhere_on_the_page() -> None:
    def said(page: AppTest) -> str:
        return " ".join(element.value for element in [*page.markdown, *page.caption])

    page = opened()
    for drawn in (False, True, False):
        assert ("health is not RUL cut into classes" in said(page)) == drawn
        assert ("Health is the same RUL in three classes" in said(page)) == (not drawn)
        assert ("**Health is RUL.**" in said(page)) == (not drawn)
        page = ran(page.selectbox(key="data").set_value("turbofan" if drawn else "seed_batch"))


def test_the_link_to_the_listing_opens_its_batch_and_its_script() -> None:
    _, script, query = listing.SEE
    page = visits.opened(script, **query)
    assert page.session_state["data"] == "seed_batch"
    assert any(code.value == listing.SCRIPT.rstrip("\n") or code.value == listing.SCRIPT for code in page.code)
    assert not page.warning


@pytest.mark.parametrize(
    ("control", "value"),
    [
        (lambda page: page.slider(key="weight"), 0.3),
        (lambda page: page.selectbox(key="recipe"), "gaba"),
        (lambda page: page.select_slider(key="lr"), 0.03),
        (lambda page: page.selectbox(key="opt"), "sgd"),
    ],
    ids=["weight", "recipe", "lr", "opt"],
)
def test_a_new_rule_asks_the_player_to_rewind(control: Any, value: Any) -> None:
    page = opened()
    before = chunk(page)
    page = ran(control(page).set_value(value))
    asked = chunk(page)
    assert (asked["run"], asked["epoch"], asked["rev"], asked["applied"]) == (before["run"], 0, 1, 0)
    page = tells(page, "rewind", at=25)
    done = chunk(page)
    assert (done["branch"], done["applied"], done["from"]) == (1, 1, 25)
    assert done["changes"][0][0] == 25


def test_lambda_is_offered_to_fixed_weights_alone() -> None:
    page = opened(recipe="gaba", weight="0.25")
    assert page.slider(key="weight").disabled
    assert "Only the recipe" in page.slider(key="weight").help
    page = ran(page.selectbox(key="recipe").set_value("fixed"))
    assert not page.slider(key="weight").disabled
    page = tells(page, "rewind", at=3)
    assert chunk(page)["columns"]["weight_rul"][0] == 0.25
    page = ran(page.slider(key="weight").set_value(0.75))
    page = tells(page, "rewind", at=3)
    assert chunk(page)["columns"]["weight_rul"][0] == 0.75
    assert chunk(page)["changes"] == [[3, "Fixed weights (λ = 0.75)"]]


def test_another_start_is_another_run() -> None:
    page = opened()
    changes: list[Callable[[AppTest], Any]] = [
        lambda page: page.number_input(key="seed").set_value(7.0),
        lambda page: next(b for b in page.button if b.label == "New seed").click(),
        lambda page: page.selectbox(key="data").set_value("seed_batch"),
        lambda page: page.segmented_control(key="heads").set_value("one"),
    ]
    for n, change in enumerate(changes, start=1):
        page = ran(change(page))
        told = chunk(page)
        assert (told["epoch"], told["from"]) == (n, 0)
    now = session(page).settings
    assert (now.seed, now.data, now.heads) == (8, "seed_batch", "one")


def test_the_chapters_batch_gives_the_chapters_true_numbers() -> None:
    told = chunk(opened(data="seed_batch"))["columns"]
    assert told["ratio"][0] == pytest.approx(338.0, abs=0.05)
    assert told["cosine"][0] == pytest.approx(0.1795, abs=5e-5)


def test_the_chapters_batch_says_what_the_chapter_printed_and_offers_the_listing() -> None:
    page = opened(data="seed_batch")
    (note,) = [text.value for text in page.markdown if "8.6453 / 0.0449 / 192.4×" in text.value]
    assert "338.0×, cos +0.1795" in note
    codes = [code.value for code in page.code]
    assert listing.SCRIPT.strip() in codes
    assert listing.output(session(page).view.first) in codes
    assert not [text for text in opened().markdown if "192.4" in text.value]


def test_a_recipe_is_said_in_a_line() -> None:
    page = opened(recipe="grace")
    assert any("Loss shape AMNL" in caption.value for caption in page.caption)


@pytest.mark.parametrize("recipe", [name for name in recipes.names() if name != "equal"])
def test_every_recipe_opens_by_link(recipe: str) -> None:
    page = opened(recipe=recipe)
    assert session(page).settings.recipe == recipe
    assert not page.warning


@pytest.mark.parametrize("old", ["equal", "Equal weights"])
def test_old_links_to_equal_weights_open_what_they_opened(old: str) -> None:
    """λ did not count for that recipe, so it does not now."""
    page = opened(recipe=old, weight="0.9", opt="sgd", lr="0.001")
    assert session(page).settings == Settings(recipe="fixed", lam=0.5, optimizer="sgd", lr=0.001)
    assert set(chunk(page)["columns"]["weight_rul"]) == {0.5}
    assert not page.warning
    assert "recipe" not in page.query_params


def test_a_setting_of_the_recipes_method_trains_and_stands_in_the_link() -> None:
    page = opened(recipe="GABA", **{"gaba.floor": "0.2", "cagrad.c": "0.1", "gaba.warmup": "9999"})
    assert session(page).settings.hyper == (("gaba.floor", 0.2), ("gaba.warmup", 500))
    assert "warm-up: the link says 9999, outside 0–500" in page.warning[0].value
    assert page.number_input(key="gaba.floor").value == 0.2
    page = opened(recipe="Fixed weights", **{"gaba.floor": "0.2"})
    assert session(page).settings.hyper == ()
    assert not [entry for entry in page.number_input if entry.key == "gaba.floor"]


def test_lambda_works_from_the_start() -> None:
    page = opened()
    assert page.selectbox(key="recipe").options[0] == "Fixed weights"
    assert not page.slider(key="weight").disabled


@pytest.mark.parametrize(
    ("parameters", "notice", "setting", "shown"),
    [
        ({"recipe": "magic"}, "Recipe: the link says “magic”, which is not offered", "recipe", "fixed"),
        ({"lr": "nan"}, "Learning rate: the link says “nan”, not a number", "lr", 1e-2),
        ({"lr": "1e6"}, "outside 1e-05–1; shown is 1", "lr", 1.0),
        ({"lr": "0.0029"}, "between two positions of the slider; shown is 0.003", "lr", 3e-3),
        ({"weight": "-3"}, "λ: weight of RUL: the link says -3, outside 0–1", "lam", 0.0),
        ({"opt": "<script>"}, "Optimiser: the link says", "optimizer", "adam"),
        ({"data": "../../etc/passwd"}, "Data: the link says", "data", "turbofan"),
        ({"seed": "2.5e9"}, "Seed: the link says 2.5e+09, outside 0–9999", "seed", 9999),
        ({"heads": ""}, "Weights of the heads", "heads", "method"),
    ],
)
def test_a_bad_link_is_mended_and_says_so(parameters: dict[str, str], notice: str, setting: str, shown: Any) -> None:
    page = opened(**parameters)
    assert notice in page.warning[0].value
    assert getattr(session(page).settings, setting) == shown


def test_need_brings_steps_and_nonsense_brings_a_notice() -> None:
    page = opened()
    page = tells(page, "need")
    assert (chunk(page)["from"], chunk(page)["count"]) == (60, 20)
    page = sends(page, "need", {"have": "all"})
    assert "ignored" in chunk(page)["notice"]
    assert chunk(page)["total"] == 80


def test_a_pause_brings_figures_and_files() -> None:
    page = tells(opened(), "look", at=42, playing=False)
    assert "How the update of step 42 came about" in [head.value for head in page.header]
    assert "The run so far, to zoom into: steps 0 to 42" in [fold.label for fold in page.expander]
    *staged, history = (json.loads(chart.proto.spec) for chart in page.get("plotly_chart"))
    assert [len(stage["data"]) for stage in staged] == [2, 2, 3]
    assert len(history["data"]) == 12
    assert [b.label for b in page.get("download_button")] == ["Table (CSV)", "Everything (JSON)"]
    assert {shape["y0"] for shape in history["layout"]["shapes"]} > {session(page).view.constants["rmse"]}
    csv = live_figures.seen(session(page)).to_csv()
    assert csv.count("\n") == 44, "a heading and the steps 0 to 42, of the 60 that were computed"
    page = tells(page, "look", at=42, playing=True)
    assert not page.get("plotly_chart")


def follows(page: AppTest) -> AppTest:
    """Press the link to the tug-of-war, as the player does."""
    (link,) = (element.proto for element in page.get("page_link") if element.proto.query_string)
    page = page.switch_page("pages/tug_of_war.py")
    page.query_params.update(dict(parse_qsl(link.query_string)))
    return ran(page)


def test_opening_a_step_in_the_tug_of_war_keeps_the_run() -> None:
    page = opened()
    run = chunk(page)["run"]
    page = follows(tells(page, "open", at=30))
    assert [title.value for title in page.title] == ["Tug-of-war"]
    expected = link.to_tug_of_war(session(page).record(), 30).query
    assert page.session_state["angle"] == pytest.approx(float(expected["angle"]))
    assert page.session_state["ratio"] == pytest.approx(float(expected["ratio"]))
    assert page.session_state["lam"] == 0.5
    assert not page.warning
    page = ran(page.switch_page("pages/live.py"))
    assert chunk(page)["run"] == run
    assert chunk(page)["at"] == 30


def test_what_the_tug_of_war_cannot_show_of_a_step_is_said_there() -> None:
    page = follows(tells(opened(recipe="pcgrad"), "open", at=30))
    assert [title.value for title in page.title] == ["Tug-of-war"]
    assert "of step 30 sum to" in page.warning[0].value


def test_data_that_is_not_there_leaves_the_run_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(data.cmapss.FOLDER_VARIABLE, raising=False)
    page = tells(opened(), "need")
    before = chunk(page)
    page = ran(page.selectbox(key="data").set_value("cmapss"))
    assert "NASA’s C-MAPSS data does not come with this program" in page.info[0].value
    assert "Meanwhile the run below uses: Simulated turbofans" in page.info[0].value
    assert (chunk(page)["run"], chunk(page)["epoch"]) == (before["run"], before["epoch"])
    page = tells(page, "need")
    assert chunk(page)["total"] == 100


def test_a_folder_without_the_files_is_an_error(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv(data.cmapss.FOLDER_VARIABLE, str(tmp_path))
    page = opened(data="cmapss")
    assert str(tmp_path) in page.error[0].value
    assert "Meanwhile the run below uses: Simulated turbofans" in page.error[0].value
    assert chunk(page)["count"] == 60


def test_an_upload_is_trained_on_and_a_bad_one_is_explained(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(data.cmapss.FOLDER_VARIABLE, raising=False)
    page = ran(opened().selectbox(key="data").set_value("cmapss"))
    good = as_text(turbofan.simulate(units=6))
    page = ran(page.file_uploader[0].set_value(("train_FD001.txt", good, "text/plain")))
    assert not page.error, page.error[0].value
    assert (session(page).settings.data, chunk(page)["epoch"]) == ("cmapss", 1)
    torn = good.replace(b"\n1 7 ", b"\n1 seven ", 1)
    page = ran(page.file_uploader[0].set_value(("train_FD001.txt", torn, "text/plain")))
    assert "train_FD001.txt" in page.error[0].value
    assert "line 7" in page.error[0].value
    assert chunk(page)["epoch"] == 1
    page = tells(page, "need")
    assert chunk(page)["total"] == 80


def test_a_trainer_that_has_died_is_started_again_and_the_page_says_so() -> None:
    page = tells(opened(seed="3"), "need")
    before = chunk(page)
    POOL.stop()
    page = tells(page, "need")
    after = chunk(page)
    assert after["run"] != before["run"]
    assert (after["from"], after["count"]) == (0, 60)
    assert session(page).settings.seed == 3
    assert "had to be started again" in page.toast[0].value


def test_a_trainer_that_cannot_start_is_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    POOL.stop()
    with monkeypatch.context() as patch:
        patch.setattr(sys, "executable", shutil.which("false"))
        page = opened()
        assert "The process that trains ended as it was started" in page.error[0].value
        assert not [c for c in page.get("bidi_component") if c.proto.bytes]
    page = ran(page)
    assert not page.error
    assert chunk(page)["count"] == 60
