"""A log form with a file, dropped by the script or sent with the form: logged, and never lost."""

import html
import re

import pytest
from django.utils import timezone

from tests.documents import samples
from tests.factories import (
    RecommendationFactory,
    ResponsibilityFactory,
    UserFactory,
)
from tests.views.forms import as_user
from tests.views.uploads import (
    LOOKS_LIKE_A_VICTIM,
    address,
    dropped,
    filled,
    letter,
    logged,
    on_disk,
)
from tracker.actions.evidence import storage
from tracker.models import Assessment, Citation, Event, Evidence, File
from tracker.vocabulary import EvidenceKind, Role, Sensitivity, State

pytestmark = [pytest.mark.django_db, pytest.mark.once]


@pytest.fixture
def recommendation():
    return RecommendationFactory(lead="THBD")


@pytest.mark.parametrize("how", ["with the script", "without"])
class TestLog:
    def sent(self, how, client, content=None, name="letter.pdf"):
        if how == "without":
            return {"file": letter(content, name)}
        return {"upload": dropped(client, content, name)}

    def test_a_note_with_a_file_takes_its_title_and_day(self, client, recommendation, how):
        ana = as_user(client, analyst=True)

        answer = logged(client, recommendation, **self.sent(how, client))

        assert answer.status_code == 302
        piece = Citation.objects.get().evidence
        file = piece.files.get()
        assert piece.title == "Steps taken on the shelter for boys"
        assert piece.kind == EvidenceKind.NOT_STATED
        assert piece.reading["kind"]["value"] == EvidenceKind.LETTER
        assert piece.sensitivity == file.sensitivity == Sensitivity.INTERNAL
        assert (file.name, file.pages, file.added_by) == ("letter.pdf", 2, ana)
        assert storage.read_file(file.sha256) == samples.letter_pdf()

    def test_a_judgment_with_a_file(self, client, recommendation, how):
        as_user(client, analyst=True)

        logged(client, recommendation, status="partial", **self.sent(how, client))

        made = Assessment.objects.get()
        assert made.state == State.SUBMITTED
        assert made.citations.get().evidence.files.get().pages == 2

    def test_a_file_and_a_link_make_one_piece(self, client, recommendation, how):
        as_user(client, analyst=True)
        link = "https://mia.example.org/letter"

        logged(client, recommendation, url=link, **self.sent(how, client))

        piece = Evidence.objects.get()
        assert piece.url == link and piece.files.count() == 1

    def test_a_title_typed_stays(self, client, recommendation, how):
        as_user(client, analyst=True)

        logged(client, recommendation, title="Letter 123", **self.sent(how, client))

        assert Evidence.objects.get().title == "Letter 123"

    def test_where_it_stands_is_cited(self, client, recommendation, how):
        as_user(client, analyst=True)

        logged(client, recommendation, page="2", paragraph="3(b)", **self.sent(how, client))

        cited = Citation.objects.get()
        assert (cited.page, cited.paragraph) == ("2", "3(b)")

    def test_readers_are_named(self, client, recommendation, how):
        ana, ben = as_user(client, analyst=True), UserFactory(analyst=True)
        secret = {"sensitivity": "named_readers", "readers": [ben.pk]}

        logged(client, recommendation, **secret, **self.sent(how, client))

        piece = Evidence.objects.get()
        assert piece.sensitivity == piece.files.get().sensitivity == Sensitivity.NAMED_READERS
        assert list(piece.readers.all()) == [ben]
        assert piece in Evidence.objects.visible_to(ana)
        assert piece not in Evidence.objects.visible_to(UserFactory(analyst=True))

    def test_the_same_file_again_is_held_once(self, client, recommendation, how):
        as_user(client, analyst=True)
        logged(client, recommendation, **self.sent(how, client))
        other = RecommendationFactory()

        logged(client, other, **self.sent(how, client))

        assert Evidence.objects.count() == File.objects.count() == 1
        assert Citation.objects.filter(recommendation=other).exists()

    def test_what_is_hidden_from_somebody_is_not_found_by_its_bytes(
        self, client, recommendation, how
    ):
        as_user(client, analyst=True)
        logged(client, recommendation, sensitivity="named_readers", **self.sent(how, client))
        other = as_user(client, analyst=True)

        logged(client, recommendation, **self.sent(how, client))

        assert Evidence.objects.count() == 2
        assert Evidence.objects.visible_to(other).get().files.get().added_by == other

    def test_is_kept_when_the_form_is_refused(self, client, recommendation, how):
        as_user(client, analyst=True)
        sent = filled(client, recommendation, as_of="2024-02-31", **self.sent(how, client))

        refused = client.post(address(recommendation), sent)
        again = {name: value for name, value in sent.items() if name != "file"}
        again |= {
            "as_of": str(timezone.localdate()),
            "upload": refused.context["form"].stored_upload.token,
        }
        answer = client.post(address(recommendation), again)

        assert refused.status_code == 422
        assert "opened a shelter for boys" in refused.text
        assert refused.context["form"].stored_upload.token in html.unescape(refused.text)
        assert answer.status_code == 302
        assert Evidence.objects.get().files.get().name == "letter.pdf"

    def test_is_kept_when_somebody_was_quicker(self, client, recommendation, how):
        as_user(client, analyst=True)
        sent = filled(client, recommendation, status="partial", **self.sent(how, client))
        ResponsibilityFactory(recommendation=recommendation, role=Role.SUPPORTING)

        refused = client.post(address(recommendation), sent)

        assert "after you opened this form" in refused.text
        assert 'name="upload"' in refused.text

    def test_a_second_click_changes_nothing(
        self, client, recommendation, how, django_capture_on_commit_callbacks
    ):
        as_user(client, analyst=True)
        upload = dropped(client)
        sent = filled(client, recommendation, upload=upload)
        with django_capture_on_commit_callbacks(execute=True):
            client.post(address(recommendation), sent)
        assert not any("dropped" in path.parts for path in on_disk())

        answer = client.post(address(recommendation), sent)

        assert answer.status_code == 302
        assert Citation.objects.count() == Evidence.objects.count() == File.objects.count() == 1

    def test_what_may_tell_of_a_victim_is_asked_about_and_kept(self, client, recommendation, how):
        as_user(client, analyst=True)
        sent = filled(
            client, recommendation, **self.sent(how, client, LOOKS_LIKE_A_VICTIM, "letter.txt")
        )

        params = client.post(address(recommendation), sent)

        assert params.status_code == 422
        assert Evidence.objects.count() == 0
        assert 'name="upload"' in params.text and 'type="file"' not in params.text
        again = {
            name: html.unescape(value).strip("\n")
            for name, value in re.findall(
                r'<textarea[^>]* name="([^"]+)"[^>]*>(.*?)</textarea>', params.text, re.S
            )
        }
        marks = re.search(r'name="looked_at" value="([^"]+)"', params.text)[1]
        answer = client.post(address(recommendation), {**again, "looked_at": marks})
        assert answer.status_code == 302
        assert Evidence.objects.get().files.get().name == "letter.txt"
        assert "victim_beside_name" in Event.objects.order_by("-pk").first().looked_at
