"""The same digits under every condition people send them in, as files: what `/predict` must bear.

Each condition takes a pen digit and a random generator and returns the bytes of a picture file in
which one thing is different from `plain`, in the last ones two. `training.evaluate_pictures` reads
them all. What light, paper and cameras do to a sheet (`WEAR`), the gate has learned to look past,
on the sheets of other writers.
"""

import io
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from itertools import repeat
from typing import Any

import numpy as np
from PIL import Image, ImageDraw, ImageFilter, ImageOps

from model.errors import BlankPicture
from model.layers import Array
from model.picture import normalise
from training.data import Digits
from training.pens import SHEET, Look, PenDigit, draw, placed, vary

Condition = Callable[[PenDigit, np.random.Generator], bytes]
Change = Callable[[Image.Image, np.random.Generator], Image.Image]

# Pixels a side: 12 million in all.
PHONE = 3464

# Of digits on worn sheets: shares of the sheet, and brushes as shares of the digit. Smaller and
# thinner ones may be lost in what happens to the sheet.
WORN_SIZES = (0.35, 0.95)
WORN_BRUSHES = (0.03, 0.22)

CONDITIONS: dict[str, Condition] = {}


def plain_look(pen: PenDigit, rng: np.random.Generator, **changes: float) -> Look:
    """Dark on white, 60 % of the sheet's side, a brush of 9 % of that, anywhere on the sheet."""
    values = {"size": 0.6, "brush": 0.09, "ink": 20.0} | changes
    look = placed(pen, rng, values["size"], values["brush"])
    return replace(look, ink=int(values["ink"]))


def saved(picture: Image.Image, file_format: str = "PNG", **options: Any) -> bytes:
    """The file of `picture`."""
    file = io.BytesIO()
    picture.save(file, file_format, **options)
    return file.getvalue()


def looks(name: str, **ranges: tuple[float, float]) -> None:
    """Add a condition: a look with values from `ranges`, evenly."""

    def condition(pen: PenDigit, rng: np.random.Generator) -> bytes:
        changes = {key: rng.uniform(*limits) for key, limits in ranges.items()}
        return saved(draw(pen, plain_look(pen, rng, **changes)))

    CONDITIONS[name] = condition


def looks_changed(name: str, change: Change, **ranges: tuple[float, float]) -> None:
    """Add a condition: a look with values from `ranges`, then changed."""

    def condition(pen: PenDigit, rng: np.random.Generator) -> bytes:
        changes = {key: rng.uniform(*limits) for key, limits in ranges.items()}
        return saved(change(draw(pen, plain_look(pen, rng, **changes)), rng))

    CONDITIONS[name] = condition


def changed(name: str, **options: Any) -> Callable[[Change], Change]:
    """Add a condition: the plain drawing, changed by the decorated function, then saved."""

    def add(change: Change) -> Change:
        def condition(pen: PenDigit, rng: np.random.Generator) -> bytes:
            return saved(change(draw(pen, plain_look(pen, rng)), rng), **options)

        CONDITIONS[name] = condition
        return change

    return add


# A marker's strokes, and so large a digit that they fill much of the picture.
FAT_AND_LARGE = {"size": (0.75, 0.95), "brush": (0.14, 0.2)}

looks("plain")
looks("as small as 5 % of the side", size=(0.05, 0.1), brush=(0.09, 0.12))
looks("as large as the picture", size=(0.97, 1.0))
looks("hair-thin", size=(0.5, 0.9), brush=(0.004, 0.012))
looks("thin", brush=(0.02, 0.04))
looks("marker", brush=(0.16, 0.22))
looks("faint pencil", ink=(170, 215))


# Files


@changed("transparent, ink in alpha alone")
def _in_alpha(picture: Image.Image, rng: np.random.Generator) -> Image.Image:
    shade = int(rng.integers(0, 256))
    inked = Image.new("RGBA", picture.size, (shade, shade, shade, 0))
    inked.putalpha(ImageOps.invert(picture))
    return inked


