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

COMMON_CSS = f"""
:host {{ {css_variables(dark=False)} }}
:host([data-dark]) {{ {css_variables(dark=True)} }}
"""


@cache
def library() -> str:
    """All components as one script body that leaves `globalThis.mtlviz = {version, css, mount: {name: function}}`."""
    scripts = "\n".join(path.read_text(encoding="utf-8") for path in sorted(HERE.glob("*.js")))
    css = {path.stem: path.read_text(encoding="utf-8") for path in sorted(HERE.glob("*.css"))}
    body = f"{scripts}\nconst MTL_CSS = {json.dumps({'common': COMMON_CSS, **css})};\n"
    version = hashlib.sha256(body.encode()).hexdigest()[:12]
    return (
        f"if (globalThis.mtlviz?.version !== {version!r}) {{\n{body}\n"
        f"globalThis.mtlviz = {{ version: {version!r}, css: MTL_CSS, mount: mtlComponents() }};\n"
        "globalThis.dispatchEvent(new Event('mtlviz')); }\n"
    )


@cache
def _installer() -> st.components.v2.types.ComponentRenderer:
    return st.components.v2.component(
        "mtlviz_library", html="<span></span>", js=f"export default function () {{\n{library()}\n}}"
    )


def mount_library() -> None:
    """Install the library in the browser; `frame.page` does it for every page."""
    _installer()(key="mtlviz_library", height=1)


def shim(name: str) -> str:
    """The code of component `name`: hand Streamlit's calls to `mtlviz.mount[name]` once the library is there."""
    return f"""
export default function (component) {{
  const host = component.parentElement;
  const run = () => {{ if (host.isConnected !== false) host.mtlCleanup = globalThis.mtlviz.mount.{name}(component); }};
  if (globalThis.mtlviz?.mount?.{name}) run();
  else globalThis.addEventListener("mtlviz", run, {{ once: true }});
  return () => host.mtlCleanup?.();
}}
"""
