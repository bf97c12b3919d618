"""`POST /predict`, as a program outside would call it."""

import base64
import io
import json
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from flask.testing import FlaskClient
from PIL import Image
from werkzeug.test import TestResponse

from backend.settings import MAX_BODY
from model.picture import normalise
from tests.digits import NO_DIGITS, STROKES, draw, encoded, png, side_by_side
from tests.numbers import draw_number

SEVEN = png(draw(7))
SEVEN_BASE64 = base64.b64encode(SEVEN).decode()
SEVEN_PIXELS = normalise(draw(7)).tolist()


def post(client: FlaskClient, data: Any, content_type: str | None = "image/png") -> TestResponse:
    return client.post("/predict", data=data, content_type=content_type)


def assert_problem(response: TestResponse, status: int, kind: str) -> str:
    """It is that problem, in the form every error has; returns its sentence."""
    assert response.status_code == status, response.text
    assert response.mimetype == "application/problem+json"
    problem = response.get_json()
    assert problem.keys() == {"type", "title", "status", "detail"}
    assert problem["type"] == f"/problems/{kind}"
    assert problem["status"] == status
    assert len(problem["detail"]) > 20
    assert "Traceback" not in response.text
    return str(problem["detail"])


@pytest.mark.parametrize(
    "request_",
    [
        {"data": SEVEN, "content_type": "image/png"},
        {"data": encoded(draw(7), "JPEG"), "content_type": "image/jpeg"},
        {"data": encoded(draw(7), "WEBP"), "content_type": "image/webp"},
        {"data": encoded(draw(7), "GIF"), "content_type": "image/gif"},
        {"data": encoded(draw(7), "BMP"), "content_type": "image/bmp"},
        {"data": {"image": (io.BytesIO(SEVEN), "seven.png")}},
        {"json": {"image": SEVEN_BASE64}},
        {"json": {"image": f"data:image/png;base64,{SEVEN_BASE64}"}},
        {"json": {"image": base64.encodebytes(SEVEN).decode()}},
        {"json": {"pixels": SEVEN_PIXELS}},
    ],
    ids=[
        "png",
        "jpeg",
        "webp",
        "gif",
        "bmp",
        "form",
        "base64",
        "data url",
        "base64 in lines",
        "pixels",
    ],
)
def test_a_seven_is_read_from_every_kind_of_body(
    client: FlaskClient, request_: dict[str, Any]
) -> None:
    # A form's file is closed when it has been sent once: each test sends its own.
    if isinstance(request_.get("data"), dict):
        request_ = {"data": {"image": (io.BytesIO(SEVEN), "seven.png")}}
    response = client.post("/predict", **request_)
    assert response.status_code == 200
    answer = response.get_json()
    of_a_picture = set() if "pixels" in request_.get("json", {}) else {"box", "window"}
    expected = {"digit", "confidence", "probabilities", "model", "input"} | of_a_picture
    assert answer.keys() == expected
    assert answer["digit"] == 7
    assert len(answer["probabilities"]) == 10
    assert sum(answer["probabilities"]) == pytest.approx(1)
    assert answer["confidence"] == answer["probabilities"][7] > 0.9


@pytest.mark.parametrize("name", NO_DIGITS)
def test_what_is_no_digit_is_answered_with_a_reason(client: FlaskClient, name: str) -> None:
    response = post(client, png(draw(NO_DIGITS[name])))
    assert response.status_code == 200
    answer = response.get_json()
    assert answer["digit"] is None
    assert answer["reason"] == "This does not look like a digit."
    assert answer["confidence"] is None
    assert len(answer["probabilities"]) == 10
    assert sum(answer["probabilities"]) == pytest.approx(1)
    assert answer["input"].startswith("data:image/png")


