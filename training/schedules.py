"""How the learning rate changes in the course of a run."""

import math

# One-cycle: this share of all steps is spent on the way up.
WARM_UP = 0.1


def learning_rate(schedule: str, peak: float, progress: float) -> float:
    """The learning rate when `progress` (0 to 1) of all steps are done.

    "constant"
        The peak throughout.
    "cosine"
        From the peak to 0 along half a cosine: slowly, fast, slowly (Loshchilov and Hutter,
        "SGDR", ICLR 2017).
    "one-cycle"
        In a straight line from 0 to the peak, while the first gradients are wild, then down
        the cosine (Smith and Topin, "Super-Convergence", 2018).
    """
    if schedule == "one-cycle":
        if progress < WARM_UP:
            return peak * progress / WARM_UP
        progress = (progress - WARM_UP) / (1 - WARM_UP)
    elif schedule == "constant":
        return peak
    return peak * 0.5 * (1 + math.cos(math.pi * progress))
