"""The curves of a run while it goes on: in a window, or in a PNG that is written anew."""

from pathlib import Path

import matplotlib
import matplotlib.pyplot as plt

from training import plots
from training.trainer import Run

# Windows of every system matplotlib knows, as it would try them itself.
WINDOWS = ("macosx", "qtagg", "tkagg")


class NoDisplay(RuntimeError):
    """No window can be opened; the message says what to use instead."""


class LivePlot:
    """Draws the curves of a run.

    Parameters
    ----------
    path
        The PNG to write.
    window
        Show them in a window, too. Raises NoDisplay if there can be none.
    """

    def __init__(self, path: Path, window: bool = False) -> None:
        self._path = path
        self._window = window
        if window:
            _open_windows()
            plt.ion()

    def draw(self, run: Run, last: bool) -> None:
        """Draw them up to the newest epoch; `last`: the run is over."""
        if self._window:
            plt.close("all")
            plots.curves(run.epochs).canvas.manager.set_window_title("Training")  # type: ignore[union-attr]
            plt.pause(0.01)  # Lets the window draw itself.
        if not self._window or last:
            plots.save(plots.curves(run.epochs), self._path)


def _open_windows() -> None:
    for name in WINDOWS:
        try:
            plt.switch_backend(name)
        except ImportError:  # matplotlib's word for no such toolkit, and for no display.
            continue
        if matplotlib.get_backend().lower() == name:
            return
    raise NoDisplay("There is no display to open a window on")
