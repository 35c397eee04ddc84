"""Tables of what was done, a ministry's own and our old list: read, looked over, taken in, undone."""

from datetime import date
from io import BytesIO

import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.factories import (
    AssessmentFactory,
    BodyFactory,
    RecommendationFactory,
    TranslationFactory,
)
from tests.helpers.tables import as_csv
from tracker.models import (
    Assessment,
    Citation,
    Commitment,
    Event,
    Evidence,
    File,
    ImportRun,
    Recommendation,
)
from tracker.vocabulary import EvidenceKind, ImportRunState, Perspective, State

pytestmark = pytest.mark.django_db
NEW = "/imports/tables/new/"
TEXTS = [
    "Increase resources for shelters run by organisations.",
    "Train judges on restorative compensation for victims.",
    "Adopt the national strategy against trafficking.",
    "Vigorously prosecute complicit officials.",
    "Expand outreach to seasonal workers in agriculture and construction.",
    "Fund the hotline around the clock.",
    "Open a safe house for boys.",
    "Screen asylum seekers at the border.",
    "Publish statistics on sentences every year.",
]
HEAD = [
    *("Nr.", "Rekomandimi / Recommendation", "Institucioni përgjegjës", "Statusi"),
    *("Data e raportimit", "Afati", "Masat e ndërmarra / What was done", "Hapat e ardhshëm"),
    *("Dëshmi (link)", "Zyrtari / telefoni"),
]
CONTACT = "Arta Krasniqi, 044 123 456"
ROWS = [
    ["1", TEXTS[0], "MFLT", "U krye", "15.03.2025", "", "EUR 310,000 u pagua.", "", LINK := "https://mf.example.org/p1", CONTACT],
    ["2", "", "MFLT, MPB", "në proces", date(2025, 3, 14), "30 qershor 2027", "Grupi u themelua.", "Trajnime në tri rajone", "", ""],
    ["", "", "", "", "", "", "U mbajt edhe një takim.", "", "", ""],
    ["3", "Miratimi i strategjisë kombëtare", "", "Ispunjeno", "mars 2025", "", "Strategija je usvojena.", "", "", ""],
    ["4.", "Hetimi i zyrtarëve", "MFLT", "në proces", "45731", "", "Dy hetime.", "", "", ""],
    ["", "Outreach to seasonal workers in agriculture", "MFLT", "U krye", "2025-03-10", "", "Done.", "", "", ""],
    ["99", "Buy new furniture", "MFLT", "U krye", "", "", "Done.", "", "", ""],
    ["1", TEXTS[0], "MFLT", "në proces", "", "", "Again.", "", "", ""],
    [""] * 10,
    ["6", "", "OSP", "U krye", "", "", "Not ours.", "", "", ""],
    ["7", "", "MFLT", "U krye", "", "", "", "", "", ""],
    ["8", TEXTS[7], "MFLT", "pa të dhëna", "", "", "Nuk u kërkua.", "", "", ""],
    ["9", "", "MFLT", "U krye", "nesër", "", "Done.", "", "", ""],
    ["Shënim: të dhënat janë të pjesshme."],
]  # fmt: skip


def ugly_workbook(rows=ROWS):
    """A ministry's: titles above, merged cells, a formula, notes below, days in five forms."""
    written = BytesIO()
    with xlsxwriter.Workbook(written, {"strings_to_formulas": False}) as book:
        sheet, day = book.add_worksheet("Raporti"), book.add_format({"num_format": "dd.mm.yyyy"})
        sheet.merge_range("A1:J1", "Ministria e Financave, Punës dhe Transfereve")
        sheet.merge_range("A2:J2", "Implementation of recommendations / Primena preporuka, 2025")
        for at, row in enumerate([HEAD, *rows], 3):
            for column, value in enumerate(row):
                if isinstance(value, date):
                    sheet.write_datetime(at, column, value, day)
                else:
                    sheet.write_string(at, column, value)
        sheet.merge_range("A6:A7", "2")
        sheet.write_formula("G15", '="Pagesa "&F5', value="Pagesa")
    return written.getvalue()


