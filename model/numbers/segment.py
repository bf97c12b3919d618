"""From the ink of a sheet to what may be digits on it: pieces, and runs of neighbouring pieces.

    marks        the connected components that are no specks, line by line
    pieces       each mark whole, or, where it may be several digits that touch, cut in pieces
    candidates   every run of neighbouring pieces that could be one digit

A digit in one stroke is one piece; one whose strokes do not touch is a run of several; of two
that touch each is a run of pieces of one mark. Which of the candidates are digits is decided in
`find.py`, by reading them.
"""

import math
from dataclasses import dataclass

import numpy as np

from model.components import components
from model.errors import BlankPicture, TooManyDigits
from model.ink import INK_EDGE
from model.layers import Array
from model.numbers.lines import line_height, lines
from model.numbers.seams import seams
from model.picture import LEAST_SIDE, place, through, window

# More digits on one sheet are refused: a page of text, or noise.
MOST_DIGITS = 64

# A digit has seldom more than two marks.
MOST_MARKS = 3 * MOST_DIGITS

# Ink of this strength makes up a mark.
MARK = 0.4

# So many pixels around a mark may be of its strokes, too.
EDGE = 2

# A mark whose longer side is less than this share of the typical height is a speck.
SPECK = 0.12

# A mark may be several digits if it is at least so wide and so tall, in heights of its line.
WIDE = 0.45
TALL = 0.5

# A candidate of several pieces is at most so wide, and the paper within it, in line heights.
WIDEST = 1.6
GAP = 0.4

# A candidate is of at most so many pieces.
RUN = 16

# A mark is cut at most so often for each line height of its width.
CUTS = 10

# What bounds the work on a sheet of anything else than digits: all cuts on it; its candidates
# and all pixels of theirs, where runs of more pieces are left out first.
MOST_CUTS = 256
MOST_CANDIDATES = 1000
MOST_PIXELS = 12_000_000


@dataclass(frozen=True)
class Marks:
    """The marks of a sheet, in reading order.

    Attributes
    ----------
    labels
        (height, width) int32: 0 paper, -1 specks, else the mark's number from 1.
    boxes
        (N, 4): left, top, right and bottom, the last two exclusive.
    line
        (N,) the line each stands on, from 0.
    height
        (N,) the height of the writing on its line, in pixels.
    """

    labels: np.ndarray
    boxes: np.ndarray
    line: np.ndarray
    height: Array


@dataclass(frozen=True)
class Pieces:
    """Marks, whole or cut, in reading order: as `Marks`, and

    mark
        (N,) the mark that each is of.
    left_cut, right_cut
        (N,) how much ink was cut through on its left and right, as a length in line heights;
        0 where nothing was cut.
    """

    labels: np.ndarray
    boxes: np.ndarray
    line: np.ndarray
    height: Array
    mark: np.ndarray
    left_cut: Array
    right_cut: Array


@dataclass(frozen=True)
class Candidate:
    """The pieces `first` to `last` - 1, and the box around them."""

    first: int
    last: int
    box: tuple[int, int, int, int]


@dataclass(frozen=True)
class Cutout:
    """The ink of a candidate alone, (height, width) in [0, 1], and where on the sheet it begins."""

    ink: Array
    left: int
    top: int


def marks(ink: Array) -> Marks:
    """The marks of `ink`, (height, width) in [0, 1], of which there is some.

    Raises
    ------
    BlankPicture
        If all of them are smaller than any digit can be.
    TooManyDigits
        If there are more than MOST_MARKS.
    """
    found = components(ink > MARK)
    boxes = found.boxes()
    wide, tall = boxes[:, 2] - boxes[:, 0], boxes[:, 3] - boxes[:, 1]
    areas = np.bincount(found.number, found.stop - found.start)
    typical = _weighted_median(tall, areas)
    side = np.maximum(wide, tall)
    if side.max() < LEAST_SIDE:
        unit = "pixel" if side.max() == 1 else "pixels"
        raise BlankPicture(
            f"There are but dots on the picture, {side.max()} {unit} large: draw digits of at "
            f"least {LEAST_SIDE}."
        )
    kept = np.flatnonzero(side >= min(max(LEAST_SIDE, SPECK * typical), side.max()))
    if len(kept) > MOST_MARKS:
        raise TooManyDigits(
            f"There are {len(kept)} separate marks on the picture; at most {MOST_DIGITS} digits "
            "are read at once: send a part of it, or a cleaner picture."
        )
    ordered = lines(boxes[kept], typical)
    order = kept[np.concatenate(ordered)]
    line = np.repeat(np.arange(len(ordered)), [len(one) for one in ordered])
    heights = [line_height(boxes[kept[one]], typical) for one in ordered]
    height = np.repeat(heights, [len(one) for one in ordered])
    numbers = np.full(found.count + 1, -1, np.int32)
    numbers[-1] = 0  # labels() has -1 for paper.
    numbers[order] = np.arange(1, len(order) + 1)
    return Marks(numbers[found.labels(ink.shape)], boxes[order], line, height)


