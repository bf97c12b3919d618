"""The tables of results in README and docs, from the cards: `python -m training.results`.

A table stands between two comments, `<!-- results -->` (or `classics`) and `<!-- end -->`, and is
written anew there; nothing else in the file changes.
"""

import re
from pathlib import Path
from typing import Any

import click

from model.shipped import load_shipped
from model.storage import WeightsError

ROOT = Path(__file__).parents[1]

# The figures that well-known projects give for the same network, in percent of MNIST's test digits.
PUBLISHED = {"mlp-128-64": "97.8", "mlp-10": "95", "mlp-16-16": "not published"}

# What becomes of the rate, behind its peak.
RATES = {
    "constant": "",
    "cosine": ", falling along a cosine",
    "one-cycle": ", rising to it, then falling along a cosine",
}


@click.command(context_settings={"max_content_width": 100})
@click.option(
    "--root", default=ROOT, type=click.Path(path_type=Path), help="Folder of README.md and docs/."
)
def main(root: Path) -> None:
    """Write the tables of README.md and docs/classics.md anew, from the cards of the networks."""
    try:
        cards = {name: one.card for name, one in load_shipped().items() if not one.card.get("own")}
    except WeightsError as error:
        raise click.ClickException(str(error)) from error
    for path, name, table in (
        (root / "README.md", "results", results(cards)),
        (root / "docs" / "classics.md", "classics", classics(cards)),
    ):
        try:
            put(path, name, table)
        except (OSError, ValueError) as error:
            raise click.ClickException(str(error)) from error
        click.echo(f"{path}: {name}")


def put(path: Path, name: str, table: str) -> None:
    """Write `table` between the comments `name` and `end` of `path`. Raises ValueError."""
    text = path.read_text(encoding="utf-8")
    pattern = rf"(<!-- {name} -->\n).*?(\n<!-- end -->)"
    new, found = re.subn(pattern, lambda m: f"{m[1]}\n{table}{m[2]}", text, flags=re.DOTALL)
    if not found:
        raise ValueError(f"{path} has no place for a table: <!-- {name} --> and <!-- end -->.")
    path.write_text(new, encoding="utf-8")


def results(cards: dict[str, dict[str, Any]]) -> str:
    """Every network with its size and its scores on MNIST's test digits and strangers' pens."""
    lines = [
        "| network | parameters | MNIST test | pens of strangers |",
        "|---|---|---|---|",
    ]
    for name, card in cards.items():
        scores = card["scores"]
        lines.append(
            f"| `{name}`: {layers(card)} | {card['parameters']:,} | {percent(scores['test'])} | "
            f"{percent(scores['pens'])} |"
        )
    return "\n".join(lines) + "\n"


def classics(cards: dict[str, dict[str, Any]]) -> str:
    """Each network that others have published, our figure beside theirs."""
    lines = ["| network | recipe | published | ours | seeds |", "|---|---|---|---|---|"]
    for name, published in PUBLISHED.items():
        card = cards[name]
        test = card["scores"]["test"]
        seeds = ", ".join(f"{100 * share:.2f}" for share in test["seeds"])
        lines.append(
            f"| `{name}`: {layers(card)} | {recipe(card['training'])} | {published} | "
            f"{percent(test)} | {seeds} |"
        )
    return "\n".join(lines) + "\n"


def layers(card: dict[str, Any]) -> str:
    """A network's layers in a few words."""
    kinds = [layer["layer"] for layer in card["architecture"]]
    if "Convolution" in kinds:
        return f"{kinds.count('Convolution')} convolutions and a dense layer"
    dense = [layer for layer in card["architecture"] if layer["layer"] == "Dense"]
    widths = [dense[0]["inputs"], *(layer["outputs"] for layer in dense)]
    hidden = "sigmoids" if "Sigmoid" in kinds else "ReLU"
    output = "softmax" if kinds[-1] == "Softmax" else card["training"]["loss"].replace("-", " ")
    return f"{'-'.join(map(str, widths))}, {hidden}, {output}"


def recipe(training: dict[str, Any]) -> str:
    """How a network was trained, in a few words."""
    size = training["batch_size"]
    parts = [
        "full batch" if size == "full" else f"mini-batches of {size}",
        f"{training['optimizer']}, rate {training['learning_rate']:g}{RATES[training['schedule']]}",
        f"{training['epochs']:,} epochs",
    ]
    if training["l2"]:
        parts.append(f"L2 {training['l2']:g}")
    if training["patience"]:
        parts.append(f"stopped after {training['patience']} without gain")
    return "; ".join(parts)


def percent(score: dict[str, Any]) -> str:
    """Mean and standard deviation over the seeds; with a single seed, that one."""
    mean = f"{100 * score['mean']:.2f}"
    if score["deviation"] is None:
        return f"{mean} (one seed)"
    return f"{mean} ± {100 * score['deviation']:.2f}"


if __name__ == "__main__":
    main()
