"""Publications: their list, the page of a publication, its files, and the public pages."""

import hashlib
import re
from collections.abc import Callable
from contextlib import suppress
from functools import partial, wraps
from urllib.parse import urlencode

from django import shortcuts, urls
from django.conf import settings
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import cache, safestring
from django.utils.html import format_html
from django.utils.translation import get_language, gettext as _, override
from django.views.decorators import csrf, http
from django.views.decorators.cache import cache_control

from tracker import errors, policies, replica, vocabulary
from tracker.actions import mail, progress
from tracker.actions.evidence import read_log, storage
from tracker.filters import lists, parameters
from tracker.models import (
    Publication,
    PublicationFile,
    PublicationQuerySet,
    Reply,
    Report,
    SavedReport,
    User,
    Viewer,
)
from tracker.progress import Progress
from tracker.reporting import CONTENT_TYPES, html, layout
from tracker.requests import UserRequest, page_view
from tracker.summaries.progress.publications import (
    Notice,
    annotate_corrected,
    describe_missing_conclusions,
    is_barred,
    list_notices,
)
from tracker.views import base, pagination
from tracker.views.evidence.files import send_file

GONE_STATUS = 410  # Gone
ARTICLE = re.compile(r'<article class="report.*</article>', re.DOTALL)
MAX_DRAFTS = 25  # drafts above the list
MAX_EDITIONS = 5  # of which four are shown
RELATED = ("report__mechanism", "author", "decided_by", "superseded_by", "saved_report")


@pagination.list_view
def publication_list(request: UserRequest, listed: lists.OpenList) -> HttpResponse:
    """List publications, the newest first; drafts that wait are shown above them."""
    rows, load = listed.filter_set.rows, partial(request.user.load_page, _publications)
    waiting = rows.none()
    if not request.GET.get("state"):
        if not any(request.GET.get(name) for name in parameters.CURSORS):
            waiting = rows.waiting().order_by("pk")
        rows = rows.exclude(state=vocabulary.PublicationState.DRAFT)
    list_page = pagination.paginate(listed, load, rows=rows)
    return pagination.list_response(
        request,
        "progress/publications/list.html",
        listed.filter_set,
        list_page,
        waiting=load(list(waiting.values_list("pk", flat=True)[:MAX_DRAFTS])),
        rows=list_page.page.rows,
        editions=list(request.user.load(_editions)),
    )


def _publications(_reader: Viewer) -> PublicationQuerySet:
    return annotate_corrected(Publication.objects.all()).select_related(*RELATED)


def _editions(reader: Viewer) -> QuerySet[Report]:
    return (
        Report.objects.visible_to(reader)
        .select_related("mechanism")
        .order_by("-year", "slug")
        .keys_first(MAX_EDITIONS)
    )


@page_view
def publication_detail(request: UserRequest, pk: int) -> HttpResponse:
    """Show a publication: parameters, files with hashes, notices, history, the report."""
    publication = publication_or_404(request, pk)
    content, problem = (
        (None, _withdrawn_message(publication))
        if _is_withdrawn_for(request, publication)
        else content_or_problem(publication, request.user)
    )
    publication_notices = list_notices(publication, request.user if request.user.may_read else None)
    _record_reading(request, publication_notices)
    return base.render_page(
        request,
        "progress/publications/detail.html",
        publication=publication,
        files=visible_files(publication),
        notices=publication_notices,
        actions=_allowed_actions(request, publication),
        replies=Reply.objects.visible_to(request.user)
        .filter(publication=publication)
        .select_related("body", "entered_by")
        .order_by("sent_on", "pk"),
        may_send=publication.is_draft and request.user.may_write,
        older=list(publication.supersedes.select_related("report__mechanism").newest_first()),
        content=content,
        problem=problem,
        missing=describe_missing_conclusions(content) if content and publication.is_draft else "",
        conclusions=conclusions_address(publication),
        body=render_body(publication, content) if content else "",
        timeline=base.load_timeline(publication, request),
    )


@page_view
def publication_file(request: UserRequest, pk: int, file_format: str) -> HttpResponse:
    """Send the stored bytes of a format."""
    publication = publication_or_404(request, pk)
    file = file_or_404(publication, file_format)
    if _is_withdrawn_for(request, publication):
        return base.render_page(
            request,
            "error.html",
            status=GONE_STATUS,
            sentence=_withdrawn_message(publication),
            back=publication,
        )
    if is_barred(publication, request.user):
        raise errors.FileMissing(withheld_message(publication))
    _record_reading(request, list_notices(publication, request.user))
    return file_response(file)


