"""Fixed texts of a progress report, in the language in force."""

from collections.abc import Sequence
from datetime import date
from itertools import groupby

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from tracker.formats import drop_full_stop, format_day
from tracker.progress import (
    BodyRole,
    CorrectionData,
    Count,
    Progress,
    Share,
    ViewData,
)
from tracker.vocabulary import Basis, Bearing, ReportKind, Role
from tracker.vocabulary.bodies import PLURAL_ROLE_LABELS

HEADINGS: dict[str, str | Promise] = {
    "kind": gettext_lazy("Progress report"),
    "distribution": gettext_lazy("Where the recommendations stand"),
    "distribution_caption": gettext_lazy("Recommendations by status"),
    "overview": gettext_lazy("Overview"),
    "overview_caption": gettext_lazy("Recommendations in the order of the report"),
    "recommendations": gettext_lazy("Recommendations"),
    "number": pgettext_lazy("column of a table", "No."),
    "recommendation": gettext_lazy("Recommendation"),
    "how_many": pgettext_lazy("column of a table", "Number"),
    "status": gettext_lazy("Status"),
    "trend": gettext_lazy("Trend"),
    "lead": gettext_lazy("Lead"),
    "as_of": gettext_lazy("As of"),
    "as_of_within": pgettext_lazy("inside a sentence", "as of"),
    "strength": gettext_lazy("Evidence strength"),
    "before": gettext_lazy("Before"),
    "views": gettext_lazy("Views side by side"),
    "apart": gettext_lazy("Difference"),
    "period": gettext_lazy("Period"),
    "done": gettext_lazy("Why this status"),
    "others": gettext_lazy("What others say"),
    "parts": gettext_lazy("By component"),
    "part": gettext_lazy("Component"),
    "remark": gettext_lazy("Remark"),
    "promises": gettext_lazy("Commitments, which do not count"),
    "kept": gettext_lazy("Commitments that were kept"),
    "dropped": gettext_lazy("Commitments that were dropped"),
    "notes": gettext_lazy("Noted without a judgment"),
    "evidence": gettext_lazy("Evidence cited"),
    "questions": gettext_lazy("Open questions"),
    "next_step": gettext_lazy("Next step"),
    "page": pgettext_lazy("page x of y", "Page"),
    "page_of": pgettext_lazy("page x of y", "of"),
    "nothing": gettext_lazy("No recommendation of this report matches the filter."),
    "none": gettext_lazy("This report has no recommendations yet."),
    "base": gettext_lazy("Base"),
    "counted": gettext_lazy("counted"),
    "left_out": gettext_lazy("left out"),
    "summary": gettext_lazy("Executive summary"),
    "contents": gettext_lazy("Contents"),
    "analysts_remark": gettext_lazy("Remark of the analysts"),
    "course": gettext_lazy("Status over time"),
    "by_body": gettext_lazy("By responsible body"),
    "asked_of": gettext_lazy("What is asked"),
    "disputed": gettext_lazy("Where views differ"),
    "undisputed": gettext_lazy("No differing view"),
    "own_words": gettext_lazy("In its own words"),
    "counts_before": gettext_lazy("Before and after"),
    "raised": gettext_lazy("Moved forward"),
    "lowered": gettext_lazy("Moved back"),
    "first_assessed": gettext_lazy("Judged for the first time"),
    "off_scale": gettext_lazy("No longer counted, or counted again"),
    "corrected": gettext_lazy("Corrected"),
    "retroactive": gettext_lazy("Judged late"),
    "new_evidence": gettext_lazy("New evidence"),
    "new_notes": gettext_lazy("Newly noted"),
    "new_commitments": gettext_lazy("Commitments, new or ended"),
    "new_questions": gettext_lazy("Newly asked"),
    "outstanding": gettext_lazy("Outstanding recommendations"),
    "overdue_reviews": gettext_lazy("Recommendations past their review date"),
    "overdue_commitments": gettext_lazy("Commitments past their due date"),
    "overdue_questions": gettext_lazy("Questions past their due date"),
    "actions": gettext_lazy("Concrete actions"),
    "against": gettext_lazy("What speaks against it"),
    "context": gettext_lazy("Context"),
    "by_theme": gettext_lazy("By theme"),
    "figures": gettext_lazy("Figures"),
    "sources": gettext_lazy("Sources"),
    "about": gettext_lazy("About this report"),
    "changed": gettext_lazy("What changed"),
    "next_steps": gettext_lazy("Next steps"),
    "next_review": gettext_lazy("Next review"),
}

