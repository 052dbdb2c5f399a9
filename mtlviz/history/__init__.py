"""What a run recorded (record.py), and how it is written to files and read back (export.py)."""

from mtlviz.history.record import METRICS, History, Rule, Stopped

__all__ = ["METRICS", "History", "Rule", "Stopped"]
