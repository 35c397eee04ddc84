"""Measure servers under load: `uv run python -m benchmarks.load [--database …] [--seconds N]`.

- Lists: pages a second, here and of the stock parts, with two workers and four clients.
- People: 50 read and write for a minute; every note that an answer called saved is stored once.
- Writers: eight at once on SQLite; nobody reads of a database that is locked.

Ends with 1 where a note was lost, or an answer was 5xx or spoke of a lock.
"""

import argparse
import random
import re
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from string import ascii_lowercase

import httpx

from benchmarks import databases

PORT, WORKERS, CLIENTS, PEOPLE, WRITERS = 8765, 2, 4, 50, 8
ADDRESS = f"http://127.0.0.1:{PORT}"
PAGES = ("/", "/recommendations/", "/recommendations/?status=partial", "/evidence/")
RUN = "".join(random.choices(ascii_lowercase, k=8))  # no note of an earlier run counts
READS = 3  # pages that a person opens for each note
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
SETTINGS = {"sample": "tracker.settings", "stock": "benchmarks.stock.settings"}
SERVE = {
    "sample": ["manage.py", "serve"],
    "stock": [
        *("-m", "gunicorn", "django.core.wsgi:get_wsgi_application()", "--log-level", "error"),
        *("--bind", f"127.0.0.1:{PORT}", "--workers", str(WORKERS)),
    ],
}
SERVER = {  # what `serve` reads
    "SERVER_ADDRESS": f"127.0.0.1:{PORT}",
    "SERVER_PROCESSES": str(WORKERS),
    "SERVER_THREADS": "8",
    "LOG_LEVEL": "ERROR",
}
SIGN_IN = """
import sys, django
django.setup()
from django.conf import settings
from django.contrib.auth import get_user_model
from django.test import Client
user = get_user_model().objects.get(username=sys.argv[1])
for _number in range(int(sys.argv[2])):
    client = Client()
    client.force_login(user, backend=settings.AUTHENTICATION_BACKENDS[0])
    print(client.cookies[settings.SESSION_COOKIE_NAME].value)
"""
READ = """
import django
django.setup()
from tracker.models import Citation, Recommendation
print(Recommendation.objects.current().values_list("pk", flat=True).order_by("pk")[9])
for sentence in Citation.objects.filter(sentence__startswith="Load ").values_list("sentence", flat=True):
    print(sentence)
"""


class Person:
    """Somebody who is signed in, with the seconds of each answer and the notes that were saved."""

    def __init__(self, session: str, recommendation: str, name: str) -> None:
        self.client = httpx.Client(
            base_url=ADDRESS, cookies={"sessionid": session}, timeout=120, trust_env=False
        )
        self.recommendation, self.name = recommendation, name
        self.seconds: list[float] = []
        self.saved: list[str] = []
        self.wrong: list[str] = []

    def get(self, path: str) -> str:
        return self._time(lambda: self.client.get(path)).text

    def write_note(self) -> None:
        number = len(self.saved) + len(self.wrong)
        sentence = f"Load {RUN} {self.name} wrote note {number}."
        token = TOKEN.search(self.get("/notes/new/"))
        values = {"sentence": sentence, "recommendation": self.recommendation}
        values["csrfmiddlewaretoken"] = token[1] if token else ""
        headers = {"Referer": f"{ADDRESS}/", "Origin": ADDRESS}
        answer = self._time(lambda: self.client.post("/notes/new/", data=values, headers=headers))
        if answer.status_code == 302:
            self.saved.append(sentence)
        else:
            self.wrong.append(f"{answer.status_code}, not saved")

    def read_and_write(self) -> None:
        for path in random.sample(PAGES, READS):
            self.get(path)
        self.write_note()

    def _time(self, send: Callable[[], httpx.Response]) -> httpx.Response:
        start = time.monotonic()
        answer = send()
        self.seconds.append(time.monotonic() - start)
        if answer.status_code >= 500 or "locked" in answer.text:
            self.wrong.append(f"{answer.status_code} {answer.url.path}")
        return answer


