"""Two people on one form: what each wrote is shown, and nothing is lost."""

import re

import pytest
from django.urls import reverse

from tests.factories import BodyFactory, CommitmentFactory, EvidenceFactory
from tests.views.conftest import signed_in
from tests.views.forms import opened

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
        title = conflicts["title"].conflict
        assert refused.status_code == 422
        assert (title.before, title.now, title.who) == ("Law", "Law of 2013", "ben")
        assert conflicts["title"].typed.value() == "Law on trafficking"
        assert conflicts["issuer"].value == "MLSW"
        assert set(conflicts) == {"title", "issuer", "covers_from"}
        assert "Their version" in refused.text

    def test_takes_yours_where_you_wrote_and_theirs_where_you_did_not(self, ana, edit, form):
        refused = ana.post(edit, {**form, "title": "Law on trafficking"})

        assert radios(refused, "title") == (["=Law of 2013", ""], [""])
        assert radios(refused, "issuer") == (["=MLSW", ""], ["=MLSW"])
        assert radios(refused, "covers_from")[1] == ["=2013-09-01"]

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


class TestCommitment:
    def test_shows_the_date_that_somebody_else_set(self, ana, ben):
        commitment = CommitmentFactory()
        change = reverse("commitment_reschedule", args=[commitment.pk])
        form = opened(ana, change)
        why = {"agreed_by": "MLSW", "reason": "A letter."}
        ben.post(change, {**opened(ben, change), **why, "due_on": "2027-03-01"})

        refused = ana.post(change, {**form, **why, "due_on": "2027-06-01"})

        (due_on,) = form_of(refused).conflicts
        assert refused.status_code == 422
        assert (due_on.value, due_on.conflict.who) == ("2027-03-01", "ben")
        assert radios(refused, "due_on")[1] == [""]


class TestAdmin:
    def test_shows_and_takes_what_somebody_else_wrote(self, ana, ben):
        body = BodyFactory(code="MLSW", name_en="Ministry of Labour")
        manager = signed_in(administrator=True, username="ada")
        other = signed_in(administrator=True, username="bob")
        url = reverse("admin:tracker_body_change", args=[body.pk])
        why = {"reason_code": "editorial"}
        form = admin_form(manager, url)
        other.post(
            url, admin_form(other, url) | why | {"name_en": "Ministry of Labour and Welfare"}
        )

        refused = manager.post(url, form | why | {"name_en": "Labour ministry"})
        chosen = {"merge_name_en": "=Ministry of Labour and Welfare", "name_sq": "Ministria"}
        sequence = re.search(r'name="last_event" value="(\d+)"', refused.content.decode())[1]
        manager.post(url, form | why | chosen | {"last_event": sequence})

        body.refresh_from_db()
        assert radios(refused.render(), "name_en")[1] == [""]
        assert body.name_en == "Ministry of Labour and Welfare"
        assert body.name_sq == "Ministria"


def admin_form(client, url):
    """What a browser sends from a page of the admin, as it was opened."""
    form = client.get(url).context["adminform"].form
    values = {name: form[name].value() for name in form.fields}
    return {name: value for name, value in values.items() if value not in (None, [], "")}
