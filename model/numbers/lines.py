"""Which marks stand on one line of writing, and in which order they are read.

Neighbours on a line stand beside each other at about one height; so a line is followed from
neighbour to neighbour, and may rise or fall. What is much smaller than a digit, such as a bar or
a dot, says nothing about lines and goes to the line of the nearest mark that does.
"""

import numpy as np

from model.components import side_by_side

# Marks of less than this share of the typical height say nothing about lines.
LOW = 0.4

# Neighbours on a line overlap in height by at least this share of the lower one's height.
OVERLAP = 0.35

# Of two marks one above the other that together are no taller than this, in typical heights,
# both are of one digit.
ONE_DIGIT = 1.3

# Where a pen skipped in every digit, what is typical is but a part of one. So are both of two that
# are this close, in typical heights, and together no taller than this, in heights of a mark that
# three in four are no taller than.
CLOSE = 0.12
TORN_DIGIT = 1.85

# How far apart, in typical heights, marks are still neighbours.
NEAR = 1.5


def lines(boxes: np.ndarray, typical: float) -> list[np.ndarray]:
    """Lines from top to bottom, each the places in `boxes` of its marks from left to right.

    Parameters
    ----------
    boxes
        (N, 4): left, top, right and bottom of each mark, right and bottom exclusive; N >= 1.
    typical
        The typical height of a digit, in the same pixels.
    """
    left, top, right, bottom = boxes.T
    tall = bottom - top
    leads = tall >= min(LOW * typical, tall.max())
    overlap = np.minimum(bottom[:, None], bottom) - np.maximum(top[:, None], top)
    gap = np.maximum(left[:, None], left) - np.minimum(right[:, None], right)
    both_lead = leads[:, None] & leads
    beside = overlap > OVERLAP * np.minimum(tall[:, None], tall)
    neighbours = beside & (gap < NEAR * typical)
    above = gap < -OVERLAP * np.minimum((right - left)[:, None], right - left)
    height = np.maximum(bottom[:, None], bottom) - np.minimum(top[:, None], top)
    torn = (overlap >= -CLOSE * typical) & (
        height <= TORN_DIGIT * np.quantile(tall[leads], 0.75, method="higher")
    )
    one_digit = above & ((height <= ONE_DIGIT * typical) | torn)
    group = _groups((neighbours | one_digit) & both_lead)
    away = np.hypot(np.maximum(gap, 0), np.maximum(-overlap, 0))
    nearest = np.where(leads, away, np.inf).argmin(axis=1)
    group = np.where(leads, group, group[nearest])

    found: list[np.ndarray] = []
    for chain in sorted(
        (np.flatnonzero(group == g) for g in np.unique(group)), key=lambda c: left[c].min()
    ):
        first = chain[leads[chain]][left[chain[leads[chain]]].argmin()]
        for place, line in enumerate(found):
            last = line[leads[line]][right[line[leads[line]]].argmax()]
            if beside[last, first] and left[first] > left[last]:
                found[place] = np.concatenate([line, chain])
                break
        else:
            found.append(chain)
    found.sort(key=lambda line: float((top[line] + bottom[line]).mean()))
    return [line[np.argsort(left[line] + right[line], kind="stable")] for line in found]


def line_height(boxes: np.ndarray, typical: float) -> float:
    """The height of the writing on a line with these marks, (N, 4), from left to right.

    The median height of its digits: marks one above the other are taken as one, and what is much
    smaller than a `typical` mark, such as a dot or a dash, does not count where there is other.
    """
    things = [boxes[among] for among in side_by_side(boxes, OVERLAP)]
    tall = np.array([thing[:, 3].max() - thing[:, 1].min() for thing in things])
    return float(np.median(tall[tall >= min(LOW * typical, tall.max())]))


def _groups(linked: np.ndarray) -> np.ndarray:
    """(N,): for each of N things the first one that it is linked with, however indirectly."""
    linked = linked | np.eye(len(linked), dtype=bool)
    group = np.arange(len(linked))
    while True:
        reached = np.where(linked, group, len(group)).min(axis=1)
        reached = reached[reached]
        if (reached == group).all():
            return group
        group = reached
