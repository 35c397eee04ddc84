"""The annex of figures: what is drawn, what stands in the table, and the figures of a theme."""

from dataclasses import replace

from tests.reporting.sourced_report import (
    a_series,
    faults_of,
    headings_of,
    laid_out,
    of_type,
    under,
    words_of,
)
from tracker.progress import FigureValue, Labelled
from tracker.reporting.blocks import Beside, Chart, Heading, Table, text_of
from tracker.vocabulary import ReportKind


def a_plain_series(name, *values, theme="protection", **changes):
    years = [
        FigureValue(str(y), float(y), float(v), str(v)) for y, v in enumerate(values, start=2025)
    ]
    return a_series(
        code=name.upper(), name=name, figures=tuple(years), breaks=(),
        theme=Labelled(theme, theme.capitalize()), **changes,
    )  # fmt: skip


def names_in(table):
    return [text_of(row.cells[0][0]) for row in table.rows]


class TestFigures:
    def test_are_drawn_from_three_periods_on_and_else_stand_in_one_table(self):
        figures = (a_plain_series("two", 1, 2), a_plain_series("three", 1, 2, 3))

        told = under(laid_out(ReportKind.FULL, figures=figures), "Figures")

        (beside,) = of_type(told, Beside)
        assert [[type(b) for b in part if isinstance(b, Heading | Chart | Table)]
                for part in beside.parts] == [[Heading, Chart, Table]]  # fmt: skip
        assert headings_of(told)[0] == "three"
        (other,) = of_type(under(told, "Other figures"), Table)
        assert names_in(other) == ["two", "two"]

    def test_of_two_periods_are_drawn_where_it_must_be_said_how_they_are_counted(self):
        counted = replace(a_plain_series("two", 1, 2), breaks=((2026.0, "without dry wells"),))

        told = under(laid_out(ReportKind.FULL, figures=(counted,)), "Figures")

        assert of_type(told, Chart)
        assert "Counted otherwise: without dry wells" in words_of(told)


class TestFiguresOfAThemeReport:
    def test_stand_under_a_heading_of_their_theme_the_single_ones_in_one_table(self):
        figures = (a_plain_series("one", 1), a_plain_series("two", 1, 2))

        told = under(laid_out(ReportKind.THEME, figures=figures), "Protection")

        assert headings_of(told, 2)[-1] == "Figures"
        (table,) = of_type(under(told, "Figures"), Table)
        assert names_in(table) == ["one", "two", "two"]

    def test_of_a_theme_without_a_recommendation_are_told_too(self):
        figures = (a_plain_series("ministries", 8, theme="partnership"),)

        told = laid_out(ReportKind.THEME, figures=figures)
        alone = laid_out(ReportKind.THEME, figures=figures, recommendations=())

        assert headings_of(told, 1)[-3:] == ["Without a theme", "Partnership", "Sources"]
        for one in (told, alone):
            (table,) = of_type(under(one, "Partnership"), Table)
            assert names_in(table) == ["ministries"]
            assert faults_of(one) == []
