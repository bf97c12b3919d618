"""Training, offline: data, recipes, the loop, and what is shipped to `model/weights`."""

import importlib.util
import os

# The matrices are small: a second BLAS thread mostly waits, and rounds differently. Where two
# cores pay there are two processes (replicas.py). Read once, when numpy is imported: so here.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

# What requirements.txt beside this names. Who has installed only what serving needs is told.
PACKAGES = ("click", "matplotlib", "pooch", "pydantic", "tqdm", "unlzw3")

for package in PACKAGES:
    if importlib.util.find_spec(package) is None:
        raise SystemExit(f"{package} is not installed: pip install -r training/requirements.txt")
