"""A file dropped where a piece is added, or given its next version: never asked for twice."""

import re

import pytest
from django.urls import reverse

from tests.documents.samples import letter_pdf
from tests.factories import BodyFactory, EvidenceFactory, FileFactory, UserFactory
from tests.views.conftest import signed_in
from tests.views.forms import opened
from tests.views.uploads import LOOKS_LIKE_A_VICTIM, dropped, letter, on_disk
from tracker.models import Event, Evidence, File
from tracker.vocabulary import Sensitivity

pytestmark = [pytest.mark.django_db, pytest.mark.once]

NEW = "/evidence/new/"
WHY = {"reason": "It came by letter."}
NAMED = Sensitivity.NAMED_READERS


def upload_in(answer):
    return re.search(r'name="upload" value="([^"]+)"', answer.text)[1]


def version_of(piece):
    return reverse("file_new", args=[piece.pk])


@pytest.fixture(params=["add a piece", "add a file"])
def form(request, db):
    """The address of either form."""
    return NEW if request.param == "add a piece" else version_of(EvidenceFactory())


class TestBothForms:
    def test_keep_what_was_dropped_when_they_are_refused(self, analyst, form):
        sent = {**opened(analyst, form), "upload": dropped(analyst)}

        refused = analyst.post(form, sent)

        assert refused.status_code == 422 and "This field is required" in refused.text
        assert upload_in(refused) == sent["upload"]
        assert "letter.pdf" in refused.text and "2 pages" in refused.text
        assert not File.objects.exists()
        assert analyst.post(form, {**sent, **WHY}).status_code == 302
        assert File.objects.get().pages == 2

    def test_keep_what_a_browser_without_script_sent(self, analyst, form):
        sent = opened(analyst, form)

        refused = analyst.post(form, {**sent, "file": letter()})
        again = {**sent, "upload": upload_in(refused), **WHY}

        assert refused.status_code == 422
        assert analyst.post(form, again).status_code == 302
        assert File.objects.get().pages == 2

    def test_add_nothing_twice_at_a_second_click(
        self, analyst, form, django_capture_on_commit_callbacks
    ):
        sent = {**opened(analyst, form), "upload": dropped(analyst), **WHY}
        sent["csrfmiddlewaretoken"] = "a" * 64

        with django_capture_on_commit_callbacks(execute=True):
            first = analyst.post(form, sent)
        second = analyst.post(form, sent)

        assert (first.status_code, second.status_code) == (302, 302)
        assert first.url == second.url
        assert File.objects.count() == Evidence.objects.count() == 1
        assert not [path for path in on_disk() if "dropped" in path.parts]

    def test_ask_for_a_look_at_what_may_tell_of_a_victim(self, analyst, form):
        upload = dropped(analyst, LOOKS_LIKE_A_VICTIM, "letter.txt")
        sent = {**opened(analyst, form), "upload": upload, **WHY}

        params = analyst.post(form, sent)

        assert params.status_code == 422 and not File.objects.exists()
        assert ("upload", upload) in params.context["unchanged"]
        assert "Choose the file again" not in params.text
        ticked = {**sent, "looked_at": params.context["marks"]}
        assert analyst.post(form, ticked).status_code == 302
        assert Event.objects.get(table="tracker_file").looked_at

    def test_stay_ticked_when_they_are_refused(self, analyst, form):
        upload = dropped(analyst, LOOKS_LIKE_A_VICTIM, "letter.txt")
        sent = {**opened(analyst, form), "upload": upload}
        mark = re.search(r'name="looked_at" value="([^"]+)"', analyst.post(form, sent).text)[1]

        refused = analyst.post(form, {**sent, "looked_at": mark})

        assert f'name="looked_at" value="{mark}" checked' in refused.text
        assert analyst.post(form, {**sent, "looked_at": mark, **WHY}).status_code == 302

    def test_take_nobody_else_s_file(self, analyst, form):
        other = signed_in(analyst=True)
        sent = {**opened(analyst, form), "title": "T", "upload": dropped(other), **WHY}

        answer = analyst.post(form, sent)

        assert answer.status_code == 422 and "is no longer available" in answer.text
        assert not File.objects.exists()

    def test_say_why_a_program_is_refused_where_it_was_dropped(self, analyst, form):
        sent = {**opened(analyst, form), "title": "T", **WHY}

        answer = analyst.post(form, {**sent, "file": letter(b"MZ" + b"\0" * 200)})

        assert answer.status_code == 422
        assert re.search(r'class="error" role="alert">[^<]*was not accepted', answer.text)
        assert not on_disk()


