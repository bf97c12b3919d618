"""Settings come from the environment; senseless ones stop the start with a sentence."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from backend.settings import SettingsError, read_settings

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text("utf-8")


def test_the_defaults_are_those_of_the_readme() -> None:
    settings = read_settings({})
    values = {
        "PORT": settings.port,
        "HOST": settings.host,
        "WEB_CONCURRENCY": settings.workers,
        "REQUEST_LOG": {True: "on", False: "off"}[settings.request_log],
    }
    for name, value in values.items():
        assert f"| `{name}` | `{value}` |" in README
    assert settings.allowed_origins == ()
    assert "| `ALLOWED_ORIGINS` | none |" in README


def test_an_empty_setting_is_none() -> None:
    empty = dict.fromkeys(("PORT", "HOST", "WEB_CONCURRENCY", "ALLOWED_ORIGINS", "REQUEST_LOG"), "")
    assert read_settings(empty) == read_settings({})


def test_origins_are_divided_by_commas() -> None:
    text = "https://example.org, http://localhost:5173,"
    origins = ("https://example.org", "http://localhost:5173")
    assert read_settings({"ALLOWED_ORIGINS": text}).allowed_origins == origins
    assert read_settings({"ALLOWED_ORIGINS": "*"}).allowed_origins == ("*",)


SENSELESS = [
    ("WEB_CONCURRENCY", "abc"),
    ("WEB_CONCURRENCY", "0"),
    ("WEB_CONCURRENCY", "-1"),
    ("WEB_CONCURRENCY", "1.5"),
    ("WEB_CONCURRENCY", "1000"),
    ("WEB_CONCURRENCY", "²"),
    ("PORT", "http"),
    ("PORT", "0"),
    ("PORT", "65536"),
    ("REQUEST_LOG", "yes"),
    ("ALLOWED_ORIGINS", "example.org"),
    ("ALLOWED_ORIGINS", "https://example.org/"),
    ("ALLOWED_ORIGINS", "https://*.example.org"),
    ("ALLOWED_ORIGINS", "https://example.org; https://example.com"),
]


@pytest.mark.parametrize(("name", "text"), SENSELESS)
def test_a_senseless_setting_is_named(name: str, text: str) -> None:
    with pytest.raises(SettingsError, match=f'^{name} .*"{re.escape(text)}"'):
        read_settings({name: text})


def test_it_stops_the_start_with_a_sentence() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "backend"],
        cwd=ROOT,
        env={**os.environ, "WEB_CONCURRENCY": "abc"},
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 1
    assert done.stderr == (
        'The server cannot start: WEB_CONCURRENCY is "abc"; '
        "it must be a whole number from 1 to 256.\n"
    )
