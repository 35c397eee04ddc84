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
from enum import Enum
from multiprocessing import forkserver, get_context
from multiprocessing.connection import Connection

from django.utils import translation

_CONTEXT = get_context("forkserver")
_CONTEXT.set_forkserver_preload(["tracker.reading_process"])
_OUT_OF_TIME = (-signal.SIGXCPU, -signal.SIGALRM)


def start() -> None:
    """Start the process that others are forked from, unless it runs: it takes a second."""
    forkserver.ensure_running()


@dataclass(frozen=True, slots=True)
class Limits:
    """What a process may use: seconds of the clock and of CPU, and bytes of memory."""

    seconds: int = 20  # below the 30 after which gunicorn ends a worker
    cpu: int = 20
    memory: int = 2 * 2**30


class Stop(Enum):
    """Why a process ended without a result."""

    TIME = "time"
    MEMORY = "memory"  # or a crash, which want of memory is among the causes of


class ProcessStopped(Exception):
    """The process ended without a result."""

    def __init__(self, why: Stop) -> None:
        super().__init__(why.value)
        self.why = why


def call_limited[**P, T](
    limits: Limits, function: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs
) -> T:
    """Return what a function of a module returns, or raise what it raises, in this language.

    Arguments and results are pickled. Raises ProcessStopped.
    """
    receiver, sender = _CONTEXT.Pipe(duplex=False)
    work = limits, translation.get_language(), function, args, kwargs
    process = _CONTEXT.Process(target=_answer, args=(sender, *work))
    try:
        process.start()
        sender.close()
        if not receiver.poll(limits.seconds + 1):
            raise ProcessStopped(Stop.TIME)
        result, error = receiver.recv()
    except EOFError as end:
        process.join()
        is_late = process.exitcode in _OUT_OF_TIME
        raise ProcessStopped(Stop.TIME if is_late else Stop.MEMORY) from end
    finally:
        receiver.close()
        process.kill()
        process.join()
    if isinstance(error, MemoryError | RecursionError):
        raise ProcessStopped(Stop.MEMORY) from error
    if error is not None:
        raise error
    returned: T = result
    return returned


def _answer(
    sender: "Connection[object, object]",
    limits: Limits,
    language: str | None,
    function: Callable[..., object],
    args: tuple[object, ...],
    kwargs: dict[str, object],
) -> None:
    resource.setrlimit(resource.RLIMIT_CPU, (limits.cpu, limits.cpu + 1))
    resource.setrlimit(resource.RLIMIT_AS, (limits.memory, limits.memory))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    signal.alarm(limits.seconds)
    translation.activate(language or "en")
    try:
        result = function(*args, **kwargs)
    except Exception as error:  # raised again where it was called
        sender.send((None, error))
    else:
        sender.send((result, None))
