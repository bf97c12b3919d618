"""Convolution and its companions: the layers that look at pictures as pictures.

A dense layer must learn anew for every place on the sheet what a stroke looks like. A
convolution learns it once, as a small filter, and looks for it everywhere (LeCun et al.,
"Gradient-based learning applied to document recognition", Proc. IEEE 86, 1998).

Between `Maps` and `GlobalAveragePool` or `FlattenMaps` the arrays are feature maps of shape
(H, N, W, C): rows first, then the batch, then columns, then channels. Why the rows come first is
told in `Convolution`. The derivations, step by step: docs/maths.md.
"""

import numpy as np

from model.layers import Array, Layer


class Maps(Layer):
    """Pictures become feature maps of one channel: (N, H, W) -> (H, N, W, 1)."""

    def forward(self, x: Array, training: bool = False) -> Array:
        return x.transpose(1, 0, 2)[..., np.newaxis]

    def backward(self, dy: Array) -> Array:
        return dy[..., 0].transpose(1, 0, 2)

    def output_shape(self, input_shape: tuple[int, ...]) -> tuple[int, ...]:
        return (*input_shape, 1)


class Convolution(Layer):
    """A filter of 3x3 pixels, shifted over the whole map, `outputs` of them side by side.

        y[h, n, w, f] = sum over i, j, c of  x[h + i - 1, n, w + j - 1, c] W[i, j, c, f]

    What lies outside the map counts as zero, so the map keeps its size. Without `padding` the
    filter stands only where all of it lies on the map, which gets two rows and columns smaller:

        y[h, n, w, f] = sum over i, j, c of  x[h + i, n, w + j, c] W[i, j, c, f]

    With `bias`, b[f] is added; before a batch norm there is no need of one, which shifts every
    channel itself.

    The sum becomes matrix products, which BLAS does at the speed of the processor. Laying out
    all nine neighbours of every pixel side by side, the textbook's way (im2col), copies the map
    nine times. Here only the three neighbours of a row are laid out; a step of one row is then a
    step of one in the first axis, so that "the row above" and "the row below" are slices of
    the same memory, moved by one row, and need no copy:

        y = rows[0:H] W[0] + rows[1:H+1] W[1] + rows[2:H+2] W[2]

    Parameters: weight W of shape (3, 3, inputs, outputs); bias b of shape (outputs,), if any.
    """

    def __init__(self, inputs: int, outputs: int, bias: bool = False, padding: bool = True) -> None:
        super().__init__()
        self.inputs = inputs
        self.outputs = outputs
        self.padding = padding
        self.parameters = {"weight": np.zeros((3, 3, inputs, outputs), np.float32)}
        if bias:
            self.parameters["bias"] = np.zeros(outputs, np.float32)
        self._buffers: dict[str, Array] = {}

    def forward(self, x: Array, training: bool = False) -> Array:
        rows = self._rows(x, int(self.padding), "x" if training else None)
        if training:
            self._x_rows = rows
        y = self._slide(rows, self.parameters["weight"])
        if "bias" in self.parameters:
            y += self.parameters["bias"]
        return y

    def backward(self, dy: Array) -> Array:
        """The chain rule on the sum above:

            dL/dW[i, j, c, f] = sum over h, n, w of  x[h+i-1, n, w+j-1, c] dL/dy[h, n, w, f]
            dL/dx[h, n, w, c] = sum over i, j, f of  dL/dy[h-i+1, n, w-j+1, f] W[i, j, c, f]

        The second is again a convolution: of dL/dy, with the filters turned by 180 degrees
        and inputs and outputs exchanged. To get back to the size of x it needs one pixel of zeros
        around dL/dy, and two if x had none.
        """
        self.learn(dy)
        turned = self.parameters["weight"][::-1, ::-1].transpose(0, 1, 3, 2)
        return self._slide(self._rows(dy, 2 - int(self.padding), "dy"), turned)

    def learn(self, dy: Array) -> None:
        height = len(dy)
        dy = dy.reshape(-1, self.outputs)  # (H N W, outputs)
        gradient = np.empty((3, 3 * self.inputs, self.outputs), dy.dtype)
        for i in range(3):
            x = self._x_rows[i : i + height].reshape(-1, 3 * self.inputs)  # (H N W, 3 inputs)
            np.matmul(x.T, dy, out=gradient[i])
        self.gradients["weight"] = gradient.reshape(3, 3, self.inputs, self.outputs)
        if "bias" in self.parameters:
            self.gradients["bias"] = dy.sum(axis=0)

    def _rows(self, x: Array, zeros: int, buffer: str | None) -> Array:
        """(H', N, W' - 2, 3 C): every pixel with its left and its right neighbour, where all
        three lie on the map; with so many `zeros` around, it is of H' rows and W' columns. With a
        `buffer`, in memory that is used again: the zeros are written only once.
        """
        height, batch, width, channels = x.shape
        columns = width + 2 * zeros - 2
        shape = (height + 2 * zeros, batch, columns, 3, channels)
        rows = self._buffers.get(buffer) if buffer else None
        if rows is None or rows.shape != shape or rows.dtype != x.dtype:
            rows = np.zeros(shape, x.dtype)
            if buffer:
                self._buffers[buffer] = rows
        for j in range(3):
            # What stands left of the middle, there, and right of it: column w + j - zeros of x.
            begin, end = max(0, zeros - j), min(columns, width + zeros - j)
            rows[zeros : zeros + height, :, begin:end, j] = x[
                :, :, begin + j - zeros : end + j - zeros
            ]
        return rows.reshape(len(rows), batch, columns, 3 * channels)

    @staticmethod
    def _slide(rows: Array, weight: Array) -> Array:
        """(H, N, W, F) from `_rows`, (H + 2, N, W, 3 C), and filters (3, 3, C, F)."""
        height, (_, batch, width, columns), filters = len(rows) - 2, rows.shape, weight.shape[-1]
        weight = weight.reshape(3, columns, filters)
        y = np.matmul(rows[:height].reshape(-1, columns), weight[0])
        for i in (1, 2):
            y += np.matmul(rows[i : i + height].reshape(-1, columns), weight[i])
        return y.reshape(height, batch, width, filters)

    def arguments(self) -> dict[str, int | bool]:
        chosen: dict[str, int | bool] = {"inputs": self.inputs, "outputs": self.outputs}
        if "bias" in self.parameters:
            chosen["bias"] = True
        if not self.padding:
            chosen["padding"] = False
        return chosen

    def output_shape(self, input_shape: tuple[int, ...]) -> tuple[int, ...]:
        lost = 0 if self.padding else 2
        if len(input_shape) != 3 or input_shape[2] != self.inputs or min(input_shape[:2]) <= lost:
            raise ValueError(f"{self} cannot follow an output of shape {input_shape}")
        return (input_shape[0] - lost, input_shape[1] - lost, self.outputs)


