"""The processes that train for the live page."""

from __future__ import annotations

import atexit
import os

from mtlviz.processes import Crew

CREW = Crew("mtlviz.live.serve", min(os.cpu_count() or 1, 4))
atexit.register(CREW.stop)
