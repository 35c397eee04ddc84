"""Compare what is read from the 2024 narrative on Kosovo with what was marked in it by hand.

`uv run python -m benchmarks --only kosovo` prints each number, as `uv run python -m benchmarks.kosovo` does; it ends
with 1 when one falls short. Rows of figures.csv that are no stated figures (norms, conversions, derived values) count
neither way.
"""

import argparse
import csv
import json
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from operator import itemgetter
from pathlib import Path
from typing import Any

from benchmarks import database
from benchmarks.sample_fixture import Fields, load, read_figures, words
from tracker.intake.drafts import Figure, Narrative, Place

HERE = Path(__file__).parent / "kosovo-2024"
TEXT = Path(__file__).parents[1] / "fixtures" / "tip-2024-kosovo" / "narrative.txt"
# Words of the questions that NARRATIVES.md says the text must raise.
QUESTIONS = {
    "70 assisted against 16 + 28": ("70", "44"),
    "an increase of 8,175 over 8,180": ("8,175", "8,180"),
    "slightly decreased for -62.5 % to -87 %": ("slightly", "%"),
    "more prosecuted (8) than investigated (6)": ("8", "6", "prosecut", "investigat"),
}
MIN_RIGHT = 0.85  # share of the figures that are read
MAX_OTHER = 5  # data gaps, and what NARRATIVES.md names as well


@dataclass(frozen=True, slots=True)
class Figures:
    """Counts of how the figures read agree with the stated ones."""

    stated: int
    found: int
    extra: int
    with_previous: int
    previous_right: int
    missed: tuple[str, ...]

    @property
    def recall(self) -> float:
        """Share of the stated figures that were read."""
        return self.found / self.stated

    @property
    def precision(self) -> float:
        """Share of the figures read that are stated."""
        return self.found / (self.found + self.extra)

    @property
    def previous(self) -> float:
        """Share of the previous values that were read right."""
        return self.previous_right / self.with_previous


def compare_figures(rows: list[dict[str, str]], figures: Iterable[Figure]) -> Figures:
    """Match each stated row with a figure of its value and place, best with its previous value."""
    unmatched = list(figures)
    stated = [r for r in rows if (r["kind"], r["value_source"]) == ("figure", "stated")]
    missed, with_previous, right = [], 0, 0
    for row in stated:
        near = [figure for figure in unmatched if _matches(figure, row)]
        if not near:
            missed.append(f"{row['id']} {row['value']} {row['quote'][:60]}")
            continue
        before = _number(row["previous_value"])
        best = next((figure for figure in near if figure.previous_value == before), near[0])
        unmatched.remove(best)
        if before is not None:
            with_previous += 1
            right += best.previous_value == before
    others = [row for row in rows if row not in stated]
    extra = [f for f in unmatched if not any(_matches(f, row) for row in others)]
    return Figures(
        len(stated), len(stated) - len(missed), len(extra), with_previous, right, tuple(missed)
    )


DIMENSIONS = {"form of trafficking", "sex", "age group", "nationality"}  # of the reader's own words
READERS: dict[str, Callable[[Fields], object]] = {  # of fields of a figure, to compare them
    "indicator": itemgetter("indicator"),
    "period": itemgetter("period"),
    "parts": lambda fields: (
        {k: v for k, v in fields.get("breakdown", {}).items() if k in DIMENSIONS},
        "part_of" in fields,
    ),
    "scope": lambda fields: "scope" in fields,
}


def compare_fields(narrative: Narrative) -> Iterator[tuple[str, str, bool]]:
    """Yield for each field in how many figures of the sample it is as read, of those read."""
    as_read = list(read_figures(narrative).values())
    right: Counter[str] = Counter()
    for fields in load("figure"):
        near: list[set[str]] = [
            {name for name, read in READERS.items() if read(other) == read(fields)}
            for other in as_read
            if other["value"] == fields["value"] and words(other) & words(fields)
        ]
        right.update(max(near, key=len) if near else ())
        right["all"] += bool(near)
    for name in READERS:
        share = right[name] / right["all"]
        yield f"{name} right", f"{right[name]} of {right['all']}, {share:.3f}", share >= MIN_RIGHT


def _matches(figure: Figure, row: dict[str, str]) -> bool:
    place = Place(int(row["paragraph"]), int(row["char_start"]), int(row["char_end"]))
    return figure.value == _number(row["value"]) and _overlap(figure.place, place)


