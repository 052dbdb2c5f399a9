"""A step of a run as a link to the tug-of-war."""

from __future__ import annotations

import numpy as np

from mtlviz import geometry
from mtlviz.arithmetic import divide
from mtlviz.history import History


def to_tug_of_war(history: History, step: int) -> dict[str, str]:
    """The step's ratio, angle and share of RUL's weight as URL parameters, within the range of that page's controls."""
    gram, (w_rul, w_health) = history.gram[step, 0], history.weights[step, 0]
    link = {"v": "1"}
    if not np.isfinite(gram).all():
        return link
    rul, health = geometry.norms(gram)
    angle = np.degrees(np.arccos(geometry.cosine(gram)))
    ratio = np.clip(divide(rul, health, empty=1000.0), 1, 1000)
    lam = np.clip(divide(w_rul, w_rul + w_health, empty=0.5), 0, 1)
    return link | {"ratio": f"{ratio:.6g}", "angle": f"{angle:.4g}", "lam": f"{lam:.6g}"}
