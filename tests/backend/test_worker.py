"""The server as it runs: clients that are slow, too many, or speak no HTTP; and its ends."""

import json
import os
import signal
import socket
import sys
import textwrap
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from backend import openapi
from backend.headers import SECURITY
from backend.settings import MAX_BODY
from tests.digits import draw, png
from tests.servers import ROOT, Server, serving, wait_for

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not sys.platform.startswith("linux"), reason="/proc, and gunicorn"),
]

SEVEN = png(draw(7))
HEAD = (
    "POST /predict HTTP/1.1\r\nHost: x\r\nContent-Type: image/png\r\n"
    f"Content-Length: {len(SEVEN)}\r\n"
)
REQUEST = (HEAD + "\r\n").encode() + SEVEN
MANY = 100  # More slow clients than there are threads, by far.


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """One worker: what holds that up holds up everybody."""
    with serving(tmp_path_factory.mktemp("server"), WEB_CONCURRENCY="1") as server:
        yield server


@pytest.fixture
def server(running: Server) -> Iterator[Server]:
    yield running
    running.part()


def answer(connection: socket.socket) -> tuple[int, dict[str, str], Any]:
    """Status, headers and JSON of the next response on a connection."""
    file = connection.makefile("rb")
    status = int(file.readline().split()[1])
    headers = {}
    while line := file.readline().strip():
        name, value = line.decode().split(": ", 1)
        headers[name] = value
    body = file.read(int(headers["Content-Length"]))
    return status, headers, json.loads(body)


def reads_a_seven(server: Server) -> bool:
    return server.request("POST", "/predict", SEVEN)[1]["digit"] == 7


# Slow clients


@pytest.mark.parametrize(
    "sent",
    [b"", b"P", REQUEST[:40], REQUEST[: len(HEAD) + 2], REQUEST[:-1],
     b"POST /predict HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n1"],
    ids=["nothing", "a byte", "half a head", "a head", "all but a byte", "half a chunk"],
)  # fmt: skip
def test_clients_that_send_no_more_hold_up_nobody(server: Server, sent: bytes) -> None:
    slow = [server.connect() for _ in range(MANY)]
    for connection in slow:
        connection.sendall(sent)
    assert reads_a_seven(server)


def test_a_client_that_sends_byte_by_byte_is_answered(server: Server) -> None:
    with server.connect() as slow:
        slow.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for byte in REQUEST:
            slow.sendall(bytes([byte]))
        assert answer(slow)[2]["digit"] == 7


def test_clients_that_never_read_hold_up_nobody(server: Server) -> None:
    asked = b"GET /models/mlp-10 HTTP/1.1\r\nHost: x\r\n\r\n"
    for _ in range(20):
        # Far more than the buffers on the way can hold.
        server.connect(buffer=1024).sendall(300 * asked)
    assert reads_a_seven(server)


def test_who_has_been_silent_for_longest_makes_room(server: Server) -> None:
    """There are 512 connections at most, and always one for who comes next."""
    for _ in range(600):
        server.connect()
    assert reads_a_seven(server)


def test_a_request_that_does_not_arrive_is_told_so(tmp_path: Path) -> None:
    with patched_server(tmp_path, "worker.PATIENCE = 0.1") as server, server.connect() as slow:
        slow.sendall(REQUEST[:-1])
        status, headers, problem = answer(slow)
        assert (status, problem["type"]) == (408, "/problems/request-timeout")
        assert headers["Connection"] == "close"
        check_headers(status, headers)


# More than can be done


def patched_server(folder: Path, patch: str, **environ: str) -> Any:
    """A server of one worker in which some constants are other ones."""
    program = f"""
        import sys
        sys.path.insert(0, {str(ROOT)!r})
        from backend import __main__, worker
        {patch}
        __main__.main()
    """
    file = folder / "patched.py"
    file.write_text(textwrap.dedent(program))
    return serving(folder, [sys.executable, str(file)], **{"WEB_CONCURRENCY": "1", **environ})


# A worker whose threads read no request before the file `go` is there.
HELD = """
        import pathlib, time
        handle = worker.BufferingWorker.handle
        def held(self, conn):
            while conn.request.method == "POST" and not pathlib.Path({go!r}).exists():
                time.sleep(0.01)
            return handle(self, conn)
        worker.BufferingWorker.handle = held
"""


