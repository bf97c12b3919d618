"""Numbers drawn from strokes, for tests: a sheet as a person would fill it."""

from collections.abc import Mapping
from typing import Any

from PIL import Image, ImageDraw

from tests import digits

Stroke = list[tuple[float, float]]

# As in `tests.digits`, and those that it lacks. A 4 and a 5 are of two strokes that meet.
STROKES: dict[int, list[Stroke]] = digits.STROKES | {
    4: [[(0.3, 0), (0.18, 0.28), (0, 0.62), (0.3, 0.63), (0.62, 0.6)],
        [(0.5, 0.3), (0.46, 0.65), (0.43, 1)]],
    5: [[(0.12, 0.02), (0.09, 0.22), (0.06, 0.42), (0.25, 0.36), (0.45, 0.45), (0.52, 0.68),
         (0.42, 0.9), (0.22, 1), (0, 0.94)],
        [(0.12, 0.02), (0.35, 0.02), (0.55, 0)]],
    6: [[(0.42, 0), (0.25, 0.15), (0.08, 0.42), (0.02, 0.7), (0.1, 0.92), (0.28, 1), (0.47, 0.9),
         (0.52, 0.72), (0.42, 0.56), (0.25, 0.53), (0.08, 0.64)]],
    8: [[(0.5, 0.12), (0.3, 0), (0.08, 0.1), (0.1, 0.3), (0.3, 0.46), (0.5, 0.64), (0.54, 0.85),
         (0.32, 1), (0.06, 0.9), (0.04, 0.68), (0.25, 0.48), (0.45, 0.32), (0.5, 0.12)]],
    9: [[(0.5, 0.18), (0.35, 0), (0.12, 0.06), (0.02, 0.25), (0.1, 0.45), (0.3, 0.48),
         (0.47, 0.32), (0.5, 0.18), (0.5, 0.45), (0.46, 0.75), (0.4, 1)]],
}  # fmt: skip

# Some capital letters, in the same box.
LETTERS: dict[str, list[Stroke]] = {
    "A": [[(0, 1), (0.35, 0), (0.7, 1)], [(0.14, 0.62), (0.56, 0.62)]],
    "E": [[(0.55, 0), (0, 0), (0, 1), (0.55, 1)], [(0, 0.48), (0.45, 0.48)]],
    "H": [[(0, 0), (0, 1)], [(0.6, 0), (0.6, 1)], [(0, 0.5), (0.6, 0.5)]],
    "L": [[(0, 0), (0, 1), (0.5, 1)]],
    "M": [[(0, 1), (0.05, 0), (0.35, 0.65), (0.65, 0), (0.7, 1)]],
    "N": [[(0, 1), (0, 0), (0.6, 1), (0.6, 0)]],
    "O": STROKES[0],
    "R": [[(0, 0), (0, 1)], [(0, 0), (0.4, 0.02), (0.5, 0.22), (0.4, 0.45), (0, 0.5)],
          [(0.25, 0.5), (0.55, 1)]],
    "T": [[(0, 0), (0.65, 0)], [(0.33, 0), (0.33, 1)]],
    "W": [[(0, 0), (0.2, 1), (0.4, 0.35), (0.6, 1), (0.8, 0)]],
}  # fmt: skip


def draw_word(word: str, **how: Any) -> Image.Image:
    """A picture of a word of at most ten of LETTERS, as `draw_number` draws digits."""
    letters = sorted(set(word))
    text = "".join(str(letters.index(letter)) for letter in word)
    strokes = {number: LETTERS[letter] for number, letter in enumerate(letters)}
    return draw_number(text, strokes=strokes, **how)


def draw_number(
    text: str,
    height: float = 100,
    gap: float = 0.25,
    brush: float = 0.09,
    margin: float = 30,
    ink: tuple[int, int, int] = (20, 20, 30),
    paper: tuple[int, int, int] = (255, 255, 255),
    strokes: Mapping[int, list[Stroke]] = STROKES,
) -> Image.Image:
    """A picture of the digits of `text`, in lines where it has line breaks.

    Each `height` pixels tall; `gap` and `brush` are shares of that, the gap from the middle of
    one stroke to the next, so one of less than the brush lets neighbours touch.
    """
    lines = text.split("\n")
    ways: list[list[tuple[float, float]]] = []
    widest = 0.0
    for row, line in enumerate(lines):
        x = 0.0
        for digit in line:
            of_digit = strokes[int(digit)]
            ways += [[(x + px, 1.4 * row + py) for px, py in stroke] for stroke in of_digit]
            x += max(px for stroke in of_digit for px, _ in stroke) + gap
        widest = max(widest, x - gap)
    extent = (widest, 1.4 * len(lines) - 0.4)
    size = (round(extent[0] * height + 2 * margin), round(extent[1] * height + 2 * margin))
    fine = 4
    coverage = Image.new("L", (size[0] * fine, size[1] * fine), 0)
    canvas = ImageDraw.Draw(coverage)
    for way in ways:
        points = [((margin + x * height) * fine, (margin + y * height) * fine) for x, y in way]
        canvas.line(points, fill=255, width=round(brush * height * fine), joint="curve")
        for point in points:
            canvas.circle(point, brush * height * fine / 2, fill=255)
    picture = Image.new("RGB", size, paper)
    picture.paste(ink, (0, 0, *size), coverage.reduce(fine))
    return picture


def moved(digit: int, stroke: int, by: tuple[float, float]) -> dict[int, list[Stroke]]:
    """STROKES with one stroke of one digit moved, in shares of its height."""
    others = STROKES[digit].copy()
    others[stroke] = [(x + by[0], y + by[1]) for x, y in others[stroke]]
    return STROKES | {digit: others}
