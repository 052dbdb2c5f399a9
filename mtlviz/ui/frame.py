"""The frame of every page, its first call: page settings, menu, finishing touches, process set-up."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from mtlviz.ui import process
from mtlviz.ui.components.library import mount_library

HOME = "app.py"
ICON = Path(__file__).with_name("icon.svg")  # a named icon would be fetched from elsewhere
PAGES = {  # script: (title, icon, what the page is for)
    HOME: ("Home", ":material/home:", "The story in one screen"),
    "pages/tug_of_war.py": (
        "Tug-of-war",
        ":material/open_with:",
        "Two gradients as arrows. Move them, weight them, and see what is left.",
    ),
    "pages/live.py": (
        "Live training",
        ":material/show_chart:",
        "A small network trains on turbofan data while its two tasks pull.",
    ),
    "pages/compare.py": (
        "Compare",
        ":material/compare_arrows:",
        "Recipes trained side by side over many seeds, and what may be said about the difference.",
    ),
}

STYLE = """
<style>
.stMainBlockContainer { padding-top: 2.4rem; padding-bottom: 3rem; max-width: 90rem; }
.stMainBlockContainer h1 { padding-top: 0; padding-bottom: 0.2rem; font-size: 1.9rem; }
.stMainBlockContainer h3 { padding-top: 0; font-size: 1.25rem; }
.stSidebar [data-testid=stSidebarHeader] { height: 1.5rem; }
@media (max-width: 640px) { .stMainBlockContainer { padding-left: 1rem; padding-right: 1rem; } }
</style>
"""


def page(script: str, *, lead: str) -> None:
    """Open a page: `script` is its key in PAGES; `lead` says what it shows, what to try, what to notice."""
    title, _, _ = PAGES[script]
    name = "mtlviz" if script == HOME else f"{title} · mtlviz"
    st.set_page_config(page_title=name, page_icon=str(ICON), layout="wide", initial_sidebar_state=232)
    st.html(STYLE)
    menu()
    mount_library()
    process.settle()
    st.title("Two tasks, one rope" if script == HOME else title, anchor=False)
    st.markdown(lead)


def menu() -> None:
    """The sidebar: every page by its title."""
    with st.sidebar:
        st.markdown("**mtlviz**  \nHow the gradients of several tasks combine")
        for script, (title, icon, purpose) in PAGES.items():
            st.page_link(script, label=title, icon=icon, help=purpose)
