"""Times to compare: taken in turns, so that what else the machine does hits all of them alike."""

import time
from collections.abc import Callable, Mapping


def interleaved(
    runs: Mapping[str, Callable[[], object]], turns: int, least: float = 0.0
) -> dict[str, list[float]]:
    """Milliseconds of each of `runs` in every turn, in which each of them has its go.

    A run shorter than `least` seconds is repeated until a turn of it takes as long, and the
    mean counts.
    """
    repeats = {name: max(1, round(least / _seconds(run, 2))) for name, run in runs.items()}
    times: dict[str, list[float]] = {name: [] for name in runs}
    for _ in range(turns):
        for name, run in runs.items():
            times[name].append(1000 * _seconds(run, repeats[name]))
    return times


def _seconds(run: Callable[[], object], repeats: int) -> float:
    started = time.perf_counter()
    for _ in range(repeats):
        run()
    return (time.perf_counter() - started) / repeats