@pytest.mark.parametrize("digits", [(2, 7), (1, 0)])
def test_two_digits_where_one_was_asked_for(client: FlaskClient, digits: tuple[int, int]) -> None:
    picture = png(draw(side_by_side(*digits), height=120, brush=6))
    answer = post(client, picture).get_json()
    assert answer["digit"] is None
    assert answer["reason"] == "This looks like more than one digit."


def test_two_digits_in_pixels_where_one_was_asked_for(client: FlaskClient) -> None:
    image = normalise(draw(side_by_side(1, 0, gap=0.3), height=120, brush=6))
    answer = client.post("/predict", json={"pixels": image.tolist()}).get_json()
    assert answer["digit"] is None
    assert answer["reason"] == "This looks like more than one digit."


@pytest.mark.parametrize("rows", [3, 8, 20])
def test_a_page_of_digits_where_one_was_asked_for(client: FlaskClient, rows: int) -> None:
    """In 28x28 they are specks, which the gate may take for anything."""
    page = "\n".join("01234567890123456789"[:rows] for _ in range(rows))
    answer = post(client, png(draw_number(page, height=40))).get_json()
    assert answer["digit"] is None
    assert answer["reason"] in (
        "This looks like more than one digit.",
        "This does not look like a digit.",
    )
    assert len(answer["probabilities"]) == 10


def test_a_digit_in_many_dots_is_a_digit(client: FlaskClient) -> None:
    [points] = STROKES[3]
    between = [((a + c) / 2, (b + d) / 2) for (a, b), (c, d) in pairwise(points)]
    dots = [[(x, y), (x + 0.01, y)] for x, y in points + between]
    assert post(client, png(draw(dots, brush=14))).get_json()["digit"] == 3


def test_pixels_that_are_no_digit(client: FlaskClient) -> None:
    pixels = normalise(draw(NO_DIGITS["star"])).tolist()
    answer = client.post("/predict", json={"pixels": pixels}).get_json()
    assert (answer["digit"], answer["confidence"]) == (None, None)
    assert answer["reason"]


def test_every_network_can_say_that_it_is_no_digit(client: FlaskClient) -> None:
    scribble = png(draw(NO_DIGITS["scribble"]))
    for model in client.get("/models").get_json()["models"]:
        response = client.post(
            f"/predict?model={model['name']}", data=scribble, content_type="image/png"
        )
        assert response.get_json()["digit"] is None


def test_the_input_is_the_28x28_that_the_network_read(client: FlaskClient) -> None:
    url = post(client, SEVEN).get_json()["input"]
    header, _, data = url.partition(",")
    assert header == "data:image/png;base64"
    image = Image.open(io.BytesIO(base64.b64decode(data)))
    assert (image.size, image.mode) == ((28, 28), "L")
    np.testing.assert_allclose(np.asarray(image) / 255, normalise(draw(7)), atol=1 / 255)


@pytest.mark.parametrize("factor", [1, 5], ids=["as it is", "large enough to be reduced"])
def test_the_way_to_the_28x28_is_told_in_the_pictures_own_pixels(
    client: FlaskClient, factor: int
) -> None:
    side = 280 * factor
    sheet = draw(
        1, (side, side), height=100 * factor, at=(30 * factor, 60 * factor), brush=10 * factor
    )
    answer = post(client, png(sheet)).get_json()
    x, y, width, height = answer["box"]
    near = 2 * factor
    # 100 tall and a tenth of that wide, from (30, 60), and half a brush on every side.
    assert (x, y) == pytest.approx((35 * factor, 55 * factor), abs=near)
    assert (width, height) == pytest.approx((20 * factor, 110 * factor), abs=near)

    left, top, across, down = answer["window"]
    assert across == down == pytest.approx(28 / 20 * height, abs=near)
    assert left < x < x + width < left + across
    assert top < y < y + height < top + down
    # What lies there in the sheet is what the network read.
    there = sheet.convert("L").transform(
        (28, 28), Image.Transform.EXTENT, (left, top, left + across, top + down), fillcolor=255
    )
    seen = Image.open(io.BytesIO(base64.b64decode(answer["input"].partition(",")[2])))
    inked = np.asarray(seen) > 200
    assert (np.asarray(there)[inked] < 100).all()


