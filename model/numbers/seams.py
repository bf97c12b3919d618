"""Where one mark could be cut into digits that touch.

A cut is a seam: a way through the mark from its top to its bottom that crosses as little ink as
possible and may bend around strokes, found by dynamic programming as in seam carving (S. Avidan
and A. Shamir, "Seam carving for content-aware image resizing", SIGGRAPH 2007). More seams than
needed are found: which of them are right is decided by reading what lies between them
("heuristic over-segmentation": O. Matan et al., "Reading handwritten digits: a ZIP code
recognition system", IEEE Computer 25, 1992).
"""

import numpy as np

from model.layers import Array

# A mark is reduced to at most so many rows: enough to see between two strokes.
ROWS = 64

# What a step through paper costs, in pixels of ink, down and aside: so that, where nothing is
# in the way, a seam is straight and upright.
DOWN = 0.01
ASIDE = 0.3

# Seams are looked for through the best places of these rows, as shares of the height.
ANCHORS = (0.1, 0.3, 0.5, 0.7, 0.9)

# Two seams through one row are at least this share of the writing's height apart.
SPACING = 0.08

# Between two seams lies at least as much ink as in a stroke of this share of the height.
LEAST_STROKE = 0.1


def seams(ink: Array, height: float, most: int) -> tuple[Array, np.ndarray]:
    """Seams through a mark from left to right, none crossing another.

    Parameters
    ----------
    ink
        (h, w) in [0, 1]: the mark, and nothing else.
    height
        Of the writing, in pixels.
    most
        At most so many, those that cross the least ink.

    Returns
    -------
    costs
        (K,): the ink that each crosses, as a length, in shares of `height`.
    columns
        (K, h): in each row the column on whose right side the next piece begins.
    """
    h, w = ink.shape
    factor = max(1, -(-h // ROWS))
    rows, columns = -(-h // factor), -(-w // factor)
    padded = np.pad(ink, ((0, rows * factor - h), (0, columns * factor - w)))
    small = padded.reshape(rows, factor, columns, factor).mean(axis=(1, 3))
    height = height / factor

    cost = small + DOWN
    from_top, above = _ways(cost)
    from_bottom, below = (way[::-1] for way in _ways(cost[::-1]))
    through = from_top + from_bottom - cost
    found = []
    for anchor in ANCHORS:
        row = int(anchor * rows)
        places = _minima(through[row], max(1, round(SPACING * height)))
        found.append(_followed(above, below, row, places))
    # Where two cross they change places, so that the first is left of the second all the way.
    ways = np.sort(np.concatenate(found), axis=0)
    crossed = small[np.arange(rows), ways].sum(axis=1)
    kept = _apart(crossed, ways, small, LEAST_STROKE * height * _stroke(small), most)
    return crossed[kept] / height, np.repeat(ways[kept] * factor, factor, axis=1)[:, :h]


def _ways(cost: Array) -> tuple[Array, np.ndarray]:
    """For each place the least cost of a way from the first row, and the column in the row above
    that it comes from. A way goes down a row, then any distance aside.
    """
    come = np.empty(cost.shape, np.int64)
    least = np.empty_like(cost)
    columns = np.arange(cost.shape[1])
    before = np.zeros(cost.shape[1], cost.dtype)
    for row, here in enumerate(cost):
        # From column a to column b > a it costs along[b] - along[a], back as much.
        along = np.cumsum(here + ASIDE)
        down = before + here
        rightwards, leftwards = down - along, (down + along)[::-1]
        best_left = np.minimum.accumulate(rightwards)
        best_right = np.minimum.accumulate(leftwards)
        at_left = np.maximum.accumulate(np.where(rightwards == best_left, columns, 0))
        at_right = np.maximum.accumulate(np.where(leftwards == best_right, columns, 0))
        right, left = best_left + along, best_right[::-1] - along
        least[row] = before = np.minimum(right, left)
        come[row] = np.where(right <= left, at_left, columns[-1] - at_right[::-1])
    return least, come


def _minima(values: Array, spacing: int) -> np.ndarray:
    """Places of local minima, of flat ones the middle, none within `spacing` of a lower one."""
    change = np.flatnonzero(np.abs(np.diff(values)) > 1e-5) + 1
    begin, end = np.append(0, change), np.append(change, len(values))
    level = values[begin]
    inside = slice(1, -1)  # What is lowest at the edge is left or right of all ink.
    lowest = (level[inside] < level[:-2]) & (level[inside] < level[2:])
    places = ((begin + end - 1) // 2)[inside][lowest]
    kept: list[int] = []
    for place in places[np.argsort(values[places], kind="stable")].tolist():
        if all(abs(place - other) >= spacing for other in kept):
            kept.append(place)
    return np.array(kept, np.int64)


def _followed(above: np.ndarray, below: np.ndarray, row: int, places: np.ndarray) -> np.ndarray:
    """(K, rows): the columns of the ways that go through `places` of `row`."""
    ways = np.empty((len(places), len(above)), np.int64)
    ways[:, row] = places
    for y in range(row, 0, -1):
        ways[:, y - 1] = above[y, ways[:, y]]
    for y in range(row, len(below) - 1):
        ways[:, y + 1] = below[y, ways[:, y]]
    return ways


def _stroke(ink: Array) -> float:
    """About how wide the strokes are: a stroke of length l has the area l w and edges of 2 l.

    Edges are counted along rows and columns, which makes them 4/π times as long on average.
    """
    padded = np.pad(ink, 1)
    edges = sum(float(np.abs(np.diff(padded, axis=axis)).sum()) for axis in (0, 1))
    return 2 * float(ink.sum()) / max(edges * np.pi / 4, 1e-6)


def _apart(crossed: Array, ways: np.ndarray, ink: Array, least: float, most: int) -> list[int]:
    """Places of the ways to keep, the cheapest first asked, with `least` ink between them."""
    left_of = np.cumsum(ink, axis=1) - ink
    mass = left_of[np.arange(len(ink)), ways].sum(axis=1)
    kept: list[int] = []
    taken = [0.0, float(ink.sum())]
    for place in np.argsort(crossed, kind="stable").tolist():
        if len(kept) < most and all(abs(mass[place] - other) > least for other in taken):
            kept.append(place)
            taken.append(float(mass[place]))
    return sorted(kept)
