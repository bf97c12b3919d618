import numpy as np
import pytest

from tests.training.conftest import toy_digits
from training.batches import TrainingSet, batches, digits_an_epoch, steps_an_epoch
from training.config import AugmentationConfig, TrainingConfig

MNIST, PENS = toy_digits(100, 1), toy_digits(30, 2)


def config(**changes: object) -> TrainingConfig:
    values = {"learning_rate": 0.1, "epochs": 1, "batch_size": 16} | changes
    return TrainingConfig.model_validate(values)


def test_an_epoch_is_every_digit_once_in_a_new_order() -> None:
    digits = TrainingSet(MNIST)
    first, second = (np.concatenate(list(batches(config(), digits, e))) for e in (1, 2))
    assert sorted(first) == sorted(second) == list(range(100))
    assert (first != second).any()
    np.testing.assert_array_equal(first, np.concatenate(list(batches(config(), digits, 1))))


def test_every_batch_has_its_share_of_pens() -> None:
    digits = TrainingSet(MNIST, PENS)
    chosen = list(batches(config(pens=0.25), digits, 1))
    assert len(chosen) == steps_an_epoch(config(pens=0.25), digits) == 9
    assert [len(batch) for batch in chosen[:-1]] == [16] * 8
    assert all((batch >= 100).sum() == 4 for batch in chosen)
    everything = np.concatenate(chosen)
    assert sorted(everything[everything < 100]) == list(range(100))
    assert len(set(everything[everything >= 100])) == 30, "36 are needed: each pen, then some again"


def test_pens_lie_anywhere_in_a_batch_and_in_a_new_order_each_epoch() -> None:
    digits = TrainingSet(MNIST, PENS)
    chosen = list(batches(config(pens=0.25), digits, 1))
    halves = [(batch >= 100)[part].any() for batch in chosen for part in (np.s_[:4], np.s_[-4:])]
    assert sum(halves[::2]) > 2
    assert sum(halves[1::2]) > 2
    pens = [
        [
            number
            for batch in batches(config(pens=0.25), digits, e)
            for number in batch
            if number >= 100
        ]
        for e in (1, 2)
    ]
    assert pens[0] != pens[1]


def test_a_batch_larger_than_all_digits_has_no_more_pens_than_its_share() -> None:
    digits, recipe = TrainingSet(MNIST, PENS), config(pens=0.25, batch_size=400)
    chosen = list(batches(recipe, digits, 1))
    assert [(batch >= 100).sum() for batch in chosen] == [25, 25]
    assert sum(map(len, chosen)) == digits_an_epoch(recipe, digits)


def test_the_digits_of_a_number_are_found() -> None:
    taken = TrainingSet(MNIST, PENS).take(np.array([3, 100, 129, 0]), np.random.default_rng(0))
    np.testing.assert_array_equal(
        taken.images, np.stack([MNIST.images[3], PENS.images[0], PENS.images[29], MNIST.images[0]])
    )
    assert taken.labels.tolist() == [
        MNIST.labels[3], PENS.labels[0], PENS.labels[29], MNIST.labels[0],
    ]  # fmt: skip


def test_digits_are_bent_if_asked_for() -> None:
    bent = TrainingSet(MNIST, None, AugmentationConfig(shift=2))
    chosen = np.arange(5)
    a, b = (bent.take(chosen, np.random.default_rng(seed)).images for seed in (1, 2))
    assert (a != MNIST.images[:5]).any()
    assert (a != b).any()


@pytest.mark.parametrize("size", [7, 16, "full"])
def test_an_epoch_shows_as_many_digits_as_it_says(size: int | str) -> None:
    digits = TrainingSet(MNIST)
    recipe = config(batch_size=size)
    assert sum(map(len, batches(recipe, digits, 1))) == digits_an_epoch(recipe, digits)