def test_pixels_are_taken_as_they_are(client: FlaskClient) -> None:
    corner = np.zeros((28, 28))
    corner[:3, :3] = 1
    url = client.post("/predict", json={"pixels": corner.tolist()}).get_json()["input"]
    image = Image.open(io.BytesIO(base64.b64decode(url.partition(",")[2])))
    np.testing.assert_array_equal(np.asarray(image) / 255, corner)


def test_the_model_can_be_chosen(client: FlaskClient) -> None:
    answers = {}
    for model in client.get("/models").get_json()["models"]:
        response = client.post(
            f"/predict?model={model['name']}", data=SEVEN, content_type="image/png"
        )
        answers[model["name"]] = response.get_json()
        assert answers[model["name"]]["model"] == model["name"]
    assert len({tuple(answer["probabilities"]) for answer in answers.values()}) == len(answers)


def test_a_model_that_is_not_there(client: FlaskClient) -> None:
    response = client.post("/predict?model=gpt", data=SEVEN, content_type="image/png")
    assert "mlp-128-64" in assert_problem(response, 404, "unknown-model")


@pytest.mark.parametrize(
    ("data", "content_type", "status", "kind"),
    [
        (b"", "image/png", 400, "bad-request"),
        (b"", None, 400, "bad-request"),
        (SEVEN[:20], "image/png", 400, "damaged-picture"),
        (SEVEN[:200], "image/png", 400, "damaged-picture"),
        (b"this is no picture", "image/png", 415, "unsupported-type"),
        (encoded(draw(7), "TIFF"), "image/tiff", 415, "unsupported-type"),
        (SEVEN, "text/plain", 415, "unsupported-type"),
        (SEVEN, "application/x-www-form-urlencoded", 415, "unsupported-type"),
        (png(Image.new("L", (1, 1))), "image/png", 422, "blank-picture"),
        (png(Image.new("RGB", (280, 280), "yellow")), "image/png", 422, "blank-picture"),
        (png(Image.new("1", (5000, 4000))), "image/png", 413, "picture-too-large"),
        (b"\0" * (MAX_BODY + 1), "image/png", 413, "body-too-large"),
        (b"{", "application/json", 400, "bad-request"),
        (b"", "application/json", 400, "bad-request"),
        (b"\xff\xfe", "application/json", 400, "bad-request"),
        (b"[" * 100_000, "application/json", 400, "bad-request"),
        (b"x=1", "multipart/form-data; boundary=b", 400, "bad-request"),
        (b"x=1", "multipart/form-data", 400, "bad-request"),
    ],
    ids=["empty", "empty without a type", "cut in its header", "truncated", "text", "tiff",
         "as text", "as urlencoded", "1x1", "one colour",
         "20 megapixels", "over the limit", "broken json", "empty json", "no utf-8", "deep json",
         "broken form", "form without boundary"],
)  # fmt: skip
def test_a_bad_body_gets_the_right_status_and_a_sentence(
    client: FlaskClient, data: bytes, content_type: str | None, status: int, kind: str
) -> None:
    assert_problem(post(client, data, content_type), status, kind)


