"""Whether a digit is read alike however it is sent: `python -m training.evaluate_pictures`.

Every digit of the pen writers that were held back is sent plainly and under each condition of
`training.conditions`, and read as `/predict` does it: what the gate refuses is not read right, nor
is what no ink was found on.
"""

import hashlib
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from functools import cache
from itertools import repeat
from pathlib import Path

import click
import numpy as np
from PIL import Image

from model.errors import PictureError
from model.gate import Gate, load_gate
from model.layers import Array
from model.network import Network
from model.picture import decode, normalise, steps
from model.storage import WeightsError
from training.conditions import CONDITIONS
from training.data import DATA_HELP, DataError, pen_trajectories
from training.evaluate import find
from training.metrics import interval
from training.pens import VALIDATION_WRITERS, PenDigit, parse
from training.plain_normalisation import normalise_plainly

Normalise = Callable[[Image.Image], Array]

# Of a condition whose pictures take long, every so many-th digit is sent.
SPARE = {"a phone's 12 megapixels": 3}

# Drawn by nobody, so that it is there without the data.
ZIGZAG = PenDigit(2, 0, (np.array([[0, 100], [60, 80], [10, 40], [70, 0]], np.float32),))


@click.command(context_settings={"max_content_width": 100})
@click.argument("name", default="cnn")
@click.option("--data", type=click.Path(path_type=Path), help=DATA_HELP)
@click.option("--every", default=1, type=click.IntRange(1), help="Only every so many-th digit.")
@click.option("--sheet", type=click.Path(path_type=Path), help="Also write examples as a PNG.")
@click.option("--before", is_flag=True, help="Also as read after MNIST's plain recipe alone.")
def main(name: str, data: Path | None, every: int, sheet: Path | None, before: bool) -> None:
    """Evaluate the network NAME (cnn if none is named, or a weights file) on altered pictures.

    A line for each condition: how many of the digits were read right, the 95 % confidence
    interval, and the difference to the same digits drawn plainly, in percentage points. With
    --before there is a column for the same network and gate after a threshold, cropping, scaling
    and centring, as in `training.plain_normalisation`.
    """
    try:
        network = next(iter(find((name,)).values()))
        gate = _gate()
        pens = [p for p in parse(pen_trajectories(data)) if p.writer in VALIDATION_WRITERS]
    except (WeightsError, DataError) as error:
        raise click.ClickException(str(error)) from error
    click.echo(f"<!-- {read_by(network, gate)} A zigzag: {zigzag_ink():.2f} of ink. -->\n")
    network = network.for_inference()
    pens = pens[::every]
    labels = np.array([pen.label for pen in pens])

    def read_right(condition: str, step: int, how: Normalise) -> np.ndarray:
        images = normalised(condition, pens[::step], how)
        hits: np.ndarray = network.predict(images).argmax(axis=1) == labels[::step]
        hits &= gate.digit_probability(images) >= gate.threshold
        return hits & images.any(axis=(1, 2))

    columns = ["the digit", "digits", "before", "read right", "95 % interval", "against plain"]
    if not before:
        columns.remove("before")
    click.echo(f"| {' | '.join(columns)} |")
    click.echo("|---" * len(columns) + "|")
    plain = np.zeros(0)
    for condition in CONDITIONS:
        step = SPARE.get(condition, 1)
        once = f"{read_right(condition, step, normalise_plainly).mean():.2%} | " if before else ""
        hits = read_right(condition, step, as_predict)
        right = float(hits.mean())
        plain = plain if len(plain) else hits
        low, high = interval(right, len(hits))
        click.echo(
            f"| {condition} | {len(hits):,} | {once}{right:.2%} | {low:.2%} to {high:.2%} "
            f"| {100 * (right - plain[::step].mean()):+.2f} |"
        )
    if sheet:
        examples(pens).save(sheet)
        click.echo(f"Examples in {sheet}.")


def read_by(network: Network, gate: Gate) -> str:
    """Which weights a table is of, in words."""
    read, judged = (
        hashlib.sha256(b"".join(values.tobytes() for values in one.parameters.values()))
        for one in (network, gate.network)
    )
    return (
        f"Read by the weights {read.hexdigest()[:12]}, judged by {judged.hexdigest()[:12]} "
        f"with a threshold of {gate.threshold:.4f}."
    )


def zigzag_ink() -> float:
    """How much ink `normalise` finds of a zigzag under all conditions: the sum of the 28x28s.

    It is another if the code makes other images of these pictures than it did for a table. That
    machines round differently changes it by less than 0.01.
    """
    images = [_normalised(condition, normalise, ZIGZAG, 0) for condition in CONDITIONS]
    return float(np.sum(images))


def normalised(condition: str, pens: list[PenDigit], how: Normalise) -> Array:
    """(N, 28, 28): what the network is shown of `pens` under `condition`; paper if nothing."""
    with ProcessPoolExecutor() as pool:
        same = (repeat(condition), repeat(how))
        images = pool.map(_normalised, *same, pens, range(len(pens)), chunksize=32)
        return np.stack(list(images))


def as_predict(picture: Image.Image) -> Array:
    """(28, 28): what the network is shown; paper if the gate refuses it."""
    taken = steps(picture)
    refused = _gate().reason_against(taken.image, taken.ink)
    return np.zeros_like(taken.image) if refused else taken.image


@cache
def _gate() -> Gate:
    return load_gate()


def _normalised(condition: str, how: Normalise, pen: PenDigit, number: int) -> Array:
    try:
        return how(decode(_picture(condition, pen, number)))
    except PictureError:
        return np.zeros((28, 28), np.float32)


def _picture(condition: str, pen: PenDigit, number: int) -> bytes:
    return CONDITIONS[condition](pen, np.random.default_rng(number))


def examples(pens: list[PenDigit], columns: int = 3) -> Image.Image:
    """Of every condition a picture as it is sent and as the network sees it, row after row."""
    side, gap = 140, 6
    rows = -(-len(CONDITIONS) // columns)
    sheet = Image.new("RGB", (columns * (2 * side + 4 * gap), rows * (side + gap) + gap), "white")
    for place, condition in enumerate(CONDITIONS):
        sent = decode(_picture(condition, pens[place % len(pens)], place))
        seen = Image.fromarray((normalise(sent) * 255).astype(np.uint8))
        x = place % columns * (2 * side + 4 * gap) + gap
        y = place // columns * (side + gap) + gap
        sent = sent.convert("RGBA").resize((side, side))
        sheet.paste(sent, (x, y), sent)
        sheet.paste(seen.resize((side, side), Image.Resampling.NEAREST), (x + side + gap, y))
    return sheet


if __name__ == "__main__":
    main()
