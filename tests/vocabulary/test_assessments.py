"""What a whole may be called when its components are judged one by one."""

import pytest
from hypothesis import given, strategies as st

from tracker.vocabulary import RANK, SELECTABLE_STATUSES, Status, allowed_statuses

LINES = st.lists(st.sampled_from([None, *SELECTABLE_STATUSES]), max_size=7)
RANKED = st.lists(st.sampled_from(list(RANK)), min_size=1, max_size=7)


class TestBand:
    @pytest.mark.parametrize(
        ("lines", "allowed"),
        [
            ([], set(SELECTABLE_STATUSES)),
            ([None, None], set(SELECTABLE_STATUSES)),
            (["full", "full"], {"full"}),
            (["full", "no_action"], {"initial_steps", "partial", "substantial"}),
            (["full", "substantial"], {"substantial"}),
            (["no_action", "initial_steps"], {"initial_steps"}),
            (["partial", "not_applicable"], {"partial"}),
            (["not_applicable"], {"not_applicable"}),
            (["full", None], {"unable_to_verify", "initial_steps", "partial", "substantial"}),
            (["unable_to_verify"], {"unable_to_verify"}),
        ],
    )
    def test_is_what_the_components_bear(self, lines, allowed):
        assert allowed_statuses(lines) == allowed

    @given(LINES)
    def test_always_leaves_something_to_choose_and_nothing_that_nobody_may(self, lines):
        assert set() < allowed_statuses(lines) <= set(SELECTABLE_STATUSES)

    @given(LINES)
    def test_holds_an_end_of_the_scale_only_if_all_stand_there(self, lines):
        told = [line for line in lines if line != Status.NOT_APPLICABLE]

        for end in (Status.FULL, Status.NO_ACTION):
            if end in allowed_statuses(lines):
                assert all(line == end for line in told) or all(line is None for line in lines)

    @given(RANKED)
    def test_lies_between_the_lowest_and_the_highest(self, lines):
        ranks = [RANK[line] for line in lines]

        assert all(min(ranks) <= RANK[status] <= max(ranks) for status in allowed_statuses(lines))

    @given(LINES, st.randoms())
    def test_does_not_hang_on_the_order(self, lines, random):
        mixed = random.sample(lines, len(lines))

        assert allowed_statuses(mixed) == allowed_statuses(lines)

    @given(LINES.filter(lambda lines: any(line in RANK for line in lines)))
    def test_leaves_out_what_no_longer_applies(self, lines):
        assert allowed_statuses([*lines, Status.NOT_APPLICABLE]) == allowed_statuses(lines)
