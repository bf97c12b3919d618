"""Which digits make up which batch: decided by the seed and the epoch, by nothing else.

So a run that is resumed sees what it would have seen, and processes that share a batch need not
talk about it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from model.layers import Array
from training.augmentation import augment
from training.config import AugmentationConfig, TrainingConfig
from training.data import Digits

NO_AUGMENTATION = AugmentationConfig()


class Source(Protocol):
    """Where the pictures of a batch come from."""

    def take(self, chosen: np.ndarray, rng: np.random.Generator) -> Digits:
        """The pictures of those numbers, changed at random by `rng`, and their labels."""


@dataclass(frozen=True)
class TrainingSet:
    """What is learned from: MNIST's digits, and pictures drawn from pen trajectories (or none).

    A digit's number counts through MNIST's first, then the pens'.
    """

    mnist: Digits
    pens: Digits | None = None
    augmentation: AugmentationConfig = NO_AUGMENTATION

    def take(self, chosen: np.ndarray, rng: np.random.Generator) -> Digits:
        """The digits of those numbers, bent at random."""
        if len(chosen) == len(self.mnist) and self.pens is None:
            digits = self.mnist  # All at once: their order changes nothing, copying takes time.
        else:
            digits = Digits(self._of("images", chosen), self._of("labels", chosen))
        if self.augmentation == NO_AUGMENTATION:
            return digits
        return Digits(augment(digits.images, self.augmentation, rng), digits.labels)

    def _of(self, what: str, chosen: np.ndarray) -> Array:
        mnist = getattr(self.mnist, what)
        if self.pens is None:
            return mnist[chosen]
        is_pen = chosen >= len(mnist)
        taken = np.empty((len(chosen), *mnist.shape[1:]), mnist.dtype)
        taken[~is_pen] = mnist[chosen[~is_pen]]
        taken[is_pen] = getattr(self.pens, what)[chosen[is_pen] - len(mnist)]
        return taken


def steps_an_epoch(config: TrainingConfig, digits: TrainingSet) -> int:
    """How many batches it takes to show all of MNIST's digits once."""
    return -(-len(digits.mnist) // _mnist_share(config, digits))


def digits_an_epoch(config: TrainingConfig, digits: TrainingSet) -> int:
    """How many digits an epoch shows, pens included."""
    return len(digits.mnist) + _pens_a_batch(config, digits) * steps_an_epoch(config, digits)


def batches(config: TrainingConfig, digits: TrainingSet, epoch: int) -> Iterator[np.ndarray]:
    """The numbers of the digits of each batch of `epoch` (1, 2, …), in order.

    All of MNIST's digits once, in a new order, the last batch possibly smaller; with each
    batch its share of pens, chosen evenly from all of them.
    """
    rng = np.random.default_rng([config.seed, epoch])
    order = rng.permutation(len(digits.mnist))
    share = _mnist_share(config, digits)
    if digits.pens is None:
        for start in range(0, len(order), share):
            yield order[start : start + share]
        return
    pens_a_batch = _pens_a_batch(config, digits)
    needed = pens_a_batch * steps_an_epoch(config, digits)
    pens = len(order) + np.resize(rng.permutation(len(digits.pens)), needed)
    for step, start in enumerate(range(0, len(order), share)):
        of_pens = pens[step * pens_a_batch : (step + 1) * pens_a_batch]
        # Mixed, so that every part of a batch has its share of both.
        yield rng.permutation(np.concatenate([order[start : start + share], of_pens]))


def _batch_size(config: TrainingConfig, digits: TrainingSet) -> int:
    everything = len(digits.mnist)
    return everything if config.batch_size == "full" else min(config.batch_size, everything)


def _mnist_share(config: TrainingConfig, digits: TrainingSet) -> int:
    batch_size = _batch_size(config, digits)
    return batch_size if digits.pens is None else config.of_mnist(batch_size)


def _pens_a_batch(config: TrainingConfig, digits: TrainingSet) -> int:
    return _batch_size(config, digits) - _mnist_share(config, digits)
