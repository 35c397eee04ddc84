"""Reading of what nobody knows yet, within limits of time and memory."""

from collections.abc import Callable

from tracker.documents import refusals
from tracker.limited_process import Limits, ProcessStopped, Stop, call_limited

LIMITS = Limits()


def read_limited[**P, T](
    file_name: str, read: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs
) -> T:
    """Read a file, or a text where `file_name` is empty, in a process of its own.

    Raises FileUnreadable where a limit is reached or the process ends, and what `read` raises.
    """
    try:
        return call_limited(LIMITS, read, *args, **kwargs)
    except ProcessStopped as stopped:
        is_slow = stopped.why == Stop.TIME
        if file_name:
            sentence = refusals.TOO_SLOW if is_slow else refusals.BROKEN_OFF
        else:
            sentence = refusals.TEXT_TOO_SLOW if is_slow else refusals.TEXT_BROKEN_OFF
        raise refusals.refusal(sentence, file_name, seconds=LIMITS.seconds) from stopped
