import contextlib
import io
import struct
import subprocess
import sys
import zlib
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageOps

from model import picture
from model.errors import (
    BlankPicture,
    DamagedPicture,
    PictureError,
    PictureTooLarge,
    UnknownFormat,
)
from model.ink import find_ink
from model.picture import crop, decode, extent, grey, normalise, place
from tests.digits import STROKES, draw, encoded, png
from tests.hostile.corpus import chunk, raw_png, run_lengths


def difference(a: np.ndarray, b: np.ndarray) -> float:
    """Mean absolute difference of two 28x28, relative to the ink of the first."""
    return float(np.abs(a - b).sum() / a.sum())


PLAIN = normalise(draw(3))


def test_a_digit_fills_20_pixels_and_its_mass_is_in_the_middle() -> None:
    rows, columns = np.nonzero(PLAIN > 0.3)
    assert PLAIN.shape == (28, 28)
    assert PLAIN.dtype == np.float32
    assert rows.max() - rows.min() + 1 in (20, 21)
    assert columns.max() - columns.min() + 1 < 20
    assert PLAIN.min() == 0
    assert PLAIN.max() == 1
    for axis in (0, 1):
        middle = PLAIN.sum(axis=axis) @ (np.arange(28) + 0.5) / PLAIN.sum()
        assert middle == pytest.approx(14, abs=0.1)


def test_what_is_sideways_is_wide_not_tall() -> None:
    rows, columns = np.nonzero(normalise(draw(1).rotate(90, fillcolor="white")) > 0.3)
    assert columns.max() - columns.min() + 1 in (20, 21)
    assert rows.max() - rows.min() + 1 < 10


def test_orientation_is_kept() -> None:
    assert PLAIN[4:24, :14].sum() < PLAIN[4:24, 14:].sum(), "a 3 is open to the left"


@pytest.mark.parametrize(
    "other",
    [
        draw(3, at=(10, 10)),
        draw(3, at=(165, 88)),
        draw(3, size=(1400, 1400), height=900, brush=90),
        draw(3, size=(100, 100), height=60, brush=6),
        draw(3, size=(640, 200)),
        draw(3, ink=(255, 255, 255), paper=(0, 0, 0)),
        draw(3, ink=(200, 30, 30), paper=(240, 230, 120)),
        draw(3, ink=(250, 250, 90), paper=(20, 60, 40)),
        draw(3, ink=(130, 130, 130), paper=(200, 200, 200)),
        draw(3, mode="L", ink=0, paper=255),
        draw(3, mode="1", ink=0, paper=1),
        draw(3).convert("P"),
        draw(3).convert("CMYK"),
    ],
    ids=["in the corner", "at the edge", "1400 px", "100 px", "wide sheet", "white on black",
         "red on yellow", "yellow on green", "grey on grey", "greyscale", "1 bit", "palette",
         "cmyk"],
)  # fmt: skip
def test_the_same_digit_is_normalised_alike_however_it_was_drawn(other: Image.Image) -> None:
    assert difference(PLAIN, normalise(other)) < 0.1
    assert difference(PLAIN, normalise(draw(7))) > 0.5, "the measure tells digits apart"


@pytest.mark.parametrize("ink", [(0, 0, 0), (255, 255, 255), (30, 60, 200)])
def test_transparent_paper_is_paper(ink: tuple[int, ...]) -> None:
    assert difference(PLAIN, normalise(draw(3, ink=ink, paper=None))) < 0.1


def closely_cut(picture: Image.Image) -> Image.Image:
    return picture.crop(picture.getchannel("A").getbbox())


@pytest.mark.parametrize("brush", [24, 50, 80])
@pytest.mark.parametrize("digit", STROKES)
def test_transparent_paper_is_paper_also_where_a_fat_digit_leaves_little_of_it(
    digit: int, brush: int
) -> None:
    fat = draw(digit, brush=brush, ink=(0, 0, 0), paper=None)
    tight = closely_cut(fat)
    assert difference(normalise(draw(digit, brush=brush)), normalise(tight)) < 0.1


@pytest.mark.parametrize("digit", STROKES)
def test_on_transparent_paper_ink_that_fades_is_no_paper_in_shade(digit: int) -> None:
    fading = draw(digit, brush=24, ink=(0, 0, 0), paper=None)
    alpha = np.asarray(fading.getchannel("A")) * np.linspace(1, 0.2, 280)[:, np.newaxis]
    fading.putalpha(Image.fromarray(alpha.astype(np.uint8)))
    assert difference(normalise(fading), normalise(closely_cut(fading))) < 0.1


