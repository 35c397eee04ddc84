"""No hidden count can be worked out from what is shown, tried by filling the table in every way."""

from hypothesis import HealthCheck, given, settings, strategies as st

from tracker.small_numbers import Cell, Mask, Sum, suppress

COUNTS = st.one_of(st.integers(0, 6), st.integers(0, 14))
many = settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))


def added(values, total, parts):
    values[total] = sum(values[part] for part in parts)
    return Sum(total, tuple(parts))


@st.composite
def lists(draw, most=4):
    """Some parts and their total."""
    values = dict(enumerate(draw(st.lists(COUNTS, min_size=2, max_size=most))))
    return values, [added(values, "all", list(values))]


@st.composite
def partitions(draw):
    """One total split by sex, and again by age; the last age takes what is left."""
    values, (by_sex,) = draw(lists(most=2))
    young = draw(st.integers(0, values["all"]))
    middle = draw(st.integers(0, values["all"] - young))
    values |= {"young": young, "middle": middle, "old": values["all"] - young - middle}
    return values, [by_sex, Sum("all", ("young", "middle", "old"))]


@st.composite
def grids(draw):
    """Rows and columns with their margins."""
    rows, columns = range(2), range(2)
    values = {(r, c): draw(COUNTS) for r in rows for c in columns}
    sums = [added(values, (r, "all"), [(r, c) for c in columns]) for r in rows]
    sums += [added(values, ("all", c), [(r, c) for r in rows]) for c in columns]
    sums += [added(values, "all", [(r, "all") for r in rows])]
    return values, [*sums, Sum("all", tuple(("all", c) for c in columns))]


@st.composite
def tables(draw, shapes=st.one_of(lists(), partitions(), grids()), least=3, largest=11):  # noqa: B008
    values, sums = draw(shapes)
    published = draw(st.sets(st.sampled_from(list(values)), max_size=2))
    below = draw(st.integers(least, largest))
    return [Cell(k, v, k in published) for k, v in values.items()], sums, below


def allowed(cell, mask, below, most):
    match mask:
        case Mask.VALUE:
            return [cell.value]
        case Mask.SMALL:
            return range(1, below)
    return range(below, most + 1)


def ways(choices, sums, filled=None):
    """Every way to fill the table that its sums allow, by trying them all."""
    filled = filled or {}
    for one in sums:
        parts = [filled[part] for part in one.parts if part in filled]
        if one.total in filled and (
            sum(parts) > filled[one.total]
            or (len(parts) == len(one.parts) and sum(parts) < filled[one.total])
        ):
            return
    left = [key for key in choices if key not in filled]
    if not left:
        yield filled
        return
    key = min(left, key=lambda key: (len(choices[key]), key != "all"))
    for value in choices[key]:
        yield from ways(choices, sums, filled | {key: value})


def worked_out(cells, sums, below):
    """The hidden cells that have the same value in every way to fill the table."""
    masks = suppress(cells, sums, below=below).masks
    most = max(cell.value for cell in cells) + 2 * below
    choices = {cell.key: allowed(cell, masks[cell.key], below, most) for cell in cells}
    left = {cell.key: cell.value for cell in cells if masks[cell.key] is not Mask.VALUE}
    for filled in ways(choices, sums) if left else ():
        left = {key: value for key, value in left.items() if filled[key] == value}
        if not left:
            break
    return set(left)


class TestNoHiddenCount:
    @many
    @given(tables())
    def test_is_recomputable_unless_reported(self, table):
        assert worked_out(*table) <= suppress(*table[:2], below=table[2]).recomputable


class TestWhatIsShown:
    @many
    @given(tables())
    def test_holds_no_small_count_that_nobody_published(self, table):
        cells, sums, below = table
        masks = suppress(cells, sums, below=below).masks

        for cell in cells:
            if cell.is_published:
                assert masks[cell.key] is Mask.VALUE
            else:
                assert (masks[cell.key] is Mask.SMALL) == (0 < cell.value < below)

    @many
    @given(tables())
    def test_is_everything_where_nothing_is_small(self, table):
        cells, sums, below = table
        if not any(0 < cell.value < below and not cell.is_published for cell in cells):
            assert set(suppress(cells, sums, below=below).masks.values()) == {Mask.VALUE}
