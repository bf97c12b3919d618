"""The training loop: show digits, measure the error, send it backward, take a step; again.

It knows nothing of terminals and folders: `train.py` gives it both, and hears of every step and
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
from training.batches import TrainingSet, batches, steps_an_epoch
from training.config import TrainingConfig
from training.data import Digits
from training.losses import CrossEntropy, Loss, SquaredError
from training.optimizers import SGD, Adam, Momentum, Optimizer
from training.replicas import Replicas
from training.schedules import learning_rate

Arrays = dict[str, Array]

# So many digits are given to the network at once when it is only evaluated: enough to keep the
# processor busy, few enough to need little memory.
EVALUATION_BATCH = 250

# The average of the weights looks back over no more than this share of a run's steps.
LOOKED_BACK = 0.1


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
    cut
        Its last epoch was stopped before its end. Such a run is not gone on from.
    """

    epochs: list[Epoch] = field(default_factory=list)
    best: int = 0
    best_arrays: Arrays = field(default_factory=dict)
    arrays: Arrays = field(default_factory=dict)
    average: Arrays = field(default_factory=dict)
    optimizer: Arrays = field(default_factory=dict)
    cut: bool = False

    def finished(self, config: TrainingConfig) -> bool:
        """Nothing is left to do."""
        return len(self.epochs) >= config.epochs or self.impatient(config)

    def impatient(self, config: TrainingConfig) -> bool:
        """No epoch has been better for as long as the config waits."""
        return bool(config.patience) and len(self.epochs) - self.best >= config.patience

    def ended(self, config: TrainingConfig) -> str:
        """Why it is over, in words."""
        if self.cut:
            return "stopped by hand"
        if self.impatient(config):
            return f"no better for {config.patience} epochs"
        return "all epochs done" if len(self.epochs) >= config.epochs else "stopped by hand"


class Listener(Protocol):
    """Hears how training goes, and may ask it to stop."""

    stop: bool

    def step(self, digits: int, loss: float) -> None:
        """A step on so many digits was taken."""

    def epoch(self, run: Run) -> None:
        """An epoch is over. The arrays in `run` change with the next step."""


class LossNotFinite(ArithmeticError):
    """The loss, or a weight, became NaN or infinite; the message says where and what to try."""


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
        If the loss or a weight stops being a number. The network then holds the best epoch before
        it, and of the epoch in which it happened the listener does not hear.
    """
    run = run or Run()
    if run.arrays:
        put(run.arrays, network)
    # Every step is looked at, and what is no number any more is said in a sentence of our own.
    quiet = np.errstate(all="ignore")
    with quiet, Replicas(network, make_loss(config), digits, config) as replicas:
        trainer = _Trainer(network, config, digits, validation, listener, run, replicas)
        while not (run.finished(config) or listener.stop):
            trainer.epoch(len(run.epochs) + 1)
    put(run.best_arrays, network)
    return run


class _Trainer:
    """What all steps of a run share."""

    def __init__(
        self,
        network: Network,
        config: TrainingConfig,
        digits: TrainingSet,
        validation: Digits,
        listener: Listener,
        run: Run,
        replicas: Replicas,
    ) -> None:
        self._network = network
        self._config = config
        self._digits = digits
        self._validation = validation
        self._listener = listener
        self._run = run
        self._replicas = replicas
        self._loss = make_loss(config)
        self._optimizer = make_optimizer(config)
        self._optimizer.state.update(_copy(run.optimizer))
        self._steps = steps_an_epoch(config, digits)
        self._taken = ""  # The last step, in words.
        # In a short run an average that looks far back would still be of how it began.
        reach = max(1.0, LOOKED_BACK * self._steps * config.epochs)
        self._memory = min(config.average, 1 - 1 / reach)
        # What is validated and kept: a copy, so that training goes on undisturbed.
        self._candidate = Network.from_architecture(network.architecture(), network.classes)
        run.arrays = network.parameters | network.state
        run.optimizer = self._optimizer.state
        if config.average and not run.average:
            run.average = _copy(run.arrays)
        if not run.best_arrays:
            run.best_arrays = _copy(run.arrays)

    def epoch(self, number: int) -> None:
        """Show every digit once, validate, and keep the network if it is the best so far."""
        run, listener = self._run, self._listener
        started = time.perf_counter()
        seen, losses, hits, rate = 0, 0.0, 0, 0.0
        for step, chosen in enumerate(batches(self._config, self._digits, number)):
            done = (number - 1 + step / self._steps) / self._config.epochs
            rate = learning_rate(self._config.schedule, self._config.learning_rate, done)
            loss, right = self._step(chosen, number, step, rate)
            self._taken = f"step {step + 1} of epoch {number} with the learning rate {rate:g}"
            if not _finite(run.arrays):
                raise self._broken("The weights were not finite any more")
            seen += len(chosen)
            losses += loss * len(chosen)
            hits += right
            listener.step(len(chosen), loss)
            if listener.stop:
                run.cut = step + 1 < self._steps
                break
        self._replicas.agree()
        current = run.average or run.arrays
        put(current, self._candidate)
        scores = evaluate(self._candidate, self._validation, self._loss)
        if not math.isfinite(scores[0]):
            raise self._broken(f"The validation loss became {scores[0]}")
        seconds = time.perf_counter() - started
        epoch = Epoch(number, losses / seen, hits / seen, *scores, rate, seconds)
        if _better(epoch, run):
            run.best = number
            run.best_arrays = _copy(current)
        run.epochs.append(epoch)
        listener.epoch(run)

    def _step(self, chosen: np.ndarray, number: int, step: int, rate: float) -> tuple[float, int]:
        """Learn from one batch: (its mean loss, how many were read right)."""
        loss, right, gradients = self._replicas.learn(chosen, number, step)
        if not math.isfinite(loss):  # Of the weights that the step before this left.
            raise self._broken(f"The loss became {loss}")
        parameters = self._network.parameters
        regularize(gradients, parameters, self._config)
        self._optimizer.step(parameters, gradients, rate)
        _follow(self._run.average, self._run.arrays, self._memory)
        return loss, right

    def _broken(self, what: str) -> LossNotFinite:
        """The error that says so, once the network has its best epoch back."""
        put(self._run.best_arrays, self._network)
        if not self._taken:
            return LossNotFinite(f"{what} before anything was learned: begin with other weights.")
        return LossNotFinite(f"{what} after {self._taken}. Try a smaller one.")


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
    for batch in in_batches(digits):
        y = network.forward(batch.images)
        total += loss.forward(y, batch.labels) * len(batch)
        hits += loss.hits(y, batch.labels)
    return total / len(digits), hits / len(digits)


def in_batches(digits: Digits) -> Iterator[Digits]:
    """`digits` in their order, EVALUATION_BATCH at a time."""
    for start in range(0, len(digits), EVALUATION_BATCH):
        yield digits[start : start + EVALUATION_BATCH]


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


def regularize(gradients: Arrays, parameters: Arrays, config: TrainingConfig) -> None:
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


def _finite(arrays: Arrays) -> bool:
    return all(bool(np.isfinite(values).all()) for values in arrays.values())


def _copy(arrays: Arrays) -> Arrays:
    return {name: values.copy() for name, values in arrays.items()}
