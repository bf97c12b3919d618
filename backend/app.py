"""The application: `create_app()`, and `app` for gunicorn and Vercel."""

import io
import sys
from typing import IO

from flask import Flask, Request
from flask_cors import CORS

from backend import headers, problems, telemetry
from backend.page import page
from backend.routes import api
from backend.settings import MAX_BODY, MAX_FORM_PARTS, SettingsError, read_settings
from model.numbers.reader import load_number_reader
from model.reader import load_readers
from model.storage import WeightsError

# gunicorn's word for a worker that cannot start: it ends instead of trying again and again.
CANNOT_START = 3


class InMemory(Request):
    """Keeps the files of a form in memory: MAX_BODY bounds them, and a disk may be read-only."""

    def _get_file_stream(self, *_: object, **__: object) -> IO[bytes]:
        return io.BytesIO()


def create_app() -> Flask:
    """The API and the page, with every shipped network loaded.

    Raises
    ------
    WeightsError
        If a network's weights are missing or damaged: better no server than a wrong one.
    SettingsError
        If a setting of the environment makes no sense.
    """
    settings = read_settings()
    app = Flask(__name__, static_folder=None)
    app.request_class = InMemory
    app.config["MAX_CONTENT_LENGTH"] = MAX_BODY
    app.config["MAX_FORM_PARTS"] = MAX_FORM_PARTS
    app.url_map.merge_slashes = False  # //predict is no address: not one to be led on from, either.
    app.json.sort_keys = False  # type: ignore[attr-defined]  # As written: the digit comes first.
    app.extensions["readers"] = load_readers()
    app.extensions["number_reader"] = load_number_reader()
    app.register_blueprint(api)
    app.register_blueprint(page)
    problems.register(app)
    # What is registered last sees an answer first: the telemetry, before others work on it.
    headers.register(app)
    if settings.allowed_origins:
        CORS(
            app,
            origins=list(settings.allowed_origins),
            methods=["GET", "POST"],
            expose_headers=list(headers.EXPOSED),
        )
    telemetry.register(app, settings.request_log)
    return app


def _start() -> Flask:
    """The application, or an end with a sentence."""
    try:
        return create_app()
    except (SettingsError, WeightsError) as error:
        print(f"The server cannot start: {error}", file=sys.stderr)
        sys.exit(CANNOT_START)


app = _start()
