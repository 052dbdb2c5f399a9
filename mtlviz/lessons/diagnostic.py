"""The diagnostic to take home, as the pages show it and the README prints it; the tests run it."""

from mtlviz.report import IMBALANCE

LISTING = """\
from mtlviz.probe import measure

report = measure({"rul": loss_rul, "health": loss_health}, model.shared.parameters(), retain_graph=True)
report.append_to("gradients.jsonl", step=step)  # print(report): norms, ratio, cosine, and what they mean
"""
NOTE = (
    "Once per epoch, before `backward()`: `measure` leaves every `.grad` alone. The chapter’s line "
    f"is a ratio of {IMBALANCE:.0f}×: above it, with equal weights, nearly all of the update is one task’s gradient. "
    "`python -m mtlviz measure gradients.jsonl` sums the log up."
)
