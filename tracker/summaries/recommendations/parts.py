"""Recommendations as their page and their list show them, by queries compiled for kinds of readers.

Of a page each function takes the user, or whoever's rights it is read by, and returns instances
with all that it shows. Rows of a list are values, read by their keys: no instance, no join per row.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from operator import attrgetter
from typing import Any, NamedTuple

from django.db.models import (
    BigIntegerField,
    CharField,
    DateTimeField,
    Exists,
    Model,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
)
from django.urls import reverse
from django.utils.translation import get_language

from tracker import grouping, policies, vocabulary
from tracker.compiled_queries import Bound, BoundKeys, Parts, Rows, compiled
from tracker.models import (
    BODY_NAMES,
    Assessment,
    AssessmentLine,
    Body,
    Citation,
    Closing,
    Comment,
    Commitment,
    Component,
    ComponentBody,
    Event,
    Evidence,
    File,
    FormDraft,
    Question,
    Recommendation,
    Report,
    Responsibility,
    Topic,
    Translation,
    User,
    Viewer,
    cite_report,
    shorten,
    table_of,
)
from tracker.summaries.bodies import load_holders
from tracker.summaries.home.changes import BY_PEOPLE
from tracker.summaries.statuses import apply_past_status

KEY, TEXT = BigIntegerField(), CharField()
CITED = (
    "evidence__issuer",
    "evidence__original_source",
    "evidence__passage__report__mechanism",
    "assessment",
    "added_by",
)
_key = attrgetter("pk")

_BODY = tuple(f"body__{name}" for name in ("id", "code", *BODY_NAMES))
_USER = tuple(f"added_by__{name}" for name in ("id", "username", "first_name", "last_name"))
TRANSLATIONS = Parts(Translation, ("id", "language", "short_title", "text", "source"))
TOPICS = Parts(Topic, ("id", "code", "name"))
_COMPONENTS = Parts(Component, ("id", "code", "title", "basis", "quote", "duty"))
_COMPONENT_BODIES = Parts(ComponentBody, ("id", "component_id", *_BODY))
_COMMITMENTS = Parts(
    Commitment,
    (
        *("id", "text", "due_on", "postponements", "done_on", "dropped_reason", "withdrawn_at"),
        *_BODY,
    ),
)
_QUESTIONS = Parts(
    Question, ("id", "kind", "text", "due_on", "answered_on", "dismissal_reason", *_BODY)
)
_EVENTS = Parts(Event, ("id", "table", "key"))
_EDITIONS = Parts(Report, ("id", "year", "mechanism__id", "mechanism__code"))
_LINES = Parts(
    AssessmentLine,
    (
        *("id", "assessment_id", "component_id", "status", "remark"),
        *(f"component__{name}" for name in ("id", "code", "title", "basis")),
    ),
)
_COMMENTS = Parts(
    Comment,
    (
        *("id", "text", "sensitivity", "withdrawn_at", "withdrawal_reason", "added_at"),
        "added_by_id",
        *_USER,
    ),
)


def with_reports(recommendations: QuerySet[Recommendation]) -> QuerySet[Recommendation]:
    """Read along the report and its mechanism, and the translations as `translation_parts`."""
    return recommendations.select_related("report__mechanism").annotate(
        translation_parts=TRANSLATIONS.of(Translation.objects.filter(recommendation=OuterRef("pk")))
    )


def set_translations(recommendation: Any) -> Any:
    """Set the translations that were read along, as if they had been prefetched."""
    _set_parts(recommendation, translations=TRANSLATIONS.load(recommendation.translation_parts))
    return recommendation


def set_topics(row: Any) -> Any:
    """Set the topics that were read along as `topic_parts`, as if they had been prefetched."""
    _set_parts(row, topics=sorted(TOPICS.load(row.topic_parts), key=_key))
    return row


def _set_parts(row: Model, **parts: list[Any]) -> None:
    prefetched = vars(row).setdefault("_prefetched_objects_cache", {})
    for name, rows in parts.items():
        prefetched[name] = QuerySet(row._meta.get_field(name).related_model)
        prefetched[name]._result_cache = rows


def _recommendations(reader: Viewer) -> QuerySet[Recommendation]:
    of_row = {"recommendation": OuterRef("pk")}
    visible = Recommendation.objects.visible_to(reader)
    siblings = visible.filter(report=OuterRef("report"))
    before = siblings.filter(position__lt=OuterRef("position")).order_by("-position")
    after = siblings.filter(position__gt=OuterRef("position")).order_by("position")
    changes = Event.objects.filter(
        ~Q(actor_id=reader.pk), at__gt=Bound("since", DateTimeField()), source__in=BY_PEOPLE
    )
    changed = changes.filter(
        recommendation=OuterRef("recommendation"), table=table_of(Question), key=OuterRef("pk")
    )
    questions = Question.objects.visible_to(reader).filter(**of_row)
    same = {"mechanism": OuterRef("report__mechanism"), "country": OuterRef("report__country")}
    with_rows = Exists(Recommendation.objects.filter(report=OuterRef("pk")))
    return (
        with_reports(visible.filter(report__slug=Bound("slug", TEXT), number=Bound("number", TEXT)))
        .select_related("passage", "assignee", "current_assessment")
        .defer("passage__text")
        .annotate(
            before=Subquery(before.values("number")[:1]),
            after=Subquery(after.values("number")[:1]),
            topic_parts=TOPICS.of(Topic.objects.filter(recommendations=OuterRef("pk"))),
            component_parts=_COMPONENTS.of(Component.objects.not_withdrawn().filter(**of_row)),
            component_body_parts=_COMPONENT_BODIES.of(ComponentBody.objects.filter(**of_row)),
            commitment_parts=_COMMITMENTS.of(
                Commitment.objects.visible_to(reader).not_withdrawn().filter(**of_row)
            ),
            question_parts=_QUESTIONS.of(questions.open() | questions.filter(Exists(changed))),
            change_parts=_EVENTS.of(changes.filter(**of_row)),
            edition_parts=_EDITIONS.of(Report.objects.visible_to(reader).filter(with_rows, **same)),
            has_drafts=Exists(FormDraft.objects.filter(owner=reader.pk)),
            has_closing=Exists(Closing.objects.visible_to(reader).filter(**of_row)),
        )
    )


def load_recommendation(user: User, *, slug: str, number: str, since: datetime) -> Any:
    """Load a recommendation with the numbers before and after, and its small parts.

    These are lists: `commitment_rows`, `question_rows` (open ones, then those closed since),
    `component_rows`, `editions` (on record, of the same mechanism and country).
    `changes` are the tables and keys of what other people changed since then, seen by the user or
    not. `has_closing` tells whether there is one, `has_drafts` whether the user has drafts of
    forms. None: there is no such recommendation, or the user may not see it.
    """
    row = next(user.load(_recommendations, slug=slug, number=number, since=since), None)
    if row is None:
        return None
    set_topics(set_translations(row))
    row.editions = sorted(
        _EDITIONS.load(row.edition_parts), key=lambda report: (-report.year, report.pk)
    )
    row.component_rows = sorted(_COMPONENTS.load(row.component_parts), key=attrgetter("code"))
    bodies = sorted(_COMPONENT_BODIES.load(row.component_body_parts), key=attrgetter("body.code"))
    for component in row.component_rows:
        _set_parts(
            component,
            component_bodies=[
                carried for carried in bodies if carried.component_id == component.pk
            ],
        )
    row.commitment_rows = _COMMITMENTS.load(row.commitment_parts)
    row.question_rows = sorted(
        _QUESTIONS.load(row.question_parts), key=lambda row: (not row.is_open, row.pk)
    )
    row.changes = {(event.table, event.key) for event in _EVENTS.load(row.change_parts)}
    return row


def newest_file(reader: Viewer) -> Subquery:
    """Return the number of the newest file, that the reader may see, of cited evidence."""
    return Subquery(
        File.objects.visible_to(reader)
        .not_withdrawn()
        .filter(evidence=OuterRef("evidence"))
        .newest_first()
        .values("number")[:1]
    )


def _citations(reader: Viewer) -> QuerySet[Citation]:
    return (
        Citation.objects.visible_to(reader)
        .not_withdrawn()
        .filter(recommendation=Bound("recommendation", KEY), evidence__withdrawn_at=None)
        .select_related(*CITED)
        .annotate(file_number=newest_file(reader), has_copy=policies.sources.HAS_COPY)
    )


def load_citations(recommendation: Recommendation, user: User) -> list[Citation]:
    """Load the citations in use, in no order, with `file_number` where there is a file to see."""
    return list(user.load(_citations, recommendation=recommendation.pk))


def _assessments(reader: Viewer) -> QuerySet[Assessment]:
    of_row = {"assessment": OuterRef("pk")}
    return (
        Assessment.objects.visible_to(reader)
        .filter(recommendation=Bound("recommendation", KEY))
        .select_related("author", "decided_by", "corrects", "body", "stated_in")
        .annotate(
            line_parts=_LINES.of(AssessmentLine.objects.with_status().filter(**of_row)),
            comment_parts=_COMMENTS.of(Comment.objects.visible_to(reader).filter(**of_row)),
            sees_stated_in=Exists(
                Evidence.objects.visible_to(reader).filter(pk=OuterRef("stated_in"))
            ),
        )
        .newest_first()
    )


def load_assessments(recommendation: Recommendation, reader: Viewer) -> list[Assessment]:
    """Load all assessments, newest first, with lines, comments and the evidence of a statement."""
    rows = list(reader.load(_assessments, recommendation=recommendation.pk))
    for row in rows:
        lines = sorted(_LINES.load(row.line_parts), key=attrgetter("component.code"))
        _set_parts(row, lines=lines, comments=sorted(_COMMENTS.load(row.comment_parts), key=_key))
        if not row.sees_stated_in:
            Assessment._meta.get_field("stated_in").set_cached_value(row, None)
    return rows


@compiled
def _responsibilities() -> QuerySet[Responsibility]:
    return (
        Responsibility.objects.not_withdrawn()
        .select_related("body")
        .filter(recommendation=Bound("recommendation", KEY))
        .order_by("body__code", "pk")
    )


def load_responsibilities(recommendation: Recommendation) -> list[Responsibility]:
    """Load the standing responsibilities with their bodies, by code."""
    return list(_responsibilities().run({"recommendation": recommendation.pk}))


class AssessmentValues(NamedTuple):
    """What a list shows of the assessment by which a recommendation has its status."""

    trend: str
    strength: str
    is_sample: bool
    is_approved_by_its_author: bool


@dataclass(slots=True)
class ListRow:
    """What a list shows of a recommendation."""

    pk: int
    slug: str  # of its report
    number: str
    url: str
    title: str
    edition: str
    status: str
    assessed_on: date | None
    review_on: date | None
    current_assessment: AssessmentValues | Assessment | None
    leads: str


def load_list_rows(
    keys: Iterable[int], *, past_day: vocabulary.PastDay | None, user: User, on: date
) -> list[ListRow]:
    """Load the rows of visible recommendations in the order of their keys, as of a past day.

    `on` is the day on which the leads hold their mandates.
    """
    keys = list(keys)
    values = {key: rest for key, *rest in _listed().run_for(keys)}
    language, leads = get_language() or "en", _load_leads(keys, on=on)
    titles = {} if language == "en" else dict(_titles().run_for(keys, {"language": language}))
    return apply_past_status(
        [_row(key, titles.get(key), ", ".join(leads[key]), *values[key]) for key in keys],
        past_day,
        user=user,
    )


def _row(key: int, title: str | None, leads: str, *values: Any) -> ListRow:
    number, slug, mechanism, year, country, english, status, assessed_on, review_on, *rest = values
    trend, strength, is_sample, state, author, decided_by = rest
    assessment = state and AssessmentValues(
        trend, strength, is_sample, state == vocabulary.State.APPROVED and author == decided_by
    )
    return ListRow(
        key,
        slug,
        number,
        reverse("recommendation", args=[slug, number]),
        title or english,
        cite_report(mechanism, year, country),
        status,
        assessed_on,
        review_on,
        assessment,
        leads,
    )


@compiled
def _listed() -> Rows[Recommendation]:
    assessment = ("trend", "strength", "is_sample", "state", "author", "decided_by")
    return Recommendation.objects.filter(pk__in=BoundKeys("keys")).values_list(
        "pk",
        "number",
        "report__slug",
        "report__mechanism__code",
        "report__year",
        "report__country_name",
        "short_title",
        "status",
        "assessed_on",
        "review_on",
        *(f"current_assessment__{name}" for name in assessment),
    )


def load_titles(recommendations: Iterable[Recommendation]) -> None:
    """Load the titles in the language of the reader, for all lists of a page at once."""
    if (language := get_language() or "en") != "en":
        rows = list(recommendations)
        keys = list({row.pk for row in rows})
        titles = dict(_titles().run_for(keys, {"language": language}))
        for row in rows:
            vars(row)["translated_title"] = titles.get(row.pk, "")


@compiled
def _titles() -> Rows[Translation]:
    return (
        Translation.objects.filter(recommendation__in=BoundKeys("keys"))
        .filter(language=Bound("language", CharField()))
        .values_list("recommendation", "short_title")
    )


LEAD = ("pk", "recommendation_id", "continues_id", "basis")


@compiled
def _leads() -> Rows[Responsibility]:
    return (
        Responsibility.objects.not_withdrawn()
        .filter(role=vocabulary.Role.LEAD, recommendation__in=BoundKeys("keys"))
        .order_by("body__code")
        .values_list(*LEAD, *(f"body__{name}" for name in ("pk", "valid_to", *BODY_NAMES)))
    )


def _load_leads(keys: Sequence[int], *, on: date) -> dict[int, list[str]]:
    """Load the names of the lead bodies, and who holds the mandates of those that ended by a day.

    By recommendation, in the order of their codes.
    """
    rows = [(row[:4], row[4:6], row[6:]) for row in _leads().run_for(keys)]
    if not any(lead[2] or (last and last < on) for lead, (_body, last), _names in rows):
        return grouping.group_pairs((lead[1], shorten(*names)) for lead, _body, names in rows)
    leads = []
    for values, (body, last), names in rows:
        lead = Responsibility(**dict(zip(LEAD, values, strict=True)))
        lead.body = Body(pk=body, valid_to=last, **dict(zip(BODY_NAMES, names, strict=True)))
        leads.append(lead)
    return grouping.group_pairs(
        (lead.recommendation_id, lead.holder) for lead in load_holders(leads, on=on)
    )
