"""What goes over the wire is what was recorded, in JSON that every browser reads."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from mtlviz.live import wire
from tests.live.players import start


def test_columns_are_the_history_to_six_digits() -> None:
    live = start(recipe="pcgrad")
    columns, history = live.message()["columns"], live.history
    describe = history.describe()
    for name, values in {
        "norm_rul": describe.norms[:, 0, 0],
        "norm_health": describe.norms[:, 0, 1],
        "ratio": describe.ratio[:, 0],
        "weight_health": history.weights[:, 0, 1],
        "loss_rul": history.losses[:, 0, 0],
        "c01": history.contributions[:, 0, 0, 1],
        "c10": history.contributions[:, 0, 1, 0],
    }.items():
        np.testing.assert_allclose(columns[name], values, rtol=1e-5)
    np.testing.assert_allclose(columns["cosine"], describe.cosine[:, 0], atol=1e-9)


@given(st.lists(st.floats(), max_size=5), st.dictionaries(st.text(), st.floats() | st.text() | st.none()))
def test_the_encoder_writes_strict_json(values: list[float], mapping: dict[str, Any]) -> None:
    def never(name: str) -> None:
        raise AssertionError(f"{name} in JSON")

    back = json.loads(wire.encode({"values": values, "mapping": [mapping]}), parse_constant=never)
    finite = [value if np.isfinite(value) else None for value in values]
    assert back["values"] == finite
