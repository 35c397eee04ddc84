"""Process of one side (ours, floor or stock), which measures the pages that it is told to.

It reads requests as lines of JSON: a path with names in braces, a user and a number of turns. It
answers each with CPU and wall milliseconds by turn, those of the loop, queries and bytes. CPU is
that of this process and of the server of the database.
"""

import json
import logging
import os
import sys
import time
from functools import cache
from pathlib import Path
from typing import Any

SETTINGS = {
    "ours": "tracker.settings",
    "floor": "benchmarks.floor.settings",
    "stock": "benchmarks.stock.settings",
}
SIDE = sys.argv[1]
os.environ["DJANGO_SETTINGS_MODULE"] = SETTINGS[SIDE]
import django  # noqa: E402

django.setup()
logging.disable(logging.CRITICAL)

from django.conf import settings  # noqa: E402
from django.contrib.auth import get_user_model  # noqa: E402
from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402

from benchmarks.calibrate import measure_loop  # noqa: E402
from benchmarks.pages import CLERK  # noqa: E402

settings.ALLOWED_HOSTS = ["*"]
OF_CLERK = """SELECT p.slug, r.number FROM tracker_responsibility d
    JOIN tracker_body b ON b.id = d.body_id
    JOIN tracker_recommendation r ON r.id = d.recommendation_id
    JOIN tracker_report p ON p.id = r.report_id
    WHERE b.code = 'THBD' AND p.slug LIKE 'm0%' ORDER BY d.id DESC LIMIT 1"""


def select(sql: str) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchone()


@cache
def names(user: str) -> dict[str, Any]:
    """Return what the names in braces stand for."""
    if SIDE == "stock":
        number = select("SELECT count(*) FROM stock_recommendation")[0]
        return {"recommendation": number // 2, "last": -(-number // 25)}
    slug, number = select(OF_CLERK) if user == CLERK else ("m00-2024-aa", 5)
    return {
        "recommendation": f"/reports/{slug}/recommendations/{number}/",
        "key": select("SELECT max(id) / 2 FROM tracker_recommendation")[0],
    }


@cache
def client(user: str) -> Client:
    """Return a client that is signed in."""
    signed_in = Client(headers={"host": "localhost"})
    name = "user1" if SIDE == "stock" else user
    signed_in.force_login(
        get_user_model().objects.get(username=name), backend=settings.AUTHENTICATION_BACKENDS[0]
    )
    return signed_in


def server_cpu() -> float:
    """Return the CPU milliseconds that PostgreSQL spent on this connection; 0 for SQLite."""
    if connection.vendor == "sqlite":
        return 0.0
    key = connection.connection.info.backend_pid
    return int(Path(f"/proc/{key}/schedstat").read_text().split()[0]) / 1e6


def open_page(path: str, user: str) -> tuple[int, int]:
    """Return the status and the bytes of a page."""
    answer = client(user).get(path, secure=True)
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return answer.status_code, len(content)


def read_narrative() -> tuple[int, int]:
    """Read the report on Kosovo as an import does."""
    from tracker.intake.narrative import read_document

    content = Path("fixtures/tip-2024-kosovo/narrative.txt").read_bytes()
    read_document(content, year=None, country=None)
    return 200, len(content)


def verify_history() -> tuple[int, int]:
    """Seal all events and verify them; nothing of it is kept."""
    from django.db import transaction
    from django.utils import timezone

    from tracker.actions.history import seals
    from tracker.audit.context import acting_as

    with transaction.atomic(), acting_as("command:benchmarks", source="command"):
        seals.seal_history(now=timezone.now())
        result = seals.verify_history(now=timezone.now())
        transaction.set_rollback(True)
    return 200 if result.is_well else 500, result.sealed


DEEDS = {"read a narrative": read_narrative, "verify history": verify_history}


def measure(path: str, user: str, turns: int) -> dict[str, Any]:
    path = path.format(**names(user))
    deed = DEEDS.get(path, lambda: open_page(path, user))
    client(user)
    if turns:
        deed()
    queries: list[str] = []

    def count(execute: Any, sql: str, *values: Any) -> Any:
        queries.append(sql)
        return execute(sql, *values)

    with connection.execute_wrapper(count):
        status, size = deed()
    spent, walls = [], []
    for _turn in range(turns):
        start, server, wall = time.process_time(), server_cpu(), time.perf_counter()
        deed()
        walls.append((time.perf_counter() - wall) * 1000)
        spent.append((time.process_time() - start) * 1000 + server_cpu() - server)
    found = {"status": status, "bytes": size, "queries": len(queries)}
    return found | {"cpu": spent, "wall": walls, "loop": measure_loop(3)}


if __name__ == "__main__":
    for line in sys.stdin:
        print(json.dumps(measure(**json.loads(line))), flush=True)
