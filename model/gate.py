"""The gate: is it a digit at all?

A network that reads digits has ten answers, and gives one of them to whatever it is shown, often
quite surely: it has never seen anything else. So a second, small network, which has seen both,
says how much a picture looks like a digit; below a threshold nothing is read. It is the same for
all the networks that read, none of which knows of it.

    gate = load_gate()
    gate.digit_probability(images)          # (N, 28, 28) -> (N,)
"""

from pathlib import Path
from typing import Any

import numpy as np

from model.components import Components, components, side_by_side
from model.ink import INK_EDGE, STRAY
from model.layers import Array
from model.picture import place
from model.shipped import GATE, WEIGHTS, Shipped, load_one
from model.storage import WeightsError

# What its two outputs stand for.
CLASSES = 2
NO_DIGIT, DIGIT = range(CLASSES)

NOT_ONE = "This does not look like a digit."
SEVERAL = "This looks like more than one digit."
NO_NUMBER = "This does not look like digits."
NOT_ALL = "Not all of this looks like digits."

# Neighbours in a picture of 28 pixels are so close that the pale edges of their strokes meet.
HALF = 0.5

# A number whose digits look like digits by less than this on the average is none.
LEAST_OF_NUMBER = 0.6

# Nor is one with a sign among its digits: what is one by at least this; or what, not cut off from
# anything, surely is no whole digit.
A_SIGN = 0.3
LEAST_OF_ONE = 0.02

# A digit has seldom so many pieces of ink; where there are, so many of the largest are looked at,
# and if at least this share of them are digits by themselves, there are several.
MANY = 9
LOOKED_AT = 16
DIGITS_OF_MANY = 0.5

# Dashes, of which a pen that skips makes digits, say nothing: whatever is less than so many times
# as wide as long, along its own axes.
DASH = 0.5
LEAST_OF_MANY = 3

# Where there are fewer, they are several digits if each looks like one by at least this, and is at
# least so tall beside the tallest.
SURELY = 0.9
TALL = 0.6

# But not where the whole looks like one digit by at least this.
CERTAINLY = 0.98

# Pieces that share so much of the columns of the narrower one are one above the other.
ABOVE = 0.5


