"""The pictures that the recogniser is tried with, and the command that tries it."""

from pathlib import Path

import numpy as np
import pytest
from click import Command
from click.testing import CliRunner
from PIL import Image

from model.errors import BlankPicture
from model.picture import decode, normalise
from tests.digits import NO_DIGITS, draw, png, side_by_side
from tests.numbers import draw_number
from training.conditions import CONDITIONS, worn_digits
from training.evaluate_pictures import ZIGZAG, main
from training.plain_normalisation import normalise_plainly
from training.show_numbers import main as show_numbers
from training.show_steps import main as show_steps


@pytest.mark.parametrize("condition", CONDITIONS)
def test_the_drawing_is_found_under(condition: str) -> None:
    """As a 28x28 it is like the plain one: no condition makes it another drawing."""
    plain, seen = (
        normalise(decode(CONDITIONS[name](ZIGZAG, np.random.default_rng(3))))
        for name in ("plain", condition)
    )
    # Brushes differ on purpose: what counts is where the ink is.
    assert (seen * plain).sum() > 0.6 * min(seen.sum(), plain.sum())


def test_the_plain_recipe_finds_plain_drawings_and_no_faint_ones() -> None:
    plain, faint = (
        decode(CONDITIONS[name](ZIGZAG, np.random.default_rng(3)))
        for name in ("plain", "faint pencil")
    )
    image = normalise_plainly(plain)
    assert (image.shape, image.dtype) == ((28, 28), np.float32)
    assert np.abs(image - normalise(plain)).sum() < 0.35 * image.sum()
    with pytest.raises(BlankPicture):
        normalise_plainly(faint)


def test_every_condition_gives_another_file_and_the_same_one_again() -> None:
    files = {name: make(ZIGZAG, np.random.default_rng(3)) for name, make in CONDITIONS.items()}
    assert len(set(files.values())) == len(files)
    assert all(CONDITIONS[n](ZIGZAG, np.random.default_rng(3)) == file for n, file in files.items())


def test_worn_sheets_are_read_as_plain_ones_and_differ() -> None:
    """What the gate learns from on worn sheets are digits, each time in other wear."""
    plain = normalise(decode(CONDITIONS["plain"](ZIGZAG, np.random.default_rng(3))))
    worn = worn_digits([ZIGZAG], 12, seed=0)
    assert (worn.labels == ZIGZAG.label).all()
    overlap = (worn.images * plain).sum(axis=(1, 2))
    assert (overlap > 0.4 * np.minimum(worn.images.sum(axis=(1, 2)), plain.sum())).all()
    assert len(np.unique(worn.images, axis=0)) == 12
    np.testing.assert_array_equal(worn_digits([ZIGZAG], 12, seed=0).images, worn.images)


def test_a_line_for_every_condition(mnist_folder: Path, tmp_path: Path) -> None:
    sheet = tmp_path / "sheet.png"
    arguments = ["mlp-10", "--data", str(mnist_folder), "--every", "1", "--sheet", str(sheet)]
    result = CliRunner().invoke(main, [*arguments, "--before"])
    assert result.exit_code == 0, result.output
    weights, blank, head, _, *lines, _ = result.output.splitlines()
    assert weights.startswith("<!-- Read by the weights ")
    assert not blank
    assert [line.split("|")[1].strip() for line in lines] == list(CONDITIONS)
    assert lines[0].split("|")[2].strip() == "10", "one of the six writers is held out"
    assert head.split("|")[3].strip() == "before"
    assert lines[0].split("|")[3].strip().endswith("%")
    with Image.open(sheet) as picture:
        assert picture.width > 300


def test_the_table_counts_what_predict_would_read(
    mnist_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of ten digits, each sent as the same picture, one is read right if that is read at all."""
    sent = {
        "plain": png(draw(7)),
        "a 10": png(draw(side_by_side(1, 0, gap=0.2), height=120, brush=12)),
        "a star": png(draw(NO_DIGITS["star"])),
        "blank": png(Image.new("L", (280, 280), 255)),
    }
    conditions = {name: lambda pen, rng, data=data: data for name, data in sent.items()}
    monkeypatch.setattr("training.evaluate_pictures.CONDITIONS", conditions)
    result = CliRunner().invoke(main, ["--data", str(mnist_folder), "--before"])
    assert result.exit_code == 0, result.output
    rows = [line.split("|") for line in result.output.splitlines()[4:]]
    shares = {name.strip(): (before.strip(), now.strip()) for _, name, _, before, now, *_ in rows}
    assert shares == {
        "plain": ("10.00%", "10.00%"),
        "a 10": ("10.00%", "0.00%"),  # The 28x28 alone are a 0.
        "a star": ("0.00%", "0.00%"),
        "blank": ("0.00%", "0.00%"),
    }


@pytest.mark.parametrize(("command", "picture"), [
    (show_steps, CONDITIONS["plain"](ZIGZAG, np.random.default_rng(3))),
    (show_numbers, png(draw_number("57", gap=0.02))),
])  # fmt: skip
def test_the_steps_of_a_picture_are_drawn(tmp_path: Path, command: Command, picture: bytes) -> None:
    sent, out = tmp_path / "two.png", tmp_path / "steps.png"
    sent.write_bytes(picture)
    result = CliRunner().invoke(command, [str(sent), "--out", str(out)])
    assert result.exit_code == 0, result.output
    with Image.open(out) as drawn:
        assert drawn.width > 1000


@pytest.mark.parametrize("command", [show_steps, show_numbers])
def test_steps_of_what_cannot_be_read_are_refused_with_the_reason(
    tmp_path: Path, command: Command
) -> None:
    sent = tmp_path / "two.txt"
    sent.write_text("two", encoding="utf-8")
    result = CliRunner().invoke(command, [str(sent)])
    assert result.exit_code == 1
    assert "not a picture" in result.output
