"""A method's look belongs to it, and can be told from its neighbours' by everybody."""

from __future__ import annotations

from itertools import combinations

import plotly.graph_objects as go
import pytest

from mtlviz import methods, recipes
from mtlviz.comparison.config import Config
from mtlviz.field import families
from mtlviz.figures.identity import DASHES, MARKERS, Look, look
from mtlviz.figures.palette import INKS, PALETTE
from tests.figures.colour_vision import VISIONS, apart, contrast

PAGES = {"light": "#FFFFFF", "dark": "#12171A"}  # the backgrounds of .streamlit/config.toml
TELLABLE = 15.0  # ΔE00 for full vision: plainly another colour, side by side or not
CLOSE = 6.0  # ΔE00 below which dash and marker must both differ, whoever looks

NAMES = recipes.names()
BLIND = [vision for vision in VISIONS if vision != "full"]


def tint(one: Look, page: str) -> str:
    return one.tint(page == "dark")


def unlike(one: Look, other: Look) -> bool:
    """Dash and marker both differ."""
    return one.dash != other.dash and one.marker != other.marker


def relatives() -> list[tuple[str, str]]:
    """Pairs that stand side by side: of one family, or compared by default."""
    found = [{variant.name for variant in family} for family in families.grouped()]
    found = [family | {"mgda"} if "imtl_g" in family else family for family in found]
    found = [family | {"equal"} if "fixed" in family else family for family in found]
    groups = [*found, set(Config().recipes)]
    return sorted({pair for group in groups for pair in combinations(sorted(group), 2)})


@pytest.mark.parametrize("page", PAGES)
def test_relatives_are_told_apart_by_everybody(page):
    pairs = relatives()
    assert len(pairs) > 40
    for a, b in pairs:
        one, other = look(a), look(b)
        assert apart(tint(one, page), tint(other, page)) >= TELLABLE, (a, b)
        for vision in BLIND:
            if apart(tint(one, page), tint(other, page), vision) < CLOSE:
                assert unlike(one, other), (a, b, vision)


@pytest.mark.parametrize("page", PAGES)
def test_no_method_comes_close_to_the_tasks_and_the_update(page):
    for name in NAMES:
        for task in ("rul", "health", "update"):
            assert apart(tint(look(name), page), tint(look(task), page)) >= TELLABLE, (name, task)
            for vision in ("protanopia", "deuteranopia", "tritanopia"):
                if apart(tint(look(name), page), tint(look(task), page), vision) < CLOSE:
                    assert unlike(look(name), look(task)), (name, task)
        warning = PALETTE["warning"]
        assert apart(tint(look(name), page), warning.dark if page == "dark" else warning.light) >= 10, name


def test_any_two_differ_in_dash_or_marker_and_same_ink_in_both():
    for a, b in combinations(NAMES, 2):
        one, other = look(a), look(b)
        assert (one.dash, one.marker) != (other.dash, other.marker), (a, b)
        if one.name == other.name:
            assert unlike(one, other), (a, b)


@pytest.mark.parametrize("page", PAGES)
def test_inks_are_readable_as_text(page):
    for name, ink in INKS.items():
        assert contrast(ink.dark if page == "dark" else ink.light, PAGES[page]) >= 4.5, name


def test_everything_named_has_a_look_that_plotly_draws():
    everything = [*NAMES, *methods.names(), "alone_rul", "alone_health", "rul", "health", "update", "tomorrows_method"]
    for name in everything:
        found = look(name)
        go.Scatter(marker={"symbol": found.marker}, line={"dash": found.plotly_dash, "color": found.tint(False)})
        assert set(found.data()) == {"colour", "ink", "dash", "marker", "path"}
        assert found.data()["path"] == MARKERS[found.marker]


def test_variants_keep_colour_and_marker():
    for name in NAMES:
        variants = [look(name, n) for n in range(len(DASHES))]
        assert len({v.dash for v in variants}) == len(DASHES)
        assert {(v.colour, v.marker) for v in variants} == {(look(name).colour, look(name).marker)}


def test_a_method_added_later_takes_no_listed_ones_dash_and_marker():
    taken = {(look(name).dash, look(name).marker) for name in NAMES}
    for n in range(200):
        later = look(f"method_{n}")
        assert (later.dash, later.marker) not in taken
        assert later == look.__wrapped__(f"method_{n}")
