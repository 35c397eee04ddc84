"""What is found in the narrative on Kosovo of 2024, against what was marked in it by hand.

`uv run -m benchmarks.kosovo` prints each number; it ends with 1 when one falls short. Rows of
figures.csv that are no stated figures (norms, conversions, derived values) count neither way.
"""

import csv
import json
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks import database

database.prepare("kosovo")

from tracker.actions.imports import Source, read_only  # noqa: E402
from tracker.intake.drafts import Figure, Narrative, Place  # noqa: E402

HERE = Path(__file__).parent / "kosovo-2024"
TEXT = Path(__file__).parents[1] / "fixtures" / "tip-2024-kosovo" / "narrative.txt"
# What NARRATIVES.md says the text must be asked: words that the question holds.
QUERIES = {
    "70 assisted against 16 + 28": ("70", "44"),
    "an increase of 8,175 over 8,180": ("8,175", "8,180"),
    "slightly decreased for -62.5 % to -87 %": ("slightly", "%"),
    "more prosecuted (8) than investigated (6)": ("8", "6", "prosecut", "investigat"),
}
MOST_FALSE = 3


@dataclass(frozen=True, slots=True)
class Figures:
    """How the figures found agree with the stated ones."""

    stated: int
    found: int
    extra: int
    with_previous: int
    previous_right: int
    missed: tuple[str, ...]

    @property
    def recall(self) -> float:
        return self.found / self.stated

    @property
    def precision(self) -> float:
        return self.found / (self.found + self.extra)

    @property
    def previous(self) -> float:
        return self.previous_right / self.with_previous


def figures_against(rows: list[dict[str, str]], found: Iterable[Figure]) -> Figures:
    """Each stated row takes one figure of its value at its words, best with its previous."""
    left = list(found)
    stated = [r for r in rows if (r["kind"], r["value_source"]) == ("figure", "stated")]
    missed, with_previous, right = [], 0, 0
    for row in stated:
        near = [one for one in left if _is(one, row)]
        if not near:
            missed.append(f"{row['id']} {row['value']} {row['quote'][:60]}")
            continue
        before = _number(row["previous_value"])
        best = next((one for one in near if one.previous_value == before), near[0])
        left.remove(best)
        if before is not None:
            with_previous += 1
            right += best.previous_value == before
    others = [row for row in rows if row not in stated]
    extra = [one for one in left if not any(_is(one, row) for row in others)]
    return Figures(
        len(stated), len(stated) - len(missed), len(extra), with_previous, right, tuple(missed)
    )


def _is(one: Figure, row: dict[str, str]) -> bool:
    at = Place(int(row["paragraph"]), int(row["char_start"]), int(row["char_end"]))
    return one.value == _number(row["value"]) and _overlap(one.place, at)


def _overlap(one: Place, other: Place) -> bool:
    return one.paragraph == other.paragraph and one.start < other.end and one.end > other.start


def _number(words: str) -> float | None:
    return float(words) if words else None


def bodies_found(narrative: Narrative, expected: dict[str, list[list[int]]]) -> tuple[int, int]:
    """How many of the mentions marked are found for their body, of how many."""
    places = {one.code: one.places for one in narrative.mentions}
    marks = [(code, Place(*at)) for code, all_of in expected.items() for at in all_of]
    return sum(any(_overlap(p, at) for p in places.get(code, ())) for code, at in marks), len(marks)


def told(narrative: Narrative) -> Iterator[tuple[str, str, bool]]:
    """Each line: what, the numbers, and whether it is good enough."""
    expected: dict[str, Any] = json.loads((HERE / "expected.json").read_text(encoding="utf-8"))
    with (HERE / "figures.csv").open(encoding="utf-8", newline="") as file:
        figures = figures_against(list(csv.DictReader(file)), narrative.figures)
    asked = [
        {"number": r.number, "text": r.text, **_at(r.places)} for r in narrative.recommendations
    ]
    exact = sum(one in asked for one in expected["recommendations"])
    yield "recommendations exact", f"{exact} of 9, {len(asked)} found", exact == len(asked) == 9
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
    for words in figures.missed:
        yield "  missed", words, True
    found, marked = bodies_found(narrative, expected["bodies"])
    yield (
        "bodies, recall",
        f"{found} of {marked} mentions, {found / marked:.3f}",
        (found / marked >= 0.95),
    )
    codes = {one.code for one in narrative.mentions} & set(expected["bodies"])
    yield "bodies named", f"{len(codes)} of {len(expected['bodies'])}", True
    yield from _queries(narrative)


def _at(places: tuple[Place, ...]) -> dict[str, int]:
    first, last = places[0], places[-1]
    return {"paragraph": first.paragraph, "start": first.start, "end": last.end}


def _queries(narrative: Narrative) -> Iterator[tuple[str, str, bool]]:
    wanted = dict(QUERIES)
    others = []
    for query in narrative.questions:
        name = next((n for n, w in wanted.items() if all(x in query.message for x in w)), None)
        if name is None:
            others.append(query.message)
        else:
            del wanted[name]
    raised = len(QUERIES) - len(wanted)
    yield "questions raised", f"{raised} of {len(QUERIES)}", not wanted
    yield "other questions", str(len(others)), len(others) <= MOST_FALSE
    for message in (*wanted, *others):
        yield "  missed" if message in wanted else "  other", message, True


def main() -> None:
    found = read_only(Source(content=TEXT.read_bytes()))
    good = True
    for what, numbers, is_good in told(found.narrative):
        print(f"{what:24} {numbers}{'' if is_good else '   TOO FEW'}")
        good &= is_good
    sys.exit(0 if good else 1)


if __name__ == "__main__":
    main()
