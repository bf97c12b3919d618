"""A network is a list of layers: what comes out of one goes into the next.

    network = perceptron([128, 64])
    network.initialize(np.random.default_rng(0))
    network.forward(images)                     # (N, 28, 28) -> (N, 10)

It reads batches of MNIST-like pictures: 28x28, ink 1, paper 0, and answers ten numbers a
picture. How one is trained is in `training/`, how it is kept on disk in `storage.py`.
"""

from collections.abc import Iterable
from typing import Any

import numpy as np

from model.columns import Columns, TallPool
from model.convolution import (
    Convolution,
    FlattenMaps,
    GlobalAveragePool,
    Maps,
    MaxPool,
    SpaceToDepth,
)
from model.dropout import Dropout
from model.layers import Array, Dense, Flatten, Layer, ReLU, Sigmoid, Softmax
from model.normalization import BatchNorm

IMAGE_SHAPE = (28, 28)
CLASSES = 10

LAYERS: dict[str, type[Layer]] = {
    layer.__name__: layer
    for layer in (
        Flatten, Dense, ReLU, Sigmoid, Softmax, Dropout,
        Maps, SpaceToDepth, Convolution, BatchNorm, MaxPool, GlobalAveragePool, FlattenMaps,
        TallPool, Columns,
    )
}  # fmt: skip

# Digits that convolutions predict at once: the maps of more do not fit a processor's cache.
AT_ONCE = 8

ACTIVATIONS: dict[str, type[Layer]] = {"relu": ReLU, "sigmoid": Sigmoid}
OUTPUTS: dict[str, type[Layer]] = {"softmax": Softmax, "sigmoid": Sigmoid}


