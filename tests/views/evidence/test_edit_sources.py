"""New sources: named beside the issuer of evidence, then looked at by a reviewer."""

import pytest
from django.urls import reverse

from tests.factories import BodyFactory, EvidenceFactory, UserFactory
from tests.views.forms import opened
from tracker.models import Body, Evidence
from tracker.vocabulary import Sensitivity

pytestmark = [pytest.mark.django_db, pytest.mark.once]

SOURCE = {"new_source_name": "Human Rights Watch", "new_source_kind": "ngo"}
LINK = "https://www.hrw.org/news/2026/1"


@pytest.fixture
def source():
    author = UserFactory(analyst=True, username="ana")
    return BodyFactory(code="NEW", kind="ngo", is_provisional=True, added_by=author)


class TestEvidenceForm:
    def test_adds_the_source_that_it_names(self, analyst):
        sent = opened(analyst, reverse("evidence_new"))

        analyst.post(
            reverse("evidence_new"),
            {**sent, **SOURCE, "title": "News", "url": LINK, "reason": "Found it."},
        )

        assert Evidence.objects.get().issuer == Body.objects.get(domains=["hrw.org"])

    def test_adds_it_to_existing_evidence_too(self, analyst):
        piece = EvidenceFactory(url=LINK)
        url = reverse("evidence_edit", args=[piece.pk])

        analyst.post(url, {**opened(analyst, url), **SOURCE, "reason_code": "editorial"})

        piece.refresh_from_db()
        assert piece.issuer == Body.objects.get(code="HUMAN_RIGHTS_WATCH")

    def test_keeps_the_issuer_that_another_analyst_added(self, analyst, source):
        piece = EvidenceFactory(issuer=source)
        url = reverse("evidence_edit", args=[piece.pk])

        sent = {**opened(analyst, url), "title": "A title", "reason_code": "editorial"}
        analyst.post(url, sent)

        piece.refresh_from_db()
        assert (piece.title, piece.issuer) == ("A title", source)

    @pytest.mark.parametrize(
        ("fields", "field", "problem"),
        [
            ({"new_source_kind": ""}, "new_source_kind", "Choose the kind of the new source"),
            ({"new_source_name": ""}, "new_source_name", "Enter the name of the new source"),
            ({"issuer": "OSP"}, "new_source_name", "an issuer or add a new source, not both"),
            ({"new_source_name": "OSP"}, "new_source_name", "is in the list already: OSP"),
            ({"url": "https://osp.org/1"}, "new_source_name", "is the site of OSP"),
        ],
    )
    def test_says_beside_the_field_what_is_wrong(self, analyst, fields, field, problem):
        BodyFactory(code="OSP", domains=["osp.org"])
        sent = {**opened(analyst, reverse("evidence_new")), "title": "News", "reason": "Found it."}

        answer = analyst.post(reverse("evidence_new"), {**sent, "url": LINK, **SOURCE, **fields})

        assert answer.status_code == 422
        assert problem in " ".join(answer.context["form"].errors[field])
        assert not Evidence.objects.exists()


class TestList:
    def test_shows_each_with_the_evidence_that_the_user_may_see(self, reviewer, source):
        EvidenceFactory(issuer=source, title="Open news")
        EvidenceFactory(issuer=source, title="Secret", sensitivity=Sensitivity.NAMED_READERS)

        page = reviewer.get(reverse("source_list")).text

        assert "Institution NEW" in page and "added by ana" in page and "Open news" in page
        assert "Secret" not in page

    def test_is_reached_from_home(self, reviewer, source):
        page = reviewer.get(reverse("home")).text

        assert "1 new source to check" in page and reverse("source_list") in page

    def test_is_no_task_of_an_analyst(self, analyst, source):
        assert "new source" not in analyst.get(reverse("home")).text


class TestDecision:
    def test_accepts_a_source_under_a_corrected_name(self, reviewer, source):
        url = reverse("source_accept", args=["NEW"])

        answer = reviewer.post(url, {**opened(reviewer, url), "name": "HRW"}, follow=True)

        assert "Accepted. Everybody can choose it now." in answer.text
        source.refresh_from_db()
        assert (source.is_provisional, source.name_en) == (False, "HRW")

    def test_merges_a_source_into_a_body(self, reviewer, source):
        BodyFactory(code="HRW")
        url = reverse("source_merge", args=["NEW"])

        answer = reviewer.post(url, {"body": "HRW", "reason": "The same."}, follow=True)

        assert "Its evidence is now that of HRW" in answer.text
        assert not Body.objects.to_review().exists()
