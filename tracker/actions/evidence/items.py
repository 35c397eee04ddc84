"""Add the evidence given with a form; evidence that exists already is used again."""

from collections.abc import Iterable, Sequence
from dataclasses import KW_ONLY, dataclass, replace
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from tracker import policies
from tracker.actions.bodies.sources import AddSource, NewSource, add_source
from tracker.actions.evidence import files
from tracker.actions.evidence.files import Upload
from tracker.actions.values import check_constraints, check_values
from tracker.audit.reasons import because
from tracker.errors import EvidenceMissing
from tracker.models import Body, Evidence, Passage, Recommendation, Topic, User
from tracker.summaries.recommendations.quotations import find_quote
from tracker.vocabulary import Attribution, EvidenceKind, Reason, Role, Sensitivity

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class EvidenceInput:
    """Evidence given with a form: existing evidence, a link, a quote, a file, or a title.

    `add_evidence` fills in empty values.
    """

    evidence: Sequence[Evidence] = ()
    url: str = ""
    quote: str = ""  # from the report of the recommendation
    paragraph: int | None = None
    title: str = ""
    kind: str = ""
    issuer: Body | None = None
    new_source: NewSource | None = None  # an issuer that is not in the list yet
    covers_from: date | None = None
    covers_to: date | None = None
    upload: Upload | None = None
    language: str = ""
    published_on: date | None = None
    sensitivity: str = Sensitivity.INTERNAL
    readers: Sequence[User] = ()  # named readers, besides the person who adds it
    page: str = ""  # of a document that is no report; as printed
    at_paragraph: str = ""
    fills_in: bool = True  # no: kind, issuer and period that are empty stay not stated

    @property
    def is_empty(self) -> bool:
        """Whether no evidence is given."""
        return not (self.evidence or self.url or self.quote or self.title or self.upload)


def add_evidence(
    evidence_input: EvidenceInput,
    *,
    recommendation: Recommendation | None,
    sentence: str,
    as_of: date,
    by: User,
    now: datetime,
) -> list[Evidence]:
    """Return the evidence given; a link, file or span that exists already is not added again.

    If empty, the title is the file's own or the beginning of the sentence, the issuer the lead
    body, and the period covered the mechanism's year up to `as_of`. Without a recommendation, or
    with `fills_in` off, issuer and period stay empty; without one a quote is ignored. Called in a
    transaction, under a reason. Raises QuoteMismatch for a quote that is not in the report,
    InvalidValue for a value that its field can't take, PersonalDataFound for text or a file that
    looks like a victim's data.
    """
    if evidence_input.new_source and evidence_input.issuer is None:
        issuer = add_source(AddSource(evidence_input.new_source, by=by))
        evidence_input = replace(evidence_input, issuer=issuer)
    given = list(evidence_input.evidence)
    if evidence_input.quote and recommendation is not None:
        given.append(_add_quote(evidence_input, recommendation=recommendation, by=by, now=now))
    if evidence_input.url or evidence_input.upload or (evidence_input.title and not given):
        complete = _with_defaults(
            evidence_input,
            recommendation=recommendation if evidence_input.fills_in else None,
            sentence=sentence,
            as_of=as_of,
        )
        given.append(_find_existing(complete, by=by, now=now) or _create(complete, by=by, now=now))
    return list(dict.fromkeys(given))


@dataclass(frozen=True, slots=True)
class AddEvidence:
    """Add evidence that nothing cites yet."""

    evidence_input: EvidenceInput
    _: KW_ONLY
    by: User
    now: datetime
    reason: str | Reason
    accessed_on: date | None = None  # today for a link
    expires_on: date | None = None
    attribution: str = Attribution.ATTRIBUTABLE
    original_source: Body | None = None
    remark: str = ""
    topics: Iterable[Topic] = ()


@transaction.atomic
def add(command: AddEvidence) -> tuple[Evidence, bool]:
    """Add evidence; return it, and whether it is new. Existing evidence does not change.

    Raises PermissionRefused, InvalidValue for a value that its field can't take, PersonalDataFound
    for text or a file that looks like a victim's data.
    """
    given, by, now = command.evidence_input, command.by, command.now
    policies.check_can_change(by, "evidence", given.title or _("Evidence"))
    with because(command.reason, by=by):
        User.objects.select_for_update(no_key=True).get(pk=by.pk)  # two clicks at once: one waits
        as_of = timezone.localdate(now)
        [evidence] = add_evidence(
            given, recommendation=None, sentence="", as_of=as_of, by=by, now=now
        )
        is_new = (evidence.added_by_id, evidence.added_at) == (by.pk, now)
        if is_new:
            evidence.accessed_on = command.accessed_on or evidence.accessed_on
            evidence.expires_on, evidence.remark = command.expires_on, command.remark
            evidence.attribution = command.attribution
            evidence.original_source = command.original_source
            check_values(evidence)
            check_constraints(evidence)
            names = ("accessed_on", "expires_on", "attribution", "original_source", "remark")
            evidence.save(update_fields=names)
            evidence.topics.set(command.topics)
    return evidence, is_new


