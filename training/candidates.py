"""What the judge of `model/numbers` learns from: candidates, and how much of a digit each is.

Sheets of numbers, and of letters and signs, are divided as `/read` divides them, every mark that
may be cut is, and each candidate is held against the digits that were drawn: by its IoU, the ink
it shares with a digit of all the ink of both (intersection over union).
"""

from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from itertools import repeat
from pathlib import Path
from typing import TypeVar

import numpy as np
from PIL import Image

from model.layers import Array
from model.numbers.judge import features
from model.numbers.reader import WORKING_SIDE, all_ink
from model.numbers.segment import (
    Candidate,
    Pieces,
    candidates,
    cut,
    marks,
    may_be_several,
    views,
)
from model.numbers.texts import best_way
from model.picture import grey, reduction
from training.data import pen_trajectories
from training.losses import NONE
from training.numbers import SIGN, Written, typical_height, write
from training.pens import VALIDATION_WRITERS, PenDigit, parse, vary
from training.signs import LEARNED_SIGNS, strokes_of

# A candidate with this IoU or more is one whole digit; with so little or less it is none. What
# lies between could be called either. Where no cut goes between two digits as they were drawn, the
# best that there are count as whole with less.
WHOLE = 0.8
NOT_WHOLE = 0.65
WHOLE_OF_BEST = 0.5

# Ink of full strength in `Shown.images`.
FULL = 127

LEARNED = [sign for signs in LEARNED_SIGNS.values() for sign in signs.values()]

Hands = dict[int, list[PenDigit]]

T = TypeVar("T")


@dataclass(frozen=True)
class Kind:
    """A kind of sheet: how many lines, and digits on each, the least and the most; what share of
    neighbours touch, 0.01 for just one pair; whether digits are broken in two; what share of them
    are signs instead.
    """

    lines: int = 1
    digits: tuple[int, int] = (2, 6)
    touching: float = 0.0
    broken: bool = False
    signs: float = 0.0


KINDS = {
    "apart": Kind(),
    "two lines": Kind(lines=2),
    "one pair touches": Kind(touching=0.01),
    "all touch": Kind(touching=1.0),
    "in two pieces": Kind(broken=True),
}


# What the judge learns besides: letters and other signs, of which no part is a digit.
SIGNS = {
    "words": Kind(signs=1.0, touching=0.1),
    "digits and signs": Kind(signs=0.3, touching=0.1),
}


@dataclass(frozen=True)
class Shown:
    """Candidates of one or several sheets.

    Attributes
    ----------
    images
        (N, 28, 28) int8: a candidate's ink, up to FULL, less that of all around it.
    labels
        (N,) int: of the digit that each shares most with; NONE if that is a sign.
    shared
        (N,) float32: its IoU with that digit.
    best
        (N,) bool: whether it is of the best division of its sheet: see `best_division`.
    geometry
        (N, len(FEATURES)): the features with the network's answers left 0.5.
    """

    images: np.ndarray
    labels: np.ndarray
    shared: Array
    best: np.ndarray
    geometry: Array

    @property
    def whole(self) -> np.ndarray:
        """(N,) bool: which are one whole digit."""
        whole = (self.shared >= WHOLE) | (self.best & (self.shared >= WHOLE_OF_BEST))
        return whole & (self.labels != NONE)

    @property
    def none(self) -> np.ndarray:
        """(N,) bool: which are no whole digit, without a doubt."""
        return ((self.shared <= NOT_WHOLE) & ~self.best) | (self.labels == NONE)


def hands(folder: Path | None = None, validation: bool = False) -> Hands:
    """The digits of the writers to learn from, or of those held back, by writer.

    Raises DataError.
    """
    found: Hands = {}
    for pen in parse(pen_trajectories(folder)):
        if (pen.writer in VALIDATION_WRITERS) == validation:
            found.setdefault(pen.writer, []).append(pen)
    return found


def sheet(by: Hands, kind: Kind, rng: np.random.Generator, varied: bool = False) -> Written:
    """A random number of a random writer; if `varied`, as another hand might have written it."""
    pens = by[int(rng.choice(sorted(by)))]
    least, most = kind.digits
    lines = []
    for _ in range(kind.lines):
        chosen = rng.integers(0, len(pens), rng.integers(least, most + 1))
        line = [vary(pens[at], rng) if varied else pens[at] for at in chosen]
        if kind.signs:
            tall = float(typical_height(line))
            line = [sign(tall, rng) if rng.random() < kind.signs else pen for pen in line]
        lines.append(line)
    return write(lines, rng, kind.touching, kind.broken)


