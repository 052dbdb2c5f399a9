"""The gradients of one moment in words (gradients.py), and a log of them (log.py); neither needs torch."""

from mtlviz.report.gradients import IMBALANCE, GradientReport

__all__ = ["IMBALANCE", "GradientReport"]
