"""Train a network: `python -m training.train mlp-128-64`.

Reads `training/configs/NAME.toml` (or your own .toml file), of which options replace single values,
and writes to `runs/NAME/`: `weights.npz`, calibrated (calibration.py), `history.csv` with a line an
epoch, and `run.json` with the config as it was used. Ctrl-C ends the run after the step it is in,
keeping what was reached; a second Ctrl-C ends it at once. Every epoch leaves a checkpoint (of
epochs shorter than two seconds not every one), from which `--resume` goes on as if the run had
never ended. `--extra` mixes in digits of one's own (extra.py), `--start` goes on from weights
(start.py).
"""

import csv
import json
from dataclasses import asdict, fields
from pathlib import Path
from typing import Any

import click
import numpy as np

from model.network import Network
from model.storage import WeightsError, save_network
from training.calibration import Scaling, calibrate
from training.checkpoint import RUNS, CheckpointError, load_checkpoint
from training.config import Config, ConfigError, load_config
from training.data import DATA_HELP, DataError
from training.extra import checksum, load_extra
from training.live_plot import LivePlot, NoDisplay
from training.replicas import ReplicaDied
from training.sets import sets
from training.start import gentler, start_from
from training.terminal import Checkpointing
from training.trainer import Epoch, LossNotFinite, Run, train

INTERRUPTED = 130  # The exit status of a program ended by Ctrl-C: 128 + SIGINT.


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
@click.option(
    "--batch-size", type=BatchSize(), metavar="N|full", help="Digits a step; 1 is stochastic."
)
@click.option("--learning-rate", type=float, help="How far one step goes.")
@click.option("--schedule", type=str, help="constant, cosine or one-cycle.")
@click.option("--optimizer", type=str, help="sgd, momentum, nesterov or adam.")
@click.option("--l2", type=float, help="Strength of the penalty on large weights.")
@click.option("--patience", type=int, help="Stop after so many epochs without gain; 0: never.")
@click.option("--seed", type=int, help="Another seed, another run; the same seed, the same run.")
@click.option("--hidden", type=Widths(), help="Neurons of each hidden layer, such as 128,64.")
@click.option("--activation", type=str, help="relu or sigmoid.")
@click.option("--dropout", type=float, help="The share of hidden numbers dropped in training.")
@click.option("--data", type=click.Path(path_type=Path), help=DATA_HELP)
@click.option(
    "--out", type=click.Path(path_type=Path), help="Folder to write; runs/NAME if not given."
)
@click.option(
    "--extra",
    type=click.Path(path_type=Path),
    help="Digits of your own, as the page exports them, mixed in.",
)
@click.option("--extra-share", type=float, help="Their share of what is shown, 0.1 if not given.")
@click.option(
    "--start",
    metavar="NAME|FILE.npz",
    help="Go on from a shipped network or a weights file: unless you say otherwise for a tenth of "
    "the epochs, at a tenth of the learning rate.",
)
@click.option(
    "--plot",
    type=click.Choice(["live", "file", "none"]),
    default="file",
    show_default=True,
    help="Curves as they grow: in a window, in runs/NAME/curves.png, or not at all. Without a "
    "display for a window they go to the file.",
)
@click.option("--resume", is_flag=True, help="Go on from the checkpoint in that folder.")
def main(
    name: str,
    data: Path | None,
    out: Path | None,
    extra: Path | None,
    extra_share: float | None,
    start: str | None,
    plot: str,
    resume: bool,
    **options: Any,
) -> None:
    """Train the network that training/configs/NAME.toml or your own FILE.toml describes.

    The options replace values of the file. Written to runs/NAME: weights.npz (of the best epoch,
    calibrated), history.csv (a line an epoch), curves.png, run.json (the config as it was used)
    and checkpoint.npz. Ctrl-C ends the run early and keeps what was reached.

    \b
    Examples:
      python -m training.train mlp-128-64
      python -m training.train mlp-128-64 --hidden 300,100 --optimizer adam --learning-rate 0.001
      python -m training.train mlp-16-16 --batch-size 1 --epochs 20
      python -m training.train cnn --resume
      python -m training.train cnn --start cnn --extra digits.json --out runs/my-hand
    """  # noqa: D301 - \b is click's mark of a paragraph to leave as it is
    chosen = {key: value for key, value in options.items() if value is not None}
    network_options: dict[str, Any] = {
        key: chosen.pop(key) for key in ("hidden", "activation", "dropout") if key in chosen
    }
    try:
        if extra_share is not None and not extra:
            raise ConfigError("--extra-share is of the digits of --extra: name their file, too.")
        own = load_extra(extra) if extra else None
        teaching: dict[str, Any] = {"extra": checksum(extra) if extra else "", "start": start or ""}
        if extra_share is not None:
            teaching["share"] = extra_share
        overrides = {"network": network_options, "training": chosen, "teaching": teaching}
        config = load_config(name, overrides)
        if start:
            config = gentler(config, chosen)
        out = out or RUNS / config.name
        checkpoint = out / "checkpoint.npz"
        if resume and not checkpoint.exists():
            raise CheckpointError(f"There is no {checkpoint} to go on from: leave out --resume.")
        run = load_checkpoint(checkpoint, config) if resume else None
        network = config.network.build() if run else first(config)
        digits, validation = sets(config, data, own)
        _make(out)
    except (ConfigError, DataError, CheckpointError, WeightsError) as error:
        raise click.ClickException(str(error)) from error

    of_pens = f" and {len(digits.pens):,} drawn with a pen" if digits.pens else ""
    of_own = f", with {len(own):,} of your own among them again and again," if own else ""
    click.echo(
        f"{config.name}: {network.size:,} parameters; "
        f"learning from {len(digits.mnist):,} digits of MNIST{of_own}{of_pens}"
    )
    curves = make_plot(plot, out / "curves.png")
    with Checkpointing(config, checkpoint, digits, run, curves) as listener:
        try:
            run = train(network, config.training, digits, validation, listener, run)
        except LossNotFinite as error:
            advice = _saved(network, out) if listener.kept else ""
            raise click.ClickException(f"{error}{advice}") from error
        except (CheckpointError, ReplicaDied) as error:
            raise click.ClickException(str(error)) from error

    scaling = calibrate(network, validation)
    try:
        save_network(network, out / "weights.npz")
        write_history(run, out / "history.csv")
        write_run(config, run, scaling, out / "run.json")
    except OSError as error:
        raise click.ClickException(
            f"{out} cannot be written to: {error}. Make room, and the same command with --resume "
            "goes on from the last checkpoint there is."
        ) from error
    best = run.epochs[run.best - 1]
    click.echo(
        f"Kept epoch {run.best} ({run.ended(config.training)}): {best.validation_accuracy:.2%} of "
        f"the validation digits right. Written to {out}/weights.npz."
    )
    if listener.stop:
        raise SystemExit(INTERRUPTED)


