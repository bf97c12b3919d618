"""Lines of writing as strips."""

import numpy as np
import pytest

from model.numbers.reader import WORKING_SIDE, all_ink
from model.numbers.segment import cut, marks, may_be_several, whole
from model.numbers.strips import COLUMN, HEIGHT, MARGIN, Strip, strip, strips
from model.picture import grey
from tests.numbers import draw_number


def of(text: str, gap: float = 0.25, height: int = 120, pieces: bool = False) -> list[Strip]:
    ink = all_ink(grey(draw_number(text, gap=gap, height=height), WORKING_SIDE))
    seen = marks(ink)
    return strips(ink, cut(ink, seen, may_be_several(seen)) if pieces else whole(seen))


def test_a_line_is_one_strip_of_32_rows_with_paper_around() -> None:
    [one] = of("2026")
    assert (one.first, one.last) == (0, 4)
    height, width = one.image.shape
    assert height == HEIGHT
    assert width % COLUMN == 0
    assert one.image.dtype == np.float32
    assert one.image.min() >= 0
    assert one.image.max() == pytest.approx(1)
    inside = one.image[MARGIN:-MARGIN, MARGIN:]
    assert one.image.sum() == pytest.approx(inside.sum())
    assert inside[0].any()
    assert inside[-1].any()
    assert inside[:, 0].any()


def test_as_large_or_small_as_it_was_drawn_it_is_the_same_strip() -> None:
    [small], [large] = of("2026", height=60), of("2026", height=240)
    assert abs(small.image.shape[1] - large.image.shape[1]) <= COLUMN
    width = min(small.image.shape[1], large.image.shape[1])
    alike = np.corrcoef(small.image[:, :width].ravel(), large.image[:, :width].ravel())[0, 1]
    assert alike > 0.8


@pytest.mark.parametrize("pieces", [False, True])
def test_lines_and_what_is_far_apart_are_strips_of_their_own(pieces: bool) -> None:
    found = of("12\n345", pieces=pieces)
    assert len(found) == 2
    assert found[1].first == found[0].last, "all pieces in reading order"
    assert found[0].image.shape[1] < found[1].image.shape[1]
    apart = of("12", gap=0.8, pieces=pieces)
    assert len(apart) == 2


def test_however_wide_the_ink_it_has_a_strip() -> None:
    assert strip(np.ones((1, 4000), np.float32)).shape[1] < 2000
    assert strip(np.ones((4000, 1), np.float32)).shape[1] == 2 * COLUMN
