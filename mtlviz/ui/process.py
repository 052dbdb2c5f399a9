"""What holds for the whole server process: one gate around what trains in it, and imports that many visitors share.

Streamlit would collect garbage after every rerun, 80–90 ms with torch loaded; `.streamlit/config.toml` switches that
off (`runner.postScriptGC`), and `serving.py` collects once a minute.
"""

from __future__ import annotations

import threading
from importlib import import_module

# Sessions that train at the same time fight for the interpreter lock and starve the server's event loop:
# whoever advances a Trainer holds this gate while doing so.
GATE = threading.Semaphore(1)


def import_for_charts() -> None:
    """Pandas whole, before any chart: Plotly takes one that another session has half imported for real."""
    import_module("pandas")


def import_torch() -> None:
    """Torch for the pages that train, on one thread: with two, a 0.2 ms step was seen to take 19 ms."""
    import torch

    torch.set_num_threads(1)
