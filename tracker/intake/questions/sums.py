"""Sums that do not come out, and one figure told twice with two values."""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence

from django.utils.translation import gettext as _

from tracker.intake.drafts import DraftQuery, Figure, Paragraph
from tracker.intake.numbers import NUMBER, value_of
from tracker.intake.questions.telling import amount, number
from tracker.vocabulary import QueryKind

CORE = frozenset({"INV_CASES", "PROS_CASES", "CONVICTED", "VICTIMS_ID"})
WHO = frozenset({"sex", "age group"})
_SUBJECT = re.compile(
    r"(?P<many>(?:the|these|all|both)\s+(?P<count>[\w-]+)\s+(?:[\w-]+\s+)*?(?P<what>\w+s)|"
    r"(?:the|one)\s+(?:[\w-]+\s+){0,3}?(?P<one>[A-Z][\w-]+|\w+))\s+(?:also\s+)?\w+ed\s+$",
    re.IGNORECASE,
)


def of_parts(paragraphs: Sequence[Paragraph], figures: Sequence[Figure]) -> Iterator[DraftQuery]:
    """Parts in one dimension (forms, or sexes and ages, or nationalities) that miss their whole."""
    for whole, parts in _wholes(figures):
        by_dimension: dict[tuple[str, ...], list[Figure]] = defaultdict(list)
        for part in parts:
            by_dimension[tuple(name for name, _value in part.breakdown)].append(part)
        who = [part for part in parts if {name for name, _value in part.breakdown} & WHO]
        for same in by_dimension.values():
            if same[0] in who and sum(part.value or 0 for part in who) == whole.value:
                continue  # "160 women, 110 men, and 42 children": one list, of sexes and of ages
            total = sum(part.value or 0 for part in same)
            together = same[-1].place.start - same[0].place.end < 200
            if len(same) > 1 and together and total != whole.value:
                yield DraftQuery(
                    QueryKind.DOES_NOT_ADD_UP,
                    _(
                        "%(parts)s make %(sum)s, and the text says %(whole)s (%(label)s). "
                        "Which is right?"
                    )
                    % {
                        "parts": " + ".join(number(part.value or 0) for part in same),
                        "sum": number(total),
                        "whole": number(whole.value or 0),
                        "label": whole.label,
                    },
                    (whole.place, *(part.place for part in same)),
                )


def _wholes(figures: Sequence[Figure]) -> Iterator[tuple[Figure, list[Figure]]]:
    """Each undivided figure with the divided ones of the same indicator right after it."""
    for number_, whole in enumerate(figures):
        if whole.breakdown or whole.value is None or whole.unit.isupper():
            continue
        parts = []
        for one in figures[number_ + 1 :]:
            if one.place.paragraph != whole.place.paragraph:
                break
            if one.indicator == whole.indicator and one.unit == whole.unit:
                if not one.breakdown:
                    break
                parts.append(one)
        yield whole, parts


def of_providers(
    paragraphs: Sequence[Paragraph], figures: Sequence[Figure]
) -> Iterator[DraftQuery]:
    """What "the three shelters" did against what one and the two others did."""
    texts = {paragraph.number: paragraph.text for paragraph in paragraphs}
    by_kind: dict[tuple[int, str], list[tuple[int, Figure]]] = defaultdict(list)
    for figure in figures:
        if figure.value is None or figure.breakdown or figure.unit.isupper():
            continue
        subject = _SUBJECT.search(texts[figure.place.paragraph][: figure.place.start][-120:])
        if subject is not None:
            many = _count(subject["count"]) if subject["count"] else 1
            by_kind[figure.place.paragraph, figure.indicator].append((many, figure))
    for told in by_kind.values():
        for many, whole in told:
            parts = [(m, f) for m, f in told if f is not whole]
            if many > 1 and len(parts) > 1 and sum(m for m, _f in parts) == many:
                total = sum(f.value or 0 for _m, f in parts)
                if total != whole.value:
                    yield DraftQuery(
                        QueryKind.DOES_NOT_ADD_UP,
                        _(
                            "All %(many)s together: %(whole)s; one by one: %(parts)s, which makes "
                            "%(sum)s. Are some counted twice, or is one of the numbers wrong?"
                        )
                        % {
                            "many": many,
                            "whole": amount(whole),
                            "parts": " + ".join(number(f.value or 0) for _m, f in parts),
                            "sum": number(total),
                        },
                        (whole.place, *(f.place for _m, f in parts)),
                    )


def _count(word: str) -> int:
    match = NUMBER.fullmatch(word)
    if match is None:
        return 2 if word.lower() == "both" else 1
    return int(value_of(match["digits"], match["words"]))


def told_twice(figures: Sequence[Figure]) -> Iterator[DraftQuery]:
    """One of the core figures in two paragraphs with two values."""
    held: dict[tuple[str, str], Figure] = {}
    for figure in figures:
        if figure.indicator not in CORE or figure.breakdown or figure.value is None:
            continue
        key = (figure.indicator, figure.unit)
        first = held.setdefault(key, figure)
        apart = first.place.paragraph != figure.place.paragraph
        if apart and first.value != figure.value and not (first.qualifier or figure.qualifier):
            yield DraftQuery(
                QueryKind.DOES_NOT_ADD_UP,
                _("%(label)s: %(one)s in ¶ %(first)s, %(other)s in ¶ %(second)s. Which is right?")
                % {
                    "label": figure.label,
                    "one": number(first.value or 0),
                    "first": first.place.paragraph,
                    "other": number(figure.value),
                    "second": figure.place.paragraph,
                },
                (first.place, figure.place),
            )
