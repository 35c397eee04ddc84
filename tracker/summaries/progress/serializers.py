"""Conversion of rows to the types of a progress report, in the language in force.

A report uses the same few labels thousands of times: each is translated once.
"""

from datetime import date
from itertools import accumulate
from typing import cast

from django.conf import settings
from django.db.models import Field, Model, TextChoices
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from msgspec.structs import replace

from tracker.formats import cache_per_language, current_language, format_locator, upper_first
from tracker.models import (
    QUIET_AFTER,
    Assessment,
    AssessmentLine,
    Body,
    Citation,
    Commitment,
    Component,
    Evidence,
    Figure,
    Question,
    Reply,
    Report,
    ReportText,
    Responsibility,
    Seal,
)
from tracker.progress import (
    UNSET,
    AssessmentData,
    BodyRole,
    CitationData,
    CommitmentData,
    ComponentLine,
    CorrectionData,
    DueDateMove,
    LabelledCode,
    Letterhead,
    QuestionData,
    ReplyData,
    ReportHead,
    SealReference,
    Source,
    ViewData,
    ViewHolder,
)
from tracker.summaries.progress.parameters import Disclosure
from tracker.vocabulary import (
    RANK,
    EvidenceKind,
    Perspective,
    Status,
    steps_between,
    translate_stored,
)


@cache_per_language
def label_choice(choice: TextChoices) -> LabelledCode:
    """Return a code of the vocabulary with its label."""
    return LabelledCode(choice.value, str(choice.label))


def label_field(row: Model, field: str) -> LabelledCode:
    """Return the value of a field with its label; both empty where it is unset."""
    value = getattr(row, field)
    return _of_field(type(row), field, str(value)) if value else UNSET


@cache_per_language
def _of_field(model: type[Model], field: str, value: str) -> LabelledCode:
    choices = dict(cast("Field[object, object]", model._meta.get_field(field)).flatchoices)
    return LabelledCode(value, str(choices.get(value, value)))


def serialize_evidence_source(
    evidence: Evidence, *, is_external: bool, page: str = "", paragraph: str = ""
) -> Source:
    """Convert evidence to a numbered source, at a page and paragraph or at a passage's quote.

    Reports that leave the office hold no addresses of the tracker: they need a sign-in.
    """
    if passage := evidence.passage:
        return passage_source(
            evidence, report_source(passage.report, is_external=is_external), passage.number
        )
    suffix = f":{page}:{paragraph}" if page or paragraph else ""
    return Source(
        key=f"evidence:{evidence.pk}{suffix}",
        title=evidence.public_title,
        issuer=evidence.public_issuer,
        kind=_label_kind(evidence),
        published_on=evidence.published_on,
        locator=format_locator(page, paragraph),
        url=evidence.url if evidence.may_be_named else "",
        address="" if is_external else evidence.get_absolute_url(),
        original_source=_original_source(evidence),
        # What may not be named counts as stated.
        is_issuer_stated=evidence.issuer_id is not None or not evidence.may_be_named,
        text_languages={} if evidence.may_be_named else {"title": current_language()},
    )


def _label_kind(evidence: Evidence) -> LabelledCode:
    return UNSET if evidence.kind == EvidenceKind.NOT_STATED else label_field(evidence, "kind")


def _original_source(evidence: Evidence) -> str:
    source = evidence.original_source
    return source.name if source is not None and evidence.may_be_named else ""


def report_source(report: Report, *, is_external: bool) -> Source:
    """Convert a report to what the sources of all its passages share."""
    return Source(
        key="",
        title=report.title,
        issuer=report.mechanism.issuer.name,
        kind=label_choice(EvidenceKind.REPORT_PASSAGE),
        published_on=report.published_on,
        locator=report.cited_as,
        url=report.url,
        address="" if is_external else report.get_absolute_url(),
    )


def passage_source(marked: Evidence | Figure, report: Source, paragraph: int | None) -> Source:
    """Convert the words of a passage that were marked, in this paragraph of a report."""
    return replace(
        report,
        key=f"passage:{marked.passage_id}:{marked.start}-{marked.end}",
        locator=cite_passage(report.locator, paragraph),
        address=report.address and f"{report.address}#p{paragraph}",
        quote=marked.quote,
        original_source=_original_source(marked) if isinstance(marked, Evidence) else "",
    )


def cite_passage(cited_as: str, number: int | None) -> str:
    """Format a citation of a passage, "TIP 2024 Kosovo, ¶ 8", or of the report alone."""
    return f"{cited_as}, ¶ {number}" if number else cited_as


def serialize_letterhead(report: Report, language: str) -> Letterhead:
    """Return the letterhead: the text of the edition, and the settings where it has none."""
    text = report.texts.filter(language=language).first() or ReportText()
    return Letterhead(
        name=getattr(settings, "REPORT_NAME", ""),
        logo=getattr(settings, "REPORT_LOGO", ""),
        colour=getattr(settings, "REPORT_COLOUR", ""),
        preface=text.preface or str(getattr(settings, "REPORT_PREFACE", "")),
        sender=text.sender,
        contact=text.contact,
        key=text.pk,
        note=text.note,
    )


