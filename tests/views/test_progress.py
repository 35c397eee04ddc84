"""The progress report as a page and as files, and what a body's focal point gets of it."""

import json
import re
from datetime import date

import pypdfium2
import pytest
from django.test import Client

from tests.factories import (
    AssessmentFactory,
    BodyFactory,
    CitationFactory,
    EvidenceFactory,
    RecommendationFactory,
    ReportFactory,
    UserFactory,
)
from tests.views.conftest import signed_in
from tracker.vocabulary import Perspective, Sensitivity, Status

pytestmark = pytest.mark.django_db
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

    def test_shows_the_error_of_a_day_that_cannot_be_read(self, viewer):
        ReportFactory()

        answer = viewer.get(HERE, {"on": "soon"})

        assert answer.status_code == 400
        assert "“soon” is no day." in answer.text

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
        assert "Only what is open to: THBD" in focal_point.get(HERE).text

    def test_costs_the_same_for_one_and_for_many(self, focal_point, django_assert_max_num_queries):
        thbd = BodyFactory(code="THBD")
        report = ReportFactory()
        counted = []
        for many in (1, 12):
            for _each in range(many):
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
