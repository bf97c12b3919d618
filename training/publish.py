"""Train a shipped network by its recipe and write it to `model/weights`, with its card.

    python -m training.publish mlp-128-64

It is trained once a seed, from 0 on. The network of seed 0 is shipped, whichever seed came out
best; the card gives the accuracies of all, their mean and their standard deviation. The network
that is shipped is calibrated on the validation digits, if that helps. Only here, when everything is
decided, are MNIST's test digits looked at. How the network learned is written beside the card for
the page to show (learned.py).

Runs that are finished in `--runs` are not trained again. `--more-seeds` trains further seeds of
networks that are shipped already and adds their accuracies to the cards. `--learned-only` writes no
more than how the networks that are shipped already learned, from their finished runs.
"""

import json
import statistics
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click
import numpy as np

from model.network import CLASSES, Network
from model.shipped import WEIGHTS, learned_path, load_one, sha256
from model.storage import WeightsError, all_or_none, save_network
from training.batches import TrainingSet
from training.calibration import calibrate
from training.checkpoint import RUNS, CheckpointError, load_checkpoint
from training.config import Config, ConfigError, load_config
from training.data import DATA_HELP, DataError, Digits, mnist_test
from training.evaluate import predict
from training.learned import write_learned
from training.losses import Loss
from training.replicas import ReplicaDied
from training.sets import mnist_validation, pens_validation, sets
from training.terminal import Checkpointing
from training.trainer import LossNotFinite, Run, evaluate, make_loss, put, train

# What may go wrong with a training that no code is to blame for: it is said in its sentence.
FAILURES = (
    CheckpointError,
    ConfigError,
    DataError,
    LossNotFinite,
    OSError,
    ReplicaDied,
    WeightsError,
)


@click.command(context_settings={"max_content_width": 100})
@click.argument("names", metavar="NAME…", nargs=-1, required=True)
@click.option(
    "--seeds", default=5, show_default=True, type=click.IntRange(1), help="How many, from 0 on."
)
@click.option("--data", type=click.Path(path_type=Path), help=DATA_HELP)
@click.option(
    "--out",
    default=WEIGHTS,
    type=click.Path(path_type=Path),
    help="Folder to write; model/weights if not given.",
)
@click.option(
    "--runs",
    default=RUNS,
    type=click.Path(path_type=Path),
    help="Folder of the checkpoints; runs if not given.",
)
@click.option(
    "--more-seeds",
    type=click.IntRange(1),
    help="Train so many seeds behind those of the shipped network, and add them to its card.",
)
@click.option(
    "--learned-only",
    is_flag=True,
    help="Train nothing: write the record of how each learned (NAME.training.json) from its run.",
)
def main(
    names: tuple[str, ...],
    seeds: int,
    data: Path | None,
    out: Path,
    runs: Path,
    more_seeds: int | None,
    learned_only: bool,
) -> None:
    """Train the networks NAME… by their recipes and write them, with their cards.

    Each is trained once a seed, from 0 on; the network of seed 0 is written, and the card
    gives the accuracies of all of them. A run that was ended is gone on with.

    \b
    Examples:
      python -m training.publish mlp-128-64 mlp-16-16 mlp-10
      python -m training.publish cnn --seeds 3
    """  # noqa: D301 - see training.train
    try:
        held_back = {"validation": mnist_validation(data), "pens": pens_validation(data)}
        if learned_only:
            for name in names:
                learned_again(load_config(name), held_back, out, runs)
            return
        unseen = {**held_back, "test": mnist_test(data)}
        out.mkdir(parents=True, exist_ok=True)  # If that fails, then before the training.
        for name in names:
            config = load_config(name)
            if config.network.classes != CLASSES:
                raise ConfigError(f"{name} reads no digits: python -m training.publish_gate.")
            digits, validation = sets(config, data)
            if more_seeds:
                weights = out / f"{config.name}.npz"
                known = seeds_in_card(config, weights)
                added = range(known, known + more_seeds)
                trained = _train_seeds(config, added, digits, validation, runs)
                networks = [network for network, _ in trained]
                command = _command(name, known + more_seeds)
                add_to_card(networks, make_loss(config.training), command, unseen, weights)
                continue
            trained = _train_seeds(config, range(seeds), digits, validation, runs)
            networks = [network for network, _ in trained]
            first, run = trained[0]
            calibrate(first, validation)
            with all_or_none(out) as folder:
                weights = folder / f"{config.name}.npz"
                command = _command(name, seeds)
                card = publish(config, networks, run, command, digits, unseen, weights)
                write_learned(first, run, held_back, weights)
            _say(card, weights)
    except FAILURES as error:
        raise click.ClickException(str(error)) from error


