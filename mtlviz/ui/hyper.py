"""The methods' hyper-parameters as controls, made from the registry and folded under each method's name.

The table of a page takes `controls()`, the page calls `draw` for the methods it shows, and `held` says what goes to the
computation. The keys are the same on every page (`gaba.floor`), the values are each page's own, as all of a table's.
"""

from __future__ import annotations

import math
from collections.abc import Iterable

import streamlit as st

from mtlviz import hyper, methods
from mtlviz.hyper import Hyper, Setting
from mtlviz.ui.choices import Switch
from mtlviz.ui.control import Control
from mtlviz.ui.controls import Controls, Number


def controls(trains: bool = False) -> tuple[Control, ...]:
    """One control for each setting of each method; defaults are the papers'.

    trains: whether the page trains on batches; on the others, what only a training loop looks at is not offered.
    """
    every = (setting for name in methods.names() for setting in hyper.settings(name))
    return tuple(_control(setting) for setting in every if trains or not setting.range.trains)


def draw(table: Controls, names: Iterable[str]) -> None:
    """A button for each method among `names` that can be set, with its controls behind it."""
    known = [name for name in dict.fromkeys(names) if name in methods.names()]
    settable = {name: [s for s in hyper.settings(name) if s.key in table.by_key] for name in known}
    shown = {name: found for name, found in settable.items() if found}
    if not shown:
        return
    with st.container(horizontal=True, gap="small", key="hyper"):
        for name, found in shown.items():
            changed = hyper.said(name, held(table, [name]))
            title = methods.info(name).title
            with st.popover(f"{title}: {changed}" if changed else title, icon=":material/tune:", width="content"):
                for setting in found:
                    control = table[setting.key]
                    control.draw() if setting.switch else control.entry()
                keys = {setting.key: table[setting.key].default for setting in found}
                st.button(
                    "As in the paper",
                    key=f"{name}_as_in_the_paper",
                    on_click=st.session_state.update,
                    args=(keys,),
                    disabled=not changed,
                    help=f"Sets {title} back to its source’s values.",
                )


def held(table: Controls, names: Iterable[str] | None = None) -> Hyper:
    """What a page's controls say about `names` (None: all methods)."""
    return hyper.held(table.values(), names)


def _control(setting: Setting) -> Control:
    label = f"{methods.info(setting.method).title}: {setting.word}"
    known = setting.range
    if setting.switch:
        return Switch(setting.key, label, known.help, setting.default)
    return Number(
        setting.key,
        label,
        f"{known.help} In the paper: {setting.default:g}.",
        float(setting.default),
        known.low,
        known.high,
        1 if known.whole else _step(setting),
        "%.0f" if known.whole else "%.4g",
        whole=known.whole,
    )


def _step(setting: Setting) -> float:
    """A fiftieth of the range, or a fifth of the default on a logarithmic one, rounded down to 1, 2 or 5."""
    wanted = setting.default / 5 if setting.range.log else (setting.range.high - setting.range.low) / 50
    power = 10.0 ** math.floor(math.log10(wanted))
    return float(f"{power * max(d for d in (1, 2, 5) if d * power <= wanted * (1 + 1e-9)):.1g}")
