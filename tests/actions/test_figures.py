"""Figures: added once, confirmed, revised."""

from datetime import UTC, datetime

import pytest

from tests.factories import EvidenceFactory, FigureFactory, IndicatorFactory, UserFactory
from tracker.actions import reference_rows
from tracker.actions.base import RowCommand
from tracker.actions.evidence.items import EvidenceInput
from tracker.actions.figures import AddFigure, ReviseFigure, add, confirm, revise
from tracker.actions.reference_rows import WithdrawRow
from tracker.errors import (
    EvidenceMissing,
    InvalidValue,
    NotAllowed,
    PermissionRefused,
    PersonalDataFound,
    Stale,
)
from tracker.models import Event, Evidence, Figure

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 26, 9, tzinfo=UTC)


@pytest.fixture
def analyst():
    return UserFactory(analyst=True, username="ana")


def added(by, **values):
    what = {
        "value": 12.0,
        "period": "2025",
        "evidence_input": EvidenceInput(title="Letter of 3 May"),
    }
    return add(AddFigure(indicator=IndicatorFactory(), by=by, now=NOW, **{**what, **values}))


class TestAdd:
    def test_keeps_the_figure_with_the_letter_that_states_it(self, analyst):
        made = added(analyst, breakdown={"sex": "female"}, qualifier="at least")

        assert (made.display_value, made.evidence.title) == ("at least 12", "Letter of 3 May")
        assert (made.breakdown, made.period, made.report) == ({"sex": "female"}, "2025", None)
        made.full_clean()

    def test_asks_about_a_breakdown_that_may_tell_of_a_victim(self, analyst):
        with pytest.raises(PersonalDataFound):
            added(analyst, breakdown={"victim": "Arta Krasniqi"})

        assert not Figure.objects.exists()

    def test_uses_existing_evidence(self, analyst):
        piece = EvidenceFactory()

        assert added(analyst, evidence_input=EvidenceInput(evidence=(piece,))).evidence == piece
        assert Evidence.objects.count() == 1

    def test_tells_unknown_from_zero(self, analyst):
        unknown = added(analyst, value=None, period="2024")

        assert unknown.display_value == "unknown"
        assert added(analyst, value=0.0).display_value == "0"

    def test_changes_nothing_a_second_time(self, analyst):
        evidence_input = EvidenceInput(evidence=(EvidenceFactory(),))
        first = added(analyst, evidence_input=evidence_input)
        before = Event.objects.count()

        assert added(analyst, evidence_input=evidence_input) == first
        assert Event.objects.count() == before

    def test_refuses_another_value_of_the_same_piece_and_period(self, analyst):
        evidence_input = EvidenceInput(evidence=(EvidenceFactory(),))
        added(analyst, evidence_input=evidence_input)

        with pytest.raises(NotAllowed, match="already gives 12 for the same"):
            added(analyst, evidence_input=evidence_input, value=13.0)

    def test_refuses_what_nothing_states(self, analyst):
        with pytest.raises(EvidenceMissing, match=r"has no source\. Add a file, a link"):
            added(analyst, evidence_input=EvidenceInput())

    @pytest.mark.parametrize("value", [float("nan"), float("inf"), 1e308, -1e16])
    def test_refuses_what_is_no_number(self, analyst, value):
        with pytest.raises(InvalidValue, match="not a number"):
            added(analyst, value=value)

    def test_is_an_analyst_s(self):
        with pytest.raises(PermissionRefused, match="only analysts can"):
            added(UserFactory(viewer=True))
        assert not Figure.objects.exists()

    def test_writes_nothing_of_a_refused_figure(self, analyst):
        with pytest.raises(InvalidValue):
            added(analyst, period="x" * 41)

        assert not Evidence.objects.exists()


class TestConfirm:
    def test_makes_a_provisional_one_a_confirmed_one(self, analyst):
        row = FigureFactory(is_provisional=True)

        confirm(RowCommand(row=row, reason="Letter of May", by=analyst))

        row.refresh_from_db()
        assert not row.is_provisional
        event = Event.objects.filter(table="tracker_figure").latest("pk")
        assert (event.reason, event.actor_name) == ("Letter of May", "ana")

    def test_needs_words(self, analyst):
        with pytest.raises(InvalidValue, match="the history needs a reason"):
            confirm(RowCommand(row=FigureFactory(), reason=" ", by=analyst))

    def test_of_what_was_revised_says_who_did(self, analyst):
        row = FigureFactory(is_provisional=True)
        revise(ReviseFigure(row=row, value=8.0, reason="Recount", by=analyst, now=NOW))

        with pytest.raises(Stale, match="revised to 8 by ana"):
            confirm(RowCommand(row=row, reason="Letter", by=analyst))


class TestRevise:
    def test_keeps_the_former_value_behind_the_new_one(self, analyst):
        row = FigureFactory(edition=2024, previous_value=5.0, previous_period="2022")

        new = revise(ReviseFigure(row=row, value=8.0, reason="Recount", by=analyst, now=NOW))

        row.refresh_from_db()
        assert (row.value, row.withdrawn_at) == (7.0, None)
        assert (new.revises, new.value, new.quote) == (row, 8.0, row.quote)
        assert (new.previous_value, new.period, new.report) == (5.0, "2023", row.report)
        assert list(Figure.objects.current()) == [new]

    def test_changes_nothing_a_second_time(self, analyst):
        row = FigureFactory()
        values = {"row": row, "value": None, "reason": "Taken back", "by": analyst}

        assert revise(ReviseFigure(**values, now=NOW)) == revise(ReviseFigure(**values, now=NOW))
        with pytest.raises(Stale):
            revise(ReviseFigure(**{**values, "value": 3.0}, now=NOW))

    def test_refuses_the_same_value(self, analyst):
        with pytest.raises(InvalidValue, match="already has this value"):
            revise(ReviseFigure(row=FigureFactory(), value=7.0, reason="No", by=analyst, now=NOW))

    def test_can_be_withdrawn_and_the_former_stands_again(self, analyst):
        row = FigureFactory()
        new = revise(ReviseFigure(row=row, value=8.0, reason="Recount", by=analyst, now=NOW))

        reference_rows.withdraw(WithdrawRow(row=new, reason="Misread", by=analyst, now=NOW))

        assert list(Figure.objects.current()) == [row]

    def test_is_an_analyst_s(self):
        with pytest.raises(PermissionRefused):
            revise(
                ReviseFigure(
                    row=FigureFactory(),
                    value=8.0,
                    reason="No",
                    by=UserFactory(administrator=True),
                    now=NOW,
                )
            )
