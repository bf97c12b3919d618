from pathlib import Path

import numpy as np
import pytest

from model.gate import NOT_ONE, SEVERAL, Gate, load_gate
from model.network import Network, convolutional
from model.picture import normalise
from model.shipped import WEIGHTS, Shipped
from model.storage import WeightsError
from tests.digits import NO_DIGITS, STROKES, draw, side_by_side

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


def test_several_things_of_which_one_is_no_digit_are_not_called_digits() -> None:
    star = [[(x + 0.8, y) for x, y in stroke] for stroke in NO_DIGITS["star"]]
    image = normalise(draw([*STROKES[7], *star], height=120))
    assert GATE.reason_against(image) == NOT_ONE


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
