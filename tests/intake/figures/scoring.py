"""Scores of the reader of figures on the marked texts.

`python -m tests.intake.figures.scoring [--details] [FOLDER]` prints them, with each miss if asked. A figure
matches a mark of the same value, one to one, the best fitting pair first; its other fields are scored on
the matched ones. The rules of the marks are in `marked/README.md`.
"""

import json
import math
import re
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

MARKED = Path(__file__).parent / "marked"
DIMENSIONS = {"form of trafficking": "exploitation", "age group": "age"}
SPELLINGS = {
    **{"sexual": "sex", "labour": "labor", "forced labor": "labor", "both": "multiple"},
    **{"unknown": "unspecified", "children": "child", "minors": "child", "adults": "adult"},
    **{"women": "female", "men": "male", "foreigners": "foreign", "sex and labor": "multiple"},
}
type Values = dict[str, Any]  # of a mark, or of the JSON of an import
type Earlier = tuple[float, int | None]


@dataclass
class Score:
    """How many of how many are right, by measure, and what was missed."""

    right: Counter[str] = field(default_factory=Counter)
    of: Counter[str] = field(default_factory=Counter)
    misses: list[str] = field(default_factory=list)

    def count(self, measure: str, right: int, of: int = 1, *, miss: str = "") -> None:
        """Add to a measure; `miss` is what to say unless all are right."""
        self.right[measure] += right
        self.of[measure] += of
        if miss and right < of:
            self.misses.append(f"{measure}: {miss}")

    def percent(self, measure: str) -> int:
        """Return the share that is right, rounded down; 100 of nothing."""
        return 100 * self.right[measure] // self.of[measure] if self.of[measure] else 100

    def __str__(self) -> str:
        return "\n".join(
            f"{m}: {self.right[m]} of {n} ({self.percent(m)} %)" for m, n in self.of.items()
        )


