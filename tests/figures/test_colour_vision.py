"""The yardstick of the looks, held to the published test pairs of CIEDE2000."""

import numpy as np
import pytest

from tests.figures.colour_vision import VISIONS, apart, ciede2000, contrast

SHARMA = (  # Sharma, Wu & Dalal 2005, table 1; the numbers are theirs
    ((50, 2.6772, -79.7751), (50, 0, -82.7485), 2.0425),
    ((50, -1.3802, -84.2814), (50, 0, -82.7485), 1.0000),
    ((50, 0, 0), (50, -1, 2), 2.3669),
    ((50, 2.49, -0.001), (50, -2.49, 0.0009), 7.1792),
    ((50, 2.49, -0.001), (50, -2.49, 0.0011), 7.2195),
    ((50, 2.5, 0), (73, 25, -18), 27.1492),
    ((60.2574, -34.0099, 36.2677), (60.4626, -34.1751, 39.4387), 1.2644),
    ((35.0831, -44.1164, 3.7933), (35.0232, -40.0716, 1.5901), 1.8645),
    ((36.4612, 47.858, 18.3852), (36.2715, 50.5065, 21.2231), 1.4146),
    ((90.8027, -2.0831, 1.441), (91.1528, -1.6435, 0.0447), 1.4441),
    ((2.0776, 0.0795, -1.135), (0.9033, -0.0636, -0.5514), 0.9082),
)


@pytest.mark.parametrize(("one", "other", "published"), SHARMA)
def test_published_pairs(one, other, published):
    assert ciede2000(np.array(one, float), np.array(other, float)) == pytest.approx(published, abs=5e-5)
    assert ciede2000(np.array(other, float), np.array(one, float)) == pytest.approx(published, abs=5e-5)


def test_every_vision_keeps_greys_as_they_are():
    for vision in VISIONS:
        assert apart("#808080", "#808080", vision) == 0
        assert apart("#000000", "#FFFFFF", vision) == pytest.approx(100, abs=0.1)


def test_contrast_of_black_and_white():
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)
