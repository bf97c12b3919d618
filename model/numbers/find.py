"""The digits on a sheet: what its lines say, and the candidates that bear it out best.

Marks are judged whole first, alone and in runs. Those that look like no digit, neither alone nor
with their neighbours, are cut, and judged again in all their pieces. Every way to divide a line
into candidates can be compared by dynamic programming: the best way to explain the first n pieces
is the best of the candidates that end there, each after the best way to explain what is before it
(Y. LeCun et al., 1998, section VIII; R. Bellman, 1957). Beside that stands what the network of
lines says of the same ink, which it was shown whole; `texts.py` joins the two.
"""

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from model.errors import TooManyDigits
from model.layers import Array
from model.numbers.judge import CERTAIN, Judge
from model.numbers.line_network import LineNetwork
from model.numbers.segment import (
    MOST_DIGITS,
    Candidate,
    Marks,
    Pieces,
    candidates,
    cut,
    marks,
    may_be_several,
    views,
    whole,
)
from model.numbers.strips import strips
from model.numbers.texts import Said, what_is_said

# The boxes of digits hardly overlap; so many times the sheet is filled by scrawl only.
MOST_OVERLAP = 4

# A mark that looks this little like a digit is cut, to see whether it is several: log odds.
DOUBT = 2.5

# What was cut off a neighbour and stands for a digit that the line's network reads is worth no less
# than this: a cut may disfigure it beyond what the judge can tell. But not what is absurd: half a
# digit, or one and a half, where they are apart.
LEAST = -2.0
ABSURD = -20.0


@dataclass(frozen=True)
class Found:
    """One digit on the sheet.

    Attributes
    ----------
    image
        (28, 28) float32 in [0, 1], as the networks read it.
    answers
        (10,) float32 in [0, 1]: whether it is one whole 0, ... one whole 9, says the judge.
    shares
        (10,) in [0, 1], summing to 1: how probably it is a 0, ... a 9, says the line's network.
    sign
        How probably it is a sign and no digit, says the line's network, 0 to 1.
    box
        left, top, right, bottom in pixels of the ink, the last two exclusive.
    line
        The line it stands on, from 0.
    divided
        Whether it was cut off a neighbour.
    marks
        Of how many marks it is; of those that were cut, parts.
    """

    image: Array
    answers: Array
    shares: Array
    sign: float
    box: tuple[int, int, int, int]
    line: int
    divided: bool
    marks: int


def find_digits(ink: Array, judge: Judge, network: LineNetwork) -> list[Found]:
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
    found = divide(ink, seen, judge, network).found()
    if len(found) > MOST_DIGITS:
        raise _too_many(len(found))
    return found


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
    divided
        (N,) bool: which were cut off a neighbour.
    """

    candidates: list[Candidate]
    images: Array
    surrounded: Array
    answers: Array
    scores: Array
    divided: np.ndarray

    @cached_property
    def values(self) -> Array:
        """(N,): the `worth` of each."""
        return worth(self.scores, self.candidates)

    @cached_property
    def own(self) -> list[int]:
        """Places of those that the judge alone would take."""
        pieces = max(one.last for one in self.candidates)
        return best_path(pieces, self.candidates, self.values)


def judged_candidates(ink: Array, pieces: Pieces, judge: Judge) -> Judged:
    """Every candidate that the `pieces` make, and what the judge says of it."""
    found = candidates(pieces)
    images, surrounded = views(ink, pieces, found)
    answers = judge.answers(surrounded)
    scores = judge.scores(answers, pieces, found)
    first, last = (np.array([getattr(one, end) for one in found]) for end in ("first", "last"))
    divided = pieces.left_cut[first] + pieces.right_cut[last - 1] > 0
    return Judged(found, images, surrounded, answers, scores, divided)


@dataclass(frozen=True)
class Division:
    """A sheet in pieces, the candidates they make, and what each of its strips says of which."""

    pieces: Pieces
    judged: Judged
    said: list[Said]

    def found(self) -> list[Found]:
        """The digits."""
        return [
            self._found(*one)
            for said in self.said
            for one in zip(said.places, said.shares, said.signs, strict=True)
        ]

    def _found(self, at: int, shares: Array, sign: float) -> Found:
        one, pieces = self.judged.candidates[at], self.pieces
        return Found(
            self.judged.images[at],
            self.judged.answers[at],
            shares,
            float(sign),
            one.box,
            int(pieces.line[one.first]),
            bool(self.judged.divided[at]),
            len(np.unique(pieces.mark[one.first : one.last])),
        )


def divide(ink: Array, seen: Marks, judge: Judge, network: LineNetwork) -> Division:
    """The marks divided into digits: no more of them is cut than has to be.

    First none; then those that look like no digit; where a line says more digits than the pieces
    can be, all that may be several.
    """
    pieces = whole(seen)
    judged = judged_candidates(ink, pieces, judge)
    best = np.full(len(seen.boxes), -np.inf)
    for candidate, score in zip(judged.candidates, judged.scores, strict=True):
        inside = slice(candidate.first, candidate.last)
        best[inside] = np.maximum(best[inside], score)
    several = may_be_several(seen)
    doubtful = several & (best < DOUBT)
    if doubtful.any():
        pieces = cut(ink, seen, doubtful)
        judged = judged_candidates(ink, pieces, judge)
    if len(judged.own) > 2 * MOST_DIGITS:  # No line has to be read to see that.
        raise _too_many(len(judged.own))
    said = read_strips(ink, pieces, judged, network)
    if (several & ~doubtful).any() and not all(one.complete for one in said):
        pieces = cut(ink, seen, several)
        judged = judged_candidates(ink, pieces, judge)
        said = read_strips(ink, pieces, judged, network)
    return Division(pieces, judged, said)


def _too_many(number: int) -> TooManyDigits:
    return TooManyDigits(
        f"There are {number} digits on the picture; at most {MOST_DIGITS} are read at once: send a "
        "part of it."
    )


def read_strips(ink: Array, pieces: Pieces, judged: Judged, network: LineNetwork) -> list[Said]:
    """What each strip of the sheet says, in reading order, with places in `judged.candidates`."""
    answers = np.maximum(judged.answers, CERTAIN)
    of_digits = judged.values[:, np.newaxis] + np.log(answers / answers.max(axis=1, keepdims=True))
    first = np.array([one.first for one in judged.candidates])
    cut_off = judged.divided & (judged.values > ABSURD)
    of_digits[cut_off] = np.maximum(of_digits[cut_off], LEAST)
    said = []
    for strip in strips(ink, pieces):
        within = np.flatnonzero((first >= strip.first) & (first < strip.last))
        one = what_is_said(
            network.answers(strip.image),
            [judged.candidates[at] for at in within],
            np.flatnonzero(np.isin(within, judged.own)).tolist(),
            of_digits[within],
        )
        said.append(replace(one, places=within[one.places].tolist()))
    return said


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
