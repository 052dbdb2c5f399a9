"""A recipe in one line: what stands under its name on a page."""

from __future__ import annotations

from mtlviz import methods
from mtlviz.recipes import Recipe

AMNL = "squared RUL errors count 1 + clip(1 − RUL/125, 0, 1) times: once for a new engine, twice at the end of its life"


def recipe_line(recipe: Recipe) -> str:
    """What the recipe does about its two tasks.

    >>> from mtlviz import recipes
    >>> recipe_line(recipes.get("amnl"))[:49]
    'Loss shape AMNL: squared RUL errors count 1 + cli'
    >>> recipe_line(recipes.get("pcgrad"))[:63]
    'What it fixes: gradients that point against each other. “Gradie'
    """
    info = methods.info(recipe.method)
    if recipe.regression_loss == "mse":
        return f"What it fixes: {info.fixes[0].lower()}{info.fixes[1:]}"
    weights = (
        "the two losses have fixed weights" if recipe.method == "fixed" else f"{info.title} weights the two losses"
    )
    return f"Loss shape AMNL: {AMNL}; {weights}."