def test_past_capacity_it_refuses_at_once(tmp_path: Path) -> None:
    go = tmp_path / "go"
    patch = HELD.format(go=str(go)).strip() + "\n        worker.MAX_WAITING = 3"
    with patched_server(tmp_path, patch) as server:
        capacity = 2 + 3  # Threads, and what may wait for them.
        waiting = [server.connect() for _ in range(capacity)]
        for connection in waiting:
            connection.sendall(REQUEST)
        with server.connect() as nonsense:  # Once it is refused, the others have been taken in.
            nonsense.sendall(b"nonsense\r\n\r\n")
            assert answer(nonsense)[0] == 400
        with server.connect() as late:
            late.sendall(REQUEST)
            status, headers, problem = answer(late)
            assert (status, problem["type"]) == (503, "/problems/overloaded")
            assert headers["Retry-After"] == "1"
            check_headers(status, headers)
            assert headers["Connection"] == "keep-alive"
            go.touch()
            for connection in waiting:
                assert answer(connection)[2]["digit"] == 7
            late.sendall(REQUEST)
            assert answer(late)[2]["digit"] == 7


def connections(port: int) -> int:
    """Established ones that the server has on its side."""
    rows = [line.split() for line in Path("/proc/net/tcp").read_text().splitlines()[1:]]
    return sum(row[1].endswith(f":{port:04X}") and row[3] == "01" for row in rows)


# No HTTP, or not of the kind that is served

