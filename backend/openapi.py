"""The OpenAPI 3.1 document of the API, at `/openapi.json`.

Routes and error kinds are named once more here, in words for who calls them; that nothing is
missing and nothing is made up is tested (tests/backend/test_openapi.py). To add a field, name it in
schemas.py; to add a parameter or an error, name it at the operation below.
"""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from backend.inside import PARTS
from backend.problems import (
    BAD_PIXELS,
    BAD_REQUEST,
    BLANK_PICTURE,
    BODY_TOO_LARGE,
    DAMAGED_PICTURE,
    HEADERS_TOO_LARGE,
    INTERNAL,
    OVERLOADED,
    PICTURE_TOO_LARGE,
    REQUEST_TIMEOUT,
    TOO_MANY_DIGITS,
    UNKNOWN_MODEL,
    UNSUPPORTED_TYPE,
    URI_TOO_LONG,
    Kind,
)
from backend.schemas import COMPONENTS, NAME, ref
from backend.telemetry import REQUEST_ID, SERVER_TIMING

# What the worker (worker.py) answers before a request comes to the application.
BEFORE = (REQUEST_TIMEOUT, URI_TOO_LONG, HEADERS_TOO_LARGE, OVERLOADED)

# What the server may answer to anything, before or while it gets to the route.
ANYWHERE = (BAD_REQUEST, BODY_TOO_LARGE, INTERNAL, *BEFORE)

# What may be wrong with what is shown.
SHOWN = (
    DAMAGED_PICTURE,
    PICTURE_TOO_LARGE,
    UNSUPPORTED_TYPE,
    BLANK_PICTURE,
    BAD_PIXELS,
)

# Headers of answers that mean something to who calls.
HEADERS = {
    REQUEST_ID: {
        "description": "The request's name in the server's log.",
        "schema": {"type": "string", "pattern": "^[0-9a-f]{16}$"},
    },
    SERVER_TIMING: {
        "description": "Milliseconds by stage; none if the application was not reached.",
        "schema": {"type": "string"},
    },
    "Retry-After": {
        "description": "Seconds to wait before the next try.",
        "schema": {"type": "integer"},
    },
    "ETag": {
        "description": "To be sent as If-None-Match: then 304 if nothing has changed.",
        "schema": {"type": "string"},
    },
}

PICTURE_TYPES = ("image/png", "image/jpeg", "image/webp", "image/gif", "image/bmp")


def document(models: list[str]) -> dict[str, Any]:
    """All of it; `models` are the names that `?model=` can have."""
    model = {
        "name": "model",
        "in": "query",
        "description": "Which network reads it; without, the default one of /models.",
        "schema": {"type": "string", "enum": models},
    }
    include = {
        "name": "include",
        "in": "query",
        "description": "What else to answer: what every layer did, and which pixels decided.",
        "style": "form",
        "explode": False,
        "schema": {"type": "array", "items": {"type": "string", "enum": list(PARTS)}},
    }
    named = {"name": "name", "in": "path", "required": True, "schema": {**NAME, "enum": models}}
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Digits",
            "version": "1",
            "description": "Reads handwritten digits. Every error is application/problem+json "
            "(RFC 9457), its kind in `type`, what to do in `detail`.",
            "license": {"name": "MIT", "identifier": "MIT"},
        },
        "servers": [{"url": "/"}],
        "paths": {
            "/predict": {
                "post": operation(
                    "predict",
                    "Which digit is it?",
                    {"oneOf": [ref("Digit"), ref("NoDigit")]},
                    (*SHOWN, UNKNOWN_MODEL),
                    parameters=[model, include],
                    requestBody=_shown(),
                )
            },
            "/read": {
                "post": operation(
                    "read",
                    "Which digits are on it, and where?",
                    ref("Number"),
                    (*SHOWN, UNKNOWN_MODEL, TOO_MANY_DIGITS),
                    parameters=[model],
                    requestBody=_shown(),
                )
            },
            "/models": {"get": operation("models", "The networks.", ref("Networks"))},
            "/models/{name}": {
                "get": operation(
                    "model",
                    "One network, and how it learned.",
                    ref("CardAndLearned"),
                    (UNKNOWN_MODEL,),
                    parameters=[named],
                )
            },
            "/models/{name}/filters": {
                "get": operation(
                    "filters",
                    "What its first layer looks for.",
                    ref("Filters"),
                    (UNKNOWN_MODEL,),
                    tagged=True,
                    parameters=[named],
                )
            },
            "/health": {
                "get": operation("health", "Alive: it answers, its weights loaded.", ref("Health"))
            },
            "/openapi.json": {
                "get": operation("openapi", "This document.", {"type": "object"})
            },
        },
        "components": {"schemas": COMPONENTS, "headers": HEADERS},
    }  # fmt: skip


def operation(
    name: str,
    summary: str,
    answer: dict[str, Any],
    kinds: Iterable[Kind] = (),
    tagged: bool = False,
    **more: Any,
) -> dict[str, Any]:
    """One route and method: what it answers, and which problems; `tagged` if with an ETag."""
    content = {"application/json": {"schema": answer}}
    headers = _headers(REQUEST_ID, SERVER_TIMING, *["ETag"] * tagged)
    unchanged = {"304": {"description": "As before.", "headers": headers}} if tagged else {}
    return {
        "operationId": name,
        "summary": summary,
        "responses": {
            "200": {"description": "As asked.", "headers": headers, "content": content},
            **unchanged,
            **_problems((*ANYWHERE, *kinds)),
        },
        **more,
    }


def _headers(*names: str) -> dict[str, Any]:
    return {name: {"$ref": f"#/components/headers/{name}"} for name in names}


def _headers_of(kind: Kind) -> dict[str, Any]:
    """Those of a problem."""
    if kind is OVERLOADED:
        return _headers(REQUEST_ID, "Retry-After")
    return _headers(REQUEST_ID, *[SERVER_TIMING] * (kind not in BEFORE))


def _problems(kinds: Iterable[Kind]) -> dict[str, Any]:
    """A response for each status of `kinds`, naming the types that come with it."""
    by_status = defaultdict(list)
    for kind in kinds:
        by_status[kind.status].append(kind)
    return {
        str(status): {
            "description": "; ".join(kind.title for kind in same) + ".",
            "headers": _headers_of(same[0]),
            "content": {
                "application/problem+json": {
                    "schema": {
                        "allOf": [
                            ref("Problem"),
                            {"properties": {
                                "type": {"enum": [f"/problems/{kind.name}" for kind in same]},
                                "status": {"const": status},
                            }},
                        ]
                    }
                }
            },
        }
        for status, same in sorted(by_status.items())
    }  # fmt: skip


def _shown() -> dict[str, Any]:
    """The four kinds of body that show a picture: see request_picture.py."""
    return {
        "required": True,
        "content": {
            **{kind: {} for kind in PICTURE_TYPES},
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "properties": {"image": {"contentMediaType": "application/octet-stream"}},
                    "required": ["image"],
                }
            },
            "application/json": {"schema": {"anyOf": [ref("Pixels"), ref("Image")]}},
        },
    }
