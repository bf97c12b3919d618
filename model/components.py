"""Which ink hangs together: the connected components of a mask, in numpy.

Ink is first gathered into runs, unbroken stretches of a row; two runs of neighbouring rows hang
together if they overlap or meet at a corner. Then every run repeatedly takes on the smallest
number among its neighbours and among those that share its number, until nothing changes: a few
rounds, whatever the shape, because numbers travel along whole chains at once (Shiloach and
Vishkin, "An O(log n) parallel connectivity algorithm", 1982).
"""

from dataclasses import dataclass

import numpy as np

Indices = np.ndarray


@dataclass(frozen=True)
class Components:
    """The connected pieces of a mask: component k of runs, boxes and pixels.

    row, start, stop
        Of each run, (R,) int: its columns are start <= column < stop.
    number
        Of each run, (R,) int: the component it belongs to, 0 to `count` - 1.
    count
        How many components there are.
    """

    row: Indices
    start: Indices
    stop: Indices
    number: Indices
    count: int

    def boxes(self) -> Indices:
        """(count, 4) int: left, top, right, bottom of each, right and bottom not included."""
        boxes = np.empty((self.count, 4), np.int64)
        boxes[:, :2] = np.iinfo(np.int64).max
        boxes[:, 2:] = 0
        np.minimum.at(boxes[:, 0], self.number, self.start)
        np.minimum.at(boxes[:, 1], self.number, self.row)
        np.maximum.at(boxes[:, 2], self.number, self.stop)
        np.maximum.at(boxes[:, 3], self.number, self.row + 1)
        return boxes

    def sums(self, values: np.ndarray) -> np.ndarray:
        """(count,) float: the sum of `values`, (height, width), over each component."""
        along = np.zeros((values.shape[0], values.shape[1] + 1))
        np.cumsum(values, axis=1, out=along[:, 1:])
        runs = along[self.row, self.stop] - along[self.row, self.start]
        return np.bincount(self.number, runs, self.count)

    def labels(self, shape: tuple[int, ...]) -> Indices:
        """(height, width) int32: of every pixel its component's number, -1 where there is none."""
        steps = np.zeros((shape[0], shape[1] + 1), np.int32)
        steps[self.row, self.start] += (self.number + 1).astype(np.int32)
        steps[self.row, self.stop] -= (self.number + 1).astype(np.int32)
        return np.cumsum(steps, axis=1, dtype=np.int32)[:, :-1] - 1


def components(mask: np.ndarray) -> Components:
    """The connected components (also over corners) of `mask`, (height, width) bool."""
    height, width = mask.shape
    # On one long line, row after row with a gap between, runs begin and end where it changes.
    stride = width + 2
    padded = np.zeros((height, stride), bool)
    padded[:, 1:-1] = mask
    line = padded.ravel()
    changes = np.flatnonzero(line[1:] != line[:-1])
    starts, stops = changes[::2], changes[1::2]
    row = starts // stride
    start, stop = starts - row * stride, stops - row * stride
    # A run's neighbours in the row above are those whose ends lie beyond its beginning and the
    # reverse.
    first = np.searchsorted(stops, starts - stride)
    last = np.searchsorted(starts, stops - stride, side="right")
    touching = np.maximum(last - first, 0)
    here = np.repeat(np.arange(len(row)), touching)
    offset = np.arange(len(here)) - np.repeat(np.cumsum(touching) - touching, touching)
    number = _joined(len(row), here, np.repeat(first, touching) + offset)
    _, number = np.unique(number, return_inverse=True)
    return Components(row, start, stop, number, int(number.max()) + 1 if len(number) else 0)


def _joined(count: int, a: Indices, b: Indices) -> Indices:
    """For `count` things, of which a[i] and b[i] hang together: the smallest of those joined."""
    number = np.arange(count)
    while True:
        smaller = np.minimum(number[a], number[b])
        larger = np.maximum(number[a], number[b])
        if (smaller == larger).all():
            return number
        # Whoever leads a group joins the smallest group it touches; then everyone finds its leader.
        np.minimum.at(number, larger, smaller)
        while (number[number] != number).any():
            number = number[number]


def side_by_side(boxes: Indices, share: float) -> list[list[int]]:
    """Which of `boxes` (N, 4) stand beside each other, gone through in their order: of each thing
    the places of its boxes. One that shares more than `share` of the columns of the narrower with
    the thing before it is above or below it, and of it.
    """
    things: list[tuple[int, int, list[int]]] = []  # From which column to which, of which boxes.
    for place, (left, _, right, _) in enumerate(boxes.tolist()):
        if things:
            begin, end, among = things[-1]
            if min(end, right) - max(begin, left) > share * min(end - begin, right - left):
                things[-1] = (min(begin, left), max(end, right), [*among, place])
                continue
        things.append((left, right, [place]))
    return [among for _, _, among in things]
