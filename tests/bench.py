"""How long things take: `npm run bench`.

Absolute times are this machine's; what carries over are the ratios, measured side by side in
one run.
"""

import os

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # As gunicorn.conf.py serves.

import io
import statistics
import time
from collections.abc import Callable

from flask.testing import FlaskClient
from PIL import Image

from backend.app import create_app
from model.gate import load_gate
from model.numbers.find import find_digits
from model.numbers.reader import NumberReader, all_ink
from model.numbers.segment import (
    candidates,
    cut,
    cutout,
    marks,
    may_be_several,
    surroundings,
    views,
    whole,
)
from model.numbers.strips import strips
from model.picture import decode, grey, normalise, place
from tests.digits import draw, png
from tests.numbers import draw_number

REPEATS = 500


def median_ms(run: Callable[[], object]) -> float:
    """Median time of one `run()`, in milliseconds."""
    times = []
    for _ in range(REPEATS):
        started = time.perf_counter()
        run()
        times.append(time.perf_counter() - started)
    return statistics.median(times) * 1000


def number_stages(client: FlaskClient, reader: NumberReader) -> dict[str, Callable[[], object]]:
    """Of `/read`, for a canvas of 600x280 with four digits: apart, and two of them touching."""
    stages: dict[str, Callable[[], object]] = {}
    for kind, written in (
        ("apart", draw_number("2026", height=150)),
        ("touching", draw_number("2576", height=150, gap=0.02)),
    ):
        canvas = Image.new("RGB", (600, 280), (255, 255, 255))
        canvas.paste(written, (20, 20))
        body = png(canvas)
        sheet = grey(canvas)
        ink = all_ink(sheet)
        seen = marks(ink)
        pieces = cut(ink, seen, may_be_several(seen)) if kind == "touching" else whole(seen)
        found = candidates(pieces)
        alone = [cutout(ink, pieces, one) for one in found]
        line = strips(ink, pieces)
        _, images = views(ink, pieces, found)
        stages |= {
            f"all_ink, {kind}": lambda sheet=sheet: all_ink(sheet),
            f"marks, {kind}": lambda ink=ink: marks(ink),
            f"cut, {kind}": lambda ink=ink, seen=seen: cut(ink, seen, may_be_several(seen)),
            f"{len(found)} candidates, {kind}": lambda ink=ink, pieces=pieces: [
                cutout(ink, pieces, one) for one in candidates(pieces)
            ],
            f"place, {kind}": lambda alone=alone: [place(one.ink) for one in alone],
            f"surroundings, {kind}": lambda ink=ink, alone=alone: [
                surroundings(ink, one) for one in alone
            ],
            f"judge, {kind}": lambda images=images, pieces=pieces, found=found: reader.judge.scores(
                reader.judge.answers(images), pieces, found
            ),
            f"strips, {kind}": lambda ink=ink, pieces=pieces: strips(ink, pieces),
            f"network of lines, {kind}": lambda line=line: [
                reader.line_network.answers(one.image) for one in line
            ],
            f"find_digits, {kind}": lambda ink=ink: find_digits(
                ink, reader.judge, reader.line_network
            ),
            f"POST /read, {kind}": lambda body=body: client.post(
                "/read", data=body, content_type="image/png"
            ),
        }
    return stages


def main() -> None:
    """Time `/predict` of a canvas, 280x280 RGBA, then `/read` of four digits, and their stages."""
    app = create_app()
    client = app.test_client()
    canvas = draw(7).convert("RGBA")
    body = png(canvas)
    image = normalise(canvas)[None]
    stages: dict[str, Callable[[], object]] = {
        "Pillow decodes the PNG": lambda: Image.open(io.BytesIO(body)).load(),
        "decode": lambda: decode(body),
        "normalise": lambda: normalise(canvas),
    }
    gate = load_gate()
    stages["forward, gate"] = lambda: gate.digit_probability(image)
    for name, reader in app.extensions["readers"].items():
        stages[f"forward, {name}"] = lambda network=reader.network: network.predict(image)
        stages[f"POST /predict, {name}"] = lambda name=name: client.post(
            f"/predict?model={name}", data=body, content_type="image/png"
        )
    stages |= number_stages(client, app.extensions["number_reader"])
    times = {name: median_ms(run) for name, run in stages.items()}
    reference = times["Pillow decodes the PNG"]
    print(f"{'median of ' + str(REPEATS):32} {'ms':>8} {'x decoding':>12}")
    for name, milliseconds in times.items():
        print(f"{name:32} {milliseconds:8.3f} {milliseconds / reference:12.2f}")


if __name__ == "__main__":
    main()