def _record_reading(request: UserRequest, publication_notices: list[Notice]) -> None:
    """Write to the read log the evidence for named readers that the notices are about."""
    read_log.log_listed(
        [notice.evidence for notice in publication_notices if notice.evidence],
        by=request.user,
        now=request.now,
    )


def conclusions_address(publication: Publication) -> str:
    """Return where the conclusions are kept that a draft prints, leading on to a new draft."""
    params = {**progress.parameters_of(publication), "language": publication.language}
    address = urls.reverse("conclusions", args=[publication.report.slug])
    return f"{address}?{urlencode(params, doseq=True)}"


def publication_or_404(request: UserRequest, pk: int) -> Publication:
    """Return the publication with this key, where refusals lead; 404 if the user may not know."""
    request.back = publication = base.visible_or_404(Publication, request.user, *RELATED, pk=pk)
    return publication


def visible_files(publication: Publication) -> list[PublicationFile]:
    """Return the files that people download, in the order of the vocabulary."""
    files = {file.format: file for file in publication.files.all()}
    return [files[name] for name in vocabulary.ReportFormat.values if name in files]


def file_or_404(publication: Publication, file_format: str) -> PublicationFile:
    """Return the file of a format that people download; the frozen content is none."""
    base.require_found(file_format in vocabulary.ReportFormat.values)
    return shortcuts.get_object_or_404(publication.files, format=file_format)


def file_response(file: PublicationFile) -> HttpResponse:
    """Send a file to be saved. Raises FileMissing if its bytes are gone or others."""
    response = send_file(
        storage.read_file(file.sha256), CONTENT_TYPES[file.format], file.name, is_saved=True
    )
    response["ETag"] = f'"{file.sha256}"'
    return response


def content_or_problem(
    publication: Publication, user: User | None = None
) -> tuple[Progress | None, str]:
    """Return the frozen content, or why it can't be shown to the user (None: a stranger)."""
    if is_barred(publication, user):
        return None, withheld_message(publication)
    try:
        return progress.read_content(publication), ""
    except (errors.FileMissing, errors.FileUnreadable) as error:
        return None, str(error)


def render_body(publication: Publication, content: Progress) -> safestring.SafeString:
    """Render the report for a page, in its own language; of an earlier version as it was printed.

    Where no web page was stored then, a line says that it is laid out anew.
    """
    note = safestring.SafeString()
    if progress.is_of_earlier_version(publication):
        file = publication.files.filter(format=vocabulary.ReportFormat.HTML).first()
        with suppress(errors.FileMissing):
            if file and (printed := ARTICLE.search(storage.read_file(file.sha256).decode())):
                return safestring.SafeString(printed[0])
        note = format_html(
            '<p class="past">{}</p>',
            _("Made by an earlier version: the layout is new, the files are as printed."),
        )
    with override(content.language):
        return note + html.render_article(layout.document(content))


def withheld_message(publication: Publication) -> str:
    """Return the sentence that says why the publication is withheld."""
    if publication.was_published and publication.state != vocabulary.PublicationState.WITHDRAWN:
        return _(
            "You can't open “%(publication)s”: it contains evidence that is now for "
            "named readers, and you are not one of them. Ask a publisher for a "
            "report without it."
        ) % {"publication": publication}
    return _(
        "“%(publication)s” can't be shown: it contains evidence that its readers may "
        "no longer see. Create a new draft without it."
    ) % {"publication": publication}


def _is_withdrawn_for(request: UserRequest, publication: Publication) -> bool:
    """Return whether it was withdrawn and the user is an outside reader: a focal point."""
    return publication.state == vocabulary.PublicationState.WITHDRAWN and not request.user.may_read


def _withdrawn_message(publication: Publication) -> str:
    return _("“%(publication)s” was withdrawn: %(notice)s Check the list for a newer one.") % {
        "publication": publication,
        "notice": publication.notice,
    }


def _allowed_actions(request: UserRequest, publication: Publication) -> list[str]:
    """Return the names of the actions that the user may do now."""
    checks = {
        "publish": policies.progress.check_can_publish,
        "discard": policies.progress.check_can_discard,
        "withdraw": policies.progress.check_can_withdraw,
    }
    return [
        name
        for name, check in checks.items()
        if policies.is_allowed(check, request.user, publication)
    ]


PUBLISHED_RELATED = ("report__mechanism", "superseded_by")


