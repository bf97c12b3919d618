"""Confidence that means what it says.

Label smoothing teaches a network never to be quite certain, so that what it says at 95 % is right
far more often; one that has learned its digits by heart is too sure instead. Multiplying its scores
by one factor before the softmax changes no answer, only how sure it is ("temperature scaling";
Guo et al., "On Calibration of Modern Neural Networks", ICML 2017, who choose the factor by the
cross-entropy; what a person is told is the confidence in one digit, so here it is chosen by that).
Sigmoids, each of which says yes or no to its own digit, have the same number added to all their
scores as well, which moves all of them towards yes or towards no ("Platt scaling"; J. Platt,
"Probabilistic outputs for support vector machines", 1999).
"""

from itertools import product
from typing import NamedTuple

import numpy as np

from model.layers import Array, Dense, Layer, Sigmoid, Softmax
from model.network import Network, shares
from training.data import Digits
from training.metrics import calibration_error
from training.trainer import in_batches

# What is tried: factors from 1/5 to 5, each 2 % more than the one before, and for sigmoids these
# shifts. A softmax is the same for any shift.
FACTORS = np.exp(np.arange(-80, 81) / 50)
SHIFTS = np.arange(-10, 11) / 10


class Scaling(NamedTuple):
    """What becomes of scores: they are multiplied by `factor`, then `shift` is added."""

    factor: float
    shift: float


AS_IT_IS = Scaling(1.0, 0.0)


def calibrate(network: Network, digits: Digits) -> Scaling:
    """Scale the scores of `network` to the least calibration error on `digits`; return how.

    Done to the weights and biases of its last dense layer, in place. A network that does not end
    in a dense layer and a softmax or sigmoids is left as it is.
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
    """That of `scores` (N, 10), before they are squashed, for the least calibration error.

    Of several that are equally good the one that changes least.
    """
    shifts = SHIFTS if isinstance(squash, Sigmoid) else SHIFTS[SHIFTS == 0]
    tried = [Scaling(float(factor), float(shift)) for factor, shift in product(FACTORS, shifts)]

    def worth(scaling: Scaling) -> tuple[float, float]:
        factor, shift = scaling
        probabilities = shares(squash.forward(factor * scores + shift))
        return calibration_error(probabilities, labels), abs(np.log(factor)) + abs(shift)

    return min(tried, key=worth)
