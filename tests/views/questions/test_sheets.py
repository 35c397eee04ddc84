"""A body's question sheet on the site: printed, read back, confirmed."""

from io import BytesIO
from pathlib import Path

import pytest
from django.core.files.storage import storages
from django.core.files.uploadedfile import SimpleUploadedFile
from docx import Document

from tests.factories import BodyFactory, QuestionFactory, RecommendationFactory, UserFactory
from tests.helpers.sheets import ONE, TWO, fill
from tests.views import rows as views_rows
from tests.views.conftest import signed_in
from tracker.actions.evidence import storage
from tracker.models import AnsweredSheet, Assessment, Event, Evidence, File
from tracker.reporting import CONTENT_TYPES
from tracker.vocabulary import State

pytestmark = [pytest.mark.django_db, pytest.mark.once]
PAGE = "/bodies/THBD/question-sheet/"
FILE = f"{PAGE}file/"


@pytest.fixture
def thbd():
    body = BodyFactory(code="THBD")
    for _n in range(2):
        RecommendationFactory(lead=body)
    return body


def sent(client, kind="docx", **wanted):
    return client.get(FILE, {"format": kind, "language": "en", **wanted}).content


def uploaded(client, rows, kind="docx", **changes):
    """Upload the sheet with these rows filled in; return the page that leads to."""
    data = fill(sent(client, kind), kind, rows, **changes)
    return client.post(PAGE, {"file": SimpleUploadedFile(f"thbd.{kind}", data)}, follow=True)


def opened(answer, **typed):
    """What a browser sends from the preview, with these answers typed."""
    form = answer.context["form"]
    shown = {name: str(form[name].value() or "") for name in form.fields}
    return shown | {"offered": "|".join(answer.context["offered"])} | typed


def confirm(client, preview, **typed):
    """Send the preview with these answers typed."""
    address = preview.context["sheet"].get_absolute_url()
    return client.post(address, opened(preview, **typed))


class TestSheet:
    def test_is_offered_on_the_page_of_the_body_to_whoever_may(self, analyst, viewer, thbd):
        assert PAGE in analyst.get("/bodies/THBD/").text
        assert PAGE not in viewer.get("/bodies/THBD/").text

    @pytest.mark.parametrize("kind", ["docx", "xlsx"])
    def test_is_a_file_called_after_its_body(self, analyst, thbd, kind):
        answer = analyst.get(FILE, {"format": kind, "language": "sq", "due": "2030-01-31"})

        assert answer.headers["Content-Type"] == CONTENT_TYPES[kind]
        assert f"-sq.{kind}" in answer.headers["Content-Disposition"]
        assert answer.content.startswith(b"PK")

    def test_is_due_when_asked_and_holds_what_was_not_asked_yet_on_a_tick(self, analyst, thbd):
        QuestionFactory(recommendation=thbd.responsibilities.first().recommendation, body=thbd)

        def sheet_text(**wanted):
            document = Document(BytesIO(sent(analyst, due="2030-01-31", **wanted)))
            return "\n".join(p.text for p in document.paragraphs)

        assert "by 31 January 2030" in sheet_text()
        assert "Question Q" not in sheet_text()
        assert "Question Q" in sheet_text(include_unasked="on")

    @pytest.mark.parametrize(
        ("wanted", "why"),
        [
            ({"format": "odt"}, "odt is not one of the available choices"),
            ({"language": "de"}, "de is not one of the available choices"),
            ({"due": "tomorrow"}, "Enter a valid date"),
        ],
    )
    def test_of_a_bad_value_shows_its_error(self, analyst, thbd, wanted, why):
        answer = analyst.get(FILE, {"format": "docx", "language": "en", **wanted})

        assert answer.status_code == 400
        assert why in answer.text

    @pytest.mark.parametrize("path", [PAGE, FILE])
    def test_sends_a_stranger_to_sign_in(self, client, thbd, path):
        assert client.get(path).url.startswith("/sign-in/")

    @pytest.mark.parametrize("right", ["viewer", "contributor", "auditor", "administrator"])
    @pytest.mark.parametrize("path", [PAGE, FILE])
    def test_tells_whoever_lacks_the_right(self, client, thbd, path, right):
        client.force_login(UserFactory(**{right: True}))

        answer = client.get(path)

        assert answer.status_code == 403
        assert "only analysts can" in answer.text

    def test_of_a_body_nobody_holds_is_not_found(self, analyst):
        assert analyst.get("/bodies/NOBODY/question-sheet/").status_code == 404

    def test_is_not_to_be_found_by_whoever_has_no_role(self, client, thbd):
        client.force_login(UserFactory())

        assert client.get(PAGE).status_code == 404

    def test_costs_the_same_for_few_and_for_many(self, analyst, django_assert_num_queries):
        views_rows.recommendations(2)
        with django_assert_num_queries(40, exact=False) as few:
            sent(analyst)
        views_rows.recommendations(30)

        with django_assert_num_queries(len(few)):
            sent(analyst)


