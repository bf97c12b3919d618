import numpy as np
import pytest

from model.layers import Array, Layer, Sigmoid, Softmax
from model.network import Network, perceptron, shares
from tests.training.conftest import toy_digits
from training.calibration import AS_IT_IS, best_factor, best_scaling, calibrate
from training.data import Digits
from training.metrics import calibration_error


def drawn(probabilities: Array, rng: np.random.Generator) -> np.ndarray:
    """Labels as often right as those (N, 10) say: they are calibrated as they are."""
    return np.array([rng.choice(10, p=p) for p in probabilities])


@pytest.mark.parametrize("factor", [0.5, 1.0, 3.0])
def test_the_factor_that_was_taken_away_is_found(factor: float) -> None:
    """By cross-entropy, which is so good here that nothing else is tried."""
    rng = np.random.default_rng(0)
    scores = rng.normal(0, 20, (20_000, 10))
    labels = drawn(Softmax().forward(scores), rng)
    found = best_scaling(scores / factor, Softmax(), labels)
    assert found == (best_factor(scores / factor, labels), 0)
    assert found.factor == pytest.approx(factor, rel=0.05)


def test_of_sigmoids_that_all_say_yes_too_readily_a_shift_is_found() -> None:
    """A factor alone makes the sure ones right or the doubtful ones, not both."""
    rng = np.random.default_rng(0)
    scores = rng.normal(-4, 3, (4_000, 10))
    squash: Layer = Sigmoid()
    labels = drawn(shares(squash.forward(scores)), rng)
    ready = scores + 0.9
    found = best_scaling(ready, squash, labels)
    scaled = shares(squash.forward(found.factor * ready + found.shift))
    assert found.shift < -0.3
    assert calibration_error(shares(squash.forward(ready)), labels) > 0.05
    assert calibration_error(scaled, labels) < 0.015


@pytest.mark.parametrize("output", ["softmax", "sigmoid"])
def test_a_network_answers_the_same_digits_otherwise_sure(output: str) -> None:
    network, digits = made_up(output)
    before = network.activations(digits.images)[-2]
    labels = before.argmax(axis=1)
    scaling = calibrate(network, Digits(digits.images, labels.astype(np.uint8)))
    after = network.activations(digits.images)[-2]
    assert scaling.factor > 2, "what is always right may be surer"
    np.testing.assert_array_equal(after.argmax(axis=1), labels)
    np.testing.assert_allclose(after, scaling.factor * before + scaling.shift, rtol=1e-3, atol=1e-4)


def test_what_is_as_sure_as_it_is_right_stays_as_it_is() -> None:
    """To the last bit; sure of every answer, and right with all of them."""
    network, digits = made_up("softmax")
    for values in network.layers[-2].parameters.values():
        values *= 1e6
    before = network.forward(digits.images)
    right = Digits(digits.images, before.argmax(axis=1).astype(np.uint8))
    assert calibration_error(before, right.labels) == 0
    assert calibrate(network, right) == AS_IT_IS
    np.testing.assert_array_equal(network.forward(digits.images), before)


def test_where_the_least_surprise_is_far_off_the_least_error_is_taken() -> None:
    """Sure of the digit it gives as often as it is right, but not of which digit else it may be:
    cross-entropy would have it far less sure.
    """
    n = 4000
    scores = np.zeros((n, 10))
    scores[:, 0], scores[:, 1] = 6.0, 4.6  # 80 % and 20 %.
    labels = np.where(np.arange(n) % 5 == 0, 7, 0)  # Right four times in five, else never second.
    confident = Softmax().forward(scores).max(axis=1)
    assert confident == pytest.approx(0.8, abs=0.02)
    by_surprise = Softmax().forward(best_factor(scores, labels) * scores)
    assert calibration_error(by_surprise, labels) > 0.1
    found = best_scaling(scores, Softmax(), labels)
    assert calibration_error(Softmax().forward(found.factor * scores), labels) < 0.02


def test_a_network_that_ends_otherwise_is_left_alone() -> None:
    network, digits = made_up("softmax")
    network = Network(network.layers[:-1])
    before = network.forward(digits.images)
    assert calibrate(network, digits) == AS_IT_IS
    np.testing.assert_array_equal(network.forward(digits.images), before)


def made_up(output: str) -> tuple[Network, Digits]:
    network = perceptron([8], output=output)
    rng = np.random.default_rng(0)
    network.initialize(rng)
    network.parameters["3.bias"][:] = rng.normal(0, 1, 10)
    return network, toy_digits(300, 0)
