import numpy as np
import pytest

from model.convolution import (
    Convolution,
    FlattenMaps,
    GlobalAveragePool,
    Maps,
    MaxPool,
    SpaceToDepth,
)
from model.layers import Layer
from model.network import Network, convolutional
from model.normalization import BatchNorm
from tests.model.gradients import check_layer, numerical_gradient
from tests.model.slow import slow_convolution


@pytest.mark.parametrize(
    ("layer", "shape"),
    [
        (Maps(), (3, 4, 5)),
        (Convolution(2, 3), (5, 2, 4, 2)),
        (Convolution(1, 2), (1, 3, 1, 1)),
        (Convolution(2, 3, bias=True), (3, 2, 2, 2)),
        (Convolution(2, 3, padding=False), (5, 2, 4, 2)),
        (Convolution(1, 2, bias=True, padding=False), (3, 2, 3, 1)),
        (MaxPool(), (4, 2, 6, 3)),
        (SpaceToDepth(), (4, 2, 6, 3)),
        (GlobalAveragePool(), (3, 4, 2, 5)),
        (FlattenMaps(), (3, 4, 2, 5)),
        (BatchNorm(3), (4, 2, 5, 3)),
    ],
    ids=repr,
)
def test_backward_agrees_with_finite_differences(layer: Layer, shape: tuple[int, ...]) -> None:
    for seed in range(3):
        rng = np.random.default_rng(seed)
        check_layer(layer, rng.normal(size=shape), rng)


@pytest.mark.parametrize("padding", [True, False])
@pytest.mark.parametrize("training", [False, True])
def test_convolution_is_the_slow_loop(training: bool, padding: bool) -> None:
    rng = np.random.default_rng(0)
    for _ in range(10):
        height, batch, width, inputs, outputs = rng.integers(1, 6, 5)
        if not padding:
            height, width = height + 2, width + 2
        layer = Convolution(inputs, outputs, padding=padding)
        layer.parameters["weight"] = rng.normal(size=(3, 3, inputs, outputs))
        for _ in range(2):  # The second time in used buffers.
            x = rng.normal(size=(height, batch, width, inputs))
            expected = slow_convolution(x, layer.parameters["weight"], padding)
            y = layer.forward(x, training)
            np.testing.assert_allclose(y, expected, atol=1e-12)
            sides = layer.output_shape((height, width, inputs))
            assert sides == (y.shape[0], y.shape[2], outputs)


@pytest.mark.parametrize("sides", [(2, 5), (5, 2)])
def test_a_map_that_no_filter_fits_on_is_refused(sides: tuple[int, int]) -> None:
    assert Convolution(1, 2).output_shape((*sides, 1)) == (*sides, 2)
    with pytest.raises(ValueError, match=r"Convolution\(1, 2, False\) cannot follow"):
        Convolution(1, 2, padding=False).output_shape((*sides, 1))


def test_max_pool_is_the_slow_loop() -> None:
    x = np.random.default_rng(0).normal(size=(6, 3, 4, 2))
    y = MaxPool().forward(x)
    assert y.shape == (3, 3, 2, 2)
    for h, n, w, c in np.ndindex(y.shape):
        assert y[h, n, w, c] == x[2 * h : 2 * h + 2, n, 2 * w : 2 * w + 2, c].max()


def test_space_to_depth_is_the_slow_loop() -> None:
    x = np.random.default_rng(0).normal(size=(6, 3, 4, 2))
    y = SpaceToDepth().forward(x)
    assert y.shape == (3, 3, 2, 8)
    for h, n, w in np.ndindex(3, 3, 2):
        block = [x[2 * h + i, n, 2 * w + j] for i in (0, 1) for j in (0, 1)]
        np.testing.assert_array_equal(y[h, n, w], np.concatenate(block))


@pytest.mark.parametrize("side", [(3, 4, 1), (4, 3, 1)])
def test_space_to_depth_refuses_odd_sides(side: tuple[int, int, int]) -> None:
    with pytest.raises(ValueError, match="needs even sides"):
        SpaceToDepth().output_shape(side)


def test_maps_are_the_pictures_and_their_means_the_slow_loop() -> None:
    pictures = np.random.default_rng(0).normal(size=(3, 4, 6))
    maps = Maps().forward(pictures)
    assert maps.shape == (4, 3, 6, 1)
    for h, n, w in np.ndindex(4, 3, 6):
        assert maps[h, n, w, 0] == pictures[n, h, w]
    y = GlobalAveragePool().forward(np.concatenate([maps, -2 * maps], axis=3))
    assert y.shape == (3, 2)
    for n, factor in np.ndindex(3, 2):
        total = sum(pictures[n, h, w] for h, w in np.ndindex(4, 6))
        assert y[n, factor] == pytest.approx((1, -2)[factor] * total / 24)


