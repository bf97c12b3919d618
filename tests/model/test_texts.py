"""Texts held against candidates."""

import numpy as np
import pytest

from model.numbers.ctc import BLANK, SIGN, SYMBOLS
from model.numbers.segment import Candidate
from model.numbers.texts import best_way, what_is_said


def runs(pieces: int, most: int, begin: int = 0) -> list[Candidate]:
    """All runs of up to `most` of so many pieces, the first of which is number `begin`."""
    return [
        Candidate(begin + first, begin + last, (0, 0, 1, 1))
        for first in range(pieces)
        for last in range(first + 1, min(pieces, first + most) + 1)
    ]


def answers(*columns: dict[int, float]) -> np.ndarray:
    """(T, SYMBOLS): so probable in each column; what is left over is blank."""
    y = np.full((len(columns), SYMBOLS), 1e-5, np.float32)
    for row, column in zip(y, columns, strict=True):
        row[BLANK] = 1 - sum(column.values())
        for symbol, p in column.items():
            row[symbol] = p
    return y / y.sum(axis=1, keepdims=True)


@pytest.mark.parametrize("seed", range(20))
def test_the_best_way_is_the_best_of_all(seed: int) -> None:
    """Against every way, one by one."""
    rng = np.random.default_rng(seed)
    candidates = runs(5, 3, begin=7)
    values = rng.normal(size=(len(candidates), 10))
    text = tuple(rng.integers(0, 10, 3).tolist())

    def ways(at: int, left: int) -> list[list[int]]:
        if left == 0:
            return [[]] if at == 12 else []
        return [
            [number, *rest]
            for number, one in enumerate(candidates)
            if one.first == at
            for rest in ways(one.last, left - 1)
        ]

    def value(way: list[int]) -> float:
        return float(sum(values[number, digit] for number, digit in zip(way, text, strict=True)))

    best = max(ways(7, 3), key=value)
    assert best_way(candidates, values[:, text]) == (pytest.approx(value(best)), best)


def test_there_is_no_way_for_more_digits_than_pieces() -> None:
    assert best_way(runs(2, 2), np.zeros((3, 3))) == (-np.inf, [])


def said_by_judge(candidates: list[Candidate], *right: tuple[Candidate, int]) -> np.ndarray:
    """(N, 10): the judge has a low opinion of all candidates but these, as these digits."""
    values = np.full((len(candidates), 10), -5.0)
    for one, digit in right:
        values[candidates.index(one), digit] = 2
    return values


@pytest.mark.parametrize(("sure", "digits"), [(0.6, [8]), (0.999, [1, 0])])
def test_how_it_is_divided_is_decided_by_who_is_surer(sure: float, digits: list[int]) -> None:
    """One mark of two pieces: the judge takes it for an 8, the line says 10, or 8."""
    candidates = runs(2, 2)
    whole = candidates.index(Candidate(0, 2, (0, 0, 1, 1)))
    values = said_by_judge(candidates, (candidates[whole], 8)) / 2
    y = answers({1: sure}, {8: 1 - sure}, {0: sure})
    said = what_is_said(y, candidates, [whole], values)
    assert said.shares.argmax(axis=1).tolist() == digits
    assert len(said.places) == len(digits)
    np.testing.assert_allclose(said.shares.sum(axis=1), 1, rtol=1e-6)
    assert said.complete


def test_a_less_likely_text_is_taken_where_the_candidates_bear_it_out() -> None:
    """The judge alone would take both for an 8, and does not believe in 13, but in 17."""
    candidates = runs(2, 2)
    one, whole, seven = candidates
    values = said_by_judge(candidates, (one, 1), (whole, 8), (seven, 7))
    values[candidates.index(whole), 8] = 5
    y = answers({1: 0.9999}, {}, {3: 0.6, 7: 0.4})
    said = what_is_said(y, candidates, [candidates.index(whole)], values)
    assert [candidates[at] for at in said.places] == [one, seven]


def test_where_the_line_wavers_the_judge_decides() -> None:
    candidates = runs(2, 1)
    y = answers({3: 0.5, 8: 0.5}, {}, {7: 1})
    for digit in (3, 8):
        values = said_by_judge(candidates, (candidates[0], digit), (candidates[1], 7))
        said = what_is_said(y, candidates, [0, 1], values)
        assert said.places == [0, 1]
        assert said.shares[0, [3, 8]] == pytest.approx([0.5, 0.5], abs=0.01)


def test_signs_are_told_from_digits() -> None:
    candidates = runs(2, 1)
    values = said_by_judge(candidates, (candidates[0], 4), (candidates[1], 1))
    said = what_is_said(answers({4: 0.98}, {}, {SIGN: 0.98}), candidates, [0, 1], values)
    assert len(said.places) == 2
    assert said.signs == pytest.approx([0, 1], abs=0.01)


def test_too_few_pieces_for_what_the_line_says_are_noticed() -> None:
    candidates = runs(1, 1)
    values = said_by_judge(candidates, (candidates[0], 6))
    said = what_is_said(answers({1: 1}, {}, {0: 1}), candidates, [0], values)
    assert not said.complete
    assert said.places == [0]


def test_a_line_without_room_is_left_to_the_judge() -> None:
    candidates = runs(2, 1)
    values = said_by_judge(candidates, (candidates[0], 1), (candidates[1], 1))
    said = what_is_said(answers({1: 1}), candidates, [0, 1], values)
    assert said.places == [0, 1]
    np.testing.assert_allclose(said.shares, 0.1)
