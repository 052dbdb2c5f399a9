"""The command `mtlviz` (main.py) and what it prints (summary.py of a run, gradient_log.py of a log)."""

from mtlviz.cli.main import main

__all__ = ["main"]