@dataclass
class Scorer:
    """Compares what was read from one text with its marks."""

    gold: Values
    read: Values
    score: Score

    def __post_init__(self) -> None:
        self.marks = [mark for mark in self.gold["figures"] if mark["value"]]
        self.figures = [figure for figure in self.read["figures"] if figure["value"]]

    def run(self) -> None:
        """Count every measure."""
        pairs = self.pair_up()
        for position, mark in enumerate(self.marks):
            figure = self.figures[pairs[position]] if position in pairs else None
            self.score_mark(mark, figure)
        for position, figure in enumerate(self.figures):
            if position not in pairs.values():
                self.score_unmarked(figure)
        self.score_statements()
        self.score_contradictions()

    def pair_up(self) -> dict[int, int]:
        """Pair marks with figures of the same value; among equals those that agree in most fields."""
        options = sorted(
            (-self.fit(mark, figure), i, j)
            for i, mark in enumerate(self.marks)
            for j, figure in enumerate(self.figures)
            if math.isclose(mark["value"], figure["value"])
        )
        pairs: dict[int, int] = {}
        for _, i, j in options:
            if i not in pairs and j not in pairs.values():
                pairs[i] = j
        return pairs

    def fit(self, mark: Values, figure: Values) -> float:
        """Weigh the fields in which both agree."""
        return float(
            4 * (figure["indicator"] in codes(mark))
            + 2 * (self.dimensions(mark) == self.dimensions(figure))
            + 2 * bool(self.earlier_right(mark, figure))
            + (self.year(mark.get("year")) == self.year(figure["period"]))
            + (is_national(mark) == is_national(figure))
            - 0.5 * mark.get("optional", False)
        )

    def score_mark(self, mark: Values, figure: Values | None) -> None:
        """Score one mark against the figure paired with it."""
        name = f"{self.gold['file']}: {mark['value']} {mark['code']}"
        needed = not mark.get("optional") and mark["code"] != "OTHER"
        if needed:
            self.score.count("values found", figure is not None, miss=name)
        if not figure:
            if needed:
                self.score.count("earlier values right", 0, len(mark["previous"]))
                self.score.count("right in every field", 0)
            return
        self.score.count("values given that are marked", 1)
        fields = [
            self.score_indicator(mark, figure, name),
            self.score_period(mark, figure, name),
            self.score_earlier(mark, figure, name),
            self.score_parts(mark, figure, name),
            self.score_scope(mark, figure, name),
        ]
        if needed:
            self.score.count("right in every field", all(fields))

    def score_unmarked(self, figure: Values) -> None:
        """Score a figure that no mark names; an earlier value that stands by itself is none."""
        value = (float(figure["value"]), self.year(figure["period"]))
        stated = any(agrees(e, value) for mark in self.marks for e in self.earlier(mark))
        miss = f"{self.gold['file']}: {figure['value']} {figure['indicator']}"
        self.score.count("values given that are marked", stated, miss=miss)
        self.score.count("earlier values given that are marked", 0, len(figure["previous"]))

    def score_indicator(self, mark: Values, figure: Values, name: str) -> bool:
        right = (figure["indicator"] or "OTHER") in codes(mark)
        if mark["code"] != "OTHER":
            self.score.count("indicator right", right, miss=f"{name}, not {figure['indicator']}")
        return right

    def score_period(self, mark: Values, figure: Values, name: str) -> bool:
        year = self.year(mark.get("year"))
        if year is None:
            return True
        right = year == self.year(figure["period"])
        self.score.count("period right", right, miss=f"{name}, not {figure['period']}")
        return right

    def score_earlier(self, mark: Values, figure: Values, name: str) -> bool:
        wanted, given = self.earlier(mark), self.earlier(figure)
        right = self.earlier_right(mark, figure)
        wrong = [value for value in given if not is_among(value, wanted)]
        miss = f"{name}: {wanted}, not {given}"
        self.score.count("earlier values right", right, len(wanted), miss=miss)
        right_given = len(given) - len(wrong)
        self.score.count("earlier values given that are marked", right_given, len(given), miss=miss)
        return right == len(wanted) and not wrong

    def score_parts(self, mark: Values, figure: Values, name: str) -> bool:
        wanted, given, implied = self.dimensions(mark), self.dimensions(figure), self.implied(mark)
        whole, given_whole = self.whole(mark, self.gold), self.whole(figure, self.read)
        joined = whole is not None and given_whole is not None and math.isclose(whole, given_whole)
        contradicted = {d for d, _ in given - wanted - implied} & {d for d, _ in wanted | implied}
        right = wanted - (implied if joined else set()) <= given and not contradicted
        miss = f"{name}: {sorted(wanted)} of {whole}, not {sorted(given)} of {given_whole}"
        if whole is not None:
            self.score.count("parts right", joined and right, miss=miss)
        if given_whole is not None:
            self.score.count("wholes given that are right", joined, miss=miss)
        known = len(given & (wanted | implied))
        self.score.count("dimensions given that are marked", known, len(given), miss=miss)
        return right and (joined or whole is None)

    def score_scope(self, mark: Values, figure: Values, name: str) -> bool:
        if "scope" in mark.get("either", []):
            return True
        right = is_national(mark) == is_national(figure)
        miss = f"{name}: {mark['scope']}, not {figure['scope']}"
        if not is_national(mark):
            self.score.count("scope noticed", right, miss=miss)
        if not is_national(figure):
            self.score.count("scopes given that are marked", right, miss=miss)
        return right

    def score_statements(self) -> None:
        """Score what the text says is zero or unknown."""
        given = [
            ("unknown" if figure["value"] is None else "zero", figure["indicator"])
            for figure in self.read["figures"]
            if not figure["value"]
        ]
        for mark in sorted(self.gold["statements"], key=lambda s: s.get("optional", False)):
            statement = (mark["kind"], mark["code"])
            if found := statement in given:
                given.remove(statement)
                self.score.count("statements given that are marked", 1)
            if not mark.get("optional"):
                miss = f"{self.gold['file']}: {statement} {mark['about']}"
                self.score.count("zero or unknown right", found, miss=miss)
        for statement in given:
            miss = f"{self.gold['file']}: {statement}"
            self.score.count("statements given that are marked", 0, miss=miss)

    def score_contradictions(self) -> None:
        """Score the questions; one is true if it names the numbers of a mark, and few others."""
        asked = [
            numbers(question["text"])
            for question in self.read["questions"]
            if question["kind"] == "does_not_add_up"
        ]
        for mark in self.gold["contradictions"]:
            wanted = set(map(float, mark["numbers"]))
            hit = next((a for a in asked if wanted <= a and len(a) <= 2 * len(wanted) + 2), None)
            if hit is not None:
                asked.remove(hit)
                self.score.count("contradictions raised that are true", 1)
            if not mark.get("optional"):
                miss = f"{self.gold['file']}: {mark['why']}"
                self.score.count("contradictions found", hit is not None, miss=miss)
        for others in asked:
            miss = f"{self.gold['file']}: {sorted(others)}"
            self.score.count("contradictions raised that are true", 0, miss=miss)

    def year(self, period: str | int | None) -> int | None:
        """Return the year of a period; "report" is the year before the edition."""
        if period == "report":
            return int(self.gold["year"]) - 1
        found = re.search(r"\d{4}", str(period or ""))
        return int(found[0]) if found else None

    def earlier(self, figure: Values) -> list[Earlier]:
        """Return the earlier values, of a mark or a figure read."""
        return [
            (float(e["value"]), self.year(e.get("year", e.get("period"))))
            for e in figure["previous"]
        ]

    def earlier_right(self, mark: Values, figure: Values) -> int:
        """Count the earlier values of a mark that were read, each once."""
        given = self.earlier(figure)
        right = 0
        for wanted in self.earlier(mark):
            hit = next((e for e in given if agrees(wanted, e)), None)
            if hit:
                given.remove(hit)
                right += 1
        return right

    def dimensions(self, figure: Values) -> set[tuple[str, str]]:
        """Return the parts in one spelling. A kind has free words: only its whole is scored."""
        parts = figure["parts"] if "parts" in figure else figure["breakdown"]
        named = {DIMENSIONS.get(name, name): value for name, value in parts.items()}
        return {(d, self.spell(d, v)) for d, v in named.items() if d != "kind"}

    def spell(self, dimension: str, value: str) -> str:
        """Return a value of a dimension as the marks spell it; a nationality by four letters."""
        words = " ".join(re.sub(r"\b(trafficking|exploitation)\b", "", value.lower()).split())
        words = SPELLINGS.get(words, words)
        if dimension != "nationality":
            return words
        return "nati" if words[:4] == self.gold["country"][:4].lower() else words[:4]

    def implied(self, mark: Values) -> set[tuple[str, str]]:
        """Return what a part has from its whole, and from the whole of that."""
        if mark.get("part_of") is None:
            return set()
        whole = self.gold["figures"][mark["part_of"]]
        return self.dimensions(whole) | self.implied(whole)

    def whole(self, figure: Values, source: Values) -> float | None:
        """Return the value of the whole that a figure names."""
        whole = figure.get("part_of")
        return None if whole is None else source["figures"][whole]["value"]


