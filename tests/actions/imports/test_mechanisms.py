"""A report of another mechanism from its text to its recommendations."""

import pytest

from tests.actions.imports.helpers import in_name_of, read_kosovo
from tests.factories import BodyFactory
from tests.intake.test_mechanisms import HERE
from tracker.actions.imports.drafts import (
    SetDraftStates,
    SetEdition,
    SplitDraft,
    set_draft_states,
    set_edition,
    split,
)
from tracker.errors import FileUnreadable
from tracker.models import Passage, Recommendation, Report, Responsibility
from tracker.vocabulary import DraftKind, DraftState

pytestmark = pytest.mark.django_db


def text_of(name, country="Albania"):
    """Return the text of one of the reports of the reader's tests, on a country of ISO 3166."""
    text = (HERE / "mechanisms" / name).read_text()
    return text.replace("KARESH", country.upper()).replace("Karesh", country)


def recommendations(run):
    return run.drafts.filter(kind=DraftKind.RECOMMENDATION).order_by("position")


class TestAReportOfAnotherMechanism:
    def test_is_accepted_with_the_numbers_it_prints(self, ana):
        run = read_kosovo(ana, text_of("treaty_letters.txt"))
        assert (run.mechanism, run.country, run.year) == ("CEDAW", "Albania", 2023)

        in_name_of(ana).accept(run)

        report = Report.objects.get()
        assert (report.slug, report.period_from.year, report.tier) == (
            "cedaw-2023-albania",
            2022,
            "",
        )
        rows = list(Recommendation.objects.order_by("sort_key"))
        assert [row.number for row in rows] == ["12(a)", "12(b)", "12(c)", "13", "45"]
        assert rows[0].passage.text[rows[0].start : rows[0].end] == rows[0].text
        assert Passage.objects.filter(report=report, section="recommendations").count() == 7
        assert report.mechanism.issuer.code == "UN_CEDAW"
        assert rows[1].get_absolute_url().endswith("/cedaw-2023-albania/recommendations/12(b)/")

    def test_keeps_printed_numbers_when_one_is_left_out_or_split(self, ana):
        run = read_kosovo(ana, text_of("greta_body.txt"))
        first, second = recommendations(run)[:2]

        set_draft_states(
            SetDraftStates(run=run, drafts=[first.pk], state=DraftState.DROPPED, by=ana)
        )
        split(SplitDraft(draft=second, at=second.places[0][1] + 40, by=ana))

        numbers = [
            draft.values["number"]
            for draft in sorted(recommendations(run), key=lambda draft: draft.places)
            if draft.state != DraftState.DROPPED
        ]
        assert numbers == ["16", "16-3", "16-2", "22", "24"]

    def test_offers_the_body_that_a_heading_addresses(self, ana):
        BodyFactory(code="MOJ", name_en="Ministry of Justice")
        run = read_kosovo(ana, text_of("osce_addressees.txt"))

        named = run.drafts.filter(
            kind=DraftKind.RESPONSIBILITY, values__body="MOJ", values__role="lead"
        )
        assert [draft.values["number"] for draft in named.order_by("position")] == ["1", "2"]
        set_draft_states(
            SetDraftStates(
                run=run, drafts=[draft.pk for draft in named], state=DraftState.ACCEPTED, by=ana
            )
        )
        in_name_of(ana).accept(run)
        assert Responsibility.objects.count() == 2

    def test_is_of_no_other_whatever_a_person_chooses(self, ana):
        run = read_kosovo(ana, text_of("upr_list.txt"))
        edition = {"run": run, "by": ana, "country": "Albania", "year": 2022}

        with pytest.raises(FileUnreadable, match="is a report of UPR, not of TIP"):
            set_edition(SetEdition(mechanism="TIP", **edition))
        assert set_edition(SetEdition(mechanism="UPR", **edition)).mechanism == "UPR"
        assert [draft.values["position"] for draft in recommendations(run)][2:5] == [
            "supported",
            "pending",
            "noted",
        ]
