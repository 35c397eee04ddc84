"""What a disk and a machine do: they are full, shut, or gone."""

import multiprocessing
import os
import resource
import signal
from contextlib import contextmanager

from django.db import connections

from tests.helpers.databases import reach
from tests.helpers.faulty_storages import die


def killed_in(action, using="default"):
    """Run an action in a process of its own; return whether it was killed."""

    def run():
        reach(using)
        action(using=using)

    child = multiprocessing.get_context("fork").Process(target=run)
    child.start()
    child.join(60)
    reach(using)
    return child.exitcode == -signal.SIGKILL


def killed_after(statement, action):
    """Run an action in a process of its own, killed once it has sent what begins like this."""

    def send(execute, sql, params, many, context):
        came = execute(sql, params, many, context)
        if sql.startswith(statement):
            die()
        return came

    def run(using):
        with connections[using].execute_wrapper(send):
            action()

    return killed_in(run)


@contextmanager
def files_end_at(size):
    """Limit the size of files in bytes, like a full disk, for this process alone."""
    least, most = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, most))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (least, most))


@contextmanager
def as_nobody():
    """Run the block as another user, since root may write everywhere."""
    me = os.geteuid()
    if me == 0:
        os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(me)
