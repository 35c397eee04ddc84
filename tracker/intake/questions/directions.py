"""Words about more and less, held against the figures."""

import re
from collections.abc import Iterator, Sequence

from django.utils.translation import gettext as _

from tracker.intake.drafts import DraftQuery, Figure, Paragraph, Place
from tracker.intake.questions.telling import amount, number
from tracker.vocabulary import QueryKind

_SAID = re.compile(
    r"\b(?P<how>slightly|significantly|substantially|moderately)?\s*(?P<way>increased|decreased)\s+"
    r"(?:its\s+|their\s+)?(?:overall\s+)?(?:anti-trafficking\s+)?(?:law enforcement|"
    r"prosecution|victim protection|protection|prevention)?\s*efforts",
    re.IGNORECASE,
)
_TOTAL = re.compile(
    r"\b(?:this|these|which)\s+(?:was|were|represented|marked)\s+an?\s+(?:\w+\s+)?(?P<way>increase|decrease)",
    re.IGNORECASE,
)
_WAY = re.compile(
    r"[^.;\d]{0,60}?\ban?\s+(?:\w+\s+)?(?P<way>increase|decrease)\s+(?:from|over|compared)\b[^.;()]*",
    re.IGNORECASE,
)
_SAME = re.compile(r"\bthe same (?:number|amount)[^.;()]*", re.IGNORECASE)
SMALL = 0.4  # a change by less may be called slight
CORE = ("INV_", "PROS_", "CONVICTED", "VICTIMS_ID", "VICTIMS_ASSISTED")


def against_figures(
    paragraphs: Sequence[Paragraph], figures: Sequence[Figure]
) -> Iterator[DraftQuery]:
    """ "Slightly decreased" where figures fall by 40 % or more; "increased" where all fall."""
    for paragraph in paragraphs:
        said = _SAID.search(paragraph.text[:300])
        changes = [
            (figure, (figure.value - figure.previous) / figure.previous)
            for figure in figures
            if figure.place.paragraph == paragraph.number
            and figure.value is not None
            and figure.previous
            and not figure.breakdown
            and figure.indicator.startswith(CORE)
        ]
        if said is None or not changes:
            continue
        falls = said["way"].lower() == "decreased"
        with_it = [(f, c) for f, c in changes if c and (c < 0) == falls]
        large = [(f, c) for f, c in with_it if abs(c) >= SMALL]
        slight = (said["how"] or "").lower() == "slightly"
        place = Place(paragraph.number, said.start(), said.end())
        if slight and len(large) > 1 and 2 * len(large) > len(changes):
            least, most = min(abs(c) for _f, c in large), max(abs(c) for _f, c in large)
            yield DraftQuery(
                QueryKind.DOES_NOT_ADD_UP,
                _(
                    "The text says “%(words)s”, and its figures change by %(least)s to "
                    "%(most)s %%: %(figures)s. What does “slightly” refer to?"
                )
                % {
                    "words": said[0].strip(),
                    "least": number(round(100 * least, 1)),
                    "most": number(round(100 * most, 1)),
                    "figures": "; ".join(_from_to(f) for f, _c in large),
                },
                (place, *(f.place for f, _c in large)),
            )
        elif len(changes) > 1 and not with_it and any(c for _f, c in changes):
            yield DraftQuery(
                QueryKind.DOES_NOT_ADD_UP,
                _(
                    "The text says “%(words)s”, and every figure goes the other way: %(figures)s. "
                    "What was it judged by?"
                )
                % {
                    "words": said[0].strip(),
                    "figures": "; ".join(_from_to(f) for f, _c in changes),
                },
                (place, *(f.place for f, _c in changes)),
            )


def _from_to(figure: Figure) -> str:
    return f"{figure.label} {number(figure.previous or 0)} → {number(figure.value or 0)}"