def serialize_report_head(report: Report) -> ReportHead:
    """Convert the edition that a progress report is about."""
    return ReportHead(
        slug=report.slug,
        title=report.title,
        cited_as=report.cited_as,
        issuer=report.mechanism.issuer.name,
        year=report.year,
        tier=label_field(report, "tier"),
        period_from=report.period_from,
        period_to=report.period_to,
        published_on=report.published_on,
        mechanism=report.mechanism.code,
        country=report.country_name,
    )


def serialize_seal() -> SealReference | None:
    """Return the newest seal; None before the first."""
    if (seal := Seal.objects.newest()) is None:
        return None
    page = settings.BASE_URL + reverse("seal_check")
    return SealReference(seal.number, seal.hash, page if page.startswith("https:") else "")


def serialize_responsibility(row: Responsibility) -> BodyRole:
    """Convert a body with its role, and who holds it since the body ended."""
    body, role, holders = row.body, label_field(row, "role"), row.holders or ()
    return BodyRole(
        body.code,
        body.name,
        body.short,
        role,
        tuple(holder.code for holder in holders),
        row.holder_note,
    )


def serialize_assessment(assessment: Assessment, disclosure: Disclosure) -> AssessmentData:
    """Convert an approved assessment, outside the office without names of staff."""
    is_external = disclosure.is_external
    return AssessmentData(
        status=label_field(assessment, "status"),
        trend=label_field(assessment, "trend"),
        strength=label_field(assessment, "strength"),
        kind=label_field(assessment, "kind"),
        as_of=assessment.as_of,
        period_from=assessment.period_from,
        period_to=assessment.period_to,
        conclusion=assessment.conclusion,
        rationale=assessment.rationale,
        remaining=assessment.remaining,
        remaining_by=assessment.remaining_by,
        next_step=assessment.next_step if disclosure.is_for_colleagues else "",
        text_languages={
            name: code
            for name, code in assessment.text_languages.items()
            if name != "next_step" or disclosure.is_for_colleagues
        },
        author="" if is_external else str(assessment.author),
        decided_by="" if is_external else str(assessment.decided_by),
        decision_note="" if is_external else assessment.decision_note,
        is_self_approved=assessment.is_approved_by_its_author,
        is_sample=assessment.is_sample,
        correction=serialize_correction(assessment),
        key=assessment.pk,
        withheld_citations=disclosure.unnamed_citations[assessment.pk],
        decided_on=timezone.localdate(assessment.decided_at) if assessment.decided_at else None,
    )


def serialize_correction(assessment: Assessment) -> CorrectionData | None:
    """Return what an assessment corrects; None for most."""
    wrong = assessment.corrects
    if wrong is None or assessment.decided_at is None:
        return None
    return CorrectionData(
        label_field(wrong, "status"),
        wrong.as_of,
        timezone.localdate(assessment.decided_at),
        wrong.pk,
    )


def serialize_view_holder(perspective: str, body: Body | None, report: Report) -> ViewHolder:
    """Return the holder of a view: the body, the report itself or civil society at large."""
    labelled = label_choice(Perspective(perspective))
    if body is not None:
        return ViewHolder(labelled, body.code, body.name, body.short)
    if perspective == Perspective.SOURCE_REPORT:
        return ViewHolder(labelled, "", report.title, report.cited_as)
    name = upper_first(labelled.label)
    return ViewHolder(labelled, "", name, name)


def serialize_view(
    assessment: Assessment, report: Report, disclosure: Disclosure, *, against: Status
) -> ViewData:
    """Convert a view, compared with the analysts' status `against`.

    A body may read who stated its own view, but no names of staff.
    """
    stated_in = disclosure.get_evidence(assessment.stated_in_id)
    is_own = disclosure.is_own(assessment.body_id)
    return ViewData(
        holder=serialize_view_holder(assessment.perspective, assessment.body, report),
        assessment=serialize_assessment(assessment, disclosure),
        stated_by=assessment.stated_by if is_own else "",  # it may name a person
        stated_on=assessment.stated_on,
        stated_in=stated_in.public_title if stated_in else "",
        rank_difference=steps_between(against, assessment.status),
        differs=against != Status.NOT_ASSESSED
        and RANK.get(Status(assessment.status)) != RANK.get(against),
        source=serialize_evidence_source(stated_in, is_external=disclosure.is_external)
        if stated_in
        else None,
    )


def serialize_component(component: Component, line: AssessmentLine | None) -> ComponentLine:
    """Convert a component with the line on it, if there is one."""
    title = translate_stored("component", component.title)
    return ComponentLine(
        code=component.code,
        title=title,
        basis=label_field(component, "basis"),
        status=label_choice(Status(line.status if line else Status.NOT_ASSESSED)),
        remark=line.remark if line else "",
        key=component.pk,
        line=line.pk if line else None,
        text_languages={"title": current_language()} if title != component.title else {},
    )


