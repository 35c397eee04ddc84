"""A file dropped on a log form: looked at, shown, taken away again, never left when refused."""

import html
import re
from datetime import timedelta

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from tests.documents import samples
from tests.documents.test_texts import UNCOUNTED_STATUSES
from tests.factories import (
    BodyFactory,
    CommitmentFactory,
    IndicatorFactory,
    QuestionFactory,
    RecommendationFactory,
    UserFactory,
)
from tests.views.forms import as_user, opened
from tests.views.uploads import (
    DROP,
    LOOKS_LIKE_A_VICTIM,
    address,
    dropped,
    filled,
    letter,
    logged,
    on_disk,
)
from tracker.actions.evidence.storage import delete_expired_uploads
from tracker.models import Assessment, Citation, Event, Evidence, Figure, File
from tracker.templatetags import tracker as tag
from tracker.vocabulary import EvidenceKind

pytestmark = [pytest.mark.django_db, pytest.mark.once]


@pytest.fixture
def recommendation():
    return RecommendationFactory(lead="THBD")


class TestDrop:
    def test_shows_what_it_is_and_guesses_the_rest(self, client):
        as_user(client, analyst=True)
        BodyFactory(code="MIA", acronym="MIA", name_en="Ministry of Internal Affairs")

        answer = client.post(DROP, {"file": letter(name="Letër.pdf")})

        page = html.unescape(answer.text)
        assert answer.status_code == 200
        assert answer["HX-Retarget"] == "#drop"
        assert "Letër.pdf" in page and "2 pages" in page
        assert "opened a shelter for boys" in page
        assert 'data-title="Steps taken on the shelter for boys"' in page
        assert 'data-language="en"' in page and 'data-published_on="2024-06-03"' in page
        assert "data-kind" not in page and "data-issuer" not in page

    def test_logs_nothing(self, client):
        as_user(client, analyst=True)
        events = Event.objects.count()

        dropped(client)

        assert (Event.objects.count(), File.objects.count()) == (events, 0)
        assert len(on_disk()) == 1

    @pytest.mark.parametrize(
        ("content", "name", "sentence"),
        [
            (b"MZ" + b"\0" * 200, "letter.pdf", "it is a program"),
            (
                b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>",
                "a.png",
                "was not accepted",
            ),
            (b"", "letter.pdf", "empty"),
            ("locked", "letter.pdf", "protected by a password"),
            ("macros", "letter.docx", "macros"),
        ],
    )
    def test_a_refused_one_says_why_and_leaves_nothing(self, client, content, name, sentence):
        as_user(client, analyst=True)
        made = {"locked": samples.locked_pdf, "macros": samples.macro_docx}
        content = made[content]() if content in made else content

        answer = client.post(DROP, {"file": SimpleUploadedFile(name, content)})

        assert answer.status_code == 422
        assert sentence in answer.text and 'role="alert"' in answer.text
        assert 'name="upload"' not in answer.text
        assert on_disk() == []

    def test_a_name_is_made_safe(self, client):
        as_user(client, analyst=True)

        answer = client.post(DROP, {"file": letter(name="../../etc/<b>\x07letter.exe")})

        assert "<b>" not in answer.text.replace("<b>_b_letter.pdf</b>", "")
        assert "etc" not in html.unescape(answer.text)

    def test_is_taken_away_again(self, client):
        as_user(client, analyst=True)
        upload = dropped(client)

        answer = client.post(DROP, {"upload": upload})

        assert 'name="upload"' not in answer.text
        assert on_disk() == []

    @pytest.mark.parametrize("upload", ["", "forged", "\0", "ö:" * 2000])
    def test_nothing_is_taken_away_by_a_forged_key(self, client, upload):
        as_user(client, analyst=True)
        dropped(client)

        assert client.post(DROP, {"upload": upload}).status_code == 200
        assert len(on_disk()) == 1

    def test_of_others_is_not_taken_away(self, client):
        as_user(client, analyst=True)
        upload = dropped(client)
        as_user(client, analyst=True)

        client.post(DROP, {"upload": upload})

        assert len(on_disk()) == 1

    def test_a_stranger_is_sent_to_sign_in_and_a_viewer_told_whom_to_ask(self, client):
        assert client.post(DROP, {"file": letter()}).status_code == 302
        as_user(client, viewer=True)

        answer = client.post(DROP, {"file": letter()})

        assert answer.status_code == 403
        assert "only analysts can" in answer.text
        assert on_disk() == []

    def test_costs_the_same_for_few_bodies_and_for_many(self, client, django_assert_num_queries):
        as_user(client, analyst=True)
        dropped(client)
        with django_assert_num_queries(50, exact=False) as few:
            dropped(client)
        BodyFactory.create_batch(9)

        with django_assert_num_queries(len(few)):
            dropped(client)


