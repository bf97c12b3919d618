"""How gunicorn serves the page and the API; `npm start` runs it with this file."""

import os
import sys
from typing import Any

# Our matrices are small: more BLAS threads cost more in hand-over than they save, and they would
# take the cores from the next request. Read once, when numpy is imported: so before the app is.
for _variable in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "VECLIB_MAXIMUM_THREADS"):
    os.environ.setdefault(_variable, "1")

_host = os.environ.get("HOST", "127.0.0.1")
_port = os.environ.get("PORT", "8000")
bind = f"[{_host}]:{_port}" if ":" in _host else f"{_host}:{_port}"

# Two processes, so that one prediction does not wait for another's hold of the interpreter lock.
workers = int(os.environ.get("WEB_CONCURRENCY", "2"))

# Browsers open connections ahead of need and leave them idle. Each holds a thread for up to five
# seconds (with the sync worker: a whole process), so there are far more threads than cores.
worker_class = "gthread"
threads = 16

# Loads the weights once, before the fork: memory is shared and a failing import ends the start
# with one message. Not on macOS, whose Accelerate library does not survive a fork.
preload_app = sys.platform != "darwin"

# Between two digits a person takes longer than gunicorn's 5 s; reconnecting would cost the next
# prediction a round trip.
keepalive = 30

# A prediction takes milliseconds; a connection still open after this is an idle browser.
graceful_timeout = 2

# gunicorn 27 would open one in the home folder; nothing here uses it.
control_socket_disable = True

# Calm: the console shows what went wrong and nothing else.
accesslog = None
loglevel = "warning"


def worker_exit(server: Any, worker: Any) -> None:
    """End a worker at once: Python would first wait for the threads that hold idle connections."""
    os._exit(0)