class Network:
    """Layers in a row, from a picture to ten numbers: one for each digit.

    Others answer with two, no digit and a digit, or, of each column of a line, with twelve.

    Attributes
    ----------
    layers
        In the order in which pictures go through them.
    classes
        How many numbers the last answers with.
    image_shape
        Height and width of the pictures; of a network that reads strips column by column
        (`columns.py`) the height and the width of what it answers one row of numbers for.

    Raises
    ------
    ValueError
        If the layers do not fit each other, or do not lead from `image_shape` to (classes,).
    """

    def __init__(
        self,
        layers: Iterable[Layer],
        classes: int = CLASSES,
        image_shape: tuple[int, int] = IMAGE_SHAPE,
    ) -> None:
        self.layers = list(layers)
        self.classes = classes
        self.image_shape = image_shape
        shape: tuple[int, ...] = image_shape
        for layer in self.layers:
            shape = layer.output_shape(shape)
        if shape != (classes,):
            raise ValueError(f"the network ends in shape {shape}, not in ({classes},)")
        self._has_maps = any(isinstance(layer, Convolution) for layer in self.layers)

    def forward(self, x: Array, training: bool = False) -> Array:
        """What the last layer answers.

        Parameters
        ----------
        x
            (N, 28, 28) floats in [0, 1], ink 1; the dtype of the parameters.
        training
            Keep what `backward` needs. Without it the network is not changed in any way.

        Returns
        -------
        (N, classes): probabilities after a softmax, activations in (0, 1) after a sigmoid.
        """
        if not training and len(x) > AT_ONCE and self._has_maps:
            parts = (x[begin : begin + AT_ONCE] for begin in range(0, len(x), AT_ONCE))
            return np.concatenate([self.forward(part) for part in parts])
        for layer in self.layers:
            x = layer.forward(x, training)
        return x

    def backward(self, dy: Array) -> Array:
        """From dL/dy (N, classes), after `forward(x, training=True)`, to all gradients, last first.

        Returns dL/dx (N, 28, 28): how the loss changes with each pixel.
        """
        for layer in reversed(self.layers):
            dy = layer.backward(dy)
        return dy

    def learn(self, dy: Array) -> None:
        """`backward` for training: as far as the first parameters and not on to the pixels."""
        first = next(place for place, layer in enumerate(self.layers) if layer.parameters)
        for layer in reversed(self.layers[first + 1 :]):
            dy = layer.backward(dy)
        self.layers[first].learn(dy)

    def draw_from(self, rng: np.random.Generator) -> None:
        """From now on every dropout decides by `rng` what it drops."""
        for layer in self.layers:
            if isinstance(layer, Dropout):
                layer.rng = rng

    def activations(self, x: Array) -> list[Array]:
        """Every layer's output for (N, 28, 28), in order; the last is `forward`'s answer."""
        outputs = []
        for layer in self.layers:
            x = layer.forward(x)
            outputs.append(x)
        return outputs

    def predict(self, x: Array) -> Array:
        """Class probabilities (N, classes), each row summing to 1, for (N, 28, 28) in [0, 1].

        A network that ends in sigmoids answers with independent activations; here they are
        divided by their sum, which keeps their order.
        """
        return shares(self.forward(x))

    @property
    def parameters(self) -> dict[str, Array]:
        """Every parameter by name, `<layer's place>.<name>`: the arrays themselves, no copies."""
        return {
            f"{place}.{name}": values
            for place, layer in enumerate(self.layers)
            for name, values in layer.parameters.items()
        }

    @property
    def state(self) -> dict[str, Array]:
        """What layers remember besides parameters (batch norm's means), named the same way."""
        return {
            f"{place}.{name}": values
            for place, layer in enumerate(self.layers)
            for name, values in layer.state.items()
        }

    @property
    def gradients(self) -> dict[str, Array]:
        """Every parameter's gradient after `backward`, under the parameter's name."""
        return {
            f"{place}.{name}": values
            for place, layer in enumerate(self.layers)
            for name, values in layer.gradients.items()
        }

    @property
    def size(self) -> int:
        """How many numbers training can change."""
        return sum(values.size for values in self.parameters.values())

    def initialize(self, rng: np.random.Generator) -> None:
        """Random weights, zero biases.

        A weighted sum of n inputs has n times the variance of one; weights of variance 1/n
        undo that, so that signals neither fade nor explode from layer to layer (LeCun et al.,
        "Efficient BackProp", 1998). A ReLU silences half of its inputs, so before one the
        variance is 2/n (He et al., "Delving Deep into Rectifiers", ICCV 2015).
        """
        gain = 1
        for layer in reversed(self.layers):
            if isinstance(layer, ReLU):
                gain = 2
            elif isinstance(layer, Dense | Convolution):
                weight = layer.parameters["weight"]
                inputs = weight.size // weight.shape[-1]  # of each output
                weight[...] = rng.normal(0, np.sqrt(gain / inputs), weight.shape)
                if "bias" in layer.parameters:
                    layer.parameters["bias"][...] = 0
                gain = 1

    def astype(self, dtype: type[np.floating[Any]]) -> "Network":
        """The same network computing in another dtype: float64 for gradient checks."""
        other = Network.from_architecture(self.architecture(), self.classes, self.image_shape)
        for mine, theirs in zip(self.layers, other.layers, strict=True):
            theirs.parameters = {name: p.astype(dtype) for name, p in mine.parameters.items()}
            theirs.state = {name: s.astype(dtype) for name, s in mine.state.items()}
        return other

    def for_inference(self) -> "Network":
        """A network that answers the same, faster: batch norm is folded into convolutions.

        Dropout, which does nothing then, is left out.

        To predict, batch norm is factor * x + offset for each channel, and a convolution whose
        filters are multiplied by the factor and whose bias is the offset gives just that. Past a
        max pool, too: the offset does not change which pixel is the largest, nor does the
        factor where it is positive. Where it is not, the batch norm is left as it is.
        """
        layers: list[Layer] = []
        for layer in self.layers:
            if isinstance(layer, Dropout):
                continue
            pooled = len(layers) > 1 and isinstance(layers[-1], MaxPool | TallPool)
            before = layers[-2 if pooled else -1] if layers else None
            if isinstance(layer, BatchNorm) and isinstance(before, Convolution):
                factor, offset = layer.as_line()
                if not pooled or (factor > 0).all():
                    folded = Convolution(
                        before.inputs, before.outputs, bias=True, padding=before.padding
                    )
                    folded.parameters["weight"] = before.parameters["weight"] * factor
                    folded.parameters["bias"] = offset + factor * before.parameters.get("bias", 0)
                    layers[-2 if pooled else -1] = folded
                    continue
            layers.append(layer)
        return Network(layers, self.classes, self.image_shape)

    def architecture(self) -> list[dict[str, Any]]:
        """The layers as plain data: `[{"layer": "Dense", "inputs": 784, "outputs": 128}, ...]`."""
        return [{"layer": type(layer).__name__, **layer.arguments()} for layer in self.layers]

    @classmethod
    def from_architecture(
        cls,
        architecture: list[dict[str, Any]],
        classes: int = CLASSES,
        image_shape: tuple[int, int] = IMAGE_SHAPE,
    ) -> "Network":
        """The network that `architecture()` described, its parameters all zero.

        Raises ValueError if it names an unknown layer or its layers do not fit each other.
        """
        layers = []
        for entry in architecture:
            kind, arguments = entry["layer"], {k: v for k, v in entry.items() if k != "layer"}
            if kind not in LAYERS:
                raise ValueError(f"there is no layer {kind!r}; there are {', '.join(LAYERS)}")
            layers.append(LAYERS[kind](**arguments))
        return cls(layers, classes, image_shape)

    def __repr__(self) -> str:
        return f"Network({', '.join(map(repr, self.layers))})"


