"""What of a picture is ink: from lightness to a map of 0, paper, to 1, ink.

    level       paper of uneven lightness -> paper of one lightness (only where it is uneven)
    contrast    how far every pixel is from the paper, on the ink's side, above the noise
    tidy        without lines across the sheet, boxes and underlines, specks and stray marks

Which is ink and which is paper, only a file says whose paper is transparent. The border of any
other picture is mostly paper, so its median is taken for the paper's lightness, and ink is what
differs from it: darker or lighter, whichever there is more of.
"""

from dataclasses import dataclass, replace

import numpy as np
from PIL import Image

from model.components import Components, components
from model.errors import BlankPicture
from model.frames import frames
from model.layers import Array
from model.lines import grown, without_lines

# The least difference between ink and paper, of the way from black to white: above JPEG noise
# and a scanner's paper, below pencil.
LEAST_CONTRAST = 0.1

# What is ink enough to count for the digit's extent, of the strongest ink.
INK_EDGE = 0.25

# Paper counts as even if nearly all of the border lies within EVEN of its median, or differs
# from it as much as ink does, and at least EVEN_BORDER lies within: a digit may touch the border.
EVEN = 0.04
EVEN_BORDER = 0.63
NEARLY_ALL = 0.96

# The border is this part of each side deep.
BORDER = 20

# A piece that covers so much of the picture's edges is a frame around it.
FRAME = 0.6

# Uneven paper is looked at in so many fields a side, and in windows of so many of these: wider
# than twice a stroke, so that most of a window is paper.
FIELDS = 32
WINDOW = 13
NEAR_FIELDS = 9

# A smooth surface may be the paper's if so much of the picture then is paper.
SOME_PAPER = 0.3

# Strokes are fat if going by the border finds so many times as much ink as going by windows.
FAT = 1.3

# Half of a normal distribution lies within so many standard deviations.
HALF = 0.67449

# Noise of Gaussian kind stays below so many of its standard deviations, but for one pixel in
# 15,000.
NOISE_DEVIATIONS = 4.0

# A quarter of a normal distribution lies within so many standard deviations.
QUARTER = 0.31864

# Less noise than this, as a standard deviation of lightness, is none.
LEAST_NOISE = 0.01

# A piece of less ink than this share of the largest is a speck or a stray mark, unless it is
# closer to the rest than NEAR (of the size of the rest): pieces of a broken stroke are close.
STRAY = 0.12
SPECK = 0.004
NEAR = 0.12


@dataclass(frozen=True)
class Sheet:
    """A picture as light on paper.

    Attributes
    ----------
    light
        (height, width) float32, 0 black to 1 white.
    paper
        The lightness of the paper if the picture's file says it, being transparent where there
        is no ink; else None.
    """

    light: Array
    paper: float | None = None


def find_ink(sheet: Sheet) -> Array:
    """(height, width) from 0, paper, to 1, the strongest ink.

    Raises
    ------
    BlankPicture
        If nothing stands out from the paper.
    """
    return tidy(contrast(level(sheet)))


def level(sheet: Sheet) -> Sheet:
    """The sheet with shadows, gradients, steps and ruled lines taken out of the paper, if any.

    Light that falls off smoothly is a surface of second degree through the border. Anything else
    is looked for place by place; then what a row or a column has in common is subtracted: a ruled
    line, or the edge of a shadow.
    """
    border = _border(sheet.light)
    if sheet.paper is not None or border.min() == border.max():
        return sheet  # A canvas, as it is drawn on.
    return replace(sheet, light=_levelled(sheet.light))


def _levelled(light: Array) -> Array:
    """`light` as if it had fallen evenly on the paper, which has no lines; see `level`."""
    if _is_even(light):
        return _without_rules(light)
    fields = _fields(light)
    flat = _flattened(light, _surface(fields, light.shape))
    if _is_even(flat) and np.mean(np.abs(flat - _usual(_border(flat))) <= EVEN) >= SOME_PAPER:
        return flat
    medians, sides = _medians(fields), _sides(fields)
    by_place, from_border = (
        _flattened(light, _between(light, paper))
        for paper in (_windows(medians, NEAR_FIELDS), sides)
    )
    if _strong(from_border) > FAT * _strong(by_place):
        return _without_rules(from_border)
    if (paper := _not_ink(medians, sides, light)) is not medians:
        by_place = _flattened(light, _between(light, _windows(paper, NEAR_FIELDS)))
    return _without_rules(by_place)


