"""Home, the search and help: where editions stand, what waits, what words find, what to do."""

from typing import Any
from urllib.parse import urlencode

from django import http, urls
from django.db.models import QuerySet

from tracker import models, replica, vocabulary
from tracker.actions.evidence import read_log
from tracker.actions.people import record_visit
from tracker.filters.parameters import parse_past_day
from tracker.forms.assessments.review import QuickNoteForm
from tracker.reporting.phrases import common_method_sentences
from tracker.requests import UserRequest, page_view
from tracker.summaries.home.changes import (
    MAX_ENTRIES,
    DueRows,
    list_open,
    load_coming,
    recent_changes,
)
from tracker.summaries.home.editions import (
    MAX_RECOMMENDATIONS,
    list_recommendations,
    load_editions,
)
from tracker.summaries.home.tasks import load_tasks
from tracker.summaries.recommendations.parts import load_titles
from tracker.summaries.search import SOURCES, Group as SearchGroup, find_groups
from tracker.summaries.statuses import count_current
from tracker.views.base import DayPicker, render_page, require_found

MAX_PUBLICATIONS = 5


@page_view
def home(request: UserRequest) -> http.HttpResponse:
    """Show where the country stands and the tasks of the user; for a past day, its statuses."""
    past_day = parse_past_day(request.GET, today=request.today)
    day_picker = DayPicker.of(request, past_day, today=request.today)
    user = request.user
    if not user.rights:  # perhaps invited to decide
        return render_page(
            request, "home/home.html", tasks=load_tasks(user, DueRows(request.today))
        )
    if past_day:
        return _past_day_response(request, past_day, day_picker)
    since = record_visit(user, now=request.now)
    editions = load_editions(user, on=request.today, since=since)
    due = DueRows.load(user, on=request.today) if user.may_read else DueRows(request.today)
    tasks = load_tasks(user, due)
    reports = [edition.report.pk for edition in editions]
    remaining = [] if user.may_write else list(user.load(list_recommendations, reports=reports))
    changes = recent_changes(user)
    load_titles(
        [change.recommendation for edition in editions for change in edition.changes]
        + [task.recommendation for group in tasks for task in group.tasks if task.recommendation]
        + [change.recommendation for change in changes if change.recommendation]
        + remaining
    )
    return render_page(
        request,
        "home/home.html",
        day_picker=day_picker,
        today=request.today,
        editions=editions,
        since=since,
        tasks=tasks,
        coming=load_coming(user, due, editions) if user.may_read else [],
        recommendations=remaining[:MAX_RECOMMENDATIONS],
        has_more=len(remaining) > MAX_RECOMMENDATIONS,
        changes=changes,
        note_form=QuickNoteForm(user=user),
        publications=[] if user.may_write else list(user.load(_published)),
        **(_body_sections(user) if user.is_focal_point else {}),
    )


def _past_day_response(
    request: UserRequest, past_day: vocabulary.PastDay, day_picker: DayPicker
) -> http.HttpResponse:
    """Show counts by status and the changes before a past day; tasks are shown for today alone."""
    status_counts = count_current(request.user, past_day)
    changes = recent_changes(request.user, before=past_day.ends_at)
    load_titles(change.recommendation for change in changes if change.recommendation)
    return render_page(
        request,
        "history/past_days/home.html",
        past_day=past_day,
        day_picker=day_picker,
        counts=status_counts,
        total=sum(number for _status, number in status_counts),
        changes=changes,
    )


def _published(user: models.Reader) -> QuerySet[models.Publication]:
    """Return the newest published progress reports that the user may see."""
    return (
        models.Publication.objects.visible_to(user)
        .filter(state=vocabulary.PublicationState.PUBLISHED)
        .newest_first()[:MAX_PUBLICATIONS]
    )


