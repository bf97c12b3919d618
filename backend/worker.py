"""gunicorn's threaded worker behind a buffer: slow clients wait here, not in a thread.

gunicorn's own reads a request and writes its answer in the thread that works on it, so that a
few dozen clients that send a byte a second, or never read, take every thread there is; its
manual asks for a proxy in front that buffers. This worker is that buffer. Its main loop takes in
whole requests without ever waiting for anybody; a thread gets one that is complete, and leaves
its answer in memory; the main loop sends that as fast as the client takes it.

    accept -> receive head, body -> [threads: the application] -> send -> receive the next one

So threads only compute, and there need be no more of them than can compute at once. When too many
requests wait for one, the next is refused at once (503): it would be answered too late.

HTTP itself is left to gunicorn: its parser reads the requests, its Response writes the answers.
"""

import mmap
import re
import selectors
import socket
import time
from collections.abc import Callable, Generator, Iterator, Mapping
from concurrent.futures import Future
from http import HTTPStatus
from typing import Any, NamedTuple

from gunicorn.http import errors
from gunicorn.http.body import Body, ChunkedReader, LengthReader
from gunicorn.http.parser import RequestParser
from gunicorn.workers.gthread import ThreadWorker

from backend import problems, telemetry
from backend.headers import NO_STORE, SECURITY, sharing
from backend.problems import Kind
from backend.settings import MAX_BODY, read_settings

# Seconds that a request may take to arrive, an answer to be fetched, or a connection to stay open
# with nothing to do. 10 MB in 30 s are a slow phone's 2.7 Mbit/s; between two digits a person takes
# longer than gunicorn's 5 s, and reconnecting would cost the next prediction a round trip.
PATIENCE = 30.0

# When the server stops, a client may just have begun to send over an idle connection: so long, in
# seconds, it is still answered. npm start kills after 3.
STOPPING_PATIENCE = 1.0

# A client that is refused before it has sent all needs so many seconds to notice (RFC 9112, 9.6).
LINGER = 2.0

# Bytes of a request's head. The longest address and a hundred header fields of the usual length
# fit in four times.
MAX_HEAD = 65_536

# Bytes of a line with a chunk's length, or of a trailer: gunicorn's own for a header field. It is
# searched for its end whenever a byte of it comes.
MAX_CHUNK_LINE = 8190

# What chunks may cost beside the body, as bytes: their lines, and for each the work that it makes.
# The largest body may come in chunks of 700 bytes; those that clients send have thousands.
CHUNK_OVERHEAD = 1_000_000
CHUNK_WORK = 64

# Requests that may wait for a thread. A worker reads 150 drawings a second (docs/serving.md): the
# last one waits for half a second, which a person drawing hardly notices. 64 clients find room even
# if all come to the same worker.
MAX_WAITING = 64

# Bytes of requests that a worker holds in memory: twenty of the largest photographs.
MAX_BUFFERED = 20 * MAX_BODY

# Who is awake first would take all the connections that come at once, and a browser keeps its own
# for as long as it draws: a worker with so many more than another leaves a new one to that,
EVEN = 2
# but not for longer than so many milliseconds: it may have its hands full.
YIELDS = 10

# How many connections each worker has, seen by all of them: a number for each worker's age, one
# more than there are, so that 0 is no worker. Made before the fork, and so shared.
_SLOTS = 1024
_shared = memoryview(mmap.mmap(-1, 4 * _SLOTS)).cast("i")

# Bytes to receive at once: a drawing's PNG, mostly, in one go.
RECEIVE = 65_536

# A chunk's length and extensions; of more digits than this it is more than is read.
CHUNK_LINE = re.compile(rb"([0-9a-fA-F]{1,8})[ \t]*(?:;[^\r\n]*)?")

RETRY_AFTER = 1  # seconds

CONTINUE = b"HTTP/1.1 100 Continue\r\n\r\n"

TOO_LATE = (
    f"The request was not complete after {PATIENCE:g} seconds: send it again, or a smaller one."
)
BUSY = f"More requests wait than can be read soon: try again in {RETRY_AFTER} s or later."
BAD_CHUNKS = "The chunks of the body are malformed."
TOO_LARGE = f"The body is over {MAX_BODY / 1e6:g} MB: send a smaller picture."


