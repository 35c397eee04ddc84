"""Imports of tables: all rows or none, once, undone as a whole."""

from datetime import date
from unittest.mock import Mock

import pytest
from django.utils import timezone

from tests.factories import MechanismFactory, TopicFactory, UserFactory, as_factory
from tests.helpers.tables import (
    ASKED,
    HEAD,
    ROWS,
    UHRI,
    a_table,
    as_csv,
    changed,
    faults,
    preview_table,
    taken,
)
from tracker.actions.imports import DecideRun, acceptance, table_rows, tables, undo
from tracker.actions.imports.tables import AcceptTable
from tracker.audit.context import acting_as
from tracker.documents.tables import read
from tracker.errors import InvalidValue, NotAllowed, PermissionRefused, Stale
from tracker.intake.tables import ColumnMapping
from tracker.models import Event, ImportRun, Mechanism, Recommendation, Report
from tracker.vocabulary import Theme

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def by_a_test():
    with acting_as("test", source="command"):
        yield


@pytest.fixture
def ana():
    return UserFactory(analyst=True, username="ana")


def outcomes(run):
    """What became of each row, as the page of the run says."""
    return [row["outcome"] for row in tables.list_outcomes(run, 100)]


class TestAccept:
    def test_takes_in_every_row_under_one_reason(self, ana):
        run = taken(ana)

        rows = Recommendation.objects.order_by("external_id")
        assert [row.cited_as for row in rows] == [
            "UPR 2024 Albania 1",
            "UPR 2024 Albania 2",
            "CEDAW 2023 Kosovo 1",
        ]
        assert [row.text for row in rows] == [row[1] for row in ROWS]
        assert [row.theme for row in rows] == [
            Theme.PROTECTION,
            Theme.PROSECUTION,
            Theme.PREVENTION,
        ]
        assert outcomes(run) == ["added"] * 3
        assert {e.reason for e in Event.objects.filter(table="tracker_recommendation")} == {"Asked"}

    def test_adds_nothing_the_second_time(self, ana):
        first = taken(ana)
        before = Event.objects.count()

        assert a_table(by=ana) == first
        assert preview_table(ASKED).counts == {"new": 0, "same": 3, "left_out": 0, "error": 0}
        assert Event.objects.count() == before

    def test_of_one_edition_adds_nothing_the_second_time(self, ana):
        content = as_csv([HEAD, ROWS[0]])

        assert taken(ana, content).report == Report.objects.get()
        assert a_table(by=ana, content=content) == ImportRun.objects.get()

    def test_leaves_what_is_held_alone_and_adds_the_rest(self, ana):
        taken(ana, as_csv([HEAD, ROWS[0]]))
        Recommendation.objects.get()
        run = taken(ana)

        assert outcomes(run) == [
            "already recorded",
            "added",
            "added",
        ]

    def test_finds_rows_without_number_and_id_by_their_words(self, ana):
        head, row = (
            ["Text", "Country", "Year", "Mechanism"],
            ["Open a shelter.", "Albania", "2024", "UPR"],
        )
        taken(ana, as_csv([head, row]))

        assert preview_table(as_csv([head, ["Train judges.", *row[1:]], row])).counts["same"] == 1
        taken(ana, as_csv([head, ["Train judges.", *row[1:]], row]))
        assert list(
            Recommendation.objects.order_by("position").values_list("number", flat=True)
        ) == ["1", "2"]

    def test_gives_each_report_an_address_of_its_own(self, ana):
        for code in ("X Y", "X-Y"):
            MechanismFactory(code=code, name=f"Committee {code}")
        row = ROWS[0]
        taken(ana, as_csv([HEAD, *([*row[:4], code, row[5], code] for code in ("X Y", "X-Y"))]))

        assert list(Report.objects.order_by("pk").values_list("mechanism__code", "slug")) == [
            ("X Y", "x-y-2024-albania"),
            ("X-Y", "x-y-2024-al"),
        ]

    def test_takes_in_all_or_nothing(self, ana):
        content = changed(2, "Country", "Atlantis")
        run, before = a_table(by=ana, content=content), Event.objects.count()

        with pytest.raises(InvalidValue, match="Row 4, country: there is no country “Atlantis”"):
            tables.accept(
                AcceptTable(
                    run=run,
                    mapping=tables.guess_mapping(read(content, file_name="a")),
                    by=ana,
                    reason="x",
                    now=timezone.now(),
                )
            )
        assert (Event.objects.count(), Report.objects.count()) == (before, 0)

    def test_is_for_whoever_may_take_reports_in(self, ana):
        run = a_table(by=ana)

        with pytest.raises(PermissionRefused):
            tables.accept(
                AcceptTable(
                    run=run,
                    mapping=ColumnMapping({}),
                    by=UserFactory(viewer=True),
                    reason="x",
                    now=timezone.now(),
                )
            )

    def test_is_done_once(self, ana):
        run = taken(ana)

        with pytest.raises(Stale):
            tables.accept(
                AcceptTable(
                    run=run, mapping=ColumnMapping({}), by=ana, reason="x", now=timezone.now()
                )
            )

    def test_costs_the_same_for_few_and_for_many(self, ana, django_assert_num_queries):
        def rows(number, country):
            return as_csv(
                [
                    HEAD,
                    *(
                        [str(n), f"Do {n}.", country, "2024", "UPR", "", f"{country}-{n}"]
                        for n in range(number)
                    ),
                ]
            )

        taken(ana)
        with django_assert_num_queries(60, exact=False) as few:
            taken(ana, rows(3, "Serbia"))
        with django_assert_num_queries(len(few)):
            taken(ana, rows(300, "Croatia"))


@pytest.fixture
def small_chunks(monkeypatch):
    for module in (tables, table_rows):
        monkeypatch.setattr(module, "CHUNK", 2)


