"""Storing a narrative: a run that waits, and nothing else."""

import pytest

from tests.actions.imports.helpers import TEXT, counts, in_name_of, read_kosovo
from tests.factories import (
    BodyFactory,
    FigureFactory,
    IndicatorFactory,
    ReportFactory,
    ResponsibilityFactory,
    UserFactory,
)
from tracker.actions import imports
from tracker.actions.imports import Source
from tracker.actions.imports.narratives import compare_with_editions
from tracker.actions.people import service_user
from tracker.errors import FileUnreadable, InvalidValue, PermissionRefused
from tracker.intake.drafts import (
    EarlierValue,
    Figure as DraftFigure,
    Narrative,
    NarrativeHeader,
    Place,
)
from tracker.models import Draft, Event, ImportRun
from tracker.vocabulary import DraftKind, Group, ImportRunState

pytestmark = pytest.mark.django_db
TWO = (
    "2015 Trafficking in Persons Report\n\nALBANIA (Tier 2)\n\nAlbania is a source country for "
    "victims of sex trafficking.\n\nRECOMMENDATIONS FOR ALBANIA:\n\n* Train judges.\n\n* Open a "
    "shelter.\n\nPROSECUTION\n\nThe government convicted three traffickers.\n\nSERBIA (Tier 1)\n\n"
    "Serbia is a source country for victims of forced labor.\n\nRECOMMENDATIONS FOR SERBIA:\n\n"
    "* Fund legal aid.\n\n* Prosecute traffickers.\n\nPROSECUTION\n\nThe government convicted 12 "
    "traffickers, compared with seven in 2013.\n"
)


class TestReadIn:
    def test_keeps_a_run_that_waits_with_what_was_found_and_nothing_else(self, run):
        assert (run.mechanism, run.country, run.year, run.tier, run.previous_tier) == (
            "TIP",
            "Kosovo",
            2024,
            "2",
            "2",
        )
        assert run.state == ImportRunState.WAITING
        kinds = set(run.drafts.values_list("kind", flat=True))
        assert {DraftKind.RECOMMENDATION, DraftKind.FIGURE, DraftKind.QUESTION} <= kinds
        assert run.drafts.filter(kind=DraftKind.RECOMMENDATION).count() == 9
        assert {name for name in counts() if not name.startswith("User")} == set()

    def test_the_same_bytes_again_are_the_same_run_and_no_change(self, run, ana):
        events, drafts = Event.objects.count(), Draft.objects.count()

        again = read_kosovo(ana)

        assert again.pk == run.pk
        assert (Event.objects.count(), Draft.objects.count()) == (events, drafts)

    def test_the_same_bytes_after_acceptance_are_the_accepted_run(self, accepted, ana):
        before, events = counts(), Event.objects.count()

        assert read_kosovo(ana).pk == accepted.pk
        assert (counts(), Event.objects.count()) == (before, events)

    def test_after_a_run_was_dropped_the_bytes_are_read_again(self, run, ana):
        in_name_of(ana).drop(run)

        assert read_kosovo(ana).pk != run.pk

    def test_two_countries_of_one_file_are_two_runs_each_counted_from_its_first_paragraph(
        self, ana
    ):
        one = read_kosovo(ana, TWO, country="Albania")
        two = read_kosovo(ana, TWO, country="Serbia")

        assert (one.country, two.country) == ("Albania", "Serbia")
        assert read_kosovo(ana, TWO, country="Serbia").pk == two.pk
        paragraphs = two.text.split("\n\n")
        for draft in two.drafts.filter(kind=DraftKind.RECOMMENDATION):
            number, start, end = draft.places[0]
            assert paragraphs[number - 1][start:end] == draft.values["text"]
        assert in_name_of(ana).accept(two).state == ImportRunState.ACCEPTED

    @pytest.mark.parametrize("acronym", ["", " (MIA)"])
    def test_makes_no_body_of_another_country_responsible(self, ana, acronym):
        kosovo = BodyFactory(code="GOV", name_en="Government of Kosovo")
        ministry = BodyFactory(code="MIA", name_en="Ministry of Internal Affairs", parent=kosovo)
        ResponsibilityFactory(body=ministry)
        text = TWO.replace(
            "Train judges.",
            f"Train the government and the Ministry of Internal Affairs{acronym}.",
        )

        albania = read_kosovo(ana, text, country="Albania")
        text = text.replace("Albania", "Kosovo").replace("ALBANIA", "KOSOVO")
        here = read_kosovo(ana, text, country="Kosovo")

        names, named = (
            [
                draft.values.get("body") or draft.values["name"]
                for draft in run.drafts.filter(
                    kind__in=[DraftKind.RESPONSIBILITY, DraftKind.BODY]
                ).order_by("places")
            ]
            for run in (albania, here)
        )
        assert names == ["Ministry of Internal Affairs"]
        assert {"GOV", "MIA"} <= set(named)

    def test_is_refused_to_a_viewer_and_keeps_nothing(self):
        with pytest.raises(PermissionRefused, match="only analysts can"):
            read_kosovo(UserFactory(viewer=True))

        assert not ImportRun.objects.exists()

    def test_is_open_to_the_service_account_with_the_right_of_an_analyst(self):
        assert read_kosovo(service_user("intake", group=Group.ANALYST)).pk

        with pytest.raises(PermissionRefused):
            read_kosovo(service_user("other"))

    @pytest.mark.parametrize(
        ("text", "said"),
        [("", "the text is empty"), ("A recipe for soup.\n\nCut the leeks.", "not a country narr")],
    )
    def test_refuses_what_is_no_narrative_and_keeps_nothing(self, ana, text, said):
        with pytest.raises(FileUnreadable, match=said):
            read_kosovo(ana, text)

        assert not ImportRun.objects.exists()

    def test_refuses_a_year_that_the_text_contradicts(self, ana):
        with pytest.raises(FileUnreadable, match="gives the year 2024"):
            read_kosovo(ana, year=2019)

        assert not ImportRun.objects.exists()

    def test_asks_for_a_missing_year(self, ana):
        run = read_kosovo(ana, "\n\n".join(TEXT.split("\n\n")[2:]).replace("2024", ""))

        assert run.year is None
        assert any("year" in said for said in run.uncertain)
        with pytest.raises(InvalidValue, match="the year"):
            in_name_of(ana).accept(run)


