"""The bodies held, and the page of one."""

import pytest

from tests.factories import (
    BodyFactory,
    RecommendationFactory,
    ReportFactory,
    ResponsibilityFactory,
)
from tests.views import rows
from tests.views.conftest import signed_in
from tracker.vocabulary import BodyKind, Role, Status

pytestmark = pytest.mark.django_db


class TestBodyList:
    def test_groups_bodies_by_kind(self, viewer):
        BodyFactory(code="THBD", kind=BodyKind.POLICE)
        BodyFactory(code="MLSW")

        page = viewer.get("/bodies/").text

        assert page.index(">Ministry</h2>") < page.index("MLSW") < page.index(">Police</h2>")

    def test_is_in_the_order_of_what_bodies_are_called(self, viewer):
        BodyFactory(code="A", acronym="", name_en="Zoning office")
        BodyFactory(code="Z", acronym="", name_en="Audit office")

        page = viewer.get("/bodies/").text

        assert page.index("Audit office") < page.index("Zoning office")

    @pytest.mark.once
    def test_costs_the_same_for_few_and_for_many(self, viewer, django_assert_num_queries):
        BodyFactory(parent=BodyFactory())
        with django_assert_num_queries(100, exact=False) as few:
            viewer.get("/bodies/")
        for _more in range(9):
            BodyFactory(parent=BodyFactory())

        with django_assert_num_queries(len(few)):
            viewer.get("/bodies/")


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

        for path in ("/questions/", "/commitments/", "/publications/", body.get_absolute_url()):
            page = client.get(path).text
            content = page[page.index("<main") : page.index("</main>")]

            assert "to the analysts" in content, path
            assert 'method="post"' not in content, path
            assert 'class="note"' not in analyst.get(path).text, path


class TestBody:
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
