"""One typed table a page: every control's key, label, help, default and range. It makes widgets, URL and link.

A link reproduces the page: `?v=1&ratio=500&angle=120`, defaults left out. Values out of range are clamped, unknown ones
fall back to the default, and the page says so. Streamlit's own binding keeps the URL up to date while one works. The
menu, which has no parameters, opens a page as the visitor left it. No page sets another's controls, even where both
have the same key (`gaba.floor`).
"""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from mtlviz.ui.choices import Choice, Many
from mtlviz.ui.control import Control
from mtlviz.ui.numbers import Number, Slider
from mtlviz.ui.plain import plain

__all__ = ["Choice", "Control", "Controls", "Many", "Number", "Slider"]

VERSION = "1"  # of the URL's vocabulary: raise it when a key changes its meaning
CARRIED = "mtlviz_carried"  # in the session: sentences from the page that sent the visitor here
TABLE = "mtlviz_table"  # in the session: the table of the page that the visitor is on
EMBED = ("embed", "embed_options")  # Streamlit's own parameters, which a page cannot see
LEFT = "mtlviz_left"  # in the session: by page, what its controls said when the visitor left it


def arrived(page: str) -> bool:
    """Whether the visitor has just come to `page`: from another one, or by the browser's Back or Forward."""
    last = st.session_state.get(TABLE)
    return last is None or last.page != page or went_back()


def went_back() -> bool:
    """Is this run the browser's Back or Forward? Then the link counts, as on arrival, and Streamlit sees to it."""
    return bool(getattr(get_script_run_ctx(), "is_history_navigation", False))


def _take_the_whole_link() -> None:
    """Streamlit drops from a link the keys to which the page before has bound widgets; here they are meant."""
    run = get_script_run_ctx()
    link = parse_qs(run.query_string, keep_blank_values=True) if run else {}
    if run and set(link) - set(st.query_params) - set(EMBED):
        st.query_params.from_dict({key: said for key, said in link.items() if key not in EMBED})
        with run.session_state.query_params() as told:
            told.set_initial_query_params(run.query_string)


class Controls:
    """The table of one page."""

    def __init__(self, page: str, *controls: Control) -> None:
        self.page = page
        self.by_key = {control.key: control for control in controls}

    def __getitem__(self, key: str) -> Any:
        return self.by_key[key]

    def open(self) -> None:
        """Take over what the link says, once for every arrival on the page, and say what had to be mended."""
        if arrived(self.page):
            _take_the_whole_link()
            carried = st.session_state.pop(CARRIED, [])
            self._take_its_own()
            st.session_state["mtlviz_notices"] = (carried + self._adopt_link(), self.values())
        st.session_state[TABLE] = self
        notices, opened_with = st.session_state.get("mtlviz_notices", ([], {}))
        if notices and opened_with == self.values():  # until the visitor changes something
            st.warning("  \n".join(map(plain, notices)), icon=":material/link_off:")

    def values(self) -> dict[str, Any]:
        """Every control's value, before or after its widget is made."""
        return {key: st.session_state.get(key, control.default) for key, control in self.by_key.items()}

    def query(self, **changed: Any) -> dict[str, str | list[str]]:
        """The parameters of a link to this page with these values; defaults are left out."""
        values = {key: control.default for key, control in self.by_key.items()} | changed
        told = {key: c.write(values[key]) for key, c in self.by_key.items() if values[key] != c.default}
        return {"v": VERSION, **told}

    def unwritten(self) -> list[str]:
        """The choices that the URL should show and does not: Streamlit's binding drops a bare key (`recipe=gaba`)."""
        values = self.values()
        choices = [key for key, control in self.by_key.items() if isinstance(control, Choice)]
        return [key for key in choices if values[key] not in (None, self[key].default) and key not in st.query_params]

    def write_choices(self) -> None:
        """Before the widgets of a later run: a choice that is set anew is written into the URL, by its label."""
        for key in self.unwritten():
            st.session_state[key] = st.session_state[key]

    def _take_its_own(self) -> None:
        """Put this page's values where another page's are: the defaults for a link, else what it said when left."""
        state, last = st.session_state, st.session_state.get(TABLE)
        left: dict[str, dict[str, Any]] = state.setdefault(LEFT, {})
        if last is not None:
            left[last.page] = {key: state[key] for key in last.by_key if key in state}
        own = {} if st.query_params or went_back() else left.get(self.page, {})
        for key, control in self.by_key.items():
            if key in own or key in state:
                state[key] = own.get(key, control.start)

    def _adopt_link(self) -> list[str]:
        notices = []
        if st.query_params.get("v", VERSION) != VERSION:
            notices.append(
                f"This link was made by another version (v={st.query_params['v'][:10]}); what is known is shown."
            )
        for key, control in self.by_key.items():
            raw = st.query_params.get_all(key)
            if not raw:
                continue
            value, notice = control.parse(raw)
            st.session_state[key] = value
            if notice:
                notices.append(notice)
        return notices + self._about_unknown()

    def _about_unknown(self) -> list[str]:
        unknown = [f"“{key[:40]}”" for key in st.query_params if key not in {"v", *self.by_key}]
        if not unknown:
            return []
        listed = ", ".join(unknown[:4]) + (" …" if len(unknown) > 4 else "")
        what = "is not a setting" if len(unknown) == 1 else "are not settings"
        return [f"{listed} {what} of this page; the rest of the link is shown."]
