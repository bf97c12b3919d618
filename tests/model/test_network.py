import pickle

import numpy as np
import pytest

from model.layers import Dense, Flatten, ReLU
from model.network import Network, convolutional, perceptron
from tests.model.gradients import numerical_gradient

IMAGES = np.random.default_rng(0).random((5, 28, 28), np.float32)


def initialized(network: Network, seed: int = 0) -> Network:
    network.initialize(np.random.default_rng(seed))
    return network


@pytest.mark.parametrize("output", ["softmax", "sigmoid"])
@pytest.mark.parametrize("activation", ["relu", "sigmoid"])
def test_every_gradient_of_a_whole_network_agrees_with_finite_differences(
    activation: str, output: str
) -> None:
    network = initialized(perceptron([3, 4], activation, output)).astype(np.float64)
    images = IMAGES.astype(np.float64)
    weights = np.random.default_rng(1).normal(size=(5, 10))
    network.forward(images, training=True)
    dx = network.backward(weights)
    assert dx.shape == images.shape

    def loss() -> float:
        return float((network.forward(images) * weights).sum())

    assert network.gradients.keys() == network.parameters.keys()
    for name, values in network.parameters.items():
        np.testing.assert_allclose(
            network.gradients[name], numerical_gradient(loss, values), 1e-6, 1e-7, err_msg=name
        )


def test_a_network_may_answer_with_another_number_of_classes() -> None:
    network = initialized(convolutional([[2], [3]], classes=2))
    for same in (network, network.for_inference(), network.astype(np.float64)):
        assert same.predict(IMAGES).shape == (5, 2)
    assert Network.from_architecture(network.architecture(), classes=2).size == network.size
    with pytest.raises(ValueError, match=r"shape \(2,\), not in \(10,\)"):
        Network.from_architecture(network.architecture())


def test_learn_finds_the_gradients_that_backward_finds() -> None:
    network = initialized(perceptron([8, 6]))
    dy = np.random.default_rng(1).normal(size=(5, 10)).astype(np.float32)
    network.forward(IMAGES, training=True)
    network.backward(dy)
    expected = network.gradients
    network.learn(dy)
    for name, gradient in network.gradients.items():
        np.testing.assert_array_equal(gradient, expected[name])


def test_a_batch_is_read_as_its_digits_one_by_one() -> None:
    network = initialized(perceptron([16]))
    one_by_one = np.concatenate([network.forward(IMAGES[i : i + 1]) for i in range(5)])
    np.testing.assert_allclose(network.forward(IMAGES), one_by_one, rtol=1e-5)


@pytest.mark.parametrize("output", ["softmax", "sigmoid"])
def test_predictions_are_probabilities(output: str) -> None:
    probabilities = initialized(perceptron([16], "sigmoid", output)).predict(IMAGES)
    assert probabilities.shape == (5, 10)
    assert probabilities.dtype == np.float32
    assert (probabilities >= 0).all()
    np.testing.assert_allclose(probabilities.sum(axis=1), 1, rtol=1e-6)


def test_sigmoids_that_all_rounded_to_0_still_give_probabilities() -> None:
    network = perceptron([], output="sigmoid")
    network.parameters["1.bias"][...] = -1000
    np.testing.assert_allclose(network.predict(IMAGES), 0.1)


def test_activations_are_every_layers_output_and_end_in_the_answer() -> None:
    network = initialized(perceptron([16, 12]))
    activations = network.activations(IMAGES)
    assert [a.shape[1:] for a in activations] == [(784,), (16,), (16,), (12,), (12,), (10,), (10,)]
    np.testing.assert_array_equal(activations[-1], network.forward(IMAGES))
    assert (activations[2] == np.maximum(activations[1], 0)).all()


def test_initial_weights_keep_the_scale_of_a_signal() -> None:
    """Through ten ReLU layers of equal width it neither fades nor explodes (He et al.)."""
    network = initialized(perceptron([400] * 10))
    signal = network.activations(np.random.default_rng(0).normal(size=(50, 28, 28)))
    powers = [float((a**2).mean()) for a in signal[2:-2:2]]
    assert 0.3 < powers[-1] / powers[0] < 3


def test_the_same_seed_gives_the_same_network_and_another_another() -> None:
    a, b, c = (initialized(perceptron([8]), seed).parameters for seed in (1, 1, 2))
    assert all((a[name] == b[name]).all() for name in a)
    assert not (a["1.weight"] == c["1.weight"]).all()


def test_the_architecture_describes_the_network() -> None:
    network = perceptron([128, 64])
    again = Network.from_architecture(network.architecture())
    assert (
        repr(again)
        == repr(network)
        == (
            "Network(Flatten(), Dense(784, 128), ReLU(), Dense(128, 64), ReLU(), Dense(64, 10), "
            "Softmax())"
        )
    )
    assert network.size == 784 * 128 + 128 + 128 * 64 + 64 + 64 * 10 + 10


@pytest.mark.parametrize(
    "layers",
    [[], [Dense(784, 10)], [Flatten(), Dense(783, 10)], [Flatten(), Dense(784, 11), ReLU()]],
    ids=["none", "not flattened", "783 inputs", "11 outputs"],
)
def test_layers_that_lead_from_no_picture_to_ten_numbers_are_refused(layers: list) -> None:
    with pytest.raises(ValueError, match="shape"):
        Network(layers)


@pytest.mark.parametrize(
    "network",
    [perceptron([5]), convolutional([[4], [6]], dropout=0.5), convolutional([[4]]).for_inference()],
    ids=["perceptron", "convolutional", "for inference"],
)
def test_predicting_changes_no_layer_so_that_threads_can_share_a_network(network: Network) -> None:
    """Not even a buffer: two pictures at once would be written into each other."""
    before = [pickle.dumps(vars(layer)) for layer in network.layers]
    network.predict(np.random.default_rng(0).random((3, 28, 28), np.float32))
    assert [pickle.dumps(vars(layer)) for layer in network.layers] == before
