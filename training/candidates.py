"""What the judge of `model/numbers` learns from: candidates, and how much of a digit each is.

Sheets of numbers are divided as `/read` divides them, every mark that may be cut is, and each
candidate is held against the digits that were drawn: by its IoU, the ink it shares with a digit
of all the ink of both (intersection over union).
"""

from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from itertools import repeat
from pathlib import Path

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
    cutout,
    marks,
    may_be_several,
)
from model.picture import grey, place, reduction
from training.data import pen_trajectories
from training.numbers import Written, write
from training.pens import VALIDATION_WRITERS, PenDigit, parse, vary

# A candidate with this IoU or more is one whole digit; with so little or less it is none. What
# lies between could be called either.
WHOLE = 0.8
NOT_WHOLE = 0.65

# A sheet has so many digits on a line, first and last.
LEAST, MOST = 2, 6

Hands = dict[int, list[PenDigit]]


@dataclass(frozen=True)
class Kind:
    """A kind of sheet: how many lines; what share of neighbours touch, 0.01 for just one pair;
    whether digits are broken in two.
    """

    lines: int = 1
    touching: float = 0.0
    broken: bool = False


KINDS = {
    "apart": Kind(),
    "two lines": Kind(lines=2),
    "one pair touches": Kind(touching=0.01),
    "all touch": Kind(touching=1.0),
    "in two pieces": Kind(broken=True),
}


@dataclass(frozen=True)
class Shown:
    """Candidates of one or several sheets.

    Attributes
    ----------
    images
        (N, 28, 28) uint8, ink 255.
    labels
        (N,) int: of the digit that each shares most with.
    shared
        (N,) float32: its IoU with that digit.
    geometry
        (N, len(FEATURES)): the features with the network's answers left 0.5.
    """

    images: np.ndarray
    labels: np.ndarray
    shared: Array
    geometry: Array


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
    lines = []
    for _ in range(kind.lines):
        chosen = rng.integers(0, len(pens), rng.integers(LEAST, MOST + 1))
        lines.append([vary(pens[at], rng) if varied else pens[at] for at in chosen])
    return write(lines, rng, kind.touching, kind.broken)


def shown(by: Hands, sheets: dict[str, int], seed: int) -> Shown:
    """The candidates of so many sheets of each kind, half of them varied."""
    jobs = [(kind, at) for kind, number in sheets.items() for at in range(number)]
    with ProcessPoolExecutor() as pool:
        seeds = ([seed, place] for place in range(len(jobs)))
        parts = list(pool.map(_of_one_sheet, repeat(by), (k for k, _ in jobs), seeds, chunksize=32))
    return Shown(*(np.concatenate(arrays) for arrays in zip(*parts, strict=True)))


def _of_one_sheet(
    by: Hands, kind: str, seed: list[int]
) -> tuple[np.ndarray, np.ndarray, Array, Array]:
    rng = np.random.default_rng(seed)
    written = sheet(by, KINDS[kind], rng, varied=bool(rng.random() < 0.5))
    ink = all_ink(grey(written.picture, WORKING_SIDE))
    seen = marks(ink)
    pieces = cut(ink, seen, may_be_several(seen))
    found = candidates(pieces)
    images = np.stack([place(cutout(ink, pieces, one)) for one in found])
    labels, shared = _held_against(written, pieces, found)
    geometry = features(np.full((len(found), 10), 0.5), pieces, found)
    return (images * 255).round().astype(np.uint8), labels, shared, geometry


def _held_against(
    written: Written, pieces: Pieces, found: list[Candidate]
) -> tuple[np.ndarray, Array]:
    """For each candidate the label of the digit it shares most with, and their IoU."""
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
    labels = np.array([int(digit) for digit in written.text.replace("\n", "")])
    best = shared.argmax(axis=1)
    return labels[best], shared.max(axis=1).astype(np.float32)


def _count(pieces: Pieces, where: np.ndarray) -> np.ndarray:
    """(N,): how many pixels of each piece are `where`."""
    return np.bincount(pieces.labels[where], minlength=len(pieces.boxes) + 1)[1:]


def sheets(by: Hands, kind: str, number: int, seed: int) -> Iterator[Written]:
    """So many sheets of a kind, the same for the same seed."""
    for at in range(number):
        yield sheet(by, KINDS[kind], np.random.default_rng([seed, at]))
