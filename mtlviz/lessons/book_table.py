"""The book's table of methods, six recipes, with what each does to health in the state of the page."""

from __future__ import annotations

from mtlviz import methods, recipes
from mtlviz.lessons import outcomes
from mtlviz.lessons.numbers import effect
from mtlviz.lessons.outcomes import SMALLER, Situation
from mtlviz.lessons.state import LEARNING_RATE

ROWS = {  # recipe: what it changes
    "fixed": "nothing while training: weights (λ, 1 − λ), chosen by hand",
    "amnl": "the loss of RUL: errors near failure count up to twice; weights stay equal",
    "gaba": "the weights, at every step, from the gradient norms",
    "grace": "the loss of RUL as AMNL, the weights as GABA",
    "gradnorm": "the weights, learned so that norms and learning speeds come level",
    "pcgrad": "the gradients: what opposes the other one is cut out of each",
}
VERDICT = {
    "pcgrad": "The book: it “addresses the wrong failure mode here”, where norms differ far more than directions. "
    "Whether it does worse is what *Compare* tests."
}


def book_table(now: Situation) -> tuple[list[str], list[list[str]], str]:
    """Header, rows and alignment for a Markdown table. AMNL's weights are equal, GRACE's are GABA's."""
    header = ["Recipe", "What it changes", "Balances", "Direction for health", "Effect on health"]
    return header, [_row(name, now) for name in ROWS], "lllll"


def _row(name: str, now: Situation) -> list[str]:
    recipe = recipes.get(name)
    changes = f"{ROWS[name]}. {VERDICT[name]}" if name in VERDICT else ROWS[name]
    balances = ", ".join(methods.info(recipe.method).balances) or "nothing"
    if recipe.regression_loss != "mse":
        return [recipe.title, changes, balances, "depends on the samples", "–"]
    done = outcomes.outcome(recipe.method, now)
    direction = outcomes.WORDS[int(outcomes.direction_of(done.cosines[SMALLER]))]
    told = f"{direction} (cos {done.cosines[SMALLER]:.2g})".replace("-", "−")
    return [recipe.title, changes, balances, told, effect(LEARNING_RATE * done.effects[SMALLER])]