class Refused(Exception):
    """A request that does not come to the application; the connection is closed."""

    def __init__(self, kind: Kind, detail: str) -> None:
        super().__init__(detail)
        self.kind = kind
        self.detail = detail


class Outbox:
    """What gunicorn's Response takes for a socket: keeps what is sent."""

    def __init__(self) -> None:
        self.data = bytearray()

    def sendall(self, data: bytes) -> None:
        self.data += data

    def shutdown(self, _: int) -> None:
        """Called after an error in the midst of an answer: there is nothing to shut down."""
        raise OSError

    def close(self) -> None:
        pass


class Exchange(NamedTuple):
    """What gunicorn's handle_request wants of a connection."""

    sock: Outbox
    client: Any
    server: Any


class Connection:
    """A client's connection, what has come from it and what is to go to it.

    Attributes
    ----------
    received
        Bytes that have come and belong to no request yet.
    request
        gunicorn's, once the head of it has come; None before.
    outgoing
        What is still to be sent.
    keep
        Whether the connection stays open when that is done.
    deadline
        The time, by time.monotonic, at which it is closed if nothing has come of it.
    heed
        What to do when the client has sent something, or has taken something.
    held
        Bytes that have come and are not answered yet, whoever has them in hand.
    """

    def __init__(self, sock: socket.socket, client: Any, server: Any) -> None:
        self.sock = sock
        self.client = client
        self.server = server
        self.received = bytearray()
        self.request: Any = None
        self.outgoing = memoryview(b"")
        self.keep = True
        self.deadline = 0.0
        self.heed: Callable[[Connection], None] = lambda _: None
        self.held = 0
        self._body: Iterator[bytes | None] = iter(())

    def take_head(self, cfg: Any) -> bool:
        """Have gunicorn parse the head if it has come; whether it has.

        Raises
        ------
        Refused
            If it is too long, or no HTTP.
        """
        length = self.received.find(b"\r\n\r\n") + 4
        if length < 4 and len(self.received) <= MAX_HEAD:
            return False
        if not 4 <= length <= MAX_HEAD:
            line = self.received.find(b"\r\n")
            raise _refused(
                errors.LimitRequestLine(0, 0)
                if not 0 <= line <= cfg.limit_request_line
                else errors.LimitRequestHeaders("")
            )
        head = bytes(self.received[:length])
        del self.received[:length]
        try:
            self.request = next(RequestParser(cfg, [head], self.client))
        except (errors.ParseException, errors.NoMoreData, StopIteration) as error:
            raise _refused(error) from error
        self._body = _body(self.request.body.reader, self.received)
        return True

    def take_body(self) -> bool:
        """Give the request its body if it has come; whether it has.

        A body that is too large is not waited for: the application will not read it.

        Raises
        ------
        Refused
            If its chunks are malformed, or go on and on.
        """
        if _length(self.request) > MAX_BODY:
            self.request.force_close()
            return True
        body = next(self._body)
        if body is None:
            return False
        self.request.unreader.unread(body)
        self.request.body = Body(LengthReader(self.request.unreader, len(body)))
        return True


def _length(request: Any) -> int:
    """Of its body, in bytes; 0 if that is sent in chunks."""
    reader = request.body.reader
    return int(reader.length) if isinstance(reader, LengthReader) else 0


def _body(reader: Any, received: bytearray) -> Iterator[bytes | None]:
    """Takes the body, as gunicorn's `reader` finds it announced, from the front of `received`,
    which grows; None as long as it has not come.
    """
    if isinstance(reader, ChunkedReader):
        yield from _chunks(received)
    length = int(reader.length) if isinstance(reader, LengthReader) else 0
    while len(received) < length:
        yield None
    yield _taken(received, length)


def _chunks(received: bytearray) -> Iterator[bytes | None]:
    """The same, of a body in chunks (RFC 9112, section 7.1); trailers are passed over."""
    body = bytearray()
    overhead = 0
    size = -1
    while size:
        line = yield from _line(received)
        overhead = _bounded(overhead + len(line) + CHUNK_WORK)
        size = _chunk_size(line)
        if len(body) + size > MAX_BODY:
            raise Refused(problems.BODY_TOO_LARGE, TOO_LARGE)
        while size and len(received) < size + 2:
            yield None
        body += _taken(received, size)
        if size and _taken(received, 2) != b"\r\n":
            raise Refused(problems.BAD_REQUEST, BAD_CHUNKS)
    while trailer := (yield from _line(received)):
        overhead = _bounded(overhead + len(trailer) + CHUNK_WORK)
    yield bytes(body)


