import numpy as np
import pytest

from model.errors import BlankPicture, UnknownFormat
from model.picture import normalise
from model.reader import load_readers
from tests.digits import draw, png

READERS = load_readers()


@pytest.mark.parametrize("digit", [0, 1, 2, 3, 7])
def test_the_default_network_reads_a_plain_digit(digit: int) -> None:
    reading = next(iter(READERS.values())).read_picture(png(draw(digit)))
    assert reading.digit == digit
    assert reading.confidence > 0.9


@pytest.mark.parametrize("name", READERS)
def test_every_shipped_network_reads_a_plain_7(name: str) -> None:
    reading = READERS[name].read_picture(png(draw(7)))
    assert reading.digit == 7
    assert reading.confidence == max(reading.probabilities)
    assert reading.probabilities.sum() == pytest.approx(1)
    np.testing.assert_array_equal(reading.image, normalise(draw(7)))


def test_an_image_is_read_as_it_is() -> None:
    reader = next(iter(READERS.values()))
    image = normalise(draw(3)).astype(np.float64)
    reading = reader.read_image(image)
    assert reading.digit == 3
    np.testing.assert_allclose(reading.image, image, rtol=1e-6)


@pytest.mark.parametrize(
    ("image", "sentence"),
    [
        (np.ones((28, 27)), "not"),
        (np.full((28, 28), 1.5), r"outside of 0\.\.1"),
        (np.full((28, 28), np.nan), r"outside of 0\.\.1"),
        (np.zeros((28, 28)), "Nothing is drawn"),
    ],
)
def test_an_image_that_is_none_is_refused(image: np.ndarray, sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        next(iter(READERS.values())).read_image(image)


def test_pictures_that_cannot_be_read_are_refused() -> None:
    reader = next(iter(READERS.values()))
    with pytest.raises(UnknownFormat):
        reader.read_picture(b"no picture")
    with pytest.raises(BlankPicture):
        reader.read_picture(png(draw(3, ink=(255, 255, 255))))
