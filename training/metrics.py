"""How well a network reads, in numbers. Everything here is a function of its answers.

`probabilities` is (N, 10), rows summing to 1; `labels` is (N,), 0 to 9.
"""

from dataclasses import dataclass

import numpy as np

from model.layers import Array

# 95 % of a normal distribution lie within so many standard deviations.
Z_95 = 1.959964


def accuracy(probabilities: Array, labels: np.ndarray) -> float:
    """The share of digits read right, 0 to 1."""
    return float((probabilities.argmax(axis=1) == labels).mean())


def interval(share: float, n: int, times: int = 1) -> tuple[float, float]:
    """Where the true share lies with 95 % confidence, when `share` of `n` was seen.

    If these are fewer digits, each shown so many `times` in different ways, they count as that
    many: another picture of the same handwriting says little that is new.

    Wilson's score interval, which stays within 0..1 and holds near its ends too (E. B. Wilson,
    "Probable inference, the law of succession, and statistical inference", JASA 22, 1927).
    """
    n = n // times
    spread = Z_95**2 / n
    middle = (share + spread / 2) / (1 + spread)
    half = Z_95 / (1 + spread) * np.sqrt(share * (1 - share) / n + spread / (4 * n))
    return float(max(0.0, middle - half)), float(min(1.0, middle + half))


def confusion(probabilities: Array, labels: np.ndarray) -> np.ndarray:
    """(10, 10) counts: row the digit it was, column the digit that was read."""
    counts = np.zeros((10, 10), np.int64)
    np.add.at(counts, (labels, probabilities.argmax(axis=1)), 1)
    return counts


@dataclass(frozen=True)
class Bin:
    """The digits read with a confidence in one range: how many, how sure, how right (0 to 1)."""

    digits: int
    confidence: float
    accuracy: float


def reliability(probabilities: Array, labels: np.ndarray, bins: int = 15) -> list[Bin]:
    """Digits sorted by confidence into `bins` equal ranges of 0..1; empty ones left out."""
    confidence = probabilities.max(axis=1)
    right = probabilities.argmax(axis=1) == labels
    place = np.minimum((confidence * bins).astype(int), bins - 1)
    return [
        Bin(int(chosen.sum()), float(confidence[chosen].mean()), float(right[chosen].mean()))
        for chosen in (place == number for number in range(bins))
        if chosen.any()
    ]


def calibration_error(probabilities: Array, labels: np.ndarray) -> float:
    """Expected calibration error: how far confidence and accuracy lie apart on average, 0 to 1.

    Of a network that says 90 %, nine answers in ten should be right. Over 15 bins, weighted by
    their digits (Guo et al., "On Calibration of Modern Neural Networks", ICML 2017).
    """
    return sum(
        bin.digits * abs(bin.confidence - bin.accuracy)
        for bin in reliability(probabilities, labels)
    ) / len(labels)


def calibration_error_by_chance(probabilities: Array, times: int = 1) -> float:
    """The calibration error, on average, of a network just as right as it is sure, 0 to 1.

    So few digits never come out exactly: of a hundred answers with 90 %, now 87 are right, now 93.
    An error about as small as this one cannot be told from none at all. Found by drawing a hundred
    times which answers are right ("consistency resampling"; J. Bröcker and L. Smith, "Increasing
    the reliability of reliability diagrams", Weather and Forecasting 22, 2007). If each digit is
    shown so many `times`, one after the other, it is as easy or as hard each time; N is then a
    multiple of that.
    """
    confidence = probabilities.max(axis=1)
    digit = probabilities.argmax(axis=1)
    rng = np.random.default_rng(0)
    errors = []
    for _ in range(100):
        luck = rng.random(len(digit) // times).repeat(times)
        labels = np.where(luck < confidence, digit, (digit + 1) % probabilities.shape[1])
        errors.append(calibration_error(probabilities, labels))
    return float(np.mean(errors))


def area_under_curve(of_digits: Array, of_others: Array) -> float:
    """How well scores (N,) of digits and (M,) of what is no digit are told apart, 0.5 to 1.

    The chance that a digit scores higher than something else, where both are drawn at random, a
    tie being half a win: the area under the ROC curve (Hanley and McNeil, "The meaning and use of
    the area under a receiver operating characteristic curve", Radiology 143, 1982).
    """
    others = np.sort(of_others)
    lower = np.searchsorted(others, of_digits, "left")
    not_higher = np.searchsorted(others, of_digits, "right")
    return float((lower + not_higher).mean() / (2 * len(others)))


def worst_mistakes(probabilities: Array, labels: np.ndarray, number: int) -> np.ndarray:
    """Places of the digits read wrong, the surest mistake first, at most `number` of them."""
    wrong = np.flatnonzero(probabilities.argmax(axis=1) != labels)
    surest = np.argsort(-probabilities[wrong].max(axis=1), kind="stable")
    return wrong[surest[:number]]
