"""Figures of a waiting run as a person corrects, adds, splits, joins and accepts them."""

import pytest

from tests.factories import (
    DraftFactory,
    ImportRunFactory,
    IndicatorFactory,
    UserFactory,
    as_factory,
)
from tests.helpers.figures import figure_values
from tracker.actions.imports.drafts import ChangeDraft, SetDraftStates, set_draft_states
from tracker.actions.imports.editions import find_doubts
from tracker.actions.imports.figures import (
    SaveFigure,
    join_figures,
    save_figure,
    separate_figures,
)
from tracker.errors import InvalidValue, PermissionRefused, QuoteMismatch, Stale
from tracker.intake.drafts import Figure, Place
from tracker.vocabulary import DraftKind, DraftState, ImportRunState

pytestmark = pytest.mark.django_db
TEXT = "Police of Ruritania identified 17 victims and 4 children, compared with 21 in 2022."


@pytest.fixture
def run():
    IndicatorFactory(code="VICT_IDENTIFIED", name="victims identified", unit="victims")
    return ImportRunFactory(text=TEXT)


def figure(run, words="17 victims", **values):
    start = TEXT.index(words)
    place = [1, start, start + len(words)]
    return DraftFactory(
        run=run, kind=DraftKind.FIGURE, places=[place], values=figure_values(place, **values)
    )


def as_stated(run, draft, by, *, new=False, **changes):
    """The command that leaves a draft as it was read, but for changes; `new` adds a figure."""
    names = ("indicator", "label", "value", "unit", "period", "part_of", "scope")
    values = {name: draft.values[name] for name in names}
    values["breakdown"] = tuple(draft.values["breakdown"].items())
    stated = Figure(**{**values, "place": Place(*draft.places[0])} | changes)
    return SaveFigure(run=run, draft=None if new else draft, figure=stated, by=by)


class TestSaveFigure:
    def test_accepts_what_was_read_rightly_and_clears_its_doubt(self, run, ana):
        draft = figure(run, doubt="Two lists differ in length.")

        saved = save_figure(as_stated(run, draft, ana))

        assert saved.state == DraftState.ACCEPTED
        assert saved.values == draft.values | {"doubt": None}

    def test_keeps_what_was_read_through_several_corrections(self, run, ana):
        draft = figure(run, indicator=None, label="persons found")
        whole = figure(run, "4 children", value=4, indicator="VICT_SCREENED")

        first = save_figure(
            as_stated(run, draft, ana, indicator="VICT_IDENTIFIED", part_of=whole.position)
        )
        second = save_figure(as_stated(run, first, ana, scope="a shelter", value=18.0))

        assert second.values["read"] == draft.values
        assert (second.values["indicator"], second.values["value"]) == ("VICT_IDENTIFIED", 18)
        assert (second.values["scope"], second.values["part_of"]) == ("a shelter", whole.position)

    def test_adds_a_figure_at_a_place_of_the_text(self, run, ana):
        draft = figure(run)

        added = save_figure(as_stated(run, draft, ana, new=True, place=Place(1, 46, 56), value=4))

        assert (added.places, added.values["read"]) == ([[1, 46, 56]], None)
        assert added.state == DraftState.ACCEPTED
        assert added.position == draft.position + 1

    def test_accepts_none_without_an_indicator(self, run, ana):
        saved = save_figure(as_stated(run, figure(run), ana, indicator=None, value=3))

        assert saved.state == DraftState.OFFERED

    @pytest.mark.parametrize(
        ("changes", "error"),
        [
            ({"indicator": "VICTIMS_REPORTED"}, InvalidValue),
            ({"indicator": "TOTAL_EUR"}, InvalidValue),  # an import made it up, nobody defined it
            ({"part_of": 1}, InvalidValue),  # itself
            ({"part_of": 999}, InvalidValue),
            ({"place": Place(1, 0, 9_999)}, QuoteMismatch),
        ],
    )
    def test_refuses_what_does_not_exist(self, run, ana, changes, error):
        draft = figure(run)
        IndicatorFactory(code="TOTAL_EUR", definition="")

        with pytest.raises(error):
            save_figure(as_stated(run, draft, ana, **changes))

        draft.refresh_from_db()
        assert "read" not in draft.values

    def test_refuses_a_figure_that_is_left_out(self, run, ana):
        draft = figure(run)
        set_draft_states(
            SetDraftStates(run=run, drafts=[draft.pk], state=DraftState.DROPPED, by=ana)
        )

        with pytest.raises(InvalidValue, match="Restore it first"):
            save_figure(as_stated(run, draft, ana))

    def test_is_refused_to_a_viewer_and_after_the_decision(self, run, ana):
        draft = figure(run)

        with pytest.raises(PermissionRefused):
            save_figure(as_stated(run, draft, UserFactory(viewer=True)))
        decided = ImportRunFactory(state=ImportRunState.DROPPED)
        with pytest.raises(Stale):
            join_figures(ChangeDraft(draft=figure(decided), by=ana))


