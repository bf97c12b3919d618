"""The layers of a network, each with its forward and its backward pass side by side.

A layer is a function y = f(x; parameters). Going forward it computes y. Going backward it is
handed dL/dy, how much the loss L changes when each number of y changes, and answers two
questions with the chain rule:

* how does L change with each of my parameters? Kept in `gradients`, for the optimizer.
* how does L change with my input, dL/dx? Returned, for the layer before.

That is all of backpropagation: each layer knows only itself (Rumelhart, Hinton and Williams,
"Learning representations by back-propagating errors", Nature 323, 1986).

Every array has the batch first: N is the number of digits that go through at once. Computation
stays in the dtype of the parameters: float32 to train and serve, float64 to check gradients.

Every layer's derivation, step by step: docs/maths.md. How to add one: docs/add-a-layer.md.
"""

from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.floating[Any]]


class Layer:
    """One step of a network.

    Attributes
    ----------
    parameters
        The numbers that training changes, by name; empty for most layers.
    gradients
        dL/dparameter for each of them, same names and shapes; filled by `backward`.
    state
        What is remembered of the training data and not learned by gradients, by name.
    """

    def __init__(self) -> None:
        self.parameters: dict[str, Array] = {}
        self.gradients: dict[str, Array] = {}
        self.state: dict[str, Array] = {}

    def forward(self, x: Array, training: bool = False) -> Array:
        """y = f(x). With `training`, keep what `backward` will need.

        Without it nothing is kept, so threads may share one network to predict with.
        """
        raise NotImplementedError

    def backward(self, dy: Array) -> Array:
        """dL/dx from dL/dy, for the x of the last `forward(x, training=True)`."""
        raise NotImplementedError

    def learn(self, dy: Array) -> None:
        """Only fill `gradients`: for a network's first layer, whose dL/dx nobody asks for."""
        self.backward(dy)

    def arguments(self) -> Mapping[str, float]:
        """What `__init__` needs to make this layer again, without its parameters' values."""
        return {}

    def output_shape(self, input_shape: tuple[int, ...]) -> tuple[int, ...]:
        """Shape of y for one sample of `input_shape`; ValueError where it does not fit."""
        return input_shape

    def __repr__(self) -> str:
        arguments = ", ".join(str(value) for value in self.arguments().values())
        return f"{type(self).__name__}({arguments})"


class Flatten(Layer):
    """A picture becomes a row of numbers: (N, height, width) -> (N, height * width)."""

    def forward(self, x: Array, training: bool = False) -> Array:
        if training:
            self._shape = x.shape
        return x.reshape(len(x), -1)

    def backward(self, dy: Array) -> Array:
        return dy.reshape(self._shape)

    def output_shape(self, input_shape: tuple[int, ...]) -> tuple[int, ...]:
        return (int(np.prod(input_shape)),)


class Dense(Layer):
    """Every output is a weighted sum of every input, plus a bias: y = x W + b.

    Parameters: weight W of shape (inputs, outputs), bias b of shape (outputs,).
    """

    def __init__(self, inputs: int, outputs: int) -> None:
        super().__init__()
        if inputs < 1 or outputs < 1:
            raise ValueError(
                f"a dense layer needs at least 1 input and 1 output, not {inputs} and {outputs}"
            )
        self.inputs = inputs
        self.outputs = outputs
        self.parameters = {
            "weight": np.zeros((inputs, outputs), np.float32),
            "bias": np.zeros(outputs, np.float32),
        }

    def forward(self, x: Array, training: bool = False) -> Array:
        if training:
            self._x = x
        return x @ self.parameters["weight"] + self.parameters["bias"]  # (N, outputs)

    def backward(self, dy: Array) -> Array:
        """y_nj = sum_i x_ni W_ij + b_j, so with the chain rule, summed over the batch,

        dL/dW_ij = sum_n x_ni dL/dy_nj    dL/dW = x^T dL/dy
        dL/db_j  = sum_n dL/dy_nj
        dL/dx_ni = sum_j dL/dy_nj W_ij    dL/dx = dL/dy W^T
        """
        self.learn(dy)
        return dy @ self.parameters["weight"].T  # (N, inputs)

    def learn(self, dy: Array) -> None:
        self.gradients["weight"] = self._x.T @ dy  # (inputs, outputs)
        self.gradients["bias"] = dy.sum(axis=0)  # (outputs,)

    def arguments(self) -> dict[str, int | bool]:
        return {"inputs": self.inputs, "outputs": self.outputs}

    def output_shape(self, input_shape: tuple[int, ...]) -> tuple[int, ...]:
        if input_shape != (self.inputs,):
            raise ValueError(f"{self} cannot follow an output of shape {input_shape}")
        return (self.outputs,)


class ReLU(Layer):
    """What is negative becomes zero: y = max(x, 0). (Nair and Hinton, ICML 2010.)"""

    def forward(self, x: Array, training: bool = False) -> Array:
        if training:
            self._positive = x > 0
        return np.maximum(x, 0)

    def backward(self, dy: Array) -> Array:
        """dy/dx is 1 where x > 0, else 0. (At 0, where there is no slope, 0 is as good as any.)"""
        return dy * self._positive


class Sigmoid(Layer):
    """Squeezes any number into (0, 1): y = 1 / (1 + e^-x)."""

    def forward(self, x: Array, training: bool = False) -> Array:
        # 1 / (1 + e^-x) = (1 + tanh(x/2)) / 2, and tanh does not overflow for large -x.
        y = 0.5 * (1 + np.tanh(0.5 * x))
        if training:
            self._y = y
        return y

    def backward(self, dy: Array) -> Array:
        """dy/dx = e^-x / (1 + e^-x)^2 = y (1 - y)."""
        return dy * self._y * (1 - self._y)


class Softmax(Layer):
    """Ten scores become ten probabilities that sum to 1: y_j = e^x_j / sum_k e^x_k."""

    def forward(self, x: Array, training: bool = False) -> Array:
        # Adding the same to all scores changes nothing; subtracting the largest keeps e^x <= 1.
        e = np.exp(x - x.max(axis=-1, keepdims=True))
        # A probability is never 0 in theory. In floats it can be, and then the cross-entropy's
        # log(y) and 1/y would be infinite just where the network most needs its gradient.
        y = np.maximum(e / e.sum(axis=-1, keepdims=True), np.finfo(e.dtype).tiny)
        if training:
            self._y = y
        return y

    def backward(self, dy: Array) -> Array:
        """dy_j/dx_i = y_j ([i = j] - y_i), so

            dL/dx_i = sum_j dL/dy_j y_j ([i = j] - y_i) = y_i (dL/dy_i - sum_j dL/dy_j y_j)

        After cross-entropy, dL/dy = -t / y, and this is the well-known y - t.
        """
        return self._y * (dy - (dy * self._y).sum(axis=-1, keepdims=True))
