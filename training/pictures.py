"""What training made of each shipped network, as pictures: `python -m training.pictures`.

For every network, in `docs/networks`: `NAME-weights.png`, the weights of its first layer; and from
the record of how it learned (learned.py) `NAME-curves.png`, `NAME-confusion.png` and
`NAME-mistakes.png`, of the validation digits, and `NAME-pens.png`, the mistakes with pens. A
network without a record has only the first.
"""

import base64
import io
import math
from pathlib import Path
from typing import Any

import click
import numpy as np
from matplotlib import colormaps
from PIL import Image

from model.layers import Array
from model.network import CLASSES, Network
from model.shipped import Shipped, load_shipped
from model.storage import WeightsError
from training import plots
from training.learned import CURVES
from training.results import ROOT
from training.trainer import Epoch

FOLDER = ROOT / "docs" / "networks"

# So many pixels wide is a picture of weights, about: as wide as a page shows it.
WIDTH = 960

# Between two neurons' weights, in pixels of a weight.
GAP = 1


@click.command(context_settings={"max_content_width": 100})
@click.argument("names", metavar="[NAME]…", nargs=-1)
@click.option(
    "--out",
    default=FOLDER,
    type=click.Path(path_type=Path),
    help="Folder to write; docs/networks if not given.",
)
def main(names: tuple[str, ...], out: Path) -> None:
    """Draw what training produced for the networks NAME… (all that are shipped, if none is named).

    The curves, the weights of the first layer, the confusion matrix and the surest mistakes. What a
    network has no record of is left out, and said.
    """
    try:
        shipped = load_shipped()
    except WeightsError as error:
        raise click.ClickException(str(error)) from error
    if unknown := set(names) - set(shipped):
        raise click.ClickException(
            f"There is no network {min(unknown)!r}; there are {', '.join(shipped)}."
        )
    out.mkdir(parents=True, exist_ok=True)
    for name in names or shipped:
        drawn = draw(shipped[name], out)
        click.echo(f"{name}: {', '.join(drawn)}")
        if shipped[name].learned is None:
            click.echo(
                f"{name}: there is no record of how it learned, so no curves, confusion matrix and "
                f"mistakes. 'python -m training.publish {name}' writes one."
            )


def draw(shipped: Shipped, out: Path) -> list[str]:
    """Write the pictures of one network to `out`; their names."""
    name, learned = shipped.name, shipped.learned
    first_weights(shipped.network).save(out / f"{name}-weights.png", optimize=True)
    if learned is None:
        return [f"{name}-weights.png"]
    sets = {of_set["name"]: of_set for of_set in learned["sets"]}
    figures = {
        "curves": plots.curves(epochs(learned["curves"])),
        "confusion": plots.confusion_matrix(np.array(sets["validation"]["confusion"])),
        "mistakes": plots.mistakes(*mistakes(sets["validation"]["mistakes"]), number=20),
        "pens": plots.mistakes(*mistakes(sets["pens"]["mistakes"]), number=20),
    }
    for kind, figure in figures.items():
        plots.save(figure, out / f"{name}-{kind}.png", pil_kwargs={"optimize": True})
    return [f"{name}-{kind}.png" for kind in ("weights", *figures)]


def first_weights(network: Network) -> Image.Image:
    """Every neuron's or filter's weights in the first layer that has any, side by side.

    Red is above 0 and blue below, each to the neuron's own largest weight.
    """
    weight = next(layer for layer in network.layers if layer.parameters).parameters["weight"]
    outputs = weight.shape[-1]
    side = math.isqrt(weight.size // outputs)
    pictures = weight.reshape(side, side, outputs).transpose(2, 0, 1)
    pictures = pictures / np.abs(pictures).max(axis=(1, 2), keepdims=True)
    columns = min(outputs, 16 if outputs > 24 else 12)
    rows = -(-outputs // columns)
    step = side + GAP
    sheet = np.zeros((rows * step - GAP, columns * step - GAP))
    inside = np.zeros(sheet.shape, bool)
    for number, picture in enumerate(pictures):
        top, left = step * (number // columns), step * (number % columns)
        sheet[top : top + side, left : left + side] = picture
        inside[top : top + side, left : left + side] = True
    colours = colormaps["RdBu_r"](0.5 + 0.5 * sheet)[..., :3]
    colours[~inside] = 1
    image = Image.fromarray((255 * colours).round().astype(np.uint8))
    times = max(1, WIDTH // image.width)
    large = image.resize((times * image.width, times * image.height), Image.Resampling.NEAREST)
    return large.quantize(64)


def epochs(columns: dict[str, list[float]]) -> list[Epoch]:
    """The epochs of a record's curves; what is not recorded of them is NaN."""
    unknown = {"learning_rate": math.nan, "seconds": math.nan}
    return [
        Epoch(int(number), **dict(zip(CURVES, values, strict=True)), **unknown)
        for number, *values in zip(columns["epoch"], *(columns[c] for c in CURVES), strict=True)
    ]


def mistakes(record: list[dict[str, Any]]) -> tuple[Array, np.ndarray, Array]:
    """(images, labels, probabilities) of a record's mistakes; of the latter only the largest."""
    pictures = [Image.open(io.BytesIO(base64.b64decode(one["picture"]))) for one in record]
    images = np.array([np.asarray(picture, np.float32) / 255 for picture in pictures])
    probabilities = np.zeros((len(record), CLASSES), np.float32)
    for row, one in zip(probabilities, record, strict=True):
        row[one["read"]] = one["confidence"]
    return images, np.array([one["label"] for one in record]), probabilities


if __name__ == "__main__":
    main()
