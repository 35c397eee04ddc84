"""A box that answers first: the state, what moved, what is worst, who is late, how sure it is."""

from collections.abc import Iterator

from django.utils.translation import ngettext

from tracker.formats import drop_full_stop, format_day, gettext as _, upper_first
from tracker.grouping import group_pairs
from tracker.progress import Progress
from tracker.reporting import front_matter, phrases, statuses
from tracker.reporting.blocks import (
    Block,
    Box,
    Fact,
    Facts,
    Paragraph,
    Span,
    Style,
    text_line,
)
from tracker.reporting.changes import in_words, numbers_text
from tracker.reporting.context import LayoutContext
from tracker.reporting.remaining import remaining_items
from tracker.reporting.year_matrix import is_old, says_more
from tracker.vocabulary import ReportKind

MAX_NAMED = 3  # others are counted


def opening(context: LayoutContext) -> Iterator[Block]:
    """Yield what a report begins with: warnings, the box, and which part of the report this is."""
    yield from front_matter.warnings(context.progress)
    if context.progress.total:
        yield at_a_glance(context)
    else:
        yield Paragraph(text_line(phrases.empty_report_text(context.progress)))
    yield from front_matter.part_notice(context.progress)


def long_opening(context: LayoutContext) -> Iterator[Block]:
    """Yield what a long report opens with: also its statuses as a bar, and the summary."""
    yield from opening(context)
    yield from statuses.distribution_bar_chart(context)
    yield from front_matter.summary(context)


def at_a_glance(context: LayoutContext) -> Box:
    """Return the box; what holds for the recommendations listed alone is left out."""
    progress = context.progress
    share = phrases.share_with_exclusions(progress.fully_implemented, progress.excluded_counts)
    facts = [Fact(_("State"), ((Span(share, Style.STRONG),),))]
    texts: dict[str, str] = {}
    if _lists_all(progress, ReportKind.CHANGES):
        texts |= {_("What moved"): _movement(progress)}
    if _lists_all(progress, ReportKind.OUTSTANDING):
        texts |= {
            _("Furthest behind"): _furthest_behind(progress),
            _("Overdue"): _overdue(context),
            _("How sure"): upper_first(" · ".join(_certainty(progress))),
        }
    facts += [Fact(label, (text_line(text),)) for label, text in texts.items() if text]
    return Box((Facts(tuple(facts)),))


def _lists_all(progress: Progress, kind: ReportKind) -> bool:
    """Return whether it lists all recommendations counted, or all that this kind is about."""
    is_about_some = len(progress.recommendations) < progress.total
    return progress.part is None and (not is_about_some or progress.kind.code == kind)


def _movement(progress: Progress) -> str:
    """Return what moved, and since when."""
    text = in_words(progress)
    if progress.since is None:
        return text
    day = drop_full_stop(format_day(progress.since))
    if compared := progress.compared_with:
        since = _("Since publication %(number)d, which shows %(day)s")
        return f"{since % {'number': compared.number, 'day': day}}: {text}"
    return f"{_('Since %(day)s') % {'day': day}}: {text}"


def _furthest_behind(progress: Progress) -> str:
    """Return the recommendations at the lowest rank; empty where all are fully implemented."""
    ranked = [row for row in progress.recommendations if row.rank is not None and row.is_unsettled]
    lowest = min((row.rank or 0 for row in ranked), default=0)
    behind = [row for row in ranked if row.rank == lowest]
    if not behind:
        return ""
    names = "; ".join(f"{row.number} {row.title}".strip() for row in behind)
    listed = names if len(behind) <= MAX_NAMED else numbers_text(behind)
    return f"{behind[0].status.label}: {listed}"


def _overdue(context: LayoutContext) -> str:
    """Return who is late since when, "MFLT (no. 6) since 28 February 2025", and with answers."""
    progress = context.progress
    late = [item for item in remaining_items(progress) if item.is_overdue and item.due_since]
    pattern = _("%(body)s (no. %(number)s) since %(day)s")
    texts = [
        pattern
        % {
            "body": item.by or "–",
            "number": item.recommendation.number,
            "day": drop_full_stop(format_day(item.due_since or progress.on)),
        }
        for item in late[:MAX_NAMED]
    ]
    if more := len(late) - len(texts):
        texts.append(_("and %(number)d more") % {"number": more})
    questions = (question for row in progress.recommendations for question in row.questions)
    if number := sum(question.is_overdue for question in questions):
        text = ngettext("%(number)d unanswered question", "%(number)d unanswered questions", number)
        texts.append(text % {"number": number})
    withheld = any(map(context.has_withheld, ("commitments", "questions")))
    return "; ".join(texts) or ("" if withheld else _("Nothing."))


def _certainty(progress: Progress) -> Iterator[str]:
    """Yield the strength behind the statuses, and what is old, disputed or judged alone."""
    rows = progress.recommendations
    strengths = group_pairs((row.assessment.strength.label, row) for row in rows if row.assessment)
    order = [label.label for label, _number in progress.assessment_totals.strength_counts]
    groups = {
        **{label: strengths[label] for label in order},
        _("older than a year"): [row for row in rows if is_old(row, on=progress.on)],
        _("a body says more"): [row for row in rows if any(map(says_more, row.views))],
        _("approved by its author"): [
            row for row in rows if row.assessment and row.assessment.is_self_approved
        ],
    }
    yield from (f"{label}: {numbers_text(group)}" for label, group in groups.items() if group)
