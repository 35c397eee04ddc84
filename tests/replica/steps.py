"""What is read where, step by step: a failed check ends the run."""

import time
from collections import Counter

from django.db import connections
from django.test import Client

from tests.factories import EvidenceFactory, UserFactory
from tests.factories.base import as_factory
from tracker import replica as replica_module
from tracker.models import Evidence, Report, User
from tracker.vocabulary import Sensitivity

EVIDENCE = "/evidence/?export=csv"  # all of it


class Watch:
    """Client of a user, which says which server the page was read from."""

    def __init__(self, user):
        self.client = Client(SERVER_NAME="127.0.0.1")
        self.client.force_login(user)
        self.user = user
        for alias in ("default", "replica"):
            connections[alias].force_debug_cursor = True

    def get(self, path):
        """The status, the server, the milliseconds, and the content."""
        for alias in ("default", "replica"):
            connections[alias].queries_log.clear()
        began = time.perf_counter()
        response = self.client.get(path)
        content = b"".join(response) if response.streaming else response.content
        response.close()
        milliseconds = round((time.perf_counter() - began) * 1000)
        # The first statement asks whether the replica is current.
        where = "replica" if len(connections["replica"].queries_log) > 1 else "main"
        return response.status_code, where, milliseconds, content.decode(errors="replace")


def check(what, outcome, wanted):
    print(f"{what:60}", outcome, flush=True)  # noqa: T201
    assert outcome == wanted, f"{what}: {outcome}, not {wanted}"


def follows(watch):
    """Wait until the replica has what was written."""
    for _try in range(100):
        if watch.get("/evidence/")[1] == "replica":
            return
        time.sleep(0.1)
    raise AssertionError("The replica does not follow.")


def show_pages(watch, slug):
    pages = {
        "list": "/recommendations/",
        "list as CSV, while it is read": "/recommendations/?export=csv",
        "list as a workbook": "/recommendations/?export=xlsx",
        "list of evidence": "/evidence/",
        "progress report": f"/reports/{slug}/progress/",
        "progress report as PDF": f"/reports/{slug}/progress/?format=pdf",
        "report": f"/reports/{slug}/",
        "search": "/search/?q=shelter",
        "history": "/history/",
        "history as CSV, while it is read": "/history/export/?format=csv",
    }
    for what, path in pages.items():
        follows(watch)  # what the page before wrote, as when somebody was seen last
        check(what, watch.get(path)[:2], (200, "replica"))
    for what, path in {"Home": "/", "account": "/account/", "form": "/notes/new/"}.items():
        check(what, watch.get(path)[:2], (200, "main"))


def show_writes(watch):
    """What was just saved is in the list at once, wherever it is read."""
    places = []
    for number in range(40):
        EvidenceFactory(title=f"Law number {number}-", added_by=watch.user)
        _status, where, _ms, content = watch.get(EVIDENCE)
        assert f"Law number {number}-" in content
        places.append(where)
    print(f"{'40 writes, each in the list at once; read from':60}", Counter(places))  # noqa: T201


def show_failures(watch, replica):
    stopped = EvidenceFactory(title="Law known to all")
    follows(watch)
    replica.sql("SELECT pg_wal_replay_pause()")
    with as_factory():
        Evidence.objects.filter(pk=stopped.pk).update(sensitivity=Sensitivity.NAMED_READERS)
    status, where, _ms, content = watch.get(EVIDENCE)
    check(
        "behind: a piece that only its readers may know now",
        (status, where, "Law known to all" in content),
        (200, "main", False),
    )
    client = Client(SERVER_NAME="127.0.0.1")
    user = UserFactory(username="new.ana", password="a long enough word")
    signed_in = client.login(username=user.username, password="a long enough word")
    check("behind: an account made now signs in", signed_in, True)
    replica.sql("SELECT pg_wal_replay_resume()")
    follows(watch)
    check("current again", watch.get("/evidence/")[:2], (200, "replica"))
    replica.stop()
    for what in ("away: the first page", "away: the next, which does not ask"):
        *outcome, milliseconds, _content = watch.get(EVIDENCE)
        check(f"{what}, {milliseconds} ms", tuple(outcome), (200, "main"))
    replica.start()
    time.sleep(replica_module.PAUSE)
    follows(watch)
    check("back again", watch.get("/evidence/")[:2], (200, "replica"))


def show(replica):
    """Show all steps with this replica."""
    replica_module.PAUSE = 2.0
    watch = Watch(User.objects.get(username="analyst"))
    show_pages(watch, Report.objects.get().slug)
    show_writes(watch)
    show_failures(watch, replica)
