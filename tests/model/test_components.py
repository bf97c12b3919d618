import numpy as np
import pytest

from model.components import components


def slow_labels(mask: np.ndarray) -> tuple[np.ndarray, int]:
    """Obviously right: from every pixel not yet seen, walk to all that hang together with it."""
    labels = np.full(mask.shape, -1)
    count = 0
    for first in map(tuple, np.argwhere(mask)):
        if labels[first] >= 0:
            continue
        labels[first] = count
        todo = [first]
        while todo:
            y, x = todo.pop()
            for near in np.ndindex(3, 3):
                there = (y + near[0] - 1, x + near[1] - 1)
                inside = 0 <= there[0] < mask.shape[0] and 0 <= there[1] < mask.shape[1]
                if inside and mask[there] and labels[there] < 0:
                    labels[there] = count
                    todo.append(there)
        count += 1
    return labels, count


@pytest.mark.parametrize("seed", range(60))
def test_components_are_those_that_a_walk_finds(seed: int) -> None:
    rng = np.random.default_rng(seed)
    mask = rng.random(rng.integers(1, 25, 2)) < rng.random()
    slow, count = slow_labels(mask)
    pieces = components(mask)
    labels = pieces.labels(mask.shape)
    assert pieces.count == count
    assert ((labels >= 0) == mask).all()
    pairs = {(a, b) for a, b in zip(slow[mask].tolist(), labels[mask].tolist(), strict=True)}
    assert len(pairs) == count, "one label for one"

    values = rng.random(mask.shape)
    for number, (box, mass) in enumerate(zip(pieces.boxes(), pieces.sums(values), strict=True)):
        y, x = np.nonzero(labels == number)
        assert box.tolist() == [x.min(), y.min(), x.max() + 1, y.max() + 1]
        assert mass == pytest.approx(values[labels == number].sum())


def test_a_winding_line_is_one_piece() -> None:
    mask = np.zeros((401, 200), bool)
    mask[::2] = True
    mask[1::4, -1] = mask[3::4, 0] = True
    assert components(mask).count == 1
