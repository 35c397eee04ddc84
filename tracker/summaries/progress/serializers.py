"""Codes of the vocabulary with their labels, in the language in force.

A report asks for the same few labels thousands of times: each is translated once.
"""

from collections.abc import Sequence
from datetime import date
from functools import lru_cache
from typing import Any

from django.db.models import Model, Subquery, TextChoices
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from tracker.formats import locator
from tracker.models import Assessment, Body, Evidence, Figure, Passage, Question, Report, Seal
from tracker.models.commitments import QUIET_AFTER
from tracker.progress import (
    Asked,
    BodyRole,
    Cited,
    ComponentLine,
    Corrected,
    Judgment,
    Labelled,
    Note,
    ReportHead,
    Sealed,
    Source,
    Undertaken,
    View,
    Whose,
)
from tracker.progress.values import UNSET
from tracker.vocabulary import RANK, EvidenceKind, Perspective, Status


def coded(choice: TextChoices) -> Labelled:
    """A code with its label."""
    return _of_choice(type(choice), choice.value, get_language())


def labelled(row: Any, field: str) -> Labelled:
    """The value of a field with its label; both empty where it is unset."""
    value = getattr(row, field)
    if not value:
        return UNSET
    model: type[Model] = type(row)
    return _of_field(model, field, str(value), get_language())


@lru_cache(maxsize=2_000)
def _of_choice(kind: type[TextChoices], value: str, _language: str | None) -> Labelled:
    return Labelled(value, str(kind(value).label))


@lru_cache(maxsize=2_000)
def _of_field(model: type[Model], field: str, value: str, _language: str | None) -> Labelled:
    chosen: Any = model._meta.get_field(field)
    return Labelled(value, str(dict(chosen.flatchoices).get(value, value)))


def of_piece(piece: Evidence, *, is_outward: bool, page: str = "", paragraph: str = "") -> Source:
    """A piece of evidence, at a place in it if one is told; a passage at the words marked.

    What leaves the house holds no addresses of the tracker: they ask its readers to sign in.
    """
    if piece.passage is not None:
        return _of_words(piece, piece.passage, is_outward=is_outward)
    place = ":".join(["", page, paragraph]) if page or paragraph else ""
    return Source(
        key=f"evidence:{piece.pk}{place}",
        title=piece.told_title,
        issuer=piece.told_issuer,
        kind=labelled(piece, "kind"),
        published_on=piece.published_on,
        place=locator(page, paragraph),
        url=piece.url if piece.may_be_named else "",
        address="" if is_outward else piece.get_absolute_url(),
    )


def of_observation(row: Figure, *, is_outward: bool) -> Source:
    """What states a figure; with `evidence`, `report` and `passage` at hand."""
    if row.passage is not None:
        return _of_words(row, row.passage, is_outward=is_outward)
    assert row.evidence is not None, "a figure hangs on a report or on a piece"
    return of_piece(row.evidence, is_outward=is_outward)


def _of_words(marked: Evidence | Figure, passage: Passage, *, is_outward: bool) -> Source:
    report = passage.report
    return Source(
        key=f"passage:{passage.pk}:{marked.start}-{marked.end}",
        title=report.title,
        issuer=report.mechanism.issuer.name,
        kind=coded(EvidenceKind.REPORT_PASSAGE),
        published_on=report.published_on,
        place=place(report.cited_as, passage.number),
        url=report.url,
        address="" if is_outward else f"{report.get_absolute_url()}#p{passage.number}",
        quote=marked.quote,
    )


def place(cited_as: str, number: int | None) -> str:
    """Where something stands: "TIP 2024 Kosovo, ¶ 8", or the report alone."""
    return f"{cited_as}, ¶ {number}" if number else cited_as


pass


