from pathlib import Path

import numpy as np
import pytest

from model.gate import NO_NUMBER, NOT_ALL, NOT_ONE, SEVERAL, Gate, load_gate
from model.network import Network, convolutional
from model.picture import normalise, steps
from model.shipped import WEIGHTS, Shipped
from model.storage import WeightsError
from tests.digits import NO_DIGITS, STROKES, Strokes, draw, side_by_side
from tests.numbers import draw_number

GATE = load_gate()
DIGITS = np.stack([normalise(draw(digit)) for digit in STROKES])
OTHERS = np.stack([normalise(draw(strokes)) for strokes in NO_DIGITS.values()])


def undecided() -> Network:
    """All parameters zero: whatever it is shown, both classes are equally probable."""
    return convolutional([[2]], classes=2)


def test_digits_are_let_through_and_what_is_none_is_not() -> None:
    assert [GATE.reason_against(image) for image in DIGITS] == [None] * len(DIGITS)
    assert [GATE.reason_against(image) for image in OTHERS] == [NOT_ONE] * len(OTHERS)


def test_a_batch_is_judged_as_its_pictures_one_by_one() -> None:
    both = np.concatenate([DIGITS, OTHERS])
    probabilities = GATE.digit_probability(both)
    assert probabilities.shape == (len(both),)
    assert probabilities.dtype == np.float32
    assert probabilities[: len(DIGITS)].min() > probabilities[len(DIGITS) :].max()
    one_by_one = [GATE.digit_probability(image[None])[0] for image in both]
    np.testing.assert_allclose(probabilities, one_by_one, rtol=1e-3, atol=1e-6)


@pytest.mark.parametrize("digits", [(2, 7), (7, 0, 2)])
def test_several_digits_are_called_so(digits: tuple[int, ...]) -> None:
    image = normalise(draw(side_by_side(*digits), height=80, brush=11))
    assert GATE.reason_against(image) == SEVERAL


def test_where_several_may_be_that_there_are_several_is_no_reason() -> None:
    image = normalise(draw_number("27"))
    assert GATE.reason_against(image) == SEVERAL
    assert (
        GATE.reason_against_number(image[np.newaxis], np.ones(1), np.zeros(1), np.zeros(1, bool))
        == NO_NUMBER
    )


NONE, ALL = np.zeros(3), np.ones(3)
CUT = np.array([False, True, False])


@pytest.mark.parametrize(
    ("whole", "signs", "divided", "reason"),
    [
        (ALL, NONE, CUT, None),
        (np.array([1, 0.2, 1]), NONE, CUT, None),
        (np.array([1, 0.01, 1]), NONE, CUT, None),
        (ALL * 0.1, NONE, CUT, None),
        (np.array([0.01, 1, 1]), NONE, CUT, NOT_ALL),
        (ALL, np.array([0, 0.5, 0]), CUT, NOT_ALL),
        (NONE, ALL, CUT, NO_NUMBER),
    ],
    ids=["digits", "doubtful", "cut", "all doubtful", "a sign", "a sign in the line", "a word"],
)  # fmt: skip
def test_digits_are_a_number_but_not_with_a_sign_among_them(
    whole: np.ndarray, signs: np.ndarray, divided: np.ndarray, reason: str | None
) -> None:
    """The middle one is cut off its neighbours."""
    assert GATE.reason_against_number(DIGITS[:3], whole, signs, divided) == reason


def on_a_sheet(strokes: Strokes, height: float = 150, brush: float = 12) -> str | None:
    """What is said against a picture with these strokes."""
    taken = steps(draw(strokes, height=height, brush=brush))
    return GATE.reason_against(taken.image, taken.ink)


@pytest.mark.parametrize("digits", [(1, 0), (2, 1), (1, 0, 0), (3, 1)], ids=str)
@pytest.mark.parametrize("brush", [6, 12])
def test_a_thin_1_beside_a_digit_is_not_overlooked(digits: tuple[int, ...], brush: float) -> None:
    """In the 28x28 of both it is nearly lost; on the sheet it is as large as the other."""
    for gap in (0.2, 0.3):
        assert on_a_sheet(side_by_side(*digits, gap=gap), 120, brush) == SEVERAL


def dashed(strokes: Strokes, dash: float, gap: float) -> Strokes:
    """As a pen draws them that leaves `gap` between dashes so long, in the digit's height."""
    dashes: Strokes = []
    for stroke in strokes:
        points = np.array(stroke)
        along = np.concatenate([[0], np.hypot(*np.diff(points, axis=0).T).cumsum()])
        for begin in np.arange(0, along[-1], dash + gap):
            at = np.linspace(begin, min(begin + dash, along[-1]), 5)
            x, y = (np.interp(at, along, points[:, axis]).tolist() for axis in (0, 1))
            dashes.append(list(zip(x, y, strict=True)))
    return dashes


