"""What is typed into a form and not sent: kept for its owner, shown again, gone when it is sent."""

import os
import re
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from django.db import models
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests.factories import (
    PASSWORD,
    AssessmentFactory,
    RecommendationFactory,
    UserFactory,
)
from tests.helpers.one_time_codes import code_of
from tests.views.forms import decision_page, opened, place
from tests.views.people.test_second_factor import add_app, sign_in
from tests.views.uploads import letter
from tracker.actions import form_drafts
from tracker.actions.evidence import files
from tracker.actions.evidence.storage import evidence_storage
from tracker.models import Citation, Comment, Event, Evidence, FormDraft, SavedView

pytestmark = pytest.mark.django_db

SCRIPT = {"HX-Request": "true"}
NEW = "/evidence/new/"
LETTER = {"title": "A letter of MLSW", "remark": "It came by post.", "sensitivity": "internal"}
KEPT = {**LETTER, "reason": "To cite it."}
SIGNED = re.compile(r'name="form_draft" value="([^"]+)"')


def signed_key(client, address):
    """The hidden field of a form, as its page has it."""
    return SIGNED.search(client.get(address).text)[1]


def keep(client, address, **values):
    """What the script sends while somebody types."""
    return keep_as(client, signed_key(client, address), address, **values)


def keep_as(client, key, address, **values):
    """What the script sends from a page with this key."""
    sent = {"form_draft": key, "keep_draft": "1", **values}
    return client.post(address, sent, headers=SCRIPT)


def form_of(page):
    """The form that a page shows: before a draft, it is opened as any other."""
    return [context for context in page.context if "form" in context][-1]["form"]


@pytest.fixture
def recommendation(db):
    return RecommendationFactory()


@pytest.fixture
def log(recommendation):
    return reverse("log_progress", args=[recommendation.report.slug, recommendation.number])


class TestKeep:
    def test_stores_what_was_typed_for_its_owner(self, analyst):
        answer = keep(analyst, NEW, **LETTER)

        draft = FormDraft.objects.get()
        assert answer.status_code == 200
        assert answer.text == f"Draft kept {timezone.localtime(draft.saved_at):%H:%M}"
        assert (draft.owner, draft.address) == (analyst.user, NEW)
        assert draft.values == {name: [value] for name, value in LETTER.items()}

    def test_replaces_what_the_same_page_kept(self, analyst):
        key = signed_key(analyst, NEW)
        for title in ("A", "A letter"):
            keep_as(analyst, key, NEW, title=title)

        assert FormDraft.objects.get().values == {"title": ["A letter"]}

    def test_keeps_the_drafts_of_two_pages_apart(self, analyst):
        keep(analyst, NEW, title="One")
        keep(analyst, NEW, title="Another")

        assert FormDraft.objects.count() == 2

    def test_keeps_the_newest_of_a_user(self, analyst, reviewer, monkeypatch):
        monkeypatch.setattr("tracker.actions.form_drafts.MAX_DRAFTS", 2)
        keep(reviewer, NEW, title="Of another")
        for title in ("One", "Two", "Three"):
            keep(analyst, NEW, title=title)

        titles = {draft.values["title"][0] for draft in FormDraft.objects.all()}
        assert titles == {"Of another", "Two", "Three"}

    def test_stores_nothing_but_what_a_page_gave(self, analyst, recommendation):
        given = {"recommendation": recommendation.pk, "here": "1"}

        assert keep(analyst, reverse("note_new"), **given, sentence="").status_code == 200
        assert not FormDraft.objects.exists()

    def test_makes_no_history(self, analyst):
        keep(analyst, NEW, **LETTER)

        assert not Event.objects.filter(table="tracker_formdraft").exists()
        assert FormDraft._meta.get_field("owner").remote_field.on_delete is models.CASCADE

    def test_refuses_words_like_a_victims_data_in_a_sentence(self, analyst):
        answer = keep(
            analyst, NEW, title="Victim A.B., born 12 March 2009, personal no. 1234567890"
        )

        assert answer.status_code == 422
        assert answer.text.startswith("Draft not kept.")
        assert not FormDraft.objects.exists()

    def test_refuses_a_very_long_text(self, analyst):
        answer = keep(analyst, NEW, title="letter " * 80_000)

        assert answer.status_code == 422
        assert not FormDraft.objects.exists()

    def test_refuses_a_very_long_address(self, analyst):
        answer = keep(analyst, f"{NEW}?next=/evidence/{'x' * 500}", **LETTER)

        assert (answer.status_code, FormDraft.objects.count()) == (422, 0)
        assert "too long to be kept" in answer.text

    def test_stores_no_words_to_be_redacted(self, client):
        client.force_login(UserFactory(administrator=True))
        keep(client, "/redactions/", words="Arta")

        assert not FormDraft.objects.exists()

    def test_stores_nothing_of_a_stranger(self, client, analyst):
        key = signed_key(analyst, NEW)

        assert keep_as(client, key, NEW, **LETTER).status_code == 401
        assert not FormDraft.objects.exists()

    def test_deletes_the_draft_of_a_form_that_is_empty_again(self, analyst):
        key = signed_key(analyst, NEW)
        keep_as(analyst, key, NEW, title="A")
        keep_as(analyst, key, NEW, title="")

        assert not FormDraft.objects.exists()