def with_seal(report: Report) -> Any:
    """The edition as it is told, with number and hash of the newest seal: one query."""
    newest = Seal.objects.order_by("-number")
    return (
        Report.objects.filter(pk=report.pk)
        .select_related("mechanism__issuer")
        .annotate(
            seal_number=Subquery(newest.values("number")[:1]),
            seal_hash=Subquery(newest.values("hash")[:1]),
        )
        .get()
    )


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


def seal(report: Any) -> Sealed | None:
    """The seal that what is told now was made under; of a report `with_seal`."""
    return Sealed(report.seal_number, report.seal_hash) if report.seal_number else None


def body_role(body: Body, role: Any = UNSET) -> BodyRole:
    return BodyRole(body.code, body.name, body.short, role)


def serialize_assessment(assessment: Assessment, *, unnamed: int, is_public: bool) -> Judgment:
    """An approved assessment; `unnamed` pieces it cites stay without a name. The public is told
    of no staff.
    """
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
        author="" if is_public else str(assessment.author),
        decided_by="" if is_public else str(assessment.decided_by),
        approved_by_its_author=assessment.is_approved_by_its_author,
        is_sample=assessment.is_sample,
        corrects=_corrected(assessment),
        key=assessment.pk,
        withheld=unnamed,
        decided_on=timezone.localdate(assessment.decided_at) if assessment.decided_at else None,
    )


def _corrected(assessment: Assessment) -> Corrected | None:
    wrong = assessment.corrects
    if wrong is None or assessment.decided_at is None:
        return None
    until = timezone.localdate(assessment.decided_at)
    return Corrected(labelled(wrong, "status"), wrong.as_of, until, wrong.pk)


def whose(perspective: str, body: Body | None, report: Report) -> Whose:
    """Who holds a view: the body; else the report by its name, or civil society at large."""
    held = coded(Perspective(perspective))
    if body is not None:
        return Whose(held, body.code, body.name, body.short)
    if perspective == Perspective.SOURCE_REPORT:
        return Whose(held, "", report.title, report.cited_as)
    named = held.label[:1].upper() + held.label[1:]
    return Whose(held, "", named, named)


def view(
    assessment: Assessment,
    report: Report,
    *,
    against: Status,
    unnamed: int,
    stated_in: Evidence | None,
    is_public: bool,
    is_outward: bool,
) -> View:
    """Somebody's view beside the analysts' status; `stated_in` where it may be named.

    A body reads who stated its own view, and as little of staff as anybody outside.
    """
    status = Status(assessment.status)
    theirs, ours = RANK.get(status), RANK.get(against)
    return View(
        whose=whose(assessment.perspective, assessment.body, report),
        assessment=serialize_assessment(assessment, unnamed=unnamed, is_public=is_outward),
        stated_by="" if is_public else assessment.stated_by,  # it may name a person
        stated_on=assessment.stated_on,
        stated_in=stated_in.told_title if stated_in else "",
        gap=None if theirs is None or ours is None else theirs - ours,
        differs=theirs != ours and against != Status.NOT_ASSESSED,
        source=of_piece(stated_in, is_outward=is_outward) if stated_in else None,
    )


def line(rows: Sequence[Any], *, standing: Assessment) -> ComponentLine:
    """A component, from its rows with each line: see `known`."""
    component = rows[0]
    said = next((row for row in rows if row.said_by == standing.pk and row.said), None)
    return ComponentLine(
        code=component.code,
        title=component.title,
        basis=labelled(component, "basis"),
        status=coded(Status(said.said if said else Status.NOT_ASSESSED)),
        remark=said.said_remark if said else "",
    )


def asked(query: Question, *, on: date) -> Asked:
    return Asked(
        question=query.question,
        kind=labelled(query, "kind"),
        body=query.body.short if query.body else "",
        asked_on=query.asked_on,
        due_on=query.due_on,
        is_overdue=query.is_overdue(on=on),
        key=query.pk,
    )


