"""What a preview says of rows without a file: editions, documents, topics and repetitions."""

import pytest

from tests.factories import MechanismFactory, RecommendationFactory, ReportFactory, TopicFactory
from tracker.actions.imports.table_rows import (
    RowOutcome,
    describe_counts,
    describe_error,
    preview_rows,
)
from tracker.intake.tables import RowError, TableRow

pytestmark = [pytest.mark.django_db, pytest.mark.once]


@pytest.fixture(autouse=True)
def tip():
    return MechanismFactory()


def row(line=2, **values):
    known = {"text": "Open it.", "mechanism": "TIP", "country": "Kosovo", "year": 2024}
    return TableRow(row=line, **{**known, **values})


def faults_of(*rows):
    """Return the faults of each line: its row, the column and why."""
    return [
        (line.source.row, fault.column, fault.message)
        for line in preview_rows(rows).lines
        for fault in line.faults
    ]


class TestEdition:
    @pytest.mark.parametrize("mechanism", ["TIP", "tip", "Trafficking in persons report"])
    def test_is_found_by_code_or_name(self, mechanism):
        (line,) = preview_rows([row(mechanism=mechanism, number="3")]).lines

        assert (line.edition, line.country, line.cited_as) == (
            ("TIP", "XK", 2024),
            "Kosovo",
            "TIP 2024 Kosovo 3",
        )

    def test_of_a_mechanism_that_is_known_though_nobody_added_it(self):
        (line,) = preview_rows([row(mechanism="cedaw")]).lines

        assert line.edition == ("CEDAW", "XK", 2024)

    def test_has_the_country_as_its_reports_call_it(self):
        ReportFactory(country="ZZ", country_name="Freedonia")

        (line,) = preview_rows([row(country="freedonia")]).lines

        assert (line.edition, line.country) == (("TIP", "ZZ", 2024), "Freedonia")

    @pytest.mark.parametrize(
        "values", [{"mechanism": ""}, {"country": ""}, {"year": None}, {"country": "Bavaria"}]
    )
    def test_is_none_where_a_part_is_missing(self, values):
        (line,) = preview_rows([row(number="7", **values)]).lines

        assert (line.edition, line.country, line.cited_as) == (None, "", "7")

    def test_of_an_unknown_mechanism_and_country_is_a_fault_each(self):
        assert faults_of(row(mechanism="GRETA" * 20, country="Bavaria")) == [
            (2, "mechanism", f"there is no mechanism “{('GRETA' * 20)[:60]}”"),
            (2, "country", "there is no country “Bavaria”"),
        ]


class TestDocuments:
    def test_of_one_edition_are_one(self):
        assert faults_of(
            row(2, document="A/1", number="1"),
            row(3, document="A/2", number="2"),
            row(4, document="A/1", number="3"),
            row(5, document="A/2", number="4", year=2023),
            row(6, number="5"),
            row(7, document="A/2", country=""),
        ) == [(3, "document", "A/1 has the same mechanism, country and year")]

    def test_are_that_of_the_existing_report(self):
        ReportFactory(title="A/1: Kosovo")

        assert faults_of(
            row(2, document="A/1", number="1"), row(3, document="A/2", number="2")
        ) == [
            (
                3,
                "document",
                "TIP 2024 Kosovo is recorded as “A/1: Kosovo”, which is another document",
            )
        ]


class TestTopics:
    def test_are_found_by_code_or_name_once_and_others_are_named(self):
        shelters = TopicFactory(code="shelters", name="Safe houses")
        courts = TopicFactory(code="courts")
        topics = ("SHELTERS", "safe houses", "water", "Courts", "air")

        preview = preview_rows([row(2, number="1", topics=topics), row(3, topics=("air",))])

        assert preview.lines[0].topics == [shelters.pk, courts.pk]
        assert preview.lines[0].unknown_topics == ["water", "air"]
        assert preview.unknown_topics == ["air", "water"]


class TestRepetitions:
    def test_within_a_file_are_faults_of_the_later_row(self):
        assert faults_of(
            row(2, number="1", external_id="a"),
            row(3, number="1", external_id="b"),
            row(4, number="2", external_id="a"),
            row(5),
            row(6),
            row(7, year=2023),
            row(8, number="3"),
            row(9, number="1", is_not_recommendation=True),
        ) == [
            (3, "number", "row 2 has the same value: “1”"),
            (4, "external id", "row 2 has the same value: “a”"),
            (6, "text", "row 5 has the same value: “Open it.”"),
        ]

    @pytest.mark.parametrize(
        ("values", "outcome", "faults"),
        [
            ({"number": "6", "external_id": "a"}, RowOutcome.SAME, []),
            ({"number": "6"}, RowOutcome.SAME, []),
            ({"external_id": "a"}, RowOutcome.SAME, []),
            ({}, RowOutcome.SAME, []),
            ({"number": "7"}, RowOutcome.NEW, []),
            ({"number": "7", "external_id": "b"}, RowOutcome.NEW, []),
            ({"text": "Close it."}, RowOutcome.NEW, []),
            (
                {"number": "6", "text": "Close it."},
                RowOutcome.ERROR,
                [
                    "TIP 2024 Kosovo 6 is recorded with different text, and printed text never changes",
                ],
            ),
            (
                {"external_id": "a", "text": "Close it."},
                RowOutcome.ERROR,
                [
                    "TIP 2024 Kosovo 6 is recorded with different text, and printed text never changes",
                ],
            ),
            (
                {"number": "7", "external_id": "a"},
                RowOutcome.ERROR,
                ["“a” is recorded with the number 6"],
            ),
            (
                {"number": "6", "external_id": "b"},
                RowOutcome.ERROR,
                ["TIP 2024 Kosovo 6 is recorded with the id “a”"],
            ),
            ({"number": "6", "is_not_recommendation": True}, RowOutcome.LEFT_OUT, []),
            ({"number": "6", "year": 2023}, RowOutcome.NEW, []),
        ],
    )
    def test_that_exist_are_the_same_or_contradict_it(self, values, outcome, faults):
        RecommendationFactory(number="6", position=6, external_id="a", text="Open it.")
        RecommendationFactory(number="8", position=8, text="Another.")

        preview = preview_rows([row(**values)])

        (line,) = preview.with_outcome(outcome)
        assert [fault.message for fault in line.faults] == faults
        assert preview.counts == {each: int(each == outcome) for each in RowOutcome}

    def test_that_exist_without_an_id_are_the_same(self):
        RecommendationFactory(number="6", position=6, text="Open it.")

        (line,) = preview_rows([row(number="6", external_id="b")]).lines

        assert (line.outcome, line.faults) == (RowOutcome.SAME, [])


def test_an_error_is_a_sentence():
    fault = RowError("country", "no country “Atlantis”", "Write it.")

    assert describe_error(fault, 4) == "Row 4, country: no country “Atlantis”. Write it."


@pytest.mark.parametrize(
    ("counts", "sentence"),
    [
        ({"new": 2, "same": 5, "left_out": 0, "error": 0}, "2 new, 5 already recorded."),
        (
            {"new": 0, "same": 0, "left_out": 1, "error": 0},
            "0 new, 0 already recorded, 1 left out.",
        ),
        (
            {"new": 1, "same": 0, "left_out": 0, "error": 3},
            "1 new, 0 already recorded, 3 with errors.",
        ),
    ],
)
def test_counts_are_a_sentence(counts, sentence):
    assert describe_counts(counts) == sentence