def require_public_reports[**P](view: Callable[P, HttpResponse]) -> Callable[P, HttpResponse]:
    """Answer 404 unless the setting PUBLIC_REPORTS is on.

    Answers are cached, but checked each time: a report may be withdrawn.
    """

    @wraps(view)
    def wrapper(*args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        base.require_found(settings.PUBLIC_REPORTS)
        return view(*args, **kwargs)

    return cache_control(public=True, no_cache=True)(replica.reads_replica(wrapper))


@http.require_safe
@require_public_reports
def published_list(request: HttpRequest) -> HttpResponse:
    """List the publications for everybody, the newest first, in the language chosen.

    The language stands in the address: a reader who only reads gets no cookie.
    """
    language = request.GET.get("language") or get_language() or "en"
    base.require_found(language in dict(settings.LANGUAGES))
    after, before = request.GET.get("after", ""), request.GET.get("before", "")
    try:
        page = pagination.fetch_page(
            annotate_corrected(Publication.objects.public()).select_related(*PUBLISHED_RELATED),
            orders=parameters.NEWEST_FIRST,
            after=after,
            before=before,
        )
    except errors.InvalidValue as error:
        raise Http404 from error
    with override(language):
        return _render_public(request, "list", page=page)


@http.require_safe
@require_public_reports
def published_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the frozen report in its language, with the notices since."""
    publication = _public_or_404(pk)
    with override(publication.language):
        publication_notices = list_notices(publication)
        if publication.state == vocabulary.PublicationState.WITHDRAWN:
            return _render_withdrawn(request, publication, publication_notices)
        etag = _etag(publication, publication_notices)
        if (not_modified := cache.get_conditional_response(request, etag=etag)) is not None:
            return not_modified
        content, problem = content_or_problem(publication)
        response = _render_public(
            request,
            "report",
            status=200 if content else 503,
            publication=publication,
            notices=publication_notices,
            problem=problem,
            body=render_body(publication, content) if content else "",
            files=visible_files(publication),
        )
    if content:
        response["ETag"] = etag
    return response


@http.require_safe
@require_public_reports
def published_file(request: HttpRequest, pk: int, file_format: str) -> HttpResponse:
    """Send the bytes of a format, unless it was withdrawn."""
    publication = _public_or_404(pk)
    file = file_or_404(publication, file_format)
    if publication.state == vocabulary.PublicationState.WITHDRAWN:
        return _render_withdrawn(request, publication, [])
    if (
        not_modified := cache.get_conditional_response(request, etag=f'"{file.sha256}"')
    ) is not None:
        return not_modified
    try:
        return file_response(file)
    except (errors.FileMissing, errors.FileUnreadable):
        return _render_public(
            request, "report", status=503, publication=publication, problem=_("File not found.")
        )


@csrf.csrf_exempt  # the mark is proof enough, and programs that show messages send no token
@http.require_http_methods(["GET", "POST"])
def unsubscribe(request: HttpRequest, pk: int, mark: str) -> HttpResponse:
    """Take the address that a message was sent to off the recipients of a saved report."""
    saved_report = shortcuts.get_object_or_404(SavedReport, pk=pk)
    if request.method == "POST":
        mail.unsubscribe(saved_report, mark)
    return _render_public(request, "unsubscribe", is_done=request.method == "POST")


def _public_or_404(pk: int) -> Publication:
    return shortcuts.get_object_or_404(
        Publication.objects.public().select_related(*PUBLISHED_RELATED), pk=pk
    )


def _render_public(
    request: HttpRequest, name: str, /, *, status: int = 200, **context: object
) -> HttpResponse:
    """Show a page to everybody, with the name of the publisher."""
    context["name"] = settings.REPORT_NAME
    return shortcuts.render(request, f"progress/published/{name}.html", context, status=status)


def _render_withdrawn(
    request: HttpRequest, publication: Publication, notices: list[Notice]
) -> HttpResponse:
    return _render_public(
        request, "withdrawn", status=GONE_STATUS, publication=publication, notices=notices
    )


def _etag(publication: Publication, publication_notices: list[Notice]) -> str:
    """Return an ETag that changes with the report or with the notices beside it."""
    successor = publication.superseded_by
    parts = [
        publication.content_sha256,
        publication.state,
        str(successor.pk if successor else ""),
        str(successor.state if successor else ""),
        *(notice.text for notice in publication_notices),
    ]
    return f'"{hashlib.sha256(chr(10).join(parts).encode()).hexdigest()}"'
