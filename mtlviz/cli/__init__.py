"""The command `mtlviz` (main.py) and the tables that it prints (summary.py)."""

from mtlviz.cli.main import main

__all__ = ["main"]
