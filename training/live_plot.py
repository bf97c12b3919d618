"""The curves of a run while it goes on: in a window, or in a PNG that is written anew."""

import time
from pathlib import Path

import matplotlib
import matplotlib.pyplot as plt
from matplotlib.figure import Figure

from training import plots
from training.trainer import Run

# Windows of every system matplotlib knows, as it would try them itself.
WINDOWS = ("macosx", "qtagg", "tkagg")

TITLE = "Training"

# A window answers the mouse and the window system so often; epochs may take minutes.
SECONDS_BETWEEN_BREATHS = 0.1


class NoDisplay(RuntimeError):
    """No window can be opened; the message says what to use instead."""


class LivePlot:
    """Draws the curves of a run.

    Parameters
    ----------
    path
        The PNG to write.
    window
        Show them in a window, and write them when the run is over. Whoever closes the window sees
        them go on in the file. Raises NoDisplay if there can be none.
    """

    def __init__(self, path: Path, window: bool = False) -> None:
        self._path = path
        self._breathed = 0.0
        self._window: Figure | None = None
        if window:
            _open_windows()
            self._window = plt.figure(TITLE, figsize=plots.CURVES, layout="constrained")
            plt.show(block=False)

    def draw(self, run: Run, last: bool) -> None:
        """Draw them up to the newest epoch; `last`: the run is over. Raises OSError."""
        if self._window and not plt.fignum_exists(TITLE):  # Somebody closed it.
            self._window = None
        if self._window:
            # The same window, wherever it was put: a new one would come to the front every time.
            plots.curves(run.epochs, self._window).canvas.draw()
            self.breathe()
        if last or not self._window:
            plots.save(plots.curves(run.epochs, self._window), self._path)

    def breathe(self) -> None:
        """Let the window, if there is one, do what it was asked to: be moved, or closed."""
        now = time.monotonic()
        if self._window and now - self._breathed >= SECONDS_BETWEEN_BREATHS:
            self._breathed = now
            if plt.fignum_exists(TITLE):
                self._window.canvas.flush_events()


def _open_windows() -> None:
    for name in WINDOWS:
        try:
            plt.switch_backend(name)
        except ImportError:  # matplotlib's word for no such toolkit, and for no display.
            continue
        if matplotlib.get_backend().lower() == name:
            return
    raise NoDisplay("There is no display to open a window on, or no Qt nor Tk to do it with")
