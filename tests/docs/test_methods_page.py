"""docs/methods.md is what the registry says, and its numbers about TorchJD are what TorchJD gives.

Figures that were computed are compared within a digit: rounding differs from one processor to another.
"""

from __future__ import annotations

import re

import pytest
from torchjd import aggregation, scalarization

from bench import torchjd_differences
from bench.torchjd_aggregators import available
from docs import differences
from docs import methods as page
from mtlviz import methods

COMPUTED = re.compile(r"\d+(?:\.\d+)?(?=[×°%])")  # where a promise breaks, how often a task is hurt


@pytest.fixture(scope="module")
def due():
    """The page as it would be written now."""
    return page.text()


def test_the_page_is_up_to_date(due):
    written = page.PAGE.read_text(encoding="utf-8")
    assert COMPUTED.sub("…", written) == COMPUTED.sub("…", due), "run: python -m docs.methods"
    for found, expected in zip(COMPUTED.findall(written), COMPUTED.findall(due), strict=True):
        last_digit = 10.0 ** -len(expected.partition(".")[2])
        assert float(found) == pytest.approx(float(expected), abs=last_digit), "run: python -m docs.methods"


def test_every_method_has_a_line_and_a_card(due):
    for name in methods.names():
        assert f'<a name="{name}"></a>{methods.info(name).title}' in due
        assert methods.info(name).equation in due
        assert methods.info(name).checked


def test_the_numbers_about_torchjd_can_be_repeated():
    """Those whose solvers are installed; `pip install "torchjd[full]==0.18.0"` repeats all."""
    expected = [row for row in differences.TORCHJD if available(row[0])]
    found = list(torchjd_differences.rows())
    assert [row[:2] for row in found] == [row[:2] for row in expected]
    for one, other in zip(found, expected, strict=True):
        assert numbers(one[2:4]) == pytest.approx(numbers(other[2:4]), abs=2e-4), one  # cosines
        assert numbers(one[4:]) == pytest.approx(numbers(other[4:]), rel=0.1, abs=1e-3), one  # lengths, apart
    assert len(expected) >= 8


def numbers(cells):
    return [0.0 if cell == "same" else float(cell) for cell in cells]


def test_what_torchjd_lacks_is_not_there():
    offered = {name.lower().replace("_", "") for room in (aggregation, scalarization) for name in room.__all__}
    for name in differences.LACKING:
        assert name.lower().replace("-", "") not in offered
    assert {"uw", "dwa", "imtll", "famo", "stch"} <= offered
