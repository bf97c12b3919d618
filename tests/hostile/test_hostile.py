"""Whatever is sent: an answer of ours, never a 5xx, and no reader but those of five formats."""

import random
from functools import cache

import pytest
from PIL import Image

from model.picture import FORMATS
from tests.hostile.corpus import OTHER_FORMATS, Body, corpus, seeds
from tests.hostile.fuzz import bodies, mutated, send

# Enough to reach every parser in every way of damaging, in seconds.
FUZZED = 1500


@cache
def hostile() -> dict[str, Body]:
    return corpus()


def test_the_corpus_is_refused_or_read() -> None:
    outcome = send(iter(hostile().items()), len(hostile()), seed=0)
    assert outcome.failed == []
    assert set(outcome.statuses) <= {200, 400, 413, 415, 422}


def test_damaged_bodies_are_refused_or_read() -> None:
    named = ((f"number {count}", body) for count, body in enumerate(bodies(FUZZED, seed=0)))
    outcome = send(named, FUZZED, seed=0)
    assert outcome.failed == []
    assert {200, 400, 415, 422} <= set(outcome.statuses), "it reaches what it is to reach"


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
    bodies = {name: body for name, body in hostile().items() if name.startswith(OTHER_FORMATS)}
    assert len(bodies) >= 10
    outcome = send(iter(bodies.items()), len(bodies), seed=0)
    assert opened == []
    assert set(outcome.statuses) == {415}
