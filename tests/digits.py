"""Digits drawn from strokes, for tests: data and the picture a canvas would make of it."""

import io

from PIL import Image, ImageDraw

# Points as (x, y), each 0..1 of the digit's height, y downwards.
STROKES: dict[int, list[list[tuple[float, float]]]] = {
    0: [[(0.3, 0), (0.1, 0.15), (0, 0.45), (0.03, 0.75), (0.18, 0.97), (0.4, 0.98),
         (0.57, 0.78), (0.62, 0.45), (0.53, 0.15), (0.3, 0)]],
    1: [[(0.2, 0), (0.17, 0.35), (0.12, 0.7), (0.1, 1)]],
    2: [[(0, 0.2), (0.1, 0.05), (0.3, 0), (0.5, 0.1), (0.52, 0.3), (0.4, 0.55), (0.2, 0.78),
         (0, 0.98), (0.25, 0.96), (0.6, 0.97)]],
    3: [[(0.02, 0.08), (0.25, 0), (0.48, 0.08), (0.5, 0.27), (0.35, 0.43), (0.18, 0.48),
         (0.4, 0.52), (0.55, 0.66), (0.52, 0.87), (0.3, 1), (0.05, 0.94)]],
    7: [[(0, 0.04), (0.3, 0.03), (0.6, 0), (0.5, 0.25), (0.37, 0.55), (0.28, 0.8), (0.22, 1)]],
}  # fmt: skip


def draw(
    digit: int,
    size: tuple[int, int] = (280, 280),
    height: float = 180,
    at: tuple[float, float] | None = None,
    brush: float = 18,
    ink: tuple[int, ...] | int = (20, 20, 30),
    paper: tuple[int, ...] | int | None = (255, 255, 255),
    mode: str = "RGB",
) -> Image.Image:
    """A picture of `digit`, its top left corner `at` (x, y), in the middle if not given.

    Without `paper` it is ink on nothing: RGBA, transparent.
    """
    width = max(x for stroke in STROKES[digit] for x, _ in stroke) * height
    left, top = at or ((size[0] - width) / 2, (size[1] - height) / 2)
    fine = 4  # Drawn so many times as large, for edges as smooth as a browser's.
    coverage = Image.new("L", (size[0] * fine, size[1] * fine), 0)
    canvas = ImageDraw.Draw(coverage)
    for stroke in STROKES[digit]:
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
