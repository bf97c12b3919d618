import contextlib
import re

import numpy as np
import pytest

from model.network import Network, perceptron
from training.batches import TrainingSet
from training.config import TrainingConfig
from training.data import Digits, split
from training.optimizers import Adam
from training.schedules import learning_rate
from training.trainer import Epoch, LossNotFinite, Run, make_optimizer, train


class Quiet:
    """Hears and says nothing; stops after a number of steps, if told to."""

    def __init__(self, stop_after: int | None = None) -> None:
        self.stop = False
        self.steps = 0
        self.epochs: list[Epoch] = []
        self._stop_after = stop_after

    def step(self, digits: int, loss: float) -> None:
        self.steps += 1
        self.stop = self.steps == self._stop_after

    def epoch(self, run: Run) -> None:
        self.epochs.append(run.epochs[-1])


def config(**changes: object) -> TrainingConfig:
    values = {"learning_rate": 0.1, "epochs": 5, "batch_size": 20} | changes
    return TrainingConfig.model_validate(values)


def run(
    digits: Digits, listener: Quiet | None = None, network: Network | None = None, **changes: object
) -> tuple[Network, Run]:
    recipe = config(**changes)
    network = network or perceptron([20])
    network.initialize(np.random.default_rng(recipe.seed))
    training, validation = split(digits, 100)
    return network, train(network, recipe, TrainingSet(training), validation, listener or Quiet())


@pytest.mark.parametrize(
    "recipe",
    [
        {},
        {"optimizer": "momentum", "learning_rate": 0.02},
        {"optimizer": "adam", "learning_rate": 0.003, "schedule": "cosine"},
        {"batch_size": "full", "epochs": 100, "learning_rate": 0.3},
        {"batch_size": 1, "epochs": 2, "learning_rate": 0.01},
        {"loss": "squared-error"},
        {"l2": 0.001},
    ],
    ids=str,
)
def test_every_recipe_learns(toy: Digits, recipe: dict[str, object]) -> None:
    _, result = run(toy, **recipe)
    best = result.epochs[result.best - 1]
    assert best.validation_accuracy > 0.9
    assert result.epochs[-1].loss < result.epochs[0].loss / 2


def test_sigmoids_with_squared_error_learn(toy: Digits) -> None:
    network = perceptron([30], "sigmoid", "sigmoid")
    _, result = run(
        toy, network=network, loss="squared-error", learning_rate=0.5, batch_size=10, epochs=40
    )
    assert result.epochs[-1].validation_accuracy > 0.9


def test_the_same_seed_gives_the_same_weights_to_the_last_bit(toy: Digits) -> None:
    (a, _), (b, _), (c, _) = run(toy), run(toy), run(toy, seed=1)
    for name, values in a.parameters.items():
        np.testing.assert_array_equal(values, b.parameters[name])
    assert not np.array_equal(a.parameters["1.weight"], c.parameters["1.weight"])


def test_a_last_batch_smaller_than_the_number_of_processes(toy: Digits) -> None:
    """500 digits in batches of 499: the last is of one, for two processes."""
    listener = Quiet()
    run(toy, listener, epochs=1, batch_size=499, workers=2)
    assert listener.steps == 2


@pytest.mark.parametrize(("batch_size", "steps"), [(1, 500), (20, 25), (33, 16), ("full", 1)])
def test_an_epoch_is_every_digit_once(toy: Digits, batch_size: int | str, steps: int) -> None:
    listener = Quiet()
    run(toy, listener, epochs=1, batch_size=batch_size)
    assert listener.steps == steps


def test_the_epochs_are_told_as_they_come(toy: Digits) -> None:
    listener = Quiet()
    _, result = run(toy, listener, epochs=3)
    assert listener.epochs == result.epochs
    assert [epoch.epoch for epoch in result.epochs] == [1, 2, 3]
    assert all(0 <= epoch.accuracy <= 1 for epoch in result.epochs)


def test_the_best_epoch_is_kept_not_the_last(toy: Digits) -> None:
    """With a rate that throws it about, the last epoch is not the best."""
    network, result = run(toy, epochs=12, optimizer="momentum", learning_rate=1.5)
    accuracies = [epoch.validation_accuracy for epoch in result.epochs]
    assert accuracies[-1] < max(accuracies), "this test needs a run that gets worse at the end"
    assert accuracies[result.best - 1] == max(accuracies)
    validation = split(toy, 100)[1]
    hits = (network.forward(validation.images).argmax(axis=1) == validation.labels).mean()
    assert hits == pytest.approx(max(accuracies))


def test_of_epochs_that_read_as_many_right_the_surer_is_kept(toy: Digits) -> None:
    """These are soon all read right, and from then on more and more surely."""
    _, result = run(toy, epochs=20)
    assert [epoch.validation_accuracy for epoch in result.epochs[-3:]] == [1, 1, 1]
    assert result.best == 20


