"""What the environment can set, and the limits that hold regardless.

Every setting has its line in the README's table. One that makes no sense stops the start.
"""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass

# A phone's photo is 3 to 8 MB; base64 adds a third. (Vercel itself refuses more than 4.5 MB.)
MAX_BODY = 10_000_000

# Of a form: Werkzeug's own defaults are a thousand parts and half a megabyte of text fields; what
# is asked for here is one file, and some browsers and tools add a few fields of their own.
MAX_FORM_PARTS = 20

# More processes than any machine has cores are a slip of the hand.
MOST_WORKERS = 256

SWITCH = {"on": True, "off": False}

# As browsers write it in `Origin`: scheme, host, perhaps a port, and no path.
ORIGIN = re.compile(r"https?://[a-z0-9.-]+(:[0-9]+)?|https?://\[[0-9a-f:]+\](:[0-9]+)?")


class SettingsError(ValueError):
    """A setting that makes no sense; the message says which, and what it can be."""


@dataclass(frozen=True)
class Settings:
    """The environment, checked.

    Attributes
    ----------
    host, port
        Where the server listens.
    workers
        How many processes serve.
    allowed_origins
        Origins whose pages may call the API from a browser; none by default: the page comes from
        the same origin and needs no permission.
    request_log
        Whether a line is written for every request.
    """

    host: str
    port: int
    workers: int
    allowed_origins: tuple[str, ...]
    request_log: bool


def read_settings(environ: Mapping[str, str] = os.environ) -> Settings:
    """What `environ` says.

    Raises
    ------
    SettingsError
        If one of the settings makes no sense.
    """
    return Settings(
        host=environ.get("HOST") or "127.0.0.1",
        port=_whole_number("PORT", environ.get("PORT") or "8000", 65535),
        workers=_whole_number(
            "WEB_CONCURRENCY", environ.get("WEB_CONCURRENCY") or "2", MOST_WORKERS
        ),
        allowed_origins=_origins(environ.get("ALLOWED_ORIGINS", "")),
        request_log=_switch("REQUEST_LOG", environ.get("REQUEST_LOG") or "on"),
    )


def _whole_number(name: str, text: str, most: int) -> int:
    if not (text.isascii() and text.isdigit() and 1 <= int(text) <= most):
        raise SettingsError(f'{name} is "{text}"; it must be a whole number from 1 to {most}.')
    return int(text)


def _switch(name: str, text: str) -> bool:
    if text not in SWITCH:
        raise SettingsError(f'{name} is "{text}"; it must be one of {", ".join(SWITCH)}.')
    return SWITCH[text]


def _origins(text: str) -> tuple[str, ...]:
    origins = tuple(origin.strip() for origin in text.split(",") if origin.strip())
    for origin in origins:
        if origin != "*" and not ORIGIN.fullmatch(origin):
            raise SettingsError(
                f'ALLOWED_ORIGINS names "{origin}"; an origin is scheme and host, such as '
                "https://example.org, without a slash at the end; several are divided by commas."
            )
    return origins
