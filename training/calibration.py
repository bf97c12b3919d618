"""Confidence that means what it says.

Label smoothing teaches a network never to be quite certain, so that what it says at 95 % is right
far more often; one that has learned its digits by heart is too sure instead. Multiplying its scores
by one factor before the softmax changes no answer, only how sure it is: the factor is chosen so
that the validation digits surprise the network least ("temperature scaling"; Guo et al., "On
Calibration of Modern Neural Networks", ICML 2017).
"""

import numpy as np

from model.layers import Array, Dense, Softmax
from model.network import Network
from training.data import Digits
from training.metrics import calibration_error
from training.trainer import in_batches

# The factor is looked for between these, on a logarithmic scale, to within a millionth.
LEAST, MOST = 0.1, 10.0
STEPS = 40

# A probability that float32 has rounded to 0 counts as this.
IMPOSSIBLE = np.finfo(np.float32).tiny


def calibrate(network: Network, digits: Digits) -> float:
    """Multiply the scores of `network` by the factor that suits `digits` best, and return it.

    Done to the weights and biases of its last dense layer, in place. The network is left as it is,
    and the factor 1, where that makes the calibration error no smaller, and where the network does
    not end in a dense layer and a softmax: sigmoids judge every digit by itself.
    """
    last = network.layers[-2] if len(network.layers) > 1 else None
    if not (isinstance(last, Dense) and isinstance(network.layers[-1], Softmax)):
        return 1.0
    answers = np.concatenate([network.forward(batch.images) for batch in in_batches(digits)])
    scores = np.log(np.maximum(answers, IMPOSSIBLE), dtype=np.float64)
    factor = best_factor(scores, digits.labels)
    scaled = Softmax().forward(scores * factor)
    if calibration_error(scaled, digits.labels) >= calibration_error(answers, digits.labels):
        return 1.0
    for values in last.parameters.values():
        values *= factor
    return factor


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
