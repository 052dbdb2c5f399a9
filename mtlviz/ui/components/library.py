"""The JavaScript and CSS of all components, sent once a page instead of with every message.

Streamlit sends a component's code along with every change of its data. So one component without data installs the
library as `globalThis.mtlviz`, outside every fragment, and each real component is a shim of a few lines (`shim`)
that waits for it. The files beside this one are plain functions, so the same text serves an exported page.
"""

from __future__ import annotations

import hashlib
import json
from functools import cache
from pathlib import Path

import streamlit as st

from mtlviz.figures.palette import css_variables

HERE = Path(__file__).parent
COMPONENTS = ("tug", "player", "lab", "landscape", "field")  # each on one page; other files serve them all

COMMON_CSS = f"""
:host {{ {css_variables(dark=False)} }}
:host([data-dark]) {{ {css_variables(dark=True)} }}
"""


@cache
def library(component: str | None = None) -> str:
    """What all pages share, and what `component` needs beside it: the files whose names begin with its name.

    One script body; it leaves `globalThis.mtlviz = {have, css, mount: {name: function}}`, adding to what is there.
    """
    scripts = "\n".join(path.read_text(encoding="utf-8") for path in _files("*.js", component))
    css = {path.stem: path.read_text(encoding="utf-8") for path in _files("*.css", component)}
    body = f"{scripts}\nconst MTL_CSS = {json.dumps({'common': COMMON_CSS, **css})};\n"
    version = hashlib.sha256(body.encode()).hexdigest()[:12]
    return (
        f"const there = globalThis.mtlviz;\nif (!there?.have.includes({version!r})) {{\n{body}\n"
        f"globalThis.mtlviz = {{ have: [...(there?.have ?? []), {version!r}], css: {{ ...there?.css, ...MTL_CSS }}, "
        "mount: { ...there?.mount, ...mtlComponents() } };\nmtlWords();\n"
        "globalThis.dispatchEvent(new Event('mtlviz')); }\n"
    )


def _files(pattern: str, component: str | None) -> list[Path]:
    """The shared files and the component's own, in order of name."""
    return [path for path in sorted(HERE.glob(pattern)) if path.stem.split("_")[0] in {component} | shared()]


def shared() -> set[str]:
    """First words of the names of the files that every page gets."""
    return {path.stem.split("_")[0] for path in HERE.glob("*.js")} - set(COMPONENTS)


@cache
def _installer(component: str | None) -> st.components.v2.types.ComponentRenderer:
    name = f"mtlviz_library_{component}" if component else "mtlviz_library"
    js = f"export default function () {{\n{library(component)}\n}}"
    return st.components.v2.component(name, html="<span></span>", js=js)


def mount_library(component: str | None = None) -> None:
    """Install the library in the browser; `frame.page` does it for every page."""
    _installer(component)(key="mtlviz_library", height=1)


def shim(name: str) -> str:
    """The code of component `name`: hand Streamlit's calls to `mtlviz.mount[name]` once the library is there."""
    return f"""
export default function (component) {{
  const host = component.parentElement;
  const run = () => {{ if (host.isConnected !== false) host.mtlCleanup = globalThis.mtlviz.mount.{name}(component); }};
  const ready = () => {{
    if (!globalThis.mtlviz?.mount.{name}) return;
    globalThis.removeEventListener("mtlviz", ready);
    run();
  }};
  globalThis.addEventListener("mtlviz", ready);
  ready();
  return () => host.mtlCleanup?.();
}}
"""
