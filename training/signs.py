"""Kinds of drawings that are no digit: letters, signs, doodles.

They come in two parts that have none in common: from the first the gate learns what people write
that is no digit; the second it never sees, and what it makes of them is what it will make of
what nobody has thought of.

A sign is written as its strokes: points "x,y" of the sign's box, y downwards, strokes divided by
";", those that are smooth through their points begin with "~". Letters that people write as they
write a digit are left out: O, D, Q and θ (0), I and l (1), Z (2), B and β (8), S (5), G, b and δ
(6), q, g, y and Y (9, 4).
"""

from collections.abc import Callable

import numpy as np
from PIL import Image

from training.sketches import Rng, Strokes, arc, curve, line, on_a_sheet

# How far each point of a sign is off, standard deviation, in its box's sides.
WOBBLE = 0.03

LEARNED_SIGNS = {
    "capital letters 1": {
        "A": "0,1 .45,0 .9,1; .2,.62 .7,.62",
        "E": ".7,0 0,0 0,1 .7,1; 0,.48 .55,.48",
        "H": "0,0 0,1; .75,0 .75,1; 0,.5 .75,.5",
        "J": "~.6,0 .6,.7 .45,.97 .2,.97 .03,.75; .3,0 .85,0",
        "L": "0,0 0,1 .65,1",
        "N": "0,1 0,0 .75,1 .75,0",
        "U": "~0,0 0,.6 .15,.95 .4,1 .65,.9 .75,.6 .75,0",
        "X": "0,0 .8,1; .8,0 0,1",
    },
    "small letters 1": {
        "a": "~.65,.1 .4,0 .1,.2 0,.55 .15,.9 .4,.9 .62,.55 .65,.1; ~.66,.1 .66,.7 .75,.95 .9,.9",
        "f": "~.7,.05 .5,0 .35,.15 .33,.5 .33,1; .05,.42 .65,.42",
        "m": "0,.1 0,1; ~0,.4 .15,.1 .35,.1 .42,.4 .42,1; ~.42,.4 .58,.1 .78,.1 .85,.4 .85,1",
        "r": "0,0 0,1; ~0,.45 .15,.12 .35,0 .55,.08",
        "v": "0,0 .4,1 .8,0",
    },
    "Greek letters 1": {
        "π": "~0,.1 .15,0 .5,0 1,0; .3,0 .25,1; ~.7,0 .7,.75 .8,1 .95,.9",
        "λ": "~0,.02 .2,.05 .35,.35 .7,1; .4,.45 .05,1",
        "Ω": "0,1 .3,1 ; ~.3,1 .05,.65 .1,.2 .45,0 .8,.2 .85,.65 .6,1; .6,1 .9,1",
        "ψ": "~0,.05 .02,.4 .2,.65 .6,.65 .8,.4 .82,.05; .41,0 .41,1",
    },
    "signs 1": {
        "@": "~.65,.35 .45,.3 .35,.5 .45,.68 .6,.6 .66,.35 .68,.6 .8,.68 .95,.5 .85,.15 .5,0 "
             ".15,.15 0,.5 .15,.85 .5,1 .8,.92",
        "?": "~.02,.2 .15,.03 .4,0 .58,.18 .5,.38 .32,.5 .3,.72; .3,.96 .31,.98",
        "=": "0,.3 1,.3; 0,.7 1,.7",
        "heart": "~.5,.3 .35,.05 .1,.05 0,.3 .12,.6 .5,1; ~.5,.3 .65,.05 .9,.05 1,.3 .88,.6 .5,1",
        "<": ".8,0 0,.5 .8,1",
    },
    "keyboard signs": {
        "+": "0,.5 1,.5; .5,0 .5,1",
        "tall +": "0,.45 .65,.45; .33,0 .33,1",
        "wide +": "0,.5 1,.5; .5,.15 .5,.85",
        "&": "~.95,1 .5,.55 .2,.25 .28,.03 .5,.02 .55,.22 .3,.45 .05,.68 .12,.95 .42,.98 .75,.72 "
             ".88,.5",
        "%": "~.2,0 .03,.15 .2,.32 .36,.15 .2,0; ~.75,.68 .6,.84 .76,1 .92,.84 .75,.68; .85,0 "
             ".1,1",
        "$": "~.68,.2 .4,.1 .08,.22 .15,.42 .55,.55 .68,.75 .4,.92 .02,.78; .36,0 .36,1.02",
    },
    "doodles 1": {
        "house": "0,1 0,.45 .5,0 1,.45 1,1 0,1; 0,.45 1,.45; .4,1 .4,.7 .6,.7 .6,1",
        "cup": "0,0 .08,1 .6,1 .7,0 0,0; ~.68,.2 .95,.25 .95,.55 .64,.65",
        "cloud": "~.15,.9 0,.7 .12,.5 .2,.25 .45,.15 .62,.3 .85,.3 .95,.55 1,.8 .8,.92 .5,.9 "
                 ".15,.9",
        "lightning": ".55,0 .1,.55 .45,.55 .2,1 .8,.4 .45,.4 .75,0 .55,0",
    },
}  # fmt: skip