# Bearing of a passage on a recommendation, as the heading of a quotation.
BEARING_LABELS = {
    Bearing.PROGRESS: gettext_lazy("Shows progress"),
    Bearing.REGRESSION: gettext_lazy("Shows regression"),
    Bearing.NO_CHANGE: gettext_lazy("Shows no change"),
    Bearing.GAP: gettext_lazy("Shows a gap"),
}


def state_day(progress: Progress) -> str:
    """Return the day and basis of the report: "31 March 2025, as we said then"."""
    return f"{drop_full_stop(format_day(progress.on))}, {progress.basis.label}"


def empty_report_text(progress: Progress) -> str:
    """Return why a report is empty: nothing changed, the filter matches none, or no data."""
    if progress.kind.code == ReportKind.CHANGES:
        return _("Nothing that matches the filter changed in this period.")
    is_filtered = progress.filter or progress.body or progress.theme.code
    return str(HEADINGS["nothing" if is_filtered else "none"])


def scope_text(progress: Progress) -> str:
    """Return how many recommendations the report lists, and which."""
    number = ngettext("%(number)d recommendation", "%(number)d recommendations", progress.total) % {
        "number": progress.total
    }
    match progress.kind.code:
        case ReportKind.OUTSTANDING:
            scope = _("outstanding, or with an overdue commitment or question")
            return _chosen_of_total(progress, scope)
        case ReportKind.CHANGES:
            return _chosen_of_total(
                progress, _("that moved in the period, or of which something is new")
            )
        case ReportKind.BODY if progress.body:
            scope = _("concerning %(body)s") % {"body": progress.body.short}
        case _:
            return number
    return f"{number} {scope}"


def _chosen_of_total(progress: Progress, scope: str) -> str:
    """Return how many of all recommendations the report's kind selects."""
    text = ngettext(
        "%(number)d of %(total)d recommendation, those %(which)s",
        "%(number)d of %(total)d recommendations, those %(which)s",
        progress.total,
    )
    return text % {
        "number": progress.recommendation_count,
        "total": progress.total,
        "which": scope,
    }


def part_text(progress: Progress) -> str:
    """Return which recommendations a part of a long report lists; empty for a whole one."""
    if progress.part is None:
        return ""
    first, last = progress.part.offset + 1, progress.part.offset + len(progress.recommendations)
    text = _(
        "Told of below: %(places)s of %(number)d recommendations. Files hold the whole report."
    )
    places = str(first) if first == last else f"{first}–{last}"
    return text % {"places": places, "number": progress.part.total}


def share_text(fully: Share) -> str:
    """Return both numbers of a share, with a percentage on a large enough base."""
    if fully.base == 0:
        return _("not applicable: none can be counted")
    text = _("%(part)d of %(base)d fully implemented") % {"part": fully.part, "base": fully.base}
    return text if fully.percent is None else f"{text} ({fully.percent}%)"


def excluded_text(counts: Sequence[Count]) -> str:
    """Return "2 left out: not assessed 1, unable to verify 1", or "none left out"."""
    nonzero = [c for c in counts if c.number]
    if not nonzero:
        return _("none left out")
    number = sum(c.number for c in nonzero)
    text = ngettext("%(number)d left out", "%(number)d left out", number) % {"number": number}
    return f"{text}: {counts_text(nonzero)}"


def share_with_exclusions(share: Share, excluded: Sequence[Count]) -> str:
    """Return a share, and what was left out of its base."""
    return f"{share_text(share)}; {excluded_text(excluded)}"


def counts_text(counts: Sequence[Count]) -> str:
    """Return counts above 0 in words: "not assessed 1, unable to verify 1"."""
    return ", ".join(f"{lower_first(c.status.label)} {c.number}" for c in counts if c.number)