class TestUpload:
    def test_waits_and_shows_what_each_row_would_do(self, analyst, thbd):
        rows = {ONE: {"A": "Initial steps", "B": "A group was set up."}, TWO: {"A": "Nearly"}}

        answer = uploaded(analyst, rows, cover={"E": "Ana Kola"})

        assert answer.status_code == 200
        for words in ("New view", "A group was set up.", "“Nearly” is not a status", "Ana Kola"):
            assert words in answer.text
        assert "2 rows in the sheet: 1 can be imported, 1 can’t be imported" in answer.text
        assert not Assessment.objects.exists() and not Evidence.objects.exists()

    @pytest.mark.parametrize(
        ("typed", "read"),
        [("2025-03-01", "2025-03-01"), ("1.3.2025.", "2025-03-01"), ("01/03/2025", "2025-03-01")],
    )
    def test_takes_the_day_from_the_sheet_however_it_is_written(self, analyst, thbd, typed, read):
        answer = uploaded(analyst, {ONE: {"A": "Initial steps"}}, cover={"G": typed})

        assert opened(answer)["stated_on"] == opened(answer)["as_of"] == read

    @pytest.mark.parametrize(
        ("data", "why"),
        [
            (b"%PDF-1.7", "neither a Word document nor a workbook"),
            (b"PK\x03\x04", "damaged or incomplete"),
            (b"", "The file is empty"),
        ],
    )
    def test_of_something_else_is_refused_beside_the_field(self, analyst, thbd, data, why):
        answer = analyst.post(PAGE, {"file": SimpleUploadedFile("x.docx", data)})

        assert answer.status_code == 422
        assert why in answer.text

    def test_of_nothing_says_so(self, analyst, thbd):
        answer = analyst.post(PAGE, {})

        assert (answer.status_code, "Choose the completed sheet" in answer.text) == (422, True)

    def test_of_too_much_is_refused(self, analyst, thbd):
        data = b"PK" + b"\0" * (10 * 2**20)

        answer = analyst.post(PAGE, {"file": SimpleUploadedFile("x.docx", data)})

        assert answer.status_code == 422
        assert "has more than 10 MB" in answer.text

    def test_of_the_sheet_of_another_body_is_refused(self, analyst, thbd):
        BodyFactory(code="MLSW")
        data = sent(analyst)

        answer = analyst.post(
            "/bodies/MLSW/question-sheet/", {"file": SimpleUploadedFile("x.docx", data)}
        )

        assert answer.status_code == 422
        assert "is the sheet of THBD" in answer.text

    def test_of_nothing_filled_in_is_refused(self, analyst, thbd):
        answer = uploaded(analyst, {})

        assert "“thbd.docx” has no answer." in answer.text
        assert not AnsweredSheet.objects.exists()

    def test_a_second_time_leads_to_the_one_that_waits(self, analyst, thbd):
        data = fill(sent(analyst), "docx", {ONE: {"A": "Initial steps"}})

        first, second = (
            analyst.post(PAGE, {"file": SimpleUploadedFile("thbd.docx", data)}) for _n in range(2)
        )

        assert first.url == second.url

    def test_of_a_wrong_file_is_taken_back_by_who_sent_it(self, analyst, thbd):
        sheet = uploaded(analyst, {ONE: {"A": "Initial steps"}}).context["sheet"]

        assert analyst.post(f"{sheet.get_absolute_url()}take-back/").url == PAGE
        assert "answered" not in analyst.get("/").text

    def test_costs_as_much_for_many_rows_left_blank(self, analyst, django_assert_num_queries):
        views_rows.recommendations(2)
        few_rows, first = sent(analyst, "xlsx"), "tip-2024-kosovo/1"

        def looked_at(data):
            data = fill(data, "xlsx", {first: {"A": "Initial steps"}})
            file = SimpleUploadedFile("x.xlsx", data)
            return analyst.post(PAGE, {"file": file}, follow=True)

        with django_assert_num_queries(200, exact=False) as few:
            looked_at(few_rows)
        number = len(few)
        views_rows.recommendations(30)
        many_rows = sent(analyst, "xlsx")

        with django_assert_num_queries(number):
            assert len(looked_at(many_rows).context["comparison"].lines) == 32


