"""Going on from weights that are there: `python -m training.train cnn --start cnn`.

What a network has learned already is not learned again, so by default such a run takes a tenth of
the recipe's epochs, at a tenth of its learning rate: large steps would first undo it.
"""

from typing import Any

from model.network import Network
from training.config import Config, ConfigError
from training.evaluate import find

TENTH = 10


def gentler(config: Config, chosen: dict[str, Any]) -> Config:
    """`config` with a tenth of its epochs and of its rate, each unless it is in `chosen`."""
    recipe = config.training
    changes: dict[str, Any] = {
        "epochs": max(1, recipe.epochs // TENTH),
        "learning_rate": recipe.learning_rate / TENTH,
    }
    changes = {key: value for key, value in changes.items() if key not in chosen}
    return config.model_copy(update={"training": recipe.model_copy(update=changes)})


def start_from(start: str, config: Config) -> Network:
    """The network `start` (a shipped one's name, or a weights file), for `config` to train on.

    Raises
    ------
    WeightsError
        If there is no such network, or it is damaged.
    ConfigError
        If its layers are not those of the config.
    """
    (network,) = find((start,)).values()
    if network.architecture() != config.network.build().architecture():
        raise ConfigError(
            f"{start} has other layers than {config.name}: start from a network of the same kind."
        )
    return network
