"""How a network learned, as data: what the page draws its charts from.

`model/weights/NAME.training.json`, written beside the card by `training.publish`:

    {"version": 1,
     "curves": {"epoch": [1, 2, …], "loss": […], "accuracy": […],
                "validation_loss": […], "validation_accuracy": […]},
     "best_epoch": 27,
     "sets": [{"name": "validation", "title": "digits of MNIST held back", "digits": 5000,
               "confusion": [[ten counts] * 10: row what it was, column what was read],
               "mistakes": [{"label": 9, "read": 4, "confidence": 0.998,
                             "picture": "<base64 of a 28x28 PNG, ink white on black>"}, …]}]}

Losses are in the loss's own unit, accuracies and confidences are from 0 to 1; the surest mistake
comes first. The sets are those that were held back to choose by, never MNIST's test digits: a
page that shows mistakes invites to mend them.
"""

import base64
import io
import json
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from model.layers import Array
from model.network import Network
from model.shipped import learned_path
from training import metrics
from training.data import Digits
from training.evaluate import predict
from training.trainer import Epoch, Run

VERSION = 1

# More points than a chart is wide say nothing more.
MOST_POINTS = 200

MISTAKES = 24

TITLES = {
    "validation": "digits of MNIST, held back",
    "pens": "digits that strangers wrote with a pen",
}

CURVES = ("loss", "accuracy", "validation_loss", "validation_accuracy")


def write_learned(network: Network, run: Run, held_back: dict[str, Digits], weights: Path) -> None:
    """Write how `network` learned in `run` beside its `weights`. Raises OSError.

    Parameters
    ----------
    held_back
        The sets of TITLES by name: what the confusion matrices and the mistakes are of.
    """
    facts = {
        "version": VERSION,
        "curves": curves(run.epochs, run.best),
        "best_epoch": run.best,
        "sets": [
            {"name": name, "title": TITLES[name], **confused(network, digits)}
            for name, digits in held_back.items()
        ],
    }
    learned_path(weights).write_text(json.dumps(facts) + "\n", encoding="utf-8")


def curves(epochs: list[Epoch], best: int) -> dict[str, list[float]]:
    """The columns of `epochs`; of more than MOST_POINTS some, evenly, with first, best and last."""
    evenly = np.linspace(0, len(epochs) - 1, min(len(epochs), MOST_POINTS)).round().astype(int)
    chosen = [epochs[place] for place in sorted({*evenly.tolist(), best - 1})]
    columns: dict[str, list[float]] = {"epoch": [epoch.epoch for epoch in chosen]}
    for name in CURVES:
        columns[name] = [round(getattr(epoch, name), 5) for epoch in chosen]
    return columns


def confused(network: Network, digits: Digits) -> dict[str, Any]:
    """What `network` takes for what in `digits`, and its surest mistakes."""
    probabilities = predict(network, digits)
    surest = metrics.worst_mistakes(probabilities, digits.labels, MISTAKES)
    return {
        "digits": len(digits),
        "confusion": metrics.confusion(probabilities, digits.labels).tolist(),
        "mistakes": [
            {
                "label": int(digits.labels[place]),
                "read": int(probabilities[place].argmax()),
                "confidence": round(float(probabilities[place].max()), 5),
                "picture": png(digits.images[place]),
            }
            for place in surest
        ],
    }


def png(image: Array) -> str:
    """An `image` (28, 28) in [0, 1] as a PNG in base64, ink white on black."""
    file = io.BytesIO()
    Image.fromarray((image * 255).round().astype(np.uint8)).save(file, "PNG", optimize=True)
    return base64.b64encode(file.getvalue()).decode()