def _train_seeds(
    config: Config, seeds: range, digits: TrainingSet, validation: Digits, runs: Path
) -> list[tuple[Network, Run]]:
    return [train_seed(config, seed, lambda: digits, validation, runs) for seed in seeds]


def train_seed(
    config: Config, seed: int, digits: Callable[[], TrainingSet], validation: Digits, runs: Path
) -> tuple[Network, Run]:
    """The network that `config` makes with `seed`, and its run; from its checkpoint, if any.

    `digits` is called only if there is something left to train: to draw them takes a while.
    """
    config, checkpoint = _of_seed(config, seed, runs)
    training = config.training
    run = load_checkpoint(checkpoint, config) if checkpoint.exists() else None
    network = config.network.build()
    if run and run.finished(training):
        put(run.best_arrays, network)
        return network, run
    network.initialize(np.random.default_rng(seed))
    click.echo(f"{config.name}, seed {seed}")
    shown = digits()
    with Checkpointing(config, checkpoint, shown, run) as terminal:
        run = train(network, training, shown, validation, terminal, run)
    if terminal.stop:
        raise click.ClickException("Stopped; the same command goes on from the last epoch.")
    return network, run


def learned_again(config: Config, held_back: dict[str, Digits], out: Path, runs: Path) -> None:
    """Write how the network that `out` holds of `config` learned, from its finished run.

    Raises
    ------
    WeightsError
        If `out` does not hold it.
    CheckpointError
        If its run is not in `runs`, or not finished, or the network is not what that run kept.
    """
    weights = out / f"{config.name}.npz"
    network = load_one(weights).network
    config, checkpoint = _of_seed(config, 0, runs)
    run = load_checkpoint(checkpoint, config)
    kept = config.network.build()
    put(run.best_arrays, kept)
    if not run.finished(config.training) or not _reads_alike(kept, network, held_back):
        raise CheckpointError(
            f"{checkpoint} is not the finished run that {weights} came from: name the folder that "
            "has it (--runs), or publish the network anew."
        )
    with all_or_none(out) as folder:
        write_learned(network, run, held_back, folder / weights.name)
    click.echo(f"{config.name}: {learned_path(weights)}")


def _of_seed(config: Config, seed: int, runs: Path) -> tuple[Config, Path]:
    """(`config` with that seed, where its checkpoint is kept)."""
    training = config.training.model_copy(update={"seed": seed})
    config = config.model_copy(update={"training": training})
    return config, runs / f"{config.name}-seed-{seed}" / "checkpoint.npz"


def _reads_alike(a: Network, b: Network, held_back: dict[str, Digits]) -> bool:
    """Calibration changes how sure a network is and never what it reads."""
    return all(
        np.array_equal(predict(a, d).argmax(axis=1), predict(b, d).argmax(axis=1))
        for d in held_back.values()
    )


