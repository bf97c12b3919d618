"""A convolution that is obviously right: what the fast ones are held against."""

import numpy as np


def slow_convolution(x: np.ndarray, weight: np.ndarray, padding: bool = True) -> np.ndarray:
    """The formula in `Convolution`'s docstring, term by term.

    `x` is (H, N, W, C), `weight` (3, 3, C, F); (H, N, W, F) is returned, in float64, without
    `padding` (H - 2, N, W - 2, F).
    """
    height, batch, width, channels = x.shape
    around = int(padding)
    y = np.zeros((height - 2 + 2 * around, batch, width - 2 + 2 * around, weight.shape[-1]))
    for h, n, w, f in np.ndindex(y.shape):
        for i, j, c in np.ndindex(3, 3, channels):
            above, left = h + i - around, w + j - around
            if 0 <= above < height and 0 <= left < width:
                y[h, n, w, f] += x[above, n, left, c] * weight[i, j, c, f]
    return y
