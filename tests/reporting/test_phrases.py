"""Grammar of the fixed texts in each language."""

from datetime import date

from django.utils import translation

from tests.reporting.samples import a_commitment, a_progress, a_view, labelled, replace
from tests.reporting.sourced_report import (
    a_sourced_progress,
    a_sourced_recommendation,
    for_the_public,
    under,
    words_of,
)
from tracker.progress import BodyRole, FigureSeries, FigureValue, LabelledCode
from tracker.reporting import phrases
from tracker.reporting.context import LayoutContext
from tracker.reporting.figures import figures
from tracker.reporting.layout import document
from tracker.reporting.typst_document import non_breaking
from tracker.vocabulary import Duty, ReportKind, Role


def in_serbian(say, *args, **more):
    with translation.override("sr-latn"):
        return say(*args, **more)


class TestRoles:
    def test_are_plural_for_several_bodies(self):
        role = in_serbian(labelled, Role.SUPPORTING)
        courts, police = (BodyRole(name, name, name, role) for name in ("Sudovi", "Policija"))

        assert in_serbian(list, phrases.by_role([courts])) == [("Institucija podrške", "Sudovi")]
        several = [("Institucije podrške", "Sudovi; Policija")]
        assert in_serbian(list, phrases.by_role([courts, police])) == several

    def test_name_a_body_with_one_acronym(self):
        assert phrases.body_name("Qendra Sociale (QPS)", "QPS") == "Qendra Sociale (QPS)"
        assert phrases.body_name("Ministry of Wells", "MoW") == "Ministry of Wells (MoW)"


class TestDays:
    def test_have_no_serbian_full_stop_before_a_comma_or_a_dash(self):
        text = in_serbian(phrases.state_day, a_progress(on=date(2026, 11, 26)))
        time = in_serbian(phrases.date_range, date(2024, 4, 1), date(2026, 11, 26))

        assert text.startswith("26. novembra 2026, ")
        assert time == "od 1. aprila 2024. do 26. novembra 2026."

    def test_have_non_breaking_spaces_as_places_have(self):
        text = non_breaking(
            "TIP 2024 Kosovo, ¶ 8 · published 24 June 2024, 31. marta 2024. – 3 of 7"
        )

        assert text.replace("\u00a0", "_") == (
            "TIP_2024_Kosovo, ¶_8_· published 24_June_2024, 31._marta_2024. – 3 of 7"
        )


class TestFigures:
    def test_mark_an_english_name(self):
        known = FigureSeries(
            "W", "wells", "wells", LabelledCode(), (FigureValue("2024-02", 2024.1, 3.0, "3"),)
        )
        blocks = in_serbian(list, figures([known], LayoutContext(a_progress())))
        marked = replace(known, is_in_english=True)
        other = in_serbian(list, figures([marked], LayoutContext(a_progress())))

        assert "naziv na engleskom" not in repr(blocks)
        assert "naziv na engleskom" in repr(other)
        assert "februar 2024." in repr(blocks)


def text_of(kind, *recommendations):
    return document(replace(a_sourced_progress(kind), recommendations=recommendations))


def test_a_dropped_or_quiet_commitment_says_so():
    dropped = a_commitment(dropped_reason="The ground is rock.", is_overdue=False)
    quiet = a_commitment(is_without_update=True)
    recommendation = a_sourced_recommendation(commitments=(dropped, quiet))

    words = words_of(text_of(ReportKind.CHANGES, recommendation))

    assert "MoW · made on 10 January 2030 · dropped\nThe ground is rock." in words
    assert "no update for 180 days or more" in words


def test_a_view_names_only_another_speaker():
    view = a_view(stated_by="MoW")
    recommendation = a_sourced_recommendation(views=(view,))

    words = words_of(under(text_of(ReportKind.FULL, recommendation), "What bodies and others say"))

    assert "15 February 2030 · on 20 February 2030 · in “Letter 7”" in words


def test_a_duty_is_named():
    recommendation = a_sourced_recommendation(duty=labelled(Duty.CONTINUING))

    assert "Protection · a continuing duty" in words_of(text_of(ReportKind.FULL, recommendation))


def test_a_pack_never_denies_withheld_evidence():
    progress = a_sourced_progress(ReportKind.EVIDENCE)
    bare = a_sourced_recommendation(citations=(), notes=())
    public = document(for_the_public(replace(progress, recommendations=(bare,))))

    assert "This version shows none." in words_of(under(public, "Concrete actions"))
