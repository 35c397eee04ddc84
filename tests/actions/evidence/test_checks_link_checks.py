"""Checks of links: dead, changed, new, or skipped."""

import os
import signal
import time
from datetime import date, timedelta

import pytest

from tests.actions.evidence.test_checks import HIDDEN, NOW, TODAY, checked, faults
from tests.factories import EvidenceFactory, UserFactory, as_factory
from tracker.actions import reference_rows
from tracker.actions.reference_rows import ChangeRow
from tracker.models import Event, Evidence
from tracker.vocabulary.evidence import EvidenceFault

pytestmark = pytest.mark.django_db


class TestLinks:
    def test_that_are_read_for_the_first_time_are_remembered_with_why(self, site):
        piece = EvidenceFactory(url=site.says("/law", "Article 1"))

        result = checked()

        piece.refresh_from_db()
        assert (result.is_well, result.links.read, result.links.learned) == (True, 1, 1)
        assert (len(piece.link_sha256), piece.link_read_on) == (64, TODAY)
        event = Event.objects.filter(table="tracker_evidence", operation="update").get()
        assert (event.actor_name, event.source) == ("command:check_evidence", "command")
        assert "for later comparison" in event.reason

    def test_that_say_the_same_again_are_well_and_write_nothing(self, site):
        EvidenceFactory(url=site.says("/law", "Article 1"))
        checked()
        before = Event.objects.count()

        result = checked()

        assert (result.is_well, result.links.learned) == (True, 0)
        assert Event.objects.count() == before

    def test_with_other_content_have_drifted_until_read_again(self, site):
        piece = EvidenceFactory(url=site.says("/law", "Article 1"), accessed_on=date(2024, 5, 1))
        checked()
        site.says("/law", "Article 2")

        assert faults(checked()) == faults(checked()) == [EvidenceFault.CONTENT_CHANGED]
        with as_factory():
            Evidence.objects.update(accessed_on=TODAY + timedelta(days=1))
        assert checked(on=TODAY + timedelta(days=2)).is_well
        piece.refresh_from_db()
        assert piece.link_read_on == TODAY + timedelta(days=2)

    def test_that_were_exchanged_are_read_anew(self, site):
        piece = EvidenceFactory(url=site.says("/law", "Article 1"))
        checked()
        other = {"url": site.says("/other", "Article 2")}
        reference_rows.change(
            ChangeRow(row=piece, by=UserFactory(analyst=True), reason="Moved", fields=other)
        )

        assert checked().is_well
        site.says("/other", "Article 3")
        assert faults(checked()) == [EvidenceFault.CONTENT_CHANGED]

    def test_that_are_dead_say_why_and_forget_nothing(self, site):
        piece = EvidenceFactory(url=site.says("/law", "Article 1"), title="Law 5")
        checked()
        site.answers("/law", 410)

        (found,) = checked().issues

        assert str(found) == f"Evidence {piece.pk}, “Law 5” ({piece.url}): the page is gone (410)."
        piece.refresh_from_db()
        assert piece.link_sha256

    def test_that_refuse_programs_are_listed_and_not_wrong(self, site):
        EvidenceFactory(url=site.answers("/law", 403))

        result = checked()

        assert (faults(result), result.is_well) == ([EvidenceFault.ACCESS_DENIED], True)

    def test_into_the_own_network_are_wrong_and_never_followed(self, site):
        EvidenceFactory(url=site.url("/secret", host="127.0.0.2"))

        assert faults(checked()) == [EvidenceFault.PRIVATE_ADDRESS]
        assert not site.asked

    def test_of_pieces_for_named_readers_are_skipped_by_default(self, site):
        EvidenceFactory(url=site.says("/quiet", "Matter"), **HIDDEN)

        assert (checked().skipped, dict(site.asked)) == (1, {})
        result = checked(include_named_readers=True)
        assert (result.skipped, result.links.learned, len(site.asked["/quiet"])) == (0, 1, 1)

    def test_of_pieces_for_named_readers_are_named_by_number_alone(self, site):
        piece = EvidenceFactory(url=site.url("/unike"), **HIDDEN)

        (found,) = checked(include_named_readers=True).issues

        assert str(found) == f"Evidence {piece.pk}: the page is gone (404)."
        assert "nike" not in str(found.as_json())

    def test_of_pieces_withdrawn_are_left_alone(self, site):
        EvidenceFactory(url=site.url("/x"), withdrawn_at=NOW, withdrawal_reason="Wrong")

        assert checked().is_well and not site.asked

    def test_that_several_pieces_share_are_read_once(self, site):
        EvidenceFactory.create_batch(3, url=site.says("/law", "Article 1"))

        assert checked().links.learned == 3
        assert len(site.asked["/law"]) == 1

    def test_to_one_host_are_a_second_apart(self, site):
        for path in ("/a", "/b"):
            EvidenceFactory(url=site.says(path, "Law"))

        began = time.monotonic()
        checked()

        _first, second = sorted(site.asked["/a"] + site.asked["/b"])
        assert (
            second - began > 1
        )  # from before the first: when that arrives is the machine's affair

    def test_of_a_hundred_pieces_cost_as_many_queries_as_of_ten(
        self, site, django_assert_num_queries
    ):
        law = site.says("/law", "Article 1")
        EvidenceFactory.create_batch(10, url=law)
        with django_assert_num_queries(16, exact=False) as few:
            checked()
        with as_factory():
            Evidence.objects.update(link_sha256="", link_read_on=None)
        EvidenceFactory.create_batch(90, url=law)

        with django_assert_num_queries(len(few)):
            assert checked().links.learned == 100
        site.says("/law", "Article 2")
        with django_assert_num_queries(16, exact=False):
            assert len(checked().issues) == 100

    def test_broken_off_leave_files_complete(self, site):
        for number in range(3):
            EvidenceFactory(url=site.says(f"/{number}", "Law"))
        EvidenceFactory(url=site.does("/stop", lambda _page: os.kill(os.getpid(), signal.SIGINT)))

        with pytest.raises(KeyboardInterrupt):
            checked()

        assert Evidence.objects.filter(link_sha256="", link_read_on=None).count() == 4
        site.says("/stop", "Law")
        assert checked().links.learned == 4
