"""Files in the admin: with evidence, and with what is logged on a recommendation's page."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from tests.admin.test_recommendations import opened, sign_in
from tests.factories import BodyFactory, RecommendationFactory
from tracker.models import Evidence, File

pytestmark = pytest.mark.django_db
ADD = "admin:tracker_evidence_add"


def letter(content=b"The ministry paid EUR 310,000 to two shelters.", name="letter.txt"):
    return SimpleUploadedFile(name, content)


def new_evidence(**values):
    return {
        "kind": "letter",
        "title": "A letter",
        "sensitivity": "internal",
        "attribution": "attributable",
        **values,
    }


class TestAFile:
    def test_comes_with_new_evidence(self, client):
        user = sign_in(client, analyst=True)
        BodyFactory(code="MFLT", acronym="ministry")

        answer = client.post(reverse(ADD), new_evidence(file=letter()))

        file = File.objects.select_related("evidence").get()
        assert answer.status_code == 302
        assert (file.name, file.added_by, file.evidence.title) == ("letter.txt", user, "A letter")

    def test_that_is_refused_adds_nothing(self, client):
        sign_in(client, analyst=True)

        answer = client.post(reverse(ADD), new_evidence(file=letter(b"MZ\0", name="letter.exe")))

        assert answer.status_code == 200 and "letter.exe" in answer.text
        assert not Evidence.objects.exists()

    def test_is_added_to_existing_evidence_for_a_reason(self, client):
        sign_in(client, analyst=True)
        client.post(reverse(ADD), new_evidence())
        evidence = Evidence.objects.get()
        url = reverse("admin:tracker_evidence_change", args=[evidence.pk])
        sent = {**new_evidence(), "last_event": "", "file": letter()}

        without = client.post(url, sent)
        sent = {**sent, "file": letter(), "reason_text": "It arrived by post"}

        assert without.status_code == 200 and not File.objects.exists()
        assert client.post(url, sent).status_code == 302
        assert File.objects.get().evidence == evidence

    def test_is_kept_while_the_form_is_corrected(self, client):
        sign_in(client, analyst=True)
        row = RecommendationFactory()
        url = reverse("admin:tracker_recommendation_change", args=[row.pk])
        sent = {**opened(client, url), "citations-0-file": letter()}

        shown = client.post(url, sent)
        sent["citations-0-upload"] = (
            shown.context["inline_admin_formsets"][0].formset.forms[0]["upload"].value()
        )
        del sent["citations-0-file"]
        answer = client.post(url, {**sent, "citations-0-sentence": "Paid in May."})

        assert "Your file is kept" in shown.text and sent["citations-0-upload"] in shown.text
        assert answer.status_code == 302 and File.objects.get().name == "letter.txt"

    def test_is_evidence_of_a_note_on_the_recommendations_page(self, client):
        sign_in(client, analyst=True)
        row = RecommendationFactory()
        url = reverse("admin:tracker_recommendation_change", args=[row.pk])
        note = {"citations-0-sentence": "Paid in May.", "citations-0-file": letter()}

        answer = client.post(url, {**opened(client, url), **note})

        assert answer.status_code == 302
        assert File.objects.get().evidence.citations.get().recommendation == row
