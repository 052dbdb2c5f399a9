import csv
import io
import json

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mtlviz.history import History, Rule, Stopped


def recorded(steps=7, replicas=(("equal", 0), ("gaba", 3)), every=3, seed=0):
    """A history of random but possible records."""
    rng = np.random.default_rng(seed)
    E = len(replicas)
    history = History(replicas)
    history.rules = [Rule(0, tuple(name for name, _ in replicas), "adam", 1e-3)]
    for t in range(steps):
        if t % every == 0:
            history.append_metrics(t, {"rmse": rng.random(E), "nasa": rng.random(E), "accuracy": rng.random(E)})
        G = rng.standard_normal((2, E, 2, 5))
        weight, bias = G @ G.swapaxes(-1, -2)
        w = rng.random((E, 2))
        history.append(t, rng.random((E, 2)), w[..., None] * np.eye(2), {"weight": weight, "bias": bias})
    return history


def test_shapes_and_sums():
    history = recorded(steps=200)  # beyond the first allocation
    assert len(history) == 200
    assert history.gram.shape == history.contributions.shape == (200, 2, 2, 2)
    assert history.losses.shape == history.weights.shape == (200, 2, 2)
    np.testing.assert_array_equal(history.step, np.arange(200))
    np.testing.assert_array_equal(history.gram, history.gram_by_layer["weight"] + history.gram_by_layer["bias"])
    np.testing.assert_array_equal(history.metric_steps, np.arange(0, 200, 3))
    assert {name: values.shape for name, values in history.metrics.items()} == {
        "rmse": (67, 2), "nasa": (67, 2), "accuracy": (67, 2),
    }  # fmt: skip


@settings(deadline=None)
@given(st.integers(0, 7), st.integers(0, 7))
def test_describe_of_a_slice_is_the_slice_of_describe(start, stop):
    history = recorded()
    whole, part = history.describe(), history.describe(slice(start, stop))
    for name in ("norms", "ratio", "cosine", "shares", "effects", "pull", "stationarity"):
        np.testing.assert_array_equal(getattr(part, name), getattr(whole, name)[start:stop])


def test_describe_knows_the_gradients_it_was_given():
    history = History([("equal", 0)])
    G = np.array([[3.0, 0.0, 0.0], [0.0, 4.0, 3.0]])
    history.append(0, np.ones((1, 2)), np.eye(2)[None] / 2, {"weight": (G @ G.T)[None], "bias": np.zeros((1, 2, 2))})
    facts = history.describe()
    np.testing.assert_allclose(facts.norms[0, 0], [3, 5])
    np.testing.assert_allclose(facts.ratio[0, 0], 5 / 3)
    np.testing.assert_allclose(facts.cosine[0, 0], 0)
    np.testing.assert_allclose(facts.update_norm[0, 0], np.linalg.norm(G.sum(0) / 2))


def test_describe_of_a_stopped_replica_is_nan_and_leaves_the_other_alone():
    history, calm = recorded(), recorded()
    for values in (history.losses, history.gram, history.contributions):
        values[4:, 1] = np.nan
    facts, expected = history.describe(), calm.describe()
    for name in ("norms", "ratio", "cosine", "update_norm", "shares", "effects", "pull", "gms", "condition"):
        values = getattr(facts, name)
        assert np.isnan(values[4:, 1]).all(), name
        np.testing.assert_array_equal(values[:, 0], getattr(expected, name)[:, 0])
        np.testing.assert_array_equal(values[:4, 1], getattr(expected, name)[:4, 1])


@settings(deadline=None)
@given(st.integers(0, 9))
def test_truncate_forgets_the_step_and_all_after_it(step):
    history = recorded()
    history.stopped = {0: Stopped(2, "rul", "…"), 1: Stopped(6, "health", "…")}
    history.truncate(step)
    np.testing.assert_array_equal(history.step, np.arange(min(step, 7)))
    assert (history.metric_steps < step).all()
    assert all(why.step < step for why in history.stopped.values())
    again = recorded(steps=7)
    np.testing.assert_array_equal(history.gram, again.gram[:step])