def shares(y: Array) -> Array:
    """Each row of `y` (N, classes), all of it 0 or more, divided by its sum."""
    y = np.maximum(y, np.finfo(y.dtype).tiny)  # Ten sigmoids may all have rounded to 0.
    return y / y.sum(axis=1, keepdims=True)


def perceptron(
    hidden: list[int], activation: str = "relu", output: str = "softmax", dropout: float = 0.0
) -> Network:
    """A multi-layer perceptron: 784 pixels, hidden layers of so many neurons, 10 outputs.

    Parameters
    ----------
    hidden
        Neurons of each hidden layer, each at least 1; an empty list makes a linear classifier.
    activation
        What follows each hidden layer: "relu" or "sigmoid".
    output
        What follows the last: "softmax" (ten probabilities) or "sigmoid".
    dropout
        The share of every hidden layer's output that is dropped in training; 0: no dropout.
    """
    layers: list[Layer] = [Flatten()]
    inputs = IMAGE_SHAPE[0] * IMAGE_SHAPE[1]
    for neurons in hidden:
        layers += [Dense(inputs, neurons), ACTIVATIONS[activation](), *_dropout(dropout)]
        inputs = neurons
    layers += [Dense(inputs, CLASSES), OUTPUTS[output]()]
    return Network(layers)


def convolutional(
    stages: list[list[int]],
    space_to_depth: bool = False,
    dropout: float = 0.0,
    classes: int = CLASSES,
    padding: bool = True,
    means: bool = True,
) -> Network:
    """Stages of 3x3 convolutions, each halving the map of the one before, then one dense layer.

    Every convolution is followed by batch norm and ReLU; between stages, the largest of 2x2
    pixels is kept (before the batch norm, which then has a quarter of the work).

    Parameters
    ----------
    stages
        Filters of each convolution, stage by stage: [[24, 24], [48, 48], [96, 96]]. At most
        three stages: 28 can be halved twice.
    space_to_depth
        Begin with the picture's blocks of 2x2 pixels as four channels of 14x14: then at most
        two stages.
    dropout
        The share of its inputs that is dropped in training before the last dense layer.
    classes
        How many probabilities it answers with.
    padding
        Without it every convolution makes its map two pixels smaller, and a stage must leave an
        even number of them to the next.
    means
        The dense layer sees the mean of each of the last maps; else every pixel of them.
    """
    layers: list[Layer] = [Maps(), SpaceToDepth()] if space_to_depth else [Maps()]
    channels = 4 if space_to_depth else 1
    for place, stage in enumerate(stages, start=1):
        for number, filters in enumerate(stage, start=1):
            layers.append(Convolution(channels, filters, padding=padding))
            if number == len(stage) and place < len(stages):
                layers.append(MaxPool())
            layers += [BatchNorm(filters), ReLU()]
            channels = filters
    layers.append(GlobalAveragePool() if means else FlattenMaps())
    shape: tuple[int, ...] = IMAGE_SHAPE
    for layer in layers:
        shape = layer.output_shape(shape)
    layers += [*_dropout(dropout), Dense(shape[0], classes), Softmax()]
    return Network(layers, classes)


def _dropout(rate: float) -> list[Layer]:
    return [Dropout(rate)] if rate else []
