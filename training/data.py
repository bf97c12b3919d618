"""The digits to learn from, found, downloaded if need be, and checked.

MNIST, and the pen trajectories of UCI's "Pen-Based Recognition of Handwritten Digits". Looked
for in the folder given, else in `$DIGITS_DATA`, else in `data/` in the repository, where they
are downloaded to if they are not there. Every file is held against its SHA-256 before it is
used, so that a result never rests on half a dataset.
"""

import gzip
import hashlib
import os
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pooch
import unlzw3

from model.layers import Array

DEFAULT_FOLDER = Path(__file__).parents[1] / "data"

# What every command's --data says.
DATA_HELP = (
    "Folder of the data. If not given, $DIGITS_DATA; without that data/, to which what is missing "
    "is downloaded."
)

# Copies of http://yann.lecun.com/exdb/mnist, which itself no longer serves everyone.
MNIST_MIRRORS = (
    "https://ossci-datasets.s3.amazonaws.com/mnist/",
    "https://storage.googleapis.com/cvdf-datasets/mnist/",
)

PENDIGITS_MIRRORS = ("https://archive.ics.uci.edu/ml/machine-learning-databases/pendigits/",)

# How a file is unpacked, by its ending.
UNPACK: dict[str, Callable[[bytes], bytes]] = {
    ".gz": gzip.decompress,
    ".Z": unlzw3.unlzw,  # compress(1), of 1984: how UCI still has it.
    "": bytes,
}


@dataclass(frozen=True)
class File:
    """A file of a data set: its folder and mirrors, how it is packed there, its content's hash.

    `packed_md5` is of what the mirrors send, where that is known; a copy packed anew is as good.
    """

    folder: str
    mirrors: tuple[str, ...]
    ending: str
    packed_md5: str | None
    sha256: str


FILES = {
    "train-images-idx3-ubyte": File(
        "mnist", MNIST_MIRRORS, ".gz",
        "f68b3c2dcbeaaa9fbdd348bbdeb94873",
        "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db",
    ),
    "train-labels-idx1-ubyte": File(
        "mnist", MNIST_MIRRORS, ".gz",
        "d53e105ee54ea40749a09fcbcd1e9432",
        "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5",
    ),
    "t10k-images-idx3-ubyte": File(
        "mnist", MNIST_MIRRORS, ".gz",
        "9fb629c4189551a2d022fa330f9573f3",
        "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7",
    ),
    "t10k-labels-idx1-ubyte": File(
        "mnist", MNIST_MIRRORS, ".gz",
        "ec29112dd5afa0611ce80d1b7f02629c",
        "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2",
    ),
    "pendigits-orig.tra": File(
        "pendigits", PENDIGITS_MIRRORS, ".Z",
        None,
        "a66225d68d7d68591e62944df1ad33b3f5aa608e2df2505844b41f5568a80da4",
    ),
}  # fmt: skip


class DataError(ValueError):
    """Data that is missing or not what it should be; the message says what to do."""


@dataclass(frozen=True)
class Digits:
    """Pictures and what they show.

    Attributes
    ----------
    images
        (N, 28, 28) float32 in [0, 1], ink 1.
    labels
        (N,) uint8, 0 to 9.
    """

    images: Array
    labels: np.ndarray

    def __len__(self) -> int:
        return len(self.labels)

    def __getitem__(self, chosen: slice | np.ndarray) -> "Digits":
        return Digits(self.images[chosen], self.labels[chosen])


def mnist_training(folder: Path | None = None) -> Digits:
    """MNIST's 60,000 training digits. Raises DataError."""
    return _load("train", folder)


def mnist_test(folder: Path | None = None) -> Digits:
    """MNIST's 10,000 test digits: for reporting only, never to choose anything by."""
    return _load("t10k", folder)


def pen_trajectories(folder: Path | None = None) -> str:
    """The 7,494 digits of UCI's 30 training writers, as UNIPEN text. Raises DataError."""
    return _content("pendigits-orig.tra", folder).decode("ascii")


def split(digits: Digits, validation: int = 5000) -> tuple[Digits, Digits]:
    """(training, validation): the same `validation` digits held back whatever a run's seed."""
    order = np.random.default_rng(0).permutation(len(digits))
    return digits[order[validation:]], digits[order[:validation]]


def data_folder() -> Path:
    """Where the data is looked for if no folder is named."""
    return Path(os.environ.get("DIGITS_DATA") or DEFAULT_FOLDER)


def _load(part: str, folder: Path | None) -> Digits:
    images = _content(f"{part}-images-idx3-ubyte", folder)
    labels = _content(f"{part}-labels-idx1-ubyte", folder)
    pixels = np.frombuffer(images, np.uint8, offset=16).reshape(-1, 28, 28)
    return Digits(
        np.divide(pixels, 255, dtype=np.float32), np.frombuffer(labels, np.uint8, offset=8)
    )


def _content(name: str, folder: Path | None) -> bytes:
    """What the file `name` holds, unpacked and checked."""
    file = FILES[name]
    path = _find(name, folder or data_folder())
    if path is None and folder is None and not os.environ.get("DIGITS_DATA"):
        path = _download(name)
    if path is None:
        raise DataError(
            f"{folder or data_folder()} holds no {name}.gz, nor in a folder {file.folder}/. Name "
            "the folder that does (--data or DIGITS_DATA), or neither, and it is downloaded."
        )
    try:
        content = UNPACK[path.name.removeprefix(name)](path.read_bytes())
    except (OSError, EOFError, ValueError, zlib.error) as error:
        raise DataError(f"{path} is damaged or incomplete ({error}): delete it.") from error
    if (found := hashlib.sha256(content).hexdigest()) != file.sha256:
        raise DataError(
            f"{path} is not the {name} of the official data set: its content has the SHA-256 "
            f"{found[:12]}…, not {file.sha256[:12]}…. Delete it; without a folder named (--data, "
            "DIGITS_DATA) it is downloaded anew."
        )
    return content


def _find(name: str, folder: Path) -> Path | None:
    candidates = [
        place / f"{name}{ending}"
        for place in (folder / FILES[name].folder, folder)
        for ending in UNPACK
    ]
    return next((path for path in candidates if path.is_file()), None)


def _download(name: str) -> Path:
    """Fetch `name` from the first mirror that has it. Whole and right, or DataError."""
    file = FILES[name]
    errors = []
    for mirror in file.mirrors:
        try:
            return Path(
                pooch.retrieve(
                    f"{mirror}{name}{file.ending}",
                    known_hash=file.packed_md5 and f"md5:{file.packed_md5}",
                    fname=f"{name}{file.ending}",
                    path=DEFAULT_FOLDER / file.folder,
                    progressbar=True,
                )
            )
        except (OSError, ValueError) as error:  # No network, no such file, or a wrong checksum.
            errors.append(f"{mirror}: {error}")
    raise DataError(
        f"{name} could not be downloaded. Name a folder that holds it (--data or DIGITS_DATA), or "
        "try again later. " + "; ".join(errors)
    )
