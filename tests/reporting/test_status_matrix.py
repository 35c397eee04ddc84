from xml.etree import ElementTree

from tests.reporting.samples import counted
from tracker.reporting.status_matrix import StatusCounts, status_matrix

SVG = "{http://www.w3.org/2000/svg}"


def drawn(**rows):
    status_counts = [StatusCounts(name, counted(numbers)) for name, numbers in rows.items()]
    return ElementTree.fromstring(status_matrix(status_counts, title="<T>", description="D"))


class TestStatusMatrix:
    def test_draws_squares_in_proportion(self):
        root = drawn(MoW={"partial": 4, "not_assessed": 1}, OSP={"partial": 1, "full": 0})

        texts = [text.text for text in root.iter(f"{SVG}text")]
        sides = [float(rect.get("width")) for rect in root.iter(f"{SVG}rect")]
        kinds = [rect.get("class") for rect in root.iter(f"{SVG}rect")]
        assert texts == ["MoW", "1", "4", "OSP", "1"]
        assert kinds == ["at-not_assessed", "at-partial", "at-partial"]
        assert sides == [16.0, 22.0, 16.0]

    def test_has_columns_for_occurring_statuses_only(self):
        root = drawn(MoW={"partial": 1, "not_assessed": 2})

        heads = [svg for svg in root.iter(f"{SVG}svg") if svg.get("viewBox") == "0 0 16 16"]
        off = next(r for r in root.iter(f"{SVG}rect") if r.get("class") == "at-not_assessed")
        assert len(heads) == 2
        assert off.get("stroke-dasharray") and off.get("fill-opacity") == "0.0"

    def test_truncates_long_names_and_has_a_title(self):
        long = "Office & Agency of the Wells and Waters of the Northern District"
        root = drawn(**{long: {"full": 1}})

        assert (
            next(root.iter(f"{SVG}text")).text == "Office & Agency of the Wells and Waters of th…"
        )
        assert [root.find(f"{SVG}{tag}").text for tag in ("title", "desc")] == ["<T>", "D"]
        assert root.get("role") == "img"
        assert "style=" not in ElementTree.tostring(root, encoding="unicode")

    def test_is_empty_with_nothing_to_count(self):
        assert status_matrix([], title="", description="") == ""
        assert status_matrix([StatusCounts("MoW", counted({}))], title="", description="") == ""
