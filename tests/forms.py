"""The forms in which people write one and the same digit, as strokes, by many hands.

A form is strokes divided by ";", each a list of points "x,y" in units of the digit's height, y
downwards. A stroke that begins with "~" is smooth through its points; a pen that stops and turns
makes two of them.
"""

from collections.abc import Iterator

import numpy as np
from PIL import Image

from tests.digits import Strokes, draw

FORMS: dict[str, tuple[int, str]] = {
    "4 with an open top": (
        4, "~.16,0 .1,.2 .04,.4 0,.58; 0,.58 .3,.57 .66,.55; ~.5,.1 .49,.4 .47,1"),
    "4 with an open, angular top": (4, "0,0 0,.5 .62,.5; .5,.0 .5,1"),
    "4 with a closed top": (4, ".45,0 0,.66 .68,.66; .45,0 .44,1"),
    "1 with a flag and a foot": (1, "0,.24 .13,.14 .26,0 .26,1; 0,1 .52,1"),
    "1 with a flag": (1, "0,.27 .12,.16 .27,0; .27,0 .27,.5 .26,1"),
    "1 of one stroke": (1, ".03,0 .02,.5 0,1"),
    "7 with a bar across": (7, "0,.02 .3,.02 .6,0; .6,0 .45,.35 .25,1; .16,.5 .6,.48"),
    "7 without": (7, "0,.02 .3,.01 .6,0; .6,0 .42,.4 .25,1"),
    "9 with a straight leg": (
        9, "~.52,.1 .3,0 .07,.12 .04,.33 .22,.46 .42,.38 .52,.1; .52,.06 .52,.5 .5,1"),
    "9 with a curled leg": (
        9, "~.52,.14 .32,0 .08,.1 .03,.32 .2,.47 .42,.4 .52,.14 .54,.5 .48,.82 .28,1 .05,.9"),
    "0 with a slash": (
        0, "~.32,0 .1,.15 .02,.48 .1,.84 .32,1 .56,.84 .64,.48 .56,.15 .32,0; .58,.08 .08,.92"),
    "0 without": (0, "~.32,0 .1,.15 .02,.48 .1,.84 .32,1 .56,.84 .64,.48 .56,.15 .32,0"),
    "2 with a loop": (
        2, "~.04,.2 .14,.04 .32,0 .5,.1 .52,.3 .4,.55 .22,.8 .08,.95 .01,.9 .07,.8 .22,.84 .42,.97 "
           ".64,.93"),
    "2 without a loop": (2, "~.02,.2 .14,.04 .32,0 .5,.1 .52,.3 .4,.55 .2,.78 0,.98; 0,.98 .6,.97"),
}  # fmt: skip

HANDS = 12


def hands(form: str) -> Iterator[Image.Image]:
    """The form as HANDS people would draw it: slanted, wide or narrow, large or small, with a
    thin pen or a thick one, none of them quite steady. The same every time.
    """
    _, text = FORMS[form]
    for seed in range(HANDS):
        rng = np.random.default_rng(seed)
        height = rng.uniform(70, 240)
        brush = height * rng.uniform(0.045, 0.13)
        yield draw(_by_a_hand(text, rng), height=height, brush=brush)


def _by_a_hand(text: str, rng: np.random.Generator) -> Strokes:
    slant, narrow, wobble = rng.uniform(-0.1, 0.3), rng.uniform(0.75, 1.2), 0.012
    strokes = []
    for stroke in text.split(";"):
        pairs = stroke.strip().removeprefix("~").split()
        points = np.array([[float(number) for number in pair.split(",")] for pair in pairs])
        points += rng.normal(0, wobble, points.shape)
        points[:, 0] = points[:, 0] * narrow + slant * (1 - points[:, 1])
        strokes.append(_smooth(points) if stroke.strip().startswith("~") else points)
    left = min(stroke[:, 0].min() for stroke in strokes)
    return [[(x - left, y) for x, y in stroke.tolist()] for stroke in strokes]


def _smooth(points: np.ndarray) -> np.ndarray:
    """A Catmull-Rom spline through `points`."""
    padded = np.concatenate([points[:1], points, points[-1:]])
    a, b, c, d = (padded[i : len(points) - 1 + i, None] for i in range(4))
    t = np.linspace(0, 1, 8, endpoint=False)[:, None]
    between = b + ((c - a) * t + (2 * a - 5 * b + 4 * c - d) * t**2
                   + (3 * b - a - 3 * c + d) * t**3) / 2  # fmt: skip
    return np.concatenate([between.reshape(-1, 2), points[-1:]])