def codes(mark: Values) -> list[str]:
    """Return the indicators that are right."""
    return [mark["code"], *mark.get("also", [])]


def is_national(figure: Values) -> bool:
    """Say whether a count is of the whole country."""
    return figure["scope"] in ("", "national")


def agrees(wanted: Earlier, given: Earlier) -> bool:
    """Say whether value and year agree; a mark without a year takes any."""
    return math.isclose(wanted[0], given[0]) and wanted[1] in (None, given[1])


def is_among(value: Earlier, wanted: list[Earlier]) -> bool:
    """Say whether an earlier value is marked; one given without its year may be."""
    return any(agrees(w, (value[0], value[1] or w[1])) for w in wanted)


def numbers(text: str) -> set[float]:
    """Return the numbers of a question, without years."""
    text = re.sub(r"¶+ ?\d+|\b(19|20)\d\d\b(?!,)", " ", text)
    scale = {"": 1, "million": 1e6, "billion": 1e9}
    found = re.findall(r"(\d[\d,]*(?:\.\d+)?)(?: (million|billion))?", text)
    return {float(number.replace(",", "").rstrip(".")) * scale[word] for number, word in found}


def load(folder: Path = MARKED) -> Iterator[tuple[str, Values]]:
    """Load each marked text with its marks."""
    for path in sorted(folder.glob("*.json")):
        yield path.with_suffix(".txt").read_text("utf8"), json.loads(path.read_text("utf8"))


def score_folder(folder: Path = MARKED) -> Score:
    """Read all texts of a folder and score what was read."""
    from tracker.intake.drafts import narrative_as_json
    from tracker.intake.narrative import read_narrative

    score = Score()
    for text, gold in load(folder):
        narrative = read_narrative(text, year=gold["year"], country=gold["country"])
        Scorer(gold, narrative_as_json(narrative), score).run()
    return score


if __name__ == "__main__":
    from django.conf import settings

    settings.configure(USE_I18N=False)
    folders = [Path(word) for word in sys.argv[1:] if not word.startswith("-")]
    result = score_folder(*folders)
    print(*(result.misses if "--details" in sys.argv else ()), result, sep="\n")  # noqa: T201
