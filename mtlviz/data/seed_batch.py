"""The batch of the seed chapter's PyTorch listing: 64 random rows with random targets, the same for everybody."""

from __future__ import annotations

import numpy as np

from mtlviz.data.base import Source, Table


def load() -> Source:
    """The listing's batch, as training and as validation table; its RUL is as drawn, neither capped nor kept positive.

    The listing calls `torch.manual_seed(0)`, creates the model and then draws the batch, so the model's initial weights
    take the first random numbers. Its three layers are created here for that alone; a DualTaskMLP created after
    `torch.manual_seed(0)` has the same weights and meets, on this batch, the gradients of the listing:
    norms 60.135 and 0.17792, ratio 338.0, cosine +0.1795 (torch 2.13, CPU). The caller's random state is left alone.
    """
    import torch  # here, because the other sources do without it

    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(0)
        for inputs, outputs in ((17, 32), (32, 1), (32, 3)):
            torch.nn.Linear(inputs, outputs)
        x = torch.randn(64, 17)
        y = torch.randn(64) * 30 + 60  # cycles
        classes = torch.randint(0, 3, (64,))
    batch = Table(x.numpy(), y.numpy(), classes.numpy(), np.zeros(64, np.int64))
    about = "64 random rows with random targets: nothing to learn, made to look at gradients. It validates on itself."
    return Source("seed_batch", "The chapter’s random batch", batch, batch, about)
