"""What holds for the whole server process: one gate around training, and a garbage collector that stays out of the way.

Streamlit collects garbage after every rerun, which costs 80–90 ms with torch loaded; `.streamlit/config.toml`
switches that off (`runner.postScriptGC`), and `settle` puts what was imported out of the collector's sight.
"""

from __future__ import annotations

import gc
import threading
from importlib import import_module

# Sessions that train at the same time fight for the interpreter lock and starve the server's event loop:
# whoever advances a Trainer holds this gate while doing so.
GATE = threading.Semaphore(1)

_lock = threading.Lock()
_settled: set[str] = set()


def settle(room: str = "app") -> None:
    """Freeze everything imported so far; call once heavy imports are done. Runs once a room and process."""
    with _lock:
        if room in _settled:
            return
        import_module(
            "pandas"
        )  # whole, before any chart: plotly takes a half imported one, of another session, for real
        _settled.add(room)
        gc.collect()
        gc.freeze()


def settle_torch() -> None:
    """Import torch for the pages that train, on one thread: with two, a 0.2 ms step was seen to take 19 ms."""
    import torch

    torch.set_num_threads(1)
    settle("torch")
