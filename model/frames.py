"""Boxes round what is written and lines under it that do not reach the picture's edges.

People frame a number, or underline it. Such ink hangs together, is thin and straight, and has the
writing inside of it or above it; the 0, the 1 and the bar of a 5 or 7 are not and have not. What
a digit touches is one piece with the digit, and stays.
"""

import numpy as np

from model.components import Components, components
from model.layers import Array
from model.lines import grown

# A mark is no smaller than this share of the largest piece, on its longer side; a speck may be.
MARK = 0.05

# A picture with more marks, or more that may be boxes or lines, is not gone through.
MOST_MARKS = 500
MOST_FRAMES = 32

# Seen from each of its four sides, a box is a straight line: all but the corners lies this close
# to one, in shares of the box's other side, at so many of the places. An oval does at a third.
CORNER = 0.12
BENT = 0.03
STRAIGHT = 0.85

# So much of a box's ink lies along its sides, no farther inside than this share of the shorter.
OUTLINE = 0.95
EDGE = 0.1

# A line under writing is so many times as long as it is thick, no taller than this share of its
# length, and straight within this one.
SLIM = 6
LEVEL = 0.25
WAVY = 0.05

# It is so many times as long as the writing above it is tall; or, if it sticks out on both sides
# by OVERHANG of its length, so many times. The foot of a 1 or 2 is shorter.
LONG = 1.5
LONG_IF_OUT = 0.9
OVERHANG = 0.02

# It lies below the writing by no more than this share of the writing's height.
BELOW = 0.8


def frames(pieces: Components, shape: tuple[int, ...]) -> np.ndarray:
    """(count,) bool: which of the `pieces` of a mask of that shape are boxes or underlines."""
    found = np.zeros(pieces.count, bool)
    boxes = pieces.boxes()
    sides = (boxes[:, 2:] - boxes[:, :2]).max(axis=1, initial=0)
    marks = sides >= MARK * sides.max(initial=0)
    if not 2 <= np.count_nonzero(marks) <= MOST_MARKS:
        return found
    enclosing = np.zeros_like(found)
    enclosing[marks] = _enclosing(boxes[marks])
    suspects = np.flatnonzero(enclosing | (marks & _flat(pieces, boxes)))
    if not 1 <= len(suspects) <= MOST_FRAMES:
        return found
    labels = pieces.labels(shape)
    for number in suspects.tolist():
        left, top, right, bottom = boxes[number]
        mask = labels[top:bottom, left:right] == number
        found[number] = (enclosing[number] and _is_box(mask)) or (
            _is_straight_line(mask) and _is_under(number, boxes, marks & ~found)
        )
    return found


def without_frames(ink: Array, edge: float) -> Array:
    """`ink`, (height, width) 0..1, without boxes and underlines; `edge` is the least of ink."""
    pieces = components(ink > edge)
    drop = frames(pieces, ink.shape)
    if not drop.any():
        return ink
    labels = pieces.labels(ink.shape)
    dropped = drop[labels] & (labels >= 0)
    # Its pale edges, too, but where they are another's.
    return np.where(dropped | (grown(dropped) & (labels < 0)), 0, ink)


def _enclosing(boxes: np.ndarray) -> np.ndarray:
    """(N,) bool: which of `boxes` have another inside."""
    inside = (boxes[:, None, :2] < boxes[:, :2]) & (boxes[:, None, 2:] > boxes[:, 2:])
    return np.any(np.all(inside, axis=2), axis=1)


def _flat(pieces: Components, boxes: np.ndarray) -> np.ndarray:
    """(N,) bool: which pieces are long from left to right, and thin."""
    wide, tall = (boxes[:, 2:] - boxes[:, :2]).T
    area = np.bincount(pieces.number, pieces.stop - pieces.start, pieces.count)
    flat: np.ndarray = (tall <= LEVEL * wide) & (wide * wide >= SLIM * area)
    return flat


def _is_box(mask: np.ndarray) -> bool:
    """Whether the ink of `mask` is a straight line from each side, and nothing else."""
    rows, columns = np.nonzero(mask)
    off = []
    for turned in range(4):
        seen = np.rot90(mask, turned)
        depth = seen.argmax(axis=0)
        corner = round(CORNER * len(depth))
        place = np.arange(len(depth))[corner : len(depth) - corner]
        if len(place) < 3:
            return False
        line = _line_through(place, depth[place])
        away = np.abs(depth[place] - line(place))
        if np.mean(away <= 1 + BENT * len(seen)) < STRAIGHT:
            return False
        # How deep in the mask its ink lies, as seen from this side.
        height, width = mask.shape
        row, column = (
            (rows, columns),
            (width - 1 - columns, rows),
            (height - 1 - rows, width - 1 - columns),
            (columns, height - 1 - rows),
        )[turned]
        off.append(row - line(column))
    return bool(np.mean(np.min(off, axis=0) <= 2 + EDGE * min(mask.shape)) >= OUTLINE)


def _is_straight_line(mask: np.ndarray) -> bool:
    """Whether the middle of the ink, column by column, lies on a straight line."""
    ink = mask.sum(axis=0)
    middle = np.arange(len(mask)) @ mask / np.maximum(ink, 1)
    place = np.arange(mask.shape[1])
    away = np.abs(middle - _line_through(place, middle)(place))
    return bool(np.mean(away <= 1 + WAVY * len(place)) >= STRAIGHT)


def _line_through(x: np.ndarray, y: np.ndarray) -> np.poly1d:
    """The line through the medians of the outer thirds, which what sticks out does not move
    (J. Tukey, "Exploratory Data Analysis", 1977: the resistant line).
    """
    third = -(-len(x) // 3)
    (x0, y0), (x1, y1) = (
        (np.median(x[part]), np.median(y[part])) for part in (np.s_[:third], np.s_[-third:])
    )
    slope = (y1 - y0) / max(x1 - x0, 1)
    return np.poly1d([slope, np.median(y - slope * x)])


def _is_under(number: int, boxes: np.ndarray, others: np.ndarray) -> bool:
    """Whether that one of `boxes` is long and lies under some of the `others`, (N,) bool."""
    left, top, right, bottom = boxes[number]
    long = right - left
    lefts, tops, rights, bottoms = boxes.T
    tall = bottoms - tops
    above = others & (np.minimum(right, rights) - np.maximum(left, lefts) > 0.5 * (rights - lefts))
    above &= (tops + bottoms < 2 * top) & (bottoms <= bottom)
    above &= (top - bottoms <= BELOW * tall) & (tall > bottom - top)
    above[number] = False
    if not above.any():
        return False
    height = tall[above].max()
    out = lefts[above].min() - left >= OVERHANG * long and (
        right - rights[above].max() >= OVERHANG * long
    )
    return bool(long >= (LONG_IF_OUT if out else LONG) * height)
