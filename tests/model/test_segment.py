"""Marks, lines, seams and candidates: where digits could be, before anything is read."""

import numpy as np
import pytest

from model.errors import BlankPicture
from model.numbers.lines import line_height, lines
from model.numbers.reader import all_ink
from model.numbers.seams import seams
from model.numbers.segment import (
    Candidate,
    candidates,
    cut,
    cutout,
    marks,
    may_be_several,
    surroundings,
    whole,
)
from model.picture import crop, extent, grey, through, window
from tests.numbers import draw_number, moved


def ink_of(text: str, **how: object) -> np.ndarray:
    return all_ink(grey(draw_number(text, **how)))


def box(left: float, top: float, width: float = 60, height: float = 100) -> list[float]:
    return [left, top, left + width, top + height]


def test_marks_are_in_reading_order_and_know_their_line() -> None:
    seen = marks(ink_of("27\n013"))
    assert seen.line.tolist() == [0, 0, 1, 1, 1]
    left, top, _, bottom = seen.boxes.T
    assert (np.diff(left)[[0, 2, 3]] > 0).all()
    assert bottom[:2].max() < top[2:].min()
    assert seen.height == pytest.approx(109, abs=6), "height of the digits and their brush"
    for number, box_ in enumerate(seen.boxes.tolist(), start=1):
        rows, columns = np.nonzero(seen.labels == number)
        assert (columns.min(), rows.min(), columns.max() + 1, rows.max() + 1) == tuple(box_)


def test_specks_are_no_marks_and_their_ink_is_in_no_candidate() -> None:
    ink = ink_of("20", gap=0.6).copy()
    clean = marks(ink)
    middle = int((clean.boxes[0, 2] + clean.boxes[1, 0]) / 2)
    ink[80:86, clean.boxes[0, 2] - 8 : clean.boxes[0, 2] - 3] = 0
    ink[60:66, middle : middle + 6] = 1
    seen = marks(ink)
    assert len(seen.boxes) == 2
    assert (seen.labels == -1).sum() == 36
    both = candidates(whole(seen))[-1]
    wide = Candidate(0, 2, (int(seen.boxes[0, 0]), 0, int(seen.boxes[1, 2]), len(ink)))
    assert cutout(ink, whole(seen), wide).ink.sum() < ink.sum() - 30
    assert both.last <= 2


def test_nothing_but_dots_is_blank() -> None:
    ink = np.zeros((50, 50), np.float32)
    ink[10:13, 10:13] = ink[30:33, 20:22] = 1
    with pytest.raises(BlankPicture, match="3 pixels large"):
        marks(ink)


@pytest.mark.parametrize(
    ("boxes", "expected"),
    [
        ([box(0, 0), box(100, 10), box(200, -5)], [[0, 1, 2]]),
        ([box(200, 0), box(0, 0), box(100, 0)], [[1, 2, 0]]),
        ([box(0, 0), box(100, 0), box(0, 130), box(100, 130)], [[0, 1], [2, 3]]),
        ([box(100 * n, 30 * n) for n in range(6)], [[0, 1, 2, 3, 4, 5]]),
        ([box(100 * n, -30 * n) for n in range(6)], [[0, 1, 2, 3, 4, 5]]),
        ([box(0, 0), box(900, 10)], [[0, 1]]),
        ([box(0, 0), box(100, 0, 60, 48), box(95, 55, 70, 50)], [[0, 1, 2]]),
        ([box(0, 0), box(10, -15, 50, 8), box(0, 130), box(5, 115, 50, 8)], [[0, 1], [2, 3]]),
        ([box(0, 0, 100, 10)], [[0]]),
    ],
    ids=["one line", "right to left", "two lines", "falling", "rising", "far apart",
         "in two pieces", "bars above", "a dash"],
)  # fmt: skip
def test_lines(boxes: list[list[float]], expected: list[list[int]]) -> None:
    assert [line.tolist() for line in lines(np.array(boxes), 100)] == expected


def test_digits_that_are_all_torn_across_are_still_one_line() -> None:
    """So that most marks are but half a digit tall."""
    parts = [box(0, 0, 60, 52), box(5, 56, 60, 50), box(100, 0, 60, 66), box(95, 70, 70, 34)]
    assert [line.tolist() for line in lines(np.array(parts), 55)] == [[0, 1, 2, 3]]


def test_lines_that_almost_touch_are_two() -> None:
    rows = [box(0, 0), box(100, 10), box(0, 115), box(105, 118)]
    assert [line.tolist() for line in lines(np.array(rows), 100)] == [[0, 1], [2, 3]]


def test_one_tall_digit_does_not_make_two_tight_lines_one() -> None:
    rows = [box(0, 0), box(100, 0), box(200, -50, 60, 150), *(box(100 * n, 106) for n in range(3))]
    assert [line.tolist() for line in lines(np.array(rows), 100)] == [[0, 1, 2], [3, 4, 5]]


