"""The note written on Home."""

import pytest
from django.urls import reverse
from django.utils import timezone

from tests.factories import (
    BodyFactory,
    EvidenceFactory,
    RecommendationFactory,
    as_factory,
)
from tests.views.forms import as_user
from tests.views.uploads import LOOKS_LIKE_A_VICTIM, dropped, letter
from tracker.models import Citation, Event, Evidence
from tracker.vocabulary import EvidenceKind, Sensitivity, Use

pytestmark = [pytest.mark.django_db, pytest.mark.once]

NEW, MATCHES = "/notes/new/", "/notes/matches/"
SENTENCE = "The finance ministry paid 310,000 euros to two shelters."
LINK = "https://mfk.example.org/payments"


@pytest.fixture
def shelters():
    return RecommendationFactory(
        number="6", short_title="Resources for NGO-run shelters", lead="MLSW"
    )


@pytest.fixture
def hotline():
    return RecommendationFactory(number="9", short_title="Train hotline operators")


def note(client, about=None, **answers):
    """Sends the form as the browser does after the recommendation was picked."""
    sent = {"sentence": SENTENCE, "url": LINK, "offered_url": "", "search": "", "upload": ""}
    if about:
        sent["recommendation"] = about.pk
    return client.post(NEW, {**sent, **answers})


class TestCreateNote:
    def test_stores_a_citation_as_context_and_states_nothing_else(self, client, shelters):
        ana = as_user(client, analyst=True)

        answer = note(client, shelters)

        assert (answer.status_code, answer.url) == (302, "/")
        stored = Citation.objects.get()
        assert (stored.recommendation, stored.assessment) == (shelters, None)
        assert (stored.sentence, stored.use, stored.added_by) == (SENTENCE, Use.CONTEXT, ana)
        assert stored.as_of == timezone.localdate()
        piece = stored.evidence
        assert (piece.url, piece.title, piece.issuer) == (LINK, SENTENCE, None)
        assert piece.kind == EvidenceKind.NOT_STATED
        assert (piece.covers_from, piece.covers_to) == (None, None)
        assert piece.sensitivity == Sensitivity.INTERNAL
        shelters.refresh_from_db()
        assert shelters.status == "not_assessed"

    def test_gives_the_sentence_as_the_reason(self, client, shelters):
        as_user(client, analyst=True)

        note(client, shelters)

        event = Event.objects.filter(table="tracker_citation").get()
        assert (event.reason, event.recommendation) == (SENTENCE, shelters.pk)

    def test_says_where_it_is_and_what_can_be_done_next(self, client, shelters):
        as_user(client, analyst=True)

        page = client.get(note(client, shelters).url).content.decode()

        stored = Citation.objects.get()
        assert "Noted on 6 Resources for NGO-run shelters." in page
        assert f'href="{shelters.get_absolute_url()}#citation-{stored.pk}"' in page
        assert f'href="{reverse("note_withdraw", args=[stored.pk])}"' in page
        assert f'href="{shelters.get_absolute_url()}log/"' in page

    def test_needs_no_link(self, client, shelters):
        as_user(client, analyst=True)

        note(client, shelters, url="")

        piece = Citation.objects.get().evidence
        assert (piece.title, piece.url, piece.issuer) == (SENTENCE, "", None)

    @pytest.mark.parametrize("how", ["with the script", "without"])
    def test_takes_a_file(self, client, shelters, how):
        as_user(client, analyst=True)
        sent = {"upload": dropped(client)} if how == "with the script" else {"file": letter()}

        note(client, shelters, url="", **sent)

        piece = Citation.objects.get().evidence
        assert piece.title == "Steps taken on the shelter for boys"
        assert (piece.kind, piece.issuer) == (EvidenceKind.NOT_STATED, None)
        assert piece.files.get().name == "letter.pdf"

    @pytest.mark.parametrize("answers", [{}, {"url": ""}, {"url": "", "file": True}])
    def test_sent_twice_is_one_note(self, client, shelters, answers):
        as_user(client, analyst=True)

        for _click in range(2):
            file = {"file": letter()} if "file" in answers else {}
            assert note(client, shelters, **{**answers, **file}).status_code == 302

        assert (Citation.objects.count(), Evidence.objects.count()) == (1, 1)

    def test_uses_the_evidence_that_has_the_link(self, client, shelters):
        as_user(client, analyst=True)
        with as_factory():
            piece = EvidenceFactory(url=LINK, issuer=BodyFactory(code="MFLT"))

        note(client, shelters)

        assert Citation.objects.get().evidence == piece

    @pytest.mark.parametrize(
        ("answers", "field", "sentence"),
        [
            ({"sentence": ""}, "sentence", "This field is required."),
            ({"sentence": LINK}, "sentence", "Write in one sentence what the link shows."),
            ({"url": "nowhere"}, "url", "Enter a valid URL."),
            ({"recommendation": ""}, "recommendation", "Choose the recommendation"),
            ({"recommendation": "9" * 30}, "recommendation", "not in the current list"),
            ({"recommendation": "x"}, "recommendation", "not in the current list"),
            ({"upload": "stale"}, "file", "is no longer available"),
        ],
    )
    def test_a_bad_value_shows_its_error_and_keeps_the_rest(
        self, client, shelters, answers, field, sentence
    ):
        as_user(client, analyst=True)
        events = Event.objects.count()

        answer = note(client, shelters, **{"sentence": SENTENCE, "search": "shelters", **answers})

        page = answer.content.decode()
        assert answer.status_code == 422
        assert "Nothing was saved" in page
        assert sentence in " ".join(answer.context["note_form"].errors[field])
        assert answers.get("sentence", SENTENCE) in page
        assert answers.get("url", LINK) in page
        assert Event.objects.count() == events

    def test_without_a_choice_shows_the_matches(self, client, shelters, hotline):
        as_user(client, analyst=True)

        answer = note(client)

        page = answer.content.decode()
        assert answer.status_code == 422
        assert f'value="{shelters.pk}" id="note-on-{shelters.pk}">' in page
        assert f"note-on-{hotline.pk}" not in page

    def test_without_a_word_asks_for_a_choice(self, client, shelters):
        as_user(client, analyst=True)

        page = note(client, sentence="", url="").content.decode()

        assert "Choose the recommendation that the note is about." in page
        assert "Matching recommendations appear here as you type." in page
        assert "No recommendation matches" not in page

    def test_keeps_a_file_that_came_without_a_choice(self, client, shelters):
        as_user(client, analyst=True)

        page = note(client, file=letter()).content.decode()
        token = page.split('name="upload" value="')[1].split('"')[0]
        note(client, shelters, upload=token)

        assert Citation.objects.get().evidence.files.get().name == "letter.pdf"

    def test_says_why_a_file_is_refused(self, client, shelters):
        as_user(client, analyst=True)

        answer = note(client, shelters, file=letter(b"MZ" + b"\0" * 200))

        assert answer.status_code == 422
        assert "it is a program" in answer.content.decode()
        assert SENTENCE in answer.content.decode()

    def test_asks_before_it_stores_what_may_name_a_victim(self, client, shelters):
        as_user(client, analyst=True)
        about_a_victim = LOOKS_LIKE_A_VICTIM.decode().split("\n\n")[1]

        answer = note(client, shelters, sentence=about_a_victim)

        assert answer.status_code == 422
        assert "Arta Krasniqi" in answer.content.decode()
        assert not Citation.objects.exists()

    def test_offers_the_link_of_the_sentence_once(self, client, shelters):
        as_user(client, analyst=True)
        sentence = f"Two shelters were paid ({LINK})."

        offered = note(client, shelters, sentence=sentence, url="")
        form = offered.context["note_form"]
        assert offered.status_code == 422
        assert (form["url"].value(), form["offered_url"].value()) == (LINK, LINK)

        note(client, shelters, sentence=sentence, url="", offered_url=LINK)
        stored = Citation.objects.get()
        assert (stored.sentence, stored.evidence.url) == (sentence, "")

    @pytest.mark.parametrize("right", ["viewer", "contributor", "auditor", "administrator"])
    def test_is_for_who_logs(self, client, shelters, right):
        as_user(client, **{right: True})

        assert note(client, shelters).status_code == 403
        assert client.post(MATCHES, {"search": "6"}).status_code == 403
        assert "quick-note" not in client.get("/").content.decode()
        assert not Citation.objects.exists()


