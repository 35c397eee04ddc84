"""Do what takes long, and what is due each night, until told to stop."""

import logging
import os
import signal
from collections.abc import Callable
from threading import Event, Thread

from django.core.management import CommandError
from django.db import Error, close_old_connections, connections
from django.utils import timezone
from django_tasks_db.management.commands.db_worker import Worker
from django_tasks_db.models import DBTaskResult

from tracker import limited_process, tasks
from tracker.actions import jobs, mail, workers
from tracker.management.base import Argument, TrackerCommand

POLL, MINUTE = 1, 60  # seconds
PATIENCE = 20  # seconds that a job has to end; the next worker begins it anew
logger = logging.getLogger(__name__)


class Command(TrackerCommand):
    """`heed work`, on one machine or several."""

    help = (
        "Make what takes long (with WORKER=yes) and run the nightly jobs, until SIGTERM, which "
        "lets the current task end."
    )
    arguments = (
        Argument("--batch", action="store_true", help="run the tasks that wait, then end"),
        Argument("--job", metavar="NAME", help="run this job now, then end"),
    )

    def handle(self, *, batch: bool, job: str | None, **_options: object) -> None:
        jobs.enabled_jobs()  # refuses a wrong JOBS_OFF
        name = workers.make_name()
        _beat(name)
        try:
            if job:
                run = jobs.run_now(job, now=timezone.now(), worker=name)
                if not run.succeeded:
                    raise CommandError(run.message)
                self.stdout.write(run.message)
            elif batch:
                while _run_task(name):
                    pass
            else:
                _work(name)
        finally:
            workers.sign_off(name)


def _work(name: str) -> None:
    """Work until a signal; a second one ends the process at once."""
    stop, end = Event(), Event()

    def on_signal(number: int, _frame: object) -> None:
        stop.set()
        signal.signal(number, signal.SIG_DFL)

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, on_signal)
    limited_process.start()  # before there are threads
    beat, mailer, scheduler = (
        Thread(target=_repeat, args=args, daemon=True)
        for args in (
            (end, workers.BEAT.seconds, lambda: _beat(name)),
            (stop, MINUTE, lambda: mail.send_due(timezone.now())),
            (stop, MINUTE, lambda: _run_jobs(name, stop)),
        )
    )
    for thread in (beat, mailer, scheduler):
        thread.start()
    logger.info("Worker %s started.", name)
    _repeat(stop, POLL, lambda: _run_task(name))
    for thread in (mailer, scheduler):
        thread.join(PATIENCE)
    end.set()  # until here it is alive
    beat.join(PATIENCE)
    logger.info("Worker %s stopped.", name)
    if scheduler.is_alive():
        workers.sign_off(name)
        os._exit(0)  # the threads of its job would be waited for


def _repeat(stop: Event, seconds: int, function: Callable[[], object]) -> None:
    """Call a function until `stop`, at once again where it returns true, whatever it raises."""
    while not stop.is_set():
        is_more: object = False
        try:
            is_more = function()
        except Error as error:  # of the database, which may be away
            logger.warning("The database can't be used: %s", " ".join(str(error).split()))
        except Exception:
            logger.exception("The worker goes on.")
        close_old_connections()
        if not is_more:
            stop.wait(seconds)
    connections.close_all()  # those of this thread


def _beat(name: str) -> None:
    if workers.beat(name):
        tasks.end_interrupted(now=timezone.now())


def _run_jobs(name: str, stop: Event) -> None:
    for _run in jobs.run_due(timezone.now(), name):
        if stop.is_set():
            return


def _run_task(name: str) -> bool:
    """Run the next task; return whether there was one."""
    if not DBTaskResult.objects.ready().exists():
        return False
    Worker(
        queue_names=["*"],
        excluded_queue_names=[],
        interval=0,
        batch=True,
        backend_name="default",
        startup_delay=False,
        max_tasks=1,
        worker_id=name,
    ).run()
    return True
