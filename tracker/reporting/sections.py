"""One recommendation laid out: its words, how it stands, and what that rests on."""

import re
from dataclasses import dataclass
from itertools import groupby

from django.utils.translation import gettext as _

from tracker.progress import BodyRole, ComponentLine, Note, RecommendationProgress
from tracker.reporting import phrases
from tracker.reporting.circle import status_circle
from tracker.reporting.measures import Measures, measures
from tracker.reporting.quotations import Piece, piece
from tracker.reporting.standings import Standing, not_judged, standing
from tracker.reporting.views import Views, views
from tracker.vocabulary import ComponentBasis, Lifecycle, Role
from tracker.words import day


@dataclass(frozen=True, slots=True)
class Bodies:
    """The bodies that share a role."""

    role: str
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """A component as the standing judgment sees it."""

    code: str
    title: str
    circle: str
    label: str
    note: str  # said of what does not bear on the whole
    remark: str


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
    views: Views
    rationale: str
    next_step: str
    parts: tuple[Part, ...]
    measures: Measures
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
        now=standing(judgment) if judgment else not_judged(told.status),
        before=standing(told.previous) if told.previous else None,
        views=views(told),
        rationale=judgment.rationale if judgment else "",
        next_step=judgment.next_step if judgment else "",
        parts=tuple(_part(line) for line in told.lines),
        measures=measures(told.measures),
        notes=tuple(_noted(note) for note in told.notes),
        evidence=tuple(piece(cited) for cited in told.evidence),
        questions=told.questions,
    )


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
        Bodies(phrases.capital(role), tuple(phrases.named(body.name, body.short) for body in group))
        for role, group in grouped
    )


def _translation_note(told: RecommendationProgress) -> str:
    if not told.translation:
        return ""
    if not told.translation_source:
        return _("unofficial translation")
    return _("translation: %(source)s") % {"source": told.translation_source}


def _part(line: ComponentLine) -> Part:
    in_text = line.basis.code == ComponentBasis.IN_TEXT
    return Part(
        code=line.code,
        title=line.title,
        circle=status_circle(line.status.code),
        label=line.status.label,
        note="" if in_text else _("set apart by the analysts: does not bear on the whole"),
        remark=line.remark,
    )


def _noted(note: Note) -> Noted:
    return Noted(on=day(note.on), sentence=note.sentence, shown_by=piece(note.cited))
