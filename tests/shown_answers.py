"""The answers that README and the tour show, asked anew: `python -m tests.shown_answers`.

Whatever the network that reads by default is, they show what it says: in README.md the JSON of
`/predict` and `/read`, in docs/tour.md what each `training.predict` prints.
"""

import json
import os
import re
import shlex
from collections.abc import Iterator
from typing import Any

import click
from click.testing import CliRunner

from backend.app import create_app
from training.predict import main as predict
from training.results import ROOT

# Which picture each of README's first two blocks of JSON answers, and on which route.
ASKED = (("/predict", "seven.png"), ("/read", "2026.png"))

# So much is shown of a picture that is sent back.
INPUT_SHOWN = len("data:image/png;base64,iVBORw0KGgoAAAANSUhEUg")

JSON_BLOCK = r"(?<=```json\n).*?(?=\n```)"
TOUR_BLOCK = r"(```sh\n\S+ -m training\.predict ([^\n]*)\n```\n\n```\n).*?(?=```)"


@click.command(context_settings={"max_content_width": 100})
def main() -> None:
    """Write the answers in README.md and docs/tour.md anew, as the shipped networks give them."""
    for path, anew in ((ROOT / "README.md", readme), (ROOT / "docs" / "tour.md", tour)):
        path.write_text(anew(path.read_text(encoding="utf-8")), encoding="utf-8")
        click.echo(path.relative_to(ROOT))


def readme(text: str) -> str:
    """README.md with today's answers of the API."""
    answers: Iterator[str] = map(_answer, *zip(*ASKED, strict=True))
    return re.sub(JSON_BLOCK, lambda _: next(answers), text, count=len(ASKED), flags=re.DOTALL)


def tour(text: str) -> str:
    """docs/tour.md with what the commands print today."""
    return re.sub(TOUR_BLOCK, lambda m: m[1] + _printed(m[2]), text, flags=re.DOTALL)


def _answer(route: str, picture: str) -> str:
    body = (ROOT / "docs" / picture).read_bytes()
    answer = create_app().test_client().post(route, data=body, content_type="image/png").get_json()
    if "digits" not in answer:
        return "{" + ",\n ".join(_lines(answer)) + "}"
    fields = dict(zip(answer, _fields(answer), strict=True))
    digits = ["{" + ",\n    ".join(_lines(digit)) + "}" for digit in answer["digits"]]
    fields["digits"] = '"digits": [\n   ' + ",\n   ".join(digits) + "]"
    return "{" + ",\n ".join(fields.values()) + "}"


def _lines(answer: dict[str, Any]) -> list[str]:
    """What is read on one line, the ten probabilities on the next, then the rest."""
    fields = _fields(answer)
    return [", ".join(fields[:2]), fields[2], *fields[3:]]


def _fields(answer: dict[str, Any]) -> list[str]:
    return [
        f'"{name}": {json.dumps(_short(value), ensure_ascii=False)}'
        for name, value in answer.items()
    ]


def _short(value: Any) -> Any:
    if isinstance(value, float):
        return round(value, 6)
    if isinstance(value, str) and len(value) > INPUT_SHOWN:
        return value[:INPUT_SHOWN] + "…"
    return [_short(one) for one in value] if isinstance(value, list) else value


def _printed(arguments: str) -> str:
    os.chdir(ROOT)
    return CliRunner().invoke(predict, shlex.split(arguments)).output


if __name__ == "__main__":
    main()
