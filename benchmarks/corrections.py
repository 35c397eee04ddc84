"""Score the reader of figures on what people corrected in the imports that they accepted.

`uv run python -m benchmarks.corrections` reads the database that DATABASE_URL names and changes nothing. For each
indicator it prints how many figures were read, how many of them a person left as they were, and how many of those that
were accepted the reader of today reads in the same way, at the same words: corrections are its test cases.
"""

import os
import sys
from collections import Counter
from collections.abc import Mapping

FIELDS = ("indicator", "value", "period", "breakdown", "scope")
FEWEST = 5  # figures of an indicator below which nothing is said of it


def main() -> None:
    """Print the table."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tracker.settings")
    import django

    django.setup()
    sys.stdout.write(table())


def table() -> str:
    """Return a line for each indicator: read and left as it was then, and read so now."""
    from tracker.summaries.imports import score_readings

    right, accepted = compare_today()
    lines = [f"{'indicator':<24}{'then':>12}{'now':>12}{'added':>8}"]
    for score in score_readings():
        code, read = str(score["indicator"]), int(str(score["read"]))
        then = f"{score['right']} of {read}" if read >= FEWEST else "too few"
        now = f"{right[code]} of {accepted[code]}" if accepted[code] >= FEWEST else "too few"
        lines.append(f"{code:<24}{then:>12}{now:>12}{score['added']:>8}")
    return "\n".join(lines) + "\n"


def compare_today() -> tuple[Counter[str], Counter[str]]:
    """Return how many accepted figures are read today as people accepted them, and all of them."""
    from tracker.intake.drafts import figure_as_json
    from tracker.intake.narrative import read_narrative
    from tracker.models import ImportRun
    from tracker.vocabulary import DraftKind, DraftState, ImportRunState

    right: Counter[str] = Counter()
    accepted: Counter[str] = Counter()
    for run in ImportRun.objects.filter(state=ImportRunState.ACCEPTED).exclude(text=""):
        drafts = run.drafts.filter(kind=DraftKind.FIGURE, state=DraftState.ACCEPTED)
        stated = [draft.values for draft in drafts]
        if not stated:
            continue
        narrative = read_narrative(
            run.text, year=run.year, country=run.country, mechanism=run.mechanism or None
        )
        read = {_key(figure_as_json(figure)) for figure in narrative.figures}
        accepted.update(str(values["indicator"]) for values in stated)
        right.update(str(values["indicator"]) for values in stated if _key(values) in read)
    return right, accepted


def _key(values: Mapping[str, object]) -> str:
    """Return what is compared of a figure: its words, its fields and its earlier values."""
    previous = [(row["period"], row["value"]) for row in values["previous"]]  # type: ignore[attr-defined]
    place = [values.get(name) for name in ("paragraph", "start", "end")]
    return repr([place, [values.get(name) for name in FIELDS], previous])


if __name__ == "__main__":
    main()
