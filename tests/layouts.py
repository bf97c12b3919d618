"""A 3x3 convolution in five layouts, to compare: `bench_layouts.py` times them.

Each is the fastest short numpy we know for its layout, works in buffers that it uses again, and
has `forward` (and, where training is compared, `backward`) on arrays laid out its own way;
`enter` and `leave` turn (H, N, W, C) maps into that and back, and are not timed.
"""

import numpy as np

from model.convolution import Convolution


class Rows:
    """Ours: three products on 3-fold copies, (H, N, W, C)."""

    def __init__(self, weight: np.ndarray) -> None:
        self._layer = Convolution(*weight.shape[2:])
        self._layer.parameters["weight"] = weight

    def enter(self, x: np.ndarray) -> np.ndarray:
        return x

    leave = enter

    def forward(self, x: np.ndarray) -> np.ndarray:
        return self._layer.forward(x, training=True)

    def backward(self, dy: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """(dL/dx, dL/dW)."""
        dx = self._layer.backward(dy)
        return dx, self._layer.gradients["weight"]


class Im2col:
    """One product on a 9-fold copy, (N, H, W, C)."""

    def __init__(self, weight: np.ndarray) -> None:
        self._weight = weight
        self._buffers: dict[str, np.ndarray] = {}

    def enter(self, x: np.ndarray) -> np.ndarray:
        return np.ascontiguousarray(x.swapaxes(0, 1))

    leave = enter

    def forward(self, x: np.ndarray) -> np.ndarray:
        self._columns = self._neighbours(x, "x")
        return self._product(self._columns, self._weight, x)

    def backward(self, dy: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """(dL/dx, dL/dW). As ours, dL/dx is the convolution of dL/dy with turned filters."""
        dw = (self._columns.T @ dy.reshape(-1, dy.shape[-1])).reshape(self._weight.shape)
        turned = self._weight[::-1, ::-1].transpose(0, 1, 3, 2)
        return self._product(self._neighbours(dy, "dy"), turned, dy), dw

    def _neighbours(self, x: np.ndarray, buffer: str) -> np.ndarray:
        """(N H W, 9 C): every pixel with its eight neighbours; outside is 0, written once."""
        n, height, width, channels = x.shape
        if buffer not in self._buffers:
            self._buffers[buffer] = np.zeros((n, height, width, 3, 3, channels), x.dtype)
        columns = self._buffers[buffer]
        for i in range(3):
            for j in range(3):
                to, of = zip(_overlap(i, height), _overlap(j, width), strict=True)
                columns[:, *to, i, j] = x[:, *of]
        return columns.reshape(-1, 9 * channels)

    @staticmethod
    def _product(columns: np.ndarray, weight: np.ndarray, like: np.ndarray) -> np.ndarray:
        filters = weight.shape[-1]
        return (columns @ weight.reshape(-1, filters)).reshape(*like.shape[:3], filters)


class Textbook:
    """One product a picture on a 9-fold copy, (N, C, H, W), as Caffe did."""

    def __init__(self, weight: np.ndarray) -> None:
        self._filters = np.ascontiguousarray(weight.transpose(3, 2, 0, 1)).reshape(
            weight.shape[3], -1
        )
        self._columns: np.ndarray | None = None

    def enter(self, x: np.ndarray) -> np.ndarray:
        return np.ascontiguousarray(x.transpose(1, 3, 0, 2))

    def leave(self, y: np.ndarray) -> np.ndarray:
        return y.transpose(2, 0, 3, 1)

    def forward(self, x: np.ndarray) -> np.ndarray:
        n, channels, height, width = x.shape
        if self._columns is None:
            self._columns = np.zeros((n, channels, 3, 3, height, width), x.dtype)
        for i in range(3):
            for j in range(3):
                to, of = zip(_overlap(i, height), _overlap(j, width), strict=True)
                self._columns[:, :, i, j, *to] = x[:, :, *of]
        y = self._filters @ self._columns.reshape(n, 9 * channels, -1)
        return y.reshape(n, -1, height, width)


class Shifted:
    """Nine products and no copy but into a frame of zeros, (H, N, W, C).

    In the framed map every neighbour of every pixel lies at the same distance from it in memory,
    so nine slices of the flat map are nine matrices. What they give for pixels of the frame is
    computed in vain, and left out of the result by a view.
    """

    def __init__(self, weight: np.ndarray) -> None:
        self._weight = weight
        self._framed: np.ndarray | None = None

    def enter(self, x: np.ndarray) -> np.ndarray:
        return x

    leave = enter

    def forward(self, x: np.ndarray) -> np.ndarray:
        height, n, width, channels = x.shape
        if self._framed is None:
            # A row more than needed: the last slices run over the end of the frame.
            self._framed = np.zeros((height + 3, n, width + 2, channels), x.dtype)
        self._framed[1:-2, :, 1:-1] = x
        flat = self._framed.reshape(-1, channels)
        row = n * (width + 2)
        y = flat[: height * row] @ self._weight[0, 0]
        for i, j in list(np.ndindex(3, 3))[1:]:
            start = i * row + j
            y += flat[start : start + height * row] @ self._weight[i, j]
        return y.reshape(height, n, width + 2, -1)[:, :, :width]


class Winograd:
    """F(2x2, 3x3): 16 products instead of 36 for each 2x2 pixels, (H, N, W, C).

    Lavin and Gray, "Fast algorithms for convolutional neural networks", CVPR 2016: tiles of 4x4
    pixels and the filters are transformed by additions, multiplied, and transformed back. The
    filters are transformed beforehand, which is not timed.
    """

    def __init__(self, weight: np.ndarray) -> None:
        g = np.array([[1, 0, 0], [0.5, 0.5, 0.5], [0.5, -0.5, 0.5], [0, 0, 1]], weight.dtype)
        self._filters = np.einsum("ai,bj,ijcf->abcf", g, g, weight).reshape(16, *weight.shape[2:])
        self._framed: np.ndarray | None = None

    def enter(self, x: np.ndarray) -> np.ndarray:
        return x

    leave = enter

    def forward(self, x: np.ndarray) -> np.ndarray:
        height, n, width, channels = x.shape
        tall, wide = -(-height // 2), -(-width // 2)  # in tiles
        if self._framed is None:
            self._framed = np.zeros((2 * tall + 2, n, 2 * wide + 2, channels), x.dtype)
            self._tiles = np.empty((4, 4, tall, n, wide, channels), x.dtype)
        self._framed[1 : height + 1, :, 1 : width + 1] = x
        for i, rows in enumerate(_into([self._framed[i : i + 2 * tall : 2] for i in range(4)])):
            columns = [rows[:, :, j : j + 2 * wide : 2] for j in range(4)]
            for j, tile in enumerate(_into(columns)):
                self._tiles[i, j] = tile
        products = self._tiles.reshape(16, -1, channels) @ self._filters
        filters = products.shape[-1]
        products = products.reshape(4, 4, tall, n, wide, filters)
        y = np.empty((2 * tall, n, 2 * wide, filters), x.dtype)
        for i, rows in enumerate(_back(products)):
            for j, pixel in enumerate(_back(rows)):
                y[i::2, :, j::2] = pixel
        return y[:height, :, :width]


def _into(d: list[np.ndarray]) -> list[np.ndarray]:
    """Four rows (or columns) of tiles of pixels, transformed."""
    return [d[0] - d[2], d[1] + d[2], d[2] - d[1], d[1] - d[3]]


def _back(m: np.ndarray) -> list[np.ndarray]:
    """Of four transformed rows (or columns) the two of the result."""
    return [m[0] + m[1] + m[2], m[1] - m[2] - m[3]]


def _overlap(shift: int, length: int) -> tuple[slice, slice]:
    """Where a map and its copy, shifted by `shift` - 1 along an axis, have both a pixel."""
    return (
        slice(max(0, 1 - shift), length - max(0, shift - 1)),
        slice(max(0, shift - 1), length - max(0, 1 - shift)),
    )
