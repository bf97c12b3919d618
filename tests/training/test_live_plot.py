"""The window of `--plot live`, without a display: what matplotlib is told to show."""

from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np
import pytest

from training import live_plot
from training.live_plot import LivePlot
from training.trainer import Epoch, Run


def run(epochs: int) -> Run:
    return Run([Epoch(n, 1 / n, 0.5, 2 / n, 0.4, 0.1, 1.0) for n in range(1, epochs + 1)], best=1)


@pytest.fixture
def plot(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> LivePlot:
    monkeypatch.setattr(live_plot, "_open_windows", lambda: None)
    monkeypatch.setattr(plt, "show", lambda block: None)
    plt.close("all")
    return LivePlot(tmp_path / "curves.png", window=True)


def test_the_curves_grow_in_one_window_that_stays_open(plot: LivePlot, tmp_path: Path) -> None:
    window = plt.gcf()
    for epochs in (1, 2, 3):
        plot.draw(run(epochs), last=False)
        plot.breathe()
        assert [plt.figure(number) for number in plt.get_fignums()] == [window]
        loss = window.axes[0].lines[0]
        assert np.asarray(loss.get_xdata()).tolist() == list(range(1, epochs + 1))
    assert not (tmp_path / "curves.png").exists()
    plot.draw(run(4), last=True)
    assert (tmp_path / "curves.png").read_bytes().startswith(b"\x89PNG")


def test_a_window_that_was_closed_stays_closed_and_the_curves_go_on_in_the_file(
    plot: LivePlot, tmp_path: Path
) -> None:
    plt.close("all")
    plot.draw(run(1), last=False)
    plot.breathe()
    assert plt.get_fignums() == []
    assert (tmp_path / "curves.png").exists()
