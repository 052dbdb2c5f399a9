"""What an Observation takes, and that it computes a Gram for those alone who ask."""

import numpy as np
import pytest

from mtlviz import methods
from mtlviz.methods import Observation

G = np.array([[3.0, 4.0, 0.0], [1.0, 0.0, 2.0]])
LOSSES = np.array([2.0, 1.0])


def test_of_gradients_is_what_their_gram_amounts_to():
    np.testing.assert_array_equal(Observation.of(G).gram, Observation(G @ G.T).gram)
    assert Observation.of(G).shape == Observation(G @ G.T).shape == (2,)
    assert Observation.of(np.stack([G, G])).tasks == 2


class Watched(Observation):
    """Notes whether its gram was asked for."""

    asked = False

    @property
    def gram(self):
        Watched.asked = True
        return super().gram


@pytest.mark.parametrize("name", [name for name in methods.names() if "gram" not in methods.info(name).needs])
def test_who_needs_no_gram_costs_none(name):
    Watched.asked = False
    seen = Watched.of(G, LOSSES)
    methods.create(name).update(seen)
    assert not Watched.asked
    assert seen.gram.shape == (2, 2)
    assert Watched.asked


@pytest.mark.parametrize("name", methods.names())
def test_gradients_say_as_much_as_a_gram(name):
    shown, told = Observation.of(G, LOSSES), Observation(G @ G.T, LOSSES, 0, G)
    np.testing.assert_array_equal(methods.create(name).weights(shown), methods.create(name).weights(told))


def test_a_changed_copy_keeps_the_rest():
    seen = Observation.of(G, LOSSES).replaced(step=3)
    assert seen.step == 3
    np.testing.assert_array_equal(seen.gram, G @ G.T)
    np.testing.assert_array_equal(Observation(G @ G.T).replaced(losses=LOSSES).gram, G @ G.T)


def test_inf_is_read_as_nan_and_what_was_given_stays():
    gram = np.array([[np.inf, 1.0], [1.0, 2.0]])
    np.testing.assert_array_equal(Observation(gram).gram, [[np.nan, 1.0], [1.0, 2.0]])
    assert gram[0, 0] == np.inf


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ((), "found neither a gram nor gradients; expected one of them"),
        ((np.ones((2, 3)),), r"gram has shape \(2, 3\); expected \(..., K, K\) with K >= 2"),
        ((np.eye(2), np.ones(3)), r"losses have shape \(3,\); expected \(2,\)"),
        ((np.eye(3), None, 0, G), r"gradients have shape \(2, 3\); expected \(3,\) and one axis of parameters"),
        ((None, None, 0, G[0]), r"gradients have shape \(3,\); expected \(..., K, P\) with K >= 2"),
        ((None, np.ones(3), 0, G), r"losses have shape \(3,\); expected \(2,\), one loss a task"),
    ],
)
def test_what_it_refuses(arguments, words):
    with pytest.raises(ValueError, match=words):
        Observation(*arguments)


def test_the_names_are_those_of_the_documents():
    seen = Observation(gram=G @ G.T, losses=LOSSES, step=2, gradients=G)
    assert (seen.tasks, seen.shape, seen.step) == (2, (2,), 2)