@pytest.mark.parametrize(
    ("boxes", "height"),
    [
        ([box(0, 0), box(100, 10, 60, 90), box(200, 0, 60, 110)], 100),
        ([box(0, 0, 60, 52), box(5, 56, 60, 50), box(100, 0, 60, 66), box(95, 70, 70, 34)], 105),
        ([box(0, 0), box(80, 90, 10, 8), box(95, 90, 10, 8), box(120, 0, 60, 104)], 102),
        ([box(0, 0), box(100, 0), box(200, -100, 20, 300)], 100),
        ([box(0, 0, 50, 10), box(100, 0, 50, 10)], 10),
    ],
    ids=["whole", "torn across", "with dots", "beside a bar", "dashes"],
)
def test_a_line_is_as_high_as_its_digits(boxes: list[list[float]], height: float) -> None:
    assert line_height(np.array(boxes), 55 if height == 105 else 100) == height


def test_a_seam_leads_through_where_two_digits_touch() -> None:
    """Two rings that touch: of all seams one crosses only where they do."""
    y, x = np.mgrid[:100, :200]
    rings = [np.abs(np.hypot(x - middle, y - 50) - 42) < 5 for middle in (50, 144)]
    ink = (rings[0] | rings[1]).astype(np.float32)
    costs, columns = seams(ink, 100, most=20)
    assert columns.shape == (len(costs), 100)
    assert (np.diff(columns, axis=0) >= 0).all(), "none crosses another"
    cleanest = [
        ((x > way[:, None]) & rings[0]).sum() + ((x <= way[:, None]) & rings[1]).sum()
        for way in columns
    ]
    assert min(cleanest) < 0.05 * ink.sum()
    assert costs[int(np.argmin(cleanest))] < 0.4


@pytest.mark.parametrize("most", [0, 1, 3])
def test_no_more_seams_than_asked_for(most: int) -> None:
    ink = np.ones((40, 400), np.float32)
    ink[5:35, ::7] = 0
    assert len(seams(ink, 40, most)[0]) <= most


def test_pieces_together_are_the_mark_and_are_numbered_from_left_to_right() -> None:
    ink = ink_of("22", gap=0.05)
    seen = marks(ink)
    assert len(seen.boxes) == 1
    pieces = cut(ink, seen, may_be_several(seen))
    assert len(pieces.boxes) > 1
    np.testing.assert_array_equal(pieces.labels > 0, seen.labels > 0)
    assert sorted(set(pieces.labels.ravel())) == list(range(len(pieces.boxes) + 1))
    centres = pieces.boxes[:, 0] + pieces.boxes[:, 2]
    assert (np.diff(centres) >= 0).all()
    assert (pieces.mark == 0).all()
    assert pieces.left_cut.min() == 0 < pieces.left_cut.max()


def test_a_candidate_is_cut_out_without_its_neighbours() -> None:
    """A 7 that leans over a 1: their boxes overlap, and neither has ink of the other."""
    ink = ink_of("71", gap=-0.08, brush=0.05)
    seen = marks(ink)
    assert seen.boxes[0, 2] > seen.boxes[1, 0], "they overlap"
    pieces = whole(seen)
    single = [one for one in candidates(pieces) if one.last - one.first == 1]
    alone = [cutout(ink, pieces, one).ink for one in single]
    for mine, drawn in zip(alone, ("7", "1"), strict=True):
        alone_ink = ink_of(drawn, brush=0.05)
        expected = crop(alone_ink, extent(alone_ink))
        assert mine.sum() == pytest.approx(expected.sum(), rel=0.02)


def test_a_digit_alone_is_cut_out_as_predict_cuts_it_out() -> None:
    ink = ink_of("3")
    pieces = whole(marks(ink))
    [only] = candidates(pieces)
    np.testing.assert_array_equal(cutout(ink, pieces, only).ink, crop(ink, extent(ink)))


def test_around_a_candidate_is_all_other_ink_and_none_of_its_own() -> None:
    """Of two digits that touch, through the window of each: the other goes on where it ends."""
    ink = ink_of("57", gap=0.02)
    seen = marks(ink)
    pieces = cut(ink, seen, np.ones(len(seen.boxes), bool))
    for one in candidates(pieces):
        own = cutout(ink, pieces, one)
        others = ink.copy()
        height, width = own.ink.shape
        others[own.top : own.top + height, own.left : own.left + width] -= own.ink
        left, top, side = window(own.ink)
        expected = through((left + own.left, top + own.top, side), others)
        inside = np.s_[1:-1, 1:-1]  # At the edges a pixel more counts or less.
        np.testing.assert_allclose(surroundings(ink, own)[inside], expected[inside], atol=0.1)
        assert (expected.max() > 0.5) == (one.last - one.first < len(pieces.boxes))


def test_around_a_digit_alone_is_paper() -> None:
    ink = ink_of("3")
    pieces = whole(marks(ink))
    [only] = candidates(pieces)
    assert not surroundings(ink, cutout(ink, pieces, only)).any()


def test_strokes_that_do_not_touch_are_a_candidate_together() -> None:
    seen = marks(ink_of("57", strokes=moved(5, 1, (0.06, -0.12))))
    assert len(seen.boxes) == 3
    runs = {(one.first, one.last) for one in candidates(whole(seen))}
    assert {(0, 1), (1, 2), (2, 3), (0, 2)} <= runs


def test_far_apart_marks_are_no_candidate_together() -> None:
    found = candidates(whole(marks(ink_of("11", gap=1.0))))
    assert [(one.first, one.last) for one in found] == [(0, 1), (1, 2)]
