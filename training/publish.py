"""Train a shipped network by its recipe and write it to `model/weights`, with its card.

    python -m training.publish mlp-128-64

It is trained once a seed, 0 to 4. The network of seed 0 is shipped, whichever seed came out
best; the card gives the test accuracy of all, their mean and their standard deviation. Only
here, when everything is decided, are MNIST's test digits looked at.
"""

import json
import statistics
from pathlib import Path
from typing import Any

import click
import numpy as np

from model.network import Network
from model.shipped import WEIGHTS, sha256
from model.storage import save_network
from training.config import Config, ConfigError, load_config
from training.data import DataError, Digits, mnist_test, mnist_training, split
from training.losses import LOSSES
from training.train import Progress
from training.trainer import Result, evaluate, train


@click.command(context_settings={"max_content_width": 100})
@click.argument("names", metavar="NAME…", nargs=-1, required=True)
@click.option("--seeds", default=5, show_default=True, type=click.IntRange(1), help="How many.")
@click.option("--data", type=click.Path(path_type=Path), help="Folder of the data.")
@click.option("--out", default=WEIGHTS, type=click.Path(path_type=Path), help="Folder to write.")
def main(names: tuple[str, ...], seeds: int, data: Path | None, out: Path) -> None:
    """Train the networks NAME… by their recipes and write them, with their cards.

    Each is trained once a seed, from 0 on; the network of seed 0 is written, and the card
    gives the test accuracy of all of them.
    """
    try:
        training, validation = split(mnist_training(data))
        test = mnist_test(data)
        for name in names:
            publish(load_config(name), seeds, training, validation, test, out)
    except (ConfigError, DataError) as error:
        raise click.ClickException(str(error)) from error


def publish(
    config: Config, seeds: int, training: Digits, validation: Digits, test: Digits, out: Path
) -> None:
    """Train `config` with so many seeds; write `NAME.npz` and `NAME.json` to `out`."""
    networks: list[Network] = []
    results: list[Result] = []
    for seed in range(seeds):
        recipe = config.training.model_copy(update={"seed": seed})
        network = config.network.build()
        network.initialize(np.random.default_rng(seed))
        click.echo(f"{config.name}, seed {seed}")
        with Progress(recipe.epochs, len(training)) as progress:
            result = train(network, recipe, training, validation, progress)
        if progress.stop:
            raise click.ClickException("Stopped: nothing was written.")
        networks.append(network)
        results.append(result)

    weights = out / f"{config.name}.npz"
    save_network(networks[0], weights)
    loss = LOSSES[config.training.loss]()
    accuracies = [round(evaluate(network, test, loss)[1], 4) for network in networks]
    card = make_card(config, networks[0], results, len(training), len(validation))
    card["scores"]["test"] = {
        "digits": len(test),
        "accuracy": accuracies[0],
        "seeds": accuracies,
        "mean": round(statistics.mean(accuracies), 5),
        "deviation": round(statistics.stdev(accuracies), 5) if seeds > 1 else None,
    }
    card["sha256"] = sha256(weights)
    weights.with_suffix(".json").write_text(json.dumps(card, indent=2) + "\n", encoding="utf-8")
    click.echo(f"{config.name}: {statistics.mean(accuracies):.2%} of the test digits right")


def make_card(
    config: Config, network: Network, results: list[Result], training: int, validation: int
) -> dict[str, Any]:
    """What is to be known of a network before its test: accuracies from 0 to 1."""
    shipped = results[0]
    return {
        "title": config.title,
        "order": config.order,
        "parameters": network.size,
        "architecture": network.architecture(),
        "data": f"MNIST: {training} digits to train on, {validation} others to validate on",
        "training": {
            "command": f"python -m training.publish {config.name} --seeds {len(results)}",
            **config.training.model_dump(exclude={"seed"}),
            "best_epoch": shipped.best,
        },
        "scores": {
            "validation": {
                "digits": validation,
                "accuracy": round(shipped.epochs[shipped.best - 1].validation_accuracy, 4),
                "seeds": [
                    round(result.epochs[result.best - 1].validation_accuracy, 4)
                    for result in results
                ],
            }
        },
    }


if __name__ == "__main__":
    main()
