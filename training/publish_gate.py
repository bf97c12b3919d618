"""Train the gate by its recipe and write it to `model/weights`, with its card.

    python -m training.publish_gate

The threshold is the highest at which next to no digit is refused: validation digits as they are
and as they look under each condition that people send pictures in. Only when it is decided are
MNIST's test digits looked at, and the kinds of what is no digit that are kept for the report.
"""

from pathlib import Path

import click
import numpy as np

from model.layers import Array
from model.network import Network
from model.shipped import WEIGHTS, sha256
from model.storage import all_or_none, save_network
from training.checkpoint import RUNS
from training.config import load_config
from training.data import DATA_HELP, Digits
from training.evaluate_gate import REPORTED, log_odds, scores, shown_digits, shown_nondigits
from training.publish import FAILURES, description, train_seed, write_card
from training.sets import sets

# Of each set of digits by which the threshold is chosen, at most so many are refused. The hardest
# of some thirty conditions decides: of digits as they mostly come it is a fraction of this. It is
# less than the half percent that each may cost: of what is let through some is misread.
REFUSED = 0.003

# Whatever is more probably a digit than not is let through.
HIGHEST = 0.5


@click.command(context_settings={"max_content_width": 100})
@click.option("--data", type=click.Path(path_type=Path), help=DATA_HELP)
@click.option("--out", default=WEIGHTS, type=click.Path(path_type=Path), help="Folder to write.")
@click.option("--runs", default=RUNS, type=click.Path(path_type=Path), help="For checkpoints.")
def main(data: Path | None, out: Path, runs: Path) -> None:
    """Train the gate by its recipe and write it, with its card.

    A run that was ended is gone on with.
    """
    try:
        config = load_config("gate")
        learned, validation = sets(config, data)
        digits = shown_digits(data)
        network, run = train_seed(config, 0, lambda: learned, validation, runs)
        threshold = choose_threshold(network, digits)
        scored = scores(network, threshold, digits, shown_nondigits(data))
        labels = np.zeros(0) if learned.pens is None else learned.pens.labels
        card = {
            **description(config, network, run, "python -m training.publish_gate"),
            "learned_from": {
                "mnist": len(learned.mnist),
                "pens": int(labels.sum()),
                "no digits": int((labels == 0).sum()),
            },
            "threshold": threshold,
            "threshold_is": f"the highest up to {HIGHEST} at which at most {REFUSED:.1%} are "
            "refused of MNIST's validation digits, of held-back writers' pens, and of these under "
            "each condition",
            "scores": scored,
        }
        with all_or_none(out) as folder:
            weights = folder / f"{config.name}.npz"
            save_network(network, weights)
            write_card({**card, "sha256": sha256(weights)}, weights)
    except FAILURES as error:
        raise click.ClickException(str(error)) from error
    unseen = scored["kinds"]["test"]["all"]
    click.echo(
        f"Threshold {threshold:.4g}; of unseen kinds {unseen['refused']:.1%} refused, area "
        f"{unseen['auc']:.4f}. 'python -m training.evaluate_gate' has it all."
    )


def choose_threshold(network: Network, digits: dict[str, Digits]) -> float:
    """The probability of a digit from which on a picture is read, by all sets not in REPORTED."""
    chosen_by = [shown.images for name, shown in digits.items() if name not in REPORTED]
    least = min(_least(log_odds(network, images)) for images in chosen_by)
    return min(HIGHEST, float(1 / (1 + np.exp(-least))))


def _least(odds: Array) -> float:
    """Between those of `odds` that are to be refused, the lowest REFUSED of them, and the rest."""
    odds = np.sort(odds)
    refused = int(REFUSED * len(odds))
    return float(odds[max(refused - 1, 0) : refused + 1].mean())


if __name__ == "__main__":
    main()
