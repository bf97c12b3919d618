"""A network's way back, as it predicts: for asking what made it answer as it did."""

import numpy as np

from model.layers import Array
from model.network import Network
from model.normalization import BatchNorm


class Replay:
    """Runs pictures through a network and gradients back, with nothing learned.

    A layer goes backward only after a forward pass in training, when it keeps what it needs; here
    it is kept in a copy of the network, so that threads may share the network itself. A batch
    norm would then take the mean of these pictures for that of all; so it goes through in its way
    of predicting, which is a line: dy/dx is its factor.

    Parameters
    ----------
    network
        As it predicts: `for_inference()`, without dropout.
    images
        (N, 28, 28) float32 in [0, 1], ink 1.

    Attributes
    ----------
    layers
        The copies.
    passed
        What went into each layer, and last what came out of the network.
    """

    def __init__(self, network: Network, images: Array) -> None:
        self.layers = network.astype(np.float32).layers
        self.passed = [images]
        for layer in self.layers:
            learns = not isinstance(layer, BatchNorm)
            self.passed.append(layer.forward(self.passed[-1], training=learns))

    def back(self, dy: Array, begin: int, end: int) -> Array:
        """From dL/dy behind the layers `begin` to `end` (not included) to dL/dx before them."""
        for layer in reversed(self.layers[begin:end]):
            dy = dy * layer.as_line()[0] if isinstance(layer, BatchNorm) else layer.backward(dy)
        return dy
