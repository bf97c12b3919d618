"""Which pixels decided: how much the ink at each of them spoke for the digit that was read."""

from dataclasses import dataclass

import numpy as np

from model.layers import Array
from model.network import Network
from model.replay import Replay

# Steps from blank paper to the picture. With 16 the sum is off by up to a tenth for `cnn`, whose
# gradient bends the most; twice as many would cost twice the time and look the same.
STEPS = 16


@dataclass(frozen=True)
class Saliency:
    """Which pixels decided.

    Attributes
    ----------
    digit
        The digit with the highest score, 0..9.
    pixels
        (28, 28) float32: how much the ink there spoke for that digit, negative where it spoke
        against it, 0 where there is none. They sum to what the picture scores above blank paper.
    """

    digit: int
    pixels: Array


def saliency(network: Network, image: Array) -> Saliency:
    """Integrated gradients (Sundararajan, Taly and Yan, "Axiomatic attribution for deep
    networks", ICML 2017), from blank paper:

        pixel_i = x_i * integral over a from 0 to 1 of  dS(a x) / d(a x)_i  da

    The plain gradient says what a little more ink would change, which is little where a network
    is sure already. On the way from blank paper to the picture x it meets all that made it sure,
    and by the chain rule the pixels sum to S(x) - S(0). S is the score of the digit: what goes
    into the last layer, softmax or sigmoids. Behind a softmax, what makes a 7 more probable may
    only be what makes a 1 less so.

    Parameters
    ----------
    network
        As it predicts: `for_inference()`.
    image
        (28, 28) float32 in [0, 1], ink 1.
    """
    digit = int(network.predict(image[np.newaxis])[0].argmax())
    # With a = t^2, da = 2t dt: short steps near blank paper, where the gradient bends the most.
    t = (np.arange(STEPS, dtype=np.float32)[:, np.newaxis, np.newaxis] + 0.5) / STEPS
    replay = Replay(network, t**2 * image)
    scores = replay.passed[-2]
    towards = np.zeros_like(scores)
    towards[:, digit] = 1
    gradients = replay.back(towards, 0, len(replay.layers) - 1)  # (STEPS, 28, 28)
    return Saliency(digit, image * (gradients * 2 * t).mean(axis=0))