class TestConfirm:
    def test_reads_it_in_and_says_how_much(self, analyst, thbd):
        preview = uploaded(analyst, {ONE: {"A": "Initial steps"}}, cover={"E": "Ana Kola"})

        answer = confirm(analyst, preview)

        assert answer.url == "/bodies/THBD/"
        assert (
            "Imported: 1 view. Views with a status wait for review." in analyst.get(answer.url).text
        )
        view = Assessment.objects.get()
        assert (view.state, view.stated_by, view.author) == (
            State.SUBMITTED,
            "Ana Kola",
            analyst.user,
        )

    def test_without_who_stated_it_keeps_everything(self, analyst, thbd):
        preview = uploaded(analyst, {ONE: {"A": "Initial steps", "B": "A group was set up."}})

        answer = confirm(analyst, preview, stated_by="", as_of="2020-02-30")

        assert answer.status_code == 422
        assert "This field is required." in answer.text
        assert "A group was set up." in answer.text
        again = confirm(analyst, answer, stated_by="Ana", as_of=opened(preview)["as_of"])
        assert again.status_code == 302
        assert Assessment.objects.get().rationale == "A group was set up."

    def test_on_a_day_to_come_is_refused(self, analyst, thbd):
        preview = uploaded(analyst, {ONE: {"A": "Initial steps"}})

        answer = confirm(analyst, preview, stated_by="Ana", stated_on="2999-01-01")

        assert "The date is in the future." in answer.text

    def test_with_another_day_that_a_row_does_not_bear_writes_nothing(self, analyst, thbd):
        preview = uploaded(analyst, {ONE: {"A": "Initial steps"}, TWO: {"A": "Initial steps"}})

        answer = confirm(analyst, preview, stated_by="Ana", as_of="2020-01-01")

        assert answer.status_code == 422
        assert "with these dates: TIP 2024 Kosovo 1, TIP 2024 Kosovo 2" in answer.text
        assert "the report covers the time to 31 March 2024" in answer.text
        assert not Evidence.objects.exists()

    def test_twice_changes_nothing_the_second_time(self, analyst, thbd):
        preview = uploaded(analyst, {ONE: {"A": "Initial steps"}})
        confirm(analyst, preview, stated_by="Ana")
        before = Event.objects.count()

        answer = confirm(analyst, preview, stated_by="Ana")

        assert "no longer wait: they were accepted" in answer.text
        assert 'name="next" value="/bodies/THBD/"' in answer.text  # after another language
        assert Event.objects.count() == before

    def test_of_a_row_that_was_not_offered_does_not_write_it(self, analyst, thbd):
        preview = uploaded(analyst, {ONE: {"A": "Initial steps"}, TWO: {"A": "Initial steps"}})

        confirm(analyst, preview, stated_by="Ana", offered=ONE)

        assert Assessment.objects.get().recommendation.number == "1"

    def test_takes_the_right_of_an_analyst(self, analyst, thbd):
        preview = uploaded(analyst, {ONE: {"A": "Initial steps"}})
        auditor = signed_in(auditor=True)

        assert confirm(auditor, preview, stated_by="Bo").status_code == 403


