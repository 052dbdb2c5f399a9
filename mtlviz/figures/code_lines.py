"""Python text as HTML, a string a line, with keywords, strings, numbers and comments in spans of their own."""

from __future__ import annotations

import io
import keyword
import tokenize
from html import escape

KINDS = {tokenize.STRING: "string", tokenize.NUMBER: "number", tokenize.COMMENT: "comment"}
for _part in ("FSTRING_START", "FSTRING_MIDDLE", "FSTRING_END"):  # from Python 3.12 on an f-string is several tokens
    KINDS[getattr(tokenize, _part, tokenize.STRING)] = "string"


def code_lines(code: str) -> list[str]:
    """Each line of `code`, escaped and marked.

    >>> code_lines("import torch")
    ['<span class="keyword">import</span> torch']
    """
    lines = code.splitlines()
    marks: list[list[tuple[int, int, str]]] = [[] for _ in lines]  # per line: from, to, kind
    for token in tokenize.generate_tokens(io.StringIO(code).readline):
        kind = "keyword" if keyword.iskeyword(token.string) else KINDS.get(token.type)
        if kind is None:
            continue
        (first, start), (last, end) = token.start, token.end
        for row in range(first, last + 1):
            begin, stop = start if row == first else 0, end if row == last else len(lines[row - 1])
            marks[row - 1].append((begin, stop, kind))
    return [_marked(line, spans) for line, spans in zip(lines, marks, strict=True)]


def _marked(line: str, spans: list[tuple[int, int, str]]) -> str:
    result, done = "", 0
    for begin, stop, kind in sorted(spans):
        result += escape(line[done:begin], quote=False)
        result += f'<span class="{kind}">{escape(line[begin:stop], quote=False)}</span>'
        done = stop
    return result + escape(line[done:], quote=False)