@changed("palette", file_format="GIF")
def _palette(picture: Image.Image, rng: np.random.Generator) -> Image.Image:
    return picture.convert("P", palette=Image.Palette.ADAPTIVE, colors=int(rng.integers(4, 64)))


@changed("1 bit a pixel")
def _one_bit(picture: Image.Image, rng: np.random.Generator) -> Image.Image:
    return picture.point(lambda value: 255 * (value > 128)).convert("1", dither=Image.Dither.NONE)


@changed("16 bits a pixel")
def _sixteen_bits(picture: Image.Image, rng: np.random.Generator) -> Image.Image:
    return Image.fromarray(np.asarray(picture).astype(np.uint16) * 257)


@changed("10 of 16 bits")
def _ten_bits(picture: Image.Image, rng: np.random.Generator) -> Image.Image:
    return Image.fromarray(np.asarray(picture).astype(np.uint16) * 4)


@changed("CMYK JPEG", file_format="JPEG")
def _cmyk(picture: Image.Image, rng: np.random.Generator) -> Image.Image:
    return picture.convert("RGB").convert("CMYK")


@changed("white on black")
def _inverted(picture: Image.Image, rng: np.random.Generator) -> Image.Image:
    return ImageOps.invert(picture)


def _animated(pen: PenDigit, rng: np.random.Generator) -> bytes:
    first = draw(pen, plain_look(pen, rng))
    return saved(first, "GIF", save_all=True, append_images=[ImageOps.invert(first)])


def _turned(pen: PenDigit, rng: np.random.Generator) -> bytes:
    """As a phone held sideways stores it: turned, with a note how."""
    exif = Image.Exif()
    exif[0x0112] = 6
    picture = draw(pen, plain_look(pen, rng)).transpose(Image.Transpose.ROTATE_90)
    return saved(picture, "JPEG", exif=exif)


CONDITIONS["animated GIF, first frame"] = _animated
CONDITIONS["EXIF orientation"] = _turned


# Ink and paper


def _coloured(picture: Image.Image, ink: Array, paper: Array) -> Image.Image:
    cover = 1 - np.asarray(picture, np.float32)[..., np.newaxis] / 255
    return Image.fromarray((paper + cover * (ink - paper)).clip(0, 255).astype(np.uint8))


@changed("any ink on any paper")
def _any_colours(picture: Image.Image, rng: np.random.Generator) -> Image.Image:
    while True:
        ink, paper = rng.integers(0, 256, (2, 3)).astype(np.float32)
        if np.abs(ink - paper).max() > 90:
            return _coloured(picture, ink, paper)


@changed("ink as light as the paper, of another colour")
def _as_light(picture: Image.Image, rng: np.random.Generator) -> Image.Image:
    # Both of lightness 128 as `convert("L")` weighs the colours.
    ink, paper = np.array([[235, 80, 95], [40, 170, 140]], np.float32)[rng.permutation(2)]
    return _coloured(picture, ink, paper)


# Light and paper


def _over(picture: Image.Image, paper: Array | float, noise: Array | float = 0.0) -> Image.Image:
    """Ink as a share of the light that `paper` (height, width, 0..255) gives back, plus noise."""
    shade = np.asarray(picture, np.float32) / 255 * paper + noise
    return Image.fromarray(shade.clip(0, 255).astype(np.uint8))


def _squares() -> tuple[Array, Array]:
    y, x = np.mgrid[:SHEET, :SHEET] / SHEET
    return y, x


@changed("uneven light")
def _uneven(picture: Image.Image, rng: np.random.Generator) -> Image.Image:
    y, x = _squares()
    angle, fall = rng.uniform(0, 2 * np.pi), rng.uniform(0.3, 0.6)
    along = np.cos(angle) * (x - 0.5) + np.sin(angle) * (y - 0.5)
    vignette = ((x - 0.5) ** 2 + (y - 0.5) ** 2) * rng.uniform(0, 0.6)
    return _over(picture, 240 * (1 - fall / 2 - fall * along - vignette))


