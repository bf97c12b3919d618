"""From gradients to better parameters.

Each optimizer changes the parameters in place, one `step` a batch, and keeps whatever memory
of earlier steps it needs. `rate` is the learning rate: how far one step goes.
"""

from typing import Protocol

import numpy as np

from model.layers import Array

Arrays = dict[str, Array]


class Optimizer(Protocol):
    """What the trainer needs of an optimizer."""

    def step(self, parameters: Arrays, gradients: Arrays, rate: float) -> None:
        """Change `parameters` in place, given their gradients under the same names."""


class SGD:
    """Straight downhill: p <- p - rate * dL/dp (stochastic gradient descent)."""

    def step(self, parameters: Arrays, gradients: Arrays, rate: float) -> None:
        for name, p in parameters.items():
            p -= rate * gradients[name]


class Momentum:
    """A ball with mass: v <- momentum * v + dL/dp; p <- p - rate * v.

    Directions that agree from step to step build up speed, those that alternate cancel
    (Polyak 1964; in this form Sutskever et al., ICML 2013).
    """

    def __init__(self, momentum: float = 0.9) -> None:
        self.momentum = momentum
        self._velocity: Arrays = {}

    def step(self, parameters: Arrays, gradients: Arrays, rate: float) -> None:
        for name, p in parameters.items():
            v = self._velocity.setdefault(name, np.zeros_like(p))
            v *= self.momentum
            v += gradients[name]
            p -= rate * v


class Adam:
    """Every parameter at its own pace (Kingma and Ba, "Adam", ICLR 2015, algorithm 1).

    m and v are running means of the gradient and of its square, corrected for having started
    at zero; the step is rate * m / sqrt(v), about `rate` whatever the gradient's scale.
    """

    def __init__(self, beta1: float = 0.9, beta2: float = 0.999, epsilon: float = 1e-8) -> None:
        self.beta1 = beta1
        self.beta2 = beta2
        self.epsilon = epsilon
        self._steps = 0
        self._m: Arrays = {}
        self._v: Arrays = {}

    def step(self, parameters: Arrays, gradients: Arrays, rate: float) -> None:
        self._steps += 1
        m_correction = 1 - self.beta1**self._steps
        v_correction = 1 - self.beta2**self._steps
        for name, p in parameters.items():
            g = gradients[name]
            m = self._m.setdefault(name, np.zeros_like(p))
            v = self._v.setdefault(name, np.zeros_like(p))
            m += (1 - self.beta1) * (g - m)
            v += (1 - self.beta2) * (g * g - v)
            p -= (rate / m_correction) * m / (np.sqrt(v / v_correction) + self.epsilon)


OPTIMIZERS: dict[str, type[Optimizer]] = {"sgd": SGD, "momentum": Momentum, "adam": Adam}
