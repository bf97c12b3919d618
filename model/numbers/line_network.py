"""The network that reads a line whole, without anything being cut.

It slides over a strip and answers once for every COLUMN pixels: the symbols of `ctc.py`.
"""

from pathlib import Path

from model.layers import Array
from model.network import Network
from model.numbers.ctc import SYMBOLS
from model.numbers.strips import COLUMN, HEIGHT
from model.shipped import WEIGHTS, load_one

LINE = WEIGHTS / "numbers" / "line.npz"

# Of a strip it answers for one column of it: its layers' shapes are checked for that.
ONE_COLUMN = (HEIGHT, COLUMN)


class LineNetwork:
    """`network`: strips (N, HEIGHT, T COLUMN) -> (N T, SYMBOLS)."""

    def __init__(self, network: Network) -> None:
        self.network = network.for_inference()

    def answers(self, strip: Array) -> Array:
        """(T, SYMBOLS), each row summing to 1, for a strip (HEIGHT, T COLUMN) in [0, 1]."""
        return self.network.forward(strip[None])


def load_line_network(path: Path = LINE) -> LineNetwork:
    """The one that is shipped.

    Raises
    ------
    WeightsError
        If its weights or its card are missing or damaged.
    """
    return LineNetwork(load_one(path, SYMBOLS, ONE_COLUMN).network)
