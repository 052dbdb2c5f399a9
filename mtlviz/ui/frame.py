"""The frame of every page, its first call: page settings, menu, finishing touches, process set-up."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from mtlviz import methods
from mtlviz.lessons.glossary import STEP as _STEP
from mtlviz.ui import process, streamlit_compat, words
from mtlviz.ui.components.library import mount_library

streamlit_compat.keep_to_the_page()  # before a visitor can leave the first page

STEP = f"**{_STEP}**".replace(" ", "\u00a0").replace(",\u00a0", ", ")  # the convention, unbroken but at its comma
HOME = "app.py"
ICON = Path(__file__).with_name("icon.svg")  # a named icon would be fetched from elsewhere
PAGES = {  # script: (title, icon, what the page is for, as the home page says it)
    HOME: ("Home", ":material/home:", "The story in one screen"),
    "pages/tug_of_war.py": (
        "Tug-of-war",
        ":material/open_with:",
        "Two gradients as arrows. Drag them, slide λ, and watch the update. Make one arrow 500 times longer and see "
        "that λ hardly matters; turn them against each other and see it vanish. Then add the update of any balancing "
        "method.",
    ),
    "pages/live.py": (
        "Live training",
        ":material/show_chart:",
        "The same in a real network: 17 engine readings, 32 shared units, two heads. Watch the two gradients, their "
        "angle and the update at every step; pause, step back, change the method.",
    ),
    "pages/methods.py": (
        "Methods",
        ":material/balance:",
        f"{len(methods.names())} balancing methods on the same two gradients: what each one fixes, where it fails and "
        "hurts the smaller task, and which of them are one family under many names.",
    ),
    "pages/compare.py": (
        "Compare",
        ":material/compare_arrows:",
        "Any recipes, many seeds, one Run: curves with bands, a table against single-task training, and a test that "
        "says when two recipes cannot be told apart.",
    ),
    "pages/landscape.py": (
        "Landscape",
        ":material/terrain:",
        "Two losses of two parameters: a map on which the methods walk. From nearly everywhere equal weights "
        "end at one point, while others find five different compromises. Click the map to start a walk there; play, "
        "pause, scrub.",
    ),
    "pages/autograd_lab.py": (
        "Autograd lab",
        ":material/account_tree:",
        "The classic bugs of multi-task code, beginning with two `backward()` calls on one model. Predict what a few "
        "lines of real PyTorch leave in `.grad`, run them, and follow line, graph and gradients together.",
    ),
    "pages/takeaways.py": (
        "Takeaways",
        ":material/checklist:",
        "What the chapter concludes and how far it holds here; why an update is a weighted sum, and why one gradient "
        "is so much larger than the other.",
    ),
}

STYLE = """
<style>
.stMainBlockContainer { padding: 2.4rem clamp(1rem, 3vw, 5rem) 3rem; max-width: 90rem; }
.stMainBlockContainer h1 { padding-top: 0; padding-bottom: 0.2rem; font-size: 1.9rem; }
.stMainBlockContainer h2 { padding-top: 0; font-size: 1.25rem; }
.stMainBlockContainer h3 { padding-top: 0; font-size: 1.25rem; }
.stMainBlockContainer [data-testid=stCaptionContainer] { color: inherit; opacity: .82; font-size: 0.875rem; }
.stMainBlockContainer [data-testid=stCaptionContainer] code { font-size: 0.8rem; }
[data-testid=stButtonGroup] button, [data-testid=stButtonGroup] button *,
[data-testid=stSliderThumbValue], [data-testid=stSliderThumbValue] * { color: inherit !important; }
[data-testid=stStatusWidget] button { display: none; }
.stSidebar [data-testid=stSidebarHeader] { height: 1.5rem; }
[data-testid=stPopoverBody] { max-width: 34rem; }
.stMainBlockContainer .katex-display { overflow: auto hidden; padding: 0.2em 0; }
/* Streamlit's colours of code have a contrast of 2.2 to 4.4. */
.stCode .token { color: inherit !important; }
.stCode .token:is(.string, .number, .boolean) { color: light-dark(#00563f, #4cd1a6) !important; }
.stCode .token.comment { color: light-dark(#5a6270, #a3adb5) !important; font-style: italic; }
.stCode .token.keyword { font-weight: 650; }
.st-key-words button { color: inherit !important; }
a[href*="#word-"] { color: inherit !important; text-decoration: underline dotted; text-underline-offset: 3px; }
.mtl-word { outline: 2px solid var(--st-primary-color, #00805C); outline-offset: 4px; border-radius: 2px; }
@media (max-width: 640px) { .stMainBlockContainer { padding-left: 1rem; padding-right: 1rem; } }
</style>
"""


def page(script: str, *, lead: str, component: str | None = None) -> None:
    """Open a page: `script` is its key in PAGES; `lead` says what it shows, what to try, what to notice.

    component: the one of `mtlviz.ui.components` that the page shows beside what all pages may show.
    """
    title, _, _ = PAGES[script]
    name = "mtlviz" if script == HOME else f"{title} · mtlviz"
    st.set_page_config(page_title=name, page_icon=str(ICON), layout="wide", initial_sidebar_state=232)
    st.html(STYLE)
    menu()
    mount_library(component)
    if script != HOME:  # which shows no chart and should open fast
        process.import_for_charts()
    with st.container(horizontal=True, vertical_alignment="bottom", horizontal_alignment="distribute"):
        st.title("Two tasks, one rope" if script == HOME else title, anchor=False, width="content")
        words.popover()
    st.markdown(lead)


def menu() -> None:
    """The sidebar: every page by its title."""
    with st.sidebar:
        st.markdown("**mtlviz**  \nHow the gradients of several tasks combine")
        for script, (title, icon, _) in PAGES.items():
            st.page_link(script, label=title, icon=icon)