@pytest.mark.parametrize("alpha", [30, 80, 127])
@pytest.mark.parametrize(("ink", "paper"), [(0, 255), (255, 0), (255, 180), (0, 75)])
def test_paper_that_one_sees_through_is_paper(alpha: int, ink: int, paper: int) -> None:
    glass = Image.new("RGBA", (280, 280), (paper, paper, paper, alpha))
    drawn = draw(3, ink=(ink, ink, ink), paper=None)
    glass.alpha_composite(drawn)
    assert difference(PLAIN, normalise(glass)) < 0.1


@pytest.mark.parametrize("hidden", ["black", "white"])
@pytest.mark.parametrize(
    ("ink", "paper"), [(20, 250), (240, 30), (215, 250)], ids=["ink", "chalk", "pencil"]
)
def test_a_sheet_cut_out_round_is_read_as_a_whole_one(ink: int, paper: int, hidden: str) -> None:
    """Whatever colour the transparent pixels would have."""
    disc = Image.new("L", (280, 280))
    ImageDraw.Draw(disc).ellipse((22, 22, 257, 257), fill=255)
    sheet = Image.new("RGB", disc.size, hidden)
    sheet.paste(draw(3, height=160, brush=40, ink=(ink,) * 3, paper=(paper,) * 3), mask=disc)
    sheet.putalpha(disc)
    assert difference(normalise(draw(3, height=160, brush=40)), normalise(sheet)) < 0.1


def test_a_hole_in_the_paper_is_ink() -> None:
    stencil = Image.new("RGBA", (280, 280), (250, 250, 250, 255))
    stencil.putalpha(ImageOps.invert(draw(3, ink=(0, 0, 0), paper=None).getchannel("A")))
    assert difference(PLAIN, normalise(stencil)) < 0.1


@pytest.mark.parametrize("brush", [18, 60])
@pytest.mark.parametrize("other", [(255, 255, 255), (250, 240, 90), (20, 60, 200)])
def test_on_transparent_paper_ink_may_be_of_any_two_colours(
    other: tuple[int, int, int], brush: int
) -> None:
    drawn = draw(3, brush=brush, ink=(0, 0, 0), paper=None)
    coloured = Image.new("RGB", (280, 140), other).convert("RGBA")
    coloured.putalpha(drawn.getchannel("A").crop((0, 140, 280, 280)))
    drawn.paste(coloured, (0, 140))
    assert difference(normalise(draw(3, brush=brush)), normalise(drawn)) < 0.1


def test_ink_of_nearly_one_shade_is_ink_though_it_covers_most_of_the_picture() -> None:
    shades = np.random.default_rng(0).integers(20, 30, (280, 280)).astype(np.uint8)
    drawn = Image.fromarray(shades)
    drawn.putalpha(draw(0, brush=80, paper=None).getchannel("A"))
    tight = closely_cut(drawn)
    assert (np.asarray(tight.getchannel("A")) > 127).mean() > 0.5
    assert difference(normalise(draw(0, brush=80)), normalise(tight)) < 0.1


def test_paper_of_which_little_is_left_when_it_is_reduced_is_looked_at_all_the_same() -> None:
    """Every second pixel half opaque, the others not at all: on average, none is."""
    rng = np.random.default_rng(0)
    picture = Image.fromarray(rng.integers(0, 256, (1700, 1700, 4), np.uint8), "RGBA")
    alpha = np.full((1700, 1700), 130, np.uint8)
    alpha[::2, ::2] = 0
    alpha[1::4, 1::4] = 0
    picture.putalpha(Image.fromarray(alpha))
    with contextlib.suppress(PictureError):
        assert np.isfinite(normalise(picture)).all()


def test_a_hot_pixel_does_not_darken_16_bits() -> None:
    shades = np.asarray(draw(3, mode="L", ink=0, paper=200)).astype(np.uint16)
    shades[5, 5] = 65535
    assert difference(PLAIN, normalise(decode(png(Image.fromarray(shades))))) < 0.1


def test_16_bits_are_read_in_full() -> None:
    shades = np.asarray(draw(3, mode="L", ink=0, paper=200)).astype(np.uint16) * 256
    again = decode(png(Image.fromarray(shades)))
    assert difference(PLAIN, normalise(again)) < 0.1


@pytest.mark.parametrize("bits", [8, 10, 12])
def test_16_bits_may_be_filled_in_part(bits: int) -> None:
    shades = np.asarray(draw(3, mode="L", ink=0, paper=255)).astype(np.uint16) << (bits - 8)
    assert difference(PLAIN, normalise(decode(png(Image.fromarray(shades))))) < 0.05


def test_ink_as_light_as_the_paper_is_found_in_pictures_that_are_partly_transparent() -> None:
    coloured = draw(3, ink=(235, 80, 95), paper=(40, 170, 140)).convert("RGBA")
    misty, cornered = coloured.copy(), coloured.copy()
    misty.putalpha(250)
    assert difference(PLAIN, normalise(misty)) < 0.05
    for x, y in ((0, 0), (0, 272), (272, 0), (272, 272)):
        cornered.paste((0, 0, 0, 0), (x, y, x + 8, y + 8))
    assert difference(PLAIN, normalise(cornered)) < 0.05