class TestTicket:
    def test_of_somebody_else_is_refused(self, client, recommendation):
        as_user(client, analyst=True)
        upload = dropped(client)
        as_user(client, analyst=True)

        answer = logged(client, recommendation, upload=upload)

        assert answer.status_code == 422
        assert "The uploaded file is no longer available" in html.unescape(answer.text)
        assert upload not in answer.text
        assert Evidence.objects.count() == 0

    @pytest.mark.real_clock
    def test_after_two_weeks_is_refused_and_what_was_typed_is_kept(self, client, recommendation):
        ana = as_user(client, analyst=True)
        upload = dropped(client)
        sent = filled(client, recommendation, upload=upload)

        with time_machine.travel(timezone.now() + timedelta(days=14, hours=1), tick=False):
            delete_expired_uploads(now=timezone.now())
            client.force_login(ana)
            answer = client.post(address(recommendation), sent)

        assert answer.status_code == 422
        assert "it is kept for 14 days" in html.unescape(answer.text)
        assert "The shelter is open." in answer.text

    @pytest.mark.parametrize("upload", ["forged", "x:y:z", "9" * 9000])
    def test_that_is_forged_is_refused(self, client, recommendation, upload):
        as_user(client, analyst=True)

        assert logged(client, recommendation, upload=upload).status_code == 422


class TestTick:
    def test_stands_with_the_spots_and_lets_the_file_through(self, client, recommendation):
        as_user(client, analyst=True)

        shown = client.post(DROP, {"file": letter(LOOKS_LIKE_A_VICTIM, "letter.txt")})
        upload = re.search(r'name="upload" value="([^"]+)"', shown.text)[1]
        marks = re.search(r'name="looked_at" value="([^"]+)"', shown.text)[1]
        answer = logged(client, recommendation, upload=upload, looked_at=marks)

        assert "Arta Krasniqi" in shown.text
        assert answer.status_code == 302
        assert "victim_beside_name" in Event.objects.order_by("-pk").first().looked_at

    def test_goes_with_no_title_that_names_a_victim(self, client):
        as_user(client, analyst=True)

        shown = client.post(DROP, {"file": letter(LOOKS_LIKE_A_VICTIM, "Minutes of May.txt")})

        assert 'data-title="Minutes of May"' in shown.text

    def test_stands_for_no_spot_that_was_not_shown(self, client, recommendation, monkeypatch):
        monkeypatch.setattr(tag, "MAX_SPOTS", 2)
        as_user(client, analyst=True)
        values = "\n\n".join(f"The victim {name} Krasniqi." for name in ("Arta", "Blerta", "Cena"))

        shown = client.post(DROP, {"file": letter(values.encode(), "letter.txt")})
        upload = re.search(r'name="upload" value="([^"]+)"', shown.text)[1]
        marks = re.search(r'name="looked_at" value="([^"]+)"', shown.text)[1]
        params = logged(client, recommendation, upload=upload, looked_at=marks)

        assert "«victim Blerta Krasniqi»" in shown.text
        assert "«victim Cena Krasniqi»" not in shown.text
        assert params.status_code == 422
        assert [spot.words for spot in params.context["spots"]] == ["victim Cena Krasniqi"]

    def test_is_asked_of_nobody_for_a_body_s_name(self, client):
        as_user(client, analyst=True)
        BodyFactory(name_en="Nova Iskra")

        shown = client.post(DROP, {"file": letter(b"Nova Iskra met the victim.", "letter.txt")})

        assert 'name="looked_at"' not in shown.text

    def test_is_asked_for_a_comment_of_a_document(self, client):
        as_user(client, analyst=True)
        document = UNCOUNTED_STATUSES["comment in Word"]()

        shown = client.post(DROP, {"file": letter(document, "letter.docx")})

        assert 'name="looked_at"' in shown.text and "Teuta Gashi" in shown.text

    def test_stays_ticked_when_the_form_is_refused(self, client, recommendation):
        as_user(client, analyst=True)
        shown = client.post(DROP, {"file": letter(LOOKS_LIKE_A_VICTIM, "letter.txt")})
        upload = re.search(r'name="upload" value="([^"]+)"', shown.text)[1]
        marks = re.search(r'name="looked_at" value="([^"]+)"', shown.text)[1]

        refused = logged(client, recommendation, upload=upload, looked_at=marks, as_of="never")

        assert refused.status_code == 422
        assert f'value="{marks}" checked' in refused.text


