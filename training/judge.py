"""Train the judge that `/read` divides numbers by: `python -m training.judge`.

Its network learns from candidates of numbers that 24 pen writers' digits were put together to,
and of words of letters and signs, in which nothing is a digit. Its weights are then fitted on
candidates of other sheets of theirs, which the network has not seen: on those that it learned from
it is surer than it will ever be again. The six held-back writers have no part in it.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click
import numpy as np

from model.convolution import Convolution, GlobalAveragePool, Maps, MaxPool
from model.layers import Array, Dense, ReLU, Sigmoid
from model.network import CLASSES, Network
from model.normalization import BatchNorm
from model.numbers.judge import FEATURES, JUDGE, log_odds
from model.shipped import load_one
from training.candidates import FULL, Shown, hands, shown
from training.config import TrainingConfig
from training.data import DATA_HELP, Digits
from training.losses import NONE, BinaryCrossEntropy
from training.plain_loop import SHEETS_OPTION, learn, recipe, told, write

# Sheets of each kind to learn from (`training.candidates`), and a third as many for the weights.
SHEETS = {
    "apart": 2400,
    "two lines": 200,
    "one pair touches": 3600,
    "all touch": 2800,
    "in two pieces": 1800,
    "words": 1500,
    "digits and signs": 1200,
}

# Of the candidates that are no digits so many for each that is one are learned from.
NEGATIVES = 3

FILTERS = (20, 40, 80)
BATCH = 64
LEARNING = TrainingConfig(
    optimizer="adam",
    learning_rate=0.004,
    schedule="one-cycle",
    weight_decay=0.02,
    epochs=6,
    batch_size=BATCH,
    micro_batch=BATCH // 2,
    workers=2,
)


@click.command(context_settings={"max_content_width": 100})
@click.option(
    "--epochs",
    default=LEARNING.epochs,
    show_default=True,
    type=click.IntRange(1),
    help="How often each candidate is seen.",
)
@click.option("--weights-only", is_flag=True, help="Keep the network, fit the weights anew.")
@SHEETS_OPTION
@click.option("--data", type=click.Path(path_type=Path), help=DATA_HELP)
@click.option("--out", default=JUDGE, type=click.Path(path_type=Path), help="File to write.")
def main(epochs: int, weights_only: bool, sheets: float, data: Path | None, out: Path) -> None:
    """Train the judge and write it, with its card. Takes about three quarters of an hour.

    With --weights-only the network that is at --out already is kept, and so is what its card
    says of it: for a change of the features.
    """
    seen = {kind: max(1, round(sheets * number)) for kind, number in SHEETS.items()}
    unseen = {kind: max(1, number // 3) for kind, number in seen.items()}
    with told():
        by = hands(data)
        if weights_only:
            kept = load_one(out)
            network, card = kept.network, kept.card
        else:
            candidates = shown(by, seen, seed=0)
            click.echo(f"{len(candidates.labels):,} candidates to learn from")
            network = train(candidates, epochs)
            card = describe(network, len(by), len(candidates.labels), epochs, seen)
    candidates = shown(by, unseen, seed=1)
    click.echo(f"{len(candidates.labels):,} candidates to fit the weights")
    weights = weigh(network, candidates)
    card["learned_from"]["candidates for the weights"] = len(candidates.labels)
    card["weights"] = {
        name: round(float(weight), 5)
        for name, weight in zip((*FEATURES, "bias"), weights, strict=True)
    }
    write(card, out, None if weights_only else network)


def build() -> Network:
    """Five convolutions and ten independent answers: "this is one whole 0", ... "9"."""
    a, b, c = FILTERS
    return Network([
        Maps(),
        Convolution(1, a), MaxPool(), BatchNorm(a), ReLU(),
        Convolution(a, b), BatchNorm(b), ReLU(),
        Convolution(b, b), MaxPool(), BatchNorm(b), ReLU(),
        Convolution(b, c), BatchNorm(c), ReLU(),
        Convolution(c, c), BatchNorm(c), ReLU(),
        GlobalAveragePool(), Dense(c, CLASSES), Sigmoid(),
    ])  # fmt: skip


@dataclass(frozen=True)
class Examples:
    """What is learned from: `images` (N, 28, 28) int8 as `Shown` has them, `labels` (N,) uint8,
    NONE for what is no whole digit.
    """

    images: np.ndarray
    labels: np.ndarray

    def take(self, chosen: np.ndarray, rng: np.random.Generator) -> Digits:
        """Those, moved by up to a pixel along each axis, all the same way."""
        return Digits(_moved(self.images[chosen], rng), self.labels[chosen])


def train(candidates: Shown, epochs: int, seed: int = 0) -> Network:
    """The network, trained on `candidates`; the same for the same seed."""
    config = LEARNING.model_copy(update={"epochs": epochs, "seed": seed})
    rng = np.random.default_rng(seed)
    examples = _to_learn(candidates, rng)
    network = build()
    network.initialize(rng)
    steps = len(examples.labels) // BATCH

    def batches() -> np.ndarray:
        return rng.permutation(len(examples.labels))[: steps * BATCH].reshape(steps, BATCH)

    done = learn(network, BinaryCrossEntropy(), examples, config, batches)
    for epoch, (loss, _) in enumerate(done, start=1):
        click.echo(f"epoch {epoch}: loss {loss:.4f}")
    return network


def _to_learn(candidates: Shown, rng: np.random.Generator) -> Examples:
    """All whole digits, and NEGATIVES times as many of what is none."""
    whole = np.flatnonzero(candidates.whole)
    other = rng.permutation(np.flatnonzero(candidates.none))[: NEGATIVES * len(whole)]
    labels = np.append(candidates.labels[whole], np.full(len(other), NONE)).astype(np.uint8)
    return Examples(candidates.images[np.append(whole, other)], labels)


def _moved(images: Array, rng: np.random.Generator) -> Array:
    """Float images in [-1, 1], all moved by up to a pixel along each axis."""
    down, right = rng.integers(0, 3, 2)
    padded = np.pad(images, ((0, 0), (1, 1), (1, 1)))
    return padded[:, down : down + 28, right : right + 28].astype(np.float32) / FULL


def weigh(network: Network, candidates: Shown) -> Array:
    """(len(FEATURES) + 1,): the logistic regression of "is one whole digit" on the features.

    By Newton's method, with a little ridge (Hastie et al., "The Elements of Statistical
    Learning", section 4.4.1).
    """
    clear = candidates.whole | candidates.none
    whole = candidates.whole[clear].astype(float)
    x = with_answers(candidates.geometry[clear], answers(network, candidates.images[clear]))
    mean, deviation = x.mean(axis=0), x.std(axis=0) + 1e-9
    x = np.column_stack([(x - mean) / deviation, np.ones(len(x))])
    weights = np.zeros(x.shape[1])
    for _ in range(20):
        p = 1 / (1 + np.exp(-np.clip(x @ weights, -30, 30)))
        hessian = (x * (p * (1 - p))[:, None]).T @ x + np.eye(len(weights))
        weights -= np.linalg.solve(hessian, x.T @ (p - whole) + weights)
    slopes = weights[:-1] / deviation
    return np.append(slopes, weights[-1] - slopes @ mean)


def answers(network: Network, images: Array) -> Array:
    """(N, 10) of `images` (N, 28, 28) int8, of which all at once would not fit as floats."""
    network = network.for_inference()
    parts = np.array_split(images, max(1, len(images) // 256))
    return np.concatenate([network.forward(part.astype(np.float32) / FULL) for part in parts])


def with_answers(geometry: Array, y: Array) -> Array:
    """The features with the two that come from the network's answers filled in."""
    odds = np.sort(log_odds(y), axis=1)
    return np.column_stack([geometry[:, :-2], odds[:, -1], odds[:, -2]])


def describe(
    network: Network, writers: int, candidates: int, epochs: int, sheets: dict[str, int]
) -> dict[str, Any]:
    """The card of a network that learned from so many writers' candidates on so many sheets."""
    return {
        "title": "Is it one whole digit? For dividing numbers into digits",
        "order": 0,
        "parameters": network.size,
        "architecture": network.architecture(),
        "learned_from": {"pen writers": writers, "candidates": candidates},
        "training": {
            "command": "python -m training.judge",
            "loss": "binary cross-entropy",
            **recipe(LEARNING.model_copy(update={"epochs": epochs})),
            "negatives": NEGATIVES,
            "sheets": sheets,
        },
    }


if __name__ == "__main__":
    main()
