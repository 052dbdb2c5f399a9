"""What the plane of two gradients cannot show."""

from __future__ import annotations

from mtlviz import methods
from mtlviz.field.states import grid, outside_share


def test_the_share_that_the_plane_cannot_show():
    gram = grid([1.0, 300.0], [60.0, 150.0])
    for name in methods.names():
        share = outside_share(name, gram)
        assert share.shape == (2, 2)
        assert (share > 1e-9).all() == (name == "graddrop")
        assert name == "graddrop" or share.max() < 1e-9
    alike, apart = outside_share("graddrop", gram)
    assert (alike > 100 * apart).all()
