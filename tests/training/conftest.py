"""A small dataset in MNIST's files, so that no test needs the real one or the network."""

import gzip
import hashlib
import struct
from pathlib import Path

import numpy as np
import pytest

from training import data
from training.data import Digits


def toy_digits(number: int, seed: int) -> Digits:
    """Ten sparse random patterns under noise: easy to learn, not trivially so."""
    patterns = np.random.default_rng(99).random((10, 28, 28)) < 0.15
    rng = np.random.default_rng(seed)
    labels = rng.integers(0, 10, number).astype(np.uint8)
    images = 0.6 * patterns[labels] + 0.4 * rng.random((number, 28, 28)) ** 4
    return Digits(images.astype(np.float32), labels)


@pytest.fixture
def toy() -> Digits:
    return toy_digits(600, seed=0)


def trajectories() -> str:
    """Digits of six writers as a UNIPEN file: each is as many zigzags as its number."""
    text = ".INCLUDE dene.doc\n"
    for writer in range(1, 7):
        for label in range(10):
            text += f'.SEGMENT DIGIT 0 ? "{label}"\n.COMMENT {label} {writer} 1\n.PEN_DOWN\n'
            text += "".join(f" {50 * (i % 2)} {20 * i}\n" for i in range(label + 2))
            text += ".PEN_UP\n.DT 100\n"
            text += ".PEN_DOWN\n 70 0\n 70 40\n.PEN_UP\n" if label % 2 else ""
    return text


def idx(array: np.ndarray) -> bytes:
    """As one of MNIST's files holds it."""
    return struct.pack(f">I{array.ndim}I", 0x0800 | array.ndim, *array.shape) + array.tobytes()


@pytest.fixture
def mnist_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with 6,000 + 200 toy digits as MNIST's four files, and a few trajectories, whose
    checksums are expected.
    """
    folder = tmp_path / "data"
    (folder / "mnist").mkdir(parents=True)
    files = {}
    for part, digits in (("train", toy_digits(6000, 1)), ("t10k", toy_digits(200, 2))):
        pixels = (digits.images * 255).astype(np.uint8)
        for kind, array in (("images-idx3", pixels), ("labels-idx1", digits.labels)):
            name = f"{part}-{kind}-ubyte"
            content = idx(array)
            compressed = gzip.compress(content)
            (folder / "mnist" / f"{name}.gz").write_bytes(compressed)
            files[name] = data.File(
                "mnist",
                (),
                ".gz",
                hashlib.md5(compressed).hexdigest(),
                hashlib.sha256(content).hexdigest(),
            )
    pens = trajectories().encode()
    (folder / "pendigits").mkdir()
    (folder / "pendigits" / "pendigits-orig.tra").write_bytes(pens)
    files["pendigits-orig.tra"] = data.File(
        "pendigits", (), ".Z", None, hashlib.sha256(pens).hexdigest()
    )
    monkeypatch.setattr(data, "FILES", files)
    monkeypatch.delenv("DIGITS_DATA", raising=False)
    return folder
