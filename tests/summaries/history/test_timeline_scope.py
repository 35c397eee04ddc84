"""The history of a row of any noun, with its ties and its parts."""

import pytest
from django.contrib.auth.models import Group

from tests.factories import (
    BodyFactory,
    FileFactory,
    FindingFactory,
    IndicatorFactory,
    ReportFactory,
    TopicFactory,
    UserFactory,
)
from tests.summaries.history.helpers import write
from tests.views.conftest import signed_in
from tracker.models import Body, Finding, Indicator, Report
from tracker.summaries.history.timeline import object_timeline

pytestmark = pytest.mark.django_db


@pytest.fixture
def analyst():
    return signed_in(analyst=True)


def sentences(page):
    """Its sentences up to their reasons, newest first."""
    return [line.sentence.split(". Reason")[0] for line in page.context["timeline"].lines]


class TestTheHistoryOf:
    def test_a_body_tells_of_its_names_and_of_what_followed_it(self, analyst):
        body, after = BodyFactory(code="OLD"), BodyFactory(code="NEW", acronym="NEW")
        write(lambda: Body.objects.filter(pk=body.pk).update(remark="Merged"))
        write(lambda: Body.objects.filter(pk=after.pk).update(remark="New"), request="r-2")
        write(lambda: body.successors.add(after), request="r-3")
        write(lambda: body.successors.remove(after), request="r-4")

        found = sentences(analyst.get("/bodies/OLD/"))

        assert [one.split(" “")[0] for one in found[:3]] == ["Ana removed", "Ana added", "Ana set the remark of the body"]  # fmt: skip
        assert "New" not in str(found[2:])

    def test_a_person_tells_of_roles_given_and_taken_to_who_reads_people(self):
        auditor, ben = signed_in(auditor=True), UserFactory(viewer=True, username="ben")
        role = Group.objects.get(name="analyst")
        write(lambda: ben.groups.add(role), request="r-1")
        write(lambda: ben.groups.remove(role), request="r-2")

        page = auditor.get("/people/ben/")

        assert [one[:22] for one in sentences(page)[:2]] == [
            "Ana removed “analyst” ",
            "Ana added “analyst” to",
        ]
        assert "viewer" in page.text and 'href="/history/?actor=ben"' in page.text
        assert signed_in(reviewer=True).get("/people/ben/").status_code == 404

    def test_a_piece_tells_of_its_files_and_topics(self, analyst):
        file, topic = FileFactory(name="order.pdf"), TopicFactory(name="Shelters")
        piece = file.evidence
        FileFactory(name="other.pdf")
        write(lambda: piece.topics.add(topic))

        found = str(sentences(analyst.get(piece.get_absolute_url(), {"show": "all"})))

        assert "added “Shelters” to the topics" in found
        assert "order.pdf" in found and "other.pdf" not in found

    def test_a_report_tells_of_what_was_found_in_it(self, analyst):
        report = ReportFactory()
        FindingFactory(report=report, title="Pensions")
        write(lambda: Report.objects.update(title="Trafficking in Persons Report, revised"))

        found = sentences(analyst.get(report.get_absolute_url()))

        assert "Ana " in found[0] and "the title of the report" in found[0]
        assert "added the finding “Pensions”" in found[1]
        assert Finding.objects.count() == 1

    def test_anything_goes_on_page_by_page(self, reader):
        indicator = IndicatorFactory()
        for n in range(3):
            write(lambda n=n: Indicator.objects.update(unit=f"u{n}"), request=f"r-{n}")

        first = object_timeline(indicator, reader, limit=2)
        second = object_timeline(indicator, reader, limit=2, before=first.older)

        assert [len(one.lines) for one in (first, second)] == [2, 2]
        assert second.older is None
        assert (first.lines[0].changes[0][2], second.lines[0].changes[0][2]) == ("u2", "u0")

    def test_is_shown_from_the_place_in_the_address_on(self, analyst):
        body = BodyFactory(code="OLD")
        for n in range(60):
            write(lambda n=n: Body.objects.update(remark=f"remark {n}"), request=f"r-{n}")

        page = analyst.get("/bodies/OLD/")
        older = analyst.get("/bodies/OLD/", {"history_before": page.context["timeline"].older})

        assert "“remark 59”" in page.text and f"?history_before={page.context['timeline'].older}#history" in page.text  # fmt: skip
        assert "“remark 59”" not in older.text and "to “remark 9”" in older.text
        assert analyst.get("/bodies/OLD/", {"history": "9" * 40}).status_code == 200, body
