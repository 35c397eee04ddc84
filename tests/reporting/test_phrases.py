"""The fixed words of a report agree with what they stand beside, in each language."""

from dataclasses import replace
from datetime import date

from django.utils import translation

from tests.reporting.samples import a_measure, a_progress, a_view, labelled
from tests.reporting.sourced_report import (
    a_question,
    a_sourced_progress,
    a_sourced_recommendation,
    for_the_public,
    headings_of,
    of_type,
    under,
    words_of,
)
from tracker.progress import BodyRole, FigureSeries, FigureValue, Labelled
from tracker.reporting import phrases
from tracker.reporting.blocks import Bullets, text_of
from tracker.reporting.context import Printing
from tracker.reporting.figures import figures
from tracker.reporting.layout import document
from tracker.reporting.typst_document import unbroken
from tracker.vocabulary import Duty, ReportKind, Role


def in_serbian(say, *args, **more):
    with translation.override("sr-latn"):
        return say(*args, **more)


class TestRoles:
    def test_of_several_bodies_are_told_in_the_plural(self):
        role = in_serbian(labelled, Role.SUPPORTING)
        courts, police = (BodyRole(name, name, name, role) for name in ("Sudovi", "Policija"))

        assert in_serbian(phrases.by_role, [courts]) == [("Institucija podrške", "Sudovi")]
        several = [("Institucije podrške", "Sudovi; Policija")]
        assert in_serbian(phrases.by_role, [courts, police]) == several

    def test_name_a_body_with_one_acronym(self):
        assert phrases.named("Qendra Sociale (QPS)", "QPS") == "Qendra Sociale (QPS)"
        assert phrases.named("Ministry of Wells", "MoW") == "Ministry of Wells (MoW)"


class TestDays:
    def test_have_no_serbian_full_stop_before_a_comma_or_a_dash(self):
        told = in_serbian(phrases.then, a_progress(on=date(2026, 11, 26)))
        time = in_serbian(phrases.span, date(2024, 4, 1), date(2026, 11, 26))

        assert told.startswith("26. novembra 2026, ")
        assert time == "1. aprila 2024 – 26. novembra 2026."

    def test_are_not_broken_on_paper_nor_are_places(self):
        told = unbroken("TIP 2024 Kosovo, ¶ 8 · published 24 Jun 2024, 31. marta 2024. – 3 of 7")

        assert told.replace("\u00a0", "_") == (
            "TIP_2024_Kosovo, ¶_8_· published 24_Jun_2024, 31._marta_2024. – 3 of 7"
        )


class TestFigures:
    def test_say_that_their_name_is_english(self):
        known = FigureSeries(
            "W", "wells", "wells", Labelled(), (FigureValue("2024-02", 2024.1, 3.0, "3"),)
        )
        told = in_serbian(list, figures([known], Printing(a_progress())))
        marked = replace(known, is_in_english=True)
        other = in_serbian(list, figures([marked], Printing(a_progress())))

        assert "naziv na engleskom" not in repr(told)
        assert "naziv na engleskom" in repr(other)
        assert "februar 2024." in repr(told)


def told(kind, *recommendations):
    return document(replace(a_sourced_progress(kind), recommendations=recommendations))


def test_a_commitment_that_was_dropped_says_so_and_a_quiet_one_since_when_at_least():
    dropped = a_measure(dropped_reason="The ground is rock.", is_overdue=False)
    quiet = a_measure(is_quiet=True)
    one = a_sourced_recommendation(commitments=(dropped, quiet))

    words = words_of(under(told(ReportKind.CHANGES, one), "Commitments, new or ended"))

    assert "MoW · undertaken 10 Jan 2030 · dropped\nThe ground is rock." in words
    assert "nothing heard for 180 days or more" in words


def test_a_view_is_not_stated_by_the_body_that_holds_it():
    view = a_view(stated_by="MoW")
    one = a_sourced_recommendation(views=(view,))

    words = words_of(under(told(ReportKind.FULL, one), "What others say"))

    assert words.startswith("Ministry of Wells (MoW) on 20 February 2030, in “Letter 7”")


def test_a_body_report_without_a_dispute_speaks_of_none():
    plain = told(ReportKind.BODY, a_sourced_recommendation(views=()))

    assert headings_of(plain, 1)[-2:] == ["Recommendations", "Sources"]


def test_a_brief_asks_of_every_recommendation_before_it_asks_twice_of_one():
    def asking(number, *days):
        asked = [
            a_question(question=f"{number}.{day}?", due_on=date(2031, 1, day), is_overdue=False)
            for day in days
        ]
        return a_sourced_recommendation(number, asked=tuple(asked))

    brief = told(ReportKind.BRIEF, asking("1", 1, 2), asking("2", 3, 4))

    (questions,) = of_type(under(brief, "Open questions"), Bullets)
    assert [text_of(entry[0])[:10] for entry in questions.entries] == [
        "No. 1 1.1?", "No. 2 2.3?", "No. 1 1.2?", "No. 2 2.4?"
    ]  # fmt: skip


def test_a_duty_is_named_as_one():
    one = a_sourced_recommendation(duty=labelled(Duty.CONTINUING))

    assert "Protection · a continuing duty" in words_of(told(ReportKind.FULL, one))


def test_a_pack_that_withholds_evidence_does_not_say_that_there_is_none():
    progress = a_sourced_progress(ReportKind.EVIDENCE)
    bare = a_sourced_recommendation(evidence=(), notes=())
    public = document(for_the_public(replace(progress, recommendations=(bare,))))

    assert "None is shown in this version." in words_of(under(public, "Concrete actions"))
