"""The words of all pages: one title, one sentence and one formula a term. docs/glossary.md is written from here."""

from __future__ import annotations

from functools import cache

from mtlviz.lessons.glossary_more import NAMED, PYTORCH, TESTS, TRAINING
from mtlviz.lessons.term import Term
from mtlviz.methods.book import TITLE
from mtlviz.report import IMBALANCE

BOOK = f"{TITLE}, book-ai.org, chapter 4"
STEP = "step = −lr·d, d = Σ wₖ gₖ"  # the convention of all pages

GROUPS: dict[str, tuple[Term, ...]] = {
    "Tasks and network": (
        Term(
            "rul",
            "RUL",
            "Remaining useful life: how many cycles an engine still runs before it fails, a regression task in cycles.",
            r"y_\mathrm{RUL} \in [0, 125]",
        ),
        Term(
            "health",
            "health",
            "The health class, which is RUL cut at 80 and 30 cycles: above 80, 31–80, at most 30.",
            r"y_\mathrm{health} = [\,\mathrm{RUL} \le 80\,] + [\,\mathrm{RUL} \le 30\,]",
        ),
        Term(
            "trunk",
            "trunk",
            "The shared layers, whose parameters every task’s gradient reaches; here one layer of 17 × 32 weights and "
            "32 biases.",
            r"\theta \in \mathbb{R}^{576}",
        ),
        Term(
            "head",
            "head",
            "The layers of one task alone on top of the trunk, which only that task’s gradient reaches.",
            r"\partial L_j / \partial \theta_{\mathrm{head}\,k} = 0 \ \text{for}\ j \ne k",
        ),
        Term("loss", "loss", "What one task’s training makes small: one number per batch.", r"L_k(\theta)"),
        Term(
            "loss_shape",
            "loss shape",
            "Which function of the error a task’s loss is: squared error, AMNL’s weighted squared error, or "
            "cross-entropy.",
            r"(\hat y - y)^2, \quad w(y)(\hat y - y)^2, \quad -\log p_y",
        ),
    ),
    "Gradients": (
        Term(
            "gradient",
            "gradient",
            "The derivative of one task’s loss with respect to the shared parameters; the loss falls fastest along its "
            "negative, which is what the arrows show.",
            r"g_k = \nabla_\theta L_k",
        ),
        Term(
            "norm",
            "norm",
            "The length of a gradient before any weighting, also called its magnitude.",
            r"n_k = \lVert g_k \rVert",
        ),
        Term(
            "ratio",
            "ratio",
            "The largest norm over the smallest: 1× is balanced, and 500× is what the book reports.",
            r"\max_k n_k \,/\, \min_k n_k",
        ),
        Term(
            "cosine",
            "angle, cosine",
            "How far two gradients differ in direction: cosine 1 at 0°, 0 at 90°, −1 at 180°.",
            r"\cos\theta = \frac{g_1 \cdot g_2}{n_1 n_2}",
        ),
        Term(
            "conflict",
            "conflict",
            "Two gradients with an angle above 90°: a step along one alone makes the other task’s loss grow.",
            r"g_1 \cdot g_2 < 0",
        ),
        Term(
            "imbalance",
            "imbalance",
            f"Norms so different that a weighted sum is nearly one task’s gradient alone; the book’s line is "
            f"{IMBALANCE:.0f}×.",
            r"\max_k n_k \,/\, \min_k n_k > 10",
        ),
        Term(
            "gram",
            "Gram matrix",
            "All inner products of the gradients, which is all that most balancing methods need to know.",
            r"G_{ij} = g_i \cdot g_j",
        ),
        Term(
            "gms",
            "magnitude similarity",
            "GMS, from the PCGrad paper: 1 for equal norms, near 0 where one norm dwarfs the other.",
            r"\frac{2 n_1 n_2}{n_1^2 + n_2^2}",
        ),
    ),
    "Update": (
        Term(
            "weight",
            "weight, λ",
            "The factor of a task’s gradient in the update; with two tasks and fixed weights λ for RUL and 1 − λ for "
            "health.",
            r"w = (\lambda, 1 - \lambda)",
        ),
        Term("pull", "pull", "How hard a task pulls: its norm after weighting.", r"w_k n_k"),
        Term(
            "pull_ratio",
            "ratio of the pulls",
            "The largest pull over the smallest: what is left of the ratio after weighting.",
            r"\max_k w_k n_k \,/\, \min_k w_k n_k",
        ),
        Term(
            "contribution",
            "contribution",
            "How much of each gradient stands in one task’s part of the update, after the method is done with it.",
            r"c_i = \sum_j C_{ij}\, g_j, \quad w_j = \sum_i C_{ij}",
        ),
        Term("update", "update", "The weighted sum of the gradients.", r"d = \sum_k w_k g_k"),
        Term(
            "step",
            "step",
            "What is added to the shared parameters: minus the learning rate times the update (with plain SGD).",
            r"\Delta\theta = -\mathrm{lr} \cdot d",
        ),
        Term(
            "convex",
            "convex combination",
            "A weighted sum whose weights are not negative and sum to 1: it lies on the segment between the "
            "tips of the two arrows.",
            r"d = \lambda g_1 + (1 - \lambda) g_2, \quad 0 \le \lambda \le 1",
        ),
        Term(
            "share",
            "share",
            "A task’s part of the update: the projection of its weighted gradient on the update’s direction over the "
            "update’s norm; the shares sum to 1.",
            r"\frac{w_k\, g_k \cdot d}{\lVert d \rVert^2}",
        ),
        Term(
            "effect",
            "effect",
            "The first-order change of a task’s loss by one step: an estimate, since real steps also feel curvature.",
            r"\Delta L_k \approx -\mathrm{lr}\; g_k \cdot d",
        ),
        Term(
            "helped",
            "helped, hurt",
            "A step helps a task if its effect on the task’s loss is negative, and hurts it if the effect is positive.",
            r"g_k \cdot d > 0, \quad g_k \cdot d < 0",
        ),
        Term(
            "direction",
            "direction",
            "Where something is sorted by direction: the cosine of a task’s gradient with the update.",
            r"\frac{g_k \cdot d}{n_k \lVert d \rVert}",
        ),
        Term(
            "window",
            "no-harm window",
            "The weights λ with which no task is hurt: all of them without conflict, one point at 180°.",
            r"\frac{c}{r + c} \le \lambda \le \frac{1}{1 + r c}, \quad c = \max(0, -\cos\theta),\ r = \tfrac{n_1}{n_2}",
        ),
    ),
    "Balance": (
        Term(
            "pareto_stationary",
            "Pareto stationary",
            "A point where no direction helps every task: some weighted mean of the gradients is zero.",
            r"\exists\, w \ge 0,\ \sum_k w_k = 1:\ \sum_k w_k g_k = 0",
        ),
        Term(
            "pareto_front",
            "Pareto front",
            "All outcomes that no other outcome beats on one task without losing on another.",
            r"\nexists\, \theta':\ L_k(\theta') \le L_k(\theta)\ \forall k,\ L_j(\theta') < L_j(\theta)\ \exists j",
        ),
        Term(
            "method",
            "balancing method",
            "A rule that makes one update of several gradients, sometimes looking at the losses or at earlier steps.",
            r"(g_1, \dots, g_K) \mapsto d",
        ),
        Term(
            "surgery",
            "gradient surgery",
            "Taking out of a gradient the part that points against another one, as PCGrad does.",
            r"\hat g_1 = g_1 - \frac{\min(g_1 \cdot g_2,\, 0)}{n_2^2}\, g_2",
        ),
        Term(
            "recipe",
            "recipe",
            "What is trained and compared: a loss shape, a balancing method and its hyper-parameters.",
            r"\text{GRACE} = \text{AMNL} \times \text{GABA}",
        ),
        Term(
            "floor",
            "floor",
            "The smallest weight GABA gives, before the weights are scaled to sum 1; at 0.05 the pulls stay apart "
            "beyond a ratio of 19×.",
            r"w_k \propto \max(\hat\lambda_k, 0.05)",
        ),
        Term(
            "ema",
            "EMA",
            "Exponential moving average: a mean over the past in which each older step counts less by the same factor.",
            r"m_t = \beta\, m_{t-1} + (1 - \beta)\, x_t",
        ),
        Term(
            "warm_up",
            "warm-up",
            "The first steps, in which a method keeps equal weights because its averages have seen too little.",
            r"w = \tfrac1K \ \text{for}\ t < t_0",
        ),
    ),
    "Experiments": (
        Term(
            "seed",
            "seed",
            "The number from which initial weights, data and order of batches are drawn; recipes are compared at equal "
            "seeds.",
            r"\theta_0 = \theta_0(\text{seed})",
        ),
        Term(
            "constant",
            "constant prediction",
            "What looks at no sensor: always the mean RUL, or the most frequent class, of the training rows; a network "
            "has to beat it.",
            r"\hat y = \bar y_\mathrm{train}",
        ),
        Term(
            "alone",
            "task trained alone",
            "The same network with weight 1 on one task and 0 on the other: same seeds, steps, optimiser and rate.",
            r"w = (1, 0) \ \text{or} \ (0, 1)",
        ),
        Term(
            "rmse",
            "RMSE",
            "Root mean squared error of the predicted RUL, in cycles.",
            r"\sqrt{\tfrac1n \textstyle\sum_i (\hat y_i - y_i)^2}",
        ),
        Term(
            "nasa",
            "NASA score",
            "NASA’s error for RUL, mean per sample, which punishes late predictions more than early ones.",
            r"s(e) = \begin{cases} e^{e/10} - 1 & e \ge 0 \\ e^{-e/13} - 1 & e < 0 \end{cases},\quad e = \hat y - y",
        ),
    ),
    "Training": TRAINING,
    "Recipes of the pages": NAMED,
    "Tests": TESTS,
    "PyTorch": PYTORCH,
    "Source": (
        Term(
            "book",
            "the book, the chapter",
            f"{BOOK}; the chapter reports Zhou et al. 2025, which was not found in public.",
            "",
        ),
    ),
}

TERMS: tuple[Term, ...] = tuple(term for group in GROUPS.values() for term in group)


@cache
def term(key: str) -> Term:
    """The term of that key; KeyError for an unknown one."""
    return {term.key: term for term in TERMS}[key]


def word(key: str, text: str = "") -> str:
    """Markdown: `text` (the term's title) as a link that opens the glossary at the term, its sentence as a tooltip.

    >>> word("loss", "losses")
    '[losses](#word-loss "What one task’s training makes small: one number per batch.")'
    """
    found = term(key)
    return f'[{text or found.title}](#word-{key} "{found.sentence}")'
