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

from model.ink import INK_EDGE
from model.layers import Array
from model.picture import place
from model.shipped import GATE, WEIGHTS, Shipped, load_one
from model.storage import WeightsError

# What its two outputs stand for.
CLASSES = 2
NO_DIGIT, DIGIT = range(CLASSES)

NOT_ONE = "This does not look like a digit."
SEVERAL = "This looks like more than one digit."

# A part of a picture that has been refused as a whole is called a digit from here on.
CLEARLY = 0.5


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

    def reason_against(self, image: Array) -> str | None:
        """Why `image` (28, 28) is not to be read, in a sentence; None if it is."""
        if self.digit_probability(image[np.newaxis])[0] >= self.threshold:
            return None
        return SEVERAL if self._several(image) else NOT_ONE

    def _several(self, image: Array) -> bool:
        """Whether paper divides it from top to bottom into parts that are digits, each of them."""
        parts = [place(part) for part in _between_gaps(image)]
        return len(parts) > 1 and bool((self.digit_probability(np.stack(parts)) > CLEARLY).all())


def _between_gaps(image: Array) -> list[Array]:
    """What stands in `image` from left to right with paper between, each cut out."""
    ink = image > INK_EDGE
    borders = np.flatnonzero(np.diff(np.pad(ink.any(axis=0), 1).astype(int)))
    parts = []
    for begin, end in borders.reshape(-1, 2):
        rows = np.flatnonzero(ink[:, begin:end].any(axis=1))
        parts.append(image[rows[0] : rows[-1] + 1, begin:end])
    return parts


def load_gate(folder: Path = WEIGHTS) -> Gate:
    """The gate that comes with the project.

    Raises
    ------
    WeightsError
        If it is missing, damaged, has no card or is not the one its card is of.
    """
    return Gate(load_one(folder / f"{GATE}.npz", CLASSES))
