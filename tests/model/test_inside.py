"""What each stage of a network made of a picture, and what fed it."""

from itertools import pairwise

import numpy as np
import pytest

from model.filters import first_filters
from model.inside import stages
from model.network import Network, convolutional, perceptron
from model.picture import normalise
from model.reader import load_readers
from tests.digits import draw

READERS = load_readers()
SEVEN = normalise(draw(7))


def convolutions(space_to_depth: bool = False) -> Network:
    """Two stages of two, batch norm as after some training, one factor negative: it stays."""
    rng = np.random.default_rng(3)
    network = convolutional([[3, 4], [5, 6]], space_to_depth)
    network.initialize(rng)
    for values in network.state.values():
        values += rng.random(values.shape, np.float32)
    for name, values in network.parameters.items():
        if name.endswith("scale"):
            values[0] = -1
    return network.for_inference()


def test_the_stages_of_a_convolutional_network() -> None:
    found = stages(convolutions(), SEVEN)
    assert [stage.name for stage in found] == [
        *(f"convolution {number}" for number in (1, 2, 3, 4)), "means", "output",
    ]  # fmt: skip
    assert [stage.values.shape for stage in found] == [
        (3, 28, 28), (4, 14, 14), (5, 14, 14), (6, 14, 14), (6,), (10,),
    ]  # fmt: skip
    assert found[1].layers == ("Convolution", "MaxPool", "BatchNorm", "ReLU")


def test_a_dense_layer_that_sees_every_pixel_is_fed_by_maps() -> None:
    """What a map gives a digit is what all of its pixels give."""
    network = convolutional([[3], [4]], padding=False, means=False)
    network.initialize(np.random.default_rng(0))
    network = network.for_inference()
    *_, maps, output = stages(network, SEVEN)
    assert maps.values.shape == (4, 11, 11)
    assert output.layers == ("FlattenMaps", "Dense", "Softmax")
    assert output.contributions is not None
    weight = network.layers[-2].parameters["weight"].reshape(11, 11, 4, 10)
    for one, digit in np.ndindex(4, 10):
        expected = (maps.values[one] * weight[:, :, one, digit]).sum()
        assert output.contributions[one, digit] == pytest.approx(expected, rel=1e-3, abs=1e-5)


@pytest.mark.parametrize("name", READERS)
def test_the_stages_end_in_what_the_network_answers(name: str) -> None:
    network = READERS[name].network
    found = stages(network, SEVEN)
    np.testing.assert_allclose(found[-1].values, network.forward(SEVEN[None])[0], rtol=1e-5)
    assert found[0].contributions is None
    for before, stage in pairwise(found):
        assert stage.contributions is not None
        assert stage.contributions.shape == (len(before.values), len(stage.values))


def test_maps_are_as_they_lie_on_the_picture() -> None:
    """A filter that copies the pixel in its middle."""
    network = convolutional([[2]]).for_inference()
    network.parameters["1.weight"][1, 1, 0, 1] = 1
    first = stages(network, SEVEN)[0]
    np.testing.assert_allclose(first.values[1], SEVEN, rtol=1e-4)
    assert not first.values[0].any()


def test_contributions_and_bias_make_a_cells_sum() -> None:
    network = perceptron([16, 12], "sigmoid")
    network.initialize(np.random.default_rng(0))
    network.parameters["3.bias"][...] = 0.5
    sums = network.activations(SEVEN[None])[3][0]  # What goes into the second sigmoid.
    contributions = stages(network, SEVEN)[1].contributions
    assert contributions is not None
    np.testing.assert_allclose(contributions.sum(axis=0) + 0.5, sums, rtol=1e-4)


@pytest.mark.parametrize("place", [1, 2, 3])
def test_without_the_map_that_gave_it_all_nothing_is_left(place: int) -> None:
    """Contributions of maps, without a bias to add to them, are all there is."""
    network = convolutional([[3, 4], [5, 6]]).for_inference()
    rng = np.random.default_rng(0)
    for name, values in network.parameters.items():
        if name.endswith("weight"):
            values[...] = rng.normal(size=values.shape)
    stage = stages(network, SEVEN)[place]
    assert stage.contributions is not None
    np.testing.assert_allclose(
        stage.contributions.sum(axis=0), stage.values.sum(axis=(1, 2)), rtol=1e-3
    )


def test_a_mean_is_fed_by_its_map() -> None:
    *_, maps, means, _ = stages(READERS["cnn"].network, SEVEN)
    np.testing.assert_allclose(means.values, maps.values.mean(axis=(1, 2)), rtol=1e-5)
    np.testing.assert_array_equal(means.contributions, np.diag(means.values))


def test_the_network_is_left_as_it_was() -> None:
    network = convolutions()
    kept = {name: values.copy() for name, values in (network.parameters | network.state).items()}
    stages(network, SEVEN)
    for name, values in (network.parameters | network.state).items():
        np.testing.assert_array_equal(values, kept[name])
    assert not network.gradients


def test_filters_of_a_dense_layer_are_as_large_as_the_picture() -> None:
    network = perceptron([3])
    network.initialize(np.random.default_rng(0))
    filters = first_filters(network)
    assert filters.shape == (3, 28, 28)
    sums = network.activations(SEVEN[None])[1][0]
    np.testing.assert_allclose((filters * SEVEN).sum(axis=(1, 2)), sums, rtol=1e-4)


@pytest.mark.parametrize(("space_to_depth", "side"), [(False, 3), (True, 6)])
def test_filters_of_a_convolution_lie_as_the_pixels_they_look_at(
    space_to_depth: bool, side: int
) -> None:
    """A picture that is the filter itself, turned into 0 and 1, excites it as nothing else."""
    network = convolutions(space_to_depth)
    filters = first_filters(network)
    assert filters.shape == (3, side, side)
    layer = 2 if space_to_depth else 1
    for number, filter_ in enumerate(filters):
        image = np.zeros((28, 28), np.float32)
        corner = 12 - side // 3  # One of its pixels or blocks before the middle one.
        image[corner : corner + side, corner : corner + side] = filter_ > 0
        maps = network.activations(image[None])[layer][..., number]
        bias = network.layers[layer].parameters["bias"][number]
        assert maps[12 // (side // 3), 0, 12 // (side // 3)] == pytest.approx(
            filter_[filter_ > 0].sum() + bias, rel=1e-4
        )
