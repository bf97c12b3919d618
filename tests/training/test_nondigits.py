from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner
from PIL import Image

from training import nondigits
from training.broken_digits import BROKEN, Material
from training.data import mnist_training, split
from training.nondigits import main, pictures, training_kinds
from training.scrawls import DRAWN
from training.signs import LEARNED_KINDS, LEARNED_SIGNS, TEST_KINDS, TEST_SIGNS
from training.sketches import THICKEST, Rng, line, on_a_sheet


def test_no_kind_is_in_two_parts(mnist_folder: Path) -> None:
    parts = [training_kinds(mnist_folder), TEST_KINDS]
    assert len(parts[0]) == len(DRAWN) + len(LEARNED_KINDS) + len(BROKEN)
    assert sum(map(len, parts)) == len({name for part in parts for name in part})
    signs = [set(sign) for part in (LEARNED_SIGNS, TEST_SIGNS) for sign in part.values()]
    assert sum(map(len, signs)) == len(set().union(*signs))


@pytest.mark.parametrize("held_back", [False, True])
def test_digits_are_broken_of_writers_and_pictures_of_one_part_only(
    mnist_folder: Path, held_back: bool
) -> None:
    """Of the six writers in the toy data, 5 is held back."""
    (material,) = {
        id(kind.args[0]): kind.args[0]  # type: ignore[attr-defined]
        for name, kind in training_kinds(mnist_folder, held_back).items()
        if name in BROKEN
    }.values()
    assert isinstance(material, Material)
    writers = {pen.writer for pens in material.pens.values() for pen in pens}
    assert writers == ({5} if held_back else {1, 2, 3, 4, 6})
    part = split(mnist_training(mnist_folder))[held_back]
    np.testing.assert_array_equal(material.mnist.images, part.images)


def test_pictures_of_every_kind_are_normalised_and_the_same_every_time(mnist_folder: Path) -> None:
    kinds = training_kinds(mnist_folder) | TEST_KINDS
    numbers = dict.fromkeys(kinds, 3)
    drawn, again = (pictures(kinds, numbers, seed=5) for _ in range(2))
    for name, images in drawn.items():
        assert images.shape == (3, 28, 28), name
        assert images.dtype == np.float32, name
        assert images.min() >= 0, name
        assert images.max(axis=(1, 2)) == pytest.approx(1), name
        assert (images[0] != images[1]).any(), name
        np.testing.assert_array_equal(images, again[name], err_msg=name)


def test_a_sheet_that_is_too_pale_is_drawn_again(monkeypatch: pytest.MonkeyPatch) -> None:
    tries = iter([Image.new("L", (9, 9)), Image.fromarray(np.eye(9, dtype=np.uint8) * 255)])
    monkeypatch.setitem(nondigits._kinds, "pale", lambda _: next(tries))
    assert nondigits._normalised("pale", [0]).max() == 1


def test_no_brush_is_thicker_than_it_should_be() -> None:
    """On a line across, it is how far the ink goes down."""

    def share(rng: Rng, thickest: float) -> float:
        picture = np.asarray(on_a_sheet([line((0, 0), (1, 0))], rng, thickest)).astype(int)
        marked = np.abs(picture - np.median(picture)) > 40
        return marked.any(axis=1).sum() / marked.any(axis=0).sum()

    rng = np.random.default_rng(0)
    assert max(share(rng, 0.1) for _ in range(40)) < 0.4, "a line that is slanted goes down, too"
    assert THICKEST < 0.27


def test_every_kind_is_on_the_sheets(mnist_folder: Path, tmp_path: Path) -> None:
    result = CliRunner().invoke(main, ["--data", str(mnist_folder), "--out", str(tmp_path)])
    assert result.exit_code == 0, result.output
    for part in ("training", "test"):
        with Image.open(tmp_path / f"nondigits-{part}.png") as picture:
            assert np.asarray(picture).any()
            assert f"{picture.height // nondigits.SIDE} kinds in" in result.output
