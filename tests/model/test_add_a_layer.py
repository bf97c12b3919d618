"""docs/add-a-layer.md is run as it stands: whoever follows it gets a layer that works."""

import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from model.layers import Layer
from model.network import LAYERS

PAGE = Path(__file__).parents[2] / "docs" / "add-a-layer.md"


@pytest.fixture
def followed(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """What is there after every block of the page was run."""
    monkeypatch.setitem(LAYERS, "LeakyReLU", Layer)  # So that afterwards it is gone again.
    names: dict[str, Any] = {}
    blocks = re.findall(r"```python\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    exec("\n".join(blocks), names)
    return names


def test_the_layer_of_the_page_is_stored_and_made_again(followed: dict[str, Any]) -> None:
    layer = followed["again"].layers[2]
    assert isinstance(layer, followed["LeakyReLU"])
    assert layer.slope == 0.1
    assert layer.forward(np.array([[-2.0, 3.0]], np.float32)).tolist() == [
        pytest.approx([-0.2, 3.0])
    ]


def test_the_layer_of_the_page_keeps_the_dtype(followed: dict[str, Any]) -> None:
    x = np.zeros((3, 28, 28), np.float32)
    assert followed["network"].forward(x).dtype == np.float32


def test_the_check_of_the_page_finds_a_wrong_gradient(followed: dict[str, Any]) -> None:
    class Wrong(followed["LeakyReLU"]):  # type: ignore[name-defined, misc]
        def backward(self, dy: np.ndarray) -> np.ndarray:
            return dy

    rng = np.random.default_rng(0)
    with pytest.raises(AssertionError, match="dL/dx"):
        followed["check_layer"](Wrong(0.1), rng.normal(size=(5, 7)), rng)
