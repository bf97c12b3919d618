import numpy as np
import pytest

from model.layers import Softmax
from model.network import perceptron
from tests.training.conftest import toy_digits
from training.calibration import best_factor, calibrate


@pytest.mark.parametrize("factor", [0.5, 1.0, 3.0])
def test_the_factor_that_was_taken_away_is_found(factor: float) -> None:
    """Labels drawn from a softmax of scores: those scores are calibrated, times 1."""
    rng = np.random.default_rng(0)
    scores = rng.normal(0, 2, (20_000, 10))
    labels = np.array([rng.choice(10, p=p) for p in Softmax().forward(scores)])
    assert best_factor(scores / factor, labels) == pytest.approx(factor, rel=0.03)


def test_a_network_answers_the_same_digits_otherwise_sure() -> None:
    network = perceptron([8])
    rng = np.random.default_rng(0)
    network.initialize(rng)
    network.parameters["3.bias"][:] = rng.normal(0, 1, 10)
    digits = toy_digits(300, 0)
    before = network.forward(digits.images)
    labels = before.argmax(axis=1)
    factor = calibrate(network, type(digits)(digits.images, labels.astype(np.uint8)))
    after = network.forward(digits.images)
    assert factor > 2, "what is always right may be surer"
    np.testing.assert_array_equal(after.argmax(axis=1), labels)
    scaled = Softmax().forward(np.log(before) * np.float32(factor))
    np.testing.assert_allclose(after, scaled, rtol=1e-3, atol=1e-6)


def test_what_cannot_be_made_surer_rightly_stays_as_it_is() -> None:
    """Sigmoids; and a network whose calibration error the best factor does not lessen."""
    digits = toy_digits(300, 0)
    sigmoids, sure = perceptron([8], output="sigmoid"), perceptron([8])
    for network in (sigmoids, sure):
        network.initialize(np.random.default_rng(0))
    calibrate(sure, digits)
    for network in (sigmoids, sure):
        before = network.forward(digits.images)
        assert calibrate(network, digits) == 1
        np.testing.assert_array_equal(network.forward(digits.images), before)
