"""What training and evaluation look like, as pictures (matplotlib)."""

from pathlib import Path
from typing import Any

import matplotlib

matplotlib.use("agg")  # Draws to files; needs no display.

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.figure import Figure

from model.layers import Array
from training.metrics import Bin, worst_mistakes
from training.trainer import Epoch

INK, ACCENT, PALE = "#1a202c", "#b23a1e", "#9aa5a0"

CURVES = (9, 3.4)  # Inches.

# Of a run's epochs the first one in so many may run out of its curves.
FIRST = 8

# Where an axis of errors (percent) or of milliseconds may have a tick, if it is in sight.
ERRORS = (50.0, 20.0, 10.0, 5.0, 2.0, 1.0, 0.5, 0.3, 0.2, 0.1, 0.05, 0.02, 0.01)
TIMES = tuple(step * 10.0**power for power in range(-3, 3) for step in (1, 2, 5))


def curves(epochs: list[Epoch], figure: Figure | None = None) -> Figure:
    """Loss and accuracy of every epoch, in training and on the validation digits.

    Drawn in `figure`, in place of what was there, or in a new one. Of a long run the first epochs
    run out of it: they are so far off that all others would be pressed flat.
    """
    figure = figure or plt.figure(figsize=CURVES, layout="constrained")
    figure.clear()
    left, right = figure.subplots(1, 2)
    numbers = [epoch.epoch for epoch in epochs]
    # Falling losses and rising accuracies leave these corners free; to look for the best place
    # would take as long as to draw.
    for axes, name, title, free in (
        (left, "loss", "Loss", "upper right"),
        (right, "accuracy", "Accuracy, %", "lower right"),
    ):
        factor = 100 if name == "accuracy" else 1
        training = [factor * getattr(epoch, name) for epoch in epochs]
        validation = [factor * getattr(epoch, f"validation_{name}") for epoch in epochs]
        axes.plot(numbers, training, color=PALE, label="training")
        axes.plot(numbers, validation, color=ACCENT, label="validation")
        axes.set(title=title, xlabel="epoch")
        first = len(epochs) // FIRST
        if worth := training[first:] + validation[first:]:
            margin = 0.05 * (max(worth) - min(worth)) or 0.5
            axes.set_ylim(min(worth) - margin, max(worth) + margin)
        axes.legend(frameon=False, loc=free)
        axes.spines[["top", "right"]].set_visible(False)
    return figure


def confusion_matrix(counts: np.ndarray) -> Figure:
    """(10, 10) counts; what was read right is left pale, so that mistakes are seen."""
    mistakes = np.where(np.eye(10, dtype=bool), 0, counts)
    figure, axes = plt.subplots(figsize=(5, 5), layout="constrained")
    most = max(1, mistakes.max())
    axes.imshow(mistakes, cmap="Oranges", vmax=most)
    for row, column in np.ndindex(counts.shape):
        if counts[row, column]:
            axes.text(
                column,
                row,
                f"{counts[row, column]}",
                ha="center",
                va="center",
                fontsize=7,
                fontweight="bold" if row == column else "normal",
                color="white" if mistakes[row, column] > 0.6 * most else "black",
            )
    axes.set(xticks=range(10), yticks=range(10), xlabel="read as", ylabel="was")
    return figure


def reliability_diagram(bins: list[Bin]) -> Figure:
    """How often the network was right when it was how sure; on the diagonal it is honest."""
    figure, axes = plt.subplots(figsize=(4.2, 4.2), layout="constrained")
    axes.plot([0, 1], [0, 1], color=PALE, linewidth=1)
    sizes = [10 + 20 * np.log10(bin.digits) for bin in bins]
    confidences, accuracies = [bin.confidence for bin in bins], [bin.accuracy for bin in bins]
    axes.plot(confidences, accuracies, color=ACCENT, linewidth=1)
    axes.scatter(confidences, accuracies, s=sizes, color=ACCENT)
    axes.set(xlabel="confidence", ylabel="accuracy", xlim=(0, 1.02), ylim=(0, 1.02))
    axes.spines[["top", "right"]].set_visible(False)
    return figure


def mistakes(images: Array, labels: np.ndarray, probabilities: Array, number: int = 30) -> Figure:
    """The surest mistakes: each picture with what it was, what was read and how surely."""
    places = worst_mistakes(probabilities, labels, number)
    columns = 10
    rows = max(1, -(-len(places) // columns))
    figure, grid = plt.subplots(
        rows, columns, figsize=(columns, 1.35 * rows), layout="constrained", squeeze=False
    )
    for axes in grid.ravel():
        axes.axis("off")
    for axes, place in zip(grid.ravel(), places, strict=False):
        read = probabilities[place].argmax()
        axes.imshow(1 - images[place], cmap="gray", vmin=0, vmax=1)
        title = f"{labels[place]} as {read}\n{probabilities[place, read]:.1%}"
        axes.set_title(title, fontsize=7, color=INK)
    return figure


def frontier(names: list[str], times: list[float], accuracies: dict[str, list[float]]) -> Figure:
    """Accuracy (0..1) against milliseconds a digit, both logarithmic, a panel for each set.

    A line joins the networks that no faster one equals; the others are pale.
    """
    figure, panels = plt.subplots(
        1,
        len(accuracies),
        figsize=(4.5 * len(accuracies), 4.8),
        layout="constrained",
        squeeze=False,
    )
    for axes, (title, of_set) in zip(panels[0], accuracies.items(), strict=True):
        # An accuracy of 1 has no place on this scale: as one digit wrong in 100,000.
        errors = [max(100 * (1 - accuracy), 1e-3) for accuracy in of_set]
        best = on_frontier(times, errors)
        axes.plot([times[i] for i in best], [errors[i] for i in best], color=ACCENT, linewidth=1)
        colours = [ACCENT if i in best else PALE for i in range(len(names))]
        axes.scatter(times, errors, color=colours, zorder=2)
        for i, name in enumerate(names):
            # Nothing is faster and better than what is on the line: above, on its left, is room,
            # and beside the fastest below, too.
            x, side = (-6, "right") if i in best else (6, "left")
            y = 3 if i in best[1:] else -9
            offset = {"xytext": (x, y), "textcoords": "offset points", "ha": side}
            axes.annotate(name, (times[i], errors[i]), **offset, fontsize=8, color=INK)
        axes.set(xscale="log", yscale="log", xlabel="milliseconds a digit", title=title)
        axes.margins(x=0.25, y=0.15)
        axes.invert_yaxis()
        low, high = min(errors), max(errors)
        ticks = [e for e in ERRORS if low / 1.6 <= e <= high * 1.6]
        axes.set_yticks(ticks, [f"{100 - e:g} %" for e in ticks])
        times_shown = [t for t in TIMES if min(times) / 1.6 <= t <= max(times) * 1.6]
        axes.set_xticks(times_shown, [f"{t:g}" for t in times_shown])
        axes.minorticks_off()
        axes.spines[["top", "right"]].set_visible(False)
    return figure


def on_frontier(times: list[float], errors: list[float]) -> list[int]:
    """Places of those that read better than all faster ones, fastest first."""
    best: list[int] = []
    for place in sorted(range(len(times)), key=lambda i: (times[i], errors[i])):
        if not best or errors[place] < errors[best[-1]]:
            best.append(place)
    return best


def save(figure: Figure, path: Path, **options: Any) -> None:
    """Write `figure` to `path` (its ending says as what) and close it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    # No date in the file: the same figure gives the same bytes.
    figure.savefig(path, dpi=150, metadata={"Software": None}, **options)
    plt.close(figure)