def _overlap(a: Place, b: Place) -> bool:
    return a.paragraph == b.paragraph and a.start < b.end and a.end > b.start


def _number(words: str) -> float | None:
    return float(words) if words else None


def count_bodies(narrative: Narrative, expected: dict[str, list[list[int]]]) -> tuple[int, int]:
    """Count the marked mentions that were read for their body, and all marked ones."""
    places = {mention.code: mention.places for mention in narrative.mentions}
    marks = [(code, Place(*at)) for code, all_of in expected.items() for at in all_of]
    return sum(any(_overlap(p, at) for p in places.get(code, ())) for code, at in marks), len(marks)


def compare(narrative: Narrative) -> Iterator[tuple[str, str, bool]]:
    """Yield for each measure its name, its numbers, and whether they are good enough."""
    expected: dict[str, Any] = json.loads((HERE / "expected.json").read_text(encoding="utf-8"))
    with (HERE / "figures.csv").open(encoding="utf-8", newline="") as file:
        figures = compare_figures(list(csv.DictReader(file)), narrative.figures)
    recommendations = [
        {"number": r.number, "text": r.text, **_at(r.places)} for r in narrative.recommendations
    ]
    exact = sum(row in recommendations for row in expected["recommendations"])
    count = len(recommendations)
    yield "recommendations exact", f"{exact} of 9, {count} found", exact == count == 9
    for name in ("tier", "previous_tier"):
        value = getattr(narrative.header, name)
        yield name.replace("_", " "), str(value), value == expected[name]
    sections = [p.section.value for p in narrative.paragraphs]
    right = sum(a == b for a, b in zip(sections, expected["sections"], strict=False))
    yield "sections of paragraphs", f"{right} of 11", right == len(sections) == 11
    yield (
        "figures, recall",
        f"{figures.found} of {figures.stated}, {figures.recall:.3f}",
        (figures.recall >= 0.95),
    )
    yield (
        "figures, precision",
        f"{figures.extra} extra, {figures.precision:.3f}",
        (figures.precision >= 0.95),
    )
    yield (
        "previous values right",
        f"{figures.previous_right} of {figures.with_previous}",
        (figures.previous >= 0.95),
    )
    for missed in figures.missed:
        yield "  missed", missed, True
    yield from compare_fields(narrative)
    matched, marked = count_bodies(narrative, expected["bodies"])
    yield (
        "bodies, recall",
        f"{matched} of {marked} mentions, {matched / marked:.3f}",
        (matched / marked >= 0.95),
    )
    codes = {mention.code for mention in narrative.mentions} & set(expected["bodies"])
    yield "bodies named", f"{len(codes)} of {len(expected['bodies'])}", True
    yield from _compare_questions(narrative)


def _at(places: tuple[Place, ...]) -> dict[str, int]:
    first, last = places[0], places[-1]
    return {"paragraph": first.paragraph, "start": first.start, "end": last.end}


def _compare_questions(narrative: Narrative) -> Iterator[tuple[str, str, bool]]:
    missing = dict(QUESTIONS)
    others = []
    for question in narrative.questions:
        name = next((n for n, w in missing.items() if all(x in question.message for x in w)), None)
        if name is None:
            others.append(question.message)
        else:
            del missing[name]
    raised = len(QUESTIONS) - len(missing)
    yield "questions raised", f"{raised} of {len(QUESTIONS)}", not missing
    yield "other questions", str(len(others)), len(others) <= MAX_OTHER
    for message in (*missing, *others):
        yield "  missed" if message in missing else "  other", message, True


def read() -> Narrative:
    """Read the narrative as an import does, once Django is set up."""
    from tracker.actions.imports import Source, read_source

    return read_source(Source(content=TEXT.read_bytes()))


def main() -> None:
    """Print each number; exit with 1 when one falls short."""
    narrative = read()
    all_good = True
    for name, numbers, is_good in compare(narrative):
        print(f"{name:24} {numbers}{'' if is_good else '   TOO FEW'}")
        all_good &= is_good
    sys.exit(0 if all_good else 1)


if __name__ == "__main__":
    argparse.ArgumentParser(
        prog="python -m benchmarks.kosovo",
        description="Print how well the marks of a person are found in the narrative on Kosovo.",
    ).parse_args()
    database.prepare("kosovo")
    main()
