"""`/openapi.json` says what the API does: no less, and nothing else."""

import base64
import json
import re
from pathlib import Path
from typing import Any

import hypothesis
import jsonschema_rs
import pytest
import schemathesis
from flask import Flask
from flask.testing import FlaskClient
from PIL import Image
from schemathesis.config import SchemathesisConfig

from backend import openapi, problems
from backend.app import create_app
from backend.headers import SECURITY
from backend.settings import MAX_BODY
from model.picture import normalise
from tests.digits import NO_DIGITS, draw, png, side_by_side
from tests.numbers import draw_number

BACKEND = Path(__file__).parents[2] / "backend"

SEVEN = png(draw(7))
DOCUMENT = create_app().test_client().get("/openapi.json").get_json()
OPERATIONS = {
    (path, method): operation
    for path, methods in DOCUMENT["paths"].items()
    for method, operation in methods.items()
}


def types(operation: dict[str, Any]) -> set[str]:
    """The problems that an operation says it answers with."""
    return {
        kind
        for response in operation["responses"].values()
        for content in [response.get("content", {}).get("application/problem+json")]
        if content
        for kind in content["schema"]["allOf"][1]["properties"]["type"]["enum"]
    }


def schema_of(path: str, method: str, status: int) -> dict[str, Any]:
    [content] = OPERATIONS[path, method]["responses"][str(status)]["content"].values()
    return {**content["schema"], "components": DOCUMENT["components"]}


# What every answer has, or what is for browsers alone.
PLAIN = {"Content-Type", "Content-Length", "Cache-Control", "Date", *SECURITY}


def check_headers(path: str, method: str, response: Any) -> None:
    """All that are described, and no other."""
    described = OPERATIONS[path, method]["responses"][str(response.status_code)]["headers"]
    assert set(response.headers.keys()) - PLAIN == described.keys()
    for name in described:
        schema = DOCUMENT["components"]["headers"][name]["schema"]
        jsonschema_rs.validate(schema, response.headers[name])


def test_every_route_is_described_and_no_other(app: Flask) -> None:
    routes = {
        (re.sub(r"<(\w+)>", r"{\1}", rule.rule), method.lower())
        for rule in app.url_map.iter_rules()
        if rule.endpoint.startswith("api.")
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }
    assert routes == OPERATIONS.keys()


def test_every_parameter_is_described_and_no_other() -> None:
    code = "".join(file.read_text("utf-8") for file in BACKEND.glob("*.py"))
    read = set(re.findall(r"request\.args\.get\w*\(\s*\"(\w+)\"", code))
    described = {
        parameter["name"]
        for operation in OPERATIONS.values()
        for parameter in operation.get("parameters", [])
        if parameter["in"] == "query"
    }
    assert described == read


def test_every_kind_of_problem_is_described_and_no_other() -> None:
    described = set(DOCUMENT["components"]["schemas"]["Problem"]["properties"]["type"]["enum"])
    assert described == {f"/problems/{kind.name}" for kind in problems.KINDS}
    statuses = {f"/problems/{kind.name}": kind.status for kind in problems.KINDS}
    for operation in OPERATIONS.values():
        for kind in types(operation):
            assert str(statuses[kind]) in operation["responses"]


def picture(data: bytes) -> dict[str, Any]:
    return {"data": data, "content_type": "image/png"}


PICTURES = {
    "bad-request": picture(b""),
    "damaged-picture": picture(SEVEN[:200]),
    "body-too-large": picture(bytes(MAX_BODY + 1)),
    "picture-too-large": picture(png(Image.new("1", (5000, 4000)))),
    "unsupported-type": picture(b"text"),
    "blank-picture": picture(png(Image.new("L", (99, 99)))),
    "bad-pixels": {"json": {"pixels": []}},
    "unknown-model": {**picture(SEVEN), "query_string": "model=gpt"},
}

# A request for every problem that an operation is said to answer with.
REQUESTS: dict[tuple[str, str], dict[str, dict[str, Any]]] = {
    ("/predict", "post"): PICTURES,
    ("/read", "post"): {**PICTURES, "too-many-digits": picture(png(draw_number("1" * 70)))},
    ("/models", "get"): {},
    ("/models/{name}", "get"): {"unknown-model": {"path": "/models/gpt"}},
    ("/models/{name}/filters", "get"): {"unknown-model": {"path": "/models/gpt/filters"}},
    ("/health", "get"): {},
    ("/openapi.json", "get"): {},
}  # fmt: skip