class TestTheButton:
    def test_keeps_a_form_without_a_script_and_shows_it_again(self, analyst):
        key = signed_key(analyst, NEW)

        answer = analyst.post(NEW, {"form_draft": key, "keep_draft": "1", **LETTER})

        page = analyst.get(answer.url)
        assert page.status_code == 200
        assert "This is your draft of" in page.text
        assert form_of(page)["title"].value() == LETTER["title"]
        assert not form_of(page).errors
        assert not Evidence.objects.exists()

    def test_keeps_a_file_by_its_token(self, analyst):
        key = signed_key(analyst, NEW)

        answer = analyst.post(
            NEW, {"form_draft": key, "keep_draft": "1", "file": letter(), **LETTER}
        )

        page = analyst.get(answer.url)
        assert form_of(page).stored_upload is not None

    @pytest.mark.real_clock  # as the disk
    def test_lets_a_file_wait_as_long_as_the_words(self, analyst):
        key, now = signed_key(analyst, NEW), timezone.now()
        kept = analyst.post(NEW, {"form_draft": key, "keep_draft": "1", "file": letter()})
        token = FormDraft.objects.get().values["upload"][0]
        upload = files.load_upload(token, by=analyst.user)
        path = Path(evidence_storage().path(f"dropped/{analyst.user.pk}/{upload.file.sha256}"))
        os.utime(path, (dropped := (now - timedelta(days=13)).timestamp(), dropped))

        keep_as(analyst, key, NEW, upload=token, title="Law")
        files.delete_expired(now=now + timedelta(days=13))

        with time_machine.travel(now + timedelta(days=13)):
            assert form_of(analyst.get(kept.url)).stored_upload is not None

    def test_asks_about_words_like_a_victims_data(self, analyst):
        key = signed_key(analyst, NEW)
        words = "Victim A.B., born 12 March 2009, personal no. 1234567890"

        answer = analyst.post(NEW, {"form_draft": key, "keep_draft": "1", "title": words})

        assert answer.status_code == 422
        assert "Does this identify a victim?" in answer.text

    def test_leads_to_the_page_that_it_names_on_this_site_alone(self, analyst):
        key = signed_key(analyst, NEW)

        for named, leads_to in (("/evidence/", "/evidence/"), ("https://evil.example/", NEW)):
            answer = analyst.post(NEW, {"form_draft": key, "keep_draft": named, **LETTER})
            assert answer.url.startswith(leads_to)