def _line(received: bytearray) -> Generator[None, None, bytes]:
    """Takes the line at the front of `received`, without its end; None as long as that is not
    there.
    """
    while (length := received.find(b"\r\n")) < 0 and len(received) <= MAX_CHUNK_LINE:
        yield None
    if not 0 <= length <= MAX_CHUNK_LINE:
        raise Refused(problems.BAD_REQUEST, BAD_CHUNKS)
    return _taken(received, length + 2)[:length]


def _chunk_size(line: bytes) -> int:
    if not (match := CHUNK_LINE.fullmatch(line)):
        raise Refused(problems.BAD_REQUEST, BAD_CHUNKS)
    return int(match[1], 16)


def _bounded(overhead: int) -> int:
    """Chunks of single bytes, or endless trailers, cost more than they are worth."""
    if overhead > CHUNK_OVERHEAD:
        raise Refused(problems.BODY_TOO_LARGE, TOO_LARGE)
    return overhead


def _taken(received: bytearray, length: int) -> bytes:
    taken = bytes(received[:length])
    del received[:length]
    return taken


def _refused(error: Exception) -> Refused:
    """What gunicorn's parser says, in our words: none of what was sent is repeated."""
    if isinstance(error, errors.LimitRequestLine):
        return Refused(problems.URI_TOO_LONG, "The request line is too long: send less in it.")
    if isinstance(error, errors.LimitRequestHeaders):
        return Refused(
            problems.HEADERS_TOO_LARGE, "There are too many header fields, or they are too long."
        )
    return Refused(problems.BAD_REQUEST, "This is no proper HTTP request.")


def response(
    kind: Kind, detail: str, shared: Mapping[str, str], keep: bool = False
) -> tuple[bytes, str]:
    """A problem as it is sent, where no application is at hand; and its id.

    `shared` are the headers that let another site's page read it.
    """
    body = problems.body(kind, detail).encode()
    ident = telemetry.new_id()
    headers = {
        "Content-Type": problems.MIMETYPE,
        "Content-Length": len(body),
        "Connection": "keep-alive" if keep else "close",
        "Cache-Control": NO_STORE,
        telemetry.REQUEST_ID: ident,
        **SECURITY,
        **shared,
        **({"Retry-After": RETRY_AFTER} if kind is problems.OVERLOADED else {}),
    }
    lines = [f"HTTP/1.1 {kind.status} {HTTPStatus(kind.status).phrase}"]
    lines += [f"{name}: {value}" for name, value in headers.items()]
    return "\r\n".join([*lines, "", ""]).encode() + body, ident


def forget(worker: Any) -> None:
    """For the master: `worker` has ended, and nothing is left to it any more."""
    _shared[worker.age % _SLOTS] = 0


