"""The server as it is meant to run, in processes of its own, for tests and benchmarks."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path
from typing import IO, Any

ROOT = Path(__file__).parents[1]
PATIENCE = 60  # seconds; a start takes one, a loaded machine longer
POLL = 0.02


class Server:
    """A running `python -m backend`, or other `command`, and what it said."""

    def __init__(self, folder: Path, environ: dict[str, str], command: list[str] | None) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = int(probe.getsockname()[1])
        self.address = ("127.0.0.1", self.port)
        self._connections: list[socket.socket] = []
        self._said: IO[str] = (folder / f"said-{self.port}.txt").open("w+")
        self._log: IO[str] = (folder / f"log-{self.port}.txt").open("w+")
        self.process = subprocess.Popen(
            command or [sys.executable, "-m", "backend"],
            cwd=ROOT,
            env={**os.environ, "HOST": "127.0.0.1", "PORT": str(self.port), **environ},
            stdin=subprocess.DEVNULL,
            stdout=self._log,
            stderr=self._said,
            start_new_session=True,
        )

    @property
    def said(self) -> str:
        """On standard error."""
        return Path(self._said.name).read_text()

    @property
    def log(self) -> list[dict[str, Any]]:
        """Its line of every request."""
        return [json.loads(line) for line in Path(self._log.name).read_text().splitlines()]

    @property
    def workers(self) -> list[int]:
        """Their process ids."""
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        return [int(pid) for pid in children.read_text().split()]

    def wait_until_ready(self) -> None:
        """Until it answers; fails if it ends or does not."""
        wait_for(lambda: self.process.poll() is not None or self._answers())
        assert self.process.poll() is None, self.said

    def _answers(self) -> bool:
        try:
            return self.request("GET", "/health")[0] == 200
        except OSError:
            return False

    def request(
        self, method: str, path: str, body: bytes | None = None, **headers: str
    ) -> tuple[int, dict[str, Any]]:
        """Status and JSON, over a connection of its own."""
        connection = HTTPConnection(*self.address, timeout=PATIENCE)
        try:
            connection.request(method, path, body, {"Content-Type": "image/png", **headers})
            response = connection.getresponse()
            return response.status, json.load(response)
        finally:
            connection.close()

    def connect(self, buffer: int | None = None) -> socket.socket:
        """A bare connection, to say on it what no client would; it may receive into a `buffer`."""
        connection = socket.socket()
        self._connections.append(connection)
        connection.settimeout(PATIENCE)
        if buffer is not None:
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, buffer)
        connection.connect(self.address)
        return connection

    def part(self) -> None:
        """Close what `connect` has opened."""
        while self._connections:
            self._connections.pop().close()

    def stop(self) -> None:
        """At once."""
        self.part()
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        self._said.close()
        self._log.close()


@contextmanager
def serving(
    folder: Path, command: list[str] | None = None, ready: bool = True, **environ: str
) -> Iterator[Server]:
    """A server with these settings, ended at the end; what it says goes to files in `folder`."""
    server = Server(folder, environ, command)
    try:
        if ready:
            server.wait_until_ready()
        yield server
    finally:
        server.stop()


def wait_for(condition: Any) -> None:
    """Until `condition()` holds, or patience has an end: then the test says what is wrong."""
    deadline = time.monotonic() + PATIENCE
    while not condition() and time.monotonic() < deadline:
        time.sleep(POLL)
