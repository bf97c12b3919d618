"""What of a picture is ink: from lightness to a map of 0, paper, to 1, ink.

    level       paper of uneven lightness -> paper of one lightness (only where it is uneven)
    contrast    how far every pixel is from the paper, on the ink's side, above the noise
    tidy        without lines across the sheet, specks and stray marks

Nobody says which is ink and which is paper. The border of a picture is mostly paper, so its
median is taken for the paper's lightness, and ink is what differs from it: darker or lighter,
whichever there is more of.
"""

import numpy as np
from PIL import Image

from model.components import Components, components
from model.errors import BlankPicture
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


def find_ink(light: Array) -> Array:
    """(height, width) from 0, paper, to 1, the strongest ink; from lightness 0..1.

    Raises
    ------
    BlankPicture
        If nothing stands out from the paper.
    """
    return tidy(contrast(level(light)))


def level(light: Array) -> Array:
    """`light` with shadows, gradients, steps and ruled lines taken out of the paper, if any.

    The paper's lightness at a place is the median of a window around it, of which ink covers
    less than half; then what a row or a column has in common is subtracted: a ruled line, or
    the edge of a shadow. Paper in half the light gives back half the difference between ink and
    paper, so the difference is divided by the light.
    """
    if _is_even(light):
        return light
    paper = _paper(light)
    usual = float(np.median(paper))
    flat = usual + (light - paper) * (usual / np.maximum(paper, 0.2) if usual > 0.4 else 1.0)
    most = 0.5 * max(usual - flat.min(), flat.max() - usual)
    for axis in (0, 1):
        common = np.median(flat, axis=axis, keepdims=True) - usual
        # What is as strong as ink is ink: the bar of a 7 that fills the picture.
        flat -= np.where(np.abs(common) < most, common, 0)
    return flat


def _border(light: Array) -> Array:
    """What lies along the edges: of a large picture a band, since a frame may run around it."""
    depth = [-(-side // BORDER) for side in light.shape]
    rows, columns = (np.r_[:d, n - d : n] for d, n in zip(depth, light.shape, strict=True))
    return np.concatenate([light[rows].ravel(), light[:, columns].ravel()])


def _is_even(light: Array) -> bool:
    """Whether one lightness describes the paper: see EVEN."""
    border = _border(light)
    paper = np.median(border)
    off = np.abs(border - paper)
    ink = 0.6 * max(paper - light.min(), light.max() - paper)
    within = np.mean(off <= EVEN)
    return bool(within >= EVEN_BORDER and within + np.mean(off >= ink) >= NEARLY_ALL)


def _paper(light: Array) -> Array:
    """(height, width): the lightness of the paper, by medians of large windows.

    At the edge of a shadow the medians change from one lightness to another, somewhere near:
    there, whatever lies between the medians around is taken for paper.
    """
    height, width = light.shape
    fields = np.asarray(
        Image.fromarray(light).resize((FIELDS, FIELDS), Image.Resampling.BOX), np.float32
    )
    medians = np.median(_windows(fields, WINDOW), axis=2)
    around = _windows(medians, NEAR_FIELDS)
    low, high = (
        np.asarray(Image.fromarray(limit).resize((width, height), Image.Resampling.BILINEAR))
        for limit in (around.min(axis=2), around.max(axis=2))
    )
    return np.clip(light, low, high)


def _windows(fields: Array, side: int) -> Array:
    """(FIELDS, FIELDS, side * side): of every field all in the window around it."""
    padded = np.pad(fields, side // 2, mode="symmetric")
    windows = np.lib.stride_tricks.sliding_window_view(padded, (side, side))
    return windows.reshape(FIELDS, FIELDS, side * side)


def contrast(light: Array) -> Array:
    """(height, width) from 0 to 1: how far each pixel is from the paper towards the ink.

    Ink is on the side, darker or lighter, on which there is more. What noise explains is
    0: the median of all differences tells its size, since most of a picture is paper.

    Raises
    ------
    BlankPicture
        If nothing differs by LEAST_CONTRAST and more than noise does.
    """
    difference: Array = light - np.median(_border(light))
    noise = _noise(difference)
    noisy = noise > LEAST_NOISE
    if noisy:
        difference = _smoothed(difference)
        noise = _noise(difference)
    floor = NOISE_DEVIATIONS * noise
    darker, lighter = np.maximum(-difference - floor, 0), np.maximum(difference - floor, 0)
    ink = darker if np.square(darker).sum() >= np.square(lighter).sum() else lighter
    strongest = float(ink.max())
    if strongest <= max(LEAST_CONTRAST - floor, noise):
        raise BlankPicture("Nothing is drawn on the picture: it is all of one shade.")
    if noisy:  # Then the strongest is partly noise: go by what is strong.
        strongest = float(ink[ink > 0.5 * strongest].mean())
    return np.minimum(ink / strongest, 1)


def _noise(difference: Array) -> float:
    """The standard deviation of what varies about 0: by the lower quarter, which is paper even
    where fat strokes fill most of the picture.
    """
    sample = difference[:: -(-len(difference) // 100), :: -(-difference.shape[1] // 100)]
    return float(np.quantile(np.abs(sample), 0.25)) / QUARTER


def _smoothed(values: Array) -> Array:
    """The mean of every 3x3 pixels: a third of the noise."""
    padded = np.pad(values, 1, mode="edge")
    rows = padded[:-2] + padded[1:-1] + padded[2:]
    return (rows[:, :-2] + rows[:, 1:-1] + rows[:, 2:]) / 9


def tidy(ink: Array) -> Array:
    """`ink` without what is no part of the drawing: lines from edge to edge, specks, strays.

    Only the ink of pieces that are dropped is taken away; if there is one piece only, nothing.
    """
    ink = without_lines(ink, INK_EDGE)
    pieces = components(ink > INK_EDGE)
    if pieces.count == 1:
        return ink
    keep = _belongs(pieces, ink)
    if keep.all():
        return ink
    labels = pieces.labels(ink.shape)
    kept = keep[labels] & (labels >= 0)
    # The pale edge of a stroke lies outside of the piece: keep what is next to one.
    return ink * grown(kept)


def _belongs(pieces: Components, ink: Array) -> np.ndarray:
    """(count,) bool: which pieces are of the drawing."""
    mass, boxes = pieces.sums(ink), pieces.boxes()
    mass = np.where(_frames(pieces, ink), 0, mass)
    keep = mass >= STRAY * mass.max()
    worth = mass >= SPECK * mass.max()
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


def _frames(pieces: Components, ink: Array) -> np.ndarray:
    """(count,) bool: which pieces run along most of the picture's edges."""
    edges = np.zeros_like(ink)
    edges[[0, -1]] = edges[:, [0, -1]] = 1
    return pieces.sums(edges) > FRAME * edges.sum()
