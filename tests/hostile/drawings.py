"""Pictures that nobody would read a digit from, and that are not blank, either.

A bomb of one colour is refused as blank as soon as it is unpacked. These go on: there is ink for
the search for lines, frames and components, for the gate and for the judge of numbers to work on.
"""

import io
from collections.abc import Callable

import numpy as np
from PIL import Image, ImageDraw

from tests.digits import draw

# (height, width) and the width of what is repeated -> lightness, 0..1, (height, width).
Pattern = Callable[[tuple[int, int], int], np.ndarray]

# Height and width: a page's canvas, what is looked at in full, and the most that is read.
SIZES = ((280, 280), (1200, 1600), (4000, 4000))

# Of what is repeated, in pixels.
WIDTHS = (2, 9, 60)


def _grid(size: tuple[int, int]) -> tuple[np.ndarray, np.ndarray]:
    """y and x of every pixel, from the middle."""
    y, x = np.ogrid[: size[0], : size[1]]
    return y - size[0] // 2, x - size[1] // 2


def boxes(size: tuple[int, int], width: int) -> np.ndarray:
    """Boxes in boxes."""
    y, x = _grid(size)
    return np.maximum(abs(y), abs(x)) // width % 2


def rings(size: tuple[int, int], width: int) -> np.ndarray:
    """Rings in rings."""
    y, x = _grid(size)
    return np.hypot(y, x) // width % 2


def stripes(size: tuple[int, int], width: int) -> np.ndarray:
    """From edge to edge."""
    y, x = _grid(size)
    return (y // width + 0 * x) % 2


def slanted(size: tuple[int, int], width: int) -> np.ndarray:
    """Stripes that no axis follows."""
    y, x = _grid(size)
    return (3 * y + x) // (3 * width) % 2


def checkerboard(size: tuple[int, int], width: int) -> np.ndarray:
    """Its fields touch at their corners."""
    y, x = _grid(size)
    return (y // width + x // width) % 2


def dots(size: tuple[int, int], width: int) -> np.ndarray:
    """As many components as there can be."""
    y, x = _grid(size)
    return 1.0 - ((y // width % 2 == 0) & (x // width % 2 == 0))


def noise(size: tuple[int, int], width: int) -> np.ndarray:
    """Of every lightness."""
    cells = np.random.default_rng(0).random((size[0] // width + 1, size[1] // width + 1))
    return cells.repeat(width, 0).repeat(width, 1)[: size[0], : size[1]]


def rare_noise(size: tuple[int, int], width: int) -> np.ndarray:
    """A tenth of it is ink."""
    return 1.0 - (noise(size, width) < 0.1)


def slope(size: tuple[int, int], width: int) -> np.ndarray:
    """From dark to light, with rings so faint that they are hardly there."""
    _, x = _grid(size)
    return 0.5 + 0.4 * x / size[1] + 0.02 * rings(size, width)


def form(size: tuple[int, int], width: int) -> np.ndarray:
    """A form's lines, and a 7 in pencil on them."""
    y, x = _grid(size)
    lines = (y % (20 * width) < width) | (x % (30 * width) < width)
    return np.where(lines, 0.0, _seven(size, ink=200))


def black_box(size: tuple[int, int], width: int) -> np.ndarray:
    """A 7 in pencil in a thick black box."""
    y, x = _grid(size)
    frame = (abs(y) > size[0] // 2 - 5 * width) | (abs(x) > size[1] // 2 - 5 * width)
    return np.where(frame, 0.0, _seven(size, ink=200))


def bars(size: tuple[int, int], width: int) -> np.ndarray:
    """Along the edges, all around."""
    y, x = _grid(size)
    return 1.0 - ((abs(y) >= size[0] // 2 - width) | (abs(x) >= size[1] // 2 - width))


def halves(size: tuple[int, int], width: int) -> np.ndarray:
    """Dark paper and light paper, and on both a 7 that is between them."""
    _, x = _grid(size)
    seven = _seven(size, ink=128)
    return np.where(seven < 0.9, seven, np.where(x < width, 0.2, 0.9))


def _seven(size: tuple[int, int], ink: int) -> np.ndarray:
    """On white, over most of it."""
    small = draw(7, size=(280, 280), ink=ink, paper=255, mode="L")
    return np.asarray(small.resize(size[::-1]), np.float32) / 255


PATTERNS: tuple[Pattern, ...] = (
    boxes, rings, stripes, slanted, checkerboard, dots, noise, rare_noise, slope, form, black_box,
    bars, halves,
)  # fmt: skip


def transparent(size: tuple[int, int]) -> Image.Image:
    """Lightness, colour and transparency go three different ways."""
    layers = [rings(size, 20), stripes(size, 30), slope(size, 9), noise(size, 5)]
    return Image.merge("RGBA", [_picture(layer) for layer in layers])


def crowd(size: tuple[int, int]) -> Image.Image:
    """Numerals of a typeface on every spot that there is."""
    picture = Image.new("L", size[::-1], 255)
    pen = ImageDraw.Draw(picture)
    for top in range(0, size[0], 12):
        pen.text((0, top), "0123456789 " * (size[1] // 60 + 1), fill=0)
    return picture


def _picture(light: np.ndarray) -> Image.Image:
    return Image.fromarray((255 * light.clip(0, 1)).astype(np.uint8))


def drawings() -> dict[str, tuple[bytes, str]]:
    """By name: the bytes of each, and their type."""
    found = {}
    for size in SIZES:
        name = f"{size[1]} x {size[0]}"
        pictures = {
            f"{pattern.__name__} of {width}, {name}": _picture(pattern(size, width))
            for pattern in PATTERNS
            # The smallest size shows all widths; the others one each, in turn.
            for width in (WIDTHS if size == SIZES[0] else WIDTHS[1:2])
        }
        pictures[f"transparent, {name}"] = transparent(size)
        pictures[f"crowd, {name}"] = crowd(size)
        for title, picture in pictures.items():
            # Noise is smaller as a JPEG, and as a PNG would be over the limit of a body.
            kind = "JPEG" if "noise" in title else "PNG"
            file = io.BytesIO()
            picture.save(file, kind, **({"compress_level": 1} if kind == "PNG" else {}))
            found[title] = (file.getvalue(), f"image/{kind.lower()}")
    return found
