"""A visit to the autograd lab: what the visitor has predicted, and what each button and widget does."""

from __future__ import annotations

import streamlit as st

from mtlviz.lab.scenario import Scenario
from mtlviz.ui import lab_controls, lab_runs


def said(scenario: Scenario) -> list[int | None]:
    """What the visitor predicted, an option's position for each question."""
    answers: dict[int, list[int | None]] = st.session_state.setdefault("lab_said", {})
    return answers.get(scenario.number, [None] * len(scenario.questions))


def ask(scenario: Scenario) -> bool:
    """Every question as a choice; whether all have an answer."""
    answers = [
        st.radio(
            f"**{question.text}**",
            range(len(question.options)),
            index=said(scenario)[n],
            format_func=lambda option, question=question: question.options[option].text,
            key=f"lab_{scenario.number}_{n}",
            persist_state="session",
        )
        for n, question in enumerate(scenario.questions)
    ]
    st.session_state["lab_said"][scenario.number] = answers
    return None not in answers


def reveal(scenario: Scenario) -> None:
    """Open the run at its end."""
    lab_controls.opened().add(scenario.number)
    st.session_state["line"] = lab_runs.end(scenario.number)


def close(scenario: Scenario) -> None:
    """Back to the prediction."""
    lab_controls.opened().discard(scenario.number)
    lab_controls.start_over()


def go_to(number: int) -> None:
    """Another scenario, from its beginning."""
    st.session_state["scenario"] = str(number)
    lab_controls.start_over()
    if number in lab_controls.opened():
        st.session_state["line"] = lab_runs.end(number)


def changed_scenario() -> None:
    """The visitor picked another scenario."""
    go_to(int(st.session_state["scenario"]))


def changed_listing(scenario: Scenario) -> None:
    """The visitor picked another listing: show where it ends."""
    st.session_state["line"] = lab_runs.end(scenario.number, st.session_state["listing"])


def at_line(line: int) -> None:
    """The visitor stepped to a line."""
    st.session_state["line"] = line
