"""What the cards of the two loss shapes say, against the losses that train."""

from __future__ import annotations

import numpy as np
import torch

from mtlviz import losses, recipes
from mtlviz.data.base import CRITICAL, DEGRADING
from mtlviz.lessons.loss_shapes import CAP, HEALTH, SHAPES, weight


def test_the_picture_shows_the_weights_that_train() -> None:
    lives = np.linspace(0, 200, 401)
    np.testing.assert_allclose(weight(lives), losses.failure_weight(torch.tensor(lives)).numpy())
    assert losses.MAX_RUL == CAP
    assert [high for _, _, high in HEALTH] == [CRITICAL, DEGRADING, CAP]


def test_every_recipe_that_changes_a_loss_has_a_card() -> None:
    found = [name for name in recipes.names() if recipes.get(name).regression_loss != "mse"]
    assert list(SHAPES) == found
