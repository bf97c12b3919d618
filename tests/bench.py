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

from PIL import Image

from backend.app import create_app
from model.gate import load_gate
from model.picture import decode, normalise
from tests.digits import draw, png

REPEATS = 500


def median_ms(run: Callable[[], object]) -> float:
    """Median time of one `run()`, in milliseconds."""
    times = []
    for _ in range(REPEATS):
        started = time.perf_counter()
        run()
        times.append(time.perf_counter() - started)
    return statistics.median(times) * 1000


def main() -> None:
    """Time one `/predict` of a canvas, 280x280 RGBA, and its stages."""
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
    times = {name: median_ms(run) for name, run in stages.items()}
    reference = times["Pillow decodes the PNG"]
    print(f"{'median of ' + str(REPEATS):32} {'ms':>8} {'x decoding':>12}")
    for name, milliseconds in times.items():
        print(f"{name:32} {milliseconds:8.3f} {milliseconds / reference:12.2f}")


if __name__ == "__main__":
    main()
