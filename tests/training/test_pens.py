import numpy as np
import pytest

from tests.training.conftest import trajectories
from training.pens import SHEET, PenDigit, draw, parse, pen_digits, random_look, vary

PENS = list(parse(trajectories()))


def test_a_unipen_file_is_read_digit_by_digit() -> None:
    assert len(PENS) == 60
    assert {pen.writer for pen in PENS} == set(range(1, 7))
    seven = next(pen for pen in PENS if pen.label == 7)
    assert [stroke.shape for stroke in seven.strokes] == [(9, 2), (2, 2)]
    assert seven.strokes[0][1].tolist() == [50, 20]


def test_a_digit_is_drawn_upright_whole_and_of_the_size_it_was_given() -> None:
    """The tablet's y goes up, a picture's down."""
    points = np.array([[0, 0], [0, 100], [30, 100]], np.float32)  # Up, then to the right.
    pen = PenDigit(7, 1, (points,))
    for seed in range(20):
        look = random_look(pen, np.random.default_rng(seed))
        ink = np.asarray(draw(pen, look)).astype(int)
        marked = np.abs(ink - look.paper) > 0.5 * abs(look.ink - look.paper)
        rows, _ = np.nonzero(marked)
        assert marked[: SHEET // 2].any() or marked[SHEET // 2 :].any()
        assert np.ptp(rows) == pytest.approx(look.height + look.brush, abs=3)
        assert marked[rows.min() : rows.min() + 3].sum() > marked[rows.max() - 2 :].sum()
        assert marked[[0, -1]].sum() + marked[:, [0, -1]].sum() < 5 * SHEET * 0.05


def test_looks_vary_in_all_they_can() -> None:
    looks = [random_look(PENS[3], np.random.default_rng(seed)) for seed in range(300)]
    sizes = np.array([look.height + look.brush for look in looks]) / SHEET
    brushes = np.array([look.brush / (look.height + look.brush) for look in looks])
    assert sizes.min() < 0.25
    assert sizes.max() > 0.9
    assert brushes.min() < 0.05
    assert brushes.max() > 0.25
    assert 0.3 < np.mean([look.ink < look.paper for look in looks]) < 0.7
    assert min(abs(look.ink - look.paper) for look in looks) > 80


def test_brushes_are_of_the_width_asked_for_and_nothing_else_changes() -> None:
    for narrow, wide in ((0.04, 0.06), (0.23, 0.27)):
        widths = []
        for seed in range(100):
            look = random_look(PENS[3], np.random.default_rng(seed), (narrow, wide))
            usual = random_look(PENS[3], np.random.default_rng(seed))
            assert look.height + look.brush == pytest.approx(usual.height + usual.brush)
            assert (look.ink, look.paper) == (usual.ink, usual.paper)
            widths.append(look.brush / (look.height + look.brush))
        assert narrow <= min(widths) < narrow + 0.1 * (wide - narrow)
        assert wide - 0.1 * (wide - narrow) < max(widths) <= wide


def test_broader_brushes_leave_more_ink() -> None:
    ink = [
        pen_digits(PENS, copies=1, seed=2, brushes=brushes).images.mean()
        for brushes in ((0.04, 0.06), (0.09, 0.13), (0.23, 0.27))
    ]
    assert ink[0] < ink[1] < ink[2]


def test_pictures_are_normalised_as_those_of_requests_and_the_same_every_time() -> None:
    digits = pen_digits(PENS, copies=2, seed=3)
    assert digits.images.shape == (120, 28, 28)
    assert digits.images.dtype == np.float32
    assert digits.labels.tolist() == [pen.label for pen in PENS for _ in range(2)]
    assert digits.images.max(axis=(1, 2)) == pytest.approx(1)
    assert (digits.images[0] != digits.images[1]).any(), "each copy has its own look"
    np.testing.assert_array_equal(digits.images, pen_digits(PENS, copies=2, seed=3).images)


def test_another_hand_moves_every_point_a_little_and_keeps_the_strokes() -> None:
    pen = PENS[7]
    size = np.ptp(np.concatenate(pen.strokes), axis=0).max()
    moved = [vary(pen, np.random.default_rng(seed)) for seed in range(50)]
    for hand in moved:
        assert (hand.label, hand.writer) == (pen.label, pen.writer)
        assert [s.shape for s in hand.strokes] == [s.shape for s in pen.strokes]
    shapes = np.array([np.concatenate(hand.strokes) for hand in moved])
    shapes -= shapes.mean(axis=1, keepdims=True)
    spread = shapes.std(axis=0).max(axis=1) / size
    assert (spread > 0.02).any()
    assert (spread < 0.2).all()


def test_varied_copies_differ_from_the_writers_own() -> None:
    own, varied = (pen_digits(PENS[7:8], 1, seed=3, varied=v).images for v in (False, True))
    assert (own != varied).any()
