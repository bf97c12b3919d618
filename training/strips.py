"""What the network that reads whole lines learns from: strips, and what each of them says.

Sheets of numbers, of single digits, and of letters and signs are brought to strips as `/read` does
it, and it is looked up which of the digits that were drawn are on each. Nothing else is learned
from: not where a digit is, nor where it ends.
"""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from PIL import Image

from model.layers import Array
from model.numbers.ctc import SIGN, filled_up
from model.numbers.reader import WORKING_SIDE, all_ink
from model.numbers.segment import marks, whole
from model.numbers.strips import COLUMN, HEIGHT, Strip, strips
from model.picture import grey, reduction
from training.candidates import KINDS, SIGNS, Hands, Kind, of_each_sheet, sheet
from training.data import Digits
from training.numbers import SIGN as SIGN_LETTER
from training.numbers import Written

# So much of a digit's ink is in one strip, or its sheet is not learned from: it is torn.
WITHIN = 0.9

# So many of the sheets are varied, as if other hands had written them.
VARIED = 0.7

# Strips are stretched to between one of these and the other times their width, and moved up or
# down by so many pixels at most, before they are learned from.
STRETCH = (0.85, 1.18)
MOVE = 1

# Full ink in `Lines.pixels`.
FULL = 255

# The kinds of sheets that strips are taken from.
STRIP_KINDS = KINDS | SIGNS | {"one digit": Kind(digits=(1, 1))}


@dataclass(frozen=True)
class Lines:
    """N strips and what they say, as `training.batches.Source` hands them out.

    Attributes
    ----------
    pixels
        (HEIGHT, all widths together) uint8, the strips side by side; ink FULL.
    begins, widths
        (N,): where each begins there, and its width.
    texts
        (N, L) int: the symbols of each, filled up with NOTHING.
    """

    pixels: np.ndarray
    begins: np.ndarray
    widths: np.ndarray
    texts: np.ndarray

    def __len__(self) -> int:
        return len(self.texts)

    def take(self, chosen: np.ndarray, rng: np.random.Generator) -> Digits:
        """Those, filled up with paper to the same width, all stretched and moved the same way."""
        images = np.zeros((len(chosen), HEIGHT, self.widths[chosen].max()), np.float32)
        for image, at in zip(images, chosen, strict=True):
            begin, width = self.begins[at], self.widths[at]
            image[:, :width] = self.pixels[:, begin : begin + width] / np.float32(FULL)
        images = stretched(images, rng.uniform(*STRETCH))
        images = np.roll(images, rng.integers(-MOVE, MOVE + 1), axis=1)
        return Digits(images, self.texts[chosen])


def stretched(images: Array, factor: float) -> Array:
    """Images (N, H, W) about `factor` times as wide, a multiple of COLUMN."""
    width = images.shape[2]
    wide = columns_of(width, factor) * COLUMN
    at = np.clip((np.arange(wide) + 0.5) * width / wide - 0.5, 0, width - 1)
    left = np.floor(at).astype(int)
    right = np.minimum(left + 1, width - 1)
    share = (at - left).astype(images.dtype)
    return images[:, :, left] * (1 - share) + images[:, :, right] * share


def columns_of(width: int, factor: float = 1.0) -> int:
    """How many columns a strip of that width, stretched by `factor`, has: at least one."""
    return max(1, round(factor * width / COLUMN))


def drawn(by: Hands, sheets: dict[str, int], seed: int) -> Lines:
    """The strips of so many sheets of each kind, most of them varied."""
    parts = of_each_sheet(_of_one_sheet, by, sheets, seed)
    return gathered([line for part in parts for line in part])


def gathered(lines: list[tuple[np.ndarray, list[int]]]) -> Lines:
    """Strips, uint8 as in `Lines.pixels`, and what each says."""
    widths = np.array([image.shape[1] for image, _ in lines])
    pixels = np.concatenate([image for image, _ in lines], axis=1)
    texts = filled_up([text for _, text in lines])
    return Lines(pixels, np.cumsum(widths) - widths, widths, texts)


def _of_one_sheet(by: Hands, kind: str, seed: list[int]) -> list[tuple[np.ndarray, list[int]]]:
    rng = np.random.default_rng(seed)
    written = sheet(by, STRIP_KINDS[kind], rng, varied=bool(rng.random() < VARIED))
    return [
        ((strip.image * FULL).round().astype(np.uint8), text)
        for strip, text in strips_with_texts(written)
        if needed_columns(text) <= columns_of(strip.image.shape[1], STRETCH[0])
    ]


def needed_columns(text: list[int]) -> int:
    """The least columns that say `text`: one for each symbol, and a blank between equal ones."""
    return len(text) + sum(a == b for a, b in pairwise(text))


def strips_with_texts(written: Written) -> list[tuple[Strip, list[int]]]:
    """The strips of a sheet, with the symbols of the digits (and signs) on each.

    None of a sheet where a digit is torn: too much of it is on two strips, or on none.
    """
    ink = all_ink(grey(written.picture, WORKING_SIDE))
    pieces = whole(marks(ink))
    found = strips(ink, pieces)
    strip_of = np.zeros(len(pieces.boxes) + 1, int)  # of each piece by its label; 0: of none
    for number, strip in enumerate(found, start=1):
        strip_of[strip.first + 1 : strip.last + 1] = number
    factor = reduction(written.picture.size, WORKING_SIDE)
    texts: list[list[int]] = [[] for _ in found]
    symbols = (SIGN if one == SIGN_LETTER else int(one) for one in written.text if one != "\n")
    for symbol, digit in zip(symbols, written.digits, strict=True):
        drawn = np.asarray(Image.fromarray(digit).reduce(factor)) > 0.5
        shares = np.bincount(strip_of[pieces.labels[drawn].clip(0)], minlength=len(found) + 1)
        on = int(shares[1:].argmax())
        if shares[1 + on] < WITHIN * shares.sum():
            return []
        texts[on].append(symbol)
    return [(strip, text) for strip, text in zip(found, texts, strict=True) if text]
