"""The application: `create_app()`, and `app` for gunicorn and Vercel."""

from flask import Flask
from flask_cors import CORS

from backend import problems
from backend.page import page
from backend.routes import api
from backend.settings import MAX_BODY, allowed_origins
from model.numbers.judge import load_judge
from model.numbers.reader import NumberReader
from model.reader import load_readers


def create_app() -> Flask:
    """The API and the page, with every shipped network loaded.

    Raises
    ------
    WeightsError
        If a network's weights are missing or damaged: better no server than a wrong one.
    """
    app = Flask(__name__, static_folder=None)
    app.config["MAX_CONTENT_LENGTH"] = MAX_BODY
    app.json.sort_keys = False  # type: ignore[attr-defined]  # As written: the digit comes first.
    app.extensions["readers"] = load_readers()
    app.extensions["number_reader"] = NumberReader(load_judge())
    app.register_blueprint(api)
    app.register_blueprint(page)
    problems.register(app)
    if origins := allowed_origins():
        CORS(app, origins=origins, methods=["GET", "POST"])
    return app


app = create_app()
