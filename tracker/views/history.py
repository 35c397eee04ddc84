"""History of the whole tracker: its list, its export, its health, and redactions."""

import json
from collections.abc import Iterable, Iterator
from datetime import datetime
from functools import partial
from itertools import chain, islice
from typing import Any

from allauth.core.internal import ratelimit
from django import db, http, shortcuts, urls
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.utils import text, timezone
from django.utils.translation import get_language, gettext as _, ngettext, pgettext
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET

from tracker import errors, grouping, policies, progress, replica, vocabulary
from tracker.actions import base as commands, jobs, workers
from tracker.actions.evidence import read_log
from tracker.actions.history import redaction_text, redactions
from tracker.audit.seals import has_valid_signature, is_printed
from tracker.filters.history import EventFilter
from tracker.forms.history import (
    RedactionApprovalForm,
    RedactionDeclineForm,
    RedactionRequestForm,
    SealForm,
)
from tracker.health import run_checks
from tracker.models import (
    Body,
    Commitment,
    Event,
    Evidence,
    Indicator,
    Mail,
    Publication,
    Question,
    Recommendation,
    Redaction,
    Report,
    Seal,
    User,
    Verification,
)
from tracker.reporting.csv import lines
from tracker.requests import (
    UserRequest,
    drop_empty_parameters,
    form_view,
    is_sent,
    page_view,
    post_view,
    saved,
)
from tracker.summaries.history import shown, timeline
from tracker.views import base, pagination

SEAL_CHECKS = {"seal_check": "30/m/ip"}  # by readers who don't sign in
MAX_LINKS = 3  # places beside one line
NAME_LENGTH = 60  # characters


# Models with a page of their own.
LINKED_MODELS: tuple[Any, ...] = (
    Recommendation,
    Evidence,
    Report,
    Body,
    Indicator,
    Question,
    Commitment,
    Publication,
)


class EventLinks:
    """Links of some events: one query for each noun that they name."""

    def __init__(self, events: Iterable[Event], user: User) -> None:
        keys = grouping.group_pairs({place for event in events for place in _objects(event)})
        self._links: dict[tuple[str, int], tuple[str, str]] = {}
        for model in LINKED_MODELS:
            table = str(model._meta.db_table)
            if wanted := keys.get(table):
                for obj in user.load(shown.select_named, model, keys=wanted):
                    self._links[table, obj.pk] = (_label(obj), obj.get_absolute_url())
        if (wanted := keys.get(User._meta.db_table)) and user.may(vocabulary.Right.READ_PEOPLE):
            for person in User.objects.filter(pk__in=wanted):
                self._links[User._meta.db_table, person.pk] = (
                    str(person),
                    urls.reverse("person", args=[person.username]),
                )

    def of(self, line: timeline.TimelineLine) -> list[tuple[str, str]]:
        """Return labels and addresses for one line, at most MAX_LINKS, recommendations first."""
        keys = dict.fromkeys(key for event in line.events for key in _objects(event))
        return [
            self._links[key]
            for key in sorted(keys, key=lambda key: key[0] != Recommendation._meta.db_table)
            if key in self._links
        ][:MAX_LINKS]


def _objects(event: Event) -> Iterable[tuple[str, int]]:
    """Yield table and key of the recommendation of an event, then of its object."""
    if event.recommendation:
        yield str(Recommendation._meta.db_table), event.recommendation
    yield event.table, event.key


def _label(obj: db.models.Model) -> str:
    if isinstance(obj, Recommendation | Report):
        return str(obj.cited_as)
    return str(obj.short) if isinstance(obj, Body) else text.Truncator(str(obj)).chars(NAME_LENGTH)


FORMATS = {"csv": "text/csv; charset=utf-8", "jsonl": "application/x-ndjson; charset=utf-8"}


