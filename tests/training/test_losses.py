import numpy as np
import pytest

from model.layers import Softmax
from model.numbers.ctc import BLANK, NOTHING, SIGN, SYMBOLS, log_probabilities
from tests.model.gradients import numerical_gradient
from training.losses import (
    NONE,
    BinaryCrossEntropy,
    ConnectionistTemporal,
    CrossEntropy,
    Loss,
    SquaredError,
)

RNG = np.random.default_rng(0)
LABELS = np.array([3, 0, 9, 3])


@pytest.mark.parametrize("loss", [CrossEntropy(), CrossEntropy(0.1), SquaredError()])
def test_backward_agrees_with_finite_differences(loss: Loss) -> None:
    y = Softmax().forward(RNG.normal(size=(4, 10)))
    expected = numerical_gradient(lambda: loss.forward(y, LABELS), y)
    np.testing.assert_allclose(loss.backward(y, LABELS), expected, 1e-6, 1e-8)


def test_the_judges_backward_agrees_with_finite_differences() -> None:
    loss, y = BinaryCrossEntropy(), RNG.uniform(0.05, 0.95, (4, 10))
    labels = np.array([3, NONE, 9, NONE])
    expected = numerical_gradient(lambda: loss.forward(y, labels), y)
    np.testing.assert_allclose(loss.backward(y, labels), expected, 1e-6, 1e-8)


def test_of_no_digit_every_yes_costs() -> None:
    loss, y = BinaryCrossEntropy(), np.full((1, 10), 0.5)
    none = np.array([NONE])
    assert loss.forward(y, none) == pytest.approx(10 * np.log(2))
    assert (loss.backward(y, none) > 0).all()


def test_cross_entropy_of_an_even_guess_is_the_logarithm_of_ten() -> None:
    assert CrossEntropy().forward(np.full((4, 10), 0.1), LABELS) == pytest.approx(np.log(10))


def test_smoothing_is_least_where_the_answer_is_not_quite_certain() -> None:
    """With s = 0.1 the best answer is 0.91 for the label and 0.01 for each of the others."""
    loss = CrossEntropy(0.1)

    def at(label: float) -> float:
        y = np.full((1, 10), (1 - label) / 9)
        y[0, 3] = label
        return loss.forward(y, np.array([3]))

    assert at(0.91) < min(at(0.9), at(0.92))


def test_squared_error_of_the_opposite() -> None:
    y = np.ones((4, 10))
    y[np.arange(4), LABELS] = 0
    assert SquaredError().forward(y, LABELS) == pytest.approx(10)


@pytest.mark.filterwarnings("error")
def test_a_network_that_is_certain_and_wrong_still_learns() -> None:
    """Softmax and cross-entropy together give y - t, even where a float32 probability is 0."""
    softmax = Softmax()
    scores = np.zeros((1, 10), np.float32)
    scores[0, 7] = 1000
    y = softmax.forward(scores, training=True)
    loss = CrossEntropy()
    assert np.isfinite(loss.forward(y, np.array([2])))
    gradient = softmax.backward(loss.backward(y, np.array([2])))
    np.testing.assert_allclose(gradient[0], [0, 0, -1, 0, 0, 0, 0, 1, 0, 0], atol=1e-6)


# What three lines of six columns say.
TEXTS = np.array([[1, 1, 2], [SIGN, NOTHING, NOTHING], [7, 0, NOTHING]])


def lines() -> np.ndarray:
    """Answers for them, (18, SYMBOLS), none very small: there finite differences are rough."""
    return Softmax().forward(np.random.default_rng(0).normal(0, 0.7, (18, SYMBOLS)))


def test_the_loss_of_lines_is_how_improbable_their_texts_are() -> None:
    y = lines()
    each = [log_probabilities(y[6 * n : 6 * n + 6], TEXTS[n : n + 1])[0] for n in range(len(TEXTS))]
    assert ConnectionistTemporal().forward(y, TEXTS) == pytest.approx(-np.mean(each))


def test_the_backward_of_lines_agrees_with_finite_differences() -> None:
    loss, y = ConnectionistTemporal(), lines()
    expected = numerical_gradient(lambda: loss.forward(y, TEXTS), y)
    np.testing.assert_allclose(loss.backward(y, TEXTS), expected, 1e-5, 1e-8)


@pytest.mark.filterwarnings("error")
def test_lines_that_are_read_wrong_for_certain_are_still_learned_from() -> None:
    loss, y = ConnectionistTemporal(), np.full((18, SYMBOLS), np.finfo(np.float32).tiny, np.float32)
    y[:, 5] = 1
    dy = loss.backward(y, TEXTS)
    assert dy.dtype == np.float32
    assert np.isfinite(dy).all()
    assert dy.min() < 0


def test_a_line_is_a_hit_if_its_likeliest_symbols_say_its_text() -> None:
    y = np.full((18, SYMBOLS), 0.01)
    rows = [[1, BLANK, 1, 1, 2, BLANK], [SIGN] * 6, [7, BLANK, BLANK, 0, BLANK, 0]]
    y[np.arange(18), np.concatenate(rows)] = 1
    assert ConnectionistTemporal().hits(y, TEXTS) == 2, "the third says 700"
