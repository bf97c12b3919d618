"""Straight lines from edge to edge of a picture: the line of a form, a fold, a stroke across.

They are no part of a digit, and would make it seem as large as the picture. Such a line comes
in at one point of the border and leaves at another, and there is ink all the way between. One
line alone may be a 1 that fills the picture, so it must differ from the rest of the ink; where
several from left to right that are parallel are all there is, it is ruled paper and blank.
"""

from itertools import combinations

import numpy as np

from model.errors import BlankPicture
from model.layers import Array

# A line is thinner than this share of the picture's longer side; strokes of a digit that fills
# the picture may be thicker.
WIDEST = 0.06

# There is ink at so many of its points, at least.
UNBROKEN = 0.94

# It is thinner than this share of the other strokes, or goes on beyond the rest of the ink on
# both ends by BEYOND of its length: the bar of a 7 that fills the picture does neither.
THINNER = 0.6
BEYOND = 0.06

# A picture with more places than this where ink meets the border is not gone through; in search
# of ruling, one with more than this on its left or right.
MOST_ENDS = 12
MOST_RULED = 40

# Paper is ruled by so many lines at least, about level (the cosine of their angle is at least
# this) and parallel (the sines of two differ by no more than twice this).
LEAST_RULED = 3
LEVEL = 0.9
PARALLEL = 0.02


def without_lines(ink: Array, edge: float) -> Array:
    """`ink`, (height, width) 0..1, without straight lines from edge to edge, if it has any.

    `edge` is the least that counts as ink. Where a stroke crosses a line, it stays whole.

    Raises
    ------
    BlankPicture
        If there is nothing but such lines, as on ruled paper.
    """
    mask = ink > edge
    sheet = _within_rules(mask)
    if (ruling := _ruling(sheet)) and _nothing_beside(ruling, sheet):
        raise BlankPicture("There is nothing but lines on the picture: draw a digit on them.")
    ends = _ends(mask)
    if not 2 <= len(ends) <= MOST_ENDS:
        return ink
    near = grown(mask)
    for a, b in combinations(ends, 2):
        line = _Line(a, b, mask, near)
        if line.is_foreign():
            ink = np.where(line.covered(), 0, ink)
            mask = ink > edge
            near = grown(mask)
    return ink


def _within_rules(mask: np.ndarray) -> np.ndarray:
    """`mask`, (height, width) bool, without lines that its upper or lower edge runs along."""
    rows = np.flatnonzero(~mask.all(axis=1))
    return mask[rows[0] : rows[-1] + 1] if len(rows) else mask


def _ruling(mask: np.ndarray) -> list["_Line"]:
    """The lines that the paper is ruled with, from left to right.

    Those from top to bottom may be the digits 111, cut out closely.
    """
    ends, last = _ends(mask), mask.shape[1] - 1
    left, right = ([end for end in ends if end[0] == side] for side in (0, last))
    if not LEAST_RULED <= min(len(left), len(right)) <= max(len(left), len(right)) <= MOST_RULED:
        return []
    near = grown(mask)
    pairs = (_Line(a, b, mask, near) for a in left for b in right)
    lines = [line for line in pairs if line.along[0] > LEVEL and line.is_thin_and_straight()]
    slopes = np.array([line.along[1] for line in lines])
    parallel = [line for line in lines if abs(line.along[1] - np.median(slopes)) <= PARALLEL]
    return parallel if len(parallel) >= LEAST_RULED else []


def _nothing_beside(lines: list["_Line"], mask: np.ndarray) -> bool:
    """Whether all ink of `mask` is covered by the lines."""
    rest = mask
    for line in lines:
        rest = rest & ~line.covered()
    return not rest.any()


def _ends(mask: np.ndarray) -> list[Array]:
    """Points (x, y) in the middle of every stretch of ink along the border."""
    height, width = mask.shape
    # Around the picture once, clockwise from the upper left corner.
    x = np.r_[:width, np.full(height - 1, width - 1), width - 2 : -1 : -1, np.zeros(height - 1)]
    y = np.r_[np.zeros(width), 1:height, np.full(width - 1, height - 1), height - 2 : -1 : -1]
    x, y = x.astype(int), y.astype(int)
    inked = np.flatnonzero(mask[y, x])
    if len(inked) == 0:
        return []
    stretches = np.split(inked, np.flatnonzero(np.diff(inked) > 1) + 1)
    return [np.array([x[s].mean(), y[s].mean()]) for s in stretches]


