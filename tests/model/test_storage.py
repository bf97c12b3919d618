import contextlib
import json
from pathlib import Path
from typing import BinaryIO

import numpy as np
import pytest

from model.network import Network, perceptron
from model.shipped import load_shipped, sha256
from model.storage import ARCHITECTURE, WeightsError, load_network, save_network
from tests.damage import damaged


@pytest.fixture
def network() -> Network:
    network = perceptron([6])
    network.initialize(np.random.default_rng(0))
    return network


@pytest.fixture
def path(tmp_path: Path, network: Network) -> Path:
    path = tmp_path / "weights" / "net.npz"
    save_network(network, path)
    return path


def contents(path: Path) -> dict[str, np.ndarray]:
    with np.load(path) as file:
        return dict(file)


def test_what_was_saved_is_loaded_to_the_last_bit(network: Network, path: Path) -> None:
    loaded = load_network(path)
    assert loaded.architecture() == network.architecture()
    for name, values in network.parameters.items():
        np.testing.assert_array_equal(loaded.parameters[name], values)


def test_the_same_network_gives_the_same_bytes(network: Network, path: Path) -> None:
    other = path.with_name("other.npz")
    save_network(network, other)
    assert other.read_bytes() == path.read_bytes()


def test_a_save_that_fails_leaves_what_was_there(
    network: Network, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = path.read_bytes()

    def full_disk(file: BinaryIO, **_: object) -> None:
        file.write(b"half of it")
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(np, "savez", full_disk)
    with pytest.raises(OSError, match="No space left"):
        save_network(network, path)
    assert path.read_bytes() == before
    assert list(path.parent.iterdir()) == [path]


@pytest.mark.parametrize("keep", [0, 10, 1000, -100])
def test_a_file_that_breaks_off_is_refused(path: Path, keep: int) -> None:
    path.write_bytes(path.read_bytes()[:keep])
    with pytest.raises(WeightsError, match=r"net\.npz is damaged"):
        load_network(path)


def test_a_file_with_a_changed_byte_is_refused(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)
    with pytest.raises(WeightsError, match=r"net\.npz is damaged"):
        load_network(path)


def test_no_damage_ends_otherwise_than_in_a_sentence(path: Path) -> None:
    """Bytes that are changed, cut out or put in, anywhere: it is whole, or refused."""
    for data in damaged(path.read_bytes(), times=300):
        path.write_bytes(data)
        with contextlib.suppress(WeightsError):
            load_network(path)


def test_a_missing_file_is_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(WeightsError, match=r"no weights file .*none\.npz"):
        load_network(tmp_path / "none.npz")


def test_a_pickle_is_not_opened(path: Path) -> None:
    np.savez(path, **{ARCHITECTURE: np.array([{"layer": "Dense"}], dtype=object)})
    with pytest.raises(WeightsError, match="damaged"):
        load_network(path)


def test_a_lone_array_is_refused(path: Path) -> None:
    with path.open("wb") as file:
        np.save(file, np.zeros(3))
    with pytest.raises(WeightsError, match="no archive"):
        load_network(path)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"1.weight": np.zeros((784, 7), np.float32)}, r"'1\.weight' is float32 of shape"),
        ({"1.weight": np.zeros((784, 6))}, r"'1\.weight' is float64"),
        ({"1.bias": np.full(6, np.nan, np.float32)}, "not finite"),
        ({"1.bias": None}, r"lacks 1\.bias"),
        ({"9.bias": np.zeros(6, np.float32)}, r"holds 9\.bias"),
        ({ARCHITECTURE: None}, "no 'architecture'"),
        ({ARCHITECTURE: np.array("{")}, "no network that can be built"),
        ({ARCHITECTURE: np.array(json.dumps([{"layer": "Magic"}]))}, "no layer 'Magic'"),
        ({ARCHITECTURE: np.array(json.dumps([{"layer": "Dense"}]))}, "no network"),
        ({ARCHITECTURE: np.array(json.dumps([1]))}, "no network"),
        ({ARCHITECTURE: np.array("[" * 100_000)}, "no network"),
        ({ARCHITECTURE: np.array('[{"layer": "GlobalAveragePool"}]')}, "no network"),
        (
            {
                ARCHITECTURE: np.array(
                    '[{"layer": "Dense", "inputs": 784, "outputs": 100000000000}]'
                )
            },
            "no network",
        ),
    ],
)
def test_a_file_that_is_not_what_it_says_is_refused(
    path: Path, change: dict[str, np.ndarray | None], sentence: str
) -> None:
    arrays = {name: a for name, a in (contents(path) | change).items() if a is not None}
    np.savez(path, **arrays)
    with pytest.raises(WeightsError, match=sentence):
        load_network(path)


def ship(network: Network, folder: Path, name: str, order: int) -> Path:
    path = folder / f"{name}.npz"
    save_network(network, path)
    card = {
        "title": name,
        "order": order,
        "architecture": network.architecture(),
        "sha256": sha256(path),
    }
    path.with_suffix(".json").write_text(json.dumps(card))
    return path


def test_shipped_networks_come_in_the_order_of_their_cards(
    network: Network, tmp_path: Path
) -> None:
    ship(network, tmp_path, "a", 2)
    ship(network, tmp_path, "b", 1)
    assert list(load_shipped(tmp_path)) == ["b", "a"]


def test_weights_that_are_not_the_cards_are_refused(network: Network, tmp_path: Path) -> None:
    path = ship(network, tmp_path, "a", 1)
    network.parameters["1.bias"][0] += 1
    save_network(network, path)
    with pytest.raises(WeightsError, match="not the file that its card describes"):
        load_shipped(tmp_path)


def test_another_networks_weights_are_refused(network: Network, tmp_path: Path) -> None:
    """Even with its checksum in the card."""
    path = ship(network, tmp_path, "a", 1)
    card = json.loads(path.with_suffix(".json").read_text())
    save_network(perceptron([7]), path)
    path.with_suffix(".json").write_text(json.dumps(card | {"sha256": sha256(path)}))
    with pytest.raises(WeightsError, match="its layers differ"):
        load_shipped(tmp_path)


def test_a_card_without_weights_is_refused(network: Network, tmp_path: Path) -> None:
    ship(network, tmp_path, "a", 1)
    ship(network, tmp_path, "b", 2).unlink()
    with pytest.raises(WeightsError, match=r"no weights file .*b\.npz"):
        load_shipped(tmp_path)


def test_weights_without_a_card_are_refused(network: Network, tmp_path: Path) -> None:
    ship(network, tmp_path, "a", 1).with_suffix(".json").unlink()
    with pytest.raises(WeightsError, match=r"card .*a\.json is missing"):
        load_shipped(tmp_path)


def test_no_weights_at_all_are_refused(tmp_path: Path) -> None:
    with pytest.raises(WeightsError, match="no weights in"):
        load_shipped(tmp_path)
