"""Any picture of a digit -> the 28x28 that the network reads.

The network learned from MNIST, and reads best what went the way MNIST's digits went (LeCun et
al., "Gradient-based learning applied to document recognition", 1998, section III-A): cut out,
scaled to fit 20x20 pixels with antialiasing, and placed in 28x28 by the centre of mass. So a
digit reads the same wherever on the sheet it stands and however large it was drawn. The steps,
in order:

    decode      bytes -> picture
    grey        picture -> (height, width), 0 black to 1 white; transparency lies on paper
    find_ink    -> (height, width), 0 paper to 1 ink, without what is no drawing: see ink.py
    crop        -> the rectangle that holds ink
    place       -> 28x28, the longest side 20, the centre of mass in the middle
"""

import io
import math
import warnings
from dataclasses import dataclass

import numpy as np
from PIL import Image, ImageOps, UnidentifiedImageError

from model.errors import (
    BlankPicture,
    DamagedPicture,
    PictureError,
    PictureTooLarge,
    UnknownFormat,
)
from model.ink import INK_EDGE, Sheet, find_ink
from model.layers import Array
from model.network import IMAGE_SHAPE

# Pillow would only warn of a picture of too many pixels; `decode` refuses it.
Image.MAX_IMAGE_PIXELS = None

# Of odd metadata it warns with numbers from the file, and Python keeps every new warning for ever.
warnings.filterwarnings("ignore", module=r"PIL\.")

FORMATS = ("PNG", "JPEG", "WEBP", "GIF", "BMP")

# How their files begin; such a file that Pillow does not know is cut short.
SIGNATURES = (b"\x89PNG", b"\xff\xd8\xff", b"RIFF", b"GIF8", b"BM")

# A phone's camera takes 12 megapixels; 16 with transparency take 64 MB.
MAX_PIXELS = 16_000_000

# Pillow takes a file apart in Python, chunk by chunk: 10 MB of empty ones would take seconds. Of a
# PNG of 10 MB in chunks of a kilobyte, smaller than any encoder's, it reads 40,000 pieces.
MAX_PIECES = 100_000

# What takes long for few bytes. For every scan of a JPEG libjpeg goes over all its coefficients,
# 10 ms for 16 megapixels; encoders make ten of them, and a photograph may hold smaller copies of
# itself. Compressed texts and profiles of a PNG unpack to a megabyte each; Exif is joined with all
# that came before.
COSTLY = (
    *(b"\xff\xda\0" + bytes((6 + 2 * channels, channels)) for channels in (1, 2, 3, 4)),
    b"Exif\0\0",
    b"iCCP",
    b"iTXt",
    b"zTXt",
)
MAX_COSTLY = 50

TOO_MANY_PARTS = "The picture's file has more parts than any picture needs: save it again."

# A picture larger than this on its longer side is shrunk first: a digit that fills a twentieth
# of it is then still as large as the 20 pixels that are kept of it.
WORKING_SIDE = 800

# Of 255: if lightness ranges over so much of a picture, ink and paper differ in lightness.
CLEAR_RANGE = 128

# Of 255: what is opaque and ranges over less is all ink or all paper.
SHADES = 16

# A side of a picture is at least so many pixels, after it is shrunk: a stroke and paper beside it.
NARROWEST = 3

# So small a share of a picture's pixels, at either end, says nothing about its ink: dots.
DOTS = 0.0002

# A digit of fewer pixels cannot be told from a dot.
LEAST_SIDE = 5

# MNIST's digits fit this square inside the 28x28.
DIGIT_SIDE = 20


@dataclass(frozen=True)
class Steps:
    """A picture on its way to the network, step by step; arrays float32 in [0, 1].

    Attributes
    ----------
    sheet
        What `grey` made of the picture.
    ink
        (height, width), ink 1: what `find_ink` found on it.
    box
        Left, top, right, bottom of the ink in `sheet`, in pixels.
    window
        Left, top, right, bottom of the square of `sheet` that becomes the 28x28, in its pixels;
        it may reach beyond `sheet`.
    image
        (28, 28), ink 1: what the network is shown.
    """

    sheet: Sheet
    ink: Array
    box: tuple[int, int, int, int]
    window: tuple[float, float, float, float]
    image: Array


