"""What bodies reply to the drafts of progress reports that they were sent."""

import pytest
from django.utils import timezone

from tests.factories import BodyFactory, UserFactory, as_factory
from tests.helpers.publications import a_report, draft
from tests.views.conftest import signed_in
from tracker.models import Reply
from tracker.vocabulary import PublicationState

pytestmark = [pytest.mark.django_db, pytest.mark.once]
SENT = {"body": "THBD", "sent_on": "2025-04-03", "reply_by": "2025-04-24"}


@pytest.fixture
def publication(analyst):
    return draft(a_report(), analyst.user, audience="public")


@pytest.fixture
def clerk(publication):
    return signed_in(contributor=True, speaks_for=[BodyFactory(code="THBD")])


def send(client, publication, **changes):
    return client.post(f"{publication.get_absolute_url()}replies/new/", SENT | changes)


def reply_address(publication):
    return f"{publication.get_absolute_url()}replies/{Reply.objects.get().pk}/"


def record(client, publication, **typed):
    return client.post(reply_address(publication), {"replied_on": "2025-04-20", **typed})


class TestSendDraft:
    def test_shows_it_to_the_focal_points_of_the_body_alone(self, analyst, clerk, publication):
        where = publication.get_absolute_url()
        of_osp = signed_in(contributor=True, speaks_for=[BodyFactory(code="OSP")])
        assert clerk.get(where).status_code == 404

        assert send(analyst, publication).url == where

        assert clerk.get(where).status_code == 200
        assert clerk.get(f"{where}files/md/").status_code == 200
        assert of_osp.get(where).status_code == of_osp.get(f"{where}files/md/").status_code == 404

    def test_of_a_draft_for_other_readers_is_refused(self, analyst):
        internal = draft(a_report(), analyst.user)
        BodyFactory(code="THBD")

        answer = send(analyst, internal)

        assert "Only a draft for the public" in answer.text
        assert not Reply.objects.exists()

    def test_to_be_replied_to_before_it_was_sent_is_refused(self, analyst, clerk, publication):
        answer = send(analyst, publication, reply_by="2025-04-01")

        assert "The reply is before the draft was sent." in answer.text

    def test_is_for_analysts(self, clerk, analyst, publication):
        send(analyst, publication)

        assert send(clerk, publication).status_code == 403


class TestReply:
    def test_of_a_focal_point_is_shown_with_the_publication(self, analyst, clerk, publication):
        send(analyst, publication)

        assert record(clerk, publication, text="We opened two.").status_code == 302

        page = analyst.get(publication.get_absolute_url()).text
        assert "We opened two." in page and f"entered by {clerk.user}" in page
        assert analyst.get(reply_address(publication)).status_code == 404

    def test_that_was_recorded_meanwhile_keeps_both(self, analyst, clerk, publication):
        send(analyst, publication)
        record(clerk, publication, text="We opened two.")

        answer = record(analyst, publication, text="No.")

        assert answer.status_code == 422 and "No.</textarea>" in answer.text
        assert "was recorded meanwhile" in answer.text
        assert Reply.objects.get().text == "We opened two."

    def test_of_a_day_to_come_is_refused(self, analyst, clerk, publication):
        send(analyst, publication)

        answer = record(clerk, publication, text="We opened two.", replied_on="2999-01-01")

        assert (answer.status_code, "is in the future" in answer.text) == (422, True)

    def test_comes_late_from_an_analyst_alone_and_is_marked(self, analyst, clerk, publication):
        send(analyst, publication)
        with as_factory():
            publication.state, publication.decided_at = PublicationState.PUBLISHED, timezone.now()
            publication.decided_by = UserFactory()
            publication.save()

        assert record(clerk, publication, text="We opened two.").status_code == 422
        assert Reply.objects.get().replied_on is None
        assert record(analyst, publication, text="We opened two.").status_code == 302

        assert "recorded after publication" in analyst.get(publication.get_absolute_url()).text

    def test_is_corrected_or_withdrawn_in_the_admin_with_a_reason(
        self, analyst, clerk, publication
    ):
        send(analyst, publication)
        record(clerk, publication, text="We opened tow.")
        address = f"/admin/tracker/reply/{Reply.objects.get().pk}/"
        assert f"{address}change/" in analyst.get(publication.get_absolute_url()).text
        typed = {"reply_by": "2025-04-24", "replied_on": "2025-04-20", "text": "We opened two."}

        assert "Give a reason" in analyst.post(f"{address}change/", typed).text
        corrected = analyst.post(f"{address}change/", {**typed, "reason_code": "editorial"})
        assert corrected.status_code == 302
        assert "We opened two." in clerk.get(publication.get_absolute_url()).text

        analyst.post(f"{address}withdraw/", {"reason": "Meant for OSP"})
        assert clerk.get(publication.get_absolute_url()).status_code == 404
        assert "Meant for OSP" in analyst.get(publication.get_absolute_url()).text
        assert send(analyst, publication).status_code == 302

    def test_that_was_not_received_is_recorded_by_an_analyst(self, analyst, clerk, publication):
        send(analyst, publication)

        assert "Write the reply" in record(analyst, publication).text
        assert record(analyst, publication, is_none_received="on").status_code == 302

        page = analyst.get(publication.get_absolute_url()).text
        assert "None received by 20 April 2025." in page