class TestAFormOpenedAgain:
    def test_offers_the_draft(self, analyst):
        keep(analyst, NEW, **LETTER)

        page = analyst.get(NEW)

        assert "You have a draft of" in page.text
        assert FormDraft.objects.get().continue_url.replace("&", "&amp;") in page.text
        assert form_of(page)["title"].value() is None

    def test_shows_it_as_it_was_typed_and_writes_nothing(self, analyst, log):
        typed = {
            "sentence": "Judges were trained.",
            "url": "https://a.example.org/t",
            "as_of": "1 May",
        }
        keep(analyst, log, **typed)
        events = Event.objects.count()

        page = analyst.get(FormDraft.objects.get().continue_url)

        form = form_of(page)
        assert page.status_code == 200
        assert {name: form[name].value() for name in typed} == typed
        assert (Event.objects.count(), Citation.objects.count()) == (events, 0)

    def test_does_not_save_even_a_complete_form(self, analyst):
        keep(analyst, NEW, **KEPT, attribution="attributable")

        page = analyst.get(FormDraft.objects.get().continue_url)

        assert page.status_code == 200
        assert not Evidence.objects.exists()

    def test_says_of_no_button_that_it_was_pressed(self, analyst):
        view = SavedView.objects.create(
            owner=analyst.user, list_name="evidence_list", name="Letters", query="search=letter"
        )
        keep(analyst, reverse("saved_view", args=[view.pk]), name="Letters", delete="")

        page = analyst.get(FormDraft.objects.get().continue_url, follow=True)

        assert page.status_code == 200
        assert "View deleted" not in page.text
        assert SavedView.objects.filter(pk=view.pk).exists()

    def test_names_the_draft_of_a_form_that_was_refused_as_its_own(self, analyst):
        key = signed_key(analyst, NEW)
        keep_as(analyst, key, NEW, remark="Key")

        refused = analyst.post(NEW, {"form_draft": key, "remark": "Key"})

        assert refused.status_code == 422
        assert "This is your draft of" in refused.text
        assert "You have a draft of" not in refused.text

    def test_shows_nobody_elses(self, analyst, reviewer):
        keep(analyst, NEW, **LETTER)
        draft = FormDraft.objects.get()

        answer = reviewer.get(draft.continue_url)

        assert answer.status_code == 200
        assert LETTER["title"] not in answer.text
        assert "You have a draft" not in reviewer.get(NEW).text

    def test_continues_under_the_same_key(self, analyst):
        keep(analyst, NEW, **LETTER)
        draft = FormDraft.objects.get()
        key = signed_key(analyst, draft.continue_url)

        keep_as(analyst, key, draft.continue_url, title="B")

        assert FormDraft.objects.get().values == {"title": ["B"]}

    def test_shows_the_comment_of_another_page(self, reviewer):
        where = place("comment_new", AssessmentFactory(submitted=True))
        key = signed_key(reviewer, NEW)
        keep_as(reviewer, key, where, text="Which group?")
        draft = FormDraft.objects.get()

        page = reviewer.get(draft.continue_url)

        assert page.status_code == 200
        assert "Which group?" in page.text
        assert "Nothing was changed" not in page.text
        assert form_of(reviewer.get(where))["text"].value() is None
        assert not Comment.objects.exists()


class TestADraftIsGone:
    def test_when_the_form_is_sent(self, analyst):
        key = signed_key(analyst, NEW)
        keep_as(analyst, key, NEW, **LETTER)

        sent = {**KEPT, "attribution": "attributable", "form_draft": key}
        answer = analyst.post(NEW, sent | {"csrfmiddlewaretoken": "a" * 64})

        assert answer.status_code == 302
        assert Evidence.objects.exists()
        assert not FormDraft.objects.exists()

    def test_when_its_owner_discards_it(self, analyst, reviewer):
        keep(analyst, NEW, **LETTER)
        where, sent = FormDraft.objects.get().continue_url, {"keep_draft": "/evidence/"}

        reviewer.post(where, sent)
        assert FormDraft.objects.exists()
        assert analyst.post(where, sent).url == "/evidence/"
        assert not FormDraft.objects.exists()

    def test_after_two_weeks(self, analyst):
        keep(analyst, NEW, **LETTER)
        FormDraft.objects.update(saved_at=timezone.now() - timedelta(days=13, hours=23))
        form_drafts.delete_expired(now=timezone.now())
        assert FormDraft.objects.exists()

        FormDraft.objects.update(saved_at=timezone.now() - timedelta(days=14, hours=1))
        form_drafts.delete_expired(now=timezone.now())

        assert not FormDraft.objects.exists()


