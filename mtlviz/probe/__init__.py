"""The diagnostic for any model: how long is each task's gradient on the shared parameters, and do they agree?

    report = measure({"rul": loss_rul, "health": loss_health}, model.shared.parameters())
    print(report)

One `torch.autograd.grad` per loss; `.grad` is not touched, so it can stand in a training loop before `backward()`
(with retain_graph=True) or after a separate forward pass.
"""

from mtlviz.probe.gradients import Gradients, per_task_gradients
from mtlviz.probe.measuring import measure
from mtlviz.report import GradientReport

__all__ = ["GradientReport", "Gradients", "measure", "per_task_gradients"]