@changed("a shadow over a part")
def _shadow(picture: Image.Image, rng: np.random.Generator) -> Image.Image:
    y, x = _squares()
    angle = rng.uniform(0, 2 * np.pi)
    along = np.cos(angle) * (x - 0.5) + np.sin(angle) * (y - 0.5) - rng.uniform(-0.2, 0.2)
    edge = 1 / (1 + np.exp(-along / 0.03))
    return _over(picture, 235 * (1 - rng.uniform(0.25, 0.5) * edge))


@changed("a background that changes halfway")
def _halves(picture: Image.Image, rng: np.random.Generator) -> Image.Image:
    y, x = _squares()
    where = rng.uniform(0.3, 0.7)
    second = (y if rng.random() < 0.5 else x) > where
    return _over(picture, np.where(second, rng.uniform(130, 190), 245))


@changed("paper texture")
def _texture(picture: Image.Image, rng: np.random.Generator) -> Image.Image:
    coarse = sum(
        np.asarray(
            Image.fromarray(rng.normal(0, 1, (n, n)).astype(np.float32)).resize((SHEET, SHEET))
        )
        for n in (18, 60, SHEET)
    )
    return _over(picture, 215 + rng.uniform(4, 9) * coarse)


@changed("faint ruled lines")
def _ruled(picture: Image.Image, rng: np.random.Generator) -> Image.Image:
    paper = np.full((SHEET, SHEET), 245.0)
    spacing, width = int(rng.integers(22, 60)), int(rng.integers(1, 4))
    shade = rng.uniform(160, 215)
    for start in range(int(rng.integers(0, spacing)), SHEET, spacing):
        paper[start : start + width] = shade
        if rng.random() < 0.3:
            paper[:, start : start + width] = shade
    return _over(picture, paper)


# What cameras and files add


@changed("JPEG of low quality", file_format="JPEG", quality=12)
def _jpeg(picture: Image.Image, rng: np.random.Generator) -> Image.Image:
    return picture


@changed("sensor noise")
def _sensor(picture: Image.Image, rng: np.random.Generator) -> Image.Image:
    return _over(picture, 225, rng.normal(0, rng.uniform(8, 28), (SHEET, SHEET)))


@changed("specks")
def _specks(picture: Image.Image, rng: np.random.Generator) -> Image.Image:
    canvas = ImageDraw.Draw(picture)
    for _ in range(int(rng.integers(5, 40))):
        x, y = rng.uniform(0, SHEET, 2)
        radius = rng.uniform(0.5, 2.5)
        canvas.ellipse((x - radius, y - radius, x + radius, y + radius), fill=30)
    return picture


@changed("blur")
def _blurred(picture: Image.Image, rng: np.random.Generator) -> Image.Image:
    return picture.filter(ImageFilter.GaussianBlur(rng.uniform(3, 7)))


@changed("stray marks")
def _strays(picture: Image.Image, rng: np.random.Generator) -> Image.Image:
    """Short strokes of the same pen in the corners, apart from the digit."""
    shrunk = ImageOps.invert(picture).reduce(4).filter(ImageFilter.MaxFilter(9))
    near = np.asarray(shrunk.resize(picture.size)) > 60
    canvas, left = ImageDraw.Draw(picture), int(rng.integers(1, 4))
    while left:
        x, y = rng.uniform(10, SHEET - 10, 2)
        dx, dy = rng.uniform(-12, 12, 2)
        if not near[int(y), int(x)]:
            canvas.line((x, y, x + dx, y + dy), fill=20, width=int(rng.integers(2, 8)))
            left -= 1
    return picture


@changed("a line across")
def _line_across(picture: Image.Image, rng: np.random.Generator) -> Image.Image:
    """A thin straight line from edge to edge, at any angle, through the digit or beside it."""
    angle, off = rng.uniform(0, np.pi), rng.uniform(-0.4, 0.4) * SHEET
    along = np.array([np.cos(angle), np.sin(angle)]) * 2 * SHEET
    middle = SHEET / 2 + off * np.array([-np.sin(angle), np.cos(angle)])
    ends = [*(middle - along), *(middle + along)]
    ImageDraw.Draw(picture).line(ends, fill=30, width=int(rng.integers(1, 5)))
    return picture


