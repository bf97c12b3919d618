import numpy as np

from model.replay import Replay
from tests.model.test_inside import convolutions


def test_the_way_back_is_that_of_the_network_as_it_predicts() -> None:
    """Also through a batch norm that could not be folded into a convolution."""
    network = convolutions()
    assert any(type(layer).__name__ == "BatchNorm" for layer in network.layers)
    rng = np.random.default_rng(0)
    images = rng.random((2, 28, 28), np.float32)  # On blank paper max pooling has no slope.
    replay = Replay(network, images)
    np.testing.assert_allclose(replay.passed[-1], network.forward(images), rtol=1e-5)

    weights = rng.normal(size=(2, 10))
    gradient = replay.back(weights, 0, len(replay.layers))
    exact = network.astype(np.float64)
    direction, step = rng.normal(size=images.shape), 1e-6
    above = (exact.forward(images + step * direction) * weights).sum(axis=1)
    below = (exact.forward(images - step * direction) * weights).sum(axis=1)
    np.testing.assert_allclose(
        (gradient * direction).sum(axis=(1, 2)), (above - below) / (2 * step), rtol=1e-3
    )
