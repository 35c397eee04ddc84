"""Add the evidence given with a form, or use again what exists, and cite it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from tracker import errors, policies, vocabulary
from tracker.actions import base, bodies
from tracker.actions.evidence.files import (
    StoredReading,
    Upload,
    add_file,
    find_evidence,
    read_line,
    read_new,
    read_quotation,
    save_line,
    state_line,
    unstated,
)
from tracker.models import (
    Assessment,
    Body,
    Citation,
    Evidence,
    Passage,
    Recommendation,
    Topic,
    User,
)
from tracker.summaries.bodies import load_holders
from tracker.summaries.recommendations.quotations import find_quote

DAY = timedelta(days=1)
NOT_STATED: dict[tuple[str, ...], str | None] = {  # a period with one day is stated: it is open
    ("issuer",): None,
    ("kind",): vocabulary.EvidenceKind.NOT_STATED.value,
    ("covers_from", "covers_to"): None,
}


@dataclass(frozen=True, slots=True)
class EvidenceInput:
    """Evidence given with a form: existing evidence, a link, a quote, a file, or a title.

    What is empty is not stated; `add_evidence` keeps what it reads of it apart.
    """

    evidence: Sequence[Evidence] = ()
    url: str = ""
    quote: str = ""  # from the report of the recommendation
    paragraph: int | None = None
    words: str = ""  # that it is cited for in an assessment, as the page has them
    title: str = ""
    kind: str = ""
    issuer: Body | None = None
    new_source: bodies.NewSource | None = None  # an issuer that is not in the list yet
    covers_from: date | None = None
    covers_to: date | None = None
    upload: Upload | None = None
    language: str = ""
    published_on: date | None = None
    sensitivity: str = vocabulary.Sensitivity.INTERNAL
    readers: Sequence[User] = ()  # named readers, besides the person who adds it
    page: str = ""  # of a document that is no report; as printed
    at_paragraph: str = ""
    confirmed: bool = False  # the person confirmed what was read: it is stated at once
    sender: Body | None = None  # a body that sends new evidence itself: its issuer
    accessed_on: date | None = None  # today for a link
    expires_on: date | None = None
    attribution: str = vocabulary.Attribution.ATTRIBUTABLE
    original_source: Body | None = None
    remark: str = ""
    topics: Iterable[Topic] = ()

    @property
    def is_empty(self) -> bool:
        """Whether no evidence is given."""
        return not (self.evidence or self.url or self.quote or self.title or self.upload)


def add_evidence(
    evidence_input: EvidenceInput,
    *,
    recommendation: Recommendation | None,
    sentence: str,
    by: User,
    now: datetime,
) -> list[Evidence]:
    """Return the evidence given; a link, file or span that exists already is not added again.

    Kind, issuer and period are stated as typed. What a file, an address and the words tell of the
    rest is read, and stated if `confirmed`. If empty, the title is the file's own or the beginning
    of the sentence. Without a recommendation a quote is ignored. Called in a transaction, under a
    reason. Raises QuoteMismatch for a quote that is not in the report, InvalidValue for a value
    that its field can't take, PersonalDataFound for text or a file that looks like a victim's data.
    """
    if evidence_input.new_source and evidence_input.issuer is None:
        evidence_input = replace(
            evidence_input, issuer=bodies.add_source(evidence_input.new_source, by=by)
        )
    given = list(evidence_input.evidence)
    if evidence_input.quote and recommendation is not None:
        given.append(_add_quote(evidence_input, recommendation=recommendation, by=by, now=now))
    if evidence_input.url or evidence_input.upload or (evidence_input.title and not given):
        file_title = evidence_input.upload.file.title if evidence_input.upload else ""
        complete = replace(
            evidence_input, title=evidence_input.title or file_title or shorten(sentence)
        )
        if (existing := _find_existing(complete, by=by, now=now)) is None:
            given.append(_create(complete, sentence=sentence, by=by, now=now))
        else:
            given.append(_complete(existing, complete, by=by, now=now))
    return list(dict.fromkeys(given))


@dataclass(frozen=True, slots=True, kw_only=True)
class AddEvidence(base.TimedCommand):
    """Add evidence that nothing cites yet."""

    evidence_input: EvidenceInput
    reason: str | vocabulary.Reason


@transaction.atomic
def add(command: AddEvidence) -> tuple[Evidence, bool]:
    """Add evidence; return it, and whether it is new. Existing evidence does not change.

    Raises PermissionRefused, InvalidValue for a value that its field can't take, PersonalDataFound
    for text or a file that looks like a victim's data.
    """
    given, by, now = command.evidence_input, command.by, command.now
    policies.check_can_change(by, "evidence", given.title or _("Evidence"))
    with base.because(command.reason, by=by):
        User.objects.select_for_update(no_key=True).get(pk=by.pk)  # two clicks at once: one waits
        [evidence] = add_evidence(given, recommendation=None, sentence="", by=by, now=now)
    return evidence, (evidence.added_by_id, evidence.added_at) == (by.pk, now)


def find_lead_body(recommendation: Recommendation, *, on: date) -> Body | None:
    """Return who leads on the day; of several the first by code, None where that is not divided."""
    rows = load_holders(
        recommendation.responsibilities.not_withdrawn()
        .filter(role=vocabulary.Role.LEAD)
        .select_related("body")
        .order_by("body__code"),
        on=on,
    )
    return next(((row.holders or [row.body])[0] for row in rows if row.is_divided), None)


def _add_quote(
    evidence_input: EvidenceInput, *, recommendation: Recommendation, by: User, now: datetime
) -> Evidence:
    report = recommendation.report
    place = find_quote(evidence_input.quote, report=report, paragraph=evidence_input.paragraph)
    Passage.objects.select_for_update().get(pk=place.passage.pk)  # two people at once: one waits
    quoted = Evidence.objects.not_withdrawn().filter(
        passage=place.passage, start=place.start, end=place.end
    )
    if (same := quoted.first()) is not None:
        return same
    evidence = Evidence(
        kind=vocabulary.EvidenceKind.REPORT_PASSAGE,
        title=shorten(place.quote),
        issuer=report.mechanism.issuer,
        passage=place.passage,
        start=place.start,
        end=place.end,
        quote=place.quote,
        sentence_start=place.sentence_start,
        sentence_end=place.sentence_end,
        published_on=report.published_on,
        covers_from=report.period_from,
        covers_to=report.period_to,
        language="en",
        sensitivity=vocabulary.Sensitivity.PUBLIC,  # passages of published reports are public
        added_by=by,
        added_at=now,
    )
    evidence.reading = read_quotation(evidence)
    evidence.save()
    return evidence


def _find_existing(evidence_input: EvidenceInput, *, by: User, now: datetime) -> Evidence | None:
    """Return the evidence with this file or link, unless what was typed contradicts what it states.

    Of a title alone only what a first click added. Raises NotAllowed for such a contradiction on a
    file, which is one piece.
    """
    if evidence_input.upload is not None:
        if (same_file := find_evidence(evidence_input.upload, by=by)) is not None:
            _check_is_as_typed(same_file, _typed(evidence_input))
        return same_file
    same = Evidence.objects.visible_to(by).not_withdrawn().filter(url=evidence_input.url)
    if not evidence_input.url:
        same = same.filter(
            title=evidence_input.title, added_by=by, added_at__gt=now - DAY, passage=None
        )
    typed = _typed(evidence_input)
    for names, not_stated in NOT_STATED.items():
        if own := {name: typed[name] for name in names if name in typed}:
            same = same.filter(models.Q(**own) | models.Q(**dict.fromkeys(names, not_stated)))
    return same.order_by("pk").first()


def _typed(evidence_input: EvidenceInput) -> dict[str, object]:
    return {
        name: value
        for name in ("issuer", "kind", "covers_from", "covers_to")
        if (value := getattr(evidence_input, name))
    }


def _check_is_as_typed(evidence: Evidence, typed: dict[str, object]) -> None:
    """Check that no typed value differs from a stated one. Raises NotAllowed."""
    for names, not_stated in NOT_STATED.items():
        stated = {name: getattr(evidence, name) for name in names}
        is_stated = set(stated.values()) != {not_stated}
        errors.NotAllowed.raise_if(
            is_stated and any(typed.get(name, stated[name]) != stated[name] for name in names),
            _(
                "The file is already stored as “%(evidence)s”, with another issuer, kind or"
                " period. Clear these fields to cite it as it is, or change it on its page."
            ),
            evidence=evidence,
        )


def _complete(
    evidence: Evidence, evidence_input: EvidenceInput, *, by: User, now: datetime
) -> Evidence:
    """State of existing evidence what nobody stated before: as typed, or as shown and confirmed."""
    typed, line = _typed(evidence_input), _confirmed_line(evidence_input, now=now)
    missing = [
        name
        for names, not_stated in NOT_STATED.items()
        if all(getattr(evidence, name) == not_stated for name in names)
        for name in typed.keys() & names
    ]
    if not by.may_write or not (missing or unstated(evidence).intersection(line)):
        return evidence
    fresh = base.lock_row(evidence)
    for name in missing:
        setattr(fresh, name, typed[name])
    state_line(fresh, line)
    return save_line(fresh)


def _confirmed_line(evidence_input: EvidenceInput, *, now: datetime) -> StoredReading:
    """Return what the person confirmed in the form; empty if that is nothing."""
    return (
        read_line(evidence_input.upload, evidence_input.url, today=timezone.localdate(now))
        if evidence_input.confirmed
        else {}
    )


def _create(evidence_input: EvidenceInput, *, sentence: str, by: User, now: datetime) -> Evidence:
    today = timezone.localdate(now)
    evidence = Evidence(
        kind=evidence_input.kind or vocabulary.EvidenceKind.NOT_STATED,
        title=evidence_input.title,
        url=evidence_input.url,
        issuer=evidence_input.issuer,
        covers_from=evidence_input.covers_from,
        covers_to=evidence_input.covers_to,
        accessed_on=evidence_input.accessed_on or (today if evidence_input.url else None),
        expires_on=evidence_input.expires_on,
        attribution=evidence_input.attribution,
        original_source=evidence_input.original_source,
        remark=evidence_input.remark,
        published_on=evidence_input.published_on,
        language=evidence_input.language,
        sensitivity=evidence_input.sensitivity,
        added_by=by,
        added_at=now,
    )
    read = read_new(
        file=evidence_input.upload.file if evidence_input.upload else None,
        url=evidence_input.url,
        words=sentence,
        today=today,
        published_on=evidence_input.published_on,
    )
    if (sender := evidence_input.sender) and evidence.issuer is None:
        # A link may lead to anybody's page: the body only names it.
        issuer = read.get("issuer", {}).get("value", "" if evidence_input.url else sender.code)
        evidence.issuer = sender if issuer == sender.code else None
    evidence.reading = {name: read[name] for name in read if name in unstated(evidence)}
    state_line(evidence, _confirmed_line(evidence_input, now=now))
    base.check_values(evidence)
    base.check_constraints(evidence)
    evidence.save()
    evidence.topics.set(evidence_input.topics)
    if evidence_input.sensitivity == vocabulary.Sensitivity.NAMED_READERS:
        evidence.readers.set(evidence_input.readers)
    if evidence_input.upload is not None:
        add_file(evidence_input.upload, evidence=evidence, by=by, now=now)
    return evidence


def shorten(sentence: str) -> str:
    """Return the beginning of a sentence, for a title."""
    words = " ".join(sentence.split())
    return words if len(words) <= 100 else words[:100].rsplit(" ", 1)[0] + "…"


@dataclass(frozen=True, slots=True, kw_only=True)
class LogNote(base.TimedCommand):
    """Log what happened and what shows it, without an assessment."""

    recommendation: Recommendation
    sentence: str  # also the reason in the history
    evidence_input: EvidenceInput
    as_of: date
    use: str = ""  # empty: context


@transaction.atomic
def log_note(command: LogNote) -> list[Citation]:
    """Log a note: one citation per piece of evidence. The same note again changes nothing.

    A note adds and overwrites nothing, so what others changed meanwhile is no reason to refuse it.
    Raises PermissionRefused, InvalidDate, EvidenceMissing without evidence, QuoteMismatch,
    InvalidValue for a value that its field can't take.
    """
    with base.because(command.sentence, by=command.by):
        recommendation = base.lock_recommendation(command.recommendation)
        policies.check_can_log(command.by, recommendation)
        policies.check_as_of(recommendation, command.as_of, today=command.day)
        return add_and_cite(
            command.evidence_input,
            recommendation=recommendation,
            use=command.use or vocabulary.Use.CONTEXT,
            sentence=command.sentence,
            as_of=command.as_of,
            by=command.by,
            now=command.now,
        )


def add_and_cite(
    evidence_input: EvidenceInput,
    *,
    recommendation: Recommendation,
    use: str,
    sentence: str,
    as_of: date,
    by: User,
    now: datetime,
) -> list[Citation]:
    """Add the evidence given, and cite each piece.

    Raises EvidenceMissing without any, and as `add_evidence` and `cite` do.
    """
    errors.EvidenceMissing.raise_if(
        evidence_input.is_empty,
        _(
            "“%(sentence)s” has no evidence. Add a file, a link, a quote from the report or"
            " existing evidence. For anything else, such as a meeting, enter a title under"
            " “More”."
        ),
        sentence=shorten(sentence),
    )
    return [
        cite(
            evidence,
            recommendation=recommendation,
            use=use,
            sentence=sentence,
            as_of=as_of,
            by=by,
            now=now,
            page=evidence_input.page,
            paragraph=evidence_input.at_paragraph,
        )
        for evidence in add_evidence(
            evidence_input,
            recommendation=recommendation,
            sentence=sentence,
            by=by,
            now=now,
        )
    ]


def cite(
    evidence: Evidence,
    *,
    recommendation: Recommendation,
    use: str,
    sentence: str,
    as_of: date,
    by: User,
    now: datetime,
    assessment: Assessment | None = None,
    page: str = "",
    paragraph: str = "",
    is_use_stated: bool = True,
) -> Citation:
    """Return the citation with these values, added unless there is one. Raises InvalidValue.

    `is_use_stated` is whether a person chose the use, or confirmed it with the evidence. `page`
    and `paragraph` say where in a document; they are ignored for a passage of a report.
    """
    if evidence.passage_id is not None:
        page = paragraph = ""
    values: dict[str, Any] = {
        "recommendation": recommendation,
        "evidence": evidence,
        "assessment": assessment,
        "use": use,
        "sentence": sentence,
        "as_of": as_of,
        "page": page,
        "paragraph": paragraph,
        "added_by": by,
    }
    existing: Citation | None = Citation.objects.not_withdrawn().filter(**values).first()
    if existing is not None:
        if is_use_stated and not existing.is_use_stated:
            base.save_fields(existing, is_use_stated=True)
        return existing
    return base.save_checked(Citation(**values, is_use_stated=is_use_stated, added_at=now))