def normalise(picture: Image.Image) -> Array:
    """The 28x28 that the network reads.

    Parameters
    ----------
    picture
        Of any size and mode, as `decode` returns it.

    Returns
    -------
    (28, 28) float32 in [0, 1], ink 1: the longest side of the digit 20, its centre of mass in
    the middle. A picture that is of this form already is returned as it is.

    Raises
    ------
    BlankPicture
        If nothing stands out from the paper, or too little.
    """
    return steps(picture).image


def steps(picture: Image.Image) -> Steps:
    """All that `normalise` does, for who wants to see it. Raises BlankPicture."""
    sheet = grey(picture)
    if is_mnist(sheet.light):
        whole = (0, 0, *IMAGE_SHAPE[::-1])
        return Steps(sheet, sheet.light, extent(sheet.light), whole, sheet.light)
    ink = find_ink(sheet)
    box = extent(ink)
    digit = crop(ink, box)
    left, top, side = window(digit)
    left, top = box[0] + left, box[1] + top
    return Steps(sheet, ink, box, (left, top, left + side, top + side), place(digit))


def is_mnist(light: Array) -> bool:
    """Whether this is of MNIST's form already: 28x28, a white digit of 20 about the middle.

    MNIST's own digits have their centre of mass up to a pixel below or right of the middle.
    """
    if light.shape != IMAGE_SHAPE or light[:, [0, -1]].mean() + light[[0, -1]].mean() > 0.1:
        return False
    rows, columns = (np.flatnonzero(light.any(axis=axis)) for axis in (1, 0))
    if not len(rows):
        return False
    side = max(np.ptp(rows), np.ptp(columns)) + 1
    steps = np.arange(28) + 0.5
    middle = [light.sum(axis=1 - axis) @ steps / light.sum() for axis in (0, 1)]
    about_the_middle = all(13.75 <= m <= 15.25 for m in middle)
    return about_the_middle and bool(abs(side - DIGIT_SIDE) <= 2)


def decode(data: bytes) -> Image.Image:
    """The picture in `data`: the bytes of a PNG, JPEG, WebP, GIF or BMP file.

    Raises
    ------
    UnknownFormat
        If it is none of these, or a BMP of run lengths.
    PictureTooLarge
        If it says that it has more than MAX_PIXELS; then nothing is decoded.
    DamagedPicture
        If it breaks off or contradicts itself, or has far more parts than any encoder makes.
    BlankPicture
        If it is too narrow for a digit to be on it.
    """
    if sum(data.count(part) for part in COSTLY) > MAX_COSTLY:
        raise DamagedPicture(TOO_MANY_PARTS)
    try:
        picture = Image.open(_InPieces(data), formats=FORMATS)
        pixels = picture.width * picture.height
        if any(tile.codec_name == "bmp_rle" for tile in picture.tile):  # In Python, pixel by pixel.
            raise UnknownFormat("A BMP of run lengths (RLE) is not read here: save it as a PNG.")
        if pixels <= MAX_PIXELS:
            picture.load()
            _turn_upright(picture)
    except PictureError:
        raise
    except UnidentifiedImageError as error:
        if data.startswith(SIGNATURES):
            raise DamagedPicture("The picture is cut short: save or send it again.") from error
        raise UnknownFormat(
            f"This is not a picture that can be read here: send one of {', '.join(FORMATS)}."
        ) from error
    except Exception as error:  # Pillow's readers raise whatever their parser stumbled on.
        raise DamagedPicture(
            f"The picture is damaged or cut short ({error}): save or send it again."
        ) from error
    if pixels > MAX_PIXELS:
        raise PictureTooLarge(
            f"The picture has {picture.width} x {picture.height} = {pixels / 1e6:.1f} million "
            f"pixels; at most {MAX_PIXELS // 1_000_000} million are read: make it smaller."
        )
    if min(picture.size) < (least := NARROWEST * reduction(picture.size)):
        raise BlankPicture(
            f"The picture has {picture.width} x {picture.height} pixels, too few for a digit: "
            f"send one of at least {least} pixels each way."
        )
    return picture


