"""Training, offline: data, recipes, the loop, and what is shipped to `model/weights`."""

import os

# The matrices are small: a second BLAS thread mostly waits, and rounds differently. Where two
# cores pay there are two processes (replicas.py). Read once, when numpy is imported: so here.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