@pytest.mark.parametrize(
    ("body", "status", "kind", "sentence"),
    [
        ({}, 400, "bad-request", '"image"'),
        ([], 400, "bad-request", '"image"'),
        (7, 400, "bad-request", '"image"'),
        (None, 400, "bad-request", '"image"'),
        ({"picture": SEVEN_BASE64}, 400, "bad-request", '"image"'),
        ({"image": 7}, 400, "bad-request", "no string"),
        ({"image": ""}, 400, "bad-request", "empty"),
        ({"image": "ä" + SEVEN_BASE64}, 400, "bad-request", "base64"),
        ({"image": SEVEN_BASE64[:-3]}, 400, "bad-request", "base64"),
        ({"image": "data:image/png,seven"}, 400, "bad-request", "without base64"),
        ({"image": base64.b64encode(b"text").decode()}, 415, "unsupported-type", "PNG"),
        ({"pixels": SEVEN_PIXELS[1:]}, 422, "bad-pixels", "28 rows of 28"),
        ({"pixels": [row[1:] for row in SEVEN_PIXELS]}, 422, "bad-pixels", "28 rows of 28"),
        ({"pixels": "7"}, 422, "bad-pixels", "28 rows of 28"),
        ({"pixels": [[0] * 28] * 27 + [[0] * 27 + [2]]}, 422, "bad-pixels", "row 27, column 27"),
        ({"pixels": [[0] * 28] * 27 + [[-0.1] * 28]}, 422, "bad-pixels", "row 27, column 0"),
        ({"pixels": [["1"] * 28] * 28}, 422, "bad-pixels", "row 0, column 0"),
        ({"pixels": [[True] * 28] * 28}, 422, "bad-pixels", "row 0, column 0"),
        ({"pixels": [[None] * 28] * 28}, 422, "bad-pixels", "row 0, column 0"),
        ({"pixels": [[float("nan")] * 28] * 28}, 422, "bad-pixels", "row 0, column 0"),
        ({"pixels": [[0] * 28] * 28}, 422, "blank-picture", "Nothing is drawn"),
    ],
    ids=lambda value: json.dumps(value)[:40] if isinstance(value, dict | list) else None,
)
def test_json_that_holds_no_picture(
    client: FlaskClient, body: Any, status: int, kind: str, sentence: str
) -> None:
    response = client.post("/predict", data=json.dumps(body), content_type="application/json")
    assert sentence in assert_problem(response, status, kind)


@pytest.mark.parametrize("form", [{}, {"image": "text"}, {"picture": (io.BytesIO(SEVEN), "7")}])
def test_a_form_without_the_file(client: FlaskClient, form: dict[str, Any]) -> None:
    response = client.post("/predict", data=form, content_type="multipart/form-data")
    assert "-F image=@" in assert_problem(response, 400, "bad-request")


@pytest.mark.parametrize("content_type", ["image/png", "application/json"])
def test_chunks_over_the_limit(client: FlaskClient, content_type: str) -> None:
    """A body of unknown length, as gunicorn hands on one sent in chunks."""
    response = client.post(
        "/predict",
        input_stream=io.BytesIO(SEVEN + b"\0" * MAX_BODY),
        content_type=content_type,
        environ_overrides={"wsgi.input_terminated": True},
    )
    assert_problem(response, 413, "body-too-large")


def test_chunks_within_the_limit_are_read(client: FlaskClient) -> None:
    response = client.post(
        "/predict",
        input_stream=io.BytesIO(SEVEN),
        content_type="image/png",
        environ_overrides={"wsgi.input_terminated": True},
    )
    assert response.get_json()["digit"] == 7


def test_malformed_chunks(client: FlaskClient) -> None:
    class Malformed(io.BytesIO):
        def read(self, _: int | None = -1) -> bytes:
            raise OSError("Invalid chunk size")  # As gunicorn's InvalidChunkSize.

        readinto = readline = read  # type: ignore[assignment]

    response = client.post(
        "/predict",
        input_stream=Malformed(),
        content_type="image/png",
        environ_overrides={"wsgi.input_terminated": True},
    )
    assert_problem(response, 400, "bad-request")


def test_the_wrong_method(client: FlaskClient) -> None:
    response = client.get("/predict")
    assert_problem(response, 405, "method-not-allowed")
    assert "POST" in response.headers["Allow"]


def test_our_own_mistakes_are_told_as_such_without_details(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("secret detail")

    monkeypatch.setattr("model.reader.steps", broken)
    assert_problem(response := post(client, SEVEN), 500, "internal")
    assert "secret" not in response.text
