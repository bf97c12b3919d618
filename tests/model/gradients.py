"""Holds a backward pass against finite differences of its forward pass, in float64."""

from collections.abc import Callable

import numpy as np

from model.layers import Layer

# Central differences are off by about EPSILON^2, floating point by about 1e-16 / EPSILON.
EPSILON = 1e-6
TOLERANCE = 1e-7


def numerical_gradient(f: Callable[[], float], x: np.ndarray) -> np.ndarray:
    """df/dx, the slow and obvious way: move each number of x a little, in place, and look."""
    gradient = np.empty_like(x)
    for place in np.ndindex(x.shape):
        kept = x[place]
        x[place] = kept + EPSILON
        above = f()
        x[place] = kept - EPSILON
        below = f()
        x[place] = kept
        gradient[place] = (above - below) / (2 * EPSILON)
    return gradient


def check_layer(layer: Layer, x: np.ndarray, rng: np.random.Generator) -> None:
    """Check dL/dx and every parameter's gradient, for L = a random weighting of the output."""
    layer.parameters = {
        name: rng.normal(size=values.shape) for name, values in layer.parameters.items()
    }
    weights = rng.normal(size=layer.forward(x).shape)

    def loss() -> float:
        return float((layer.forward(x, training=True) * weights).sum())

    layer.forward(x, training=True)
    dx = layer.backward(weights)
    assert dx.dtype == np.float64
    np.testing.assert_allclose(
        dx, numerical_gradient(loss, x), TOLERANCE, TOLERANCE, err_msg=f"{layer}: dL/dx"
    )
    assert layer.gradients.keys() == layer.parameters.keys()
    for name, values in layer.parameters.items():
        np.testing.assert_allclose(
            layer.gradients[name],
            numerical_gradient(loss, values),
            TOLERANCE,
            TOLERANCE,
            err_msg=f"{layer}: dL/d{name}",
        )
