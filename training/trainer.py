"""The training loop: show digits, measure the error, send it backward, take a step; again.

It knows nothing of terminals and folders: `train.py` gives it both, and hears of every step and
epoch through a `Listener`.
"""

import math
import time
from dataclasses import dataclass, field
from typing import Protocol

import numpy as np

from model.layers import Array
from model.network import Network
from training.batches import TrainingSet, batches, steps_an_epoch
from training.config import TrainingConfig
from training.data import Digits
from training.losses import CrossEntropy, Loss, SquaredError
from training.optimizers import SGD, Adam, Momentum, Optimizer
from training.replicas import Replicas
from training.schedules import learning_rate

Arrays = dict[str, Array]

ALL_DONE = "all epochs done"

# So many digits go through the network at once when it is only evaluated: enough to keep the
# processor busy, few enough to stay in its cache.
EVALUATION_BATCH = 250


@dataclass(frozen=True)
class Epoch:
    """How one epoch went: losses in the loss's own unit, accuracies 0..1, seconds.

    The training numbers are running means over the epoch, while the network still changed; the
    validation numbers are those of the network at its end (of its average, if there is one).
    """

    epoch: int
    loss: float
    accuracy: float
    validation_loss: float
    validation_accuracy: float
    learning_rate: float
    seconds: float


@dataclass
class Run:
    """A run so far, whole: all it takes to go on as if it had never stopped.

    epochs
        What happened in each.
    best, best_arrays
        The number of the best validated epoch, and its parameters and state.
    arrays, average, optimizer
        Parameters and state now; their moving average (empty without one); the optimizer's
        memory.
    """

    epochs: list[Epoch] = field(default_factory=list)
    best: int = 0
    ended: str = ALL_DONE
    best_arrays: Arrays = field(default_factory=dict)
    arrays: Arrays = field(default_factory=dict)
    average: Arrays = field(default_factory=dict)
    optimizer: Arrays = field(default_factory=dict)

    def finished(self, config: TrainingConfig) -> bool:
        """Nothing is left to do."""
        return len(self.epochs) >= config.epochs or impatient(self, config)


class Listener(Protocol):
    """Hears how training goes, and may ask it to stop."""

    stop: bool

    def step(self, digits: int, loss: float) -> None:
        """A step on so many digits was taken."""

    def epoch(self, run: Run) -> None:
        """An epoch is over. The arrays in `run` change with the next step."""


class LossNotFinite(ArithmeticError):
    """The loss became NaN or infinite; the message says where and what to try."""


def train(
    network: Network,
    config: TrainingConfig,
    digits: TrainingSet,
    validation: Digits,
    listener: Listener,
    run: Run | None = None,
) -> Run:
    """Train `network` in place, and leave in it what the best validated epoch had.

    The same network, config and digits give the same parameters to the last bit, on one
    machine with one number of BLAS threads; so does a run that goes on from the `run` of one
    that was ended.

    Raises
    ------
    LossNotFinite
        If the loss stops being a number. The network then holds the best epoch before it.
    """
    loss = make_loss(config)
    optimizer = make_optimizer(config)
    steps = steps_an_epoch(config, digits)
    if run is None:
        run = Run()
    else:
        put(run.arrays, network)
        optimizer.state.update(_copy(run.optimizer))
    with Replicas(network, loss, digits, config) as replicas:
        run.arrays = network.parameters | network.state
        run.optimizer = optimizer.state
        if not run.best_arrays:
            run.best_arrays = _copy(run.arrays)
        if config.average and not run.average:
            run.average = _copy(run.arrays)
        evaluated = Network.from_architecture(network.architecture())

        for number in range(len(run.epochs) + 1, config.epochs + 1):
            started = time.perf_counter()
            seen, losses, hits = 0, 0.0, 0
            for step, chosen in enumerate(batches(config, digits, number)):
                share = (steps * (number - 1) + step) / (steps * config.epochs)
                rate = learning_rate(config.schedule, config.learning_rate, share)
                batch_loss, batch_hits, gradients = replicas.learn(chosen, number, step)
                if not math.isfinite(batch_loss):
                    put(run.best_arrays, network)
                    raise LossNotFinite(
                        f"The loss became {batch_loss} at step {step + 1} of epoch {number} with "
                        f"the learning rate {rate:g}. Try a smaller one."
                    )
                _regularize(gradients, network.parameters, config)
                optimizer.step(network.parameters, gradients, rate)
                _follow(run.average, run.arrays, config.average)
                seen += len(chosen)
                losses += batch_loss * len(chosen)
                hits += batch_hits
                listener.step(len(chosen), batch_loss)
                if listener.stop:
                    break
            replicas.agree()

            current = run.average or run.arrays
            put(current, evaluated)
            validation_loss, validation_accuracy = evaluate(evaluated, validation, loss)
            epoch = Epoch(
                number,
                losses / seen,
                hits / seen,
                validation_loss,
                validation_accuracy,
                rate,
                time.perf_counter() - started,
            )
            if _better(epoch, run):
                run.best = number
                run.best_arrays = _copy(current)
            run.epochs.append(epoch)
            if listener.stop:
                run.ended = "stopped by hand"
            elif impatient(run, config):
                run.ended = f"no better for {config.patience} epochs"
            listener.epoch(run)
            if run.ended != ALL_DONE:
                break

    put(run.best_arrays, network)
    return run


