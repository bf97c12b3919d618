"""`tests.bench_frontier`, as a person calls it; its times are not tested."""

from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner, Result
from PIL import Image

from model.network import Network, convolutional
from model.shipped import load_shipped
from model.storage import save_network
from tests import bench_frontier
from training.data import Digits
from training.plots import on_frontier
from training.sets import mnist_validation


@pytest.fixture(autouse=True)
def soon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bench_frontier, "LEAST", 0.0)


@pytest.fixture
def tiny(tmp_path: Path) -> Path:
    network = convolutional([[4], [6]], space_to_depth=True, dropout=0.1)
    network.initialize(np.random.default_rng(0))
    save_network(network, tmp_path / "tiny.npz")
    return tmp_path / "tiny.npz"


def run(*arguments: object) -> Result:
    arguments = (*arguments, "--turns", 1)
    return CliRunner().invoke(bench_frontier.main, [str(argument) for argument in arguments])


def test_every_network_is_a_line_and_a_point(
    mnist_folder: Path, tmp_path: Path, tiny: Path
) -> None:
    for path in (mnist_folder / "mnist").glob("t10k*"):
        path.unlink()  # The test digits are for no choice.
    out = tmp_path / "frontier.png"
    result = run("--data", mnist_folder, "--add", f"tiny={tiny}", "--out", out)
    assert result.exit_code == 0, result.output
    rows = [line.strip("| ").split(" | ") for line in result.output.splitlines() if "`" in line]
    shipped = {name: one.network for name, one in load_shipped().items()}
    expected = {f"`{name}`": f"{network.size:,}" for name, network in shipped.items()}
    assert {row[0]: row[1] for row in rows} == expected | {"`tiny`": "450"}
    times = [float(row[2]) for row in rows]
    assert times == sorted(times)
    digits = mnist_validation(mnist_folder)
    right = (shipped["mlp-10"].forward(digits.images).argmax(axis=1) == digits.labels).mean()
    assert next(row[3] for row in rows if row[0] == "`mlp-10`") == f"{right:.2%}"
    with Image.open(out) as picture:
        assert picture.width > 800


def test_what_is_timed_is_one_digit_through_the_network_that_serves(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    network = convolutional([[4]])
    seen: list[tuple[str, tuple[int, ...]]] = []

    def noting(runs: dict, turns: int, least: float) -> dict[str, list[float]]:
        with monkeypatch.context() as patch:
            patch.setattr(Network, "predict", lambda self, x: seen.append((repr(self), x.shape)))
            for timed in runs.values():
                timed()
        return {name: [1.0] for name in runs}

    monkeypatch.setattr(bench_frontier, "interleaved", noting)
    digits = Digits(np.zeros((3, 28, 28), np.float32), np.zeros(3, np.uint8))
    bench_frontier.measure({"net": network}, {"digits": digits}, turns=1)
    assert seen == [(repr(network.for_inference()), (1, 28, 28))]


@pytest.mark.parametrize(
    ("added", "sentence"),
    [
        ("tiny", "not of the form NAME=FILE.npz"),
        ("x=none.npz", "no weights file none.npz"),
        ("cnn=tiny.npz", "two networks 'cnn'"),
    ],
)
def test_a_mistake_is_a_sentence(mnist_folder: Path, added: str, sentence: str) -> None:
    result = run("--data", mnist_folder, "--add", added)
    assert result.exit_code in (1, 2)
    assert sentence in " ".join(result.output.split())


def test_on_the_frontier_is_what_no_faster_network_equals() -> None:
    assert on_frontier([4, 1, 2, 3, 2], [1, 9, 5, 4, 4]) == [1, 4, 0]
