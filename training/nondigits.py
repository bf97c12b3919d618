"""Pictures of what is no digit, drawn, normalised as `/predict` does it, and seeded.

    python -m training.nondigits          # draws sheets of every kind, to see what they look like

The kinds come in two parts that have none in common: scrawls, some letters and signs, and broken
digits, from which the gate learns; and `TEST_KINDS`, by which it is only reported how it does with
what it has never seen.
"""

import multiprocessing
from collections.abc import Callable, Mapping
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from itertools import repeat
from pathlib import Path

import click
import numpy as np
from PIL import Image, ImageDraw

from model.errors import BlankPicture
from model.layers import Array
from model.picture import crop, extent, normalise, place
from training.broken_digits import BROKEN, Material
from training.checkpoint import RUNS
from training.conditions import worn
from training.data import DATA_HELP, DataError, mnist_training, pen_trajectories, split
from training.pens import SHEET, VALIDATION_WRITERS, PenDigit, parse
from training.scrawls import DRAWN
from training.signs import LEARNED_KINDS, TEST_KINDS
from training.sketches import Rng

# A sheet, or ink (height, width) from 0 to 1.
Kind = Callable[[Rng], Image.Image | Array]

# The share of the drawings to learn from to whose sheet light, paper or a camera did something.
WORN = 0.15

# On the sheet that shows them: pictures of a kind, and the side of each in pixels.
SHOWN, SIDE, NAME_WIDTH = 24, 30, 120


def training_kinds(folder: Path | None = None, held_back: bool = False) -> dict[str, Kind]:
    """Every kind to learn from, by name; broken digits are made of those to learn from, or of
    those `held_back` to validate. Raises DataError.
    """
    drawn = {name: partial(_sometimes_worn, kind) for name, kind in (DRAWN | LEARNED_KINDS).items()}
    return drawn | _broken_kinds(folder, held_back)


def _sometimes_worn(kind: Callable[[Rng], Image.Image], rng: Rng) -> Image.Image:
    """Such a drawing, now and then on a worn sheet: else the gate would take wear for a digit."""
    sheet = kind(rng)
    return worn(sheet, rng) if rng.random() < WORN and sheet.size == (SHEET, SHEET) else sheet


def _broken_kinds(folder: Path | None, held_back: bool) -> dict[str, Kind]:
    training, validation = split(mnist_training(folder))
    pens: dict[int, list[PenDigit]] = {digit: [] for digit in range(10)}
    for pen in parse(pen_trajectories(folder)):
        if (pen.writer in VALIDATION_WRITERS) == held_back:
            pens[pen.label].append(pen)
    material = Material(pens, validation if held_back else training)
    return {name: partial(kind, material) for name, kind in BROKEN.items()}


def pictures(kinds: Mapping[str, Kind], numbers: dict[str, int], seed: int) -> dict[str, Array]:
    """So many pictures of each kind, (n, 28, 28) float32 in [0, 1], as the networks get them."""
    fork = multiprocessing.get_context("fork")  # Hands the kinds on as they are.
    with ProcessPoolExecutor(mp_context=fork, initializer=_adopt, initargs=(kinds,)) as pool:
        drawn = {
            name: pool.map(_normalised, repeat(name), ([seed, place, i] for i in range(n)),
                           chunksize=64)
            for place, (name, n) in enumerate(numbers.items())
        }  # fmt: skip
        return {name: np.stack(list(images)) for name, images in drawn.items()}


_kinds: dict[str, Kind] = {}


def _adopt(kinds: Mapping[str, Kind]) -> None:
    _kinds.update(kinds)


def _normalised(name: str, seed: list[int]) -> Array:
    rng = np.random.default_rng(seed)
    while True:
        try:
            drawn = _kinds[name](rng)
            if isinstance(drawn, np.ndarray):
                return place(crop(drawn, extent(drawn)))
            return normalise(drawn)
        except BlankPicture:  # Some noise is too pale, some dots are but one.
            continue


@click.command(context_settings={"max_content_width": 100})
@click.option("--data", type=click.Path(path_type=Path), help=DATA_HELP)
@click.option("--out", default=RUNS, show_default=True, type=click.Path(path_type=Path),
              help="Folder to write.")  # fmt: skip
def main(data: Path | None, out: Path) -> None:
    """Draw every kind of what is no digit, as the networks see it, on sheets to look at."""
    try:
        sets: dict[str, Mapping[str, Kind]] = {
            "training": training_kinds(data),
            "test": TEST_KINDS,
        }
    except DataError as error:
        raise click.ClickException(str(error)) from error
    out.mkdir(parents=True, exist_ok=True)
    for part, kinds in sets.items():
        path = out / f"nondigits-{part}.png"
        sheet(pictures(kinds, dict.fromkeys(kinds, SHOWN), seed=0)).save(path)
        click.echo(f"{len(kinds)} kinds in {path}")


def sheet(images: dict[str, Array]) -> Image.Image:
    """A row of pictures of each kind, beside its name."""
    picture = Image.new("L", (NAME_WIDTH + SHOWN * SIDE, len(images) * SIDE))
    for row, (name, row_of) in enumerate(images.items()):
        ImageDraw.Draw(picture).text((4, row * SIDE + 8), name, fill=255)
        for column, image in enumerate(row_of):
            small = Image.fromarray((image * 255).astype(np.uint8))
            picture.paste(small, (NAME_WIDTH + column * SIDE, row * SIDE))
    return picture


if __name__ == "__main__":
    main()
