"""From a picture with any number of digits to what it says.

reader = load_number_reader()
reader.read(Path("2026.png").read_bytes(), load_readers()["cnn"]).text
"""

from dataclasses import dataclass

import numpy as np

from model.frames import without_frames
from model.gate import Gate
from model.ink import INK_EDGE, Sheet, contrast, level, rescaled
from model.layers import Array
from model.lines import without_lines
from model.numbers.find import Found, find_digits
from model.numbers.judge import CERTAIN, Judge, load_judge
from model.numbers.line_network import LineNetwork, load_line_network
from model.picture import crop, decode, extent, grey, is_mnist, place, reduction
from model.reader import Reader, Reading
from model.stages import stage

# As `model.picture.WORKING_SIDE`, but larger: a digit may be a small part of what is written.
WORKING_SIDE = 1600

# How much each opinion of a digit counts: that of the network that was asked for, which has learned
# from digits that are one mark by themselves; of the judge; of the network of lines. And of what is
# cut off a neighbour or in several marks.
SHARES = (0.5, 0.25, 0.25)
SHARES_OF_OTHERS = (0.25, 0.25, 0.5)


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


def _as_one(ink: Array) -> Found:
    """All `ink` of a sheet as one digit."""
    box = extent(ink)
    return _alone(place(crop(ink, box)), box)


def _alone(image: Array, box: tuple[int, int, int, int]) -> Found:
    """A digit that nothing was cut off from, and of which nobody has an opinion."""
    return Found(image, np.ones(10), np.full(10, 0.1), 0.0, box, 0, False, 1)


def _together(reading: Reading, found: Found) -> Reading:
    """The reading with what the judge and the network of lines say of the same digit: their
    weighted geometric mean.

    The judge has learned from digits cut off from their neighbours or in pieces, and the network of
    lines from whole numbers; the network that was asked for has seen neither, but is another
    opinion. Multiplied, the three would be surer than they are right; their geometric mean is not
    ("logarithmic pool": C. Genest and J. Zidek, "Combining probability distributions", Statistical
    Science 1, 1986).
    """
    opinions = np.stack([reading.probabilities, found.answers, found.shares])
    shares = SHARES_OF_OTHERS if found.divided or found.marks > 1 else SHARES
    mean = np.exp(shares @ np.log(np.maximum(opinions, CERTAIN)))
    probabilities = (mean / mean.sum()).astype(reading.probabilities.dtype)
    digit = int(probabilities.argmax())
    return Reading(digit, float(probabilities[digit]), probabilities, reading.image)


class NumberReader:
    """Finds the digits on a picture; any network may then read them."""

    def __init__(self, judge: Judge, line_network: LineNetwork) -> None:
        self.judge = judge
        self.line_network = line_network

    def read(self, data: bytes, reader: Reader) -> NumberReading:
        """Read every digit on a picture: the bytes of a PNG, JPEG, WebP, GIF or BMP file.

        A digit alone is read as `reader.read_picture` reads it; of several, what the judge and the
        network of lines make of each counts, too.

        Raises
        ------
        PictureError
            If the picture cannot be read, nothing is drawn on it, or too much (TooManyDigits).
        """
        with stage("decode"):
            picture = decode(data)
        with stage("find"):
            sheet = grey(picture, WORKING_SIDE)
            if is_mnist(sheet.light):  # It is read as it is.
                ink = sheet.light
                found = [_alone(ink, extent(ink))]
            else:
                ink = all_ink(sheet)
                found = find_digits(ink, self.judge, self.line_network)
        with stage("gate"):
            reason = _reason_against(found, reader.gate)
            if reason and len(found) > 1:
                # Where a pen skipped in a digit that is alone, its parts are no number.
                one = _as_one(ink)
                if reader.gate.is_certainly_one(one.image):
                    found, reason = [one], None
            if reason:
                return NumberReading("", (), reason)
        readings = reader.read_images(np.stack([one.image for one in found]))
        if len(found) > 1:
            readings = [_together(*pair) for pair in zip(readings, found, strict=True)]
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


def _reason_against(found: list[Found], gate: Gate) -> str | None:
    """Why these are no number, in a sentence; None if they are to be read."""
    return gate.reason_against_number(
        np.stack([one.image for one in found]),
        np.array([one.answers.max() for one in found]),
        np.array([one.sign for one in found]),
        np.array([one.divided for one in found]),
    )


def load_number_reader() -> NumberReader:
    """The one that is shipped.

    Raises
    ------
    WeightsError
        If weights or a card of its two networks are missing or damaged.
    """
    return NumberReader(load_judge(), load_line_network())
