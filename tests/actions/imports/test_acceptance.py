"""Accepting a run: its edition is created, and every row is recorded."""

import pytest

from tests.actions.imports.helpers import TEXT, added, counts, in_name_of, read_kosovo, tables
from tests.factories import BodyFactory, DraftFactory, UserFactory
from tracker.actions.imports.drafts import SetDraftStates, SetEdition, set_draft_states, set_edition
from tracker.audit.reasons import because
from tracker.errors import InvalidValue, NotAllowed, PermissionRefused, Stale
from tracker.models import (
    Event,
    Figure,
    Indicator,
    LineageLink,
    Passage,
    Question,
    QuestionSpan,
    Recommendation,
    Report,
    Responsibility,
)
from tracker.vocabulary import (
    INDICATORS,
    DraftKind,
    DraftState,
    ImportRunState,
    Lifecycle,
    Status,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("listed")]


class TestAccept:
    def test_adds_the_edition_and_what_stands_in_it(self, run, ana):
        before = counts()
        figures = run.drafts.filter(kind=DraftKind.FIGURE)

        accepted = in_name_of(ana).accept(run)

        new = added(before)
        assert set(new) == {
            "Body",
            "Mechanism",
            "Report",
            "Passage",
            "Recommendation",
            "Figure",
            "Question",
            "QuestionSpan",
        }
        assert (new["Report"], new["Passage"], new["Recommendation"]) == (1, 11, 9)
        assert new["Figure"] == figures.filter(outcome="added").count()
        assert not figures.filter(outcome="").exists()
        assert sum(accepted.created_counts.values()) == sum(new.values())
        assert (accepted.state, accepted.decided_by, accepted.report) == (
            ImportRunState.ACCEPTED,
            ana,
            Report.objects.get(),
        )

    def test_quotes_every_span_from_its_passage(self, accepted):
        spans = [
            *Figure.objects.select_related("passage"),
            *QuestionSpan.objects.select_related("passage"),
        ]

        assert spans
        assert all(s.passage.text[s.start : s.end] == s.quote for s in spans)
        for one in Recommendation.objects.select_related("passage"):
            assert one.passage.text[one.start : one.end] == one.text
            assert one.status == Status.NOT_ASSESSED

    def test_gives_everything_one_reason(self, run, ana):
        last = Event.objects.order_by("-pk").first().pk

        in_name_of(ana).accept(run)

        events = Event.objects.filter(pk__gt=last)
        assert set(events.values_list("reason", "actor_name")) == {
            ("The edition of this year", "ana")
        }

    def test_the_same_words_under_another_file_add_nothing(self, accepted, ana):
        before = tables()
        again = read_kosovo(ana, TEXT + "\n\n")

        in_name_of(ana).accept(again)

        assert again.pk != accepted.pk
        assert tables() == before

    def test_leaves_what_was_loaded_and_adds_the_rest(self, fixture_loaded, ana):
        before = counts()

        in_name_of(ana).accept(read_kosovo(ana))

        new = added(before)
        assert set(new) - {"User", "User_groups", "Figure"} == {"Question", "QuestionSpan"}

    def test_refuses_another_text_for_an_existing_edition(self, fixture_loaded, ana):
        other = TEXT.replace("Vigorously investigate", "Investigate")
        run, before = read_kosovo(ana, other), tables()
        events = Event.objects.count()

        with pytest.raises(
            NotAllowed, match="¶ 4 of TIP 2024 Kosovo is recorded with different text"
        ):
            in_name_of(ana).accept(run)

        assert (tables(), Event.objects.count()) == (before, events)
        run.refresh_from_db()
        assert run.state == ImportRunState.WAITING

    def test_leaves_out_what_was_dropped(self, run, ana):
        dropped = run.drafts.filter(kind__in=[DraftKind.FIGURE, DraftKind.QUESTION])
        set_draft_states(
            SetDraftStates(
                run=run, drafts=[d.pk for d in dropped], state=DraftState.DROPPED, by=ana
            )
        )

        in_name_of(ana).accept(run)

        assert not Figure.objects.exists()
        assert not Question.objects.exists()
        assert Recommendation.objects.count() == 9

    def test_stores_what_is_uncertain_only_if_a_person_accepted_it(self, run, ana):
        first = run.drafts.filter(kind=DraftKind.FIGURE, values__value=45).first()
        second = DraftFactory(
            run=run, kind=DraftKind.FIGURE, places=first.places, values=dict(first.values)
        )
        for draft, value in ((first, 45), (second, 46)):
            values = {**draft.values, "indicator": "SPECIAL_STAFF", "value": value, "doubt": "Why?"}
            with because("Test"):
                run.drafts.filter(pk=draft.pk).update(values=values)
        accept = SetDraftStates(run=run, drafts=[second.pk], state=DraftState.ACCEPTED, by=ana)
        set_draft_states(accept)

        in_name_of(ana).accept(run)

        first.refresh_from_db()
        assert first.state == DraftState.DROPPED
        assert first.outcome.startswith("left out: The text gives 46, too,")
        row = Figure.objects.get(indicator__code="SPECIAL_STAFF")
        assert (row.value, row.doubt) == (46, "Why?")

    def test_gives_no_body_a_responsibility_that_nobody_chose(self, ana):
        BodyFactory(code="OSP", name_en="Office of the State Prosecutor", acronym="OSP")
        BodyFactory(code="THBD", name_en="Trafficking in Human Beings Directorate", acronym="THBD")
        run = read_kosovo(ana)
        offered = run.drafts.filter(kind=DraftKind.RESPONSIBILITY)
        chosen = offered.first()
        set_draft_states(
            SetDraftStates(run=run, drafts=[chosen.pk], state=DraftState.ACCEPTED, by=ana)
        )

        in_name_of(ana).accept(run)

        (one,) = Responsibility.objects.select_related("body")
        assert (one.body.code, one.reason) == (chosen.values["body"], chosen.values["sentence"])

    def test_is_refused_to_a_viewer(self, run):
        with pytest.raises(PermissionRefused):
            in_name_of(UserFactory(viewer=True)).accept(run)

        assert not Report.objects.exists()

    def test_may_be_a_reviewer_s(self, run):
        assert in_name_of(UserFactory(reviewer=True)).accept(run).state == ImportRunState.ACCEPTED

    @pytest.mark.parametrize("deed", ["accept", "drop"])
    def test_happens_once(self, run, ana, deed):
        in_name_of(ana).accept(run)
        events = Event.objects.count()

        with pytest.raises(Stale):
            getattr(in_name_of(ana), deed)(run)

        assert Event.objects.count() == events

    def test_refuses_a_country_that_is_none(self, run, ana):
        set_edition(SetEdition(run=run, by=ana, mechanism="TIP", country="Atlantis", year=2024))

        with pytest.raises(InvalidValue, match="no country “Atlantis”"):
            in_name_of(ana).accept(run)

        assert not Passage.objects.exists()


