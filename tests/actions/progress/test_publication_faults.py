"""A report that is drafted or published when the machine goes, or the disk is full or shut."""

from functools import partial
from pathlib import Path

import pytest
from django.core.files.storage import storages
from django.core.management import call_command
from django.utils import timezone

from tests.audit.tampering import verified
from tests.helpers.faults import as_nobody, killed_after
from tests.helpers.publications import draft
from tracker.actions.progress import PublishReport, publish
from tracker.errors import OutputNotWritable
from tracker.models import Event, Publication, PublicationFile, PublicationUse
from tracker.vocabulary import PublicationState


def rows():
    return [model.objects.count() for model in (Publication, PublicationFile, PublicationUse)]


@pytest.mark.django_db(transaction=True)  # the other process sees it
@pytest.mark.once
class TestAMachineThatGoes:
    def test_while_a_draft_is_saved_leaves_none_and_the_next_is_the_first(self, report, ana):
        assert killed_after('INSERT INTO "tracker_publicationuse"', partial(draft, report, ana))

        assert rows() == [0, 0, 0]
        assert not Event.objects.filter(table="tracker_publication").exists()
        assert draft(report, ana).number == 1
        call_command("check_publications")

    def test_while_it_is_published_leaves_a_draft_and_the_next_publishes_it(self, report, ana, pia):
        made = draft(report, ana)
        command = PublishReport(publication=made, by=pia, now=timezone.now())

        assert killed_after('UPDATE "tracker_publication"', partial(publish, command))

        made.refresh_from_db()
        assert made.state == PublicationState.DRAFT
        assert publish(command).state == PublicationState.PUBLISHED
        assert verified().faults == []


@pytest.mark.django_db
class TestADisk:
    def test_that_is_full_leaves_no_draft(self, report, ana, settings):
        evidence = settings.STORAGES["evidence"]
        full = {**evidence, "BACKEND": "tests.helpers.faulty_storages.FullStorage"}
        settings.STORAGES = {**settings.STORAGES, "evidence": full}

        with pytest.raises(OutputNotWritable, match="No space left on device"):
            draft(report, ana)

        assert rows() == [0, 0, 0]

    def test_that_is_shut_leaves_no_draft(self, report, ana):
        folder = Path(storages["evidence"].location)
        folder.mkdir(parents=True, exist_ok=True)
        folder.chmod(0o500)

        with as_nobody(), pytest.raises(OutputNotWritable, match="Permission denied"):
            draft(report, ana)

        assert rows() == [0, 0, 0]