def sign(tall: float, rng: np.random.Generator) -> PenDigit:
    """One of the signs that the gate learns from, about so tall, y upwards."""
    written = strokes_of(LEARNED[rng.integers(len(LEARNED))], rng)
    strokes = tuple((tall * points * (1, -1)).astype(np.float32) for points in written)
    return PenDigit(NONE, 0, strokes)


def shown(by: Hands, sheets: dict[str, int], seed: int) -> Shown:
    """The candidates of so many sheets of each kind, half of them varied."""
    parts = of_each_sheet(_of_one_sheet, by, sheets, seed)
    return Shown(*(np.concatenate(arrays) for arrays in zip(*parts, strict=True)))


def of_each_sheet(
    work: Callable[[Hands, str, list[int]], T], by: Hands, sheets: dict[str, int], seed: int
) -> list[T]:
    """What `work` makes of the writers, a kind and a seed, for so many sheets of each kind, on all
    processors.
    """
    kinds = [kind for kind, number in sheets.items() for _ in range(number)]
    seeds = ([seed, place] for place in range(len(kinds)))
    with ProcessPoolExecutor() as pool:
        return list(pool.map(work, repeat(by), kinds, seeds, chunksize=32))


def _of_one_sheet(
    by: Hands, kind: str, seed: list[int]
) -> tuple[np.ndarray, np.ndarray, Array, np.ndarray, Array]:
    rng = np.random.default_rng(seed)
    written = sheet(by, (KINDS | SIGNS)[kind], rng, varied=bool(rng.random() < 0.5))
    ink = all_ink(grey(written.picture, WORKING_SIDE))
    seen = marks(ink)
    pieces = cut(ink, seen, may_be_several(seen))
    found = candidates(pieces)
    _, surrounded = views(ink, pieces, found)
    labels, shared, best = _held_against(written, pieces, found)
    geometry = features(np.full((len(found), 10), 0.5), pieces, found)
    return (surrounded * FULL).round().astype(np.int8), labels, shared, best, geometry


def _held_against(
    written: Written, pieces: Pieces, found: list[Candidate]
) -> tuple[np.ndarray, Array, np.ndarray]:
    """For each candidate the label of the digit it shares most with, their IoU, and whether it is
    of the best division: then the digit is the one that it stands for there.
    """
    factor = reduction(written.picture.size, WORKING_SIDE)
    size = _count(pieces, pieces.labels > 0)
    shared = np.zeros((len(found), len(written.digits)))
    first, last = (np.array([getattr(one, end) for one in found]) for end in ("first", "last"))
    of_candidate = np.append(0, np.cumsum(size))[[last, first]]
    for number, digit in enumerate(written.digits):
        ink = np.asarray(Image.fromarray(digit).reduce(factor)) > 0.5
        common = np.append(0, np.cumsum(_count(pieces, ink & (pieces.labels > 0))))[[last, first]]
        both, alone = common[0] - common[1], of_candidate[0] - of_candidate[1]
        shared[:, number] = both / (ink.sum() + alone - both)
    labels = np.array([NONE if one == SIGN else int(one) for one in written.text if one != "\n"])
    best = shared.argmax(axis=1)
    chosen = best_division(shared, found)
    for number, at in enumerate(chosen):
        best[at] = number
    picked = np.zeros(len(found), bool)
    picked[chosen] = True
    return labels[best], shared[np.arange(len(best)), best].astype(np.float32), picked


def best_division(shared: Array, found: list[Candidate]) -> list[int]:
    """Of the ways to divide the pieces into as many candidates as there are digits, the best.

    The one whose candidates share most with the digits: their places in `found`, in order; none if
    there is no such way.
    """
    return best_way(found, shared)[1]


def _count(pieces: Pieces, where: np.ndarray) -> np.ndarray:
    """(N,): how many pixels of each piece are `where`."""
    return np.bincount(pieces.labels[where], minlength=len(pieces.boxes) + 1)[1:]


def sheets(by: Hands, kind: str, number: int, seed: int) -> Iterator[Written]:
    """So many sheets of a kind, the same for the same seed."""
    for at in range(number):
        yield sheet(by, KINDS[kind], np.random.default_rng([seed, at]))
