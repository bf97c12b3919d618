"""A run that ends at any moment goes on as if it had not."""

import contextlib
import json
import multiprocessing
import os
import signal
from dataclasses import replace
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
import pytest

from model import storage
from tests.damage import damaged
from tests.training.conftest import toy_digits
from training.batches import TrainingSet
from training.checkpoint import FACTS, PARTS, CheckpointError, load_checkpoint, save_checkpoint
from training.config import Config
from training.data import split
from training.replicas import ReplicaDied, Replicas
from training.trainer import Run, train

TRAINING, VALIDATION = split(toy_digits(300, 0), 100)
DIGITS = TrainingSet(TRAINING, toy_digits(60, 5))


def config(network: dict[str, object] | None = None, **changes: object) -> Config:
    recipe = {
        "learning_rate": 0.003, "epochs": 4, "batch_size": 32, "optimizer": "adam",
        "weight_decay": 0.02, "schedule": "one-cycle", "average": 0.9, "pens": 0.25,
        "label_smoothing": 0.1, "clip": 1.0, "micro_batch": 8, "workers": 2,
    } | changes  # fmt: skip
    return Config.model_validate(
        {
            "name": "test",
            "title": "Test",
            "order": 1,
            "network": network or {"stages": [[4], [6]]},
            "augmentation": {"rotation": 10.0},
            "training": recipe,
        }
    )


class Keeping:
    """Keeps a checkpoint after every epoch; kills its own process in the middle of one."""

    def __init__(self, path: Path, config: Config, killed_at_step: int | None = None) -> None:
        self.stop = False
        self._path = path
        self._config = config
        self._steps = 0
        self._killed_at_step = killed_at_step

    def step(self, digits: int, loss: float) -> None:
        self._steps += 1
        if self._steps == self._killed_at_step:
            os.kill(os.getpid(), signal.SIGKILL)

    def epoch(self, run: Run) -> None:
        save_checkpoint(run, self._config, self._path)


def trained(path: Path, killed_at_step: int | None = None, **changes: object) -> Run:
    """The run as it is kept after all epochs, going on from `path` if there is something."""
    recipe = config(**changes)
    network = recipe.network.build()
    network.initialize(np.random.default_rng(0))
    run = load_checkpoint(path, recipe) if path.exists() else None
    listener = Keeping(path, recipe, killed_at_step)
    train(network, recipe.training, DIGITS, VALIDATION, listener, run)
    return load_checkpoint(path, recipe)


def everything(run: Run) -> dict[str, np.ndarray]:
    """Every array of a run: parameters, state, average, the best, the optimizer's memory."""
    return {
        f"{part}/{name}": values for part in PARTS for name, values in getattr(run, part).items()
    }


def assert_equal(a: Run, b: Run) -> None:
    assert [replace(epoch, seconds=0) for epoch in a.epochs] == [
        replace(epoch, seconds=0) for epoch in b.epochs
    ]
    assert a.best == b.best
    ours, theirs = everything(a), everything(b)
    assert ours.keys() == theirs.keys()
    for name, values in ours.items():
        np.testing.assert_array_equal(values, theirs[name], err_msg=name)


def kill_and_resume(path: Path, **changes: object) -> Run:
    process = multiprocessing.get_context("fork").Process(
        target=trained, args=(path, 24), kwargs=changes, daemon=False
    )
    process.start()
    process.join()
    assert process.exitcode == -signal.SIGKILL
    assert len(load_checkpoint(path, config(**changes)).epochs) == 2, "killed in the third epoch"
    return trained(path, **changes)


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"workers": 1, "optimizer": "nesterov", "weight_decay": 0.0, "average": 0.0},
        {"optimizer": "sgd", "schedule": "constant"},
        {"network": {"stages": [[4], [6]], "space_to_depth": True, "dropout": 0.3}},
        {"network": {"hidden": [12, 8], "dropout": 0.3}, "workers": 1},
    ],
    ids=["adam on two workers", "nesterov", "sgd", "dropout on two workers", "dropout"],
)
def test_a_run_killed_and_resumed_ends_with_the_same_bits(
    tmp_path: Path, changes: dict[str, object]
) -> None:
    whole = trained(tmp_path / "whole.npz", **changes)
    assert_equal(kill_and_resume(tmp_path / "killed.npz", **changes), whole)


