"""Kinds of drawings that are no digit, to learn from: what people scribble, and broken digits.

Each kind is a function that draws one at random. They are chosen to be many and different, not
to be what people will really draw: what the gate makes of kinds that it has never seen is
measured with those of `signs.py`.
"""

from collections.abc import Callable

import numpy as np
from PIL import Image

from model.layers import Array
from training.sketches import Rng, Strokes, arc, as_picture, curve, filled, line, on_a_sheet, turned

Scrawl = Callable[[Rng], Image.Image]

# An end that is so close to another stroke touches it, in the drawing's sides.
NEAR = 0.1


def scribble(rng: Rng) -> Image.Image:
    """One to four smooth strokes that lead anywhere."""
    return on_a_sheet(
        [curve(rng.random((rng.integers(4, 9), 2))) for _ in range(rng.integers(1, 5))], rng
    )


def tangle(rng: Rng) -> Image.Image:
    """One long stroke, over and over itself."""
    return on_a_sheet([curve(rng.random((rng.integers(10, 26), 2)))], rng)


def zigzag(rng: Rng) -> Image.Image:
    """Back and forth at least five times: after two it would be a 2."""
    turns = rng.integers(5, 12)
    along = np.linspace(0, 1, turns) + rng.normal(0, 0.02, turns)
    across = np.where(np.arange(turns) % 2, 1, 0) * rng.uniform(0.3, 1.2) + rng.normal(
        0, 0.06, turns
    )
    points = np.stack([along, across], axis=1)
    stroke = curve(points) if rng.random() < 0.3 else line(*points)
    return on_a_sheet(turned([stroke], rng.uniform(0, 360)), rng)


def wave(rng: Rng) -> Image.Image:
    """Two to five waves, in any direction."""
    x = np.linspace(0, 1, 60)
    y = rng.uniform(0.08, 0.4) * np.sin(2 * np.pi * rng.uniform(2, 5) * x + rng.uniform(0, 6))
    return on_a_sheet(turned([np.stack([x, y + 0.5], axis=1)], rng.uniform(0, 360)), rng)


def made_up_sign(rng: Rng) -> Image.Image:
    """A letter of an alphabet that does not exist: lines and arcs between points of a grid."""
    return on_a_sheet(_sign(rng), rng)


def framed_sign(rng: Rng) -> Image.Image:
    """Such a letter in a circle or a box."""
    inside = [0.5 + (stroke - 0.5) * 0.55 for stroke in _sign(rng)]
    frame = arc((0.5, 0.5), (0.55, 0.55)) if rng.random() < 0.5 else _box(1.1, 1.1) - 0.05
    return on_a_sheet([*inside, frame], rng, thickest=0.14)


def _sign(rng: Rng) -> Strokes:
    while True:
        strokes: Strokes = []
        ends: list[Array] = []
        for _ in range(rng.choice([2, 3, 4, 5], p=[0.3, 0.35, 0.25, 0.1])):
            begin = _grid_point(rng)
            if ends and rng.random() < 0.75:
                begin = ends[rng.integers(len(ends))]
            end = _grid_point(rng)
            if np.hypot(*(end - begin)) < 0.3:
                continue
            bulge = rng.choice([0, 0, 0, 0.35, -0.35, 0.7, -0.7])
            across = (end - begin)[::-1] * (-1, 1) * bulge
            t = np.linspace(0, 1, 20)[:, None]
            strokes.append(begin + (end - begin) * t + across * np.sin(np.pi * t) ** 0.7)
            ends += [begin, end, strokes[-1][10]]
        if len(strokes) < 2 or _closed(strokes):
            continue
        if len(strokes) > 2 or not _may_be_1_4_or_7(strokes):
            return strokes


def _grid_point(rng: Rng) -> Array:
    return np.array([rng.choice([0.1, 0.45, 0.8]), rng.choice([0, 0.33, 0.66, 1])])


def _closed(strokes: Strokes) -> bool:
    """Whether no stroke has a loose end: then they may be a 0 or an 8."""
    for number, stroke in enumerate(strokes):
        others = np.concatenate([*strokes[:number], *strokes[number + 1 :]])
        for end in stroke[[0, -1]]:
            if np.hypot(*(others - end).T).min() > NEAR:
                return False
    return True


