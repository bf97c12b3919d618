"""What the benchmarks compare is the same thing done in other ways; their times are not tested."""

import sys

import numpy as np
import pytest

from model.network import convolutional
from model.shipped import load_shipped
from tests import bench_layouts, bench_picture, bench_serving, bench_training, yardsticks
from tests.layouts import Im2col
from tests.timing import interleaved


def test_every_layout_gives_the_convolution_of_the_slow_loop() -> None:
    bench_layouts.check()


def test_a_layout_that_gives_something_else_is_not_timed(monkeypatch: pytest.MonkeyPatch) -> None:
    forward = Im2col.forward
    monkeypatch.setattr(Im2col, "forward", lambda self, x: forward(self, x) + np.float32(0.01))
    with pytest.raises(AssertionError, match="im2col, NHWC"):
        bench_layouts.table(bench_layouts.BOTH, (1,), turns=1, back=False)


def test_a_table_has_a_line_for_every_shape_and_batch(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bench_layouts, "LEAST", 0.0)
    lines = bench_layouts.table(bench_layouts.BOTH, (1, 2), turns=1, back=True).splitlines()
    assert len({line.count("|") for line in lines}) == 1
    assert [line.split("|")[1:3] for line in lines[2:]] == [
        [f" {shape} ", f" {batch} "]
        for shape in ("28×28×24, 24", "14×14×24, 48", "14×14×48, 48", "7×7×96, 96")
        for batch in (1, 2)
    ]


def test_an_epoch_is_as_many_steps_as_it_has_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    """And the ratio is that of the same turn: what else the machine did hit both alike."""
    monkeypatch.setattr(bench_training, "version", lambda _: "2")
    times = {"ours": [100.0, 300.0, 200.0], "PyTorch": [50.0, 300.0, 100.0]}
    ours, theirs = bench_training.table(times, batch=128).splitlines()[2:]
    assert ours.split(" | ")[1:] == ["200.0", "93.8", "2.00 |"]  # 469 steps
    assert theirs == "| PyTorch 2 | 100.0 | 46.9 | 1.00 |"


def test_runs_take_turns() -> None:
    order: list[str] = []
    times = interleaved({name: lambda name=name: order.append(name) for name in "ab"}, turns=3)
    assert order[-6:] == list("ababab")
    assert {name: len(taken) for name, taken in times.items()} == {"a": 3, "b": 3}


def test_every_step_of_the_normalisation_is_timed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bench_picture, "PHOTO", (400, 300))
    steps = [line.split("|")[1].strip() for line in bench_picture.table(1, 0).splitlines()[2:]]
    assert steps == ["decode", "grey", "level", "contrast", "tidy", "crop, place", "all"]


@pytest.mark.parametrize(
    ("asked", "measured"),
    [([], ["forward", "start"]), (["all"], ["forward", "start"]), (["start"], ["start"])],
)
def test_parts_are_measured_as_asked(
    monkeypatch: pytest.MonkeyPatch, asked: list[str], measured: list[str]
) -> None:
    seen: list[str] = []
    parts = {name: lambda name=name: seen.append(name) for name in ("forward", "start")}
    monkeypatch.setattr(bench_serving, "PARTS", parts)
    monkeypatch.setattr(sys, "argv", ["bench_serving", *asked])
    bench_serving.main()
    assert seen == measured


@pytest.mark.parametrize("name", yardsticks.PACKAGES)
def test_the_yardsticks_compute_the_same(name: str) -> None:
    if packages := yardsticks.missing(name):
        pytest.skip(f"not installed: {', '.join(packages)}")
    images = np.random.default_rng(0).random((3, 28, 28), np.float32)
    flat = convolutional([[3, 4], [5, 6]], padding=False, means=False)
    flat.initialize(np.random.default_rng(1))
    for network in (flat, *(shipped.network for shipped in load_shipped().values())):
        network = network.for_inference()
        answers = yardsticks.MAKERS[name](network)(images)
        np.testing.assert_allclose(answers, network.forward(images), atol=1e-5)
