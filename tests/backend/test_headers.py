"""What every answer lets a browser do, here and on Vercel."""

import json
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from backend.app import create_app
from backend.headers import CONTENT_SECURITY_POLICY, SECURITY
from tests.digits import draw, png

ROOT = Path(__file__).parents[2]
VERCEL = json.loads((ROOT / "vercel.json").read_text("utf-8"))

ANSWERS = [
    ("GET", "/", 200),
    ("GET", "/icon.svg", 200),
    ("GET", "/assets/index-abc.js", 200),
    ("GET", "/models", 200),
    ("GET", "/nothing", 404),
    ("GET", "/predict", 405),
    ("POST", "/predict", 400),
]


@pytest.mark.parametrize(("method", "path", "status"), ANSWERS)
def test_every_answer_has_the_security_headers(
    client: FlaskClient, dist: Path, method: str, path: str, status: int
) -> None:
    with client.open(path, method=method) as response:
        assert response.status_code == status
        for name, value in SECURITY.items():
            assert response.headers.getlist(name) == [value]


def test_the_policy_lets_nothing_in_line() -> None:
    directives = dict(part.split(" ", 1) for part in CONTENT_SECURITY_POLICY.split("; "))
    assert directives["default-src"] == "'none'"
    assert directives["frame-ancestors"] == "'none'"
    assert "unsafe" not in CONTENT_SECURITY_POLICY
    assert directives["script-src"] == directives["style-src"] == "'self'"


def test_the_page_has_nothing_in_line() -> None:
    """As the policy demands: no script, style or handler in the HTML itself."""
    html = (ROOT / "frontend" / "index.html").read_text("utf-8")
    assert "<style" not in html
    assert " style=" not in html
    assert html.count("<script") == html.count('<script type="module" src=') == 1


def test_answers_are_not_kept(client: FlaskClient, dist: Path) -> None:
    seven = {"data": png(draw(7)), "content_type": "image/png"}
    for response in (
        client.post("/predict", **seven),
        client.post("/predict"),
        client.get("/models"),
        client.get("/nothing"),
        client.get("/assets/nothing.js"),
    ):
        assert response.headers["Cache-Control"] == "no-store"


def test_vercel_sets_the_same(client: FlaskClient, dist: Path) -> None:
    headers = {
        rule["source"]: {header["key"]: header["value"] for header in rule["headers"]}
        for rule in VERCEL["headers"]
    }
    assert headers["/(.*)"] == SECURITY
    with client.get("/assets/index-abc.js") as asset:
        ours = asset.headers["Cache-Control"]
    theirs = headers["/assets/(.*)"]["Cache-Control"]
    assert set(ours.split(", ")) == set(theirs.split(", "))


@pytest.mark.parametrize("method", ["GET", "OPTIONS"])
def test_no_other_origin_is_let_in(client: FlaskClient, method: str) -> None:
    answer = client.open(
        "/predict",
        method=method,
        headers={"Origin": "https://example.org", "Access-Control-Request-Method": "POST"},
    )
    assert not [name for name in dict(answer.headers) if name.startswith("Access-Control")]


def test_an_origin_that_is_named_may_send_pictures(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ALLOWED_ORIGINS", "https://example.org")
    client = create_app().test_client()
    asked = {
        "Origin": "https://example.org",
        "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers": "content-type",
    }
    answer = client.options("/predict", headers=asked)
    assert answer.headers["Access-Control-Allow-Origin"] == "https://example.org"
    assert "POST" in answer.headers["Access-Control-Allow-Methods"]
    told = client.get("/health", headers=asked).headers["Access-Control-Expose-Headers"]
    assert set(told.split(", ")) == {"X-Request-Id", "Server-Timing", "Retry-After"}
    # A dot is a dot, not any character.
    other = client.options("/predict", headers={**asked, "Origin": "https://exampleXorg"})
    assert "Access-Control-Allow-Origin" not in other.headers