@pytest.mark.usefixtures("small_chunks")
class TestChunks:
    HEAD = ("Text", "Country", "Year", "Mechanism", "No.")

    def rows(self, numbers):
        rows = [[f"Do {n}.", "Albania", "2024", "UPR", number] for n, number in enumerate(numbers)]
        return as_csv([self.HEAD, *rows])

    def test_number_what_has_none_around_the_numbers_of_the_whole_file(self, ana):
        run = taken(ana, self.rows(["", "", "4", "", "2", ""]))

        numbers = Recommendation.objects.order_by("position").values_list("number", flat=True)
        assert list(numbers) == ["1", "3", "4", "5", "2", "6"]
        assert [row["row"] for row in tables.list_outcomes(run, 5)] == [2, 3, 4, 5, 6]
        assert run.created["created"]["recommendation"] == [[rows_first(), rows_first() + 5]]
        again = taken(ana, self.rows(["", "", "4", "", "2", "", "7"]))
        assert outcomes(again) == ["already recorded"] * 6 + ["added"]

    def test_find_a_row_twice_over_their_bounds(self):
        assert faults(self.rows(["1", "2", "3", "1"])) == [
            (5, "number", "row 2 has the same value: “1”")
        ]

    def test_are_undone_all(self, ana, monkeypatch):
        monkeypatch.setattr(acceptance, "BATCH_SIZE", 2)
        run = taken(ana, self.rows("12345"))

        undo(DecideRun(run=run, by=ana, reason="Wrong file", now=timezone.now()))

        assert (Recommendation.objects.count(), Report.objects.count()) == (0, 0)

    def test_write_nothing_where_a_later_one_fails(self, ana, monkeypatch):
        run, before = a_table(by=ana, content=self.rows("12345")), Event.objects.count()
        monkeypatch.setattr(tables, "save_fields", Mock(side_effect=[None, OSError]))

        with pytest.raises(OSError):
            taken(ana, self.rows("12345"))
        assert (Event.objects.count(), Report.objects.count()) == (before, 0)
        assert ImportRun.objects.get(pk=run.pk).state == "waiting"

    def test_of_a_run_stored_as_text_are_written_too(self, ana):
        content = self.rows("12")
        run = a_table(by=ana, content=content)
        with as_factory():
            run.drafts.all().delete()
            run.text, run.created = content.decode(), {"mapping": run.created["mapping"]}
            run.save()

        assert outcomes(taken(ana, content)) == ["added", "added"]


def rows_first():
    """Return the key of the first recommendation."""
    return Recommendation.objects.order_by("pk").values_list("pk", flat=True)[0]


class TestUndo:
    def test_takes_back_all_that_was_added(self, ana):
        TopicFactory(code="shelters")
        run = taken(ana, UHRI)

        undo(DecideRun(run=run, by=ana, reason="Wrong file", now=timezone.now()))

        assert (
            Recommendation.objects.count(),
            Report.objects.count(),
            Mechanism.objects.count(),
        ) == (0, 0, 0)
        assert taken(ana, UHRI) != run

    def test_is_refused_once_something_was_built_on_it(self, ana):
        run = taken(ana)
        with acting_as("test", source="command"):
            from tests.factories import ResponsibilityFactory

            ResponsibilityFactory(recommendation=Recommendation.objects.first())

        with pytest.raises(NotAllowed, match="something depends on it"):
            undo(DecideRun(run=run, by=ana, reason="Wrong file", now=timezone.now()))


class TestUhri:
    def test_is_told_by_its_headings_and_read_as_it_is(self, ana):
        topic = TopicFactory(code="shelters")

        run = taken(ana, UHRI)

        rows = Recommendation.objects.order_by("external_id", "report__country")
        assert run.reader == "uhri"
        assert [(r.cited_as, r.external_id, r.text) for r in rows] == [
            ("CEDAW 2023 Albania 1", "900-1", "Give victims - all of them - shelter"),
            ("UPR 2019 Albania 1", "900-2", "Investigate\n- all cases"),
            ("UPR 2019 Kosovo 1", "900-2", "Investigate\n- all cases"),
        ]
        assert list(rows[0].topics.all()) == [topic]
        report = rows[0].report
        assert (report.published_on, report.title.split(":")[0]) == (
            date(2023, 11, 1),
            "CEDAW/C/ALB/CO/9",
        )
        assert outcomes(run) == [
            "added. Unknown topics: Slavery",
            "added",
            "added",
            "left out, because it is not a recommendation",
        ]

    def test_stops_at_a_body_that_nobody_knows(self):
        content = UHRI_OF("- SR on wells")

        assert faults(content) == [(2, "mechanism", "there is no mechanism “SR on wells”")]

    def test_refuses_a_second_document_of_one_edition(self):
        assert (
            "has the same mechanism"
            in faults(UHRI_OF("- UPR", "- UPR", symbols=["A/1", "A/2"]))[0][2]
        )


def UHRI_OF(*bodies, symbols=("A/1", "A/1")):  # noqa: N802
    head = [
        "Text",
        "Countries Concerned",
        "Reccomending Body",
        "Document Symbol",
        "Document Publication Date",
        "OHCHR Annotation Id",
    ]
    return as_csv(
        [
            head,
            *(
                [f"Do {n}.", "- Albania", body, symbols[n], "43678", f"i-{n}"]
                for n, body in enumerate(bodies)
            ),
        ]
    )


class TestRun:
    def test_is_called_after_its_file_and_has_a_page_of_its_own(self, ana):
        run = a_table(by=ana)

        assert (str(run), run.get_absolute_url()) == ("asked.csv", f"/imports/tables/{run.pk}/")
        assert ImportRun.objects.count() == 1