TEST_SIGNS = {
    "capital letters 2": {
        "C": "~.75,.15 .5,0 .15,.15 0,.5 .15,.85 .5,1 .78,.85",
        "F": "0,1 0,0 .7,0; 0,.48 .55,.48",
        "K": "0,0 0,1; .65,0 0,.55; .2,.42 .7,1",
        "M": "0,1 .08,0 .45,.65 .82,0 .9,1",
        "P": "0,0 0,1; ~0,.03 .4,0 .62,.22 .45,.47 0,.52",
        "R": "0,0 0,1; ~0,.03 .4,0 .6,.22 .45,.45 0,.5; .25,.5 .68,1",
        "T": "0,0 .8,0; .4,0 .4,1",
        "V": "0,0 .38,1 .76,0",
        "W": "0,0 .22,1 .48,.3 .74,1 .98,0",
    },
    "small letters 2": {
        "d": "~.55,.5 .3,.4 .05,.55 .02,.82 .25,1 .48,.88 .55,.6; .57,0 .57,1",
        "e": "~.04,.52 .4,.5 .72,.4 .6,.08 .3,0 .05,.25 .02,.65 .25,.98 .55,.97 .78,.8",
        "h": "0,0 0,1; ~0,.65 .15,.42 .4,.42 .5,.65 .5,1",
        "k": "0,0 0,1; .5,.35 0,.72; .12,.63 .55,1",
        "n": "0,.05 0,1; ~0,.45 .2,.05 .55,.05 .68,.4 .68,1",
        "p": "0,.05 0,1; ~0,.15 .3,0 .55,.15 .5,.45 .25,.58 0,.45",
        "t": "~.3,0 .3,.75 .42,.98 .62,.92; 0,.3 .62,.3",
        "u": "~0,0 0,.6 .2,.95 .5,.85 .68,.5 .7,0; ~.7,0 .7,.8 .85,.98",
        "w": "~0,0 .05,.65 .22,.98 .42,.7 .45,.3 .5,.75 .7,.98 .88,.6 .9,0",
    },
    "Greek letters 2": {
        "α": "~.95,0 .75,.45 .45,.95 .15,.92 0,.5 .18,.08 .45,.05 .72,.5 .98,1",
        "γ": "~0,.1 .15,0 .3,.2 .42,.55 .4,.9 .3,1 .24,.85 .45,.45 .7,0",
        "μ": "0,1 .1,.02; ~.08,.1 .05,.5 .2,.68 .42,.6 .55,.05; ~.55,.05 .52,.55 .68,.66 .78,.55",
        "ω": "~.15,.05 .02,.4 .05,.85 .25,.98 .45,.75 .47,.4 .5,.78 .7,.98 .9,.82 .93,.4 .8,.02",
        "Σ": ".8,.02 0,.02 .45,.5 0,1 .85,1",
        "ε": "~.65,.12 .4,0 .1,.12 .12,.38 .4,.46 .1,.56 .02,.82 .3,1 .68,.88",
    },
    "signs 2": {
        "#": ".3,0 .2,1; .7,0 .6,1; 0,.32 .95,.32; 0,.68 .92,.68",
        "check mark": "0,.55 .3,1 1,0",
        "note": "~.3,.82 .12,.75 0,.88 .12,1 .28,.95 .3,.82; ~.3,.85 .3,0 .45,.2 .6,.4",
        "*": ".5,0 .5,1; .07,.25 .93,.75; .93,.25 .07,.75",
        "{": "~.6,0 .35,.05 .32,.35 .05,.5 .32,.65 .35,.95 .6,1",
    },
    "doodles 2": {
        "smiley": "~.5,0 .15,.15 0,.5 .15,.85 .5,1 .85,.85 1,.5 .85,.15 .5,0; .33,.33 .34,.36; "
                  ".66,.33 .67,.36; ~.25,.62 .5,.8 .75,.62",
        "cat": "~.1,.35 .02,.7 .3,1 .7,1 .98,.7 .9,.35; .1,.35 .12,0 .38,.25 .62,.25 .88,0 .9,.35; "
               ".35,.55 .36,.57; .65,.55 .66,.57; .45,.75 .55,.75",
        "fish": "~1,.5 .7,.15 .35,.2 .1,.55 -.1,.85; ~1,.5 .7,.85 .35,.8 .1,.45 -.1,.15; "
                "-.1,.15 -.1,.85",
        "stick man": "~.5,0 .37,.13 .5,.27 .63,.13 .5,0; .5,.27 .5,.65 .25,1; .5,.65 .75,1; "
                     ".2,.42 .8,.42",
        "boat": "0,.65 .2,1 .8,1 1,.65 0,.65; .5,.65 .5,0 .85,.5 .5,.5",
    },
}  # fmt: skip


