"""Whatever text comes in: nothing crashes, nothing is lost, and what was accepted can be undone."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st

from tests.actions.imports.helpers import TEXT, in_name_of, read_kosovo, tables
from tests.factories import UserFactory
from tests.helpers.rollback import few, undone
from tracker.actions import imports
from tracker.actions.imports import Source
from tracker.audit.context import acting_as
from tracker.documents.plain_text import repair_mojibake
from tracker.errors import FileUnreadable, TrackerError
from tracker.models import Event
from tracker.vocabulary import ImportRunState

pytestmark = pytest.mark.django_db
LAYOUTS = Path(__file__).parents[2] / "intake" / "layouts"
TEXTS = [TEXT, *(path.read_text() for path in sorted(LAYOUTS.glob("*.txt")))]
SPLINTERS = [
    "\n",
    "\n\n",
    " * ",
    "•",
    "\u00a0",
    ";",
    "(194 in 2022)",
    "€75,000 ($82,870)",
    "TIER 2",
]
many = settings(
    few, max_examples=25, suppress_health_check=[*few.suppress_health_check, *HealthCheck]
)


@st.composite
def mutations(draw):
    """One of the texts, with pieces cut out, doubled, moved or put in."""
    text = draw(st.sampled_from(TEXTS))
    for _turn in range(draw(st.integers(0, 4))):
        a, b = sorted(draw(st.tuples(*[st.integers(0, len(text))] * 2)))
        match draw(st.sampled_from(["cut", "double", "move", "put"])):
            case "cut":
                text = text[:a] + text[b:]
            case "double":
                text = text[:b] + text[a : min(b, a + 2_000)] + text[b:]
            case "move":
                text = text[:a] + text[b:] + text[a:b]
            case "put":
                piece = draw(st.one_of(st.sampled_from(SPLINTERS), st.text(max_size=20)))
                text = text[:a] + piece + text[a:]
    return text


def words(text):
    return "".join(text.split())


@pytest.fixture
def ana():
    return UserFactory(analyst=True)


class TestAnyText:
    @many
    @given(mutations())
    def test_is_read_or_refused_in_words(self, ana, text):
        try:
            found = imports.read_source(Source(content=text.encode()))
        except FileUnreadable as refused:
            assert str(refused)
            return

        text, _repairs = repair_mojibake(text)
        read = "".join(words(p.text) for p in found.paragraphs)
        assert read in words(text)
        several = found.paragraphs[0].number > 1 or any(
            "countr" in said for said in found.uncertainties
        )
        assert several or read == words(text)
        paragraphs = {p.number: p for p in found.paragraphs}
        for one in found.recommendations:
            assert " ".join(paragraphs[p.paragraph].words(p) for p in one.places) == one.text

    @many
    @given(st.text(max_size=400))
    def test_of_any_letters_crashes_nothing(self, ana, text):
        try:
            imports.read_source(Source(pasted=text, year=2020))
        except FileUnreadable as refused:
            assert str(refused)


class TestAcceptAndUndo:
    @few
    @given(mutations())
    def test_leave_everything_as_it_was(self, ana, text):
        with undone(), acting_as("tests", source="site"):
            try:
                run = read_kosovo(ana, text.replace("Meridia", "Albania"))
            except FileUnreadable:
                return
            again = read_kosovo(ana, text.replace("Meridia", "Albania"))
            assert again.pk == run.pk
            before, events = tables(), Event.objects.count()
            try:
                in_name_of(ana).accept(run)
            except TrackerError:
                assert (tables(), Event.objects.count()) == (before, events)
                return
            assert in_name_of(ana).undo(run).state == ImportRunState.UNDONE
            assert tables() == before