class TestFindRecommendations:
    def found(self, client, **sent):
        answer = client.post(MATCHES, sent)
        assert answer.status_code == 200
        return [row.number for row in answer.context["form"].matches]

    def test_searches_and_suggests_by_the_sentence(self, client, shelters, hotline):
        as_user(client, analyst=True)

        assert self.found(client, sentence=SENTENCE, search="") == ["6"]
        assert self.found(client, sentence=SENTENCE, search="9") == ["9"]
        assert self.found(client, sentence="Nothing of the kind.") == []

    def test_keeps_the_choice_first(self, client, shelters, hotline):
        as_user(client, analyst=True)

        assert self.found(client, search="hotline", recommendation=shelters.pk) == ["6", "9"]

    def test_shows_the_link_of_the_sentence(self, client, shelters):
        as_user(client, analyst=True)
        sent = {"sentence": f"Paid: {LINK}.", "url": "", "offered_url": ""}

        first = client.post(MATCHES, sent).content.decode()
        again = client.post(MATCHES, {**sent, "offered_url": LINK}).content.decode()

        assert 'hx-swap-oob="true"' in first and f'value="{LINK}"' in first
        assert "note-link" not in again


class TestWithdrawNote:
    def test_withdraws_it_with_a_reason(self, client, shelters):
        as_user(client, analyst=True)
        note(client, shelters)
        stored = Citation.objects.get()
        where = reverse("note_withdraw", args=[stored.pk])

        assert SENTENCE in client.get(where).content.decode()
        answer = client.post(where, {"reason": "The wrong recommendation."})

        assert answer.url == shelters.get_absolute_url()
        stored.refresh_from_db()
        assert stored.withdrawal_reason == "The wrong recommendation."
        assert client.get(where).status_code == 404
