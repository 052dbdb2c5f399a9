"""docs/glossary.md is what the app's glossary says."""

from docs import glossary as page
from mtlviz.lessons.glossary import TERMS


def test_the_page_is_up_to_date():
    assert page.PAGE.read_text(encoding="utf-8") == page.text(), "run: python -m docs.glossary"


def test_every_term_has_a_row_of_three_cells():
    rows = [line for line in page.text().splitlines() if line.startswith("| **")]
    assert len(rows) == len(TERMS)
    for row in rows:
        assert row.replace(r"\|", "").count("|") == 4, row
