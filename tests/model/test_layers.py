import numpy as np
import pytest

from model.layers import Dense, Flatten, Layer, ReLU, Sigmoid, Softmax
from tests.model.gradients import check_layer

RNG = np.random.default_rng(0)


@pytest.mark.parametrize(
    ("layer", "shape"),
    [
        (Flatten(), (3, 4, 5)),
        (Dense(7, 5), (4, 7)),
        (Dense(1, 1), (1, 1)),
        (ReLU(), (4, 6)),
        (Sigmoid(), (4, 6)),
        (Softmax(), (4, 10)),
    ],
    ids=repr,
)
def test_backward_agrees_with_finite_differences(layer: Layer, shape: tuple[int, ...]) -> None:
    for seed in range(3):
        rng = np.random.default_rng(seed)
        check_layer(layer, rng.normal(size=shape), rng)


def test_learn_finds_the_same_gradients_as_backward() -> None:
    layer, x, dy = Dense(5, 3), RNG.normal(size=(4, 5)), RNG.normal(size=(4, 3))
    layer.forward(x, training=True)
    layer.backward(dy)
    expected = dict(layer.gradients)
    layer.gradients = {}
    layer.learn(dy)
    assert layer.gradients.keys() == expected.keys()
    for name in expected:
        np.testing.assert_array_equal(layer.gradients[name], expected[name])


def test_dense_is_a_weighted_sum_plus_a_bias() -> None:
    layer = Dense(2, 3)
    layer.parameters["weight"][...] = [[1, 2, 3], [10, 20, 30]]
    layer.parameters["bias"][...] = [0, 0, 100]
    y = layer.forward(np.array([[1, 1], [2, 0]], np.float32))
    assert y.tolist() == [[11, 22, 133], [2, 4, 106]]


def test_relu_silences_what_is_negative() -> None:
    assert ReLU().forward(np.array([[-2.0, 0.0, 3.0]])).tolist() == [[0, 0, 3]]


@pytest.mark.filterwarnings("error")
def test_sigmoid_neither_overflows_nor_leaves_0_to_1() -> None:
    y = Sigmoid().forward(np.array([[-1000, -1, 0, 1, 1000]], np.float32))
    np.testing.assert_allclose(y, [[0, 0.26894143, 0.5, 0.7310586, 1]], rtol=1e-6)


@pytest.mark.filterwarnings("error")
def test_softmax_of_huge_scores_is_a_distribution() -> None:
    y = Softmax().forward(np.array([[1e4, 0, -1e4], [5, 5, 5]], np.float32))
    np.testing.assert_allclose(y, [[1, 0, 0], [1 / 3, 1 / 3, 1 / 3]], atol=1e-6)
    assert (y > 0).all(), "a probability of exactly 0 would make the cross-entropy infinite"


@pytest.mark.parametrize("layer", [Flatten(), Dense(4, 2), ReLU(), Sigmoid(), Softmax()], ids=repr)
def test_float32_stays_float32(layer: Layer) -> None:
    y = layer.forward(np.ones((3, 4), np.float32), training=True)
    assert y.dtype == np.float32
    assert layer.backward(np.ones_like(y)).dtype == np.float32


@pytest.mark.parametrize("layer", [Flatten(), Dense(4, 2), ReLU(), Sigmoid(), Softmax()], ids=repr)
def test_predicting_keeps_nothing_so_that_threads_can_share_a_network(layer: Layer) -> None:
    before = set(vars(layer))
    layer.forward(np.ones((3, 4), np.float32))
    assert set(vars(layer)) == before


@pytest.mark.parametrize(("inputs", "outputs"), [(0, 3), (3, 0), (-1, 3)])
def test_a_dense_layer_of_no_size_is_refused(inputs: int, outputs: int) -> None:
    with pytest.raises(ValueError, match="at least 1 input and 1 output"):
        Dense(inputs, outputs)
