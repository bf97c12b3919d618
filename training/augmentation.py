"""MNIST's digits made to vary as people's do: turned, sheared, scaled, moved, wobbled.

Every picture is drawn anew on a bent grid: for each pixel of the new picture the grid says
where in the old one to look, and what lies there between four pixels is mixed from them
(bilinear interpolation). The grid is a random linear map, plus smooth random shifts, which is
"elastic distortion" (Simard, Steinkraus and Platt, "Best practices for convolutional neural
networks", ICDAR 2003). Strokes grow thicker or thinner by mixing in each pixel's largest or
smallest neighbour.

What becomes of ink on its way through a camera is imitated last: strokes out of focus, paler or
darker, with grain, scratched, or crossed by a line that is not theirs.
"""

import numpy as np

from model.layers import Array
from training.config import AugmentationConfig

SIDE = 28
MIDDLE = (SIDE - 1) / 2

# Elastic shifts are drawn on a coarse grid of so many points a side and interpolated.
COARSE = 6


def augment(images: Array, how: AugmentationConfig, rng: np.random.Generator) -> Array:
    """New pictures (N, 28, 28) from `images` (N, 28, 28), float32 in [0, 1]."""
    images = _thicken(images, how.thickness, rng) if how.thickness else images
    images = _sample(images, *_grid(len(images), how, rng))
    if how.scratches:
        _scratch(images, how.scratches, rng)
    if how.blur:
        images = _blur(images, how.blur, rng)
    if how.contrast:
        images += _mostly_little(len(images), how.contrast, rng) * images * (1 - images)
    if how.grain:
        amount = _mostly_little(len(images), how.grain, rng)
        images += amount * rng.standard_normal(images.shape, np.float32)
        np.clip(images, 0, 1, out=images)
    return images


def _grid(n: int, how: AugmentationConfig, rng: np.random.Generator) -> tuple[Array, Array]:
    """Where each pixel of the new pictures is found in the old: rows, columns, (N, 28, 28)."""

    def uniform(limit: float) -> Array:
        return rng.uniform(-limit, limit, (n, 1, 1)).astype(np.float32)

    angle = np.deg2rad(uniform(how.rotation))
    tall, wide = 1 + uniform(how.scale), 1 + uniform(how.scale)
    shear = uniform(how.shear)
    y, x = np.mgrid[:SIDE, :SIDE].astype(np.float32) - np.float32(MIDDLE)
    x = x + shear * y
    rows = tall * (np.cos(angle) * y - np.sin(angle) * x) + MIDDLE + uniform(how.shift)
    columns = wide * (np.sin(angle) * y + np.cos(angle) * x) + MIDDLE + uniform(how.shift)
    if how.elastic:
        coarse = rng.normal(0, how.elastic, (2, n, COARSE, COARSE)).astype(np.float32)
        rows += _SMOOTH @ coarse[0] @ _SMOOTH.T
        columns += _SMOOTH @ coarse[1] @ _SMOOTH.T
    return rows, columns


def _smooth() -> Array:
    """(28, COARSE): weights that interpolate COARSE values over 28 pixels, by a Gaussian."""
    points = np.linspace(0, SIDE - 1, COARSE)
    weights = np.exp(-0.5 * ((np.arange(SIDE)[:, None] - points) / (points[1] * 0.6)) ** 2)
    # Rows of unit length: the sum of independent shifts keeps their standard deviation.
    return (weights / np.linalg.norm(weights, axis=1, keepdims=True)).astype(np.float32)


_SMOOTH = _smooth()


def _sample(images: Array, rows: Array, columns: Array) -> Array:
    """`images` looked up at fractional `rows` and `columns`; outside of them is paper."""
    n = len(images)
    # Two pixels of paper all around, so that whatever is looked up outside is 0.
    padded = np.zeros((n, SIDE + 4, SIDE + 4), np.float32)
    padded[:, 2:-2, 2:-2] = images
    rows = np.clip(rows + 2, 0, SIDE + 2)
    columns = np.clip(columns + 2, 0, SIDE + 2)
    top, left = rows.astype(np.int32), columns.astype(np.int32)
    # How far on towards the next pixel, 0 to 1.
    down = rows - top.astype(np.float32)
    right = columns - left.astype(np.float32)
    flat = padded.ravel()
    place = (
        top * (SIDE + 4) + left + (np.arange(n, dtype=np.int32) * (SIDE + 4) ** 2)[:, None, None]
    )
    upper = flat[place] * (1 - right) + flat[place + 1] * right
    place += SIDE + 4
    lower = flat[place] * (1 - right) + flat[place + 1] * right
    return upper * (1 - down) + lower * down


def _thicken(images: Array, most: float, rng: np.random.Generator) -> Array:
    """Strokes thicker (amount > 0) or thinner (< 0), by up to `most` of a pixel a side."""
    amount = rng.uniform(-most, most, (len(images), 1, 1)).astype(np.float32)
    thick, thin = images.copy(), images.copy()
    for here, there in ((np.s_[:, 1:], np.s_[:, :-1]), (np.s_[:, :, 1:], np.s_[:, :, :-1])):
        for a, b in ((here, there), (there, here)):
            np.maximum(thick[a], images[b], out=thick[a])
            np.minimum(thin[a], images[b], out=thin[a])
    target = np.where(amount > 0, thick, thin)
    return images + np.abs(amount) * (target - images)


def _mostly_little(n: int, most: float, rng: np.random.Generator) -> Array:
    """(n, 1, 1): a strength for each picture, up to `most` either way, mostly close to 0."""
    return np.float32(most) * rng.uniform(-1, 1, (n, 1, 1)).astype(np.float32) ** 3


def _scratch(images: Array, share: float, rng: np.random.Generator) -> None:
    """Draw a straight line, of ink or of paper, across a `share` of `images`, in place."""
    hit = np.flatnonzero(rng.random(len(images)) < share)
    angle, shade = rng.uniform(0, np.pi, len(hit)), rng.choice([0.0, 0.5, 1.0], len(hit))
    offset, width = rng.normal(0, SIDE / 4, len(hit)), rng.uniform(0.3, 1.0, len(hit))
    y, x = np.mgrid[:SIDE, :SIDE] - MIDDLE
    for i, a, d, half, value in zip(hit, angle, offset, width, shade, strict=True):
        # How much of each pixel the line covers, by the distance of its middle from the line.
        covered = np.clip(half + 0.5 - np.abs(np.cos(a) * x + np.sin(a) * y - d), 0, 1)
        images[i] += (covered * (value - images[i]) if value == 0 else
                      np.maximum(covered * value - images[i], 0)).astype(np.float32)  # fmt: skip


def _blur(images: Array, most: float, rng: np.random.Generator) -> Array:
    """Every pixel mixed with its neighbours, which weigh up to `most`, along both axes."""
    weight = np.abs(_mostly_little(len(images), most, rng))
    padded = np.pad(images, ((0, 0), (1, 1), (1, 1)))
    along = (1 - weight) * padded[:, :, 1:-1] + weight / 2 * (padded[:, :, :-2] + padded[:, :, 2:])
    return (1 - weight) * along[:, 1:-1] + weight / 2 * (along[:, :-2] + along[:, 2:])
