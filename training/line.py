"""Train the network that `/read` reads whole lines with: `python -m training.line`.

It learns from strips with numbers that the digits of 24 pen writers were put together to, and of
single digits, letters and other signs; of each it is told what it says and not where. The six
held-back writers have no part in it.
"""

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
from training.candidates import hands
from training.config import TrainingConfig
from training.data import DATA_HELP
from training.losses import ConnectionistTemporal
from training.plain_loop import SHEETS_OPTION, learn, recipe, told, write
from training.strips import Lines, drawn

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
@SHEETS_OPTION
@click.option("--data", type=click.Path(path_type=Path), help=DATA_HELP)
@click.option("--out", default=LINE, type=click.Path(path_type=Path), help="File to write.")
def main(epochs: int, sheets: float, data: Path | None, out: Path) -> None:
    """Train the network that reads whole lines and write it, with its card. Takes about an hour."""
    seen = {kind: max(1, round(sheets * number)) for kind, number in SHEETS.items()}
    with told():
        by = hands(data)
        lines = drawn(by, seen, seed=0)
        click.echo(f"{len(lines):,} strips to learn from")
        if len(lines) < BATCH:
            raise click.ClickException(f"These are too few: draw --sheets for at least {BATCH}.")
        network = train(lines, epochs)
    write(describe(network, len(by), len(lines), epochs, seen), out, network)


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
    done = learn(
        network, ConnectionistTemporal(), lines, config, lambda: batches(lines.widths, rng)
    )
    for epoch, (loss, right) in enumerate(done, start=1):
        click.echo(f"epoch {epoch}: loss {loss:.4f}, {right:.1%} read right")
    return network


def batches(widths: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """(steps, BATCH): places of strips, in each row of about the same width, the rows in random
    order; few are left out.
    """
    order = np.argsort(widths * rng.uniform(1 - MIXED, 1 + MIXED, len(widths)), kind="stable")
    steps = len(order) // BATCH
    left_out = rng.integers(len(order) - steps * BATCH + 1)
    kept = order[left_out : left_out + steps * BATCH]
    mixed: np.ndarray = rng.permutation(kept.reshape(steps, BATCH))
    return mixed


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
            **recipe(LEARNING.model_copy(update={"epochs": epochs})),
            "clip": LEARNING.clip,
            "dropout": DROPOUT,
            "sheets": sheets,
        },
    }


if __name__ == "__main__":
    main()
