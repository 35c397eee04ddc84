"""Make the figures and questions of the Kosovo sample anew: what is read, and what a person annotated.

`uv run python -m benchmarks.sample_fixture` writes figures.json and questions.json of the sample from its narrative
and kosovo-2024/annotations.json. With `--annotate` it writes the annotations instead, after the files were edited by
hand: a new one has "?" for its reason, and the tests refuse that.
"""

import argparse
import json
import os
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import django

from tracker.intake.drafts import NATIONAL, Figure, Narrative
from tracker.intake.narrative import read_narrative

REPORT = "tip-2024-kosovo"
FOLDER = Path(__file__).parents[1] / "fixtures" / REPORT
ANNOTATIONS = Path(__file__).parent / "kosovo-2024" / "annotations.json"
FIELDS = (
    *("passage", "start", "end", "quote", "indicator", "report", "value", "qualifier"),
    *("breakdown", "scope", "part_of", "period", "previous_value", "previous_period"),
    *("previous_is_assumed", "earlier_values"),
)
type Fields = dict[str, Any]


def read() -> Narrative:
    """Read the narrative of the sample."""
    return read_narrative((FOLDER / "narrative.txt").read_text("utf-8"), year=2024)


def fixture_fields(figure: Figure, narrative: Narrative) -> Fields:
    """Return the fields of a figure as read, without those that are empty.

    Its doubt is settled by the sample, and its unit that of the indicator.
    """
    place = figure.place
    passage = next(p for p in narrative.paragraphs if p.number == place.paragraph)
    nearest, further = next(iter(figure.previous), None), figure.previous[1:]
    fields = {
        "passage": [REPORT, place.paragraph],
        "start": place.start,
        "end": place.end,
        "quote": passage.words(place),
        "indicator": [figure.indicator],
        "report": [REPORT],
        "breakdown": dict(figure.breakdown),
        "scope": "" if figure.scope == NATIONAL else figure.scope,
        "qualifier": figure.qualifier,
        "period": figure.period,
        "previous_value": nearest and whole_number(nearest.value),
        "previous_period": nearest and nearest.period,
        "previous_is_assumed": bool(nearest and nearest.place is None),
        "earlier_values": [{"period": e.period, "value": whole_number(e.value)} for e in further],
    }
    if figure.part_of is not None and (whole := narrative.figures[figure.part_of]).indicator:
        fields["part_of"] = name(fixture_fields(whole, narrative))
    filled = {key: value for key, value in fields.items() if value not in ("", None, False, [], {})}
    return filled | {"value": whole_number(figure.value)}  # unknown is written out


def whole_number(value: float | None) -> float | int | None:
    """Return a whole number as an integer."""
    return int(value) if value is not None and value == int(value) else value


def natural_key(fields: Fields) -> list[Any]:
    """Return the natural key of a figure."""
    return [*fields["indicator"], *fields["passage"], fields["start"], fields["end"]]


def name(fields: Fields) -> str:
    """Return the name of a figure in the annotations: "INV_CASES 5:512-519"."""
    code, _report, paragraph, start, end = natural_key(fields)
    return f"{code} {paragraph}:{start}-{end}"


def read_figures(narrative: Narrative) -> dict[str, Fields]:
    """Return the fields of the figures that have an indicator, by name."""
    figures = [figure for figure in narrative.figures if figure.indicator]
    return {name(fields): fields for fields in (fixture_fields(f, narrative) for f in figures)}


def make_figures(narrative: Narrative, annotations: Iterable[Fields]) -> list[Fields]:
    """Return the figures of the sample, in the order of the text.

    Raises ValueError for an annotation that is about no figure that is read, or changes nothing.
    """
    as_read = read_figures(narrative)
    figures = dict(as_read)
    for annotation in annotations:
        key, changes = annotation["read"], annotation["is"]
        before = figures.pop(key, None) if key else {}
        if before is None or changes == {}:
            raise ValueError(f"{key} is read otherwise now. Annotate anew: {annotation}")
        if changes is not None:
            after = {**before, **changes}
            figures[key or name(after)] = {
                k: v for k, v in after.items() if v is not None or k == "value"
            }
            if after == before:
                raise ValueError(f"{key} is read as annotated. Annotate anew: {annotation}")
    for fields in figures.values():
        if whole := figures.get(fields.pop("part_of", "")):
            fields["part_of"] = natural_key(whole)
    ordered = sorted(figures.values(), key=in_order)
    return [{key: fields[key] for key in FIELDS if key in fields} for fields in ordered]


def in_order(fields: Fields) -> tuple[Any, ...]:
    """Return the key by which figures stand in the order of the text."""
    return (fields["passage"][1], fields["start"], fields["end"], fields["indicator"])


