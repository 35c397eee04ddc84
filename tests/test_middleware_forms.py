"""A form that is sent twice is saved once."""

from functools import partial

import pytest
from django.core.cache import caches
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from tests.actions.assessments.test_concurrency import at_once
from tests.factories import AssessmentFactory, RecommendationFactory, UserFactory
from tests.views.forms import opened, place
from tracker import middleware
from tracker.models import Assessment, Citation, Comment, Event, Evidence, Question, Topic

TOKENS = {name: name * 64 for name in "ab"}  # of two pages


def signed_in(user):
    client = Client()
    client.force_login(user)
    return client


def sent_from(page, **answers):
    """What a browser sends from a page: its token, and these answers."""
    return {"csrfmiddlewaretoken": TOKENS[page], **answers}


@pytest.fixture
def ana(db):
    return UserFactory(analyst=True)


@pytest.fixture
def client(ana):
    return signed_in(ana)


@pytest.fixture
def comments():
    """The address where a comment is sent to."""
    return place("comment_new", AssessmentFactory(submitted=True))


NOTE = {"sentence": "Judges were trained.", "url": "https://academy.example.org/t"}
LETTER = {"title": "Letter", "reason": "It came by post."}
TOPIC = {"code": "courts", "name": "Courts"}
FORMS = {  # by what they make: the page, and what is typed there
    Citation: ("log_progress", NOTE),
    Assessment: ("log_progress", {**NOTE, "status": "partial"}),
    Evidence: ("evidence_new", LETTER),
    Question: ("question_new", {"text": "Why?", "body": "OSP", "kind": "does_not_add_up"}),
}


def result_of(answer):
    return answer.status_code, answer.headers.get("Location")


class TestAFormSentThreeTimes:
    @pytest.mark.once
    @pytest.mark.parametrize("model", FORMS)
    def test_makes_one_row_and_leads_to_one_page(self, client, model):
        row, (page, typed) = RecommendationFactory(lead="OSP"), FORMS[model]
        args = [] if model is Evidence else [row.report.slug, row.number]
        where = reverse(page, args=args)
        sent = sent_from("a", **opened(client, where, **typed))

        first, events = client.post(where, sent), Event.objects.count()
        others = [client.post(where, sent) for _click in "23"]

        assert first.status_code == 302
        assert [result_of(one) for one in others] == [result_of(first)] * 2
        assert (model.objects.count(), Event.objects.count()) == (1, events)

    @pytest.mark.once
    def test_says_so_whichever_answer_is_shown(self, client):
        row = RecommendationFactory()
        where = reverse("log_progress", args=[row.report.slug, row.number])
        sent = sent_from("a", **opened(client, where, **NOTE))
        client.post(where, sent)
        del client.cookies["messages"]  # the browser threw the first answer away

        assert client.post(where, sent, follow=True).text.count("Noted. The status of") == 1

    @pytest.mark.once
    def test_in_a_window_of_the_admin_closes_it(self, client):
        where = reverse("admin:tracker_topic_add") + "?_popup=1"
        sent = sent_from("a", **TOPIC, _popup="1")

        answers = [client.post(where, sent) for _click in "123"]

        assert [one.text.count("data-popup-response") for one in answers] == [1, 1, 1]
        assert Topic.objects.count() == 1

    @pytest.mark.django_db(transaction=True)
    def test_at_once_makes_one_row_and_leads_to_one_page(self, ana, comments):
        row, clicks = RecommendationFactory(lead="OSP"), [signed_in(ana) for _click in "123"]
        forms = {Comment: (comments, {"text": "Which order?"})}
        for model, (page, typed) in FORMS.items():
            where = reverse(page, args=[] if model is Evidence else [row.report.slug, row.number])
            forms[model] = (where, opened(clicks[0], where, **typed))

        for model, (where, typed) in forms.items():
            before = model.objects.count()
            answers = at_once(
                *(partial(one.post, where, sent_from("a", **typed)) for one in clicks)
            )

            assert {result_of(one) for one in answers} == {(302, answers[0].url)}, model
            assert model.objects.count() == before + 1
            inserts = Event.objects.filter(operation="insert", table=model._meta.db_table)
            assert inserts.filter(key=model.objects.latest("pk").pk).count() == 1


@pytest.mark.once
class TestAFormIsSavedAgain:
    @pytest.mark.parametrize(
        "again", [sent_from("b", text="Why?"), sent_from("a", text="Why not?"), {"text": "Why?"}]
    )
    def test_opened_anew_or_with_other_words_or_without_a_token(self, client, comments, again):
        client.post(comments, sent_from("a", text="Why?"))

        assert client.post(comments, again).status_code == 302
        assert Comment.objects.count() == 2

    def test_by_another_person(self, client, comments):
        for one in (client, signed_in(UserFactory(analyst=True))):
            one.post(comments, sent_from("a", text="Why?"))

        assert Comment.objects.count() == 2

    def test_with_another_file_of_the_same_name_and_size(self, client):
        where = reverse("evidence_new")
        sent = opened(client, where, **LETTER)

        for content in (b"Shelter A is open.", b"Shelter B is open.", b"Shelter B is open."):
            file = SimpleUploadedFile("a.txt", content)
            client.post(where, sent_from("a", **sent, file=file))

        assert Evidence.objects.count() == 2

    def test_after_a_refusal(self, client, comments):
        for text, status in (("", 422), ("", 422), ("Why?", 302)):
            assert client.post(comments, sent_from("a", text=text)).status_code == status

    def test_after_a_fault_with_the_same_words(self, client, comments, monkeypatch):
        client.raise_request_exception = False
        with monkeypatch.context() as patch:
            patch.setattr("tracker.actions.assessments.review.save_checked", None)
            assert client.post(comments, sent_from("a", text="Why?")).status_code == 500

        assert client.post(comments, sent_from("a", text="Why?")).status_code == 302
        assert Comment.objects.count() == 1

    @pytest.mark.parametrize("name", ["account", "set_theme", "note_matches"])
    def test_that_changes_a_cookie_or_nothing(self, client, name, monkeypatch):
        monkeypatch.setattr(middleware, "_claim_form", None)

        assert client.post(reverse(name), sent_from("a", theme="dark")).status_code in (200, 302)


@pytest.mark.once
def test_a_form_that_is_still_being_saved_is_not_saved_beside_it(client, comments, monkeypatch):
    sent, key_of = sent_from("a", text="Why?"), middleware._form_key
    monkeypatch.setattr(middleware, "WAIT_SECONDS", 0)

    def claimed(request):
        key = key_of(request)
        caches["forms"].add(key, middleware.SAVING)
        return key

    monkeypatch.setattr(middleware, "_form_key", claimed)

    page = "http://testserver/reports/"
    answer = client.post(comments, sent, headers={"Referer": page})

    assert answer.status_code == 409 and "is still being saved" in answer.text
    assert f'href="{page}"' in answer.text
    assert not Comment.objects.exists()


def test_forms_never_drop_a_limit():
    assert caches["forms"]._table != caches["default"]._table
