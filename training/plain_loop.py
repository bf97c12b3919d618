"""What the two networks of `/read` have in common when they are trained.

The loop is plainer than that of `trainer.py`: without validation, checkpoints and curves, for a
network that is trained in one go and written with its card.
"""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click
import numpy as np

from model.network import Network
from model.shipped import sha256
from model.storage import WeightsError, all_or_none, save_network
from training.batches import Source
from training.config import TrainingConfig
from training.data import DataError
from training.losses import Loss
from training.optimizers import Adam
from training.replicas import ReplicaDied, Replicas
from training.schedules import learning_rate
from training.trainer import regularize

SHEETS_OPTION = click.option(
    "--sheets",
    default=1.0,
    show_default=True,
    type=click.FloatRange(0, min_open=True),
    help="How many, times the usual number.",
)


def learn(
    network: Network,
    loss: Loss,
    source: Source,
    config: TrainingConfig,
    batches: Callable[[], np.ndarray],
) -> Iterator[tuple[float, float]]:
    """Train `network` by Adam for `config.epochs`, each on what `batches` makes anew.

    That is (steps, size), in each row the numbers of one batch of `source`. Yields after each
    epoch its mean loss and the share that was read right, 0 to 1. Raises ReplicaDied.
    """
    optimizer = Adam(weight_decay=config.weight_decay)
    with Replicas(network, loss, source, config) as replicas:
        for epoch in range(config.epochs):
            losses, hits = [], 0
            chosen = batches()
            for step, batch in enumerate(chosen):
                mean, right, gradients = replicas.learn(batch, epoch, step)
                regularize(gradients, network.parameters, config)
                done = (epoch + step / len(chosen)) / config.epochs
                rate = learning_rate(config.schedule, config.learning_rate, done)
                optimizer.step(network.parameters, gradients, rate)
                losses.append(mean)
                hits += right
            replicas.agree()
            yield float(np.mean(losses)), hits / chosen.size


def recipe(config: TrainingConfig) -> dict[str, Any]:
    """What a card says of how a network was trained by `learn`."""
    names = ("optimizer", "learning_rate", "schedule", "epochs", "batch_size", "weight_decay")
    return {name: getattr(config, name) for name in names}


def write(card: dict[str, Any], out: Path, network: Network | None = None) -> None:
    """Write `card` beside `out`, and there its `network`, if it is new. Raises OSError."""
    with all_or_none(out.parent) as folder:
        written = folder / out.name
        if network:
            save_network(network, written)
            card["sha256"] = sha256(written)
        text = json.dumps(card, indent=2, ensure_ascii=False) + "\n"
        written.with_suffix(".json").write_text(text, encoding="utf-8")


@contextmanager
def told() -> Iterator[None]:
    """What no code is to blame for ends the command with its sentence."""
    try:
        yield
    except (DataError, WeightsError) as error:
        raise click.ClickException(str(error)) from error
    except ReplicaDied as error:
        raise click.ClickException(
            "A training process was killed, as where memory runs out: begin again."
        ) from error
