"""Measure how long it takes to read a narrative, and a sentence of a thousand numbers.

`uv run python -m benchmarks.reading` prints the milliseconds of CPU, scaled by the loop of
`calibrate.py`, beside their limits; it ends with 1 above one.
"""

import statistics
import sys
import time
from pathlib import Path

from benchmarks import database

database.prepare("reading")

from benchmarks.calibrate import measure_loop, scale  # noqa: E402
from tests.intake.test_hostile_texts import BEGINNING  # noqa: E402
from tracker.errors import FileUnreadable  # noqa: E402
from tracker.intake.narrative import read_narrative  # noqa: E402

NARRATIVE = Path(__file__).parents[1] / "fixtures" / "tip-2024-kosovo" / "narrative.txt"
TURNS = 3
# Texts and their limits in milliseconds; the sentences have about a thousand numbers each.
TEXTS = {
    "narrative": (NARRATIVE.read_text(encoding="utf-8"), 60),
    "counts": ("Police identified " + "5 victims, " * 990 + "and 5 men.", 300),
    "bare numbers": ("Police identified " + "5, " * 990 + "and 5 victims.", 300),
    "comparisons": ("Police identified 9 victims, " + "compared with 5 in 2021, " * 490 + ".", 300),
    "parts": ("Police identified 9 victims (" + "5 women, " * 990 + "5 men).", 300),
    "brackets": ("Police identified " + "5 victims (4 in 2021), " * 330 + ".", 300),
    "money": ("The government gave " + "€5 ($6) to shelters, " * 490 + ".", 300),
    "of these": ("Police identified 9 victims; " + "of the 9 victims, 5 were men; " * 490, 300),
    "respectively": ("It had " + "5 cases, " * 490 + "compared with " + "5, " * 490, 300),
    "increases": ("It had 9 cases. " + "This was an increase from 5 cases; " * 950, 300),
}


def measure(text: str) -> float:
    """Measure the median CPU time of reading a text, in milliseconds."""
    times = []
    for _turn in range(TURNS):
        start = time.process_time()
        try:
            read_narrative(text, country="Kosovo")
        except FileUnreadable as refused:
            print(refused)
        times.append((time.process_time() - start) * 1000)
    return statistics.median(times)


def main() -> None:
    """Print a line for each text; exit with 1 above a limit."""
    is_fast = True
    for name, (text, most) in TEXTS.items():
        whole = text if name == "narrative" else BEGINNING + text
        milliseconds = scale(measure(whole), measure_loop())
        print(f"{name:14} {milliseconds:7.1f} ms, at most {most}")
        is_fast &= milliseconds <= most
    sys.exit(0 if is_fast else 1)


if __name__ == "__main__":
    main()