class TestTheNextEdition:
    @pytest.fixture
    def next_run(self, accepted, ana):
        text = TEXT.replace("2024", "2025")
        return read_kosovo(ana, text)

    def test_links_what_it_repeats_and_continues_it(self, next_run, ana):
        in_name_of(ana).accept(next_run)

        assert LineageLink.objects.count() == 9
        older = Recommendation.objects.filter(report__year=2024)
        assert set(older.values_list("lifecycle", flat=True)) == {Lifecycle.CONTINUED}
        assert set(Recommendation.objects.values_list("status", flat=True)) == {Status.NOT_ASSESSED}

    def test_undone_leaves_the_older_one_as_it_was(self, next_run, ana):
        before = tables()
        in_name_of(ana).accept(next_run)

        in_name_of(ana).undo(next_run)

        assert tables() == before


class TestIndicators:
    def test_are_never_made_by_an_import(self, run, ana):
        draft = run.drafts.filter(kind=DraftKind.FIGURE).first()
        with because("Test"):
            run.drafts.filter(pk=draft.pk).update(values={**draft.values, "indicator": "SHIPS"})

        in_name_of(ana).accept(run)

        assert Indicator.objects.count() == len(INDICATORS)
        draft.refresh_from_db()
        assert draft.outcome == "left out, because it has no indicator of the list"
