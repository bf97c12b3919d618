"""The rest of the API, the page, and how the application starts."""

import gzip
import json
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from backend.app import create_app
from model import gate, reader, shipped
from model.numbers import judge, line_network
from model.numbers import reader as number_reader
from model.storage import WeightsError
from tests.backend.test_predict import SEVEN, assert_problem


def test_the_networks_are_listed_with_their_cards(client: FlaskClient) -> None:
    answer = client.get("/models").get_json()
    names = [model["name"] for model in answer["models"]]
    assert answer["default"] == names[0]
    assert {"mlp-128-64", "mlp-10", "mlp-16-16"} <= set(names)
    assert "gate" not in names, "it reads no digits"
    for model in answer["models"]:
        assert model["title"]
        assert model["parameters"] > 1000
        assert 0.9 < model["scores"]["test"]["accuracy"] < 1
        assert model["architecture"][-1]["layer"] in ("Softmax", "Sigmoid")


def test_one_network_has_its_card_and_how_it_learned(client: FlaskClient) -> None:
    listed = client.get("/models").get_json()["models"]
    for card in listed:
        answer = client.get(f"/models/{card['name']}").get_json()
        learned = answer.pop("learned")
        assert answer == card
        if learned is not None:
            assert len(learned["curves"]["epoch"]) == len(learned["curves"]["loss"])
            assert all(len(shown["confusion"]) == 10 for shown in learned["sets"])
            assert all(len(shown["mistakes"]) <= 24 for shown in learned["sets"])


def test_a_network_that_does_not_exist_is_a_problem(client: FlaskClient) -> None:
    assert_problem(client.get("/models/nothing"), 404, "unknown-model")


def test_the_classic_network_reaches_98_percent(client: FlaskClient) -> None:
    """As its card says; `training.publish` measured it."""
    models = {m["name"]: m for m in client.get("/models").get_json()["models"]}
    test = models["mlp-128-64"]["scores"]["test"]
    assert test["mean"] >= 0.98
    assert len(test["seeds"]) == 5


def test_health(client: FlaskClient) -> None:
    response = client.get("/health")
    assert response.status_code == 200
    assert response.get_json()["status"] == "ok"


@pytest.mark.parametrize(
    "path", ["/nothing", "/predict/", "/models//cnn", "/assets/", "/a/b/c", "/%00", "/ä"]
)
def test_what_is_not_there_is_a_problem(client: FlaskClient, dist: Path, path: str) -> None:
    assert_problem(client.get(path), 404, "not-found")


def test_the_page_and_its_files_are_served(client: FlaskClient, dist: Path) -> None:
    with client.get("/") as index:
        assert (index.mimetype, index.text) == ("text/html", "<title>Digits</title>")
        assert index.headers["Cache-Control"] == "no-cache"
    with client.get("/assets/index-abc.js") as script:
        assert (script.mimetype, script.text) == ("text/javascript", "draw()")
        assert "immutable" in script.headers["Cache-Control"]
    with client.get("/icon.svg") as icon:
        assert (icon.mimetype, icon.text) == ("image/svg+xml", "<svg/>")


def test_a_part_of_a_file_is_not_to_be_had(client: FlaskClient, dist: Path) -> None:
    """A range of the page is answered with all of it, a senseless one, too."""
    for path in ("/", "/icon.svg", "/assets/index-abc.js"):
        with client.get(path, headers={"Range": "bytes=999-"}) as response:
            assert response.status_code == 200


def test_scripts_are_compressed_for_who_understands_it(client: FlaskClient, dist: Path) -> None:
    with client.get("/assets/index-abc.js", headers={"Accept-Encoding": "br, gzip"}) as script:
        assert script.headers["Content-Encoding"] == "gzip"
        assert gzip.decompress(script.data) == b"draw()"
        assert int(script.headers["Content-Length"]) == len(script.data)
        assert script.mimetype == "text/javascript"
        assert "Accept-Encoding" in script.headers["Vary"]
        tag = script.headers["ETag"]
    for refusing in ("identity", "gzip;q=0"):
        with client.get("/assets/index-abc.js", headers={"Accept-Encoding": refusing}) as script:
            assert "Content-Encoding" not in script.headers
            assert script.text == "draw()"
            assert "Accept-Encoding" in script.headers["Vary"]
    headers = {"Accept-Encoding": "gzip", "If-None-Match": tag}
    with client.get("/assets/index-abc.js", headers=headers) as script:
        assert (script.status_code, script.data) == (304, b"")


