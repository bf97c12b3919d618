"""A training run, described by a file: `training/configs/NAME.toml`.

The file says everything that decides the outcome; options of `training.train` replace single
values of it. A key that is unknown, of the wrong type or out of range is refused by name.
"""

import tomllib
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from model.network import Network, perceptron

CONFIGS = Path(__file__).parent / "configs"

Rate = Annotated[float, Field(gt=0, allow_inf_nan=False)]
Neurons = Annotated[int, Field(ge=1, le=10_000)]


class ConfigError(ValueError):
    """A config that cannot be used; the message names the file, the key and what is wrong."""


class Section(BaseModel):
    """A table of the file: no unknown keys, no types bent to fit."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class NetworkConfig(Section):
    """The layers. `hidden` may be empty: then every pixel votes for every digit directly."""

    hidden: list[Neurons]
    activation: Literal["relu", "sigmoid"] = "relu"
    output: Literal["softmax", "sigmoid"] = "softmax"

    def build(self) -> Network:
        """The network, all parameters still zero."""
        return perceptron(self.hidden, self.activation, self.output)


class TrainingConfig(Section):
    """How it learns.

    loss
        "cross-entropy" (needs a softmax at the end) or "squared-error".
    epochs
        How often every training digit is seen.
    batch_size
        Digits a step; "full" for all of them at once, 1 for stochastic gradient descent.
    learning_rate
        How far one step goes; with schedule "cosine" the first step, falling to 0 at the end.
    l2
        Adds l2/2 times the sum of all squared weights (not biases) to the loss.
    patience
        Stop when the validation accuracy has not improved for so many epochs; 0: never.
    seed
        Decides the first weights and the order of the digits.
    """

    loss: Literal["cross-entropy", "squared-error"] = "cross-entropy"
    optimizer: Literal["sgd", "momentum", "adam"] = "sgd"
    learning_rate: Rate
    schedule: Literal["constant", "cosine"] = "constant"
    epochs: Annotated[int, Field(ge=1)]
    batch_size: Annotated[int, Field(ge=1)] | Literal["full"]
    l2: Annotated[float, Field(ge=0, allow_inf_nan=False)] = 0.0
    patience: Annotated[int, Field(ge=0)] = 0
    seed: Annotated[int, Field(ge=0)] = 0


class Config(Section):
    """One file of `training/configs`.

    order
        Its place among the shipped networks; the first is the one that reads by default.
    """

    name: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]*$")]
    title: str
    order: int
    network: NetworkConfig
    training: TrainingConfig


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
        values = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        known = ", ".join(sorted(config.stem for config in CONFIGS.glob("*.toml")))
        raise ConfigError(
            f"There is no config {path}; there are {known}, or name a .toml file."
        ) from error
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ConfigError(f"{path} cannot be read: {error}.") from error
    for section, replaced in (overrides or {}).items():
        if isinstance(values.setdefault(section, {}), dict):
            values[section] |= replaced
    try:
        config = Config.model_validate(values)
    except ValidationError as error:
        raise ConfigError(f"{path}: {_explain(error)}") from error
    if config.training.loss == "cross-entropy" and config.network.output != "softmax":
        raise ConfigError(
            f"{path}: training.loss 'cross-entropy' needs probabilities, so network.output "
            "'softmax'; with 'sigmoid' use 'squared-error'."
        )
    return config


def _explain(error: ValidationError) -> str:
    """Every mistake as `key: what is wrong`, one sentence a key."""
    sentences: dict[str, str] = {}
    for mistake in error.errors(include_url=False):
        # A union reports once a branch, naming the branch behind the key: say the key once.
        key = ".".join(str(part) for part in mistake["loc"][:2])
        match mistake["type"]:
            case "extra_forbidden":
                text = "there is no such key"
            case "missing":
                text = "this key is missing"
            case _:
                text = f"{mistake['msg'].lower()}, not {mistake['input']!r}"
        sentences[key] = f"{sentences[key]}, or {text}" if key in sentences else f"{key}: {text}"
    return "; ".join(sentences.values()) + "."