def impatient(run: Run, config: TrainingConfig) -> bool:
    """No epoch has been better for as long as the config waits."""
    return bool(config.patience) and len(run.epochs) - run.best >= config.patience


def make_loss(config: TrainingConfig) -> Loss:
    """The loss that `config` names."""
    return (
        SquaredError() if config.loss == "squared-error" else CrossEntropy(config.label_smoothing)
    )


def make_optimizer(config: TrainingConfig) -> Optimizer:
    """The optimizer that `config` names, without any memory yet."""
    match config.optimizer:
        case "sgd":
            return SGD()
        case "momentum":
            return Momentum()
        case "nesterov":
            return Momentum(nesterov=True)
        case "adam":
            # AdamW learns fast here with a shorter memory of squares than Adam's 0.999.
            return Adam(
                beta2=0.98 if config.weight_decay else 0.999, weight_decay=config.weight_decay
            )


def evaluate(network: Network, digits: Digits, loss: Loss) -> tuple[float, float]:
    """(loss, accuracy) on `digits`, with nothing learned from them."""
    total, hits = 0.0, 0
    for start in range(0, len(digits), EVALUATION_BATCH):
        batch = digits[start : start + EVALUATION_BATCH]
        y = network.forward(batch.images)
        total += loss.forward(y, batch.labels) * len(batch)
        hits += int(np.count_nonzero(y.argmax(axis=1) == batch.labels))
    return total / len(digits), hits / len(digits)


def put(arrays: Arrays, network: Network) -> None:
    """Copy `arrays`, by name, into the parameters and the state of `network`."""
    for name, values in (network.parameters | network.state).items():
        values[...] = arrays[name]


def _better(epoch: Epoch, run: Run) -> bool:
    """Of epochs that read equally many digits right, the surer one is better."""
    if not run.best:
        return True
    best = run.epochs[run.best - 1]
    return (epoch.validation_accuracy, -epoch.validation_loss) > (
        best.validation_accuracy,
        -best.validation_loss,
    )


def _regularize(gradients: Arrays, parameters: Arrays, config: TrainingConfig) -> None:
    """Add the gradient of the l2 penalty, and shorten the whole gradient to `config.clip`."""
    if config.l2:
        for name, gradient in gradients.items():
            if name.endswith(".weight"):
                gradient += config.l2 * parameters[name]
    if config.clip:
        length = math.sqrt(sum(float(np.vdot(g, g)) for g in gradients.values()))
        if length > config.clip:
            for gradient in gradients.values():
                gradient *= config.clip / length


def _follow(average: Arrays, arrays: Arrays, memory: float) -> None:
    """Move every average a little towards its value now."""
    for name, mean in average.items():
        mean += (1 - memory) * (arrays[name] - mean)


def _copy(arrays: Arrays) -> Arrays:
    return {name: values.copy() for name, values in arrays.items()}
