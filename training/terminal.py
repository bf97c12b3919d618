"""What a run looks like on the terminal: a bar with the time left, and a line an epoch."""

import math
import signal
import sys
import time
from pathlib import Path
from types import FrameType
from typing import Self

from tqdm import tqdm

from training.batches import TrainingSet, digits_an_epoch
from training.checkpoint import CheckpointError, save_checkpoint
from training.config import Config
from training.live_plot import LivePlot
from training.trainer import Epoch, Run

# However many epochs a run has, about so many of them get a line of their own.
LINES = 50

# Epochs may take milliseconds; curves drawn and a checkpoint written with each take longer.
SECONDS_BETWEEN = 2.0


class Checkpointing:
    """Shows a run, keeps it in a checkpoint after every epoch, and turns the first Ctrl-C
    into a request to stop; the second stops at once.

    `epoch` raises CheckpointError if the disk is full; the checkpoint before is then still whole.
    """

    def __init__(
        self,
        config: Config,
        checkpoint: Path,
        digits: TrainingSet,
        run: Run | None = None,
        plot: LivePlot | None = None,
    ) -> None:
        self.stop = False
        self.kept = run is not None  # A checkpoint of this run, not of one before, is there.
        self._plot = plot
        self._config = config
        self._checkpoint = checkpoint
        self._written = -math.inf
        self._epochs = config.training.epochs
        self._every = -(-self._epochs // LINES)
        an_epoch = digits_an_epoch(config.training, digits)
        self._bar = tqdm(
            total=self._epochs * an_epoch,
            initial=len(run.epochs) * an_epoch if run else 0,
            unit=" digits",
            unit_scale=True,
            smoothing=0.05,
        )

    def __enter__(self) -> Self:
        self._handler = signal.signal(signal.SIGINT, self._interrupt)
        return self

    def __exit__(self, *_: object) -> None:
        signal.signal(signal.SIGINT, self._handler)
        self._bar.close()

    def step(self, digits: int, loss: float) -> None:
        self._bar.update(digits)
        if self._plot:
            self._plot.breathe()

    def epoch(self, run: Run) -> None:
        epoch = run.epochs[-1]
        self._bar.set_postfix(loss=f"{epoch.loss:.4f}", refresh=False)
        if epoch.epoch % self._every == 0 or epoch.epoch in (1, self._epochs) or self.stop:
            self._bar.write(line(epoch), file=sys.stdout)
        last = self.stop or run.finished(self._config.training)
        now = time.monotonic()
        if not last and now - self._written < SECONDS_BETWEEN:
            return
        self._written = now
        try:
            if not run.cut:
                save_checkpoint(run, self._config, self._checkpoint)
                self.kept = True
            if self._plot:
                self._plot.draw(run, last)
        except OSError as error:
            raise CheckpointError(
                f"{self._checkpoint.parent} cannot be written to: {error}. "
                + (
                    "The run can be gone on with from the last checkpoint."
                    if self.kept
                    else "Make room, or name another folder."
                )
            ) from error

    def _interrupt(self, _signal: int, _frame: FrameType | None) -> None:
        self.stop = True
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        self._bar.write("Stopping; what was reached is kept. (Ctrl-C again: at once.)")


def line(epoch: Epoch) -> str:
    """An epoch in one line."""
    return (
        f"epoch {epoch.epoch:4}  loss {epoch.loss:.4f}  accuracy {epoch.accuracy:.2%}  "
        f"validation: loss {epoch.validation_loss:.4f}  "
        f"accuracy {epoch.validation_accuracy:.2%}  {epoch.seconds:.2f} s"
    )
