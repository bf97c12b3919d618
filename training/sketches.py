"""Strokes of made-up drawings, and the sheet they are put on, as `pens.py` does it with digits.

A stroke is (P, 2) points x, y in about 0..1 of the drawing's size, y downwards.
"""

from collections.abc import Sequence

import numpy as np
from PIL import Image, ImageDraw

from model.layers import Array
from training.pens import OVERSAMPLING, SHEET, Look, PenDigit, draw, random_look, vary

Rng = np.random.Generator
Strokes = list[Array]
Points = Sequence[tuple[float, float]] | Array

# Units of the pens' tablet on a drawing's side.
TABLET = 500

# Points on each piece of a curve: enough for it to look round at the size of the sheet.
POINTS_PER_PIECE = 8

# Brush widths as shares of a drawing's size, from a hair on: a digit is one by any of them.
BRUSHES = (0.006, 0.27)

# Digits are drawn with brushes of up to 0.27 of their size. With so thick a one, of most other
# drawings nobody could say that they are no digits.
THICKEST = 0.2


def line(*points: tuple[float, float]) -> Array:
    """The stroke from point to point."""
    return np.array(points, np.float32)


def curve(points: Points) -> Array:
    """The stroke that goes smoothly through all points (a Catmull-Rom spline)."""
    p = np.asarray(points, np.float32)
    padded = np.concatenate([p[:1], p, p[-1:]])
    a, b, c, d = (padded[i : len(p) - 1 + i, None] for i in range(4))
    t = np.linspace(0, 1, POINTS_PER_PIECE, endpoint=False, dtype=np.float32)[:, None]
    between = b + ((c - a) * t + (2 * a - 5 * b + 4 * c - d) * t**2
                   + (3 * b - a - 3 * c + d) * t**3) / 2  # fmt: skip
    return np.concatenate([between.reshape(-1, 2), p[-1:]])


def arc(
    middle: tuple[float, float], radii: tuple[float, float], begin: float = 0, end: float = 360
) -> Array:
    """A piece of an ellipse, from `begin` to `end` degrees: 0 is to the right, 90 downwards."""
    angle = np.deg2rad(np.linspace(begin, end, max(8, int(abs(end - begin) / 9))))
    return (np.stack([np.cos(angle), np.sin(angle)], axis=1) * radii + middle).astype(np.float32)


def turned(strokes: Strokes, degrees: float) -> Strokes:
    """The drawing turned clockwise around its middle."""
    angle = np.deg2rad(degrees)
    turn = np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]], np.float32)
    return [(stroke - 0.5) @ turn + 0.5 for stroke in strokes]


def on_a_sheet(strokes: Strokes, rng: Rng, thickest: float = THICKEST) -> Image.Image:
    """The drawing by a random hand, at a random size, brush, place and colours, as pens are.

    The brush is at most `thickest` of the drawing's size.
    """
    flipped = tuple(TABLET * stroke * np.array([1, -1], np.float32) for stroke in strokes)
    drawing = vary(PenDigit(0, 0, flipped), rng)
    return draw(drawing, _look(drawing, rng, thickest))


def _look(drawing: PenDigit, rng: Rng, thickest: float) -> Look:
    """A random look, of those whose brush is no thicker than that."""
    while True:
        look = random_look(drawing, rng, BRUSHES)
        if look.brush <= thickest * (look.height + look.brush):
            return look


def filled(outline: Array, rng: Rng) -> Image.Image:
    """The inside of a closed line on a sheet, at a random size, place and colours."""
    side = SHEET * rng.uniform(0.2, 0.9)
    outline = (outline - outline.min(axis=0)) / np.ptp(outline, axis=0).max() * side
    room = SHEET - outline.max(axis=0)
    points = (outline + rng.uniform(0, 1, 2) * room) * OVERSAMPLING
    dark, light = int(rng.integers(0, 80)), int(rng.integers(160, 256))
    ink, paper = (dark, light) if rng.random() < 0.5 else (light, dark)
    picture = Image.new("L", (SHEET * OVERSAMPLING,) * 2, paper)
    ImageDraw.Draw(picture).polygon([tuple(point) for point in points.tolist()], fill=ink)
    return picture.reduce(OVERSAMPLING)


def as_picture(ink: Array) -> Image.Image:
    """An array (height, width) of ink from 0 to 1 as a picture, dark on light."""
    return Image.fromarray(((1 - ink) * 255).astype(np.uint8))
