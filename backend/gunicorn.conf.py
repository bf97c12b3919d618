"""How gunicorn serves the page and the API; `npm start` runs it with this file."""

import os
import sys
from typing import Any

from backend.settings import SettingsError, read_settings
from backend.worker import forget

# Our matrices are small: more BLAS threads cost more in hand-over than they save, and they would
# take the cores from the next request. Read once, when numpy is imported: so before the app is.
for _variable in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "VECLIB_MAXIMUM_THREADS"):
    os.environ.setdefault(_variable, "1")

try:
    _settings = read_settings()
except SettingsError as _error:
    sys.exit(f"The server cannot start: {_error}")

_host = f"[{_settings.host}]" if ":" in _settings.host else _settings.host
bind = f"{_host}:{_settings.port}"

# Two processes, so that one prediction does not wait for another's hold of the interpreter lock.
workers = _settings.workers

# Takes in and sends in its main loop, so that slow clients and connections that browsers open ahead
# of need and leave idle hold up nobody: see there. Threads only compute, and hold the interpreter
# lock for much of it: one serves 5 % more drawings a second than two, and every further one less
# (docs/serving.md). Two, so that who draws does not wait for another's photograph.
worker_class = "backend.worker.BufferingWorker"
threads = 2

# Sending a file from disk would be done by a thread, at the client's pace; ours are small.
sendfile = False

# A process may have 1,024 files open on most systems.
worker_connections = 512

# New connections that wait to be accepted, which the main loop does within milliseconds; 64 clients
# that begin at once are few. Linux's own limit is 4,096.
backlog = 1024

# A browser sends a dozen header fields, a proxy adds a few.
limit_request_fields = 64

# Of a client's word about itself, nothing is taken: we do not ask for addresses or schemes.
forwarded_allow_ips = ""

# Where workers show that they live: in memory, which is there even where the disk is read-only.
_MEMORY = "/dev/shm"  # noqa: S108  # gunicorn makes a file of its own there, as in /tmp.
worker_tmp_dir = _MEMORY if os.access(_MEMORY, os.W_OK) else None

# Seconds after which the main loop, which turns at least once a second, is taken for dead.
timeout = 30

# A worker is never replaced for its age: its memory does not grow (tests/load.py shows it).
max_requests = 0

# Loads the weights once, before the fork: memory is shared and a failing import ends the start
# with one message. Not on macOS, whose Accelerate library does not survive a fork.
preload_app = sys.platform != "darwin"

# Seconds for what is in hand when the server is told to stop: 66 requests at most for each worker.
graceful_timeout = 10

# gunicorn 27 would open one in the home folder; nothing here uses it.
control_socket_disable = True

# Calm: the console shows what went wrong and nothing else.
accesslog = None
loglevel = "warning"


def child_exit(server: Any, worker: Any) -> None:
    """However it has ended: see worker.py."""
    forget(worker)


def worker_exit(server: Any, worker: Any) -> None:
    """End a worker that has served at once: Python would wait for threads that are still at work.

    One that could not start says so by its status; and the master calls this, too, of a worker
    that it finds gone.
    """
    if worker.booted and worker.pid == os.getpid():
        os._exit(0)
