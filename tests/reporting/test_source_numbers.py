from tests.reporting.sourced_report import a_passage_source, a_source
from tracker.reporting.blocks import Style, text_of
from tracker.reporting.source_numbers import Numbers


class TestNumbers:
    def test_gives_each_source_the_next_number_when_it_is_first_cited(self):
        numbers = Numbers()

        told = [numbers.of(one) for one in (a_source(7), a_source(3), a_source(7), None)]

        assert told == [1, 2, 1, 0]
        assert [row.title for row in numbers.rows()] == ["Decree 7", "Decree 3"]
        assert [row.anchor for row in numbers.rows()] == ["source-1", "source-2"]

    def test_refers_to_each_once_in_order_and_to_many_in_a_row_by_first_and_last(self):
        numbers = Numbers()
        many = [a_source(number) for number in range(1, 9)]
        numbers.refs(many)

        line = numbers.refs([many[4], many[0], many[2], many[1], many[0], many[7], many[6]])

        assert text_of(line) == "[1]–[3][5][7][8]"
        assert line[0].text == "\u00a0"
        assert {bit.style for bit in line if bit.text.isdigit()} == {Style.REF}

    def test_says_what_may_not_be_named_and_where_nothing_can_be(self):
        numbers = Numbers()

        assert text_of(numbers.refs([a_source(), None], withheld=1)) == (
            "[1] (2 sources not named here)"
        )
        assert text_of(numbers.refs([], withheld=1)) == "(1 source not named here)"
        assert text_of(numbers.refs([])) == "(no source named)"

    def test_tells_where_a_source_stands_and_gives_the_address_of_a_report_once(self):
        numbers = Numbers()
        numbers.refs([a_passage_source(1), a_passage_source(2), a_source(3, url="javascript:x")])

        first, second, document = numbers.rows()

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

    def test_gives_no_address_of_the_tracker_in_a_public_report(self):
        numbers = Numbers(is_public=True)
        numbers.refs([a_passage_source(1), a_passage_source(2)])

        assert [row.href for row in numbers.rows()] == ["https://example.org/report", ""]

    def test_counts_all_of_one_paragraph_as_one_source_by_place(self):
        numbers = Numbers(by_place=True)

        assert [numbers.of(one) for one in (a_passage_source(1), a_passage_source(2))] == [1, 1]
        assert [row.quote for row in numbers.rows()] == [""]