# Those that only a server gives, or a mistake of ours: see test_worker.py and test_predict.py.
ANYWHERE = {f"/problems/{kind.name}" for kind in openapi.ANYWHERE}


@pytest.mark.parametrize(("path", "method"), OPERATIONS)
def test_every_problem_that_is_described_can_happen(
    client: FlaskClient, path: str, method: str
) -> None:
    requests = REQUESTS[path, method]
    told = {f"/problems/{name}" for name in requests}
    assert told | ANYWHERE == types(OPERATIONS[path, method])
    for name, request in requests.items():
        response = client.open(**{"path": path, "method": method, **request})
        problem = response.get_json()
        assert problem["type"] == f"/problems/{name}"
        jsonschema_rs.validate(schema_of(path, method, response.status_code), problem)
        check_headers(path, method, response)


STAR = normalise(draw(NO_DIGITS["star"])).tolist()


@pytest.mark.parametrize(
    ("path", "request_"),
    [
        ("/predict", picture(SEVEN)),
        ("/predict", {"json": {"image": base64.b64encode(SEVEN).decode()}}),
        ("/predict", {"json": {"pixels": STAR}}),
        ("/predict", {**picture(SEVEN), "query_string": "include=activations,saliency"}),
        ("/predict", {**picture(SEVEN), "query_string": "model=mlp-10&include=activations"}),
        ("/predict", picture(png(draw(side_by_side(2, 7), height=120)))),
        ("/read", picture(png(draw_number("2026")))),
        ("/read", {"json": {"pixels": STAR}}),
        ("/models", {}),
        ("/models/cnn", {}),
        ("/models/mlp-10", {}),
        ("/models/cnn/filters", {}),
        ("/health", {}),
    ],
)
def test_answers_have_the_fields_that_are_described(
    client: FlaskClient, path: str, request_: dict[str, Any]
) -> None:
    described = re.sub("/models/[^/]+", "/models/{name}", path)
    method = "post" if request_ else "get"
    response = client.open(path, method=method, **request_)
    assert response.status_code == 200
    jsonschema_rs.validate(schema_of(described, method, 200), response.get_json())
    check_headers(described, method, response)


@pytest.mark.parametrize(("path", "method"), [key for key in OPERATIONS if key[1] == "get"])
def test_what_is_unchanged_is_described_where_it_can_be(
    client: FlaskClient, path: str, method: str
) -> None:
    address = path.replace("{name}", "cnn")
    tag = client.get(address).headers.get("ETag", "none")
    response = client.get(address, headers={"If-None-Match": tag})
    assert (response.status_code == 304) == ("304" in OPERATIONS[path, method]["responses"])
    check_headers(path, method, response)


def test_a_field_that_is_not_described_would_be_seen(client: FlaskClient) -> None:
    answer = client.post("/predict", **picture(SEVEN)).get_json()
    for other in ({**answer, "more": 1}, {k: v for k, v in answer.items() if k != "model"}):
        with pytest.raises(jsonschema_rs.ValidationError):
            jsonschema_rs.validate(schema_of("/predict", "post", 200), other)


def test_the_document_is_openapi_3_1() -> None:
    assert DOCUMENT["openapi"].startswith("3.1")
    assert json.dumps(DOCUMENT)
    for schema in DOCUMENT["components"]["schemas"].values():
        jsonschema_rs.validator_for({**schema, "components": DOCUMENT["components"]})


# A string that fits the schema of a picture is hardly ever one: it may be refused.
CONFIG = SchemathesisConfig.from_dict(
    {
        "checks": {
            "positive_data_acceptance": {
                "expected-statuses": ["2xx", "400", "404", "413", "415", "422"]
            },
            "negative_data_rejection": {"expected-statuses": ["400", "404", "413", "415", "422"]},
        }
    }
)


@schemathesis.serializer(*openapi.PICTURE_TYPES)
def as_picture(_: schemathesis.SerializationContext, value: Any) -> bytes:
    return value if isinstance(value, bytes) else json.dumps(value).encode()


SCHEMA = schemathesis.openapi.from_wsgi("/openapi.json", create_app(), config=CONFIG)


@SCHEMA.parametrize()
@hypothesis.seed(0)
@hypothesis.settings(
    max_examples=10,
    deadline=None,
    database=None,
    suppress_health_check=list(hypothesis.HealthCheck),
)
def test_schemathesis_finds_no_fault(case: schemathesis.Case) -> None:
    if case.media_type == "multipart/form-data" and not isinstance(case.body, dict):
        return  # Schemathesis cannot send a form that is none; tests/hostile does.
    case.call_and_validate()
