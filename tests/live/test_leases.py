"""How long a run is kept, with a clock of the test's own."""

from __future__ import annotations

import pytest

from mtlviz.live.leases import GRACE, Leases


class Visitor:
    """A clock, and a page that is open or not."""

    def __init__(self) -> None:
        self.now, self.here = 1000.0, True
        self.leases = Leases(lambda: self.now)
        self.leases.add("run", lambda: self.here)

    def is_kept(self, *, after: float, looks: int = 10) -> bool:
        """Whether the run is still held so many seconds later, with looks at it in between."""
        for _ in range(looks):
            self.now += after / looks
            for key in self.leases.expired():
                self.leases.remove(key)
        return "run" in self.leases


def test_an_open_page_keeps_its_run_playing_or_paused() -> None:
    visitor = Visitor()
    assert visitor.is_kept(after=15 * 60)
    assert visitor.is_kept(after=24 * 3600)


@pytest.mark.parametrize("cut", [20, 90])
def test_a_cut_connection_keeps_its_run(cut: float) -> None:
    visitor = Visitor()
    for _ in range(3):  # every cut counts from its own beginning
        visitor.here = False
        visitor.leases.expired()
        assert visitor.is_kept(after=cut)
        visitor.here = True
        assert visitor.is_kept(after=10)


def test_two_minutes_after_the_page_closed_the_run_is_let_go() -> None:
    visitor = Visitor()
    visitor.here = False
    visitor.leases.expired()
    assert visitor.is_kept(after=GRACE - 1)
    assert not visitor.is_kept(after=2)
    assert len(visitor.leases) == 0


def test_only_open_pages_count_as_a_workers_load() -> None:
    visitor = Visitor()
    visitor.leases.add("other", lambda: True)
    visitor.here = False
    assert (len(visitor.leases), visitor.leases.open()) == (2, ["other"])
