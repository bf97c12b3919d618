"""The JSON API: `POST /predict`, `GET /models`, `GET /health`."""

import base64
import io
from typing import Any

import numpy as np
from flask import Blueprint, current_app, request
from PIL import Image

from backend.problems import UNKNOWN_MODEL, Problem
from backend.request_picture import shown_by
from model.layers import Array
from model.reader import Reader

api = Blueprint("api", __name__)


def readers() -> dict[str, Reader]:
    """Every network by name; the first is the default."""
    loaded: dict[str, Reader] = current_app.extensions["readers"]
    return loaded


@api.post("/predict")
def predict() -> dict[str, Any]:
    """Which digit is it, and how sure are we?"""
    reader = _requested_reader()
    shown = shown_by(request)
    reading = reader.read_picture(shown) if isinstance(shown, bytes) else reader.read_image(shown)
    return {
        "digit": reading.digit,
        **({"reason": reading.reason} if reading.reason else {}),
        "confidence": reading.confidence,
        "probabilities": reading.probabilities.tolist(),
        "model": reader.name,
        "input": data_url(reading.image),
    }


@api.get("/models")
def models() -> dict[str, Any]:
    """The networks that `?model=` can name, with their cards."""
    return {
        "default": next(iter(readers())),
        "models": [{"name": name, **reader.card} for name, reader in readers().items()],
    }


@api.get("/health")
def health() -> dict[str, Any]:
    """Up, and the weights are loaded: without them the app would not have been made."""
    return {"status": "ok", "models": list(readers())}


def data_url(image: Array) -> str:
    """An image (28, 28) in [0, 1] as the data: URL of a PNG, ink white on black."""
    file = io.BytesIO()
    Image.fromarray((image * 255).round().astype(np.uint8)).save(file, "PNG")
    return "data:image/png;base64," + base64.b64encode(file.getvalue()).decode()


def _requested_reader() -> Reader:
    name = request.args.get("model") or next(iter(readers()))
    if (reader := readers().get(name)) is None:
        names = ", ".join(readers())
        raise Problem(UNKNOWN_MODEL, f"There is no network of that name; there are {names}.")
    return reader
