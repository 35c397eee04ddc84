"""The list of lines to confirm: of the user's evidence, newest first, one by one."""

from datetime import date

import pytest
from django.urls import reverse
from lxml import html

from tests.factories import BodyFactory, CitationFactory, EvidenceFactory
from tests.views.forms import opened
from tracker.models import Event
from tracker.views import pagination
from tracker.vocabulary import EvidenceKind, Sensitivity

pytestmark = [pytest.mark.django_db, pytest.mark.once]

READ = {
    "issuer": {"value": "MFLT", "place": "letterhead", "words": "Ministry of Finance"},
    "kind": {"value": "letter", "place": "text", "words": "Dear"},
    "period": {"value": ["2026-01-01", "2026-09-30"], "place": "text", "words": "January to"},
}
LIST = "/evidence/to-confirm/"


def piece(reading=READ, **fields):
    unstated = {"kind": EvidenceKind.NOT_STATED, "covers_from": None, "covers_to": None}
    return EvidenceFactory(**{"reading": reading, **unstated, **fields})


def confirm(client, evidence):
    """Press the button of the first form that confirms it in the list."""
    action = reverse("reading_confirm", args=[evidence.pk])
    page = html.fromstring(client.get(LIST).text)
    return client.post(action, dict(page.xpath(f'//form[@action="{action}"]')[0].form_values()))


@pytest.fixture
def mflt():
    return BodyFactory(code="MFLT")


class TestList:
    def test_shows_what_was_read_with_its_words_newest_first(self, analyst, mflt):
        piece(title="The older letter")
        piece(title="The newer letter")
        piece(title="A stated letter", reading={})

        page = analyst.get(LIST).text

        assert page.index("The newer letter") < page.index("The older letter")
        assert "Ministry of Finance" in page and "MFLT" in page and "Letter" in page
        assert "A stated letter" not in page

    def test_leaves_out_what_the_user_may_not_see_or_nobody_uses(self, analyst, mflt):
        piece(title="Secret", sensitivity=Sensitivity.NAMED_READERS)
        piece(title="Withdrawn", withdrawn_at="2026-01-01T09:00Z", withdrawal_reason="Mistaken.")

        page = analyst.get(LIST).text

        assert "Nothing to confirm." in page

    def test_goes_on_page_by_page(self, analyst, mflt, monkeypatch):
        monkeypatch.setattr(pagination, "PAGE_SIZE", 1)
        first, second = piece(title="The older letter"), piece(title="The newer letter")

        page = analyst.get(LIST).text
        assert f"after={second.pk}" in page and "The older letter" not in page
        assert f'id="evidence-{first.pk}"' in analyst.get(LIST, {"after": second.pk}).text

    def test_refuses_a_page_that_can_not_be_read(self, analyst):
        assert analyst.get(LIST, {"after": "x"}).status_code == 400

    def test_is_reached_from_home_and_the_list_of_evidence(self, analyst, mflt):
        piece()

        assert "1 piece of evidence to confirm" in analyst.get(reverse("home")).text
        assert LIST in analyst.get(reverse("evidence_list")).text

    def test_is_for_who_writes(self, viewer):
        assert viewer.get(LIST).status_code == 403


class TestConfirm:
    def test_states_what_was_read_and_leads_to_the_next(self, analyst, mflt):
        below, letter = piece(), piece()

        answer = confirm(analyst, letter)

        letter.refresh_from_db()
        assert answer.url == f"{LIST}#evidence-{below.pk}"
        assert (letter.issuer, letter.kind, letter.reading) == (mflt, "letter", {})
        assert (letter.covers_from, letter.covers_to) == (date(2026, 1, 1), date(2026, 9, 30))
        event = Event.objects.filter(table="tracker_evidence", key=letter.pk).latest("pk")
        assert event.actor_name == analyst.user.username

    def test_confirms_the_uses_that_it_shows(self, analyst, mflt):
        letter = piece()
        citation = CitationFactory(evidence=letter, is_use_stated=False)
        other = CitationFactory(is_use_stated=False)
        assert "Speaks for it: TIP 2024 Kosovo 1" in analyst.get(LIST).text

        confirm(analyst, letter)

        citation.refresh_from_db()
        other.refresh_from_db()
        assert (citation.is_use_stated, other.is_use_stated) == (True, False)

    def test_overwrites_nothing_that_was_stated(self, analyst, mflt):
        letter = piece(issuer=BodyFactory(code="OSP"), kind=EvidenceKind.AUDIT)

        confirm(analyst, letter)

        letter.refresh_from_db()
        assert (letter.issuer.code, letter.kind) == ("OSP", "audit")

    def test_is_not_needed_for_what_was_typed_since(self, analyst, mflt):
        letter = piece(reading={"issuer": READ["issuer"]})
        url = reverse("evidence_edit", args=[letter.pk])

        sent = {**opened(analyst, url), "issuer": "MFLT", "reason_code": "editorial"}
        analyst.post(url, sent)

        letter.refresh_from_db()
        assert (letter.issuer, letter.reading) == (mflt, {})

    def test_leads_to_the_first_page_after_the_last_line_of_a_page(self, analyst, mflt):
        letter = piece()

        assert analyst.get(LIST, {"after": letter.pk}).url == LIST

    @pytest.mark.parametrize("key", ["", "x", "9" * 20, "0"])
    def test_finds_no_citation_by_another_key(self, analyst, key):
        where = reverse("reading_confirm", args=[piece().pk])

        assert analyst.post(where, {"citation": key}).status_code == 404

    def test_hides_what_the_user_may_not_see_or_nobody_uses(self, analyst):
        secret = piece(sensitivity=Sensitivity.NAMED_READERS)
        mistake = piece(withdrawn_at="2024-11-01T09:00Z", withdrawal_reason="Twice.")

        for hidden in (secret, mistake):
            where = reverse("reading_confirm", args=[hidden.pk])
            assert analyst.post(where).status_code == 404


class TestPage:
    def test_shows_the_line_with_its_button(self, analyst, mflt):
        letter = piece()

        confirm = reverse("reading_confirm", args=[letter.pk])

        page = analyst.get(letter.get_absolute_url()).text
        assert "Issuer: MFLT, from the letterhead" in page and confirm in page
        analyst.post(confirm)

        letter.refresh_from_db()
        assert (letter.issuer, letter.reading) == (mflt, {})
        assert confirm not in analyst.get(letter.get_absolute_url()).text

    def test_shows_what_was_read_to_nobody_else(self, viewer, mflt):
        page = viewer.get(piece().get_absolute_url()).text

        assert "MFLT" not in page and "issuer not stated" in page
