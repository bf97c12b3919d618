"""From a picture with any number of digits to what it says.

reader = NumberReader(load_judge())
reader.read(Path("2026.png").read_bytes(), load_readers()["cnn"]).text
"""

from dataclasses import dataclass

import numpy as np

from model.frames import without_frames
from model.ink import INK_EDGE, Sheet, contrast, level, rescaled
from model.layers import Array
from model.lines import without_lines
from model.numbers.find import Found, find_digits
from model.numbers.judge import CERTAIN, Judge
from model.picture import decode, extent, grey, is_mnist, reduction
from model.reader import Reader, Reading
from model.stages import stage

# As `model.picture.WORKING_SIDE`, but larger: a digit may be a small part of what is written.
WORKING_SIDE = 1600

# How much the judge's opinion of a digit counts beside the network's: as much, but more of one that
# was cut off a neighbour, as the judge has learned to read them.
JUDGES_SHARE = 0.5
JUDGES_SHARE_OF_DIVIDED = 0.75


@dataclass(frozen=True)
class Digit:
    """One digit of a picture.

    Attributes
    ----------
    reading
        What the network makes of it.
    box
        x, y, width, height in pixels of the picture as it was sent, held upright, x and y of the
        top left.
    """

    reading: Reading
    box: tuple[int, int, int, int]


@dataclass(frozen=True)
class NumberReading:
    """What a picture says.

    Attributes
    ----------
    text
        The digits from left to right, lines from top to bottom divided by line breaks; empty
        without digits.
    digits
        They one by one, in the same order.
    reason
        Without digits, why there are none, in a sentence; else None.
    """

    text: str
    digits: tuple[Digit, ...]
    reason: str | None = None


def all_ink(sheet: Sheet) -> Array:
    """(height, width) from 0, paper, to 1, the strongest ink.

    As `model.ink.find_ink`, but without taking away small marks beside the largest: they may be
    digits, too.

    Raises
    ------
    BlankPicture
        If nothing stands out from the paper.
    """
    ink = rescaled(without_lines(contrast(level(sheet)), INK_EDGE))
    return rescaled(without_frames(ink, INK_EDGE))


def _as_it_is(light: Array) -> list[Found]:
    """The one digit of a picture in MNIST's form; none if it is no such picture."""
    return [Found(light, np.ones(10), extent(light), 0, False)] if is_mnist(light) else []


def _both(reading: Reading, found: Found) -> Reading:
    """The reading with what the judge says of the same digit: the weighted geometric mean.

    The judge has learned from digits cut off from their neighbours or in pieces, and sees what is
    around them; the network has seen neither, but is another opinion. Multiplied, the two would be
    surer than they are right; their geometric mean is not ("logarithmic pool": C. Genest and
    J. Zidek, "Combining probability distributions", Statistical Science 1, 1986).
    """
    share = JUDGES_SHARE_OF_DIVIDED if found.divided else JUDGES_SHARE
    mean = reading.probabilities ** (1 - share) * np.maximum(found.answers, CERTAIN) ** share
    probabilities = mean / mean.sum()
    digit = int(probabilities.argmax())
    return Reading(digit, float(probabilities[digit]), probabilities, reading.image)


class NumberReader:
    """Finds the digits on a picture; any network may then read them."""

    def __init__(self, judge: Judge) -> None:
        self.judge = judge

    def read(self, data: bytes, reader: Reader) -> NumberReading:
        """Read every digit on a picture: the bytes of a PNG, JPEG, WebP, GIF or BMP file.

        A digit alone is read as `reader.read_picture` reads it; of several, what the judge
        makes of each counts, too.

        Raises
        ------
        PictureError
            If the picture cannot be read, nothing is drawn on it, or too much (TooManyDigits).
        """
        with stage("decode"):
            picture = decode(data)
        with stage("find"):
            sheet = grey(picture, WORKING_SIDE)
            found = _as_it_is(sheet.light) or find_digits(all_ink(sheet), self.judge)
        images = np.stack([one.image for one in found])
        whole = np.array([one.answers.max() for one in found])
        with stage("gate"):
            if reason := reader.gate.reason_against_number(images, whole):
                return NumberReading("", (), reason)
        readings = reader.read_images(images)
        if len(found) > 1:
            readings = [_both(*pair) for pair in zip(readings, found, strict=True)]
        factor = reduction(picture.size, WORKING_SIDE)
        digits = []
        text = ""
        for number, (one, reading) in enumerate(zip(found, readings, strict=True)):
            left, top = (factor * side for side in one.box[:2])
            right, bottom = (
                min(factor * side, whole)
                for side, whole in zip(one.box[2:], picture.size, strict=True)
            )
            digits.append(Digit(reading, (left, top, right - left, bottom - top)))
            text += "\n" if number and one.line != found[number - 1].line else ""
            text += str(reading.digit)
        return NumberReading(text, tuple(digits))