class TestAnEndedSession:
    @pytest.fixture
    def ana(self, db):
        return UserFactory(username="ana", analyst=True)

    @pytest.fixture
    def tab(self, ana):
        client = Client(enforce_csrf_checks=True)
        client.post(reverse("login"), self.credentials(client, "ana"))
        return client

    def credentials(self, client, name, **more):
        page = client.get(reverse("login")).text
        token = re.search(r'csrfmiddlewaretoken" value="(\w+)"', page)[1]
        return {"username": name, "password": PASSWORD, "csrfmiddlewaretoken": token, **more}

    def form(self, tab):
        page = tab.get(NEW).text
        token = re.search(r'csrfmiddlewaretoken" value="(\w+)"', page)[1]
        return {"csrfmiddlewaretoken": token, "form_draft": SIGNED.search(page)[1], **LETTER}

    def sign_in(self, tab, page, name):
        held = re.search(r'name="unsent_form" value="([^"]+)"', page.text)[1]
        following = re.search(r'name="next" value="([^"]+form_draft=[^"]+)"', page.text)[1]
        sent = self.credentials(tab, name, unsent_form=held, next=following)
        return tab.post(reverse("login"), sent)

    def test_asks_to_sign_in_on_a_page_that_holds_the_form(self, tab):
        form = self.form(tab)
        del tab.cookies["sessionid"]

        page = tab.post(NEW, form)

        assert page.status_code == 401
        assert "Sign in" in page.text
        assert LETTER["title"] not in page.text
        assert not FormDraft.objects.exists()

    def test_shows_the_form_after_sign_in(self, tab, ana):
        form = self.form(tab)
        del tab.cookies["sessionid"]
        page = tab.post(NEW, form)

        answer = self.sign_in(tab, page, "ana")

        assert FormDraft.objects.get().owner == ana
        assert form_of(tab.get(answer.url))["title"].value() == LETTER["title"]

    def test_shows_the_form_after_the_second_factor(self, ana):
        client = sign_in("ana")
        secret = add_app(client)
        key = signed_key(client, NEW)
        del client.cookies["sessionid"]
        page = client.post(NEW, {"form_draft": key, **LETTER})

        asked = self.sign_in(client, page, "ana")
        answer = client.post(asked.url, {"code": code_of(secret)})

        assert asked.url.startswith(reverse("mfa_authenticate"))
        assert form_of(client.get(answer.url))["title"].value() == LETTER["title"]

    def test_shows_nothing_to_another_user(self, tab):
        UserFactory(username="ben", analyst=True)
        form = self.form(tab)
        del tab.cookies["sessionid"]
        page = tab.post(NEW, form)

        answer = self.sign_in(tab, page, "ben")

        shown = tab.get(answer.url, follow=True)
        assert not FormDraft.objects.exists()
        assert LETTER["title"] not in shown.text

    def test_survives_a_wrong_password(self, tab):
        form = self.form(tab)
        del tab.cookies["sessionid"]
        page = tab.post(NEW, form)
        held = re.search(r'name="unsent_form" value="([^"]+)"', page.text)[1]

        refused = tab.post(
            reverse("login"), self.credentials(tab, "ana", unsent_form=held) | {"password": "wrong"}
        )

        assert held in refused.text

    def test_is_not_held_for_long(self, tab):
        form = self.form(tab)
        del tab.cookies["sessionid"]
        page = tab.post(NEW, form)

        with time_machine.travel(timezone.now() + timedelta(hours=13)):
            self.sign_in(tab, page, "ana")

        assert not FormDraft.objects.exists()

    def test_keeps_the_form_of_who_signed_in_again_elsewhere(self, tab, ana):
        form = self.form(tab)
        del tab.cookies["sessionid"]
        tab.post(reverse("login"), self.credentials(tab, "ana"))  # in another tab

        answer = tab.post(NEW, form)

        assert answer.status_code == 302
        assert form_of(tab.get(answer.url))["title"].value() == LETTER["title"]
        assert not Evidence.objects.exists()

    def test_refuses_a_form_that_another_user_opened(self, tab):
        UserFactory(username="ben", analyst=True)
        form = self.form(tab)
        tab.post(reverse("login"), self.credentials(tab, "ben"))

        answer = tab.post(NEW, form)

        assert answer.status_code == 403
        assert not FormDraft.objects.exists()

    def test_screens_what_it_would_hold(self, tab):
        words = "Victim A.B., born 12 March 2009, personal no. 1234567890"
        form = self.form(tab) | {"title": words}
        del tab.cookies["sessionid"]

        page = tab.post(NEW, form)

        assert page.status_code == 422
        assert "Does this identify a victim?" in page.text

    def test_a_stranger_without_a_form_of_ours_is_led_to_sign_in(self, client):
        answer = client.post(NEW, LETTER)

        assert (answer.status_code, answer.url) == (302, f"{reverse('login')}?next={NEW}")


class TestTheNoteOnADecision:
    def test_comes_back_after_the_evidence_was_edited(self, reviewer):
        assessment = AssessmentFactory(submitted=True, cites=1)
        piece = assessment.citations.get().evidence
        page = decision_page(assessment)
        edit = f"{reverse('evidence_edit', args=[piece.pk])}?decide={assessment.pk}"
        key = signed_key(reviewer, page)

        answer = reviewer.post(
            page, {"form_draft": key, "keep_draft": edit, "note": "Ask for the order."}
        )
        saved = reviewer.post(
            edit, opened(reviewer, edit, title="The order", reason_code="editorial")
        )

        assert answer.url == edit
        assert form_of(reviewer.get(saved.url))["note"].value() == "Ask for the order."

    def test_keeps_nothing_where_nothing_was_typed(self, reviewer):
        page = decision_page(AssessmentFactory(submitted=True))
        key = signed_key(reviewer, page)

        answer = reviewer.post(
            page, {"form_draft": key, "keep_draft": "/evidence/", "note": "", "created_at": "x"}
        )

        assert answer.url == "/evidence/"
        assert not FormDraft.objects.exists()
