"""A page for each shipped network, from its card: `python -m training.model_cards`.

Writes `docs/networks/NAME.md`: data, intended use, limits, scores, calibration, where it fails
(after Mitchell et al., "Model cards for model reporting", FAT* 2019). The figures are the card's
and those of the record of how it learned; only the calibration and the table of brushes are
measured here, on the held-back digits. The pictures beside are `training.pictures`'s.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import click
import numpy as np

from model.gate import CLASSES as GATE_CLASSES
from model.shipped import GATE, WEIGHTS, Shipped, load_one, load_shipped
from model.storage import WeightsError
from training import metrics
from training.data import DATA_HELP, DataError, Digits
from training.evaluate import predict
from training.learned import TITLES
from training.pictures import FOLDER
from training.results import layers, percent, recipe
from training.sets import TIMES_SHOWN, mnist_validation, pens_by_brush, pens_validation

SETS = {
    "test": "MNIST's test digits, by which nothing was chosen",
    "validation": "digits of MNIST that were held back",
    "pens": "pens of six strangers, each digit drawn three times",
}

INTENDED = """\
One handwritten digit, 0 to 9, in a picture of any size and colours, as the page draws it or a
person photographs it: in demos, in forms that people fill in who want to be read, and to learn how
such a network works.
"""

LIMITS = """\
- It knows ten digits and nothing else: whatever it is shown, it answers with one. What is no digit
  is held back before by [the gate](gate.md), as well as that can.
- It has learned from Americans of the 1990s (MNIST){pens}. Ways to write that they do not have, it
  does not know.
- Not for where a wrong digit costs money or harm and no person looks again: cheques, medicine,
  exams.
