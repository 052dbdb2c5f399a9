"""Code that reproduces what a page shows, ready to copy; the tests run it."""

from __future__ import annotations

from mtlviz.lessons.state import LEARNING_RATE, LONG, State

_TUG = """\
import numpy as np

lam, angle, ratio, lr = {lam!r}, {angle!r}, {ratio!r}, {lr!r}

# Two gradients on the shared parameters, in the plane that they span.
a = np.radians(angle){mirror}
g_rul = np.array([{long!r}, 0.0])
g_health = {long!r} / ratio * np.array([np.cos(a), np.sin(a)]).round(15)

update = lam * g_rul + (1 - lam) * g_health
step = -lr * update  # what is added to the shared parameters; the arrows of the page show -g and -update

n_rul, n_health, n = (np.linalg.norm(g) for g in (g_rul, g_health, update))
n = 0.0 if n < 6e-8 * (lam * n_rul + (1 - lam) * n_health) else n  # opposed pulls that cancel: what is left is rounding
cosine = g_rul @ g_health / (n_rul * n_health)
print(f"norms          {{n_rul:.3f}}  {{n_health:.3f}}  ratio {{n_rul / n_health:.1f}}x  cosine {{cosine:+.3f}}")
print(f"update         {{n:.3f}}")

if n > 0:
    shares = [lam * g_rul @ update / n**2, (1 - lam) * g_health @ update / n**2]  # exact, sum to 100 %
    book_shares = [lam * n_rul / n, (1 - lam) * n_health / n]  # the book's: sum to more than 100 % unless parallel
    print(f"share          {{shares[0]:.1%}}  {{shares[1]:.1%}}")
    print(f"the book's     {{book_shares[0]:.1%}}  {{book_shares[1]:.1%}}")

effects = [g_rul @ step, g_health @ step]  # change of each loss, to first order
print(f"this step      RUL {{effects[0]:+.4g}}  health {{effects[1]:+.4g}}   (a plus is a loss that grows: hurt)")

pulls = [lam * n_rul, (1 - lam) * n_health]
pull = max(pulls) / min(pulls) if min(pulls) > 0 else np.inf
gms = 2 * n_rul * n_health / (n_rul**2 + n_health**2)
print(f"pulls, ratio   {{pull:.1f}}x  magnitude similarity {{gms:.3g}}")

against = max(0.0, -cosine)
low, high = against / (ratio + against), 1 / (1 + ratio * against)
print(f"neither task is hurt while {{low:.4g}} <= lam <= {{high:.4g}}")
"""


def numpy_snippet(state: State) -> str:
    """NumPy code that prints the tug-of-war's numbers for `state`."""
    mirror = "" if state.side == "left" else "\na = -a  # health lies to the right of RUL"
    return _TUG.format(lam=state.lam, angle=state.angle, ratio=state.ratio, lr=LEARNING_RATE, long=LONG, mirror=mirror)
