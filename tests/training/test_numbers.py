"""Numbers put together from pens, what is learned from them, and the commands."""

import io
import json
import re
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

from model.components import components
from model.numbers.judge import FEATURES, load_judge
from model.numbers.reader import load_number_reader
from model.numbers.segment import Candidate, marks
from model.reader import load_readers
from tests.numbers import STROKES
from training import candidates
from training.candidates import (
    FULL,
    KINDS,
    SIGNS,
    WHOLE,
    WHOLE_OF_BEST,
    best_division,
    hands,
    sheet,
    shown,
)
from training.evaluate_numbers import main as evaluate_numbers
from training.judge import main as train_judge
from training.judge import weigh
from training.losses import NONE
from training.numbers import SIGN, Written, write
from training.pens import PenDigit
from training.show_numbers import example


def pens(writer: int) -> list[PenDigit]:
    """The ten digits as tests draw them, in a tablet's units, y upwards."""
    return [
        PenDigit(
            label,
            writer,
            tuple(np.array([(150 * x, 150 * (1 - y)) for x, y in stroke], np.float32)
                  for stroke in strokes),
        )
        for label, strokes in sorted(STROKES.items())
    ]  # fmt: skip


HANDS = {1: pens(1), 2: pens(2)}


def written(kind: str, seed: int) -> Written:
    return sheet(HANDS, KINDS[kind], np.random.default_rng(seed))


def pairs(sheet: Written) -> list[bool]:
    """Of each two neighbours on a line, whether their ink overlaps."""
    lines = sheet.text.split("\n")
    ends = np.cumsum([len(line) for line in lines])
    return [
        bool(((a > 0.5) & (b > 0.5)).any())
        for number, (a, b) in enumerate(zip(sheet.digits, sheet.digits[1:], strict=False), start=1)
        if number not in ends
    ]


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_drawn_is_what_is_said(kind: str) -> None:
    for seed in range(15):
        one = written(kind, seed)
        lines = one.text.split("\n")
        assert len(lines) == KINDS[kind].lines
        assert all(2 <= len(line) <= 6 for line in lines)
        assert len(one.digits) == sum(map(len, lines))
        light = np.asarray(one.picture).astype(int)
        drawn = np.max(one.digits, axis=0)
        paper, ink = light[drawn == 0], light[drawn > 0.99]
        assert np.ptp(paper) == 0
        assert abs(int(paper[0]) - int(np.median(ink))) > 80
        assert all(digit.any() for digit in one.digits)


def test_neighbours_are_apart_or_touch_as_asked() -> None:
    for seed in range(15):
        assert not any(pairs(written("apart", seed)))
        assert sum(pairs(written("one pair touches", seed))) == 1
        assert all(pairs(written("all touch", seed)))


def test_broken_digits_are_in_pieces_and_whole_ones_are_not() -> None:
    """But a 0 that is broken in one place still hangs together."""
    pieces = {
        kind: [
            components(digit > 0.5).count
            for seed in range(15)
            for digit in written(kind, seed).digits
        ]
        for kind in ("apart", "in two pieces")
    }
    assert np.mean(pieces["apart"]) < 1.05
    assert np.mean(pieces["in two pieces"]) > 1.4, "all but the 0s"
    assert max(pieces["in two pieces"]) <= 3


def test_slanting_leaves_a_digit_as_its_writer_put_its_strokes() -> None:
    """All of them together: a bar 2 % of a digit's height away makes a 5 a 3."""
    corner = (np.array([(0, 5000), (0, 5200)]), np.array([(0, 5200), (100, 5200)]))
    pen = PenDigit(7, 1, tuple(stroke.astype(np.float32) for stroke in corner))
    for seed in range(15):
        one = write([[pen] * 4], np.random.default_rng(seed))
        assert [components(digit > 0.5).count for digit in one.digits] == [1] * 4


def test_the_same_seed_writes_the_same() -> None:
    one, again, other = written("apart", 3), written("apart", 3), written("apart", 4)
    np.testing.assert_array_equal(np.asarray(one.picture), np.asarray(again.picture))
    assert (one.text, one.picture.size) != (other.text, other.picture.size)


def test_candidates_are_held_against_what_was_drawn() -> None:
    """On sheets without contact each mark is a digit, and its candidate all of it."""
    found = shown(HANDS, {"apart": 12}, seed=5)
    assert found.images.shape == (len(found.labels), 28, 28)
    assert found.geometry.shape == (len(found.labels), len(FEATURES))
    assert found.whole.any()
    assert found.none.any()
    assert not (found.whole & found.none).any()
    judge = load_judge()
    best = np.flatnonzero(found.shared > 0.95)
    read = judge.network.forward(found.images[best].astype(np.float32) / FULL).argmax(axis=1)
    assert (read == found.labels[best]).mean() > 0.9


def test_the_best_division_is_as_many_candidates_as_digits_and_most_like_them() -> None:
    """Three pieces, of which the second is half of one digit, half of the other."""
    found = [Candidate(first, last, (0, 0, 0, 0))
             for first, last in ((0, 1), (0, 2), (0, 3), (1, 2), (1, 3), (2, 3))]  # fmt: skip
    shared = np.array([[0.5, 0], [0.7, 0.1], [0.5, 0.5], [0.2, 0.2], [0.1, 0.8], [0, 0.7]])
    assert best_division(shared, found) == [1, 5], "0.7 and 0.7, not 0.5 and 0.8"
    assert best_division(shared[:, :1], found) == [2], "one digit: all of it"
    assert best_division(np.tile(shared, 2), found) == [], "four are too many"


