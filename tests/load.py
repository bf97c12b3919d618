"""Clients that draw, all at once: how many requests a second a server answers, and how soon.

    python -m tests.load                            # 64 clients, one and two workers
    python -m tests.load --threads 1 2 3 4          # which number of threads is best
    python -m tests.load --requests 200000          # does its memory grow?
    python -m tests.load --slow 200                 # beside clients that crawl or never read
    python -m tests.load --clients 400              # past capacity: 503 at once
    python -m tests.load --kill                     # a worker is killed in the midst of it

Each client keeps its connection and sends the next picture when it has the last one's answer: real
canvases, 280x280 RGBA PNGs. It takes part of the machine it measures: what carries over are the
ratios of one run.
"""

import argparse
import asyncio
import os
import random
import signal
import statistics
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from tests.digits import STROKES, draw, png
from tests.servers import ROOT, Server, serving

WARM_UP = 200  # requests, not counted

# Seconds in which clients that never read get what their sockets hold; from then on they are slow.
SETTLING = 10

# Another number of threads than gunicorn.conf.py says.
WITH_THREADS = """
import sys
sys.path.insert(0, {root!r})
from gunicorn.app.wsgiapp import run
sys.argv = ["gunicorn", "--config", "backend/gunicorn.conf.py", "--threads", "{threads}",
            "backend.app:app"]
run()
"""


@dataclass
class Outcome:
    """What the clients saw."""

    milliseconds: list[float] = field(default_factory=list)
    refused: list[float] = field(default_factory=list)
    statuses: Counter[int] = field(default_factory=Counter)
    broken: int = 0
    seconds: float = 0.0


def canvases() -> list[bytes]:
    """Requests to /predict, each with another digit drawn as the page draws it."""
    pictures = [
        png(draw(digit, height=height, brush=brush).convert("RGBA"))
        for digit in STROKES
        for height, brush in ((180, 18), (120, 10), (220, 30))
    ]
    head = "POST /predict HTTP/1.1\r\nHost: localhost\r\nContent-Type: image/png\r\n"
    return [f"{head}Content-Length: {len(p)}\r\n\r\n".encode() + p for p in pictures]


async def ask(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter, request: bytes
) -> tuple[int, bool]:
    """Status of the answer, and whether the connection stays open."""
    writer.write(request)
    head = (await reader.readuntil(b"\r\n\r\n")).decode()
    lower = head.lower()
    length = int(lower.partition("content-length: ")[2].partition("\r\n")[0])
    await reader.readexactly(length)
    return int(head.split(" ", 2)[1]), "connection: close" not in lower


async def client(port: int, requests: list[bytes], left: list[int], outcome: Outcome) -> None:
    """Ask until none is left."""
    rng = random.Random(left[0])
    connection = None
    while left[0] > 0:
        left[0] -= 1
        begin = time.perf_counter()
        try:
            connection = connection or await asyncio.open_connection("127.0.0.1", port)
            status, keep = await ask(*connection, rng.choice(requests))
        except (OSError, EOFError):
            outcome.broken += 1
            connection = None
            continue
        taken = 1000 * (time.perf_counter() - begin)
        (outcome.milliseconds if status == 200 else outcome.refused).append(taken)
        outcome.statuses[status] += 1
        if not keep:
            connection[1].close()
            connection = None
    if connection:
        connection[1].close()


async def crawl(port: int, request: bytes) -> None:
    """A byte a second; from the beginning each time that the server has had enough of it."""
    while True:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        answered = asyncio.gather(reader.read(1), return_exceptions=True)
        for byte in request:
            if answered.done():
                break
            writer.write(bytes([byte]))
            await asyncio.sleep(1)
        writer.close()


async def never_read(port: int) -> None:
    """Ask for much, and take nothing of it."""
    _, writer = await asyncio.open_connection("127.0.0.1", port, limit=1)
    writer.write(b"GET /models/mlp-10 HTTP/1.1\r\nHost: localhost\r\n\r\n" * 100)
    await asyncio.sleep(3600)


