"""Outcomes of the rows of a table, and the mapping of its columns."""

import pytest

from tests.factories import RecommendationFactory, UserFactory
from tests.helpers.tables import (
    ASKED,
    HEAD,
    ROWS,
    as_csv,
    as_xlsx,
    changed,
    faults,
    preview_table,
    taken,
)
from tracker.audit.context import acting_as
from tracker.errors import FileUnreadable
from tracker.intake.tables import ColumnMapping, from_json

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def by_a_test():
    with acting_as("test", source="command"):
        yield


@pytest.fixture
def ana():
    return UserFactory(analyst=True, username="ana")


class TestRows:
    def test_never_change_an_existing_text(self, ana):
        taken(ana)

        assert [
            (row, column, "recorded with different text" in why)
            for row, column, why in faults(changed(0, "Recommendation", "Close it."))
        ] == [(2, "text", True)]

    def test_are_refused_that_stand_twice(self):
        assert faults(changed(1, "External ID", "a-1")) == [
            (3, "external id", "row 2 has the same value: “a-1”")
        ]
        assert faults(changed(1, "No.", "1")) == [(3, "number", "row 2 has the same value: “1”")]

    @pytest.mark.parametrize(
        ("column", "value", "why"),
        [
            ("Recommendation", "", "the cell is empty"),
            (
                "Recommendation",
                "=A1",
                "the cell contains a formula, and formulas are not calculated",
            ),
            ("Country", "Bavaria", "there is no country “Bavaria”"),
            ("Country", "", "the cell is empty"),
            ("Mechanism", "GANHRI", "there is no mechanism “GANHRI”"),
            ("Year", "then", "“then” is not a year"),
            ("Year", "", "the row has no year"),
            ("Theme", "Water", "“Water” is not a known value"),
            ("No.", "12/3", "“12/3” contains a slash, but the number is part of an address"),
            ("External ID", "x" * 61, "it has more than 60 characters"),
        ],
    )
    def test_say_what_is_wrong_with_them(self, column, value, why):
        assert [(row, told) for row, _column, told in faults(changed(0, column, value))] == [
            (2, why)
        ]

    def test_with_a_formula_in_a_workbook_are_refused(self):
        content = as_xlsx([HEAD, *ROWS], formulas=[(1, 2, '="Ne"&"pal"')])

        assert faults(content) == [
            (2, "Country", "the cell contains a formula, and formulas are not calculated")
        ]

    def test_of_a_number_held_under_another_id_are_refused(self, ana):
        taken(ana)

        assert (
            faults(changed(0, "External ID", "c-9"))[0][2]
            == "UPR 2024 Albania 1 is recorded with the id “a-1”"
        )

    def test_find_what_a_narrative_brought_by_its_number(self):
        held = RecommendationFactory(number="1", position=1, text="Open it.")
        row = ["1", "Open it.", "Kosovo", "2024", "TIP", "", "x-1"]

        assert preview_table(as_csv([HEAD, row])).counts["same"] == 1
        assert held.external_id == ""


class TestMapping:
    def test_needs_columns_that_are_there(self):
        with pytest.raises(FileUnreadable, match="No column gives the text, the mechanism"):
            preview_table(b"a,b\n1,2\n")
        with pytest.raises(
            FileUnreadable, match=r"The file has no column “Wording”. It has: No., Recomm"
        ):
            preview_table(ASKED, ColumnMapping({"text": "Wording"}))

    def test_gives_what_holds_for_the_whole_file_and_what_words_mean(self):
        mapping = from_json(
            '{"columns": {"text": "Ask", "theme": "About"}, "themes": {"Courts": "prosecution"},'
            '"fixed": {"mechanism": "UPR", "country": "AL", "year": "2024"}}'
        )

        line = preview_table(b"Ask,About\nDo it.,Courts\n", mapping).lines[0]

        assert (line.edition, line.country, line.source.values["theme"]) == (
            ("UPR", "AL", 2024),
            "Albania",
            "prosecution",
        )

    @pytest.mark.parametrize(
        "text",
        [
            "{",
            '{"columns": {"x": "y"}}',
            "[" * 100_000,
        ],
    )
    def test_is_refused_when_it_is_none(self, text):
        with pytest.raises(FileUnreadable, match="mapping"):
            from_json(text)

    @pytest.mark.parametrize("text", ["[]", '{"columns": {"text": 1}}', '{"what": {}}'])
    def test_is_told_what_it_can_contain(self, text):
        with pytest.raises(FileUnreadable, match="can contain columns, fixed, themes and mech"):
            from_json(text)
