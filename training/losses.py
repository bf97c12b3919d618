"""How wrong a batch of answers is, in one number, and which way it gets better.

A loss compares what the network answered, y (N, 10), with what was right, the labels (N,),
and is averaged over the batch. Like a layer it has a forward and a backward; the backward,
dL/dy, is where backpropagation starts. (Of lines, both are of other shapes: see
`ConnectionistTemporal`.)
"""

import numpy as np

from model.layers import Array
from model.numbers.ctc import (
    NOTHING,
    SYMBOLS,
    forward_variables,
    logarithms,
    occupancies,
    said_by,
    with_blanks,
)

# The label of what is none of the ten digits.
NONE = 10


class Loss:
    """What the trainer needs of a loss."""

    def forward(self, y: Array, labels: np.ndarray) -> float:
        """The loss of answers y (N, 10) for labels (N,), integers 0..9; its mean over N."""
        raise NotImplementedError

    def backward(self, y: Array, labels: np.ndarray) -> Array:
        """dL/dy (N, 10), in the dtype of y."""
        raise NotImplementedError

    def hits(self, y: Array, labels: np.ndarray) -> int:
        """How many of the N are right: the largest of the answers is the label's."""
        return int(np.count_nonzero(y.argmax(axis=1) == labels))


class CrossEntropy(Loss):
    """L = -sum_j t_j log y_j: how surprised the network is by the truth, in nats.

    For probabilities, so after a softmax (Goodfellow et al., "Deep Learning", section 6.2.1).
    The target t is 1 for the label and 0 for the others, so that L = -log y_label; with
    `smoothing` s it is 1 - s for the label plus s / 10 for all, which keeps the network from
    growing ever more certain (Szegedy et al., "Rethinking the Inception Architecture", 2016).
    """

    def __init__(self, smoothing: float = 0.0) -> None:
        self.smoothing = smoothing

    def forward(self, y: Array, labels: np.ndarray) -> float:
        return float(-(self._target(y, labels) * np.log(y)).sum(axis=1).mean())

    def backward(self, y: Array, labels: np.ndarray) -> Array:
        """dL/dy_j = -t_j / y_j."""
        return self._target(y, labels) / (-len(y) * y)

    def _target(self, y: Array, labels: np.ndarray) -> Array:
        return one_hot(labels, y) * (1 - self.smoothing) + self.smoothing / y.shape[1]


class SquaredError(Loss):
    """L = sum_j (y_j - t_j)^2, where t is 1 for the label and 0 for the other nine."""

    def forward(self, y: Array, labels: np.ndarray) -> float:
        return float(((y - one_hot(labels, y)) ** 2).sum(axis=1).mean())

    def backward(self, y: Array, labels: np.ndarray) -> Array:
        """dL/dy_j = 2 (y_j - t_j)."""
        return 2 * (y - one_hot(labels, y)) / len(y)


class BinaryCrossEntropy(Loss):
    """L = -sum_j t_j log y_j + (1 - t_j) log(1 - y_j): each answer a yes or no of its own.

    For independent activations, so after a sigmoid (Goodfellow et al., "Deep Learning", section
    6.2.2.2). The target t is 1 for the label and 0 for the others; of a picture of no digit, whose
    label is NONE, all are 0.
    """

    # Answers are kept this far from 0 and 1, where the logarithms end.
    CERTAIN = 1e-7

    def forward(self, y: Array, labels: np.ndarray) -> float:
        t = self._target(y, labels)
        y = np.clip(y, self.CERTAIN, 1 - self.CERTAIN)
        return float(-(t * np.log(y) + (1 - t) * np.log(1 - y)).sum(axis=1).mean())

    def backward(self, y: Array, labels: np.ndarray) -> Array:
        """dL/dy_j = (y_j - t_j) / (y_j (1 - y_j))."""
        return (y - self._target(y, labels)) / np.maximum(y * (1 - y), self.CERTAIN) / len(y)

    def _target(self, y: Array, labels: np.ndarray) -> Array:
        t = np.zeros_like(y)
        digits = labels != NONE
        t[digits] = one_hot(labels[digits], y[digits])
        return t


class ConnectionistTemporal(Loss):
    """L = -log p(text): how surprised a network that answers column by column is by a line's text.

    p is the sum over all rows of symbols that say the text (`model.numbers.ctc`). The answers y
    are (N T, SYMBOLS), those of the T columns of each line one after the other; the labels (N, L)
    are the texts, filled up with NOTHING.
    """

    def forward(self, y: Array, labels: np.ndarray) -> float:
        return float(-forward_variables(_by_column(y, labels), labels)[1].mean())

    def backward(self, y: Array, labels: np.ndarray) -> Array:
        """dL/dy_tk = -p(column t says k | text) / y_tk (Graves et al., equation 15)."""
        says, symbols = occupancies(_by_column(y, labels), labels)[0], with_blanks(labels)
        rows = np.arange(len(labels))
        of_symbol = np.zeros((says.shape[0], len(labels), SYMBOLS))
        for s in range(symbols.shape[1]):
            of_symbol[:, rows, symbols[:, s]] += says[:, :, s]
        dy = (-of_symbol / len(rows)).transpose(1, 0, 2).reshape(y.shape)
        return (dy / np.maximum(y, np.finfo(np.float32).tiny)).astype(y.dtype)

    def hits(self, y: Array, labels: np.ndarray) -> int:
        """How many of the lines are read right by the likeliest symbol of every column."""
        rows = y.reshape(len(labels), -1, SYMBOLS).argmax(axis=2)
        return sum(
            said_by(row) == text[text != NOTHING].tolist()
            for row, text in zip(rows, labels, strict=True)
        )


def _by_column(y: Array, labels: np.ndarray) -> Array:
    """(T, N, SYMBOLS): the logarithms of answers (N T, SYMBOLS)."""
    return logarithms(y).reshape(len(labels), -1, SYMBOLS).transpose(1, 0, 2)


def one_hot(labels: np.ndarray, like: Array) -> Array:
    """t (N, 10): 1 in the label's column, 0 elsewhere; shape and dtype of `like`."""
    t = np.zeros_like(like)
    t[np.arange(len(labels)), labels] = 1
    return t
