"""What is ink and what is not, on paper as it is."""

from collections.abc import Callable

import numpy as np
import pytest
from PIL import Image, ImageDraw

from model.errors import BlankPicture
from model.ink import Sheet, find_ink, tidy
from model.layers import Array
from model.lines import without_lines
from model.picture import crop, extent, grey, normalise
from tests.digits import draw

INK = (10, 10, 10)


def light_of(digit: int, **how: object) -> Array:
    return grey(draw(digit, ink=INK, **how)).light


def alike(a: Array, b: Array) -> bool:
    """Whether two 28x28 show the same drawing: mean difference under a fifth of the ink."""
    return bool(np.abs(a - b).sum() < 0.2 * a.sum())


def image(light: Array) -> Array:
    return normalise(Image.fromarray((light.clip(0, 1) * 255).round().astype(np.uint8)))


PLAIN = normalise(draw(3, ink=INK))
Y, X = np.mgrid[:280, :280].astype(np.float32) / 280
RNG = np.random.default_rng(0)
SPECKS = RNG.random((280, 280)) < 0.002

PAPERS: dict[str, Callable[[Array], Array]] = {
    "a gradient": lambda light: light * (1 - 0.6 * X),
    "a vignette": lambda light: light * (1 - 0.9 * ((X - 0.5) ** 2 + (Y - 0.5) ** 2)),
    "a shadow": lambda light: light * np.where(X + Y > 1.1, 0.6, 1),
    "two halves": lambda light: light * np.where(Y > 0.45, 0.55, 0.95),
    "ruled lines": lambda light: light * np.where(np.arange(280)[:, None] % 30 < 2, 0.75, 1),
    "a few thin lines": lambda light: light - 0.3 * ((Y * 280 % 45 < 1) | (X * 280 % 120 < 1)),
    "squared paper": lambda light: light - 0.2 * ((X * 14 % 1 < 0.1) | (Y * 14 % 1 < 0.1)),
    "sensor noise": lambda light: 0.9 * light + RNG.normal(0, 0.08, light.shape),
    "specks": lambda light: np.where(SPECKS, 0, light),
    "light ink, uneven": lambda light: (1.05 - light) * (0.5 + 0.5 * X),
    "a stray mark": lambda light: np.where((X < 0.06) & (abs(Y - 0.9) < 0.02), 0, light),
    "a line across": lambda light: np.where(abs(Y - 0.3 - 0.4 * X) < 0.006, 0, light),
    "a line beside": lambda light: np.where(abs(X - 0.1) < 0.01, 0, light),
    "a frame": lambda light: np.where((np.minimum(X, Y) < 0.01) | (np.maximum(X, Y) > 0.985), 0.2,
                                      light),
    "a box round it": lambda light: np.where(
        np.isclose(np.maximum(abs(X - 0.5), abs(Y - 0.5)), 0.44, atol=0.008), 0, light
    ),
    "a line under it": lambda light: np.where((abs(Y - 0.93 + 0.02 * X) < 0.008)
                                              & (abs(X - 0.5) < 0.32), 0, light),
}  # fmt: skip


@pytest.mark.parametrize("paper", PAPERS)
def test_the_same_drawing_is_found_on(paper: str) -> None:
    assert alike(PLAIN, image(PAPERS[paper](light_of(3))))


@pytest.mark.parametrize("paper", ["a gradient", "a vignette", "a shadow"])
@pytest.mark.parametrize("digit", [0, 2, 3, 7])
def test_a_marker_that_covers_most_of_a_place_is_ink_there(digit: int, paper: str) -> None:
    """More than half of what is around it is ink, and the paper is uneven."""
    fat = light_of(digit, height=200, brush=48)
    assert alike(image(fat), image(PAPERS[paper](fat)))


def test_a_marker_keeps_its_strokes_in_a_shadow_where_little_more_is_seen_by_the_border() -> None:
    fat = light_of(0, height=220, brush=40)
    assert alike(image(fat), image(fat * np.where(X < 0.3, 0.5, 0.9)))


def test_the_dark_in_a_corner_of_a_photograph_is_no_part_of_the_digit() -> None:
    digit = 1 - light_of(3)
    corner = 0.6 * (X + Y > 1.8)
    kept = tidy(np.maximum(digit, corner).astype(np.float32))
    np.testing.assert_allclose(kept, digit, atol=0.05)
    alone = tidy(corner.astype(np.float32))
    np.testing.assert_array_equal(alone > 0, corner > 0, "It may be all there is.")


