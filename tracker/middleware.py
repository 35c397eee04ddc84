"""Middleware: probes, log, compression, caches, audit, refusals, sessions, people, forms."""

import hashlib
import logging
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

from allauth.core.internal.httpkit import get_client_ip
from allauth.usersessions.models import UserSession
from django import db, shortcuts, urls
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.models import AnonymousUser
from django.core.cache import caches
from django.core.exceptions import DisallowedHost
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBadRequest,
    HttpResponseBase,
    HttpResponseRedirect,
    JsonResponse,
)
from django.middleware.gzip import GZipMiddleware
from django.utils import deprecation, encoding, timezone
from django.utils.translation import gettext as _
from django_htmx.http import HttpResponseClientRedirect

from tracker import adapters, health, logs, policies
from tracker.actions import form_drafts
from tracker.audit.context import acting_as
from tracker.audit.text_screening import confirmation_mark
from tracker.errors import (
    DatabaseBusy,
    EvidenceMissing,
    FileMissing,
    FileUnreadable,
    InvalidDate,
    InvalidValue,
    NotAllowed,
    OutputNotWritable,
    PermissionRefused,
    PersonalDataFound,
    PurposeMissing,
    Stale,
    TrackerError,
)

CONFIRMED_FIELD = "looked_at"  # form field with the marks of confirmed personal data
NOT_STORED = {"Cache-Control": "no-store"}