class TestReadOnly:
    def test_writes_nothing(self, ana):
        events = Event.objects.count()

        imports.read_source(Source(pasted=TEXT))

        assert (Event.objects.count(), ImportRun.objects.count()) == (events, 0)


class TestEarlierEditions:
    """The edition of 2015 on Serbia says what there was in 2013."""

    @pytest.fixture
    def questions_about(self, ana):
        def read(value, **fields):
            indicator = IndicatorFactory(code="CONV_TRAFFICKERS", unit="traffickers")
            before = ReportFactory(year=2014, country="RS", country_name="Serbia")
            fields = {"indicator": indicator, "report": before, "period": "2013", **fields}
            FigureFactory(value=value, **fields)
            alone = TWO.replace("convicted three traffickers", "trained three judges")
            run = read_kosovo(ana, alone, country="Serbia")
            questions = run.drafts.filter(kind=DraftKind.QUESTION)
            messages = [draft.values["message"] for draft in questions]
            return [message for message in messages if message.startswith("TIP 2014 Serbia")]

        return read

    def test_that_agree_raise_no_question(self, questions_about):
        assert questions_about(7.0) == []

    def test_that_differ_raise_one_that_names_both(self, questions_about):
        assert questions_about(8.0) == [
            "TIP 2014 Serbia gives 8 for victims identified in 2013, this text gives 7. Which is "
            "right?"
        ]

    @pytest.mark.parametrize(
        "fields", [{"scope": "Harbour Aid"}, {"breakdown": {"sex": "female"}}, {"period": "2012"}]
    )
    def test_of_something_else_are_not_compared(self, questions_about, fields):
        assert questions_about(8.0, **fields) == []

    @pytest.mark.parametrize(
        ("changes", "held", "number"),
        [
            ({}, {}, 1),
            ({"doubt": "The earlier value is inferred."}, {}, 1),
            ({"doubt": "The lists differ in length."}, {}, 0),
            ({"part_of": 0}, {}, 0),
            ({"previous": (EarlierValue(3, None, None),)}, {"period": ""}, 0),
            ({}, {"qualifier": "at least"}, 0),
        ],
    )
    def test_are_asked_about_only_where_both_are_the_same_thing(self, run, changes, held, number):
        figure = DraftFigure(
            *("CONV_TRAFFICKERS", "", 14.0, "traffickers", Place(1, 0, 2), "2023"),
            **{"previous": (EarlierValue(14.0, "2022"),), **changes},
        )
        narrative = Narrative(NarrativeHeader(), (), (), (figure,))
        indicator = IndicatorFactory(code="CONV_TRAFFICKERS", unit="traffickers")
        held = {"period": "2022", "qualifier": "", **held}
        FigureFactory(edition=2023, indicator=indicator, value=16.0, **held)

        assert len(compare_with_editions(run, narrative).questions) == number

    def test_take_the_doubt_from_what_was_inferred(self, run):
        doubt = "The earlier value is inferred."
        earlier = EarlierValue(14.0, "2022")
        figure = DraftFigure(
            *("CONV_TRAFFICKERS", "", 14.0, "traffickers", Place(1, 0, 2), "2023", (earlier,)),
            doubt=f"{doubt} Why else?",
        )
        narrative = Narrative(NarrativeHeader(), (), (), (figure,))
        indicator = IndicatorFactory(code="CONV_TRAFFICKERS", unit="traffickers")
        FigureFactory(edition=2023, indicator=indicator, period="2022", value=14.0)

        (compared,) = compare_with_editions(run, narrative).figures

        assert compared.doubt == "Why else?"
