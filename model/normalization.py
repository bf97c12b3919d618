"""Batch norm: every channel brought to mean 0 and variance 1, then to what is learned.

The derivation, step by step: docs/maths.md.
"""

import numpy as np

from model.layers import Array, Layer

# Keeps the division by the deviation defined for a channel that does not vary.
EPSILON = 1e-5

# How much of the running mean and variance each new batch replaces.
MOMENTUM = 0.1


class BatchNorm(Layer):
    """y = scale * (x - mean) / sqrt(variance + EPSILON) + shift, for each channel (last axis).

    In training, mean and variance are those of the batch over all its pixels; running means of
    both are kept, and used to predict, when there may be no batch (Ioffe and Szegedy, "Batch
    Normalization", ICML 2015).

    Parameters: scale and shift. State: mean and variance. Each of shape (channels,).
    """

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.channels = channels
        self.parameters = {
            "scale": np.ones(channels, np.float32),
            "shift": np.zeros(channels, np.float32),
        }
        self.state = {
            "mean": np.zeros(channels, np.float32),
            "variance": np.ones(channels, np.float32),
        }

    def forward(self, x: Array, training: bool = False) -> Array:
        if not training:
            factor, offset = self.as_line()
            return x * factor + offset
        pixels = x.reshape(-1, self.channels)  # (H N W, C)
        mean = _sum(pixels) / len(pixels)
        normal = pixels - mean
        variance = _sum(normal * normal) / len(pixels)
        for name, value in (("mean", mean), ("variance", variance)):
            self.state[name] += MOMENTUM * (value - self.state[name])
        self._deviation = np.sqrt(variance + EPSILON)
        normal /= self._deviation
        self._normal = normal
        y = normal * self.parameters["scale"]
        y += self.parameters["shift"]
        return y.reshape(x.shape)

    def backward(self, dy: Array) -> Array:
        """With z = (x - mean) / deviation, so y = scale z + shift, and P pixels in the batch,

            dL/dscale = sum_p dL/dy_p z_p    dL/dshift = sum_p dL/dy_p

        Every x_p also moves the mean and the variance, and through them all other outputs; what
        remains when both are accounted for is what of dL/dy neither a change of shift nor one
        of scale would explain (Ioffe and Szegedy, section 3, simplified):

            dL/dx_p = scale / deviation (dL/dy_p - dL/dshift / P - z_p dL/dscale / P)
        """
        pixels = dy.reshape(-1, self.channels)
        shift = _sum(pixels)
        scale = _sum(pixels * self._normal)
        self.gradients = {"scale": scale, "shift": shift}
        dx = self._normal * (-scale / len(pixels))
        dx += pixels
        dx -= shift / len(pixels)
        dx *= self.parameters["scale"] / self._deviation
        return dx.reshape(dy.shape)

    def as_line(self) -> tuple[Array, Array]:
        """(factor, offset), each (channels,): for predicting, y = factor * x + offset."""
        factor = self.parameters["scale"] / np.sqrt(self.state["variance"] + EPSILON)
        return factor, self.parameters["shift"] - factor * self.state["mean"]

    def arguments(self) -> dict[str, int | bool]:
        return {"channels": self.channels}

    def output_shape(self, input_shape: tuple[int, ...]) -> tuple[int, ...]:
        if input_shape[-1] != self.channels:
            raise ValueError(f"{self} cannot follow an output of shape {input_shape}")
        return input_shape


def _sum(pixels: Array) -> Array:
    """Sum over the first axis of (P, C): as a product with ones, several times as fast as `sum`."""
    return np.ones(len(pixels), pixels.dtype) @ pixels
