"""A real server and real connections: who leaves is let go, who is cut off goes on, who errs is told so."""

from __future__ import annotations

import json
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import psutil
import pytest

from tests.browser.app import running_process
from tests.server.visitor import Visitor, eventually

Visit = Callable[..., Visitor]
LAST = 1  # Streamlit's own loop keeps the session that it served last, until it serves another


@contextmanager
def running() -> Iterator[tuple[str, int]]:
    """`(address, process id)` of a server that lets go of who left after three seconds, and has started up."""
    options = ["--server.disconnectedSessionTTL=3"]
    with running_process("tests/server/short_leases.py", options) as (address, process):
        eventually(lambda: held(address)["frozen"] > 0)
        yield address, process.pid


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with running() as (address, _):
        yield address


@pytest.fixture
def visit(address: str) -> Iterator[Visit]:
    """`visit("live", "seed=3")` opens a page; whoever is still there at the end leaves."""
    visitors: list[Visitor] = []

    def arrive(page: str, query: str = "") -> Visitor:
        visitors.append(Visitor(address, page, query))
        return visitors[-1]

    yield arrive
    for visitor in visitors:
        visitor.leave()


def held(address: str) -> dict[str, int]:
    with urllib.request.urlopen(f"{address}/held", timeout=60) as answer:
        return dict(json.load(answer))


def test_visitors_who_leave_are_let_go_while_another_page_is_open(address: str, visit: Visit) -> None:
    visit("tug_of_war")
    plays, compares = visit("live"), visit("compare", "seeds=2&budget=20")
    plays.tell("need")
    assert plays.chunk["total"] == 80
    now = held(address)
    assert (now["leases"], now["runs"], now["remotes"], now["sessions"]) == (1, 1, 1, 3)
    for visitor in (plays, compares):
        visitor.leave()
    eventually(lambda: all(held(address)[name] == 0 for name in ("leases", "runs", "remotes")))
    eventually(lambda: held(address)["sessions"] <= 1 + LAST)


def test_a_cut_connection_plays_on_and_who_returns_too_late_starts_anew_from_the_link(
    address: str, visit: Visit
) -> None:
    visitor = visit("live", "recipe=gaba&seed=3")
    visitor.tell("need")
    before = visitor.chunk
    visitor.leave()
    visitor.come_back()
    assert (visitor.chunk["run"], visitor.chunk["total"]) == (before["run"], 80)
    assert visitor.chunk["playing"] is True
    visitor.tell("need")
    assert visitor.chunk["total"] == 100
    visitor.leave()
    eventually(lambda: held(address)["runs"] == 0)
    visitor.come_back()
    after = visitor.chunk
    assert after["run"] != before["run"]
    assert (after["from"], after["total"]) == (0, 60)
    assert "gaba" in json.dumps(after["code"])
    assert visitor.errors == []


def test_many_visits_leave_nothing_behind(address: str, visit: Visit) -> None:
    for n in range(12):
        visitor = visit("live", f"seed={n}")
        visitor.tell("need")
        visitor.leave()
    eventually(lambda: all(held(address)[name] == 0 for name in ("leases", "runs")))
    eventually(lambda: all(held(address)[name] <= LAST for name in ("remotes", "sessions")))


@pytest.mark.slow
@pytest.mark.timeout(1800)
def test_memory_is_level_over_500_visits() -> None:
    with running() as (address, server):
        memory = []  # after every 100 visits
        for n in range(500):
            visitor = Visitor(address, "live", f"seed={n % 100}")
            visitor.tell("need")
            visitor.leave()
            if (n + 1) % 100 == 0:
                eventually(lambda: held(address)["runs"] == 0 and held(address)["sessions"] <= LAST)
                memory.append(resident(server))
    print(f"MB after every 100 visits: {', '.join(f'{m / 2**20:.0f}' for m in memory)}")
    assert memory[-1] < 1.1 * memory[1]


def resident(server: int) -> int:
    """Bytes that the server and the processes that train for it hold in memory."""
    process = psutil.Process(server)
    return sum(int(p.memory_info().rss) for p in (process, *process.children(recursive=True)))


def test_a_late_message_of_the_page_that_was_left_does_not_bring_it_back(visit: Visit) -> None:
    visitor = visit("live")
    visitor.go("takeaways")
    assert visitor.shows("takeaways")
    visitor.go("live")  # from a page without a component
    visitor.tell("need")
    assert visitor.shows("live")
    assert visitor.errors == []


def test_an_uncaught_error_is_one_sentence_and_the_page_goes_on(visit: Visit) -> None:
    visitor = visit("tug_of_war")
    visitor.send("[" * 3000 + "]" * 3000)  # a RecursionError in Streamlit's own decoder
    (sentence,) = visitor.errors
    assert "Something went wrong on this page" in sentence
    assert "Recursion" not in sentence
    visitor.errors.clear()
    visitor.come_back()
    assert visitor.errors == []


def test_the_script_alone_is_a_server_too_without_a_freeze() -> None:
    with running_process("app.py") as (address, _):
        visitor = Visitor(address, "live")
        visitor.tell("need")
        assert visitor.chunk["total"] == 80
        assert visitor.errors == []
        visitor.leave()