@pytest.mark.parametrize("digit", STROKES)
def test_a_digit_of_dashes_is_one_digit(digit: int) -> None:
    """Each dash might be a 1."""
    assert on_a_sheet(dashed(STROKES[digit], 0.12, 0.09), 200, 8) is None


@pytest.mark.parametrize("bulge", [0.05, 0.1, 0.16])
def test_two_halves_of_a_0_are_one_digit(bulge: float) -> None:
    """Each might be a bent 1."""
    left = [(bulge, 0), (0.3 * bulge, 0.15), (0, 0.45), (0.2 * bulge, 0.75), (0.7 * bulge, 0.97)]
    right = [(2 * bulge + 0.1 - x, y) for x, y in left]
    assert on_a_sheet([left, right], 180, 9) is None


@pytest.mark.parametrize("digit", [3, 7])
def test_a_short_mark_beside_a_digit_is_no_digit(digit: int) -> None:
    right = max(x for stroke in STROKES[digit] for x, _ in stroke)
    mark = [(right + 0.25, 0.6), (right + 0.23, 1)]
    assert on_a_sheet([*STROKES[digit], mark], 150, 5) is None


@pytest.mark.parametrize(("rows", "columns"), [(5, 2), (8, 3)])
def test_many_digits_are_several_whatever_they_look_like_from_afar(rows: int, columns: int) -> None:
    taken = steps(draw_number("\n".join(["012"[:columns]] * rows), height=40))
    assert GATE.digit_probability(taken.image[None])[0] > GATE.threshold
    assert GATE.reason_against(taken.image, taken.ink) == SEVERAL


FIVE_AND_ITS_BAR: Strokes = [
    [(0.05, 0), (0.03, 0.45), (0.3, 0.4), (0.5, 0.6), (0.45, 0.85), (0.2, 1), (0, 0.9)],
    [(0.2, 0), (0.55, -0.02)],
]


@pytest.mark.parametrize(
    "strokes",
    [
        [[(0.02, 0), (0, 0.6), (0.3, 0.6)], [(0.45, 0), (0.45, 1)]],
        [[(0.1, 0), (0.1, 0.55)], [(0.32, 0), (0.32, 1)]],
        FIVE_AND_ITS_BAR,
    ],
    ids=["4 and its stem", "4 without its bar", "5 and its bar"],
)
def test_a_digit_that_came_apart_is_one_digit(strokes: Strokes) -> None:
    assert on_a_sheet(strokes) is None


def test_a_digit_that_came_apart_is_one_of_two() -> None:
    seven = [[(x + 0.9, y) for x, y in stroke] for stroke in STROKES[7]]
    both = draw([*FIVE_AND_ITS_BAR, *seven], height=120, brush=9)
    assert GATE.reason_against(normalise(both)) == SEVERAL
    assert on_a_sheet([*FIVE_AND_ITS_BAR, *seven], 120, 9) == SEVERAL


def test_several_things_of_which_one_is_no_digit_are_not_called_digits() -> None:
    star = [[(x + 0.8, y) for x, y in stroke] for stroke in NO_DIGITS["star"]]
    assert on_a_sheet([*STROKES[7], *star], 120, 18) == NOT_ONE


@pytest.mark.parametrize(("threshold", "reason"), [(0.5, None), (0.51, NOT_ONE)])
def test_the_threshold_decides(threshold: float, reason: str | None) -> None:
    gate = Gate(Shipped("gate", undecided(), {"threshold": threshold}))
    assert gate.reason_against(DIGITS[0]) == reason


@pytest.mark.parametrize("card", [{}, {"threshold": None}, {"threshold": "low"}])
def test_a_card_without_a_threshold_is_refused(card: dict[str, object]) -> None:
    with pytest.raises(WeightsError, match="names no threshold"):
        Gate(Shipped("gate", undecided(), card))


def test_a_network_that_reads_digits_is_no_gate(tmp_path: Path) -> None:
    for ending in (".npz", ".json"):
        (tmp_path / f"gate{ending}").write_bytes((WEIGHTS / f"cnn{ending}").read_bytes())
    with pytest.raises(WeightsError, match=r"shape \(10,\), not in \(2,\)"):
        load_gate(tmp_path)


def test_without_a_gate_nothing_starts(tmp_path: Path) -> None:
    with pytest.raises(WeightsError, match=r"gate\.json is missing"):
        load_gate(tmp_path)