@pytest.mark.parametrize(
    "path",
    [
        "/../secret.txt",
        "/%2e%2e%2fsecret.txt",
        "/..%5csecret.txt",
        "/%2e%2e/secret.txt",
        "/....//secret.txt",
        "/secret.txt",
        "/assets//etc/passwd",
        "/assets/%2fetc%2fpasswd",
        "/assets/../index.html",
        "/assets/%2e%2e/index.html",
        "/assets/..%5c..%5csecret.txt",
        "/assets/%00.js",
        "/assets/index-abc.js%00.html",
        "/assets/.",
        "/assets/" + "a" * 5000,
        "/assets/" + "../" * 500 + "etc/passwd",
        "/assets/../../secret.txt",
        "/assets/%2e%2e%2f%2e%2e%2fsecret.txt",
    ],
)
def test_no_path_leads_out_of_the_page(client: FlaskClient, dist: Path, path: str) -> None:
    assert_problem(client.get(path), 404, "not-found")


def test_without_a_built_page_the_api_works_and_says_what_to_do(
    client: FlaskClient, dist: Path
) -> None:
    (dist / "index.html").unlink()
    assert "npm start" in assert_problem(client.get("/"), 404, "not-found")
    assert client.post("/predict", data=SEVEN, content_type="image/png").status_code == 200


def test_other_origins_are_let_in_only_if_named(monkeypatch: pytest.MonkeyPatch) -> None:
    headers = {"Origin": "https://example.org"}
    client = create_app().test_client()
    assert "Access-Control-Allow-Origin" not in client.get("/health", headers=headers).headers

    monkeypatch.setenv("ALLOWED_ORIGINS", "https://example.org, https://example.com")
    client = create_app().test_client()
    allowed = client.get("/health", headers=headers).headers["Access-Control-Allow-Origin"]
    assert allowed == "https://example.org"
    other = client.get("/health", headers={"Origin": "https://evil.example"})
    assert "Access-Control-Allow-Origin" not in other.headers


@pytest.fixture
def own_judge(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the judge of numbers that the app loads."""
    weights = tmp_path / "judge.npz"
    for path in (judge.JUDGE, judge.JUDGE.with_suffix(".json")):
        (tmp_path / path.name).write_bytes(path.read_bytes())
    load = judge.load_judge
    monkeypatch.setattr(number_reader, "load_judge", lambda: load(weights))
    return weights


def test_a_damaged_network_of_lines_stops_the_start(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    weights = tmp_path / "line.npz"
    for path in (line_network.LINE, line_network.LINE.with_suffix(".json")):
        (tmp_path / path.name).write_bytes(path.read_bytes())
    weights.write_bytes(weights.read_bytes()[:-1])
    load = line_network.load_line_network
    monkeypatch.setattr(number_reader, "load_line_network", lambda: load(weights))
    with pytest.raises(WeightsError, match=str(weights)):
        create_app()


def test_a_damaged_judge_of_numbers_stops_the_start(own_judge: Path) -> None:
    own_judge.write_bytes(own_judge.read_bytes()[:-1])
    with pytest.raises(WeightsError, match=str(own_judge)):
        create_app()


@pytest.mark.parametrize("damage", [None, "x", float("nan"), "left out"])
def test_a_damaged_card_of_the_judge_stops_the_start(own_judge: Path, damage: object) -> None:
    card = own_judge.with_suffix(".json")
    described = json.loads(card.read_text("utf-8"))
    described["weights"]["gap"] = damage
    if damage == "left out":
        del described["weights"]["gap"]
    card.write_text(json.dumps(described), "utf-8")
    with pytest.raises(WeightsError, match=f"{own_judge} has not a number"):
        create_app()


@pytest.mark.parametrize("name", ["cnn", "gate"])
def test_damaged_weights_stop_the_start(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    for path in filter(Path.is_file, shipped.WEIGHTS.iterdir()):
        (tmp_path / path.name).write_bytes(path.read_bytes())
    broken = tmp_path / f"{name}.npz"
    broken.write_bytes(broken.read_bytes()[:-1])
    card = broken.with_suffix(".json")
    monkeypatch.setattr(reader, "load_shipped", lambda: shipped.load_shipped(tmp_path))
    monkeypatch.setattr(reader, "load_gate", lambda: gate.load_gate(tmp_path))
    with pytest.raises(WeightsError, match=broken.name):
        create_app()

    # Even if the card has the damaged file's checksum.
    card.write_text(json.dumps(json.loads(card.read_text()) | {"sha256": shipped.sha256(broken)}))
    with pytest.raises(WeightsError, match=f"{broken.name} is damaged"):
        create_app()
