"""One recommendation laid out: its words, how it stands, and what that rests on."""

import re
from dataclasses import dataclass
from itertools import groupby

from django.utils.translation import gettext as _

from tracker.progress import BodyRole, Judgment, Labelled, Note, RecommendationProgress
from tracker.reporting import phrases
from tracker.reporting.circle import status_circle
from tracker.reporting.quotations import Piece, piece
from tracker.vocabulary import ARROW, Lifecycle, Role, Trend
from tracker.words import day


@dataclass(frozen=True, slots=True)
class Standing:
    """A status with all that must be told beside it."""

    circle: str
    label: str
    arrow: str
    trend: str
    strength: str
    as_of: str
    period: str
    marks: tuple[str, ...]  # "approved by its author"


@dataclass(frozen=True, slots=True)
class Bodies:
    """The bodies that share a role."""

    role: str
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Noted:
    """A note with its day and what shows it."""

    on: str
    sentence: str
    shown_by: Piece


@dataclass(frozen=True, slots=True)
class Section:
    """What the report prints about one recommendation."""

    anchor: str
    number: str
    title: str
    text: str
    source: str
    translation: str
    translation_note: str
    about: str  # theme, duty, lifecycle, next review
    lead: str
    bodies: tuple[Bodies, ...]
    now: Standing
    before: Standing | None
    rationale: str
    next_step: str
    notes: tuple[Noted, ...]
    evidence: tuple[Piece, ...]
    questions: tuple[str, ...]


def section(told: RecommendationProgress) -> Section:
    """The section of a recommendation, in the language in force."""
    judgment = told.judgment
    leads = [body.short for body in told.bodies if body.role.code == Role.LEAD]
    return Section(
        anchor=f"rec-{re.sub(r'[^0-9A-Za-z]+', '-', told.number).strip('-')}",
        number=told.number,
        title=told.title,
        text=told.text,
        source=told.text_source,
        translation=told.translation,
        translation_note=_translation_note(told),
        about=" · ".join(filter(None, _about(told))),
        lead=", ".join(leads),
        bodies=_bodies(told.bodies),
        now=_standing(judgment) if judgment else _not_judged(told.status),
        before=_standing(told.previous) if told.previous else None,
        rationale=judgment.rationale if judgment else "",
        next_step=judgment.next_step if judgment else "",
        notes=tuple(_noted(note) for note in told.notes),
        evidence=tuple(piece(cited) for cited in told.evidence),
        questions=told.questions,
    )


def _standing(judgment: Judgment) -> Standing:
    marks = []
    if judgment.approved_by_its_author:
        marks.append(_("approved by its author"))
    if judgment.is_sample:
        marks.append(_("sample approval"))
    return Standing(
        circle=status_circle(judgment.status.code),
        label=judgment.status.label,
        arrow=ARROW[Trend(judgment.trend.code)] if judgment.trend.code else "",
        trend=judgment.trend.label,
        strength=judgment.strength.label,
        as_of=day(judgment.as_of),
        period=_("for the period %(period)s")
        % {"period": phrases.span(judgment.period_from, judgment.period_to)},
        marks=tuple(marks),
    )


def _not_judged(status: Labelled) -> Standing:
    return Standing(status_circle(status.code), status.label, "", "", "", "", "", ())


def _about(told: RecommendationProgress) -> list[str]:
    review = _("next review %(day)s") % {"day": day(told.review_on)} if told.review_on else ""
    return [
        told.theme.label,
        told.duty.label,
        told.lifecycle.label if told.lifecycle.code != Lifecycle.ACTIVE else "",
        f"{review} ({_('overdue')})" if review and told.is_overdue else review,
    ]


def _bodies(bodies: tuple[BodyRole, ...]) -> tuple[Bodies, ...]:
    grouped = groupby(bodies, key=lambda body: body.role.label)
    return tuple(
        Bodies(phrases.capital(role), tuple(_named(body) for body in group))
        for role, group in grouped
    )


def _named(body: BodyRole) -> str:
    return body.name if body.short in ("", body.name) else f"{body.name} ({body.short})"


def _translation_note(told: RecommendationProgress) -> str:
    if not told.translation:
        return ""
    if not told.translation_source:
        return _("unofficial translation")
    return _("translation: %(source)s") % {"source": told.translation_source}


def _noted(note: Note) -> Noted:
    return Noted(on=day(note.on), sentence=note.sentence, shown_by=piece(note.cited))
