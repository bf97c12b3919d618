"""Train a shipped network by its recipe and write it to `model/weights`, with its card.

    python -m training.publish mlp-128-64

It is trained once a seed, from 0 on. The network of seed 0 is shipped, whichever seed came out
best; the card gives the accuracies of all, their mean and their standard deviation. A network
that learned with smoothed labels is calibrated on the validation digits. Only here, when
everything is decided, are MNIST's test digits looked at. How the network learned is written
beside the card for the page to show (learned.py).

Runs that are finished in `--runs` are not trained again. `--learned-only` writes no more than how
the networks that are shipped already learned, from their finished runs.
"""

import json
import statistics
from pathlib import Path
from typing import Any

import click
import numpy as np

from model.network import CLASSES, Network
from model.shipped import WEIGHTS, learned_path, load_one, sha256
from model.storage import WeightsError, save_network
from training.batches import TrainingSet
from training.calibration import calibrate
from training.checkpoint import RUNS, CheckpointError, load_checkpoint
from training.config import Config, ConfigError, load_config
from training.data import DataError, Digits, mnist_test
from training.evaluate import predict
from training.learned import write_learned
from training.sets import mnist_validation, pens_validation, sets
from training.terminal import Checkpointing
from training.trainer import Run, evaluate, make_loss, put, train


@click.command(context_settings={"max_content_width": 100})
@click.argument("names", metavar="NAME…", nargs=-1, required=True)
@click.option("--seeds", default=5, show_default=True, type=click.IntRange(1), help="How many.")
@click.option("--data", type=click.Path(path_type=Path), help="Folder of the data.")
@click.option("--out", default=WEIGHTS, type=click.Path(path_type=Path), help="Folder to write.")
@click.option("--runs", default=RUNS, type=click.Path(path_type=Path), help="For checkpoints.")
@click.option("--learned-only", is_flag=True, help="Only how the shipped networks learned.")
def main(
    names: tuple[str, ...],
    seeds: int,
    data: Path | None,
    out: Path,
    runs: Path,
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
        for name in names:
            config = load_config(name)
            if config.network.classes != CLASSES:
                raise ConfigError(f"{name} reads no digits: python -m training.publish_gate.")
            digits, validation = sets(config, data)
            networks, trained = [], []
            for seed in range(seeds):
                network, run = train_seed(config, seed, digits, validation, runs)
                if config.training.label_smoothing:
                    calibrate(network, validation)
                networks.append(network)
                trained.append(run)
            publish(config, networks, trained, digits, unseen, out)
            write_learned(networks[0], trained[0], held_back, out / f"{config.name}.npz")
    except (ConfigError, DataError, CheckpointError, WeightsError) as error:
        raise click.ClickException(str(error)) from error


def train_seed(
    config: Config, seed: int, digits: TrainingSet, validation: Digits, runs: Path
) -> tuple[Network, Run]:
    """The network that `config` makes with `seed`, and its run; from its checkpoint, if any."""
    config, checkpoint = _of_seed(config, seed, runs)
    training = config.training
    run = load_checkpoint(checkpoint, config) if checkpoint.exists() else None
    network = config.network.build()
    if run and run.finished(training):
        put(run.best_arrays, network)
        return network, run
    network.initialize(np.random.default_rng(seed))
    click.echo(f"{config.name}, seed {seed}")
    with Checkpointing(config, checkpoint, digits, run) as terminal:
        run = train(network, training, digits, validation, terminal, run)
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
    write_learned(network, run, held_back, weights)
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
    runs: list[Run],
    digits: TrainingSet,
    unseen: dict[str, Digits],
    out: Path,
) -> None:
    """Write `NAME.npz`, the first of `networks` (one a seed), and `NAME.json`, its card.

    The card scores them on every set of `unseen`.
    """
    weights = out / f"{config.name}.npz"
    save_network(networks[0], weights)
    scored = {name: scores(config, networks, shown) for name, shown in unseen.items()}
    command = f"python -m training.publish {config.name} --seeds {len(networks)}"
    card = {
        **description(config, networks[0], runs[0], command),
        "learned_from": {
            "mnist": len(digits.mnist),
            "pens": len(digits.pens) if digits.pens else 0,
        },
        "scores": scored,
        "sha256": sha256(weights),
    }
    weights.with_suffix(".json").write_text(json.dumps(card, indent=2) + "\n", encoding="utf-8")
    for name, score in scored.items():
        click.echo(f"{config.name}: {score['mean']:.2%} of {score['digits']:,} right ({name})")


def description(config: Config, network: Network, run: Run, command: str) -> dict[str, Any]:
    """What a card says of a network and of how it was trained."""
    return {
        "title": config.title,
        "order": config.order,
        "parameters": network.size,
        "architecture": network.architecture(),
        "training": {
            "command": command,
            **config.training.model_dump(exclude={"seed"}),
            "augmentation": config.augmentation.model_dump(exclude_defaults=True),
            "best_epoch": run.best,
            "epochs_run": len(run.epochs),
        },
    }


def scores(config: Config, networks: list[Network], digits: Digits) -> dict[str, Any]:
    """Accuracies from 0 to 1 on `digits`: of the shipped network, of each seed, and all of them.

    `deviation` is the standard deviation over the seeds; None if there is only one.
    """
    loss = make_loss(config.training)
    accuracies = [round(evaluate(network, digits, loss)[1], 5) for network in networks]
    return {
        "digits": len(digits),
        "accuracy": accuracies[0],
        "seeds": accuracies,
        "mean": round(statistics.mean(accuracies), 5),
        "deviation": round(statistics.stdev(accuracies), 5) if len(accuracies) > 1 else None,
    }


if __name__ == "__main__":
    main()
