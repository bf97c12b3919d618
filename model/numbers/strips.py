"""A line of writing as one strip of 32 pixels' height, for the network that reads it whole.

What is farther apart than the parts of a digit ever are is read apart: a strip for each group.
"""

from dataclasses import dataclass

import numpy as np
from PIL import Image

from model.layers import Array
from model.numbers.segment import GAP, Candidate, Pieces, cutout

# A strip's pixels from top to bottom, and of them paper above and below, left and right.
HEIGHT = 32
MARGIN = 2

# A column of answers is of so many pixels: a strip is a multiple of it wide.
COLUMN = 4

# A strip is at most so many times as wide as the ink is tall: more is no line of 64 digits.
WIDEST = 64


@dataclass(frozen=True)
class Strip:
    """The pieces `first` to `last` - 1 side by side; `image`: (HEIGHT, width) in [0, 1]."""

    first: int
    last: int
    image: Array


def strips(ink: Array, pieces: Pieces) -> list[Strip]:
    """All `pieces` of `ink`, (height, width) in [0, 1], group by group in reading order."""
    return [
        Strip(group.first, group.last, strip(cutout(ink, pieces, group).ink))
        for group in groups(pieces)
    ]


def groups(pieces: Pieces) -> list[Candidate]:
    """Runs of pieces of one line with no more paper between them than a digit may have in it."""
    found: list[Candidate] = []
    for at, (left, top, right, bottom) in enumerate(pieces.boxes.tolist()):
        if found and pieces.line[at] == pieces.line[at - 1]:
            before = found[-1].box
            if left - before[2] <= GAP * pieces.height[at]:
                box = (
                    min(left, before[0]),
                    min(top, before[1]),
                    max(right, before[2]),
                    max(bottom, before[3]),
                )
                found[-1] = Candidate(found[-1].first, at + 1, box)
                continue
        found.append(Candidate(at, at + 1, (left, top, right, bottom)))
    return found


def strip(ink: Array) -> Array:
    """(HEIGHT, width), float32: `ink` scaled to that height, with paper around.

    As in `model.picture.place`, each pixel is the average of what it covers, and the strongest
    ink is brought back to 1.
    """
    tall = HEIGHT - 2 * MARGIN
    height, width = ink.shape
    wide = max(1, round(tall * min(width / height, WIDEST)))
    scaled = np.asarray(Image.fromarray(ink).resize((wide, tall), Image.Resampling.BILINEAR))
    after = -(wide + 2 * MARGIN) % COLUMN
    return np.pad(scaled / scaled.max(), ((MARGIN, MARGIN), (MARGIN, MARGIN + after)))