def lower_first(label: str) -> str:
    """Return a label as it stands inside a sentence."""
    return label[:1].lower() + label[1:]


def upper_first(label: str) -> str:
    """Return a label as it stands at the head of a line."""
    return label[:1].upper() + label[1:]


def strengths_text(progress: Progress) -> str:
    """Return the evidence strengths, and how many assessments their authors approved."""
    strengths = ", ".join(
        f"{label.label} {number}" for label, number in progress.assessment_totals.strength_counts
    )
    if not progress.assessment_totals.self_approved_count:
        return strengths
    self_approved = _("approved by their authors: %(number)d") % {
        "number": progress.assessment_totals.self_approved_count
    }
    return f"{strengths}; {self_approved}"


def correction_text(corrected: CorrectionData | None) -> str:
    """Return what an assessment corrects; empty for no correction."""
    if corrected is None:
        return ""
    return _("corrects the judgment of %(day)s, which said “%(status)s” until %(until)s") % {
        "day": format_day(corrected.as_of),
        "status": corrected.status.label,
        "until": format_day(corrected.corrected_on),
    }


def body_name(name: str, short: str) -> str:
    """Return a body's name with its acronym, once: "Ministry of Wells (MoW)"."""
    return name if short in ("", name) or name.endswith(f"({short})") else f"{name} ({short})"


def by_role(bodies: Sequence[BodyRole]) -> list[tuple[str, str]]:
    """Group bodies by role: ("Lead", "Ministry of Wells (MoW)")."""
    labelled_names = []
    for role, group in groupby(bodies, key=lambda body: body.role):
        names = [body_name(body.name, body.short) for body in group]
        label = str(PLURAL_ROLE_LABELS[Role(role.code)]) if len(names) > 1 else role.label
        labelled_names.append((upper_first(label), "; ".join(names)))
    return labelled_names


def differing_views_text(views: Sequence[ViewData]) -> str:
    """Return "views differ: THBD, CSW"."""
    holders = ", ".join(view.holder.short for view in views)
    return _("views differ: %(names)s") % {"names": holders}


def published_text(on: date | None) -> str:
    """Return "published 24 June 2024"; empty where the day is not known."""
    return _("published %(day)s") % {"day": format_day(on)} if on else ""


def date_range(start: date | None, end: date | None) -> str:
    """Return "1 April 2023 – 31 March 2024", or as much of it as is known."""
    if start and end:
        return (
            format_day(start)
            if start == end
            else f"{drop_full_stop(format_day(start))} – {format_day(end)}"
        )
    if start:
        return _("the time since %(day)s") % {"day": format_day(start)}
    return _("the time up to %(day)s") % {"day": format_day(end)} if end else ""


def method_sentences(progress: Progress) -> list[str]:
    """Return how the numbers are made, in the fewest true sentences."""
    sentences = [
        _status_sentence(progress) % {"day": format_day(progress.on)},
        _(
            "Statuses are counted, never averaged. Recommendations that are not assessed, could not"
            " be verified or no longer apply are left out of the base. A percentage is given only"
            " on a base of 20 or more; of a change, only where both numbers are 20 or more."
        ),
        _(
            "Evidence strength counts only what speaks for implementation: self-reported by the"
            " responsible bodies, documented, or corroborated by an independent source."
        ),
    ]
    if progress.has_views or progress.part:
        sentences.append(
            _(
                "What responsible bodies, civil society and the report itself say stands beside the"
                " analysts' judgment and enters no count."
            )
        )
    return sentences


def _status_sentence(progress: Progress) -> str:
    """Return which assessment a status is taken from."""
    if progress.basis.code == Basis.AS_RECORDED_THEN:
        return _(
            "A status is that of the newest assessment with an as-of date up to %(day)s that was"
            " approved by the end of that day; it speaks about the period of that assessment."
            " Judgments, citations and corrections of later days are left out."
        )
    return _(
        "A status is that of the newest approved assessment with an as-of date up to %(day)s;"
        " it speaks about the period of that assessment."
    )


def sample_notice() -> str:
    """Return the warning that some approvals are samples."""
    return _(
        "Statuses marked as sample were approved when the tracker was set up, so that there is"
        " something to show. No reviewer has confirmed them."
    )
