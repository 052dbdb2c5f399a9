"""What stands below the player while it pauses: figures to zoom into, the step's construction, the run as a file."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from mtlviz import geometry
from mtlviz.figures.history import history_figure
from mtlviz.figures.staged import staged_figures
from mtlviz.history import History
from mtlviz.live import RemoteSession


def draw_figures(session: RemoteSession) -> None:
    """Figures of what the visitor has seen of the run."""
    history, view, dark = seen(session), session.view, st.context.theme.type == "dark"
    at = view.at
    st.header(f"How the update of step {at:,} came about", anchor=False)
    staged = staged_figures(history.gram[at, 0], history.contributions[at, 0], dark)
    if staged is None:
        st.caption("The gradients of this step are not finite: there is nothing to draw.")
    else:
        for n, (place, (title, figure)) in enumerate(zip(st.columns(3), staged.figures.items(), strict=True)):
            place.plotly_chart(
                figure, key=f"live_staged_{n}", alt=f"{title}, of step {at:,}, as arrows with their norms"
            )
        st.caption(f"Exact, in the plane that the two gradients span.{_beyond(history, at)} {staged.scale}")
    with st.expander(f"The run so far, to zoom into: steps 0 to {view.seen:,}", icon=":material/query_stats:"):
        st.plotly_chart(
            history_figure(history, view.seen + 1, dark, view.constants),
            key="live_history",
            alt="Gradient norms, ratio, cosine, weights, losses and validation metrics of every step shown so far",
        )
    with st.container(horizontal=True):
        _download("Table (CSV)", history.to_csv, f"mtlviz-run-seed{session.settings.seed}.csv", "text/csv")
        _download(
            "Everything (JSON)", history.to_json, f"mtlviz-run-seed{session.settings.seed}.json", "application/json"
        )


def seen(session: RemoteSession) -> History:
    """The run as far as it was shown; what was computed ahead nobody has seen."""
    history = session.record()
    history.truncate(session.view.seen + 1)
    return history


def _beyond(history: History, at: int) -> str:
    """What the picture of a step cannot show, if there is any."""
    inside = history.describe(slice(at, at + 1)).update_norm
    share = geometry.outside_share(inside, history.outside[at : at + 1])[0, 0]
    return f" {share:.1%} of the update, by squared norm, lies outside it." if share > 5e-4 else ""


def _download(label: str, text: Callable[[], str], name: str, mime: str) -> None:
    """The text is made when the button is pressed; the page does not rerun for it."""
    st.download_button(label, text, name, mime, on_click="ignore", icon=":material/download:")
