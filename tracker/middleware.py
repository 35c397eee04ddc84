"""Sets who writes, for everything a request does, and turns away what no database can look up."""

from collections.abc import Callable
from uuid import uuid4

from django.http import Http404, HttpRequest, HttpResponse

from tracker.audit.context import who


def who_and_where(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Name the user (or `anonymous`), the door and the request in every line of history."""

    def middleware(request: HttpRequest) -> HttpResponse:
        name = request.user.get_username() or "anonymous"
        source = "admin" if request.path.startswith("/admin/") else "site"
        with who(name, id=request.user.pk, source=source, request=str(uuid4())):
            return get_response(request)

    return middleware


def nothing_under_nul(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Find nothing where an address holds NUL: PostgreSQL can't even compare it.

    What is asked of a list of the site is left to its filter, which tells what is wrong.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        in_admin = request.path.startswith("/admin/")
        if "\0" in request.path or (in_admin and "%00" in request.META["QUERY_STRING"]):
            raise Http404
        return get_response(request)

    return middleware
