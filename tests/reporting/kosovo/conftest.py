"""The Kosovo report after a realistic year, and its reports, each worked out and printed once."""

from datetime import date
from functools import cache

import pytest

from tests.factories import as_factory
from tests.helpers.rollback import undone
from tests.realistic_year.story import live
from tests.realistic_year.world import LAST_DAY, SLUG
from tracker.actions import people
from tracker.filters.progress import progress_from_params
from tracker.models import Report
from tracker.reporting import RENDERERS
from tracker.vocabulary import Group

TODAY = LAST_DAY
BODY = "MFLT"


@pytest.fixture(scope="package")
def kosovo(django_db_setup, django_db_blocker):
    """The report, twenty months into its life."""
    with django_db_blocker.unblock(), undone():
        live()
        yield Report.objects.select_related("mechanism__issuer").get(slug=SLUG)


@pytest.fixture(scope="package")
def make_progress(kosovo, django_db_blocker):
    """Work out a report, each once: `make_progress("full", "sq", "public")`; `again=1`: anew."""
    with django_db_blocker.unblock(), as_factory():
        reader = people.service_user("reports", group=Group.VIEWER)

    @cache
    def compute(kind, language="en", audience="internal", on=TODAY, basis="known_now", again=0):
        wanted = {"kind": [kind], "audience": [audience], "on": [on.isoformat()], "basis": [basis]}
        if kind == "body" or audience == "body":
            wanted["body"] = [BODY]
        with django_db_blocker.unblock():
            return progress_from_params(
                kosovo, wanted, user=reader, today=date.today(), language=language
            )

    return compute


@pytest.fixture(scope="package")
def make_file(make_progress):
    """Print a report, each once: `make_file("pdf", "full", "sq")`."""

    @cache
    def render(format, kind, language="en", audience="internal"):
        return RENDERERS[format](make_progress(kind, language, audience))

    return render
