"""The commands as a person uses them: what they print, write and refuse."""

import csv
import importlib
import json
import re
import signal
from pathlib import Path
from typing import Any

import click
import numpy as np
import pytest
from click.testing import CliRunner, Result

from model.gate import load_gate
from model.reader import Reader
from model.shipped import load_shipped
from model.storage import load_network
from training import terminal
from training.config import load_config
from training.data import mnist_test, pen_trajectories
from training.evaluate import predict
from training.metrics import calibration_error
from training.pens import parse
from training.publish import main as publish
from training.sets import VALIDATION_COPIES, mnist_validation, pens_validation, sets
from training.terminal import Checkpointing
from training.train import main as train
from training.trainer import Run as TrainingRun

ROOT = Path(__file__).parents[2]


def run(command: Any, *arguments: object) -> Result:
    return CliRunner().invoke(command, [str(argument) for argument in arguments])


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "runs"


def small_recipe(
    folder: Path, hidden: int = 8, rate: float = 0.1, epochs: int = 1, smoothing: float = 0.0
) -> Path:
    """The file, in `folder`, of a small perceptron's recipe."""
    path = folder / "small.toml"
    path.write_text(
        f'name = "small"\ntitle = "Small"\norder = 1\n[network]\nhidden = [{hidden}]\n'
        f"[training]\nlearning_rate = {rate}\nepochs = {epochs}\nbatch_size = 32\n"
        f"label_smoothing = {smoothing}\n"
    )
    return path


def test_training_prints_its_epochs_and_writes_what_it_learned(
    mnist_folder: Path, out: Path
) -> None:
    result = run(train, "mlp-128-64", "--data", mnist_folder, "--epochs", 2, "--out", out)
    assert result.exit_code == 0, result.output
    assert result.output.count("validation: loss") == 2
    assert "Kept epoch 2" in result.output
    assert (out / "curves.png").read_bytes().startswith(b"\x89PNG")
    assert load_network(out / "weights.npz").size == 109_386
    with (out / "history.csv").open() as file:
        rows = list(csv.DictReader(file))
    assert [row["epoch"] for row in rows] == ["1", "2"]
    assert float(rows[1]["loss"]) < float(rows[0]["loss"])
    assert json.loads((out / "run.json").read_text())["config"]["training"]["epochs"] == 2


