"""What happens inside a network while it reads one picture: what each stage of it made of the
picture, and what fed each of its neurons.

    for stage in stages(network, image):
        print(stage.name, stage.values.shape)   # convolution 1 (24, 28, 28), …, output (10,)

A stage is what a person would call a layer: the weights and all that follows until the next
weights, such as convolution, max pool and ReLU.
"""

from collections import Counter
from dataclasses import dataclass

import numpy as np

from model.convolution import Convolution, FlattenMaps, GlobalAveragePool
from model.layers import Array, Dense, Layer
from model.network import Network
from model.replay import Replay

# With these a new stage begins. Every other layer belongs to the stage before it or, where there
# is none yet, to the way of the picture into the network.
NAMES: dict[type[Layer], str] = {
    Convolution: "convolution",
    GlobalAveragePool: "means",
    FlattenMaps: "dense",  # The dense layer behind it belongs to its stage.
    Dense: "dense",
}
OUTPUT = "output"

# There is never a second one to tell it from.
UNNUMBERED = NAMES[GlobalAveragePool]


@dataclass(frozen=True)
class Stage:
    """What one stage made of the picture.

    Attributes
    ----------
    name
        "convolution 1", "means", "dense 1", …; the last stage is the "output".
    layers
        The names of its layers, in order: ("Convolution", "MaxPool", "ReLU").
    values
        float32, what its last layer answers: maps (neurons, height, width) or cells (neurons,).
    contributions
        (neurons of the stage before, neurons) float32: how much each of those gave to each of
        these, negative where it took away. For cells that is input times weight; with the bias
        it sums to the neuron's sum before its activation. For maps it is the same, summed over
        all places that pooling and ReLU let through. None for the first stage: the picture
        feeds it.
    """

    name: str
    layers: tuple[str, ...]
    values: Array
    contributions: Array | None


def stages(network: Network, image: Array) -> list[Stage]:
    """Every stage, from the picture to the answer.

    Parameters
    ----------
    network
        As it predicts: `for_inference()`.
    image
        (28, 28) float32 in [0, 1], ink 1.
    """
    replay = Replay(network, image[np.newaxis])
    begins = [
        place
        for place, layer in enumerate(replay.layers)
        if type(layer) in NAMES
        and not (place and isinstance(replay.layers[place - 1], FlattenMaps))
    ]
    ends = [*begins[1:], len(replay.layers)]
    count: Counter[str] = Counter()
    found: list[Stage] = []
    for begin, end in zip(begins, ends, strict=True):
        kind = NAMES[type(replay.layers[begin])]
        count[kind] += 1
        name = kind if kind == UNNUMBERED else f"{kind} {count[kind]}"
        y = replay.passed[end]
        found.append(
            Stage(
                name=OUTPUT if end == len(replay.layers) else name,
                layers=tuple(type(layer).__name__ for layer in replay.layers[begin:end]),
                values=y[:, 0].transpose(2, 0, 1) if y.ndim == 4 else y[0],
                contributions=_contributions(replay, begin, end) if found else None,
            )
        )
    return found


def _contributions(replay: Replay, begin: int, end: int) -> Array:
    """(inputs, outputs). With y = sum_i x_i w_i, dy/dw_i is x_i: so a weight times its gradient
    is what came through it, and for a filter what came through at all its places.
    """
    layer = replay.layers[begin]
    if isinstance(layer, GlobalAveragePool):
        return np.diag(replay.passed[begin + 1][0])  # All of a mean is from its own map.
    if isinstance(layer, FlattenMaps):
        pixels = _contributions(replay, begin + 1, end)  # (H W C, outputs)
        maps = replay.passed[begin].shape[-1]
        return pixels.reshape(-1, maps, pixels.shape[1]).sum(axis=0)
    if isinstance(layer, Convolution):
        layer.learn(replay.back(np.ones_like(replay.passed[end]), begin + 1, end))
    else:
        layer.learn(np.ones_like(replay.passed[begin + 1]))
    came = layer.parameters["weight"] * layer.gradients["weight"]
    return came.sum(axis=(0, 1)) if isinstance(layer, Convolution) else came