def test_flattened_maps_are_every_pixel_of_each_digit() -> None:
    x = np.random.default_rng(0).normal(size=(3, 4, 2, 5))
    y = FlattenMaps().forward(x)
    assert y.shape == (4, *FlattenMaps().output_shape((3, 2, 5)))
    for n in range(4):
        expected = [x[h, n, w, c] for h, w, c in np.ndindex(3, 2, 5)]
        np.testing.assert_array_equal(y[n], expected)


@pytest.mark.parametrize("training", [False, True])
def test_batch_norm_is_the_slow_loop(training: bool) -> None:
    rng = np.random.default_rng(0)
    norm = BatchNorm(3)
    for values in (norm.parameters, norm.state):
        values.update({name: rng.uniform(0.5, 2, 3) for name in values})
    mean, variance = (norm.state[name].copy() for name in ("mean", "variance"))
    x = rng.normal(2, 3, size=(4, 2, 5, 3))
    y = norm.forward(x, training)
    for c in range(3):
        pixels = [x[h, n, w, c] for h, n, w in np.ndindex(4, 2, 5)]
        if training:
            mean[c] = sum(pixels) / 40
            variance[c] = sum((pixel - mean[c]) ** 2 for pixel in pixels) / 40
        for h, n, w in np.ndindex(4, 2, 5):
            normal = (x[h, n, w, c] - mean[c]) / np.sqrt(variance[c] + 1e-5)
            scale, shift = norm.parameters["scale"][c], norm.parameters["shift"][c]
            assert y[h, n, w, c] == pytest.approx(scale * normal + shift)


def test_of_equal_pixels_one_gets_the_gradient() -> None:
    pool = MaxPool()
    pool.forward(np.zeros((2, 1, 2, 1)), training=True)
    dx = pool.backward(np.ones((1, 1, 1, 1)))
    assert sorted(dx.ravel()) == [0, 0, 0, 1]


def test_batch_norm_normalizes_each_channel_over_the_batch() -> None:
    x = np.random.default_rng(0).normal([5, -3], [2, 0.1], size=(4, 8, 4, 2))
    y = BatchNorm(2).forward(x, training=True)
    np.testing.assert_allclose(y.mean(axis=(0, 1, 2)), 0, atol=1e-6)
    np.testing.assert_allclose(y.var(axis=(0, 1, 2)), 1, rtol=2e-3)


def test_batch_norm_predicts_with_running_means() -> None:
    norm = BatchNorm(2)
    rng = np.random.default_rng(0)
    for _ in range(200):
        norm.forward(rng.normal([5, -3], [2, 0.5], size=(4, 8, 4, 2)), training=True)
    np.testing.assert_allclose(norm.state["mean"], [5, -3], atol=0.1)
    np.testing.assert_allclose(norm.state["variance"], [4, 0.25], rtol=0.1)
    before = {name: values.copy() for name, values in norm.state.items()}
    y = norm.forward(np.array([[[[5.0, -3.0], [7.0, -2.5]]]]))
    np.testing.assert_allclose(y, [[[[0, 0], [1, 1]]]], atol=0.1)
    assert all((norm.state[name] == before[name]).all() for name in before)


def test_running_means_take_a_tenth_of_every_batch() -> None:
    norm = BatchNorm(1)
    norm.forward(np.full((2, 2, 2, 1), 7, np.float32), training=True)
    assert norm.state["mean"] == pytest.approx(0.7)
    assert norm.state["variance"] == pytest.approx(0.9)


def test_batch_norm_of_a_constant_channel_is_finite() -> None:
    y = BatchNorm(1).forward(np.full((2, 2, 2, 1), 7, np.float32), training=True)
    assert np.isfinite(y).all()


@pytest.fixture
def network() -> Network:
    network = convolutional([[4, 4], [6], [8]])
    network.initialize(np.random.default_rng(0))
    return network