def _may_be_1_4_or_7(strokes: Strokes) -> bool:
    """Whether one of two strokes is upright, and the other touches it from the left, or below."""
    for stem, other in (strokes, strokes[::-1]):
        tall, wide = np.ptp(stem[:, 1]), np.ptp(stem[:, 0])
        right = other[:, 0].max()
        if tall > 1.5 * wide and (
            right <= stem[:, 0].max() + 0.1 or other[:, 1].mean() > stem[:, 1].max() - 0.1
        ):
            return True
    return False


def arrow(rng: Rng) -> Image.Image:
    """In any direction, with one head or two."""
    size, spread = rng.uniform(0.15, 0.4), rng.uniform(0.12, 0.35)
    strokes = [
        line((0, 0.5), (1, 0.5)),
        line((1 - size, 0.5 - spread), (1, 0.5), (1 - size, 0.5 + spread)),
    ]
    if rng.random() < 0.3:
        strokes.append(line((size, 0.5 - spread), (0, 0.5), (size, 0.5 + spread)))
    return on_a_sheet(turned(strokes, rng.uniform(0, 360)), rng)


def spiral(rng: Rng) -> Image.Image:
    """Two turns or more: with one and a half it would be a 6 or a 9."""
    angle = np.linspace(0, 2 * np.pi * rng.uniform(2, 4), 120) * rng.choice([-1, 1])
    radius = np.linspace(rng.uniform(0, 0.1), 0.5, 120)
    stroke = np.stack([np.cos(angle), np.sin(angle)], axis=1) * radius[:, None] + 0.5
    return on_a_sheet(turned([stroke], rng.uniform(0, 360)), rng, thickest=0.12)


def box(rng: Rng) -> Image.Image:
    """Square or wider; a tall one might be a 0. Some with a line or two across."""
    width, height = 1.0, rng.uniform(0.3, 1)
    strokes = [_box(width, height)]
    for _ in range(rng.integers(0, 3)):
        corner, other = rng.choice([0, 0.5, 1], (2, 2)) * (width, height)
        strokes.append(line(tuple(corner), tuple(other)))
    return on_a_sheet(strokes, rng)


def _box(width: float, height: float) -> Array:
    return line((0, 0), (width, 0), (width, height), (0, height), (0, 0))


def triangle(rng: Rng) -> Image.Image:
    """With corners anywhere, but not flat."""
    while True:
        a, b, c = rng.random((3, 2))
        if abs(np.cross([*(b - a), 0], [*(c - a), 0])[2]) > 0.3:
            return on_a_sheet([line(tuple(a), tuple(b), tuple(c), tuple(a))], rng)


def star(rng: Rng) -> Image.Image:
    """Of one line across itself, or its outline."""
    points = int(rng.integers(5, 8))
    if rng.random() < 0.5:
        corners = _around(5, 0.5)[np.arange(6) * 2 % 5]
    else:
        corners = _starry(points, rng.uniform(0.35, 0.55))
    return on_a_sheet(turned([corners], rng.uniform(0, 360)), rng)


def _around(corners: int, radius: float, begin: float = -np.pi / 2) -> Array:
    angle = begin + np.linspace(0, 2 * np.pi, corners, endpoint=False)
    return np.stack([np.cos(angle), np.sin(angle)], axis=1) * radius + 0.5


def _starry(points: int, inner: float) -> Array:
    outline = np.empty((2 * points, 2))
    outline[::2] = _around(points, 0.5)
    outline[1::2] = _around(points, 0.5 * inner, -np.pi / 2 + np.pi / points)
    return np.concatenate([outline, outline[:1]])


def dots(rng: Rng) -> Image.Image:
    """Two to nine of them, alone."""
    places = rng.random((rng.integers(2, 10), 2))
    return on_a_sheet([line(tuple(p), tuple(p + 0.01)) for p in places], rng)


def grid(rng: Rng) -> Image.Image:
    """Three to six lines across as many: two across two would be a hash."""
    strokes = []
    for lines, across in ((rng.integers(3, 7), False), (rng.integers(3, 7), True)):
        for place in np.linspace(0, 1, lines):
            stroke = line((place, 0), (place, 1))
            strokes.append(stroke[:, ::-1] if across else stroke)
    return on_a_sheet(strokes, rng, thickest=0.1)


