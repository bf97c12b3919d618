"""Reading several digits: what is read, where it is said to be, and what is refused."""

import contextlib
import io
from pathlib import Path

import matplotlib
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageDraw, ImageFont

from model.errors import BlankPicture, TooManyDigits
from model.numbers import segment
from model.numbers.find import best_path
from model.numbers.reader import NumberReading, all_ink, load_number_reader
from model.numbers.segment import Candidate
from model.picture import grey, normalise
from model.reader import load_readers
from tests.digits import encoded, png
from tests.numbers import LETTERS, STROKES, Stroke, draw_number, draw_word, moved

READERS = load_readers()
DEFAULT = next(iter(READERS.values()))
NUMBERS = load_number_reader()


def read(picture: Image.Image) -> NumberReading:
    return NUMBERS.read(png(picture), DEFAULT)


@pytest.mark.parametrize(
    "text", ["2026", "0", "11", "1110", "47", "3\n3", "27\n013\n2", "0123456789", "777777"]
)
def test_plain_numbers_are_read(text: str) -> None:
    assert read(draw_number(text)).text == text


@pytest.mark.parametrize("text", ["11", "1110", "111", "101", "417", "41", "7117", "2011"])
@pytest.mark.parametrize("gap", [0.2, 0.25, 0.3, 0.4])
def test_bare_strokes_side_by_side_are_ones(text: str, gap: float) -> None:
    assert read(draw_number(text, gap=gap)).text == text


@pytest.mark.parametrize("name", READERS)
def test_every_network_reads_the_same_boxes(name: str) -> None:
    picture = png(draw_number("2026"))
    number = NUMBERS.read(picture, READERS[name])
    assert len(number.text) == 4
    default = NUMBERS.read(picture, DEFAULT)
    assert [digit.box for digit in number.digits] == [digit.box for digit in default.digits]


@pytest.mark.parametrize("digit", range(10))
def test_a_single_digit_reads_as_predict_reads_it(digit: int) -> None:
    picture = png(draw_number(str(digit)))
    [only] = NUMBERS.read(picture, DEFAULT).digits
    alone = DEFAULT.read_picture(picture)
    assert only.reading.digit == alone.digit == digit
    np.testing.assert_allclose(only.reading.image, alone.image, atol=1e-6)
    np.testing.assert_allclose(only.reading.probabilities, alone.probabilities, atol=1e-5)


@pytest.mark.parametrize("digit", range(10))
def test_a_picture_in_the_form_of_mnist_is_read_as_it_is(digit: int) -> None:
    image = normalise(draw_number(str(digit)))
    picture = png(Image.fromarray((255 * image).round().astype(np.uint8)))
    [only] = NUMBERS.read(picture, DEFAULT).digits
    alone = DEFAULT.read_picture(picture)
    assert only.reading.digit == alone.digit == digit
    assert (only.reading.image == alone.image).all()
    assert alone.way is not None
    assert only.box == alone.way.box
    assert max(only.box[2:]) == pytest.approx(20, abs=1)


@pytest.mark.parametrize("by", [(0.06, -0.08), (0.1, -0.1), (0.08, -0.14), (0.14, -0.06)])
@pytest.mark.parametrize("text", ["5", "57", "255"])
def test_a_5_with_its_bar_apart_stays_one_digit(text: str, by: tuple[float, float]) -> None:
    assert read(draw_number(text, strokes=moved(5, 1, by))).text == text


@pytest.mark.parametrize("by", [(0.2, 0), (0.24, 0), (0.26, -0.05), (0.22, 0.05)])
@pytest.mark.parametrize("text", ["4", "42", "904"])
def test_a_broken_4_stays_one_digit(text: str, by: tuple[float, float]) -> None:
    assert read(draw_number(text, strokes=moved(4, 1, by), gap=0.4)).text == text


@pytest.mark.parametrize("text", ["57", "22", "23", "60", "30", "72", "65", "88", "05", "82",
                                  "2253", "2360", "80256", "38605"])  # fmt: skip
def test_neighbours_that_touch_are_divided(text: str) -> None:
    """The gap is from the middle of one stroke to the next, and the brush 0.09 wide."""
    picture = draw_number(text, gap=0.03)
    assert len(segment.marks(all_ink(grey(picture))).boxes) == 1, "they touch"
    assert read(picture).text == text


