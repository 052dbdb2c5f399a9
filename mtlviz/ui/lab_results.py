"""What the autograd lab says of a scenario once its run is open."""

from __future__ import annotations

import streamlit as st

from mtlviz.lab.scenario import Scenario
from mtlviz.ui import lab_visit
from mtlviz.ui.lab_runs import runs


def compare(scenario: Scenario) -> None:
    """Each question: what was predicted, what the run says."""
    found = runs(scenario.number)
    columns = st.columns(len(scenario.questions), gap="medium")
    for column, question, said in zip(columns, scenario.questions, lab_visit.said(scenario), strict=True):
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