def test_patience_ends_a_run_that_gets_no_better(toy: Digits) -> None:
    labels = toy.labels.copy()
    labels[::3] = 0  # Wrong labels: what is learned of them by heart helps no other digit.
    _, result = run(Digits(toy.images, labels), epochs=200, patience=3)
    assert len(result.epochs) < 200
    assert len(result.epochs) == result.best + 3
    assert result.ended(config(epochs=200, patience=3)) == "no better for 3 epochs"


def test_stopping_keeps_what_was_reached(toy: Digits) -> None:
    network, result = run(toy, Quiet(stop_after=30), epochs=50)
    assert result.ended(config(epochs=50)) == "stopped by hand"
    assert len(result.epochs) == 2, "25 steps an epoch: stopped in the second"
    for steps, ended in ((24, "stopped by hand"), (25, "all epochs done")):
        _, result = run(toy, Quiet(stop_after=steps), epochs=1)
        assert result.ended(config(epochs=1)) == ended
    untrained = perceptron([20])
    untrained.initialize(np.random.default_rng(0))
    assert not np.array_equal(network.parameters["1.weight"], untrained.parameters["1.weight"])


@pytest.mark.parametrize("output", ["softmax", "sigmoid"])
def test_weights_that_break_stop_the_run_at_the_step_that_broke_them(
    toy: Digits, output: str
) -> None:
    """Of a rate that rises from step to step, and a loss that stays a number behind sigmoids."""
    network = perceptron([20], output=output)
    loss = "squared-error" if output == "sigmoid" else "cross-entropy"
    broken = {"schedule": "one-cycle", "learning_rate": 1e6, "l2": 1.0, "epochs": 50, "loss": loss}
    with pytest.raises(LossNotFinite) as caught:
        run(toy, network=network, **broken)
    said = re.search(
        r"after step (\d+) of epoch (\d+) with the learning rate (\S+)\. ", str(caught.value)
    )
    assert said, caught.value
    step, epoch = int(said[1]), int(said[2])
    done = (epoch - 1 + (step - 1) / 25) / 50
    assert float(said[3]) == pytest.approx(learning_rate("one-cycle", 1e6, done), rel=1e-4)
    assert all(np.isfinite(values).all() for values in network.parameters.values())
    # A step less, and the weights were not broken yet.
    before = 25 * (epoch - 1) + step - 1
    assert before > 1
    stopped, seen = Quiet(stop_after=before), perceptron([20], output=output)
    with contextlib.suppress(LossNotFinite):  # What they make of the digits may be.
        run(toy, stopped, seen, **broken)
    assert stopped.steps == before


def test_a_network_that_was_broken_before_is_not_blamed_on_the_rate(toy: Digits) -> None:
    network = perceptron([20])
    network.initialize(np.random.default_rng(0))
    network.parameters["1.bias"][0] = np.nan
    with pytest.raises(LossNotFinite, match="before anything was learned"):
        train(network, config(), TrainingSet(toy), toy, Quiet())


@pytest.mark.parametrize("loss", ["cross-entropy", "squared-error"])
def test_an_epoch_whose_last_step_broke_the_weights_is_never_heard_of(
    toy: Digits, loss: str
) -> None:
    """Its loss was still a number; and sigmoids of infinite weights answer with numbers, too."""
    output = "softmax" if loss == "cross-entropy" else "sigmoid"
    network, listener = perceptron([20], output=output), Quiet()
    broken = {"learning_rate": 1e38, "l2": 1e10, "batch_size": "full", "loss": loss}
    with pytest.raises(LossNotFinite, match="after step 1 of epoch 1 with the learning rate 1e"):
        run(toy, listener, network, **broken)
    assert listener.epochs == []
    assert all(np.isfinite(values).all() for values in network.parameters.values())


def test_l2_keeps_weights_small(toy: Digits) -> None:
    without, with_l2 = run(toy)[0], run(toy, l2=0.1)[0]
    for name in ("1.weight", "3.weight"):
        assert (with_l2.parameters[name] ** 2).sum() < (without.parameters[name] ** 2).sum()


def test_l2_adds_its_share_of_every_weight_to_the_gradient(toy: Digits) -> None:
    """The loss grows by l2/2 times the sum of squares, whose slope is l2 times the weight."""
    one_step = {"epochs": 1, "batch_size": "full", "learning_rate": 0.5}
    without, with_l2 = run(toy, **one_step)[0], run(toy, l2=0.1, **one_step)[0]
    start = perceptron([20])
    start.initialize(np.random.default_rng(0))
    for name in ("1.weight", "3.weight"):
        shrunk = without.parameters[name] - 0.5 * 0.1 * start.parameters[name]
        np.testing.assert_allclose(with_l2.parameters[name], shrunk, rtol=1e-4, atol=1e-6)