def answer_probes(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Answer /health/live and /health/ready for every host, by http too, without a line in the log.

    They name checks, not what those found: anybody may ask.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.path_info == "/health/live":
            return JsonResponse({"live": True}, headers=NOT_STORED)
        if request.path_info != "/health/ready":
            return get_response(request)
        checks = health.recent_checks()
        is_ready = not any(checks.get(name) for name in health.NEEDED)
        return JsonResponse(
            {
                "ready": is_ready,
                "checks": {name: "failing" if checks[name] else "ok" for name in checks},
            },
            status=200 if is_ready else 503,
            headers=NOT_STORED,
        )

    return middleware


def log_requests(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Log each request in one line, and give it the id that history and its answer have.

    A line holds method, path, status and seconds: no parameter, and nothing that was typed. It is a
    warning after `settings.SLOW_REQUEST` seconds.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        began = time.monotonic()
        key = str(uuid4())
        with logs.bound(request=key, address=get_client_ip(request) or ""):
            response = get_response(request)
            response["X-Request-ID"] = key
            _log_answer(request, response, time.monotonic() - began)
        return response

    return middleware


def _log_answer(request: HttpRequest, response: HttpResponse, seconds: float) -> None:
    user = "unknown"
    with suppress(db.Error):  # of the database, which may be away
        user = getattr(request, "user", AnonymousUser()).get_username() or "anonymous"
    values = {
        "method": request.method,
        # A line break would begin a line of its own.
        "path": logs.hide_proof(encoding.escape_uri_path(request.path)),
        "status": response.status_code,
        "seconds": round(seconds, 3),
    }
    line = "%(method)s %(path)s answered %(status)d after %(seconds).2f s"
    if response.status_code == HttpResponseBadRequest.status_code:
        try:
            request.get_host()
        except DisallowedHost:
            values["host"] = request.META.get("HTTP_HOST", "")
            line += ": %(host)r is not the host of BASE_URL"
    is_slow = seconds >= settings.SLOW_REQUEST
    if settings.METRICS_PORT:
        match = getattr(request, "resolver_match", None)
        health.count_request(
            match.view_name if match else "", request.method, response.status_code, seconds
        )
    with logs.bound(user=user):
        logging.getLogger("tracker.access").log(
            logging.WARNING if is_slow else logging.INFO,
            f"Slow: {line}" if is_slow else line,
            values,
            extra=values,
        )


class CompressText(GZipMiddleware):
    """Compress text: pages, style sheets and scripts. Files and pictures are as they are.

    Random bytes hide the length of a page from who would guess what it contains.
    """

    def process_response(
        self, request: HttpRequest, response: HttpResponseBase
    ) -> HttpResponseBase:
        """Compress a response with text in it."""
        kind = response.headers.get("Content-Type", "")
        # Not what is saved as a file: compressing a long list halves its speed.
        is_text = "Content-Disposition" not in response.headers and kind.startswith(
            ("text/", "application/json", "image/svg+xml")
        )
        has_content = request.method != "HEAD" and response.status_code not in (204, 206, 304)
        return super().process_response(request, response) if is_text and has_content else response


class ForbidStoring(deprecation.MiddlewareMixin):
    """Let no browser or proxy store a page, except those that say for how long, for everybody."""

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        """Set the header, unless the page has one."""
        response.setdefault("Cache-Control", "private, no-store")
        return response


def audit_context(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Set user (or `anonymous`), source and request for every event of a request."""

    def middleware(request: HttpRequest) -> HttpResponse:
        with acting_as(
            request.user.get_username() or "anonymous",
            id=request.user.pk,
            source="admin" if request.path.startswith("/admin/") else "site",
            is_confirmed=lambda mark: any(
                mark in marks.split(",") for marks in request.POST.getlist(CONFIRMED_FIELD)
            ),
        ):
            return get_response(request)

    return middleware


# Errors that become a page; others are faults of the tracker, and an administrator hears of them.
STATUS_CODES: dict[type[TrackerError], int] = {
    PermissionRefused: 403,
    Stale: 409,
    NotAllowed: 422,
    InvalidDate: 422,
    InvalidValue: 400,
    EvidenceMissing: 422,
    DatabaseBusy: 503,
    FileMissing: 503,
    FileUnreadable: 503,
    OutputNotWritable: 503,
}


class ShowRefusals(deprecation.MiddlewareMixin):
    """Show a refusal that no form shows as a page; its way back is `request.back`, or else Home.

    A form for what nobody may do, as closing what is closed, leads back at once with a message.
    An invalid value or file is a fault of what was sent, or else of the address or the tracker.
    The writer of suspected personal data is asked to revise or confirm it, on one page for all
    forms: it contains all that was sent, texts to revise, and a box that sends them unchanged.
    Marks confirmed before are sent along. Who opens evidence for named readers is asked what for.
    """

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Return the page of a refusal; None for any other error."""
        if isinstance(error, PersonalDataFound):
            return shortcuts.render(
                request, "evidence/screening.html", _screening_context(request, error), status=422
            )
        if isinstance(error, PurposeMissing):
            return _ask_purpose(request)
        if not isinstance(error, TrackerError) or type(error) not in STATUS_CODES:
            return None
        back: Any = getattr(request, "back", None)
        if isinstance(error, NotAllowed) and request.method == "GET" and back is not None:
            messages.error(request, str(error))
            return shortcuts.redirect(back)
        is_sent = request.method == "POST"  # to an address that may take nothing else
        is_fault_of_form = is_sent and isinstance(error, (InvalidValue, FileUnreadable))
        return_url = back.get_absolute_url() if back else urls.reverse("home")
        return shortcuts.render(
            request,
            "error.html",
            {
                "sentence": str(error),
                "back": back,
                "return_url": return_url if is_sent else "",
            },
            status=422 if is_fault_of_form else STATUS_CODES[type(error)],
        )


def _ask_purpose(request: HttpRequest) -> HttpResponse:
    """Ask once a day what evidence for named readers is read for, then go on to it.

    What a form of the site sent is dropped: the question leads back to the page of the evidence.
    """
    match: Any = request.resolver_match
    key = match.kwargs.get("pk") or match.kwargs["object_id"]
    is_page = request.method == "GET" and "/files/" not in request.path
    goes_on = is_page or request.path.startswith("/admin/")
    query = {"next": request.get_full_path() if goes_on else urls.reverse("evidence", args=[key])}
    return shortcuts.redirect(f"{urls.reverse('evidence_purpose', args=[key])}?{urlencode(query)}")


def _screening_context(request: HttpRequest, error: PersonalDataFound) -> dict[str, object]:
    """Return the context of the page: the places found, and all that was sent."""
    fields = [
        (name, value, any(spot.words in value for spot in error.spots))
        for name, values in request.POST.lists()
        if name not in (CONFIRMED_FIELD, "csrfmiddlewaretoken")
        for value in values
    ]
    return {
        "message": str(error),
        "spots": error.spots,
        "to_revise": [(name, value) for name, value, is_found in fields if is_found],
        "unchanged": [(name, value) for name, value, is_found in fields if not is_found],
        "files": sorted(request.FILES),
        "marks": ",".join(
            [
                *request.POST.getlist(CONFIRMED_FIELD),
                *(confirmation_mark(spot) for spot in error.spots),
            ]
        ),
        "action": request.get_full_path(),
    }


class RejectNulBytes(deprecation.MiddlewareMixin):
    """Answer 404 where an address contains NUL, which PostgreSQL can't even compare.

    Parameters of lists of the site are left to their filters, which report the error.
    """

    def process_request(self, request: HttpRequest) -> None:
        """Raise Http404 for such an address."""
        if "\0" in request.path or (
            request.path.startswith("/admin/") and "%00" in request.META["QUERY_STRING"]
        ):
            raise Http404


HOUR = 3600  # seconds
# Pages without a second factor, besides those where one is added.
OPEN_VIEWS = frozenset(
    {"login", "logout", "set_language", "set_theme", "password_change", "account"}
)


class RecordSessionUse(deprecation.MiddlewareMixin):
    """Record once an hour that a session is in use, for the owner's list of sessions."""

    def process_request(self, request: HttpRequest) -> None:
        """Record the use, where the last record is older."""
        if (seen_at := request.session.get(adapters.SEEN_AT)) and time.time() - seen_at > HOUR:
            request.session[adapters.SEEN_AT] = time.time()
            UserSession.objects.filter(session_key=request.session.session_key).update(
                last_seen_at=timezone.now()
            )


class KeepPageWhenSignedOut(deprecation.MiddlewareMixin):
    """Answer htmx with 401 when the session has ended, so that it keeps what was typed.

    Otherwise it would show the page of sign-in inside the form. Pages that reload themselves lead
    to it as before.
    """

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        """Return 401 in place of an answer that leads to the page of sign-in."""
        leads_to_sign_in = response.headers.get("Location", "").startswith(urls.reverse("login"))
        is_sent_by_htmx = "HX-Request" in request.headers and request.method == "POST"
        return HttpResponse(status=401) if is_sent_by_htmx and leads_to_sign_in else response


class RequireSecondFactor(deprecation.MiddlewareMixin):
    """Redirect users who have to add a second factor to the page where they can.

    No other page opens before, of the site or of the admin.
    """

    def process_view(self, request: HttpRequest, *_view: object) -> HttpResponse | None:
        """Return the redirection; None for who may go on."""
        match: Any = request.resolver_match  # found before a view is called
        if not policies.people.must_add_second_factor(request.user) or _is_open(match.view_name):
            return None
        return (
            HttpResponseClientRedirect(urls.reverse("account"))
            if "HX-Request" in request.headers
            else shortcuts.redirect("account")
        )


def _is_open(name: str) -> bool:
    return name in OPEN_VIEWS or name.startswith(("account_", "mfa_"))


SAVING = "saving"  # in place of the answer, while a form is being saved
CLAIM_SECONDS = 60  # after which a form is not being saved any more: its worker was killed
WAIT_SECONDS = 10  # that a form sent again waits for the first
ANSWER_SECONDS = 600  # that an answer is stored
# Forms that are sent while somebody types, and save nothing: they wait for no other writer.
READING_VIEWS = frozenset({"note_matches", "evidence_line", "upload_new"})


class SaveFormOnce(deprecation.MiddlewareMixin):
    """Answer a form sent again, as by a double click, as the first was answered: it is saved once.

    Each page has another CSRF token, so the same words in a form opened anew are another form. What
    was refused can be sent again. Forms that change the session are left out, since no stored
    answer has one; so is who is not signed in. Messages are in a cookie of the answer.
    """

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        """Store the answer to a form that was saved, for the same form sent again."""
        if key := getattr(request, "form_key", None):
            if _is_saved(request, response):
                if draft := getattr(request, "draft", None):
                    form_drafts.find(draft).delete()
                cookies = [cookie.OutputString() for cookie in response.cookies.values()]
                caches["forms"].set(
                    key,
                    (response.status_code, dict(response.items()), cookies, response.content),
                    ANSWER_SECONDS,
                )
            else:
                caches["forms"].delete(key)
        return response

    def process_view(self, request: HttpRequest, *_view: object) -> HttpResponse | None:
        """Return the answer to the same form sent before; None for the first."""
        if (key := _form_key(request)) is None:
            return None
        answer: Any = _claim_form(key)
        if answer == SAVING:
            return shortcuts.render(
                request,
                "error.html",
                {
                    "sentence": _(
                        "Your form is still being saved. Wait a minute, then see the result."
                    ),
                    # Of our site: CSRF refused others.
                    "form_url": request.headers.get("Referer") or request.path,
                },
                status=409,
            )
        if answer is None:
            request.form_key = key  # type: ignore[attr-defined]
            return None
        return _put_together(*answer)


def _form_key(request: HttpRequest) -> str | None:
    """Return a hash of all that was sent, files too; None for what is saved each time."""
    match: Any = request.resolver_match
    token = request.POST.get("csrfmiddlewaretoken") or request.headers.get("X-CSRFToken")
    is_left_out = (
        match.url_name in READING_VIEWS
        or _is_open(match.url_name or "")
        or "keep_draft" in request.POST  # which is the same however often it is sent
    )
    if is_left_out or not token or not request.user.is_authenticated:
        return None
    sent = [request.user.pk, token, request.get_full_path(), *request.POST.lists()]
    for name, file in [(name, file) for name, files in request.FILES.lists() for file in files]:
        sent.append((name, file.name, hashlib.file_digest(file, "sha256").digest()))
        file.seek(0)
    return hashlib.sha256(repr(sent).encode()).hexdigest()


def _claim_form(key: str) -> object:
    """Return None where this request has to save the form, or the answer to the first.

    SAVING if that takes longer than WAIT_SECONDS.
    """
    give_up = time.monotonic() + WAIT_SECONDS
    answer = None
    while answer is not None or not caches["forms"].add(key, SAVING, CLAIM_SECONDS):
        if (answer := caches["forms"].get(key)) not in (None, SAVING) or time.monotonic() > give_up:
            break
        time.sleep(0.1)
    return answer


def _put_together(
    status: int, headers: dict[str, str], cookies: list[str], content: bytes
) -> HttpResponse:
    """Return the answer that was stored in parts."""
    response: HttpResponse = (
        HttpResponseRedirect(headers["Location"], headers=headers)
        if "Location" in headers
        else HttpResponse(content, status=status, headers=headers)
    )
    for cookie in cookies:
        response.cookies.load(cookie)
    return response


def _is_saved(request: HttpRequest, response: HttpResponse) -> bool:
    """Return whether a form was saved: it leads on without an error, or closes its window."""
    context = getattr(response, "context_data", None) or {}
    leads_on = 300 <= response.status_code < 400 or "HX-Redirect" in response.headers
    errors = [one for one in messages.get_messages(request) if one.level >= messages.ERROR]
    return not errors and (leads_on or "popup_response_data" in context)
