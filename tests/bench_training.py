"""An epoch of the convolutional network: ours against PyTorch's, side by side.

    .venv/bin/pip install torch==2.13.0      # the CPU build; a yardstick, nothing here needs it
    .venv/bin/python -m tests.bench_training

Both take the same steps on the same network, batch and number of threads, in turns: ours with
two processes of one BLAS thread each, PyTorch with two threads. Neither bends digits; what it costs
ours to bend every digit anew, as training does, is a line of its own. Prints a table for
docs/convolution.md.
"""

import os

os.environ["OPENBLAS_NUM_THREADS"] = "1"

from collections.abc import Callable
from importlib.metadata import version
from statistics import median

import click
import numpy as np

from model.convolution import Convolution, FlattenMaps, GlobalAveragePool, MaxPool
from model.layers import Dense, ReLU
from model.normalization import BatchNorm
from tests.timing import interleaved
from tests.yardsticks import missing
from training.batches import TrainingSet
from training.config import Config, load_config
from training.data import Digits
from training.losses import CrossEntropy
from training.replicas import Replicas
from training.trainer import make_optimizer

NETWORK = "cnn"
EPOCH = 60_000

# A turn of one of them takes so many seconds at least: a few steps.
LEAST = 0.5


def numpy_step(digits: Digits, config: Config, bent: bool) -> tuple[Callable[[], None], Replicas]:
    """One step of ours on one batch, its digits `bent` before or not; and what must be closed."""
    training = config.training.model_copy(update={"pens": 0.0})
    network = config.network.build()
    network.initialize(np.random.default_rng(0))
    shown = TrainingSet(digits, None, config.augmentation) if bent else TrainingSet(digits)
    replicas = Replicas(network, CrossEntropy(), shown, training)
    optimizer = make_optimizer(training)
    chosen = np.random.default_rng(0).permutation(len(digits))[: _batch(config)]

    def step() -> None:
        _, _, gradients = replicas.learn(chosen, 1, 0)
        optimizer.step(network.parameters, gradients, 1e-3)

    return step, replicas


def torch_step(digits: Digits, config: Config) -> Callable[[], None]:
    """One step of the same network in PyTorch."""
    import torch
    from torch import nn

    torch.set_num_threads(2)
    layers: list[nn.Module] = []
    for layer in config.network.build().layers:
        match layer:
            case Convolution():
                padding = int(layer.padding)
                layers.append(
                    nn.Conv2d(layer.inputs, layer.outputs, 3, padding=padding, bias=False)
                )
            case BatchNorm():
                layers.append(nn.BatchNorm2d(layer.channels))
            case ReLU():
                layers.append(nn.ReLU())
            case MaxPool():
                layers.append(nn.MaxPool2d(2))
            case GlobalAveragePool():
                layers += [nn.AdaptiveAvgPool2d(1), nn.Flatten()]
            case FlattenMaps():
                layers.append(nn.Flatten())
            case Dense():
                layers.append(nn.Linear(layer.inputs, layer.outputs))
    network = nn.Sequential(*layers).to(memory_format=torch.channels_last)
    optimizer = torch.optim.AdamW(network.parameters(), 1e-3, (0.9, 0.98), weight_decay=0.02)
    batch = _batch(config)
    images = torch.from_numpy(digits.images[:batch, None]).contiguous(
        memory_format=torch.channels_last
    )
    labels = torch.from_numpy(digits.labels[:batch].astype(np.int64))

    def step() -> None:
        optimizer.zero_grad()
        nn.functional.cross_entropy(network(images), labels).backward()
        optimizer.step()

    return step


@click.command(context_settings={"max_content_width": 100})
@click.option("--turns", default=15, show_default=True, type=click.IntRange(1), help="Of timing.")
def main(turns: int) -> None:
    """Print how long an epoch takes with either, and the ratio, as a table."""
    if missing("PyTorch"):
        raise click.ClickException("PyTorch is not installed: pip install torch==2.13.0.")
    rng = np.random.default_rng(0)
    digits = Digits(rng.random((1024, 28, 28), np.float32), rng.integers(0, 10, 1024).astype("u1"))
    config = load_config(NETWORK)
    ours, replicas = numpy_step(digits, config, bent=False)
    bending, bent = numpy_step(digits, config, bent=True)
    with replicas, bent:
        steps = {"ours": ours, "PyTorch": torch_step(digits, config), "ours, bending": bending}
        click.echo(table(interleaved(steps, turns, LEAST), _batch(config)))


def _batch(config: Config) -> int:
    size = config.training.batch_size
    if size == "full":
        raise ValueError(f"{config.name} has no batch size to take the time of a step with")
    return size


def table(times: dict[str, list[float]], batch: int) -> str:
    """As Markdown: `times` are milliseconds a step of `ours` and of `PyTorch`, turn by turn."""
    ours = f"numpy {np.__version__}"
    names = {
        "ours": ours,
        "PyTorch": f"PyTorch {version('torch')}",
        "ours, bending": f"{ours}, every digit bent anew",
    }
    lines = [
        f"| `{NETWORK}`, batches of {batch} | ms a step | s an epoch of {EPOCH:,} "
        "| times PyTorch's |",
        "|---|--:|--:|--:|",
    ]
    for name, taken in times.items():
        seconds = median(taken) * -(-EPOCH // batch) / 1000
        factor = median(taken) / median(times["PyTorch"])
        lines.append(f"| {names[name]} | {median(taken):.1f} | {seconds:.1f} | {factor:.2f} |")
    return "\n".join(lines)


if __name__ == "__main__":
    main()
