"""Networks on disk: one `.npz` file holds the architecture and every parameter.

A weights file may come from anywhere, so it is read without pickle (which could run code) and
checked against what it says it is: a file that is damaged, of another shape or holds numbers
that are none is refused with a sentence, never half-loaded.
"""

import json
import os
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from tokenize import TokenError

import numpy as np

from model.network import CLASSES, IMAGE_SHAPE, Network

ARCHITECTURE = "architecture"

# What numpy and zipfile raise when a .npz is damaged, wherever in it that is.
UNREADABLE = (OSError, ValueError, EOFError, KeyError, RuntimeError, MemoryError, TokenError,
              zipfile.BadZipFile)  # fmt: skip


class WeightsError(ValueError):
    """A weights file that cannot be used; the message says which, why and what to do."""


def save_network(network: Network, path: Path) -> None:
    """Write `network` to `path` (`.npz`), whole or not at all. The same network gives the same
    bytes. Raises OSError if it cannot be written; what was at `path` before is then still there.
    """
    architecture = np.array(json.dumps(network.architecture()))
    write_npz(path, {ARCHITECTURE: architecture, **network.parameters, **network.state})


def write_npz(path: Path, arrays: dict[str, np.ndarray]) -> None:
    """Write `arrays` to `path`, whole or not at all, in a folder that is made if need be.

    They go to a file beside it first, which takes its place when it is safely on the disk.
    Raises OSError if it cannot be written; what was at `path` before is then still there.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(path.name + ".part")
    try:
        with unfinished.open("wb") as file:
            np.savez(file, allow_pickle=False, **arrays)
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)


@contextmanager
def all_or_none(folder: Path) -> Iterator[Path]:
    """A folder to write files in that take their place in `folder` when all are written.

    For weights, card and record, of which one without the others would be refused: where one
    cannot be written, as on a full disk, what was in `folder` before stays. Raises OSError then.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(prefix=".", dir=folder) as unfinished:
        yield Path(unfinished)
        for file in sorted(Path(unfinished).iterdir()):
            file.replace(folder / file.name)


def load_network(
    path: Path, classes: int = CLASSES, image_shape: tuple[int, int] = IMAGE_SHAPE
) -> Network:
    """The network from `image_shape` to so many `classes` that `save_network` wrote to `path`.

    Raises
    ------
    WeightsError
        If the file is missing, damaged, or does not hold what its architecture needs.
    """
    arrays = _read_arrays(path)
    if ARCHITECTURE not in arrays:
        raise WeightsError(f"{path} holds arrays but no network: it has no '{ARCHITECTURE}'.")
    try:
        architecture = json.loads(str(arrays.pop(ARCHITECTURE)))
        network = Network.from_architecture(architecture, classes, image_shape)
    except (
        ValueError,
        TypeError,
        LookupError,
        AttributeError,
        MemoryError,
        RecursionError,
    ) as error:
        raise WeightsError(f"{path} describes no network that can be built: {error}.") from error

    expected = network.parameters | network.state
    if missing := sorted(expected.keys() - arrays.keys()):
        raise WeightsError(f"{path} lacks {', '.join(missing)}, which its layers need.")
    if unknown := sorted(arrays.keys() - expected.keys()):
        raise WeightsError(f"{path} holds {', '.join(unknown)}, which its layers do not have.")
    for name, values in expected.items():
        stored = arrays[name]
        if stored.shape != values.shape or stored.dtype != values.dtype:
            raise WeightsError(
                f"{path}: '{name}' is {stored.dtype} of shape {stored.shape}, but the layer "
                f"needs {values.dtype} of shape {values.shape}."
            )
        if not np.isfinite(stored).all():
            raise WeightsError(f"{path}: '{name}' holds numbers that are not finite.")
        values[...] = stored
    return network


def _read_arrays(path: Path) -> dict[str, np.ndarray]:
    try:
        with path.open("rb") as file:
            if not zipfile.is_zipfile(file):
                raise ValueError("it is no archive, or part of one")
            file.seek(0)
            return dict(np.load(file, allow_pickle=False))
    except FileNotFoundError as error:
        raise WeightsError(
            f"There is no weights file {path}. Train one with 'python -m training.train'."
        ) from error
    except UNREADABLE as error:
        raise WeightsError(
            f"{path} is damaged or not a .npz file ({error}). Restore it, or train it again."
        ) from error
