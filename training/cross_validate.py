"""How well a recipe reads strangers: `python -m training.cross_validate cnn-tiny`.

Six writers held back say little of strangers in general: what a network misreads are the habits
of a few people, and there are not many people in six. Here all 30 are held back, a part of them
at a time: the recipe is trained once for each part, on the pens of the other writers, and reads
only writers that it has learned nothing from ("k-fold cross-validation": Hastie, Tibshirani and
Friedman, "The Elements of Statistical Learning", 2009, section 7.10). With more parts each
network learns from more people, so that the number of parts also shows what more of them bring.

The epoch that is kept is chosen by MNIST's held-back digits alone, so by nothing of the writers
that are then read.
"""

import statistics
from pathlib import Path

import click
import numpy as np

from model.network import CLASSES
from training.batches import TrainingSet
from training.checkpoint import RUNS
from training.config import Config, ConfigError, load_config
from training.data import DATA_HELP, Digits, mnist_training, pen_trajectories, split
from training.evaluate import predict
from training.metrics import Z_95
from training.pens import PenDigit, parse, pen_digits
from training.publish import FAILURES, train_seed
from training.sets import VALIDATION_COPIES

# Into so many parts the writers are divided, unless another number is asked for; of these the first
# are the writers that are held back elsewhere. No more parts than writers.
FOLDS = 5
MOST_FOLDS = 30


@click.command(context_settings={"max_content_width": 100})
@click.argument("name", metavar="NAME|FILE.toml")
@click.option("--epochs", type=int, help="How often every digit is seen, in each training.")
@click.option(
    "--folds",
    default=FOLDS,
    show_default=True,
    type=click.IntRange(2, MOST_FOLDS),
    help="Into how many parts the writers are divided: so often NAME is trained.",
)
@click.option("--data", type=click.Path(path_type=Path), help=DATA_HELP)
@click.option(
    "--runs",
    default=RUNS / "cross-validation",
    show_default=True,
    type=click.Path(path_type=Path),
    help="Folder of the checkpoints.",
)
def main(name: str, epochs: int | None, folds: int, data: Path | None, runs: Path) -> None:
    """Train NAME once for each part of the 30 pen writers, without that part, and read it.

    Shown is how many digits of each writer are read right, each drawn three times, and the mean
    over the writers with its 95 % confidence interval. A run that was ended is gone on with.

    \b
    Examples:
      python -m training.cross_validate cnn-tiny
      python -m training.cross_validate cnn --epochs 20
      python -m training.cross_validate cnn-valid --folds 10
    """  # noqa: D301 - see training.train
    try:
        config = load_config(name, {"training": {} if epochs is None else {"epochs": epochs}})
        if config.network.classes != CLASSES:
            raise ConfigError(f"{name} reads no digits, of strangers or of anybody.")
        if not config.training.pens:
            raise ConfigError(f"{name} learns from no pens: there are no writers to hold back.")
        pens = list(parse(pen_trajectories(data)))
        mnist = split(mnist_training(data))
        shares: dict[int, float] = {}
        for fold in range(folds):
            learned, strangers = parted(pens, fold, folds)
            place = runs / f"{folds}-folds" / f"fold-{fold}"
            if strangers:
                shares |= read_strangers(config, learned, strangers, mnist, place)
    except FAILURES as error:
        raise click.ClickException(str(error)) from error
    click.echo("writer  read right")
    for writer, share in sorted(shares.items()):
        click.echo(f"{writer:6}  {share:10.2%}")
    mean, deviation = statistics.mean(shares.values()), statistics.stdev(shares.values())
    reach = Z_95 * deviation / len(shares) ** 0.5
    click.echo(
        f"{len(shares)} writers, each a stranger: {mean:.2%} ± {reach:.2%} (95 %); from writer to "
        f"writer a standard deviation of {deviation:.2%}."
    )


def read_strangers(
    config: Config,
    learned: list[PenDigit],
    strangers: list[PenDigit],
    mnist: tuple[Digits, Digits],
    runs: Path,
) -> dict[int, float]:
    """The share of their digits read right, 0 to 1, by the number of each of the `strangers`.

    They are read by a network that `config` makes of `mnist` (to learn from, held back) and
    of the pens that are `learned`; its checkpoints are in `runs`.
    Raises what may go wrong with a training (`training.publish.FAILURES`).
    """
    training = config.training
    to_learn, validation = mnist
    click.echo(f"Writers held back: {', '.join(map(str, sorted({p.writer for p in strangers})))}")

    def digits() -> TrainingSet:
        drawn = pen_digits(learned, training.pen_copies, 0, training.pen_hands)
        return TrainingSet(to_learn, drawn, config.augmentation)

    network, _ = train_seed(config, training.seed, digits, validation, runs)
    shown = pen_digits(strangers, VALIDATION_COPIES, seed=1)
    right = predict(network, shown).argmax(axis=1) == shown.labels
    writers = np.repeat([pen.writer for pen in strangers], VALIDATION_COPIES)
    return {int(writer): float(right[writers == writer].mean()) for writer in np.unique(writers)}


def parted(pens: list[PenDigit], fold: int, folds: int) -> tuple[list[PenDigit], list[PenDigit]]:
    """(the digits to learn from, those of the writers in `fold`, of 0 to `folds` - 1)."""
    return (
        [pen for pen in pens if pen.writer % folds != fold],
        [pen for pen in pens if pen.writer % folds == fold],
    )


if __name__ == "__main__":
    main()
