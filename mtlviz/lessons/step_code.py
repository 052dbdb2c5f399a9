"""The code of one training step as the live page shows it: real PyTorch, which a test runs, with the step's numbers."""

from __future__ import annotations

from typing import NamedTuple

from mtlviz import methods
from mtlviz.recipes import Recipe


class Line(NamedTuple):
    """A line of Python and the pattern of the comment behind it: {name} is a value of the step; None is no comment."""

    text: str
    note: str | None = None


def step_code(recipe: Recipe, heads: str = "method") -> list[Line]:
    """One step under `recipe`, given model, optimizer, method, step and one batch: x, y (RUL in cycles), classes.
    Lines are short, as they stand in a narrow column.

    The names it leaves behind: loss_rul, loss_health, g_rul, g_health, gram, w, update; and the model is trained.
    """
    return [
        Line("rul, health = model(x)", "step {step}"),
        *_losses(recipe),
        Line(""),
        Line("shared = list(model.shared.parameters())"),
        Line("g_rul = torch.autograd.grad("),
        Line("    loss_rul, shared, retain_graph=True)"),
        Line("g_health = torch.autograd.grad("),
        Line("    loss_health, shared, retain_graph=True)"),
        Line("g_rul, g_health = ("),
        Line("    torch.cat([p.flatten() for p in g])"),
        Line("    for g in (g_rul, g_health))", "‖g_rul‖ {norm_rul}, ‖g_health‖ {norm_health}"),
        Line("G = torch.stack([g_rul, g_health]).double()"),
        Line("gram = G @ G.T", "ratio {ratio}, cosine {cosine}"),
        Line(""),
        *_weights(recipe),
        *_update(recipe),
        Line(""),
        Line("optimizer.zero_grad()"),
        *_apply(methods.info(recipe.method).heads if heads == "method" else "1"),
        Line("optimizer.step()", "with SGD: −lr · update, along the green arrow"),
        *_look_back(recipe),
    ]


def _losses(recipe: Recipe) -> list[Line]:
    cross_entropy = [Line("loss_health = F.cross_entropy("), Line("    health, classes)", "{loss_health}")]
    if recipe.regression_loss == "amnl":
        urgent = Line("urgent = 1 + (1 - y / 125).clamp(0, 1)", "1 when new, 2 at the end of life")
        return [urgent, Line("loss_rul = (urgent * (rul - y) ** 2).mean()", "{loss_rul}"), *cross_entropy]
    return [Line("loss_rul = ((rul - y) ** 2).mean()", "{loss_rul}"), *cross_entropy]


def _weights(recipe: Recipe) -> list[Line]:
    note = "{weight_rul}, {weight_health}"
    if recipe.method == "fixed":
        weights = dict(recipe.hyper).get("weights") or (0.5, 0.5)
        return [Line(f"w = ({weights[0]:.10g}, {weights[1]:.10g})", note)]
    hyper = "".join(f", {name}={value!r}" for name, value in recipe.hyper)
    create = f'methods.create("{recipe.method}"{hyper})'
    once = [f"# once: method = {create}"] if not hyper else ["# once: method =", f"#   {create}"]
    gradients = ", G.numpy()" if _needs_gradients(recipe) else ""
    return [
        *map(Line, once),
        Line("losses = loss_rul.item(), loss_health.item()"),
        Line("seen = Observation("),
        Line(f"    gram.numpy(), losses, step{gradients})"),
        Line("w = method.weights(seen).tolist()", note),
    ]


def _update(recipe: Recipe) -> list[Line]:
    inside = "update = w[0] * g_rul + w[1] * g_health"
    if not _needs_gradients(recipe):
        return [Line(inside, "‖update‖ {update}, pull {pull}")]
    return [
        Line(inside, "in the plane of the gradients: pull {pull}"),
        Line("update += torch.tensor("),
        Line("    method.outside(seen))", "‖update‖ {update}; outside the plane: {outside} of its square"),
    ]


def _needs_gradients(recipe: Recipe) -> bool:
    return "gradients" in methods.info(recipe.method).needs


def _look_back(recipe: Recipe) -> list[Line]:
    if not recipe.create().looks_back:
        return []
    urgent = "urgent * " if recipe.regression_loss == "amnl" else ""
    return [
        Line(""),
        Line("with torch.no_grad():", "the same batch after the step"),
        Line("    rul, health = model(x)"),
        Line("    after = torch.stack(["),
        Line(f"        ({urgent}(rul - y) ** 2).mean(),"),
        Line("        F.cross_entropy(health, classes)])"),
        Line("method.after_step(after.double().numpy())"),
    ]


def _apply(heads: str) -> list[Line]:
    if heads == "w_k":
        return [
            Line("loss = w[0] * loss_rul + w[1] * loss_health"),
            Line("loss.backward()", "the heads’ gradients are weighted too"),
        ]
    own = [Line("(loss_rul + loss_health).backward()", "each head learns from its own loss")]
    if heads == "1/L_k":
        own = [
            Line("loss = loss_rul.log() + loss_health.log()"),
            Line("loss.backward()", "each head learns from the logarithm of its loss"),
        ]
    return [
        *own,
        Line("sizes = [p.numel() for p in shared]"),
        Line("parts = update.split(sizes)"),
        Line("for p, part in zip(shared, parts):"),
        Line("    p.grad = part.view_as(p)", "the shared layer follows the update"),
    ]
