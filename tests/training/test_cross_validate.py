"""`training.cross_validate`, on toy data of six writers."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from click.testing import CliRunner, Result

from model.layers import Array
from model.network import Network, perceptron
from training import cross_validate
from training.batches import TrainingSet
from training.config import load_config
from training.cross_validate import FOLDS, parted
from training.data import Digits, mnist_training, pen_trajectories, split
from training.pens import VALIDATION_WRITERS, PenDigit, parse
from training.sets import VALIDATION_COPIES

WRITERS = range(1, 7)


def run(*arguments: object) -> Result:
    return CliRunner().invoke(cross_validate.main, [str(argument) for argument in arguments])


def recipe(folder: Path) -> Path:
    path = folder / "small.toml"
    path.write_text(
        'name = "small"\ntitle = "Small"\norder = 1\n[network]\nhidden = [8]\n[training]\n'
        "learning_rate = 0.1\nepochs = 3\nbatch_size = 64\npens = 0.25\npen_copies = 2\n"
    )
    return path


@pytest.mark.parametrize("folds", [2, FOLDS, 10])
def test_every_writer_is_held_back_once(folds: int) -> None:
    pens = [PenDigit(0, writer, ()) for writer in range(1, 31) for _ in range(2)]
    held_back: list[int] = []
    for fold in range(folds):
        learned, strangers = parted(pens, fold, folds)
        assert len(learned) + len(strangers) == len(pens)
        writers = {pen.writer for pen in strangers}
        assert len(writers) == 30 / folds
        assert not writers & {pen.writer for pen in learned}
        held_back += writers
    assert sorted(held_back) == list(range(1, 31))


def test_the_first_part_are_the_writers_held_back_elsewhere() -> None:
    _, strangers = parted([PenDigit(0, writer, ()) for writer in range(1, 31)], 0, FOLDS)
    assert {pen.writer for pen in strangers} == VALIDATION_WRITERS


def test_it_trains_without_the_writers_that_it_reads_and_tells_how_each_is_read(
    mnist_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The network that stands in reads the first three of a writer's ten digits right."""
    learned: list[Digits] = []
    chosen_by: list[Digits] = []

    def trained(
        _c: Any, _s: int, digits: Callable[[], TrainingSet], validation: Digits, _r: Path
    ) -> Any:
        pens = digits().pens
        assert pens is not None
        learned.append(pens)
        chosen_by.append(validation)
        return perceptron([]), None

    def predicted(_: Network, digits: Digits) -> Array:
        answers = np.where(digits.labels < 3, digits.labels, (digits.labels + 1) % 10)
        return np.eye(10, dtype=np.float32)[answers]

    monkeypatch.setattr(cross_validate, "train_seed", trained)
    monkeypatch.setattr(cross_validate, "predict", predicted)
    result = run(recipe(tmp_path), "--data", mnist_folder, "--runs", tmp_path)
    assert result.exit_code == 0, result.output
    # Writers 1 and 6 are in one part, the others each in one of their own.
    assert sorted(len(pens) // (10 * 2) for pens in learned) == [4, 5, 5, 5, 5]
    assert [len(validation) for validation in chosen_by] == [5000] * FOLDS
    shares = re.findall(r"^ +(\d+) +([\d.]+)%$", result.output, re.MULTILINE)
    assert shares == [(str(writer), "30.00") for writer in WRITERS]
    assert "6 writers, each a stranger: 30.00% ± 0.00%" in result.output


def test_shares_belong_to_their_writer(
    mnist_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of two writers in one part, all of the first's digits are read right, none of the other's."""

    def predicted(_: Network, digits: Digits) -> Array:
        answers = digits.labels.astype(int)
        answers[10 * VALIDATION_COPIES :] = (answers[10 * VALIDATION_COPIES :] + 1) % 10
        return np.eye(10, dtype=np.float32)[answers]

    monkeypatch.setattr(cross_validate, "train_seed", lambda *_: (perceptron([]), None))
    monkeypatch.setattr(cross_validate, "predict", predicted)
    pens = list(parse(pen_trajectories(mnist_folder)))
    config = load_config(str(recipe(tmp_path)))
    mnist = split(mnist_training(mnist_folder))
    shares = cross_validate.read_strangers(config, *parted(pens, 1, FOLDS), mnist, tmp_path)
    assert shares == {1: 1.0, 6: 0.0}


def test_into_other_parts_means_other_trainings(mnist_folder: Path, tmp_path: Path) -> None:
    """Five parts, then seven, of which the toy data's six writers leave one empty."""
    arguments = (recipe(tmp_path), "--data", mnist_folder, "--runs", tmp_path / "runs")
    run(*arguments, "--epochs", 1)
    others = run(*arguments, "--epochs", 1, "--folds", 7)
    assert others.exit_code == 0, others.output
    assert others.output.count("validation: loss") == len(WRITERS)
    assert "6 writers, each a stranger" in others.output


def test_what_is_trained_already_is_not_trained_again(
    mnist_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nor are the digits drawn for it, which takes as long as a short training."""
    arguments = (recipe(tmp_path), "--data", mnist_folder, "--runs", tmp_path / "runs")
    first = run(*arguments, "--epochs", 1)
    assert first.exit_code == 0, first.output
    assert first.output.count("validation: loss") == FOLDS
    monkeypatch.setattr(cross_validate, "TrainingSet", None)
    again = run(*arguments, "--epochs", 1)
    assert again.exit_code == 0, again.output
    assert "validation: loss" not in again.output
    assert again.output.splitlines()[-8:] == first.output.splitlines()[-8:]


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("mlp-10", "mlp-10 learns from no pens"),
        ("gate", "gate reads no digits"),
        ("no-such", "no-such"),
    ],
)
def test_what_has_no_writers_to_hold_back_is_refused(
    name: str, sentence: str, mnist_folder: Path
) -> None:
    result = run(name, "--data", mnist_folder)
    assert result.exit_code == 1
    assert sentence in result.output
    assert "Traceback" not in result.output
