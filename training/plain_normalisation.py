"""How a picture becomes 28x28 in most demos: what `model.picture` is held against.

MNIST's own recipe (Y. LeCun et al., 1998, section III-A), and nothing else: a threshold halfway
between black and white tells ink from paper, the rectangle that holds ink is cut out, scaled to
20 pixels, and put into 28x28 so that the centre of mass, to the pixel, is in the middle.
"""

import numpy as np
from PIL import Image

from model.errors import BlankPicture
from model.layers import Array
from model.network import IMAGE_SHAPE
from model.picture import DIGIT_SIDE

THRESHOLD = 0.5


def normalise_plainly(picture: Image.Image) -> Array:
    """(28, 28) float32 in [0, 1], ink 1; of a picture of any size and mode.

    Raises
    ------
    BlankPicture
        If the threshold leaves nothing.
    """
    light = np.asarray(picture.convert("L"), np.float32) / 255
    ink = 1 - light if np.median(light) > THRESHOLD else light
    ink = np.where(ink > THRESHOLD, ink, 0)
    rows, columns = (np.flatnonzero(ink.any(axis=axis)) for axis in (1, 0))
    if not len(rows):
        raise BlankPicture("Nothing on the picture is beyond the threshold.")
    cut = ink[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    scale = DIGIT_SIDE / max(cut.shape)
    height, width = (max(1, round(scale * side)) for side in cut.shape)
    small = np.asarray(
        Image.fromarray(cut).resize((width, height), Image.Resampling.BILINEAR), np.float32
    )
    image = np.zeros(IMAGE_SHAPE, np.float32)
    top, left = (
        min(max(round(whole / 2 - _middle(small, axis)), 0), whole - small.shape[axis])
        for axis, whole in enumerate(IMAGE_SHAPE)
    )
    image[top : top + height, left : left + width] = small
    return image


def _middle(ink: Array, axis: int) -> float:
    along = np.arange(ink.shape[axis]) + 0.5
    return float(ink.sum(axis=1 - axis) @ along / ink.sum())
