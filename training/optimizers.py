"""From gradients to better parameters.

Each optimizer changes the parameters in place, one `step` a batch, and keeps whatever memory
of earlier steps it needs in `state`. `rate` is the learning rate: how far one step goes.
"""

from typing import Protocol

import numpy as np

from model.layers import Array

Arrays = dict[str, Array]


class Optimizer(Protocol):
    """What the trainer needs of an optimizer.

    `state` is all that it remembers, by name: a checkpoint keeps it and puts it back.
    """

    state: Arrays

    def step(self, parameters: Arrays, gradients: Arrays, rate: float) -> None:
        """Change `parameters` in place, given their gradients under the same names."""


class SGD:
    """Straight downhill: p <- p - rate * dL/dp (stochastic gradient descent)."""

    def __init__(self) -> None:
        self.state: Arrays = {}

    def step(self, parameters: Arrays, gradients: Arrays, rate: float) -> None:
        for name, p in parameters.items():
            p -= rate * gradients[name]


class Momentum:
    """A ball with mass: v <- momentum * v + dL/dp; p <- p - rate * v.

    Directions that agree from step to step build up speed, those that alternate cancel
    (Polyak 1964; in this form Sutskever et al., ICML 2013). Nesterov's variant steps by
    dL/dp + momentum * v instead, looking ahead to where the ball is about to roll.
    """

    def __init__(self, momentum: float = 0.9, nesterov: bool = False) -> None:
        self.momentum = momentum
        self.nesterov = nesterov
        self.state: Arrays = {}

    def step(self, parameters: Arrays, gradients: Arrays, rate: float) -> None:
        for name, p in parameters.items():
            v = self.state.setdefault(f"velocity {name}", np.zeros_like(p))
            v *= self.momentum
            v += gradients[name]
            p -= rate * (gradients[name] + self.momentum * v if self.nesterov else v)


class Adam:
    """Every parameter at its own pace (Kingma and Ba, "Adam", ICLR 2015, algorithm 1).

    m and v are running means of the gradient and of its square, corrected for having started
    at zero; the step is rate * m / sqrt(v), about `rate` whatever the gradient's scale.

    With `weight_decay` it is AdamW: every step also shrinks the weights (not biases, nor batch
    norm's scale and shift) by rate * weight_decay of themselves, apart from the gradient
    (Loshchilov and Hutter, "Decoupled Weight Decay Regularization", ICLR 2019).
    """

    def __init__(
        self,
        beta1: float = 0.9,
        beta2: float = 0.999,
        epsilon: float = 1e-8,
        weight_decay: float = 0.0,
    ) -> None:
        self.beta1 = beta1
        self.beta2 = beta2
        self.epsilon = epsilon
        self.weight_decay = weight_decay
        self.state: Arrays = {"steps": np.zeros((), np.int64)}

    def step(self, parameters: Arrays, gradients: Arrays, rate: float) -> None:
        self.state["steps"] += 1
        steps = int(self.state["steps"])
        m_correction = 1 - self.beta1**steps
        v_correction = 1 - self.beta2**steps
        for name, p in parameters.items():
            g = gradients[name]
            m = self.state.setdefault(f"m {name}", np.zeros_like(p))
            v = self.state.setdefault(f"v {name}", np.zeros_like(p))
            m += (1 - self.beta1) * (g - m)
            v += (1 - self.beta2) * (g * g - v)
            if self.weight_decay and name.endswith(".weight"):
                p *= 1 - rate * self.weight_decay
            p -= (rate / m_correction) * m / (np.sqrt(v / v_correction) + self.epsilon)