@pytest.mark.parametrize(
    ("space_to_depth", "padding", "means"),
    [(False, True, True), (True, True, True), (False, False, True), (False, False, False)],
)
def test_every_gradient_of_a_convolutional_network_agrees(
    space_to_depth: bool, padding: bool, means: bool
) -> None:
    """Those of `learn`, which is what trains: it stops at the first convolution."""
    network = convolutional([[2, 3], [2]], space_to_depth, padding=padding, means=means)
    network.initialize(np.random.default_rng(0))
    network = network.astype(np.float64)
    images = np.random.default_rng(1).random((2, 28, 28))
    weights = np.random.default_rng(2).normal(size=(2, 10))

    def loss() -> float:
        return float((network.forward(images, training=True) * weights).sum())

    loss()
    network.learn(weights)
    gradients = network.gradients
    assert gradients.keys() == network.parameters.keys()
    for name, values in network.parameters.items():
        expected = numerical_gradient(loss, values)
        np.testing.assert_allclose(gradients[name], expected, 1e-4, 1e-6, err_msg=name)


def test_a_batch_is_read_as_its_digits_one_by_one(network: Network) -> None:
    images = np.random.default_rng(1).random((5, 28, 28), np.float32)
    one_by_one = np.concatenate([network.forward(images[i : i + 1]) for i in range(5)])
    np.testing.assert_allclose(network.forward(images), one_by_one, rtol=1e-4)


def test_float32_stays_float32(network: Network) -> None:
    y = network.forward(np.ones((3, 28, 28), np.float32), training=True)
    dx = network.backward(np.ones_like(y))
    everything = [y, dx, *network.gradients.values(), *network.state.values()]
    assert {a.dtype for a in everything} == {np.dtype(np.float32)}


def test_the_architecture_describes_the_network(network: Network) -> None:
    again = Network.from_architecture(network.architecture())
    assert repr(again) == repr(network)
    assert "Convolution(1, 4), BatchNorm(4), ReLU(), Convolution(4, 4), MaxPool()" in repr(again)


@pytest.mark.parametrize(("stages", "space_to_depth"), [(4, False), (3, True)])
def test_stages_that_do_not_fit_are_refused(stages: int, space_to_depth: bool) -> None:
    with pytest.raises(ValueError, match="needs even sides"):
        convolutional([[4]] * stages, space_to_depth)


def test_space_to_depth_comes_first_and_halves_what_follows() -> None:
    network = convolutional([[8], [6]], space_to_depth=True)
    assert "Maps(), SpaceToDepth(), Convolution(4, 8), MaxPool()" in repr(network)
    assert repr(Network.from_architecture(network.architecture())) == repr(network)
    sides = [a.shape[0] for a in network.activations(np.zeros((1, 28, 28), np.float32))]
    assert sides[:4] == [28, 14, 14, 7]


def varied(network: Network, sign: float) -> Network:
    """`network` with batch norms that do something, their scales of that sign in part."""
    rng = np.random.default_rng(3)
    for name, values in (network.parameters | network.state).items():
        if name.endswith(("scale", "variance")):
            values[...] = rng.uniform(0.5, 2, values.shape)
        if name.endswith("scale"):
            values[0] *= sign
        if name.endswith(("shift", "mean")):
            values[...] = rng.normal(0, 1, values.shape)
    return network


def test_without_padding_every_convolution_makes_the_maps_smaller() -> None:
    network = convolutional([[4, 4], [6], [8]], padding=False)
    sides = [a.shape[0] for a in network.activations(np.zeros((1, 28, 28), np.float32))]
    convolutions = [
        side
        for side, layer in zip(sides, network.layers, strict=True)
        if isinstance(layer, Convolution)
    ]
    assert convolutions == [26, 24, 10, 3]
    assert repr(Network.from_architecture(network.architecture())) == repr(network)


@pytest.mark.parametrize("padding", [True, False])
@pytest.mark.parametrize(("sign", "left"), [(1, 0), (-1, 2)])
def test_folding_batch_norm_changes_no_answer(sign: float, left: int, padding: bool) -> None:
    """Negative scales cannot pass a max pool: those two batch norms are left."""
    network = convolutional([[4, 4], [6], [8]], padding=padding)
    network.initialize(np.random.default_rng(0))
    images = np.random.default_rng(1).random((5, 28, 28), np.float32)
    expected = varied(network, sign).forward(images)
    folded = network.for_inference()
    np.testing.assert_allclose(folded.forward(images), expected, rtol=1e-4, atol=1e-6)
    assert sum(isinstance(layer, BatchNorm) for layer in folded.layers) == left
    assert repr(Network.from_architecture(folded.architecture())) == repr(folded)
