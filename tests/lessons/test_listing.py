"""The chapter's listing is a script that runs, and what the page says it prints is what it prints."""

from __future__ import annotations

import contextlib
import io
import re

import pytest
import torch

from mtlviz.lessons import listing
from mtlviz.live import Settings
from mtlviz.live.session import LiveSession


def printed() -> list[float]:
    with torch.random.fork_rng(devices=[]), contextlib.redirect_stdout(io.StringIO()) as text:
        exec(compile(listing.SCRIPT, "listing", "exec"), {"__name__": "__main__"})
    return numbers(text.getvalue())


def numbers(text: str) -> list[float]:
    return [float(number) for number in re.findall(r"[+-]?\d+\.\d+", text)]


def test_the_script_prints_what_step_0_of_the_page_shows() -> None:
    first = LiveSession(Settings(data="seed_batch", recipe="mgda")).view().first
    assert numbers(listing.output(first)) == pytest.approx(printed(), rel=1e-3)


def test_the_note_sets_it_beside_what_the_chapter_printed() -> None:
    first = LiveSession(Settings(data="seed_batch")).view().first
    text = listing.note(first, 0)
    assert numbers(text.split("gives")[1])[:4] == pytest.approx([60.135, 0.17792, 338.0, 0.1795], rel=1e-3)
    assert "8.6453 / 0.0449 / 192.4×" in text
    other = LiveSession(Settings(data="seed_batch", seed=7)).view().first
    assert listing.output(other) in listing.note(other, 7)
    assert "This run has seed 7" in listing.note(other, 7)


def test_another_loss_or_other_data_is_not_the_listing() -> None:
    assert LiveSession(Settings(data="seed_batch", recipe="amnl")).view().first == {}
    assert LiveSession(Settings()).view().first == {}
    assert "another loss shape" in listing.note({}, 0)
