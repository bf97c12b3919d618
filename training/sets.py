"""What a config learns from and what it is validated on, put together from the data.

Digits to choose by, never learned from: 5,000 of MNIST's training digits, and those of six of
the 30 pen writers. A network of two classes learns digits of both against what is no digit.
"""

from itertools import pairwise
from pathlib import Path

import numpy as np

from model.layers import Array
from training import sketches
from training.batches import TrainingSet
from training.conditions import worn_digits
from training.config import Config
from training.data import Digits, mnist_training, pen_trajectories, split
from training.extra import OwnDigit, repeated
from training.nondigits import pictures, training_kinds
from training.pens import BRUSHES, VALIDATION_WRITERS, PenDigit, parse, pen_digits, slashed_zeros
from training.signs import LEARNED_KINDS

# How often each trajectory of a held-back writer is drawn, each time with another look.
VALIDATION_COPIES = 3
TIMES_SHOWN = {"pens": VALIDATION_COPIES}

# From fine to broad, in percent of the digit's size; each is from one to the next.
BRUSH_STEPS = (4, 6, 9, 13, 18, 23, 27)

# Pictures of every kind of what is no digit: to learn from, and to validate on.
NONDIGITS = 2000
VALIDATION_NONDIGITS = 400

# How often each slashed 0 is drawn for the gate, which would take it for a sign.
SLASHED_COPIES = 2

# How often each digit is drawn for the gate on a sheet to which something happened.
WORN_COPIES = 3

# Kinds of which there is more to see than of others have so many times as many pictures.
MANIFOLD = {"made up sign": 8, "scribble": 2, "side by side pens": 3} | dict.fromkeys(
    LEARNED_KINDS, 3
)


def sets(
    config: Config, folder: Path | None = None, own: list[OwnDigit] | None = None
) -> tuple[TrainingSet, Digits]:
    """(what to learn from, what to validate on) for `config`, from the data in `folder`.

    The pens are in both if the config wants them, else in neither. One's `own` digits are mixed
    into MNIST's to learn from, as often as the config says, and never validated on. The same for
    every seed. Raises DataError if data is missing or damaged.
    """
    mnist, validation = split(mnist_training(folder))
    if own:
        share = config.teaching.share
        mnist = _joined(mnist, repeated(own, round(len(mnist) * share / (1 - share)), seed=2))
    training = config.training
    if not training.pens:
        return TrainingSet(mnist, None, config.augmentation), validation
    pens = [pen for pen in parse(pen_trajectories(folder)) if pen.writer not in VALIDATION_WRITERS]
    is_gate = config.network.classes == 2
    brushes = sketches.BRUSHES if is_gate else BRUSHES
    drawn = pen_digits(pens, training.pen_copies, 0, training.pen_hands, brushes)
    both = _joined(validation, pens_validation(folder))
    if is_gate:
        zeros = pen_digits(slashed_zeros(pens), SLASHED_COPIES, 3, training.pen_hands, brushes)
        worn = worn_digits(pens, WORN_COPIES, seed=4)
        digits = _joined(_joined(drawn, zeros), worn)
        drawn = _joined(_as_digits(digits), _as_no_digits(_nondigits(folder)))
        both = _joined(_as_digits(both), _as_no_digits(nondigits_validation(folder)))
        mnist = _as_digits(mnist)
    return TrainingSet(mnist, drawn, config.augmentation), both


def mnist_validation(folder: Path | None = None) -> Digits:
    """The digits of MNIST's training set that are held back. Raises DataError."""
    return split(mnist_training(folder))[1]


def pens_validation(folder: Path | None = None) -> Digits:
    """The digits of the writers that are held back. Raises DataError."""
    return pen_digits(_held_back(folder), VALIDATION_COPIES, seed=1)


def pens_by_brush(folder: Path | None = None) -> dict[str, Digits]:
    """The same digits by the width they are drawn in: `"brush-4-6"` in 4 to 6 % of their size.

    Every digit once for each width, each time at the same size and place and in the same
    colours, so that only the brush makes the difference. Raises DataError.
    """
    pens = _held_back(folder)
    return {
        f"brush-{narrow}-{wide}": pen_digits(
            pens, copies=1, seed=2, brushes=(narrow / 100, wide / 100)
        )
        for narrow, wide in pairwise(BRUSH_STEPS)
    }


def _held_back(folder: Path | None) -> list[PenDigit]:
    return [pen for pen in parse(pen_trajectories(folder)) if pen.writer in VALIDATION_WRITERS]


def nondigits_validation(folder: Path | None = None) -> dict[str, Array]:
    """(n, 28, 28) of each kind that is learned from, drawn anew, by name. Raises DataError."""
    kinds = training_kinds(folder, held_back=True)
    return pictures(kinds, dict.fromkeys(kinds, VALIDATION_NONDIGITS), seed=1)


def _nondigits(folder: Path | None) -> dict[str, Array]:
    kinds = training_kinds(folder)
    numbers = {name: NONDIGITS * MANIFOLD.get(name, 1) for name in kinds}
    return pictures(kinds, numbers, seed=0)


def _as_digits(digits: Digits) -> Digits:
    return Digits(digits.images, np.ones(len(digits), np.uint8))


def _as_no_digits(images: dict[str, Array]) -> Digits:
    stacked = np.concatenate(list(images.values()))
    return Digits(stacked, np.zeros(len(stacked), np.uint8))


def _joined(a: Digits, b: Digits) -> Digits:
    return Digits(np.concatenate([a.images, b.images]), np.concatenate([a.labels, b.labels]))
