"""Figures are drawn of the comparison that the comparison's own tests train."""

from tests.comparison.conftest import result, source

__all__ = ["result", "source"]
