from pathlib import Path

import pytest

from training.config import CONFIGS, ConfigError, load_config

GOOD = """
name = "mine"
title = "Mine"
order = 1
[network]
hidden = [12]
[training]
learning_rate = 0.1
epochs = 2
batch_size = 32
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    file = tmp_path / "mine.toml"
    file.write_text(GOOD)
    return file


@pytest.mark.parametrize("name", [path.stem for path in CONFIGS.glob("*.toml")])
def test_every_config_of_the_project_is_good_and_named_after_its_file(name: str) -> None:
    config = load_config(name)
    assert config.name == name
    assert config.network.build().size == config.network.size()


def test_a_file_of_ones_own(file: Path) -> None:
    config = load_config(str(file))
    assert config.network.hidden == [12]
    assert config.training.batch_size == 32
    assert config.training.seed == 0


def test_a_file_that_notepad_wrote(file: Path) -> None:
    file.write_text(GOOD, encoding="utf-8-sig")
    assert load_config(str(file)).network.hidden == [12]


def test_overrides_replace_single_values(file: Path) -> None:
    overrides = {"training": {"batch_size": "full"}, "network": {"hidden": [3, 4]}}
    config = load_config(str(file), overrides)
    assert (config.training.batch_size, config.training.epochs) == ("full", 2)
    assert config.network.hidden == [3, 4]


@pytest.mark.parametrize(
    ("network", "layers"),
    [
        ("hidden = [12, 8]\ndropout = 0.2", "Dropout(0.2), Dense(12, 8), ReLU(), Dropout(0.2)"),
        ("hidden = []", "Flatten(), Dense(784, 10)"),
        ("stages = [[4, 5], [6]]\ndropout = 0.2", "GlobalAveragePool(), Dropout(0.2), Dense"),
        ("stages = [[4, 5], [6]]\nspace_to_depth = true", "SpaceToDepth(), Convolution(4, 4)"),
        ("stages = [[4, 5], [6]]\npadding = false", "ReLU(), Convolution(5, 6, False), Batch"),
        ("stages = [[4, 5], [6]]\npadding = false\nmeans = false", "FlattenMaps(), Dense(600, 10)"),
        ("stages = [[4], [6]]\nmeans = false\ndropout = 0.1", "Dropout(0.1), Dense(1176, 10)"),
    ],
)
def test_a_network_is_built_as_described_and_of_the_size_that_was_told(
    file: Path, network: str, layers: str
) -> None:
    file.write_text(GOOD.replace("hidden = [12]", network))
    config = load_config(str(file)).network
    assert layers in repr(config.build())
    assert config.build().size == config.size()


@pytest.mark.parametrize(
    "network", ["hidden = [2500, 2000, 1500, 1000, 500]", "stages = [[512, 512], [512], [512]]"]
)
def test_a_large_network_is_not_refused(file: Path, network: str) -> None:
    file.write_text(GOOD.replace("hidden = [12]", network))
    assert load_config(str(file)).network.size() > 7_000_000


@pytest.mark.parametrize(
    ("good", "bad", "sentence"),
    [
        ("epochs = 2", "epoch = 2", r"training\.epochs: this key is missing; .*training\.epoch: "
         "there is no such key"),
        ("hidden = [12]", "hidden = [0]", r"network\.hidden: .*greater than or equal to 1, not 0"),
        ("hidden = [12]", "hidden = [12, -1]", r"network\.hidden: .*not -1"),
        ("hidden = [12]", 'hidden = "12"', r"network\.hidden: .*valid list"),
        ("hidden = [12]", 'hidden = [12]\nactivation = "tanh"', r"network\.activation: .*'relu'"),
        ("learning_rate = 0.1", "learning_rate = 0", r"training\.learning_rate: .*greater than 0"),
        ("learning_rate = 0.1", "learning_rate = nan", r"training\.learning_rate: "),
        ("learning_rate = 0.1", "learning_rate = inf", r"training\.learning_rate: "),
        ("epochs = 2", "epochs = 0", r"training\.epochs: .*greater than or equal to 1"),
        ("epochs = 2", "epochs = 2.5", r"training\.epochs: .*not 2\.5"),
        ("batch_size = 32", 'batch_size = "all"', r"training\.batch_size: .*'full'"),
        ("batch_size = 32", "batch_size = 0", r"training\.batch_size: "),
        ("batch_size = 32", 'batch_size = 32\noptimizer = "magic"', r"training\.optimizer: "),
        ("batch_size = 32", 'batch_size = 32\n[more]\nx = 1', "more: there is no such key"),
        ("[network]", "[network", r"cannot be read: .*line 5.*\): \[network\."),
        ("hidden = [12]", "hidden = [12]\nactivation = relu", r"line 7.*: activation = relu\."),
        ('name = "mine"', 'name = "../mine"', r"line 2: name: only small letters, .*\.\./mine"),
        ("[network]\nhidden = [12]", "network = 3", r"line 5: network: .*write \[network\]"),
        ("[training]", "[[training]]", r"line 7: training: .*write \[training\]"),
        ("[training]", '["training"]\nseed = -1', r"line 8: training\.seed: "),
        ("hidden = [12]", 'hidden = [12]\noutput = "sigmoid"', "'cross-entropy' needs"),
        ("hidden = [12]", f"hidden = {[10_000] * 11}", r"1,008,050,010 parameters; at most 20,000"),
        ("hidden = [12]", f"stages = {[[5_000, 5_000]]}", "parameters; at most 20,000,000 can"),
        ("hidden = [12]", f"hidden = {[1] * 101}", r"network\.hidden: .*at most 100 items"),
        ("hidden = [12]", f"stages = {[[1] * 101]}", r"network\.stages: .*at most 100 items"),
        ("hidden = [12]", "hidden = [12]\ndropout = 1", r"network\.dropout: .*less than 1"),
        ("hidden = [12]", "hidden = [12]\ndropout = -0.1", r"network\.dropout: .*equal to 0"),
        ("hidden = [12]", "hidden = [12]\nspace_to_depth = true", "a perceptron has no map"),
        ("hidden = [12]", "stages = [[4]]\nspace_to_depth = 1", r"network\.space_to_depth: "),
        ("hidden = [12]", "stages = [[4], [4], [4]]\nspace_to_depth = true", "2 stages, not 3"),
        ("hidden = [12]", "hidden = [12]\npadding = false", "padding is for convolutions"),
        ("hidden = [12]", "hidden = [12]\nmeans = false", "means is for convolutions"),
        ("hidden = [12]", "stages = [[4], [4], [4]]\npadding = false",
         r"line 7: network\.padding false: stage 2 would leave 11 pixels a side, which cannot be "
         r"halved: give stage 1 one convolution more or less"),
        ("hidden = [12]", "stages = [[4, 4], [4, 4, 4, 4, 4, 4]]\npadding = false",
         r"stage 2 would leave no pixel: .* Take some away, of this stage or of one before"),
        ("hidden = [12]", "stages = [[4], [4], [4], [4]]", r"network\.stages: .*at most 3"),
        ("hidden = [12]", 'stages = [[4]]\nactivation = "sigmoid"', "has 'relu' and 'softmax'"),
        ("hidden = [12]", "hidden = [12]\nstages = [[4]]", "needs either 'hidden'"),
        ("batch_size = 32", 'batch_size = 32\nloss = "squared-error"\nlabel_smoothing = 0.1',
         r"line 12: training\.label_smoothing is of 'cross-entropy'"),
        ("batch_size = 32", "batch_size = 32\nweight_decay = 0.1",
         r"line 11: training\.weight_decay is of 'adam'; with 'sgd' leave it out"),
        ("batch_size = 32", "batch_size = 2\npens = 0.25",
         r"line 11: training\.pens 0\.25 of 2 a batch is not one digit"),
        ("batch_size = 32", 'batch_size = "full"\npens = 0.25', "batch_size that is a number"),
        ("hidden = [12]", "hidden = [12]\nclasses = 3", r"network\.classes: .*2 or 10, not 3"),
        ("hidden = [12]", "hidden = [12]\nclasses = 2", r"classes 2 needs network\.stages"),
        ("hidden = [12]", "stages = [[2]]\nclasses = 2", r"classes 2 needs .* training\.pens"),
    ],
)  # fmt: skip
def test_a_mistake_is_named_by_file_and_key(file: Path, good: str, bad: str, sentence: str) -> None:
    file.write_text(GOOD.replace(good, bad))
    with pytest.raises(ConfigError, match=rf"mine\.toml.*{sentence}"):
        load_config(str(file))


@pytest.mark.parametrize("stages", ["[[4, 4], [4], [4]]", "[[4, 4], [4, 4], [4]]"])
def test_what_is_advised_where_maps_cannot_be_halved_helps(file: Path, stages: str) -> None:
    """One convolution more in the stage before: [[4], [4], [4]] is refused."""
    file.write_text(GOOD.replace("hidden = [12]", f"stages = {stages}\npadding = false"))
    assert load_config(str(file)).network.build()


@pytest.mark.parametrize("name", ["none", "folder/none.toml"])
def test_a_config_that_is_not_there(name: str) -> None:
    with pytest.raises(ConfigError, match=r"no config .*none\.toml; there are .*mlp-128-64"):
        load_config(name)


@pytest.mark.parametrize(
    ("good", "bad", "lines"),
    [
        ("epochs = 2", "epochs = 0", ["line 9: training.epochs: "]),
        ("epochs = 2", "\n# more\n  'epochs' = 0", ["line 11: training.epochs: "]),
        ("epochs = 2", "epoch = 2", ["line 7: training.epochs: this key is missing",
         "line 9: training.epoch: there is no such key"]),
        ('title = "Mine"\n', "", [r"mine\.toml: title: this key is missing"]),
        ("[network]\nhidden = [12]", "[ network ]\nhidden = [\n  12,\n  -1,\n]",
         ["line 6: network.hidden: "]),
        ("[network]\nhidden = [12]", "network = {hidden = [0]}", ["line 5: network.hidden: "]),
        ("hidden = [12]", 'hidden = [12]\noutput = "sigmoid"', ["line 7: training.loss 'cross"]),
        ("hidden = [12]", "", ["line 5: network needs either"]),
        ("hidden = [12]", "stages = [[4]]\nclasses = 2", [r"line 7: network\.classes 2 needs"]),
    ],
)  # fmt: skip
def test_a_mistake_is_named_by_line(file: Path, good: str, bad: str, lines: list[str]) -> None:
    file.write_text(GOOD.replace(good, bad))
    with pytest.raises(ConfigError, match=".*".join(lines)):
        load_config(str(file))


def test_a_mistake_in_what_replaces_the_file_is_not_blamed_on_a_line_of_it(file: Path) -> None:
    with pytest.raises(ConfigError, match=r"mine\.toml: training\.epochs: "):
        load_config(str(file), {"training": {"epochs": 0}})
