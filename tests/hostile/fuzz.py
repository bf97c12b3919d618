"""Good bodies damaged at random, sent to `/predict` and `/read` of the application itself.

    python -m tests.hostile.fuzz --number 100000 --seed 0

prints how many were answered with which status, how many with 5xx, the slowest answer and how
much the process has grown since the first tenth. The same seed sends the same bodies.
"""

import argparse
import os
import random
import sys
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from tests.hostile.corpus import Body, corpus, seeds

# What breaks parsers: the ends of numbers' ranges, and what ends strings, lines and records.
INTERESTING = (
    b"\0", b"\xff", b"\x7f", b"\x80", b"\xff\xff\xff\xff", b"\0\0\0\0", b"\x7f\xff\xff\xff",
    b"\r\n", b'"', b"[", b"{", b"}", b"]", b",", b"e999", b"NaN", b"-1", b"\\u0000",
)  # fmt: skip

ROUTES = ("/predict", "/read")

# Of the damaged bodies, those that go to /read, which takes longer.
READ_SHARE = 0.1

# What docs/serving.md promises: no answer takes longer, and no process grows by more bytes.
LONGEST = 1.0
MOST_GROWTH = 50_000_000


def mutated(body: Body, rng: random.Random) -> Body:
    """It, with one to eight things done to it."""
    data = bytearray(body.data)
    for _ in range(rng.choice((1, 1, 1, 2, 3, 5, 8))):
        at = rng.randrange(len(data) + 1)
        length = min(rng.choice((1, 1, 2, 4, 16, 256)), len(data) - at)
        match rng.randrange(7):
            case 0 if length:
                data[at] ^= 1 << rng.randrange(8)
            case 1:
                data[at : at + length] = rng.randbytes(length)
            case 2:
                del data[at : at + length]
            case 3:
                data[at:at] = rng.randbytes(length)
            case 4:
                data[at:at] = data[at : at + length] * rng.choice((1, 2, 50))
            case 5:
                piece = rng.choice(INTERESTING)
                data[at : at + len(piece)] = piece
            case 6:
                del data[at:]
    kind = body.content_type
    if rng.random() < 0.05:
        kind = rng.choice(seeds_once()).content_type
    return Body(bytes(data), kind)


_seeds: list[Body] = []


def seeds_once() -> list[Body]:
    """The seeds; drawing them takes a while."""
    if not _seeds:
        _seeds.extend(seeds())
    return _seeds


def bodies(number: int, seed: int) -> Iterator[Body]:
    """So many, the same for the same seed."""
    rng = random.Random(seed)
    for _ in range(number):
        yield mutated(rng.choice(seeds_once()), rng)


class Request(NamedTuple):
    """What is sent where, and what to call it in a report."""

    name: str
    path: str
    body: Body


def to_all_routes(named: dict[str, Body]) -> list[Request]:
    """Each body to each route that reads pictures."""
    return [Request(name, path, body) for name, body in named.items() for path in ROUTES]


def damaged(number: int, seed: int) -> Iterator[Request]:
    """So many `bodies`, each to one route."""
    rng = random.Random(seed)
    for count, body in enumerate(bodies(number, seed)):
        path = ROUTES[rng.random() < READ_SHARE]
        yield Request(f"number {count}", path, body)


@dataclass
class Outcome:
    """What came of sending them.

    Attributes
    ----------
    statuses
        How many were answered with which.
    seconds
        Of processor time that the slowest five took, so that a busy machine makes none slow.
    failed
        Those answered with a 5xx or in the wrong form.
    growth
        Of the process since it had settled, in bytes.
    """

    statuses: Counter[int] = field(default_factory=Counter)
    seconds: dict[str, float] = field(default_factory=dict)
    failed: list[str] = field(default_factory=list)
    growth: int = 0

    def took(self, what: str, seconds: float) -> None:
        """Keep the five that took longest."""
        self.seconds[what] = seconds
        if len(self.seconds) > 5:
            del self.seconds[min(self.seconds, key=lambda name: self.seconds[name])]

    @property
    def faults(self) -> list[str]:
        """All that was promised otherwise."""
        slow = [f"{s:.2f} s {what}" for what, s in self.seconds.items() if s > LONGEST]
        grown = [f"grown by {self.growth / 1e6:.0f} MB"] if self.growth > MOST_GROWTH else []
        return [*self.failed, *slow, *grown]


def resident() -> int:
    """Bytes of memory that this process holds now (Linux)."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE")


def send(requests: Iterable[Request], settled: int = 0) -> Outcome:
    """Send them to the application in this process, one after the other.

    After so many it has `settled`: all is loaded and has been used.
    """
    from backend.app import app

    client = app.test_client()
    outcome = Outcome()
    before = 0
    for count, (name, path, body) in enumerate(requests):
        if count == settled:
            before = resident()
        begin = time.thread_time()
        response = client.post(path, data=body.data, content_type=body.content_type)
        outcome.took(f"{name} at {path}", time.thread_time() - begin)
        outcome.statuses[response.status_code] += 1
        problem = response.mimetype == "application/problem+json"
        if response.status_code >= 500 or problem == (response.status_code == 200):
            outcome.failed.append(f"{response.status_code} to {name} at {path}")
    outcome.growth = resident() - before if before else 0
    return outcome


def main() -> None:
    """Send the corpus, then so many damaged bodies, and print what came of it."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--number", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    os.environ.setdefault("REQUEST_LOG", "off")
    hostile = to_all_routes(corpus())
    runs = {
        "the corpus, to both routes, twice": (2 * hostile, len(hostile)),
        f"{options.number:,} damaged bodies, seed {options.seed}": (
            damaged(options.number, options.seed),
            options.number // 10,
        ),
    }
    faults = []
    for title, (requests, settled) in runs.items():
        outcome = send(requests, settled)
        report(title, outcome)
        faults += outcome.faults
    sys.exit(1 if faults else 0)


def report(title: str, outcome: Outcome) -> None:
    """Print it."""
    statuses = ", ".join(f"{status}: {n:,}" for status, n in sorted(outcome.statuses.items()))
    print(f"{title}: {statuses}")
    print(f"  5xx or of the wrong form: {len(outcome.failed)} {outcome.failed[:5]}")
    slowest = sorted(outcome.seconds.items(), key=lambda one: -one[1])
    print("  slowest answers:", *(f"{1000 * s:.0f} ms {what};" for what, s in slowest))
    print(f"  grown: {outcome.growth / 1e6:.1f} MB")
    print(f"  faults: {outcome.faults}", flush=True)


if __name__ == "__main__":
    main()
