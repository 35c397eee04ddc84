"""Sets who writes, for everything a request does."""

from collections.abc import Callable
from uuid import uuid4

from django.http import HttpRequest, HttpResponse

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