class TestAddAPiece:
    def test_fills_in_what_nobody_typed(self, analyst):
        BodyFactory(code="MIA", name_en="Ministry of Internal Affairs")

        refused = analyst.post(NEW, {**opened(analyst, NEW), "file": letter()} | empty())
        shown = refused.context["form"]

        filled = {name: shown[name].value() for name in empty()}
        assert filled == {
            "title": "Steps taken on the shelter for boys",
            "kind": "",
            "language": "en",
            "published_on": "2024-06-03",
            "issuer": "",
        }
        analyst.post(NEW, {**filled, "upload": upload_in(refused), **evidence_values(), **WHY})
        made = Evidence.objects.get()
        assert (made.issuer, made.kind) == (None, "not_stated")
        assert made.reading["issuer"]["value"] == "MIA"

    def test_leaves_what_was_typed(self, analyst):
        typed = {**empty(), "title": "Letter 123", "kind": "law"}

        analyst.post(NEW, {**typed, "file": letter(), **evidence_values(), **WHY})

        made = Evidence.objects.get()
        assert (made.title, made.kind, made.language) == ("Letter 123", "law", "en")

    def test_names_its_readers(self, analyst):
        ben, _other = UserFactory(analyst=True), UserFactory(analyst=True)
        sent = {**opened(analyst, NEW), "title": "Talk", **WHY}

        analyst.post(NEW, {**sent, "sensitivity": NAMED, "readers": [ben.pk]})

        made = Evidence.objects.get()
        assert (made.sensitivity, list(made.readers.all())) == (NAMED, [ben])

    def test_names_nobody_for_what_more_people_may_know_of(self, analyst):
        ben = UserFactory(analyst=True)
        sent = {**opened(analyst, NEW), "title": "Talk", **WHY}

        analyst.post(NEW, {**sent, "sensitivity": "internal", "readers": [ben.pk]})

        assert not Evidence.objects.get().readers.exists()

    def test_keeps_the_readers_chosen_when_it_is_refused(self, analyst):
        ben = UserFactory(analyst=True)
        sent = {**opened(analyst, NEW), "sensitivity": NAMED, "readers": [ben.pk]}

        refused = analyst.post(NEW, sent)

        assert refused.context["form"]["readers"].value() == [str(ben.pk)]
        assert re.search(rf'name="readers" value="{ben.pk}"[^>]* checked', refused.text)

    @pytest.mark.parametrize("key", ["0", "x", "9" * 30])
    def test_refuses_a_reader_who_is_nobody(self, analyst, key):
        sent = {**opened(analyst, NEW), "title": "Talk", "sensitivity": NAMED, **WHY}

        assert analyst.post(NEW, {**sent, "readers": [key]}).status_code == 422
        assert not Evidence.objects.exists()

    def test_costs_the_same_for_few_people_and_for_many(self, analyst, django_assert_num_queries):
        analyst.get(NEW)
        with django_assert_num_queries(60, exact=False) as few:
            analyst.get(NEW)
        UserFactory.create_batch(9, analyst=True)

        with django_assert_num_queries(len(few)):
            analyst.get(NEW)


class TestAddAFile:
    def test_needs_one(self, analyst):
        answer = analyst.post(version_of(EvidenceFactory()), WHY)

        assert answer.status_code == 422 and "Choose a file." in answer.text

    def test_refuses_what_somebody_else_added_already(self, analyst):
        file = FileFactory(content=letter_pdf(), clean=letter_pdf())

        sent = {"upload": dropped(analyst), **WHY}
        answer = analyst.post(version_of(file.evidence), sent)

        assert answer.status_code == 422 and "already exists as version 1" in answer.text
        assert upload_in(answer) == sent["upload"]


def empty():
    return dict.fromkeys(("title", "kind", "language", "published_on", "issuer"), "")


def evidence_values():
    return {"sensitivity": "internal", "attribution": "attributable"}
