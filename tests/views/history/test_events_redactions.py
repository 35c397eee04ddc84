"""Two administrators take words out through the pages; nobody else, and never one alone."""

import pytest

from tests.factories import EvidenceFactory, UserFactory
from tracker.models import Evidence, Redaction

pytestmark = pytest.mark.django_db
NAME = "Agron Zvera"
ASKED = {"words": NAME, "about": "name of a witness", "ground": "Law 06/L-082, article 16"}


@pytest.fixture
def piece():
    return EvidenceFactory(title=f"Letter of {NAME}")


@pytest.fixture
def other(client):
    return UserFactory(administrator=True)


@pytest.fixture
def request_redaction(client, piece):
    client.force_login(UserFactory(administrator=True))
    assert client.post("/redactions/", ASKED).status_code == 302
    return Redaction.objects.get()


class TestRedactions:
    def test_are_asked_for_and_carried_out_by_another(
        self, client, request_redaction, other, piece
    ):
        text = client.get("/redactions/").content.decode()
        assert "waiting for a second administrator" in text
        assert NAME not in text
        client.force_login(other)

        looked = client.post(f"/redactions/{request_redaction.pk}/", {"words": NAME})
        page = looked.content.decode()
        assert (looked.status_code, "Remove the text" in page) == (200, True)
        assert '<th scope="row">Piece of evidence: title</th>' in page
        assert NAME in Evidence.objects.get(pk=piece.pk).title
        seen = looked.context["form"]["seen"].value()
        assert f'name="seen" value="{seen}"' in page
        stale = client.post(
            f"/redactions/{request_redaction.pk}/", {"words": NAME, "seen": "other"}
        )
        assert (stale.status_code, "in other places than in" in stale.content.decode()) == (
            422,
            True,
        )

        sends = {"words": NAME, "seen": seen}
        answer = client.post(f"/redactions/{request_redaction.pk}/", sends, follow=True)

        assert "was carried out: 1 row, 1 event." in answer.content.decode()
        assert Evidence.objects.get(pk=piece.pk).title == "Letter of █████ █████"
        again = client.post(f"/redactions/{request_redaction.pk}/", sends)
        assert (again.status_code, "is approved already" in again.content.decode()) == (422, False)
        assert "Decision: approved" in again.content.decode()

    def test_are_not_carried_out_by_their_author(self, client, request_redaction, piece):
        for sends in ({"words": NAME}, {"words": NAME, "seen": "0123456789abcdef"}):
            answer = client.post(f"/redactions/{request_redaction.pk}/", sends)

            assert answer.status_code == 422
            assert "A second administrator carries it out" in answer.content.decode()
        assert NAME in Evidence.objects.get(pk=piece.pk).title

    def test_that_are_wrong_keep_what_was_typed(self, client, piece):
        client.force_login(UserFactory(administrator=True))

        answer = client.post("/redactions/", {**ASKED, "about": f"about {NAME}"})

        assert answer.status_code == 422
        assert "can&#x27;t contain the text itself" in answer.content.decode()
        assert "Law 06/L-082" in answer.content.decode()

    def test_are_declined_with_why(self, client, request_redaction, other):
        client.force_login(other)

        page = f"/redactions/{request_redaction.pk}/"
        refused = client.post(f"{page}decline/", {"note": ""})
        assert refused.status_code == 422
        assert f'<form method="post" action="{page}"' in refused.text  # approves there, too
        assert f'name="next" value="{page}"' in refused.text  # after another language
        client.post(f"{page}decline/", {"note": "No ground for it."})

        request_redaction.refresh_from_db()
        assert (request_redaction.state, request_redaction.words_hash) == ("returned", "")

    def test_are_no_business_of_who_keeps_nothing(self, client, request_redaction):
        client.force_login(UserFactory(viewer=True))

        assert client.get("/redactions/").status_code == 403
        assert client.get(f"/redactions/{request_redaction.pk}/").status_code == 404
        assert "name of a witness" not in client.get("/history/").content.decode()
