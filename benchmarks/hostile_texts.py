"""Measure texts made to keep a reader busy, and how long another reader waits meanwhile.

`uv run -m benchmarks.hostile_texts` starts a server as `quickstart` does, with two processes, sends
each text at 2, 8, 60 and 200 kB to the form that imports a narrative, and prints a line for each:
the seconds until the answer, the seconds of CPU that reading takes, what came of it, and the
slowest of the pages that somebody else opened meanwhile. It ends with 1 above 5 seconds of CPU.
"""

import os
import re
import subprocess
import sys
import threading
import time
from contextlib import suppress

from benchmarks import database

database.prepare("hostile-texts")

import httpx  # noqa: E402
from django.conf import settings  # noqa: E402
from django.test import Client  # noqa: E402

from tests.factories import UserFactory  # noqa: E402
from tests.intake.test_hostile_texts import BEGINNING  # noqa: E402
from tracker.errors import FileUnreadable  # noqa: E402
from tracker.intake.narrative import read_document  # noqa: E402
from tracker.models import User  # noqa: E402

REPEATED = {
    "commas": ",",
    "blanks": " ",
    "digits": "1",
    "numbers with commas": "1,",
    "brackets": "( ",
    "outline numbers": "1.1.1.",
    "abbreviations": "a.a.a.",
    "quotes": '"',
    "line ends": "\n",
    "articles": "Article 1, Article 1, ",
    "one word": "a",
    "combining marks": "a\u0301",
    "right to left": "\u05d0\u05d1 ",
    "nested lists": "\n  - a\n    - b",
    "halves": "½",
    "pipes": "| a | b |\n",
    "markup": "<div><p>a",
    "numbers": "5 victims, ",
    "comparisons": "compared with 5 in 2023, ",
    "names": "Government of Aa ",
}
SIZES = (2_000, 8_000, 60_000, 200_000)
PORT = 8765
ADDRESS = f"http://127.0.0.1:{PORT}"
MAX_CPU = 5


def main() -> None:
    """Print the table; exit with 1 above the limit."""
    writer, reader = (_signed_in(UserFactory(analyst=True)) for _name in range(2))
    command = (sys.executable, "-m", "gunicorn", "tracker.wsgi", "--bind", f"127.0.0.1:{PORT}")
    environment = {**os.environ, "PYTHONPATH": str(settings.BASE_DIR)}
    server = subprocess.Popen((*command, "--workers", "2"), env=environment, stderr=subprocess.PIPE)
    try:
        _wait(reader)
        print(f"{'text':20} {'kB':>4} {'seconds':>8} {'CPU':>6} {'other page':>10}  result")
        slowest = max(_measure(name, size, writer, reader) for name in REPEATED for size in SIZES)
    finally:
        server.terminate()
    sys.exit(0 if slowest <= MAX_CPU else 1)


def _signed_in(user: User) -> httpx.Client:
    client = Client()
    client.force_login(user)
    name = settings.SESSION_COOKIE_NAME
    return httpx.Client(
        base_url=ADDRESS, cookies={name: client.cookies[name].value}, timeout=60, trust_env=False
    )


def _wait(reader: httpx.Client) -> None:
    for _try in range(100):
        try:
            reader.get("/")
        except httpx.ConnectError:
            time.sleep(0.2)
        else:
            return


def _measure(name: str, size: int, writer: httpx.Client, reader: httpx.Client) -> float:
    """Print a line, and return the seconds of CPU."""
    text = BEGINNING + (REPEATED[name] * size)[:size]
    began = time.process_time()
    with suppress(FileUnreadable):
        read_document(text, year=None, country=None)
    cpu = time.process_time() - began
    waits: list[float] = []
    is_done = threading.Event()
    other = threading.Thread(target=_open_pages, args=(reader, waits, is_done))
    other.start()
    form = dict(re.findall(r'name="([^"]+)" value="([^"]*)"', writer.get("/imports/new/").text))
    began = time.monotonic()
    answer = writer.post(
        "/imports/new/", data={**form, "text": text}, headers={"Referer": f"{ADDRESS}/"}
    )
    seconds = time.monotonic() - began
    is_done.set()
    other.join()
    refusal = re.search(r'class="errorlist[^>]*>\s*<li>([^<]*)', answer.text)
    result = "read" if answer.status_code == 302 else refusal[1] if refusal else answer.status_code
    print(f"{name:20} {size // 1000:4} {seconds:8.2f} {cpu:6.2f} {max(waits):10.2f}  {result}")
    return cpu


def _open_pages(reader: httpx.Client, waits: list[float], is_done: threading.Event) -> None:
    while not (is_done.is_set() and waits):
        began = time.monotonic()
        reader.get("/reports/")
        waits.append(time.monotonic() - began)
        time.sleep(0.05)


if __name__ == "__main__":
    main()
