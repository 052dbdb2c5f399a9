"""The landscape's sentences: what they say is so, whatever the paths did."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from mtlviz.landscape import End
from mtlviz.lessons.landscape_sentences import about_method, about_rest, point

spots = st.tuples(st.floats(-11, 11), st.floats(-11, 11))


@st.composite
def paths(draw: st.DrawFn) -> End:
    lost = draw(st.booleans())
    distance = draw(st.floats(0, 20))
    return End(
        recipe="equal",
        title="Equal weights",
        start=draw(spots),
        at=draw(spots),
        losses=(0.0, 0.0),
        distance=distance,
        along=draw(st.floats(0, 1)),
        reached=distance <= 0.25 and not lost,
        moving=draw(st.booleans()),
        lost=lost,
    )


def resting(at: tuple[float, float], *, reached: bool = True, **more: object) -> End:
    whole = {"recipe": "r", "title": "R", "start": (9.0, 9.0), "losses": (0.0, 0.0), "along": 0.09} | {
        "distance": 0.0 if reached else 12.36,
        "moving": False,
        "lost": False,
    }
    return End(at=at, reached=reached, **{**whole, **more})  # type: ignore[arg-type]


@given(st.lists(paths(), min_size=2, max_size=13))
def test_the_counts_are_those_of_the_paths(found: list[End]) -> None:
    told = about_method(found, 0.25)
    on = sum(end.reached for end in found)
    counted = re.search(r"(all|none of|\d+ of) (\d+) starts", told)
    assert counted is not None
    expected = {len(found): "all", 0: "none of"}.get(on, f"{on} of")
    assert counted.groups() == (expected, str(len(found)))
    if 0 < len(found) - on <= 2:  # each of the others is told by itself
        off = [end for end in found if not end.reached]
        assert told.count("diverges") == sum(end.lost for end in off)
        assert told.count("rests at") == sum(not end.lost and not end.moving for end in off)
        assert all(point(end.start) in told for end in off)
    else:
        assert "diverges" not in told


@given(paths())
def test_one_path_alone_is_told_too(end: End) -> None:
    told = about_method([end], 0.25)
    assert told.startswith("**Equal weights**: on the front" if end.reached else "**Equal weights**: not on the front")


def test_a_common_end_is_named_once() -> None:
    told = about_method([resting((-5.7273, -8.4094)), resting((-5.72, -8.3)), resting((5, 3.9), reached=False)], 0.25)
    assert told.replace("\N{NO-BREAK SPACE}", " ") == (
        "**R**: 2 of 3 starts reach the front, all at the same point, (−5.73, −8.41), 9 % of the way from task 2’s "
        "best to task 1’s; from (9, 9) it rests at (5, 3.9), 12 away from the front."
    )
    apart = about_method([resting((0, 0), along=0.2), resting((3, 0), along=0.7), resting((3.1, 0), along=0.71)], 0.25)
    assert apart.replace("\N{NO-BREAK SPACE}", " ") == (
        "**R**: all 3 starts reach the front, at 20 % to 71 % of the way from task 2’s best to task "
        "1’s, 2 of them together at (3, 0)."
    )


def test_the_formula_stands_beside_what_was_measured() -> None:
    formula, rest = "x₁ = (ρ − 1)/(ρ + 1)", (19 / 21, 0.0)
    assert "within 0.0001 of it" in about_rest("Equal weights", formula, rest, [resting(rest)])
    assert "within 0.095 of it" in about_rest("Equal weights", formula, rest, [resting((1.0, 0.0))])
    assert "still on its way" in about_rest("Equal weights", formula, rest, [resting((0.0, 0.0), moving=True)])
    assert "too large" in about_rest("Equal weights", formula, rest, [resting((50.0, 0.0), lost=True)])
