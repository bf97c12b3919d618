"""How well networks read: `python -m training.evaluate`.

For every shipped network, or those named, on MNIST's test digits and on the digits of the pen
writers that were held back: a table, and with `--details` per-digit accuracies, the confusion
matrix and pictures. With `--brushes` only the pens, by the width of the brush.
"""

from pathlib import Path

import click
import numpy as np

from model.layers import Array
from model.network import Network
from model.shipped import load_shipped
from model.storage import WeightsError, load_network
from training import metrics, plots
from training.checkpoint import RUNS
from training.data import DATA_HELP, DataError, Digits, mnist_test
from training.sets import TIMES_SHOWN, mnist_validation, pens_by_brush, pens_validation
from training.trainer import in_batches

HEADER = (
    f"{'parameters':>10}  {'digits':11} {'number':>6}  {'accuracy':>8}  "
    f"{'95 % interval':16} {'calibration error':>17}  {'by chance':>9}"
)


@click.command(context_settings={"max_content_width": 100})
@click.argument("names", metavar="[NAME|FILE.npz]…", nargs=-1)
@click.option("--details", is_flag=True, help="Per digit, confusion matrix, and pictures.")
@click.option("--brushes", is_flag=True, help="Pens only, by brush width in % of their size.")
@click.option("--data", type=click.Path(path_type=Path), help=DATA_HELP)
@click.option(
    "--out",
    default=RUNS / "evaluation",
    show_default=True,
    type=click.Path(path_type=Path),
    help="Folder for the pictures.",
)
def main(
    names: tuple[str, ...], details: bool, brushes: bool, data: Path | None, out: Path
) -> None:
    """Evaluate the networks NAME… (all that are shipped, if none is named) or weights files.

    Accuracy with its 95 % confidence interval; expected calibration error, and how large it
    would be by chance if the network were exactly as right as it is sure. On MNIST's test digits,
    on the validation digits and on the pen digits of held-back writers, each drawn three times
    (so the interval is that of a third as many). With --details also what is confused with what,
    and pictures of it. With --brushes instead on those pen digits drawn in brushes of 4 to 6 % of
    their size, 6 to 9 %, and so on to 27 %.

    \b
    Examples:
      python -m training.evaluate
      python -m training.evaluate mlp-128-64 --details
      python -m training.evaluate cnn runs/mine/weights.npz
    """  # noqa: D301 - see training.train
    try:
        networks = find(names)
        if brushes:
            sets = pens_by_brush(data)
        else:
            sets = {
                "test": mnist_test(data),
                "validation": mnist_validation(data),
                "pens": pens_validation(data),
            }
    except (WeightsError, DataError) as error:
        raise click.ClickException(str(error)) from error
    width = max(12, *map(len, networks))
    click.echo(f"{'network':{width}} {HEADER}")
    for name, network in networks.items():
        for kind, digits in sets.items():
            probabilities = predict(network, digits)
            click.echo(f"{name:{width}} {row(network, kind, probabilities, digits.labels)}")
            if details:
                folder = out / name.strip("/").replace("/", "-") / kind
                click.echo(detailed(probabilities, digits.labels))
                try:
                    draw(probabilities, digits, folder)
                except OSError as error:
                    sentence = f"{folder} cannot be written to: {error}."
                    raise click.ClickException(sentence) from error
                click.echo(f"Pictures in {folder}/.\n")


def find(names: tuple[str, ...]) -> dict[str, Network]:
    """The networks of those names; all shipped ones if there are none. Raises WeightsError.

    A weights file goes by its folder, as runs have them, or where that name is taken by its path.
    """
    shipped = load_shipped()
    networks: dict[str, Network] = {}
    for name in names or shipped:
        if name.endswith(".npz"):
            folder = Path(name).parent.name
            taken = folder in ("", "..") or folder in shipped or folder in networks
            networks[name if taken else folder] = load_network(Path(name))
        elif name in shipped:
            networks[name] = shipped[name].network
        else:
            raise WeightsError(
                f"There is no network {name!r}; there are {', '.join(shipped)}, or name a "
                "weights file (.npz)."
            )
    return networks


def predict(network: Network, digits: Digits) -> Array:
    """Probabilities (N, 10) for all `digits`."""
    network = network.for_inference()
    return np.concatenate([network.predict(batch.images) for batch in in_batches(digits)])


def row(network: Network, kind: str, probabilities: Array, labels: np.ndarray) -> str:
    """One line of the table, without the network's name."""
    accuracy = metrics.accuracy(probabilities, labels)
    times = TIMES_SHOWN.get(kind, 1)
    low, high = metrics.interval(accuracy, len(labels), times)
    error = metrics.calibration_error(probabilities, labels)
    by_chance = metrics.calibration_error_by_chance(probabilities, times)
    return (
        f"{network.size:10,}  {kind:11} {len(labels):6,}  {accuracy:8.2%}  "
        f"{low:.2%} – {high:.2%}  {error:17.2%}  {by_chance:9.2%}"
    )


def detailed(probabilities: Array, labels: np.ndarray) -> str:
    """Accuracy per digit, and the confusion matrix, as text."""
    counts = metrics.confusion(probabilities, labels)
    lines = ["", "  was | accuracy | read as " + "".join(f"{digit:6}" for digit in range(10))]
    for digit, line in enumerate(counts):
        share = line[digit] / max(1, line.sum())
        lines.append(f"    {digit} | {share:8.2%} |         " + "".join(f"{n:6}" for n in line))
    return "\n".join(lines)


def draw(probabilities: Array, digits: Digits, folder: Path) -> None:
    """The confusion matrix, the reliability diagram and the surest mistakes, as PNGs."""
    counts = metrics.confusion(probabilities, digits.labels)
    bins = metrics.reliability(probabilities, digits.labels)
    plots.save(plots.confusion_matrix(counts), folder / "confusion.png")
    plots.save(plots.reliability_diagram(bins), folder / "reliability.png")
    surest = plots.mistakes(digits.images, digits.labels, probabilities)
    plots.save(surest, folder / "mistakes.png")


if __name__ == "__main__":
    main()
