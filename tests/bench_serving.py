"""What serving takes, beside what it cannot do without: part of `npm run bench`.

    python -m tests.bench_serving               # all of it, about three minutes
    python -m tests.bench_serving forward start # parts of it

`forward` is the network beside ONNX Runtime and PyTorch, `predict` one request by stage, `load`
the requests a second of one and two workers, `start` the time to a first answer beside that of
importing numpy, Pillow and Flask. Each table's columns are measured in turns.
"""

import os

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # As gunicorn.conf.py serves.
os.environ.setdefault("OMP_NUM_THREADS", "1")

import argparse
import io
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
from PIL import Image

from tests import load
from tests.digits import draw, png
from tests.servers import ROOT, serving
from tests.timing import interleaved
from tests.yardsticks import PACKAGES, missing, yardsticks

BATCHES = (1, 32, 1000)
TURNS = 30
LEAST = 0.02  # seconds of each turn
STARTS = 7

# What a server of this kind imports before a line of its own.
IMPORTS = "import numpy, PIL.Image, PIL.PngImagePlugin, flask"


def forward() -> None:
    """The default network's forward pass: milliseconds of a batch, and as a multiple of others'."""
    from model.shipped import load_shipped

    network = next(iter(load_shipped().values())).network.for_inference()
    others = yardsticks(network)
    for name in PACKAGES.keys() - others.keys():
        print(f"{name} is not installed ({', '.join(missing(name))}), so it is not compared: "
              "pip install -r tests/requirements-bench.txt\n")  # fmt: skip
    columns = ["batch", "ours, ms", *(f"{name}, ms | ours ÷ it" for name in others)]
    print("| " + " | ".join(columns) + " |")
    print("|---" * (2 + 2 * len(others)) + "|")
    rng = np.random.default_rng(0)
    for batch in BATCHES:
        images = rng.random((batch, 28, 28), np.float32)
        for name, other in others.items():
            np.testing.assert_allclose(
                other(images), network.forward(images), atol=1e-4, err_msg=name
            )
        runs: dict[str, Callable[[], object]] = {"ours": lambda x=images: network.forward(x)}
        runs |= {name: lambda run=run, x=images: run(x) for name, run in others.items()}
        times = interleaved(runs, TURNS, LEAST)
        best = {name: statistics.median(taken) for name, taken in times.items()}
        cells = [f"{best[name]:.3f} | {best['ours'] / best[name]:.2f}" for name in others]
        print("| " + " | ".join([str(batch), f"{best['ours']:.3f}", *cells]) + " |", flush=True)


def predict() -> None:
    """`/predict` of a canvas, 280x280 RGBA, by stage, each as a multiple of decoding the PNG."""
    from backend.app import create_app

    os.environ.setdefault("REQUEST_LOG", "off")
    client = create_app().test_client()
    body = png(draw(7).convert("RGBA"))
    stages: dict[str, list[float]] = {}

    def request() -> None:
        response = client.post("/predict", data=body, content_type="image/png")
        for part in response.headers["Server-Timing"].split(", "):
            name, _, milliseconds = part.partition(";dur=")
            stages.setdefault(name, []).append(float(milliseconds))

    times = interleaved(
        {"decoding": lambda: Image.open(io.BytesIO(body)).load(), "request": request},
        TURNS * 10,
    )
    reference = statistics.median(times["decoding"])
    rows = {"Pillow decodes the PNG": reference}
    rows |= {f"stage: {name}": statistics.median(taken) for name, taken in stages.items()}
    rows["with Flask's client around it"] = statistics.median(times["request"])
    print("| | ms | × decoding |\n|---|---|---|")
    for name, milliseconds in rows.items():
        print(f"| {name} | {milliseconds:.3f} | {milliseconds / reference:.2f} |")


def throughput() -> None:
    """Requests a second of one and of two workers, and their ratio."""
    options = argparse.Namespace(clients=64, requests=5000, slow=0, kill=False, log="off")
    print(load.HEADER)
    rates = []
    for workers in (1, 2):
        row, rate = load.measure(workers, threads=2, options=options)
        rates.append(rate)
        print(row, flush=True)
    print(f"\ntwo workers ÷ one: {rates[1] / rates[0]:.2f}")


def start() -> None:
    """From a process's start to its first answer, beside a process that only imports."""
    # As on a server, where only the first start of all has to compile.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    times: dict[str, list[float]] = {"imports": [], "application": [], "server": []}
    asked = (
        "import os; os.environ['OPENBLAS_NUM_THREADS'] = '1'; import sys;"
        f"sys.path.insert(0, {str(ROOT)!r}); from backend.app import app;"
        "body = open('docs/seven.png', 'rb').read();"
        "r = app.test_client().post('/predict', data=body, content_type='image/png');"
        "assert r.get_json()['digit'] == 7"
    )
    body = (ROOT / "docs" / "seven.png").read_bytes()
    for _ in range(STARTS):
        for name, program in (("imports", IMPORTS), ("application", asked)):
            begin = time.perf_counter()
            subprocess.run([sys.executable, "-c", program], cwd=ROOT, check=True)
            times[name].append(time.perf_counter() - begin)
        with tempfile.TemporaryDirectory() as folder:
            begin = time.perf_counter()
            with serving(Path(folder), REQUEST_LOG="off") as server:
                assert server.request("POST", "/predict", body)[1]["digit"] == 7
                times["server"].append(time.perf_counter() - begin)
    reference = min(times["imports"])
    print("| | ms, best of " + str(STARTS) + " | × importing |\n|---|---|---|")
    for name, title in (
        ("imports", "importing numpy, Pillow and Flask"),
        ("application", "the application's first answer, in its process"),
        ("server", "the server's first answer, over HTTP"),
    ):
        taken = min(times[name])
        print(f"| {title} | {1000 * taken:.0f} | {taken / reference:.2f} |")


PARTS = {"forward": forward, "predict": predict, "load": throughput, "start": start}


def main() -> None:
    """Print the tables that are asked for."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("parts", nargs="*", choices=["all", *PARTS], default="all")
    asked = parser.parse_args().parts
    for part in PARTS if "all" in asked else asked:
        print(f"\n{PARTS[part].__doc__}\n", flush=True)
        PARTS[part]()


if __name__ == "__main__":
    main()
