"""What `?include=` adds to a reading, and a network's filters, as JSON.

Pictures and cells go as bytes in base64, which are a quarter of the digits that JSON would spell
them with: `activations` as 0..255, `pixels` and `filters`, which may be negative, as -127..127.
Beside them `largest` says what the largest byte stands for.
"""

import base64
from collections.abc import Callable
from typing import Any

import numpy as np

from backend.problems import BAD_REQUEST, Problem
from model.filters import first_filters
from model.inside import Stage, stages
from model.layers import Array
from model.network import Network
from model.saliency import saliency

# More would not be looked at, and most of the rest gives next to nothing.
FEEDERS = 6


def wanted(include: str) -> list[str]:
    """The names in `include`, divided by commas, each once.

    Raises
    ------
    Problem
        If there is one among them that cannot be included.
    """
    names = list(dict.fromkeys(name.strip() for name in include.split(",") if name.strip()))
    for name in names:
        if name not in PARTS:
            raise Problem(
                BAD_REQUEST,
                f"include={name[:40]!r} is not known; there are {', '.join(PARTS)}, "
                "divided by commas.",
            )
    return names


def included(names: list[str], network: Network, image: Array) -> dict[str, Any]:
    """What `network` did with `image` (28, 28), by the `names` of what is wanted."""
    return {name: PARTS[name](network, image) for name in names}


def filters(network: Network) -> dict[str, Any]:
    """What the first layer of `network` looks for: a picture for each neuron.

    Each has a `largest` of its own: neurons may differ a lot in how strong their weights are.
    """
    pictures = first_filters(network)
    largest = np.abs(pictures).max(axis=(1, 2))
    return {
        "shape": list(pictures.shape),
        "largest": [_rounded(value) for value in largest],
        "values": _signed(pictures, largest[:, np.newaxis, np.newaxis]),
    }


def _activations(network: Network, image: Array) -> list[dict[str, Any]]:
    return [_stage(stage) for stage in stages(network, image)]


def _stage(stage: Stage) -> dict[str, Any]:
    largest = stage.values.max()
    shares = np.clip(stage.values / max(largest, np.finfo(np.float32).tiny), 0, 1)
    return {
        "name": stage.name,
        "kind": "maps" if stage.values.ndim == 3 else "cells",
        "layers": list(stage.layers),
        "shape": list(stage.values.shape),
        "largest": _rounded(largest),
        "values": _base64((shares * 255).round().astype(np.uint8)),
        "fed_by": None if stage.contributions is None else _feeders(stage.contributions),
    }


def _feeders(contributions: Array) -> list[list[tuple[int, float]]]:
    """For each neuron up to FEEDERS pairs (neuron of the stage before, contribution), the
    strongest first, whichever way it goes; those that gave nothing are left out.
    """
    strongest = np.abs(contributions).argsort(axis=0)[::-1][:FEEDERS]  # (FEEDERS, neurons)
    return [
        [(int(i), _rounded(one[i])) for i in order if one[i] != 0]
        for one, order in zip(contributions.T, strongest.T, strict=True)
    ]


def _saliency(network: Network, image: Array) -> dict[str, Any]:
    found = saliency(network, image)
    largest = np.abs(found.pixels).max()
    return {
        "digit": found.digit,
        "shape": list(found.pixels.shape),
        "largest": _rounded(largest),
        "values": _signed(found.pixels, largest),
    }


PARTS: dict[str, Callable[[Network, Array], Any]] = {
    "activations": _activations,
    "saliency": _saliency,
}


def _signed(values: Array, largest: Array) -> str:
    """`values` from -largest to largest as bytes from -127 to 127."""
    shares = values / np.maximum(largest, np.finfo(np.float32).tiny)
    return _base64((shares * 127).round().astype(np.int8))


def _base64(values: np.ndarray) -> str:
    return base64.b64encode(values.tobytes()).decode()


def _rounded(value: np.floating[Any]) -> float:
    """To four significant digits: more than the bytes hold, and few enough to send."""
    return float(f"{value:.4g}")
