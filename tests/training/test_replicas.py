"""What one of the processes that share a batch does with its part."""

import numpy as np
import pytest

from model.network import perceptron
from tests.training.conftest import toy_digits
from training.augmentation import augment
from training.batches import TrainingSet
from training.config import AugmentationConfig, TrainingConfig
from training.losses import CrossEntropy
from training.replicas import Replica, Replicas

CHOSEN = np.arange(20)


def gradient(place: tuple[int, int, int], seed: int = 0, before: int = 0) -> np.ndarray:
    """What a replica that has taken so many other steps `before` learns at `place`."""
    config = TrainingConfig(
        learning_rate=0.1, epochs=1, batch_size=20, seed=seed, micro_batch=10, workers=2
    )
    network = perceptron([30], dropout=0.5)
    network.initialize(np.random.default_rng(0))
    replica = Replica(network, CrossEntropy(), TrainingSet(toy_digits(20, 0)), config)
    gradients = {name: values.copy() for name, values in network.parameters.items()}
    for step in range(before + 1):
        replica.learn(CHOSEN, 20, place if step == before else (9, step, 0), gradients)
    return gradients["1.weight"]


def test_what_is_dropped_is_decided_by_the_place_of_a_step_and_not_by_what_was_before() -> None:
    np.testing.assert_array_equal(gradient((2, 7, 1)), gradient((2, 7, 1), before=3))


@pytest.mark.parametrize(("workers", "micro_batch"), [(1, 0), (1, 7), (2, 0), (3, 4)])
def test_parts_of_a_batch_add_up_to_the_gradient_of_the_whole(
    workers: int, micro_batch: int
) -> None:
    digits, loss = toy_digits(20, 0), CrossEntropy()
    network = perceptron([30])
    network.initialize(np.random.default_rng(0))
    y = network.forward(digits.images, training=True)
    network.backward(loss.backward(y, digits.labels))
    expected = {name: values.copy() for name, values in network.gradients.items()}
    config = TrainingConfig(
        learning_rate=0.1, epochs=1, batch_size=20, workers=workers, micro_batch=micro_batch
    )
    with Replicas(network, loss, TrainingSet(digits), config) as replicas:
        mean, hits, gradients = replicas.learn(CHOSEN[::-1], 1, 0)
    assert mean == pytest.approx(loss.forward(y, digits.labels), rel=1e-5)
    assert hits == (y.argmax(axis=1) == digits.labels).sum()
    for name, values in expected.items():
        np.testing.assert_allclose(gradients[name], values, rtol=1e-4, atol=1e-6, err_msg=name)


@pytest.mark.parametrize(
    ("place", "seed"),
    [((3, 7, 1), 0), ((2, 8, 1), 0), ((2, 7, 0), 0), ((2, 7, 1), 1)],
    ids=["epoch", "step", "replica", "seed"],
)
def test_another_place_or_seed_drops_others(place: tuple[int, int, int], seed: int) -> None:
    assert (gradient(place, seed) != gradient((2, 7, 1))).any()


def test_the_same_digits_are_bent_the_same_way_with_dropout_and_without(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    bent: list[np.ndarray] = []

    def noting(*arguments: object) -> np.ndarray:
        bent.append(augment(*arguments))  # type: ignore[arg-type]
        return bent[-1]

    monkeypatch.setattr("training.batches.augment", noting)
    config = TrainingConfig(learning_rate=0.1, epochs=1, batch_size=20, micro_batch=10)
    digits = TrainingSet(toy_digits(20, 0), augmentation=AugmentationConfig(rotation=10.0))
    for dropout in (0.0, 0.5):
        network = perceptron([30], dropout=dropout)
        gradients = {name: values.copy() for name, values in network.parameters.items()}
        Replica(network, CrossEntropy(), digits, config).learn(CHOSEN, 20, (1, 0, 0), gradients)
    without, with_dropout = bent[:2], bent[2:]
    np.testing.assert_array_equal(without, with_dropout)