def test_json_holds_everything_and_is_strict():
    history = recorded()
    history.gram_by_layer["bias"][5:, 1] = np.nan
    history.gram[5:, 1] = np.nan
    history.losses[5:, 1] = np.nan
    history.metrics["nasa"][1, 0] = np.inf
    history.stopped = {1: Stopped(5, "rul", "a sentence")}
    text = history.to_json()
    assert "NaN" not in text
    assert "Infinity" not in text
    again = History.from_json(text)
    for name in ("step", "losses", "gram", "contributions", "weights", "metric_steps"):
        np.testing.assert_array_equal(getattr(again, name), getattr(history, name))
    np.testing.assert_array_equal(again.metrics["rmse"], history.metrics["rmse"])
    assert np.isnan(again.metrics["nasa"][1, 0])
    assert (again.replicas, again.tasks, again.rules) == (history.replicas, history.tasks, history.rules)
    assert again.stopped == history.stopped
    assert again.to_json() == text


def test_an_empty_history_survives():
    empty = History([("equal", 0)])
    again = History.from_json(empty.to_json())
    assert len(again) == 0
    assert again.gram.shape == (0, 1, 2, 2)
    assert again.to_csv().count("\n") == 1


@pytest.mark.parametrize(
    ("spoil", "message"),
    [
        (lambda _: "{", "this is not JSON"),
        (lambda _: "[1]", "the format of this file is 'list'; expected 'mtlviz-history-1'"),
        (lambda _: json.dumps({"format": "x"}), "the format of this file is 'x'"),
        (lambda data: json.dumps({k: v for k, v in data.items() if k != "losses"}), "damaged .*losses"),
        (lambda data: json.dumps(data | {"losses": [[1]]}), r"losses has shape \(1, 1\); expected \(7, 2, 2\)"),
        (lambda data: json.dumps(data | {"losses": [[1], [1, 2]]}), "losses does not hold numbers in rows of equal"),
        (lambda data: json.dumps(data | {"losses": "much"}), "losses does not hold numbers"),
        (lambda data: json.dumps(data | {"step": [0, 2, 1, 3, 4, 5, 6]}), "step does not ascend"),
        (lambda data: json.dumps(data | {"replicas": [["equal"]]}), "damaged"),
        (lambda data: json.dumps(data | {"tasks": 2}), "damaged"),
        (lambda data: json.dumps(data | {"rules": [{"step": 0}]}), "damaged"),
        (lambda data: json.dumps(data | {"stopped": {"0": {"why": 1}}}), "damaged"),
    ],
)
def test_a_file_that_is_no_history_gets_a_sentence(spoil, message):
    data = json.loads(recorded().to_json())
    with pytest.raises(ValueError, match=message):
        History.from_json(spoil(data))


def test_csv_is_tidy():
    history = recorded()
    history.losses[4:, 1] = np.nan
    history.rules.append(Rule(2, ("mgda", "mgda"), "sgd", 1e-3))
    rows = list(csv.DictReader(io.StringIO(history.to_csv())))
    assert len(rows) == 7 * 2
    facts = history.describe()
    for row in rows:
        t, e = int(row["step"]), int(row["replica"])
        assert row["recipe"] == (["equal", "gaba"][e] if t < 2 else "mgda")
        assert int(row["seed"]) == [0, 3][e]
        assert float(row["ratio"]) == facts.ratio[t, e]
        assert float(row["share_health"]) == facts.shares[t, e, 1]
        assert (row["loss_rul"] == "") == (e == 1 and t >= 4)
        assert (row["rmse"] != "") == (t % 3 == 0)
    assert float(rows[6]["rmse"]) == history.metrics["rmse"][1, 0]
