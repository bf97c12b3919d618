"""The pictures and pages of what training produced."""

from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

from model.network import perceptron
from model.shipped import load_shipped
from training.model_cards import main as model_cards
from training.pictures import first_weights
from training.pictures import main as pictures

LARGEST = 150_000  # bytes, of a picture in the repository


def test_a_network_has_its_pictures_and_they_are_small(tmp_path: Path) -> None:
    result = CliRunner().invoke(pictures, ["mlp-10", "--out", str(tmp_path)])
    assert result.exit_code == 0, result.output
    drawn = sorted(tmp_path.iterdir())
    assert [path.name for path in drawn] == [
        f"mlp-10-{kind}.png" for kind in ("confusion", "curves", "mistakes", "pens", "weights")
    ]
    assert all(path.stat().st_size < LARGEST for path in drawn)


def test_a_network_without_a_record_has_its_weights_and_a_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shipped = load_shipped()
    object.__setattr__(shipped["mlp-10"], "learned", None)
    monkeypatch.setattr("training.pictures.load_shipped", lambda: shipped)
    result = CliRunner().invoke(pictures, ["mlp-10", "--out", str(tmp_path)])
    assert result.exit_code == 0, result.output
    assert [path.name for path in tmp_path.iterdir()] == ["mlp-10-weights.png"]
    assert "no record of how it learned" in result.output


def test_an_unknown_network_is_a_sentence(tmp_path: Path) -> None:
    result = CliRunner().invoke(pictures, ["resnet", "--out", str(tmp_path)])
    assert result.exit_code == 1
    assert "no network 'resnet'; there are cnn" in result.output


def test_weights_are_shown_where_they_are_and_by_their_sign() -> None:
    network = perceptron([2])
    weight = network.parameters["1.weight"]
    weight[3 * 28 + 5, 0], weight[10 * 28 + 20, 1] = 2.0, -0.5
    image = np.asarray(first_weights(network).convert("RGB")).astype(int)
    times = image.shape[0] // 28
    red, _, blue = image[3 * times, 5 * times]
    assert red > blue + 50
    red, _, blue = image[10 * times, (29 + 20) * times]
    assert blue > red + 50


def test_model_cards_are_written_for_every_network_and_the_gate(
    mnist_folder: Path, tmp_path: Path
) -> None:
    out = tmp_path / "networks"
    arguments = ["--data", str(mnist_folder), "--out", str(out)]
    result = CliRunner().invoke(model_cards, arguments)
    assert result.exit_code == 0, result.output
    assert {path.stem for path in out.iterdir()} == {*load_shipped(), "gate"}
    card = (out / "mlp-16-16.md").read_text(encoding="utf-8")
    assert "13,002 parameters" in card
    assert "9 as 4 (17)" in card  # as its confusion matrix has it
