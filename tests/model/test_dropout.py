from pathlib import Path

import numpy as np
import pytest

from model.dropout import Dropout
from model.network import Network, convolutional, perceptron
from model.storage import load_network, save_network
from tests.model.gradients import check_layer

IMAGES = np.random.default_rng(0).random((5, 28, 28), np.float32)


class DroppingTheSame(Dropout):
    """Drops the same in every forward pass: finite differences need one function, not many."""

    def forward(self, x: np.ndarray, training: bool = False) -> np.ndarray:
        self.rng = np.random.default_rng(1)
        return super().forward(x, training)


@pytest.mark.parametrize("rate", [0.0, 0.3, 0.9])
@pytest.mark.parametrize("shape", [(4, 6), (3, 2, 4, 2)])
def test_backward_agrees_with_finite_differences(rate: float, shape: tuple[int, ...]) -> None:
    rng = np.random.default_rng(0)
    check_layer(DroppingTheSame(rate), rng.normal(size=shape), rng)


def test_a_share_is_dropped_and_the_mean_stays() -> None:
    y = Dropout(0.2).forward(np.full((1000, 100), 3.0), training=True)
    assert set(np.unique(y).tolist()) == {0, 3 / 0.8}
    assert (y == 0).mean() == pytest.approx(0.2, abs=0.005)
    assert y.mean() == pytest.approx(3, abs=0.02)


def test_each_step_drops_others_and_the_generator_decides_which() -> None:
    layer, x = Dropout(0.5), np.ones((4, 50))

    def drawn(seed: int) -> list[np.ndarray]:
        layer.rng = np.random.default_rng(seed)
        return [layer.forward(x, training=True) for _ in range(2)]

    first, second = drawn(0)
    assert (first != second).any()
    np.testing.assert_array_equal(drawn(0), [first, second])
    assert (drawn(1)[0] != first).any()


def test_predicting_drops_nothing_and_keeps_nothing() -> None:
    layer, x = Dropout(0.5), np.ones((4, 6))
    before, position = set(vars(layer)), layer.rng.bit_generator.state
    assert layer.forward(x).tolist() == x.tolist()
    assert set(vars(layer)) == before
    assert layer.rng.bit_generator.state == position


def test_float32_stays_float32() -> None:
    layer = Dropout(0.3)
    y = layer.forward(np.ones((3, 4), np.float32), training=True)
    assert y.dtype == layer.backward(y).dtype == np.float32


@pytest.mark.parametrize("rate", [-0.1, 1.0, 2, float("nan")])
def test_a_rate_that_is_none_is_refused(rate: float) -> None:
    with pytest.raises(ValueError, match="from 0 to below 1"):
        Dropout(rate)


def built(kind: str) -> Network:
    if kind == "perceptron":
        network = perceptron([8, 6], dropout=0.25)
    else:
        network = convolutional([[4], [6]], dropout=0.25)
    network.initialize(np.random.default_rng(0))
    return network


def test_where_it_is_put() -> None:
    hidden, convolutions = repr(built("perceptron")), repr(built("convolutional"))
    assert "Dense(784, 8), ReLU(), Dropout(0.25), Dense(8, 6), ReLU(), Dropout(0.25), Dense(6" in (
        hidden
    )
    assert hidden.count("Dropout") == 2
    assert "GlobalAveragePool(), Dropout(0.25), Dense(6, 10), Softmax()" in convolutions
    assert convolutions.count("Dropout") == 1


@pytest.mark.parametrize("kind", ["perceptron", "convolutional"])
def test_it_is_stored_and_gone_in_the_network_that_serves(kind: str, tmp_path: Path) -> None:
    network = built(kind)
    save_network(network, tmp_path / "net.npz")
    loaded = load_network(tmp_path / "net.npz")
    assert repr(loaded) == repr(network)
    serving = loaded.for_inference()
    assert "Dropout" not in repr(serving)
    np.testing.assert_allclose(serving.forward(IMAGES), network.forward(IMAGES), rtol=1e-4)


def test_a_network_drops_by_the_generator_it_is_given() -> None:
    network = built("perceptron")

    def forward(seed: int) -> np.ndarray:
        network.draw_from(np.random.default_rng(seed))
        return network.forward(IMAGES, training=True)

    first = forward(0)
    assert (forward(1) != first).any()
    np.testing.assert_array_equal(forward(0), first)