class TestFileSentWithTheForm:
    def test_that_is_refused_says_why_keeps_what_was_typed_and_leaves_nothing(
        self, client, recommendation
    ):
        as_user(client, analyst=True)

        answer = logged(client, recommendation, file=letter(b"MZ" + b"\0" * 200))

        assert answer.status_code == 422
        assert "it is a program" in answer.text
        assert "The shelter is open." in answer.text
        assert on_disk() == [] and Evidence.objects.count() == 0

    def test_takes_the_place_of_the_one_before(self, client, recommendation):
        as_user(client, analyst=True)
        upload = dropped(client)

        logged(client, recommendation, upload=upload, file=letter(b"One line of words.", "a.txt"))

        assert File.objects.get().name == "a.txt"


class TestWho:
    def test_a_focal_point_logs_a_view_with_a_file(self, client):
        thbd = BodyFactory(code="THBD")
        recommendation = RecommendationFactory(lead=thbd)
        focal = as_user(client, contributor=True, speaks_for=[thbd])

        answer = logged(client, recommendation, status="partial", upload=dropped(client))

        assert answer.status_code == 302
        view = Assessment.objects.get()
        assert view.body == thbd
        assert view.citations.get().evidence.files.get().added_by == focal

    def test_a_focal_point_names_no_readers(self, client):
        thbd = BodyFactory(code="THBD")
        recommendation = RecommendationFactory(lead=thbd)
        UserFactory(analyst=True, first_name="Unlisted", last_name="Analyst")
        as_user(client, contributor=True, speaks_for=[thbd])

        page = client.get(address(recommendation)).text

        assert 'value="named_readers"' not in page and "Unlisted" not in page

    def test_at_most_fifty_readers_are_offered(self, client, recommendation):
        as_user(client, analyst=True)
        UserFactory.create_batch(51, analyst=True)

        assert client.get(address(recommendation)).text.count('name="readers"') == 50

    def test_the_form_costs_the_same_for_few_people_and_for_many(
        self, client, recommendation, django_assert_num_queries
    ):
        as_user(client, analyst=True)
        client.get(address(recommendation))
        with django_assert_num_queries(100, exact=False) as few:
            client.get(address(recommendation))
        UserFactory.create_batch(9, analyst=True)

        with django_assert_num_queries(len(few)):
            client.get(address(recommendation))


class TestOtherForms:
    """Wherever something is shown, a file shows it too."""

    def test_a_promise(self, client, recommendation):
        as_user(client, analyst=True)
        where = reverse("commitment_new", args=[recommendation.report.slug, recommendation.number])

        answer = client.post(where, opened(client, where, text="Open a shelter", file=letter()))

        assert answer.status_code == 302, answer.text
        assert Citation.objects.get().evidence.files.get().pages == 2

    def test_that_a_measure_is_done(self, client, recommendation):
        as_user(client, analyst=True)
        commitment = CommitmentFactory(recommendation=recommendation)
        where = reverse("commitment_complete", args=[commitment.pk])

        answer = client.post(
            where, opened(client, where, sentence="It is open.", upload=dropped(client))
        )

        assert answer.status_code == 302, answer.text
        assert File.objects.count() == 1

    def test_an_answer_even_at_a_second_click(self, client, recommendation):
        as_user(client, analyst=True)
        question = QuestionFactory(
            recommendation=recommendation, body=BodyFactory(), asked_on="2025-01-10"
        )
        where = reverse("question_answer", args=[question.pk])
        sent = opened(client, where, sentence="Twelve beds.", upload=dropped(client))
        sent["csrfmiddlewaretoken"] = "a" * 64

        first, second = client.post(where, sent), client.post(where, sent)

        assert (first.status_code, second.status_code) == (302, 302), second.text
        assert File.objects.count() == Citation.objects.count() == 1

    def test_a_figure(self, client):
        as_user(client, analyst=True)
        where = reverse("figure_new", args=[IndicatorFactory().code])
        table = SimpleUploadedFile("beds.xlsx", samples.table_xlsx())

        answer = client.post(where, opened(client, where, value="12", period="2025", file=table))

        assert answer.status_code == 302, answer.text
        assert Figure.objects.get().evidence.kind == EvidenceKind.NOT_STATED

    def test_the_log_form_of_the_admin(self, client, recommendation):
        as_user(client, analyst=True)
        where = reverse("admin:tracker_recommendation_log", args=[recommendation.pk])

        answer = client.post(where, opened(client, where, sentence="Open.", file=letter()))

        assert answer.status_code == 302, answer.text
        assert Citation.objects.get().evidence.files.get().pages == 2
