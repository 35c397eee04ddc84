"""Cutting a passage where spans begin and end."""

from types import SimpleNamespace

from hypothesis import given
from hypothesis import strategies as st

from tracker.views.narrative import Mark, segments

TEXT = "The government kept a hotline. Shelters took in six victims."
R1, R2 = (SimpleNamespace(pk=n, position=n, number=str(n)) for n in (1, 2))
places = st.tuples(st.integers(0, len(TEXT)), st.integers(0, len(TEXT))).map(sorted)


def cut(*marks):
    return list(segments(SimpleNamespace(text=TEXT, number=8), marks))


class TestSegments:
    def test_of_spans_that_overlap_are_cut_at_every_boundary(self):
        first, second = Mark(4, 14, False, (R1,)), Mark(9, 19, False, (R2,))

        found = cut(first, second)

        assert [(s.text, s.is_marked, s.anchor, s.ends) for s in found] == [
            ("The ", False, "", ()),
            ("gover", True, "p8-4", ()),
            ("nment", True, "p8-9", (R1,)),
            (" kept", True, "", (R2,)),
            (" a hotline. Shelters took in six victims.", False, "", ()),
        ]

    def test_of_one_span_cited_twice_lead_to_both(self):
        found = cut(Mark(4, 14, False, (R2, R1)))

        assert found[1].ends == (R1, R2)

    @given(st.lists(places, max_size=6))
    def test_hold_every_word_once_and_every_anchor_once(self, spans):
        marks = [Mark(start, end, False, (R1,)) for start, end in spans]

        found = cut(*marks)

        assert "".join(s.text for s in found) == TEXT
        anchors = [s.anchor for s in found if s.anchor]
        assert sorted(anchors) == sorted({f"p8-{a}" for a, b in spans if a < b})
        covered = {i for a, b in spans for i in range(a, b)}
        at = 0
        for segment in found:
            assert segment.is_marked == (at in covered)
            at += len(segment.text)
