from tests.reporting.sourced_report import a_passage_source, a_source
from tracker.reporting.blocks import Style, plain_text
from tracker.reporting.context import SourceNumbers


class TestSourceNumbers:
    def test_numbers_sources_by_first_citation(self):
        numbers = SourceNumbers()

        given = [
            numbers.number_of(source) for source in (a_source(7), a_source(3), a_source(7), None)
        ]

        assert given == [1, 2, 1, 0]
        assert [row.title for row in numbers.source_rows()] == ["Decree 7", "Decree 3"]
        assert [row.anchor for row in numbers.source_rows()] == ["source-1", "source-2"]

    def test_shortens_runs_of_references(self):
        numbers = SourceNumbers()
        many = [a_source(number) for number in range(1, 9)]
        numbers.references(many)

        line = numbers.references([many[4], many[0], many[2], many[1], many[0], many[7], many[6]])

        assert plain_text(line) == "[1]–[3][5][7][8]"
        assert line[0].text == "\u00a0"
        assert {span.style for span in line if span.text.isdigit()} == {Style.REF}

    def test_counts_withheld_sources(self):
        numbers = SourceNumbers()

        assert plain_text(numbers.references([a_source(), None], withheld=1)) == (
            "[1] (2 sources not named here)"
        )
        assert plain_text(numbers.references([], withheld=1)) == "(1 source not named here)"
        assert plain_text(numbers.references([])) == "(no source named)"

    def test_gives_the_address_of_a_report_once(self):
        numbers = SourceNumbers()
        numbers.references(
            [a_passage_source(1), a_passage_source(2), a_source(3, url="javascript:x")]
        )

        first, second, document = numbers.source_rows()

        assert (first.title, first.place, first.quote) == (
            "",
            "WATER 2030 Atlantis, ¶ 8",
            "repaired nine",
        )
        assert (first.href, second.href) == (
            "https://example.org/report",
            "/reports/water-2030-atlantis/#p8",
        )
        assert second.report == "https://example.org/report"  # written out with the first alone
        assert document.report == ""
        assert document.place == "Ministry of Wells · law · published 2 September 2030"
        assert document.href == ""

    def test_has_no_tracker_address_in_a_public_report(self):
        numbers = SourceNumbers(is_public=True)
        numbers.references([a_passage_source(1), a_passage_source(2)])

        assert [row.href for row in numbers.source_rows()] == ["https://example.org/report", ""]

    def test_merges_a_paragraph_by_place(self):
        numbers = SourceNumbers(by_place=True)

        assert [
            numbers.number_of(source) for source in (a_passage_source(1), a_passage_source(2))
        ] == [1, 1]
        assert [row.quote for row in numbers.source_rows()] == [""]
