"""One batch on several processes: each does a part of it with its own copy of the network.

BLAS could use both cores by itself, but then only within a matrix product, and the cores idle in
all that lies between. With a process each, both are busy all the time. The copies share their
parameters' memory; every copy writes its gradients to its own place, where they are added up,
always in the same order, so that the outcome does not depend on who was faster.
"""

import contextlib
import multiprocessing
import signal
from multiprocessing.connection import Connection, wait
from typing import Any

import numpy as np

from model.layers import Array
from model.network import Network
from training.batches import Source
from training.config import TrainingConfig
from training.losses import Loss

Arrays = dict[str, Array]


class ReplicaDied(RuntimeError):
    """One of the processes that share a batch is gone; the message says what to do."""


class Replica:
    """A network and its part of the work."""

    def __init__(
        self, network: Network, loss: Loss, digits: Source, config: TrainingConfig
    ) -> None:
        self._network = network
        self._loss = loss
        self._digits = digits
        self._config = config

    def learn(
        self, chosen: np.ndarray, batch: int, place: tuple[int, ...], gradients: Arrays
    ) -> tuple[float, int]:
        """Forward and backward for the digits `chosen`, in micro-batches.

        Their share of the gradient of a batch of `batch` digits is written to `gradients`.
        `place` (epoch, step, replica) decides how they are bent and what is dropped. Returns
        (sum of the losses, how many were read right).
        """
        for gradient in gradients.values():
            gradient[...] = 0
        if len(chosen) == 0:  # A last batch may be smaller than there are replicas.
            return 0.0, 0
        size = self._config.micro_batch or len(chosen)
        losses, hits = 0.0, 0
        rng = np.random.default_rng([self._config.seed, *place])
        # One of its own: the same digits are bent the same way with dropout and without.
        self._network.draw_from(rng.spawn(1)[0])
        for start in range(0, len(chosen), size):
            digits = self._digits.take(chosen[start : start + size], rng)
            y = self._network.forward(digits.images, training=True)
            losses += self._loss.forward(y, digits.labels) * len(digits)
            hits += self._loss.hits(y, digits.labels)
            self._network.learn(self._loss.backward(y, digits.labels))
            share = len(digits) / batch
            for name, gradient in self._network.gradients.items():
                gradients[name] += gradient * share
        return losses, hits


class Replicas:
    """`config.workers` replicas of `network`, the first in this process, the others beside it.

    `network`'s parameters move to shared memory. Use it as a context: at the end the other
    processes are ended.
    """

    def __init__(
        self, network: Network, loss: Loss, digits: Source, config: TrainingConfig
    ) -> None:
        workers = config.workers
        self._states = _shared(network.state, workers)
        self._gradients = _shared(network.parameters, workers)
        _adopt(network, "parameters", _shared(network.parameters, 1)[0])
        self._mine = Replica(network, loss, digits, config)
        self._others: list[tuple[Any, Connection]] = []
        for number in range(1, workers):
            context = multiprocessing.get_context("fork")  # Shares memory with this process.
            here, there = context.Pipe()
            _adopt(network, "state", self._states[number])
            process = context.Process(
                target=_serve, args=(self._mine, there, self._gradients[number]), daemon=True
            )
            process.start()
            there.close()  # Else its death would not be noticed here.
            self._others.append((process, here))
        _adopt(network, "state", self._states[0])

    def __enter__(self) -> "Replicas":
        return self

    def __exit__(self, *_: object) -> None:
        for process, pipe in self._others:
            with contextlib.suppress(ConnectionError):
                pipe.send(None)
            process.join()

    def learn(self, chosen: np.ndarray, epoch: int, step: int) -> tuple[float, int, Arrays]:
        """One batch: (mean loss, how many were read right, the gradients).

        Raises ReplicaDied if another process was killed, as where memory runs out.
        """
        parts = np.array_split(chosen, 1 + len(self._others))
        try:
            for number, (_, pipe) in enumerate(self._others, start=1):
                pipe.send((parts[number], len(chosen), (epoch, step, number)))
            mine = self._mine.learn(parts[0], len(chosen), (epoch, step, 0), self._gradients[0])
            results = [mine, *(pipe.recv() for _, pipe in self._others)]
        except (EOFError, ConnectionError) as error:
            raise ReplicaDied(
                "A training process was killed; go on from the checkpoint."
            ) from error
        total = self._gradients[0]
        for gradients in self._gradients[1:]:
            for name, gradient in gradients.items():
                total[name] += gradient
        losses, hits = (sum(column) for column in zip(*results, strict=True))
        return losses / len(chosen), int(hits), total

    def agree(self) -> None:
        """Give all replicas the mean of their states: each saw other digits."""
        for name in self._states[0]:
            mean = sum(copy[name] for copy in self._states) / len(self._states)
            for copy in self._states:
                copy[name][...] = mean


def _serve(replica: Replica, pipe: Connection, gradients: Arrays) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the first process to handle.
    parent = multiprocessing.parent_process()
    # If the first process is killed, its sentinel is ready and the pipe is not.
    while parent and pipe in wait([pipe, parent.sentinel]) and (task := pipe.recv()):
        chosen, batch, place = task
        pipe.send(replica.learn(chosen, batch, place, gradients))


def _shared(like: Arrays, copies: int) -> list[Arrays]:
    """So many copies of the arrays `like`, in memory that a fork shares."""
    sets: list[Arrays] = []
    for _ in range(copies):
        arrays = {}
        for name, values in like.items():
            memory = multiprocessing.RawArray("b", max(1, values.nbytes))
            arrays[name] = np.frombuffer(memory, values.dtype, values.size).reshape(values.shape)
            arrays[name][...] = values
        sets.append(arrays)
    return sets


def _adopt(network: Network, kind: str, arrays: Arrays) -> None:
    """Have the layers of `network` keep their parameters (or state) in `arrays`."""
    for place, layer in enumerate(network.layers):
        own: Arrays = getattr(layer, kind)
        for name in own:
            own[name] = arrays[f"{place}.{name}"]