class TestJoinFigures:
    def test_makes_the_next_of_another_year_an_earlier_value(self, run, ana):
        first, second = figure(run), figure(run, "21", value=21, period="2022")
        part = figure(run, "2022", part_of=second.position)

        joined = join_figures(ChangeDraft(draft=first, by=ana))

        (earlier,) = joined.values["previous"]
        assert (earlier["value"], earlier["period"], earlier["start"]) == (21, "2022", 72)
        second.refresh_from_db()
        part.refresh_from_db()
        assert second.state == DraftState.DROPPED
        assert part.values["part_of"] == first.position

    @pytest.mark.parametrize(
        ("values", "sentence"),
        [
            ({"indicator": "INV_CASES"}, r"they differ \(indicator\)"),
            ({"unit": "EUR", "indicator": None}, r"they differ \(unit\)"),
            ({"breakdown": {"sex": "male"}}, r"they differ \(breakdown\)"),
            ({"scope": "a shelter"}, r"they differ \(who counted\)"),
            ({"indicator": "INV_CASES", "scope": "a shelter"}, r"\(indicator, who counted\)"),
            ({"value": None}, "it has no value"),
            ({"period": "2023"}, r"two values for one period \(2023\)"),
            ({"period": "2021"}, r"two values for one period \(2021\)"),
            ({"previous": [{"value": 9, "period": "2021"}]}, r"one period \(2021\)"),
            ({"period": "FY 2024"}, "of a period before 2023"),
            ({"previous": [{"value": 9, "period": "2024"}]}, "of a period before 2023"),
        ],
    )
    def test_refuses_what_is_no_earlier_value_and_names_both(self, run, ana, values, sentence):
        first = figure(run, previous=[{"value": 5, "period": "2021"}])
        second = figure(run, "4 children", **{"value": 4, "period": "2022", **values})

        with pytest.raises(InvalidValue, match=sentence) as refused:
            join_figures(ChangeDraft(draft=first, by=ana))

        if "before" not in sentence:
            assert all(words in str(refused.value) for words in ("“17 victims”", "“4 children”"))
        second.refresh_from_db()
        first.refresh_from_db()
        assert (second.state, len(first.values["previous"])) == (DraftState.OFFERED, 1)

    @pytest.mark.parametrize("breakdown", [{}, {"sex": "male"}])
    def test_refuses_one_that_is_part_of_the_next(self, run, ana, breakdown):
        second = figure(run, "21", value=21, period="2022", breakdown=breakdown)
        first = figure(run, part_of=second.position, breakdown=breakdown)

        with pytest.raises(InvalidValue, match=r"they differ \(whole and part\)"):
            join_figures(ChangeDraft(draft=first, by=ana))

        second.refresh_from_db()
        assert second.state == DraftState.OFFERED

    @pytest.mark.parametrize("unnamed", ["first", "second"])
    @pytest.mark.parametrize("unit", ["victims", ""])
    def test_takes_one_without_an_indicator(self, run, ana, unnamed, unit):
        nameless = {"indicator": None, "unit": unit}
        first = figure(run, **(nameless if unnamed == "first" else {}))
        figure(run, "21", value=21, period="FY 2022", **(nameless if unnamed == "second" else {}))

        joined = join_figures(ChangeDraft(draft=first, by=ana))

        assert [row["value"] for row in joined.values["previous"]] == [21]

    def test_refuses_a_later_year_as_an_earlier_value(self, run, ana):
        first, later = figure(run), figure(run, "21", value=21, period="2024")

        with pytest.raises(InvalidValue, match="of a period before 2023"):
            join_figures(ChangeDraft(draft=first, by=ana))

        later.refresh_from_db()
        assert later.state == DraftState.OFFERED

    def test_is_undone_by_restoring_the_second(self, run, ana):
        first, second = figure(run), figure(run, "21", value=21, period="2022")
        second.values["previous"] = [{"value": 30, "period": "2021"}]
        with as_factory():
            second.save()
        part = figure(run, "2022", part_of=second.position)
        of_first = figure(run, "4 children", part_of=first.position, indicator=None)
        set_draft_states(
            SetDraftStates(run=run, drafts=[of_first.pk], state=DraftState.DROPPED, by=ana)
        )
        before = [first.values, second.values, part.values, of_first.values]

        joined = join_figures(ChangeDraft(draft=first, by=ana))
        restored = separate_figures(ChangeDraft(draft=second, by=ana))

        assert [row["value"] for row in joined.values["previous"]] == [21, 30]
        drafts = [first, second, part, of_first]
        rows = run.drafts.in_bulk([draft.pk for draft in drafts])
        assert [rows[draft.pk].values for draft in drafts] == before
        assert (restored.state, restored.outcome) == (DraftState.OFFERED, "")
        with pytest.raises(InvalidValue, match="joined with no other"):  # a second click
            separate_figures(ChangeDraft(draft=second, by=ana))

    def test_is_undone_but_for_what_a_person_corrected_since(self, run, ana):
        first, second = figure(run), figure(run, "21", value=21, period="2022")
        joined = join_figures(ChangeDraft(draft=first, by=ana))
        own = [{"value": 8, "period": "2020"}]
        joined.values |= {"value": 18, "previous": [*joined.values["previous"], *own]}
        with as_factory():
            joined.save()

        separate_figures(ChangeDraft(draft=second, by=ana))

        first.refresh_from_db()
        assert (first.values["value"], first.values["previous"]) == (18, own)
        assert first.values["read"]["value"] == 17

    def test_is_undone_from_the_last_to_the_first(self, run, ana):
        first, second, third = (
            figure(run, words, value=value, period=period)
            for words, value, period in (
                ("17 victims", 17, "2023"),
                ("21", 21, "2022"),
                ("2022", 9, "2021"),
            )
        )
        join_figures(ChangeDraft(draft=second, by=ana))
        join_figures(ChangeDraft(draft=first, by=ana))

        with pytest.raises(InvalidValue, match="“21”, which it is joined with, is left out"):
            separate_figures(ChangeDraft(draft=third, by=ana))
        for row in (second, third):
            separate_figures(ChangeDraft(draft=row, by=ana))

        values = run.drafts.order_by("position").values_list("values", flat=True)
        assert [row["previous"] for row in values] == [[], [], []]

    def test_refuses_the_last(self, run, ana):
        with pytest.raises(InvalidValue, match="last figure"):
            join_figures(ChangeDraft(draft=figure(run), by=ana))


