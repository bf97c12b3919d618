"""How well the gate tells digits from what is none: `python -m training.evaluate_gate`.

How many digits it refuses, of MNIST's and of held-back writers', plain and damaged; how
many pictures of each kind that are no digit, most of kinds it has never seen; and whether the
confidence of what it lets through still means what it says.
"""

from pathlib import Path
from typing import Any

import click
import numpy as np

from model.gate import DIGIT, NO_DIGIT, Gate, load_gate
from model.layers import Array
from model.network import Network
from model.picture import normalise
from model.shipped import load_shipped
from model.storage import WeightsError
from training import metrics
from training.augmentation import augment
from training.conditions import CONDITIONS
from training.config import ConfigError, load_config
from training.data import DATA_HELP, DataError, Digits, mnist_test, pen_trajectories
from training.evaluate import predict
from training.evaluate_pictures import SPARE, normalised
from training.nondigits import pictures
from training.pens import VALIDATION_WRITERS, parse
from training.sets import TIMES_SHOWN, mnist_validation, nondigits_validation, pens_validation
from training.signs import TEST_KINDS

# Pictures of each kind that is only reported on.
NUMBER = 1000

# Sets that are reported on, and no threshold is chosen by.
REPORTED = ("damaged", "test")


@click.command(context_settings={"max_content_width": 100})
@click.option("--data", type=click.Path(path_type=Path), help=DATA_HELP)
def main(data: Path | None) -> None:
    """Say how many digits the shipped gate refuses, and how much of what is no digit."""
    try:
        gate = load_gate()
        reader, shipped = next(iter(load_shipped().items()))
        digits, others = shown_digits(data), shown_nondigits(data)
        drawn = pens_validation(data)
    except (WeightsError, DataError, ConfigError) as error:
        raise click.ClickException(str(error)) from error
    found = scores(gate.network, gate.threshold, digits, others)
    click.echo(f"threshold {gate.threshold:.4g}\n")
    names = [*digits, *(name for kinds in others.values() for name in kinds)]
    wide = max(map(len, names))
    click.echo(f"{'digits':{wide}} {'number':>6}  {'refused':>8}  95 % interval")
    for name, one in found["refused"].items():
        low, high = metrics.interval(one["share"], one["digits"], TIMES_SHOWN.get(name, 1))
        click.echo(f"{name:{wide}} {one['digits']:6,}  {one['share']:8.2%}  {low:.2%} – {high:.2%}")
    for part, kinds in found["kinds"].items():
        click.echo(f"\n{part:{wide}} {'':6}  {'refused':>8}  area under the ROC curve")
        for name, one in kinds.items():
            click.echo(f"{name:{wide}} {'':6}  {one['refused']:8.2%}  {one['auc']:.4f}")
    miscalibrated, share = calibration(gate, shipped.network, drawn)
    click.echo(
        f"\n{reader} on the pens that the gate lets through ({share:.2%}): "
        f"expected calibration error {miscalibrated:.2%}"
    )


def scores(
    network: Network,
    threshold: float,
    digits: dict[str, Digits],
    others: dict[str, dict[str, Array]],
) -> dict[str, Any]:
    """What the card and the table say, as plain data; shares and areas from 0 to 1.

    `refused` of each set of `digits`; `refused` and `auc` of each kind in each part of `others`,
    and of the part as a whole ("all"), against the digits of "validation" and "pens" together.
    """
    scored = {name: log_odds(network, shown.images) for name, shown in digits.items()}
    least = np.log(threshold) - np.log1p(-threshold)
    positives = np.concatenate([scored["validation"], scored["pens"]])
    kinds = {}
    for part, images in others.items():
        of_kinds = {name: log_odds(network, shown) for name, shown in images.items()}
        of_kinds["all"] = np.concatenate(list(of_kinds.values()))
        kinds[part] = {
            name: {
                "refused": _rounded((odds < least).mean()),
                "auc": _rounded(metrics.area_under_curve(positives, odds)),
            }
            for name, odds in of_kinds.items()
        }
    refused = {
        name: {"digits": len(odds), "share": _rounded((odds < least).mean())}
        for name, odds in scored.items()
    }
    return {"refused": refused, "kinds": kinds}


def log_odds(network: Network, images: Array) -> Array:
    """(N,) log of how many times more probable a digit is than none, for `images` (N, 28, 28).

    Unlike probabilities, they are not all 1 where the gate is quite sure.
    """
    p = np.log(predict(network, Digits(images, np.zeros(len(images)))), dtype=np.float64)
    return p[:, DIGIT] - p[:, NO_DIGIT]


def calibration(gate: Gate, reader: Network, digits: Digits) -> tuple[float, float]:
    """(expected calibration error of `reader` on the digits let through, their share)."""
    passed = predict(gate.network, digits)[:, DIGIT] >= gate.threshold
    through = digits[passed]
    return metrics.calibration_error(predict(reader, through), through.labels), passed.mean()


def shown_digits(folder: Path | None = None) -> dict[str, Digits]:
    """Digits that nothing was learned from, by name. Raises DataError.

    "validation" and "pens", plain; pens under each condition that pictures are sent in, but for
    those of SPARE, by its name; and what no threshold is chosen by (`REPORTED`): "damaged", all as
    they are for training, which is worse than in most pictures, and MNIST's "test" digits.
    """
    validation, pens = mnist_validation(folder), pens_validation(folder)
    rng = np.random.default_rng(2)
    both = np.concatenate([validation.images, pens.images])
    damaged = augment(both, load_config("gate").augmentation, rng)
    return {
        "validation": validation,
        "pens": pens,
        **_under_conditions(folder),
        "damaged": Digits(damaged, np.concatenate([validation.labels, pens.labels])),
        "test": mnist_test(folder),
    }


def shown_nondigits(folder: Path | None = None) -> dict[str, dict[str, Array]]:
    """Pictures of what is no digit, by part and kind. Raises DataError.

    "validation" are the kinds that the gate has learned from, drawn anew (broken digits from
    digits that it has not seen), "test" kinds that it has never seen.
    """
    return {
        "validation": nondigits_validation(folder),
        "test": pictures(TEST_KINDS, dict.fromkeys(TEST_KINDS, NUMBER), seed=2),
    }


def _under_conditions(folder: Path | None) -> dict[str, Digits]:
    pens = [pen for pen in parse(pen_trajectories(folder)) if pen.writer in VALIDATION_WRITERS]
    labels = np.array([pen.label for pen in pens], np.uint8)
    shown = {}
    for condition in (name for name in CONDITIONS if name not in SPARE):
        digits = Digits(normalised(condition, pens, normalise), labels)
        # Where no ink was found, there is nothing to judge.
        shown[condition] = digits[np.flatnonzero(digits.images.any(axis=(1, 2)))]
    return shown


def _rounded(share: float) -> float:
    return round(float(share), 5)


if __name__ == "__main__":
    main()