class BufferingWorker(ThreadWorker):  # type: ignore[misc]  # gunicorn publishes no types.
    """The worker; see above. `threads` of gunicorn's settings compute."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.waiting: set[Connection] = set()  # For the client; the others are in a thread's hands.
        self.in_hand = 0
        self.buffered = 0
        self.swept = 0.0
        self.yielded = 0
        settings = read_settings()
        self.request_log = settings.request_log
        self.allowed_origins = settings.allowed_origins

    # Taking in connections and requests

    def init_process(self) -> None:
        """As gunicorn's; from now on there is one more to share connections with."""
        self._tell(0)
        super().init_process()

    def set_accept_enabled(self, enabled: bool) -> None:
        """As gunicorn's; who has connected before the server stops is still let in, and who comes
        later is left to others, or turned away if there are none.
        """
        stopping = not enabled and not self.alive
        if stopping:
            self._tell(0)
            for listener in self.sockets:
                while self.accept(listener):
                    pass
        super().set_accept_enabled(enabled)
        if stopping:
            for listener in self.sockets:
                listener.close()

    def accept(self, listener: Any) -> bool:
        """Let one client in; whether there was one and it was ours."""
        if self.alive and self.yielded < YIELDS and self._another_has_fewer():
            self.yielded += 1
            time.sleep(0.001)
            return False
        self.yielded = 0
        try:
            sock, client = listener.accept()
        except OSError:  # It has gone, or another worker was quicker.
            return False
        if self.nr_conns >= self.worker_connections - 1:
            self._make_room()
        sock.setblocking(False)
        self._tell(+1)
        conn = Connection(sock, client, listener.getsockname())
        self._wait(conn, selectors.EVENT_READ, self._receive, PATIENCE)
        return True

    def _tell(self, more: int) -> None:
        """Others: that there are so many more here; of one that stops, nothing is left to share."""
        self.nr_conns += more
        _shared[self.age % _SLOTS] = self.nr_conns + 1 if self.alive else 0

    def _another_has_fewer(self) -> bool:
        fewest = min(count for count in _shared if count) - 1
        return bool(self.nr_conns > fewest + EVEN)

    def _make_room(self) -> None:
        """Who has been waited for longest makes room for one who may have something to say."""
        if self.waiting:
            self._drop(min(self.waiting, key=lambda conn: conn.deadline))

    def _receive(self, conn: Connection) -> None:
        try:
            data = conn.sock.recv(RECEIVE)
        except BlockingIOError:
            return
        except OSError:
            data = b""
        if not data:
            self._drop(conn)
            return
        if not conn.received and conn.request is None:
            conn.deadline = time.monotonic() + PATIENCE  # From its first byte on.
        conn.received += data
        self._hold(conn, conn.held + len(data))
        if self.buffered <= MAX_BUFFERED or self._make_space() is not conn:
            self._advance(conn)

    def _hold(self, conn: Connection, length: int) -> None:
        """So many bytes are held for it now."""
        self.buffered += length - conn.held
        conn.held = length

    def _make_space(self) -> Connection:
        """Refuse who holds most of the memory, not who comes next with a small picture; whom."""
        arriving = (conn for conn in self.waiting if not conn.outgoing)
        largest = max(arriving, key=lambda conn: conn.held)
        self._refuse(largest, problems.OVERLOADED, BUSY)
        return largest

    def _advance(self, conn: Connection) -> None:
        """Hand a request on if it is complete, else wait for more of it."""
        try:
            if conn.request is None and conn.take_head(self.cfg) and not self._say_continue(conn):
                self._drop(conn)
                return
            complete = conn.request is not None and conn.take_body()
        except Refused as refusal:
            self._refuse(conn, refusal.kind, refusal.detail)
            return
        if complete:
            self._hand_on(conn)
        elif conn not in self.waiting:
            self._wait(conn, selectors.EVENT_READ, self._receive, PATIENCE)

    def _say_continue(self, conn: Connection) -> bool:
        """Who asks whether to send the body is told so, unless it would not be read.

        False if that cannot be said: who has no room for a line has not read what it asked for.
        """
        asked, conn.request._expected_100_continue = conn.request._expected_100_continue, False
        if not asked or _length(conn.request) > MAX_BODY:
            return True
        try:
            return conn.sock.send(CONTINUE) == len(CONTINUE)
        except OSError:
            return False

    def _hand_on(self, conn: Connection) -> None:
        # What needs no computing is always answered: one wants to know how a busy server is.
        if self.in_hand >= self.cfg.threads + MAX_WAITING and conn.request.method == "POST":
            keep = not conn.request.should_close()
            self._refuse(conn, problems.OVERLOADED, BUSY, keep)
            return
        self._leave(conn)
        self.in_hand += 1
        self.enqueue_req(conn)

    def _refuse(self, conn: Connection, kind: Kind, detail: str, keep: bool = False) -> None:
        self._leave(conn)
        data, ident = response(kind, detail, self._shared_with(conn), keep)
        if self.request_log:
            telemetry.write_line(
                id=ident, method=None, route=telemetry.NO_ROUTE, status=kind.status,
                type=kind.name, model=None, bytes_in=None, bytes_out=len(data), ms={},
            )  # fmt: skip
        self._send(conn, data, keep)

    def _shared_with(self, conn: Connection) -> dict[str, str]:
        """Headers for the page that asks, as far as its request has come."""
        asked = dict(conn.request.headers) if conn.request is not None else {}
        return sharing(asked.get("ORIGIN"), self.allowed_origins)

    # In a thread

    def handle(self, conn: Connection) -> tuple[bytearray, bool]:
        """The answer as it is to be sent, and whether the connection stays open."""
        outbox = Outbox()
        try:
            keep = bool(
                self.handle_request(conn.request, Exchange(outbox, conn.client, conn.server))
            )
        except Exception:
            self.log.exception("a request failed")
            if not outbox.data:
                detail = "That was our mistake, not yours."
                data, _ = response(problems.INTERNAL, detail, self._shared_with(conn))
                outbox.sendall(data)
            keep = False
        return outbox.data, keep

    # Giving answers

    def finish_request(self, conn: Connection, done: "Future[tuple[bytearray, bool]]") -> None:
        self.in_hand -= 1
        self._send(conn, *done.result())

    def _send(self, conn: Connection, data: bytes | bytearray, keep: bool) -> None:
        conn.request = None
        self._hold(conn, len(conn.received))
        conn.outgoing = memoryview(data)
        conn.keep = keep
        self._flush(conn)

    def _flush(self, conn: Connection) -> None:
        """Send as much as the client takes; when it has all, go on with it or part."""
        try:
            while conn.outgoing:
                conn.outgoing = conn.outgoing[conn.sock.send(conn.outgoing) :]
        except BlockingIOError:
            if conn not in self.waiting:
                self._wait(conn, selectors.EVENT_WRITE, self._flush, PATIENCE)
            return
        except OSError:
            self._drop(conn)
            return
        self._leave(conn)
        if not conn.keep:
            self._part(conn)
        elif conn.received:  # The next request came before the answer was out: soon its turn,
            self.method_queue.defer(self._advance, conn)  # even if that was the client's last word.
        else:
            # Also when stopping: the client has been told that it may go on.
            patience = PATIENCE if self.alive else STOPPING_PATIENCE
            self._wait(conn, selectors.EVENT_READ, self._receive, patience)

    def _part(self, conn: Connection) -> None:
        """Close, but not before the client has had the time to read why."""
        conn.received.clear()
        self._hold(conn, 0)
        try:
            conn.sock.shutdown(socket.SHUT_WR)
        except OSError:
            self._drop(conn)
            return
        self._wait(conn, selectors.EVENT_READ, self._discard, LINGER)

    def _discard(self, conn: Connection) -> None:
        try:
            if conn.sock.recv(RECEIVE):
                return
        except BlockingIOError:
            return
        except OSError:
            pass
        self._drop(conn)

    # Whom we wait for, and for how long

    def _wait(
        self, conn: Connection, event: int, callback: Callable[[Connection], None], seconds: float
    ) -> None:
        conn.deadline = time.monotonic() + seconds
        conn.heed = callback
        self.waiting.add(conn)
        self.poller.register(conn.sock, event, lambda _: self._heed(conn))

    def _heed(self, conn: Connection) -> None:
        """What it has to say, unless another whose turn came before has cost it its place."""
        if conn in self.waiting:
            conn.heed(conn)

    def _leave(self, conn: Connection) -> None:
        if conn in self.waiting:
            self.waiting.remove(conn)
            self.poller.unregister(conn.sock)

    def _drop(self, conn: Connection) -> None:
        self._leave(conn)
        conn.received.clear()
        self._hold(conn, 0)
        self._tell(-1)
        conn.sock.close()

    def murder_keepalived(self, force: bool = False) -> None:
        """gunicorn's name for it: once a second, part with those who have been waited for."""
        now = time.monotonic()
        if now - self.swept < 1 and self.alive and not force:
            return
        self.swept = now
        for conn in [conn for conn in self.waiting if force or conn.deadline <= now]:
            arriving = not conn.outgoing and (conn.received or conn.request is not None)
            if arriving and not force:
                self._refuse(conn, problems.REQUEST_TIMEOUT, TOO_LATE)
            else:
                self._drop(conn)

    def _cap_keepalive(self, deadline: float) -> None:
        """gunicorn's name for it: when stopping, those who say nothing are not waited for."""
        soon = time.monotonic() + STOPPING_PATIENCE
        for conn in self.waiting:
            if not conn.received and conn.request is None and not conn.outgoing:
                conn.deadline = min(conn.deadline, soon)