class Gate:
    """A network that tells digits from what is none, and from where on it is believed.

    Attributes
    ----------
    card
        What is told of it: how it was trained, how well it does.
    threshold
        The least probability of a digit with which a picture is read, 0 to 1.

    Raises
    ------
    WeightsError
        If the card names no threshold.
    """

    def __init__(self, shipped: Shipped) -> None:
        self.card: dict[str, Any] = shipped.card
        self.network = shipped.network.for_inference()
        try:
            self.threshold = float(shipped.card["threshold"])
        except (KeyError, TypeError, ValueError) as error:
            raise WeightsError(
                f"The card of {shipped.name} names no threshold: restore it from the repository, "
                "or publish it again."
            ) from error

    def digit_probability(self, images: Array) -> Array:
        """(N,) float32 from 0 to 1: how probably each of `images` is a digit, as things stood
        when it was trained, where about every second picture was one.

        Parameters
        ----------
        images
            (N, 28, 28) float32 in [0, 1], ink 1, normalised as for reading.
        """
        return self.network.predict(images)[:, DIGIT]

    def reason_against(self, image: Array, ink: Array | None = None) -> str | None:
        """Why `image` (28, 28) is not to be read, in a sentence; None if it is.

        `ink`, (height, width) in [0, 1], is that of the whole sheet, of which 28x28 pixels may not
        show that there is more than one digit: a thin 1 beside a 0 is nearly lost there, and many
        digits are specks, which may look like anything.
        """
        likely = self.digit_probability(image[np.newaxis])[0]
        if ink is not None and self._several_on(ink, likely >= CERTAINLY):
            return SEVERAL
        if likely >= self.threshold:
            return None
        return SEVERAL if self._several(image) else NOT_ONE

    def is_certainly_one(self, image: Array) -> bool:
        """Whether `image` (28, 28), all that is on a sheet, is one digit without a doubt."""
        return bool(self.digit_probability(image[np.newaxis])[0] >= CERTAINLY)

    def reason_against_number(
        self, images: Array, whole: Array, signs: Array, divided: np.ndarray
    ) -> str | None:
        """Why `images` (N, 28, 28) are no number, in a sentence; None if they are to be read.

        `whole` (N,), 0 to 1, says of each how surely it is one whole digit and no part of one;
        `signs` (N,), 0 to 1, how probably it is a sign in a line of writing; `divided` (N,) bool,
        whether it was cut off a neighbour. Letters that are divided wherever they might come apart
        leave parts that look like a 1 or a 7 to the gate, and whole letters that do to the judge of
        parts; and the network of lines may never have seen such a letter. So each counts by the
        mean of the three, and all count on the average: one bad digit does not make a number none.
        But a sign does, as in 12+34.
        One alone is judged as any picture; that it looks like several is then no reason to give,
        where several were asked for and could not be told apart.
        """
        if len(images) == 1:
            reason = self.reason_against(images[0])
            return NO_NUMBER if reason == SEVERAL else reason
        opinions = np.stack([self.digit_probability(images), whole, 1 - signs])
        if opinions.mean() < LEAST_OF_NUMBER:
            return NO_NUMBER
        if signs.max() >= A_SIGN or whole[~divided].min(initial=1) < LEAST_OF_ONE:
            return NOT_ALL
        return None

    def _several_on(self, ink: Array, certainly_one: bool) -> bool:
        """Whether the `ink` of a sheet is several digits. A few pieces are not what is
        `certainly_one`: a 0 that came apart is two bent strokes, which each might be a 1.
        """
        pieces = components(ink > INK_EDGE)
        mass = pieces.sums(ink)
        large = np.flatnonzero(mass >= STRAY * mass.max(initial=0))
        if len(large) < MANY:
            if certainly_one or len(things := _side_by_side(pieces, large)) < 2:
                return False
            if not _alike(pieces, things):
                return False
            return self._least_like_a_digit(_cut_outs(ink, pieces, things)) >= SURELY
        largest = large[np.argsort(-mass[large], kind="stable")[:LOOKED_AT]]
        alone = _cut_outs(ink, pieces, [[number] for number in largest])
        alone = alone[[not _is_dash(image) for image in alone]]
        if len(alone) < LEAST_OF_MANY:
            return False
        digits = self.digit_probability(alone) >= self.threshold
        return bool(digits.mean() >= DIGITS_OF_MANY)

    def _several(self, image: Array) -> bool:
        """Whether it consists of things side by side that are digits, each of them."""
        pieces = components(image > HALF)
        things = _side_by_side(pieces, np.arange(pieces.count))
        if len(things) < 2:
            return False
        return self._least_like_a_digit(_cut_outs(image, pieces, things)) >= self.threshold

    def _least_like_a_digit(self, images: Array) -> float:
        return float(self.digit_probability(images).min())


def _side_by_side(pieces: Components, numbers: np.ndarray) -> list[list[int]]:
    """The pieces of those `numbers` from left to right, those one above the other taken as one
    thing, as the bar of a 5 and the rest of it.
    """
    boxes = pieces.boxes()
    numbers = numbers[boxes[numbers, 0].argsort(kind="stable")]
    return [numbers[among].tolist() for among in side_by_side(boxes[numbers], ABOVE)]


def _alike(pieces: Components, things: list[list[int]]) -> bool:
    """Whether all `things` are about equally tall, as the digits of a number are.

    The left part of a 4 that came apart is not as tall as its stem, nor a tick as the digit.
    """
    boxes = pieces.boxes()
    heights = [boxes[among, 3].max() - boxes[among, 1].min() for among in things]
    return bool(min(heights) >= TALL * max(heights))


def _is_dash(image: Array) -> bool:
    """Whether the ink of `image`, (28, 28), lies along a line, whichever way that goes."""
    rows, columns = np.nonzero(image > HALF)
    if len(rows) < 3:
        return True
    across, along = np.sqrt(np.linalg.eigvalsh(np.cov(rows, columns)).clip(0))
    return bool(across < DASH * along)


def _cut_outs(ink: Array, pieces: Components, things: list[list[int]]) -> Array:
    """(N, 28, 28): each of `things`, some of the `pieces` of `ink`, by itself."""
    labels = pieces.labels(ink.shape)
    return np.stack([place(_cut_out(ink, np.isin(labels, among))) for among in things])


def _cut_out(image: Array, mask: np.ndarray) -> Array:
    rows, columns = (np.flatnonzero(mask.any(axis=axis)) for axis in (1, 0))
    cut = np.s_[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    return (image * mask)[cut]


def load_gate(folder: Path = WEIGHTS) -> Gate:
    """The gate that comes with the project.

    Raises
    ------
    WeightsError
        If it is missing, damaged, has no card or is not the one its card is of.
    """
    return Gate(load_one(folder / f"{GATE}.npz", CLASSES))
