"""Layers that read column by column."""

import numpy as np
import pytest

from model.columns import Columns, TallPool
from model.convolution import Convolution, Maps, MaxPool
from model.layers import Dense, Layer, Softmax
from model.network import Network
from model.normalization import BatchNorm
from tests.model.gradients import check_layer


@pytest.mark.parametrize(
    ("layer", "shape"),
    [
        (TallPool(), (4, 2, 5, 3)),
        (Columns(1), (2, 3, 4, 2)),
        (Columns(3), (2, 3, 4, 2)),
        (Columns(5), (1, 2, 2, 3)),
        (Columns(5), (2, 1, 1, 1)),
    ],
    ids=repr,
)
def test_backward_agrees_with_finite_differences(layer: Layer, shape: tuple[int, ...]) -> None:
    for seed in range(3):
        rng = np.random.default_rng(seed)
        check_layer(layer, rng.normal(size=shape), rng)


def test_tall_pool_is_the_slow_loop() -> None:
    x = np.random.default_rng(0).normal(size=(6, 3, 5, 2))
    y = TallPool().forward(x)
    assert y.shape == (3, 3, 5, 2)
    for h, n, w, c in np.ndindex(y.shape):
        assert y[h, n, w, c] == x[2 * h : 2 * h + 2, n, w, c].max()


@pytest.mark.parametrize("width", [1, 3, 5])
def test_columns_are_the_slow_loop(width: int) -> None:
    x = np.random.default_rng(0).normal(size=(2, 3, 4, 5))
    y = Columns(width).forward(x).reshape(3, 4, width, 2, 5)
    for n, w, j, h, c in np.ndindex(y.shape):
        there = w + j - width // 2
        assert y[n, w, j, h, c] == (x[h, n, there, c] if 0 <= there < 4 else 0)


def reading() -> Network:
    """A network that answers with 3 numbers for every 2 pixels of strips 4 pixels high."""
    layers = [Maps(), Convolution(1, 2), MaxPool(), TallPool(), Columns(3), Dense(6, 3), Softmax()]
    network = Network(layers, 3, (4, 2))
    network.initialize(np.random.default_rng(0))
    return network


def test_a_network_answers_for_every_column_of_every_strip() -> None:
    network = reading()
    x = np.random.default_rng(1).random((20, 4, 10), np.float32)
    y = network.forward(x)
    assert y.shape == (20 * 5, 3)
    for strip, answers in zip(x, y.reshape(20, 5, 3), strict=True):
        np.testing.assert_allclose(network.forward(strip[None]), answers, rtol=1e-5)


def test_every_copy_of_a_network_reads_strips_as_it_does() -> None:
    network = reading()
    x = np.random.default_rng(1).random((2, 4, 6), np.float32)
    for other in (network.for_inference(), network.astype(np.float32)):
        assert other.image_shape == (4, 2)
        np.testing.assert_allclose(other.forward(x), network.forward(x), rtol=1e-5)


def test_batch_norm_is_folded_past_a_tall_pool() -> None:
    rng = np.random.default_rng(0)
    norm = BatchNorm(2)
    norm.state["mean"][...] = rng.normal(size=2)
    layers = [Maps(), Convolution(1, 2), TallPool(), norm, Columns(1), Dense(4, 3), Softmax()]
    network = Network(layers, 3, (4, 1))
    network.initialize(rng)
    folded = network.for_inference()
    assert not any(isinstance(layer, BatchNorm) for layer in folded.layers)
    x = rng.random((2, 4, 6), np.float32)
    np.testing.assert_allclose(folded.forward(x), network.forward(x), rtol=1e-5)


def test_layers_that_do_not_fit_are_refused() -> None:
    with pytest.raises(ValueError, match="needs an even height"):
        Network([Maps(), Convolution(1, 2), TallPool()], 3, (5, 2))
    with pytest.raises(ValueError, match="as many neighbours left as right"):
        Columns(2)
    with pytest.raises(ValueError, match=r"ends in shape \(3,\), not in \(4,\)"):
        Network(reading().layers, 4, (4, 2))