def of_single(paragraphs: Sequence[Paragraph], figures: Sequence[Figure]) -> Iterator[DraftQuery]:
    """ "2,300 inspections, an increase from 2,450": the number goes the other way, or nowhere."""
    texts = {paragraph.number: paragraph.text for paragraph in paragraphs}
    for figure in figures:
        if figure.value is None or figure.previous is None or figure.indicator.startswith("TOTAL_"):
            continue
        said = _WAY.match(texts[figure.place.paragraph], figure.place.end)
        if said is None:
            continue
        change = figure.value - figure.previous
        if change > 0 if said["way"].lower() == "increase" else change < 0:
            continue
        place = Place(figure.place.paragraph, said.start(), said.end())
        yield DraftQuery(
            QueryKind.DOES_NOT_ADD_UP,
            _("The text says “%(words)s”, and its figures are %(figures)s. Which is right?")
            % {"words": said[0].strip(" ,"), "figures": _from_to(figure)},
            (figure.place, place),
        )


def of_totals(paragraphs: Sequence[Paragraph], figures: Sequence[Figure]) -> Iterator[DraftQuery]:
    """ "This was an increase compared with …" that holds for the sum alone, or not at all."""
    texts = {paragraph.number: paragraph.text for paragraph in paragraphs}
    for figure in figures:
        if not figure.indicator.startswith("TOTAL_") or figure.previous is None:
            continue
        text = texts[figure.place.paragraph][figure.place.start : figure.place.end]
        said = _TOTAL.search(text)
        if said is None:
            continue
        rises = said["way"].lower() == "increase"
        parts = [
            one
            for one in figures
            if one.unit == figure.unit
            and one.place.paragraph == figure.place.paragraph
            and 0 < figure.place.start - one.place.end < 400
            and one is not figure
        ]
        largest = max(parts, key=lambda one: one.value or 0, default=None)
        if largest is None or largest.value is None:
            continue
        if (largest.value > figure.previous) == rises and largest.value != figure.previous:
            continue
        yield DraftQuery(
            QueryKind.DOES_NOT_ADD_UP,
            _(
                "The text calls it “%(words)s” against %(before)s, but %(largest)s is not; "
                "%(sum)s would be, with everything told before. What is compared with what?"
            )
            % {
                "words": said[0].strip(),
                "before": amount(figure, figure.previous),
                "largest": amount(largest),
                "sum": amount(figure),
            },
            (figure.place, *(one.place for one in parts)),
        )


def more_prosecuted(figures: Sequence[Figure]) -> Iterator[DraftQuery]:
    """More cases prosecuted than investigated: cases come from earlier years, so one may ask."""
    first: dict[str, Figure] = {}
    for figure in figures:
        if not figure.breakdown and figure.value is not None:
            first.setdefault(figure.indicator, figure)
    investigated, prosecuted = first.get("INV_CASES"), first.get("PROS_CASES")
    if investigated and prosecuted and (prosecuted.value or 0) > (investigated.value or 0):
        yield DraftQuery(
            QueryKind.ASK,
            _(
                "More was prosecuted (%(prosecuted)s) than investigated (%(investigated)s). Do "
                "cases of earlier years account for it?"
            )
            % {"prosecuted": amount(prosecuted), "investigated": amount(investigated)},
            (investigated.place, prosecuted.place),
        )


def the_same_number(
    paragraphs: Sequence[Paragraph], figures: Sequence[Figure]
) -> Iterator[DraftQuery]:
    """ "The same number as in 2022": the number itself is not stated."""
    texts = {paragraph.number: paragraph.text for paragraph in paragraphs}
    for figure in figures:
        if not figure.is_assumed or figure.previous != figure.value or figure.value is None:
            continue
        text = texts[figure.place.paragraph]
        said = _SAME.search(text, figure.place.end, figure.place.end + 200)
        if said is not None:
            yield DraftQuery(
                QueryKind.ASK,
                _("The text says “%(words)s” and states no number. Was it %(value)s?")
                % {"words": said[0].strip(), "value": amount(figure)},
                (figure.place, Place(figure.place.paragraph, said.start(), said.end())),
            )
