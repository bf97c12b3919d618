"""The worker's main loop by itself, step by step: what no client can bring about at will."""

import os
import random
import selectors
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any

import pytest

pytest.importorskip("gunicorn", reason="gunicorn does not run on Windows")

from gunicorn.config import Config
from gunicorn.glogging import Logger

from backend import worker as module
from backend.worker import (
    CHUNK_OVERHEAD,
    CHUNK_WORK,
    EVEN,
    MAX_CHUNK_LINE,
    STOPPING_PATIENCE,
    YIELDS,
    BufferingWorker,
    Connection,
    Refused,
)
from tests.hostile.corpus import Body
from tests.hostile.fuzz import mutated

GET = b"GET / HTTP/1.1\r\nHost: x\r\n\r\n"
CHUNKED = b"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
EXPECTING = b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\n"
TURNS = 200  # Far more than any of these takes.
BUFFER = 4096  # bytes that the system keeps for a client: soon full


def hello(_: dict[str, Any], start_response: Callable[..., Any]) -> list[bytes]:
    start_response("200 OK", [("Content-Length", "5")])
    return [b"hello"]


class Loop:
    """A worker whose main loop turns when it is told to, and the address that it listens on."""

    def __init__(self, age: int = 1) -> None:
        cfg = Config()
        self.worker = BufferingWorker(age, os.getppid(), [], None, 30, cfg, Logger(cfg))
        self.worker.wsgi = hello
        self.worker.request_log = False
        self.worker._tell(0)
        self.worker.tpool = self.worker.get_thread_pool()
        self.worker.poller = selectors.DefaultSelector()
        self.worker.method_queue.init()
        self.worker.poller.register(
            self.worker.method_queue.fileno(),
            selectors.EVENT_READ,
            self.worker.method_queue.run_callbacks,
        )
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.clients: list[socket.socket] = []

    def connect(self) -> tuple[socket.socket, Connection]:
        """A client's end, and the worker's."""
        before = set(self.worker.waiting)
        client = socket.socket()
        self.clients.append(client)
        client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, BUFFER)
        client.connect(self.listener.getsockname())
        client.setblocking(False)
        assert self.worker.accept(self.listener)
        [connection] = self.worker.waiting - before
        return client, connection

    def turn(self) -> None:
        self.worker.wait_for_and_dispatch_events(timeout=0.1)

    def read(self, client: socket.socket, until: bytes = b"") -> bytes:
        """What comes until there is an `until` in it; without, until the connection is closed."""
        found = b""
        for _ in range(TURNS):
            self.turn()
            try:
                more = client.recv(65_536)
            except BlockingIOError:
                continue
            except ConnectionResetError:
                more = b""
            found += more
            if not more or (until and until in found):
                break
        return found

    def end(self) -> None:
        self.worker.murder_keepalived(force=True)
        for client in self.clients:
            client.close()
        self.worker.tpool.shutdown()
        self.worker.poller.close()
        self.worker.method_queue.close()
        self.worker.tmp.close()
        module.forget(self.worker)
        self.listener.close()


@pytest.fixture
def loop() -> Iterator[Loop]:
    loop = Loop()
    yield loop
    loop.end()


@pytest.fixture
def crowded(loop: Loop) -> Loop:
    """One that has so many connections that it leaves the next to others."""
    for _ in range(EVEN + 1):
        loop.connect()
    return loop


@pytest.fixture
def other() -> Iterator[Loop]:
    other = Loop(age=2)
    yield other
    other.end()


def test_the_worker_with_fewer_connections_takes_the_next(crowded: Loop, other: Loop) -> None:
    with socket.create_connection(crowded.listener.getsockname()):
        assert not crowded.worker.accept(crowded.listener)
        assert other.worker.accept(crowded.listener)


def test_a_worker_that_does_not_answer_is_not_waited_for(crowded: Loop, other: Loop) -> None:
    with socket.create_connection(crowded.listener.getsockname()):
        taken = [crowded.worker.accept(crowded.listener) for _ in range(YIELDS + 1)]
        assert taken == [False] * YIELDS + [True]


