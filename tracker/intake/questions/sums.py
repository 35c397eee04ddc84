"""Questions on sums that do not come out, and on figures stated twice with two values."""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence

from django.utils.translation import gettext as _

from tracker.intake.drafts import DraftQuestion, Figure, Paragraph
from tracker.intake.numbers import NUMBER, parse_number
from tracker.intake.questions.telling import format_amount, format_number
from tracker.vocabulary import QueryKind

CORE_SUMS = frozenset({"INV_CASES", "PROS_CASES", "CONVICTED", "VICTIMS_ID"})
PERSON_DIMENSIONS = frozenset({"sex", "age group"})
_SUBJECT = re.compile(
    r"(?P<many>(?:the|these|all|both)\s+(?P<count>[\w-]+)\s+(?:[\w-]+\s+)*?(?P<what>\w+s)|"
    r"(?:the|one)\s+(?:[\w-]+\s+){0,3}?(?P<one>[A-Z][\w-]+|\w+))\s+(?:also\s+)?\w+ed\s+$",
    re.IGNORECASE,
)


def ask_about_parts(
    paragraphs: Sequence[Paragraph], figures: Sequence[Figure]
) -> Iterator[DraftQuestion]:
    """Ask about parts in one dimension (forms, sexes and ages, nationality) that miss the total."""
    for total, parts in _totals_with_parts(figures):
        by_dimension: dict[tuple[str, ...], list[Figure]] = defaultdict(list)
        for part in parts:
            by_dimension[tuple(name for name, _value in part.breakdown)].append(part)
        person_parts = [
            part for part in parts if {name for name, _value in part.breakdown} & PERSON_DIMENSIONS
        ]
        for parts_alike in by_dimension.values():
            if (
                parts_alike[0] in person_parts
                and sum(part.value or 0 for part in person_parts) == total.value
            ):
                continue  # "160 women, 110 men, and 42 children": one list, of sexes and of ages
            parts_sum = sum(part.value or 0 for part in parts_alike)
            are_adjacent = parts_alike[-1].place.start - parts_alike[0].place.end < 200
            if len(parts_alike) > 1 and are_adjacent and parts_sum != total.value:
                yield DraftQuestion(
                    QueryKind.DOES_NOT_ADD_UP,
                    _(
                        "%(parts)s make %(sum)s, and the text says %(whole)s (%(label)s). "
                        "Which is right?"
                    )
                    % {
                        "parts": " + ".join(format_number(part.value or 0) for part in parts_alike),
                        "sum": format_number(parts_sum),
                        "whole": format_number(total.value or 0),
                        "label": total.label,
                    },
                    (total.place, *(part.place for part in parts_alike)),
                )


def _totals_with_parts(figures: Sequence[Figure]) -> Iterator[tuple[Figure, list[Figure]]]:
    """Yield each total with the parts of the same indicator right after it."""
    for index, total in enumerate(figures):
        if total.breakdown or total.value is None or total.unit.isupper():
            continue
        parts = []
        for figure in figures[index + 1 :]:
            if figure.place.paragraph != total.place.paragraph:
                break
            if figure.indicator == total.indicator and figure.unit == total.unit:
                if not figure.breakdown:
                    break
                parts.append(figure)
        yield total, parts


def ask_about_providers(
    paragraphs: Sequence[Paragraph], figures: Sequence[Figure]
) -> Iterator[DraftQuestion]:
    """Ask where "the three shelters" differ from the sum of one shelter and the two others."""
    texts = {paragraph.number: paragraph.text for paragraph in paragraphs}
    by_kind: dict[tuple[int, str], list[tuple[int, Figure]]] = defaultdict(list)
    for figure in figures:
        if figure.value is None or figure.breakdown or figure.unit.isupper():
            continue
        subject = _SUBJECT.search(texts[figure.place.paragraph][: figure.place.start][-120:])
        if subject is not None:
            count = _count(subject["count"]) if subject["count"] else 1
            by_kind[figure.place.paragraph, figure.indicator].append((count, figure))
    for group in by_kind.values():
        for count, total in group:
            parts = [(m, f) for m, f in group if f is not total]
            if count > 1 and len(parts) > 1 and sum(m for m, _f in parts) == count:
                parts_sum = sum(f.value or 0 for _m, f in parts)
                if parts_sum != total.value:
                    yield DraftQuestion(
                        QueryKind.DOES_NOT_ADD_UP,
                        _(
                            "All %(many)s together: %(whole)s; one by one: %(parts)s, which makes "
                            "%(sum)s. Are some counted twice, or is one of the numbers wrong?"
                        )
                        % {
                            "many": count,
                            "whole": format_amount(total),
                            "parts": " + ".join(format_number(f.value or 0) for _m, f in parts),
                            "sum": format_number(parts_sum),
                        },
                        (total.place, *(f.place for _m, f in parts)),
                    )


def _count(word: str) -> int:
    match = NUMBER.fullmatch(word)
    if match is None:
        return 2 if word.lower() == "both" else 1
    return int(parse_number(match["digits"], match["words"]))


def ask_about_contradictions(figures: Sequence[Figure]) -> Iterator[DraftQuestion]:
    """Ask about a core figure that two paragraphs state with two values."""
    first_figures: dict[tuple[str, str], Figure] = {}
    for figure in figures:
        if figure.indicator not in CORE_SUMS or figure.breakdown or figure.value is None:
            continue
        key = (figure.indicator, figure.unit)
        first = first_figures.setdefault(key, figure)
        is_elsewhere = first.place.paragraph != figure.place.paragraph
        if (
            is_elsewhere
            and first.value != figure.value
            and not (first.qualifier or figure.qualifier)
        ):
            yield DraftQuestion(
                QueryKind.DOES_NOT_ADD_UP,
                _("%(label)s: %(one)s in ¶ %(first)s, %(other)s in ¶ %(second)s. Which is right?")
                % {
                    "label": figure.label,
                    "one": format_number(first.value or 0),
                    "first": first.place.paragraph,
                    "other": format_number(figure.value),
                    "second": figure.place.paragraph,
                },
                (first.place, figure.place),
            )