def _without_rules(light: Array) -> Array:
    """`light` without what a row or a column has in common, from one edge to the other."""
    border = _border(light)
    usual = _usual(border)
    if np.abs(border - usual).max() <= EVEN:
        return light  # Nothing comes in at an edge.
    most = 0.5 * max(usual - light.min(), light.max() - usual)
    for axis in (0, 1):
        depth = -(-light.shape[axis] // BORDER)
        common, *ends = (
            np.median(part, axis=axis, keepdims=True) - usual
            for part in (light, light.take(range(depth), axis), light.take(range(-depth, 0), axis))
        )
        # The bar of a 7 may be as long as that, but it is as strong as ink, and ends.
        is_rule = (np.abs(common) < most) & (np.minimum(*np.abs(ends)) >= 0.5 * np.abs(common))
        if is_rule.any():
            light = light - np.where(is_rule, common, 0)
    return light


def _flattened(light: Array, paper: Array) -> Array:
    """`light` on paper of one lightness, instead of on `paper`.

    Paper in half the light gives back half the difference between ink and paper, so the
    difference is divided by the light.
    """
    usual = float(np.median(paper))
    return usual + (light - paper) * (usual / np.maximum(paper, 0.2) if usual > 0.4 else 1.0)


def _strong(flat: Array) -> float:
    """The share of the picture that differs from the paper as clearly as ink does."""
    off = np.abs(flat - _usual(_border(flat)))
    return float(np.mean(off > 0.5 * off.max()))


def _border(light: Array) -> Array:
    """What lies along the edges: of a large picture a band, since a frame may run around it."""
    down, across = (-(-side // BORDER) for side in light.shape)
    bands = (light[:down], light[-down:], light[:, :across], light[:, -across:])
    return np.concatenate([band.ravel() for band in bands])


def _usual(border: Array) -> float:
    """The lightness of the paper; at once where the border is of one, as a canvas's is."""
    return float(border[0] if border.min() == border.max() else np.median(border))


def _is_even(light: Array) -> bool:
    """Whether one lightness describes the paper, but for noise: see EVEN."""
    border = _border(light)
    paper = _usual(border)
    off = np.abs(border - paper)
    ink = 0.6 * max(paper - light.min(), light.max() - paper)
    within = np.mean(off <= EVEN + 2 * _grain(light))
    return bool(within >= EVEN_BORDER and within + np.mean(off >= ink) >= NEARLY_ALL)


def _grain(light: Array) -> float:
    """The standard deviation of noise from pixel to pixel: most neighbours differ by it only."""
    steps = np.abs(np.diff(light[:: -(-len(light) // 100)], axis=1))
    return float(np.median(steps)) / (2**0.5 * HALF) if steps.size else 0.0


def _surface(fields: Array, shape: tuple[int, ...]) -> Array:
    """`shape`, (height, width): the paper's lightness as a polynomial of second degree.

    It goes through the border's fields so that the absolute differences are least, which what
    touches the border hardly moves (iteratively reweighted least squares: P. Holland and
    R. Welsch, "Robust regression using iteratively reweighted least-squares", 1977).
    """
    ring = np.ones_like(fields, bool)
    ring[2:-2, 2:-2] = False
    y, x = (np.nonzero(ring)[axis] / (FIELDS - 1) - 0.5 for axis in (0, 1))
    columns = np.stack([np.ones_like(x), x, y, x * x, x * y, y * y], axis=1)
    values, weights = fields[ring], np.ones(len(x))
    for _ in range(10):
        root = np.sqrt(weights)
        found = np.linalg.lstsq(columns * root[:, None], values * root, rcond=None)[0]
        weights = 1 / np.maximum(np.abs(columns @ found - values), 0.005)
    a, b, c, d, e, f = found.astype(np.float32)
    down, across = (np.linspace(-0.5, 0.5, side, dtype=np.float32) for side in shape)
    rows = a + c * down + f * down * down
    return rows[:, None] + (b * across + d * across * across) + e * down[:, None] * across


def _fields(light: Array) -> Array:
    """(FIELDS, FIELDS): the mean lightness of each."""
    small = Image.fromarray(light).resize((FIELDS, FIELDS), Image.Resampling.BOX)
    return np.asarray(small, np.float32)


def _medians(fields: Array) -> Array:
    """(FIELDS, FIELDS): the paper's lightness, by medians of large windows, of which thin strokes
    cover less than half.
    """
    return np.median(_windows(fields, WINDOW), axis=2)


def _sides(fields: Array) -> Array:
    """(FIELDS, FIELDS, 4): the paper's lightness, by the border left, right, above and below."""
    return np.stack(
        np.broadcast_arrays(
            *(_along(edge)[:, None] for edge in (fields[:, :2], fields[:, -2:])),
            *(_along(edge.T)[None] for edge in (fields[:2], fields[-2:])),
        ),
        axis=2,
    )


def _not_ink(medians: Array, sides: Array, light: Array) -> Array:
    """`medians` without what is darker than all the border, or lighter if the ink is: there strokes
    cover more than half of a window, though nowhere so much that they count as fat.
    """
    usual = np.median(sides)
    if usual - light.min() > light.max() - usual:
        limit = sides.min() - EVEN
        return np.maximum(medians, limit) if medians.min() < limit else medians
    limit = sides.max() + EVEN
    return np.minimum(medians, limit) if medians.max() > limit else medians


def _along(edge: Array) -> Array:
    """(FIELDS,): the lightness of the paper along an edge (FIELDS, 2), without what touches it."""
    padded = np.pad(edge.mean(axis=1), NEAR_FIELDS // 2, mode="symmetric")
    return np.median(np.lib.stride_tricks.sliding_window_view(padded, NEAR_FIELDS), axis=1)


def _between(light: Array, limits: Array) -> Array:
    """(height, width): the paper's lightness, of which `limits` (FIELDS, FIELDS, n) are around.

    At the edge of a shadow it changes from one to another, somewhere near: so what lies between
    the least and the most of them is paper as it is, and else paper is the one that is nearer.
    """
    size = light.shape[::-1]
    low, high = (
        np.asarray(Image.fromarray(limit).resize(size, Image.Resampling.BILINEAR))
        for limit in (limits.min(axis=2), limits.max(axis=2))
    )
    return np.clip(light, low, high)


def _windows(fields: Array, side: int) -> Array:
    """(FIELDS, FIELDS, side * side): of every field all in the window around it."""
    padded = np.pad(fields, side // 2, mode="symmetric")
    windows = np.lib.stride_tricks.sliding_window_view(padded, (side, side))
    return windows.reshape(FIELDS, FIELDS, side * side)


def contrast(sheet: Sheet) -> Array:
    """(height, width) from 0 to 1: how far each pixel is from the paper towards the ink.

    Ink is on the side, darker or lighter, on which there is more. What noise explains is 0: the
    lower quarter of all differences tells its size, since that much of a picture is paper. What
    is drawn on transparent paper has no noise.

    Raises
    ------
    BlankPicture
        If nothing differs by LEAST_CONTRAST and more than noise does.
    """
    if sheet.paper is not None:
        difference, noise = sheet.light - sheet.paper, 0.0
    else:
        difference = sheet.light - _usual(_border(sheet.light))
        noise = _noise(difference)
    noisy = noise > LEAST_NOISE
    if noisy:
        difference = _smoothed(difference)
        noise = _noise(difference)
    floor = NOISE_DEVIATIONS * noise
    darker, lighter = np.maximum(-difference - floor, 0), np.maximum(difference - floor, 0)
    ink = darker if np.vdot(darker, darker) >= np.vdot(lighter, lighter) else lighter
    strongest = float(ink.max())
    if strongest <= max(LEAST_CONTRAST - floor, noise):
        raise BlankPicture(
            "Nothing on the picture stands out from its noise or pattern: send a clearer picture."
            if noisy
            else "Nothing is drawn on the picture: nothing stands out from the paper."
        )
    if noisy:  # Then the strongest is partly noise: go by what is strong.
        strongest = float(ink[ink > 0.5 * strongest].mean())
    return np.minimum(ink / strongest, 1)


def _noise(difference: Array) -> float:
    """The standard deviation of what varies about 0: by the lower quarter, which is paper even
    where fat strokes fill most of the picture.
    """
    sample = difference[:: -(-len(difference) // 100), :: -(-difference.shape[1] // 100)]
    if np.count_nonzero(sample) < 0.5 * sample.size:
        return 0.0  # What there is besides ink is all alike.
    return float(np.quantile(np.abs(sample), 0.25)) / QUARTER


def _smoothed(values: Array) -> Array:
    """The mean of every 3x3 pixels: a third of the noise."""
    padded = np.pad(values, 1, mode="edge")
    rows = padded[:-2] + padded[1:-1] + padded[2:]
    return (rows[:, :-2] + rows[:, 1:-1] + rows[:, 2:]) / 9


def tidy(ink: Array) -> Array:
    """`ink` without what is no part of the drawing: lines, boxes round it, specks, strays.

    Only the ink of pieces that are dropped is taken away; if there is one piece only, nothing.

    Raises
    ------
    BlankPicture
        If nothing would be left.
    """
    ink = rescaled(without_lines(ink, INK_EDGE))
    pieces = components(ink > INK_EDGE)
    if pieces.count == 1:
        return ink
    keep = _belongs(pieces, ink)
    if keep.all():
        return ink
    labels = pieces.labels(ink.shape)
    kept = keep[labels] & (labels >= 0)
    # The pale edge of a stroke lies outside of the piece: keep what is next to one.
    return rescaled(ink * grown(kept))


def rescaled(ink: Array) -> Array:
    """`ink` with the strongest 1 again, of which something may have been taken away: what is
    left may be pencil beside a printed line.
    """
    strongest = ink.max()
    return ink / strongest if strongest < 1 else ink


def _belongs(pieces: Components, ink: Array) -> np.ndarray:
    """(count,) bool: which pieces are of the drawing."""
    mass, boxes = pieces.sums(ink), pieces.boxes()
    mass = np.where(_around(pieces, ink) | frames(pieces, ink.shape), 0, mass)
    if not mass.any():
        raise BlankPicture("There is nothing but frames on the picture: draw a digit.")
    corners = _in_corners(pieces, ink.shape)
    # There light falls off most. What is dark there is of the drawing only if it is close to the
    # rest, or is nearly all there is.
    largest = mass.max(where=~corners, initial=0)
    if largest < STRAY * mass.max():
        corners[:], largest = False, mass.max()
    keep = (mass >= STRAY * largest) & ~corners
    worth = mass >= SPECK * largest
    while True:
        left, top = boxes[keep, :2].min(axis=0)
        right, bottom = boxes[keep, 2:].max(axis=0)
        reach = NEAR * max(right - left, bottom - top)
        apart = np.maximum(
            np.maximum(left - boxes[:, 2], boxes[:, 0] - right),
            np.maximum(top - boxes[:, 3], boxes[:, 1] - bottom),
        )
        near = keep | (worth & (apart <= reach))
        if (near == keep).all():
            return keep
        keep = near


def _in_corners(pieces: Components, shape: tuple[int, ...]) -> np.ndarray:
    """(count,) bool: which pieces fill a corner of the picture."""
    height, width = shape
    ends = (pieces.row == 0) | (pieces.row == height - 1)
    ends &= (pieces.start == 0) | (pieces.stop == width)
    found = np.zeros(pieces.count, bool)
    found[pieces.number[ends]] = True
    return found


def _around(pieces: Components, ink: Array) -> np.ndarray:
    """(count,) bool: which pieces run along most of the picture's edges."""
    edges = np.zeros_like(ink)
    edges[[0, -1]] = edges[:, [0, -1]] = 1
    return pieces.sums(edges) > FRAME * edges.sum()
