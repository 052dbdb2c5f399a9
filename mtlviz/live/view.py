"""What the page learns of a session in one answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class View:
    """`chunk` is for the player (wire.py says what stands in it), the rest for the page around it."""

    chunk: bytes
    playing: bool
    at: int  # the step that the player shows …
    seen: int  # … and the furthest that it has shown
    first: Mapping[str, float]  # on the chapter's batch with its loss: norm_rul, norm_health, ratio, cosine of step 0
    constants: Mapping[str, float]  # metric → what a prediction that looks at no sensor reaches
