"""What stands folded below the live page: about its tasks, and the unit of RUL.

Its measured figures are those of the simulated turbofans; a test measures them again.
"""

from __future__ import annotations

# Ratio of the norms at step 0: 5 % and 95 % quantiles over 200 seeds, with RUL in cycles and in units of 125 cycles.
AT_START, IN_UNITS = (169, 324), (1.1, 3.1)

CUT = (
    "RUL: cycles until failure. Health is the same RUL in three classes: above 80, 31–80, at most 30; so what serves "
    "one mostly serves the other."
)
DRAWN = (
    "In this batch inputs, RUL and health are drawn at random: health is not RUL cut into classes, and there is "
    "nothing to learn. It is made to look at two gradients."
)

TASKS = """
**Health is RUL.** Its three classes are RUL cut at 80 and 30 cycles: above 80, 31–80, at most 30. So a layer that
serves one task mostly serves the other. With λ = 1 and the heads’ weights at 1, so that RUL alone trains the shared
layer, health’s accuracy is what equal weights reach: 0.80 in both cases (8 seeds, 2,000 steps, Adam 0.01, simulated
turbofans). With λ = 0 RUL ends at an RMSE of 30 instead of 22 cycles. Whether a task suffers in *your* run is what the
validation charts show: dotted is what a prediction reaches that looks at no sensor.
"""

UNIT = f"""
**The ratio follows the unit.** RUL is predicted in cycles, and the gradient of a squared error grows with the unit of
that error. On the simulated turbofans the ratio at step 0 is {AT_START[0]}–{AT_START[1]}× (5–95 % of 200 seeds); with
RUL in units of 125 cycles, the same network, data and seeds give {IN_UNITS[0]}–{IN_UNITS[1]}×. Along training it moves:
134–2,175× over 2,000 steps (5–95 %, 8 seeds). So a ratio belongs to its losses and their units,
and to a moment of training.
"""
