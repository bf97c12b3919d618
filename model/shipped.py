"""The networks that come with the project: `weights/NAME.npz`, beside each its card.

A card (`NAME.json`) says what the network is, on which data and how it was trained, how well
it reads, and the SHA-256 of its weights. `NAME.training.json`, which may be missing, holds how it
learned: curves, confusion matrices, mistakes. `training.publish` writes all three.
"""

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from model.network import CLASSES, IMAGE_SHAPE, Network
from model.storage import WeightsError, load_network

WEIGHTS = Path(__file__).parent / "weights"

# The network there that reads no digits, but says whether it is one: see gate.py.
GATE = "gate"


@dataclass(frozen=True)
class Shipped:
    """A network with its name, its card and, if it is known, how it learned."""

    name: str
    network: Network
    card: dict[str, Any]
    learned: dict[str, Any] | None = None


def load_shipped(folder: Path = WEIGHTS) -> dict[str, Shipped]:
    """Every network in `folder` that reads digits, by name, in the cards' `order`.

    The first is the default.

    Raises
    ------
    WeightsError
        If there is none, or one is damaged, has no card or is not the one its card is of.
    """
    # By weights and by cards: neither may be missing without notice.
    names = {
        path.name.split(".")[0] for ending in ("npz", "json") for path in folder.glob(f"*.{ending}")
    }
    shipped = [load_one(folder / f"{name}.npz") for name in sorted(names - {GATE})]
    if not shipped:
        raise WeightsError(
            f"There are no weights in {folder}: restore them from the repository, "
            "or train with 'python -m training.publish NAME'."
        )
    shipped.sort(key=lambda one: (one.card["order"], one.name))
    return {one.name: one for one in shipped}


def load_one(
    path: Path, classes: int = CLASSES, image_shape: tuple[int, int] = IMAGE_SHAPE
) -> Shipped:
    """The network from `image_shape` to so many `classes` in the file `path`, held against the card
    beside it.
    """
    card_path = path.with_suffix(".json")
    try:
        card = json.loads(card_path.read_text(encoding="utf-8"))
        expected, _ = card["sha256"], card["order"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise WeightsError(
            f"The card {card_path} is missing or damaged ({error}): restore it from the "
            "repository, or publish the network again."
        ) from error
    network = load_network(path, classes, image_shape)
    if sha256(path) != expected or network.architecture() != card.get("architecture"):
        raise WeightsError(
            f"{path} is not the file that its card describes (its SHA-256 or its layers differ): "
            "restore both from the repository, or publish the network again."
        )
    return Shipped(path.stem, network, card, _learned(learned_path(path)))


def learned_path(weights: Path) -> Path:
    """Where it is written how the network in the file `weights` learned."""
    return weights.with_suffix(".training.json")


def _learned(path: Path) -> dict[str, Any] | None:
    if not path.exists():
        return None
    try:
        learned = json.loads(path.read_text(encoding="utf-8"))
        return {**learned}
    except (OSError, ValueError, TypeError) as error:
        raise WeightsError(
            f"{path} is damaged ({error}): restore it from the repository, or delete it; the "
            "network reads without."
        ) from error


def sha256(path: Path) -> str:
    """The file's SHA-256, in hexadecimal."""
    return hashlib.sha256(path.read_bytes()).hexdigest()
