"""The request of a signed-in user, the file that came with it, and what its form does."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import date, datetime
from functools import partial, wraps
from typing import Any, Concatenate
from urllib.parse import urlencode

from django import db, forms, shortcuts, urls
from django.conf import settings
from django.contrib.auth import decorators, views
from django.contrib.messages import get_messages
from django.core.exceptions import ValidationError
from django.core.files.uploadhandler import TemporaryFileUploadHandler
from django.forms.utils import ErrorDict
from django.http import HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.http.multipartparser import MultiPartParserError
from django.utils import http, timezone
from django.utils.translation import gettext as _
from django.views.csrf import csrf_failure as django_csrf_failure
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tracker.actions import form_drafts
from tracker.documents import plain_text, tables
from tracker.errors import PermissionRefused, PersonalDataFound, Stale, TrackerError
from tracker.forms.base import UploadedFiles, VersionedForm, store_file, suggest_values
from tracker.intake.question_sheets import LARGEST_SHEET
from tracker.models import FormDraft, User

REFUSED = "refused"  # code of the error of a form that its user may not send


class UserRequest(HttpRequest):
    """The request of a signed-in user: what a view of the kinds below receives."""

    user: User
    resolver_match: urls.ResolverMatch
    now: datetime  # when it came: the one moment of all that it reads and writes
    today: date
    drafts: Callable[[], list[FormDraft]]  # newest ones of the forms at the address, or below it
    draft: FormDraft  # of the form at the address, perhaps not saved
    unsent_form: str  # which the page of sign-in holds
    saved_views: dict[str, object]  # of a list: see `list_view`
    back: db.models.Model  # where the page of a refusal leads back to; unset, to Home


def page_view[View: Callable[..., HttpResponseBase]](view: View) -> View:
    """Let signed-in users read a page; others are led to sign-in."""
    return decorators.login_required(require_GET(_with_time(view)))


def form_view[View: Callable[..., HttpResponseBase]](
    view: View, *, takes_drafts: bool = True
) -> View:
    """Let signed-in users open a form and send it; others are led to sign-in.

    What was typed can be kept as a draft and shown again, unless it must never be stored.
    """
    outer = require_http_methods(["GET", "POST"])(
        with_drafts(view) if takes_drafts else decorators.login_required(_with_time(view))
    )
    outer.takes_drafts = takes_drafts  # type: ignore[attr-defined]
    return outer


def post_view[View: Callable[..., HttpResponseBase]](view: View) -> View:
    """Let signed-in users do what has no page of its own; others are led to sign-in."""
    return decorators.login_required(require_POST(_with_time(view)))


def drop_empty_parameters[**P](
    view: Callable[Concatenate[UserRequest, P], HttpResponseBase],
) -> Callable[Concatenate[UserRequest, P], HttpResponseBase]:
    """Redirect to the address without the parameters that a form left empty."""

    @wraps(view)
    def wrapper(request: UserRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        values = [(name, value) for name, row in request.GET.lists() for value in row]
        filled = [(name, value) for name, value in values if value]
        return (
            shortcuts.redirect(f"{request.path}?{urlencode(filled)}")
            if filled != values
            else view(request, *args, **kwargs)
        )

    return wrapper


def _with_time[View: Callable[..., HttpResponseBase]](view: View) -> View:
    """Read the clock once, for the whole request."""

    @wraps(view)
    def wrapper(request: UserRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        request.now = timezone.now()
        request.today = timezone.localdate(request.now)
        request.drafts = partial(form_drafts.list_below, request.user, request.path)
        return view(request, *args, **kwargs)

    return wrapper  # type: ignore[return-value]


class DraftData(QueryDict):
    """What a draft holds, in place of what a browser sent."""


def is_sent(form: forms.Form) -> bool:
    """Return whether a form is valid and sent; the draft of one is shown without its errors."""
    is_valid = form.is_valid()
    return not is_draft(form) and is_valid


def is_draft(form: forms.BaseForm) -> bool:
    """Return whether a form shows a draft; the errors of one are dropped."""
    if isinstance(form.data, DraftData):
        form._errors = ErrorDict()  # type: ignore[attr-defined]
        return True
    return False


def with_drafts[View: Callable[..., HttpResponseBase]](view: View) -> View:
    """Lead to sign-in, keep what was typed, and show it again.

    A draft is shown as the form that a refusal shows: the view gets it as if it was sent. Nothing
    that the view might write is saved; that the page was read is, since it was opened first.
    """

    @wraps(view)
    def wrapper(request: UserRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        request.draft = draft = _draft_of(request)
        if not request.user.is_authenticated:
            return _ask_to_sign_in(request, draft)
        if "keep_draft" in request.POST:
            return _keep(request, draft)
        if request.method == "POST":
            return view(request, *args, **kwargs)
        stored = form_drafts.find(draft).first() if draft.key else None
        response = view(request, *args, **kwargs)
        if stored is None or response.status_code != HttpResponse.status_code:
            return response
        with db.transaction.atomic():
            _send(request, stored)
            response = view(request, *args, **kwargs)
            db.transaction.set_rollback(True)
        if 300 <= response.status_code < 400:  # a button, whose deed was rolled back
            list(get_messages(request))  # so that none says it was done
        else:
            response.status_code = HttpResponse.status_code
        return response

    return _with_time(wrapper)  # type: ignore[return-value]


def _draft_of(request: UserRequest) -> FormDraft:
    """Return a form as a draft, not saved; its key is taken out of the address."""
    owner, key = form_drafts.read_key(request.POST.get(form_drafts.FIELD, ""))
    query, mark, named = request.META["QUERY_STRING"].rpartition(f"{form_drafts.FIELD}=")
    if mark:
        key, request.META["QUERY_STRING"] = named, query.rstrip("&")
        request.GET = QueryDict(request.META["QUERY_STRING"])
    return FormDraft(
        owner_id=request.user.pk or owner,
        address=request.get_full_path(),
        key=key,
        values=dict(request.POST.lists()),
    )


def _send(request: UserRequest, draft: FormDraft) -> None:
    """Let a request look as if the draft was sent."""
    data = DraftData(mutable=True)
    for name, texts in draft.values.items():
        data.setlist(name, texts)
    request.FILES  # noqa: B018  # reads the request, which would replace POST later
    request.method, request.POST, request.draft = "POST", data, draft  # type: ignore[assignment]


def _ask_to_sign_in(request: UserRequest, draft: FormDraft) -> HttpResponseBase:
    """Lead to sign-in; what was sent is held by that page, so that a stranger stores nothing."""
    if not draft.owner_id or "HX-Request" in request.headers:
        return views.redirect_to_login(draft.address)
    request.unsent_form = form_drafts.hold(draft)
    request.method, request.GET = "GET", QueryDict(urlencode({"next": draft.continue_url}))
    response: HttpResponseBase = urls.resolve(urls.reverse("login")).func(request)
    response.status_code = 401
    return response


def _keep(request: UserRequest, draft: FormDraft) -> HttpResponseBase:
    """Keep a form; show it again, or go on to the page that the button names.

    A script gets the sentence to show: that it is kept, or why not.
    """
    store_temporarily(request, now=request.now)
    draft.values, following = dict(request.POST.lists()), request.POST["keep_draft"]
    time = f"{timezone.localtime(request.now):%H:%M}"
    sentence, status = _("Draft kept %(time)s") % {"time": time}, 200
    try:
        form_drafts.keep(draft, now=request.now)
    except (PersonalDataFound, TrackerError) as error:
        if "HX-Request" not in request.headers:
            raise
        sentence, status = _("Draft not kept. %(why)s") % {"why": error}, 422
    if "HX-Request" in request.headers:
        return HttpResponse(sentence, status=status, content_type="text/plain; charset=utf-8")
    is_ours = following != "1" and http.url_has_allowed_host_and_scheme(
        following, allowed_hosts=None
    )
    return shortcuts.redirect(following if is_ours else draft.continue_url)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponseBase:
    """Keep a form that was opened before its user signed in anew; refuse any other."""
    match: Any = request.resolver_match  # found before the token is compared
    data: Any = request.POST.copy()
    owner, _key = form_drafts.read_key(data.get(form_drafts.FIELD, ""))
    is_of_admin = hasattr(match.func, "model_admin")
    if owner == request.user.pk and getattr(match.func, "takes_drafts", is_of_admin):
        data.setdefault("keep_draft", "1")
        request.POST = data
        with suppress(PersonalDataFound, TrackerError):
            return match.func(request, *match.args, **match.kwargs)  # type: ignore[no-any-return]
    return django_csrf_failure(request, reason)


def posted(request: HttpRequest) -> QueryDict | None:
    """Return what a form was sent with; None where it is only shown."""
    return request.POST if request.method == "POST" else None


def posted_with_upload(request: UserRequest) -> tuple[QueryDict | None, UploadedFiles | None]:
    """Return what a form was sent with, and its file, which is stored before POST is read."""
    upload = store_temporarily(request, now=request.now)
    return posted(request), upload


def saved[**P, R: db.models.Model | Sequence[object]](
    form: forms.Form, action: Callable[P, R], *args: P.args, **kwargs: P.kwargs
) -> R | None:
    """Run the action on a valid form; return None if it is refused, with the error in the form.

    After Stale, the form is shown as of the newest event, so that it can be sent again.
    """
    try:
        return action(*args, **kwargs)
    except TrackerError as error:
        form.add_error(
            None,
            ValidationError(
                str(error), code=REFUSED if isinstance(error, PermissionRefused) else None
            ),
        )
        if isinstance(error, Stale) and isinstance(form, VersionedForm):
            form.show_conflicts(error, getattr(args[0], "by", None))
            form.refresh_version()
    return None


def store_temporarily(
    request: UserRequest, *, now: datetime, prefix: str = "", skip: str = ""
) -> UploadedFiles | None:
    """Store the uploaded file and replace it in POST by its key; return None without a file.

    Call it before the form is read. Fields that were left empty get the values guessed from the
    file, so that the form, or the page that asks about personal data, can show both again.
    `prefix` is that of the form's fields, with its hyphen; `skip` is a field that gets no guess.
    """
    name = f"{prefix}file"
    if request.method != "POST" or name not in request.FILES:
        return None
    files: Any = request.FILES
    file = files.pop(name)[-1]
    try:
        upload = store_file(file, by=request.user, now=now)
    except TrackerError as error:
        return {name: error}
    finally:
        file.close()
    data = request.POST.copy()
    data[f"{prefix}upload"] = upload.token
    for field, value in suggest_values(upload).items():
        key = f"{prefix}{field}"
        if field != skip and key in data and not data[key]:
            data[key] = value
    request.POST = data  # type: ignore[assignment]
    return {name: upload}


def version(request: HttpRequest) -> dict[str, str]:
    """Return the version of the tracker, for the foot of every page."""
    return {"version": settings.VERSION}


class CountingUploadHandler(TemporaryFileUploadHandler):
    """Upload handler that writes the beginning of a large file to disk and counts the rest.

    `size` counts all bytes received, so that an error can state the size of the file. An upload
    that is cut off is answered with 400 as a whole: half of a form is none.
    """

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """Start a file with the bytes that are written to disk: one more than any form accepts."""
        super().new_file(*args, **kwargs)
        self.remaining = 1 + max(
            settings.LARGEST_FILE, plain_text.LARGEST_FILE, LARGEST_SHEET, tables.LARGEST_TABLE
        )

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Write as much of a chunk as the file may have."""
        chunk = raw_data[: self.remaining]
        self.remaining -= len(chunk)
        self.file.write(chunk)

    def upload_interrupted(self) -> None:
        """Refuse the request."""
        super().upload_interrupted()
        raise MultiPartParserError("The upload was cut off.")
