"""The built page, served by the same process: one port is the whole product.

On Vercel this is unused: its own network serves the page.
"""

import gzip
import io
import os
from functools import lru_cache
from pathlib import Path

from flask import Blueprint, Response, request, send_file, send_from_directory

from backend.problems import NOT_FOUND, Problem

DIST = Path(__file__).parents[1] / "frontend" / "dist"

# Vite puts a hash of the content into the names of these files, so they never change.
ASSETS_MAX_AGE = 365 * 24 * 3600

page = Blueprint("page", __name__)


@page.before_request
def whole() -> None:
    """Files are small and sent whole: a part of one need not be asked for (RFC 9110, 14.2)."""
    request.environ.pop("HTTP_RANGE", None)


@page.get("/")
def index() -> Response:
    """The page itself."""
    if not (DIST / "index.html").is_file():
        raise Problem(NOT_FOUND, "The page is not built: run 'npm start'. The API works without.")
    response = send_from_directory(DIST, "index.html")
    response.headers["Cache-Control"] = "no-cache"  # Ask each time whether it has changed.
    return response


@page.get("/assets/<path:name>")
def assets(name: str) -> Response:
    """Its scripts and styles, compressed where that is understood."""
    folder = DIST / "assets"
    if request.accept_encodings["gzip"] and folder.is_dir() and name in os.listdir(folder):
        response = send_file(
            io.BytesIO(_compressed(folder / name)),
            download_name=name,
            max_age=ASSETS_MAX_AGE,
            etag=f"{name}.gz",
        )
        response.content_encoding = "gzip"
    else:
        response = send_from_directory(folder, name, max_age=ASSETS_MAX_AGE)
    response.cache_control.immutable = True
    response.vary.add("Accept-Encoding")
    return response


@lru_cache
def _compressed(path: Path) -> bytes:
    """The file, compressed once: its name changes with what it holds."""
    return gzip.compress(path.read_bytes(), mtime=0)


@page.get("/<name>.<extension>")
def file(name: str, extension: str) -> Response:
    """What lies beside index.html: the icon and the like."""
    return send_from_directory(DIST, f"{name}.{extension}")
