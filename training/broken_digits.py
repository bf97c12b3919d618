"""Kinds of pictures that are no digit any more, made from digits, to learn from.

Mirrored, turned, cut, mixed up, side by side. Which digit can stand what
was decided by looking: a 0 in the mirror is a 0, a 6 on its head a 9, a mirrored 2 nearly a 5, a
slanted 8 by a quarter turn slanted the other way, and half an 8 a 5; they are left alone.

Pens are drawn on a sheet; of MNIST's digits, which are ink cut out already, comes ink.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from PIL import Image

from model.layers import Array
from training.data import Digits
from training.pens import PenDigit
from training.sketches import TABLET, Rng, Strokes, on_a_sheet, turned

# Quarter turns, clockwise, after which a digit is none.
TURNS = {2: (1, 3), 3: (1, 2, 3), 4: (1, 3), 5: (1, 3), 7: (1, 2)}

# In the mirror, left for right, and upside down.
MIRRORED = (3, 6, 7, 9)
UPSIDE_DOWN = (6, 7, 9)

# Of the way the pen goes, from where to where a piece is no digit: the left of a 0, the foot of
# a 2, the angle of a 4, the bar of a 7.
PIECES = {0: (0.0, 0.55), 2: (0.6, 1.0), 4: (0.0, 0.45), 7: (0.0, 0.4)}


@dataclass(frozen=True)
class Material:
    """Digits to break: the pens' by label, and MNIST's."""

    pens: dict[int, list[PenDigit]]
    mnist: Digits


def turned_pen(material: Material, rng: Rng) -> Image.Image:
    """By a quarter turn, or on its head."""
    label = rng.choice(list(TURNS))
    strokes = _strokes(_pen(material, label, rng))
    return on_a_sheet(turned(strokes, 90 * rng.choice(TURNS[label])), rng)


def mirrored_pen(material: Material, rng: Rng) -> Image.Image:
    """Left for right, or upside down."""
    if rng.random() < 0.5:
        strokes = _strokes(_pen(material, rng.choice(MIRRORED), rng))
        return on_a_sheet([stroke * (-1, 1) for stroke in strokes], rng)
    strokes = _strokes(_pen(material, rng.choice(UPSIDE_DOWN), rng))
    return on_a_sheet([stroke * (1, -1) for stroke in strokes], rng)


def piece_of_a_pen(material: Material, rng: Rng) -> Image.Image:
    """A part of the way that the pen went, where that is no digit."""
    while True:
        label = rng.choice(list(PIECES))
        points = np.concatenate(_strokes(_pen(material, label, rng)))
        begin, end = (int(len(points) * part) for part in PIECES[label])
        piece = points[begin : max(end, begin + 3)]
        width, height = np.ptp(piece, axis=0)
        # A slim piece might be a 1, and the bar of a 7 with some of its leg is still a 7.
        if width > 0.5 * height and not (label == 7 and height > 0.4 * width):
            return on_a_sheet([piece], rng)


def side_by_side_pens(material: Material, rng: Rng) -> Image.Image:
    """Two digits, seldom three, at a distance or touching, as a number is written."""
    strokes: Strokes = []
    right = 0.0
    for _ in range(rng.choice([2, 3], p=[0.75, 0.25])):
        label = int(rng.integers(10))
        size = rng.uniform(0.8, 1.1)
        digit = [stroke * size for stroke in _strokes(_pen(material, label, rng))]
        gap = rng.uniform(0, 0.45) + 0.15 * (label == 1) if strokes else 0  # 0 and 1 make an a.
        moved = np.array([right + gap, rng.normal(0, 0.06)])
        strokes += [stroke + moved for stroke in digit]
        right = max(stroke[:, 0].max() for stroke in strokes)
    return on_a_sheet(strokes, rng, thickest=0.12)


def turned_mnist(material: Material, rng: Rng) -> Array:
    """By a quarter turn, or on its head."""
    label = rng.choice(list(TURNS))
    ink = _mnist(material, label, rng)
    return np.rot90(ink, -rng.choice(TURNS[label]))


def mirrored_mnist(material: Material, rng: Rng) -> Array:
    """Left for right, or upside down."""
    if rng.random() < 0.5:
        return _mnist(material, rng.choice(MIRRORED), rng)[:, ::-1]
    return _mnist(material, rng.choice(UPSIDE_DOWN), rng)[::-1]


def mixed_up_mnist(material: Material, rng: Rng) -> Array:
    """Cut into quarters, each put where another was, of one digit or of two."""
    a, b = (_mnist(material, rng.choice([0, 2, 3, 4, 5, 6, 8, 9]), rng) for _ in range(2))
    if rng.random() < 0.5:
        b = a
    quarters = [a[4:14, 4:14], b[4:14, 14:24], b[14:24, 4:14], a[14:24, 14:24]]
    first, second, third, fourth = (quarters[i] for i in (3, 2, 1, 0))
    if rng.random() < 0.5:
        first, second, third, fourth = second, fourth, first, third
    return np.block([[first, second], [third, fourth]])


def side_by_side_mnist(material: Material, rng: Rng) -> Array:
    """Two digits next to each other."""
    gap = int(rng.integers(0, 8))
    a, b = (_cropped(_mnist(material, int(rng.integers(10)), rng)) for _ in range(2))
    height = max(len(a), len(b))
    ink = np.zeros((height + 2, a.shape[1] + gap + b.shape[1]))
    ink[(below := rng.integers(0, height + 3 - len(a))) : below + len(a), : a.shape[1]] = a
    ink[(below := rng.integers(0, height + 3 - len(b))) : below + len(b), -b.shape[1] :] = b
    return np.pad(ink, 4)


def _pen(material: Material, label: int, rng: Rng) -> PenDigit:
    pens = material.pens[int(label)]
    return pens[rng.integers(len(pens))]


def _strokes(pen: PenDigit) -> Strokes:
    """The pen's way with y downwards, in 0..1 of the digit's height, from its top left corner."""
    points = np.concatenate(pen.strokes)
    low, high = points.min(axis=0), points.max(axis=0)
    unit = max(high[1] - low[1], TABLET / 100)
    return [(stroke - (low[0], high[1])) * (1, -1) / unit for stroke in pen.strokes]


def _mnist(material: Material, label: int, rng: Rng) -> Array:
    places = np.flatnonzero(material.mnist.labels == label)
    return material.mnist.images[places[rng.integers(len(places))]]


def _cropped(ink: Array) -> Array:
    rows, columns = np.nonzero(ink > 0.2)
    return ink[rows.min() : rows.max() + 1, columns.min() : columns.max() + 1]


BROKEN: dict[str, Callable[[Material, Rng], Image.Image | Array]] = {
    kind.__name__.replace("_", " "): kind
    for kind in (
        turned_pen, mirrored_pen, piece_of_a_pen, side_by_side_pens, turned_mnist,
        mirrored_mnist, mixed_up_mnist, side_by_side_mnist,
    )
}  # fmt: skip
