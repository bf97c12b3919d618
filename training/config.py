"""A training run, described by a file: `training/configs/NAME.toml`.

The file says everything that decides the outcome; options of `training.train` replace single
values of it. A key that is unknown, of the wrong type or out of range is refused by name and line.
"""

import re
import reprlib
import tomllib
from itertools import chain, pairwise
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from model.network import CLASSES, IMAGE_SHAPE, Network, convolutional, perceptron

CONFIGS = Path(__file__).parent / "configs"

# Training keeps about ten numbers a parameter (its gradients, what the optimizer remembers, the
# average, the best so far), which at this size are 800 MB. The largest perceptron known for
# MNIST has 12 million (Cireşan et al., "Deep, big, simple neural nets", 2010).
MAX_PARAMETERS = 20_000_000

# 28 pixels can be halved twice: 28, 14, 7.
MOST_STAGES = 3

# Deeper than any network of these layers can be trained; each costs time even if it is small.
MAX_LAYERS = 100

Rate = Annotated[float, Field(gt=0, allow_inf_nan=False)]
Amount = Annotated[float, Field(ge=0, allow_inf_nan=False)]
Part = Annotated[float, Field(ge=0, le=1)]
Share = Annotated[float, Field(ge=0, lt=1)]
Neurons = Annotated[int, Field(ge=1, le=10_000)]


class ConfigError(ValueError):
    """A config that cannot be used; the message names file, line and key, and what is wrong."""