def test_the_best_that_cuts_can_do_is_a_whole_digit() -> None:
    """Of digits that touch, too, there is one candidate each to learn from."""
    found = shown(HANDS, {"all touch": 12}, seed=5)
    assert (found.shared[found.best] < WHOLE).any()
    assert (found.whole[found.best] == (found.shared[found.best] >= WHOLE_OF_BEST)).all()
    assert not found.none[found.best].any()


def test_of_words_no_candidate_is_a_digit() -> None:
    found = shown(HANDS, {"words": 6}, seed=5)
    assert (found.labels == NONE).all()
    assert found.none.all()
    assert not found.whole.any()


def test_of_digits_beside_signs_the_digits_are_learned() -> None:
    texts = [
        sheet(HANDS, SIGNS["digits and signs"], np.random.default_rng(seed)).text
        for seed in range(20)
    ]
    assert any(SIGN in text and text.strip(SIGN) for text in texts)
    found = shown(HANDS, {"digits and signs": 12}, seed=5)
    of_signs = found.labels == NONE
    assert of_signs.any()
    assert found.none[of_signs].all()
    assert found.whole[~of_signs].any()


def test_weights_tell_whole_digits_from_parts() -> None:
    judge = load_judge()
    found = shown(HANDS, {"apart": 6, "all touch": 6}, seed=6)
    weights = weigh(judge.network, found)
    assert weights.shape == (len(FEATURES) + 1,)
    assert weights[FEATURES.index("digit")] > 0


def test_writers_that_are_held_back_are_not_learned_from(mnist_folder: Path) -> None:
    assert set(hands(mnist_folder)) == {1, 2, 3, 4, 6}
    assert set(hands(mnist_folder, validation=True)) == {5}


def test_the_judge_is_trained_and_written_with_its_card(
    mnist_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("training.judge.hands", lambda _: HANDS)
    out = tmp_path / "judge.npz"
    result = CliRunner().invoke(train_judge, ["--epochs", "3", "--sheets", "0.01", "--out", out])
    assert result.exit_code == 0, result.output
    losses = [float(loss) for loss in re.findall(r"epoch \d: loss (\S+)", result.output)]
    assert len(losses) == 3
    assert losses[2] < 0.8 * losses[0], "it learns"
    judge = load_judge(out)
    card = json.loads(out.with_suffix(".json").read_text())
    assert card["training"]["sheets"]["apart"] == 24, "a hundredth of 2,400"
    assert judge.weights.shape == (len(FEATURES) + 1,)

    written = out.read_bytes()
    again = ["--weights-only", "--sheets", "0.05", "--out", out]
    assert CliRunner().invoke(train_judge, again).exit_code == 0
    assert out.read_bytes() == written, "the network is kept"
    assert (load_judge(out).weights != judge.weights).any(), "the weights are not"


def test_weights_of_a_judge_that_is_not_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("training.judge.hands", lambda _: HANDS)
    missing = tmp_path / "judge.npz"
    result = CliRunner().invoke(train_judge, ["--weights-only", "--out", missing])
    assert result.exit_code == 1
    assert "missing or damaged" in " ".join(result.output.split())


def test_every_kind_is_evaluated(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    asked = []

    def by(_: Path | None, validation: bool) -> candidates.Hands:
        asked.append(validation)
        return HANDS

    monkeypatch.setattr("training.evaluate_numbers.hands", by)
    arguments = ["--number", "4", "--mistakes", str(tmp_path)]
    result = CliRunner().invoke(evaluate_numbers, arguments)
    assert result.exit_code == 0, result.output
    lines = result.output.splitlines()[1:]
    assert [line[:18].strip() for line in lines] == list(KINDS)
    assert asked == [True], "the writers that were held back"
    assert len(list(tmp_path.glob("*.png"))) == len(KINDS)


def test_a_network_that_is_not_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("training.evaluate_numbers.hands", lambda *_, **__: HANDS)
    result = CliRunner().invoke(evaluate_numbers, ["--model", "gpt"])
    assert result.exit_code == 1
    assert "no network 'gpt'; there are" in " ".join(result.output.split())


def test_marks_of_an_apart_sheet_are_its_digits() -> None:
    one = written("apart", 1)
    assert len(marks(np.max(one.digits, axis=0)).boxes) == len(one.digits)


def test_the_example_of_the_steps_is_read_as_it_is_drawn() -> None:
    file = io.BytesIO()
    example().save(file, "PNG")
    read = load_number_reader().read(file.getvalue(), load_readers()["cnn"])
    assert read.text == "250"


def test_numbers_whose_digits_all_touch_are_read() -> None:
    """By the judge alone, without the network of lines, 29 of the 40."""
    number_reader, reader = load_number_reader(), load_readers()["cnn"]
    right = 0
    for seed in range(40):
        one, file = written("all touch", seed), io.BytesIO()
        one.picture.save(file, "PNG")
        right += number_reader.read(file.getvalue(), reader).text == one.text
    assert right >= 32
