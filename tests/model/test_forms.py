"""A digit is read in whichever of its forms it is written, and whoever writes it."""

import pytest

from model.reader import load_readers
from tests.digits import png
from tests.forms import FORMS, HANDS, hands

READER = next(iter(load_readers().values()))


@pytest.mark.parametrize("form", FORMS)
def test_every_hand_is_read(form: str) -> None:
    digit, _ = FORMS[form]
    readings = [READER.read_picture(png(picture)) for picture in hands(form)]
    assert HANDS >= 10
    assert [reading.digit for reading in readings] == [digit] * HANDS