def test_nothing_is_left_to_a_worker_that_stops(crowded: Loop, other: Loop) -> None:
    other.worker.alive = False
    other.worker.sockets = []
    other.worker.set_accept_enabled(False)
    with socket.create_connection(crowded.listener.getsockname()):
        assert crowded.worker.accept(crowded.listener)


def test_who_has_no_room_for_a_continue_ends_nobody_elses_connection(loop: Loop) -> None:
    full, connection = loop.connect()
    other, _ = loop.connect()
    connection.sock.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, BUFFER)
    for size in (BUFFER, 1, 1, 1):
        with suppress(BlockingIOError):
            while True:
                connection.sock.send(bytes(size))
        loop.turn()  # What the system has still sent on its own makes room once more.
    full.sendall(EXPECTING)
    other.sendall(GET)
    assert loop.read(other, b"hello").endswith(b"hello")
    assert connection not in loop.worker.waiting
    assert connection.sock.fileno() == -1


def test_the_client_with_the_most_makes_space_for_others(
    loop: Loop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "MAX_BUFFERED", 50_000)
    greedy, connection = loop.connect()
    greedy.sendall(CHUNKED + b"64\r\n" + bytes(100) + b"\r\n")
    while connection.held < 45_000:
        greedy.sendall(b"3e8\r\n" + bytes(1000) + b"\r\n")
        loop.turn()
    modest, _ = loop.connect()
    modest.sendall(CHUNKED + b"2710\r\n" + bytes(10_000) + b"\r\n0\r\n\r\n")
    assert loop.read(modest, b"hello").startswith(b"HTTP/1.1 200")
    assert loop.read(greedy, b"}").startswith(b"HTTP/1.1 503")


def test_what_is_answered_is_held_no_more(loop: Loop) -> None:
    client, connection = loop.connect()
    for request in (GET, CHUNKED + b"5\r\nhello\r\n0\r\n\r\n", GET + GET[:10], GET[10:]):
        client.sendall(request)
        loop.read(client, b"hello")
    assert connection.held == loop.worker.buffered == 0
    client.close()
    for _ in range(TURNS):
        if connection not in loop.worker.waiting:
            break
        loop.turn()
    assert loop.worker.nr_conns == 0


def test_who_has_made_room_is_heard_no_more(loop: Loop) -> None:
    loop.worker.worker_connections = 2
    client, connection = loop.connect()
    client.sendall(GET)
    events = loop.worker.poller.select(1)
    loop.connect()
    assert connection not in loop.worker.waiting
    for key, _ in events:  # Those of the same turn.
        key.data(key.fileobj)
    assert loop.worker.nr_conns == 1


def test_all_is_answered_that_came_before_the_clients_last_word(loop: Loop) -> None:
    client, _ = loop.connect()
    client.sendall(GET * 3)
    client.shutdown(socket.SHUT_WR)
    assert loop.read(client).count(b"hello") == 3


@pytest.mark.parametrize("size", [b"5 \n", b"\x0b5", b"5;a\nb", b"0x5", b"+5", b"5_0", b"", b"-5"])
def test_a_chunk_that_others_might_read_differently_is_refused(loop: Loop, size: bytes) -> None:
    client, _ = loop.connect()
    client.sendall(CHUNKED + size + b"\r\nhello\r\n0\r\n\r\n")
    assert loop.read(client, b"}").startswith(b"HTTP/1.1 400")


@pytest.mark.parametrize("before", [b"", b"1\r\na\r\n0\r\n"], ids=["a size", "a trailer"])
def test_an_endless_line_among_chunks_is_refused_early(loop: Loop, before: bytes) -> None:
    """What is searched for its end again and again must be short."""
    client, connection = loop.connect()
    longest = b"1;" + b"a" * (MAX_CHUNK_LINE - 2)
    client.sendall(CHUNKED + before + longest)
    while connection.held < len(CHUNKED + before + longest):
        loop.turn()
    assert connection in loop.worker.waiting, "its end may still come"
    client.sendall(b"a")
    assert loop.read(client, b"}").startswith(b"HTTP/1.1 400")


