"""Confidence that means what it says.

Label smoothing teaches a network never to be quite certain, so that what it says at 95 % is right
far more often; one that has learned its digits by heart is too sure instead. Multiplying its scores
by one factor before the softmax changes no answer, only how sure it is: the factor is chosen so
that the validation digits surprise the network least ("temperature scaling"; Guo et al., "On
Calibration of Modern Neural Networks", ICML 2017).

Where that leaves confidence too far from how often it is right, as in networks so small that what
they say of the nine other digits outweighs it, the factor with the least calibration error is
taken. Sigmoids, each of which says yes or no to its own digit, then have the same number added to
all their scores as well, which moves all of them towards yes or towards no ("Platt scaling"; J.
Platt, "Probabilistic outputs for support vector machines", 1999).
"""

from itertools import product
from typing import NamedTuple

import numpy as np

from model.layers import Array, Dense, Layer, Sigmoid, Softmax
from model.network import Network, shares
from training.data import Digits
from training.metrics import calibration_error
from training.trainer import in_batches

# The factor is looked for between these, on a logarithmic scale, to within a millionth.
LEAST, MOST = 0.1, 10.0
STEPS = 40

# A calibration error that is small enough: what the project asks of each network it ships.
ENOUGH = 0.005

# Else these are tried: factors from 1/5 to 5, each 2 % more than the one before, and for sigmoids
# these shifts. A softmax is the same for any shift.
FACTORS = np.exp(np.arange(-80, 81) / 50)
SHIFTS = np.arange(-10, 11) / 10


class Scaling(NamedTuple):
    """What becomes of scores: they are multiplied by `factor`, then `shift` is added."""

    factor: float
    shift: float


AS_IT_IS = Scaling(1.0, 0.0)


def calibrate(network: Network, digits: Digits) -> Scaling:
    """Scale the scores of `network` as suits `digits` best, and return how.

    Done to the weights and biases of its last dense layer, in place. The network is left as it is
    where that makes the calibration error no smaller, and where it does not end in a dense layer
    and a softmax or sigmoids.
    """
    last, squash = network.layers[-2:] if len(network.layers) > 1 else (None, None)
    if not (isinstance(last, Dense) and isinstance(squash, Softmax | Sigmoid)):
        return AS_IT_IS
    scores = np.concatenate([network.activations(batch.images)[-2] for batch in in_batches(digits)])
    found = best_scaling(scores.astype(np.float64), squash, digits.labels)
    last.parameters["weight"] *= found.factor
    last.parameters["bias"] *= found.factor
    last.parameters["bias"] += found.shift
    return found


def best_scaling(scores: Array, squash: Layer, labels: np.ndarray) -> Scaling:
    """That of `scores` (N, 10), before they are squashed, with which `labels` (N,) agree best."""

    def error(scaling: Scaling) -> float:
        probabilities = shares(squash.forward(scaling.factor * scores + scaling.shift))
        return calibration_error(probabilities, labels)

    found = AS_IT_IS
    if isinstance(squash, Softmax):
        found = min(AS_IT_IS, Scaling(best_factor(scores, labels), 0.0), key=error)
    if error(found) <= ENOUGH:
        return found
    shifts = SHIFTS if isinstance(squash, Sigmoid) else SHIFTS[SHIFTS == 0]
    tried = [Scaling(float(factor), float(shift)) for factor, shift in product(FACTORS, shifts)]
    return min(found, *tried, key=error)


def best_factor(scores: Array, labels: np.ndarray) -> float:
    """The factor on `scores` (N, 10) that minimizes the cross-entropy with `labels` (N,).

    The cross-entropy is convex in it, so a search by thirds finds the minimum.
    """
    low, high = np.log(LEAST), np.log(MOST)
    for _ in range(STEPS):
        third = (high - low) / 3
        if _surprise(scores, labels, low + third) < _surprise(scores, labels, high - third):
            high -= third
        else:
            low += third
    return float(np.exp((low + high) / 2))


def _surprise(scores: Array, labels: np.ndarray, logarithm: float) -> float:
    scaled = scores * np.exp(logarithm)
    scaled -= scaled.max(axis=1, keepdims=True)
    right = scaled[np.arange(len(labels)), labels]
    return float((np.log(np.exp(scaled).sum(axis=1)) - right).mean())