class Section(BaseModel):
    """A table of the file: no unknown keys, no types bent to fit."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class NetworkConfig(Section):
    """The layers: of a perceptron (`hidden`), or of a convolutional network (`stages`).

    hidden
        Neurons of each hidden layer; [] lets every pixel vote for every digit directly.
    stages
        Filters of each 3x3 convolution, stage by stage, each stage on half the resolution.
    space_to_depth
        Of a convolutional network: begin on half the resolution, with blocks of 2x2 pixels as
        channels. Then there is room for two stages, else for three.
    padding
        Of a convolutional network: zeros around every map, so that convolutions keep its size.
        Without them each makes it two pixels smaller, and a stage must leave an even number of
        them to the next.
    means
        Of a convolutional network: the last layer sees the mean of each map; with false, every
        pixel of them.
    dropout
        The share of numbers dropped in training: after every hidden layer of a perceptron,
        before the last layer of a convolutional network.
    classes
        10 digits; or 2, of a convolutional network that tells what is no digit from what is one.
    activation, output
        Of a perceptron; a convolutional network has ReLU and softmax.
    """

    hidden: Annotated[list[Neurons], Field(max_length=MAX_LAYERS)] | None = None
    stages: Annotated[list[Annotated[list[Neurons], Field(min_length=1, max_length=MAX_LAYERS)]],
                      Field(min_length=1, max_length=MOST_STAGES)] | None = None  # fmt: skip
    space_to_depth: bool = False
    padding: bool = True
    means: bool = True
    dropout: Share = 0.0
    classes: Literal[2, 10] = 10
    activation: Literal["relu", "sigmoid"] = "relu"
    output: Literal["softmax", "sigmoid"] = "softmax"

    def build(self) -> Network:
        """The network, all parameters still zero."""
        if self.stages is not None:
            return convolutional(
                self.stages,
                space_to_depth=self.space_to_depth,
                dropout=self.dropout,
                classes=self.classes,
                padding=self.padding,
                means=self.means,
            )
        return perceptron(self.hidden or [], self.activation, self.output, self.dropout)

    def size(self) -> int:
        """How many parameters `build` would make, without making them."""
        if self.stages is None:
            widths = [IMAGE_SHAPE[0] * IMAGE_SHAPE[1], *(self.hidden or []), CLASSES]
            return sum((before + 1) * width for before, width in pairwise(widths))
        channels = [4 if self.space_to_depth else 1, *chain(*self.stages)]
        filters = sum(9 * before * after for before, after in pairwise(channels))
        seen = channels[-1] * (1 if self.means else self.sides()[-1] ** 2)
        return filters + 2 * sum(channels[1:]) + (seen + 1) * self.classes

    def sides(self) -> list[int]:
        """How many pixels a side each stage leaves, whether they can be halved or not."""
        left, side = [], IMAGE_SHAPE[0] // (2 if self.space_to_depth else 1)
        for stage in self.stages or []:
            left.append(max(0, side - (0 if self.padding else 2 * len(stage))))
            side = left[-1] // 2
        return left


class AugmentationConfig(Section):
    """How far digits are bent and their pictures damaged, at most, each time they are shown.

    rotation in degrees, scale and shear as fractions, shift in pixels, elastic in pixels (the
    standard deviation of smooth shifts), thickness from 0 to 1; blur (how much the neighbours
    of a pixel weigh in it), contrast (how much darker or paler half-tones get) and grain (the
    standard deviation of noise) from 0 to 1, mostly far less than that; scratches, the share of
    pictures that a line goes across.
    """

    rotation: Amount = 0.0
    scale: Share = 0.0
    shear: Amount = 0.0
    shift: Amount = 0.0
    elastic: Amount = 0.0
    thickness: Part = 0.0
    blur: Part = 0.0
    contrast: Part = 0.0
    grain: Part = 0.0
    scratches: Part = 0.0


class TrainingConfig(Section):
    """How it learns.

    loss
        "cross-entropy" (needs a softmax at the end) or "squared-error".
    label_smoothing
        With cross-entropy: how much of the target is spread over all ten digits.
    epochs
        How often every digit of MNIST is seen.
    batch_size
        Digits a step; "full" for all of them at once, 1 for stochastic gradient descent.
    pens
        The share of every batch that is drawn: from pen trajectories and, for a network of two
        classes, what is no digit.
    pen_copies
        How often each trajectory is drawn, each time at another size, brush, place and colour.
    pen_hands
        Each time also as another hand might have moved: see `training.pens.vary`.
    learning_rate
        How far one step goes, at its peak.
    l2
        Adds l2/2 times the sum of all squared weights (not biases) to the loss.
    weight_decay
        With "adam", which it makes AdamW: shrinks the weights a little at every step.
    clip
        The gradient of a step is shortened to this length if it is longer; 0: never.
    average
        Validate and keep a moving average of the parameters that forgets 1 - average of itself
        a step, in short runs more (trainer.py); 0: the parameters themselves.
    patience
        Stop when no epoch has been better for so many: more validation digits read right, or as
        many with a lower loss; 0: never.
    micro_batch
        Digits that go through the network at once, their gradients added up; 0: the batch.
        Batch norm sees so many.
    workers
        Processes that share every batch; the outcome depends on their number (as rounding
        does), not on which is faster.
    seed
        Decides the first weights and the order of the digits.
    """

    loss: Literal["cross-entropy", "squared-error"] = "cross-entropy"
    label_smoothing: Share = 0.0
    optimizer: Literal["sgd", "momentum", "nesterov", "adam"] = "sgd"
    learning_rate: Rate
    schedule: Literal["constant", "cosine", "one-cycle"] = "constant"
    epochs: Annotated[int, Field(ge=1)]
    batch_size: Annotated[int, Field(ge=1)] | Literal["full"]
    pens: Share = 0.0
    pen_copies: Annotated[int, Field(ge=1, le=100)] = 5
    pen_hands: bool = False
    l2: Amount = 0.0
    weight_decay: Amount = 0.0
    clip: Amount = 0.0
    average: Share = 0.0
    patience: Annotated[int, Field(ge=0)] = 0
    micro_batch: Annotated[int, Field(ge=0)] = 0
    workers: Annotated[int, Field(ge=1, le=64)] = 1
    seed: Annotated[int, Field(ge=0)] = 0

    def of_mnist(self, batch_size: int) -> int:
        """How many of so many digits a batch are MNIST's, at least one; the others are pens."""
        return max(1, round(batch_size * (1 - self.pens)))


