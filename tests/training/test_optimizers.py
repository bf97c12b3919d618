import numpy as np
import pytest

from training.optimizers import SGD, Adam, Momentum, Optimizer


def steps(optimizer: Optimizer, gradients: list[float], rate: float = 0.1) -> list[float]:
    """Where a parameter that starts at 0 is after each step."""
    parameters = {"p": np.zeros(1)}
    places = []
    for gradient in gradients:
        optimizer.step(parameters, {"p": np.array([gradient])}, rate)
        places.append(float(parameters["p"][0]))
    return places


def test_sgd_goes_straight_down_the_gradient() -> None:
    assert steps(SGD(), [1, -2]) == pytest.approx([-0.1, 0.1])


def test_momentum_builds_up_speed() -> None:
    assert steps(Momentum(0.9), [1, 1, 0]) == pytest.approx([-0.1, -0.29, -0.461])


def test_nesterov_looks_ahead() -> None:
    """Steps of rate * (gradient + momentum * velocity): 1 + 0.9, 1 + 0.9 * 1.9."""
    assert steps(Momentum(0.9, nesterov=True), [1, 1]) == pytest.approx([-0.19, -0.461])


def test_adamw_shrinks_weights_apart_from_the_gradient_and_nothing_else() -> None:
    parameters = {"1.weight": np.ones(1), "1.bias": np.ones(1), "2.scale": np.ones(1)}
    still = {name: np.zeros(1) for name in parameters}
    Adam(weight_decay=0.5).step(parameters, still, 0.1)
    values = [float(p[0]) for p in parameters.values()]
    assert values == pytest.approx([0.95, 1, 1])


def test_adam_takes_the_steps_of_algorithm_1() -> None:
    """Worked out by hand from Kingma and Ba, with beta1 0.9, beta2 0.999, epsilon 1e-8."""
    m1, v1 = 0.1 * 2, 0.001 * 4
    first = -0.1 * (m1 / 0.1) / (np.sqrt(v1 / 0.001) + 1e-8)
    m2, v2 = 0.9 * m1 + 0.1 * -1, 0.999 * v1 + 0.001 * 1
    second = first - 0.1 * (m2 / (1 - 0.81)) / (np.sqrt(v2 / (1 - 0.999**2)) + 1e-8)
    assert steps(Adam(), [2, -1]) == pytest.approx([first, second])


def test_adamw_takes_the_steps_of_algorithm_2_at_a_rate_that_changes() -> None:
    """Loshchilov and Hutter's, number by number: the decay is no part of m and v."""
    rng = np.random.default_rng(0)
    optimizer = Adam(beta2=0.98, weight_decay=0.1)
    parameters = {"1.weight": np.array([3.0])}
    place, m, v = 3.0, 0.0, 0.0
    for step in range(1, 8):
        gradient, rate = rng.normal(), 0.1 / step
        optimizer.step(parameters, {"1.weight": np.array([gradient])}, rate)
        m = 0.9 * m + 0.1 * gradient
        v = 0.98 * v + 0.02 * gradient**2
        direction = (m / (1 - 0.9**step)) / (np.sqrt(v / (1 - 0.98**step)) + 1e-8)
        place -= rate * direction + rate * 0.1 * place
        assert parameters["1.weight"][0] == pytest.approx(place)


@pytest.mark.parametrize(
    ("optimizer", "rate"), [(SGD(), 0.01), (Momentum(), 0.005), (Adam(), 0.05)]
)
def test_each_finds_the_bottom_of_a_valley(optimizer: Optimizer, rate: float) -> None:
    """Steep one way and flat the other, which is what makes valleys hard."""
    parameters = {"p": np.array([3.0, -2.0])}
    for _ in range(3000):
        optimizer.step(parameters, {"p": parameters["p"] * [50, 1]}, rate)
    np.testing.assert_allclose(parameters["p"], 0, atol=1e-2)


@pytest.mark.parametrize("optimizer", [SGD(), Momentum(), Adam()])
def test_parameters_are_changed_in_place_and_stay_float32(optimizer: Optimizer) -> None:
    p = np.ones(3, np.float32)
    optimizer.step({"p": p}, {"p": np.ones(3, np.float32)}, 0.1)
    assert p.dtype == np.float32
    assert (p < 1).all()
