"""How many numbers are read right from end to end: `python -m training.evaluate_numbers`.

Numbers of two to six digits, put together from the pens of the six writers that nothing was
learned from, each sheet sent through the whole of `/read` as a PNG.
"""

import io
from concurrent.futures import ProcessPoolExecutor
from functools import cache
from itertools import repeat
from pathlib import Path

import click
import numpy as np
from PIL import Image, ImageDraw

from model.numbers.judge import load_judge
from model.numbers.reader import NumberReader, NumberReading
from model.reader import Reader, load_readers
from model.storage import WeightsError
from training.candidates import KINDS, Hands, hands, sheet
from training.data import DataError
from training.metrics import interval
from training.numbers import Written

# The contact sheet of numbers read wrong.
COLUMNS, CELL, CAPTION = 4, (300, 150), 14


@click.command(context_settings={"max_content_width": 100})
@click.option("--number", default=1000, show_default=True, help="Sheets of each kind.")
@click.option("--model", help="The network that reads; the default one if not given.")
@click.option("--training-writers", is_flag=True, help="Instead of those held back: for tuning.")
@click.option("--mistakes", type=click.Path(path_type=Path), help="Folder for pictures of them.")
@click.option("--data", type=click.Path(path_type=Path), help="Folder of the data.")
def main(
    number: int,
    model: str | None,
    training_writers: bool,
    mistakes: Path | None,
    data: Path | None,
) -> None:
    """Read numbers of every kind and show how many are right from end to end.

    With the 95 % confidence interval; how many were divided into as many digits as there are;
    and how many single digits are right in those that were.
    """
    try:
        by = hands(data, validation=not training_writers)
        names = list(load_readers())
    except (DataError, WeightsError) as error:
        raise click.ClickException(str(error)) from error
    if model and model not in names:
        raise click.ClickException(f"There is no network {model!r}; there are {', '.join(names)}.")
    click.echo(f"{'numbers':18} {'sheets':>6}  {'right':>7}  {'95 % interval':16} {'divided':>8}")
    for kind in KINDS:
        results = read_all(by, kind, number, model or names[0])
        right = [text == written.text for written, text in results]
        divided = np.mean([len(text) == len(written.text) for written, text in results])
        low, high = interval(float(np.mean(right)), number)
        click.echo(
            f"{kind:18} {number:6}  {np.mean(right):7.1%}  {low:7.1%} – {high:6.1%} {divided:8.1%}"
        )
        if mistakes:
            wrong = [result for result in results if result[0].text != result[1]]
            mistakes.mkdir(parents=True, exist_ok=True)
            contact_sheet(wrong).save(mistakes / f"{kind.replace(' ', '-')}.png")


def read_all(by: Hands, kind: str, number: int, model: str) -> list[tuple[Written, str]]:
    """So many sheets of a kind, the same every time, and what is read on each."""
    with ProcessPoolExecutor() as pool:
        jobs = (repeat(by), repeat(kind), range(number), repeat(model))
        return list(pool.map(_read_one, *jobs, chunksize=50))


def _read_one(by: Hands, kind: str, seed: int, model: str) -> tuple[Written, str]:
    written = sheet(by, KINDS[kind], np.random.default_rng([seed, 2]))
    return Written(written.picture, written.text, ()), read(written.picture, model).text


def read(picture: Image.Image, model: str) -> NumberReading:
    """What `/read` would say of it."""
    file = io.BytesIO()
    picture.save(file, "PNG")
    number_reader, readers = _loaded()
    return number_reader.read(file.getvalue(), readers[model])


@cache
def _loaded() -> tuple[NumberReader, dict[str, Reader]]:
    return NumberReader(load_judge()), load_readers()


def contact_sheet(wrong: list[tuple[Written, str]]) -> Image.Image:
    """The pictures side by side, above each what is written and what was read."""
    rows = max(1, -(-len(wrong) // COLUMNS))
    step = CELL[1] + CAPTION
    picture = Image.new("L", (COLUMNS * CELL[0], rows * step), 128)
    canvas = ImageDraw.Draw(picture)
    for number, (written, text) in enumerate(wrong):
        left, top = number % COLUMNS * CELL[0], number // COLUMNS * step
        small = written.picture.copy()
        small.thumbnail(CELL)
        picture.paste(small, (left, top + CAPTION))
        caption = f"{written.text} read as {text}".replace("\n", "/")
        canvas.text((left + 2, top + 1), caption, fill=255)
    return picture


if __name__ == "__main__":
    main()
