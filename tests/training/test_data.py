import gzip
import hashlib
import http.server
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from training import data
from training.data import DataError, Digits, mnist_test, mnist_training, split

NAME = "train-images-idx3-ubyte"


def test_digits_are_pictures_from_0_to_1_with_labels(mnist_folder: Path) -> None:
    digits = mnist_training(mnist_folder)
    assert digits.images.shape == (6000, 28, 28)
    assert digits.images.dtype == np.float32
    assert 0 <= digits.images.min() < 0.1
    assert 0.9 < digits.images.max() <= 1
    assert set(digits.labels) == set(range(10))
    assert len(mnist_test(mnist_folder)) == 200


def test_the_folder_can_come_from_the_environment(
    mnist_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DIGITS_DATA", str(mnist_folder))
    assert len(mnist_training()) == 6000


def test_files_may_lie_uncompressed_and_in_the_folder_itself(mnist_folder: Path) -> None:
    for path in list((mnist_folder / "mnist").iterdir()):
        (mnist_folder / path.stem).write_bytes(gzip.decompress(path.read_bytes()))
        path.unlink()
    assert len(mnist_training(mnist_folder)) == 6000


def test_a_missing_file_is_named(mnist_folder: Path) -> None:
    (mnist_folder / "mnist" / f"{NAME}.gz").unlink()
    with pytest.raises(DataError, match=rf"holds no {NAME}\.gz"):
        mnist_training(mnist_folder)


def test_half_a_file_is_refused(mnist_folder: Path) -> None:
    path = mnist_folder / "mnist" / f"{NAME}.gz"
    path.write_bytes(path.read_bytes()[:10_000])
    with pytest.raises(DataError, match=rf"{NAME}\.gz is damaged or incomplete"):
        mnist_training(mnist_folder)


def test_other_content_is_refused(mnist_folder: Path) -> None:
    path = mnist_folder / "mnist" / f"{NAME}.gz"
    path.write_bytes(gzip.compress(b"other"))
    with pytest.raises(DataError, match=rf"is not the {NAME} of the official.*SHA-256"):
        mnist_training(mnist_folder)


def test_the_validation_digits_are_always_the_same_and_never_trained_on(toy: Digits) -> None:
    training, validation = split(toy, 100)
    assert (len(training), len(validation)) == (500, 100)
    np.testing.assert_array_equal(split(toy, 100)[1].images, validation.images)
    pictures = {image.tobytes() for image in training.images}
    assert not any(image.tobytes() in pictures for image in validation.images)


@pytest.fixture
def mirror(mnist_folder: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Path]:
    """The only mirror that works is a server here; what is downloaded goes to a new folder."""

    class Handler(http.server.SimpleHTTPRequestHandler):
        def __init__(self, *args: object) -> None:
            super().__init__(*args, directory=str(mnist_folder / "mnist"))  # type: ignore[arg-type]

        def log_message(self, *_: object) -> None:
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        here = f"http://127.0.0.1:{server.server_port}/"
        mirrors = (f"{here}gone/", here)
        files = {name: replace(file, mirrors=mirrors) for name, file in data.FILES.items()}
        monkeypatch.setattr(data, "FILES", files)
        monkeypatch.setattr(data, "DEFAULT_FOLDER", tmp_path / "downloaded")
        yield mnist_folder / "mnist"
        server.shutdown()
        thread.join()


def test_what_is_missing_is_downloaded_once_from_a_mirror_that_has_it(mirror: Path) -> None:
    assert len(mnist_training()) == 6000
    for path in mirror.iterdir():
        path.unlink()
    assert len(mnist_training()) == 6000, "the second time it is there"


def test_a_download_that_is_not_the_file_is_refused_and_not_kept(mirror: Path) -> None:
    (mirror / f"{NAME}.gz").write_bytes(b"<html>Please log in</html>")
    with pytest.raises(DataError, match=f"{NAME} could not be downloaded"):
        mnist_training()
    assert not (data.DEFAULT_FOLDER / "mnist" / f"{NAME}.gz").exists()


def test_a_folder_that_was_named_is_never_downloaded_to(mirror: Path, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(DataError, match="holds no"):
        mnist_training(tmp_path / "empty")


def test_the_official_checksum_is_expected() -> None:
    expected = "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db"
    assert data.FILES[NAME].sha256 == expected
    assert len(hashlib.sha256().hexdigest()) == len(expected)
