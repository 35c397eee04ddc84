"""The bodies held, and the page of one."""

import html
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.factories import (
    BodyFactory,
    QuestionFactory,
    RecommendationFactory,
    ReportFactory,
    ResponsibilityFactory,
    as_factory,
)
from tests.views import rows
from tests.views.conftest import signed_in
from tracker.actions.history import summary_rows
from tracker.vocabulary import BodyKind, Lifecycle, Role, Status

pytestmark = pytest.mark.django_db


class TestBodyList:
    def test_finds_bodies_by_name_and_kind(self, viewer, indexed):
        BodyFactory(
            code="THBD", acronym="THBD", kind=BodyKind.POLICE, name_en="Trafficking directorate"
        )
        BodyFactory(code="MLSW", acronym="MLSW", name_en="Labour ministry")
        BodyFactory(code="OSP")

        def codes(**params):
            return [body.code for body, _n in viewer.get("/bodies/", params).context["rows"]]

        assert codes() == ["MLSW", "OSP", "THBD"] and codes(order="-code")[0] == "THBD"
        assert codes(search="traffick") == codes(kind="police") == ["THBD"]
        assert codes(search="MLSW") == ["MLSW"]
        assert "?kind=police" in viewer.get("/bodies/").text
        assert viewer.get("/bodies/", {"kind": "circus"}).status_code == 400

    def test_counts_current_recommendations_and_open_questions(self, viewer):
        body = BodyFactory(code="MLSW")
        for status in (Status.PARTIAL, Status.PARTIAL, Status.FULL):
            ResponsibilityFactory(body=body, recommendation=RecommendationFactory(assessed=status))
        old = RecommendationFactory(lifecycle=Lifecycle.CONTINUED)
        ResponsibilityFactory(body=body, recommendation=old)
        QuestionFactory(body=body, asked_on="2024-10-01")
        QuestionFactory(body=body)
        list(summary_rows.rebuild())

        text = viewer.get("/bodies/").text

        assert '<a href="/recommendations/?body=MLSW">3</a>' in text
        assert '<a href="/questions/?state=asked&amp;body=MLSW">1</a>' in text

    @pytest.mark.once
    def test_costs_the_same_for_few_and_for_many(self, viewer, django_assert_num_queries):
        BodyFactory(parent=BodyFactory())
        with django_assert_num_queries(100, exact=False) as few:
            viewer.get("/bodies/")
        for _more in range(9):
            BodyFactory(parent=BodyFactory())

        with django_assert_num_queries(len(few)):
            viewer.get("/bodies/")


class TestMatrix:
    @pytest.fixture
    def heir(self):
        """MFLT, the heir of MLSW, which led on one of two recommendations."""
        heir = BodyFactory(code="MFLT")
        ended = BodyFactory(code="MLSW", valid_to="2020-01-01", successors=[heir])
        ResponsibilityFactory(
            body=ended, recommendation=RecommendationFactory(assessed=Status.PARTIAL)
        )
        ResponsibilityFactory(body=heir, recommendation=RecommendationFactory(assessed=Status.FULL))
        QuestionFactory(body=ended, asked_on="2024-10-01")
        list(summary_rows.rebuild())
        return heir

    def test_has_what_the_list_finds(self, viewer, heir):
        ResponsibilityFactory(
            body=BodyFactory(code="OSP"), recommendation=RecommendationFactory(assessed=Status.FULL)
        )
        list(summary_rows.rebuild())

        text = viewer.get("/bodies/matrix/").text

        links = re.findall(r'"(/recommendations/[?]body=[^"]*)">(\d+)</a>', text)
        assert len(links) == 7
        assert "/questions/?state=asked&amp;body=MFLT" in viewer.get("/bodies/").text
        for address, number in links:
            found = viewer.get(html.unescape(address)).context["list_page"].count
            assert str(found) == number, address

    def test_asks_as_much_for_several_heirs_as_for_one(self, viewer, heir):
        def queries():
            with CaptureQueriesContext(connection) as captured:
                page = viewer.get("/bodies/")
            return len(captured), {
                body.code: (counts, body.asked_of) for body, counts in page.context["rows"]
            }

        first, rows = queries()
        for code in ("MOH", "MOI"):
            heirs = [heir, BodyFactory(code=code)]
            ended = BodyFactory(code=f"{code}-OLD", valid_to="2020-01-01", successors=heirs)
            ResponsibilityFactory(
                body=ended, recommendation=RecommendationFactory(assessed=Status.PARTIAL)
            )
        second, more = queries()

        assert first == second
        assert rows["MFLT"] == ({"full": 1, "partial": 1}, 1)
        assert more["MFLT"] == ({"full": 1, "partial": 3}, 1)
        assert more["MOH"] == more["MOI"] == ({"partial": 1}, 0)

    def test_of_a_focal_point_has_its_bodies_alone(self, heir):
        other = BodyFactory(code="OSP")
        ResponsibilityFactory(
            body=other, recommendation=RecommendationFactory(assessed=Status.FULL)
        )
        client = signed_in(contributor=True, speaks_for=[heir])

        matrix, bodies = client.get("/bodies/matrix/"), client.get("/bodies/").text

        assert [body for body, _counts in matrix.context["rows"]] == [heir]
        assert "?body=MFLT&amp;status=partial" in matrix.text
        assert "?body=MFLT" in bodies and "?body=OSP" not in bodies

    def test_says_where_it_does_not_count_on(self, viewer, heir, monkeypatch):
        monkeypatch.setattr("tracker.summaries.statuses.MAX_COUNTED", 1)

        assert '?body=MFLT&amp;status=partial">…</a>' in viewer.get("/bodies/matrix/").text


