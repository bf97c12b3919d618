"""How much a candidate looks like one whole digit, and not like a part of one or like several.

The networks that read digits have seen nothing else, and read half an 8 as a 3 without a doubt.
So there is a small network of its own that has learned from candidates, right and wrong: ten
independent activations, each "this is one whole digit d"; all are low for what is none (junk as
no class of its own: Y. LeCun et al., "Gradient-based learning applied to document recognition",
Proc. IEEE 86, 1998, section VI-D). What it does not see, size and place on the line, is weighed
with its answer by a logistic regression.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from model.layers import Array
from model.numbers.segment import Candidate, Pieces
from model.shipped import WEIGHTS, load_one
from model.storage import WeightsError

JUDGE = WEIGHTS / "numbers" / "judge.npz"

# Activations are kept this far from 0 and 1, where their logarithms end.
CERTAIN = 1e-4

# Paper beside a candidate counts up to this width.
FAR = 0.5

# One box is above another if they overlap by at least this share of the narrower one's width and
# at most that of the lower one's height.
ABOVE = (0.5, 0.35)

# The features that are weighed, in the order of `features`; widths, heights and gaps are in
# heights of the line.
FEATURES = (
    "width", "height", "width / height", "width²", "height²",
    "gap", "overlap", "marks", "several marks", "paper on the left", "paper on the right",
    "above or below another",
    "left cut", "right cut", "cut on the left", "cut on the right", "cut on both sides",
    "digit", "second digit",
)  # fmt: skip


@dataclass(frozen=True)
class Judge:
    """`network`: (N, 28, 28) -> (N, 10); `weights`: (len(FEATURES) + 1,), the last the bias."""

    network: Any
    weights: Array

    def answers(self, images: Array) -> Array:
        """(N, 10): for each of `images` whether it is one whole 0, ... one whole 9.

        From 0 to 1, each for itself. `images`, (N, 28, 28) in [-1, 1]: the ink of a candidate
        less that of all around it.
        """
        answers: Array = self.network.forward(images)
        return answers

    def scores(self, answers: Array, pieces: Pieces, candidates: list[Candidate]) -> Array:
        """(N,): for each candidate the log odds that it is one whole digit."""
        return features(answers, pieces, candidates) @ self.weights[:-1] + self.weights[-1]


def features(answers: Array, pieces: Pieces, candidates: list[Candidate]) -> Array:
    """(N, len(FEATURES)), from the network's `answers` (N, 10) and the geometry."""
    first = np.array([one.first for one in candidates])
    last = np.array([one.last for one in candidates])
    left, top, right, bottom = np.array([one.box for one in candidates]).T
    height = pieces.height[first]
    wide, tall = (right - left) / height, (bottom - top) / height
    within = [_within(pieces, one) for one in candidates]
    gap, overlap, marks = np.array(within).T
    left_cut, right_cut = pieces.left_cut[first], pieces.right_cut[last - 1]
    odds = np.sort(log_odds(answers), axis=1)
    columns = (
        wide, tall, wide / tall, wide**2, tall**2,
        gap / height, overlap / height, np.minimum(marks - 1, 3), marks > 1,
        *_beside(pieces, candidates),
        left_cut, right_cut, left_cut > 0, right_cut > 0, (left_cut > 0) & (right_cut > 0),
        odds[:, -1], odds[:, -2],
    )  # fmt: skip
    return np.stack(columns, axis=1).astype(np.float64)


def _beside(pieces: Pieces, candidates: list[Candidate]) -> tuple[Array, Array, Array]:
    """(N,) each: how far away the neighbours on the left and on the right are, 0 to FAR; and
    whether one of them is above or below the candidate, as no digit of one line is.
    """
    boxes, line = pieces.boxes.tolist(), pieces.line
    beside = []
    for one in candidates:
        height = pieces.height[one.first]
        left, right, stacked = FAR, FAR, False
        if one.first > 0 and line[one.first - 1] == line[one.first]:
            before = boxes[one.first - 1]
            left = (one.box[0] - before[2]) / height
            stacked = _one_above_the_other(before, one.box)
        if one.last < len(boxes) and line[one.last] == line[one.first]:
            after = boxes[one.last]
            right = (after[0] - one.box[2]) / height
            stacked = stacked or _one_above_the_other(after, one.box)
        beside.append((min(max(left, 0), FAR), min(max(right, 0), FAR), stacked))
    left_paper, right_paper, stacks = np.array(beside).T
    return left_paper, right_paper, stacks


def _one_above_the_other(a: Sequence[int], b: Sequence[int]) -> bool:
    """Of two boxes left, top, right, bottom: see ABOVE."""
    across, along = (
        (min(a[axis + 2], b[axis + 2]) - max(a[axis], b[axis]))
        / min(a[axis + 2] - a[axis], b[axis + 2] - b[axis])
        for axis in (0, 1)
    )
    return across >= ABOVE[0] and along <= ABOVE[1]


def log_odds(p: Array) -> Array:
    """log(p / (1 - p)), kept finite."""
    p = np.clip(p, CERTAIN, 1 - CERTAIN)
    return np.log(p / (1 - p))


def _within(pieces: Pieces, candidate: Candidate) -> tuple[int, int, int]:
    """The widest gap between neighbours, minus the widest overlap, in pixels; how many marks."""
    gap = overlap = 0
    reach = None
    for left, _, right, _ in pieces.boxes[candidate.first : candidate.last].tolist():
        if reach is not None:
            gap, overlap = max(gap, left - reach), min(overlap, left - reach)
        reach = right if reach is None else max(reach, right)
    return gap, overlap, len(set(pieces.mark[candidate.first : candidate.last].tolist()))


def load_judge(path: Path = JUDGE) -> Judge:
    """The judge that is shipped.

    Raises
    ------
    WeightsError
        If its weights or its card are missing or damaged.
    """
    shipped = load_one(path)
    names = (*FEATURES, "bias")
    weighed = shipped.card.get("weights")
    if isinstance(weighed, dict) and tuple(weighed) == names:
        numbers = [one for one in weighed.values() if isinstance(one, float | int)]
        if len(numbers) == len(names) and np.isfinite(numbers).all():
            return Judge(shipped.network.for_inference(), np.array(numbers, float))
    raise WeightsError(
        f"The card of {path} has not a number as weight for each of {', '.join(names)}: restore it "
        "from the repository, or fit them anew: python -m training.judge --weights-only"
    )