def _weighted_median(values: np.ndarray, weights: np.ndarray) -> float:
    order = np.argsort(values, kind="stable")
    before = np.cumsum(weights[order])
    return float(values[order[np.searchsorted(before, before[-1] / 2)]])


def may_be_several(marks: Marks) -> np.ndarray:
    """(N,) bool: which marks are large enough to be several digits that touch."""
    left, top, right, bottom = marks.boxes.T
    return (right - left > WIDE * marks.height) & (bottom - top > TALL * marks.height)


def whole(marks: Marks) -> Pieces:
    """Every mark a piece."""
    none = np.zeros(len(marks.boxes))
    places = np.arange(len(marks.boxes))
    return Pieces(marks.labels, marks.boxes, marks.line, marks.height, places, none, none)


def cut(ink: Array, marks: Marks, chosen: np.ndarray) -> Pieces:
    """The `chosen` marks, (N,) bool, cut in pieces, the others whole."""
    most = np.where(chosen, CUTS * (marks.boxes[:, 2] - marks.boxes[:, 0]) / marks.height + 1, 0)
    most *= min(1.0, MOST_CUTS / max(1.0, most.sum()))
    zones = np.zeros(ink.shape, np.int32)  # Within its mark, the piece that a pixel is of.
    number, left_cut, right_cut = [], [], []
    for at, (left, top, right, bottom) in enumerate(marks.boxes.tolist()):
        costs: Array = np.zeros(0)
        if chosen[at]:
            box = np.s_[top:bottom, left:right]
            own = marks.labels[box] == at + 1
            height = float(marks.height[at])
            costs, columns = seams(np.where(own, ink[box], 0), height, int(most[at]))
            passed = np.zeros((bottom - top, right - left + 1), np.int32)
            for way in columns:
                passed[np.arange(bottom - top), np.minimum(way + 1, right - left)] += 1
            zones[box] += np.where(own, np.cumsum(passed, axis=1)[:, :-1], 0).astype(np.int32)
        number.append(len(costs) + 1)
        left_cut += [0.0, *costs.tolist()]
        right_cut += [*costs.tolist(), 0.0]

    begin = np.cumsum([0, *number])
    mark = np.repeat(np.arange(len(number)), number)
    labels = np.where(marks.labels > 0, begin[np.maximum(marks.labels - 1, 0)] + zones + 1, 0)
    boxes = _boxes(labels, len(mark))
    there = np.flatnonzero(boxes[:, 2] > 0)
    line = marks.line[mark]
    order = there[np.lexsort((boxes[there, 0] + boxes[there, 2], line[there]))]
    renumbered = np.zeros(len(mark) + 1, np.int32)
    renumbered[order + 1] = np.arange(1, len(order) + 1)
    return Pieces(
        np.where(marks.labels < 0, -1, renumbered[labels]).astype(np.int32),
        boxes[order],
        line[order],
        marks.height[mark[order]],
        mark[order],
        np.array(left_cut)[order],
        np.array(right_cut)[order],
    )


def _boxes(labels: np.ndarray, number: int) -> np.ndarray:
    """(number, 4): around each label from 1; of those that are nowhere the right end is 0."""
    boxes = np.zeros((number, 4), np.int64)
    boxes[:, :2] = max(labels.shape)
    rows, columns = np.nonzero(labels)
    place = labels[rows, columns] - 1
    np.minimum.at(boxes[:, 0], place, columns)
    np.minimum.at(boxes[:, 1], place, rows)
    np.maximum.at(boxes[:, 2], place, columns + 1)
    np.maximum.at(boxes[:, 3], place, rows + 1)
    return boxes