@pytest.mark.parametrize("text", ["66", "6666", "00", "8080"])
def test_printed_digits_that_are_apart_are_not_cut(text: str) -> None:
    """The judge takes a printed 6 for no digit, or for another, but its half for less."""
    fonts = Path(matplotlib.get_data_path(), "fonts", "ttf")
    font = ImageFont.truetype(fonts / "DejaVuSerif.ttf", 70)
    sheet = Image.new("L", (400, 150), 255)
    ImageDraw.Draw(sheet).text((30, 30), text, 0, font=font)
    assert read(sheet).text == text


@pytest.mark.parametrize(("digit", "gap"), [(3, 0.16), (3, 0.1), (4, 0.1), (5, 0.1), (8, 0.1)])
def test_a_digit_that_is_alone_and_torn_across_is_read(digit: int, gap: float) -> None:
    """Without what is drawn about its middle, so that there is paper."""
    picture = np.asarray(draw_number(str(digit))).copy()
    middle, half = picture.shape[0] // 2, round(gap * 100 / 2)
    picture[middle - half : middle + half] = 255
    assert len(segment.marks(all_ink(grey(Image.fromarray(picture)))).boxes) > 1
    assert read(Image.fromarray(picture)).text == str(digit)


def test_boxes_are_around_the_digits_in_the_picture_as_it_was_sent() -> None:
    """Larger than it is worked on: it is shrunk by 3, and the boxes are not."""
    height, margin, brush = 700, 90, 0.09
    picture = draw_number("207", height=height, margin=margin, brush=brush)
    assert picture.width > 1600
    left = margin - brush * height / 2
    for digit, (x, y, width, tall) in zip(
        "207", [one.box for one in read(picture).digits], strict=True
    ):
        wide = max(px for stroke in STROKES[int(digit)] for px, _ in stroke)
        assert x == pytest.approx(left, abs=6)
        assert y == pytest.approx(margin - brush * height / 2, abs=6)
        assert width == pytest.approx((wide + brush) * height, abs=12)
        assert tall == pytest.approx((1 + brush) * height, abs=24)
        left += (wide + 0.25) * height


@pytest.mark.parametrize(("orientation", "turn"), [(3, 180), (6, 90), (8, 270)])
def test_boxes_are_in_the_picture_as_it_was_held(orientation: int, turn: int) -> None:
    upright = draw_number("12")
    exif = Image.Exif()
    exif[0x0112] = orientation
    file = io.BytesIO()
    upright.rotate(turn, expand=True).save(file, "JPEG", exif=exif, quality=95)
    number = NUMBERS.read(file.getvalue(), DEFAULT)
    assert number.text == "12"
    for turned, plain in zip(number.digits, read(upright).digits, strict=True):
        assert turned.box == pytest.approx(plain.box, abs=2)


@settings(max_examples=25, deadline=None, derandomize=True)
@given(
    text=st.text("0123456789", min_size=1, max_size=6),
    height=st.integers(40, 300),
    left=st.integers(0, 200),
    top=st.integers(0, 200),
    light_on_dark=st.booleans(),
)
def test_moved_scaled_and_recoloured_it_reads_the_same(
    text: str, height: int, left: int, top: int, light_on_dark: bool
) -> None:
    ink, paper = ((240, 240, 220), (30, 40, 60)) if light_on_dark else ((60, 20, 20), (250,) * 3)
    written = draw_number(text, height=height, ink=ink, paper=paper)
    sheet = Image.new("RGB", (written.width + left + 50, written.height + top + 50), paper)
    sheet.paste(written, (left, top))
    number = read(sheet)
    assert number.text == text
    starts = [digit.box[0] for digit in number.digits]
    assert starts == sorted(starts)
    for x, y, width, tall in (digit.box for digit in number.digits):
        assert 0 <= x < x + width <= sheet.width
        assert 0 <= y < y + tall <= sheet.height


def test_64_digits_are_read_and_65_refused() -> None:
    row = "01237012" * 2
    page = [row] * 4
    assert read(draw_number("\n".join(page), height=40)).text.replace("\n", "") == row * 4
    with pytest.raises(TooManyDigits, match=r"65 digits .* at most 64"):
        read(draw_number("\n".join([*page, "1"]), height=40))


def noise(share: float) -> Image.Image:
    dots = np.random.default_rng(0).random((700, 800)) < share
    return Image.fromarray(np.where(dots, 0, 255).astype(np.uint8))


def rings() -> Image.Image:
    y, x = np.mgrid[:800, :800]
    away = np.maximum(np.abs(x - 399.5), np.abs(y - 399.5))
    return Image.fromarray(np.where(away % 6 < 3, 0, 255).astype(np.uint8))