def serialize_question(question: Question, *, on: date) -> QuestionData:
    """Convert an open question as it stands on a day."""
    return QuestionData(
        question=question.text,
        kind=label_field(question, "kind"),
        body=question.body.short if question.body else "",
        asked_on=question.asked_on,
        due_on=question.due_on,
        is_overdue=question.is_overdue(on=on),
        key=question.pk,
    )


def serialize_commitment(row: Commitment, disclosure: Disclosure, *, on: date) -> CommitmentData:
    """Convert a commitment as it stood on a day.

    Due dates agreed by the day are shown, none before one that was recorded earlier. Nobody
    approved why it was moved or dropped: the public reads no reason.
    """
    is_public = not disclosure.is_own(row.body_id)
    undertaken_in = disclosure.get_evidence(row.undertaken_in_id)
    done = row.done_on is not None and row.done_on <= on
    is_open = not (done or row.dropped_reason)
    due_dates = [
        DueDateMove(d.agreed_on, d.before, d.due_on, "" if is_public else d.reason, d.pk)
        for d in disclosure.report_rows.due_dates.get(row.pk, ())
    ]
    number = sum(day <= on for day in accumulate((due.agreed_on for due in due_dates), max))
    by_then, later = due_dates[:number], due_dates[number:]
    due_on = later[0].before if later else row.due_on
    moves = by_then[1:] if due_dates and due_dates[0].before is None else by_then
    has_update = row.last_update_on <= on and not is_public
    proof = disclosure.get_evidence(row.done_by_id) if done else None
    return CommitmentData(
        text=row.text,
        body=_body_as_holder(row.body),
        undertaken_on=row.undertaken_on,
        due_on=due_on,
        first_due_on=moves[0].before if moves else due_on,
        moves=tuple(moves),
        postponements=row.postponements
        - sum(
            move.before is not None and (move.after is None or move.after > move.before)
            for move in later
        ),
        is_overdue=is_open and due_on is not None and due_on < on,
        last_update_on=row.last_update_on if has_update else None,
        last_update=row.latest if has_update else "",
        is_without_update=is_open and not is_public and row.last_update_on <= on - QUIET_AFTER,
        done_on=row.done_on if done else None,
        evidence_title=proof.public_title if proof else "",
        dropped_reason=_("The reason is not public.")
        if row.dropped_reason and is_public
        else row.dropped_reason,
        key=row.pk,
        sources=tuple(
            serialize_evidence_source(evidence, is_external=disclosure.is_external)
            for evidence in (undertaken_in, proof)
            if evidence
        ),
    )


def serialize_reply(reply: Reply, *, on: date) -> ReplyData:
    """Convert the reply to a draft, as it stood on a day: without names of staff."""
    has_come = reply.replied_on is not None and reply.replied_on <= on
    return ReplyData(
        body=_body_as_holder(reply.body),
        sent_on=reply.sent_on,
        reply_by=reply.reply_by,
        replied_on=reply.replied_on if has_come else None,
        text=reply.text if has_come else "",
        is_none_received=reply.is_none_received and has_come,
        is_late=reply.is_late and has_come,
        publication_number=reply.publication.number,
        key=reply.pk,
    )


def _body_as_holder(body: Body) -> ViewHolder:
    return ViewHolder(label_choice(Perspective.RESPONSIBLE_BODY), body.code, body.name, body.short)


def serialize_citation(
    citation: Citation, evidence: Evidence, report: Report, disclosure: Disclosure
) -> CitationData:
    """Convert a citation with its evidence, outside the office without an unapproved sentence."""
    is_silent = disclosure.is_external and citation.assessment_id is None
    passage, view = evidence.passage, citation.assessment
    source = serialize_evidence_source(
        evidence,
        is_external=disclosure.is_external,
        page=citation.page,
        paragraph=citation.paragraph,
    )
    return CitationData(
        title=evidence.public_title,
        kind=_label_kind(evidence) if passage else source.kind,
        use=label_field(citation, "use") if citation.is_use_stated else UNSET,
        bearing=label_field(citation, "bearing"),
        issuer=evidence.public_issuer if passage else source.issuer,
        published_on=evidence.published_on,
        covers_from=evidence.covers_from,
        covers_to=evidence.covers_to,
        url=evidence.url if evidence.may_be_named else "",
        page=citation.page,
        document_paragraph=citation.paragraph,
        sentence="" if is_silent else citation.sentence,
        locator=source.locator if passage else "",
        view_holder=None
        if view is None or view.perspective == Perspective.ANALYST
        else serialize_view_holder(view.perspective, view.body, report),
        key=citation.pk,
        assessment=citation.assessment_id,
        source=source,
        as_of=citation.as_of,
        paragraph=passage.number if passage else None,
        start=evidence.start if passage else None,
        end=evidence.end if passage else None,
        quote=evidence.quote if passage else None,
        context=passage.text[evidence.sentence_start : evidence.sentence_end] if passage else "",
    )
