"""The training engine: an ensemble of recipes × seeds, one step at a time (trainer.py)."""

from mtlviz.history import Stopped
from mtlviz.runconfig import Heads, Length, Optimizer, RunConfig
from mtlviz.training.trainer import TASKS, Snapshot, Trainer

__all__ = ["TASKS", "Heads", "Length", "Optimizer", "RunConfig", "Snapshot", "Stopped", "Trainer"]