def test_what_is_very_large_is_placed_as_what_is_half_as_large() -> None:
    large, small = (
        find_ink(grey(draw(3, size=(side, side), height=0.8 * side, brush=0.06 * side), 2000))
        for side in (1800, 900)
    )
    assert difference(place(crop(large, extent(large))), place(crop(small, extent(small)))) < 0.02


def test_a_hair_thin_stroke_does_not_vanish() -> None:
    thin = normalise(draw(3, size=(1000, 1000), height=900, brush=2))
    assert thin.max() == 1
    assert (thin > 0.3).sum() > 30


def test_a_dot_of_a_pixel_or_a_few_is_no_digit() -> None:
    dot = Image.new("L", (50, 50), 255)
    dot.putpixel((10, 10), 0)
    dot.putpixel((11, 12), 0)
    with pytest.raises(BlankPicture, match="3 pixels large: draw a digit of at least 5"):
        normalise(dot)


def test_a_picture_already_in_mnists_form_is_read_as_it_is() -> None:
    again = Image.fromarray((PLAIN * 255).round().astype(np.uint8))
    assert (normalise(again) == np.asarray(again, np.float32) / 255).all()
    moved = Image.fromarray(np.roll(np.asarray(again), 3, axis=1))
    assert difference(PLAIN, normalise(moved)) < 0.1, "out of the middle it is brought back"


@pytest.mark.parametrize(
    "blank",
    [
        Image.new("L", (1, 1), 0),
        Image.new("L", (1, 5000), 255),
        Image.new("RGB", (280, 280), (250, 240, 10)),
        Image.new("RGBA", (280, 280), (0, 0, 0, 0)),
        Image.fromarray(np.random.default_rng(0).integers(240, 256, (99, 99)).astype(np.uint8)),
    ],
    ids=["1x1", "1x5000", "one colour", "transparent", "paper's noise"],
)
def test_a_picture_with_nothing_on_it_is_blank(blank: Image.Image) -> None:
    with pytest.raises(BlankPicture):
        normalise(blank)


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "GIF", "BMP"])
def test_every_format_is_read(kind: str) -> None:
    picture = decode(encoded(draw(3), kind))
    assert difference(PLAIN, normalise(picture)) < 0.1


@pytest.mark.parametrize("kind", ["TIFF", "PPM", "ICO", "PDF", "EPS"])
def test_no_other_format_is_opened(kind: str) -> None:
    with pytest.raises(UnknownFormat, match="PNG, JPEG, WEBP, GIF, BMP"):
        decode(encoded(draw(3), kind))


