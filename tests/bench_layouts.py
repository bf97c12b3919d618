"""How a convolution becomes matrix products fastest: ours against other layouts, side by side.

    .venv/bin/python -m tests.bench_layouts

Prints the tables of docs/convolution.md, to be pasted there. Every way is held against a slow
loop, and at full size against ours, before it is timed. One BLAS thread, float32, in turns.
"""

import os

os.environ["OPENBLAS_NUM_THREADS"] = "1"

from collections.abc import Callable
from statistics import median

import numpy as np

from tests.layouts import Im2col, Rows, Shifted, Textbook, Winograd
from tests.model.slow import slow_convolution
from tests.timing import interleaved

# The name of each way in the tables; the first is what the others are compared with.
FORWARD = {
    "3 row products, HNWC (ours)": Rows,
    "im2col, NHWC": Im2col,
    "9 shifted products, HNWC": Shifted,
    "im2col, NCHW": Textbook,
    "Winograd, HNWC": Winograd,
}
BOTH = {name: FORWARD[name] for name in ("3 row products, HNWC (ours)", "im2col, NHWC")}

# Four of the shipped network's convolutions: pixels a side, channels in, filters.
SHAPES = ((28, 24, 24), (14, 24, 48), (14, 48, 48), (7, 96, 96))
BATCHES = (1, 16, 32, 64)
TURNS = 21

# A turn of something short is repeated for so many seconds: the clock is not endlessly fine.
LEAST = 0.01


def agreed(ways: dict[str, type], weight: np.ndarray, x: np.ndarray, slow: bool) -> None:
    """Raise AssertionError if one of `ways` differs from the slow loop (in float64; or else from
    ours, in float32).
    """
    expected = slow_convolution(x, weight) if slow else Rows(weight).forward(x)
    tolerance = (1e-12 if slow else 1e-5) * max(1, np.abs(expected).max())
    for name, way in ways.items():
        convolution = way(weight)
        for _ in range(2):  # The second time in used buffers.
            y = convolution.leave(convolution.forward(convolution.enter(x)))
            np.testing.assert_allclose(y, expected, atol=tolerance, err_msg=name)


def runs(ways: dict[str, type], weight: np.ndarray, x: np.ndarray, back: bool) -> dict:
    """What to time: one forward pass of each way, with `back` a backward pass as well."""
    taken: dict[str, Callable[[], object]] = {}
    for name, way in ways.items():
        convolution = way(weight)
        entered = convolution.enter(x)
        dy = np.ones_like(convolution.forward(entered))
        if back:
            taken[name] = lambda c=convolution, x=entered, dy=dy: (c.forward(x), c.backward(dy))
        else:
            taken[name] = lambda c=convolution, x=entered: c.forward(x)
    return taken


def table(ways: dict[str, type], batches: tuple[int, ...], turns: int, back: bool) -> str:
    """Milliseconds of the first of `ways`, of the others also as a multiple of that."""
    rng = np.random.default_rng(0)
    lines = [
        "| map, filters | digits | " + " | ".join(ways) + " |",
        "|---|--:|" + "--:|" * len(ways),
    ]
    for side, inputs, outputs in SHAPES:
        weight = rng.normal(0, 0.1, (3, 3, inputs, outputs)).astype(np.float32)
        for batch in batches:
            x = rng.random((side, batch, side, inputs), np.float32)
            agreed(ways, weight, x, slow=False)
            times = interleaved(runs(ways, weight, x, back), turns, LEAST)
            ours, *others = times.values()
            cells = [f"{median(ours):.3f}", *(compared(theirs, ours) for theirs in others)]
            shape = f"{side}×{side}×{inputs}, {outputs}"
            lines.append(f"| {shape} | {batch} | " + " | ".join(cells) + " |")
    return "\n".join(lines)


def compared(theirs: list[float], ours: list[float]) -> str:
    """Their median, and how many times ours it is."""
    return f"{median(theirs):.3f} ({median(theirs) / median(ours):.2f}×)"


def check() -> None:
    """Hold every way, and both backward passes, against the slow loop and each other."""
    rng = np.random.default_rng(0)
    for height, batch, width, inputs, outputs in (
        (6, 2, 4, 3, 5),
        (5, 1, 7, 2, 1),
        (1, 3, 1, 1, 2),
    ):
        weight = rng.normal(size=(3, 3, inputs, outputs))
        x = rng.normal(size=(height, batch, width, inputs))
        agreed(FORWARD, weight, x, slow=True)
        dy = rng.normal(size=(height, batch, width, outputs))
        gradients = []
        for way in BOTH.values():
            convolution = way(weight)
            convolution.forward(convolution.enter(x))
            dx, dw = convolution.backward(convolution.enter(dy))
            gradients.append((convolution.leave(dx), dw))
        for ours, theirs in zip(*gradients, strict=True):
            np.testing.assert_allclose(theirs, ours, atol=1e-9)


def main() -> None:
    """Print both tables."""
    check()
    how = (
        f"milliseconds (and how many times ours), numpy {np.__version__}, medians of {TURNS} turns"
    )
    print(f"Forward, {how}:\n")
    print(table(FORWARD, BATCHES, TURNS, back=False))
    print(f"\nForward and backward, {how}:\n")
    print(table(BOTH, BATCHES[1:], TURNS, back=True))


if __name__ == "__main__":
    main()
