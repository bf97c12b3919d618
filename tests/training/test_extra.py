"""Digits of one's own: the file that the page exports, and what is made of it."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from training.data import DataError
from training.extra import load_extra, repeated

PIXELS = [[255 if 10 <= x < 18 and 4 <= y < 24 else 0 for x in range(28)] for y in range(28)]
STROKES = [{"width": 0.07, "points": [[0.5, 0.2], [0.52, 0.5, 0.4], [0.5, 0.8]]}]
DOT = [{"width": 0.07, "points": [[0.5, 0.5]]}]


def written(folder: Path, *digits: Any, **changes: Any) -> Path:
    content = {"format": "digits", "version": 1, "digits": list(digits)} | changes
    path = folder / "digits.json"
    path.write_text(json.dumps(content))
    return path


def test_strokes_or_pixels_are_enough(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        {"label": 1, "strokes": STROKES, "pixels": PIXELS, "read": 7, "network": "cnn"},
        {"label": 7, "strokes": STROKES, "pixels": None},
        {"label": 4, "pixels": PIXELS},
        {"label": 2, "strokes": DOT, "pixels": PIXELS},
    )
    own = load_extra(path)
    assert [digit.label for digit in own] == [1, 7, 4, 2]
    assert [digit.image is not None for digit in own] == [True, False, True, True]
    assert [digit.pen is not None for digit in own] == [True, True, False, False]


def test_they_are_repeated_evenly_as_they_are_and_drawn_anew(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        {"label": 1, "strokes": STROKES, "pixels": PIXELS},
        {"label": 7, "strokes": STROKES},
        {"label": 4, "pixels": PIXELS},
    )
    digits = repeated(load_extra(path), 30, seed=0)
    assert digits.images.shape == (30, 28, 28)
    assert digits.images.dtype == np.float32
    assert np.bincount(digits.labels).tolist() == [0, 10, 0, 0, 10, 0, 0, 10]
    exact = np.array(PIXELS, np.float32) / 255
    same = (digits.images == exact).all(axis=(1, 2))
    assert [int(same[digits.labels == label].sum()) for label in (1, 7, 4)] == [5, 0, 10]
    drawn = digits.images[digits.labels == 7]
    # A drawn 1 stands upright: y of the page grows downwards, that of a tablet upwards.
    assert (np.ptp(np.argwhere(drawn[0] > 0.5), axis=0)[0]) > 12
    assert not np.array_equal(drawn[0], drawn[1])


def test_a_stroke_is_not_turned_upside_down(tmp_path: Path) -> None:
    seven = [{"width": 0.05, "points": [[0.3, 0.2], [0.7, 0.2], [0.5, 0.8]]}]
    image = repeated(
        load_extra(written(tmp_path, {"label": 7, "strokes": seven})), 1, seed=0
    ).images
    assert image[0][:14].sum() > image[0][14:].sum()


@pytest.mark.parametrize(
    ("digit", "sentence"),
    [
        ({"label": 10, "pixels": PIXELS}, "digit 1: its label is 10"),
        ({"label": True, "pixels": PIXELS}, "its label is True"),
        ({"label": 4}, "neither pixels nor strokes"),
        ({"label": 4, "strokes": DOT}, "neither pixels nor strokes longer than a dot"),
        ({"label": 4, "pixels": PIXELS[1:]}, "28 rows of 28 whole numbers"),
        ({"label": 4, "pixels": [[256] * 28] * 28}, "whole numbers from 0 to 255"),
        ({"label": 4, "pixels": [[0] * 28] * 28}, "all paper"),
        ({"label": 4, "strokes": "no"}, "its strokes are no list"),
        ({"label": 4, "strokes": [{"points": []}]}, "has no points"),
        ({"label": 4, "strokes": [{"points": [[0.5, "a"]]}]}, "has no points"),
        ({"label": 4, "strokes": [{"points": [[0.5, float("nan")]]}]}, "has no points"),
        ({"label": 4, "strokes": [{"points": [[0.5, 1e9]]}]}, "has no points"),
        ("4", "digit 1 is no object"),
    ],
)
def test_a_digit_that_is_none_is_named(tmp_path: Path, digit: Any, sentence: str) -> None:
    with pytest.raises(DataError, match=sentence):
        load_extra(written(tmp_path, digit))


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"format": "something"}, "is no export of digits"),
        ({"version": 2}, "is of version 2"),
        ({"digits": []}, "does not hold from 1 to"),
        ({"digits": {}}, "does not hold from 1 to"),
    ],
)
def test_another_file_is_refused(tmp_path: Path, changes: dict[str, Any], sentence: str) -> None:
    with pytest.raises(DataError, match=sentence):
        load_extra(written(tmp_path, **changes))


@pytest.mark.parametrize("content", [b"", b"\xff\xfe", b"{", b"[" * 100_000])
def test_a_file_that_is_no_json_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "digits.json"
    path.write_bytes(content)
    with pytest.raises(DataError, match="cannot be read as JSON"):
        load_extra(path)


def test_a_file_that_is_not_there_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="There is no file"):
        load_extra(tmp_path / "digits.json")
