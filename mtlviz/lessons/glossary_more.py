"""Words of training, of named methods, of tests and of PyTorch that the pages use without explaining them."""

from __future__ import annotations

from mtlviz.lessons.term import Term

TRAINING = (
    Term(
        "learning_rate",
        "learning rate",
        "The factor between update and step: twice the rate moves the weights twice as far.",
        r"\Delta\theta = -\mathrm{lr} \cdot d",
    ),
    Term("optimiser", "optimiser", "The rule that makes a step of an update: SGD or Adam.", r"d \mapsto \Delta\theta"),
    Term(
        "sgd",
        "SGD",
        "Stochastic gradient descent: each step is minus the learning rate times the update of one batch.",
        r"\theta \leftarrow \theta - \mathrm{lr} \cdot d",
    ),
    Term(
        "adam",
        "Adam",
        "An optimiser that divides each parameter’s averaged update by the root of its averaged square, so a common "
        "factor of all updates drops out.",
        r"\theta \leftarrow \theta - \mathrm{lr}\, \frac{\hat m}{\sqrt{\hat v} + \epsilon}, \quad "
        r"m \leftarrow \beta_1 m + (1 - \beta_1) d, \quad v \leftarrow \beta_2 v + (1 - \beta_2) d^2",
    ),
    Term(
        "batch",
        "batch, mini-batch",
        "The samples whose mean loss makes one gradient.",
        r"L_k = \tfrac1B \textstyle\sum_{i=1}^{B} \ell_k(x_i)",
    ),
    Term(
        "validation",
        "validation",
        "Engines held back from training, on which every metric is computed.",
        r"\text{training} \cap \text{validation} = \varnothing",
    ),
    Term(
        "cycle",
        "cycle",
        "One flight of an engine, the unit of RUL.",
        r"\mathrm{RUL}(t) = \min(t_\mathrm{failure} - t,\ 125)",
    ),
    Term(
        "logits",
        "logits",
        "What the health head returns: one number per class, whose softmax are the probabilities.",
        r"p = \mathrm{softmax}(z), \quad p_c = e^{z_c} / \textstyle\sum_j e^{z_j}",
    ),
    Term(
        "cross_entropy",
        "cross-entropy",
        "The loss of a classifier: minus the logarithm of the probability that it gives to the right class.",
        r"-\log p_y",
    ),
    Term(
        "accuracy",
        "accuracy",
        "The part of the samples whose most probable class is the right one.",
        r"\tfrac1n \textstyle\sum_i [\,\arg\max_c z_{ic} = y_i\,]",
    ),
)

NAMED = (
    Term(
        "amnl",
        "AMNL",
        "The book’s loss shape for RUL: squared errors count once from 125 cycles on and twice at failure.",
        r"\mathrm{mean}\bigl((1 + \mathrm{clip}(1 - y/125,\, 0,\, 1))\,(\hat y - y)^2\bigr)",
    ),
    Term(
        "gaba",
        "GABA",
        "The book’s balancing method: the larger a task’s norm, the smaller its weight, averaged over steps and held "
        "above a floor.",
        r"\lambda_k = \frac{S - n_k}{(K-1)\,S}, \quad S = \textstyle\sum_j n_j",
    ),
    Term(
        "grace",
        "GRACE",
        "The book’s recipe of both: GABA’s weights on the AMNL loss.",
        r"\text{AMNL} \times \text{GABA}",
    ),
    Term(
        "pcgrad",
        "PCGrad",
        "Gradient surgery: where two gradients conflict, each loses its part against the other, and then they are "
        "added.",
        r"d = \hat g_1 + \hat g_2, \quad \hat g_1 = g_1 - \frac{\min(g_1 \cdot g_2,\, 0)}{n_2^2}\, g_2",
    ),
    Term(
        "gradnorm",
        "GradNorm",
        "A balancing method that learns the weights: each pull approaches the mean pull, more for a task that learns "
        "slowly.",
        r"w_k n_k \to \bar G\, r_k^{\alpha}, \quad r_k = \frac{L_k / L_k(0)}{\mathrm{mean}_j\, L_j / L_j(0)}",
    ),
)

TESTS = (
    Term(
        "p_value",
        "p-value",
        "How often differences at least this large would come up if both recipes were alike: the share of the sign "
        "flips of the differences between seeds that reach the sum.",
        r"p = 2^{-n}\, \#\bigl\{\pm : \lvert\textstyle\sum_i \pm d_i\rvert \ge \lvert\textstyle\sum_i d_i\rvert\bigr\}",
    ),
    Term(
        "holm",
        "Holm’s correction",
        "Makes each p-value of a table larger, because among many comparisons some look clear by chance.",
        r"p'_{(i)} = \max_{j \le i}\ \min\bigl(1,\ (m - j + 1)\, p_{(j)}\bigr)",
    ),
    Term(
        "delta_m",
        "Δm",
        "The mean relative gain of a recipe over the tasks trained alone with the same seed, in percent.",
        r"100 \cdot \tfrac12 \left(\frac{\mathrm{RMSE}_b - \mathrm{RMSE}}{\mathrm{RMSE}_b} + "
        r"\frac{\mathrm{acc} - \mathrm{acc}_b}{\mathrm{acc}_b}\right)",
    ),
)

PYTORCH = (
    Term(
        "graph",
        "graph",
        "What PyTorch records while it computes a loss: every operation and what it was made from, down to the "
        "parameters.",
        r"\theta \to h \to \hat y \to L",
    ),
    Term(
        "backward",
        "backward()",
        "Walks the graph from a loss to the parameters, adds each derivative to the parameter’s .grad and frees the "
        "graph.",
        r"\theta\mathtt{.grad} \mathrel{+}= \partial L / \partial \theta",
    ),
    Term(
        "grad",
        ".grad",
        "A parameter’s sum of the derivatives since it was last cleared, or None if no pass has reached it.",
        r"\theta\mathtt{.grad} = \textstyle\sum_{\text{passes}} \partial L / \partial \theta",
    ),
)
