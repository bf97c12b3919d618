"""From a picture to a reading: what `backend/` and the command line call.

readers = load_readers()
readers["mlp-128-64"].read_picture(Path("seven.png").read_bytes()).digit
"""

from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from model.errors import BlankPicture
from model.gate import Gate, load_gate
from model.layers import Array
from model.network import IMAGE_SHAPE
from model.picture import Steps, decode, reduction, steps
from model.shipped import Shipped, load_shipped
from model.stages import stage


@dataclass(frozen=True)
class Way:
    """Where in a picture the network's 28x28 come from.

    Each is x, y, width, height in pixels of the picture as it was sent, held upright, x and y of
    the top left.

    Attributes
    ----------
    box
        The smallest that holds the digit.
    window
        The square that becomes the 28x28; it may reach beyond the picture.
    """

    box: tuple[int, int, int, int]
    window: tuple[float, float, float, float]


@dataclass(frozen=True)
class Reading:
    """What a network makes of one picture.

    Attributes
    ----------
    digit
        The most probable digit, 0..9; None if the picture does not look like a digit.
    confidence
        Its probability, 0..1; None without a digit.
    probabilities
        (10,) float32, of the digits 0 to 9; they sum to 1.
    image
        (28, 28) float32 in [0, 1], ink 1: what the network was shown.
    reason
        Without a digit, why there is none, in a sentence; else None.
    way
        How the picture became the image; None where it was none, but the image itself.
    """

    digit: int | None
    confidence: float | None
    probabilities: Array
    image: Array
    reason: str | None = None
    way: Way | None = None


class Reader:
    """A network that reads pictures, of those that the gate lets through."""

    def __init__(self, shipped: Shipped, gate: Gate) -> None:
        self.name = shipped.name
        self.card: dict[str, Any] = shipped.card
        self.learned: dict[str, Any] | None = shipped.learned
        self.network = shipped.network.for_inference()
        self.gate = gate

    def read_picture(self, data: bytes) -> Reading:
        """Read the digit on a picture: the bytes of a PNG, JPEG, WebP, GIF or BMP file.

        Raises
        ------
        PictureError
            If the picture cannot be read or nothing is drawn on it.
        """
        with stage("decode"):
            picture = decode(data)
        with stage("normalise"):
            taken = steps(picture)
        reading = self._read(taken.image, taken.ink)
        return replace(reading, way=_way(taken, picture.size))

    def read_image(self, image: Array) -> Reading:
        """Read an `image` of (28, 28) as it is: floats in [0, 1], ink 1, MNIST's form.

        Raises
        ------
        ValueError
            If it has another shape or holds anything outside of [0, 1].
        BlankPicture
            If it holds no ink at all.
        """
        if image.shape != IMAGE_SHAPE:
            raise ValueError(f"the image is {image.shape}, not {IMAGE_SHAPE}")
        if not ((image >= 0) & (image <= 1)).all():
            raise ValueError("the image holds values outside of 0..1")
        if not image.any():
            raise BlankPicture("Nothing is drawn: every pixel is 0.")
        image = image.astype(np.float32)
        return self._read(image, image)

    def read_images(self, images: Array) -> list[Reading]:
        """Read each of `images`, (N, 28, 28) float32 as `normalise` gives them, digit or not."""
        with stage("forward"):
            probabilities = self.network.predict(images)
        return [
            Reading(int(row.argmax()), float(row.max()), row, image)
            for row, image in zip(probabilities, images, strict=True)
        ]

    def _read(self, image: Array, ink: Array) -> Reading:
        """Without a digit if the gate has a reason against the `image`, or the `ink` it is of."""
        reading = self.read_images(image[np.newaxis])[0]
        with stage("gate"):
            reason = self.gate.reason_against(image, ink)
        return replace(reading, digit=None, confidence=None, reason=reason) if reason else reading


def _way(taken: Steps, size: tuple[int, int]) -> Way:
    """The way that `steps` took, in pixels of the picture of that width and height."""
    factor = reduction(size)
    left, top, right, bottom = (factor * side for side in taken.box)
    right, bottom = min(right, size[0]), min(bottom, size[1])
    x, y, end, _ = (factor * side for side in taken.window)
    return Way((left, top, right - left, bottom - top), (x, y, end - x, end - x))


def load_readers() -> dict[str, Reader]:
    """A reader for every shipped network, by name; the first is the default.

    Raises
    ------
    WeightsError
        If a weights file or its card is missing or damaged.
    """
    gate = load_gate()
    return {name: Reader(shipped, gate) for name, shipped in load_shipped().items()}
