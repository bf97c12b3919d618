"""From answers column by column to what a line says: connectionist temporal classification.

A network that is shown a line of digits answers once for each column: this is a 0, ... a 9, a
sign, or `BLANK`, nothing new. A row of such symbols says a text: of equal neighbours only one is
kept, then the blanks are dropped, so that "blank 2 2 blank 0 blank 0" says 200. Many rows say the
same text; its probability is the sum of all of theirs, and that sum over exponentially many rows is
found column by column (A. Graves et al., "Connectionist temporal classification", ICML 2006).
Nobody has to say where one digit ends and the next begins, neither to learn nor to read.

Texts are arrays of symbols; in an array of several, shorter ones end in NOTHING.
"""

from collections.abc import Sequence

import numpy as np

from model.layers import Array

# The symbols, as the network's outputs number them: the ten digits, what is none, nothing new.
SIGN = 10
BLANK = 11
SYMBOLS = 12

# Fills up texts that are shorter than others in the same array.
NOTHING = -1

# Symbols less probable than this in a column are not followed there by `likely_texts`.
LEAST = 1e-4

# So many beginnings are kept by `likely_texts` from column to column.
BEAM = 16


def filled_up(texts: Sequence[Sequence[int]]) -> np.ndarray:
    """(N, L) from N texts, of which the longest has L symbols: shorter ones end in NOTHING."""
    filled = np.full((len(texts), max(map(len, texts))), NOTHING)
    for row, text in zip(filled, texts, strict=True):
        row[: len(text)] = text
    return filled


def with_blanks(texts: np.ndarray) -> np.ndarray:
    """(N, 2 L + 1) from `texts` (N, L): a blank before, between and after all symbols."""
    number, longest = texts.shape
    symbols = np.full((number, 2 * longest + 1), BLANK)
    symbols[:, 1::2] = np.where(texts == NOTHING, BLANK, texts)
    return symbols


def said_by(row: np.ndarray) -> list[int]:
    """The text that a `row` (T,) of symbols, one for each column, says."""
    new = np.append(True, row[1:] != row[:-1]) & (row != BLANK)
    return row[new].tolist()


def lengths(texts: np.ndarray) -> np.ndarray:
    """(N,): how many symbols each of `texts` (N, L) has."""
    return np.count_nonzero(texts != NOTHING, axis=1)


def forward_variables(log_y: Array, texts: np.ndarray) -> tuple[Array, Array]:
    """How probably each text has been said so far, for every column (Graves et al., section 4.1).

    Parameters
    ----------
    log_y
        (T, N, SYMBOLS): the logarithms of the answers for each of the N texts, T >= 1.
    texts
        (N, L) of symbols 0 to SIGN.

    Returns
    -------
    alpha
        (T, N, 2 L + 1): the logarithm of the probability of all rows of symbols over columns 0 to
        t that say what comes up to place s of `with_blanks`, and end in the symbol there.
    log_p
        (N,): the logarithm of the probability of each text; -inf where T is too small for it.
    """
    symbols = with_blanks(texts)
    rows = np.arange(len(symbols))
    said = log_y[:, rows[:, np.newaxis], symbols]  # (T, N, 2 L + 1)
    # A symbol may follow the one before it without a blank, unless they are the same.
    skips = (symbols[:, 2:] != BLANK) & (symbols[:, 2:] != symbols[:, :-2])
    alpha = np.full(said.shape, -np.inf)
    alpha[0, :, :2] = said[0, :, :2]
    for t in range(1, len(said)):
        alpha[t] = alpha[t - 1]  # the same symbol again, or ...
        alpha[t, :, 1:] = np.logaddexp(alpha[t, :, 1:], alpha[t - 1, :, :-1])
        without_blank = np.where(skips, alpha[t - 1, :, :-2], -np.inf)
        alpha[t, :, 2:] = np.logaddexp(alpha[t, :, 2:], without_blank)
        alpha[t] += said[t]
    last = 2 * lengths(texts)
    in_symbol = np.where(last > 0, alpha[-1, rows, last - 1], -np.inf)
    return alpha, np.logaddexp(alpha[-1, rows, last], in_symbol)


