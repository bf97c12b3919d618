"""What becomes of a picture on its way to the network: `python -m training.show_steps`.

Draws `docs/picture-steps.png`, or the steps of pictures of your own.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path

import click
import numpy as np
from matplotlib.figure import Figure
from PIL import Image, ImageDraw, ImageFilter

from model.errors import PictureError
from model.ink import contrast, level
from model.layers import Array
from model.picture import crop, decode, steps

PICTURE = Path("docs/picture-steps.png")

SIDE = 280

# An eight and a four as a hand might draw them: points (x, y) of strokes, in pixels.
EIGHT = [[(163, 84), (140, 70), (115, 80), (113, 105), (140, 128), (165, 152), (160, 185),
          (132, 195), (108, 178), (112, 150), (140, 128), (160, 108), (163, 84)]]  # fmt: skip
FOUR = [[(70, 60), (50, 130), (55, 140), (125, 138)], [(112, 70), (104, 200)]]


@click.command(context_settings={"max_content_width": 100})
@click.argument("files", metavar="[FILE]…", nargs=-1, type=click.Path(path_type=Path))
@click.option(
    "--out",
    default=PICTURE,
    show_default=True,
    type=click.Path(path_type=Path),
    help="The PNG to write.",
)
def main(files: tuple[Path, ...], out: Path) -> None:
    """Draw the steps from each picture FILE… to the 28x28 (of three examples, if none is named)."""
    try:
        pictures = [(file.name, decode(file.read_bytes())) for file in files] or list(examples())
        rows = [(name, shown(picture)) for name, picture in pictures]
    except (OSError, PictureError) as error:
        raise click.ClickException(str(error)) from error
    draw(rows, out)
    click.echo(f"Written to {out}.")


def examples() -> Iterator[tuple[str, Image.Image]]:
    """Three pictures with different troubles, by name."""
    rng = np.random.default_rng(0)
    yield "drawn with a mouse", strokes(EIGHT, 14, 20)

    y, x = np.mgrid[:SIDE, :SIDE] / SIDE
    light = 0.95 - 0.5 * x * y - 0.15 * (np.arange(SIDE)[:, np.newaxis] % 36 < 2)
    ink = np.asarray(strokes(FOUR, 6, 60).filter(ImageFilter.GaussianBlur(1.5))) / 255
    noise = rng.normal(0, 0.03, light.shape)
    photo = (255 * (ink * light + noise)).clip(0, 255).astype(np.uint8)
    yield "photographed", Image.fromarray(photo)

    board = np.array([20, 70, 50]) + (1 - np.asarray(strokes(FOUR, 9, 0))[..., None] / 255) * 170
    chalk = Image.fromarray(board.clip(0, 255).astype(np.uint8))
    pen = ImageDraw.Draw(chalk)
    pen.line((0, 40, SIDE, 150), fill=(210, 220, 210), width=2)
    for _ in range(25):
        left, top = rng.integers(0, SIDE, 2).tolist()
        pen.ellipse((left, top, left + 2, top + 2), fill=(200, 200, 200))
    yield "chalk, a line, specks", chalk


def strokes(digit: Sequence[Sequence[tuple[float, float]]], brush: int, ink: int) -> Image.Image:
    """Greyscale, `ink` on white."""
    large = Image.new("L", (2 * SIDE, 2 * SIDE), 255)
    pen = ImageDraw.Draw(large)
    for stroke in digit:
        line = [(2 * x, 2 * y) for x, y in stroke]
        pen.line(line, fill=ink, width=2 * brush, joint="curve")
        for point in line:
            pen.circle(point, brush, fill=ink)
    return large.reduce(2)


def shown(picture: Image.Image) -> dict[str, Array | Image.Image]:
    """Every step as a picture to look at, by the name of the function that took it."""
    way = steps(picture)
    levelled = level(way.sheet)
    return {
        "as it was sent": picture,
        "grey": way.sheet.light,
        "level": levelled.light.clip(0, 1),
        "contrast": contrast(levelled),
        "tidy": way.ink,
        "crop": crop(way.ink, way.box),
        "place: 28x28": way.image,
    }


def draw(rows: list[tuple[str, dict[str, Array | Image.Image]]], out: Path) -> None:
    """A row for every picture, a column for every step."""
    columns = list(rows[0][1])
    figure = Figure(figsize=(1.6 * len(columns), 1.75 * len(rows)), layout="constrained")
    axes = figure.subplots(len(rows), len(columns), squeeze=False)
    for axis, title in zip(axes[0], columns, strict=True):
        axis.set_title(title, fontsize=9)
    for row, (name, pictures) in zip(axes, rows, strict=True):
        for axis, picture in zip(row, pictures.values(), strict=True):
            axis.imshow(picture, cmap="gray", vmin=0, interpolation="nearest")
            axis.set_xticks([])
            axis.set_yticks([])
        row[0].set_ylabel(name, fontsize=8)
    out.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(out, dpi=110)


if __name__ == "__main__":
    main()
