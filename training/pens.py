"""Digits as the pen moved: trajectories of 30 writers, drawn as a canvas would draw them.

UCI's "Pen-Based Recognition of Handwritten Digits" (Alpaydin and Alimoglu, 1998, CC BY 4.0) in
its original UNIPEN form: 250 digits of each writer on a tablet, as strokes of points. MNIST's
digits are photographs of ink; these are what people draw. Drawn at random size, brush, place and
colours, and sent through the function that normalises pictures for `/predict`, they teach the
network what it will meet.
"""

from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from itertools import repeat

import numpy as np
from PIL import Image, ImageDraw

from model.layers import Array
from model.picture import normalise
from training.data import Digits

# Of the 30 writers, those whose digits are never trained on.
VALIDATION_WRITERS = frozenset({5, 10, 15, 20, 25, 30})

# A canvas as the page has it, in pixels.
SHEET = 280

# Brush widths as shares of the digit's size, brush included: from a fine pen on a large canvas to
# a finger on a small one.
BRUSHES = (0.04, 0.27)

# How far the stroke of a slashed 0 reaches beyond it, as a share of its width and height.
SLASH = 0.05

# Drawn so many times as large and then reduced, for edges as smooth as a browser's.
OVERSAMPLING = 2


@dataclass(frozen=True)
class PenDigit:
    """One digit: strokes of points (P, 2) as x, y in the tablet's units, y upwards."""

    label: int
    writer: int
    strokes: tuple[Array, ...]


def parse(text: str) -> Iterator[PenDigit]:
    """The digits of a UNIPEN file as UCI has it (`pendigits-orig.tra`)."""
    for segment in text.split(".SEGMENT DIGIT")[1:]:
        header, *strokes = segment.split(".PEN_DOWN")
        label, writer = header.split(".COMMENT")[1].split()[:2]
        points = [
            np.array(stroke.split(".PEN_UP")[0].split(), np.float32).reshape(-1, 2)
            for stroke in strokes
        ]
        yield PenDigit(int(label), int(writer), tuple(p for p in points if len(p)))


@dataclass(frozen=True)
class Look:
    """How a digit is put on the sheet: pixels of the sheet, shades from 0 (black) to 255."""

    height: float
    brush: float
    left: float
    top: float
    ink: int
    paper: int


def random_look(
    pen: PenDigit, rng: np.random.Generator, brushes: tuple[float, float] = BRUSHES
) -> Look:
    """A size from a fifth of the sheet to all of it, a brush within `brushes` of that, anywhere.

    Narrow brushes are as frequent as wide ones: as many between 5 and 10 % as between 10 and 20.
    """
    narrow, wide = brushes
    size = rng.uniform(0.2, 0.95)
    look = placed(pen, rng, size, narrow * (wide / narrow) ** rng.random())
    ink, paper = rng.integers(0, 80), rng.integers(160, 256)
    if rng.random() < 0.5:
        ink, paper = paper, ink
    return replace(look, ink=int(ink), paper=int(paper))


def placed(pen: PenDigit, rng: np.random.Generator, size: float, brush: float) -> Look:
    """Black on white, anywhere: `size` a share of the sheet, `brush` of the digit's longer side."""
    side = SHEET * size
    brush = max(1.0, side * brush)
    extents = np.ptp(np.concatenate(pen.strokes), axis=0)
    width, height = (extents / max(extents.max(), 1) * (side - brush)).tolist()
    left, top = (rng.uniform(brush / 2, SHEET - brush / 2 - extent) for extent in (width, height))
    return Look(side - brush, brush, left, top, ink=0, paper=255)


def vary(pen: PenDigit, rng: np.random.Generator) -> PenDigit:
    """The same digit as another hand might have moved: turned, slanted, narrowed, and bent.

    Bent by two waves that run through it in random directions. Unlike bending a picture, this
    leaves the strokes as even as the pen made them.
    """
    points = np.concatenate(pen.strokes)
    low, high = points.min(axis=0), points.max(axis=0)
    size = max((high - low).max(), 1)
    angle, slant, narrow = rng.uniform(-0.12, 0.12), rng.uniform(-0.2, 0.2), rng.uniform(-0.2, 0.2)
    turn = np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])
    linear = np.array([[1 + narrow, 0], [slant, 1]]) @ turn
    directions, phases = rng.normal(0, 5, (2, 2)), rng.uniform(0, 2 * np.pi, 2)
    amounts = rng.normal(0, 0.02, (2, 2))

    def moved(stroke: Array) -> Array:
        p = (stroke - (low + high) / 2) / size @ linear
        return (size * (p + np.sin(p @ directions + phases) @ amounts)).astype(np.float32)

    return PenDigit(pen.label, pen.writer, tuple(moved(stroke) for stroke in pen.strokes))


def slashed_zeros(pens: list[PenDigit]) -> list[PenDigit]:
    """The 0s among `pens` with a stroke through them, as programmers and engineers write them."""
    zeros = []
    for pen in pens:
        if pen.label == 0:
            points = np.concatenate(pen.strokes)
            low, high = points.min(axis=0), points.max(axis=0)
            overhang = (high - low) * SLASH
            slash = np.array([low - overhang, high + overhang], np.float32)
            zeros.append(replace(pen, strokes=(*pen.strokes, slash)))
    return zeros


def draw(pen: PenDigit, look: Look) -> Image.Image:
    """The sheet (greyscale) with the digit on it."""
    points = np.concatenate(pen.strokes)
    low, high = points.min(axis=0), points.max(axis=0)
    unit = look.height / max((high - low).max(), 1)
    picture = Image.new("L", (SHEET * OVERSAMPLING,) * 2, look.paper)
    canvas = ImageDraw.Draw(picture)
    radius = look.brush * OVERSAMPLING / 2
    for stroke in pen.strokes:
        x = (look.left + (stroke[:, 0] - low[0]) * unit) * OVERSAMPLING
        y = (look.top + (high[1] - stroke[:, 1]) * unit) * OVERSAMPLING
        line = list(zip(x.tolist(), y.tolist(), strict=True))
        canvas.line(line, fill=look.ink, width=max(1, round(2 * radius)), joint="curve")
        for point in (line[0], line[-1]):
            canvas.circle(point, radius, fill=look.ink)
    return picture.reduce(OVERSAMPLING)


def pen_digits(
    pens: list[PenDigit],
    copies: int,
    seed: int,
    varied: bool = False,
    brushes: tuple[float, float] = BRUSHES,
) -> Digits:
    """Every digit drawn `copies` times, each time with another look, and normalised.

    If `varied`, each time by another hand, too. The same seed with other `brushes` gives the
    same looks but for the brush (and as much as it must move them to stay on the sheet).
    """
    seeds = ([seed, index] for index in range(len(pens)))
    same = (repeat(copies), seeds, repeat(varied), repeat(brushes))
    with ProcessPoolExecutor() as pool:
        images = list(pool.map(_normalised, pens, *same, chunksize=64))
    labels = np.repeat(np.array([pen.label for pen in pens], np.uint8), copies)
    return Digits(np.concatenate(images), labels)


def _normalised(
    pen: PenDigit, copies: int, seed: list[int], varied: bool, brushes: tuple[float, float]
) -> Array:
    rng = np.random.default_rng(seed)
    hands = (vary(pen, rng) if varied else pen for _ in range(copies))
    return np.stack([normalise(draw(hand, random_look(hand, rng, brushes))) for hand in hands])