@pytest.fixture
def mflt():
    body = BodyFactory(code="MFLT", name_sq="Ministria e Financave, Punës dhe Transfereve (MFPT)")
    for text in TEXTS:
        RecommendationFactory(text=text, short_title="", lead=body)
    third = Recommendation.objects.get(number="3")
    TranslationFactory(
        recommendation=third, language="sq", text="Miratimi i strategjisë kombëtare", short_title=""
    )
    return body


def uploaded(client, content, name="raporti.xlsx"):
    """The address of a table of statuses that waits."""
    file = SimpleUploadedFile(name, content)
    return client.post(NEW, {"file": file, "kind": "status"}).url


def opened(page):
    """What a browser sends from the page: the fields as they stand, and the ticks."""
    form = page.context["form"]
    values = {field.html_name: field.value() for field in form if field.value() not in (None, "")}
    ticks = {"take": taken(page), "shown": page.context["shown"]} if "rows" in page.context else {}
    return values | ticks


def taken(page):
    """The keys of the ticked rows."""
    return [line.key for line, _field, is_taken in page.context["rows"] if is_taken]


SOURCE = {"report": "tip-2024-kosovo", "as_of": "2025-03-20"}
OF_BODY = {
    **SOURCE,
    **{"owner": "body", "body": "MFLT", "stated_by": "Ana Kola", "stated_on": "2025-03-20"},
}


def words(page, meanings):
    """The fields of the status words, with what they are said to mean."""
    names = {field.label.strip("“”"): field.html_name for field in page.context["form"].words}
    return {names[word]: status for word, status in meanings.items()}


STATUSES = {"U krye": "full", "Ispunjeno": "full", "në proces": "initial_steps"}


def previewed(client, address, source, statuses=STATUSES):
    page = client.get(address)
    answer = client.post(address, opened(page) | source | words(page, statuses))
    assert answer.status_code == 200, answer.context["form"].errors
    return answer


def results(page):
    return {
        line.key: (str(line.outcome), line.refusal or " ".join(line.warnings))
        for line, _field, _is_taken in page.context["rows"]
    }


class TestRows:
    """Rows of a small table of a body."""

    def lines(self, client, head, *rows, **statuses):
        content = "\n".join([head, *rows]).encode()
        return previewed(client, uploaded(client, content, "a.csv"), OF_BODY, statuses)

    def test_that_are_left_out_give_no_commitment(self, analyst, mflt):
        head = "Number,Status,Due date,Plan"

        page = self.lines(analyst, head, "1,later,2027-01-01,Open it", later="leave_out")

        assert results(page) == {"2": ("left_out", "")}

    @pytest.mark.parametrize(
        ("bodies", "outcome"),
        [
            ("OSP; MFLT", "view"),
            ("Ministria e Financave, Punës dhe Transfereve", "view"),
            ("MFLTX", "refused"),
        ],
    )
    def test_are_of_the_body_that_they_name_in_whole_words(self, analyst, mflt, bodies, outcome):
        row = f'1,"{bodies}",full,Done'

        page = self.lines(analyst, "Number,Body,Status,Done", row, full="full")

        assert results(page)["2"][0] == outcome

    def test_that_became_doubtful_since_they_were_shown_are_not_ticked(self, analyst, mflt):
        address = uploaded(analyst, b"Number,Text,Status\n1,Buy new furniture,full\n", "a.csv")
        first = opened(analyst.get(address)) | OF_BODY | {"column_1": ""}
        page = analyst.post(address, first)
        assert taken(page) == ["2"]

        page = analyst.post(address, opened(page) | {"column_1": "text"})

        assert "Another text in the file" in results(page)["2"][1]
        assert taken(page) == []

    @pytest.mark.once
    def test_are_all_sent_at_once_by_a_browser(self, analyst, mflt):
        rows = [f"{n % 9 + 1},words {n},2027-01-01,plan {n}" for n in range(250)]
        page = self.lines(analyst, "Number,Status,Due date,Plan", *rows)
        empty = {field.html_name: "" for field in page.context["form"]}

        sent = empty | opened(page) | {"accept": "yes"}  # refused: without a reason

        assert len(sent["take"]) == 500
        assert analyst.post(page.request["PATH_INFO"], sent).status_code == 422

    def test_of_a_file_that_a_colleague_uploaded_too_are_imported(self, analyst, reviewer, mflt):
        content = b"Number,Status,Done\n1,full,x\n"
        uploaded(analyst, content, "a.csv")

        address = uploaded(reviewer, content, "a.csv")
        page = previewed(reviewer, address, OF_BODY, {"full": "full"})
        answer = reviewer.post(address, opened(page) | {"accept": "yes", "reason": "Theirs"})

        assert answer.status_code == 302
        assert uploaded(analyst, content, "a.csv") == address  # imported once


