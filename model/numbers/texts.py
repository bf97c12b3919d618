"""What a line says and where: a text that the line's network holds likely, and candidates for it.

The network that reads a line whole knows what it says, but not to the pixel where its digits are;
the judge of candidates knows where digits may be, but sees each by itself. Of the likely texts that
one is taken which both together hold the likeliest, each digit with a candidate.
"""

from dataclasses import dataclass

import numpy as np

from model.layers import Array
from model.numbers.ctc import (
    SIGN,
    filled_up,
    likely_texts,
    log_probabilities,
    symbols_said,
    without_signs,
)
from model.numbers.segment import Candidate

# So many texts of a strip are compared, and that of the judge alone.
TEXTS = 8

# What the line's network holds impossible, such as what has no room, counts as this improbable, as
# a logarithm.
IMPOSSIBLE = -60.0


@dataclass(frozen=True)
class Said:
    """What a strip says, L digits.

    Attributes
    ----------
    places
        The candidate of each, in order.
    shares
        (L, 10): how probably each is a 0, ... a 9, says the line's network.
    signs
        (L,): how probably each is a sign, and no digit.
    complete
        Whether there is a way to find all digits of the likeliest text among the candidates.
    """

    places: list[int]
    shares: Array
    signs: Array
    complete: bool


def what_is_said(y: Array, candidates: list[Candidate], own: list[int], values: Array) -> Said:
    """The text of a strip with answers `y` (T, SYMBOLS) that agrees best with its candidates.

    Parameters
    ----------
    candidates
        All N of the strip.
    own
        The places of those that the judge alone would take, in order: of them there is a text.
    values
        (N, 10): what each adds to a way of dividing, standing for a 0, ... a 9.
    """
    digits = without_signs(y)
    texts = [text for text in likely_texts(digits, TEXTS) if text]
    texts.append(tuple(values[own].argmax(axis=1).tolist()))
    log_p = log_probabilities(digits, filled_up(texts))
    ways = [best_way(candidates, values[:, text]) for text in texts]
    sums = [max(p, IMPOSSIBLE) + value for p, (value, _) in zip(log_p, ways, strict=True)]
    best = int(np.argmax(sums))
    shares = symbols_said(y, np.array(texts[best]))
    return Said(
        ways[best][1],
        shares[:, :SIGN] / shares[:, :SIGN].sum(axis=1, keepdims=True),
        shares[:, SIGN],
        bool(ways[0][1]),
    )


def best_way(candidates: list[Candidate], values: Array) -> tuple[float, list[int]]:
    """The candidates that follow one another over all pieces, one for each of L digits, with the
    best sum, and that sum; -inf and none if there is no such way.

    `values` (N, L) says what each candidate adds as the first, ... the last digit. By dynamic
    programming, as `find.best_path`, but over how many digits there have been, too.
    """
    begin, end = min(one.first for one in candidates), max(one.last for one in candidates)
    digits = values.shape[1]
    total = np.full((end - begin + 1, digits + 1), -np.inf)
    total[0, 0] = 0
    came = np.full(total.shape, -1)
    for number in sorted(range(len(candidates)), key=lambda number: candidates[number].first):
        first, last = candidates[number].first - begin, candidates[number].last - begin
        value = total[first, :-1] + values[number]
        better = 1 + np.flatnonzero(value > total[last, 1:])
        total[last, better], came[last, better] = value[better - 1], number
    if total[-1, -1] == -np.inf:
        return -np.inf, []
    way = []
    at = end
    for digit in range(digits, 0, -1):
        way.append(int(came[at - begin, digit]))
        at = candidates[way[-1]].first
    return float(total[-1, -1]), way[::-1]
