"""Connectionist temporal classification, held against every row of symbols one by one."""

from itertools import pairwise, product

import numpy as np
import pytest

from model.layers import Softmax
from model.numbers import ctc
from model.numbers.ctc import (
    BLANK,
    NOTHING,
    SIGN,
    SYMBOLS,
    forward_variables,
    likely_texts,
    log_probabilities,
    logarithms,
    occupancies,
    said_by,
    symbols_said,
    with_blanks,
)

TEXTS = np.array([[1, 1, 2], [1, 2, NOTHING], [SIGN, NOTHING, NOTHING], [NOTHING] * 3])
COLUMNS = 5


def answers(seed: int, columns: int = COLUMNS) -> np.ndarray:
    """(columns, SYMBOLS), each row summing to 1; of the digits only 1 and 2 are likely."""
    scores = np.random.default_rng(seed).normal(0, 1.5, (columns, SYMBOLS))
    scores[:, [0, 3, 4, 5, 6, 7, 8, 9]] -= 40
    return Softmax().forward(scores)


def slow_probability(y: np.ndarray, text: list[int]) -> float:
    """The sum over all rows of the likely symbols that say `text`."""
    total = 0.0
    for row in product([1, 2, SIGN, BLANK], repeat=len(y)):
        kept = [row[0], *(b for a, b in pairwise(row) if a != b)]
        if [one for one in kept if one != BLANK] == text:
            total += float(np.prod(y[range(len(y)), row]))
    return total


@pytest.mark.parametrize(
    ("row", "text"),
    [
        ([BLANK, 2, 2, BLANK, 0, BLANK, 0], [2, 0, 0]),
        ([7, 7, 7], [7]),
        ([BLANK, BLANK], []),
        ([1, 2, 1], [1, 2, 1]),
    ],
)
def test_a_row_of_symbols_says_a_text(row: list[int], text: list[int]) -> None:
    assert said_by(np.array(row)) == text


@pytest.mark.parametrize("seed", range(5))
def test_the_probability_of_a_text_is_the_sum_over_all_rows_that_say_it(seed: int) -> None:
    y = answers(seed)
    slow = [slow_probability(y, [one for one in text if one != NOTHING]) for text in TEXTS.tolist()]
    np.testing.assert_allclose(np.exp(log_probabilities(y, TEXTS)), slow, rtol=1e-6)


def test_a_text_that_has_no_room_is_impossible() -> None:
    """A blank goes between equal symbols: 11 needs three columns."""
    text = np.array([[1, 1]])
    assert log_probabilities(answers(0, 2), text)[0] == -np.inf
    assert log_probabilities(answers(0, 3), text)[0] > -np.inf


def test_where_a_symbol_is_said_is_the_share_of_the_rows_that_say_it_there() -> None:
    y = answers(3)
    occupancy, log_p = occupancies(logarithms(y)[:, None], TEXTS[:1])
    assert with_blanks(TEXTS[:1]).tolist() == [[BLANK, 1, BLANK, 1, BLANK, 2, BLANK]]
    np.testing.assert_allclose(occupancy.sum(axis=2), 1)
    shares = np.zeros((COLUMNS, 7))
    for row in product([1, 2, SIGN, BLANK], repeat=COLUMNS):
        if said_by(np.array(row)) == [1, 1, 2]:
            place, before = 0, BLANK
            for t, one in enumerate(row):
                if one != before:
                    place += 2 if before != BLANK and one != BLANK else 1
                before = one
                shares[t, place] += float(np.prod(y[range(COLUMNS), row]))
    np.testing.assert_allclose(occupancy[:, 0], shares / np.exp(log_p[0]), rtol=1e-6, atol=1e-12)


def test_the_forward_variables_end_in_the_probability() -> None:
    log_y = np.repeat(logarithms(answers(4))[:, None], len(TEXTS), axis=1)
    alpha, log_p = forward_variables(log_y, TEXTS)
    assert alpha.shape == (COLUMNS, len(TEXTS), 7)
    np.testing.assert_allclose(log_p, log_probabilities(answers(4), TEXTS))


@pytest.mark.parametrize("seed", range(5))
def test_the_likeliest_texts_come_first(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    y = answers(seed)
    monkeypatch.setattr(ctc, "BEAM", 1000)  # All there are: else it is but likely to find them.
    likely = likely_texts(y, 6)
    all_texts = [
        list(text) for length in range(COLUMNS + 1) for text in product([1, 2, SIGN], repeat=length)
    ]
    slow = sorted(all_texts, key=lambda text: -slow_probability(y, text))
    assert [list(text) for text in likely[:3]] == slow[:3]
    assert len(set(likely)) == len(likely) == 6


def test_what_else_a_symbol_may_be_is_asked_where_it_is_said() -> None:
    y = np.full((5, SYMBOLS), 1e-4)
    for column, symbol in enumerate([3, BLANK, 7, BLANK, BLANK]):
        y[column, symbol] = 1
    y[0, 8], y[2, SIGN] = 0.5, 0.25
    y /= y.sum(axis=1, keepdims=True)
    said = symbols_said(y, np.array([3, 7]))
    assert said.shape == (2, BLANK)
    np.testing.assert_allclose(said.sum(axis=1), 1)
    assert said[0, [3, 8]] == pytest.approx([2 / 3, 1 / 3], abs=0.01)
    assert said[1, [7, SIGN]] == pytest.approx([4 / 5, 1 / 5], abs=0.01)


def test_answers_of_zero_do_no_harm() -> None:
    y = np.zeros((3, SYMBOLS), np.float32)
    y[:, BLANK] = 1
    assert likely_texts(y, 3)[0] == ()
    assert np.isfinite(log_probabilities(y, np.array([[5, 6]]))).all()
    assert np.isfinite(symbols_said(y, np.array([5, 6]))).all()
