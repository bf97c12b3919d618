"""How long each step of the normalisation takes: `python -m tests.bench_picture`.

For the canvas that the page sends, and for a photo of 12 megapixels in uneven light, of which
the second is the most that a step ever has to do.
"""

import os

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # As gunicorn.conf.py serves.

import io
import statistics
from collections.abc import Callable

import numpy as np
from PIL import Image

from model.ink import contrast, level, tidy
from model.picture import crop, decode, extent, grey, place
from tests.digits import draw, png
from tests.timing import interleaved

TURNS = 15

# Seconds that each step is repeated for in a turn.
LEAST = 0.02

PHOTO = (4000, 3000)


def canvas() -> bytes:
    """280x280, ink in alpha: a PNG."""
    return png(draw(7).convert("RGBA"))


def photo() -> bytes:
    """A page half in the shadow, taken by a sensor with noise: a JPEG."""
    width, height = PHOTO
    page = np.asarray(draw(7).convert("L").resize(PHOTO, Image.Resampling.BICUBIC), np.float32)
    light = np.linspace(0.55, 1, width, dtype=np.float32)
    noise = np.random.default_rng(0).normal(0, 6, (height, width))
    file = io.BytesIO()
    Image.fromarray((page * light + noise).clip(0, 255).astype(np.uint8)).save(file, "JPEG")
    return file.getvalue()


def steps(body: bytes) -> dict[str, Callable[[], object]]:
    """What `decode` and `normalise` do with the picture in `body`, each step on its own."""
    picture = decode(body)
    sheet = grey(picture)
    even = level(sheet)
    ink = contrast(even)
    clean = tidy(ink)

    def cut_and_placed() -> None:
        place(crop(clean, extent(clean)))

    return {
        "decode": lambda: decode(body),
        "grey": lambda: grey(picture),
        "level": lambda: level(sheet),
        "contrast": lambda: contrast(even),
        "tidy": lambda: tidy(ink),
        "crop, place": cut_and_placed,
    }


def table(turns: int = TURNS, least: float = LEAST) -> str:
    """Milliseconds of each step, the medians of all turns, as Markdown."""
    columns = {"280×280 RGBA PNG": canvas(), "12-megapixel JPEG": photo()}
    medians = [
        {name: statistics.median(times) for name, times in taken.items()}
        for taken in (interleaved(steps(body), turns, least) for body in columns.values())
    ]
    lines = [f"| step | {' | '.join(columns)} |", "|---|---:|---:|"]
    for name in medians[0]:
        lines.append(f"| {name} | {' | '.join(f'{column[name]:.2f}' for column in medians)} |")
    lines.append(f"| all | {' | '.join(f'{sum(column.values()):.2f}' for column in medians)} |")
    return "\n".join(lines)


if __name__ == "__main__":
    print(table())
