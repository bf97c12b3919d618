"""`POST /read`, as a program outside would call it."""

import base64
import io
from typing import Any

import numpy as np
import pytest
from flask.testing import FlaskClient
from PIL import Image

from model.picture import normalise
from tests.backend.test_predict import assert_problem
from tests.digits import NO_DIGITS, draw, encoded, png
from tests.numbers import draw_number, draw_word

PICTURE = draw_number("20\n26")
YEAR = png(PICTURE)
YEAR_BASE64 = base64.b64encode(YEAR).decode()


@pytest.mark.parametrize(
    "request_",
    [
        {"data": YEAR, "content_type": "image/png"},
        {"data": encoded(PICTURE, "JPEG"), "content_type": "image/jpeg"},
        {"data": "form"},
        {"json": {"image": YEAR_BASE64}},
        {"json": {"image": f"data:image/png;base64,{YEAR_BASE64}"}},
    ],
    ids=["png", "jpeg", "form", "base64", "data url"],
)
def test_a_number_is_read_from_every_kind_of_body(
    client: FlaskClient, request_: dict[str, Any]
) -> None:
    if request_.get("data") == "form":
        request_ = {"data": {"image": (io.BytesIO(YEAR), "2026.png")}}
    response = client.post("/read", **request_)
    assert response.status_code == 200
    answer = response.get_json()
    assert list(answer) == ["text", "digits", "model"]
    assert answer["text"] == "20\n26"
    assert answer["model"] == "cnn"
    assert [digit["digit"] for digit in answer["digits"]] == [2, 0, 2, 6]
    for digit in answer["digits"]:
        assert list(digit) == ["digit", "confidence", "probabilities", "box", "input"]
        assert sum(digit["probabilities"]) == pytest.approx(1)
        assert digit["confidence"] == max(digit["probabilities"])
        assert digit["probabilities"][digit["digit"]] == digit["confidence"] > 0.9
        assert digit["input"].startswith("data:image/png")
        x, y, width, height = digit["box"]
        assert 0 <= x < x + width <= PICTURE.width
        assert 0 <= y < y + height <= PICTURE.height
    (first, second), (third, fourth) = (
        [digit["box"] for digit in answer["digits"][at : at + 2]] for at in (0, 2)
    )
    assert first[0] + first[2] <= second[0]
    assert third[0] + third[2] <= fourth[0]
    assert first[1] + first[3] <= third[1]


def test_pixels_are_one_digit_as_they_are(client: FlaskClient) -> None:
    image = normalise(draw(7))
    answer = client.post("/read", json={"pixels": image.tolist()}).get_json()
    predicted = client.post("/predict", json={"pixels": image.tolist()}).get_json()
    assert answer["text"] == "7"
    [digit] = answer["digits"]
    assert digit["box"] == [0, 0, 28, 28]
    assert digit["probabilities"] == pytest.approx(predicted["probabilities"])
    assert digit["input"] == predicted["input"]


@pytest.mark.parametrize("name", NO_DIGITS)
def test_what_is_no_number_is_told_with_a_reason(client: FlaskClient, name: str) -> None:
    answer = client.post(
        "/read", data=png(draw(NO_DIGITS[name])), content_type="image/png"
    ).get_json()
    assert list(answer) == ["text", "reason", "digits", "model"]
    assert (answer["text"], answer["digits"]) == ("", [])
    # Half a star may look like an 8.
    assert answer["reason"].startswith(("This does not look like ", "Not all of this looks like "))


def test_a_word_is_told_with_a_reason(client: FlaskClient) -> None:
    answer = client.post("/read", data=png(draw_word("HELLO")), content_type="image/png").get_json()
    assert (answer["text"], answer["digits"]) == ("", [])
    assert answer["reason"] == "This does not look like digits."


def test_pixels_that_are_no_digit_are_told_with_a_reason(client: FlaskClient) -> None:
    pixels = normalise(draw(NO_DIGITS["star"])).tolist()
    answer = client.post("/read", json={"pixels": pixels}).get_json()
    assert (answer["text"], answer["digits"]) == ("", [])
    assert answer["reason"]


def test_the_model_can_be_chosen(client: FlaskClient) -> None:
    answers = [
        client.post(f"/read?model={name}", data=YEAR, content_type="image/png").get_json()
        for name in ("cnn", "mlp-128-64")
    ]
    assert [answer["model"] for answer in answers] == ["cnn", "mlp-128-64"]
    one, other = (answer["digits"][0]["probabilities"] for answer in answers)
    assert one != other


def test_a_model_that_is_not_there(client: FlaskClient) -> None:
    response = client.post("/read?model=gpt", data=YEAR, content_type="image/png")
    assert_problem(response, 404, "unknown-model")


def too_many() -> bytes:
    return png(draw_number("\n".join(["0123701"] * 10), height=40))


def noise() -> bytes:
    dots = np.random.default_rng(0).random((500, 500)) < 0.05
    return png(Image.fromarray(np.where(dots, 0, 255).astype(np.uint8)).resize((1500, 1500), 0))


@pytest.mark.parametrize(
    ("data", "content_type", "status", "kind"),
    [
        (b"", "image/png", 400, "bad-request"),
        (YEAR[:200], "image/png", 400, "damaged-picture"),
        (b"this is no picture", "image/png", 415, "unsupported-type"),
        (YEAR, "text/plain", 415, "unsupported-type"),
        (png(Image.new("RGB", (280, 280), "yellow")), "image/png", 422, "blank-picture"),
        (png(Image.new("L", (1, 1))), "image/png", 422, "blank-picture"),
        (png(Image.new("1", (5000, 4000))), "image/png", 413, "picture-too-large"),
        (too_many(), "image/png", 422, "too-many-digits"),
        (noise(), "image/png", 422, "too-many-digits"),
        (b"{", "application/json", 400, "bad-request"),
        (b'{"pixels": []}', "application/json", 422, "bad-pixels"),
    ],
    ids=["empty", "truncated", "text", "as text", "one colour", "1x1", "20 megapixels",
         "70 digits", "noise", "broken json", "no pixels"],
)  # fmt: skip
def test_a_bad_body_gets_the_right_status_and_a_sentence(
    client: FlaskClient, data: bytes, content_type: str, status: int, kind: str
) -> None:
    assert_problem(client.post("/read", data=data, content_type=content_type), status, kind)


def test_too_many_digits_says_how_many_and_how_many_are_read(client: FlaskClient) -> None:
    response = client.post("/read", data=too_many(), content_type="image/png")
    sentence = assert_problem(response, 422, "too-many-digits")
    assert "70 digits" in sentence
    assert "64" in sentence


def test_the_wrong_method(client: FlaskClient) -> None:
    assert_problem(client.get("/read"), 405, "method-not-allowed")