def _photo(sheet: Image.Image, rng: np.random.Generator, side: int) -> bytes:
    """The page in a room, taken with a camera: uneven light, noise, JPEG."""
    large = _uneven(sheet, rng).resize((side, side), Image.Resampling.BICUBIC)
    grain = Image.fromarray(rng.normal(0, 9, (PHONE // 3, PHONE // 3)).astype(np.float32))
    noise = np.asarray(grain.resize((side, side)), np.float32)
    shades = (np.asarray(large, np.float32) + noise).clip(0, 255).astype(np.uint8)
    return saved(Image.fromarray(shades), "JPEG", quality=80)


def _phone(pen: PenDigit, rng: np.random.Generator) -> bytes:
    return _photo(draw(pen, plain_look(pen, rng, size=0.35, brush=0.05)), rng, PHONE)


CONDITIONS["a phone's 12 megapixels"] = _phone


# Two things at once


def _as_light_and_clear(picture: Image.Image, rng: np.random.Generator) -> Image.Image:
    slightly = Image.new("L", picture.size, 250)
    coloured = _as_light(picture, rng)
    coloured.putalpha(slightly)
    return coloured


def _in_alpha_cut_out(picture: Image.Image, rng: np.random.Generator) -> Image.Image:
    return _in_alpha(picture.crop(ImageOps.invert(picture).getbbox()), rng)


looks_changed("as light as the paper, and not quite opaque", _as_light_and_clear)
looks_changed("a marker, cut out, ink in alpha alone", _in_alpha_cut_out, brush=(0.16, 0.22))
looks_changed("a marker, large, in uneven light", _uneven, **FAT_AND_LARGE)
looks_changed("a marker, large, in a shadow", _shadow, **FAT_AND_LARGE)
looks_changed("a marker, large, with sensor noise", _sensor, **FAT_AND_LARGE)
looks_changed("thin, in uneven light", _uneven, brush=(0.02, 0.04))


# What happens to sheets


def _photographed(picture: Image.Image, rng: np.random.Generator) -> Image.Image:
    # As sharp and as noisy as 12 megapixels are once they are reduced, in a tenth of the time.
    return Image.open(io.BytesIO(_photo(picture, rng, PHONE // 3)))


WEAR: tuple[Change, ...] = (
    _uneven, _shadow, _halves, _texture, _ruled,
    _sensor, _specks, _blurred, _line_across, _photographed,
)  # fmt: skip


def worn(picture: Image.Image, rng: np.random.Generator) -> Image.Image:
    """A drawn sheet (greyscale, SHEET pixels a side) after one of WEAR happened to it."""
    if np.median(np.asarray(picture)) < 128:  # Light falls on paper, on dark paper not much.
        picture = ImageOps.invert(picture)
    return WEAR[rng.integers(len(WEAR))](picture, rng)


def worn_digits(pens: list[PenDigit], copies: int, seed: int) -> Digits:
    """Every digit `copies` times, each time by another hand and on another worn sheet."""
    seeds = ([seed, index] for index in range(len(pens)))
    with ProcessPoolExecutor() as pool:
        images = list(pool.map(_worn_copies, pens, repeat(copies), seeds, chunksize=32))
    labels = np.repeat(np.array([pen.label for pen in pens], np.uint8), copies)
    return Digits(np.concatenate(images), labels)


def _worn_copies(pen: PenDigit, copies: int, seed: list[int]) -> Array:
    rng = np.random.default_rng(seed)
    images: list[Array] = []
    while len(images) < copies:
        hand = vary(pen, rng)
        narrow, wide = WORN_BRUSHES
        brush = narrow * (wide / narrow) ** rng.random()
        look = plain_look(hand, rng, size=rng.uniform(*WORN_SIZES), brush=brush)
        try:
            images.append(normalise(worn(draw(hand, look), rng)))
        except BlankPicture:  # The noise was stronger than so thin a stroke.
            continue
    return np.stack(images)
