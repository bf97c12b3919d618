import json
import os
import shutil
import signal
import socket
import sys
from collections.abc import Callable
from pathlib import Path
from urllib.request import urlopen

import pytest

from tests.launcher.npm_start import NpmStart, npm_start, wait_for

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform == "win32", reason="process groups"),
    pytest.mark.skipif(not shutil.which("npm"), reason="no npm"),
    pytest.mark.skipif(not shutil.which("ps"), reason="no ps"),
]


def test_serves_page_and_api_on_one_port(tmp_path: Path) -> None:
    with npm_start(tmp_path) as started:
        started.wait_until_ready()
        assert f"http://localhost:{started.port}" in started.said
        with urlopen(f"{started.url}/health") as answer:
            assert json.load(answer)["status"] == "ok"
        with urlopen(started.url) as answer:
            assert b"<html" in answer.read()


def test_set_up_is_not_done_twice(tmp_path: Path) -> None:
    with npm_start(tmp_path) as first:
        first.wait_until_ready()
    with npm_start(tmp_path) as second:
        second.wait_until_ready()
    for step in ("environment in", "packages for", "page built"):
        assert step not in second.said


def to_group(started: NpmStart, number: int) -> None:
    os.killpg(started.process.pid, number)


def to_npm(started: NpmStart, number: int) -> None:
    os.kill(started.process.pid, number)


def to_node(started: NpmStart, number: int) -> None:
    os.kill(started.node(), number)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
@pytest.mark.parametrize("send", [to_group, to_npm, to_node])
def test_a_signal_ends_all_of_it(
    tmp_path: Path, send: Callable[[NpmStart, int], None], number: int
) -> None:
    with npm_start(tmp_path) as started:
        started.wait_until_ready()
        # As a browser does, ahead of need; it must not hold up the end.
        with socket.create_connection(("127.0.0.1", started.port)):
            send(started, number)
            wait_for(lambda: not started.group())
            assert started.group() == []
        assert "Traceback" not in started.said


def test_a_port_in_use_is_named(tmp_path: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with npm_start(tmp_path, port) as started:
            assert started.process.wait(timeout=30) == 1
            assert f"Port {port} is already in use" in started.said
            assert "at file://" not in started.said, "a stack trace says nothing to a person"


@pytest.mark.parametrize("port", ["0", "65536", "http", "80 80"])
def test_a_port_that_is_none_is_named(tmp_path: Path, port: str) -> None:
    with npm_start(tmp_path, port) as started:
        assert started.process.wait(timeout=30) == 1
        assert f'PORT is "{port}"' in started.said
