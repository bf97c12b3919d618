"""Whatever is sent: an answer of ours, never a 5xx, and no reader but those of five formats."""

import random
import sys
from functools import cache

import pytest
from PIL import Image

from model.picture import FORMATS
from tests.hostile import fuzz
from tests.hostile.corpus import OTHER_FORMATS, Body, corpus, drawn, floods, others, seeds
from tests.hostile.fuzz import (
    LONGEST,
    MOST_GROWTH,
    Outcome,
    Request,
    bodies,
    damaged,
    mutated,
    send,
    to_all_routes,
)

# Enough to reach every parser in every way of damaging, in seconds.
FUZZED = 1500


@cache
def hostile() -> dict[str, Body]:
    return corpus()


def test_the_corpus_is_refused_or_read() -> None:
    requests = to_all_routes(hostile())
    outcome = send(requests)
    assert outcome.failed == []
    assert set(outcome.statuses) <= {200, 400, 413, 415, 422}
    assert outcome.statuses.total() == 2 * len(hostile()), "each at /predict and at /read"


def test_damaged_bodies_are_refused_or_read() -> None:
    outcome = send(damaged(FUZZED, seed=0))
    assert outcome.failed == []
    assert {200, 400, 415, 422} <= set(outcome.statuses), "it reaches what it is to reach"


def test_what_takes_long_to_go_through_is_refused_before() -> None:
    """Undamaged but for a flood of parts: gone through to the end, they would all be read."""
    for name, body in floods().items():
        outcome = send([Request(name, "/predict", body)])
        assert set(outcome.statuses) <= {400, 415}, name


def test_drawn_pictures_go_all_the_way() -> None:
    """To the gate and to the judge, not only to the word that they are blank."""
    small = {name: body for name, body in drawn().items() if name.endswith(" 280 x 280")}
    for path in fuzz.ROUTES:
        outcome = send(Request(name, path, body) for name, body in small.items())
        assert outcome.statuses[200] > len(small) / 3


@pytest.mark.parametrize(
    "outcome",
    [
        Outcome(failed=["500 to a picture at /read"]),
        Outcome(seconds={"a picture at /read": 1.1 * LONGEST}),
        Outcome(growth=2 * MOST_GROWTH),
    ],
    ids=["5xx", "slow", "grown"],
)
@pytest.mark.parametrize("run", [0, 1], ids=["the corpus", "damaged bodies"])
def test_a_promise_that_is_broken_fails_the_command(
    monkeypatch: pytest.MonkeyPatch, outcome: Outcome, run: int
) -> None:
    outcomes = [Outcome(), Outcome()]
    monkeypatch.setattr(sys, "argv", ["fuzz"])
    monkeypatch.setattr(fuzz, "corpus", dict)
    for status in (0, 1):
        left = iter(outcomes)
        monkeypatch.setattr(fuzz, "send", lambda *_, left=left: next(left))
        with pytest.raises(SystemExit) as end:
            fuzz.main()
        assert end.value.code == status
        outcomes[run] = outcome


def test_the_same_seed_sends_the_same() -> None:
    assert list(bodies(20, seed=3)) == list(bodies(20, seed=3)) != list(bodies(20, seed=4))
    body = seeds()[0]
    assert any(mutated(body, random.Random(seed)).data != body.data for seed in range(5))


def test_only_the_five_formats_are_ever_opened(monkeypatch: pytest.MonkeyPatch) -> None:
    Image.init()
    opened = []
    for name, (factory, accept) in list(Image.OPEN.items()):
        if name in FORMATS:
            continue

        def spy(*_: object, name: str = name) -> None:
            opened.append(name)
            raise SyntaxError

        monkeypatch.setitem(Image.OPEN, name, (spy, accept))
        assert factory
    bodies = {name: body for name, body in others().items() if name.startswith(OTHER_FORMATS)}
    assert len(bodies) >= 10
    requests = to_all_routes(bodies)
    outcome = send(requests)
    assert opened == []
    assert set(outcome.statuses) == {415}