def test_l2_leaves_biases_alone(toy: Digits) -> None:
    """On blank pictures only biases get a gradient; l2 must not add to it."""
    blank = Digits(np.zeros_like(toy.images), toy.labels)
    without, with_l2 = run(blank)[0], run(blank, l2=0.5)[0]
    np.testing.assert_array_equal(with_l2.parameters["3.bias"], without.parameters["3.bias"])
    assert with_l2.parameters["3.bias"].any()


def test_clipping_shortens_steps(toy: Digits) -> None:
    """With a gradient of length 0.001 at most, 20 steps at rate 1 lead 0.02 away at most."""
    network, _ = run(toy, epochs=1, batch_size=25, learning_rate=1.0, clip=0.001)
    start = perceptron([20])
    start.initialize(np.random.default_rng(0))
    away = sum(((network.parameters[n] - p) ** 2).sum() for n, p in start.parameters.items())
    assert 0 < away**0.5 <= 0.0201


def test_a_step_is_cut_as_a_whole_and_only_if_it_is_too_long(toy: Digits) -> None:
    """All gradients together have that length then, and the direction they had before."""
    one_step = {"epochs": 1, "batch_size": "full", "learning_rate": 1.0}
    start = perceptron([20])
    start.initialize(np.random.default_rng(0))

    def moved(clip: float) -> np.ndarray:
        network, _ = run(toy, clip=clip, **one_step)
        return np.concatenate(
            [(p - start.parameters[name]).ravel() for name, p in network.parameters.items()]
        )

    free = moved(0)
    length = float(np.linalg.norm(free))
    np.testing.assert_allclose(moved(length / 2), free / 2, rtol=1e-3, atol=1e-6)
    np.testing.assert_array_equal(moved(length * 2), free)


def test_adamw_has_the_shorter_memory_of_squares() -> None:
    """After a large gradient and a small one, the second step depends on how long it remembers."""
    recipes = {0.999: config(optimizer="adam"), 0.98: config(optimizer="adam", weight_decay=1e-9)}
    for beta2, recipe in recipes.items():
        made, expected = ({"p": np.zeros(1)} for _ in range(2))
        for optimizer, p in ((make_optimizer(recipe), made), (Adam(beta2=beta2), expected)):
            for gradient in (5.0, 0.1):
                optimizer.step(p, {"p": np.array([gradient])}, 0.1)
        np.testing.assert_array_equal(made["p"], expected["p"])


def test_the_average_is_steadier_than_what_it_averages(toy: Digits) -> None:
    rough = {"optimizer": "momentum", "learning_rate": 0.5, "epochs": 8}
    plain = run(toy, **rough)[1].epochs
    average = run(toy, average=0.95, **rough)[1].epochs
    assert [epoch.loss for epoch in plain] == [epoch.loss for epoch in average], "same training"
    assert average[-1].validation_loss < plain[-1].validation_loss


def test_the_average_forgets_a_tenth_of_itself_a_step(toy: Digits) -> None:
    network = perceptron([20])
    steps: list[np.ndarray] = []

    class Watching(Quiet):
        def step(self, digits: int, loss: float) -> None:
            super().step(digits, loss)
            steps.append(network.parameters["1.weight"].copy())

    _, result = run(toy, Watching(), network, average=0.9, epochs=20, batch_size=100)
    start = perceptron([20])
    start.initialize(np.random.default_rng(0))
    average = start.parameters["1.weight"]
    averages = [average := 0.9 * average + 0.1 * weight for weight in steps]
    assert len(steps) == 5 * 20
    np.testing.assert_allclose(result.average["1.weight"], averages[-1], rtol=1e-4, atol=1e-7)
    kept = averages[5 * result.best - 1]
    np.testing.assert_allclose(network.parameters["1.weight"], kept, rtol=1e-4, atol=1e-7)


def test_a_short_run_does_not_keep_an_average_of_how_it_began(toy: Digits) -> None:
    """A memory of a thousand steps, and 25 to learn in."""
    _, result = run(toy, average=0.999, epochs=1, learning_rate=0.3)
    assert result.epochs[0].validation_accuracy > 0.8


def test_schedules() -> None:
    progress = (0, 0.05, 0.1, 0.55, 1)
    rates = {
        name: [learning_rate(name, 0.1, p) for p in progress]
        for name in ("constant", "cosine", "one-cycle")
    }
    assert rates["constant"] == pytest.approx([0.1] * 5)
    assert rates["cosine"] == pytest.approx([0.1, 0.09938, 0.09755, 0.04218, 0], abs=1e-5)
    assert rates["one-cycle"] == pytest.approx([0, 0.05, 0.1, 0.05, 0])
