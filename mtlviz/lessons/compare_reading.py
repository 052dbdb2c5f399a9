"""How to read the compare page's charts, a paragraph for each group."""

from __future__ import annotations

from mtlviz.report import IMBALANCE

BANDS = (
    "Lines are medians over the seeds; bands reach from 5 % to 95 % of them. **First check whether two bands separate, "
    "then who is ahead.**"
)
HOW_TO_READ = {
    "gradients": "**How to read this.** The *ratio* is ‖g‖ of RUL divided by ‖g‖ of health, before weighting: beyond "
    f"{IMBALANCE:.0f}× (dotted), equal weights let one task decide the update. The *cosine* is of single mini-batches, "
    "whose noise draws it towards 0. The *effective pull* is what the method’s weights leave of the ratio: where a "
    "method balances, it is far below the ratio.\n\n" + BANDS,
    "losses": "**How to read this.** Losses of the mini-batches that the networks train on: they say how well the "
    "training data is fitted, not how good the network is on other engines.\n\n" + BANDS,
    "validation": "**How to read this.** Measured on engines that no network was trained on. RMSE and NASA score count "
    "errors of RUL in cycles, accuracy counts right health classes. A curve that still moves at the end says that a "
    "longer run may change the order.\n\n" + BANDS,
}