def export_chunks(
    kind: str,
    events: Iterable[timeline.ExportedEvent],
    conditions: tuple[progress.Condition, ...],
    *,
    at: datetime,
    by: str,
) -> Iterator[str]:
    """Yield the exported file, some text at a time.

    Labels are looked up at the call, while a language is active, and not while the file is sent.
    """
    if kind == "jsonl":
        return _json_lines(events, conditions, at=at, by=by)
    rows = [
        [_("History"), _("created on %(at)s for %(by)s") % {"at": _local_time(at), "by": by}],
        [
            _("Filter"),
            *(f"{condition.label}: {condition.display_value}" for condition in conditions),
        ],
        [_("Left out"), str(timeline.EXCLUSIONS)],
        [],
        [
            *(_("Event"), _("When"), _("Who"), _("How")),
            *(pgettext("history", "Request"), _("What was done")),
            *(_("Type of record"), _("Number"), _("Recommendation")),
            *(_("Field"), _("Before"), _("After"), _("Reason"), _("Kind of reason")),
        ],
    ]
    words = {
        code: str(label)
        for code, label in (*vocabulary.Operation.choices, *vocabulary.EventSource.choices)
    }
    return lines(chain(rows, _csv_rows(events, words, end=_("Number of events"))))


def _csv_rows(
    events: Iterable[timeline.ExportedEvent], labels: dict[str, str], end: str
) -> Iterator[list[object]]:
    """Yield a row for each changed field of an event; one without a field if it has no values."""
    count = 0
    for exported_event in events:
        count += 1
        event = exported_event.event
        cells = [
            event.pk,
            _local_time(exported_event.at),
            exported_event.actor,
            labels.get(event.source, event.source),
            event.request,
            labels.get(event.operation, event.operation),
            exported_event.noun,
            event.key,
            exported_event.recommendation,
        ]
        for value in exported_event.values or [("", "", "")]:
            yield [*cells, *value, event.reason, exported_event.reason]
    yield [end, count]


def _json_lines(
    events: Iterable[timeline.ExportedEvent],
    conditions: tuple[progress.Condition, ...],
    *,
    at: datetime,
    by: str,
) -> Iterator[str]:
    yield _json_line(
        {
            "history": "heed",
            "created_at": at.isoformat(),
            "made_for": by,
            "filter": {condition.name: condition.value for condition in conditions},
            "left_out": "named_readers",
        }
    )
    count = 0
    for exported_event in events:
        count += 1
        event = exported_event.event
        yield _json_line(
            {
                "event": event.pk,
                "at": event.at.isoformat(),
                "actor": event.actor_name,
                "source": event.source,
                "request": event.request,
                "operation": event.operation,
                "table": event.table,
                "key": event.key,
                "recommendation": event.recommendation,
                "cited_as": exported_event.recommendation,
                "old": exported_event.old,
                "new": exported_event.new,
                "reason": event.reason,
                "reason_code": event.reason_code,
                "looked_at": event.looked_at,
            }
        )
    yield _json_line({"end": True, "events": count})


def _json_line(values: dict[str, object]) -> str:
    return json.dumps(values, ensure_ascii=False) + "\n"


def _local_time(moment: datetime) -> str:
    return timezone.localtime(moment).isoformat(sep=" ", timespec="seconds")


PAGE_PARAMETERS = ("before", "format")


@page_view
@drop_empty_parameters
@replica.reads_replica
def event_list(request: UserRequest) -> http.HttpResponse:
    """List the events that the filter finds, newest first; none if a parameter can't be read."""
    filter_set = _filter_set(request)
    before = base.before_sequence(request, "before")
    problems = filter_set.problems
    if before is None and "before" in request.GET:
        problems.append(
            _("The history has no place “%(place)s”. Start from the newest changes.")
            % {"place": request.GET["before"]}
        )
    context: dict[str, Any] = {"filter_set": filter_set, "problems": problems, "chips": []}
    if not problems:
        rows = filter_set.rows
        if not filter_set.conditions():
            newest = shown.newest_events(request.user, before=before or shown.LAST_SEQUENCE)
            rows = Event.objects.filter(
                pk__in=[key for (key,) in islice(newest, timeline.LIMIT + 1)]
            )
        page = timeline.build_page(rows, request.user, before=before)
        read_log.log_listed(
            shown.find_restricted_matter(page.events, request.user),
            by=request.user,
            now=request.now,
        )
        links = EventLinks(page.events, request.user)
        sources = dict(vocabulary.EventSource.choices)
        context |= {
            "chips": pagination.filter_chips(filter_set, request.GET),
            "timeline": page,
            "rows": [
                {
                    "line": line,
                    "links": links.of(line),
                    "source": sources.get(line.source, line.source),
                    "request": line.events[0].request,
                }
                for line in page.lines
            ],
            "query": request.GET.urlencode(),
        }
    return shortcuts.render(request, "history/list.html", context, status=400 if problems else 200)


