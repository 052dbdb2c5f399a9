"""Text of a link or a file, shown letter for letter: Streamlit would make links and other hosts' pictures of it."""

from __future__ import annotations

import re

MARKUP = re.compile(r"[\\`*\[\]<>$~!#|@]|(?<![^\W_])_|_(?![^\W_])|:(?=[\w/])|(?<=www)\.", re.IGNORECASE)


def plain(text: str) -> str:
    """`text` as Markdown that shows it letter for letter.

    >>> print(plain("the link says “![](https://a.b/c.png)”"))
    the link says “\\!\\[\\](https\\://a.b/c.png)”
    """
    return MARKUP.sub(r"\\\g<0>", text)