class TestOfABody:
    def test_offers_what_the_columns_are_and_no_status(self, analyst, mflt):
        page = analyst.get(uploaded(analyst, ugly_workbook()))

        form = page.context["form"]
        assert [field.value() for field in form.columns] == [
            *("number", "text", "body", "status", "date", "due", "note", "plan", "link", ""),
        ]
        assert {field.value() for field in form.words} == {""}
        assert "rows" not in page.context
        assert "raporti.xlsx" in analyst.get("/imports/").text

    def test_shows_every_row_before_anything_is_written(self, analyst, mflt):
        address = uploaded(analyst, ugly_workbook())

        page = previewed(analyst, address, OF_BODY)

        assert results(page) == {
            "5": ("view", ""),
            "6": ("view", ""),
            "6+1": ("commitment", ""),
            "7": ("note", "Not named in the file; the row above is about it."),
            "8": ("view", ""),
            "9": ("view", "Another text in the file: “4. Hetimi i zyrtarëve”."),
            "10": ("view", "Found by similar words: “Outreach to seasonal workers in agriculture”."),
            "11": ("refused", "TIP 2024 Kosovo has no such recommendation. Choose one, or leave the row out."),
            "12": ("refused", "TIP 2024 Kosovo 1 appears twice in the file. Only its first row is imported."),
            "14": ("refused", "The row is of another body."),
            "15": ("refused", "The row contains a formula. Replace it with its value."),
            "16": ("note", ""),
            "17": ("refused", "A date can't be read. Write it like 2025-03-31."),
            "18": ("refused", "TIP 2024 Kosovo has no such recommendation. Choose one, or leave the row out."),
        }  # fmt: skip
        assert taken(page) == ["5", "6", "6+1", "8", "16"]
        assert not Assessment.objects.exists() and not Evidence.objects.exists()

    def test_becomes_its_view_as_stated_in_the_file_and_is_undone(self, analyst, mflt):
        content = ugly_workbook()
        address = uploaded(analyst, content)
        page = previewed(analyst, address, OF_BODY)
        typed = opened(page) | {"accept": "yes", "reason": "Their report of March"}
        typed["take"] += ["10"]  # confirmed
        typed["take"].remove("8")

        answer = analyst.post(address, typed)
        assert answer.status_code == 302, answer.text[answer.text.find("<main") :][:1500]

        views = Assessment.objects.order_by("recommendation__number")
        assert [
            (v.recommendation.number, v.status, v.as_of, v.rationale.splitlines()[0]) for v in views
        ] == [
            ("1", "full", date(2025, 3, 15), "EUR 310,000 u pagua."),
            ("2", "initial_steps", date(2025, 3, 14), "Grupi u themelua."),
            ("5", "full", date(2025, 3, 10), "Done."),
        ]
        file = File.objects.get()
        letter = file.evidence
        assert {
            (v.perspective, v.body, v.state, v.stated_by, v.stated_on, v.stated_in) for v in views
        } == {
            (Perspective.RESPONSIBLE_BODY, mflt, State.SUBMITTED, "Ana Kola", date(2025, 3, 20), letter)
        }  # fmt: skip
        assert (letter.kind, letter.issuer, letter.title) == (
            EvidenceKind.LETTER,
            mflt,
            "Table “raporti.xlsx” of MFLT, as stated on 20 March 2025",
        )
        link = Evidence.objects.get(url=LINK)
        assert link.issuer is None
        assert {c.evidence for c in views[0].citations.all()} == {letter, link}
        commitment = Commitment.objects.get()
        assert (commitment.text, commitment.due_on, commitment.body) == (
            "Trajnime në tri rajone",
            date(2027, 6, 30),
            mflt,
        )
        note = Citation.objects.get(recommendation__number="8")
        assert (note.sentence, note.use, note.assessment) == (
            "pa të dhëna\n\nNuk u kërkua.",
            "context",
            None,
        )
        assert set(Recommendation.objects.values_list("status", flat=True)) == {"not_assessed"}
        run = ImportRun.objects.get()
        assert (run.state, run.reason) == (ImportRunState.ACCEPTED, "Their report of March")
        requests = {e.request for e in Event.objects.filter(table="tracker_assessment")}
        assert len(requests) == 1
        assert "Left out" in analyst.get(address).text

        again = analyst.post(address, typed)
        assert ("Left out" in again.text, Assessment.objects.count()) == (True, 3)
        assert uploaded(analyst, content) == address

        analyst.post(f"/imports/{run.pk}/undo/", {"reason": "The wrong year"})

        for model in (Assessment, Evidence, Citation, Commitment, File):
            assert not model.objects.exists()
        assert ImportRun.objects.get().state == ImportRunState.UNDONE

    def test_is_refused_where_a_row_is_no_longer_as_it_was_shown(self, analyst, mflt):
        address = uploaded(analyst, ugly_workbook())
        typed = opened(previewed(analyst, address, OF_BODY)) | {"accept": "yes", "reason": "March"}
        second = Recommendation.objects.get(number="2")
        AssessmentFactory(
            recommendation=second, body=mflt, perspective="responsible_body", submitted=True
        )

        answer = analyst.post(address, typed)

        assert answer.status_code == 422
        assert "the rows are no longer as they were shown" in answer.text
        assert not Evidence.objects.filter(issuer=mflt).exists()
        assert set(typed["take"]) - {*taken(answer)} == {"6"}

    def test_takes_another_recommendation_that_a_person_names(self, analyst, mflt):
        address = uploaded(analyst, ugly_workbook())
        page = previewed(analyst, address, OF_BODY)

        typed = opened(page) | {"row_11": "tip-2024-kosovo/7", "take": []}
        kept = analyst.post(address, typed | {"keep_draft": "1"}, follow=True)
        assert "It has not been sent." in kept.text
        page = analyst.post(address, typed)

        assert "draft of" not in page.text
        assert results(page)["11"] == ("view", "")
        assert taken(page) == ["11"]

    def test_has_one_row_of_two_that_a_person_confirms(self, analyst, mflt):
        row = ["4", "Hetimi i zyrtarëve", "full", "Done."]
        content = as_csv([["No", "Text", "Status", "Note"], row, row])
        address = uploaded(analyst, content, "a.csv")
        page = previewed(analyst, address, OF_BODY, {})
        assert taken(page) == []

        typed = opened(page) | {"take": ["2", "3"], "accept": "yes", "reason": "March"}
        answer = analyst.post(address, typed)

        assert (answer.status_code, taken(answer)) == (422, ["2"])
        assert "appears twice in the file" in results(answer)["3"][1]

    def test_says_what_its_view_needs(self, analyst, mflt):
        address = uploaded(analyst, ugly_workbook())

        answer = analyst.post(address, {**SOURCE, "owner": "body", "accept": "yes"})

        assert answer.status_code == 422
        assert {*answer.context["form"].errors} == {"body", "stated_by", "stated_on", "reason"}

    def test_with_a_victims_data_asks_before_a_row_is_stored(self, analyst, mflt):
        rows = [
            ["1", TEXTS[0], "", "U krye", "", "", "Viktima Arta Berisha, 1234567892", "", "", ""]
        ]

        file = SimpleUploadedFile("raporti.xlsx", ugly_workbook([*rows, *ROWS[1:]]))
        answer = analyst.post(NEW, {"file": file, "kind": "status"})

        assert answer.status_code == 422
        assert "Does this identify a victim?" in answer.text
        assert not ImportRun.objects.exists()

    def test_of_too_many_rows_says_how_many_it_can_have(self, analyst):
        content = as_csv([["No", "Status"], *([str(n), "Full"] for n in range(251))])

        answer = analyst.post(NEW, {"file": SimpleUploadedFile("a.csv", content), "kind": "status"})

        assert (answer.status_code, ImportRun.objects.exists()) == (422, False)
        assert "can have 250 rows, since each is looked at. Split it." in answer.text

    def test_of_somebody_else_can_be_looked_at_and_not_imported(self, analyst, reviewer, mflt):
        address = uploaded(analyst, ugly_workbook())
        page = previewed(analyst, address, OF_BODY)

        answer = reviewer.post(address, opened(page) | {"accept": "yes", "reason": "March"})

        assert (answer.status_code, Assessment.objects.count()) == (422, 0)


