from itertools import pairwise
from xml.etree import ElementTree

from hypothesis import given, strategies as st

from tests.reporting.samples import counted
from tracker.reporting.status_pictures import WIDTH, distribution_bar
from tracker.vocabulary import Status

SVG = "{http://www.w3.org/2000/svg}"
numbers = st.fixed_dictionaries({}, optional={s.value: st.integers(0, 5000) for s in Status})


def drawn(**numbers):
    return ElementTree.fromstring(distribution_bar(counted(numbers), title="T", description="D"))


def segments(svg):
    return [rect.get("class").removeprefix("at-") for rect in svg.iter(f"{SVG}rect")]


class TestDistributionBar:
    def test_has_a_title_and_a_description(self):
        svg = drawn(partial=1)

        assert svg.get("role") == "img"
        assert [svg.find(f"{SVG}{tag}").text for tag in ("title", "desc")] == ["T", "D"]

    def test_sorts_by_rank_and_leaves_out_zeros(self):
        svg = drawn(unable_to_verify=1, full=2, not_assessed=1, no_action=3, partial=0)

        assert segments(svg) == ["no_action", "full", "not_assessed", "unable_to_verify"]

    def test_writes_each_number_above_its_segment(self):
        svg = drawn(no_action=3, full=12)

        assert [text.text for text in svg.iter(f"{SVG}text")] == ["3", "12"]

    def test_draws_widths_in_proportion(self):
        few, many = (float(r.get("width")) for r in drawn(no_action=1, full=3).iter(f"{SVG}rect"))

        assert abs(many - 3 * few) < 0.05

    def test_is_empty_with_nothing_to_count(self):
        assert distribution_bar(counted({}), title="T", description="D") == ""

    def test_holds_no_style_attribute_and_no_script(self):
        text = distribution_bar(counted({"partial": 1}), title="<script>", description='"<b>"')

        assert "style=" not in text
        assert "<script" not in text

    @given(numbers)
    def test_keeps_labels_apart_and_inside(self, numbers):
        text = distribution_bar(counted(numbers), title="T", description="D")
        if not text:
            return

        places = [float(t.get("x")) for t in ElementTree.fromstring(text).iter(f"{SVG}text")]

        assert all(b - a > 43 for a, b in pairwise(places))
        assert places[0] > 17
        assert places[-1] < WIDTH
