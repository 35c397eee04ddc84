"""Questions on words about more and less that disagree with the figures."""

import re
from collections.abc import Iterator, Sequence

from django.utils.translation import gettext as _

from tracker.intake.drafts import DraftQuestion, Figure, Paragraph, Place
from tracker.intake.questions.telling import format_amount, format_number
from tracker.vocabulary import QueryKind

_EFFORTS = re.compile(
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
SLIGHT_CHANGE = 0.4  # a change by less may be called slight
CORE_COMPARISONS = ("INV_", "PROS_", "CONVICTED", "VICTIMS_ID", "VICTIMS_ASSISTED")


def ask_about_trends(
    paragraphs: Sequence[Paragraph], figures: Sequence[Figure]
) -> Iterator[DraftQuestion]:
    """Ask about "slightly decreased" where figures fall by 40 % and "increased" where all fall."""
    for paragraph in paragraphs:
        claim = _EFFORTS.search(paragraph.text[:300])
        changes = [
            (figure, (figure.value - figure.previous_value) / figure.previous_value)
            for figure in figures
            if figure.place.paragraph == paragraph.number
            and figure.value is not None
            and figure.previous_value
            and not figure.breakdown
            and figure.indicator.startswith(CORE_COMPARISONS)
        ]
        if claim is None or not changes:
            continue
        falls = claim["way"].lower() == "decreased"
        agreeing = [
            (changed, change) for changed, change in changes if change and (change < 0) == falls
        ]
        large = [(changed, change) for changed, change in agreeing if abs(change) >= SLIGHT_CHANGE]
        slight = (claim["how"] or "").lower() == "slightly"
        place = Place(paragraph.number, claim.start(), claim.end())
        if slight and len(large) > 1 and 2 * len(large) > len(changes):
            sizes = [abs(change) for _f, change in large]
            yield DraftQuestion(
                QueryKind.DOES_NOT_ADD_UP,
                _(
                    "The text says “%(words)s”, and its figures change by %(least)s to "
                    "%(most)s %%: %(figures)s. What does “slightly” refer to?"
                )
                % {
                    "words": claim[0].strip(),
                    "least": format_number(round(100 * min(sizes), 1)),
                    "most": format_number(round(100 * max(sizes), 1)),
                    "figures": "; ".join(_from_to(changed) for changed, _c in large),
                },
                (place, *(changed.place for changed, _c in large)),
            )
        elif len(changes) > 1 and not agreeing and any(change for _f, change in changes):
            yield DraftQuestion(
                QueryKind.DOES_NOT_ADD_UP,
                _(
                    "The text says “%(words)s”, and every figure goes the other way: %(figures)s. "
                    "What was it judged by?"
                )
                % {
                    "words": claim[0].strip(),
                    "figures": "; ".join(_from_to(changed) for changed, _c in changes),
                },
                (place, *(changed.place for changed, _c in changes)),
            )


def _from_to(figure: Figure) -> str:
    previous, value = figure.previous_value or 0, figure.value or 0
    return f"{figure.label} {format_number(previous)} → {format_number(value)}"


def ask_about_single_figures(
    paragraphs: Sequence[Paragraph], figures: Sequence[Figure]
) -> Iterator[DraftQuestion]:
    """Ask about "2,300 inspections, an increase from 2,450": the wrong direction, or no change."""
    texts = {paragraph.number: paragraph.text for paragraph in paragraphs}
    for figure in figures:
        if (
            figure.value is None
            or figure.previous_value is None
            or figure.indicator.startswith("TOTAL_")
        ):
            continue
        claim = _WAY.match(texts[figure.place.paragraph], figure.place.end)
        if claim is None:
            continue
        change = figure.value - figure.previous_value
        if change > 0 if claim["way"].lower() == "increase" else change < 0:
            continue
        place = Place(figure.place.paragraph, claim.start(), claim.end())
        yield DraftQuestion(
            QueryKind.DOES_NOT_ADD_UP,
            _("The text says “%(words)s”, and its figures are %(figures)s. Which is right?")
            % {"words": claim[0].strip(" ,"), "figures": _from_to(figure)},
            (figure.place, place),
        )


def ask_about_totals(
    paragraphs: Sequence[Paragraph], figures: Sequence[Figure]
) -> Iterator[DraftQuestion]:
    """Ask about "This was an increase compared with …" where only the sum, or nothing, rose."""
    texts = {paragraph.number: paragraph.text for paragraph in paragraphs}
    for figure in figures:
        if not figure.indicator.startswith("TOTAL_") or figure.previous_value is None:
            continue
        text = texts[figure.place.paragraph][figure.place.start : figure.place.end]
        claim = _TOTAL.search(text)
        if claim is None:
            continue
        rises = claim["way"].lower() == "increase"
        parts = [
            part
            for part in figures
            if part.unit == figure.unit
            and part.place.paragraph == figure.place.paragraph
            and 0 < figure.place.start - part.place.end < 400
            and part is not figure
        ]
        largest = max(parts, key=lambda part: part.value or 0, default=None)
        if largest is None or largest.value is None:
            continue
        if (
            largest.value > figure.previous_value
        ) == rises and largest.value != figure.previous_value:
            continue
        yield DraftQuestion(
            QueryKind.DOES_NOT_ADD_UP,
            _(
                "The text calls it “%(words)s” against %(before)s, but %(largest)s is not; "
                "%(sum)s would be, with everything told before. What is compared with what?"
            )
            % {
                "words": claim[0].strip(),
                "before": format_amount(figure, figure.previous_value),
                "largest": format_amount(largest),
                "sum": format_amount(figure),
            },
            (figure.place, *(part.place for part in parts)),
        )


def ask_about_prosecutions(figures: Sequence[Figure]) -> Iterator[DraftQuestion]:
    """Ask why more cases were prosecuted than investigated; some may come from earlier years."""
    first: dict[str, Figure] = {}
    for figure in figures:
        if not figure.breakdown and figure.value is not None:
            first.setdefault(figure.indicator, figure)
    investigated, prosecuted = first.get("INV_CASES"), first.get("PROS_CASES")
    if investigated and prosecuted and (prosecuted.value or 0) > (investigated.value or 0):
        yield DraftQuestion(
            QueryKind.ASK,
            _(
                "More was prosecuted (%(prosecuted)s) than investigated (%(investigated)s). Do "
                "cases of earlier years account for it?"
            )
            % {
                "prosecuted": format_amount(prosecuted),
                "investigated": format_amount(investigated),
            },
            (investigated.place, prosecuted.place),
        )


def ask_about_same_number(
    paragraphs: Sequence[Paragraph], figures: Sequence[Figure]
) -> Iterator[DraftQuestion]:
    """Ask for the number behind "the same number as in 2022", which the text doesn't state."""
    texts = {paragraph.number: paragraph.text for paragraph in paragraphs}
    for figure in figures:
        if (
            not figure.is_previous_assumed
            or figure.previous_value != figure.value
            or figure.value is None
        ):
            continue
        text = texts[figure.place.paragraph]
        claim = _SAME.search(text, figure.place.end, figure.place.end + 200)
        if claim is not None:
            yield DraftQuestion(
                QueryKind.ASK,
                _("The text says “%(words)s” and states no number. Was it %(value)s?")
                % {"words": claim[0].strip(), "value": format_amount(figure)},
                (figure.place, Place(figure.place.paragraph, claim.start(), claim.end())),
            )