class _Line:
    """The stretch between two points of the border, and the ink along it."""

    def __init__(self, a: Array, b: Array, mask: np.ndarray, near: np.ndarray) -> None:
        """From `a` to `b`, x and y each; `near` is `mask`, the ink, grown."""
        self.mask = mask
        self.near = near
        self.start = a
        self.length = float(np.hypot(*(b - a)))
        self.along = (b - a) / max(self.length, 1)
        self.widest = WIDEST * max(mask.shape)
        self.half = 0.0

    def is_thin_and_straight(self) -> bool:
        """Whether there is a thin line of ink all the way; finds out how thin."""
        if self.length < 0.5 * min(self.mask.shape):
            return False
        # A line of one pixel goes in steps, now on this side of the middle, now on that.
        if self._inked(0, self.near).mean() < UNBROKEN:
            return False
        half = 0.0
        while half <= self.widest / 2:
            if max(self._inked(half).mean(), self._inked(-half).mean()) < 0.6:
                break
            half += 0.5
        self.half = half
        return half <= self.widest / 2

    def is_foreign(self) -> bool:
        """Whether it is a thin line of ink that goes on beyond all that is drawn."""
        if not self.is_thin_and_straight():
            return False
        rest = self.mask & ~self.covered()
        # What lies close along it are its own ragged edges.
        places, off = self._places(np.argwhere(rest)[:, ::-1])
        places = places[np.abs(off) > self.half + 2.5]
        if len(places) < self.length * 0.1:
            return False
        low, high = np.quantile(places, (0.005, 0.995)) / self.length
        beyond = low >= BEYOND and high <= 1 - BEYOND
        return bool(beyond or 2 * self.half < THINNER * _thickness(rest))

    def covered(self) -> np.ndarray:
        """(height, width) bool: its pixels, but for those where a stroke goes on to both sides."""
        side = self.half + 2
        crossing = _widened(self._inked(side), 2) & _widened(self._inked(-side), 2)
        pixels = np.argwhere(self.mask)
        places, off = self._places(pixels[:, ::-1])
        at = np.clip(np.rint(places).astype(int), 0, len(crossing) - 1)
        own = (np.abs(off) <= self.half + 1) & ~crossing[at]
        covered = np.zeros_like(self.mask)
        covered[tuple(pixels[own].T)] = True
        return covered | (grown(covered) & ~self.mask)  # Its pale edges, too.

    def _places(self, points: np.ndarray) -> tuple[Array, Array]:
        """Of points (P, 2): how far along the line they are, and how far off it, in pixels."""
        relative = points - self.start
        off = relative @ np.array([-self.along[1], self.along[0]])
        return relative @ self.along, off

    def _inked(self, off: float, mask: np.ndarray | None = None) -> np.ndarray:
        """(length,) bool: where there is ink, at every pixel's step along it, `off` to a side."""
        mask = self.mask if mask is None else mask
        height, width = mask.shape
        steps = np.arange(round(self.length) + 1)[:, np.newaxis]
        normal = np.array([-self.along[1], self.along[0]])
        x, y = np.rint(self.start + steps * self.along + off * normal).astype(int).T
        inside = (x >= 0) & (x < width) & (y >= 0) & (y < height)
        return inside & mask[y.clip(0, height - 1), x.clip(0, width - 1)]


def _thickness(mask: np.ndarray) -> float:
    """How thick strokes are: their area by half their outline, which runs along both sides."""
    outline = np.count_nonzero(mask[1:] != mask[:-1]) + np.count_nonzero(
        mask[:, 1:] != mask[:, :-1]
    )
    # Steps along a slope are counted twice over: 4 / pi is the mean over all directions.
    return 2 * np.count_nonzero(mask) / max(outline * np.pi / 4, 1)


def grown(mask: np.ndarray) -> np.ndarray:
    """`mask` (height, width) bool, and all pixels next to it."""
    for axis in (0, 1):
        larger = mask.copy()
        before, after = (np.s_[1:], np.s_[:-1]) if axis == 0 else (np.s_[:, 1:], np.s_[:, :-1])
        larger[before] |= mask[after]
        larger[after] |= mask[before]
        mask = larger
    return mask


def _widened(flags: np.ndarray, by: int) -> np.ndarray:
    """`flags` (L,) bool, set also where one is set up to `by` places away."""
    return np.convolve(flags, np.ones(2 * by + 1), mode="same") > 0.5
