"""Every error as `application/problem+json` (RFC 9457): for programs, and for people.

    {"type": "/problems/blank-picture", "title": "Nothing is drawn", "status": 422,
     "detail": "Nothing is drawn on the picture: nothing stands out from the paper."}

`type` is the stable name of the kind of error; `detail` says what was wrong with this request
and what to do. An answer never holds a stack trace or a line of HTML.
"""

import json
import logging
from dataclasses import dataclass

from flask import Flask, Response, g
from werkzeug.exceptions import HTTPException

from model.errors import (
    BlankPicture,
    DamagedPicture,
    PictureError,
    PictureTooLarge,
    TooManyDigits,
    UnknownFormat,
)

log = logging.getLogger(__name__)

MIMETYPE = "application/problem+json"


@dataclass(frozen=True)
class Kind:
    """A kind of error: the last part of its `type`, its status and its title."""

    name: str
    status: int
    title: str


BAD_REQUEST = Kind("bad-request", 400, "The request is malformed")
DAMAGED_PICTURE = Kind("damaged-picture", 400, "The picture is damaged")
NOT_FOUND = Kind("not-found", 404, "There is nothing here")
UNKNOWN_MODEL = Kind("unknown-model", 404, "There is no such network")
METHOD_NOT_ALLOWED = Kind("method-not-allowed", 405, "The method is not allowed here")
BODY_TOO_LARGE = Kind("body-too-large", 413, "The body is too large")
PICTURE_TOO_LARGE = Kind("picture-too-large", 413, "The picture has too many pixels")
UNSUPPORTED_TYPE = Kind("unsupported-type", 415, "This type of content is not read here")
BLANK_PICTURE = Kind("blank-picture", 422, "Nothing is drawn")
TOO_MANY_DIGITS = Kind("too-many-digits", 422, "There are too many digits")
BAD_PIXELS = Kind("bad-pixels", 422, "The pixels are not a 28x28 picture")
INTERNAL = Kind("internal", 500, "The server made a mistake")

# The server's, before a request comes to the application: see worker.py.
REQUEST_TIMEOUT = Kind("request-timeout", 408, "The request took too long to arrive")
URI_TOO_LONG = Kind("uri-too-long", 414, "The address is too long")
HEADERS_TOO_LARGE = Kind("headers-too-large", 431, "The headers are too large")
OVERLOADED = Kind("overloaded", 503, "There is more to do than can be done")

KINDS = tuple(value for value in globals().values() if isinstance(value, Kind))

PICTURE_PROBLEMS: dict[type[PictureError], Kind] = {
    UnknownFormat: UNSUPPORTED_TYPE,
    DamagedPicture: DAMAGED_PICTURE,
    PictureTooLarge: PICTURE_TOO_LARGE,
    BlankPicture: BLANK_PICTURE,
    TooManyDigits: TOO_MANY_DIGITS,
}


class Problem(Exception):
    """Raise it anywhere in a request to answer with it."""

    def __init__(self, kind: Kind, detail: str) -> None:
        super().__init__(detail)
        self.kind = kind
        self.detail = detail


def answer(kind: Kind, detail: str) -> Response:
    """The response that says so."""
    g.problem = kind.name
    return Response(body(kind, detail), kind.status, mimetype=MIMETYPE)


def body(kind: Kind, detail: str) -> str:
    """What the answer holds, as JSON."""
    problem = {
        "type": f"/problems/{kind.name}",
        "title": kind.title,
        "status": kind.status,
        "detail": detail,
    }
    return json.dumps(problem)


def register(app: Flask) -> None:
    """Have `app` answer every error as a problem."""

    @app.errorhandler(Problem)
    def problem(error: Problem) -> Response:
        return answer(error.kind, error.detail)

    @app.errorhandler(PictureError)
    def picture_error(error: PictureError) -> Response:
        return answer(PICTURE_PROBLEMS[type(error)], str(error))

    @app.errorhandler(404)
    def not_found(_: HTTPException) -> Response:
        return answer(
            NOT_FOUND,
            "There is nothing at this address; the API is at POST /predict and POST /read.",
        )

    @app.errorhandler(405)
    def method_not_allowed(error: HTTPException) -> Response:
        response = answer(METHOD_NOT_ALLOWED, "This address does not take that method; see Allow.")
        response.headers.extend(
            (name, value) for name, value in error.get_headers() if name == "Allow"
        )
        return response

    @app.errorhandler(413)
    def body_too_large(_: HTTPException) -> Response:
        limit = app.config["MAX_CONTENT_LENGTH"] / 1e6
        return answer(
            BODY_TOO_LARGE,
            f"The body is over {limit:g} MB, or a form has too many or too long text fields: "
            "send a smaller picture, as a file.",
        )

    @app.errorhandler(HTTPException)
    def other(error: HTTPException) -> Response:
        return answer(BAD_REQUEST, error.description or error.name)

    @app.errorhandler(Exception)
    def internal(error: Exception) -> Response:
        log.exception("a request failed", exc_info=error)
        return answer(INTERNAL, "That was our mistake, not yours; the server has noted it.")