class _InPieces(io.BytesIO):
    """A file that ends with DamagedPicture when it has been read in MAX_PIECES."""

    pieces = 0

    def read(self, size: int | None = -1) -> bytes:
        self.pieces += 1
        if self.pieces > MAX_PIECES:
            raise DamagedPicture(TOO_MANY_PARTS)
        return super().read(size)


def _turn_upright(picture: Image.Image) -> None:
    """A phone stores what its sensor saw, and in the file how it was held."""
    # Pillow keeps what it has read of it; and what is not there, it does not write anew, which
    # takes long if it is much, and fails if a camera's is odd.
    picture.getexif()
    for name in ("exif", "Raw profile type exif"):
        picture.info.pop(name, None)
    ImageOps.exif_transpose(picture, in_place=True)


def grey(picture: Image.Image, most: int = WORKING_SIDE) -> Sheet:
    """How light each pixel is; what is transparent shows the paper.

    What comes on nothing at all is ink, whatever its colour. Of paper that one sees through nobody
    says what it lies on: black if most of it is light, else white.
    A longer side over `most` is reduced to at most that, by averaging `reduction` pixels.
    """
    if picture.mode.startswith("I"):  # 16 bits; Pillow's own conversion to 8 cuts them off.
        values = np.asarray(picture)
        # Sensors and scanners often fill 10, 12 or 14 of the 16, but for a hot pixel or two.
        most_of_all = int(np.quantile(values, 1 - DOTS, method="higher"))
        spare = max(most_of_all.bit_length() - 8, 0)
        picture = Image.fromarray(np.minimum(values >> spare, 255).astype(np.uint8))
    if picture.has_transparency_data:
        picture = picture.convert("RGBA")
        alpha = np.asarray(picture.getchannel("A"))
        if alpha.min() < 255:
            if _shows_paper(picture, alpha > 127):
                return Sheet(_patched(_reduced(picture, most)))
            return _on_paper(_reduced(picture.convert("LA"), most))
    picture = _reduced(picture, most)
    return Sheet(np.asarray(_telling_channel(picture), np.float32) / 255)


