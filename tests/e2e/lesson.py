"""For teach.spec.ts: `lesson.py NAME FILE` teaches the shipped network NAME the page's export FILE.

Prints how it read the first digit of the file before and after. The data of training.train is not
at hand in these tests: what else the network should not forget is left out.
"""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from training.batches import TrainingSet
from training.config import load_config
from training.extra import load_extra, repeated
from training.start import gentler, start_from
from training.trainer import Epoch, Run, train


class Silence:
    stop = False

    def step(self, digits: int, loss: float) -> None: ...

    def epoch(self, run: Run) -> Epoch | None: ...


name, file = sys.argv[1:]
own = load_extra(Path(file))
config = gentler(load_config(name), {})
network = start_from(name, config)
shown = own[0].image[None]
before = network.forward(shown).argmax()
digits = repeated(own, 200, seed=0)
train(network, config.training, TrainingSet(digits), digits, Silence())
print(before, network.forward(shown).argmax())
