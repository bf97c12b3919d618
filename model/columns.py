"""Layers that read a strip column by column: what turns a line of digits into a row of answers.

A network that reads one digit ends in one answer for the whole picture. One that reads a line
must answer again and again from left to right. So its maps are halved in height more often than
in width (`TallPool`), and in the end every column with its neighbours is an example of its own
(`Columns`), for which ordinary dense layers decide.

The arrays are feature maps of shape (H, N, W, C), as in `convolution.py`.
"""

import numpy as np

from model.layers import Array, Layer


class TallPool(Layer):
    """Of every two pixels one above the other the larger: a map of half the height."""

    def forward(self, x: Array, training: bool = False) -> Array:
        y = np.maximum(x[0::2], x[1::2])
        if training:
            self._upper = x[0::2] == y
        return y

    def backward(self, dy: Array) -> Array:
        """dL/dy goes to the pixel that was the larger (of equals, to the upper); 0 to the other."""
        height, *others = dy.shape
        dx = np.empty((2 * height, *others), dy.dtype)
        np.multiply(dy, self._upper, out=dx[0::2])
        np.subtract(dy, dx[0::2], out=dx[1::2])
        return dx

    def output_shape(self, input_shape: tuple[int, ...]) -> tuple[int, ...]:
        height, *others = input_shape
        if height % 2:
            raise ValueError(f"{self} needs an even height, not {input_shape}")
        return (height // 2, *others)


class Columns(Layer):
    """Every column with its neighbours in a row of its own: (H, N, W, C) -> (N W, width H C).

        y[(n, w), (j, h, c)] = x[h, n, w + j - width // 2, c]        j = 0 .. width - 1

    What lies outside the map counts as zero. Followed by a dense layer this is a convolution as
    tall as the map, and whatever follows treats each column as it would treat a picture.
    """

    def __init__(self, width: int) -> None:
        super().__init__()
        if width < 1 or width % 2 == 0:
            raise ValueError(f"a column has as many neighbours left as right, not {width} in all")
        self.width = width

    def forward(self, x: Array, training: bool = False) -> Array:
        height, batch, wide, channels = x.shape
        if training:
            self._shape = x.shape
        y = np.zeros((batch, wide, self.width, height, channels), x.dtype)
        by_column = x.transpose(1, 2, 0, 3)  # (N, W, H, C)
        for j, (here, there) in enumerate(self._shifts(wide)):
            y[:, here, j] = by_column[:, there]
        return y.reshape(batch * wide, -1)

    def backward(self, dy: Array) -> Array:
        """Every pixel was handed on once for each neighbour; what comes back is added up."""
        height, batch, wide, channels = self._shape
        dy = dy.reshape(batch, wide, self.width, height, channels)
        dx = np.zeros((batch, wide, height, channels), dy.dtype)
        for j, (here, there) in enumerate(self._shifts(wide)):
            dx[:, there] += dy[:, here, j]
        return dx.transpose(2, 0, 1, 3)

    def _shifts(self, wide: int) -> list[tuple[slice, slice]]:
        """For each j the columns of y that have a neighbour there, and these neighbours."""
        shifts = []
        for shift in range(-(self.width // 2), self.width // 2 + 1):
            left, right = max(0, -shift), max(0, shift)
            shifts.append((slice(left, max(left, wide - right)),
                           slice(right, max(right, wide - left))))  # fmt: skip
        return shifts

    def arguments(self) -> dict[str, int | bool]:
        return {"width": self.width}

    def output_shape(self, input_shape: tuple[int, ...]) -> tuple[int, ...]:
        """Of one column: how many there are depends on the strip."""
        height, _, channels = input_shape
        return (self.width * height * channels,)
