"""What the compare page's tasks are, and how to read its charts: a paragraph for each group."""

from __future__ import annotations

from mtlviz.report import IMBALANCE

BANDS = (
    "Lines are medians over the seeds; bands reach from 5 % to 95 % of them. The table’s test compares seed with seed: "
    "bands may overlap and recipes still differ."
)
# Cosine below −0.5 in fewer than 5 % of the steps from the 51st on: equal weights, simulation and FD001, batches of 256
# and of 8,192 rows (`tests/lessons/test_compare_presets.py` holds the first of these).
ONE_TARGET = (
    "Health **is** RUL, cut at 80 and 30 cycles (above 80, 31–80, at most 30): one target, seen twice. After the "
    "first steps their gradients stay near a right angle: in fewer than 5 % of the steps is the cosine below −0.5, and "
    "weaker conflict is mostly the noise of mini-batches. What sets the tasks apart is their norm."
)
HOW_TO_READ = {
    "gradients": "**How to read this.** The *ratio* is ‖g‖ of RUL divided by ‖g‖ of health, before weighting: beyond "
    f"{IMBALANCE:.0f}× (dotted), equal weights let one task decide the update. The *cosine* is of single mini-batches, "
    "whose noise draws it towards 0. The *effective pull* is what the method’s weights leave of the ratio: where a "
    "method balances, it is far below the ratio.\n\n" + BANDS,
    "losses": "**How to read this.** Losses of the mini-batches that the networks train on: they say how well the "
    "training data is fitted, not how good the network is on other engines.\n\n" + BANDS,
    "validation": "**How to read this.** Measured on engines that no network was trained on. RMSE and NASA score count "
    "errors of RUL in cycles, accuracy counts right health classes. RMSE and NASA score are drawn "
    "at the scale of the last fifth of the run: curves come in from above, and a constant prediction that lies outside "
    "is named at the edge. A curve that still moves at the end says that a longer run may change the order.\n\n"
    + BANDS,
}
