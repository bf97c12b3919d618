"""The training loop: show digits, measure the error, send it backward, take a step; again.

It knows nothing of files and terminals: `train.py` gives it both, and hears of every step and
epoch through a `Listener`.
"""

import math
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Protocol

import numpy as np

from model.layers import Array
from model.network import Network
from training.config import TrainingConfig
from training.data import Digits
from training.losses import LOSSES, Loss
from training.optimizers import OPTIMIZERS

# So many digits go through the network at once when it is only evaluated: enough to keep the
# processor busy, few enough to stay in its cache.
EVALUATION_BATCH = 1000


@dataclass(frozen=True)
class Epoch:
    """How one epoch went: losses in the loss's own unit, accuracies 0..1, seconds.

    The training numbers are running means over the epoch, while the network still changed; the
    validation numbers are those of the network at its end.
    """

    epoch: int
    loss: float
    accuracy: float
    validation_loss: float
    validation_accuracy: float
    learning_rate: float
    seconds: float


@dataclass
class Result:
    """A finished run: every epoch, which one was kept, and why it ended."""

    epochs: list[Epoch] = field(default_factory=list)
    best: int = 0
    ended: str = "all epochs done"


class Listener(Protocol):
    """Hears how training goes, and may ask it to stop."""

    stop: bool

    def step(self, digits: int, loss: float) -> None:
        """A step on so many digits was taken."""

    def epoch(self, epoch: Epoch) -> None:
        """An epoch is over."""


class LossNotFinite(ArithmeticError):
    """The loss became NaN or infinite; the message says where and what to try."""


def train(
    network: Network,
    config: TrainingConfig,
    training: Digits,
    validation: Digits,
    listener: Listener,
) -> Result:
    """Train `network` in place, and leave in it the parameters of the best validated epoch.

    The same network, config and digits give the same parameters to the last bit, on one
    machine with one number of BLAS threads.

    Raises
    ------
    LossNotFinite
        If the loss stops being a number. The network then holds the best epoch before it.
    """
    loss_function = LOSSES[config.loss]()
    optimizer = OPTIMIZERS[config.optimizer]()
    rng = np.random.default_rng(config.seed)
    size = len(training) if config.batch_size == "full" else min(config.batch_size, len(training))
    steps = math.ceil(len(training) / size) * config.epochs
    step = 0
    result = Result()
    best_loss, best = math.inf, _copy(network.parameters)
    best_accuracy = -1.0

    for number in range(1, config.epochs + 1):
        started = time.perf_counter()
        seen = losses = hits = 0.0
        for batch in _batches(training, size, rng):
            rate = learning_rate(config, step / steps)
            y = network.forward(batch.images, training=True)
            loss = loss_function.forward(y, batch.labels)
            if not math.isfinite(loss):
                _restore(network, best)
                raise LossNotFinite(
                    f"The loss became {loss} at step {step + 1} (epoch {number}) with the "
                    f"learning rate {rate:g}. Try a smaller one."
                )
            network.learn(loss_function.backward(y, batch.labels))
            optimizer.step(network.parameters, _with_l2(network, config.l2), rate)
            step += 1
            seen += len(batch)
            losses += loss * len(batch)
            hits += int(np.count_nonzero(y.argmax(axis=1) == batch.labels))
            listener.step(len(batch), loss)
            if listener.stop:
                break

        validation_loss, validation_accuracy = evaluate(network, validation, loss_function)
        result.epochs.append(
            Epoch(
                number,
                losses / seen,
                hits / seen,
                validation_loss,
                validation_accuracy,
                rate,
                time.perf_counter() - started,
            )
        )
        listener.epoch(result.epochs[-1])

        # Of epochs that read equally many digits right, the surer one is better.
        if (validation_accuracy, -validation_loss) > (best_accuracy, -best_loss):
            best_accuracy, best_loss = validation_accuracy, validation_loss
            best = _copy(network.parameters)
            result.best = number
        if listener.stop:
            result.ended = "stopped by hand"
            break
        if config.patience and number - result.best >= config.patience:
            result.ended = f"no better for {config.patience} epochs"
            break

    _restore(network, best)
    return result


def learning_rate(config: TrainingConfig, progress: float) -> float:
    """The rate when `progress` (0..1) of all steps are done.

    "cosine" falls from the full rate to 0 along half a cosine: slowly, fast, slowly
    (Loshchilov and Hutter, "SGDR", ICLR 2017).
    """
    if config.schedule == "cosine":
        return config.learning_rate * 0.5 * (1 + math.cos(math.pi * progress))
    return config.learning_rate


def evaluate(network: Network, digits: Digits, loss: Loss) -> tuple[float, float]:
    """(loss, accuracy) on `digits`, with nothing learned from them."""
    total = hits = 0.0
    for start in range(0, len(digits), EVALUATION_BATCH):
        batch = digits[start : start + EVALUATION_BATCH]
        y = network.forward(batch.images)
        total += loss.forward(y, batch.labels) * len(batch)
        hits += int(np.count_nonzero(y.argmax(axis=1) == batch.labels))
    return total / len(digits), hits / len(digits)


def _batches(digits: Digits, size: int, rng: np.random.Generator) -> Iterator[Digits]:
    """All digits once, in a new order, `size` at a time (the last may be fewer)."""
    if size == len(digits):
        yield digits  # The order within one batch changes nothing; copying it takes time.
        return
    order = rng.permutation(len(digits))
    for start in range(0, len(digits), size):
        yield digits[order[start : start + size]]


def _with_l2(network: Network, l2: float) -> dict[str, Array]:
    """The gradients of the loss plus l2/2 times the sum of the squared weights."""
    gradients = network.gradients
    if l2:
        parameters = network.parameters
        for name in gradients:
            if name.endswith(".weight"):
                gradients[name] = gradients[name] + l2 * parameters[name]
    return gradients


def _copy(parameters: dict[str, Array]) -> dict[str, Array]:
    return {name: values.copy() for name, values in parameters.items()}


def _restore(network: Network, saved: dict[str, Array]) -> None:
    for name, values in network.parameters.items():
        values[...] = saved[name]
