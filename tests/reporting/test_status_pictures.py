from xml.etree import ElementTree

import pytest

from tracker.reporting.status_pictures import status_circle
from tracker.vocabulary import Status


class TestStatusCircle:
    @pytest.mark.parametrize("status", Status)
    def test_is_well_formed_and_takes_the_colour_of_the_text(self, status):
        drawn = status_circle(status)

        svg = ElementTree.fromstring(drawn)
        assert svg.get("viewBox") == "0 0 16 16"
        assert "currentColor" in drawn
        assert "style" not in drawn
        assert "<script" not in drawn

    def test_draws_no_two_statuses_alike(self):
        assert len({status_circle(status) for status in Status}) == len(Status)

    def test_is_hidden_beside_its_label(self):
        svg = ElementTree.fromstring(status_circle("partial"))

        assert svg.get("aria-hidden") == "true"
        assert svg.get("role") is None

    def test_raises_for_an_unknown_status(self):
        with pytest.raises(KeyError):
            status_circle("nearly")
