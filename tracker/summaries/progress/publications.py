"""What a publication used, how today's report differs from it, and the notices on it."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import reduce
from itertools import batched
from operator import or_
from typing import Any

from django.db.models import Exists, Max, Model, OuterRef, Q, QuerySet
from django.utils import functional, timezone
from django.utils.translation import gettext as _, gettext_lazy, ngettext
from msgspec.structs import replace

from tracker import formats, grouping
from tracker.models import (
    Assessment,
    AssessmentLine,
    Body,
    Citation,
    Commitment,
    Component,
    DueDate,
    Event,
    Evidence,
    Figure,
    Indicator,
    Publication,
    PublicationQuerySet,
    PublicationUse,
    Question,
    Recommendation,
    Remark,
    Reply,
    Report,
    ReportText,
    Responsibility,
    TextTranslation,
    Translation,
    User,
    table_of,
)
from tracker.progress import (
    AssessmentData,
    CitationData,
    CommitmentData,
    CorrectionData,
    DueDateMove,
    FigureValue,
    Letterhead,
    Progress,
    QuestionData,
    RecommendationProgress,
    RemarkData,
    ReplyData,
    Source,
    StatusPoint,
    TranslationData,
    Value,
    YearStatus,
)
from tracker.vocabulary import Audience, PublicationState, Sensitivity, Status

type RowKey = tuple[str, int]  # table and primary key
type Relation = tuple[QuerySet[Any], str, type[Model], str, type[Model]]

MAX_KEYS = 5_000  # in one query
# What a notice tells the withdrawal of: the relation that it is named by, and the sentence.
WITHDRAWABLE: dict[type[Any], tuple[str, functional.Promise]] = {
    Figure: ("indicator", gettext_lazy("The figure “%(figure)s” was withdrawn on %(day)s.")),
    Commitment: (
        "recommendation",
        gettext_lazy("A commitment for no. %(number)s was withdrawn on %(day)s."),
    ),
    Remark: (
        "recommendation",
        gettext_lazy("The remark on no. %(number)s was withdrawn on %(day)s."),
    ),
    Reply: ("body", gettext_lazy("The reply of %(body)s was withdrawn on %(day)s.")),
}
# Rows that the parts of a report with a key stand for.
SHOWN_MODELS: dict[type[Value], type[Model]] = {
    AssessmentData: Assessment,
    CitationData: Citation,
    CommitmentData: Commitment,
    CorrectionData: Assessment,
    DueDateMove: DueDate,
    FigureValue: Figure,
    Letterhead: ReportText,
    QuestionData: Question,
    RecommendationProgress: Recommendation,
    RemarkData: Remark,
    ReplyData: Reply,
    StatusPoint: Assessment,
    TranslationData: TextTranslation,
    YearStatus: Assessment,
}


def find_used_rows(progress: Progress, report: Report) -> set[RowKey]:
    """Return table and key of every row shown in the report, and of those behind it.

    The same number of queries however long it is, up to some thousand rows of a kind.
    """
    used = {(table_of(Report), report.pk), *shown_rows(progress)}
    for rows, lookup, known, column, related in _relations(progress.language):
        for keys in batched(_keys(used, known), MAX_KEYS):
            referring = rows.filter(**{f"{lookup}__in": keys}).exclude(**{column: None}).order_by()
            used.update(
                (table_of(related), key)
                for key in referring.values_list(column, flat=True).distinct()
            )
    return used


def shown_rows(value: Value) -> Iterator[RowKey]:
    """Yield table and key of every row shown in a value; of evidence and passages by source."""
    model, key = SHOWN_MODELS.get(type(value)), getattr(value, "key", None)
    if isinstance(value, Source):  # "evidence:7", "evidence:7:4:12", "passage:12:40-81"
        noun, source_key, *_place = value.key.split(":")
        yield f"tracker_{noun}", int(source_key)
    elif model is not None and key is not None:
        yield table_of(model), key
    for name in value.__struct_fields__:
        field = getattr(value, name)
        parts = field.values() if isinstance(field, dict) else field
        for part in parts if isinstance(field, (dict, tuple)) else (field,):
            if isinstance(part, Value):
                yield from shown_rows(part)


def _relations(language: str) -> tuple[Relation, ...]:
    """Return where rows are found by those in the report: their parts first, then what they name.

    The rows, what they are looked up by and its model, their column and the model of its keys.
    """
    translations = Translation.objects.filter(language=language)
    roles, components = Responsibility.objects.not_withdrawn(), Component.objects.not_withdrawn()
    return (
        (translations, "recommendation", Recommendation, "pk", Translation),
        (roles, "recommendation", Recommendation, "pk", Responsibility),
        (components, "recommendation", Recommendation, "pk", Component),
        (AssessmentLine.objects.all(), "assessment", Assessment, "pk", AssessmentLine),
        (DueDate.objects.all(), "commitment", Commitment, "pk", DueDate),
        (Citation.objects.all(), "pk", Citation, "evidence", Evidence),
        (Figure.objects.all(), "pk", Figure, "indicator", Indicator),
        *(
            (model._default_manager.all(), "pk", model, "body", Body)
            for model in (Assessment, Commitment, Question, Reply, Responsibility)
        ),
    )


def _keys(rows: Iterable[RowKey], model: type[Model]) -> list[int]:
    return [key for table, key in rows if table == table_of(model)]


def find_versions(rows: Iterable[RowKey]) -> dict[RowKey, int]:
    """Return the sequence of the newest event about each row; 0 where history has none."""
    versions = dict.fromkeys(rows, 0)
    for table, keys in grouping.group_pairs(versions).items():
        for batch in batched(keys, MAX_KEYS):
            events = Event.objects.filter(table=table, key__in=batch).order_by()
            versions |= {
                (table, key): sequence
                for key, sequence in events.values_list("key").annotate(Max("pk"))
            }
    return versions


MAX_NAMED = 5  # numbers of recommendations in one sentence


def is_same(frozen: Progress, now: Progress) -> bool:
    """Return whether both say the same, apart from the seal and the publication state."""
    return replace(frozen, seal=now.seal, state=now.state) == now


def describe_changes(frozen: Progress, now: Progress) -> list[str]:
    """Describe what differs now, as parts of a sentence, evidence first."""
    old = {progress.number: progress for progress in frozen.recommendations}
    new = {progress.number: progress for progress in now.recommendations}
    both = [(old[n], new[n]) for n in old if n in new]
    differences = _describe_lost_evidence(
        both, frozen.audience.code, frozen.body.code if frozen.body else ""
    )
    assessed = [
        a.number
        for a, b in both
        if (a.assessment, a.component_lines) != (b.assessment, b.component_lines)
    ]
    assessed_text = ngettext(
        "the assessment of no. %(numbers)s changed",
        "the assessments of nos. %(numbers)s changed",
        len(assessed),
    )
    lists = (
        (assessed_text, assessed),
        (_("it no longer includes no. %(numbers)s"), [n for n in old if n not in new]),
        (_("it now includes no. %(numbers)s"), [n for n in new if n not in old]),
    )
    differences += [text % {"numbers": _listed(numbers)} for text, numbers in lists if numbers]
    others = [a.number for a, b in both if a != b and a.number not in assessed]
    if others and not differences:
        differences.append(_("the text on no. %(numbers)s changed") % {"numbers": _listed(others)})
    parts = (
        (frozen.figures, now.figures, _("figures were added or corrected")),
        (frozen.summary, now.summary, _("the executive summary was rewritten")),
        (frozen.letterhead, now.letterhead, _("the letterhead changed")),
        (
            frozen.compared_with,
            now.compared_with,
            _("the report that it compares with is no longer the last one"),
        ),
        (frozen.replies, now.replies, _("replies to drafts came or were changed")),
    )
    differences += [text for before, after, text in parts if before != after]
    return differences or [_("its wording changed")]


def describe_missing_conclusions(progress: Progress) -> str:
    """Return a sentence with the recommendations of which nobody kept a conclusion, or nothing."""
    numbers = [r.number for r in progress.recommendations if r.offered_conclusion]
    text = ngettext(
        "Nobody has kept a conclusion on no. %(numbers)s.",
        "Nobody has kept a conclusion on nos. %(numbers)s.",
        len(numbers),
    )
    return text % {"numbers": _listed(numbers)} if numbers else ""


def list_citations(progress: RecommendationProgress) -> tuple[CitationData, ...]:
    """Return every citation under a recommendation, notes included."""
    return (*progress.citations, *(note.citation for note in progress.notes))


def _describe_lost_evidence(
    both: Collection[tuple[RecommendationProgress, RecommendationProgress]],
    audience: str,
    addressee: str,
) -> list[str]:
    """Describe evidence of the frozen report that was hidden or withdrawn since."""
    shown_now = {citation.key for _before, after in both for citation in list_citations(after)}
    numbers = {
        citation.key: before.number
        for before, _after in both
        for citation in list_citations(before)
        if citation.key is not None and citation.key not in shown_now
    }
    rows = Citation.objects.filter(pk__in=numbers).select_related("evidence__issuer").order_by("pk")
    lost: dict[str, list[str]] = {"hidden": [], "withdrawn": []}
    for row in rows:
        if row.is_withdrawn or row.evidence.is_withdrawn:
            lost["withdrawn"].append(numbers[row.pk])
        elif is_hidden(row.evidence, audience, addressee):
            lost["hidden"].append(numbers[row.pk])
    texts = {
        "hidden": _("evidence cited for no. %(numbers)s may no longer be shown"),
        "withdrawn": _("evidence cited for no. %(numbers)s was withdrawn"),
    }
    return [texts[why] % {"numbers": _listed(named)} for why, named in lost.items() if named]


def is_hidden(evidence: Evidence, audience: str, addressee: str) -> bool:
    """Return whether a report for these readers may not name it, by the rules of `Disclosure`.

    `addressee` is the code of the body that a report for a body itself is for.
    """
    if evidence.is_for_named_readers or audience == Audience.INTERNAL:
        return evidence.is_for_named_readers
    issuer = evidence.issuer if audience == Audience.BODY else None
    is_public = evidence.sensitivity == Sensitivity.PUBLIC and evidence.may_be_named
    return not is_public and (issuer is None or issuer.code != addressee)


def _listed(numbers: Collection[str]) -> str:
    """Join numbers as in "3, 6 and 7 more", each once."""
    unique = list(dict.fromkeys(numbers))
    listed, left = ", ".join(unique[:MAX_NAMED]), len(unique) - MAX_NAMED
    more = ngettext("%(told)s and %(number)d more", "%(told)s and %(number)d more", len(unique))
    return more % {"told": listed, "number": left} if left > 0 else listed


@dataclass(frozen=True, slots=True)
class Notice:
    """Notice to readers of a publication. It discloses nothing that is hidden."""

    text: str
    at: datetime
    evidence: Evidence | None = None  # None where the reader may not see it
    bars_reading: bool = False  # unless it was published: see `is_barred`; not shown to strangers


def list_notices(publication: Publication, user: User | None = None) -> list[Notice]:
    """Return all notices, oldest first; without a user, those that everybody may read.

    A correction marks every publication that used what it corrects.
    """
    all_notices = (
        *_corrected(publication, user),
        *_revised_or_withdrawn(publication),
        *_withdrawn_or_hidden(publication, user),
    )
    shown = (notice for notice in all_notices if user is not None or not notice.bars_reading)
    # Evidence that is cited twice gives the same notice twice.
    return sorted(dict.fromkeys(shown), key=lambda notice: notice.at)


def is_barred(publication: Publication, user: User | None = None) -> bool:
    """Return whether it may not be opened: it holds evidence now hidden from its readers.

    One that was published to people outside stays open until it is withdrawn. An internal one stays
    open to a `user` who may read all of that evidence.
    """
    stands = publication.was_published and publication.state != PublicationState.WITHDRAWN
    return (not stands or publication.audience == Audience.INTERNAL) and any(
        notice.bars_reading and notice.evidence is None
        for notice in _withdrawn_or_hidden(publication, user if stands else None)
    )


def has_remarks(publication: Publication) -> bool:
    """Return whether it holds remarks of analysts, which no second person approved."""
    return publication.uses.filter(table=table_of(Remark)).exists()


def annotate_corrected(rows: PublicationQuerySet) -> PublicationQuerySet:
    """Annotate `is_corrected`: whether something they print was corrected or withdrawn since.

    This covers assessments, figures, commitments, remarks and replies.
    """
    key, created_at = OuterRef("key"), OuterRef("publication__created_at")
    changed: list[tuple[type[Model], QuerySet[Any]]] = [
        (Assessment, Assessment.objects.approved().filter(corrects=key, decided_at__gt=created_at)),
        (Figure, Figure.objects.not_withdrawn().filter(revises=key, added_at__gt=created_at)),
        *(
            (model, model.objects.filter(pk=key, withdrawn_at__gt=created_at))
            for model in WITHDRAWABLE
        ),
    ]
    is_changed = (Q(Exists(rows), table=table_of(model)) for model, rows in changed)
    used = PublicationUse.objects.filter(reduce(or_, is_changed), publication=OuterRef("pk"))
    marked: PublicationQuerySet = rows.annotate(is_corrected=Exists(used))
    return marked


def _used(publication: Publication, model: type[Model]) -> QuerySet[PublicationUse, object]:
    """Return the keys of the rows of a model that it used, as a subquery."""
    return publication.uses.filter(table=table_of(model)).values("key")


def _corrected(publication: Publication, user: User | None) -> Iterator[Notice]:
    rows = (
        Assessment.objects.approved()
        .filter(corrects__in=_used(publication, Assessment), decided_at__gt=publication.created_at)
        .select_related("corrects", "recommendation")
        .order_by("decided_at", "pk")
    )
    if user is None:  # what stands instead has not been published yet
        text = _("The assessment of no. %(number)s (“%(old)s”) was corrected on %(day)s.")
    else:
        text = _(
            "The assessment of no. %(number)s was corrected on %(day)s from “%(old)s” to “%(new)s”."
        )
    for row in rows:
        assert row.corrects is not None
        old, new = (str(Status(each.status).label) for each in (row.corrects, row))
        yield _notice(text, row.decided_at, number=row.recommendation.number, old=old, new=new)


def _revised_or_withdrawn(publication: Publication) -> Iterator[Notice]:
    """Yield notices on figures, commitments, remarks and replies revised or withdrawn since."""
    since = publication.created_at
    for row in (
        Figure.objects.not_withdrawn()
        .select_related("indicator")
        .order_by("pk")
        .filter(revises__in=_used(publication, Figure), added_at__gt=since)
    ):
        yield _notice(
            _("The figure “%(figure)s” was revised on %(day)s."), row.added_at, figure=_name(row)
        )
    for model, (related, sentence) in WITHDRAWABLE.items():
        for row in (
            model.objects.filter(pk__in=_used(publication, model), withdrawn_at__gt=since)
            .select_related(related)
            .order_by("pk")
        ):
            name = _name(row)
            text = sentence if name else _("The executive summary was withdrawn on %(day)s.")
            yield _notice(str(text), row.withdrawn_at, figure=name, number=name, body=name)


def _name(row: Any) -> str:
    """Return the name of a figure, "Victims identified, 2024", a body, or a number.

    Empty for a remark on no recommendation: the executive summary.
    """
    if isinstance(row, Figure):
        return ", ".join(filter(None, (row.indicator.translated_name, row.period)))
    if isinstance(row, Reply):
        return row.body.short
    return row.recommendation.number if row.recommendation else ""


def _notice(
    text: str, at: datetime | None, evidence: Evidence | None = None, **values: str
) -> Notice:
    assert at is not None  # the query asks for it
    day = formats.format_day(timezone.localdate(at))
    return Notice(text % {**values, "day": day}, at, evidence)


def _withdrawn_or_hidden(publication: Publication, user: User | None) -> Iterator[Notice]:
    """Yield notices on evidence and citations that were withdrawn or hidden since."""
    is_later = Q(withdrawn_at__gt=publication.created_at)
    citations = (
        Citation.objects.filter(pk__in=_used(publication, Citation))
        .filter(
            is_later
            | Q(evidence__withdrawn_at__gt=publication.created_at)
            | Q(Exists(_closed_since(publication, "evidence")))
        )
        .select_related("recommendation", "evidence__issuer")
        .order_by("recommendation__sort_key", "pk")
    )
    keys = {row.evidence_id for row in citations}
    others = (  # sources of figures, commitments and views
        Evidence.objects.filter(pk__in=_used(publication, Evidence))
        .filter(is_later | Q(Exists(_closed_since(publication, "pk"))))
        .exclude(pk__in=keys)
        .select_related("issuer")
        .order_by("pk")
    )
    seen = Evidence.objects.visible_to(user) if user else Evidence.objects.none()
    visible = seen.in_bulk(keys | {evidence.pk for evidence in others})
    uses = [
        (row.evidence, row.withdrawn_at or row.evidence.withdrawn_at, row.recommendation.number)
        for row in citations
    ] + [(other, other.withdrawn_at, "") for other in others]
    for evidence, at, number in uses:
        shown = visible.get(evidence.pk)
        if is_hidden(evidence, publication.audience, publication.addressee):
            text = (
                _("Evidence cited for no. %(number)s may no longer be shown to these readers.")
                if number
                else _(
                    "The source of a figure, a commitment or a view may no longer be shown to "
                    "these readers."
                )
            )
            text = _with_advice(text % {"number": number}, publication)
            yield Notice(text, publication.created_at, shown, bars_reading=True)
        elif at:
            text = (
                _("Evidence cited for no. %(number)s was withdrawn on %(day)s.")
                if number
                else _("The source of a figure, a commitment or a view was withdrawn on %(day)s.")
            )
            yield _notice(text, at, shown, number=number)


def _with_advice(text: str, publication: Publication) -> str:
    """Add what can be done about it, while something can."""
    if publication.state == PublicationState.WITHDRAWN:
        return text
    if publication.is_draft:
        return f"{text} {_('Discard this draft and create one without it.')}"
    return f"{text} {_('Withdraw this report or publish one without it.')}"


def _closed_since(publication: Publication, key: str) -> QuerySet[Event]:
    """Return events since the report was made that changed who may know of evidence."""
    return Event.objects.filter(
        table=table_of(Evidence),
        key=OuterRef(key),
        pk__gt=publication.history_to,
        operation="update",
        new__has_any_keys=["sensitivity", "attribution", "issuer_id"],
    )
