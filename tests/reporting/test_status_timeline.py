from datetime import date
from itertools import pairwise
from xml.etree import ElementTree

import pytest
from django.utils import translation

from tests.reporting.sourced_report import status_history
from tracker.reporting.status_timeline import WIDTH, timeline_chart
from tracker.vocabulary import Status

SVG = "{http://www.w3.org/2000/svg}"
ON = date(2030, 11, 30)


def drawn(*statuses, until=ON):
    svg = timeline_chart(status_history(*statuses), until=until, title="<T>", description="D")
    return ElementTree.fromstring(svg)


def classes(root, name):
    return [path for path in root.iter(f"{SVG}path") if path.get("class") == name]


class TestTimelineChart:
    def test_labels_each_status_once_furthest_on_top(self):
        root = drawn(Status.NO_ACTION, Status.UNABLE_TO_VERIFY, Status.PARTIAL, Status.NO_ACTION)

        texts = [(float(t.get("y")), t.text) for t in root.iter(f"{SVG}text")]
        labels = [text for y, text in sorted(texts) if not text[0].isdigit()]
        assert labels == ["Partially implemented", "No action", "Unable to verify"]
        assert [root.find(f"{SVG}{tag}").text for tag in ("title", "desc")] == ["<T>", "D"]
        assert root.get("role") == "img"
        assert "style=" not in ElementTree.tostring(root, encoding="unicode")

    @pytest.mark.parametrize("language", ["en", "sq", "sr-latn"])
    def test_truncates_no_status(self, language):
        with translation.override(language):
            labels = {str(status.label) for status in Status}
            root = drawn(*Status, until=date(2040, 1, 1))

        texts = list(root.iter(f"{SVG}text"))
        assert labels <= {text.text for text in texts}
        line = float(classes(root, "line")[0].get("d")[1:].split()[0])
        longest = max(len(label) for label in labels)
        assert 20 + longest * 6.5 < line < 260

    def test_steps_at_each_assessment(self):
        root = drawn(Status.NO_ACTION, Status.NO_ACTION, Status.FULL)

        assert len(classes(root, "line")) == 3
        assert [turn.get("stroke-dasharray") for turn in classes(root, "turn")] == [None]
        assert classes(root, "line")[-1].get("d").endswith("H466.00")

    def test_dots_the_step_to_a_status_without_a_rank(self):
        root = drawn(Status.NO_ACTION, Status.UNABLE_TO_VERIFY, Status.NOT_APPLICABLE)

        assert [bool(turn.get("stroke-dasharray")) for turn in classes(root, "turn")] == [True] * 2

    def test_is_empty_under_two_points(self):
        points = status_history(Status.NO_ACTION, Status.FULL)

        assert timeline_chart(points[:1], until=ON, title="", description="") == ""
        assert timeline_chart(points, until=date(2027, 12, 31), title="", description="") == ""

    def test_keeps_dates_apart_and_inside(self):
        root = drawn(*(Status.NO_ACTION, Status.FULL) * 20, until=date(2070, 1, 1))

        days = sorted(
            float(t.get("x")) for t in root.iter(f"{SVG}text") if t.get("text-anchor") == "middle"
        )
        assert all(b - a >= 87.9 for a, b in pairwise(days))
        assert days[-1] + 40 < WIDTH and len(days) < 5