def test_a_run_killed_while_it_writes_a_checkpoint_goes_on_from_the_one_before(
    tmp_path: Path,
) -> None:
    path, whole = tmp_path / "killed.npz", trained(tmp_path / "whole.npz")
    save, written = np.savez, 0

    def killed_in_the_third(file: BinaryIO, **arrays: Any) -> None:
        nonlocal written
        written += 1
        if written == 3:
            file.write(b"half a checkpoint")
            file.flush()
            os.kill(os.getpid(), signal.SIGKILL)
        save(file, **arrays)

    def child() -> None:
        storage.np.savez = killed_in_the_third  # type: ignore[assignment]
        trained(path)

    process = multiprocessing.get_context("fork").Process(target=child)
    process.start()
    process.join()
    assert process.exitcode == -signal.SIGKILL
    assert len(load_checkpoint(path, config()).epochs) == 2
    assert_equal(trained(path), whole)
    assert sorted(tmp_path.iterdir()) == [path, tmp_path / "whole.npz"], "the half one is gone"


def test_a_run_that_was_over_is_not_gone_on_with(tmp_path: Path) -> None:
    path = tmp_path / "checkpoint.npz"
    for changes in ({"epochs": 2}, {"epochs": 50, "patience": 1, "learning_rate": 0.5}):
        path.unlink(missing_ok=True)
        first = trained(path, **changes)
        assert_equal(trained(path, **changes), first)
    assert len(first.epochs) < 50, "it ran out of patience"


def test_two_workers_repeat_themselves_and_agree_with_one_up_to_rounding(tmp_path: Path) -> None:
    one, two, again = (
        trained(tmp_path / f"{name}.npz", workers=workers, micro_batch=4, epochs=1)
        for name, workers in (("one", 1), ("two", 2), ("again", 2))
    )
    assert_equal(two, again)
    for name, values in one.arrays.items():
        if not name.endswith((".mean", ".variance")):  # Those of two workers follow more slowly.
            np.testing.assert_allclose(two.arrays[name], values, atol=0.02, err_msg=name)