class TestCertainty:
    def accept(self, run, ana, *drafts, only_certain=False):
        keys = [draft.pk for draft in drafts] or run.drafts.values_list("pk", flat=True)
        return set_draft_states(
            SetDraftStates(
                run=run, drafts=keys, state=DraftState.ACCEPTED, only_certain=only_certain, by=ana
            )
        )

    def test_leaves_what_a_person_has_to_decide(self, run, ana):
        certain = figure(run, period="2022")
        other = figure(run, value=18, breakdown={"sex": "female"})
        part = {"part_of": certain.position, "breakdown": {"sex": "male"}}
        for values in ({"scope": "a shelter"}, part, {"value": None}):
            figure(run, **{"value": 99, **values})
        unnamed, doubtful = (
            figure(run, indicator=None),
            figure(run, doubt="By order.", period="2020"),
        )
        first, second = figure(run, value=17), figure(run, "21", value=21)

        doubts = find_doubts(run.drafts.all())

        assert {unnamed.pk, doubtful.pk, first.pk, second.pk} == doubts.keys()
        assert doubts[first.pk].startswith("The text gives 21, too,")
        assert self.accept(run, ana, only_certain=True) == 5
        states = dict(run.drafts.values_list("pk", "state"))
        assert {states[certain.pk], states[other.pk]} == {DraftState.ACCEPTED}
        assert {states[key] for key in doubts} == {DraftState.OFFERED}

    @pytest.mark.parametrize(
        ("whole", "part", "is_certain"),
        [
            ({}, {}, False),
            ({"breakdown": {"nationality": "foreign"}}, {}, False),
            ({"breakdown": {"sex": "male"}}, {"breakdown": {"sex": "male"}}, False),
            ({"scope": "a shelter"}, {}, False),
            ({}, {"breakdown": {"sex": "female"}}, True),
            ({}, {"scope": "a shelter"}, True),
            ({"indicator": "VICT_SCREENED"}, {}, True),
        ],
    )
    def test_leaves_a_part_that_nothing_tells_from_its_whole(
        self, run, ana, whole, part, is_certain
    ):
        stated = figure(run, **{"value": 30, **whole})
        row = figure(run, "4 children", value=9, part_of=stated.position, **part)

        assert (row.pk not in find_doubts([row])) is is_certain
        if not is_certain:
            with pytest.raises(InvalidValue, match="nothing says of which kind"):
                self.accept(run, ana, row)

    def test_accepts_one_of_two_values_alone(self, run, ana):
        first, second = figure(run), figure(run, "21", value=21)

        assert self.accept(run, ana, second) == 1
        assert find_doubts(run.drafts.all()).keys() == {first.pk}

        with pytest.raises(InvalidValue, match="The text gives 21, too"):
            self.accept(run, ana, first)
        with pytest.raises(InvalidValue, match="The text gives 21, too"):
            save_figure(as_stated(run, first, ana))

    def test_refuses_a_figure_without_an_indicator(self, run, ana):
        with pytest.raises(InvalidValue, match="No indicator is named"):
            self.accept(run, ana, figure(run, indicator=None))
