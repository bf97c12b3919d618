"""From digits of one's own to a network that reads them, by the commands a person would use."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from click.testing import CliRunner, Result

from model.shipped import WEIGHTS, load_shipped
from model.storage import load_network
from training.config import load_config
from training.extra import OwnDigit, load_extra
from training.publish import main as publish
from training.sets import sets
from training.ship import main as ship
from training.start import gentler
from training.train import main as train

# A flag that leans on nothing: an "L" turned round, which no digit looks like.
FLAG = [[255 if (x == 8 or y == 5) and 4 < x < 24 and 4 < y < 24 else 0 for x in range(28)]
        for y in range(28)]  # fmt: skip


def run(command: Any, *arguments: object) -> Result:
    return CliRunner().invoke(command, [str(argument) for argument in arguments])


@pytest.fixture
def mine(tmp_path: Path) -> Path:
    """The file as the page exports it, with one digit that is meant as a 6."""
    path = tmp_path / "digits.json"
    digits = [{"label": 6, "read": 7, "network": "mlp-10", "strokes": None, "pixels": FLAG}]
    path.write_text(json.dumps({"format": "digits", "version": 1, "digits": digits}))
    return path


def read_by(weights: Path) -> int:
    image = np.array([FLAG], np.float32) / 255
    return int(load_network(weights).forward(image).argmax())


def test_a_shipped_network_learns_a_digit_that_it_misread(
    mnist_folder: Path, tmp_path: Path, mine: Path
) -> None:
    assert read_by(WEIGHTS / "mlp-10.npz") != 6
    out = tmp_path / "taught"
    folders = ("--data", mnist_folder, "--out", out)
    result = run(train, "mlp-10", "--start", "mlp-10", "--extra", mine, "--epochs", 20, *folders)
    assert result.exit_code == 0, result.output
    assert "with 1 of your own among them" in result.output
    assert read_by(out / "weights.npz") == 6


def test_what_was_taught_can_be_shipped_beside_the_others(
    mnist_folder: Path, tmp_path: Path, mine: Path
) -> None:
    out, weights = tmp_path / "taught", tmp_path / "weights"
    arguments = ("--extra", mine, "--epochs", 2, "--data", mnist_folder, "--out", out)
    assert run(train, "mlp-10", *arguments).exit_code == 0
    result = run(ship, out, "my-hand", "--data", mnist_folder, "--out", weights)
    assert result.exit_code == 0, result.output
    shipped = load_shipped(weights)["my-hand"]
    assert shipped.card["scores"]["test"]["digits"] == 200
    assert shipped.learned is not None
    assert shipped.learned["curves"]["epoch"] == [1, 2]
    # A second time under the same name is one's own to replace; a name of the project is not.
    assert run(ship, out, "my-hand", "--data", mnist_folder, "--out", weights).exit_code == 0
    in_the_way = run(ship, out, "my-hand", "--data", mnist_folder, "--out", out / "weights.npz")
    assert "cannot be written to" in " ".join(in_the_way.output.split())
    refused = run(ship, out, "mlp-10", "--data", mnist_folder)
    assert "is a network of the project" in refused.output
    assert "is no name" in run(ship, out, "../x", "--data", mnist_folder).output
    nothing = run(ship, tmp_path / "nothing", "x", "--data", mnist_folder)
    assert nothing.exit_code == 1
    assert isinstance(nothing.exception, SystemExit)


def test_a_start_takes_a_tenth_of_epochs_and_rate_unless_told_otherwise() -> None:
    config = load_config("cnn", {"training": {"epochs": 32, "learning_rate": 3e-3}})
    gentle = gentler(config, {}).training
    assert (gentle.epochs, gentle.learning_rate) == (3, pytest.approx(3e-4))
    told = gentler(config, {"epochs": 32}).training
    assert (told.epochs, told.learning_rate) == (32, pytest.approx(3e-4))


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--start", "mlp-16-16"], "mlp-16-16 has other layers than mlp-10"),
        (["--start", "nothing"], "There is no network 'nothing'"),
        (["--start", "nothing.npz"], "There is no weights file"),
        (["--extra", "nothing.json"], "There is no file nothing.json"),
    ],
)
def test_a_mistake_is_a_sentence(mnist_folder: Path, arguments: list[str], sentence: str) -> None:
    result = run(train, "mlp-10", "--data", mnist_folder, *arguments)
    assert result.exit_code == 1
    assert sentence in " ".join(result.output.split())
    assert isinstance(result.exception, SystemExit)


def test_a_share_that_is_none_is_a_sentence(mnist_folder: Path, mine: Path) -> None:
    result = run(train, "mlp-10", "--data", mnist_folder, "--extra", mine, "--extra-share", 1)
    assert result.exit_code == 1
    assert "teaching.share: " in result.output


def test_a_run_is_not_resumed_with_other_digits(
    mnist_folder: Path, tmp_path: Path, mine: Path
) -> None:
    arguments = ("mlp-10", "--extra", mine, "--data", mnist_folder, "--out", tmp_path / "run")
    assert run(train, *arguments, "--epochs", 2).exit_code == 0
    assert run(train, *arguments, "--epochs", 3, "--resume").exit_code == 0
    whole = tmp_path / "whole"
    assert run(train, *arguments[:-1], whole, "--epochs", 3).exit_code == 0
    resumed = (tmp_path / "run" / "weights.npz").read_bytes()
    assert resumed == (whole / "weights.npz").read_bytes()
    mine.write_text(mine.read_text().replace('"label": 6', '"label": 5'))
    result = run(train, *arguments, "--epochs", 4, "--resume")
    assert result.exit_code == 1
    assert "differs in teaching.extra" in " ".join(result.output.split())


def test_own_digits_have_their_share_and_are_never_validated_on(
    mnist_folder: Path, mine: Path
) -> None:
    config = load_config("mlp-10", {"teaching": {"share": 0.5}})
    digits, validation = sets(config, mnist_folder, load_extra(mine))
    (own,) = load_extra(mine)
    assert isinstance(own, OwnDigit)
    shown = (digits.mnist.images == own.image).all(axis=(1, 2))
    assert shown.mean() == pytest.approx(0.5)
    assert not (validation.images == own.image).all(axis=(1, 2)).any()


def test_how_a_network_learned_is_published_and_written_again_from_its_run(
    mnist_folder: Path, tmp_path: Path
) -> None:
    small = tmp_path / "small.toml"
    small.write_text(
        'name = "small"\ntitle = "Small"\norder = 1\n[network]\nhidden = [8]\n'
        "[training]\nlearning_rate = 0.1\nlabel_smoothing = 0.1\nepochs = 3\nbatch_size = 500\n"
    )
    out, runs = tmp_path / "out", tmp_path / "runs"
    folders = ("--data", mnist_folder, "--out", out, "--runs", runs)
    result = run(publish, small, "--seeds", 1, *folders)
    assert result.exit_code == 0, result.output
    learned = load_shipped(out)["small"].learned
    assert learned is not None
    curves = learned["curves"]
    assert curves["epoch"] == [1, 2, 3]
    assert curves["loss"][0] > curves["loss"][-1]
    validation = learned["sets"][0]
    assert (validation["name"], validation["digits"]) == ("validation", 5000)
    counts = np.array(validation["confusion"])
    assert counts.sum() == 5000
    score = load_shipped(out)["small"].card["scores"]["validation"]
    assert np.trace(counts) / 5000 == pytest.approx(score["accuracy"])
    mistakes = validation["mistakes"]
    assert len(mistakes) == min(24, 5000 - np.trace(counts))
    assert all(m["label"] != m["read"] for m in mistakes)
    assert mistakes == sorted(mistakes, key=lambda m: -m["confidence"])

    path = out / "small.training.json"
    written = path.read_text()
    path.unlink()
    result = run(publish, small, "--learned-only", *folders)
    assert result.exit_code == 0, result.output
    assert path.read_text() == written

    other = run(publish, small, "--learned-only", *folders[:-1], tmp_path / "elsewhere")
    assert other.exit_code == 1
    assert isinstance(other.exception, SystemExit)