def occupancies(log_y: Array, texts: np.ndarray) -> tuple[Array, Array]:
    """Where each text is said, if it is: which column stands for which of its symbols.

    Backward variables beta, of what comes after, are forward variables of the line read from its
    end. All rows that say the text and are at place s in column t have together the probability
    alpha beta / y, as y counts in both (Graves et al., equations 13 and 14).

    Parameters
    ----------
    log_y, texts
        (T, N, SYMBOLS) and (N, L), as `forward_variables` takes them.

    Returns
    -------
    occupancy
        (T, N, 2 L + 1): the share of these rows of all that say the text; for each column and
        text they sum to 1. 0 at places that a shorter text lacks, and for texts that T is too
        small for.
    log_p
        (N,) as `forward_variables` has it.
    """
    alpha, log_p = forward_variables(log_y, texts)
    length = lengths(texts)
    reversed_texts = np.full_like(texts, NOTHING)
    for text, turned, symbols in zip(texts, reversed_texts, length, strict=True):
        turned[:symbols] = text[:symbols][::-1]
    reversed_beta, _ = forward_variables(log_y[::-1], reversed_texts)
    symbols = with_blanks(texts)
    occupancy = np.zeros_like(alpha)
    for s in range(alpha.shape[2]):
        there = np.flatnonzero((s <= 2 * length) & (log_p > -np.inf))
        beta = reversed_beta[::-1, there, 2 * length[there] - s]
        said = log_y[:, there, symbols[there, s]]
        occupancy[:, there, s] = np.exp(alpha[:, there, s] + beta - said - log_p[there])
    return occupancy, log_p


def without_signs(y: Array) -> Array:
    """(T, SYMBOLS): the answers `y`, of the same shape, if there were digits only. What is said to
    be a sign is one of the digits then, as likely as they are beside each other.
    """
    least = np.finfo(np.float32).tiny
    digits = np.maximum(y[:, :SIGN], least)
    answers = y.copy()
    answers[:, :SIGN] = digits * (1 + y[:, [SIGN]] / digits.sum(axis=1, keepdims=True))
    answers[:, SIGN] = 0
    return answers


def symbols_said(y: Array, text: np.ndarray) -> Array:
    """(L, BLANK): for each digit of `text` (L,) what the line might say in its place, a sign, too.

    The answers `y` (T, SYMBOLS) but for the blank, as they are on the average in the columns that
    stand for the digit if there are digits only; each row sums to 1. Where `y` has no room for the
    text, all are alike.
    """
    occupancy, log_p = occupancies(logarithms(without_signs(y))[:, np.newaxis], text[np.newaxis])
    if log_p[0] == -np.inf:
        return np.full((len(text), BLANK), 1 / BLANK)
    said = occupancy[:, 0, 1::2].T @ np.maximum(y[:, :BLANK], np.finfo(np.float32).tiny)
    shares: Array = said / said.sum(axis=1, keepdims=True)
    return shares


def log_probabilities(y: Array, texts: np.ndarray) -> Array:
    """(N,): how probably a line with answers `y` (T, SYMBOLS) says each of `texts` (N, L)."""
    answers = np.broadcast_to(logarithms(y)[:, np.newaxis], (len(y), len(texts), SYMBOLS))
    return forward_variables(answers, texts)[1]


def logarithms(y: Array) -> Array:
    """log y in float64, finite where y was so small that it became 0."""
    return np.log(np.maximum(y.astype(np.float64), np.finfo(np.float32).tiny))


def likely_texts(y: Array, most: int) -> list[tuple[int, ...]]:
    """What a line with answers `y` (T, SYMBOLS) most probably says: up to `most` texts, best first.

    By beam search: column by column every beginning of a text that is among the BEAM likeliest goes
    on in every likely way. Apart are kept how probably it ends in a blank and in its last
    symbol, as only after a blank the same symbol again is a new one (A. Hannun et al., "First-pass
    large vocabulary continuous speech recognition using bi-directional recurrent DNNs", 2014).
    """
    beam: dict[tuple[int, ...], tuple[float, float]] = {(): (1.0, 0.0)}
    for column in y.astype(np.float64):
        column = np.maximum(column, LEAST * LEAST)
        grown: dict[tuple[int, ...], list[float]] = {}
        for text, (blank, symbol) in beam.items():
            same = grown.setdefault(text, [0.0, 0.0])
            same[0] += (blank + symbol) * column[BLANK]
            if text:
                same[1] += symbol * column[text[-1]]
            for one in np.flatnonzero(column[:BLANK] >= LEAST).tolist():
                before = blank if text and one == text[-1] else blank + symbol
                grown.setdefault((*text, one), [0.0, 0.0])[1] += before * column[one]
        likeliest = sorted(grown.items(), key=lambda item: -sum(item[1]))[:BEAM]
        total = sum(sum(ways) for _, ways in likeliest)
        beam = {text: (ways[0] / total, ways[1] / total) for text, ways in likeliest}
    return list(beam)[:most]
