"""What the autograd lab shows of a scenario's runs. They are made once a process: the same code gives the same runs."""

from __future__ import annotations

from typing import Any

import streamlit as st

from mtlviz.figures.lab_view import run_view
from mtlviz.lab.scenario import Scenario
from mtlviz.lab.scenarios import SCENARIOS, get
from mtlviz.lab.trace import Trace
from mtlviz.ui import lab_controls, process


@st.cache_resource(max_entries=len(SCENARIOS), show_spinner="Running the code …")
def runs(number: int) -> dict[str, Trace]:
    """Every listing's run. Shared by all sessions, and never changed."""
    process.settle_torch()
    from mtlviz.lab.runner import run_scenario  # imports torch: only once something is to run

    with process.GATE:
        return run_scenario(get(number))


@st.cache_resource(max_entries=64, show_spinner=False)
def view(number: int, key: str) -> dict[str, Any]:
    """One run as the component shows it."""
    return run_view(runs(number)[key])


def compare(scenario: Scenario) -> None:
    """Each question: what was predicted, what the run says."""
    found = runs(scenario.number)
    columns = st.columns(len(scenario.questions), gap="medium")
    for column, question, said in zip(columns, scenario.questions, lab_controls.said(scenario), strict=True):
        fact = question.fact(found)
        with column:
            st.markdown(f"**{question.text}**")
            if said is None:
                st.markdown(f":material/arrow_forward: {question.options[fact].text}")
            elif said == fact:
                st.markdown(f":material/check: As you predicted: {question.options[fact].text}")
            else:
                st.markdown(
                    f":material/close: You predicted: {question.options[said].text}  \n"
                    f":material/arrow_forward: The run says: **{question.options[fact].text}**"
                )


def claims(scenario: Scenario) -> None:
    """What was measured, with the figures of these runs."""
    found = runs(scenario.number)
    st.markdown("\n".join(f"- {claim.sentence(found)}" for claim in scenario.claims))