def publish(
    config: Config,
    networks: list[Network],
    run: Run,
    command: str,
    digits: TrainingSet,
    unseen: dict[str, Digits],
    weights: Path,
) -> dict[str, Any]:
    """Write to `weights` the first of `networks` (one a seed) and of `run`, and its card; return
    that.

    That names the `command` that made it, and scores all of them on every set of `unseen`.
    """
    save_network(networks[0], weights)
    loss = make_loss(config.training)
    card = {
        **description(config, networks[0], run, command),
        "learned_from": {
            "mnist": len(digits.mnist),
            "pens": len(digits.pens) if digits.pens else 0,
        },
        "scores": {
            name: scores(accuracies(networks, shown, loss), len(shown))
            for name, shown in unseen.items()
        },
        "sha256": sha256(weights),
    }
    write_card(card, weights)
    return card


def seeds_in_card(config: Config, weights: Path) -> int:
    """How many seeds of `config` the card of `weights` tells of.

    Raises
    ------
    WeightsError
        If there is no such network, it was trained by another recipe, or it has other layers.
    """
    card = load_one(weights).card
    if card.get("own"):
        raise WeightsError(f"{weights} was shipped by training.ship: publish it anew.")
    if card["architecture"] != config.network.build().architecture():
        raise WeightsError(
            f"{weights} has other layers than the recipe now says: publish it anew, without "
            "--more-seeds."
        )
    told, now = card["training"], _recipe(config)
    for key in now.keys() & told.keys():
        if now[key] != told[key]:
            raise WeightsError(
                f"{weights} was trained with {key} {told[key]}, the recipe now says {now[key]}: "
                "publish it anew, without --more-seeds."
            )
    return len(card["scores"]["test"]["seeds"])


def add_to_card(
    networks: list[Network], loss: Loss, command: str, unseen: dict[str, Digits], weights: Path
) -> None:
    """Add the accuracies of `networks`, further seeds, to the card of the network in `weights`,
    and the `command` that makes all of them.
    """
    card = load_one(weights).card
    for name, shown in unseen.items():
        seeds = card["scores"][name]["seeds"] + accuracies(networks, shown, loss)
        card["scores"][name] = scores(seeds, len(shown))
    card["training"]["command"] = command
    with all_or_none(weights.parent) as folder:
        write_card(card, folder / weights.name)
    _say(card, weights)


def _command(name: str, seeds: int) -> str:
    return f"python -m training.publish {name} --seeds {seeds}"


def write_card(card: dict[str, Any], weights: Path) -> None:
    """Write the `card` of `weights` beside them. Raises OSError."""
    weights.with_suffix(".json").write_text(json.dumps(card, indent=2) + "\n", encoding="utf-8")


def _say(card: dict[str, Any], weights: Path) -> None:
    for name, score in card["scores"].items():
        click.echo(f"{weights.stem}: {score['mean']:.2%} of {score['digits']:,} right ({name})")


def description(config: Config, network: Network, run: Run, command: str) -> dict[str, Any]:
    """What a card says of a network and of how it was trained."""
    return {
        "title": config.title,
        "order": config.order,
        "parameters": network.size,
        "architecture": network.architecture(),
        "training": {
            "command": command,
            **_recipe(config),
            "best_epoch": run.best,
            "epochs_run": len(run.epochs),
        },
    }


def _recipe(config: Config) -> dict[str, Any]:
    return {
        **config.training.model_dump(exclude={"seed"}),
        "augmentation": config.augmentation.model_dump(exclude_defaults=True),
    }


def accuracies(networks: list[Network], digits: Digits, loss: Loss) -> list[float]:
    """From 0 to 1, of each of `networks` on `digits`."""
    return [round(evaluate(network, digits, loss)[1], 5) for network in networks]


def scores(accuracies: list[float], digits: int) -> dict[str, Any]:
    """What a card says of accuracies on so many digits, one a seed, the shipped network's first.

    `deviation` is the standard deviation over the seeds; None if there is only one.
    """
    return {
        "digits": digits,
        "accuracy": accuracies[0],
        "seeds": accuracies,
        "mean": round(statistics.mean(accuracies), 5),
        "deviation": round(statistics.stdev(accuracies), 5) if len(accuracies) > 1 else None,
    }


if __name__ == "__main__":
    main()