def reduction(size: tuple[int, ...], most: int = WORKING_SIDE) -> int:
    """By how much a picture of that size is reduced, so that neither side is over `most`."""
    return -(-max(size) // most)


def _reduced(picture: Image.Image, most: int) -> Image.Image:
    factor = reduction(picture.size, most)
    if factor > 1 and picture.mode in ("1", "P"):  # Of these Pillow takes no averages.
        picture = picture.convert("L" if picture.mode == "1" else "RGB")
    return picture.reduce(factor) if factor > 1 else picture


def _shows_paper(picture: Image.Image, opaque: np.ndarray) -> bool:
    """Whether what is `opaque`, (height, width) bool, is not the ink alone, but paper, too."""
    if opaque.mean() < 0.5:
        return False
    return _range(_telling_channel(picture, opaque), opaque) > SHADES


def _on_paper(picture: Image.Image) -> Sheet:
    """Lightness and alpha -> black ink on white, if there is nothing around it; else all of it on
    what it stands out from most.
    """
    values = np.asarray(picture, np.float32) / 255
    light, alpha = values[..., 0], values[..., 1]
    if min(alpha[[0, -1]].min(), alpha[:, [0, -1]].min()) == 0:
        return Sheet(1 - alpha, paper=1.0)
    is_light = (light * alpha).sum() > 0.5 * alpha.sum()
    return Sheet(light * alpha + (1 - alpha) * (0.0 if is_light else 1.0))


def _patched(picture: Image.Image) -> Array:
    """RGBA -> lightness; what is transparent here and there is as most of the rest."""
    alpha = np.asarray(picture.getchannel("A"), np.float32) / 255
    there = alpha > 0.5 * alpha.max()
    light = np.asarray(_telling_channel(picture, there), np.float32) / 255
    return light * alpha + (1 - alpha) * np.median(light[there])


def _telling_channel(picture: Image.Image, where: np.ndarray | None = None) -> Image.Image:
    """Any mode -> lightness; or, where that hides the ink, the colour that shows it best.

    Red ink on green paper may be as light as the paper, but it is not as green. Only the pixels
    `where` (height, width) is true count, if it is given.
    """
    channel = picture.convert("L")
    if picture.mode not in ("1", "L") and (shown := _range(channel, where)) < CLEAR_RANGE:
        colours = picture.convert("RGB").split()
        colour = max(colours, key=lambda one: _range(one, where))
        if _range(colour, where) > 1.5 * shown:
            return colour
    return channel


def _range(channel: Image.Image, where: np.ndarray | None) -> int:
    """From the darkest shade to the lightest, but for DOTS."""
    mask = None if where is None else Image.fromarray(np.uint8(255) * where)
    upto = np.cumsum(channel.histogram(mask))
    darkest, lightest = np.searchsorted(upto, np.array([DOTS, 1 - DOTS]) * upto[-1])
    return int(lightest - darkest)


def extent(ink: Array) -> tuple[int, int, int, int]:
    """Left, top, right, bottom of the smallest rectangle that holds all `ink` above INK_EDGE.

    Raises
    ------
    BlankPicture
        If that is smaller than any digit can be.
    """
    rows = np.flatnonzero((ink > INK_EDGE).any(axis=1))
    columns = np.flatnonzero((ink > INK_EDGE).any(axis=0))
    if (side := max(np.ptp(rows), np.ptp(columns)) + 1) < LEAST_SIDE:
        unit = "pixel" if side == 1 else "pixels"
        raise BlankPicture(
            f"There is only a dot on the picture, {side} {unit} large: draw a digit of at least "
            f"{LEAST_SIDE} pixels."
        )
    return int(columns[0]), int(rows[0]), int(columns[-1]) + 1, int(rows[-1]) + 1


def crop(ink: Array, box: tuple[int, int, int, int]) -> Array:
    """What of `ink` lies in `box`: left, top, right, bottom."""
    left, top, right, bottom = box
    return ink[top:bottom, left:right]


def window(ink: Array) -> tuple[float, float, float]:
    """Left, top and side of the square of `ink` that becomes the 28x28, in its pixels.

    So large that the longer side of `ink` is DIGIT_SIDE of its 28 fields, and around the centre
    of mass. It reaches beyond `ink`, on whose every side there is paper.
    """
    side = IMAGE_SHAPE[0] * max(ink.shape) / DIGIT_SIDE
    mass = ink.sum()
    start = []
    for axis, length in enumerate(ink.shape):
        # A pixel's middle lies half a pixel after where it begins.
        middle = float(ink.sum(axis=1 - axis) @ (np.arange(length) + 0.5) / mass)
        # However lopsided, no part of the digit is left outside.
        start.append(min(max(middle - side / 2, length - side), 0.0))
    top, left = start
    return left, top, side


def place(ink: Array) -> Array:
    """(28, 28): the longer side of `ink` scaled to DIGIT_SIDE, its centre of mass in the middle.

    Done in one step, by looking at `ink` through `window`: each of its 28x28 fields becomes a
    pixel, the average of what it covers and, with less weight, of what lies around. So nothing
    is rounded to whole pixels, and moving or enlarging a drawing a little changes the outcome
    only a little. Thin strokes grow paler by the averaging, not broken; at the end the strongest
    ink is brought back to 1. What is larger than WORKING_SIDE is reduced to that before.
    """
    if (factor := reduction(ink.shape)) > 1:
        ink = np.asarray(Image.fromarray(ink).reduce(factor))
    image = through(window(ink), ink)
    return image / image.max()


def through(window: tuple[float, float, float], ink: Array) -> Array:
    """(28, 28): what is seen of `ink` through a `window` as `place` uses it: paper beyond."""
    left, top, side = window
    # Pillow wants the window inside the picture: add paper on every side.
    before = [max(0, math.ceil(-start)) for start in (top, left)]
    after = [
        max(0, math.ceil(start + side - length))
        for start, length in zip((top, left), ink.shape, strict=True)
    ]
    padded = np.pad(ink, list(zip(before, after, strict=True)))
    top, left = top + before[0], left + before[1]
    return np.asarray(
        Image.fromarray(padded).resize(
            IMAGE_SHAPE[::-1],
            Image.Resampling.BILINEAR,
            box=(left, top, left + side, top + side),
        )
    )