def run_python(kind: str, address: str, code: str, *values: str) -> list[str]:
    environment = {**databases.environment(address), "DJANGO_SETTINGS_MODULE": SETTINGS[kind]}
    command = [sys.executable, "-c", code, *values]
    done = subprocess.run(
        command, env=environment, cwd=databases.ROOT, check=True, capture_output=True, text=True
    )
    return done.stdout.splitlines()


@contextmanager
def serve(kind: str, address: str, people: int) -> Iterator[list[Person]]:
    """Run a server of two processes, ours with eight threads each; yield people who are signed in."""
    environment = {**databases.environment(address), "DJANGO_SETTINGS_MODULE": SETTINGS[kind]}
    server = subprocess.Popen(
        [sys.executable, *SERVE[kind]],
        env=environment | SERVER,
        cwd=databases.ROOT,
        stderr=subprocess.DEVNULL,
    )
    try:
        user = "user1" if kind == "stock" else "analyst"
        sessions = run_python(kind, address, SIGN_IN, user, str(people))
        recommendation = "" if kind == "stock" else run_python(kind, address, READ)[0]
        for _try in range(100):
            try:
                httpx.get(ADDRESS, trust_env=False, timeout=60)
                break
            except httpx.TransportError:
                time.sleep(0.2)
        yield [Person(key, recommendation, f"P{people}-{n}") for n, key in enumerate(sessions)]
    finally:
        server.terminate()
        server.wait()


def work(people: list[Person], seconds: float, act: Callable[[Person], object]) -> None:
    """Let all act again and again until the time is over; print requests a second and p95."""
    for person in people[: 2 * WORKERS]:  # until both workers have loaded everything
        act(person)
        person.seconds.clear()
    start = time.monotonic()

    def repeat(person: Person) -> None:
        while time.monotonic() < start + seconds or not person.seconds:
            act(person)

    threads = [threading.Thread(target=repeat, args=(person,)) for person in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    times = sorted(second for person in people for second in person.seconds)
    p95 = statistics.quantiles(times, n=20)[-1]
    rate = len(times) / (time.monotonic() - start)
    median = statistics.median(times)
    print(f"{rate:.1f} requests a second, median {median * 1000:.0f} ms, p95 {p95 * 1000:.0f} ms")


def check(address: str, people: list[Person]) -> bool:
    """Print what was saved and stored, and every wrong answer; return whether all is well."""
    saved = sorted(sentence for person in people for sentence in person.saved)
    stored = sorted(
        words
        for words in run_python("sample", address, READ)[1:]
        if f"{RUN} P{len(people)}-" in words
    )
    wrong = [words for person in people for words in person.wrong]
    print(f"  {len(saved)} notes saved, {len(stored)} of them stored; wrong answers: {wrong[:5]}")
    return saved == stored and not wrong


def main() -> None:
    """Print the figures; exit with 1 where anything went wrong."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.load")
    parser.add_argument("--size", type=int, default=56_400, help="recommendations (56400)")
    parser.add_argument("--database", choices=("sqlite", "postgres"), default="postgres")
    parser.add_argument("--seconds", type=float, default=60)
    options = parser.parse_args()
    prepare = databases.prepare
    sample = prepare(options.database, "sample", options.size)
    stock = prepare(options.database, "stock", options.size)
    lists = {"sample": (sample, "/recommendations/"), "stock": (stock, "/recs/")}
    for kind, (address, path) in lists.items():
        with serve(kind, address, CLIENTS) as people:
            print(f"{options.database}, list of the {kind}: ", end="", flush=True)
            work(people, options.seconds / 3, lambda person, path=path: person.get(path))
    with serve("sample", sample, PEOPLE) as people:
        print(f"{options.database}, {PEOPLE} people: ", end="", flush=True)
        work(people, options.seconds, Person.read_and_write)
        is_well = check(sample, people)
    embedded = prepare("sqlite", "sample", options.size)
    with serve("sample", embedded, WRITERS) as people:
        print(f"sqlite, {WRITERS} writers: ", end="", flush=True)
        work(people, options.seconds, Person.write_note)
        is_well = check(embedded, people) and is_well
    sys.exit(0 if is_well else 1)


if __name__ == "__main__":
    main()
