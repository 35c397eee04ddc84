"""Measure how long a narrative takes, and two hundred of them with the database.

`uv run -m benchmarks.intake` prints milliseconds of CPU for reading one whole narrative (the least
and the median of 20 turns) and the seconds of reading in and accepting 200: the narrative on Kosovo
and the layouts of the tests, each with other years and countries. Ratios stand beside the times,
which belong to one machine: to a plain pass over the same words, and of the last fifty whole ones
to the first. It ends with 1 above 60 ms or 15 s.
"""

import json
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

from benchmarks import database

database.prepare("intake")

from django.utils import timezone  # noqa: E402

from tests.factories import UserFactory  # noqa: E402
from tracker.actions import imports  # noqa: E402
from tracker.actions.imports import DecideRun, Source, StoreNarrative  # noqa: E402
from tracker.audit.context import acting_as  # noqa: E402
from tracker.errors import TrackerError  # noqa: E402
from tracker.intake.narrative import read_document  # noqa: E402
from tracker.models import Draft, Figure, Recommendation, User  # noqa: E402

ROOT = Path(__file__).parents[1]
KOSOVO = (ROOT / "fixtures" / "tip-2024-kosovo" / "narrative.txt").read_text(encoding="utf-8")
LAYOUTS = sorted((ROOT / "tests" / "intake" / "layouts").glob("*.txt"))
COUNTRIES = ("Albania", "Montenegro", "Serbia", "Croatia", "Slovenia", "Bulgaria", "Romania")
OTHERS = (  # in the place of countries that are made up
    *("Austria", "Belgium", "Chile", "Denmark", "Ecuador", "Fiji", "Ghana", "Honduras", "Iceland"),
    *("Jordan", "Kenya", "Latvia", "Malta", "Nepal", "Oman", "Peru", "Qatar", "Rwanda", "Spain"),
    *("Togo", "Uganda", "Yemen", "Zambia"),
)
NUMBER, WHOLE = 200, 100  # of which so many are the whole narrative
MAX_MS, MAX_SECONDS = 60, 15


def main() -> None:
    """Print times and ratios; exit with 1 above a limit."""
    source = Source(content=KOSOVO.encode())
    spent = _turns(lambda: read_document(source.content, year=None, country=None))
    plain = _turns(lambda: [word for word in KOSOVO.lower().split() if word.isalpha()])
    least, median = min(spent), statistics.median(spent)
    print(f"one narrative: {least:.0f} ms of CPU, median {median:.0f}")
    print(f"  {least / min(plain):.0f} times a plain pass over its words")
    seconds, cpu, fifties = _many(UserFactory(analyst=True))
    print(f"{NUMBER} narratives, read in and accepted: {seconds:.1f} s, {cpu:.1f} s of CPU")
    print(f"  the last whole fifty took {fifties:.2f} times as long as the first")
    print(
        f"  {Draft.objects.count()} drafts, {Recommendation.objects.count()} recommendations, "
        f"{Figure.objects.count()} figures"
    )
    sys.exit(0 if least < MAX_MS and seconds < MAX_SECONDS else 1)


def _turns(action: Callable[[], object]) -> list[float]:
    """Return the milliseconds of CPU of each of 20 turns, after three that do not count."""
    spent = []
    for turn in range(23):
        began = time.process_time()
        action()
        if turn >= 3:
            spent.append(1000 * (time.process_time() - began))
    return spent


def sources() -> list[Source]:
    """Return two hundred narratives, no two of one country and year."""
    years = range(2006, 2006 + 17)
    narratives = [
        Source(
            content=KOSOVO.replace("2024", str(year))
            .replace("KOSOVO", country.upper())
            .replace("Kosovo", country)
            .encode()
        )
        for country in COUNTRIES
        for year in years
    ][:WHOLE]
    while len(narratives) < NUMBER:
        turn = len(narratives) - WHOLE
        path = LAYOUTS[turn % len(LAYOUTS)]
        expected = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
        text = path.read_text(encoding="utf-8")
        year, country = 2006 + turn // len(LAYOUTS), OTHERS[turn % len(LAYOUTS)]
        if expected["year"]:
            text = text.replace(str(expected["year"]), str(year))
        text = text.replace(expected["country"], country)
        text = text.replace(expected["country"].upper(), country.upper())
        narratives.append(Source(content=text.encode(), year=year, country=country))
    return narratives


def _many(by: User) -> tuple[float, float, float]:
    """Return seconds, seconds of CPU, and the ratio of the last fifty whole ones to the first."""
    marks, began = [time.perf_counter()], time.process_time()
    with acting_as("benchmark", source="command"):
        for source in sources():
            run = imports.store_narrative(StoreNarrative(source=source, by=by, now=timezone.now()))
            try:
                imports.accept(
                    DecideRun(run=run, by=by, reason="To see how long it takes", now=timezone.now())
                )
            except TrackerError as refusal:
                print(f"  refused: {refusal}")
            marks.append(time.perf_counter())
    first, last = marks[50] - marks[0], marks[WHOLE] - marks[WHOLE - 50]
    return marks[-1] - marks[0], time.process_time() - began, last / first


if __name__ == "__main__":
    main()