def test_tiny_chunks_are_refused_long_before_the_bytes_are_too_many(loop: Loop) -> None:
    """Each makes work, however small it is."""
    _, connected = loop.connect()
    most = CHUNK_OVERHEAD // (CHUNK_WORK + 1)
    for count, read in ((most, True), (most + 1, False)):
        connection = Connection(connected.sock, connected.client, connected.server)
        connection.received += CHUNKED + b"1\r\na\r\n" * (count - 1) + b"0\r\n\r\n"
        assert connection.take_head(loop.worker.cfg)
        if read:
            assert connection.take_body()
        else:
            with pytest.raises(Refused):
                connection.take_body()


# How it stops


@pytest.fixture
def stopping(loop: Loop) -> Loop:
    """One that is told to stop while a thread works on its first request."""

    def told_to_stop(environ: dict[str, Any], start_response: Callable[..., Any]) -> list[bytes]:
        loop.worker.alive = False
        return hello(environ, start_response)

    loop.worker.wsgi = told_to_stop
    return loop


def test_requests_that_came_before_it_was_told_to_stop_are_answered(stopping: Loop) -> None:
    client, _ = stopping.connect()
    client.sendall(GET * 2)
    first, second = stopping.read(client).split(b"HTTP/1.1 200 OK")[1:]
    assert b"Connection: keep-alive" in first
    assert b"Connection: close" in second


def test_who_has_been_told_to_go_on_is_answered_while_it_stops(stopping: Loop) -> None:
    client, connection = stopping.connect()
    client.sendall(GET)
    assert b"Connection: keep-alive" in stopping.read(client, b"hello")
    assert connection.deadline <= time.monotonic() + STOPPING_PATIENCE, "for a moment"
    client.sendall(GET)
    assert b"Connection: close" in stopping.read(client, b"hello")


def test_who_comes_after_it_has_stopped_is_not_kept_waiting(loop: Loop) -> None:
    address = loop.listener.getsockname()
    loop.listener.setblocking(False)  # As gunicorn sets its own.
    loop.worker.sockets = [loop.listener]
    with socket.create_connection(address):
        loop.worker.alive = False
        loop.worker.set_accept_enabled(False)
        assert loop.worker.nr_conns == 1, "who came before is let in"
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(address)


# Pages of other origins

ALLOWED = b"https://example.org"


@pytest.mark.parametrize(
    ("allowed", "origin", "header"),
    [
        ((ALLOWED,), ALLOWED, b"Access-Control-Allow-Origin: " + ALLOWED),
        ((b"*",), ALLOWED, b"Access-Control-Allow-Origin: *"),
        ((ALLOWED,), b"https://example.com", None),
        ((), ALLOWED, None),
    ],
    ids=["named", "all", "another", "none"],
)
def test_a_page_that_may_ask_may_read_why_it_is_refused(
    loop: Loop, allowed: tuple[bytes, ...], origin: bytes, header: bytes | None
) -> None:
    loop.worker.allowed_origins = tuple(one.decode() for one in allowed)
    client, _ = loop.connect()
    client.sendall(CHUNKED[:-2] + b"Origin: " + origin + b"\r\n\r\nno chunk\r\n")
    answer = loop.read(client, b"}")
    assert answer.startswith(b"HTTP/1.1 400")
    assert (b"Access-Control" in answer) == (header is not None)
    if header:
        assert header + b"\r\n" in answer
        assert b"Access-Control-Expose-Headers: X-Request-Id, Server-Timing, Retry-After" in answer


def test_damaged_requests_are_refused_or_read(loop: Loop) -> None:
    """Any other exception would end the main loop, and all connections with it."""
    rng = random.Random(0)
    seeds = [GET, EXPECTING + b"hello", CHUNKED + b"3;a=b\r\nabc\r\n0\r\nTrailer: x\r\n\r\n"]
    ends: set[int] = set()
    _, connected = loop.connect()
    for _ in range(1000):
        connection = Connection(connected.sock, connected.client, connected.server)
        connection.received += mutated(Body(rng.choice(seeds), ""), rng).data
        try:
            ends.add(connection.take_head(loop.worker.cfg) and connection.take_body())
        except Refused as refusal:
            ends.add(refusal.kind.status)
    assert {True, False, 400} <= ends
