"""A report that was frozen is read back as it was, to the last field."""

from datetime import date
from types import NoneType
from typing import get_args, get_origin

import msgspec
import orjson
import pytest
from hypothesis import given, strategies as st
from msgspec.structs import replace

from tests.reporting.samples import a_full_progress, a_progress, a_recommendation, an_assessment
from tracker.actions.progress.publication_drafts import freeze, thaw
from tracker.errors import FileUnreadable
from tracker.progress import FigureSeries, FigureValue, Progress, Share, Value

PLAIN = {str: "Përmirësoni – 💧 ‏بئر", int: 7, float: 0.1, bool: True, date: date(2030, 2, 28)}
NUMBERS = st.none() | st.floats(allow_nan=False, allow_infinity=False)


def everything(kind):
    """A value of this type in which no field is empty."""
    if isinstance(kind, type) and issubclass(kind, Value):
        return kind(
            **{field.name: everything(field.type) for field in msgspec.structs.fields(kind)}
        )
    held = [one for one in get_args(kind) if one not in (NoneType, Ellipsis)]
    if get_origin(kind) is tuple:
        return tuple(everything(one) for one in held)
    if get_origin(kind) is dict:
        return {everything(held[0]): everything(held[1])}
    return everything(held[0]) if held else PLAIN[kind]


class TestFrozen:
    def test_holds_every_field_of_every_part(self):
        for whole in (everything(Progress), a_full_progress("sq"), a_progress()):
            assert thaw(freeze(whole)) == whole

    @given(text=st.text(), day=st.dates(), value=NUMBERS, number=st.integers(0, 10**9))
    def test_holds_whatever_people_wrote(self, text, day, value, number):
        assessment = an_assessment(rationale=text, as_of=day, withheld_citations=number)
        series = FigureSeries(
            "X", text, text, assessment.status, (FigureValue(text, value, value, text),)
        )
        whole = a_progress(a_recommendation(assessment=assessment), figures=(series,), since=day)

        assert thaw(freeze(whole)) == whole

    def test_is_one_text_for_one_report_with_its_keys_sorted(self):
        frozen = freeze(a_full_progress())

        assert frozen == freeze(thaw(frozen))
        assert frozen == orjson.dumps(orjson.loads(frozen), option=orjson.OPT_SORT_KEYS)
        assert b'"on":"2030-11-30"' in frozen

    def test_reads_what_was_frozen_before_a_field_was_added(self):
        plain = {**orjson.loads(freeze(a_progress())), "version": 1}
        for name in ("figures", "years", "replies", "compared_with"):
            del plain["progress"][name]

        assert thaw(orjson.dumps(plain)) == a_progress()

    @pytest.mark.parametrize(
        ("changes", "says"),
        [
            ({"version": 3}, "frozen in format 3, and this version of Heed reads format 1, 2"),
            ({"progress": {}}, "not a frozen progress report"),
            ({"progress": None}, "not a frozen progress report"),
        ],
    )
    def test_refuses_what_it_does_not_know(self, changes, says):
        plain = orjson.loads(freeze(a_progress()))

        with pytest.raises(FileUnreadable, match=says):
            thaw(orjson.dumps({**plain, **changes}))

    def test_refuses_what_was_changed(self):
        frozen = freeze(replace(a_progress(), on=date(2030, 1, 31)))
        changed = [b"", b"[]", b"{}", frozen[:-9], frozen.replace(b'"en"', b"4")]
        changed += [frozen.replace(b"2030-01-31", b"2030-13-31"), frozen.replace(b"seal", b"zeal")]

        for content in changed:
            with pytest.raises(FileUnreadable, match="not a frozen progress report"):
                thaw(content)


@pytest.mark.parametrize(
    ("part", "base", "percent"),
    [
        (0, 20, 0),
        (20, 20, 100),
        (19, 19, None),
        (1, 250, 1),
        (199, 200, 99),
        (1, 200, 1),
        (25, 200, 13),
        (0, 0, None),
    ],
)
def test_a_share_is_none_or_all_only_where_it_is_so(part, base, percent):
    assert Share(part, base).percent == percent
