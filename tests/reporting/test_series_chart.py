"""Lines and labels of the chart of a series."""

import re
import xml.etree.ElementTree as ET

import pytest

from tracker.reporting.series_chart import Certainty, Point, series_chart

SVG = "{http://www.w3.org/2000/svg}"


def drawn(points, breaks=()):
    svg = series_chart(points, breaks, title="Victims <b>", description="By year")
    return ET.fromstring(svg)


def lines(root):
    return [path for path in root.iter(f"{SVG}path") if path.get("class") == "line"]


def points_of(*values, first=2020):
    return [Point(first + i, str(first + i), value) for i, value in enumerate(values)]


class TestSeriesChart:
    def test_has_a_title_and_a_description(self):
        root = drawn(points_of(1, 2))

        assert root.get("role") == "img"
        assert root.find(f"{SVG}title").text == "Victims <b>"
        assert root.find(f"{SVG}desc").text == "By year"
        assert "style=" not in ET.tostring(root, encoding="unicode")

    def test_is_empty_with_less_than_two_periods(self):
        assert series_chart(points_of(1), (), title="", description="") == ""
        assert series_chart(points_of(1, None), (), title="", description="") == ""
        assert series_chart((), (), title="", description="") == ""

    def test_draws_a_line_from_each_period_to_the_next(self):
        assert len(lines(drawn(points_of(1, 2, 3)))) == 2

    def test_draws_no_line_across_an_unknown_value(self):
        root = drawn(points_of(1, None, 3))

        assert lines(root) == []
        assert "?" in [text.text for text in root.iter(f"{SVG}text")]

    def test_draws_no_line_across_a_break_and_marks_it(self):
        root = drawn(points_of(1, 2, 3), breaks=[2021])

        assert len(lines(root)) == 1
        assert sum(path.get("class") == "break" for path in root.iter(f"{SVG}path")) == 1

    def test_dashes_the_line_over_years_without_data(self):
        root = drawn([Point(2020, "2020", 1), Point(2023, "2023", 2)])

        assert lines(root)[0].get("stroke-dasharray")

    def test_draws_the_line_through_the_first_of_two_values(self):
        other = Point(2020, "2020", 9, Certainty.LATER, is_on_line=False)

        root = drawn([*points_of(1, 2), other])

        assert len(lines(root)) == 1
        assert {"1", "2", "9"} <= {text.text for text in root.iter(f"{SVG}text")}

    def test_sets_parts_of_a_year_apart_as_triangles_on_no_line(self):
        half = Point(2024, "January–June 2024", 3)

        root = drawn([*points_of(5, 6, 4, first=2022), half])

        (triangle,) = [p for p in root.iter(f"{SVG}path") if p.get("class") == "part"]
        circles = sorted(float(c.get("cx")) for c in root.iter(f"{SVG}circle"))
        assert circles[1] < float(triangle.get("d")[1:].split()[0]) < circles[2]
        assert len(lines(root)) == 2
        assert {"2024", "1–6/2024"} <= {text.text for text in root.iter(f"{SVG}text")}

    def test_joins_months_among_themselves(self):
        root = drawn([Point(2024, f"2024-0{month}", month) for month in (1, 2, 3)])

        assert len(lines(root)) == 2
        assert not [p for p in root.iter(f"{SVG}path") if p.get("class") == "part"]

    @pytest.mark.parametrize("highest", [0, 0.4, 1, 3, 7, 19, 20, 99, 1_234, 3_000_000])
    def test_stays_inside_the_drawing(self, highest):
        for circle in drawn(points_of(0, highest)).iter(f"{SVG}circle"):
            assert 20 < float(circle.get("cy")) < 210

    def test_draws_no_grid_line_through_a_value(self):
        root = drawn(points_of(20, 20.5, 16))  # "16" stands where the line of 20 would run

        ways = [p.get("d") for p in root.iter(f"{SVG}path") if p.get("class") == "grid"]
        middle = next(t for t in root.iter(f"{SVG}text") if t.text == "16")
        struck = [
            way
            for way in ways
            for x, y, end in re.findall(r"M([\d.]+) ([\d.]+)H([\d.]+)", way)
            if float(x) < float(middle.get("x")) < float(end)
            and abs(float(middle.get("y")) - 5 - float(y)) < 10
        ]
        assert struck == []
        assert any(way.count("M") > 1 for way in ways)

    def test_leaves_out_labels_that_would_touch(self):
        few, many = drawn(points_of(1_111, 2_222)), drawn(points_of(*range(1_111, 1_131)))

        assert "2,222" in [text.text for text in few.iter(f"{SVG}text")]
        assert "1,112" not in [text.text for text in many.iter(f"{SVG}text")]

    def test_labels_the_newest_period_always(self):
        root = drawn(points_of(*range(20), first=2006))

        named = [t.text for t in root.iter(f"{SVG}text") if (t.text or "").startswith("20")]
        assert "2025" in named and len(named) < 12


class TestPoint:
    @pytest.mark.parametrize(
        ("period", "at", "label"),
        [
            ("2024", 2024, "2024"),
            ("April 2023 – March 2024", 2024, "April 2023 – March 2024"),
            ("prvo polugodište 2024.", 2023.75, "1–6/2024"),
            ("2024 H2", 2024.25, "7–12/2024"),
            ("2024-02", 2024 + 1.5 / 12 - 0.5, "2/2024"),
        ],
    )
    def test_stands_in_the_middle_of_its_months(self, period, at, label):
        point = Point(2024, period, 1)

        assert (point.at, point.label) == (pytest.approx(at), label)