def test_the_state_that_is_kept_is_the_mean_of_all_workers(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each has seen other digits; without agreeing, the first worker's would be kept."""
    agreed = trained(tmp_path / "a.npz", epochs=1)
    monkeypatch.setattr(Replicas, "agree", lambda self: None)
    alone = trained(tmp_path / "b.npz", epochs=1)
    np.testing.assert_array_equal(agreed.arrays["1.weight"], alone.arrays["1.weight"])
    assert not np.array_equal(agreed.arrays["3.mean"], alone.arrays["3.mean"])


def test_a_full_disk_loses_no_checkpoint(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "checkpoint.npz"
    trained(path, epochs=1, schedule="constant", average=0.0)
    before = path.read_bytes()

    def full_disk(file: object, **_: object) -> None:
        file.write(b"half a checkpoint")  # type: ignore[attr-defined]
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(storage.np, "savez", full_disk)
    with pytest.raises(OSError, match="No space left"):
        trained(path, epochs=2, schedule="constant", average=0.0)
    assert path.read_bytes() == before


def test_a_run_may_be_made_longer_if_nothing_so_far_depended_on_its_length(tmp_path: Path) -> None:
    path = tmp_path / "checkpoint.npz"
    simple = {"schedule": "constant", "average": 0.0, "workers": 1}
    trained(path, epochs=1, **simple)
    longer = everything(trained(path, epochs=3, **simple))
    whole = everything(trained(tmp_path / "whole.npz", epochs=3, **simple))
    assert longer.keys() == whole.keys()
    for name, values in whole.items():
        np.testing.assert_array_equal(longer[name], values)
    for other in (
        {"epochs": 2},
        {"epochs": 4, "average": 0.9},
        {"epochs": 4, "schedule": "cosine"},
    ):
        with pytest.raises(CheckpointError, match=r"differs in .*training\.epochs"):
            load_checkpoint(path, config(**{**simple, **other}))


def test_a_checkpoint_of_another_run_is_refused_with_what_differs(tmp_path: Path) -> None:
    path = tmp_path / "checkpoint.npz"
    trained(path, epochs=1)
    with pytest.raises(CheckpointError, match=r"differs in training\.learning_rate"):
        load_checkpoint(path, config(epochs=1, learning_rate=0.01))
    with pytest.raises(CheckpointError, match=r"differs in training\.epochs"):
        load_checkpoint(path, config(epochs=2))
    other = config(epochs=1).model_dump() | {"network": {"hidden": [3]}}
    with pytest.raises(CheckpointError, match=r"differs in network\.hidden, network\.stages"):
        load_checkpoint(path, Config.model_validate(other))


def test_a_checkpoint_older_than_a_key_is_gone_on_with_unless_the_key_is_used(
    tmp_path: Path,
) -> None:
    path = tmp_path / "checkpoint.npz"
    trained(path, epochs=1)
    with np.load(path) as file:
        arrays = dict(file)
    facts = json.loads(str(arrays[FACTS]))
    del facts["config"]["network"]["dropout"]
    np.savez(path, **arrays | {FACTS: np.array(json.dumps(facts))})
    assert len(load_checkpoint(path, config(epochs=1)).epochs) == 1
    other = config({"stages": [[4], [6]], "dropout": 0.1}, epochs=1)
    with pytest.raises(CheckpointError, match=r"differs in network\.dropout"):
        load_checkpoint(path, other)


def test_a_run_whose_process_is_killed_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As the kernel does where memory runs out. The checkpoint is then still there."""
    path = tmp_path / "checkpoint.npz"

    def kill_the_other(self: Keeping, digits: int, loss: float) -> None:
        if path.exists():
            for process in multiprocessing.active_children():
                process.kill()
                process.join()

    monkeypatch.setattr(Keeping, "step", kill_the_other)
    with pytest.raises(ReplicaDied, match="go on from the checkpoint"):
        trained(path)
    assert len(load_checkpoint(path, config()).epochs) == 1


def test_another_archive_of_arrays_is_no_checkpoint(tmp_path: Path) -> None:
    path = tmp_path / "checkpoint.npz"
    for facts in ("{}", '{"epochs": [], "best": 0}', '{"epochs": [], "best": 0, "config": []}'):
        np.savez(path, **{FACTS: np.array(facts)})
        with pytest.raises(CheckpointError, match="no checkpoint, or damaged"):
            load_checkpoint(path, config(epochs=1))


@pytest.mark.parametrize("data", [b"", b"PK nothing", None])
def test_a_damaged_checkpoint_is_refused(tmp_path: Path, data: bytes | None) -> None:
    path = tmp_path / "checkpoint.npz"
    trained(path, epochs=1)
    path.write_bytes(path.read_bytes()[:-50] if data is None else data)
    with pytest.raises(CheckpointError, match="no checkpoint, or damaged"):
        load_checkpoint(path, config(epochs=1))


@pytest.mark.parametrize(
    "name",
    ["arrays/1.weight", "best_arrays/1.weight", "average/1.weight", "optimizer/m 1.weight",
     "optimizer/steps"],
)  # fmt: skip
def test_a_checkpoint_that_lacks_an_array_is_refused(tmp_path: Path, name: str) -> None:
    path = tmp_path / "checkpoint.npz"
    trained(path, epochs=1)
    with np.load(path) as file:
        arrays = {stored: file[stored] for stored in file.files if stored != name}
    np.savez(path, **arrays)
    part = name.partition("/")[0]
    with pytest.raises(CheckpointError, match=f"not all of its {part} are there"):
        load_checkpoint(path, config(epochs=1))


@pytest.mark.parametrize("best", [0, 2, -1])
def test_a_checkpoint_whose_best_epoch_is_none_of_its_own_is_refused(
    tmp_path: Path, best: int
) -> None:
    path = tmp_path / "checkpoint.npz"
    trained(path, epochs=1)
    with np.load(path) as file:
        arrays = dict(file)
    facts = json.loads(str(arrays[FACTS])) | {"best": best}
    np.savez(path, **arrays | {FACTS: np.array(json.dumps(facts))})
    with pytest.raises(CheckpointError, match="its best epoch is none"):
        load_checkpoint(path, config(epochs=1))


def test_no_damage_ends_otherwise_than_in_a_sentence(tmp_path: Path) -> None:
    """Bytes that are changed, cut out or put in, anywhere: it is whole, or refused."""
    path = tmp_path / "checkpoint.npz"
    trained(path, epochs=1)
    for data in damaged(path.read_bytes(), times=300):
        path.write_bytes(data)
        with contextlib.suppress(CheckpointError):
            load_checkpoint(path, config(epochs=1))