def commitment(
    rows: Sequence[Any],
    *,
    on: date,
    number: str,
    undertaken_in: Evidence | None,
    done_by: Evidence | None,
    is_public: bool,
    is_outward: bool,
) -> Undertaken:
    """A measure as it stood on a day; from its rows with each later change of the due date, and the
    pieces that may be named.

    Dates that were moved later are told as they were. When it was dropped is not held: a dropped
    measure is told as dropped on every day. What was heard of it, and why it was dropped, nobody
    approved: the public is not told.
    """
    row = rows[0]
    done = row.done_on is not None and row.done_on <= on
    is_open = not (done or row.dropped_reason)
    due_on, put_off = _due(rows)
    heard = row.last_update_on <= on and not is_public
    shown = done_by if done else None
    return Undertaken(
        text=row.text,
        body=Whose(
            coded(Perspective.RESPONSIBLE_BODY), row.body.code, row.body.name, row.body.short
        ),
        on=row.undertaken_on,
        due_on=due_on,
        put_off=put_off,
        is_overdue=is_open and due_on is not None and due_on < on,
        last_update_on=row.last_update_on if heard else None,
        latest=row.latest if heard else "",
        is_quiet=is_open and not is_public and row.last_update_on <= on - QUIET_AFTER,
        done_on=row.done_on if done else None,
        shown_by=shown.told_title if shown else "",
        dropped_reason=_dropped_because(row, is_public=is_public),
        key=row.pk,
        sources=tuple(
            of_piece(piece, is_outward=is_outward) for piece in (undertaken_in, shown) if piece
        ),
        recommendation=number,
    )


def _dropped_because(row: Any, *, is_public: bool) -> str:
    if row.dropped_reason and is_public:
        return _("The reason is not public.")
    return str(row.dropped_reason)


def _due(rows: Sequence[Any]) -> tuple[date | None, int]:
    """When it was due and how often put off, before what was agreed after that day."""
    first = rows[0]
    if first.moved_on is None:
        return first.due_on, first.postponements
    return first.moved_from, first.postponements - sum(_is_slip(row) for row in rows)


def _is_slip(row: Any) -> bool:
    """Put off, or taken away; see actions.measures.move."""
    before, due_on = row.moved_from, row.moved_to
    return before is not None and (due_on is None or due_on > before)


def note(citation: Any, piece: Evidence, report: Report) -> Note:
    """A note, which is told in the house alone."""
    return Note(citation.as_of, citation.sentence, cited(citation, piece, report, is_outward=False))


def cited(
    citation: Any, piece: Evidence, report: Report, *, is_outward: bool, silent: bool = False
) -> Cited:
    """A citation with its piece; `silent` about the sentence, where nobody approved it."""
    passage = piece.passage
    span: dict[str, Any] = {}
    if passage is not None:
        span = {
            "paragraph": passage.number,
            "start": piece.start,
            "end": piece.end,
            "quote": piece.quote,
            "context": passage.text[piece.sentence_start : piece.sentence_end],
        }
    return Cited(
        title=piece.told_title,
        kind=labelled(piece, "kind"),
        use=labelled(citation, "use"),
        bearing=labelled(citation, "bearing"),
        issuer=piece.told_issuer,
        published_on=piece.published_on,
        covers_from=piece.covers_from,
        covers_to=piece.covers_to,
        url=piece.url if piece.may_be_named else "",
        page=citation.page,
        at_paragraph=citation.paragraph,
        sentence="" if silent else citation.sentence,
        source=place(passage.report.cited_as, passage.number) if passage else "",
        cited_by=_cited_by(citation.assessment, report),
        key=citation.pk,
        assessment=citation.assessment_id,
        of=of_piece(piece, is_outward=is_outward, page=citation.page, paragraph=citation.paragraph),
        as_of=citation.as_of,
        **span,
    )


def _cited_by(assessment: Assessment | None, report: Report) -> Whose | None:
    if assessment is None or assessment.perspective == Perspective.ANALYST:
        return None
    return whose(assessment.perspective, assessment.body, report)