def annotate(narrative: Narrative, figures: list[Fields], known: Iterable[Fields]) -> list[Fields]:
    """Return what figures have otherwise than is read; reasons of known annotations stay."""
    reasons = {_annotated(a): a["why"] for a in known}
    as_read = read_figures(narrative)
    source: dict[
        str, str
    ] = {}  # name of a figure: that of the reading which it comes from, or its own
    for fields in sorted(figures, key=lambda fields: name(fields) not in as_read):
        same = (
            key
            for key, read in as_read.items()
            if key not in source.values()
            and (
                name(fields) == key
                or (words(read) & words(fields) and read["value"] == fields["value"])
            )
        )
        source[name(fields)] = next(same, name(fields))
    annotations: list[Fields] = [
        {"read": key, "is": None} for key in as_read if key not in source.values()
    ]
    for fields in figures:
        key = source[name(fields)]
        read = as_read.get(key, {})
        wanted = dict(fields)
        if whole := wanted.pop("part_of", None):
            code, _report, *place = whole
            wanted["part_of"] = source["{} {}:{}-{}".format(code, *place)]
        changes = {
            k: wanted.get(k)
            for k in {**wanted, **read}
            if k not in read or wanted.get(k) != read[k]
        }
        if changes:
            annotations.append({"read": key if read else None, "is": changes})
    return [{"why": reasons.get(_annotated(a), "?"), **a} for a in annotations]


def _annotated(annotation: Fields) -> str:
    """Return the reading that an annotation is about, or the words that it adds."""
    return str(annotation["read"] or annotation["is"]["quote"])


def words(fields: Fields) -> set[tuple[int, int]]:
    """Return the letters that a figure quotes, by paragraph and number."""
    return {(fields["passage"][1], at) for at in range(fields["start"], fields["end"])}


def make_questions(
    narrative: Narrative, annotations: Iterable[Fields], written: Iterable[Fields]
) -> list[Fields]:
    """Return the questions on recommendations, which people wrote, and those that the text raises.

    Raises ValueError for an annotation of a question that is not raised.
    """
    raised = {question.message: question.kind.value for question in narrative.questions}
    texts = {text: text for text in raised}
    for annotation in annotations:
        if annotation["read"] not in raised:
            raise ValueError(f"This is asked no more. Annotate anew: {annotation}")
        texts[annotation["read"]] = annotation["is"]
    return [
        *(fields for fields in written if "recommendation" in fields),
        *(
            {"report": [REPORT], "kind": kind, "text": texts[text]}
            for text, kind in raised.items()
            if texts[text]
        ),
    ]


def load(model: str) -> list[Fields]:
    """Return the fields of the objects of a file of the sample."""
    return [row["fields"] for row in json.loads((FOLDER / f"{model}s.json").read_text("utf-8"))]


def load_annotations() -> dict[str, list[Fields]]:
    """Return what a person says otherwise than the reader, of figures and of questions."""
    annotations: dict[str, list[Fields]] = json.loads(ANNOTATIONS.read_text("utf-8"))
    return annotations


def make() -> dict[str, list[Fields]]:
    """Return the figures and questions of the sample by the name of their model."""
    narrative, annotations = read(), load_annotations()
    return {
        "figure": make_figures(narrative, annotations["figures"]),
        "question": make_questions(narrative, annotations["questions"], load("question")),
    }


def write(path: Path, value: object) -> None:
    """Write JSON with short lists and breakdowns on one line."""
    text = json.dumps(value, ensure_ascii=False, indent=2)
    for inner in (r"[^\[\]{}]*?", r"\[[^\[\]{}]*\]"):  # then lists of one list
        text = re.sub(rf"\[\s+({inner})\s+\]", lambda m: f"[{' '.join(m[1].split())}]", text)
    parts = r'("breakdown": )\{\s+([^{}]*?)\s+\}'
    text = re.sub(parts, lambda m: f"{m[1]}{{{' '.join(m[2].split())}}}", text)
    path.write_text(text + "\n", "utf-8")


def main() -> None:
    """Write the files of the sample, or with --annotate the annotations."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.sample_fixture",
        description="Write figures.json and questions.json of the Kosovo sample anew.",
    )
    parser.add_argument(
        "--annotate",
        action="store_true",
        help="write what they have otherwise than is read to annotations.json instead",
    )
    options = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    django.setup()
    if options.annotate:
        known, narrative = load_annotations(), read()
        raised = {question.message for question in narrative.questions}
        figures = annotate(narrative, load("figure"), known["figures"])
        questions = [row for row in known["questions"] if row["read"] in raised]
        write(ANNOTATIONS, {"figures": figures, "questions": questions})
        return
    for model, rows in make().items():
        write(
            FOLDER / f"{model}s.json",
            [{"model": f"tracker.{model}", "fields": row} for row in rows],
        )


if __name__ == "__main__":
    main()