@page_view
@replica.reads_replica
def event_export(request: UserRequest) -> http.HttpResponse | http.StreamingHttpResponse:
    """Send the events that the filter finds as a file, CSV or JSON lines, while they are read."""
    filter_set = _filter_set(request)
    problems = filter_set.problems
    file_format = request.GET.get("format", "csv")
    if file_format not in FORMATS:
        problems.append(
            _("The format “%(format)s” is not available. Choose one of: %(known)s.")
            % {"format": file_format, "known": ", ".join(FORMATS)}
        )
    if problems:
        return base.render_page(
            request,
            "history/list.html",
            status=400,
            filter_set=filter_set,
            problems=problems,
            chips=[],
        )
    now = timezone.localtime()
    events = timeline.export_events(filter_set.rows, request.user, get_language() or "en")
    return http.StreamingHttpResponse(
        export_chunks(file_format, events, filter_set.conditions(), at=now, by=str(request.user)),
        content_type=FORMATS[file_format],
        headers={
            "Content-Disposition": "attachment; "
            f'filename="history-{now:%Y-%m-%d-%H%M}.{file_format}"'
        },
    )


def _filter_set(request: UserRequest) -> EventFilter:
    return EventFilter(
        request.GET,
        queryset=Event.objects.visible_to(request.user),
        user=request.user,
        today=request.today,
        other_parameters=PAGE_PARAMETERS,
    )


@page_view
def health(request: UserRequest) -> http.HttpResponse:
    """Show what fails, the newest seal and verification, and the last run of each job."""
    errors.PermissionRefused.raise_if(
        not request.user.may_read_people,
        _("Only auditors and administrators can open “History integrity”. Ask one of them."),
    )
    seal = Seal.objects.newest()
    return base.render_page(
        request,
        "history/health.html",
        problems=filter(None, run_checks().values()),
        seal=seal,
        unsealed=Event.objects.filter(pk__gt=seal.last if seal else 0).count(),
        verification=Verification.objects.order_by("-pk").first(),
        failed_mail=Mail.objects.filter(sent_at=None)
        .exclude(problem="")
        .select_related("user")
        .order_by("-pk")[:20],
        jobs=jobs.last_runs(),
        has_worker=workers.any_alive(),
    )


@require_GET
def check_seal(request: http.HttpRequest) -> http.HttpResponse:
    """Say whether a printed seal is the one here: to users, to all readers of public reports."""
    if not request.user.is_authenticated:
        if not settings.PUBLIC_REPORTS:
            return redirect_to_login(request.get_full_path())
        if not ratelimit.consume(
            request,
            limit_get=True,
            app="allauth.account",
            action="seal_check",
            config=SEAL_CHECKS,
        ):
            return shortcuts.render(request, "429.html", status=429)
    form = SealForm(request.GET if "seal" in request.GET else None)
    context: dict[str, object] = {"form": form, "name": settings.REPORT_NAME}
    if form.is_valid():
        number, begins = form.cleaned_data["seal"]
        seal = Seal.objects.filter(number=number).first()
        context |= {
            "number": number,
            "seal": seal,
            "is_printed": seal and is_printed(seal, begins),
            "is_signed": seal and has_valid_signature(seal),
        }
    return shortcuts.render(
        request, "history/check_seal.html", context, status=422 if form.errors else 200
    )