def comb() -> Image.Image:
    sheet = np.full((800, 800), 255, np.uint8)
    sheet[100:108, 20:780] = sheet[108:120, 20:780:3] = 0
    return Image.fromarray(sheet)


def stripes() -> Image.Image:
    sheet = np.full((800, 800), 255, np.uint8)
    sheet[20:780, 20:780:8] = sheet[20:780, 21:780:8] = 0
    return Image.fromarray(sheet)


@pytest.mark.parametrize(
    "hostile",
    [noise(0.02), noise(0.2), noise(0.5), rings(), comb(), stripes()],
    ids=["specks", "noise", "half black", "rings", "comb", "stripes"],
)
def test_whatever_is_sent_the_work_is_bounded(
    hostile: Image.Image, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whole marks are looked at, then pieces of them: twice, and at little more than allowed."""
    looked_at: list[int] = []

    def place(ink: np.ndarray) -> np.ndarray:
        looked_at.append(ink.size)
        return np.zeros((28, 28), np.float32)

    monkeypatch.setattr(segment, "place", place)
    with contextlib.suppress(TooManyDigits, BlankPicture):
        read(hostile)
    assert len(looked_at) <= 2000
    assert sum(looked_at) <= 50_000_000


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "GIF", "BMP"])
def test_every_format_is_read(kind: str) -> None:
    assert NUMBERS.read(encoded(draw_number("2026"), kind), DEFAULT).text == "2026"


def test_nothing_drawn_is_blank() -> None:
    with pytest.raises(BlankPicture):
        read(Image.new("RGB", (300, 200), (240, 240, 240)))


@pytest.mark.parametrize("word", ["HELLO", "WATER", "MAN", "LA"])
@pytest.mark.parametrize("brush", [0.05, 0.12])
def test_words_are_no_numbers(word: str, brush: float) -> None:
    number = read(draw_word(word, brush=brush))
    assert (number.text, number.digits) == ("", ())
    assert number.reason == "This does not look like digits."


@pytest.mark.parametrize(("text", "place", "sign"), [
    ("123", 2, [[(0, 0.5), (0.6, 0.5)], [(0.3, 0.2), (0.3, 0.8)]]),
    ("2036", 3, LETTERS["A"]),
])  # fmt: skip
def test_digits_with_a_sign_among_them_are_not_read(
    text: str, place: int, sign: list[Stroke]
) -> None:
    number = read(draw_number(text, strokes=STROKES | {place: sign}))
    assert (number.text, number.digits) == ("", ())
    assert number.reason == "Not all of this looks like digits."


def test_a_number_in_a_box_and_underlined_is_read() -> None:
    picture = draw_number("2026\n117", margin=60)
    canvas = ImageDraw.Draw(picture)
    canvas.rectangle((8, 8, picture.width - 8, picture.height - 8), outline=(20, 20, 30), width=3)
    canvas.line((50, picture.height - 35, picture.width - 70, picture.height - 35), fill=0, width=4)
    assert read(picture).text == "2026\n117"


@pytest.mark.parametrize("tilt", [0, 15])
def test_ruled_paper_alone_holds_no_digits_and_that_is_said(tilt: int) -> None:
    sheet = Image.new("L", (600, 800), 245)
    for y in range(20, 780, 44):
        ImageDraw.Draw(sheet).line((0, y, 600, y + tilt), fill=170, width=2)
    with pytest.raises(BlankPicture, match="nothing but lines"):
        read(sheet)


def test_the_best_path_is_the_best_of_all() -> None:
    """Against every way to divide, one by one."""
    rng = np.random.default_rng(0)
    for _ in range(50):
        pieces = int(rng.integers(1, 7))
        runs = [
            Candidate(first, last, (0, 0, 1, 1))
            for first in range(pieces)
            for last in range(first + 1, pieces + 1)
            if last == first + 1 or rng.random() < 0.7
        ]
        scores = rng.normal(0, 2, len(runs))

        def ways(at: int, runs: list[Candidate] = runs, pieces: int = pieces) -> list[list[int]]:
            if at == pieces:
                return [[]]
            return [
                [place, *rest]
                for place, run in enumerate(runs)
                if run.first == at
                for rest in ways(run.last)
            ]

        best = max(sum(scores[place] for place in way) for way in ways(0))
        path = best_path(pieces, runs, scores)
        assert sum(scores[place] for place in path) == pytest.approx(best)
        ends = [0, *(runs[place].last for place in path)]
        assert [runs[place].first for place in path] == ends[:-1]
        assert ends[-1] == pieces
