"""The autograd lab's page: predict first, then the run; links, and the way from scenario to scenario."""

from __future__ import annotations

import json
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from mtlviz.lab.scenarios import SCENARIOS, get
from mtlviz.ui import lab_runs
from tests.app import visits


def opened(**link: str) -> AppTest:
    return visits.opened("pages/autograd_lab.py", **link)


def component(page: AppTest) -> Any:
    return next(c for c in page.get("bidi_component") if "preamble" in (c.proto.json or ""))


def shown(page: AppTest) -> dict[str, Any]:
    """The lab component's data."""
    return dict(json.loads(component(page).proto.json))


def trigger(page: AppTest, message: Any) -> AppTest:
    """What the browser sends when stepping comes to rest."""
    return visits.sends(page, component(page), "at", message)


def words(page: AppTest) -> str:
    return " ".join(element.value for element in [*page.markdown, *page.header, *page.caption])


def press(page: AppTest, label: str) -> AppTest:
    (button,) = (button for button in page.button if button.label.startswith(label))
    button.click().run()
    assert not page.exception
    return page


def predict(page: AppTest, number: int, *answers: int) -> None:
    for n, answer in enumerate(answers):
        page.radio(key=f"lab_{number}_{n}").set_value(answer).run()
    assert not page.exception


def test_nothing_is_given_away_before_the_prediction() -> None:
    page = opened()
    data = shown(page)
    assert data["steps"] == []
    assert data["graphs"] == []
    assert data["code"][8] == "loss1.backward()"
    scenario = get(1)
    text = words(page)
    assert scenario.setting in text
    assert scenario.why not in text
    assert scenario.fix not in text
    assert "retain" not in json.dumps(data)
    (run,) = (button for button in page.button if button.label == "Run it")
    assert run.disabled
    predict(page, 1, 0)
    (run,) = (button for button in page.button if button.label == "Run it")
    assert run.disabled
    predict(page, 1, 0, 2)
    (run,) = (button for button in page.button if button.label == "Run it")
    assert not run.disabled
    assert shown(page)["steps"] == []


def test_the_run_answers_each_prediction_and_says_why() -> None:
    page = opened()
    predict(page, 1, 0, 2)
    press(page, "Run it")
    text = words(page)
    assert "You predicted: Yes." in text
    assert "The run says: **No: `loss2.backward()` raises.**" in text
    assert "As you predicted: The gradient of `loss2`." in text
    assert get(1).why in text
    assert get(1).claims[1].sentence(lab_runs.runs(1)) in text
    data = shown(page)
    assert data["steps"][-1]["raised"]["type"] == "RuntimeError"
    assert data["line"] == 10  # where it raised


def test_without_a_prediction_the_facts_are_shown_as_facts() -> None:
    page = press(opened(scenario="3"), "Show me")
    text = words(page)
    assert "ou predicted" not in text
    assert "Task 2’s alone." in text


def test_a_link_opens_a_listing_at_a_line() -> None:
    page = opened(scenario="7. whatever it was called", listing="Fix: passes first", line="11")
    data = shown(page)
    assert data["id"] == "7/fix"
    assert data["line"] == 11
    assert data["steps"][-1]["raised"] is None
    assert not page.warning
    assert page.number_input(key="line").value == 11


def test_bad_links_are_mended_and_told() -> None:
    page = opened(scenario="99", listing="nosuch", line="70")
    (warning,) = page.warning
    assert "nosuch" in warning.value
    assert "outside 0–11" in warning.value
    assert shown(page)["id"] == "1/code"


@pytest.mark.parametrize("line", ["inf", "1e309", "9" * 400])
def test_an_endless_line_number_in_a_link_is_the_last_line(line: str) -> None:
    page = opened(line=line)
    assert page.session_state["line"] == len(get(1).listing("code").lines)
    assert "outside" in page.warning[0].value


def test_predictions_and_open_runs_are_kept_from_scenario_to_scenario() -> None:
    page = opened()
    predict(page, 1, 1, 1)
    press(page, "Run it")
    press(page, "Next: 2.")
    assert shown(page)["id"] == "2/code"
    assert shown(page)["steps"] == []
    predict(page, 2, 0)
    page.selectbox(key="scenario").set_value("1").run()
    assert "You predicted: No: `loss1.backward()` raises." in words(page)
    assert shown(page)["steps"]
    page.selectbox(key="scenario").set_value("2").run()
    assert page.radio(key="lab_2_0").value == 0
    assert page.radio(key="lab_2_1").value is None
    page.selectbox(key="scenario").set_value("1").run()
    press(page, "Predict again")
    assert shown(page)["steps"] == []
    assert page.radio(key="lab_1_0").value == 1


def test_another_listing_opens_at_its_end_and_the_typed_line_moves_it() -> None:
    page = press(opened(scenario="5"), "Show me")
    page.segmented_control(key="listing").set_value("cost").run()
    assert not page.exception
    assert shown(page)["id"] == "5/cost"
    assert shown(page)["line"] == 48
    page.number_input(key="line").set_value(14).run()
    assert shown(page)["line"] == 14
    page.segmented_control(key="listing").set_value("code").run()
    assert not page.exception
    assert shown(page)["line"] == 15


def test_stepping_in_the_picture_moves_the_line_and_nonsense_does_not() -> None:
    page = opened(scenario="3", line="11")
    assert shown(trigger(page, {"id": "3/code", "line": 7}))["line"] == 7
    assert page.number_input(key="line").value == 7
    for message in ({"id": "9/code", "line": 2}, {"id": "3/code", "line": "x"}, {"id": "3/code"}, "nonsense", None):
        assert shown(trigger(page, message))["line"] == 7
    assert shown(trigger(page, {"id": "3/code", "line": 700}))["line"] == 11
    assert shown(trigger(page, {"id": "3/code", "line": -4}))["line"] == 0


@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda s: str(s.number))
def test_every_scenario_opens(scenario: Any) -> None:
    page = press(opened(scenario=str(scenario.number)), "Show me")
    assert shown(page)["id"] == f"{scenario.number}/code"
    assert page.code[0].value.startswith(f'"""Autograd lab, scenario {scenario.number}:')
    for claim in scenario.claims:
        assert claim.sentence(lab_runs.runs(scenario.number)) in words(page)
