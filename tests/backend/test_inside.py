"""What `?include=` adds to a reading, and a network's filters."""

import base64

import numpy as np
import pytest
from flask.testing import FlaskClient

from model.filters import first_filters
from model.inside import stages
from model.picture import normalise
from model.reader import load_readers
from model.saliency import saliency
from tests.backend.test_predict import SEVEN, assert_problem
from tests.digits import NO_DIGITS, draw, png

READERS = load_readers()
IMAGE = normalise(draw(7))

# What a page may wait for on a slow line.
LARGEST_ANSWER = 200_000


def post(client: FlaskClient, query: str, data: bytes = SEVEN) -> dict:
    response = client.post(f"/predict?{query}", data=data, content_type="image/png")
    assert response.status_code == 200
    assert len(response.data) < LARGEST_ANSWER
    return response.get_json()


def numbers(part: dict, dtype: type, steps: int) -> np.ndarray:
    """The numbers that the bytes stand for."""
    values = np.frombuffer(base64.b64decode(part["values"]), dtype).reshape(part["shape"])
    return values / steps * part["largest"]


@pytest.mark.parametrize("name", READERS)
def test_activations_are_what_each_stage_made_of_the_picture(
    client: FlaskClient, name: str
) -> None:
    answer = post(client, f"model={name}&include=activations")
    assert "saliency" not in answer
    found = stages(READERS[name].network, IMAGE)
    for part, stage in zip(answer["activations"], found, strict=True):
        assert (part["name"], part["layers"]) == (stage.name, list(stage.layers))
        assert part["kind"] == ("maps" if stage.values.ndim == 3 else "cells")
        step = part["largest"] / 255
        np.testing.assert_allclose(numbers(part, np.uint8, 255), stage.values, atol=step)


@pytest.mark.parametrize("name", READERS)
def test_every_neuron_names_what_fed_it_most(client: FlaskClient, name: str) -> None:
    first, *rest = post(client, f"model={name}&include=activations")["activations"]
    assert first["fed_by"] is None
    for part, stage in zip(rest, stages(READERS[name].network, IMAGE)[1:], strict=True):
        assert len(part["fed_by"]) == part["shape"][0]
        assert stage.contributions is not None
        for feeders, contributions in zip(part["fed_by"], stage.contributions.T, strict=True):
            assert len(feeders) == min(6, np.count_nonzero(contributions))
            sizes = [abs(contribution) for _, contribution in feeders]
            assert sizes == sorted(sizes, reverse=True)
            if feeders:
                assert sizes[0] == pytest.approx(np.abs(contributions).max(), rel=1e-3)
            for neuron, contribution in feeders:
                assert contribution == pytest.approx(contributions[neuron], rel=1e-3)


def test_saliency_says_which_pixels_decided(client: FlaskClient) -> None:
    answer = post(client, "include=saliency")
    assert "activations" not in answer
    part = answer["saliency"]
    found = saliency(READERS["cnn"].network, IMAGE)
    assert part["digit"] == answer["digit"] == found.digit
    np.testing.assert_allclose(
        numbers(part, np.int8, 127), found.pixels, atol=part["largest"] / 127
    )


def test_both_may_be_asked_for_and_of_what_is_no_digit(client: FlaskClient) -> None:
    answer = post(client, "include=saliency,%20activations", png(draw(NO_DIGITS["star"])))
    assert answer["digit"] is None
    assert answer["saliency"]["digit"] == int(np.argmax(answer["probabilities"]))
    assert answer["activations"][-1]["name"] == "output"


def test_nothing_is_included_unasked(client: FlaskClient) -> None:
    assert post(client, "include=").keys() == post(client, "model=cnn").keys()


@pytest.mark.parametrize("include", ["weights", "activations,weights", "activations;saliency"])
def test_what_cannot_be_included(client: FlaskClient, include: str) -> None:
    response = client.post(
        "/predict", query_string={"include": include}, data=SEVEN, content_type="image/png"
    )
    sentence = assert_problem(response, 400, "bad-request")
    assert "activations, saliency" in sentence


@pytest.mark.parametrize("name", READERS)
def test_filters_are_pictures_of_the_first_weights(client: FlaskClient, name: str) -> None:
    response = client.get(f"/models/{name}/filters")
    assert len(response.data) < LARGEST_ANSWER
    part = response.get_json()
    expected = first_filters(READERS[name].network)
    largest = np.array(part["largest"])[:, None, None]
    np.testing.assert_allclose(largest[:, 0, 0], np.abs(expected).max(axis=(1, 2)), rtol=1e-3)
    part["largest"] = 1
    np.testing.assert_allclose(
        numbers(part, np.int8, 127) * largest, expected, atol=float(largest.max()) / 127
    )


def test_filters_that_have_not_changed_are_not_sent_again(client: FlaskClient) -> None:
    first = client.get("/models/mlp-10/filters")
    again = client.get("/models/mlp-10/filters", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    assert client.get("/models/cnn/filters").headers["ETag"] != first.headers["ETag"]


def test_filters_of_no_network(client: FlaskClient) -> None:
    assert_problem(client.get("/models/nothing/filters"), 404, "unknown-model")