@pytest.mark.parametrize("data", [b"", b"seven", b"<svg></svg>", b"\x00\x01"])
def test_what_is_no_picture_is_refused(data: bytes) -> None:
    with pytest.raises(UnknownFormat):
        decode(data)


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "GIF", "BMP"])
def test_a_picture_that_breaks_off_is_damaged(kind: str) -> None:
    data = encoded(draw(3), kind)
    for length in (len(data) // 2, 12):
        with pytest.raises(DamagedPicture, match="cut short"):
            decode(data[:length])


@pytest.mark.parametrize(("orientation", "turn"), [(3, 180), (6, 90), (8, 270)])
def test_a_phones_picture_is_turned_as_it_was_held(orientation: int, turn: int) -> None:
    """EXIF 6: what was stored must be turned by 90 degrees clockwise to stand upright."""
    exif = Image.Exif()
    exif[0x0112] = orientation
    file = io.BytesIO()
    draw(3).rotate(turn).save(file, "JPEG", exif=exif)
    assert difference(PLAIN, normalise(decode(file.getvalue()))) < 0.1


def held(orientation: int, *tags: bytes) -> bytes:
    """A PNG that says how it was held, and has other `tags` of Exif."""
    ifd = sorted([*tags, struct.pack(">HHIHH", 0x0112, 3, 1, orientation, 0)])
    exif = b"MM\0\x2a\0\0\0\x08" + struct.pack(">H", len(ifd)) + b"".join(ifd) + bytes(4)
    data = png(draw(3).rotate(90))
    return data[:33] + chunk(b"eXIf", exif) + data[33:]


def test_odd_tags_beside_it_do_not_matter() -> None:
    """A maker's name that is a float: Pillow can read it, but not write it."""
    name = struct.pack(">HHIf", 0x010F, 11, 1, 0.5)
    assert difference(PLAIN, normalise(decode(held(6, name)))) < 0.1


def test_nothing_is_said_of_odd_metadata() -> None:
    """Pillow's warnings have numbers of the file in them, and Python keeps each that is new."""
    far = struct.pack(">HHI4s", 0x010F, 2, 1_000_000, b"\0\0\0\1")
    program = "import sys; from model.picture import decode; decode(sys.stdin.buffer.read())"
    done = subprocess.run(
        [sys.executable, "-c", program],
        input=held(6, far),
        cwd=Path(__file__).parents[2],
        capture_output=True,
        check=True,
    )
    assert done.stderr == b""


def test_a_picture_of_many_parts_is_read() -> None:
    """As encoders make them: a PNG in chunks of half a kilobyte, a JPEG in ten scans, thrice."""
    noise = np.random.default_rng(0).integers(1, 256, (1000, 1001), np.uint8)
    noise[:, 0] = 0  # No filter.
    stream = zlib.compress(noise.tobytes())
    parts = (stream[at : at + 512] for at in range(0, len(stream), 512))
    empty = raw_png(1000, 1000, 8, 0, b"")
    begin = empty.index(b"IDAT") - 4
    decode(empty[:begin] + b"".join(chunk(b"IDAT", part) for part in parts) + empty[-12:])
    file = io.BytesIO()
    draw(3).save(file, "JPEG", progressive=True)
    assert file.getvalue().count(b"\xff\xda") == 10
    decode(3 * file.getvalue())


def test_a_bmp_of_run_lengths_is_not_read() -> None:
    with pytest.raises(UnknownFormat, match="save it as a PNG"):
        decode(run_lengths(b"\x08\x07"))


def test_specks_of_faint_ink_do_not_count_for_the_extent() -> None:
    """A shade of a fifth of the ink's, far away, as JPEG and scanners leave them."""
    picture = draw(3, ink=(0, 0, 0))
    ImageDraw.Draw(picture).rectangle((5, 5, 9, 9), fill=(204, 204, 204))
    assert difference(PLAIN, normalise(picture)) < 0.1


def test_too_many_pixels_are_refused_before_they_are_decoded(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    data = png(Image.new("1", (5000, 4000)))

    def decoded(_: Image.Image) -> None:
        raise AssertionError("the picture was decoded")

    monkeypatch.setattr(Image.Image, "load", decoded)
    with pytest.raises(PictureTooLarge, match=r"5000 x 4000 = 20\.0 million pixels; at most 16"):
        decode(data)


def test_steps_one_by_one() -> None:
    sheet = grey(draw(7, ink=(0, 0, 0)))
    light = sheet.light
    assert (light.shape, light.min(), light.max()) == ((280, 280), 0, 1)
    ink = find_ink(sheet)
    assert (ink.min(), ink.max(), ink[0, 0]) == (0, 1, 0)
    left, top, right, bottom = extent(ink)
    assert (left, right) == pytest.approx((280 - right, 280 - left), abs=4), "drawn in the middle"
    digit = crop(ink, (left, top, right, bottom))
    assert digit.shape[0] == pytest.approx(198, abs=2), "180 and half a brush on either side"
    assert place(digit).shape == (28, 28)


@pytest.mark.parametrize("heavy", [(0, 0), (0, 19), (19, 0), (19, 19)])
def test_however_lopsided_a_digit_is_none_of_it_is_cut_off(heavy: tuple[int, int]) -> None:
    lopsided = np.zeros((20, 20), np.float32)
    lopsided[[0, 0, 19, 19], [0, 19, 0, 19]] = 0.5
    lopsided[heavy] = 1000
    placed = place(lopsided / 1000) * 1000
    assert placed.sum() == pytest.approx(lopsided.sum(), rel=1e-4)
    assert (placed > 0.4).sum() >= 4


def test_large_pictures_are_shrunk_before_work_is_done_on_them() -> None:
    assert max(grey(draw(3, size=(4000, 3000), height=2000, brush=200)).light.shape) <= (
        picture.WORKING_SIDE
    )


def test_a_dot_of_black_and_one_of_white_do_not_hide_ink_as_light_as_the_paper() -> None:
    picture = draw(3, ink=(235, 80, 95), paper=(40, 170, 140))
    plain = normalise(picture)
    for at, shade in (((20, 20), (0, 0, 0)), ((250, 20), (255, 255, 255))):
        ImageDraw.Draw(picture).circle(at, 1.5, fill=shade)
    assert difference(plain, normalise(picture)) < 0.1


@pytest.mark.parametrize("size", [(1, 1), (5000, 1), (1, 5000), (5000, 20), (2, 30)])
def test_a_picture_too_narrow_for_a_digit_is_refused_and_says_so(size: tuple[int, int]) -> None:
    noise = np.random.default_rng(0).integers(0, 256, size[::-1]).astype(np.uint8)
    with pytest.raises(BlankPicture, match=f"{size[0]} x {size[1]} pixels, too few for a digit"):
        decode(png(Image.fromarray(noise)))