def _make(folder: Path) -> None:
    """Make the folder now: that it cannot be written is better known before an epoch than after."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise CheckpointError(f"{folder} cannot be written to: {error}.") from error


def _saved(network: Network, out: Path) -> str:
    """Write the best so far of a run that broke; how to go on from it, in a sentence."""
    weights = out / "weights.npz"
    try:
        save_network(network, weights)
    except OSError as error:
        return f" What was best before could not be written to {weights}: {error}."
    return (
        f" What was best before is in {weights}: go on from it with --start {weights} and a "
        "smaller --learning-rate."
    )


def first(config: Config) -> Network:
    """The network before it learns: random by the seed, or what the config starts from."""
    if config.teaching.start:
        return start_from(config.teaching.start, config)
    network = config.network.build()
    network.initialize(np.random.default_rng(config.training.seed))
    return network


def make_plot(kind: str, path: Path) -> LivePlot | None:
    """What --plot asks for; without a display, a file instead of a window."""
    if kind == "none":
        return None
    try:
        return LivePlot(path, window=kind == "live")
    except NoDisplay as error:
        click.echo(f"{error}: the curves are in {path} instead.")
        return LivePlot(path)


def write_history(run: Run, path: Path) -> None:
    """One line an epoch, the columns being `Epoch`'s fields."""
    with path.open("w", newline="", encoding="utf-8") as file:
        rows = csv.DictWriter(file, [field.name for field in fields(Epoch)])
        rows.writeheader()
        rows.writerows(asdict(epoch) for epoch in run.epochs)


def write_run(config: Config, run: Run, scaling: Scaling, path: Path) -> None:
    """The config as it was used, how the run ended, and how it was calibrated."""
    facts = {
        "config": config.model_dump(),
        "best_epoch": run.best,
        "ended": run.ended(config.training),
        "calibrated_by": scaling._asdict(),
    }
    path.write_text(json.dumps(facts, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