class TeachingConfig(Section):
    """Digits of one's own, mixed into what is learned, and what the run began from.

    share
        Of the digits shown that are not pens: how many of them come from `--extra`.
    extra, start
        Filled in by `training.train`: the SHA-256 of the file of `--extra`, and what `--start`
        named, so that a run is resumed with what it was begun with.
    """

    share: Annotated[float, Field(gt=0, lt=1)] = 0.1
    extra: str = ""
    start: str = ""


class Config(Section):
    """One file of `training/configs`.

    order
        Its place among the shipped networks, if it is one of them (`training.publish` ships
        it); the first is the one that reads by default.
    """

    name: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]*$")]
    title: str
    order: int
    network: NetworkConfig
    training: TrainingConfig
    augmentation: AugmentationConfig = AugmentationConfig()
    teaching: TeachingConfig = TeachingConfig()


def load_config(name: str, overrides: dict[str, dict[str, Any]] | None = None) -> Config:
    """The config `name`: one of `training/configs`, or the path of a `.toml` file.

    Parameters
    ----------
    overrides
        Values that replace the file's, by section: `{"training": {"epochs": 3}}`.

    Raises
    ------
    ConfigError
        If there is no such file, it is no TOML, or a key or value in it is not one.
    """
    path = Path(name) if name.endswith(".toml") else CONFIGS / f"{name}.toml"
    try:
        text = path.read_text(encoding="utf-8-sig")  # Notepad begins a file with a mark of its own.
    except FileNotFoundError as error:
        known = ", ".join(sorted(config.stem for config in CONFIGS.glob("*.toml")))
        raise ConfigError(
            f"There is no config {path}; there are {known}, or name a .toml file."
        ) from error
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path} cannot be read: {error}.") from error
    try:
        values = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"{path} cannot be read: {error}{_quoted(error, text)}.") from error
    lines = _lines(text)
    for section, replaced in (overrides or {}).items():
        if isinstance(values.setdefault(section, {}), dict):
            values[section] |= replaced
            # Whatever is wrong with these, it is no line of the file.
            lines |= {f"{section}.{key}": 0 for key in replaced}
    try:
        config = Config.model_validate(values)
    except ValidationError as error:
        raise ConfigError(f"{path}: {_explain(error, lines)}.") from error
    if contradiction := _contradiction(config):
        key, sentence = contradiction
        raise ConfigError(f"{path}: {_placed(key, lines)}{sentence}")
    return config


def _quoted(error: tomllib.TOMLDecodeError, text: str) -> str:
    """The line of `text` that `error` tells the number of, to be read behind it; "" if it does not.

    TOML gives up before there are keys; the line shows which one it is.
    """
    number = re.search(r"at line (\d+)", str(error))
    return f": {text.splitlines()[int(number[1]) - 1].strip()}" if number else ""


def _lines(text: str) -> dict[str, int]:
    """On which line of a TOML `text` each table and key stands: `{"training.epochs": 8}`."""
    lines: dict[str, int] = {}
    table = ""
    for number, line in enumerate(text.splitlines(), start=1):
        if header := re.match(r"\s*\[+\s*[\"']?([\w.-]+)[\"']?\s*\]", line):
            table = f"{header[1]}."
            lines.setdefault(header[1], number)
        elif entry := re.match(r"\s*[\"']?([\w.-]+)[\"']?\s*=", line):
            lines.setdefault(f"{table}{entry[1]}", number)
    return lines


def _placed(key: str, lines: dict[str, int]) -> str:
    """The beginning "line 8: " for the `key` there, or for its table; "" if there is neither."""
    line = lines.get(key, lines.get(key.rpartition(".")[0], 0))
    return f"line {line}: " if line else ""


