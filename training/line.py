"""Train the network that `/read` reads whole lines with: `python -m training.line`.

It learns from strips with numbers that the digits of 24 pen writers were put together to, and of
single digits, letters and other signs; of each it is told what it says and not where. The six
held-back writers have no part in it.
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
import numpy as np

from model.columns import Columns, TallPool
from model.convolution import Convolution, Maps, MaxPool
from model.dropout import Dropout
from model.layers import Dense, ReLU, Softmax
from model.network import Network
from model.normalization import BatchNorm
from model.numbers.ctc import SYMBOLS
from model.numbers.line_network import LINE, ONE_COLUMN
from model.numbers.strips import HEIGHT
from model.shipped import sha256
from model.storage import all_or_none, save_network
from training.candidates import hands
from training.config import TrainingConfig
from training.data import DATA_HELP, DataError
from training.losses import ConnectionistTemporal
from training.optimizers import Adam
from training.replicas import ReplicaDied, Replicas
from training.schedules import learning_rate
from training.strips import Lines, drawn
from training.trainer import regularize

# Sheets of each kind to learn from (`training.strips`).
SHEETS = {
    "apart": 10_000,
    "two lines": 2_000,
    "one pair touches": 12_000,
    "all touch": 36_000,
    "in two pieces": 9_000,
    "one digit": 4_000,
    "words": 2_000,
    "digits and signs": 5_000,
}

FILTERS = (16, 32, 64)
NEIGHBOURS = 5
HIDDEN = 128
DROPOUT = 0.2
BATCH = 64
LEARNING = TrainingConfig(
    optimizer="adam",
    learning_rate=0.004,
    schedule="one-cycle",
    weight_decay=0.02,
    clip=5,
    epochs=6,
    batch_size=BATCH,
    micro_batch=BATCH // 2,
    workers=2,
)

# Batches are of strips about as wide as each other: up to so much wider or narrower.
MIXED = 0.15


@click.command(context_settings={"max_content_width": 100})
@click.option(
    "--epochs",
    default=LEARNING.epochs,
    show_default=True,
    type=click.IntRange(1),
    help="How often each strip is seen.",
)
@click.option(
    "--sheets",
    default=1.0,
    show_default=True,
    type=click.FloatRange(0, min_open=True),
    help="How many, times the usual number.",
)
@click.option("--data", type=click.Path(path_type=Path), help=DATA_HELP)
@click.option("--out", default=LINE, type=click.Path(path_type=Path), help="File to write.")
def main(epochs: int, sheets: float, data: Path | None, out: Path) -> None:
    """Train the network that reads whole lines and write it, with its card. Takes about an hour."""
    seen = {kind: max(1, round(sheets * number)) for kind, number in SHEETS.items()}
    try:
        by = hands(data)
        lines = drawn(by, seen, seed=0)
        click.echo(f"{len(lines):,} strips to learn from")
        if len(lines) < BATCH:
            raise click.ClickException(f"These are too few: draw --sheets for at least {BATCH}.")
        network = train(lines, epochs)
    except DataError as error:
        raise click.ClickException(str(error)) from error
    except ReplicaDied as error:
        raise click.ClickException(
            "A training process was killed, as where memory runs out: begin again."
        ) from error
    card = describe(network, len(by), len(lines), epochs, seen)
    with all_or_none(out.parent) as folder:
        written = folder / out.name
        save_network(network, written)
        card["sha256"] = sha256(written)
        text = json.dumps(card, indent=2, ensure_ascii=False) + "\n"
        written.with_suffix(".json").write_text(text, encoding="utf-8")


def build() -> Network:
    """Six convolutions, then for every column with its neighbours a dense layer and a decision."""
    a, b, c = FILTERS
    rows = HEIGHT // 8
    return Network([
        Maps(),
        Convolution(1, a), BatchNorm(a), ReLU(),
        Convolution(a, a), MaxPool(), BatchNorm(a), ReLU(),
        Convolution(a, b), BatchNorm(b), ReLU(),
        Convolution(b, b), MaxPool(), BatchNorm(b), ReLU(),
        Convolution(b, c), BatchNorm(c), ReLU(),
        Convolution(c, c), TallPool(), BatchNorm(c), ReLU(),
        Columns(NEIGHBOURS), Dense(NEIGHBOURS * rows * c, HIDDEN), BatchNorm(HIDDEN), ReLU(),
        Dropout(DROPOUT), Dense(HIDDEN, SYMBOLS), Softmax(),
    ], SYMBOLS, ONE_COLUMN)  # fmt: skip


def train(lines: Lines, epochs: int, seed: int = 0) -> Network:
    """The network, trained on `lines`; the same for the same seed."""
    config = LEARNING.model_copy(update={"epochs": epochs, "seed": seed})
    rng = np.random.default_rng(seed)
    network = build()
    network.initialize(rng)
    optimizer = Adam(weight_decay=config.weight_decay)
    with Replicas(network, ConnectionistTemporal(), lines, config) as replicas:
        for epoch in range(epochs):
            losses, hits = [], 0
            chosen = list(batches(lines.widths, rng))
            for step, batch in enumerate(chosen):
                loss, right, gradients = replicas.learn(batch, epoch, step)
                regularize(gradients, network.parameters, config)
                done = (epoch + step / len(chosen)) / epochs
                rate = learning_rate(config.schedule, config.learning_rate, done)
                optimizer.step(network.parameters, gradients, rate)
                losses.append(loss)
                hits += right
            replicas.agree()
            click.echo(
                f"epoch {epoch + 1}: loss {np.mean(losses):.4f}, "
                f"{hits / (BATCH * len(chosen)):.1%} read right"
            )
    return network


def batches(widths: np.ndarray, rng: np.random.Generator) -> Iterator[np.ndarray]:
    """Places of strips, BATCH of about the same width at a time, in random order; few are left
    out.
    """
    order = np.argsort(widths * rng.uniform(1 - MIXED, 1 + MIXED, len(widths)), kind="stable")
    steps = len(order) // BATCH
    left_out = rng.integers(len(order) - steps * BATCH + 1)
    yield from rng.permutation(order[left_out : left_out + steps * BATCH].reshape(steps, BATCH))


def describe(
    network: Network, writers: int, strips: int, epochs: int, sheets: dict[str, int]
) -> dict[str, Any]:
    """The card of a network that learned from so many writers' strips on so many sheets."""
    return {
        "title": "What does the line say? For reading numbers whole",
        "order": 0,
        "parameters": network.size,
        "architecture": network.architecture(),
        "learned_from": {"pen writers": writers, "strips": strips},
        "training": {
            "command": "python -m training.line",
            "loss": "connectionist temporal classification",
            "optimizer": LEARNING.optimizer,
            "learning_rate": LEARNING.learning_rate,
            "schedule": LEARNING.schedule,
            "epochs": epochs,
            "batch_size": LEARNING.batch_size,
            "weight_decay": LEARNING.weight_decay,
            "clip": LEARNING.clip,
            "dropout": DROPOUT,
            "sheets": sheets,
        },
    }


if __name__ == "__main__":
    main()
