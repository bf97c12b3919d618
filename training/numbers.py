"""Numbers as people write them: several digits of one pen on one sheet, with what they say.

Put together from the pen trajectories of one writer: the same pen for the whole number, every
digit in its own size and slant, a little above or below the line. Neighbours keep the distance
that people leave, or touch; strokes may have come apart where a pen skips. What was drawn is
known to the pixel, so that a reading can be held against it.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from PIL import Image, ImageDraw

from model.layers import Array
from training.losses import NONE
from training.pens import OVERSAMPLING, PenDigit

# Shares of the digits' height: the least and the most paper between the ink of two neighbours.
GAPS = (0.05, 0.4)

# How deep neighbours that touch run into each other, in pixels; at most half a brush, so that
# strokes meet and do not cross.
OVERLAPS = (1.0, 4.0)

# How far strokes of one digit lie apart that have come apart, in pixels.
BREAKS = (2.0, 6.0)

# Brushes as `training.pens.random_look` has them, shares of the digits' height.
BRUSHES = (0.04, 0.27)

# The least height of a digit on a sheet, in pixels.
LEAST_HEIGHT = 28

# Stands in a text for what is no digit.
SIGN = "?"


@dataclass(frozen=True)
class Written:
    """A sheet with digits on it.

    Attributes
    ----------
    picture
        Greyscale.
    text
        The digits, a line of them for each line of writing; SIGN for what is none.
    digits
        For each digit of the text where its ink is: (height, width) of the sheet, 0 to 1.
    """

    picture: Image.Image
    text: str
    digits: tuple[Array, ...]


def write(
    lines: Sequence[Sequence[PenDigit]],
    rng: np.random.Generator,
    touching: float = 0.0,
    broken: bool = False,
) -> Written:
    """A sheet with these lines of digits, in a random hand, size, place and colours.

    Parameters
    ----------
    touching
        The share of neighbours whose ink runs into each other; of several at least one pair
        does, if it is not 0.
    broken
        Whether each digit is in two pieces: its strokes pulled apart, or one broken off.
    """
    longest = max(map(len, lines))
    sheet_width, sheet_height = (
        int(rng.integers(280, 301 + 160 * longest)),
        int(rng.integers(200, 401)) * len(lines),
    )
    # As large as fits, if every digit were as wide as it is tall, or smaller.
    most = min(sheet_height / (1.7 * len(lines) + 0.3), sheet_width / (1.1 * longest + 0.3))
    height = max(LEAST_HEIGHT, most * rng.uniform(0.45, 1))
    brush = max(1.5, height * BRUSHES[0] * (BRUSHES[1] / BRUSHES[0]) ** rng.random())
    slant, rise = rng.uniform(-0.1, 0.1), rng.normal(0, 0.02)
    typical = typical_height([pen for line in lines for pen in line])

    rows = []
    for line in lines:
        masks = []
        for pen in line:
            unit = height / typical * rng.uniform(0.9, 1.1)
            leaning = slant + rng.normal(0, 0.03)
            strokes = [_placed(stroke, unit, leaning) for stroke in pen.strokes]
            strokes = _break(strokes, brush, height, rng) if broken else strokes
            masks.append(_coverage(strokes, brush))
        touch = rng.random(len(line) - 1) < touching
        if touching and len(touch):
            touch[rng.integers(len(touch))] = True
        rows.append(_line(masks, touch, height, brush, rise, rng))
    return _sheet(rows, lines, sheet_width, sheet_height, height, rng)


def typical_height(pens: Sequence[PenDigit]) -> Any:
    """The median of their heights in the tablet's units, none less than 1."""
    heights = [np.ptp(np.concatenate(pen.strokes)[:, 1]) for pen in pens]
    return np.median(np.maximum(heights, 1))


def _placed(stroke: Array, unit: float, slant: float) -> Array:
    """Points in pixels, y downwards."""
    return np.stack([(stroke[:, 0] + slant * stroke[:, 1]) * unit, -stroke[:, 1] * unit], axis=1)


def _break(
    strokes: list[Array], brush: float, height: float, rng: np.random.Generator
) -> list[Array]:
    """The digit in two pieces with a little paper between them."""
    gap = min(rng.uniform(*BREAKS), 0.08 * height)
    if len(strokes) > 1 and (apart := _pulled(strokes, brush + gap)):
        return apart
    longest = max(range(len(strokes)), key=lambda number: len(_dense(strokes[number])))
    points = _dense(strokes[longest])
    way = np.concatenate([[0], np.cumsum(np.hypot(*np.diff(points, axis=0).T))])
    middle, half = rng.uniform(0.25, 0.75) * way[-1], (gap + brush) / 2
    pieces = [points[way < middle - half], points[way > middle + half]]
    whole = strokes[:longest] + strokes[longest + 1 :]
    return [*whole, *(piece for piece in pieces if len(piece))]


def _pulled(strokes: list[Array], distance: float) -> list[Array] | None:
    """The last stroke moved away until it is `distance` from the others, middle to middle.

    None if they cross: nobody writes the bar of a 7 beside the 7.
    """
    others, last = _dense(np.concatenate(strokes[:-1])), _dense(strokes[-1])
    away = last.mean(axis=0) - others.mean(axis=0)
    away = away / max(float(np.hypot(*away)), 1e-6)
    for way in np.arange(0, 1.6 * distance, 0.5):
        between = (last + away * way)[:, None] - others
        if np.hypot(between[..., 0], between[..., 1]).min() >= distance:
            return [*strokes[:-1], strokes[-1] + away * way]
    return None


