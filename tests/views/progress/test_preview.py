"""The progress report as a page and as files, and what a body's focal point gets of it."""

import json
import re
from datetime import date

import pypdfium2
import pytest
from django.test import Client
from django.urls import reverse

from tests.factories import (
    AssessmentFactory,
    BodyFactory,
    CitationFactory,
    EvidenceFactory,
    FigureFactory,
    RecommendationFactory,
    ReportFactory,
    UserFactory,
)
from tests.reporting.html_outline import Outline
from tests.views import rows as views_rows
from tests.views.conftest import signed_in
from tests.views.history.corrected import corrected
from tracker.limited_process import ProcessStopped
from tracker.reporting import RENDERERS, pdf
from tracker.reporting.json import SCHEMA
from tracker.vocabulary import Perspective, Sensitivity, Status, Strength

pytestmark = [pytest.mark.django_db, pytest.mark.once]
HERE = "/reports/tip-2024-kosovo/progress/"
FORMATS = ["", "html", "pdf", "json"]


@pytest.fixture
def focal_point():
    return signed_in(contributor=True, speaks_for=[BodyFactory(code="THBD")])


@pytest.fixture
def world():
    """One recommendation of THBD and one of the police, each with a public and an internal paper."""
    for code, number in (("THBD", "1"), ("KP", "2")):
        row = RecommendationFactory(number=number, lead=code, short_title=f"For {code}")
        AssessmentFactory(
            recommendation=row,
            approved=True,
            perspective=Perspective.RESPONSIBLE_BODY,
            body=BodyFactory(code=code),
            status=Status.FULL,
            stated_by=f"the Director of {code}",
            stated_in=EvidenceFactory(title=f"Inner letter of {code}"),
        )
        for sensitivity in (Sensitivity.PUBLIC, Sensitivity.INTERNAL):
            paper = EvidenceFactory(title=f"{sensitivity} paper on {code}", sensitivity=sensitivity)
            CitationFactory(recommendation=row, evidence=paper, sentence=f"{paper.title} says so")


def words_of(client, wanted):
    """Everything that a format says, as one line."""
    answer = client.get(HERE, {"format": wanted} if wanted else {})
    assert answer.status_code == 200
    if wanted != "pdf":
        return re.sub(r"\s+", " ", answer.content.decode())
    pages = pypdfium2.PdfDocument(answer.content)
    return re.sub(r"\s+", " ", " ".join(page.get_textpage().get_text_range() for page in pages))


