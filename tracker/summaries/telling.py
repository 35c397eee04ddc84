"""Rows told as the plain values of a progress report, in the language in force."""

from datetime import date
from typing import Any

from django.db.models import TextChoices
from django.utils import timezone

from tracker.models import (
    Assessment,
    Body,
    Citation,
    Component,
    DueDate,
    Line,
    Measure,
    Passage,
    Report,
)
from tracker.models.measures import QUIET_AFTER
from tracker.progress import (
    Cited,
    ComponentLine,
    Corrected,
    Judgment,
    Labelled,
    Note,
    ReportHead,
    Undertaken,
    View,
    Whose,
)
from tracker.vocabulary import RANK, Perspective, Status


def code(choice: TextChoices) -> Labelled:
    """A code of the vocabulary with its label."""
    return Labelled(choice.value, str(choice.label))


def labelled(row: Any, field: str) -> Labelled:
    """The value of a field with its label; both empty where it is unset."""
    value = getattr(row, field)
    return Labelled(value, str(getattr(row, f"get_{field}_display")())) if value else Labelled()


def place(report: Report, passage: Passage | None) -> str:
    """Where something stands: "TIP 2024 Kosovo, ¶ 8", or the report alone."""
    return f"{report.cited_as}, ¶ {passage.number}" if passage else report.cited_as


def report_head(report: Report) -> ReportHead:
    return ReportHead(
        slug=report.slug,
        title=report.title,
        cited_as=report.cited_as,
        issuer=report.mechanism.issuer.name,
        year=report.year,
        tier=labelled(report, "tier"),
        period_from=report.period_from,
        period_to=report.period_to,
        published_on=report.published_on,
    )


def judgment(assessment: Assessment) -> Judgment:
    return Judgment(
        status=labelled(assessment, "status"),
        trend=labelled(assessment, "trend"),
        strength=labelled(assessment, "strength"),
        kind=labelled(assessment, "kind"),
        as_of=assessment.as_of,
        period_from=assessment.period_from,
        period_to=assessment.period_to,
        rationale=assessment.rationale,
        next_step=assessment.next_step,
        author=str(assessment.author),
        decided_by=str(assessment.decided_by),
        approved_by_its_author=assessment.is_approved_by_its_author,
        is_sample=assessment.is_sample,
        corrects=_corrected(assessment),
    )


def _corrected(assessment: Assessment) -> Corrected | None:
    wrong = assessment.corrects
    if wrong is None or assessment.decided_at is None:
        return None
    until = timezone.localdate(assessment.decided_at)
    return Corrected(status=labelled(wrong, "status"), as_of=wrong.as_of, until=until)


def whose(perspective: str, body: Body | None, report: Report) -> Whose:
    """Who holds a view: the body; else the report by its name, or civil society at large."""
    held = code(Perspective(perspective))
    if body is not None:
        return Whose(held, body.code, body.name, body.short)
    if perspective == Perspective.SOURCE_REPORT:
        return Whose(held, "", report.title, report.cited_as)
    named = held.label[:1].upper() + held.label[1:]
    return Whose(held, "", named, named)


def view(assessment: Any, report: Report, *, against: Status) -> View:
    """Somebody's view beside the analysts' status; with `may_name_it` for where it was stated."""
    status = Status(assessment.status)
    theirs, ours = RANK.get(status), RANK.get(against)
    return View(
        whose=whose(assessment.perspective, assessment.body, report),
        judgment=judgment(assessment),
        stated_by=assessment.stated_by,
        stated_on=assessment.stated_on,
        stated_in=assessment.stated_in.title if assessment.may_name_it else "",
        gap=None if theirs is None or ours is None else theirs - ours,
        differs=theirs != ours and against != Status.NOT_ASSESSED,
    )


def line(component: Component, said: Line | None) -> ComponentLine:
    return ComponentLine(
        code=component.code,
        title=component.title,
        basis=labelled(component, "basis"),
        status=labelled(said, "status") if said else code(Status.NOT_ASSESSED),
        remark=said.remark if said else "",
    )


def measure(row: Any, *, on: date) -> Undertaken:
    """A measure as it stood on a day; with its due dates, and `may_name_it` for what shows it done.

    Dates that were moved later are told as they were. When it was dropped is not held: a dropped
    measure is told as dropped on every day.
    """
    done = row.done_on is not None and row.done_on <= on
    is_open = not (done or row.dropped_because)
    due_on, put_off = _due(row, on=on)
    heard = row.heard_on <= on
    return Undertaken(
        text=row.text,
        body=Whose(
            code(Perspective.RESPONSIBLE_BODY), row.body.code, row.body.name, row.body.short
        ),
        on=row.undertaken_on,
        due_on=due_on,
        put_off=put_off,
        is_overdue=is_open and due_on is not None and due_on < on,
        heard_on=row.heard_on if heard else None,
        latest=row.latest if heard else "",
        is_quiet=is_open and row.heard_on <= on - QUIET_AFTER,
        done_on=row.done_on if done else None,
        shown_by=row.done_by.title if done and row.may_name_it else "",
        dropped_because=row.dropped_because,
    )


def _due(row: Measure, *, on: date) -> tuple[date | None, int]:
    """When it was due and how often put off, before what was agreed after that day."""
    later = sorted(
        (moved for moved in row.due_dates.all() if moved.agreed_on > on),
        key=lambda moved: (moved.agreed_on, moved.pk),
    )
    if not later:
        return row.due_on, row.slips
    return later[0].before, row.slips - sum(_is_slip(moved) for moved in later)


def _is_slip(moved: DueDate) -> bool:
    """Put off, or taken away; see actions.measures.move."""
    before, due_on = moved.before, moved.due_on
    return before is not None and (due_on is None or due_on > before)


def note(citation: Citation) -> Note:
    return Note(on=citation.as_of, sentence=citation.sentence, cited=cited(citation))


def cited(citation: Citation) -> Cited:
    evidence = citation.evidence
    passage = evidence.passage
    span: dict[str, Any] = {}
    if passage is not None:
        span = {
            "paragraph": passage.number,
            "start": evidence.start,
            "end": evidence.end,
            "quote": evidence.quote,
            "context": passage.text[evidence.sentence_start : evidence.sentence_end],
        }
    return Cited(
        title=evidence.title,
        kind=labelled(evidence, "kind"),
        use=labelled(citation, "use"),
        bearing=labelled(citation, "bearing"),
        issuer=evidence.issuer.name if evidence.issuer else "",
        published_on=evidence.published_on,
        covers_from=evidence.covers_from,
        covers_to=evidence.covers_to,
        url=evidence.url,
        sentence=citation.sentence,
        source=place(passage.report, passage) if passage else "",
        cited_by=_cited_by(citation.assessment),
        **span,
    )


def _cited_by(assessment: Assessment | None) -> Whose | None:
    if assessment is None or assessment.perspective == Perspective.ANALYST:
        return None
    return whose(assessment.perspective, assessment.body, assessment.recommendation.report)
