"""Without what training needs beside serving there is a sentence, not a traceback."""

import importlib.util
import re
from pathlib import Path

import pytest

import training


def test_what_is_not_installed_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    find = importlib.util.find_spec
    monkeypatch.setattr(
        importlib.util, "find_spec", lambda name: None if name == "pooch" else find(name)
    )
    with pytest.raises(SystemExit, match=r"^pooch is not installed: pip install -r training/"):
        importlib.reload(training)


def test_all_that_is_required_is_looked_for() -> None:
    required = Path(training.__file__).with_name("requirements.txt").read_text(encoding="utf-8")
    assert re.findall(r"^([a-z0-9]+)==", required, re.MULTILINE) == list(training.PACKAGES)
