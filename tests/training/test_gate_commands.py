"""`training.publish_gate` and `training.evaluate_gate`, on toy data and few of it."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from click.testing import CliRunner, Result

from model.gate import load_gate
from training import evaluate_gate, publish_gate, sets
from training.conditions import CONDITIONS
from training.config import Config, load_config
from training.data import Digits
from training.evaluate_gate import REPORTED, log_odds, scores
from training.evaluate_pictures import SPARE
from training.publish_gate import HIGHEST, REFUSED, choose_threshold


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    """A network and sets as small as can be."""
    monkeypatch.setattr(sets, "NONDIGITS", 3)
    monkeypatch.setattr(sets, "VALIDATION_NONDIGITS", 3)
    monkeypatch.setattr(evaluate_gate, "NUMBER", 3)
    training = {"epochs": 1, "workers": 1, "average": 0.0}
    small = load_config("gate", {"network": {"stages": [[2], [4]]}, "training": training})
    monkeypatch.setattr(publish_gate, "load_config", lambda _: small)


def run(command: Any, *arguments: object) -> Result:
    return CliRunner().invoke(command, [str(argument) for argument in arguments])


def test_a_gate_learns_digits_of_both_sources_against_what_is_none(
    mnist_folder: Path, few: None
) -> None:
    config: Config = load_config("gate")
    learned, validation = sets.sets(config, mnist_folder)
    assert learned.pens is not None
    assert (learned.mnist.labels == 1).all()
    copies = 10 * (config.training.pen_copies + sets.WORN_COPIES) + sets.SLASHED_COPIES
    assert (learned.pens.labels == 1).sum() == 5 * copies
    assert (learned.pens.labels == 0).sum() >= 3 * 25
    assert (validation.labels == 1).sum() == 5000 + 10 * sets.VALIDATION_COPIES
    nondigits = sets.nondigits_validation(mnist_folder)
    assert (validation.labels == 0).sum() == sum(map(len, nondigits.values()))


def test_a_published_gate_can_be_shipped(mnist_folder: Path, tmp_path: Path, few: None) -> None:
    out = tmp_path / "out"
    result = run(publish_gate.main, "--data", mnist_folder, "--out", out, "--runs", tmp_path)
    assert result.exit_code == 0, result.output
    card = load_gate(out).card
    assert 0 < card["threshold"] <= HIGHEST
    copies = 10 * (card["training"]["pen_copies"] + sets.WORN_COPIES) + sets.SLASHED_COPIES
    assert card["learned_from"]["pens"] == 5 * copies
    conditions = set(CONDITIONS) - set(SPARE)
    assert set(card["scores"]["refused"]) == {"validation", "pens", *REPORTED} | conditions
    for refused in (
        card["scores"]["refused"][name] for name in ("validation", "pens", *conditions)
    ):
        # The one on the threshold itself may fall on either side, by rounding.
        assert refused["share"] <= max(REFUSED, 1 / refused["digits"]) + 1 / refused["digits"]
    assert 0 <= card["scores"]["kinds"]["test"]["all"]["auc"] <= 1


def test_the_threshold_refuses_next_to_no_digit_of_any_set() -> None:
    network = load_gate().network
    rng = np.random.default_rng(0)
    digits = {
        name: Digits(rng.random((1000, 28, 28), np.float32) * shade, np.zeros(1000, np.uint8))
        for name, shade in (("validation", 0.2), ("pens", 0.5), ("blur", 1), ("damaged", 2))
    }
    threshold = choose_threshold(network, digits)
    refused = scores(network, threshold, digits, {})["refused"]
    shares = [refused[name]["share"] for name in ("validation", "pens", "blur")]
    assert max(shares) == pytest.approx(REFUSED, abs=0.0011) or threshold == HIGHEST


def test_log_odds_order_pictures_as_probabilities_do(mnist_folder: Path) -> None:
    gate = load_gate()
    images = sets.mnist_validation(mnist_folder).images[:200]
    odds = log_odds(gate.network, images)
    probabilities = gate.digit_probability(images)
    np.testing.assert_allclose(1 / (1 + np.exp(-odds)), probabilities, rtol=1e-4, atol=1e-6)


def test_the_table_has_a_line_for_every_set_and_kind(mnist_folder: Path, few: None) -> None:
    result = run(evaluate_gate.main, "--data", mnist_folder)
    assert result.exit_code == 0, result.output
    for name in ("validation", "pens", "faint ruled lines", "damaged", "test"):
        assert f"\n{name} " in result.output
    for kinds in evaluate_gate.shown_nondigits(mnist_folder).values():
        for name in kinds:
            assert f"\n{name} " in result.output
    assert "expected calibration error" in result.output
