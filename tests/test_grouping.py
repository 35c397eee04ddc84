"""Pairs grouped by what they begin with."""

from tracker.grouping import group_pairs


class TestGroupPairs:
    def test_keeps_the_order_of_keys_and_values(self):
        grouped = group_pairs([("b", 2), ("a", 1), ("b", 1)])

        assert list(grouped.items()) == [("b", [2, 1]), ("a", [1])]

    def test_a_missing_key_has_none(self):
        assert group_pairs([("a", 1)])["b"] == []
