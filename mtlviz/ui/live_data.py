"""Where the live page's data comes from: built in, a folder on the server, or the visitor's own upload."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import Any

import streamlit as st

from mtlviz import data
from mtlviz.data import DataError, Source
from mtlviz.ui.kept import kept
from mtlviz.ui.plain import plain

_PARSED = "live_upload"  # in the session: (which files and subset, what they gave)


@kept(most=8)
def _load(name: str, **options: Any) -> Source:
    """Shared by all sessions: a Source is only ever read."""
    with st.spinner("Preparing the data …"):
        return data.load(name, **options)


@dataclass(frozen=True)
class Problem:
    """Why there is no data: a sentence, and whether something was wrong or is merely still to come."""

    text: str
    wrong: bool


def source(name: str, subset: str) -> Source | Problem:
    """The data that the controls ask for, or what stands in the way."""
    files: list[Any] = []
    try:
        if name != "cmapss":
            return _load(name)
        files = _uploads()
        folder = os.environ.get(data.cmapss.FOLDER_VARIABLE) or None
        return _parsed(files, subset) if files else _load("cmapss", folder=folder, subset=subset)
    except DataError as error:
        return Problem(plain(str(error)), wrong=bool(files) or data.cmapss.FOLDER_VARIABLE in os.environ)


def brought(name: str, subset: str) -> Source | Problem | None:
    """The data that does not come with this program, if the controls ask for it; None if they ask for what does."""
    return source(name, subset) if name == "cmapss" else None


def _uploads() -> list[Any]:
    with st.container(key="live_upload_box"):
        return list(
            st.file_uploader(
                "NASA’s C-MAPSS files",
                type=["zip", "txt", "gz"],
                accept_multiple_files=True,
                help="CMAPSSData.zip as NASA gives it, or train_FD001.txt and its like, gzipped or not. The files are "
                "read as numbers, stay in this session and are gone with it.",
            )
        )


def _parsed(files: list[Any], subset: str) -> Source:
    """Parsed once an upload: a fragment reruns with every chunk."""
    what = (subset, tuple(file.file_id for file in files))
    known, result = st.session_state.get(_PARSED, (None, None))
    if known != what:
        try:
            result = data.load("cmapss", files=files, subset=subset)
        except DataError as error:
            result = error
        st.session_state[_PARSED] = (what, result)
    if isinstance(result, DataError):
        raise result
    assert isinstance(result, Source)
    return result