def candidates(pieces: Pieces) -> list[Candidate]:
    """Every run of neighbouring pieces of one line that could be a digit by its size.

    One piece alone always is, so that every sheet can be read. In order of their first pieces.
    """
    found = []
    boxes, line, height = pieces.boxes.tolist(), pieces.line, pieces.height
    for first, (left, top, right, bottom) in enumerate(boxes):
        found.append(Candidate(first, first + 1, (left, top, right, bottom)))
        for last in range(first + 1, min(len(boxes), first + RUN)):
            if line[last] != line[first] or boxes[last][0] - right > GAP * height[first]:
                break
            left, top = min(left, boxes[last][0]), min(top, boxes[last][1])
            right, bottom = max(right, boxes[last][2]), max(bottom, boxes[last][3])
            if right - left > WIDEST * height[first]:
                break
            found.append(Candidate(first, last + 1, (left, top, right, bottom)))
    return _bounded(found)


def _bounded(found: list[Candidate]) -> list[Candidate]:
    """Those of `found` within MOST_CANDIDATES and MOST_PIXELS, shorter runs first asked."""
    runs = np.array([one.last - one.first for one in found])
    pixels = [(right - left) * (bottom - top) for left, top, right, bottom in
              (one.box for one in found)]  # fmt: skip
    order = np.argsort(runs, kind="stable")
    within = np.cumsum(np.array(pixels)[order]) <= MOST_PIXELS
    within &= np.arange(len(found)) < MOST_CANDIDATES
    return [found[place] for place in np.sort(order[within | (runs[order] == 1)])]


def cutout(ink: Array, pieces: Pieces, candidate: Candidate) -> Cutout:
    """The ink in and around the candidate's box, without that of other pieces and of specks.

    So much around it as a stroke's pale edge may reach, so that a digit alone on its sheet is
    cut out just as `picture.crop` does it.
    """
    left, top, right, bottom = candidate.box
    left, top = max(0, left - EDGE), max(0, top - EDGE)
    box = np.s_[top : bottom + EDGE, left : right + EDGE]
    ink, labels = ink[box], pieces.labels[box]
    own = (labels > candidate.first) & (labels <= candidate.last)
    foreign = (labels != 0) & ~own
    if foreign.any():
        # The pale edges of other pieces are theirs, too.
        padded = np.pad(foreign, 1)
        rows = padded[:-2] | padded[1:-1] | padded[2:]
        around = rows[:, :-2] | rows[:, 1:-1] | rows[:, 2:]
        ink = np.where(around & ~own, 0, ink)
    rows, columns = (np.flatnonzero((ink > INK_EDGE).any(axis=axis)) for axis in (1, 0))
    inside = ink[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    return Cutout(inside, left + int(columns[0]), top + int(rows[0]))


def surroundings(ink: Array, own: Cutout) -> Array:
    """(28, 28) in [0, 1]: all other ink on the sheet, through the window that `own` is placed by.

    Whose strokes go on there, and where they were cut through, is seen nowhere else.
    """
    left, top, side = window(own.ink)
    left, top = left + own.left, top + own.top
    columns = slice(max(0, math.floor(left)), math.ceil(left + side))
    rows = slice(max(0, math.floor(top)), math.ceil(top + side))
    others = ink[rows, columns].copy()
    height, width = own.ink.shape
    y, x = own.top - rows.start, own.left - columns.start
    others[y : y + height, x : x + width] -= own.ink
    return through((left - columns.start, top - rows.start, side), others)


def views(ink: Array, pieces: Pieces, found: list[Candidate]) -> tuple[Array, Array]:
    """(N, 28, 28) each: the candidates alone, in [0, 1], as the networks read them; and less all
    ink around them, in [-1, 1], as the judge is shown them.
    """
    alone = [cutout(ink, pieces, one) for one in found]
    images = np.stack([place(one.ink) for one in alone])
    return images, images - np.stack([surroundings(ink, one) for one in alone])