class TestProgress:
    def test_sends_a_stranger_to_sign_in(self):
        ReportFactory()

        answer = Client().get(HERE)

        assert answer.status_code == 302
        assert "next=" in answer["Location"]

    def test_is_not_there_for_who_has_no_role(self, world):
        client = Client()
        client.force_login(UserFactory())

        assert client.get(HERE).status_code == 404

    def test_shows_errors_above_the_form_with_its_values(self, world, viewer):
        params = {"kind": "brief", "theme": "prevention", "status": "partial", "language": "sq"}

        for wrong, sentence in (
            ({"on": "soon"}, "“soon” is not a date."),
            ({"format": "odt"}, "Reports are not available as “odt”. Choose one of: html, pdf,"),
            ({"language": "fr"}, "The language “fr” is not available."),
            ({"body": "NOBODY"}, "Unknown value “NOBODY”"),
            ({"sorted": "up"}, "Unknown filter “sorted”."),
            ({"body": ["THBD", "KP"]}, "“body” has several values: THBD, KP."),
            ({"format": ["pdf", "csv"]}, "“format” has several values: pdf, csv."),
        ):
            answer = viewer.get(HERE, {**params, **wrong})

            assert answer.status_code == 400
            assert sentence in answer.text
            assert '<option value="brief" selected>' in answer.text
            assert '<option value="prevention" selected>' in answer.text
            assert '<input type="hidden" name="status" value="partial">' in answer.text
            assert 'class="report ' not in answer.text

    def test_is_a_preview_below_a_form_with_links_to_the_files_of_the_same(self, world, viewer):
        params = {"kind": "full", "body": "THBD", "status": ["full", "not_assessed"], "page": "1"}

        text = viewer.get(HERE, params).text

        assert "For THBD" in text
        assert "For KP" not in text
        assert '<option value="THBD" selected>' in text
        assert '<option value="KP">' in text
        assert text.count('<input type="hidden" name="status"') == 2
        same = "?kind=full&amp;body=THBD&amp;status=full&amp;status=not_assessed&amp;format="
        for wanted in RENDERERS:
            assert f'href="{same}{wanted}"' in text
        assert text.index(f"{same}pdf") < text.index(f"{same}docx") < text.index(f"{same}html")
        assert '<a class="chip" href="?kind=full&amp;body=THBD"><span class="hidden">' in text
        assert "Not assessed</b>" in text
        assert "/publications/new/" not in text  # who only reads makes none
        assert "/saved-reports/" not in text

    def test_leads_who_writes_to_a_draft_of_the_same_and_to_having_it_made_again(
        self, world, analyst
    ):
        text = analyst.get(HERE, {"kind": "brief", "language": "sq", "page": "1"}).text

        for name in ("publications/new", "saved-reports/new"):
            assert f'"/reports/tip-2024-kosovo/{name}/?kind=brief&amp;language=sq"' in text

    def test_is_told_page_by_page_where_it_is_long_with_the_numbers_of_all(
        self, viewer, django_assert_max_num_queries
    ):
        rows = views_rows.recommendations(201)
        for row, sample in ((rows[0], True), (rows[200], False)):
            AssessmentFactory(
                recommendation=row,
                approved=True,
                status=Status.FULL,
                strength=Strength.DOCUMENTED,
                is_sample=sample,
            )
        FigureFactory(edition=2024)
        first = viewer.get(HERE, {"page": "none"}).text
        with django_assert_max_num_queries(22):
            last = viewer.get(HERE, {"page": "3"}).text

        for text, places in ((first, "1–100"), (last, "201")):
            assert f"This page lists recommendations {places} of 201." in text
            assert "<dd>201 recommendations</dd>" in text
            assert (
                "Every one of the two recommendations is fully implemented; 199 more are not counted: not assessed (199)."
                in text
            )
            assert "<dd>documented (2)</dd>" in text
            assert "Statuses marked “sample approval”" in text
            assert "By responsible body" not in text  # it would count some
            outline = Outline(text)
            led_to = {goal[1:] for goal in outline.goals if goal.startswith("#")}
            assert led_to <= set(outline.ids)
        assert [len(re.findall('id="rec-[0-9]+"', text)) for text in (first, last)] == [100, 1]
        assert ('id="figures"' in first, 'id="figures"' in last) == (False, True)
        assert 'id="rec-100"' in first
        assert 'id="rec-201"' in last
        assert "Page 3 of 3. Downloads contain the whole report." in last
        assert '<a rel="prev" href="?page=2">' in last
        assert 'rel="next"' not in last
        assert '<a rel="next" href="?page=2">' in first
        beyond = viewer.get(HERE, {"kind": "theme", "page": "9"})
        assert beyond["Location"] == f"{HERE}?kind=theme&page=3"
        for kind in ("brief", "theme", "body", "changes", "outstanding", "evidence"):
            text = viewer.get(HERE, {"kind": kind, "body": "THBD", "page": "2"}).text
            assert ("recommendations 101–200 of 201." in text) is (
                kind not in ("changes", "outstanding")
            )
            assert "By theme and status" not in text
        narrowed = viewer.get(HERE, {"status": "full"}).text
        assert "This page lists" not in narrowed  # it is all there
        assert "By responsible body" in narrowed
        assert 'progress/?page=3#rec-201"' in viewer.get(rows[200].get_absolute_url()).text

    def test_leaves_what_the_form_left_empty_out_of_its_address(self, world, viewer):
        answer = viewer.get(HERE, {"kind": "full", "body": "", "on": ""})

        assert answer.status_code == 302
        assert answer["Location"] == f"{HERE}?kind=full"

    def test_names_a_file_by_report_kind_day_and_language(self, world, viewer):
        params = {"kind": "full", "on": "2025-03-31", "language": "sq", "format": "json"}

        answer = viewer.get(HERE, params)

        assert answer["Content-Disposition"] == (
            'attachment; filename="tip-2024-kosovo-full-2025-03-31-sq.json"'
        )
        assert answer["Content-Type"] == "application/json"

    def test_of_a_pdf_that_ends_early_stands_on_the_page_with_what_to_do(
        self, world, viewer, monkeypatch
    ):
        def crash(*_arguments):
            raise ProcessStopped

        monkeypatch.setattr(pdf, "MAX_IN_PROCESS", 0)
        monkeypatch.setattr(pdf, "call_limited", crash)

        answer = viewer.get(HERE, {"format": "pdf", "on": "2024-11-30"})

        assert answer.status_code == 400
        assert "too long for the memory of this server" in answer.content.decode()

    @pytest.mark.parametrize("wanted", FORMATS)
    def test_holds_everything_for_everybody_who_reads(self, wanted, world, viewer, analyst):
        words = words_of(viewer, wanted)

        for code in ("THBD", "KP"):
            assert f"For {code}" in words
            assert f"public paper on {code}" in words
            assert f"internal paper on {code}" in words
            assert f"Inner letter of {code}" in words
        if wanted:  # the page also greets its reader
            assert words == words_of(analyst, wanted)

    @pytest.mark.parametrize("wanted", FORMATS)
    def test_holds_for_a_focal_point_only_what_is_open_to_them(self, wanted, world, focal_point):
        words = words_of(focal_point, wanted)

        assert "For THBD" in words
        assert "public paper on THBD" in words
        assert "the Director of THBD" in words
        assert "For KP" not in words
        assert "paper on KP" not in words
        assert "internal paper" not in words
        assert "Inner letter" not in words

    def test_says_that_it_was_made_for_a_focal_point(self, world, focal_point, viewer):
        theirs = json.loads(focal_point.get(HERE, {"format": "json"}).content)
        everybodys = json.loads(viewer.get(HERE, {"format": "json"}).content)

        assert theirs["filter"] == {"seen_by": "THBD"}
        assert everybodys["filter"] == {}
        assert "Visible to: THBD" in focal_point.get(HERE).text

    def test_costs_the_same_for_one_and_for_many(self, focal_point, django_assert_max_num_queries):
        thbd = BodyFactory(code="THBD")
        report = ReportFactory()
        counted = []
        for number in (1, 12):
            for _each in range(number):
                row = RecommendationFactory(report=report, lead=thbd, assessed=Status.PARTIAL)
                CitationFactory(recommendation=row)
                AssessmentFactory(
                    recommendation=row,
                    approved=True,
                    perspective=Perspective.RESPONSIBLE_BODY,
                    body=thbd,
                    as_of=date(2024, 9, 1),
                )
            with django_assert_max_num_queries(40) as queries:
                focal_point.get(HERE)
            counted.append(len(queries))

        assert counted[0] == counted[1]