def test_other_digits_are_not_alike() -> None:
    assert not alike(PLAIN, normalise(draw(7, ink=INK)))


@pytest.mark.parametrize("noise", [0.02, 0.1])
def test_paper_alone_is_blank_however_noisy(noise: float) -> None:
    with pytest.raises(BlankPicture):
        image(0.8 + RNG.normal(0, noise, (280, 280)).astype(np.float32))


@pytest.mark.parametrize("tilt", [0, 12])
def test_ruled_paper_alone_is_blank(tilt: float) -> None:
    down = 280 * Y + tilt * X
    with pytest.raises(BlankPicture, match="nothing but lines"):
        image(np.where((down % 30 < 2) & (down > 20) & (down < 270), 0.7, 0.95))


@pytest.mark.parametrize("rows", [(0, 1), (278, 279)])
def test_ruled_paper_cut_off_along_a_line_is_blank(rows: tuple[int, int]) -> None:
    ruled = np.full((280, 280), 0.95)
    for row in rows:
        ruled[row % 30 :: 30] = 0.7
    with pytest.raises(BlankPicture, match="nothing but lines"):
        image(ruled)


def test_what_is_like_noise_is_not_called_paper() -> None:
    with pytest.raises(BlankPicture, match="stands out from its noise or pattern"):
        image(RNG.random((280, 280)).astype(np.float32))
    with pytest.raises(BlankPicture, match="stands out from the paper"):
        image(np.full((280, 280), 0.5, np.float32))


def test_three_ones_cut_out_closely_are_no_ruling() -> None:
    ink = np.zeros((100, 100), np.float32)
    for left in (10, 48, 86):
        ink[:, left : left + 4] = 1
    assert (without_lines(ink, 0.25) == ink).all()


def test_uneven_paper_alone_is_blank() -> None:
    with pytest.raises(BlankPicture):
        image(0.9 - 0.4 * X - 0.1 * Y)


@pytest.mark.parametrize("digit", [2, 7])
def test_a_digit_that_fills_the_picture_keeps_the_strokes_along_its_edges(digit: int) -> None:
    """The bar of a 7 goes from edge to edge, and is no line across."""
    plain = light_of(digit)
    tight = crop(find_ink(Sheet(plain)), extent(find_ink(Sheet(plain))))
    assert alike(image(plain), image(1 - tight))


def test_pieces_of_a_digit_that_do_not_touch_stay() -> None:
    picture = draw(3, ink=INK)
    ImageDraw.Draw(picture).rectangle((0, 148, 280, 158), fill="white")
    upper, lower = image(grey(picture).light)[:13].sum(), image(grey(picture).light)[15:].sum()
    assert min(upper, lower) > 0.25 * PLAIN.sum()


def test_two_digits_far_apart_both_stay() -> None:
    both = np.minimum(light_of(3, at=(10, 60), height=100), light_of(7, at=(200, 60), height=100))
    ink = find_ink(Sheet(both))
    assert ink[:, :140].sum() > 500
    assert ink[:, 140:].sum() > 500


def test_where_a_stroke_crosses_a_line_it_stays_whole() -> None:
    ink = 1 - light_of(3)
    row = 140
    assert ink[row].max() > 0.9, "the line goes through the digit"
    lined = ink.copy()
    lined[row - 1 : row + 2] = 1
    mended = without_lines(lined, 0.25)
    assert mended[row, :40].max() == mended[row, -40:].max() == 0
    assert (ink * (mended < 0.5)).sum() < 0.03 * ink.sum()


def test_a_one_from_edge_to_edge_is_a_digit_and_no_line() -> None:
    ink = np.zeros((100, 60), np.float32)
    ink[:, 28:32] = 1
    assert (without_lines(ink, 0.25) == ink).all()


def test_a_digit_that_covers_more_than_half_of_the_picture_is_no_noise() -> None:
    picture = draw(0, size=(210, 280), height=205, brush=74, ink=INK)
    assert (grey(picture).light < 0.5).mean() > 0.5
    assert (find_ink(grey(picture)) > 0.5).mean() > 0.5