def check_has_evidence(evidence_input: EvidenceInput, recommendation: Recommendation) -> None:
    """Raise EvidenceMissing for a note without evidence."""
    if evidence_input.is_empty:
        raise EvidenceMissing(
            _(
                "The note on %(recommendation)s has no evidence. Add a file, a link, a quote from"
                " the report or existing evidence. For anything else, such as a meeting, enter a"
                " title under “More”."
            )
            % {"recommendation": recommendation}
        )


def find_lead_body(recommendation: Recommendation) -> Body | None:
    """Return the lead body, or None; of several, the first by code."""
    leads: QuerySet[Body] = Body.objects.filter(
        responsibilities__recommendation=recommendation.pk,
        responsibilities__role=Role.LEAD,
        responsibilities__withdrawn_at=None,
    )
    return leads.order_by("code").first()


def _with_defaults(
    evidence_input: EvidenceInput,
    *,
    recommendation: Recommendation | None,
    sentence: str,
    as_of: date,
) -> EvidenceInput:
    upload = evidence_input.upload
    file_title = upload.file.title if upload else ""
    guessed_kind = upload.kind if upload else EvidenceKind.OFFICIAL_STATEMENT
    if not evidence_input.fills_in:
        guessed_kind = EvidenceKind.NOT_STATED
    evidence_input = replace(
        evidence_input,
        title=evidence_input.title or file_title or shorten(sentence),
        kind=evidence_input.kind or guessed_kind,
    )
    if recommendation is None:
        return evidence_input
    first, _last = recommendation.period_around(as_of)
    is_undated = evidence_input.covers_from is None and evidence_input.covers_to is None
    return replace(
        evidence_input,
        issuer=evidence_input.issuer or find_lead_body(recommendation),
        covers_from=first if is_undated else evidence_input.covers_from,
        covers_to=as_of if is_undated else evidence_input.covers_to,
    )


def _add_quote(
    evidence_input: EvidenceInput, *, recommendation: Recommendation, by: User, now: datetime
) -> Evidence:
    report = recommendation.report
    place = find_quote(evidence_input.quote, report=report, paragraph=evidence_input.paragraph)
    Passage.objects.select_for_update().get(pk=place.passage.pk)  # two people at once: one waits
    existing = Evidence.objects.not_withdrawn().filter(
        passage=place.passage, start=place.start, end=place.end
    )
    return existing.first() or Evidence.objects.create(
        kind=EvidenceKind.REPORT_PASSAGE,
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
        sensitivity=Sensitivity.PUBLIC,  # passages of published reports are public
        added_by=by,
        added_at=now,
    )


def _find_existing(evidence_input: EvidenceInput, *, by: User, now: datetime) -> Evidence | None:
    if evidence_input.upload is not None:
        return files.find_evidence(evidence_input.upload, by=by)
    same_link = Evidence.objects.visible_to(by).not_withdrawn().filter(url=evidence_input.url)
    if not evidence_input.fills_in:
        if not evidence_input.url:  # a title alone: only what a first click added
            same_link = same_link.filter(
                title=evidence_input.title, passage=None, added_by=by, added_at__gt=now - DAY
            )
        return same_link.order_by("pk").first()
    if not evidence_input.url:
        return None
    return same_link.filter(
        issuer=evidence_input.issuer,
        kind=evidence_input.kind,
        covers_from=evidence_input.covers_from,
        covers_to=evidence_input.covers_to,
    ).first()


def _create(evidence_input: EvidenceInput, *, by: User, now: datetime) -> Evidence:
    evidence = Evidence(
        kind=evidence_input.kind,
        title=evidence_input.title,
        url=evidence_input.url,
        issuer=evidence_input.issuer,
        covers_from=evidence_input.covers_from,
        covers_to=evidence_input.covers_to,
        accessed_on=timezone.localdate(now) if evidence_input.url else None,
        published_on=evidence_input.published_on,
        language=evidence_input.language,
        sensitivity=evidence_input.sensitivity,
        added_by=by,
        added_at=now,
    )
    check_values(evidence)
    evidence.save()
    if evidence_input.sensitivity == Sensitivity.NAMED_READERS:
        evidence.readers.set(evidence_input.readers)
    if evidence_input.upload is not None:
        files.add_file(evidence_input.upload, evidence=evidence, by=by, now=now)
    return evidence


def shorten(sentence: str) -> str:
    """Return the beginning of a sentence, for a title."""
    words = " ".join(sentence.split())
    return words if len(words) <= 100 else words[:100].rsplit(" ", 1)[0] + "…"
