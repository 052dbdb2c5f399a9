"""One typed table a page: every control's key, label, help, default and range. It makes widgets, URL and link.

A link reproduces the page: `?v=1&ratio=500&angle=120`, defaults left out. Values out of range are clamped, unknown ones
fall back to the default, and the page says so. Streamlit's own binding keeps the URL up to date while one works.
"""

from __future__ import annotations

from typing import Any

import streamlit as st

from mtlviz.ui.choices import Choice, Many
from mtlviz.ui.control import Control
from mtlviz.ui.numbers import Number, Slider
from mtlviz.ui.plain import plain

__all__ = ["Choice", "Control", "Controls", "Many", "Number", "Slider"]

VERSION = "1"  # of the URL's vocabulary: raise it when a key changes its meaning
CARRIED = "mtlviz_carried"  # in the session: sentences from the page that sent the visitor here


class Controls:
    """The table of one page."""

    def __init__(self, page: str, *controls: Control) -> None:
        self.page = page
        self.by_key = {control.key: control for control in controls}

    def __getitem__(self, key: str) -> Any:
        return self.by_key[key]

    def open(self) -> None:
        """Take over what the link says, once for every arrival on the page, and say what had to be mended."""
        arrived = st.session_state.get("mtlviz_page") != self.page
        st.session_state["mtlviz_page"] = self.page
        if arrived:
            carried = st.session_state.pop(CARRIED, [])
            st.session_state["mtlviz_notices"] = (carried + self._adopt_link(), self.values())
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
