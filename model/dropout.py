"""Dropout: while it trains, a network must do without a random part of its numbers.

The derivation, step by step: docs/maths.md.
"""

from collections.abc import Mapping

import numpy as np

from model.layers import Array, Layer


class Dropout(Layer):
    """Every number becomes 0 with probability `rate`; what is left grows by 1 / (1 - rate).

        y_i = x_i m_i        m_i = 0 with probability rate, else 1 / (1 - rate)

    No neuron can rely on another one being there, so each learns something of use by itself
    (Srivastava et al., "Dropout: a simple way to prevent neural networks from overfitting",
    JMLR 15, 2014). Because the mean of m_i is 1, so that the layers behind see sums of the same
    mean with it and without, nothing needs to be done to predict: there it is y = x. ("Inverted"
    dropout; the paper leaves the rest as it is and makes the weights smaller afterwards.)

    `rng` decides what is dropped. It belongs to the step, not to the layer: whoever trains
    hands a new one to `Network.draw_from` before each step, so that a step is the same no matter
    what happened before it in this process.

    Raises
    ------
    ValueError
        If `rate` is not in 0 <= rate < 1.
    """

    def __init__(self, rate: float) -> None:
        super().__init__()
        if not 0 <= rate < 1:
            raise ValueError(f"dropout needs a rate from 0 to below 1, not {rate}")
        self.rate = rate
        self.rng = np.random.default_rng(0)

    def forward(self, x: Array, training: bool = False) -> Array:
        if not training:
            return x
        kept = self.rng.random(x.shape, np.float32) >= self.rate
        self._mask = kept * x.dtype.type(1 / (1 - self.rate))
        return x * self._mask

    def backward(self, dy: Array) -> Array:
        """dy_i/dx_i = m_i, so dL/dx_i = dL/dy_i m_i: what was dropped had no part in the loss."""
        return dy * self._mask

    def arguments(self) -> Mapping[str, float]:
        return {"rate": self.rate}