OLD_LIST = as_csv(
    [
        ["No", "Status", "As of", "Comment", "Source"],
        ["1", "Partially implemented", "2025-01-31", "Two shelters paid.", LINK],
        ["2", "Initial steps", "", "", ""],
        ["3", "", "2024-11-05", "A draft strategy was sent round.", ""],
        ["4", "?", "", "Nobody knows.", ""],
    ],
    delimiter=";",
    encoding="cp1252",
)


class TestOfOurOwn:
    def test_becomes_drafts_of_the_importer_and_notes(self, analyst, mflt):
        address = uploaded(analyst, OLD_LIST, "old list.csv")
        page = analyst.get(address)
        offered = {f.label: f.value() for f in page.context["form"].words}
        assert offered == {
            "“Partially implemented”": "partial",
            "“Initial steps”": "initial_steps",
            "“?”": "",
        }
        page = previewed(analyst, address, {**SOURCE, "owner": "own"}, {"?": "leave_out"})
        assert results(page) == {
            "2": ("draft", ""), "3": ("draft", ""), "4": ("note", ""), "5": ("left_out", ""),
        }  # fmt: skip

        analyst.post(address, opened(page) | {"accept": "yes", "reason": "Our list until 2025"})

        drafts = Assessment.objects.order_by("recommendation__number")
        assert [
            (d.recommendation.number, d.status, d.as_of, d.period_from, d.rationale) for d in drafts
        ] == [
            ("1", "partial", date(2025, 1, 31), date(2024, 4, 1), "Two shelters paid.\n\n" f"Evidence: {LINK}"),
            ("2", "initial_steps", date(2025, 3, 20), date(2024, 4, 1),
             "“old list.csv” chose “Initial steps” without further explanation."),
        ]  # fmt: skip
        assert {(d.state, d.author, d.perspective, d.body) for d in drafts} == {
            (State.DRAFT, analyst.user, Perspective.ANALYST, None)
        }
        listed = File.objects.get().evidence
        assert (listed.issuer, listed.kind, listed.title) == (
            None, EvidenceKind.NOT_STATED, "Our list “old list.csv”",
        )  # fmt: skip
        cited = Citation.objects.order_by("recommendation__number").values_list(
            "recommendation__number", "evidence__url", "evidence__issuer", "use"
        )
        assert [*cited] == [
            ("1", LINK, None, "supports"), ("2", "", None, "context"), ("3", "", None, "context"),
        ]  # fmt: skip
        assert Recommendation.objects.get(number="1").status == "not_assessed"


class TestListThatWasDownloaded:
    @pytest.mark.parametrize("kind", ["csv", "xlsx"])
    def test_changes_nothing(self, analyst, mflt, kind):
        query = f"?export={kind}&theme=protection&order=-status"
        answer = analyst.get(f"/recommendations/{query}", headers={"accept-language": "sq"})
        content = b"".join(answer.streaming_content) if answer.streaming else answer.content
        address = analyst.post(NEW, {"file": SimpleUploadedFile(f"lista.{kind}", content)}).url
        before = [*Recommendation.objects.order_by("pk").values()]

        analyst.post(address, {"accept": "yes", "reason": "Back again"})

        assert ImportRun.objects.get().state == ImportRunState.ACCEPTED
        assert [*Recommendation.objects.order_by("pk").values()] == before
