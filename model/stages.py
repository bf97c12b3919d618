"""How long each stage of a reading takes, for whoever wants to know.

    times = watch()
    reader.read_picture(data)
    times                               # {"decode": 0.5, "normalise": 0.7, ...} in milliseconds

Without `watch` a stage costs next to nothing. Threads do not see each other's times.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_times: ContextVar[dict[str, float] | None] = ContextVar("times", default=None)


def watch() -> dict[str, float]:
    """From now on, until the next call in this context, stages write their milliseconds in this."""
    times: dict[str, float] = {}
    _times.set(times)
    return times


@contextmanager
def stage(name: str) -> Iterator[None]:
    """What is done within belongs to the stage `name`; done twice, the times are added up."""
    times = _times.get()
    begin = time.perf_counter()
    try:
        yield
    finally:
        if times is not None:
            times[name] = times.get(name, 0.0) + 1000 * (time.perf_counter() - begin)