def _dense(points: Array) -> Array:
    """The same line with points at most a pixel or so apart."""
    if len(points) == 1:
        return points
    steps = np.hypot(*np.diff(points, axis=0).T)
    way = np.concatenate([[0], np.cumsum(steps)])
    at = np.linspace(0, way[-1], max(2, int(way[-1]) + 1))
    return np.stack([np.interp(at, way, points[:, axis]) for axis in (0, 1)], axis=1)


@dataclass(frozen=True)
class _Mask:
    """The ink of a digit, (height, width) in [0, 1], and where its top stands from the line."""

    ink: Array
    top: float


def _coverage(strokes: list[Array], brush: float) -> _Mask:
    points = np.concatenate(strokes)
    low, high = points.min(axis=0), points.max(axis=0)
    margin = brush / 2 + 1
    width, height = (math.ceil(side) * OVERSAMPLING for side in high - low + 2 * margin)
    picture = Image.new("L", (width, height), 0)
    canvas = ImageDraw.Draw(picture)
    radius = brush * OVERSAMPLING / 2
    for stroke in strokes:
        line = [tuple(p) for p in ((stroke - low + margin) * OVERSAMPLING).tolist()]
        canvas.line(line, fill=255, width=max(1, round(2 * radius)), joint="curve")
        for point in (line[0], line[-1]):
            canvas.circle(point, radius, fill=255)
    ink = np.asarray(picture.reduce(OVERSAMPLING), np.float32) / 255
    return _Mask(ink, float(-(high[1] - low[1]) - margin))


def _line(
    masks: list[_Mask],
    touch: np.ndarray,
    height: float,
    brush: float,
    rise: float,
    rng: np.random.Generator,
) -> list[tuple[_Mask, int, int]]:
    """The masks with their left and top in pixels, from the line's left end and baseline."""
    placed: list[tuple[_Mask, int, int]] = []
    for number, mask in enumerate(masks):
        if not placed:
            placed.append((mask, 0, round(mask.top)))
            continue
        before, left, top_before = placed[-1]
        middle = left + before.ink.shape[1]
        top = round(mask.top + rng.normal(0, 0.04) * height - rise * middle)
        touches = touch[number - 1]
        depth = max(OVERLAPS[0], min(rng.uniform(*OVERLAPS), brush / 2))
        gap = -depth if touches else rng.uniform(*GAPS) * height
        # What is less far above or below than the gap is wide is a neighbour, too.
        reach = 0 if touches else round(abs(gap))
        shift = left + _nearest(before.ink, mask.ink, top - top_before, reach) + round(gap)
        if not touches:  # A 7 may lean over the next, but not by much.
            shift = max(shift, middle - round(0.15 * height))
        placed.append((mask, shift, top))
    return placed


def _nearest(a: Array, b: Array, down: int, reach: int) -> int:
    """How far right of `a`'s left edge `b` must be for their ink to just meet in some row."""
    right = np.where((a > 0.5).any(axis=1), a.shape[1] - (a > 0.5)[:, ::-1].argmax(axis=1), -9999)
    left = np.where((b > 0.5).any(axis=1), (b > 0.5).argmax(axis=1), 9999)
    rows = np.arange(len(a))
    best = -9999
    for offset in range(-reach, reach + 1):
        other = rows - down + offset
        inside = (other >= 0) & (other < len(b))
        if inside.any():
            best = max(best, int((right[rows[inside]] - left[other[inside]]).max()))
    return best if best > -5000 else a.shape[1]


def _sheet(
    rows: list[list[tuple[_Mask, int, int]]],
    lines: Sequence[Sequence[PenDigit]],
    width: int,
    height: int,
    size: float,
    rng: np.random.Generator,
) -> Written:
    boxes = []  # of each line: left, top, right, bottom
    for row in rows:
        boxes.append(
            (
                min(x for _, x, _ in row),
                min(y for _, _, y in row),
                max(x + m.ink.shape[1] for m, x, _ in row),
                max(y + m.ink.shape[0] for m, _, y in row),
            )
        )
    space = round(rng.uniform(0.15, 0.6) * size)
    wide = max(right - left for left, _, right, _ in boxes)
    tall = sum(bottom - top for _, top, _, bottom in boxes) + space * (len(boxes) - 1)
    width, height = max(width, wide + 4), max(height, tall + 4)
    x0, y0 = int(rng.integers(0, width - wide + 1)), int(rng.integers(0, height - tall + 1))
    digits = []
    for row, (left, top, right, bottom) in zip(rows, boxes, strict=True):
        indent = int(rng.integers(0, wide - (right - left) + 1))
        for mask, x, y in row:
            ink = np.zeros((height, width), np.float32)
            y1, x1 = y0 + y - top, x0 + indent + x - left
            ink[y1 : y1 + mask.ink.shape[0], x1 : x1 + mask.ink.shape[1]] = mask.ink
            digits.append(ink)
        y0 += bottom - top + space
    shade, paper = float(rng.integers(0, 80)), float(rng.integers(160, 256))
    if rng.random() < 0.5:
        shade, paper = paper, shade
    ink = np.max(digits, axis=0)
    picture = Image.fromarray((paper + (shade - paper) * ink).round().astype(np.uint8))
    text = "\n".join("".join(_letter(pen) for pen in line) for line in lines)
    return Written(picture, text, tuple(digits))


def _letter(pen: PenDigit) -> str:
    return SIGN if pen.label == NONE else str(pen.label)
