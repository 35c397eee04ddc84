"""Two people on one form: what each wrote is shown, and nothing is lost."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from html import unescape
from typing import Any

import pytest
from django.urls import reverse

from tests.admin.test_recommendations import opened as opened_in_admin
from tests.factories import (
    PASSWORD,
    AssessmentFactory,
    BodyFactory,
    CommitmentFactory,
    EvidenceFactory,
    QuestionFactory,
    RecommendationFactory,
)
from tests.views.conftest import signed_in
from tests.views.forms import opened
from tracker.models import Assessment, Citation, Event

pytestmark = pytest.mark.django_db


@pytest.fixture
def ana(db):
    return signed_in(analyst=True, username="ana")


@pytest.fixture
def ben(db):
    return signed_in(analyst=True, username="ben")


def form_of(page):
    return [context for context in page.context if "form" in context][-1]["form"]


def newest(page):
    return {"last_event": form_of(page)["last_event"].value()}


def radios(page, name):
    """The choices that a page offers for a field, and which is taken if nobody chooses."""
    found = re.findall(rf'name="merge_{name}" value="([^"]*)"( checked)?', page.text)
    return [value for value, _checked in found], [value for value, checked in found if checked]


class TestEvidence:
    @pytest.fixture
    def piece(self, ana):
        BodyFactory(code="MLSW", name_en="Ministry of Labour")
        return EvidenceFactory(title="Law", remark="Key", issuer=BodyFactory(code="OSP"))

    @pytest.fixture
    def edit(self, piece):
        return reverse("evidence_edit", args=[piece.pk])

    @pytest.fixture
    def form(self, ana, ben, edit):
        """What Ana opened before Ben changed three fields."""
        form = {**opened(ana, edit), "reason_code": "editorial"}
        theirs = {"title": "Law of 2013", "issuer": "MLSW", "covers_from": "2013-09-01"}
        ben.post(edit, {**opened(ben, edit), **theirs, "reason_code": "editorial"})
        return form

    def test_shows_both_with_what_stood_before_and_who(self, ana, edit, form):
        refused = ana.post(edit, {**form, "title": "Law on trafficking"})

        conflicts = {one.typed.name: one for one in form_of(refused).conflicts}
        title = conflicts["title"].change
        assert refused.status_code == 422
        assert (title.old, title.new, conflicts["title"].who) == ("Law", "Law of 2013", "ben")
        assert conflicts["title"].typed.value() == "Law on trafficking"
        assert conflicts["issuer"].value == "MLSW"
        assert set(conflicts) == {"title", "issuer", "covers_from"}
        assert "Their version" in refused.text

    def test_takes_yours_where_you_wrote_and_theirs_where_you_did_not(self, ana, edit, form):
        refused = ana.post(edit, {**form, "title": "Law on trafficking"})

        assert radios(refused, "title") == (["=Law of 2013", ""], [""])
        assert radios(refused, "issuer") == (["=MLSW", ""], ["=MLSW"])
        assert radios(refused, "covers_from")[1] == ["=2013-09-01"]
        assert "Your version</span> 1 April 2024<" in refused.text, "in words, as it was"

    def test_saves_what_was_chosen_and_keeps_the_rest(self, ana, piece, edit, form):
        sent = {**form, "title": "Law on trafficking", "remark": "The main law"}
        refused = ana.post(edit, sent)
        chosen = {"merge_title": "=Law of 2013", "merge_issuer": "=MLSW"}
        chosen |= {"merge_covers_from": "=2013-09-01"}

        ana.post(edit, sent | newest(refused) | chosen)

        piece.refresh_from_db()
        assert (piece.title, piece.remark) == ("Law of 2013", "The main law")
        assert piece.issuer.code == "MLSW"
        assert str(piece.covers_from) == "2013-09-01"

    def test_saves_yours_where_that_was_chosen(self, ana, piece, edit, form):
        sent = {**form, "title": "Law on trafficking"}
        refused = ana.post(edit, sent)

        ana.post(edit, sent | newest(refused) | {"merge_title": "", "merge_issuer": "=MLSW"})

        piece.refresh_from_db()
        assert (piece.title, piece.issuer.code) == ("Law on trafficking", "MLSW")


def admin(name):
    return lambda row: reverse(f"admin:tracker_{name}_change", args=[row.pk])


def page(name):
    return lambda row: reverse(name, args=[row.pk])


def page_under(name):
    return lambda row: reverse(name, args=[row.report.slug, row.number])


@dataclass(frozen=True)
class Case:
    """A form of a row: where it is, and what two people write into one of its fields."""

    make: Callable[[], Any]
    where: Callable[[Any], str]
    field: str
    theirs: str
    yours: str
    sends: Mapping[str, str] = field(default_factory=lambda: {"reason_code": "editorial"})
    role: str = "analyst"


WHY = {"agreed_by": "MLSW", "reason": "A letter."}
NOTE = {"url": "https://a.example.org/law", "title": "Law"}
STATUS = {"status": "initial_steps", "as_of": "2024-10-01", **NOTE}
CHANGES = {  # of values that a row has
    "evidence": Case(EvidenceFactory, page("evidence_edit"), "remark", "Key", "Main"),
    "commitment": Case(
        CommitmentFactory, page("commitment_reschedule"), "due_on", "2027-03-01", "2027-06-01", WHY
    ),
    "recommendation": Case(
        RecommendationFactory,
        admin("recommendation"),
        "review_on",
        "2027-03-01",
        "2027-06-01",
    ),
    "question": Case(QuestionFactory, admin("question"), "text", "How many?", "Which?"),
    "body": Case(
        BodyFactory,
        admin("body"),
        "name_en",
        "Ministry of Welfare",
        "Labour ministry",
        role="administrator",
    ),
}
ADDITIONS = {  # to a row, or its end: the second is told who was first
    "log": Case(
        RecommendationFactory, page_under("log_progress"), "sentence", "Opened.", "Shut.", STATUS
    ),
    "closing": Case(
        RecommendationFactory,
        page_under("closing_new"),
        "explanation",
        "It is done.",
        "It is over.",
        {"closure_reason": "moot"},
    ),
    "answer": Case(
        lambda: QuestionFactory(recommendation=RecommendationFactory()),
        page("question_answer"),
        "sentence",
        "Ten.",
        "Nine.",
        NOTE,
    ),
    "decision": Case(
        partial(AssessmentFactory, submitted=True, cites=1),
        page("assessment_decide"),
        "note",
        "Ask for the order.",
        "Which order?",
        {"do": "return"},
        role="reviewer",
    ),
}


def form_as_opened(client, url):
    return opened_in_admin(client, url) if url.startswith("/admin/") else opened(client, url)


def shown_form(answer):
    if "adminform" in answer.context:
        return answer.context["adminform"].form
    return form_of(answer)


class TestTwoPeople:
    """What both wrote can be found afterwards, whatever the second chooses."""

    def write(self, case):
        """Let both open a form, Ben send it, then Ana; return her, the form and the answer."""
        row = case.make()
        url = case.where(row)
        ana, ben = (signed_in(**{case.role: True}, username=name) for name in ("ana", "ben"))
        hers, his = (form_as_opened(client, url) | dict(case.sends) for client in (ana, ben))
        assert ben.post(url, his | {case.field: case.theirs}).status_code == 302
        sent = hers | {case.field: case.yours}
        return row, url, ana, sent, ana.post(url, sent)

    @pytest.mark.parametrize("case", CHANGES.values(), ids=CHANGES)
    def test_see_and_choose_what_each_changed(self, case):
        row, url, ana, sent, refused = self.write(case)

        form = shown_form(refused)
        (conflict,) = form.conflicts
        assert (conflict.value, conflict.who) == (case.theirs, "ben")
        assert (conflict.typed.name, conflict.typed.value()) == (case.field, case.yours)
        text = refused.rendered_content if hasattr(refused, "rendered_content") else refused.text
        assert [text.count(words) for words in ("Before<", "Their version<", "Your version<")] == [
            1,
            1,
            1,
        ]
        newest = form["last_event"].value()
        ana.post(url, sent | {"last_event": newest, f"merge_{case.field}": ""})
        row.refresh_from_db()
        assert str(getattr(row, case.field)) == case.yours
        events = Event.objects.filter(table=row._meta.db_table, key=row.pk, operation="update")
        assert {case.theirs, case.yours} <= {event.new.get(case.field) for event in events}

    @pytest.mark.parametrize("case", ADDITIONS.values(), ids=ADDITIONS)
    def test_keep_what_they_wrote_where_another_was_first(self, case):
        refused = self.write(case)[-1]

        assert refused.status_code == 422
        assert shown_form(refused)[case.field].value() == case.yours
        assert Event.objects.filter(new__icontains=case.theirs).exists()

    def test_log_a_note_where_another_assessed(self):
        case = ADDITIONS["log"]
        _row, url, ana, sent, refused = self.write(case)

        ana.post(url, sent | newest(refused) | {"status": ""})

        assert Assessment.objects.get().rationale == case.theirs
        assert Citation.objects.filter(sentence=case.yours).exists()

    @pytest.mark.once
    @pytest.mark.parametrize(
        "case", [*CHANGES.values(), *ADDITIONS.values()], ids=[*CHANGES, *ADDITIONS]
    )
    def test_get_their_words_back_after_the_session_ended(self, case):
        url, client = case.where(case.make()), signed_in(**{case.role: True}, username="ana")
        key = re.search(r'name="form_draft" value="([^"]+)"', client.get(url).text)[1]
        form = form_as_opened(client, url) | dict(case.sends)
        client.logout()

        page = client.post(url, form | {case.field: case.yours, "form_draft": key})
        held = re.findall(
            r'name="(unsent_form|next)" value="(.*form_draft=.*|eyJ.*|\..*)"', page.text
        )
        held = {name: unescape(value) for name, value in held}
        answer = client.post(
            reverse("login"), {"username": "ana", "password": PASSWORD, **held}, follow=True
        )

        assert (page.status_code, answer.status_code) == (401, 200)
        assert str(shown_form(answer)[case.field].value()) == case.yours
        assert not shown_form(answer).errors
