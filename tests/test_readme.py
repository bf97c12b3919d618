"""What the README says of the code is so."""

import json
import re
from pathlib import Path

import pytest
from flask import Flask

from backend import problems
from backend.app import create_app
from model.shipped import load_shipped

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
KINDS = problems.KINDS


@pytest.fixture(scope="module")
def app() -> Flask:
    return create_app()


def ours() -> list[str]:
    """The project's networks; one that a person has trained and shipped here is their own."""
    return [name for name, shipped in load_shipped().items() if not shipped.card.get("own")]


@pytest.mark.parametrize("name", ours())
def test_the_results_are_those_of_the_cards(name: str) -> None:
    card = load_shipped()[name].card
    row = next(line for line in README.splitlines() if line.startswith(f"| `{name}`"))
    assert f"{card['parameters']:,}" in row
    for score in (card["scores"]["test"], card["scores"]["pens"]):
        several = score["deviation"] is not None
        spread = f"± {100 * score['deviation']:.2f}" if several else "(one seed)"
        assert f"{100 * score['mean']:.2f} {spread}" in row


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_every_problem_is_listed_with_its_status(kind: problems.Kind) -> None:
    assert f"| {kind.status} | `/problems/{kind.name}` |" in README


def test_no_problem_is_listed_that_does_not_exist() -> None:
    listed = set(re.findall(r"`/problems/([a-z-]+)`", README))
    assert listed == {kind.name for kind in KINDS}


def test_every_route_of_the_api_is_listed(app: Flask) -> None:
    for rule in app.url_map.iter_rules():
        if rule.endpoint.startswith("api."):
            (method,) = (rule.methods or set()) - {"HEAD", "OPTIONS"}
            assert f"| `{method} {rule.rule}" in README


def test_the_answer_to_curl_is_the_answer(app: Flask) -> None:
    shown = json.loads(re.findall(r"```json\n(\{.*?\})\n```", README, re.DOTALL)[0])
    answer = app.test_client().post(
        "/predict",
        data=(ROOT / "docs" / "seven.png").read_bytes(),
        content_type="image/png",
    )
    told = answer.get_json()
    assert shown.keys() == told.keys()
    assert (shown["digit"], shown["model"]) == (told["digit"], told["model"])
    # Another processor may round otherwise.
    assert shown["probabilities"] == pytest.approx(told["probabilities"], abs=2e-6)
    assert told["input"].startswith(shown["input"].rstrip("…"))


def test_the_answer_to_reading_a_number_is_the_answer(app: Flask) -> None:
    shown = json.loads(re.findall(r"```json\n(\{.*?\})\n```", README, re.DOTALL)[1])
    told = app.test_client().post(
        "/read", data=(ROOT / "docs" / "2026.png").read_bytes(), content_type="image/png"
    )
    answer = told.get_json()
    assert shown.keys() == answer.keys()
    assert (shown["text"], shown["model"]) == (answer["text"], answer["model"])
    assert len(shown["digits"]) == len(answer["digits"])
    for one, other in zip(shown["digits"], answer["digits"], strict=True):
        assert one.keys() == other.keys()
        assert (one["digit"], one["box"]) == (other["digit"], other["box"])
        assert one["probabilities"] == pytest.approx(other["probabilities"], abs=2e-6)


def test_every_field_that_can_be_included_is_described(app: Flask) -> None:
    answer = app.test_client().post(
        "/predict?include=activations,saliency",
        data=(ROOT / "docs" / "seven.png").read_bytes(),
        content_type="image/png",
    )
    told = answer.get_json()
    described = set(re.findall(r"`(\w+)`", "".join(re.findall(r"^\| (`.*?) \|", README, re.M))))
    assert {*told["activations"][0], *told["saliency"]} <= described


def test_every_setting_of_the_environment_is_listed() -> None:
    files = [
        *(
            file
            for part in ("backend", "model", "training")
            for file in ROOT.glob(f"{part}/**/*.py")
        ),
        *ROOT.glob("scripts/**/*.mjs"),
    ]
    read = {
        name
        for file in files
        for name in re.findall(
            r"(?:environ(?:\.get\(|\[)|process\.env[.\[])\W*([A-Z_]+)", file.read_text("utf-8")
        )
    }
    assert {"PORT", "HOST"} <= read
    listed = re.findall(r"^\| `([A-Z_]+)` \|", README, re.MULTILINE)
    assert sorted(listed) == sorted(read - {"PATH", "LOCALAPPDATA", "PROGRAMFILES"})  # the system's


@pytest.mark.parametrize("path", re.findall(r"\]\((?!https?:)([^)#]+)\)", README))
def test_every_link_leads_somewhere(path: str) -> None:
    assert (ROOT / path).exists()
