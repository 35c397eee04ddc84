"""A function called in a process of its own, which limits of time and memory end.

Each process is forked from one that has imported the readers (`reading_process`) and has a single
thread. A fork of the web server or of a worker would copy the locks that their other threads hold,
those of the pool of PostgreSQL and of pdfium; a new interpreter takes a second to import Django.
The script that runs is imported there, too: what it does stands under `if __name__ == "__main__"`.
"""

import resource
import signal
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing import forkserver, get_context
from multiprocessing.connection import Connection

from django.utils.translation import activate, get_language, gettext_lazy as _

from tracker.errors import FileUnreadable

_CONTEXT = get_context("forkserver")
_CONTEXT.set_forkserver_preload(["tracker.reading_process"])
_OUT_OF_TIME = (-signal.SIGXCPU, -signal.SIGALRM)


def start() -> None:
    """Start the process that others are forked from, unless it runs: it takes a second."""
    forkserver.ensure_running()


@dataclass(frozen=True, slots=True)
class Limits:
    """What a process may use: seconds of the clock and of CPU, and bytes of memory."""

    seconds: int = 20  # below the 60 that proxies wait for an answer
    cpu: int = 20
    memory: int = 2 * 2**30


class ProcessStopped(Exception):
    """The process ended without a result, by its memory or a crash."""


class ProcessLate(ProcessStopped):
    """The process used up its time."""


def call_limited[**P, T](
    limits: Limits, function: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs
) -> T:
    """Return what a function of a module returns, or raise what it raises, in this language.

    Arguments and results are pickled. Raises ProcessStopped.
    """
    receiver, sender = _CONTEXT.Pipe(duplex=False)
    process = _CONTEXT.Process(
        target=_answer, args=(sender, limits, get_language(), function, args, kwargs)
    )
    try:
        process.start()
    except (OSError, EOFError) as broken:  # what it is forked from could not start
        raise ProcessStopped from broken
    sender.close()
    try:
        if not receiver.poll(limits.seconds + 1):
            raise ProcessLate
        result, error = receiver.recv()
    except EOFError as end:
        process.join()
        raise (ProcessLate if process.exitcode in _OUT_OF_TIME else ProcessStopped) from end
    finally:
        receiver.close()
        process.kill()
        process.join()
    if isinstance(error, MemoryError | RecursionError):
        raise ProcessStopped from error
    if error is not None:
        raise error
    return result  # type: ignore[no-any-return]


LIMITS = Limits()
SENTENCES = {  # whether it was late, and whether a file was read
    (True, True): _(
        "“%(file)s” could not be read within %(seconds)s seconds. Split it into smaller files, or"
        " save it again in the program it comes from."
    ),
    (False, True): _(
        "“%(file)s” could not be read: it needs too much memory or is damaged. Split it into"
        " smaller files, or save it again in the program it comes from."
    ),
    (True, False): _(
        "This text could not be read within %(seconds)s seconds. Paste a shorter part of it."
    ),
    (False, False): _("This text needs too much memory. Paste a shorter part of it."),
}


def read_limited[**P, T](
    file_name: str, read: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs
) -> T:
    """Read a file, or a text where `file_name` is empty, as `call_limited` does.

    Raises FileUnreadable where the process stopped, and what `read` raises.
    """
    try:
        return call_limited(LIMITS, read, *args, **kwargs)
    except ProcessStopped as stopped:
        raise FileUnreadable(
            SENTENCES[isinstance(stopped, ProcessLate), bool(file_name)]
            % {"file": file_name, "seconds": LIMITS.seconds}
        ) from stopped


def _answer(
    sender: "Connection[object, object]",
    limits: Limits,
    language: str | None,
    function: Callable[..., object],
    args: tuple[object, ...],
    kwargs: dict[str, object],
) -> None:
    for kind, most in (
        (resource.RLIMIT_CPU, limits.cpu),
        (resource.RLIMIT_AS, limits.memory),
        (resource.RLIMIT_CORE, 0),
    ):
        hard = resource.getrlimit(kind)[1]  # may be lower already, as by `ulimit`
        resource.setrlimit(
            kind, (most if hard == resource.RLIM_INFINITY else min(most, hard), hard)
        )
    signal.alarm(limits.seconds)
    activate(language or "en")
    try:
        result = function(*args, **kwargs)
    except Exception as error:  # raised again where it was called
        sender.send((None, error))
    else:
        sender.send((result, None))
