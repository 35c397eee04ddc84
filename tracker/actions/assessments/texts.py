"""Texts of an assessment beside its rationale, the language of each, and its conclusion."""

from collections.abc import Mapping, Sequence
from dataclasses import KW_ONLY, dataclass, field
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from tracker import policies
from tracker.actions.base import Command, check_values, field_label, lock_assessment, lock_order
from tracker.audit.reasons import because
from tracker.errors import InvalidValue
from tracker.models import Assessment
from tracker.vocabulary import (
    ASSESSMENT_TEXTS,
    MAX_TEXT_LENGTH,
    SETTLED_STATUSES,
    Language,
    Perspective,
    Reason,
    ReasonCode,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class AssessmentTexts:
    """Texts beside the rationale, and the stated language of each by field name.

    Where `remaining` is None, what the assessment says of it stays; a new one repeats the last
    approved one.
    """

    remaining: str | None = None
    remaining_by: date | None = None
    next_step: str = ""
    languages: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class KeepConclusion(Command):
    """Keep a sentence as the conclusion of an approved assessment; an empty one removes it."""

    assessment: Assessment
    conclusion: str
    _: KW_ONLY
    language: str


@transaction.atomic
def keep_conclusion(command: KeepConclusion) -> Assessment:
    """Keep the conclusion of an approved assessment of the analysts.

    Raises PermissionRefused, NotAllowed for an assessment that is not approved or states another's
    view, InvalidValue for a text that is too long or an unknown language.
    """
    with because(Reason(code=ReasonCode.EDITORIAL), by=command.by):
        assessment = lock_assessment(command.assessment)
        policies.check_can_conclude(command.by, assessment)
        assessment.conclusion = command.conclusion.strip()
        assessment.text_languages |= {"conclusion": command.language}
        check_texts(assessment)
        check_values(assessment)
        assessment.save(update_fields=["conclusion", "text_languages"])
    return assessment


@transaction.atomic
def keep_conclusions(commands: Sequence[KeepConclusion]) -> list[Assessment]:
    """Keep several conclusions, all or none. Raises what `keep_conclusion` raises."""
    ordered = sorted(commands, key=lambda command: lock_order(command.assessment))
    return [keep_conclusion(command) for command in ordered]


def set_texts(assessment: Assessment, texts: AssessmentTexts) -> None:
    """Set the texts of an assessment that is to be saved. Raises InvalidValue."""
    languages = {**texts.languages}
    if texts.remaining is None:
        source = _carried_from(assessment)
        languages["remaining"] = source.text_languages.get("remaining", "")
        assessment.remaining, assessment.remaining_by = source.remaining, source.remaining_by
    else:
        assessment.remaining = texts.remaining.strip()
        assessment.remaining_by = texts.remaining_by
    assessment.next_step = texts.next_step.strip()
    assessment.text_languages = {**assessment.text_languages, **languages}
    check_texts(assessment)


def _carried_from(assessment: Assessment) -> Assessment:
    """Return the assessment whose remaining work stays: itself, where there is no other."""
    if assessment.pk is not None:
        return assessment
    if assessment.corrects is not None:
        return assessment.corrects
    is_open = assessment.status not in SETTLED_STATUSES
    if is_open and assessment.perspective == Perspective.ANALYST:
        return assessment.recommendation.current_assessment or assessment
    return assessment


def check_texts(assessment: Assessment) -> None:
    """Check lengths and languages, and forget the language of what is empty.

    Raises InvalidValue for a text that is too long, an unknown language, and a day without what
    remains to be done.
    """
    for name in ASSESSMENT_TEXTS:
        text = getattr(assessment, name)
        InvalidValue.raise_if(
            len(text) > MAX_TEXT_LENGTH,
            _("“%(field)s” has %(length)d characters; it can have %(limit)d. Shorten it."),
            field=field_label(assessment, name),
            length=len(text),
            limit=MAX_TEXT_LENGTH,
        )
    stated = {name: code for name, code in assessment.text_languages.items() if code}
    if unknown := set(stated.values()) - set(Language.values):
        raise InvalidValue(
            _("“%(code)s” is not a language of Heed. Choose one of: %(known)s.")
            % {"code": min(unknown), "known": ", ".join(Language.labels)}
        )
    InvalidValue.raise_if(
        assessment.remaining_by and not assessment.remaining,
        _("“To be done by” needs what remains to be done. Write it, or clear the date."),
    )
    assessment.text_languages = {
        name: stated[name]
        for name in ASSESSMENT_TEXTS
        if getattr(assessment, name) and name in stated
    }