class MaxPool(Layer):
    """Of every 2x2 pixels the largest: a map of half the height and width."""

    def forward(self, x: Array, training: bool = False) -> Array:
        tall = np.maximum(x[0::2], x[1::2])  # of each two rows
        y = np.maximum(tall[:, :, 0::2], tall[:, :, 1::2])  # of each two columns
        if training:
            self._upper = x[0::2] == tall
            self._left = tall[:, :, 0::2] == y
        return y

    def backward(self, dy: Array) -> Array:
        """dL/dy goes to the pixel that was the largest (of equals, to the first); 0 to others."""
        height, batch, width, channels = self._upper.shape
        tall = np.empty((height, batch, width, channels), dy.dtype)
        np.multiply(dy, self._left, out=tall[:, :, 0::2])
        np.subtract(dy, tall[:, :, 0::2], out=tall[:, :, 1::2])
        dx = np.empty((2 * height, batch, width, channels), dy.dtype)
        np.multiply(tall, self._upper, out=dx[0::2])
        np.subtract(tall, dx[0::2], out=dx[1::2])
        return dx

    def output_shape(self, input_shape: tuple[int, ...]) -> tuple[int, ...]:
        height, width, *channels = input_shape
        if height % 2 or width % 2:
            raise ValueError(f"{self} needs even sides, not {input_shape}")
        return (height // 2, width // 2, *channels)


class SpaceToDepth(Layer):
    """Every 2x2 pixels become one of four times the channels: (H, N, W, C) -> (H/2, N, W/2, 4C).

        y[h, n, w, (i, j, c)] = x[2h + i, n, 2w + j, c]        i, j = 0, 1

    Like a pooling it halves the map, which makes what follows four times as fast; but nothing
    is lost, and a 3x3 filter behind it sees 6x6 pixels. (Shi et al., "Real-time single image and
    video super-resolution using an efficient sub-pixel convolutional neural network", CVPR
    2016, use the opposite direction, "pixel shuffle".)
    """

    def forward(self, x: Array, training: bool = False) -> Array:
        height, batch, width, channels = x.shape
        blocks = x.reshape(height // 2, 2, batch, width // 2, 2, channels)  # (h, i, n, w, j, c)
        return blocks.transpose(0, 2, 3, 1, 4, 5).reshape(
            height // 2, batch, width // 2, 4 * channels
        )

    def backward(self, dy: Array) -> Array:
        """Every number of x is one number of y, and dL/dy goes back to where it came from."""
        height, batch, width, channels = dy.shape
        blocks = dy.reshape(height, batch, width, 2, 2, channels // 4)  # (h, n, w, i, j, c)
        return blocks.transpose(0, 3, 1, 2, 4, 5).reshape(
            2 * height, batch, 2 * width, channels // 4
        )

    def output_shape(self, input_shape: tuple[int, ...]) -> tuple[int, ...]:
        height, width, channels = input_shape
        if height % 2 or width % 2:
            raise ValueError(f"{self} needs even sides, not {input_shape}")
        return (height // 2, width // 2, 4 * channels)


class GlobalAveragePool(Layer):
    """Every map becomes its mean: (H, N, W, C) -> (N, C). (Lin et al., "Network in Network".)"""

    def forward(self, x: Array, training: bool = False) -> Array:
        if training:
            self._shape = x.shape
        return x.mean(axis=(0, 2))

    def backward(self, dy: Array) -> Array:
        height, _, width, _ = self._shape
        share = dy / (height * width)
        return np.broadcast_to(share[np.newaxis, :, np.newaxis], self._shape).copy()

    def output_shape(self, input_shape: tuple[int, ...]) -> tuple[int, ...]:
        return (input_shape[2],)


class FlattenMaps(Layer):
    """All pixels of all maps become a row of numbers: (H, N, W, C) -> (N, H W C).

        y[n, (h, w, c)] = x[h, n, w, c]

    Unlike the mean it keeps where on the map something was found.
    """

    def forward(self, x: Array, training: bool = False) -> Array:
        if training:
            self._shape = x.shape
        return x.transpose(1, 0, 2, 3).reshape(x.shape[1], -1)

    def backward(self, dy: Array) -> Array:
        """Every number of x is one number of y, and dL/dy goes back to where it came from."""
        height, batch, width, channels = self._shape
        return dy.reshape(batch, height, width, channels).transpose(1, 0, 2, 3)

    def output_shape(self, input_shape: tuple[int, ...]) -> tuple[int, ...]:
        height, width, channels = input_shape
        return (height * width * channels,)
