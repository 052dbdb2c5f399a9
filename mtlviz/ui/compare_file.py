"""A comparison's config as a file: it comes back as the values of the controls."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import streamlit as st

from mtlviz import hyper, methods, recipes
from mtlviz.comparison.config import LARGEST_FILE, Config, from_json
from mtlviz.ui.plain import plain

FILE, COMPLAINT = "compare_file", "compare_complaint"


def draw_uploader() -> None:
    """Takes the file that the page gave."""
    st.file_uploader(
        "Open a config (JSON)",
        type=["json"],
        key=FILE,
        on_change=_open_file,
        help="The file that “Config (JSON)” gave. It sets the controls; press Run then.",
    )


def draw_complaint() -> None:
    """What was wrong with the last file, if anything."""
    if complaint := st.session_state.get(COMPLAINT):
        st.error(plain(complaint), icon=":material/file_open:")


def methods_of(names: Iterable[str]) -> list[str]:
    """The methods of these recipes."""
    return [recipes.get(name).method for name in names]


def _settings(changed: Mapping[str, float]) -> dict[str, Any]:
    """Every hyper-parameter's control: what a config leaves out is as in the paper."""
    every = [setting for name in methods.names() for setting in hyper.settings(name)]
    told = {setting.key: changed.get(setting.key, setting.default) for setting in every}
    return {setting.key: told[setting.key] if setting.switch else float(told[setting.key]) for setting in every}


def as_controls(wanted: Config) -> dict[str, Any]:
    """The controls' values that stand for a config."""
    return {
        "recipes": list(wanted.recipes),
        "seeds": float(wanted.seeds),
        "budget": float(wanted.steps),
        "source": wanted.data,
        "fleet": wanted.subset,
        "optimizer": wanted.optimizer,
        "rate": float(wanted.lr),
        "share": float(wanted.lam),
        "headrule": wanted.heads,
        "steplen": wanted.length,
        **_settings(dict(wanted.hyper)),
    }


def as_config(told: Mapping[str, Any]) -> Config:
    """The config that the controls' values stand for; ValueError if it cannot be run."""
    return Config(
        recipes=tuple(told["recipes"]),
        seeds=int(told["seeds"]),
        steps=int(told["budget"]),
        data=told["source"],
        subset=told["fleet"],
        optimizer=told["optimizer"],
        lr=float(told["rate"]),
        lam=float(told["share"]),
        heads=told["headrule"],
        length=told["steplen"],
        hyper=hyper.held(told, methods_of(told["recipes"])),
    )


def _open_file() -> None:
    """A config from a file sets the controls; anything else is a sentence and changes nothing."""
    st.session_state.pop(COMPLAINT, None)
    file = st.session_state.get(FILE)
    if file is None:
        return
    try:
        if file.size > LARGEST_FILE:
            raise ValueError(f"it has {file.size:,} bytes; expected a config, {LARGEST_FILE:,} at most")
        st.session_state.update(as_controls(from_json(file.getvalue().decode("utf-8"))))
    except UnicodeDecodeError:
        st.session_state[COMPLAINT] = f"{file.name[:60]} is not text in UTF-8; expected the config of a comparison."
    except ValueError as error:
        st.session_state[COMPLAINT] = f"{file.name[:60]} was not opened: {error}."