ROWS = {ONE: {"A": "Initial steps", "B": "A group was set up."}}


@pytest.fixture
def thbd_with_one():
    body = BodyFactory(code="THBD")
    RecommendationFactory(lead=body)
    return body


def on_disk():
    folder = Path(storages["evidence"].location)
    return sorted(path.relative_to(folder).parts[0] for path in folder.rglob("*") if path.is_file())


@pytest.mark.django_db(transaction=True)
class TestConfirmed:
    @pytest.mark.parametrize("kind", ["docx", "xlsx"])
    def test_keeps_the_file_as_it_came_and_a_clean_copy(self, analyst, thbd_with_one, kind):
        data = fill(sent(analyst, kind), kind, ROWS)
        file = SimpleUploadedFile(f"thbd.{kind}", data)
        preview = analyst.post(PAGE, {"file": file}, follow=True)
        confirm(analyst, preview, stated_by="Ana Kola")

        file = Evidence.objects.get().files.get()
        assert (file.number, file.kind, file.name) == (1, kind, f"thbd.{kind}")
        assert storage.read_file(file.sha256) == data
        assert storage.read_file(file.clean_sha256)
        assert f"SHA-256: {file.sha256}" in file.evidence.remark
        assert file.sensitivity == file.evidence.sensitivity
        event = Event.objects.get(table="tracker_file")
        assert event.reason == f"Completed question sheet of {thbd_with_one.short} imported"
        assert event.reason_code == "reply_of_body"
        assert on_disk() == ["kept", "kept"]  # what was dropped is gone


class TestPreviewed:
    def test_waits_as_a_file_that_is_kept_once(self, analyst, thbd_with_one):
        uploaded(analyst, ROWS)

        assert on_disk() == ["kept"]
        assert not File.objects.exists()

    def test_of_a_refused_sheet_leaves_nothing_on_disk(self, analyst, thbd_with_one):
        other = BodyFactory(code="OTHER")
        data = fill(sent(analyst), "docx", ROWS)

        answer = analyst.post(
            f"/bodies/{other.code}/question-sheet/", {"file": SimpleUploadedFile("x.docx", data)}
        )

        assert answer.status_code == 422
        assert on_disk() == []

    def test_asks_about_a_victims_data_before_anything_is_shown(self, analyst, thbd_with_one):
        rows = {ONE: {"A": "Initial steps", "B": "Arta Berisha, personal number 1234567892."}}

        answer = uploaded(analyst, rows)

        assert answer.status_code == 422
        assert "Does this identify a victim?" in answer.text
        assert on_disk() == []


class TestConfirmedTooLate:
    def test_without_its_file_says_so_and_writes_nothing(self, analyst, thbd_with_one):
        preview = uploaded(analyst, ROWS)
        for path in Path(storages["evidence"].location).rglob("kept/*/*"):
            path.unlink()

        answer = confirm(analyst, preview, stated_by="Ana Kola")

        assert answer.status_code >= 400
        assert not Evidence.objects.exists()

    def test_when_a_day_does_not_fit_writes_nothing_and_keeps_the_file(
        self, analyst, thbd_with_one
    ):
        preview = uploaded(analyst, ROWS)

        again = confirm(analyst, preview, stated_by="Ana", as_of="2020-01-01")
        assert again.status_code == 422
        assert on_disk() == ["kept"]

        confirm(analyst, again, as_of=opened(preview)["as_of"])
        assert File.objects.count() == 1
