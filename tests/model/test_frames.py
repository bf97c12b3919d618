"""Boxes round what is written and lines under it, and the digits that look a little like them."""

import math
from collections.abc import Callable

import numpy as np
import pytest
from PIL import Image, ImageDraw

from model.errors import BlankPicture
from model.frames import MOST_MARKS, without_frames
from model.ink import Sheet, find_ink
from model.layers import Array
from model.numbers.reader import all_ink
from model.picture import grey
from tests.digits import STROKES, Strokes, draw
from tests.numbers import draw_number

WHITE = (255, 255, 255)

Way = list[tuple[float, float]]


def with_lines(picture: Image.Image, *ways: Way, width: int = 4) -> Image.Image:
    lined = picture.copy()
    for way in ways:
        ImageDraw.Draw(lined).line(way, fill=(20, 20, 30), width=width, joint="curve")
    return lined


def box(picture: Image.Image, tilt: float = 0) -> Way:
    """Around all but 8 pixels of the picture, turned by so many degrees."""
    x, y = picture.width / 2, picture.height / 2
    turn = complex(math.cos(math.radians(tilt)), math.sin(math.radians(tilt)))
    corners = [complex(i * (x - 8), j * (y - 8)) * turn for i, j in
               ((-1, -1), (1, -1), (1, 1), (-1, 1), (-1, -1), (0, -1))]  # fmt: skip
    return [(x + corner.real, y + corner.imag) for corner in corners]


def underline(picture: Image.Image, left: int, right: int, slope: float = 0) -> Way:
    y = picture.height - 12
    return [(left, y), (picture.width - right, y - slope * picture.width)]


def ink_of(picture: Image.Image) -> Array:
    return all_ink(grey(picture))


NUMBER = draw_number("2026")
SEVEN = draw_number("17", margin=60)


@pytest.mark.parametrize("tilt", [0, 1.5, -2])
@pytest.mark.parametrize("width", [2, 4])
@pytest.mark.parametrize("written", [NUMBER, SEVEN], ids=["2026", "17"])
def test_a_box_round_a_number_is_taken_away(written: Image.Image, tilt: float, width: int) -> None:
    margin = Image.new("RGB", (written.width + 60, written.height + 60), WHITE)
    margin.paste(written, (30, 30))
    boxed = with_lines(margin, box(margin, tilt), width=width)
    np.testing.assert_allclose(ink_of(boxed), ink_of(margin), atol=0.02)


@pytest.mark.parametrize("line", [(25, 25, 0), (10, 70, 0), (40, 10, 0.02), (20, 20, -0.01)])
def test_a_line_under_a_number_is_taken_away(line: tuple[int, int, float]) -> None:
    lined = with_lines(NUMBER, underline(NUMBER, *line))
    np.testing.assert_allclose(ink_of(lined), ink_of(NUMBER), atol=0.02)


DIGITS_IN_PIECES: dict[str, Strokes] = {
    "a 1 and its foot": [STROKES[1][0], [(-0.1, 1.2), (0.35, 1.2)]],
    "a 5 and its bar": [[(0.05, 0.2), (0.04, 0.5), (0.4, 0.5), (0.5, 0.75), (0.3, 1), (0, 0.95)],
                        [(0, 0), (0.7, 0)]],
    "a 7 and its bar": [[(0, 0), (0.6, 0), (0.25, 0.4)], [(0.1, 0.6), (0.55, 0.6)],
                        [(0.18, 0.8), (0.1, 1.1)]],
    "a 2 and its base": [[(0, 0.2), (0.2, 0), (0.5, 0.15), (0.4, 0.5), (0.1, 0.8)],
                         [(-0.02, 1), (0.6, 1)]],
    "a 0 and its slash": [[(0.3, 0), (0.05, 0.2), (0, 0.8), (0.3, 1), (0.6, 0.8), (0.6, 0.2),
                           (0.3, 0)], [(0.25, 0.65), (0.35, 0.35)]],
    "a 4 of two strokes": [[(0.2, 0), (0, 0.6), (0.3, 0.6)], [(0.5, 0.2), (0.5, 1)]],
}  # fmt: skip


@pytest.mark.parametrize("digit", DIGITS_IN_PIECES)
@pytest.mark.parametrize("brush", [4, 10])
def test_digits_in_pieces_keep_them_all(digit: str, brush: int) -> None:
    ink = 1 - grey(draw(DIGITS_IN_PIECES[digit], height=150, brush=brush, paper=WHITE, ink=0)).light
    assert (without_frames(ink, 0.25) == ink).all()


@pytest.mark.parametrize("text", ["1111", "7177", "27\n17", "444", "0"])
def test_numbers_without_frames_stay_as_they_are(text: str) -> None:
    ink = 1 - grey(draw_number(text, ink=(0, 0, 0))).light
    assert (without_frames(ink, 0.25) == ink).all()


def test_an_empty_box_is_all_there_is_and_stays() -> None:
    """It may be somebody's 0."""
    empty = Image.new("RGB", (200, 200), WHITE)
    assert ink_of(with_lines(empty, box(empty))).sum() > 1000


def test_a_sheet_full_of_marks_is_not_gone_through() -> None:
    side = 10 * (int(MOST_MARKS**0.5) + 2)
    ink = np.zeros((side, side), np.float32)
    ink[2::10] = ink[3::10] = 1
    ink[:, ::10] = ink[:, 1::10] = 0
    assert (without_frames(ink, 0.25) == ink).all()


@pytest.mark.parametrize(
    "way", [[(20, 20), (260, 20), (260, 260), (20, 260), (20, 20)], [(40, 255), (240, 255)],
            [(0, 255), (280, 255)]], ids=["box", "underline", "line"],
)  # fmt: skip
@pytest.mark.parametrize("find", [all_ink, find_ink])
def test_pencil_is_found_in_print(find: Callable[[Sheet], Array], way: Way) -> None:
    """What is taken away was the strongest ink; the rest is not to be judged by it."""
    pencil = draw(7, ink=(190, 190, 190))
    found = find(grey(with_lines(pencil, way)))
    np.testing.assert_allclose(found, find(grey(pencil)), atol=0.02)


def test_nothing_but_bars_along_the_edges_is_blank() -> None:
    sheet = Image.new("L", (330, 200), 255)
    canvas = ImageDraw.Draw(sheet)
    for bar in ((0, 0, 329, 1), (0, 0, 1, 193), (328, 0, 329, 193), (0, 198, 329, 199)):
        canvas.rectangle(bar, fill=0)
    with pytest.raises(BlankPicture, match="nothing but frames"):
        find_ink(grey(sheet))
