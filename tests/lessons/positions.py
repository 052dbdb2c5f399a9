"""Positions of the tug-of-war's controls, its corners more often than chance would have them."""

from hypothesis import strategies as st

from mtlviz.lessons.state import State


def positions() -> st.SearchStrategy[State]:
    """Over ratio 1–10,000 (logarithmic) × angle 0°–180° × λ 0–1, all included."""
    ratios = st.sampled_from([1.0, 20.0, 338.0, 500.0, 1000.0, 10_000.0]) | st.floats(0, 4).map(
        lambda power: 10.0**power
    )
    return st.builds(
        State,
        lam=st.sampled_from([0.0, 0.5, 1.0]) | st.floats(0, 1).map(lambda value: round(value, 4)),
        angle=st.sampled_from([0.0, 90.0, 180.0]) | st.floats(0, 180).map(lambda value: round(value, 2)),
        ratio=ratios,
        side=st.sampled_from(["left", "right"]),
    )