"""

CONFUSIONS = 5


@click.command(context_settings={"max_content_width": 100})
@click.option("--data", type=click.Path(path_type=Path), help=DATA_HELP)
@click.option(
    "--out",
    default=FOLDER,
    type=click.Path(path_type=Path),
    help="Folder to write; docs/networks if not given.",
)
def main(data: Path | None, out: Path) -> None:
    """Write the model card of every shipped network, and of the gate, as Markdown."""
    try:
        shipped = {name: s for name, s in load_shipped().items() if not s.card.get("own")}
        gate = load_one(WEIGHTS / f"{GATE}.npz", GATE_CLASSES).card
        held_back = {"validation": mnist_validation(data), "pens": pens_validation(data)}
        brushes = pens_by_brush(data)
    except (WeightsError, DataError) as error:
        raise click.ClickException(str(error)) from error
    out.mkdir(parents=True, exist_ok=True)
    for name, one in shipped.items():
        calibrations = {kind: calibration(one, kind, held_back[kind]) for kind in held_back}
        by_brush = {
            brush: metrics.accuracy(predict(one.network, digits), digits.labels)
            for brush, digits in brushes.items()
        }
        text = page(one, calibrations, by_brush)
        (out / f"{name}.md").write_text(text, encoding="utf-8")
        click.echo(f"Written to {out / name}.md.")
    (out / f"{GATE}.md").write_text(gate_page(gate), encoding="utf-8")
    click.echo(f"Written to {out / GATE}.md.")


class Calibration(NamedTuple):
    """How sure a network is on average, its expected calibration error, and how large that would
    be by chance if it were exactly as right as it is sure; each 0 to 1.
    """

    confidence: float
    error: float
    by_chance: float


def calibration(shipped: Shipped, kind: str, digits: Digits) -> Calibration:
    """That of `shipped` on `digits` of that kind."""
    probabilities = predict(shipped.network, digits)
    return Calibration(
        float(probabilities.max(axis=1).mean()),
        metrics.calibration_error(probabilities, digits.labels),
        metrics.calibration_error_by_chance(probabilities, TIMES_SHOWN.get(kind, 1)),
    )


def page(shipped: Shipped, calibrations: dict[str, Calibration], by_brush: dict[str, float]) -> str:
    """The card of a network that reads digits, as Markdown; `by_brush` are accuracies, 0 to 1."""
    name, card = shipped.name, shipped.card
    learned_from = card["learned_from"]
    pens = learned_from["pens"]
    training = card["training"]
    bent = ", each time bent anew" if training["augmentation"] else ""
    parts = [
        f"# {name}\n\n{card['title']}. (From [its card](../../model/weights/{name}.json), by "
        "`python -m training.model_cards`.)\n",
        f"{layers(card)[0].upper()}{layers(card)[1:]}; {card['parameters']:,} parameters.\n",
        f"![The weights of its first layer]({name}-weights.png)\n",
        "## Intended use\n\n" + INTENDED,
        "## Data and training\n",
        f"{learned_from['mnist']:,} of MNIST's training digits"
        + (f" and {pens:,} pictures drawn from the pen strokes of 24 people" if pens else "")
        + f"{bent}; {recipe(training)}. Kept: epoch {training['best_epoch']:,} of "
        f"{training['epochs_run']:,}, by the digits that were held back. `{training['command']}` "
        "trains it again.\n",
    ]
    if shipped.learned:
        parts.append(f"![Its curves]({name}-curves.png)\n")
    parts += [
        "## Scores\n",
        score_table(card["scores"]),
        _brush_table(by_brush),
        "## Calibration\n",
        _calibrated(calibrations, by="both" if training["pens"] else "the first"),
    ]
    parts.append("## Where it fails\n")
    parts += list(_failures(shipped)) or [
        f"There is no record of how it learned yet; `python -m training.publish {name}` writes "
        "one.\n"
    ]
    of_pens = " and from the pens of 24 people" if pens else " only, not from pens"
    parts.append("## Limits\n\n" + LIMITS.format(pens=of_pens))
    return "\n".join(parts)


def score_table(scores: dict[str, Any]) -> str:
    """How well it reads each set, as Markdown."""
    lines = [
        "Percent read right: by the network that is shipped, and mean ± standard deviation over "
        "all seeds.\n",
        "| digits | how many | shipped | 95 % interval | all seeds |",
        "|---|--:|--:|---|---|",
    ]
    for kind, title in SETS.items():
        score = scores[kind]
        low, high = metrics.interval(score["accuracy"], score["digits"], TIMES_SHOWN.get(kind, 1))
        lines.append(
            f"| {title} | {score['digits']:,} | {score['accuracy']:.2%} | {low:.2%} to {high:.2%} "
            f"| {percent(score)} |"
        )
    return "\n".join(lines) + "\n"


def _brush_table(by_brush: dict[str, float]) -> str:
    widths = [brush.removeprefix("brush-").replace("-", " to ") for brush in by_brush]
    return (
        "The pens by the width of the brush, in percent of the digit's size, each digit once "
        "(`python -m training.evaluate --brushes`):\n\n"
        f"| {' | '.join(widths)} |\n{'|--:' * len(widths)}|\n"
        f"| {' | '.join(f'{share:.2%}' for share in by_brush.values())} |\n"
    )


def _calibrated(calibrations: dict[str, Calibration], by: str) -> str:
    lines = [
        "How sure it is on average, how far that is from how often it is right (expected "
        "calibration error; of answers given with 90 %, nine in ten should be right), and how far "
        "it would be by chance if it were right exactly as often as it is sure. It was calibrated "
        f"by {by} of these.\n",
        "| digits | sure | calibration error | by chance |",
        "|---|--:|--:|--:|",
    ]
    for kind, (confidence, error, by_chance) in calibrations.items():
        lines.append(f"| {SETS[kind]} | {confidence:.1%} | {error:.2%} | {by_chance:.2%} |")
    return "\n".join(lines) + "\n"


def _failures(shipped: Shipped) -> Iterator[str]:
    """What it confuses most, of each set that the record of how it learned has."""
    for of_set in shipped.learned["sets"] if shipped.learned else []:
        counts = np.array(of_set["confusion"])
        wrong = np.where(np.eye(len(counts), dtype=bool), 0, counts)
        most = np.argsort(-wrong, axis=None, kind="stable")[:CONFUSIONS]
        pairs = [np.unravel_index(place, wrong.shape) for place in most]
        named = ", ".join(f"{was} as {read} ({wrong[was, read]})" for was, read in pairs)
        of_each = counts.diagonal() / np.maximum(1, counts.sum(axis=1))
        worst = int(of_each.argmin())
        yield (
            f"Of {of_set['digits']:,} {TITLES[of_set['name']]}, {wrong.sum():,} are read wrong, "
            f"most often {named}. Hardest is the {worst}: {of_each[worst]:.1%} are read right.\n"
        )
    if shipped.learned:
        yield (
            f"![What is taken for what]({shipped.name}-confusion.png)\n\n"
            f"![The surest mistakes]({shipped.name}-mistakes.png)\n\n"
            "(Both of the held-back digits of MNIST.) The surest with pens:\n\n"
            f"![The surest mistakes with pens]({shipped.name}-pens.png)\n"
        )


def gate_page(card: dict[str, Any]) -> str:
    """The card of the gate, which says whether it is a digit at all, as Markdown."""
    learned_from = ", ".join(f"{number:,} {kind}" for kind, number in card["learned_from"].items())
    lines = [
        f"# gate\n\n{card['title']} (From [its card](../../model/weights/gate.json), by "
        "`python -m training.model_cards`.)\n",
        f"{layers(card)[0].upper()}{layers(card)[1:]}; {card['parameters']:,} parameters.\n",
        "## Intended use\n\nTo hold back, before any network reads, what is no single digit: "
        "letters, signs, scribbles, several digits. It refuses below a probability of "
        f"{card['threshold']:.3f}; that is {card['threshold_is']}.\n\n"
        "Before that it looks at the ink of the whole picture: a few things beside each other, "
        "about equally tall and each surely a digit by itself, are several digits, unless the "
        "28×28 of all certainly look like one; so are many, most of them digits. That refuses none "
        "of the pens' digits below, and is not counted there.\n",
        f"## Data and training\n\nLearned from: {learned_from}. `{card['training']['command']}` "
        "trains it again.\n",
        "## Scores\n\nDigits that it refuses, wrongly:\n",
        "| digits | how many | refused |",
        "|---|--:|--:|",
    ]
    for kind, score in card["scores"]["refused"].items():
        lines.append(f"| {kind} | {score['digits']:,} | {score['share']:.2%} |")
    lines += [
        "\nWhat is no digit and refused, rightly; and how well the two are told apart whatever the "
        "threshold (area under the ROC curve, 1 is perfectly). From the kinds of `validation` it "
        "has learned, here they are drawn anew; those of `test` it has never seen.\n",
        "| set | kind | refused | told apart |",
        "|---|---|--:|--:|",
    ]
    for name, kinds in card["scores"]["kinds"].items():
        for kind, score in kinds.items():
            lines.append(f"| {name} | {kind} | {score['refused']:.1%} | {score['auc']:.4f} |")
    lines += [
        "\n## Where it fails, and limits\n",
        "The threshold is for the digits' sake: nearly every digit passes, and so does whatever "
        "resembles one, as the shares above say. An l is a 1 and an O is a 0, and no picture of "
        "28×28 tells them apart. What passes both is read as a digit.\n",
    ]
    return "\n".join(lines)


if __name__ == "__main__":
    main()
