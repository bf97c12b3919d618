"""Train a network: `python -m training.train mlp-128-64`.

Reads `training/configs/NAME.toml` (or your own .toml file), in which any value can be replaced
by an option, and writes to `runs/NAME/`: `weights.npz`, `history.csv` with a line an epoch, and
`run.json` with the config as it was used. Ctrl-C ends the run after the step it is in, keeping
what was reached; a second Ctrl-C ends it at once.
"""

import csv
import json
import signal
import sys
from dataclasses import asdict, fields
from pathlib import Path
from types import FrameType
from typing import Any

import click
import numpy as np
from tqdm import tqdm

from model.storage import save_network
from training.config import Config, ConfigError, load_config
from training.data import DataError, mnist_training, split
from training.trainer import Epoch, LossNotFinite, Result, train

RUNS = Path("runs")

# However many epochs a run has, about so many of them get a line of their own.
LINES = 50

INTERRUPTED = 130  # The exit status of a program ended by Ctrl-C: 128 + SIGINT.


class Progress:
    """Shows a run on the terminal, and turns the first Ctrl-C into a request to stop."""

    def __init__(self, epochs: int, digits: int) -> None:
        self.stop = False
        self._epochs = epochs
        self._every = -(-epochs // LINES)
        self._bar = tqdm(total=epochs * digits, unit=" digits", unit_scale=True, smoothing=0.05)

    def __enter__(self) -> "Progress":
        self._handler = signal.signal(signal.SIGINT, self._interrupt)
        return self

    def __exit__(self, *_: object) -> None:
        signal.signal(signal.SIGINT, self._handler)
        self._bar.close()

    def step(self, digits: int, loss: float) -> None:
        self._bar.update(digits)

    def epoch(self, epoch: Epoch) -> None:
        self._bar.set_postfix(loss=f"{epoch.loss:.4f}", refresh=False)
        if epoch.epoch % self._every == 0 or epoch.epoch in (1, self._epochs) or self.stop:
            self._bar.write(
                f"epoch {epoch.epoch:4}  loss {epoch.loss:.4f}  accuracy {epoch.accuracy:.2%}  "
                f"validation: loss {epoch.validation_loss:.4f}  "
                f"accuracy {epoch.validation_accuracy:.2%}  {epoch.seconds:.2f} s",
                file=sys.stdout,
            )

    def _interrupt(self, _signal: int, _frame: FrameType | None) -> None:
        self.stop = True
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        self._bar.write("Stopping; what was reached is kept. (Ctrl-C again: at once.)")


class Widths(click.ParamType[list[int]]):
    """Neurons of the hidden layers: "128,64"; "" for none."""

    name = "N,N,…"

    def convert(self, value: Any, _p: object, _c: object) -> list[int]:
        try:
            return [int(width) for width in value.split(",") if width.strip()]
        except ValueError:
            self.fail(f"{value!r} is no list of whole numbers such as 128,64.")


class BatchSize(click.ParamType[int | str]):
    """A number of digits, or "full"."""

    name = "N|full"

    def convert(self, value: Any, _p: object, _c: object) -> int | str:
        try:
            return "full" if value == "full" else int(value)
        except ValueError:
            self.fail(f"{value!r} is neither a whole number nor 'full'.")


@click.command(context_settings={"max_content_width": 100})
@click.argument("name", metavar="NAME|FILE.toml")
@click.option("--epochs", type=int, help="How often every digit is seen.")
@click.option("--batch-size", type=BatchSize(), help="Digits a step; 1 is stochastic.")
@click.option("--learning-rate", type=float, help="How far one step goes.")
@click.option("--schedule", type=str, help="constant or cosine.")
@click.option("--optimizer", type=str, help="sgd, momentum or adam.")
@click.option("--l2", type=float, help="Strength of the penalty on large weights.")
@click.option("--patience", type=int, help="Stop after so many epochs without gain; 0: never.")
@click.option("--seed", type=int, help="Another seed, another run; the same seed, the same run.")
@click.option("--hidden", type=Widths(), help="Neurons of each hidden layer, such as 128,64.")
@click.option("--activation", type=str, help="relu or sigmoid.")
@click.option("--data", type=click.Path(path_type=Path), help="Folder of the data.")
@click.option("--out", type=click.Path(path_type=Path), help="Folder to write; runs/NAME if not.")
def main(name: str, data: Path | None, out: Path | None, **options: Any) -> None:
    r"""Train the network that training/configs/NAME.toml or your own FILE.toml describes.

    The options replace values of the file. Written to runs/NAME: weights.npz, history.csv (a
    line an epoch) and run.json (the config as it was used). Ctrl-C ends the run early and
    keeps what was reached.

    \b
    Examples:
      python -m training.train mlp-128-64
      python -m training.train mlp-128-64 --hidden 300,100 --optimizer adam --learning-rate 0.001
      python -m training.train mlp-16-16 --batch-size 1 --epochs 20
    """
    chosen = {key: value for key, value in options.items() if value is not None}
    network_options: dict[str, Any] = {
        key: chosen.pop(key) for key in ("hidden", "activation") if key in chosen
    }
    try:
        config = load_config(name, {"network": network_options, "training": chosen})
        training, validation = split(mnist_training(data))
    except (ConfigError, DataError) as error:
        raise click.ClickException(str(error)) from error

    out = out or RUNS / config.name
    network = config.network.build()
    network.initialize(np.random.default_rng(config.training.seed))
    click.echo(
        f"{config.name}: {network.size:,} parameters; learning from {len(training):,} digits"
    )

    with Progress(config.training.epochs, len(training)) as progress:
        try:
            result = train(network, config.training, training, validation, progress)
        except LossNotFinite as error:
            raise click.ClickException(str(error)) from error

    save_network(network, out / "weights.npz")
    write_history(result, out / "history.csv")
    write_run(config, result, out / "run.json")
    best = result.epochs[result.best - 1]
    click.echo(
        f"Kept epoch {result.best} ({result.ended}): {best.validation_accuracy:.2%} of the "
        f"validation digits right. Written to {out}/weights.npz."
    )
    if progress.stop:
        raise SystemExit(INTERRUPTED)


def write_history(result: Result, path: Path) -> None:
    """One line an epoch, the columns being `Epoch`'s fields."""
    with path.open("w", newline="", encoding="utf-8") as file:
        rows = csv.DictWriter(file, [field.name for field in fields(Epoch)])
        rows.writeheader()
        rows.writerows(asdict(epoch) for epoch in result.epochs)


def write_run(config: Config, result: Result, path: Path) -> None:
    """The config as it was used, and how the run ended."""
    run = {"config": config.model_dump(), "best_epoch": result.best, "ended": result.ended}
    path.write_text(json.dumps(run, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
