"""Digits drawn from strokes, for tests: data and the picture a canvas would make of it."""

import io
from math import cos, sin

from PIL import Image, ImageDraw

# Points as (x, y), each 0..1 of the digit's height, y downwards.
Strokes = list[list[tuple[float, float]]]

STROKES: dict[int, Strokes] = {
    0: [[(0.3, 0), (0.1, 0.15), (0, 0.45), (0.03, 0.75), (0.18, 0.97), (0.4, 0.98),
         (0.57, 0.78), (0.62, 0.45), (0.53, 0.15), (0.3, 0)]],
    1: [[(0.2, 0), (0.17, 0.35), (0.12, 0.7), (0.1, 1)]],
    2: [[(0, 0.2), (0.1, 0.05), (0.3, 0), (0.5, 0.1), (0.52, 0.3), (0.4, 0.55), (0.2, 0.78),
         (0, 0.98), (0.25, 0.96), (0.6, 0.97)]],
    3: [[(0.02, 0.08), (0.25, 0), (0.48, 0.08), (0.5, 0.27), (0.35, 0.43), (0.18, 0.48),
         (0.4, 0.52), (0.55, 0.66), (0.52, 0.87), (0.3, 1), (0.05, 0.94)]],
    7: [[(0, 0.04), (0.3, 0.03), (0.6, 0), (0.5, 0.25), (0.37, 0.55), (0.28, 0.8), (0.22, 1)]],
}  # fmt: skip


# What people may draw where a digit was asked for.
NO_DIGITS: dict[str, Strokes] = {
    "scribble": [[(0.1, 0.5), (0.9, 0.1), (0.2, 0.9), (0.7, 0), (0.6, 1), (0, 0.2), (1, 0.7),
                  (0.1, 0.8), (0.8, 0.4), (0.3, 0.1)]],
    "A": [[(0, 1), (0.4, 0), (0.8, 1)], [(0.15, 0.65), (0.65, 0.65)]],
    "W": [[(0, 0), (0.25, 1), (0.5, 0.3), (0.75, 1), (1, 0)]],
    "star": [[(0.2, 1), (0.5, 0), (0.8, 1), (0, 0.38), (1, 0.38), (0.2, 1)]],
    "smiley": [[(0.5 + 0.5 * cos(t / 4), 0.5 + 0.5 * sin(t / 4)) for t in range(26)],
               [(0.32, 0.35), (0.33, 0.38)], [(0.68, 0.35), (0.67, 0.38)],
               [(0.25, 0.6), (0.4, 0.75), (0.6, 0.75), (0.75, 0.6)]],
    "house": [[(0, 1), (0, 0.4), (0.5, 0), (1, 0.4), (1, 1), (0, 1)], [(0, 0.4), (1, 0.4)]],
    "+": [[(0, 0.52), (0.8, 0.5)], [(0.4, 0), (0.42, 1)]],
    "&": [[(0.75, 1), (0.45, 0.65), (0.2, 0.3), (0.2, 0.08), (0.35, 0), (0.47, 0.12),
           (0.4, 0.32), (0.1, 0.6), (0.02, 0.8), (0.15, 0.98), (0.38, 0.96), (0.65, 0.6)]],
    "$": [[(0.6, 0.18), (0.35, 0.1), (0.08, 0.2), (0.1, 0.4), (0.35, 0.5), (0.58, 0.62),
           (0.58, 0.82), (0.3, 0.9), (0, 0.8)], [(0.3, 0), (0.32, 1)]],
}  # fmt: skip


def side_by_side(*digits: int, gap: float = 0.25) -> Strokes:
    """The strokes of several digits in a row, with `gap` of their height between them."""
    strokes: Strokes = []
    right = -gap
    for digit in digits:
        left = right + gap
        strokes += [[(left + x, y) for x, y in stroke] for stroke in STROKES[digit]]
        right = max(x for stroke in strokes for x, _ in stroke)
    return strokes


def draw(
    digit: int | Strokes,
    size: tuple[int, int] = (280, 280),
    height: float = 180,
    at: tuple[float, float] | None = None,
    brush: float = 18,
    ink: tuple[int, ...] | int = (20, 20, 30),
    paper: tuple[int, ...] | int | None = (255, 255, 255),
    mode: str = "RGB",
) -> Image.Image:
    """A picture of `digit`, or of other strokes, its top left corner `at` (x, y), in the middle if
    not given.

    Without `paper` it is ink on nothing: RGBA, transparent.
    """
    strokes = STROKES[digit] if isinstance(digit, int) else digit
    width = max(x for stroke in strokes for x, _ in stroke) * height
    left, top = at or ((size[0] - width) / 2, (size[1] - height) / 2)
    fine = 4  # Drawn so many times as large, for edges as smooth as a browser's.
    coverage = Image.new("L", (size[0] * fine, size[1] * fine), 0)
    canvas = ImageDraw.Draw(coverage)
    for stroke in strokes:
        points = [((left + x * height) * fine, (top + y * height) * fine) for x, y in stroke]
        canvas.line(points, fill=255, width=round(brush * fine), joint="curve")
        for point in points:
            canvas.circle(point, brush * fine / 2, fill=255)
    coverage = coverage.reduce(fine)
    if paper is None:
        picture = Image.new("RGB", size, ink)
        picture.putalpha(coverage)
        return picture
    picture = Image.new(mode, size, paper)
    picture.paste(ink, (0, 0, *size), coverage.convert("1") if mode == "1" else coverage)
    return picture


def png(picture: Image.Image) -> bytes:
    """Its bytes as a PNG file."""
    return encoded(picture, "PNG")


def encoded(picture: Image.Image, kind: str) -> bytes:
    """Its bytes as a file of a kind that Pillow writes: "PNG", "JPEG", …"""
    file = io.BytesIO()
    picture.save(file, kind)
    return file.getvalue()
