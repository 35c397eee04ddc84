"""Small words that would mislead if they were others."""

from dataclasses import replace
from datetime import date

from tests.reporting.samples import a_measure, a_view, labelled
from tests.reporting.sourced import (
    a_question,
    a_sourced_progress,
    a_sourced_recommendation,
    for_the_public,
    headings_of,
    of_type,
    under,
    words_of,
)
from tracker.reporting.blocks import Bullets, text_of
from tracker.reporting.layout import document
from tracker.vocabulary import Duty, ReportKind


def told(kind, *recommendations):
    return document(replace(a_sourced_progress(kind), recommendations=recommendations))


def test_a_commitment_that_was_dropped_says_so_and_a_quiet_one_since_when_at_least():
    dropped = a_measure(dropped_because="The ground is rock.", is_overdue=False)
    quiet = a_measure(is_quiet=True)
    one = a_sourced_recommendation(measures=(dropped, quiet))

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
