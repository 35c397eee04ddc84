"""Layout of figures: charts, tables, and the figures of a theme."""

from msgspec.structs import replace

from tests.reporting.sourced_report import (
    a_series,
    faults_of,
    headings_of,
    laid_out,
    of_type,
    under,
    words_of,
)
from tracker.progress import FigureValue, LabelledCode
from tracker.reporting.blocks import Chart, Heading, SideBySide, Table, plain_text
from tracker.vocabulary import ReportKind


def a_plain_series(name, *values, theme="protection", **changes):
    years = [
        FigureValue(str(y), float(y), float(v), str(v)) for y, v in enumerate(values, start=2025)
    ]
    return a_series(
        code=name.upper(), name=name, figures=tuple(years), breaks=(),
        theme=LabelledCode(theme, theme.capitalize()), **changes,
    )  # fmt: skip


def names_in(table):
    return [plain_text(row.cells[0][0]) for row in table.rows]


class TestFigures:
    def test_draws_from_three_periods_and_lists_others(self):
        figures = (a_plain_series("two", 1, 2), a_plain_series("three", 1, 2, 3))

        report = under(laid_out(ReportKind.FULL, figures=figures), "Figures")

        (beside,) = of_type(report, SideBySide)
        assert [[type(b) for b in part if isinstance(b, Heading | Chart | Table)]
                for part in beside.parts] == [[Heading, Chart, Table]]  # fmt: skip
        assert headings_of(report)[0] == "three"
        (other,) = of_type(under(report, "Other figures"), Table)
        assert names_in(other) == ["two", "two"]

    def test_draws_two_periods_of_a_changed_definition(self):
        counted = replace(a_plain_series("two", 1, 2), breaks=((2026.0, "without dry wells"),))

        report = under(laid_out(ReportKind.FULL, figures=(counted,)), "Figures")

        assert of_type(report, Chart)
        assert "Counted differently: without dry wells" in words_of(report)


class TestThemeFigures:
    def test_groups_by_theme_with_one_table_of_single_values(self):
        figures = (a_plain_series("one", 1), a_plain_series("two", 1, 2))

        report = under(laid_out(ReportKind.THEME, figures=figures), "Protection")

        assert headings_of(report, 2)[-1] == "Figures"
        (table,) = of_type(under(report, "Figures"), Table)
        assert names_in(table) == ["one", "two", "two"]

    def test_lists_themes_without_recommendations(self):
        figures = (a_plain_series("ministries", 8, theme="partnership"),)

        report = laid_out(ReportKind.THEME, figures=figures)
        alone = laid_out(ReportKind.THEME, figures=figures, recommendations=())

        assert headings_of(report, 1)[-3:] == ["Partnership", "About this report", "Sources"]
        for section in (report, alone):
            (table,) = of_type(under(section, "Partnership"), Table)
            assert names_in(table) == ["ministries"]
            assert faults_of(section) == []
