"""The JSON API: `/predict` and `/read`, `/models` and all of one, `/health`, `/openapi.json`."""

import base64
import io
from typing import Any

import numpy as np
from flask import Blueprint, Response, current_app, g, jsonify, request
from PIL import Image

from backend import inside, openapi
from backend.problems import UNKNOWN_MODEL, Problem
from backend.request_picture import shown_by
from model.layers import Array
from model.network import IMAGE_SHAPE
from model.numbers.reader import Digit, NumberReader, NumberReading
from model.reader import Reader, Reading
from model.stages import stage

api = Blueprint("api", __name__)

# Of a pixel: finer than anybody can see.
WINDOW_DECIMALS = 2


def readers() -> dict[str, Reader]:
    """Every network by name; the first is the default."""
    loaded: dict[str, Reader] = current_app.extensions["readers"]
    return loaded


@api.post("/predict")
def predict() -> dict[str, Any]:
    """Which digit is it, and how sure are we? With `?include=`, also why."""
    reader = _requested_reader()
    names = inside.wanted(request.args.get("include", ""))
    with stage("receive"):
        shown = shown_by(request)
    reading = reader.read_picture(shown) if isinstance(shown, bytes) else reader.read_image(shown)
    return {
        "digit": reading.digit,
        **({"reason": reading.reason} if reading.reason else {}),
        "confidence": reading.confidence,
        "probabilities": reading.probabilities.tolist(),
        "model": reader.name,
        "input": data_url(reading.image),
        **_way_of(reading),
        **inside.included(names, reader.network, reading.image),
    }


@api.post("/read")
def read() -> dict[str, Any]:
    """What number is it, digit by digit?

    Pixels are one digit here as in `/predict`, as large as they are: they say what a network
    should be shown, and nothing is searched in them.
    """
    reader = _requested_reader()
    with stage("receive"):
        shown = shown_by(request)
    if isinstance(shown, bytes):
        number_reader: NumberReader = current_app.extensions["number_reader"]
        number = number_reader.read(shown, reader)
    else:
        reading = reader.read_image(shown)
        digits = (Digit(reading, (0, 0, *IMAGE_SHAPE[::-1])),) if reading.digit is not None else ()
        text = "".join(str(digit.reading.digit) for digit in digits)
        number = NumberReading(text, digits, reading.reason)
    return {
        "text": number.text,
        **({"reason": number.reason} if number.reason else {}),
        "digits": [
            {
                "digit": digit.reading.digit,
                "confidence": digit.reading.confidence,
                "probabilities": digit.reading.probabilities.tolist(),
                "box": list(digit.box),
                "input": data_url(digit.reading.image),
            }
            for digit in number.digits
        ],
        "model": reader.name,
    }


@api.get("/models")
def models() -> dict[str, Any]:
    """The networks that `?model=` can name, with their cards."""
    return {
        "default": next(iter(readers())),
        "models": [{"name": name, **reader.card} for name, reader in readers().items()],
    }


@api.get("/models/<name>")
def model(name: str) -> dict[str, Any]:
    """One network: its card, and how it learned, as far as that is known."""
    reader = _reader(name)
    return {"name": name, **reader.card, "learned": reader.learned}


@api.get("/models/<name>/filters")
def filters(name: str) -> Response:
    """What its first layer looks for: a picture for each neuron."""
    response = jsonify(inside.filters(_reader(name).network))
    response.cache_control.no_cache = True  # Kept, but asked each time whether it has changed.
    response.add_etag()
    response.make_conditional(request)
    return response


@api.get("/health")
def health() -> dict[str, Any]:
    """Up, and the weights are loaded: without them the app would not have been made."""
    return {"status": "ok", "models": list(readers())}


@api.get("/openapi.json")
def openapi_document() -> dict[str, Any]:
    """What this API takes and answers, for programs."""
    return openapi.document(list(readers()))


def data_url(image: Array) -> str:
    """An image (28, 28) in [0, 1] as the data: URL of a PNG, ink white on black."""
    with stage("answer"):
        file = io.BytesIO()
        Image.fromarray((image * 255).round().astype(np.uint8)).save(file, "PNG")
        return "data:image/png;base64," + base64.b64encode(file.getvalue()).decode()


def _way_of(reading: Reading) -> dict[str, list[float]]:
    """Where in the picture its 28x28 come from; pixels come from nowhere else."""
    if reading.way is None:
        return {}
    window = [round(side, WINDOW_DECIMALS) for side in reading.way.window]
    return {"box": list(reading.way.box), "window": window}


def _requested_reader() -> Reader:
    """The network that `?model=` names; the default one if it names none."""
    return _reader(request.args.get("model", next(iter(readers()))))


def _reader(name: str) -> Reader:
    if (reader := readers().get(name)) is None:
        names = ", ".join(readers())
        raise Problem(UNKNOWN_MODEL, f"There is no network of that name; there are {names}.")
    g.model = name
    return reader
