"""Accuracy against time: every shipped network, and others, side by side.

    .venv/bin/python -m tests.bench_frontier --add cnn-tiny=runs/cnn-tiny/weights.npz

How long one digit takes, on one thread, with the network that serves (batch norm folded), and
how many of the validation digits it reads right: MNIST's, and those of the pen writers that were
held back. MNIST's test digits are for no choice, so not for this one either.
"""

import os

os.environ["OPENBLAS_NUM_THREADS"] = "1"

from dataclasses import dataclass
from pathlib import Path
from statistics import median

import click

from model.network import Network
from model.shipped import load_shipped
from model.storage import WeightsError, load_network
from tests.timing import interleaved
from training import plots
from training.checkpoint import RUNS
from training.data import DATA_HELP, DataError, Digits
from training.evaluate import predict
from training.metrics import accuracy
from training.sets import mnist_validation, pens_validation

# A turn of one network takes so many seconds at least: the clock is not endlessly fine.
LEAST = 0.005


@dataclass(frozen=True)
class Point:
    """A network: its parameters, milliseconds a digit, and accuracies (0..1) by set."""

    name: str
    parameters: int
    milliseconds: float
    accuracies: dict[str, float]


class Added(click.ParamType[tuple[str, Path]]):
    """A network that is not shipped: "cnn-tiny=runs/cnn-tiny/weights.npz"."""

    name = "NAME=FILE.npz"

    def convert(self, value: str, _p: object, _c: object) -> tuple[str, Path]:
        name, equals, path = value.partition("=")
        if not (name and equals and path):
            self.fail(f"{value!r} is not of the form NAME=FILE.npz.")
        return name, Path(path)


@click.command(context_settings={"max_content_width": 100})
@click.option("--add", "added", type=Added(), multiple=True, help="Another network, by a name.")
@click.option("--data", type=click.Path(path_type=Path), help=DATA_HELP)
@click.option("--turns", default=101, show_default=True, type=click.IntRange(1), help="Of timing.")
@click.option(
    "--out",
    default=RUNS / "frontier.png",
    show_default=True,
    type=click.Path(path_type=Path),
    help="The plot.",
)
def main(added: tuple[tuple[str, Path], ...], data: Path | None, turns: int, out: Path) -> None:
    """Print accuracy and time of every shipped network and of those added, and plot them."""
    try:
        networks = {name: shipped.network for name, shipped in load_shipped().items()}
        for name, path in added:
            if name in networks:
                raise WeightsError(f"There are two networks {name!r}: call one of them otherwise.")
            networks[name] = load_network(path)
        sets = {"MNIST validation": mnist_validation(data), "pens": pens_validation(data)}
    except (WeightsError, DataError) as error:
        raise click.ClickException(str(error)) from error
    points = measure(networks, sets, turns)
    click.echo(table(points))
    figure = plots.frontier(
        [point.name for point in points],
        [point.milliseconds for point in points],
        {kind: [point.accuracies[kind] for point in points] for kind in sets},
    )
    plots.save(figure, out)
    click.echo(f"\nPlotted to {out}.")


def measure(networks: dict[str, Network], sets: dict[str, Digits], turns: int) -> list[Point]:
    """Every network as a point, the fastest first."""
    digit = next(iter(sets.values())).images[:1]
    serving = {name: network.for_inference() for name, network in networks.items()}
    runs = {name: lambda n=network: n.predict(digit) for name, network in serving.items()}
    times = interleaved(runs, turns, LEAST)
    points = []
    for name, network in networks.items():
        accuracies = {
            kind: accuracy(predict(network, digits), digits.labels) for kind, digits in sets.items()
        }
        points.append(Point(name, network.size, median(times[name]), accuracies))
    return sorted(points, key=lambda point: point.milliseconds)


def table(points: list[Point]) -> str:
    """As Markdown."""
    kinds = list(points[0].accuracies)
    lines = [
        "| network | parameters | ms a digit | " + " | ".join(kinds) + " |",
        "|---|--:|--:|" + "--:|" * len(kinds),
    ]
    for point in points:
        cells = [f"`{point.name}`", f"{point.parameters:,}", f"{point.milliseconds:.3f}"]
        cells += [f"{point.accuracies[kind]:.2%}" for kind in kinds]
        lines.append("| " + " | ".join(cells) + " |")
    return "\n".join(lines)


if __name__ == "__main__":
    main()
