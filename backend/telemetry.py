"""One line of JSON for every request, on standard output, and the same times for the one who asked.

    {"time": "2026-11-21T12:00:00.000Z", "id": "9f86d081884c7d65", "method": "POST",
     "route": "/predict", "status": 200, "type": null, "model": "cnn", "bytes_in": 3120,
     "bytes_out": 812, "ms": {"receive": 0.02, "decode": 0.51, "normalise": 0.73, "forward": 0.62,
     "gate": 0.35, "answer": 0.12, "total": 2.61}}

Nothing that a client sends is in it: of an address only the route it fits, of a method only one
that exists, of a model only one that there is. The id is ours, too; the answer has it in
`X-Request-Id`, and the stages in `Server-Timing` (https://www.w3.org/TR/server-timing/).
"""

import json
import os
import secrets
import select
import sys
import time
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any

from flask import Flask, Response, g, request

from model.stages import watch

REQUEST_ID = "X-Request-Id"
SERVER_TIMING = "Server-Timing"

METHODS = ("GET", "HEAD", "POST", "OPTIONS", "PUT", "PATCH", "DELETE")

NO_ROUTE = "none"


def new_id() -> str:
    """16 hexadecimal digits that no other request has."""
    return secrets.token_hex(8)


def write_line(**fields: Any) -> None:
    """A line of JSON with the time and `fields`.

    A full disk, or a reader that has gone, is no reason to refuse a request; one that does not
    read on, as after Ctrl-S, none to wait: then there is no line.
    """
    if sys.__stdout__ is None:  # It was closed at the start; 1 may be any file by now.
        return
    now = datetime.now(UTC).isoformat(timespec="milliseconds").removesuffix("+00:00")
    line = json.dumps({"time": f"{now}Z", **fields}) + "\n"
    with suppress(OSError):
        if _has_room(descriptor := sys.__stdout__.fileno()):
            # In one system call: the lines of several processes do not mix.
            os.write(descriptor, line.encode())


def _has_room(descriptor: int) -> bool:
    """Whether a line can be written without waiting.

    A pipe has room if 4 KB fit in, more than a line has. Windows cannot tell.
    """
    if sys.platform == "win32":
        return True
    poll = select.poll()
    poll.register(descriptor, select.POLLOUT)
    return bool(poll.poll(0))


def register(app: Flask, log: bool) -> None:
    """Have `app` tell of every request: who asked, and with `log` whoever runs it."""

    @app.before_request
    def begin() -> None:
        g.begin = time.perf_counter()
        g.times = watch()

    @app.after_request
    def end(response: Response) -> Response:
        times = {**g.times, "total": 1000 * (time.perf_counter() - g.begin)}
        ident = new_id()
        response.headers[REQUEST_ID] = ident
        response.headers[SERVER_TIMING] = ", ".join(
            f"{name};dur={ms:.2f}" for name, ms in times.items()
        )
        if log:
            write_line(
                id=ident,
                method=request.method if request.method in METHODS else "other",
                route=request.url_rule.rule if request.url_rule else NO_ROUTE,
                status=response.status_code,
                type=g.get("problem"),
                model=g.get("model"),
                bytes_in=request.content_length,
                bytes_out=response.content_length,
                ms={name: round(ms, 2) for name, ms in times.items()},
            )
        return response
