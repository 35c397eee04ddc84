"""What only requests of tests pass."""

from collections.abc import Callable
from contextlib import nullcontext

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from zeal import zeal_context


def refuse_query_per_row(
    get_response: Callable[[HttpRequest], HttpResponseBase],
) -> Callable[[HttpRequest], HttpResponseBase]:
    """Fail where a page asks one query a row; a form locks and reads its rows one by one."""

    def answer(request: HttpRequest) -> HttpResponseBase:
        with zeal_context() if request.method == "GET" else nullcontext():
            return get_response(request)

    return answer