STRANGE = {
    "garbage": (b"\x16\x03\x01\x02\x00\r\n\r\n", 400, "bad-request"),
    "no version": (b"GET /\r\n\r\n", 400, "bad-request"),
    "another version": (b"GET / HTTP/3.7\r\n\r\n", 400, "bad-request"),
    "a method of markup": (b"<script> / HTTP/1.1\r\n\r\n", 400, "bad-request"),
    "a header without a colon": (b"GET / HTTP/1.1\r\nHost\r\n\r\n", 400, "bad-request"),
    "a folded header": (b"GET / HTTP/1.1\r\nA: b\r\n c\r\n\r\n", 400, "bad-request"),
    "a NUL in a header": (b"GET / HTTP/1.1\r\nA: b\0c\r\n\r\n", 400, "bad-request"),
    "two lengths": (
        b"POST / HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n", 400, "bad-request",
    ),
    "length and chunks": (
        b"POST / HTTP/1.1\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n",
        400, "bad-request",
    ),
    "a negative length": (b"POST / HTTP/1.1\r\nContent-Length: -1\r\n\r\n", 400, "bad-request"),
    "an unknown coding": (
        b"POST / HTTP/1.1\r\nTransfer-Encoding: magic\r\n\r\n", 400, "bad-request",
    ),
    "no chunk": (
        b"POST /predict HTTP/1.1\r\nContent-Type: image/png\r\nTransfer-Encoding: chunked\r\n\r\n"
        b"<script>\r\n", 400, "bad-request",
    ),
    "chunks without end": (
        b"GET /health HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n"
        + (b"100000\r\n" + bytes(0x100000) + b"\r\n") * 11,
        413, "body-too-large",
    ),
    "a long address": (b"GET /" + b"a" * 5000 + b" HTTP/1.1\r\n\r\n", 414, "uri-too-long"),
    "an endless line": (b"GET /" + b"a" * 70_000, 414, "uri-too-long"),
    "a long header": (
        b"GET / HTTP/1.1\r\nA: " + b"a" * 9000 + b"\r\n\r\n", 431, "headers-too-large",
    ),
    "many headers": (
        b"GET / HTTP/1.1\r\n" + b"A: a\r\n" * 200 + b"\r\n", 431, "headers-too-large",
    ),
    "endless headers": (
        b"GET / HTTP/1.1\r\n" + b"A: a\r\n" * 20_000, 431, "headers-too-large",
    ),
    "a body that is too large": (
        b"POST /predict HTTP/1.1\r\nContent-Type: image/png\r\nContent-Length: 99999999999\r\n\r\n",
        413, "body-too-large",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", STRANGE)
def test_what_is_no_proper_request_is_a_problem_too(server: Server, name: str) -> None:
    sent, status, kind = STRANGE[name]
    with server.connect() as connection:
        connection.sendall(sent)
        told, headers, problem = answer(connection)
        assert (told, problem["type"]) == (status, f"/problems/{kind}")
        assert problem["status"] == status
        assert len(problem["detail"]) > 20
        assert headers["Content-Type"] == "application/problem+json"
        assert headers["Connection"] == "close"
        assert "script" not in str(problem)
        assert SECURITY.items() <= headers.items()
        if name != "a body that is too large":  # That the application refuses.
            check_headers(status, headers)
        assert connection.recv(1) == b"", "it is closed"
    assert reads_a_seven(server)
    assert "script" not in server.said + str(server.log)
    [line] = [line for line in server.log if line["id"] == headers["X-Request-Id"]]
    assert (line["status"], line["type"]) == (status, kind)


def test_all_that_the_document_says_of_the_server_is_seen_here() -> None:
    """And no more is seen than it says: STRANGE is answered so at any route."""
    seen = {kind for _, _, kind in STRANGE.values()}
    elsewhere = {"request-timeout", "overloaded", "internal"}
    assert {kind.name for kind in openapi.ANYWHERE} == seen | elsewhere


# What every answer has, or what is for browsers alone.
PLAIN = {"Content-Type", "Content-Length", "Cache-Control", "Connection", *SECURITY}


def check_headers(status: int, headers: dict[str, str]) -> None:
    """Of a problem that the worker gives before the application: none but those described."""
    responses = openapi.document([])["paths"]["/predict"]["post"]["responses"]
    described = set(responses[str(status)]["headers"])
    if status in (400, 413):  # Of these the application gives some, too, and times them.
        described.discard("Server-Timing")
    assert headers.keys() - PLAIN == described


def test_requests_one_after_the_other_without_waiting(server: Server) -> None:
    with server.connect() as connection:
        connection.sendall(REQUEST + REQUEST + b"GET /health HTTP/1.1\r\nHost: x\r\n\r\n")
        file = connection.makefile("rb")
        statuses = []
        while len(statuses) < 3:
            line = file.readline()
            assert line, "it closed too early"
            if line.startswith(b"HTTP/1.1"):
                statuses.append(int(line.split()[1]))
    assert statuses == [200, 200, 200]


def test_who_asks_first_is_told_to_send_or_not(server: Server) -> None:
    with server.connect() as connection:
        connection.sendall((HEAD + "Expect: 100-continue\r\n\r\n").encode())
        assert connection.recv(100) == b"HTTP/1.1 100 Continue\r\n\r\n"
        connection.sendall(SEVEN)
        assert answer(connection)[2]["digit"] == 7
    with server.connect() as connection:
        large = HEAD.replace(str(len(SEVEN)), str(MAX_BODY + 1))
        connection.sendall((large + "Expect: 100-continue\r\n\r\n").encode())
        assert answer(connection)[0] == 413


def test_chunks_are_read(server: Server) -> None:
    head = HEAD.replace(f"Content-Length: {len(SEVEN)}", "Transfer-Encoding: chunked")
    parts = [SEVEN[i : i + 500] for i in range(0, len(SEVEN), 500)]
    body = b"".join(b"%x;a=b\r\n%s\r\n" % (len(part), part) for part in parts)
    with server.connect() as connection:
        for _ in range(2):
            connection.sendall(f"{head}\r\n".encode() + body + b"0\r\nTrailer: x\r\n\r\n")
            assert answer(connection)[2]["digit"] == 7


def test_two_slashes_lead_nowhere(server: Server) -> None:
    status, problem = server.request("GET", "//example.org/..")
    assert (status, problem["type"]) == (404, "/problems/not-found")


# How it ends, and what it survives


def test_a_worker_that_is_killed_is_replaced(tmp_path: Path) -> None:
    with serving(tmp_path, WEB_CONCURRENCY="2") as server:
        killed = server.workers[0]
        os.kill(killed, signal.SIGKILL)
        for _ in range(20):
            assert reads_a_seven(server), "the other goes on"
        wait_for(lambda: len(server.workers) == 2 and killed not in server.workers)
        assert len(server.workers) == 2
        assert reads_a_seven(server)


def test_told_to_stop_it_finishes_what_it_has_taken_on(tmp_path: Path) -> None:
    go = tmp_path / "go"
    patch = HELD.format(go=str(go)).strip()
    with patched_server(tmp_path, patch) as server:
        [worker] = server.workers
        idle = server.connect()
        idle.sendall(b"GET /health HTTP/1.1\r\nHost: x\r\n\r\n")
        assert answer(idle)[0] == 200
        taken = [server.connect() for _ in range(10)]
        for connection in taken:
            connection.sendall(REQUEST)
        os.kill(worker, signal.SIGTERM)
        go.touch()
        for connection in taken:
            assert answer(connection)[2]["digit"] == 7
        assert idle.recv(1) == b""
        assert reads_a_seven(server), "by the worker that takes its place"
        wait_for(lambda: worker not in server.workers)
        assert worker not in server.workers


def test_the_whole_server_ends_in_the_same_way(tmp_path: Path) -> None:
    go = tmp_path / "go"
    with patched_server(tmp_path, HELD.format(go=str(go)).strip()) as server:
        with server.connect() as connection:
            connection.sendall(REQUEST)
            wait_for(lambda: connections(server.port) >= 1)
            assert connections(server.port) >= 1
            os.kill(server.process.pid, signal.SIGTERM)
            go.touch()
            assert answer(connection)[2]["digit"] == 7
        assert server.process.wait(timeout=60) == 0
        assert "Traceback" not in server.said


@pytest.mark.parametrize(
    ("damage", "system"),
    [("cut", "linux"), ("gone", "linux"), ("another network's", "linux"), ("gone", "darwin")],
)
def test_without_its_weights_it_does_not_start(tmp_path: Path, damage: str, system: str) -> None:
    """On macOS each worker loads them itself; one here, as gunicorn trips over a second failure."""
    weights = ROOT / "model" / "weights"
    copy = tmp_path / "weights"
    copy.mkdir()
    for file in filter(Path.is_file, weights.iterdir()):
        (copy / file.name).write_bytes(file.read_bytes())
    cnn = copy / "cnn.npz"
    if damage == "cut":
        cnn.write_bytes(cnn.read_bytes()[:-100])
    elif damage == "gone":
        cnn.unlink()
    else:
        cnn.write_bytes((weights / "mlp-10.npz").read_bytes())
    program = f"""
        import sys
        sys.path.insert(0, {str(ROOT)!r})
        from pathlib import Path
        from model import shipped
        shipped.load_shipped.__defaults__ = (Path({str(copy)!r}),)
        from backend import __main__
        sys.platform = {system!r}
        __main__.main()
    """
    file = tmp_path / "started.py"
    file.write_text(textwrap.dedent(program))
    command = [sys.executable, str(file)]
    with serving(tmp_path, command, ready=False, WEB_CONCURRENCY="1") as server:
        assert server.process.wait(timeout=60) != 0
        assert server.said.startswith("The server cannot start: ")
        assert "cnn.npz" in server.said
        assert "Traceback" not in server.said


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full")
def test_a_full_disk_does_not_matter(tmp_path: Path) -> None:
    full = ["sh", "-c", f"exec {sys.executable} -m backend >/dev/full 2>/dev/full"]
    with serving(tmp_path, full) as server:
        assert reads_a_seven(server)


@pytest.mark.skipif(os.getuid() != 0 if hasattr(os, "getuid") else True, reason="needs root")
def test_a_read_only_disk_does_not_matter(tmp_path: Path) -> None:
    """In a mount namespace of its own, everything is mounted again, read-only."""
    read_only = (
        "mount --bind / / && mount -o remount,bind,ro /; "
        f"touch {tmp_path}/written 2>/dev/null && exit 9; exec {sys.executable} -m backend"
    )
    command = ["unshare", "--mount", "sh", "-c", read_only]
    with serving(tmp_path, command, ready=False) as server:
        wait_for(lambda: server.process.poll() is not None or server._answers())
        if server.process.poll() == 9:
            pytest.skip("this system does not let a disk be mounted read-only")
        assert server.process.poll() is None, server.said
        assert reads_a_seven(server)
