"""Give the server a network of one's own: `python -m training.ship runs/my-hand my-hand`.

Writes what a run left (`weights.npz`, `history.csv`, `run.json`) to `model/weights` as a network
with a card, beside those of the project. The server offers it when it is started again, and the
page lists it last, to be compared with the others on the same drawing.
"""

import csv
import json
import re
from pathlib import Path
from typing import Any

import click

from model.network import Network
from model.shipped import WEIGHTS, sha256
from model.storage import WeightsError, all_or_none, load_network, save_network
from training import metrics
from training.data import DATA_HELP, DataError, Digits, mnist_test
from training.evaluate import predict
from training.learned import write_learned
from training.publish import write_card
from training.sets import mnist_validation, pens_validation
from training.trainer import Epoch, Run

# After all networks of the project.
ORDER = 1000

NAME = r"[a-z0-9][a-z0-9-]*"


@click.command(context_settings={"max_content_width": 100})
@click.argument("run", metavar="FOLDER", type=click.Path(path_type=Path))
@click.argument("name")
@click.option("--title", help="One line for the page.")
@click.option("--data", type=click.Path(path_type=Path), help=DATA_HELP)
@click.option(
    "--out",
    default=WEIGHTS,
    type=click.Path(path_type=Path),
    help="Folder to write; model/weights if not given.",
)
def main(run: Path, name: str, title: str | None, data: Path | None, out: Path) -> None:
    """Ship the network that training.train left in FOLDER under NAME.

    To take it back, delete NAME.npz, NAME.json and NAME.training.json in model/weights.

    \b
    Example:
      python -m training.ship runs/my-hand my-hand --title "Reads my hand"
    """  # noqa: D301 - see training.train
    try:
        if not re.fullmatch(NAME, name):
            raise WeightsError(f"{name!r} is no name: use small letters, digits and hyphens.")
        if _is_ours(out / f"{name}.json"):
            raise WeightsError(f"{name} is a network of the project: choose another name.")
        network = load_network(run / "weights.npz")
        facts, epochs = read_run(run)
        held_back = {"validation": mnist_validation(data), "pens": pens_validation(data)}
        unseen = {**held_back, "test": mnist_test(data)}
        with all_or_none(out) as folder:
            weights = folder / f"{name}.npz"
            ship(network, facts, title, unseen, weights)
            write_learned(network, Run(epochs, facts["best_epoch"]), held_back, weights)
    except (WeightsError, DataError) as error:
        raise click.ClickException(str(error)) from error
    except OSError as error:
        raise click.ClickException(f"{out} cannot be written to: {error}.") from error
    click.echo(f"Written to {out / name}.npz; start the server again, and it offers {name}.")


def read_run(folder: Path) -> tuple[dict[str, Any], list[Epoch]]:
    """What `run.json` and `history.csv` say of the run in `folder`. Raises WeightsError."""
    try:
        facts: dict[str, Any] = json.loads((folder / "run.json").read_text(encoding="utf-8"))
        with (folder / "history.csv").open(encoding="utf-8") as file:
            rows = list(csv.DictReader(file))
        epochs = [
            Epoch(int(row.pop("epoch")), **{key: float(text) for key, text in row.items()})
            for row in rows
        ]
        return {"best_epoch": facts["best_epoch"], "config": facts["config"]}, epochs
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise WeightsError(
            f"{folder} is not a folder that training.train wrote, or incomplete ({error})."
        ) from error


def ship(
    network: Network,
    facts: dict[str, Any],
    title: str | None,
    unseen: dict[str, Digits],
    weights: Path,
) -> None:
    """Write `weights` and card; the card says how well `network` reads each set of `unseen`."""
    save_network(network, weights)
    card = {
        "title": title or f"Trained here, by the recipe of {facts['config']['name']}",
        "order": ORDER,
        "own": True,
        "parameters": network.size,
        "architecture": network.architecture(),
        "training": {
            **facts["config"]["training"],
            "teaching": facts["config"]["teaching"],
            "best_epoch": facts["best_epoch"],
        },
        "scores": {kind: _score(network, digits) for kind, digits in unseen.items()},
        "sha256": sha256(weights),
    }
    write_card(card, weights)


def _score(network: Network, digits: Digits) -> dict[str, Any]:
    accuracy = metrics.accuracy(predict(network, digits), digits.labels)
    return {"digits": len(digits), "accuracy": round(accuracy, 5)}


def _is_ours(card: Path) -> bool:
    try:
        return not json.loads(card.read_text(encoding="utf-8")).get("own")
    except FileNotFoundError:
        return False


if __name__ == "__main__":
    main()
