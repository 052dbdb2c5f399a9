"""The chapter's PyTorch listing as a script, and what it says against what the chapter prints.

Source: *Gradient-Aware Multi-Task Learning for Predictive Maintenance*, ch. 4, sec. 17 (book-ai.org), listing
`per_task_gradient_norms`.
"""

from __future__ import annotations

from collections.abc import Mapping

SEED = 0  # of the listing
SEE = (
    "The listing as a script, and its batch in Live",
    "pages/live.py",
    {"v": "1", "data": "The chapter’s random batch"},
)
PRINTED = "8.6453 / 0.0449 / 192.4×"  # in the chapter, for the norms of RUL and health and their ratio
SCRIPT = '''\
import torch
import torch.nn.functional as F
from torch import nn


class DualTaskMLP(nn.Module):
    def __init__(self):
        super().__init__()
        self.shared = nn.Sequential(nn.Linear(17, 32), nn.ReLU())
        self.rul = nn.Linear(32, 1)
        self.health = nn.Linear(32, 3)

    def forward(self, x):
        h = self.shared(x)
        return self.rul(h).squeeze(-1), self.health(h)


def per_task_gradient_norms(losses, shared):
    """Norms of the losses' gradients on the shared parameters, and the first two's cosine; no .grad is touched."""
    flat = [
        torch.cat([g.flatten() for g in torch.autograd.grad(loss, shared, retain_graph=True)])
        for loss in losses
    ]
    return [g.norm().item() for g in flat], torch.cosine_similarity(flat[0], flat[1], dim=0).item()


torch.manual_seed(0)
model = DualTaskMLP()
x = torch.randn(64, 17)
y = torch.randn(64) * 30 + 60
classes = torch.randint(0, 3, (64,))

rul, health = model(x)
losses = F.mse_loss(rul, y), F.cross_entropy(health, classes)
(n_rul, n_health), cosine = per_task_gradient_norms(losses, list(model.shared.parameters()))
print(f"{n_rul:.5g} / {n_health:.5g} / {n_rul / n_health:.1f}×, cos {cosine:+.4f}")
'''


def output(step: Mapping[str, float]) -> str:
    """What the script prints, from norm_rul, norm_health, ratio and cosine of the same step elsewhere.

    >>> output({"norm_rul": 60.1354, "norm_health": 0.177922, "ratio": 337.988, "cosine": 0.17952})
    '60.135 / 0.17792 / 338.0×, cos +0.1795'
    """
    norms = f"{step['norm_rul']:.5g} / {step['norm_health']:.5g}"
    return f"{norms} / {step['ratio']:.1f}×, cos {step['cosine']:+.4f}"


def note(step: Mapping[str, float], seed: int) -> str:
    """The chapter's figures beside those of step 0 of a run on the listing's batch; empty under another loss shape."""
    says = f"For this batch the chapter printed **{PRINTED}** (norm of RUL, of health, their ratio)"
    if not step:
        return f"{says}, with the squared error. This run begins with another loss shape, so with other numbers."
    if seed == SEED:
        return f"{says}; running its listing gives **{output(step)}**, which is step 0 of this run."
    return (
        f"{says}, with seed {SEED}. This run has seed {seed}, so other initial weights, and begins with "
        f"**{output(step)}**; seed {SEED} shows the listing’s own step."
    )