def rings(rng: Rng) -> Image.Image:
    """Circles inside each other, or in a row."""
    number = int(rng.integers(2, 5))
    if rng.random() < 0.5:
        strokes = [arc((0.5, 0.5), (r, r)) for r in np.linspace(0.15, 0.5, number)]
    else:
        step = rng.uniform(0.5, 1.1)
        strokes = [arc((0.5 + step * i, 0.5), (0.5, 0.5)) for i in range(number)]
    return on_a_sheet(strokes, rng, thickest=0.12)


def branches(rng: Rng) -> Image.Image:
    """A stem that forks and forks again."""
    strokes: Strokes = []
    tips = [(np.array([0.5, 1.0]), -np.pi / 2, 0.45)]
    for _ in range(rng.integers(2, 4)):
        grown = []
        for root, angle, length in tips:
            for _ in range(rng.integers(2, 4)):
                turn = angle + rng.normal(0, 0.6)
                tip = root + length * np.array([np.cos(turn), np.sin(turn)])
                strokes.append(line(tuple(root), tuple(tip)))
                grown.append((tip, turn, length * 0.7))
        tips = grown
    return on_a_sheet(turned(strokes, rng.choice([0, 90, 180, 270])), rng, thickest=0.12)


def lying_line(rng: Rng) -> Image.Image:
    """One line from left to right, straight or bent: a 1 that has fallen over."""
    bend = rng.uniform(-0.25, 0.25)
    stroke = curve([(0, 0.5), (0.5, 0.5 + bend), (1, 0.5 + rng.normal(0, 0.08))])
    return on_a_sheet([stroke], rng)


def lying_eight(rng: Rng) -> Image.Image:
    """An 8 that has fallen over."""
    t = np.linspace(0, 2 * np.pi, 60)
    height = rng.uniform(0.15, 0.3)
    stroke = np.stack([0.5 * np.cos(t), height * np.sin(2 * t)], axis=1)
    return on_a_sheet(turned([stroke + 0.5], rng.uniform(-20, 20)), rng)


def blot(rng: Rng) -> Image.Image:
    """A blob with bays, not slim: an upright slim one might be a fat 1."""
    angle = np.linspace(0, 2 * np.pi, 80, endpoint=False)
    radius = np.ones(80)
    for n in range(2, 7):
        radius += rng.uniform(0, 0.5 / n) * np.sin(n * angle + rng.uniform(0, 6))
    outline = np.stack([np.cos(angle), np.sin(angle)], axis=1) * radius[:, None]
    outline *= (rng.uniform(0.9, 2), 1)
    return filled(outline, rng)


def filled_shape(rng: Rng) -> Image.Image:
    """A star, triangle, box or polygon, all ink."""
    outline = [
        _starry(int(rng.integers(4, 8)), rng.uniform(0.3, 0.7)),
        _around(int(rng.integers(3, 7)), 0.5),
        _box(1, rng.uniform(0.3, 1)),
    ][rng.integers(3)]
    return filled(turned([outline * (rng.uniform(1, 1.4), 1)], rng.uniform(-20, 20))[0], rng)


def noise(rng: Rng) -> Image.Image:
    """Specks all over the sheet, fine or coarse."""
    cells = int(rng.integers(6, 60))
    specks = rng.random((cells, cells)) < rng.uniform(0.05, 0.6)
    return as_picture(specks * rng.uniform(0.3, 1, (cells, cells))).resize((280, 280))


def texture(rng: Rng) -> Image.Image:
    """Waves of grey across each other, as on cloth or in clouds."""
    y, x = np.mgrid[:140, :140] / 140
    waves = sum(
        rng.normal() * np.sin(rng.normal(0, 15) * x + rng.normal(0, 15) * y + rng.uniform(0, 6))
        for _ in range(rng.integers(2, 6))
    )
    waves = (waves - np.min(waves)) / np.ptp(waves)
    return as_picture(waves ** rng.uniform(0.5, 3))


DRAWN: dict[str, Scrawl] = {
    kind.__name__.replace("_", " "): kind
    for kind in (
        scribble, tangle, zigzag, wave, made_up_sign, framed_sign, arrow, spiral, box, triangle,
        star, dots, grid, rings, branches, lying_line, lying_eight, blot, filled_shape, noise,
        texture,
    )
}  # fmt: skip