def test_without_a_display_the_live_curves_go_to_a_file(
    mnist_folder: Path, out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def headless(name: str) -> None:
        raise ImportError(f"Cannot load backend {name!r}: headless is currently running")

    monkeypatch.setattr("matplotlib.pyplot.switch_backend", headless)
    arguments = ("mlp-10", "--data", mnist_folder, "--epochs", 2, "--out", out, "--plot", "live")
    result = run(train, *arguments)
    assert result.exit_code == 0, result.output
    assert "no display" in result.output
    assert (out / "curves.png").exists()


def test_no_plot_no_file(mnist_folder: Path, out: Path) -> None:
    arguments = ("mlp-10", "--data", mnist_folder, "--epochs", 2, "--out", out, "--plot", "none")
    assert run(train, *arguments).exit_code == 0
    assert not (out / "curves.png").exists()


def test_options_replace_what_the_file_says(mnist_folder: Path, out: Path) -> None:
    options = {
        "--epochs": 3, "--batch-size": "full", "--learning-rate": 0.25, "--optimizer": "adam",
        "--hidden": "7,6,5", "--activation": "sigmoid", "--seed": 4, "--schedule": "constant",
        "--l2": 0.5, "--patience": 0, "--dropout": 0.25,
    }  # fmt: skip
    arguments = [part for option in options.items() for part in option]
    result = run(train, "mlp-128-64", "--data", mnist_folder, "--out", out, *arguments)
    assert result.exit_code == 0, result.output
    config = json.loads((out / "run.json").read_text())["config"]
    expected = {
        "loss": "cross-entropy", "epochs": 3, "batch_size": "full", "learning_rate": 0.25,
        "optimizer": "adam", "seed": 4, "schedule": "constant", "l2": 0.5, "patience": 0,
    }  # fmt: skip
    assert expected.items() <= config["training"].items()
    assert config["network"]["hidden"] == [7, 6, 5]
    assert config["network"]["activation"] == "sigmoid"
    assert config["network"]["dropout"] == 0.25
    architecture = load_network(out / "weights.npz").architecture()
    assert [layer["outputs"] for layer in architecture if "outputs" in layer] == [7, 6, 5, 10]


def test_two_runs_with_one_seed_write_the_same_bytes(mnist_folder: Path, tmp_path: Path) -> None:
    written = []
    for folder in (tmp_path / "a", tmp_path / "b"):
        arguments = ("mlp-10", "--data", mnist_folder, "--epochs", 3, "--seed", 5, "--out", folder)
        assert run(train, *arguments).exit_code == 0
        written.append((folder / "weights.npz").read_bytes())
    assert written[0] == written[1]


def test_ctrl_c_keeps_what_was_reached(
    mnist_folder: Path, out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupt_in_the_second(self: Checkpointing, run: TrainingRun) -> None:
        if len(run.epochs) == 2:
            signal.raise_signal(signal.SIGINT)

    checkpointing = Checkpointing.epoch

    def epoch(self: Checkpointing, run: TrainingRun) -> None:
        checkpointing(self, run)
        interrupt_in_the_second(self, run)
        if self.stop:
            assert signal.getsignal(signal.SIGINT) is signal.SIG_DFL, "the second ends it at once"

    monkeypatch.setattr(Checkpointing, "epoch", epoch)
    handler = signal.getsignal(signal.SIGINT)
    result = run(train, "mlp-128-64", "--data", mnist_folder, "--epochs", 50, "--out", out)
    assert result.exit_code == 130
    assert "stopped by hand" in result.output
    assert np.isfinite(load_network(out / "weights.npz").parameters["1.weight"]).all()
    assert signal.getsignal(signal.SIGINT) is handler


def test_a_run_stopped_within_an_epoch_and_resumed_ends_as_if_it_had_not(
    mnist_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Half an epoch is kept as weights; gone on from is the whole one before it."""

    def trained(out: Path, *more: str) -> Result:
        arguments = ("mlp-128-64", "--epochs", 3, "--data", mnist_folder, "--plot", "none")
        return run(train, *arguments, "--out", out, *more)

    assert trained(tmp_path / "whole").exit_code == 0
    step, steps = Checkpointing.step, 0

    def interrupted(self: Checkpointing, digits: int, loss: float) -> None:
        nonlocal steps
        step(self, digits, loss)
        steps += 1
        if steps == 45:  # Of 32 an epoch.
            signal.raise_signal(signal.SIGINT)

    monkeypatch.setattr(terminal, "SECONDS_BETWEEN", 0.0)
    with monkeypatch.context() as patch:
        patch.setattr(Checkpointing, "step", interrupted)
        stopped = trained(tmp_path / "stopped")
    assert stopped.exit_code == 130
    assert "epoch    2" in stopped.output
    assert trained(tmp_path / "stopped", "--resume").exit_code == 0
    whole, resumed = (tmp_path / name / "weights.npz" for name in ("whole", "stopped"))
    assert resumed.read_bytes() == whole.read_bytes()


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["nothing"], "there are cnn, cnn-micro, cnn-small, cnn-tiny, cnn-valid, gate, mlp-10"),
        (["mlp-10", "--hidden", "0"], "network.hidden: "),
        (["mlp-10", "--hidden", "a,b"], "no list of whole numbers"),
        (["mlp-10", "--batch-size", "half"], "neither a whole number nor 'full'"),
        (["mlp-10", "--learning-rate", "-1"], "training.learning_rate: "),
        (["mlp-10", "--optimizer", "magic"], "training.optimizer: "),
        (["mlp-10", "--epochs", "0"], "training.epochs: "),
        (["mlp-10", "--dropout", "1"], "network.dropout: "),
        (["mlp-10", "--extra-share", "0.2"], "--extra-share is of the digits of --extra"),
        (["mlp-10", "--hidden", ",".join(["10000"] * 11)], "1,008,050,010 parameters"),
    ],
)
def test_a_mistake_is_a_sentence_not_a_traceback(
    mnist_folder: Path, arguments: list[str], sentence: str
) -> None:
    result = run(train, *arguments, "--data", mnist_folder)
    assert result.exit_code in (1, 2)
    assert sentence in " ".join(result.output.split())
    assert isinstance(result.exception, SystemExit)


def test_missing_data_is_a_sentence(tmp_path: Path) -> None:
    result = run(train, "mlp-10", "--data", tmp_path)
    assert result.exit_code == 1
    assert "holds no train-images-idx3-ubyte.gz" in " ".join(result.output.split())


def test_a_loss_that_is_no_number_is_a_sentence(mnist_folder: Path, out: Path) -> None:
    result = run(
        train, "mlp-16-16", "--data", mnist_folder, "--learning-rate", 1e38, "--activation", "relu",
        "--epochs", 2, "--out", out,
    )  # fmt: skip
    assert result.exit_code == 1
    assert "with the learning rate" in result.output


def test_resuming_what_is_not_there_is_a_sentence(mnist_folder: Path, out: Path) -> None:
    result = run(train, "mlp-10", "--data", mnist_folder, "--out", out, "--resume")
    assert result.exit_code == 1
    assert "leave out --resume" in " ".join(result.output.split())


def test_a_folder_that_cannot_be_written_is_a_sentence(mnist_folder: Path, out: Path) -> None:
    out.write_text("a file where the folder should be")
    result = run(train, "mlp-10", "--data", mnist_folder, "--epochs", 1, "--out", out)
    assert result.exit_code == 1
    assert "cannot be written to" in " ".join(result.output.split())
    assert "epoch" not in result.output, "it is said before one is trained in vain"


def test_a_disk_that_is_full_at_the_end_is_a_sentence(
    mnist_folder: Path, out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The weights do not fit any more; the checkpoint did."""
    arguments = ("mlp-10", "--data", mnist_folder, "--epochs", 1, "--out", out, "--plot", "none")

    def full_disk(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr("training.train.save_network", full_disk)
        result = run(train, *arguments)
    assert result.exit_code == 1
    assert isinstance(result.exception, SystemExit)
    said = " ".join(result.output.split())
    assert "No space left on device. Make room, and the same command with --resume" in said
    assert run(train, *arguments, "--resume").exit_code == 0


def test_the_checkpoint_of_an_earlier_run_is_not_passed_off_as_a_good_one(
    mnist_folder: Path, out: Path
) -> None:
    arguments = ("mlp-10", "--data", mnist_folder, "--epochs", 1, "--out", out, "--plot", "none")
    assert run(train, *arguments).exit_code == 0
    result = run(train, *arguments, "--learning-rate", 1e38, "--l2", 1e10)
    assert "after step 1 of epoch 1" in result.output
    assert "What was best before" not in result.output


def test_what_was_best_before_a_run_broke_can_be_gone_on_from(
    mnist_folder: Path, out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    arguments = ("mlp-10", "--data", mnist_folder, "--epochs", 2, "--out", out, "--plot", "none")
    with monkeypatch.context() as patch:
        patch.setattr(
            "training.trainer.learning_rate", lambda _, rate, done: rate if done < 0.5 else 1e38
        )
        result = run(train, *arguments, "--l2", 1e10)
    assert result.exit_code == 1
    assert "of epoch 2" in result.output
    weights = out / "weights.npz"
    assert f"--start {weights}" in " ".join(result.output.split())
    again = run(train, *arguments, "--start", weights, "--learning-rate", 0.001)
    assert again.exit_code == 0, again.output


def test_what_a_run_began_from_may_be_gone_when_it_goes_on(mnist_folder: Path, out: Path) -> None:
    folders = ("--data", mnist_folder, "--plot", "none")
    assert run(train, "mlp-10", *folders, "--epochs", 1, "--out", out).exit_code == 0
    weights = out / "weights.npz"
    arguments = ("mlp-10", *folders, "--epochs", 2, "--start", weights, "--out", out / "further")
    assert run(train, *arguments).exit_code == 0
    weights.unlink()
    resumed = run(train, *arguments, "--resume")
    assert resumed.exit_code == 0, resumed.output


def test_the_weights_of_a_run_are_as_sure_as_they_are_right(mnist_folder: Path, out: Path) -> None:
    """Smoothed labels teach to be sure of nothing more than about 91 %."""
    recipe = small_recipe(out.parent, hidden=32, rate=0.2, epochs=10, smoothing=0.1)
    assert run(train, recipe, "--data", mnist_folder, "--out", out).exit_code == 0
    network, validation = load_network(out / "weights.npz"), mnist_validation(mnist_folder)
    assert calibration_error(predict(network, validation), validation.labels) < 0.01


def test_pen_writers_that_are_validated_on_are_not_learned_from(mnist_folder: Path) -> None:
    """Of the six writers in the toy data, 5 is held back: no picture of its digits is learned."""
    config = load_config("cnn")
    digits, validation = sets(config, mnist_folder)
    pens = digits.pens
    assert pens is not None
    copies = config.training.pen_copies
    assert len(pens) == 5 * 10 * copies
    held_back = pens_validation(mnist_folder)
    assert len(held_back) == 1 * 10 * VALIDATION_COPIES
    assert len(validation) == 5000 + len(held_back)
    writers = list(parse(pen_trajectories(mnist_folder)))
    assert held_back.labels.tolist() == [
        pen.label for pen in writers if pen.writer == 5 for _ in range(VALIDATION_COPIES)
    ]
    assert pens.labels.tolist() == [
        pen.label for pen in writers if pen.writer != 5 for _ in range(copies)
    ]


def test_what_reads_no_digits_is_not_published_as_if_it_did(mnist_folder: Path, out: Path) -> None:
    result = run(publish, "gate", "--data", mnist_folder, "--out", out)
    assert result.exit_code == 1
    assert "python -m training.publish_gate" in result.output


def test_publishing_writes_a_network_that_can_be_shipped(mnist_folder: Path, out: Path) -> None:
    small = small_recipe(out.parent, hidden=32, rate=0.2, epochs=4, smoothing=0.2)
    folders = ("--data", mnist_folder, "--out", out, "--runs", out.parent)
    result = run(publish, small, "--seeds", 2, *folders)
    assert result.exit_code == 0, result.output
    shipped = load_shipped(out)["small"]
    test = shipped.card["scores"]["test"]
    assert len(test["seeds"]) == 2
    numbers = {name: score["digits"] for name, score in shipped.card["scores"].items()}
    assert numbers == {"validation": 5000, "pens": 30, "test": 200}
    digits = mnist_test(mnist_folder)
    right = shipped.network.forward(digits.images).argmax(axis=1) == digits.labels
    assert test["accuracy"] == pytest.approx(right.mean())
    assert test["accuracy"] == test["seeds"][0]
    assert min(test["seeds"]) <= test["mean"] <= max(test["seeds"])
    assert shipped.card["parameters"] == shipped.network.size
    assert shipped.card["training"]["command"] == f"python -m training.publish {small} --seeds 2"
    validation = mnist_validation(mnist_folder)
    sure = calibration_error(predict(shipped.network, validation), validation.labels)
    assert sure < 0.01, "smoothed labels alone leave it some 0.15 less sure than right"
    assert Reader(shipped, load_gate()).name == "small"


def test_seeds_are_added_to_a_published_network_of_the_same_recipe(
    mnist_folder: Path, out: Path
) -> None:
    small = small_recipe(out.parent)
    folders = ("--data", mnist_folder, "--out", out, "--runs", out.parent / "a")
    assert run(publish, small, "--seeds", 3, *folders).exit_code == 0
    all_at_once, weights = ((out / name).read_bytes() for name in ("small.json", "small.npz"))
    assert run(publish, small, "--seeds", 1, *folders[:-1], out.parent / "b").exit_code == 0
    result = run(publish, small, "--more-seeds", 2, *folders[:-1], out.parent / "b")
    assert result.exit_code == 0, result.output
    assert (out / "small.json").read_bytes() == all_at_once
    assert (out / "small.npz").read_bytes() == weights

    small_recipe(out.parent, rate=0.2)
    result = run(publish, small, "--more-seeds", 1, *folders)
    assert result.exit_code == 1
    assert "learning_rate 0.1, the recipe now says 0.2" in result.output
    small_recipe(out.parent, hidden=9)
    result = run(publish, small, "--more-seeds", 1, *folders)
    assert result.exit_code == 1
    assert "other layers than the recipe now says" in " ".join(result.output.split())
    assert (out / "small.json").read_bytes() == all_at_once


def test_a_network_that_cannot_be_published_whole_leaves_what_was_there(
    mnist_folder: Path, out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Weights without their card, or with another's, would keep every server from starting."""
    small = small_recipe(out.parent)
    arguments = (small, "--seeds", 1, "--data", mnist_folder, "--out", out)
    assert run(publish, *arguments, "--runs", out.parent / "a").exit_code == 0
    before = {path: path.read_bytes() for path in sorted(out.iterdir())}

    def full_disk(*_: object) -> None:
        raise OSError(28, "No space left on device")

    small_recipe(out.parent, rate=0.2)
    monkeypatch.setattr("training.publish.write_learned", full_disk)
    result = run(publish, *arguments, "--runs", out.parent / "b")
    assert result.exit_code == 1
    assert "No space left" in result.output
    assert {path: path.read_bytes() for path in sorted(out.iterdir())} == before


def commands() -> list[str]:
    """Every module of `training` that can be called."""
    files = (ROOT / "training").glob("*.py")
    return sorted(file.stem for file in files if "@click.command" in file.read_text("utf-8"))


@pytest.mark.parametrize("name", commands())
def test_help_is_enough(name: str) -> None:
    """It says what each option does, and its examples have a line each."""
    command = importlib.import_module(f"training.{name}").main
    assert all(option.help for option in command.params if isinstance(option, click.Option))
    shown = run(command, "--help").output
    assert "\\b" not in shown
    calls = re.findall(r"^ +python -m training\.", shown, re.MULTILINE)
    assert len(calls) == command.help.count("python -m training.")
