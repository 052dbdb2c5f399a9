"""Equations on a card: one statement a line, so that they fit."""

from __future__ import annotations

import re

_BREAK = re.compile(r"\\q?quad(?![a-zA-Z])")


def in_lines(latex: str) -> str:
    r"""Break at every \quad and \qquad that is not inside braces.

    >>> in_lines(r"a = b, \qquad c = d")
    '\\begin{gathered}a = b,\\\\[4pt] c = d\\end{gathered}'
    """
    lines, start = [], 0
    for found in _BREAK.finditer(latex):
        before = latex[: found.start()]
        if before.count("{") == before.count("}"):
            lines.append(latex[start : found.start()].strip())
            start = found.end()
    lines.append(latex[start:].strip())
    return r"\begin{gathered}" + r"\\[4pt] ".join(lines) + r"\end{gathered}" if len(lines) > 1 else latex