secret_form_view = partial(form_view, takes_drafts=False)  # the words must not be stored


@sensitive_post_parameters("words")
@secret_form_view
def redaction_list(request: UserRequest) -> http.HttpResponse:
    """List the redactions, and take a request for another."""
    rows = Redaction.objects.visible_to(request.user).select_related("author", "decided_by")
    if not (request.method == "GET" and request.user.may_read_people):
        policies.history.check_can_request_redaction(request.user)
    template, context = "history/redactions/list.html", {"rows": rows.newest_first()}
    if not request.user.may_manage:
        return shortcuts.render(request, template, context)
    return base.save_or_show(
        request,
        RedactionRequestForm(request.POST or None),
        template,
        redactions.request_redaction,
        redactions.RequestRedaction,
        done=lambda requested: (
            _(
                "Redaction %(number)d is waiting for a second administrator. Give them the text in "
                "person."
            )
            % {"number": requested.pk}
        ),
        to="redaction_list",
        **context,
    )


@sensitive_post_parameters("words")
@secret_form_view
def redaction_detail(request: UserRequest, pk: int) -> http.HttpResponse:
    """Carry out a redaction: a second administrator types the words and previews the extent."""
    redaction = base.visible_or_404(Redaction, request.user, "author", "decided_by", pk=pk)
    policies.history.check_can_request_redaction(request.user)
    form = RedactionApprovalForm(request.POST or None)
    if not is_sent(form):
        return _detail_response(request, redaction, form)
    command = base.complete(
        partial(redactions.CarryOutRedaction, redaction=redaction), request, form
    )
    if not command.seen:
        return _preview(request, form, command)
    if (approved := saved(form, redactions.carry_out, command)) is None:
        form.show_extent("")
        return _detail_response(request, redaction, form)
    messages.success(request, _success_message(approved))
    if problem := redactions.scrub():
        messages.warning(request, problem)
    return shortcuts.redirect("redaction_list")


@post_view
def decline_redaction(request: UserRequest, pk: int) -> http.HttpResponse:
    """Decline a redaction, so that nothing is taken out."""
    redaction = base.visible_or_404(Redaction, request.user, "author", "decided_by", pk=pk)
    policies.history.check_can_request_redaction(request.user)
    form = RedactionDeclineForm(request.POST)
    return base.save_form(
        request,
        form,
        redactions.decline,
        partial(commands.DecideRow, row=redaction),
        done=_("Nothing was removed."),
        to="redaction_list",
    ) or _detail_response(request, redaction, RedactionApprovalForm(), form)


def _preview(
    request: UserRequest, form: RedactionApprovalForm, command: redactions.CarryOutRedaction
) -> http.HttpResponse:
    """Show what carrying it out would change."""
    try:
        extent = redactions.preview(command)
    except errors.TrackerError as error:
        form.add_error(None, str(error))
        return _detail_response(request, command.redaction, form)
    form.show_extent(extent.mark)
    return _detail_response(request, command.redaction, form, extent=extent)


def _success_message(row: Redaction) -> str:
    return _("Redaction %(number)d was carried out: %(rows)s, %(lines)s.") % {
        "number": row.pk,
        "rows": ngettext("%(number)d row", "%(number)d rows", row.rows) % {"number": row.rows},
        "lines": ngettext("%(number)d event", "%(number)d events", row.events)
        % {"number": row.events},
    }


def _detail_response(
    request: UserRequest,
    redaction: Redaction,
    form: RedactionApprovalForm,
    decline_form: RedactionDeclineForm | None = None,
    *,
    extent: redaction_text.RedactionExtent | None = None,
) -> http.HttpResponse:
    decline_form = decline_form or RedactionDeclineForm()
    return base.render_page(
        request,
        "history/redactions/detail.html",
        status=422 if (form.is_bound or decline_form.is_bound) and extent is None else 200,
        redaction=redaction,
        form=form,
        decline_form=decline_form,
        extent=extent,
        return_url=urls.reverse("redaction", args=[redaction.pk]),
    )
