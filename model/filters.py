"""What a network's first layer looks for: the weights of each of its neurons, as a picture."""

from model.convolution import Convolution, SpaceToDepth
from model.layers import Array, Dense
from model.network import IMAGE_SHAPE, Network


def first_filters(network: Network) -> Array:
    """The weights from the picture to every neuron of the first layer, where they lie on it.

    Returns
    -------
    (neurons, height, width) float32: positive where the neuron wants ink, negative where it
    wants paper. For a dense layer they are as large as the picture, for a convolution 3x3, or 6x6
    where the picture's blocks of 2x2 pixels go in as channels.

    Raises
    ------
    ValueError
        If the network has neither a dense layer nor a convolution.
    """
    for layer in network.layers:
        if isinstance(layer, Dense):
            return layer.parameters["weight"].T.reshape(-1, *IMAGE_SHAPE)
        if isinstance(layer, Convolution):
            weight = layer.parameters["weight"]  # (3, 3, inputs, neurons)
            block = 2 if any(isinstance(other, SpaceToDepth) for other in network.layers) else 1
            # As `SpaceToDepth` numbers them: pixel (i, j) of a block is channel i * block + j.
            apart = weight.reshape(3, 3, block, block, layer.outputs)
            return apart.transpose(4, 0, 2, 1, 3).reshape(layer.outputs, 3 * block, 3 * block)
    raise ValueError(f"{network} has no layer with filters")
