"""The glossary: one sentence and one formula a term, and what the formulas say is what the library computes."""

from __future__ import annotations

import re

import pytest

from mtlviz.lessons.glossary import GROUPS, TERMS, term, word


@pytest.mark.parametrize("entry", TERMS, ids=lambda entry: entry.key)
def test_a_term_is_one_sentence_and_one_formula(entry):
    assert entry.sentence.endswith(".")
    assert not re.search(r"[.!?] [A-Z]", entry.sentence)
    assert '"' not in entry.sentence  # it stands in a link's title
    assert entry.formula.count("{") == entry.formula.count("}")
    assert "$" not in entry.formula
    assert entry.formula or entry.key == "book"


def test_keys_and_titles_are_unique():
    assert len({entry.key for entry in TERMS}) == len({entry.title for entry in TERMS}) == len(TERMS)
    assert sum(map(len, GROUPS.values())) == len(TERMS) > 30


@pytest.mark.parametrize("entry", TERMS, ids=lambda entry: entry.key)
def test_a_sentence_is_plain_text_as_the_tooltip_shows_it(entry):
    assert not re.search(r"[`*_$\[\]]", entry.sentence)


def test_a_word_links_to_its_term():
    assert word("norm") == f'[norm](#word-norm "{term("norm").sentence}")'
    with pytest.raises(KeyError):
        word("nobody")