def _contradiction(config: Config) -> tuple[str, str] | None:
    """(key, sentence): what is wrong with values that are each right by themselves."""
    network, training = config.network, config.training
    if (network.hidden is None) == (network.stages is None):
        return (
            "network",
            "network needs either 'hidden' (a perceptron) or 'stages' (convolutions), not both.",
        )
    if network.size() > MAX_PARAMETERS:
        return (
            "network.hidden" if network.stages is None else "network.stages",
            f"network would have {network.size():,} parameters; at most {MAX_PARAMETERS:,} can be "
            "trained here: make its layers smaller, or fewer.",
        )
    if network.stages and (network.activation, network.output) != ("relu", "softmax"):
        key = "network.activation" if network.activation != "relu" else "network.output"
        return (
            key,
            "network.activation and network.output are of a perceptron ('hidden'); a network of "
            "'stages' has 'relu' and 'softmax'.",
        )
    if network.space_to_depth and network.stages is None:
        return (
            "network.space_to_depth",
            "network.space_to_depth is for convolutions ('stages'): a perceptron has no map.",
        )
    if network.space_to_depth and len(network.stages or ()) > MOST_STAGES - 1:
        return (
            "network.space_to_depth",
            f"network.space_to_depth leaves room for {MOST_STAGES - 1} stages, not "
            f"{len(network.stages or ())}: the 28 pixels of a side can be halved twice.",
        )
    for key in ("padding", "means"):
        if network.stages is None and not getattr(network, key):
            return (
                f"network.{key}",
                f"network.{key} is for convolutions ('stages'): a perceptron has no map.",
            )
    if not network.padding and (too_much := _lost_on_the_way(network)):
        return "network.padding", too_much
    if network.classes == 2 and (network.stages is None or not training.pens):
        return (
            "network.classes",
            "network.classes 2 needs network.stages, and training.pens: the share of every batch "
            "that is drawn, of which the larger part is no digit.",
        )
    if training.loss == "cross-entropy" and network.output != "softmax":
        key = "training.loss" if "loss" in training.model_fields_set else "network.output"
        return (
            key,
            "training.loss 'cross-entropy' needs probabilities, so network.output 'softmax'; "
            "with 'sigmoid' use 'squared-error'.",
        )
    if training.label_smoothing and training.loss != "cross-entropy":
        return (
            "training.label_smoothing",
            f"training.label_smoothing is of 'cross-entropy'; '{training.loss}' has none.",
        )
    if training.weight_decay and training.optimizer != "adam":
        return (
            "training.weight_decay",
            f"training.weight_decay is of 'adam'; with '{training.optimizer}' leave it out, or use "
            "training.l2.",
        )
    if not training.pens:
        return None
    if training.batch_size == "full":
        return "training.pens", "training.pens needs a training.batch_size that is a number."
    if training.batch_size <= training.of_mnist(training.batch_size):
        return (
            "training.pens",
            f"training.pens {training.pens:g} of {training.batch_size} a batch is not one digit: "
            "raise either.",
        )
    return None


def _lost_on_the_way(network: NetworkConfig) -> str:
    """Why maps that lose two pixels at every convolution do not last for all stages; "" if so."""
    sides = network.sides()
    for number, left in enumerate(sides, start=1):
        if not left:
            return (
                f"network.padding false: stage {number} would leave no pixel: two a side are lost "
                "at every convolution. Take some away, of this stage or of one before."
            )
        if left % 2 and number < len(sides):
            # Twos taken away do not make it even: the stage before left an odd half.
            return (
                f"network.padding false: stage {number} would leave {left} pixels a side, which "
                f"cannot be halved: give stage {number - 1} one convolution more or less."
            )
    return ""


def _explain(error: ValidationError, lines: dict[str, int]) -> str:
    """Every mistake as `line 8: key: what is wrong`, one sentence a key."""
    sentences: dict[str, str] = {}
    for mistake in error.errors(include_url=False):
        # A union reports once a branch, naming the branch behind the key: say the key once.
        key = ".".join(str(part) for part in mistake["loc"][:2])
        match mistake["type"]:
            case "extra_forbidden":
                text = "there is no such key"
            case "missing":
                text = "this key is missing"
            case "model_type":
                text = f"this is a section: write [{key}], and its keys below"
            case "string_pattern_mismatch":
                text = f"only small letters, digits and hyphens, not {mistake['input']!r}"
            case _:
                # Shortened: a list may be of any length.
                text = f"{mistake['msg'].lower()}, not {reprlib.repr(mistake['input'])}"
        if key in sentences:
            sentences[key] += f", or {text}"
        else:
            sentences[key] = f"{_placed(key, lines)}{key}: {text}"
    return "; ".join(sentences.values())
