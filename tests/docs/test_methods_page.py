"""docs/methods.md is what the registry says, and its numbers about TorchJD are what TorchJD gives."""

from __future__ import annotations

from bench import torchjd_differences
from bench.torchjd_aggregators import available
from docs import differences
from docs import methods as page
from mtlviz import methods


def test_the_page_is_up_to_date():
    assert page.PAGE.read_text(encoding="utf-8") == page.text(), "run: python -m docs.methods"


def test_every_method_has_a_line_and_a_card():
    text = page.text()
    for name in methods.names():
        assert f'<a name="{name}"></a>{methods.info(name).title}' in text
        assert methods.info(name).equation in text
        assert methods.info(name).checked


def test_the_numbers_about_torchjd_can_be_repeated():
    """Those whose solvers are installed; `pip install "torchjd[full]==0.18.0"` repeats all."""
    expected = [row for row in differences.TORCHJD if available(row[0])]
    assert list(torchjd_differences.rows()) == expected
    assert len(expected) >= 8
