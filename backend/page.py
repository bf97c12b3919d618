"""The built page, served by the same process: one port is the whole product.

On Vercel this is unused: its own network serves the page.
"""

from pathlib import Path

from flask import Blueprint, Response, request, send_from_directory

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
    """Its scripts and styles."""
    response = send_from_directory(DIST / "assets", name, max_age=ASSETS_MAX_AGE)
    response.cache_control.immutable = True
    return response


@page.get("/<name>.<extension>")
def file(name: str, extension: str) -> Response:
    """What lies beside index.html: the icon and the like."""
    return send_from_directory(DIST, f"{name}.{extension}")
