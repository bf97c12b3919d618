"""A line of JSON for every request, and the stages' times for who asks."""

import json
import os
import sys
from contextlib import suppress
from typing import Any

import pytest
from flask.testing import FlaskClient

from backend import telemetry
from backend.app import create_app
from tests.digits import draw, png
from tests.numbers import draw_number

SEVEN = png(draw(7))


def test_an_answer_tells_how_long_its_stages_took(client: FlaskClient) -> None:
    response = client.post("/predict", data=SEVEN, content_type="image/png")
    stages = dict(part.split(";dur=") for part in response.headers["Server-Timing"].split(", "))
    assert list(stages) == [
        "receive", "decode", "normalise", "forward", "gate", "answer", "total",
    ]  # fmt: skip
    total = float(stages.pop("total"))
    assert 0 < sum(map(float, stages.values())) <= total + 0.1


def test_reading_a_number_has_its_own(client: FlaskClient) -> None:
    response = client.post("/read", data=png(draw_number("20")), content_type="image/png")
    for stage in ("decode", "find", "forward"):
        assert f"{stage};dur=" in response.headers["Server-Timing"]


def test_times_of_one_request_are_not_those_of_the_next(client: FlaskClient) -> None:
    client.post("/predict", data=SEVEN, content_type="image/png")
    assert client.get("/health").headers["Server-Timing"].startswith("total;")


def lines(capfd: pytest.CaptureFixture[str]) -> list[dict[str, Any]]:
    return [json.loads(line) for line in capfd.readouterr().out.splitlines()]


def test_every_request_has_its_line(client: FlaskClient, capfd: pytest.CaptureFixture[str]) -> None:
    reading = client.post("/predict?model=mlp-10", data=SEVEN, content_type="image/png")
    refused = client.post("/predict", data=b"text", content_type="image/png")
    client.get("/models/cnn")
    first, second, third = lines(capfd)
    assert first["id"] == reading.headers["X-Request-Id"] != second["id"]
    assert (first["method"], first["route"], first["status"]) == ("POST", "/predict", 200)
    assert (first["model"], first["type"]) == ("mlp-10", None)
    assert first["bytes_in"] == len(SEVEN)
    assert first["bytes_out"] == len(reading.data)
    assert {"decode", "normalise", "forward", "total"} <= first["ms"].keys()
    assert (second["status"], second["type"]) == (415, "unsupported-type")
    assert second["id"] == refused.headers["X-Request-Id"]
    assert third["route"] == "/models/<name>"


def test_nothing_that_was_sent_is_logged(
    client: FlaskClient, capfd: pytest.CaptureFixture[str]
) -> None:
    client.post(
        "/predict?model=secret&secret=secret",
        json={"image": "secret"},
        headers={"X-Request-Id": "secret", "User-Agent": "secret"},
    )
    client.get("/secret/secret?secret")
    client.open("/predict", method="SECRET")
    said = capfd.readouterr()
    assert "secret" not in (said.out + said.err).lower()
    assert said.out.count("\n") == 3


def test_it_can_be_switched_off(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("REQUEST_LOG", "off")
    assert create_app().test_client().get("/health").status_code == 200
    assert lines(capfd) == []


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="no /dev/full")
def test_a_full_disk_refuses_nobody(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    with open("/dev/full", "w") as full:
        monkeypatch.setattr(sys, "__stdout__", full)
        assert client.get("/health").status_code == 200


@pytest.mark.skipif(sys.platform == "win32", reason="cannot tell whether a pipe is full")
def test_a_reader_that_reads_no_more_holds_up_nobody(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    reading, writing = os.pipe()
    written = []
    monkeypatch.setattr(telemetry.os, "write", lambda *line: written.append(line))
    with open(reading, "rb"), open(writing, "w") as pipe:
        monkeypatch.setattr(sys, "__stdout__", pipe)
        client.get("/health")
        assert [descriptor for descriptor, _ in written] == [writing]
        os.set_blocking(writing, False)
        with suppress(BlockingIOError):
            while True:
                os.writev(writing, [bytes(4096)])
        os.set_blocking(writing, True)
        assert client.get("/health").status_code == 200
    assert len(written) == 1, "a second would wait for ever"


def test_what_is_closed_at_the_start_is_not_written_to(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    """Descriptor 1 may have become any file or connection."""
    monkeypatch.setattr(sys, "__stdout__", None)
    assert client.get("/health").status_code == 200
    assert lines(capfd) == []
