"""How a number is divided into digits: `python -m training.show_numbers`.

Draws `docs/numbers-steps.png`, or the steps of a picture of your own.
"""

from collections.abc import Sequence
from pathlib import Path

import click
import numpy as np
from matplotlib import colormaps
from matplotlib.axes import Axes
from matplotlib.figure import Figure, SubFigure
from PIL import Image

from model.errors import PictureError
from model.layers import Array
from model.numbers.ctc import likely_texts, log_probabilities
from model.numbers.find import judged_candidates, read_strips
from model.numbers.judge import load_judge
from model.numbers.line_network import LineNetwork, load_line_network
from model.numbers.reader import WORKING_SIDE, all_ink
from model.numbers.segment import Candidate, cut, marks, may_be_several
from model.numbers.strips import strips
from model.picture import decode, grey
from model.storage import WeightsError
from training.show_steps import strokes

PICTURE = Path("docs/numbers-steps.png")

# So many candidates are shown, and texts, the most likely ones.
SHOWN = 12
TEXTS_SHOWN = 3

SYMBOL_NAMES = [*"0123456789", "sign", "blank"]

# A 2, a 5 and a 0 that touch, as a hand might draw them: points (x, y) of strokes, in pixels.
NUMBER = [
    [(24, 108), (34, 84), (60, 84), (70, 106), (50, 140), (14, 180), (50, 164), (104, 178)],
    [(124, 96), (116, 130), (136, 120), (154, 140), (148, 170), (116, 180), (98, 166)],
    [(124, 97), (150, 92), (186, 98)],
    [(208, 90), (176, 96), (166, 140), (176, 180), (208, 182), (222, 150), (222, 110), (204, 90)],
]


@click.command(context_settings={"max_content_width": 100})
@click.argument("file", required=False, type=click.Path(path_type=Path))
@click.option(
    "--out",
    default=PICTURE,
    show_default=True,
    type=click.Path(path_type=Path),
    help="The PNG to write.",
)
def main(file: Path | None, out: Path) -> None:
    """Draw the steps from the picture FILE to its digits (of an example, if none is named).

    Every mark that may be several digits is shown cut; `/read` cuts only what looks like none.
    """
    try:
        picture = decode(file.read_bytes()) if file else example()
        draw(picture, out)
    except (OSError, PictureError, WeightsError) as error:
        raise click.ClickException(str(error)) from error
    click.echo(f"Written to {out}.")


def example() -> Image.Image:
    """250, of one mark."""
    return strokes([rounded(line) for line in NUMBER], 7, 20)


def draw(picture: Image.Image, out: Path) -> None:
    """The steps on one picture: marks, pieces, candidates as the judge sees them, what is said."""
    ink = all_ink(grey(picture, WORKING_SIDE))
    seen = marks(ink)
    pieces = cut(ink, seen, may_be_several(seen))
    judged = judged_candidates(ink, pieces, load_judge())
    network = load_line_network()
    said = read_strips(ink, pieces, judged, network)
    found, answers, scores = judged.candidates, judged.answers, judged.scores
    chosen = {at: int(shares.argmax()) for one in said
              for at, shares in zip(one.places, one.shares, strict=True)}  # fmt: skip

    columns = SHOWN // 2
    figure = Figure(figsize=(10, 8.4), layout="constrained")
    above, middle, below = figure.subfigures(3, 1, height_ratios=(1, 1.1, 1.25), squeeze=False)[
        :, 0
    ]
    titles = (
        "the ink",
        f"marks: {len(seen.boxes)}",
        f"pieces: {len(pieces.boxes)}",
        "what is said, and where",
    )
    sheets = (1 - ink, _coloured(seen.labels), _coloured(pieces.labels), 1 - ink)
    for axis, title, sheet in zip(above.subplots(1, 4), titles, sheets, strict=True):
        _show(axis, sheet, title)
    for at, digit in chosen.items():
        _outline(above.axes[3], found[at], str(digit))
    _columns(middle, strips(ink, pieces)[0].image, network)
    below.suptitle(
        f"the likeliest of {len(found)} candidates (red: ink around), how surely one whole digit",
        fontsize=9,
    )
    likeliest = np.argsort(-scores, kind="stable")[:SHOWN]
    for number, axis in enumerate(below.subplots(2, columns).flat):
        axis.axis("off")
        if number < len(likeliest):
            at = likeliest[number]
            sure = 1 / (1 + np.exp(-scores[at]))
            taken = ", chosen" if at in chosen else ""
            _show(axis, judged.surrounded[at], f"{answers[at].argmax()}: {sure:.0%}{taken}", "RdBu")
    out.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(out, dpi=110)


def _columns(figure: SubFigure, strip: Array, network: LineNetwork) -> None:
    """A strip, below it what its network answers column by column, and the likeliest texts."""
    y = network.answers(strip)
    texts = likely_texts(y, TEXTS_SHOWN)
    each = [float(np.exp(log_probabilities(y, np.array([text])))[0]) for text in texts]
    likely = ", ".join(
        f"{''.join(SYMBOL_NAMES[symbol] for symbol in text)}: {p:.1%}"
        for text, p in zip(texts, each, strict=True)
    )
    figure.suptitle(f"the line as a strip, read column by column; it says {likely}", fontsize=9)
    top, bottom = figure.subplots(2, 1, height_ratios=(1, 1.6), sharex=True)
    width = strip.shape[1]
    top.imshow(1 - strip, cmap="gray", vmin=0, vmax=1, aspect="auto", interpolation="nearest")
    top.axis("off")
    bottom.imshow(
        y.T, cmap="Blues", vmin=0, vmax=1, aspect="auto", interpolation="nearest",
        extent=(-0.5, width - 0.5, len(SYMBOL_NAMES) - 0.5, -0.5),
    )  # fmt: skip
    bottom.set_yticks(range(len(SYMBOL_NAMES)), SYMBOL_NAMES, fontsize=7)
    bottom.set_xticks([])


def rounded(line: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
    """The line with its corners cut off three times, in quarters of its sides.

    G. Chaikin, "An algorithm for high-speed curve generation", 1974.
    """
    points = np.array(line)
    for _ in range(3):
        step = np.diff(points, axis=0) / 4
        between = np.stack([points[:-1] + step, points[1:] - step], axis=1).reshape(-1, 2)
        points = np.concatenate([points[:1], between, points[-1:]])
    return [(x, y) for x, y in points.tolist()]


def _show(axis: Axes, image: Array, title: str, colours: str = "gray") -> None:
    low = -1 if colours != "gray" else 0
    axis.imshow(image, cmap=colours, vmin=low, vmax=1, interpolation="nearest")
    axis.set_title(title, fontsize=9)
    axis.axis("off")


def _outline(axis: Axes, candidate: Candidate, digit: str) -> None:
    left, top, right, bottom = candidate.box
    x, y = (left, right, right, left, left), (top, top, bottom, bottom, top)
    axis.plot(x, y, color="tab:orange", linewidth=1)
    axis.text((left + right) / 2, top, digit, ha="center", va="bottom", color="tab:orange")


def _coloured(labels: np.ndarray) -> Array:
    """(height, width, 3): each label from 1 in another colour than its neighbours, 0 white."""
    coloured: Array = colormaps["tab10"]((labels - 1) % 10)[..., :3]
    coloured[labels <= 0] = 1
    return coloured


if __name__ == "__main__":
    main()
