"""Configuration of gunicorn, which knows these names: `heed serve` starts it.

Threads wait for the database, the disk and reading processes side by side. A request may take as
long as it needs: only a process whose main thread hangs for `timeout` seconds is ended. A server
that stops takes no request more, and ends those it has within the same time.
"""

import gc
import os
from pathlib import Path
from shutil import rmtree
from tempfile import mkdtemp

from django.conf import settings
from django.urls import get_resolver

bind = settings.SERVER_ADDRESS
workers = settings.SERVER_PROCESSES
threads = settings.SERVER_THREADS
timeout = graceful_timeout = settings.SERVER_TIMEOUT  # seconds
worker_class = "gthread"
preload_app = True  # imported once: processes share its memory, and one that can't start says so
keepalive = 75  # seconds; longer than a proxy keeps a connection, or it sends into a closed one
secure_scheme_headers: dict[str, str] = {}  # TRUST_PROXY alone decides whom Django believes
control_socket_disable = True
logconfig_dict = settings.LOGGING  # one log; `tracker.access` has a line for each request
worker_tmp_dir = "/dev/shm" if Path("/dev/shm").is_dir() else None  # noqa: S108  alive, by a file

if settings.METRICS_PORT:  # where processes count; before the library of metrics is imported
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = mkdtemp(prefix="heed-metrics-")


def when_ready(_server: object) -> None:
    """Import all views for all processes, and leave what they share alone, or they copy it.

    Each would import them at its first request, and keep a copy of its own.
    """
    get_resolver().url_patterns  # noqa: B018  imports them
    gc.collect()
    gc.freeze()


def post_worker_init(_worker: object) -> None:
    """Answer at METRICS_PORT."""
    from tracker import health

    if settings.METRICS_PORT:
        health.serve_metrics()


def on_exit(_server: object) -> None:
    """Delete what the processes counted."""
    rmtree(os.environ.get("PROMETHEUS_MULTIPROC_DIR", ""), ignore_errors=True)
