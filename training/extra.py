"""Digits of one's own, as the page exports them: `python -m training.train NAME --extra FILE`.

    {"format": "digits", "version": 1,
     "digits": [{"label": 4,
                 "strokes": [{"width": 0.07, "points": [[0.4, 0.17], [0.36, 0.33, 0.5], …]}],
                 "pixels": [[28 whole numbers from 0, paper, to 255, ink] * 28]}, …]}

`label` is what it is, 0 to 9. `strokes` are what was drawn: points as x, y (and pressure, 0 to 1)
in units of the sheet, (0, 0) its top left corner and (1, 1) its bottom right; `pixels` are what
the network was shown. One of the two is enough, and either may be null. Whatever else the file
says (the page notes what was read, by which network and when) is not looked at.

A few dozen digits among 55,000 would change nothing, so they are shown again and again until they
are the share of all that the config's `teaching.share` says. Half of the time as they are; where
there are strokes the other half is drawn anew, each time as if by a slightly different hand, at
another size, with another brush, so that the network learns the hand and not the picture.
"""

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from model.layers import Array
from model.network import IMAGE_SHAPE
from training.data import DataError, Digits
from training.pens import SHEET, PenDigit, pen_digits

FORMAT, VERSION = "digits", 1

# A bound on what a mistaken file can cost; nobody draws so many.
MOST_DIGITS = 10_000

# The writer's number, where pens have one; nothing asks for it.
ONESELF = 0


@dataclass(frozen=True)
class OwnDigit:
    """One digit of the file: its label, and its image (28, 28), its strokes, or both."""

    label: int
    image: Array | None
    pen: PenDigit | None


def load_extra(path: Path) -> list[OwnDigit]:
    """The digits in the file `path`, at least one. Raises DataError, naming what is wrong where."""
    try:
        content = json.loads(path.read_bytes())
    except FileNotFoundError as error:
        raise DataError(f"There is no file {path}.") from error
    except (OSError, ValueError, RecursionError) as error:
        raise DataError(f"{path} cannot be read as JSON ({error}).") from error
    if not isinstance(content, dict) or content.get("format") != FORMAT:
        raise DataError(
            f'{path} is no export of digits: it does not say "format": "{FORMAT}". '
            "The page exports such a file under 'Teach it'."
        )
    if content.get("version") != VERSION:
        raise DataError(
            f"{path} is of version {content.get('version')!r} of its format; this program reads "
            f"version {VERSION}. Export it again, or update this program."
        )
    entries = content.get("digits")
    if not isinstance(entries, list) or not 0 < len(entries) <= MOST_DIGITS:
        raise DataError(f"{path} does not hold from 1 to {MOST_DIGITS:,} digits.")
    try:
        return [_digit(entry, number) for number, entry in enumerate(entries, start=1)]
    except ValueError as error:
        raise DataError(f"{path}: {error}") from error


def checksum(path: Path) -> str:
    """The file's SHA-256: a run that is resumed must have learned from the same. Raises OSError."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def repeated(own: list[OwnDigit], number: int, seed: int) -> Digits:
    """`number` pictures (at least one of each) of the digits `own`, as the module says."""
    copies = max(1, -(-number // len(own)))
    images: list[Array] = []
    labels: list[np.ndarray] = []
    as_they_are = [digit for digit in own if digit.image is not None]
    for digit in as_they_are:
        times = copies if digit.pen is None else -(-copies // 2)
        images.append(np.repeat(np.asarray(digit.image)[np.newaxis], times, axis=0))
        labels.append(np.full(times, digit.label, np.uint8))
    for had_image in (True, False):
        pens = [d.pen for d in own if d.pen is not None and (d.image is not None) == had_image]
        times = copies // 2 if had_image else copies
        if pens and times:
            drawn = pen_digits(pens, times, seed, varied=True)
            images.append(drawn.images)
            labels.append(drawn.labels)
    return Digits(np.concatenate(images), np.concatenate(labels))


def _digit(entry: Any, number: int) -> OwnDigit:
    """Raises ValueError."""
    if not isinstance(entry, dict):
        raise ValueError(f"digit {number} is no object.")
    label = entry.get("label")
    if type(label) is not int or not 0 <= label <= 9:
        raise ValueError(f"digit {number}: its label is {label!r}, not a whole number from 0 to 9.")
    strokes, pixels = entry.get("strokes"), entry.get("pixels")
    image = None if pixels is None else _image(pixels, number)
    pen = None if strokes is None else _pen(strokes, label, number)
    if image is None and pen is None:
        raise ValueError(f"digit {number} has neither pixels nor strokes longer than a dot.")
    return OwnDigit(label, image, pen)


def _image(rows: Any, number: int) -> Array:
    height, width = IMAGE_SHAPE
    if not (
        isinstance(rows, list)
        and len(rows) == height
        and all(isinstance(row, list) and len(row) == width for row in rows)
        and all(type(value) is int and 0 <= value <= 255 for row in rows for value in row)
    ):
        raise ValueError(
            f"digit {number}: its pixels are not {height} rows of {width} whole numbers from 0 "
            "to 255."
        )
    image = np.array(rows, np.float32) / 255
    if not image.any():
        raise ValueError(f"digit {number}: its pixels are all paper.")
    return image


def _pen(strokes: Any, label: int, number: int) -> PenDigit | None:
    """None for a mere dot, which has no size to draw it at."""
    if not isinstance(strokes, list):
        raise ValueError(f"digit {number}: its strokes are no list.")
    lines = [_points(stroke, number) for stroke in strokes]
    if not lines or np.ptp(np.concatenate(lines), axis=0).max() < 1:
        return None
    return PenDigit(label, ONESELF, tuple(lines))


def _points(stroke: Any, number: int) -> Array:
    """(P, 2) in a sheet of SHEET units, y upwards as a pen's tablet has it."""
    points = stroke.get("points") if isinstance(stroke, dict) else None
    if not (
        isinstance(points, list)
        and points
        and all(isinstance(point, list) and len(point) in (2, 3) for point in points)
        # Written so that NaN fails it, too; a pen may leave the sheet, but not go to the moon.
        and all(type(v) in (int, float) and -10 <= v <= 10 for point in points for v in point)
    ):
        raise ValueError(
            f"digit {number}: a stroke of it has no points [x, y] in units of the sheet."
        )
    xy = np.array([point[:2] for point in points], np.float32)
    return (xy * (1, -1) * SHEET).astype(np.float32)
