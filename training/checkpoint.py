"""A run on disk: killed at any moment, it goes on from the last epoch that was kept.

A checkpoint is an `.npz` with every array of a `Run`, and its history and the config as
JSON. It is written beside the old one and then put in its place, so that a full disk or a kill
in the middle of writing leaves the old one whole.
"""

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np

from model.layers import Array
from model.storage import UNREADABLE, write_npz
from training.config import Config
from training.trainer import Epoch, Run, make_optimizer

# Where runs are kept if no other folder is named.
RUNS = Path("runs")

PARTS = ("arrays", "average", "best_arrays", "optimizer")
FACTS = "run"


class CheckpointError(ValueError):
    """A checkpoint that cannot be gone on from; the message says why and what to do."""


def save_checkpoint(run: Run, config: Config, path: Path) -> None:
    """Write `run` to `path`, whole or not at all. Raises OSError if it cannot be."""
    facts = {
        "config": config.model_dump(),
        "epochs": [asdict(epoch) for epoch in run.epochs],
        "best": run.best,
    }
    arrays = {
        f"{part}/{name}": values for part in PARTS for name, values in getattr(run, part).items()
    }
    write_npz(path, {FACTS: np.array(json.dumps(facts)), **arrays})


def load_checkpoint(path: Path, config: Config) -> Run:
    """The run that `save_checkpoint` wrote to `path`.

    Raises
    ------
    CheckpointError
        If it is damaged, or is of a run with another config. More `epochs` may be asked for if
        nothing before them depends on their number: a schedule that is not constant does, and
        the average.
    """
    try:
        with path.open("rb") as file:
            stored = dict(np.load(file, allow_pickle=False))
        facts = json.loads(str(stored.pop(FACTS)))
        run = Run([Epoch(**epoch) for epoch in facts["epochs"]], facts["best"])
        differing = _differences(facts["config"], config.model_dump(), config)
        for name, values in stored.items():
            part, _, name = name.partition("/")
            getattr(run, part)[name] = values
    except (*UNREADABLE, TypeError, AttributeError) as error:
        raise CheckpointError(
            f"{path} is no checkpoint, or damaged ({error}): start the run anew."
        ) from error
    if differing:
        raise CheckpointError(
            f"{path} is of another run, which differs in {', '.join(differing)}. Go on with the "
            "config it was begun with, or name another folder for what is trained."
        )
    for part, expected in _shapes(config).items():
        if _shape(getattr(run, part)) != expected:
            raise CheckpointError(f"{path} is damaged: not all of its {part} are there.")
    if run.best not in range(1, len(run.epochs) + 1):
        raise CheckpointError(f"{path} is damaged: its best epoch is none of those it tells of.")
    return run


Shapes = dict[str, tuple[int, ...]]


def _shapes(config: Config) -> dict[str, Shapes]:
    """What each of PARTS must hold: for the optimizer, what it remembers after a step."""
    network, optimizer = config.network.build(), make_optimizer(config.training)
    optimizer.step(network.parameters, network.parameters, 0.0)
    all_of_it = _shape(network.parameters | network.state)
    average = all_of_it if config.training.average else {}
    parts = (all_of_it, average, all_of_it, _shape(optimizer.state))
    return dict(zip(PARTS, parts, strict=True))


def _shape(arrays: dict[str, Array]) -> Shapes:
    return {name: values.shape for name, values in arrays.items()}


def _differences(theirs: dict[str, Any], ours: dict[str, Any], config: Config) -> list[str]:
    training = config.training
    longer = training.epochs > theirs.get("training", {}).get("epochs", 0)
    is_free = training.schedule == "constant" and not training.average and longer
    free = {"training.epochs"} if is_free else set()
    keys = [
        f"{section}.{key}"
        for section in ("network", "training", "augmentation", "teaching")
        for key, field in type(getattr(config, section)).model_fields.items()
        # A key that is younger than the checkpoint had its default's effect then.
        if theirs.get(section, {}).get(key, field.default) != ours[section][key]
    ]
    return [key for key in keys if key not in free]