class TestMyBody:
    def test_opens_the_body_that_a_focal_point_speaks_for(self):
        body = BodyFactory()
        client = signed_in(contributor=True, speaks_for=[body])

        assert client.get("/my-body/").url == body.get_absolute_url()

    def test_offers_each_of_several(self):
        bodies = [BodyFactory(code=code) for code in ("CSW", "THBD")]
        client = signed_in(contributor=True, speaks_for=bodies)

        page = client.get("/my-body/").text

        assert all(f'href="{body.get_absolute_url()}"' in page for body in bodies)

    def test_says_what_to_do_if_there_is_none(self):
        assert "Ask an administrator" in signed_in(contributor=True).get("/my-body/").text


class TestFocalPointHint:
    def test_says_what_to_do_on_pages_that_a_focal_point_only_reads(self, analyst):
        body = BodyFactory()
        client = signed_in(contributor=True, speaks_for=[body])

        for path in ("/questions/", "/commitments/", "/publications/"):
            page = client.get(path).text
            content = page[page.index("<main") : page.index("</main>")]

            assert "Help" in content, path
            assert 'method="post"' not in content, path
            assert 'class="note"' not in analyst.get(path).text, path


class TestBody:
    def test_leads_a_focal_point_of_its_own_to_the_answers(self, analyst):
        body = BodyFactory()
        client = signed_in(contributor=True, speaks_for=[body])
        answers = f"{body.get_absolute_url()}answers/"

        assert answers in client.get(body.get_absolute_url()).text
        assert answers not in analyst.get(body.get_absolute_url()).text

    def test_tells_its_names_its_place_and_its_successors(self, viewer):
        body = BodyFactory(
            code="MLSW",
            name_sq="Ministria e Punës",
            parent=BodyFactory(code="GOV"),
            successors=[BodyFactory(code="MFLT")],
        )

        page = viewer.get(body.get_absolute_url()).text

        for name in ("Ministria e Punës", "Institution GOV", "Institution MFLT"):
            assert name in page

    def test_tells_what_it_is_responsible_for_by_role(self, viewer):
        lead = RecommendationFactory(assessed=Status.FULL, lead="THBD", short_title="Led")
        helped = RecommendationFactory(short_title="Helped", report=ReportFactory(year=2023))
        body = lead.responsibilities.get().body
        ResponsibilityFactory(recommendation=helped, body=body, role=Role.SUPPORTING)

        page = viewer.get("/bodies/THBD/").text

        assert page.index(">Lead</h2>") < page.index("Led") < page.index("Fully implemented")
        assert page.index("Fully implemented") < page.index(">Supporting</h2>")
        assert page.index(">Supporting</h2>") < page.index("Helped")
        newest = "/reports/tip-2024-kosovo/progress/?kind=body&amp;body=THBD"
        assert f'href="{newest}">Progress report on TIP 2024 Kosovo</a>' in page
        assert page.count("?kind=body") == 1

        with as_factory():
            body.accepts_correspondence = False
            body.save()
        page = viewer.get("/bodies/THBD/").text
        assert 'href="/reports/tip-2024-kosovo/progress/?body=THBD"' in page  # no letter to it

    def test_that_nobody_holds_is_not_found(self, viewer):
        assert viewer.get("/bodies/NOBODY/").status_code == 404

    def test_leads_to_the_list_when_there_is_more(self, viewer, django_assert_num_queries):
        rows.recommendations(9)
        with django_assert_num_queries(100, exact=False) as few:
            viewer.get("/bodies/THBD/")
        rows.recommendations(200)

        with django_assert_num_queries(len(few)):
            answer = viewer.get("/bodies/THBD/")

        assert "/recommendations/?body=THBD&amp;role=lead" in answer.text
