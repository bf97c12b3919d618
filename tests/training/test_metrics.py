import numpy as np
import pytest

from training.metrics import (
    accuracy,
    area_under_curve,
    calibration_error,
    calibration_error_by_chance,
    confusion,
    interval,
    reliability,
    worst_mistakes,
)


def answers(*digits_and_shares: tuple[int, float]) -> np.ndarray:
    """Probabilities: each digit with its share, the rest spread over the others."""
    rows = [np.full(10, (1 - share) / 9) for _, share in digits_and_shares]
    for row, (digit, share) in zip(rows, digits_and_shares, strict=True):
        row[digit] = share
    return np.array(rows)


PROBABILITIES = answers((3, 0.9), (3, 0.8), (5, 0.6), (7, 0.99))
LABELS = np.array([3, 5, 5, 1])


def test_the_area_is_the_share_of_pairs_in_the_right_order() -> None:
    rng = np.random.default_rng(0)
    digits, others = rng.integers(2, 9, 40), rng.integers(0, 7, 30)  # With many ties.
    pairs = [(d > o) + (d == o) / 2 for d in digits for o in others]
    assert area_under_curve(digits, others) == pytest.approx(np.mean(pairs))
    assert area_under_curve(others + 9, others) == 1
    assert area_under_curve(others, others) == 0.5


def test_accuracy_and_confusion() -> None:
    assert accuracy(PROBABILITIES, LABELS) == 0.5
    counts = confusion(PROBABILITIES, LABELS)
    assert counts.sum() == 4
    assert (counts[3, 3], counts[5, 3], counts[5, 5], counts[1, 7]) == (1, 1, 1, 1)


def test_the_interval_is_wilsons() -> None:
    """81 of 263: 25.5 % to 36.6 %, the example of Newcombe (Statistics in Medicine 17, 1998)."""
    assert interval(81 / 263, 263) == pytest.approx((0.2553, 0.3662), abs=5e-5)
    low, high = interval(1.0, 100)
    assert 0.96 < low < 0.97
    assert high == 1
    assert interval(0.99, 4497, times=3) == interval(0.99, 1499), "drawn thrice says no more"


def test_a_network_that_is_as_right_as_it_is_sure_is_calibrated() -> None:
    """Ten answers at 90 %, nine of them right."""
    probabilities = answers(*[(3, 0.9)] * 10)
    labels = np.array([3] * 9 + [4])
    assert calibration_error(probabilities, labels) == pytest.approx(0, abs=1e-12)
    assert calibration_error(probabilities, np.full(10, 3)) == pytest.approx(0.1)


def test_calibration_weighs_every_bin_by_its_digits() -> None:
    probabilities = answers((3, 0.9), (3, 0.9), (3, 0.9), (3, 0.5))
    labels = np.array([3, 3, 3, 4])
    assert [bin.digits for bin in reliability(probabilities, labels)] == [1, 3]
    assert calibration_error(probabilities, labels) == pytest.approx((3 * 0.1 + 1 * 0.5) / 4)


def test_by_chance_is_the_error_of_what_is_as_right_as_it_is_sure() -> None:
    """Of n answers at p the share that is right deviates by sqrt(p (1 - p) / n), on average by
    sqrt(2 / pi) of that.
    """
    probabilities = answers(*[(3, 0.8)] * 900)
    expected = np.sqrt(2 / np.pi * 0.8 * 0.2 / 900)
    assert calibration_error_by_chance(probabilities) == pytest.approx(expected, rel=0.25)
    thrice = calibration_error_by_chance(probabilities, times=3)
    assert thrice == pytest.approx(np.sqrt(3) * expected, rel=0.25), "these are 300 digits"
    some_doubtful = answers(*[(3, 0.8)] * 300, *[(3, 1.0)] * 600)
    thrice = calibration_error_by_chance(some_doubtful, times=3)
    assert thrice == pytest.approx(expected, rel=0.25), "1/3 of the error of 100"


def test_the_surest_mistakes_come_first() -> None:
    assert worst_mistakes(PROBABILITIES, LABELS, 10).tolist() == [3, 1]
    assert worst_mistakes(PROBABILITIES, LABELS, 1).tolist() == [3]
