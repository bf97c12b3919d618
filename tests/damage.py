"""Files as bad disks and broken downloads leave them."""

from collections.abc import Iterator

import numpy as np

# Where an archive lists what it holds, damage leads to more different errors than elsewhere.
END = 3000


def damaged(data: bytes, times: int, seed: int = 0) -> Iterator[bytes]:
    """`data` so many times: bytes of it changed, cut out or put in, every second time near its
    beginning or its end.
    """
    rng = np.random.default_rng(seed)
    for time in range(times):
        places = min(END, len(data)) if time % 2 else len(data)
        place = int(rng.integers(places)) - (END if time % 4 == 1 else 0)
        place %= len(data)
        length = int(rng.integers(1, 9))
        new = b"" if time % 3 == 0 else rng.bytes(length)
        yield data[:place] + new + data[place + (0 if time % 3 == 1 else length) :]
