"""How many numbers are read right from end to end: `python -m training.evaluate_numbers`.

Numbers of two to six digits, put together from the pens of the six writers that nothing was
learned from, each sheet sent through the whole of `/read` as a PNG. Beside it stands how many
would be right if every digit were cut out as it was drawn: what is lost to reading single digits,
which pens leave doubtful now and then, is not lost to dividing.
"""

import io
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import cache
from itertools import repeat
from pathlib import Path

import click
import numpy as np
from PIL import Image, ImageDraw

from model.numbers.reader import NumberReader, NumberReading, load_number_reader
from model.picture import crop, extent, place
from model.reader import Reader, load_readers
from model.storage import WeightsError
from training.candidates import KINDS, Hands, hands, sheet
from training.data import DATA_HELP, DataError
from training.metrics import interval
from training.numbers import Written

# The contact sheet of numbers read wrong.
COLUMNS, CELL, CAPTION = 4, (300, 150), 14


@dataclass(frozen=True)
class Result:
    """What was made of a sheet.

    Attributes
    ----------
    written
        The sheet, without its digits one by one.
    text
        What was read on it.
    cut_out
        What was read of its digits, each cut out as it was drawn.
    """

    written: Written
    text: str
    cut_out: str

    @property
    def right(self) -> bool:
        """Whether the sheet was read right from end to end."""
        return self.text == self.written.text

    @property
    def divided(self) -> bool:
        """Whether it was divided into as many digits as there are."""
        return len(self.text) == len(self.written.text)

    @property
    def right_if_cut_out(self) -> bool:
        """Whether it would be right if it were divided as it was drawn."""
        return self.cut_out == self.written.text.replace("\n", "")


@click.command(context_settings={"max_content_width": 100})
@click.option("--number", default=1000, show_default=True, help="Sheets of each kind.")
@click.option("--model", help="The network that reads; the default one if not given.")
@click.option("--training-writers", is_flag=True, help="Instead of those held back: for tuning.")
@click.option("--mistakes", type=click.Path(path_type=Path), help="Folder for pictures of them.")
@click.option("--data", type=click.Path(path_type=Path), help=DATA_HELP)
def main(
    number: int,
    model: str | None,
    training_writers: bool,
    mistakes: Path | None,
    data: Path | None,
) -> None:
    """Read numbers of every kind and show how many are right from end to end.

    With the 95 % confidence interval; how many were divided into as many digits as there are;
    and how many would be right if all were divided as they were drawn.
    """
    try:
        by = hands(data, validation=not training_writers)
        names = list(load_readers())
    except (DataError, WeightsError) as error:
        raise click.ClickException(str(error)) from error
    if model and model not in names:
        raise click.ClickException(f"There is no network {model!r}; there are {', '.join(names)}.")
    click.echo(
        f"{'numbers':18} {'sheets':>6}  {'right':>7}  {'95 % interval':16} {'divided':>8} "
        f"{'cut out':>8}"
    )
    for kind in KINDS:
        results = read_all(by, kind, number, model or names[0])
        right = float(np.mean([one.right for one in results]))
        divided = np.mean([one.divided for one in results])
        cut_out = np.mean([one.right_if_cut_out for one in results])
        low, high = interval(right, number)
        click.echo(
            f"{kind:18} {number:6}  {right:7.1%}  {low:7.1%} – {high:6.1%} {divided:8.1%} "
            f"{cut_out:8.1%}"
        )
        if mistakes:
            mistakes.mkdir(parents=True, exist_ok=True)
            wrong = [one for one in results if not one.right]
            contact_sheet(wrong).save(mistakes / f"{kind.replace(' ', '-')}.png")


def read_all(by: Hands, kind: str, number: int, model: str) -> list[Result]:
    """So many sheets of a kind, the same every time, and what is read on each."""
    with ProcessPoolExecutor() as pool:
        jobs = (repeat(by), repeat(kind), range(number), repeat(model))
        return list(pool.map(_read_one, *jobs, chunksize=50))


def _read_one(by: Hands, kind: str, seed: int, model: str) -> Result:
    written = sheet(by, KINDS[kind], np.random.default_rng([seed, 2]))
    _, readers = _loaded()
    cut_out = np.stack([place(crop(digit, extent(digit))) for digit in written.digits])
    return Result(
        Written(written.picture, written.text, ()),
        read(written.picture, model).text,
        "".join(str(reading.digit) for reading in readers[model].read_images(cut_out)),
    )


def read(picture: Image.Image, model: str) -> NumberReading:
    """What `/read` would say of it."""
    file = io.BytesIO()
    picture.save(file, "PNG")
    number_reader, readers = _loaded()
    return number_reader.read(file.getvalue(), readers[model])


@cache
def _loaded() -> tuple[NumberReader, dict[str, Reader]]:
    return load_number_reader(), load_readers()


def contact_sheet(wrong: list[Result]) -> Image.Image:
    """The pictures side by side, above each what is written and what was read."""
    rows = max(1, -(-len(wrong) // COLUMNS))
    step = CELL[1] + CAPTION
    picture = Image.new("L", (COLUMNS * CELL[0], rows * step), 128)
    canvas = ImageDraw.Draw(picture)
    for number, one in enumerate(wrong):
        left, top = number % COLUMNS * CELL[0], number // COLUMNS * step
        small = one.written.picture.copy()
        small.thumbnail(CELL)
        picture.paste(small, (left, top + CAPTION))
        caption = f"{one.written.text} read as {one.text}".replace("\n", "/")
        canvas.text((left + 2, top + 1), caption, fill=255)
    return picture


if __name__ == "__main__":
    main()
