"""Which pixels decided."""

import numpy as np
import pytest

from model.network import perceptron
from model.picture import normalise
from model.reader import load_readers
from model.saliency import saliency
from tests.digits import draw

READERS = load_readers()
SEVEN = normalise(draw(7))


def score(name: str, image: np.ndarray, digit: int) -> float:
    return float(READERS[name].network.activations(image[None])[-2][0, digit])


@pytest.mark.parametrize(
    ("name", "tolerance"), [(n, 0.15 if n == "cnn" else 0.03) for n in READERS]
)
def test_the_pixels_sum_to_what_the_picture_scores_above_blank_paper(
    name: str, tolerance: float
) -> None:
    """Completeness, which Sundararajan et al. prove; the rest is 16 steps instead of all."""
    found = saliency(READERS[name].network, SEVEN)
    assert found.digit == 7
    gained = score(name, SEVEN, 7) - score(name, np.zeros_like(SEVEN), 7)
    assert found.pixels.sum() == pytest.approx(gained, rel=tolerance)


def test_of_a_linear_network_it_is_weight_times_ink() -> None:
    network = perceptron([])
    network.initialize(np.random.default_rng(0))
    found = saliency(network, SEVEN)
    weights = network.parameters["1.weight"][:, found.digit].reshape(28, 28)
    np.testing.assert_allclose(found.pixels, weights * SEVEN, atol=1e-6)


def test_only_ink_decides() -> None:
    pixels = saliency(READERS["cnn"].network, SEVEN).pixels
    assert (pixels.shape, pixels.dtype) == ((28, 28), np.float32)
    assert not pixels[SEVEN == 0].any()
    assert pixels[SEVEN > 0].any()


def test_without_what_spoke_for_it_a_digit_scores_less_than_without_as_much_else() -> None:
    """It tells which pixels matter, and not just where there is ink."""
    found = saliency(READERS["cnn"].network, SEVEN)
    strongest = found.pixels.argsort(axis=None)[::-1]
    ink = strongest[np.isin(strongest, np.flatnonzero(SEVEN))]
    half = len(ink) // 2

    def without(places: np.ndarray) -> float:
        image = SEVEN.copy()
        image.flat[places] = 0
        return score("cnn", image, 7)

    assert without(ink[:half]) < without(ink[half:])
