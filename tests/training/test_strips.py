"""Strips that are learned from, what they say, and the command that trains on them."""

import json
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

from model.numbers.ctc import NOTHING, SIGN
from model.numbers.line_network import load_line_network
from model.numbers.strips import COLUMN, HEIGHT
from tests.training.test_numbers import HANDS
from training import line
from training.candidates import KINDS, sheet
from training.line import BATCH, batches
from training.numbers import Written
from training.strips import (
    FULL,
    STRETCH,
    STRIP_KINDS,
    Lines,
    columns_of,
    drawn,
    gathered,
    needed_columns,
    stretched,
    strips_with_texts,
)

SIGNS = {"words", "digits and signs"}


def texts(lines: Lines) -> list[list[int]]:
    return [text[text != NOTHING].tolist() for text in lines.texts]


def test_strips_say_what_was_written() -> None:
    """All of it, line by line: what is far apart may be on several strips."""
    for kind in KINDS:
        for seed in range(8):
            written = sheet(HANDS, KINDS[kind], np.random.default_rng(seed))
            found = strips_with_texts(written)
            said = [symbol for _, text in found for symbol in text]
            assert said == [int(digit) for digit in written.text if digit != "\n"]
            assert len(found) >= KINDS[kind].lines


def test_a_sheet_with_a_torn_digit_is_not_learned_from() -> None:
    """Half of what was one digit is said to be another's, on the other line."""
    written = sheet(HANDS, KINDS["two lines"], np.random.default_rng(0))
    upper, lower = written.digits[0], written.digits[-1]
    torn = Written(written.picture, written.text, (upper + lower, *written.digits[1:]))
    assert strips_with_texts(written)
    assert strips_with_texts(torn) == []


@pytest.mark.parametrize("kind", STRIP_KINDS)
def test_every_strip_has_room_for_its_text_however_it_is_stretched(kind: str) -> None:
    lines = drawn(HANDS, {kind: 10}, seed=1)
    assert lines.pixels.shape == (HEIGHT, lines.widths.sum())
    assert lines.pixels.dtype == np.uint8
    for text, width in zip(texts(lines), lines.widths, strict=True):
        assert text
        assert (SIGN in text) <= (kind in SIGNS)
        assert needed_columns(text) == len(text) + sum(a == b for a, b in pairwise(text))
        assert needed_columns(text) <= columns_of(width, STRETCH[0])
    if kind == "words":
        assert all(set(text) == {SIGN} for text in texts(lines))
    if kind == "one digit":
        assert all(len(text) == 1 for text in texts(lines))


def test_the_same_seed_draws_the_same() -> None:
    one, again, other = (drawn(HANDS, {"apart": 4}, seed) for seed in (1, 1, 2))
    np.testing.assert_array_equal(one.pixels, again.pixels)
    assert texts(one) == texts(again) != texts(other)


def wedge(width: int) -> np.ndarray:
    return np.tile(np.linspace(0, FULL, width).astype(np.uint8), (HEIGHT, 1))


def test_strips_are_taken_with_their_texts_and_as_wide_as_the_widest() -> None:
    lines = gathered([(wedge(8), [1]), (wedge(40), [2, 3, 4]), (wedge(24), [5, SIGN])])
    digits = lines.take(np.array([2, 1]), np.random.default_rng(0))
    assert digits.labels.tolist() == [[5, SIGN, NOTHING], [2, 3, 4]]
    number, height, width = digits.images.shape
    assert (number, height, width % COLUMN) == (2, HEIGHT, 0)
    assert STRETCH[0] * 40 - COLUMN <= width <= STRETCH[1] * 40 + COLUMN
    assert digits.images.dtype == np.float32
    assert digits.images.max() <= 1
    assert digits.images[1, :, -1].max() > 0.8
    assert digits.images[0, :, -COLUMN:].max() == 0, "paper"


def test_stretched_is_as_wide_as_asked_and_nothing_is_lost() -> None:
    images = np.zeros((1, 2, 40), np.float32)
    images[0, :, 10:14] = 1
    for factor, width in ((0.8, 32), (1.0, 40), (1.2, 48)):
        wide = stretched(images, factor)
        assert wide.shape == (1, 2, width)
        assert wide[0, 0].argmax() == pytest.approx(10 * width / 40, abs=1.5)
        assert wide.sum() == pytest.approx(8 * width / 40, rel=0.15)
    np.testing.assert_array_equal(stretched(images, 1), images)


def test_batches_are_of_strips_about_as_wide_and_each_strip_is_in_one() -> None:
    widths = np.random.default_rng(0).integers(10, 50, 10 * BATCH + 5) * COLUMN
    chosen = list(batches(widths, np.random.default_rng(1)))
    assert [len(batch) for batch in chosen] == [BATCH] * 10
    assert len(set(np.concatenate(chosen).tolist())) == 10 * BATCH
    assert np.mean([widths[batch].std() for batch in chosen]) < widths.std() / 2
    means = [widths[batch].mean() for batch in chosen]
    assert means not in (sorted(means), sorted(means, reverse=True)), "in random order"


def test_the_command_trains_a_network_that_can_be_loaded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(line, "hands", lambda _: HANDS)
    monkeypatch.setattr(line, "FILTERS", (2, 2, 4))
    monkeypatch.setattr(line, "HIDDEN", 4)
    out = tmp_path / "line.npz"
    run = CliRunner().invoke(
        line.main, ["--epochs", "2", "--sheets", "0.004", "--out", str(out)], catch_exceptions=False
    )
    assert run.exit_code == 0, run.output
    losses = [float(one.split()[3].rstrip(",")) for one in run.output.splitlines()[1:]]
    assert losses[1] < losses[0]
    network = load_line_network(out)
    answers = network.answers(np.zeros((HEIGHT, 5 * COLUMN), np.float32))
    assert answers.shape[0] == 5
    np.testing.assert_allclose(answers.sum(axis=1), 1, rtol=1e-5)
    card = json.loads(out.with_suffix(".json").read_text("utf-8"))
    assert card["training"]["epochs"] == 2
    assert card["learned_from"]["pen writers"] == len(HANDS)
