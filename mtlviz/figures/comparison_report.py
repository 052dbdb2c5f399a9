"""A comparison as one HTML file that needs nothing else: text, tables, figures to zoom into, Plotly inside."""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import escape
from typing import Any

from plotly.io.json import to_json_plotly  # type: ignore[import-untyped]
from plotly.offline import get_plotlyjs  # type: ignore[import-untyped]

from mtlviz.comparison.result import Result
from mtlviz.comparison.summary import Row
from mtlviz.figures import comparison, comparison_scatter, comparison_table
from mtlviz.figures.comparison_style import legend

Figure = dict[str, Any]
STYLE = """
body { font: 16px/1.5 system-ui, sans-serif; color: #1C2321; background: #fff; max-width: 76rem; margin: 1.5rem auto;
  padding: 0 1rem; }
h1 { font-size: 1.6rem; } h2 { font-size: 1.2rem; margin-top: 2rem; }
.charts { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(28rem, 100%), 1fr)); gap: 1rem; }
pre { background: #F4F6F5; padding: .8rem; overflow-x: auto; }
"""


def report(
    result: Result, rows: Sequence[Row], base: int, paragraphs: Sequence[str], notes: Sequence[str], claims: str = ""
) -> str:
    """The page. `paragraphs` stand above the tables and `notes` below them: the compare page's own sentences, with
    **bold** and [links](https://…).

    rows:   of the table against the recipe with the index `base`.
    claims: the table of `comparison_claims`, as HTML.
    """
    charts = [(comparison.curves(result, key, False), comparison.spoken(result, key)) for key in comparison.PANELS]
    trade_off = (comparison_scatter.scatter(result, False), comparison_scatter.spoken(result))
    figures = [*charts, trade_off]
    body = [
        "<h1>Recipes compared over seeds</h1>",
        *map(_paragraph, paragraphs),
        "<h2>Table</h2>",
        comparison_table.results(rows, result.titles[base], result.steps_done),
        comparison_table.gradients(rows, result.titles[base], result.config.seeds),
        *map(_paragraph, notes),
        *([f"<h2>What the chapter says, what this run shows</h2>{claims}"] if claims else []),
        "<h2>Curves: medians over seeds, 5–95 % bands</h2>",
        legend(result, dark=False),
        f'<div class="charts">{"".join(_place(n, text) for n, (_, text) in enumerate(charts))}</div>',
        "<h2>Trade-off</h2>",
        _place(len(charts), trade_off[1]),
        f"<h2>Config</h2><p>The compare page opens this again.</p><pre>{escape(result.config.to_json())}</pre>",
        f"<p>{escape(result.about)}</p>",
    ]
    drawing = "".join(_draw(n, figure) for n, (figure, _) in enumerate(figures))
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Recipes compared · mtlviz</title>'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<style>{STYLE}</style>{comparison_table.STYLE}<script>{get_plotlyjs()}</script></head>"
        f"<body>{''.join(body)}<script>{drawing}</script></body></html>"
    )


def _place(n: int, spoken: str) -> str:
    return f'<div id="figure{n}" role="img" aria-label="{escape(spoken)}"></div>'


def _draw(n: int, figure: Figure) -> str:
    spec = str(to_json_plotly({**figure, "config": {"responsive": True, "displaylogo": False}})).replace("<", "\\u003c")
    return f'Plotly.newPlot("figure{n}", {spec});'


def _paragraph(text: str) -> str:
    """Our own bit of Markdown: bold and links."""
    html = re.sub(r"\*\*(.+?)\*\*", r"<b>\1</b>", escape(text))
    linked = re.sub(r"\[([^]]+)\]\((https://[^)\s]+)\)", r'<a href="\2">\1</a>', html)
    return f"<p>{linked}</p>"
