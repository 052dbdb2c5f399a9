"""The gradients of one moment (gradients.py) in words (verdict.py), and a log of them (log.py); none needs torch."""

from mtlviz.report.gradients import GradientReport
from mtlviz.report.verdict import IMBALANCE

__all__ = ["IMBALANCE", "GradientReport"]
