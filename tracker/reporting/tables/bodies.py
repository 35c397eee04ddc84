"""Tables of bodies, views, components, commitments and questions."""

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from tracker.progress import (
    BodyRole,
    CommitmentData,
    ComponentLine,
    Progress,
    QuestionData,
    RecommendationProgress,
    ViewData,
)
from tracker.reporting.tables.columns import Column, TableData, yes_or_blank
from tracker.reporting.tables.recommendations import NUMBER

type Pair[T] = tuple[RecommendationProgress, T]


def _number[T]() -> Column[Pair[T]]:
    return Column(NUMBER, _("number of the recommendation"), lambda p: p[0].number, 7)


def bodies(progress: Progress) -> TableData[Pair[BodyRole]]:
    """Return a table of every body of every recommendation."""
    return TableData(
        "bodies",
        _("Bodies"),
        _("One row for each body of each recommendation."),
        (
            _number(),
            Column(_("Body"), _("code of the body"), lambda p: p[1].code, 12),
            Column(_("Name"), _("in the language of this report"), lambda p: p[1].name, 40),
            Column(_("Role"), _("what it has to do with it"), lambda p: p[1].role.label, 14),
            Column(_("Status"), _("of the recommendation"), lambda p: p[0].status.label, 22),
            Column(_("Status code"), _("of the recommendation"), lambda p: p[0].status.code, 18),
        ),
        lambda: [
            (recommendation, body)
            for recommendation in progress.recommendations
            for body in recommendation.bodies
        ],
    )


def views(progress: Progress) -> TableData[Pair[ViewData]]:
    """Return a table of others' views, beside the analysts' assessment."""
    return TableData(
        "views",
        _("Views"),
        _("What bodies, civil society and the source itself say. It enters no count."),
        (
            _number(),
            Column(_("Analysts"), _("their status"), lambda p: p[0].status.label, 22),
            Column(_("Whose view"), _("who says it"), lambda p: p[1].holder.name, 30),
            Column(
                _("Perspective"),
                _("whether a body, civil society or the source"),
                lambda p: p[1].holder.perspective.label,
                18,
            ),
            Column(_("Status"), _("in their view"), lambda p: p[1].assessment.status.label, 22),
            Column(
                _("Status code"),
                _("the same, as programs read it"),
                lambda p: p[1].assessment.status.code,
                18,
            ),
            Column(
                _("Gap"),
                _("steps above the analysts' status, below 0 under it; empty: no rank"),
                lambda p: p[1].rank_difference,
                6,
            ),
            Column(
                _("Differs"), _("from the analysts' rank"), lambda p: yes_or_blank(p[1].differs), 9
            ),
            Column(_("As of"), _("the day that it speaks of"), lambda p: p[1].assessment.as_of, 12),
            Column(_("Reasons"), _("as they give them"), lambda p: p[1].assessment.rationale, 60),
            Column(_("Stated by"), _("of what came by letter"), lambda p: p[1].stated_by, 20),
            Column(_("Stated on"), _("day of the letter"), lambda p: p[1].stated_on, 12),
            Column(_("Stated in"), _("title of the evidence"), lambda p: p[1].stated_in, 30),
        ),
        lambda: [
            (recommendation, view)
            for recommendation in progress.recommendations
            for view in recommendation.views
        ],
    )


def components(progress: Progress) -> TableData[Pair[ComponentLine]]:
    """Return a table of the assessed components of compound recommendations."""
    return TableData(
        "components",
        _("Components"),
        _("One row for each part of a compound recommendation that was judged by parts."),
        (
            _number(),
            Column(_("Component"), _("its code"), lambda p: p[1].code, 11),
            Column(_("Title"), _("what the part asks for"), lambda p: p[1].title, 40),
            Column(
                _("Basis"),
                _("only parts that stand in the text bear on the whole"),
                lambda p: p[1].basis.label,
                18,
            ),
            Column(_("Status"), _("of the part"), lambda p: p[1].status.label, 22),
            Column(_("Status code"), _("of the part"), lambda p: p[1].status.code, 18),
            Column(_("Remark"), _("of the analysts"), lambda p: p[1].remark, 50),
        ),
        lambda: [
            (recommendation, line)
            for recommendation in progress.recommendations
            for line in recommendation.component_lines
        ],
    )


def commitments(progress: Progress) -> TableData[Pair[CommitmentData]]:
    """Return a table of the commitments; none raises a status."""
    return TableData(
        "commitments",
        _("Commitments"),
        _("What bodies undertook, and what came of it. A commitment never raises a status."),
        (
            _number(),
            Column(_("Commitment"), _("what was undertaken"), lambda p: p[1].text, 50),
            Column(_("Body"), _("who undertook it"), lambda p: p[1].body.short, 14),
            Column(
                _("Undertaken on"), _("day of the commitment"), lambda p: p[1].undertaken_on, 13
            ),
            Column(_("Due on"), _("as it stands now"), lambda p: p[1].due_on, 12),
            Column(
                _("Put off"), _("times that the day was moved"), lambda p: p[1].postponements, 8
            ),
            Column(
                _("Overdue"), _("open and past its day"), lambda p: yes_or_blank(p[1].is_overdue), 9
            ),
            Column(
                _("Quiet"),
                _("open, and nothing heard for 180 days or more"),
                lambda p: yes_or_blank(p[1].is_without_update),
                8,
            ),
            Column(
                _("Last heard"), _("day of what was heard last"), lambda p: p[1].last_update_on, 12
            ),
            Column(_("Latest"), _("what was heard last"), lambda p: p[1].last_update, 50),
            Column(_("Done on"), _("empty while it is open"), lambda p: p[1].done_on, 12),
            Column(_("Shown by"), _("title of the evidence"), lambda p: p[1].evidence_title, 30),
            Column(_("Dropped because"), _("why"), lambda p: p[1].dropped_reason, 30),
        ),
        lambda: [
            (recommendation, commitment)
            for recommendation in progress.recommendations
            for commitment in recommendation.commitments
        ],
    )


def questions(progress: Progress) -> TableData[Pair[QuestionData]]:
    """Return a table of the questions open on the day of the report."""
    return TableData(
        "questions",
        _("Open questions"),
        _("One row for each question that is open on the day of the report."),
        (
            _number(),
            Column(_("Question"), _("as it was asked"), lambda p: p[1].question, 70),
            Column(_("Kind"), _("what the question is about"), lambda p: p[1].kind.label, 18),
            Column(_("Body"), _("who is asked; empty: nobody yet"), lambda p: p[1].body, 14),
            Column(_("Asked on"), _("day of the question"), lambda p: p[1].asked_on, 12),
            Column(_("Due on"), _("by when an answer is due"), lambda p: p[1].due_on, 12),
            Column(_("Overdue"), _("past that day"), lambda p: yes_or_blank(p[1].is_overdue), 9),
        ),
        lambda: _open_questions(progress),
    )


def _open_questions(progress: Progress) -> Iterator[Pair[QuestionData]]:
    for recommendation in progress.recommendations:
        for question in recommendation.questions:
            yield recommendation, question
