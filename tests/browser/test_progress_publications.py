"""Publications: how the list, the page of one, the form to publish and the public pages look."""

import pytest
from django.utils import timezone

from tests.browser.pages import as_quickstart_left_it, as_sample, check_every_look, kosovo  # noqa: F401
from tracker.actions import progress
from tracker.actions.progress import PublishReport
from tracker.models import Report, User

pytestmark = [pytest.mark.browser, pytest.mark.real_clock]


@pytest.fixture
def made(kosovo):  # noqa: F811
    """A public brief that a newer one superseded, and a draft that waits."""
    report, now = Report.objects.get(slug="tip-2024-kosovo"), timezone.now()
    ana, ben = (User.objects.get(username=name) for name in ("analyst", "reviewer"))
    found = []
    for on, kind in (("2025-03-31", "brief"), ("2025-06-30", "brief"), ("2025-06-30", "changes")):
        wanted = {"on": [on], "kind": [kind], "audience": ["public"]}
        what = {
            "parameters": wanted,
            "formats": ("html", "json", "md"),
            "reason": "For the ministry.",
        }
        found.append(
            progress.make_draft(progress.MakeDraft(report=report, by=ana, now=now, **what))
        )
    for one in found[:2]:
        progress.publish(PublishReport(publication=one, by=ben, now=now))
    return found


class TestPublications:
    def test_look_well_to_who_signs_in_and_to_everybody(self, made, as_sample, visit, settings):  # noqa: F811
        settings.PUBLIC_REPORTS = True
        old, newer, waits = made
        check_every_look(visit("/published/"), "published-list")
        check_every_look(visit(f"/published/{old.pk}/"), "published-superseded")

        as_sample("reviewer")

        check_every_look(visit("/publications/"), "publications")
        check_every_look(visit(waits.get_absolute_url()), "publication-draft")
        check_every_look(visit(f"{waits.get_absolute_url()}publish/"), "publication-publish")
        check_every_look(visit(f"{newer.get_absolute_url()}withdraw/"), "publication-withdraw")