def _body_sections(user: models.User) -> dict[str, Any]:
    """Return the bodies of a focal point, and their open questions and commitments."""
    return {
        "bodies": list(user.load(_own_bodies)),
        "questions": list(user.load(list_open, models.Question)),
        "commitments": list(user.load(list_open, models.Commitment)),
        "shown": MAX_ENTRIES,
    }


def _own_bodies(user: models.Reader) -> QuerySet[models.Body]:
    return (
        models.Body.objects.visible_to(user)
        .filter(models.is_among("pk", user.represented_body_ids))
        .order_by("code")
    )


MAX_CHARACTERS = 200
# Lists with the same search, and what else shows all rows there.
LISTS = {
    "recommendation": ("recommendation_list", {"all": "yes"}),
    "evidence": ("evidence_list", {}),
    "question": ("question_list", {}),
    "indicator": ("indicator_list", {}),
}


@page_view
@replica.reads_replica
def search(request: UserRequest) -> http.HttpResponse:
    """Show what the words find, the first rows of each kind, or more of one kind."""
    words = " ".join(request.GET.get("q", "").replace("\0", " ").split())[:MAX_CHARACTERS]
    kind = request.GET.get("kind", "")
    require_found(not kind or kind in SOURCES)
    groups = list(find_groups(request.user, words, kind=kind))
    read_log.log_listed(
        (row for group in groups for row in group.to_log), by=request.user, now=request.now
    )
    return render_page(
        request,
        "search.html",
        search_words=words,
        kind=kind,
        groups=[(group, _all_url(request, group, words)) for group in groups],
    )


def _all_url(request: UserRequest, group: SearchGroup, words: str) -> str:
    """Return the address of all rows of a kind: of its list, or of this page for the kind."""
    if group.name in LISTS and request.user.may_read:
        name, values = LISTS[group.name]
        return f"{urls.reverse(name)}?{urlencode({**values, 'search': words})}"
    return f"{urls.reverse('search')}?{urlencode({'q': words, 'kind': group.name})}"


# The page of each role, by its slug, in the order of the vocabulary.
ROLES = {
    ("focal-point" if role == vocabulary.Group.CONTRIBUTOR else role.value): role
    for role in vocabulary.Group
}


@page_view
def help_index(request: UserRequest) -> http.HttpResponse:
    """List the pages of help, those for the roles of the user first."""
    return render_page(request, "help/index.html", roles=_roles(request.user), is_index=True)


@page_view
def help_role(request: UserRequest, role: str) -> http.HttpResponse:
    """Show what a role does, step by step; whoever has it gets links to the pages."""
    require_found(role in ROLES)
    return render_page(
        request,
        f"help/roles/{role.replace('-', '_')}.html",
        roles=_roles(request.user),
        role=role,
        label=ROLES[role].label,
        is_own=ROLES[role] in request.user.group_names,
    )


@page_view
def methodology(request: UserRequest) -> http.HttpResponse:
    """Say how statuses, periods, evidence and counts work, in part as every report prints it."""
    return render_page(
        request,
        "help/methodology.html",
        roles=_roles(request.user),
        statuses=vocabulary.Status.choices,
        printed=common_method_sentences(),
    )


@page_view
def glossary(request: UserRequest) -> http.HttpResponse:
    """Show every word with its meaning, each under an anchor that other pages link to."""
    return render_page(
        request,
        "help/glossary.html",
        roles=_roles(request.user),
        statuses=vocabulary.Status.choices,
        duty=dict(vocabulary.Duty.choices),
        lifecycle=dict(vocabulary.Lifecycle.choices),
        kind=dict(vocabulary.AssessmentKind.choices),
        use=dict(vocabulary.Use.choices),
        sensitivity=dict(vocabulary.Sensitivity.choices),
        group_labels=dict(vocabulary.Group.choices),
    )


def _roles(user: models.User) -> list[tuple[str, str, bool]]:
    """Return slug and label of each role, and whether the user has it; the user's first."""
    return sorted(
        [(slug, str(role.label), role in user.group_names) for slug, role in ROLES.items()],
        key=lambda role: not role[2],
    )
