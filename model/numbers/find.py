"""The digits on a sheet: the candidates that together explain all ink best.

Marks are judged whole first, alone and in runs. Those that look like no digit, neither alone nor
with their neighbours, are cut, and judged again in all their pieces. Then every way to divide
each line into candidates is compared by dynamic programming: the best way to explain the first n
pieces is the best of the candidates that end there, each after the best way to explain what is
before it (Y. LeCun et al., 1998, section VIII; R. Bellman, 1957).
"""

from dataclasses import dataclass

import numpy as np

from model.errors import TooManyDigits
from model.layers import Array
from model.numbers.judge import Judge
from model.numbers.segment import (
    MOST_DIGITS,
    Candidate,
    Pieces,
    candidates,
    cut,
    marks,
    may_be_several,
    views,
    whole,
)

# The boxes of digits hardly overlap; so many times the sheet is filled by scrawl only.
MOST_OVERLAP = 4

# A mark that looks this little like a digit is cut, to see whether it is several: log odds.
DOUBT = 2.5


@dataclass(frozen=True)
class Found:
    """One digit on the sheet.

    Attributes
    ----------
    image
        (28, 28) float32 in [0, 1], as the networks read it.
    answers
        (10,) float32 in [0, 1]: whether it is one whole 0, ... one whole 9, says the judge.
    box
        left, top, right, bottom in pixels of the ink, the last two exclusive.
    line
        The line it stands on, from 0.
    divided
        Whether it was cut off a neighbour.
    """

    image: Array
    answers: Array
    box: tuple[int, int, int, int]
    line: int
    divided: bool


def find_digits(ink: Array, judge: Judge) -> list[Found]:
    """The digits of `ink`, (height, width) in [0, 1], in reading order.

    Raises
    ------
    BlankPicture
        If there is nothing but dots.
    TooManyDigits
        If there are more than MOST_DIGITS, or so many marks, or so large ones, that they are
        something else.
    """
    seen = marks(ink)
    sides = seen.boxes[:, 2:] - seen.boxes[:, :2]
    if sides.prod(axis=1).sum() > MOST_OVERLAP * ink.size:
        raise TooManyDigits(
            f"There are {len(seen.boxes)} marks over one another on the picture, and no digits "
            "can be told apart: send a part of it, or a cleaner picture."
        )
    pieces = whole(seen)
    judged = judged_candidates(ink, pieces, judge)
    best = np.full(len(seen.boxes), -np.inf)
    for candidate, score in zip(judged.candidates, judged.scores, strict=True):
        inside = slice(candidate.first, candidate.last)
        best[inside] = np.maximum(best[inside], score)
    doubtful = may_be_several(seen) & (best < DOUBT)
    if doubtful.any():
        pieces = cut(ink, seen, doubtful)
        judged = judged_candidates(ink, pieces, judge)
    values = worth(judged.scores, judged.candidates)
    chosen = best_path(len(pieces.boxes), judged.candidates, values)
    if len(chosen) > MOST_DIGITS:
        raise TooManyDigits(
            f"There are {len(chosen)} digits on the picture; at most {MOST_DIGITS} are read at "
            "once: send a part of it."
        )
    return [_found(at, judged, pieces) for at in chosen]


@dataclass(frozen=True)
class Judged:
    """N candidates and what the judge says of them.

    Attributes
    ----------
    images, surrounded
        (N, 28, 28): see `segment.views`.
    answers
        (N, 10): whether each is one whole 0, ... one whole 9.
    scores
        (N,): the log odds that each is one whole digit.
    """

    candidates: list[Candidate]
    images: Array
    surrounded: Array
    answers: Array
    scores: Array


def judged_candidates(ink: Array, pieces: Pieces, judge: Judge) -> Judged:
    """Every candidate that the `pieces` make, and what the judge says of it."""
    found = candidates(pieces)
    images, surrounded = views(ink, pieces, found)
    answers = judge.answers(surrounded)
    return Judged(found, images, surrounded, answers, judge.scores(answers, pieces, found))


def _found(at: int, judged: Judged, pieces: Pieces) -> Found:
    one = judged.candidates[at]
    divided = pieces.left_cut[one.first] + pieces.right_cut[one.last - 1] > 0
    line = int(pieces.line[one.first])
    return Found(judged.images[at], judged.answers[at], one.box, line, bool(divided))


def worth(scores: Array, candidates: list[Candidate]) -> Array:
    """(N,): what each candidate adds to a way of dividing, from its log odds of being a digit.

    Half of it is the log odds. If candidates were right or wrong independently of each other,
    the probability that just those of a way are right would be the product of p over the way and
    of 1 - p over the others: largest where the sum of log odds is. But then of several digits
    that each could as well be none, such as the bare strokes of 11, the fewest are best. So half
    is log p for each of the candidate's pieces: every way explains as many pieces. With either
    alone as many pens are read right as with both; the half of each reads 11 as well.
    """
    runs = np.array([one.last - one.first for one in candidates])
    return (scores - runs * np.logaddexp(0, -scores)) / 2


def best_path(pieces: int, candidates: list[Candidate], scores: Array) -> list[int]:
    """Places of the candidates that follow one another over all `pieces` with the best sum."""
    total = np.full(pieces + 1, -np.inf)
    total[0] = 0
    came = [-1] * (pieces + 1)
    for number in sorted(range(len(candidates)), key=lambda number: candidates[number].first):
        first, last = candidates[number].first, candidates[number].last
        if total[first] + scores[number] > total[last]:
            total[last], came[last] = total[first] + scores[number], number
    path = []
    at = pieces
    while at:
        path.append(came[at])
        at = candidates[came[at]].first
    return path[::-1]
