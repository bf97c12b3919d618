"""`npm start` as a person has it: a process group of its own, as a terminal would make it."""

import os
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

ROOT = Path(__file__).parents[2]
PATIENCE = 60  # seconds; a start takes half a second, a loaded machine longer
POLL = 0.05


class NpmStart:
    """A running `npm start` and all it said so far."""

    def __init__(self, port: int | str, said: IO[str]) -> None:
        self.port = port
        self.url = f"http://127.0.0.1:{port}"
        self._said = said
        self.process = subprocess.Popen(
            ["npm", "start"],
            cwd=ROOT,
            env={**os.environ, "HOST": "127.0.0.1", "PORT": str(port)},
            stdin=subprocess.DEVNULL,
            stdout=said,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )

    @property
    def said(self) -> str:
        return Path(self._said.name).read_text()

    def wait_until_ready(self) -> None:
        wait_for(lambda: "Ready in" in self.said or self.process.poll() is not None)
        assert "Ready in" in self.said, self.said

    def node(self) -> int:
        """The process id of our script below npm."""
        return next(pid for pid, args in self.group() if "scripts/start.mjs" in args)

    def group(self) -> list[tuple[int, str]]:
        """What still runs of its process group: id and command line."""
        self.process.poll()  # reaps npm itself
        listed = subprocess.run(
            ["ps", "-A", "-o", "pid=,pgid=,stat=,args="], capture_output=True, text=True, check=True
        )
        rows = (line.split(maxsplit=3) for line in listed.stdout.splitlines())
        return [
            (int(row[0]), row[-1])
            for row in rows
            if int(row[1]) == self.process.pid and not row[2].startswith("Z")
        ]


@contextmanager
def npm_start(tmp_path: Path, port: int | str | None = None) -> Iterator[NpmStart]:
    """Start it on a free port; end all of it afterwards."""
    with (tmp_path / "said.txt").open("w") as said:
        started = NpmStart(port or free_port(), said)
        try:
            yield started
        finally:
            if started.group():
                os.killpg(started.process.pid, signal.SIGKILL)
            started.process.wait()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not condition() and time.monotonic() < deadline:
        time.sleep(POLL)