def test_the_schema_of_reports_is_read_without_signing_in(client):
    answer = client.get(reverse("progress_schema"))

    assert reverse("progress_schema") == "/reports/schema.json"
    assert answer.headers["Content-Type"] == "application/schema+json"
    assert json.loads(answer.content)["$id"] == SCHEMA.name


class TestChanges:
    """What changed between two days, under its former address too."""

    @pytest.mark.parametrize(
        ("asked", "leads_to"),
        [
            ({}, "kind=changes"),
            ({"from": "2024-12-31", "to": ""}, "kind=changes&since=2024-12-31"),
            (
                {"from": "2024-09-30", "to": "2024-12-31"},
                "kind=changes&since=2024-09-30&on=2024-12-31",
            ),
        ],
    )
    def test_have_a_former_address_that_leads_on(self, viewer, asked, leads_to):
        ReportFactory()

        answer = viewer.get("/reports/tip-2024-kosovo/compare/", asked)

        assert (answer.status_code, answer.url) == (301, f"{HERE}?{leads_to}")

    def test_tell_what_was_said_on_the_last_day_and_is_known_to_be_wrong(self, viewer):
        corrected()
        days = {"kind": "changes", "since": "2024-09-30", "on": "2024-12-31"}

        page = viewer.get(HERE, days).text

        assert "First assessed: 1 · Corrected: 1 (we said “Partially implemented” until 10" in page
        assert "The house was never bought." in page

    def test_tell_what_was_said_on_the_first_day_and_is_known_to_be_wrong(self, viewer):
        corrected()
        days = {"kind": "changes", "since": "2024-12-31", "on": "2025-01-09"}

        page = viewer.get(HERE, days).text

        assert "Corrected: 1 (we said “Partially implemented” until 10 January 2025)" in page
        assert "First assessed" not in page