async def draw_on(server: Server, number: int, options: argparse.Namespace) -> Outcome:
    """So many requests by all clients together."""
    outcome = Outcome()
    requests = canvases()
    slow = [
        asyncio.create_task(
            crawl(server.port, requests[0]) if count % 2 else never_read(server.port)
        )
        for count in range(options.slow)
    ]
    if slow:
        await asyncio.sleep(SETTLING)
    left = [number]
    clients = [
        asyncio.create_task(client(server.port, requests, left, outcome))
        for _ in range(options.clients)
    ]
    begin = time.perf_counter()
    if options.kill:
        while left[0] > number // 2:
            await asyncio.sleep(0.01)
        os.kill(server.workers[0], signal.SIGKILL)
    await asyncio.gather(*clients)
    outcome.seconds = time.perf_counter() - begin
    for task in slow:
        task.cancel()
    await asyncio.gather(*slow, return_exceptions=True)
    return outcome


def resident(server: Server) -> float:
    """Megabytes of the largest worker (Linux)."""
    pages = [int(Path(f"/proc/{pid}/statm").read_text().split()[1]) for pid in server.workers]
    return max(pages) * os.sysconf("SC_PAGE_SIZE") / 1e6


def percentile(values: list[float], share: float) -> float:
    """The value that this share of `values` is not above."""
    return sorted(values)[min(len(values) - 1, int(share * len(values)))]


def line(title: str, outcome: Outcome, before: float, after: float) -> str:
    """One row of the table."""
    times = outcome.milliseconds
    refused = f"{statistics.median(outcome.refused):.1f}" if outcome.refused else "–"
    median, late = statistics.median(times), percentile(times, 0.99)
    return (
        f"| {title} | {len(times) / outcome.seconds:.0f} | {median:.1f} | {late:.1f} "
        f"| {late / median:.1f} "
        f"| {outcome.statuses[503]} | {refused} "
        f"| {sum(n for s, n in outcome.statuses.items() if s not in (200, 503))} "
        f"| {outcome.broken} | {before:.0f} | {after:.0f} |"
    )


HEADER = (
    "| workers × threads | requests/s | median ms | p99 ms | p99/median | 503 | median ms of 503 "
    "| other errors | broken off | MB before | MB after |\n" + "|---" * 11 + "|"
)


def measure(workers: int, threads: int, options: argparse.Namespace) -> tuple[str, float]:
    """A row for a server of its own, and its requests a second."""
    with tempfile.TemporaryDirectory() as folder:
        program = Path(folder) / "serve.py"
        program.write_text(WITH_THREADS.format(root=str(ROOT), threads=threads))
        command = [sys.executable, str(program)]
        environ = {"WEB_CONCURRENCY": str(workers), "REQUEST_LOG": options.log}
        with serving(Path(folder), command, **environ) as server:
            asyncio.run(draw_on(server, WARM_UP, argparse.Namespace(
                clients=8, slow=0, kill=False)))  # fmt: skip
            before = resident(server)
            outcome = asyncio.run(draw_on(server, options.requests, options))
            row = line(f"{workers} × {threads}", outcome, before, resident(server))
    return row, len(outcome.milliseconds) / outcome.seconds


def main() -> None:
    """Print a row for each number of workers and threads."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--clients", type=int, default=64)
    parser.add_argument("--requests", type=int, default=10_000)
    parser.add_argument("--workers", type=int, nargs="+", default=[1, 2])
    parser.add_argument("--threads", type=int, nargs="+", default=[2])
    parser.add_argument("--slow", type=int, default=0, help="clients that crawl or never read")
    parser.add_argument("--kill", action="store_true", help="a worker, in the midst of it")
    parser.add_argument("--log", choices=("on", "off"), default="on")
    options = parser.parse_args()
    print(
        f"{options.clients} clients, {options.slow} slow ones beside, {options.requests} requests"
    )
    print(HEADER)
    for threads in options.threads:
        for workers in options.workers:
            print(measure(workers, threads, options)[0], flush=True)


if __name__ == "__main__":
    main()