def strokes_of(sign: str, rng: Rng) -> Strokes:
    """The strokes of a sign, each point a little off, as a hand would put it."""
    strokes = []
    for stroke in sign.split(";"):
        smooth = stroke.strip().startswith("~")
        pairs = stroke.strip().removeprefix("~").split()
        points = np.array([[float(number) for number in pair.split(",")] for pair in pairs])
        points += rng.normal(0, WOBBLE, points.shape)
        strokes.append(curve(points) if smooth else line(*points))
    return strokes


def flower(rng: Rng) -> Image.Image:
    """Petals around a ring, on a stem."""
    petals = int(rng.integers(4, 8))
    angle = np.linspace(0, 2 * np.pi, 120)
    radius = 0.3 + 0.12 * np.cos(petals * angle)
    bloom = np.stack([np.cos(angle), np.sin(angle)], axis=1) * radius[:, None] + (0.5, 0.3)
    stem = curve([(0.5, 0.7), (0.5 + rng.normal(0, 0.05), 1.0), (0.5, 1.3)])
    return on_a_sheet([bloom, arc((0.5, 0.3), (0.1, 0.1)), stem], rng, thickest=0.1)


def sun(rng: Rng) -> Image.Image:
    """A ring and its rays."""
    strokes: Strokes = [arc((0.5, 0.5), (0.25, 0.25))]
    for angle in np.linspace(0, 2 * np.pi, rng.integers(6, 12), endpoint=False):
        ray = np.array([np.cos(angle), np.sin(angle)])
        strokes.append(line(tuple(0.5 + 0.33 * ray), tuple(0.5 + 0.55 * ray)))
    return on_a_sheet(strokes, rng, thickest=0.1)


def cursive_loops(rng: Rng) -> Image.Image:
    """A row of three to six loops, as e is written in a hurry."""
    turns = rng.integers(3, 7)
    t = np.linspace(0, 2 * np.pi * turns, 30 * turns)
    stroke = np.stack([0.12 * t - 0.45 * np.sin(t), rng.uniform(0.5, 1) * np.cos(t)], axis=1)
    return on_a_sheet([stroke / 3], rng, thickest=0.12)


def cursive_arches(rng: Rng) -> Image.Image:
    """A row of arches or of bowls, as m and u are written in a hurry."""
    t = np.linspace(0, np.pi * rng.integers(4, 8), 120)
    stroke = np.stack([0.16 * t, rng.choice([-1, 1]) * np.abs(np.sin(t)) * 0.6], axis=1)
    return on_a_sheet([stroke], rng, thickest=0.12)


def hatching(rng: Rng) -> Image.Image:
    """Slanted lines side by side, each a stroke."""
    strokes = []
    slant = rng.uniform(0.2, 0.8)
    for place in np.linspace(0, 1.2, rng.integers(4, 9)):
        wobble = rng.normal(0, 0.03, 4)
        strokes.append(
            line((place + wobble[0], 1 + wobble[1]), (place + slant + wobble[2], wobble[3]))
        )
    return on_a_sheet(strokes, rng, thickest=0.1)


def _sign_kind(signs: dict[str, str]) -> Callable[[Rng], Image.Image]:
    drawings = list(signs.values())

    def draw(rng: Rng) -> Image.Image:
        return on_a_sheet(strokes_of(drawings[rng.integers(len(drawings))], rng), rng)

    return draw


LEARNED_KINDS = {name: _sign_kind(signs) for name, signs in LEARNED_SIGNS.items()}
TEST_KINDS = {name: _sign_kind(signs) for name, signs in TEST_SIGNS.items()} | {
    kind.__name__.replace("_", " "): kind
    for kind in (flower, sun, cursive_loops, cursive_arches, hatching)
}
