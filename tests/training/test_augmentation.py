import numpy as np
import pytest

from training.augmentation import augment
from training.config import AugmentationConfig

EVERYTHING = AugmentationConfig(
    rotation=15, scale=0.15, shear=0.2, shift=2, elastic=1, thickness=1,
    blur=1, contrast=1, grain=0.2, scratches=0.2,
)  # fmt: skip


@pytest.fixture
def cross() -> np.ndarray:
    """40 times an upright cross in the middle of (28, 28), its arms 15 long and 3 wide."""
    images = np.zeros((40, 28, 28), np.float32)
    images[:, 6:21, 12:15] = 1
    images[:, 12:15, 6:21] = 1
    return images


def middle(images: np.ndarray, axis: int) -> np.ndarray:
    """Centre of mass of each, along rows (axis 0) or columns (1)."""
    return (images.sum(axis=2 - axis) @ np.arange(28)) / images.sum(axis=(1, 2))


def rng() -> np.random.Generator:
    return np.random.default_rng(0)


def test_no_augmentation_changes_nothing(cross: np.ndarray) -> None:
    np.testing.assert_array_equal(augment(cross, AugmentationConfig(), rng()), cross)


def test_what_comes_out_are_pictures_and_the_input_is_left_alone(cross: np.ndarray) -> None:
    before = cross.copy()
    bent = augment(cross, EVERYTHING, rng())
    assert bent.shape == cross.shape
    assert bent.dtype == np.float32
    assert bent.min() >= 0
    assert bent.max() <= 1 + 1e-6
    np.testing.assert_array_equal(cross, before)


def test_every_picture_is_bent_otherwise_and_the_same_seed_bends_alike(cross: np.ndarray) -> None:
    bent = augment(cross, EVERYTHING, rng())
    assert len({image.tobytes() for image in bent}) == len(bent)
    np.testing.assert_array_equal(bent, augment(cross, EVERYTHING, rng()))


def test_shift_moves_by_up_to_so_many_pixels_both_ways(cross: np.ndarray) -> None:
    bent = augment(cross, AugmentationConfig(shift=2), rng())
    for axis in (0, 1):
        moved = middle(bent, axis) - 13
        assert np.abs(moved).max() <= 2.01
        assert moved.min() < -1
        assert moved.max() > 1


def test_rotation_turns_around_the_middle(cross: np.ndarray) -> None:
    upright = cross[:1].copy()
    upright[:, 12:15, 6:12] = 0  # Now a T lying on its side: turned, its bar leans.
    bent = augment(np.repeat(upright, 40, axis=0), AugmentationConfig(rotation=20), rng())
    leaning = (bent[:, 6:9] @ np.arange(28)) - (bent[:, 18:21] @ np.arange(28))
    assert leaning.sum(axis=1).min() < -5
    assert leaning.sum(axis=1).max() > 5
    quarter = augment(upright, AugmentationConfig(rotation=0.01), rng())
    np.testing.assert_allclose(quarter, upright, atol=0.01, err_msg="degrees, not radians")
    np.testing.assert_allclose(bent.sum(axis=(1, 2)), upright.sum(), rtol=0.05)


def test_scale_changes_the_extent(cross: np.ndarray) -> None:
    ink = augment(cross, AugmentationConfig(scale=0.2), rng()).sum(axis=(1, 2))
    assert ink.min() < 0.9 * cross[0].sum()
    assert ink.max() > 1.1 * cross[0].sum()


def test_height_and_width_are_scaled_each_for_itself(cross: np.ndarray) -> None:
    bent = augment(cross, AugmentationConfig(scale=0.2), rng())
    height, width = (bent.max(axis=axis).sum(axis=1) for axis in (2, 1))
    assert (height / width).min() < 0.9
    assert (height / width).max() > 1.1


def test_shear_slants_what_stands_and_leaves_what_lies(cross: np.ndarray) -> None:
    bent = augment(cross, AugmentationConfig(shear=0.3), rng())
    slant = middle(bent[:, 6:9], 1) - middle(bent[:, 18:21], 1)
    assert slant.min() < -2
    assert slant.max() > 2
    lying = bent[:, :, 6:9]
    assert np.abs(middle(lying, 0) - 13).max() < 0.2


def test_elastic_bends_what_was_straight_by_about_its_deviation(cross: np.ndarray) -> None:
    lines = np.zeros((200, 28, 28), np.float32)
    lines[:, 4:24, 12:15] = 1
    bent = augment(lines, AugmentationConfig(elastic=1), rng())
    course = (bent[:, 8:20] @ np.arange(28)) / bent[:, 8:20].sum(axis=2)
    assert 0.7 < (course - 13).std() < 1.3
    crosses = augment(np.repeat(cross, 5, axis=0), AugmentationConfig(elastic=2), rng())
    down, across = middle(crosses, 0), middle(crosses, 1)
    assert abs(np.corrcoef(down, across)[0, 1]) < 0.3, "each way by itself"


def test_thickness_goes_both_ways(cross: np.ndarray) -> None:
    ink = augment(cross, AugmentationConfig(thickness=1), rng()).sum(axis=(1, 2))
    assert ink.min() < 0.7 * cross[0].sum()
    assert ink.max() > 1.3 * cross[0].sum()


def test_blur_moves_ink_to_its_neighbours_and_loses_none(cross: np.ndarray) -> None:
    bent = augment(cross, AugmentationConfig(blur=1.0), rng())
    change = np.abs(bent - cross).sum(axis=(1, 2))
    assert np.median(change) < change.max() / 4, "most are blurred a little only"
    np.testing.assert_allclose(bent.sum(axis=(1, 2)), cross[0].sum(), rtol=1e-5)
    assert bent[:, 13, 21].max() > 0.1, "one pixel beyond the arm's end"
    assert bent[:, 13, 22:].max() == 0


def test_contrast_changes_half_tones_and_neither_ink_nor_paper(cross: np.ndarray) -> None:
    assert augment(cross, AugmentationConfig(contrast=1.0), rng()) == pytest.approx(cross)
    pale = augment(0.5 * cross, AugmentationConfig(contrast=1.0), rng())
    assert pale[:, 13, 13].min() < 0.4
    assert pale[:, 13, 13].max() > 0.6
    assert pale[:, 0].max() == 0


def test_grain_is_noise_of_at_most_that_deviation(cross: np.ndarray) -> None:
    half = np.full_like(cross, 0.5)
    deviation = np.std(augment(half, AugmentationConfig(grain=0.1), rng()) - half, axis=(1, 2))
    assert 0.05 < deviation.max() < 0.11


def test_scratches_go_across_their_share_of_the_pictures(cross: np.ndarray) -> None:
    many = np.repeat(cross, 20, axis=0)
    bent = augment(many, AugmentationConfig(scratches=0.25), rng())
    difference = bent - many
    share = (np.abs(difference).sum(axis=(1, 2)) > 0).mean()
    assert 0.12 < share < 0.3, "some miss the ink, or the picture"
    assert difference.min() < -0.9, "of paper, through the ink"
    assert difference.max() > 0.9, "of ink, on the paper"
