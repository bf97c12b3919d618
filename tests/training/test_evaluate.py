"""`training.evaluate` and `training.predict`, as a person calls them."""

from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from PIL import Image

from model.network import perceptron
from model.shipped import load_shipped
from model.storage import save_network
from tests.digits import NO_DIGITS, draw, png
from tests.numbers import draw_number
from training import metrics
from training.evaluate import main as evaluate
from training.evaluate import predict as probabilities_of
from training.predict import main as predict
from training.sets import mnist_validation


def run(command: object, *arguments: object) -> Result:
    return CliRunner().invoke(command, [str(argument) for argument in arguments])  # type: ignore[arg-type]


def test_every_shipped_network_has_a_line_for_each_set(mnist_folder: Path) -> None:
    result = run(evaluate, "--data", mnist_folder)
    assert result.exit_code == 0, result.output
    lines = [line.split()[:4] for line in result.output.splitlines()[1:]]
    expected = [
        [name, f"{shipped.network.size:,}", kind, f"{number:,}"]
        for name, shipped in load_shipped().items()
        for kind, number in (("test", 200), ("validation", 5000), ("pens", 30))
    ]
    assert lines == expected
    digits = mnist_validation(mnist_folder)
    probabilities = probabilities_of(load_shipped()["mlp-10"].network, digits)
    errors = (
        metrics.calibration_error(probabilities, digits.labels),
        metrics.calibration_error_by_chance(probabilities),
    )
    [line] = [line for line in result.output.splitlines() if "mlp-10" in line and "valid" in line]
    assert line.split()[-2:] == [f"{error:.2%}" for error in errors]


def test_brushes_are_compared_on_the_same_digits(mnist_folder: Path, tmp_path: Path) -> None:
    """And on nothing else: MNIST's test digits need not even be there."""
    for path in (mnist_folder / "mnist").glob("t10k*"):
        path.unlink()
    weights = tmp_path / "mine" / "weights.npz"
    save_network(perceptron([4]), weights)
    result = run(evaluate, weights, "mlp-10", "--brushes", "--data", mnist_folder)
    assert result.exit_code == 0, result.output
    lines = [line.split() for line in result.output.splitlines()[1:]]
    brushes = ["4-6", "6-9", "9-13", "13-18", "18-23", "23-27"]
    assert [line[:1] + line[2:4] for line in lines] == [
        [name, f"brush-{brush}", "10"] for name in ("mine", "mlp-10") for brush in brushes
    ]
    for line in lines:
        low, accuracy, high = (float(line[i].rstrip("%")) for i in (5, 4, 7))
        assert low <= accuracy <= high, "Wilson's interval is around the share that was seen"
    again = run(evaluate, weights, "mlp-10", "--brushes", "--data", mnist_folder)
    assert again.output == result.output


def test_networks_of_the_same_name_are_told_apart(mnist_folder: Path, tmp_path: Path) -> None:
    """A run of one's own beside the shipped network, and two files of one folder."""
    paths = [tmp_path / folder for folder in ("mlp-10/weights.npz", "a/one.npz", "a/two.npz")]
    for path in paths:
        save_network(perceptron([4]), path)
    result = run(evaluate, "mlp-10", *paths, "--data", mnist_folder)
    assert result.exit_code == 0, result.output
    header, *lines = result.output.splitlines()
    columns = slice(0, header.index("parameters") + len("parameters"))
    assert [line[columns].split() for line in lines[::3]] == [
        ["mlp-10", "7,960"],
        [str(paths[0]), "3,190"],
        ["a", "3,190"],
        [str(paths[2]), "3,190"],
    ]


def test_details_come_with_pictures(mnist_folder: Path, tmp_path: Path) -> None:
    weights = tmp_path / "mine" / "weights.npz"
    save_network(perceptron([4]), weights)
    out = tmp_path / "out"
    result = run(evaluate, weights, "--details", "--data", mnist_folder, "--out", out)
    assert result.exit_code == 0, result.output
    assert "read as" in result.output
    for kind in ("test", "validation", "pens"):
        for name in ("confusion", "reliability", "mistakes"):
            with Image.open(out / "mine" / kind / f"{name}.png") as picture:
                assert picture.width > 300


def test_pictures_that_cannot_be_written_are_a_sentence(mnist_folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "a file"
    out.touch()
    result = run(evaluate, "mlp-10", "--details", "--data", mnist_folder, "--out", out)
    assert result.exit_code == 1
    assert "cannot be written to" in " ".join(result.output.split())


def test_a_network_that_is_not_there(mnist_folder: Path) -> None:
    result = run(evaluate, "gpt", "--data", mnist_folder)
    assert result.exit_code == 1
    assert "no network 'gpt'; there are" in " ".join(result.output.split())


@pytest.fixture
def seven(tmp_path: Path) -> Path:
    path = tmp_path / "seven.png"
    path.write_bytes(png(draw(7)))
    return path


def test_pictures_are_read_to_a_table(seven: Path, tmp_path: Path) -> None:
    three = tmp_path / "3.png"
    three.write_bytes(png(draw(3)))
    result = run(predict, seven, three, "--model", "mlp-128-64")
    assert result.exit_code == 0, result.output
    header, first, second = (line.split() for line in result.output.splitlines())
    assert header == ["digit", *"0123456789"]
    assert first[:2] == ["seven.png", "7"]
    assert second[:2] == ["3.png", "3"]
    shares = [float(share.rstrip("%")) for share in first[2:]]
    assert len(shares) == 10
    assert sum(shares) == pytest.approx(100, abs=0.1)


def test_a_number_is_read_digit_by_digit(tmp_path: Path) -> None:
    path = tmp_path / "n.png"
    path.write_bytes(png(draw_number("20\n7")))
    result = run(predict, path, "--number")
    assert result.exit_code == 0, result.output
    first, *digits = result.output.splitlines()
    assert first == "n.png  20 / 7"
    assert [line.split()[0] for line in digits] == ["2", "0", "7"]
    assert all(len(line.split(",")) == 4 for line in digits)


def test_what_is_no_digit_has_a_dash_for_one(tmp_path: Path) -> None:
    (tmp_path / "star.png").write_bytes(png(draw(NO_DIGITS["star"])))
    result = run(predict, tmp_path / "star.png")
    assert result.exit_code == 0, result.output
    assert result.output.splitlines()[1].split()[:2] == ["star.png", "–"]


def test_what_cannot_be_read_is_told_and_the_rest_is_read(seven: Path, tmp_path: Path) -> None:
    (tmp_path / "text.png").write_text("no picture")
    result = run(predict, tmp_path / "text.png", tmp_path / "none.png", seven)
    assert result.exit_code == 1
    assert "text.png   This is not a picture" in result.output
    assert "No such file" in result.output
    assert "seven.png      7" in result.output


def test_predicting_with_a_network_that_is_not_there(seven: Path) -> None:
    result = run(predict, seven, "--model", "gpt")
    assert result.exit_code == 1
    assert "no network 'gpt'; there are" in " ".join(result.output.split())
