"""Every scenario is run, and every word that depends on a run is held against it."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from mtlviz.lab.scenario import Claim, Scenario
from mtlviz.lab.scenarios import SCENARIOS, get
from mtlviz.lab.trace import Trace

Runs = Callable[[int], dict[str, Trace]]
every_scenario = pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda s: str(s.number))

RAISING = {  # scenario: listing → the words of torch's error
    (1, "code"): "backward through the graph a second time",
    (6, "code"): "backward through the graph a second time",
    (7, "code"): "modified by an inplace operation",
    (8, "code"): "allow_unused=True",
    (9, "code"): "only for scalar outputs",
}


def test_there_are_seventeen_and_their_numbers_are_their_places() -> None:
    assert [scenario.number for scenario in SCENARIOS] == list(range(1, 18))
    assert get(17) is SCENARIOS[-1]
    for number in (0, 18):
        with pytest.raises(ValueError, match="1 to 17"):
            get(number)


@every_scenario
def test_each_question_has_exactly_one_right_answer(scenario: Scenario, runs: Runs) -> None:
    found = runs(scenario.number)
    assert len(scenario.questions) >= 2
    for question in scenario.questions:
        right = [option.text for option in question.options if option.holds(found)]
        assert len(right) == 1, (question.text, right)
        assert question.options[question.fact(found)].text == right[0]


@every_scenario
def test_each_claim_is_true_of_the_runs_and_quotes_them(scenario: Scenario, runs: Runs) -> None:
    found = runs(scenario.number)
    assert scenario.claims
    for claim in scenario.claims:
        assert claim.true(found), claim.sentence(found)
        assert not re.search(r"[{}]|\binf\b|\bnan\b", claim.sentence(found))


@every_scenario
def test_listings_run_as_far_as_the_scenario_says(scenario: Scenario, runs: Runs) -> None:
    for key, trace in runs(scenario.number).items():
        words = RAISING.get((scenario.number, key))
        if words is None:
            assert trace.raised is None, trace.raised
            assert trace.steps[-1].last_line == len(trace.listing.lines)
        else:
            assert trace.raised is not None
            assert trace.raised.type == "RuntimeError"
            assert words in trace.raised.message


@every_scenario
def test_a_scenario_has_its_parts(scenario: Scenario, runs: Runs) -> None:
    keys = [listing.key for listing in scenario.listings]
    assert keys[0] == "code"
    assert len(set(keys)) == len(keys) >= 2
    assert len({listing.title for listing in scenario.listings}) == len(keys)
    assert re.fullmatch(r"[^.]*(\.\w[^.]*)*\.", scenario.why.replace("`.grad`", "grad")), "why is one sentence"
    for text in (scenario.title, scenario.setting, scenario.fix):
        assert text.strip()
    # Some later listing shows the way out, and it runs.
    assert any(trace.raised is None for key, trace in runs(scenario.number).items() if key != "code")


def test_an_unknown_listing_is_named_with_those_there_are() -> None:
    with pytest.raises(KeyError, match="retain"):
        get(1).listing("nosuch")


def test_a_measured_sentence_has_true_minus_signs_outside_code() -> None:
    claim = Claim("cosine {c:.3f}, gap {g:.0e}, `x.view(-1)`", lambda *_: True, lambda _: {"c": -0.5157, "g": 1e-7})
    assert claim.sentence({}) == "cosine −0.516, gap 1e-07, `x.view(-1)`"
