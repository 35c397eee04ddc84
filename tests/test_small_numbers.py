"""Suppression of small counts of persons, and the text in their place."""

import pytest

from tracker.small_numbers import Cell, Mask, Sum, format_cell, suppress

SEXES = [Sum("all", ("women", "men", "children"))]


def shown(sums=(), *, below=5, published=(), **values):
    cells = [Cell(key, value, key in published) for key, value in values.items()]
    return suppress(cells, sums, below=below)


class TestSuppressed:
    @pytest.mark.parametrize(
        ("count", "mask"),
        [(0, "value"), (1, "small"), (4, "small"), (5, "value"), (None, "unknown")],
    )
    def test_are_counts_of_one_to_four(self, count, mask):
        assert shown(women=count).masks == {"women": mask}

    def test_hides_another_part_beside_a_small_one(self):
        assert shown(SEXES, all=20, women=4, men=8, children=8).masks == {
            "all": "value",
            "women": "small",
            "men": "suppressed",
            "children": "value",
        }

    def test_hides_the_smallest_other_part_and_no_zero(self):
        masks = shown(SEXES, all=9, women=3, men=6, children=0).masks

        assert masks["men"] == "suppressed"
        assert (masks["all"], masks["children"]) == ("value", "value")

    def test_hides_another_part_where_two_small_ones_can_only_be_four(self):
        assert shown(SEXES, all=14, women=4, men=4, children=6).masks["children"] == "suppressed"

    def test_hides_another_part_where_several_sums_together_tell_a_small_one(self):
        lines = range(4)
        values = {(r, c): 2 if r // 2 == c // 2 else 9 for r in lines for c in lines}
        values[1, 2] = 3  # the two rows less the two columns of its corner, each with two hidden
        sums = [Sum((r, "all"), tuple((r, c) for c in lines)) for r in lines]
        sums += [Sum(("all", c), tuple((r, c) for r in lines)) for c in lines]
        values |= {one.total: sum(values[part] for part in one.parts) for one in sums}

        masks = suppress([Cell(*pair) for pair in values.items()], sums, below=5).masks

        assert [key for key in masks if masks[key] is Mask.SUPPRESSED] == [(0, 2)]

    def test_leaves_what_is_published_and_says_what_can_be_worked_out(self):
        result = shown(
            SEXES, published={"all", "men", "children"}, all=12, women=1, men=8, children=3
        )

        assert result.masks["children"] == "value"
        assert result.recomputable == {"women"}

    def test_protects_a_small_count_that_no_source_gives(self):
        assert shown(SEXES, all=12, women=None, men=10, children=0).masks["men"] == "suppressed"

    def test_leaves_tables_apart_that_share_no_sum(self):
        assert shown(SEXES, all=20, women=4, men=8, children=8, cases=7).masks["cases"] == "value"

    def test_needs_no_other_cell_where_the_sum_does_not_hold(self):
        assert shown(SEXES, all=99, women=4, men=8, children=8).masks["men"] == "value"

    def test_comes_to_an_end_on_a_large_table(self):
        rows, columns = range(6), range(7)
        values = {(r, c): (r * 7 + c * 5) % 13 for r in rows for c in columns}
        sums = [Sum((r, "all"), tuple((r, c) for c in columns)) for r in rows]
        sums += [Sum(("all", c), tuple((r, c) for r in rows)) for c in columns]
        values |= {one.total: sum(values[part] for part in one.parts) for one in sums}

        result = suppress([Cell(*pair) for pair in values.items()], sums, below=5)

        assert result.recomputable == frozenset()
        assert Mask.VALUE in result.masks.values()

    @pytest.mark.parametrize("below", [2, 12])
    def test_refuses_a_limit_that_hides_nothing_or_too_much(self, below):
        with pytest.raises(ValueError, match="Small is below 3 to 11"):
            shown(women=1, below=below)

    def test_refuses_tables_that_make_no_sense(self):
        with pytest.raises(ValueError, match="never negative"):
            shown(women=-1)
        with pytest.raises(ValueError, match="not in the table"):
            shown(SEXES, women=1)
        with pytest.raises(ValueError, match="same key"):
            suppress([Cell("men", 1), Cell("men", 2)], [], below=5)


class TestACell:
    @pytest.mark.parametrize(
        ("mask", "text", "title"),
        [
            (Mask.VALUE, "1,234", ""),
            (Mask.SMALL, "<5", "hidden: small number"),
            (Mask.SUPPRESSED, "…", "hidden: it would reveal a small number"),
            (Mask.UNKNOWN, "–", "unknown: the source does not say"),
        ],
    )
    def test_says_what_it_holds_or_why_not(self, mask, text, title):
        assert format_cell(1234, mask, 5) == text
        assert mask.label == title
