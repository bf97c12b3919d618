"""The curves of a run while it goes on: in a window, or in a PNG that is written anew."""

from pathlib import Path

import matplotlib
import matplotlib.pyplot as plt
from matplotlib.figure import Figure

from training import plots
from training.trainer import Run

# Windows of every system matplotlib knows, as it would try them itself.
WINDOWS = ("macosx", "qtagg", "tkagg")


TITLE = "Training"


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
        self._window: Figure | None = None
        if window:
            _open_windows()
            plt.ion()
            self._window = plt.figure(TITLE, figsize=plots.CURVES_SIZE, layout="constrained")

    def draw(self, run: Run, last: bool) -> None:
        """Draw them up to the newest epoch; `last`: the run is over."""
        if self._window and not plt.fignum_exists(TITLE):  # Somebody closed it.
            self._window = None
            plt.ioff()
        if self._window:
            # The same window, wherever it was put: a new one would come to the front every time.
            self._window.clear()
            plots.curves(run.epochs, self._window)
            self._window.canvas.draw_idle()
            self._window.canvas.flush_events()  # Lets the window draw itself.
        if not self._window or last:
            plots.save(self._window or plots.curves(run.epochs), self._path)


def _open_windows() -> None:
    for name in WINDOWS:
        try:
            plt.switch_backend(name)
        except ImportError:  # matplotlib's word for no such toolkit, and for no display.
            continue
        if matplotlib.get_backend().lower() == name:
            return
    raise NoDisplay("There is no display to open a window on")
