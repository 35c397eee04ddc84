"""Metrics for Prometheus: of requests in all processes of the server, and of the installation.

`heed serve` starts it where METRICS_PORT is set. No metric counts people or what they wrote.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from shutil import disk_usage

from django.conf import settings
from django.db import DatabaseError, connections
from django.db.models import Count, Max
from django.db.models.functions import Now
from django.tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult
from prometheus_client import CollectorRegistry, Counter, Histogram, start_http_server
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.exposition import ThreadingWSGIServer
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

from tracker import health
from tracker.actions.workers import SILENCE
from tracker.models import JobRun, Seal, Worker

METHODS = frozenset({"GET", "HEAD", "POST", "OPTIONS"})  # others would be series without end
REQUESTS = Counter(
    "heed_requests", "Requests answered.", ["view", "method", "status"], registry=None
)
SECONDS = Histogram(
    "heed_request_seconds",
    "Seconds until the answer began.",
    ["view"],
    buckets=(0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30),
    registry=None,
)


def count_request(view: str, method: str | None, status: int, seconds: float) -> None:
    """Count a request of a view, by its name in `urls`; empty: of none."""
    REQUESTS.labels(view, method if method in METHODS else "other", status).inc()
    SECONDS.labels(view).observe(seconds)


def serve() -> None:
    """Answer at METRICS_PORT, in a thread of each process of the server: any answers for all."""
    registry = CollectorRegistry()
    MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    registry.register(_State())
    ThreadingWSGIServer.allow_reuse_port = True
    host, _colon, port = settings.METRICS_PORT.rpartition(":")
    start_http_server(int(port), host.strip("[]"), registry)


class _State(Collector):
    """State of the installation, read when it is asked for; what can't be read is left out."""

    def collect(self) -> Iterator[GaugeMetricFamily]:
        for name, (words, label, read) in GAUGES.items():
            gauge = GaugeMetricFamily(f"heed_{name}", words, labels=[label] if label else [])
            with suppress(DatabaseError, OSError):
                for value, number in read().items():
                    gauge.add_metric([value] if label else [], number)
            yield gauge
        connections.close_all()  # of this thread


def _read_tasks() -> Mapping[str, float]:
    counts = dict(DBTaskResult.objects.values_list("status").annotate(Count("pk")).order_by())
    return {status.lower(): counts.get(status, 0) for status in TaskResultStatus.values}


def _read_jobs() -> Mapping[str, float]:
    successes = JobRun.objects.filter(succeeded=True).values_list("name").order_by()
    return {name: at.timestamp() for name, at in successes.annotate(Max("finished_at"))}


def _read_seals() -> Mapping[str, float]:
    seal = Seal.objects.newest()
    return {"": seal.created_at.timestamp()} if seal else {}


def _read_workers() -> Mapping[str, float]:
    return {"": Worker.objects.filter(seen_at__gt=Now() - SILENCE).count()}


# By name: what it is, its label, and what reads its number for each value of the label.
GAUGES: dict[str, tuple[str, str, Callable[[], Mapping[str, float]]]] = {
    "build_info": ("Version that runs.", "version", lambda: {settings.VERSION: 1}),
    "check_ok": (
        "Whether a check of /health/ready passed.",
        "check",
        lambda: {check.name: check.is_well for check in health.recent_checks()},
    ),
    "tasks": ("Tasks of the last weeks, by status.", "status", _read_tasks),
    "job_success_timestamp_seconds": ("Last success of a job.", "job", _read_jobs),
    "seal_timestamp_seconds": ("When the newest seal was made.", "", _read_seals),
    "workers": ("Workers that are alive.", "", _read_workers),
    "disk_free_bytes": (
        "Free space on the disk of a folder.",
        "folder",
        lambda: {str(folder): disk_usage(folder).free for folder in health.folders()},
    ),
}
