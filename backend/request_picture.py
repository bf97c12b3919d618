"""What a request shows us: a picture's bytes, or a 28x28 image, from any of four kinds of body.

* a picture's bytes, `Content-Type: image/png` (or another picture type)
* a multipart form with the picture as the file `image`
* JSON `{"image": "<base64, or a data: URL>"}`
* JSON `{"pixels": [[28 rows of 28 numbers from 0 to 1, ink 1]]}`
"""

import base64
import binascii
from typing import Any

import numpy as np
from flask import Request
from werkzeug.exceptions import BadRequest, RequestEntityTooLarge

from backend.problems import BAD_PIXELS, BAD_REQUEST, UNSUPPORTED_TYPE, Problem
from model.layers import Array
from model.network import IMAGE_SHAPE

FIELD = "image"


def shown_by(request: Request) -> bytes | Array:
    """The bytes of a picture, or, where pixels were sent, a float32 image of (28, 28) in [0, 1].

    Raises
    ------
    Problem
        If the body is empty, malformed or of a type that is not read.
    """
    _read_chunks(request)
    if not request.content_length and not request.get_data():
        raise Problem(BAD_REQUEST, "The body is empty: it should be a picture.")
    if request.mimetype == "multipart/form-data":
        return _from_form(request)
    if request.mimetype == "application/json":
        return _from_json(request)
    if request.mimetype.startswith("image/"):
        return _filled(request.get_data(cache=False))
    raise Problem(
        UNSUPPORTED_TYPE,
        "Send a picture with its type (Content-Type: image/png), a form with the file 'image', "
        "or JSON with 'image' or 'pixels'.",
    )


def _read_chunks(request: Request) -> None:
    """Read a body of unknown length, sent in chunks, which werkzeug would cut at the limit."""
    if request.content_length is not None:
        return
    try:
        length = len(request.get_data())
    except OSError as error:  # gunicorn's word for chunks that are none.
        raise Problem(BAD_REQUEST, "The body breaks off, or its chunks are malformed.") from error
    if request.max_content_length is not None and length >= request.max_content_length:
        raise RequestEntityTooLarge


def _from_form(request: Request) -> bytes:
    if (file := request.files.get(FIELD)) is None:
        raise Problem(BAD_REQUEST, "The form has no file 'image': curl -F image=@seven.png …")
    return _filled(file.read())


def _from_json(request: Request) -> bytes | Array:
    try:
        body = request.get_json()
    except (BadRequest, RecursionError) as error:
        raise Problem(BAD_REQUEST, "The body is no valid JSON.") from error
    if isinstance(body, dict) and "pixels" in body:
        return _pixels(body["pixels"])
    if isinstance(body, dict) and FIELD in body:
        return _base64(body[FIELD])
    raise Problem(
        BAD_REQUEST,
        'The JSON is no object with "image" (base64 or a data: URL) or "pixels" (28x28 numbers).',
    )


def _filled(data: bytes) -> bytes:
    if not data:
        raise Problem(BAD_REQUEST, "The picture is empty: not a single byte was sent.")
    return data


def _base64(text: Any) -> bytes:
    if not isinstance(text, str):
        raise Problem(BAD_REQUEST, '"image" is no string: it should be base64 or a data: URL.')
    if text.startswith("data:"):
        header, comma, text = text.partition(",")
        if not comma or not header.endswith(";base64"):
            raise Problem(BAD_REQUEST, '"image" is a data: URL without base64.')
    try:
        # Line breaks, as `base64 FILE` writes them, are no mistake.
        data = base64.b64decode("".join(text.split()), validate=True)
    except (binascii.Error, ValueError) as error:
        raise Problem(BAD_REQUEST, f'"image" is no valid base64: {error}.') from error
    return _filled(data)


def _pixels(rows: Any) -> Array:
    """Checked number by number: numpy alone would also take "0.5", true or None."""
    height, width = IMAGE_SHAPE
    if not (
        isinstance(rows, list)
        and len(rows) == height
        and all(isinstance(row, list) and len(row) == width for row in rows)
    ):
        raise Problem(BAD_PIXELS, f'"pixels" is not {height} rows of {width} numbers.')
    for y, row in enumerate(rows):
        for x, value in enumerate(row):
            # Written so that NaN fails it, too.
            if type(value) not in (int, float) or not 0 <= value <= 1:
                raise Problem(
                    BAD_PIXELS, f'"pixels" at row {y}, column {x} is no number from 0 to 1.'
                )
    return np.array(rows, np.float32)
