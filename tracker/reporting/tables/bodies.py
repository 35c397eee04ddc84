"""Who answers for what, what they say of it themselves, and what they undertook."""

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from tracker.progress import (
    Asked,
    BodyRole,
    ComponentLine,
    Progress,
    RecommendationProgress,
    Undertaken,
    View,
)
from tracker.reporting.tables.columns import Column, Listing, yes
from tracker.reporting.tables.recommendations import NUMBER

type Pair[T] = tuple[RecommendationProgress, T]


def _number[T]() -> Column[Pair[T]]:
    return Column(NUMBER, _("number of the recommendation"), lambda p: p[0].number, 7)


def bodies(progress: Progress) -> Listing[Pair[BodyRole]]:
    """Every body with every recommendation that it has to do with."""
    return Listing(
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
        lambda: [(told, body) for told in progress.recommendations for body in told.bodies],
    )


def views(progress: Progress) -> Listing[Pair[View]]:
    """What others say, beside the analysts' judgment."""
    return Listing(
        "views",
        _("Views"),
        _("What bodies, civil society and the source itself say. It enters no count."),
        (
            _number(),
            Column(_("Analysts"), _("their status"), lambda p: p[0].status.label, 22),
            Column(_("Whose view"), _("who says it"), lambda p: p[1].whose.name, 30),
            Column(
                _("Perspective"),
                _("whether a body, civil society or the source"),
                lambda p: p[1].whose.perspective.label,
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
                lambda p: p[1].gap,
                6,
            ),
            Column(_("Differs"), _("from the analysts' rank"), lambda p: yes(p[1].differs), 9),
            Column(_("As of"), _("the day that it speaks of"), lambda p: p[1].assessment.as_of, 12),
            Column(_("Reasons"), _("as they give them"), lambda p: p[1].assessment.rationale, 60),
            Column(_("Stated by"), _("of what came by letter"), lambda p: p[1].stated_by, 20),
            Column(_("Stated on"), _("day of the letter"), lambda p: p[1].stated_on, 12),
            Column(_("Stated in"), _("title of the evidence"), lambda p: p[1].stated_in, 30),
        ),
        lambda: [(told, view) for told in progress.recommendations for view in told.views],
    )


def components(progress: Progress) -> Listing[Pair[ComponentLine]]:
    """What the judgments say of the parts of compound recommendations."""
    return Listing(
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
        lambda: [(told, line) for told in progress.recommendations for line in told.lines],
    )


def commitments(progress: Progress) -> Listing[Pair[Undertaken]]:
    """What bodies undertook. A commitment never raises a status."""
    return Listing(
        "commitments",
        _("Commitments"),
        _("What bodies undertook, and what came of it. A commitment never raises a status."),
        (
            _number(),
            Column(_("Commitment"), _("what was undertaken"), lambda p: p[1].text, 50),
            Column(_("Body"), _("who undertook it"), lambda p: p[1].body.short, 14),
            Column(_("Undertaken on"), _("day of the commitment"), lambda p: p[1].on, 13),
            Column(_("Due on"), _("as it stands now"), lambda p: p[1].due_on, 12),
            Column(_("Put off"), _("times that the day was moved"), lambda p: p[1].put_off, 8),
            Column(_("Overdue"), _("open and past its day"), lambda p: yes(p[1].is_overdue), 9),
            Column(
                _("Quiet"),
                _("open, and nothing heard for 180 days or more"),
                lambda p: yes(p[1].is_quiet),
                8,
            ),
            Column(
                _("Last heard"), _("day of what was heard last"), lambda p: p[1].last_update_on, 12
            ),
            Column(_("Latest"), _("what was heard last"), lambda p: p[1].latest, 50),
            Column(_("Done on"), _("empty while it is open"), lambda p: p[1].done_on, 12),
            Column(_("Shown by"), _("title of the evidence"), lambda p: p[1].shown_by, 30),
            Column(_("Dropped because"), _("why"), lambda p: p[1].dropped_reason, 30),
        ),
        lambda: [(told, one) for told in progress.recommendations for one in told.commitments],
    )


def questions(progress: Progress) -> Listing[Pair[Asked]]:
    """The questions that are open on the day of the report."""
    return Listing(
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
            Column(_("Overdue"), _("past that day"), lambda p: yes(p[1].is_overdue), 9),
        ),
        lambda: _asked(progress),
    )


def _asked(progress: Progress) -> Iterator[Pair[Asked]]:
    for told in progress.recommendations:
        for one in told.asked:
            yield told, one
