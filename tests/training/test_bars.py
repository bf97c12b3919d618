"""What is promised of any picture, of numbers and of what is no digit, held against what is there.

By what the gate's card says of itself and the table in docs/picture.md; and, where the data lies
in $DIGITS_DATA or data/, by a few digits of the writers that nothing was learned from.
"""

import os
import re
from pathlib import Path

import numpy as np
import pytest

from model.gate import load_gate
from model.reader import load_readers
from model.shipped import load_shipped
from training.candidates import KINDS, Hands, hands, sheet
from training.conditions import CONDITIONS
from training.evaluate_numbers import read
from training.evaluate_pictures import SPARE, as_predict, normalised, read_by, zigzag_ink
from training.pens import VALIDATION_WRITERS

ROOT = Path(__file__).parents[2]
DATA = Path(os.environ.get("DIGITS_DATA", ROOT / "data"))

with_pens = pytest.mark.skipif(
    not list((DATA / "pendigits").glob("pendigits-orig.tra*")), reason="no pens in DIGITS_DATA"
)

# The share of real digits that may be refused; the least area under the ROC curve on kinds of
# non-digits that the gate has not seen.
REFUSED = 0.005
AUC = 0.97

# Percentage points that a condition may cost.
COST = 0.5


def test_the_gate_refuses_few_digits_and_knows_what_it_has_not_seen() -> None:
    scores = load_gate().card["scores"]
    for name, refused in scores["refused"].items():
        if name != "damaged":  # As for training, which is worse than in most pictures.
            assert refused["share"] <= REFUSED, name
    assert scores["kinds"]["test"]["all"]["auc"] >= AUC


def conditions_table() -> dict[str, float]:
    """From docs/picture.md: of each condition the difference to plain, in percentage points."""
    lines = (ROOT / "docs" / "picture.md").read_text(encoding="utf-8").splitlines()
    begin = next(at for at, line in enumerate(lines) if line.startswith("| the digit |"))
    rows = {}
    for line in lines[begin + 2 :]:
        if not line.startswith("|"):
            return rows
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        rows[cells[0]] = float(cells[-1])
    return rows


def test_the_published_table_is_of_the_weights_that_are_shipped() -> None:
    """If it fails: `training.evaluate_pictures --before` prints the table for docs/picture.md."""
    network = load_shipped()["cnn"].network
    text = (ROOT / "docs" / "picture.md").read_text(encoding="utf-8")
    assert f"<!-- {read_by(network, load_gate())} " in text


def test_the_published_table_is_of_pictures_as_they_are_normalised_now() -> None:
    """If it fails: as above; what is read of pictures is no longer what the table says."""
    text = (ROOT / "docs" / "picture.md").read_text(encoding="utf-8")
    published = re.findall(r"A zigzag: ([0-9.]+) of ink\. -->", text)
    assert [float(ink) for ink in published] == [pytest.approx(zigzag_ink(), abs=0.05)]


def test_no_condition_of_the_published_table_costs_more_than_it_may() -> None:
    table = conditions_table()
    assert list(table) == list(CONDITIONS)
    for condition, difference in table.items():
        assert difference >= -COST, condition


@pytest.fixture(scope="module")
def held_back() -> Hands:
    return hands(DATA, validation=True)


@with_pens
@pytest.mark.parametrize(("kind", "least"), [("apart", 0.9), ("one pair touches", 0.75)])
def test_numbers_of_writers_held_back_are_read(held_back: Hands, kind: str, least: float) -> None:
    """Thirty sheets, of which by the bars 29 and 25 or 26 should be right."""
    written = [
        sheet(held_back, KINDS[kind], np.random.default_rng([seed, 2])) for seed in range(30)
    ]
    right = [read(one.picture, "cnn").text == one.text for one in written]
    assert np.mean(right) >= least


@with_pens
@pytest.mark.parametrize("condition", sorted(set(CONDITIONS) - set(SPARE)))
def test_a_few_digits_of_writers_held_back_are_read_under(held_back: Hands, condition: str) -> None:
    """Each of the ten, by two of the writers; one may be misread as in any handwriting."""
    pens = [
        next(pen for pen in held_back[writer] if pen.label == label)
        for writer in sorted(VALIDATION_WRITERS)[:2]
        for label in range(10)
    ]
    images = normalised(condition, pens, as_predict)
    gate = load_gate()
    right = load_readers()["cnn"].network.predict(images).argmax(axis=1) == [
        pen.label for pen in pens
    ]
    right &= gate.digit_probability(images) >= gate.threshold
    assert np.count_nonzero(~right) <= 1
