"""The fixed words of a progress report, in the language in force."""

from collections.abc import Callable, Sequence
from datetime import date
from itertools import groupby

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from tracker.formats import before_mark, day
from tracker.progress import (
    BodyRole,
    Corrected,
    Count,
    Progress,
    Share,
    View,
)
from tracker.vocabulary import Bearing, Past, ReportKind, Role
from tracker.vocabulary.bodies import OF_SEVERAL

Written = Callable[[date], str]  # a day in full, or short

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
    "apart": gettext_lazy("Gap"),
    "period": gettext_lazy("Period"),
    "done": gettext_lazy("Why this status"),
    "others": gettext_lazy("What others say"),
    "parts": gettext_lazy("Component by component"),
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
    "up": gettext_lazy("Moved forward"),
    "down": gettext_lazy("Moved back"),
    "judged": gettext_lazy("Judged for the first time"),
    "aside": gettext_lazy("No longer counted, or counted again"),
    "corrected": gettext_lazy("Corrected"),
    "late": gettext_lazy("Judged late"),
    "new_evidence": gettext_lazy("New evidence"),
    "new_notes": gettext_lazy("Newly noted"),
    "new_measures": gettext_lazy("Commitments, new or ended"),
    "new_questions": gettext_lazy("Newly asked"),
    "outstanding": gettext_lazy("Outstanding recommendations"),
    "overdue_reviews": gettext_lazy("Recommendations past their review date"),
    "overdue_measures": gettext_lazy("Commitments past their due date"),
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

# How a passage bears on a recommendation, as the head of a quotation.
BEARS = {
    Bearing.PROGRESS: gettext_lazy("Shows progress"),
    Bearing.REGRESSION: gettext_lazy("Shows regression"),
    Bearing.NO_CHANGE: gettext_lazy("Shows no change"),
    Bearing.GAP: gettext_lazy("Shows a gap"),
}


def then(progress: Progress) -> str:
    """The day told of, and by whose knowledge: "31 March 2025, as we said then"."""
    return f"{before_mark(day(progress.on))}, {progress.past.label}"


def nothing(progress: Progress) -> str:
    """Why there is nothing to tell of: nothing changed, the filter leaves nothing, or else."""
    if progress.kind.code == ReportKind.CHANGES:
        return _("Nothing that matches the filter changed in this period.")
    narrowed = progress.filter or progress.body or progress.theme.code
    return str(HEADINGS["nothing" if narrowed else "none"])


def tells_of(progress: Progress) -> str:
    """How many recommendations the report tells of, and which."""
    number = ngettext("%(number)d recommendation", "%(number)d recommendations", progress.total) % {
        "number": progress.total
    }
    match progress.kind.code:
        case ReportKind.OUTSTANDING:
            which = _("outstanding, or with an overdue commitment or question")
            return _of(progress, which)
        case ReportKind.CHANGES:
            return _of(progress, _("that moved in the period, or of which something is new"))
        case ReportKind.BODY if progress.body:
            which = _("concerning %(body)s") % {"body": progress.body.short}
        case _:
            return number
    return f"{number} {which}"


def _of(progress: Progress, which: str) -> str:
    """How many the kind chose of those that the numbers are about."""
    told = ngettext(
        "%(number)d of %(total)d recommendation, those %(which)s",
        "%(number)d of %(total)d recommendations, those %(which)s",
        progress.total,
    )
    return told % {
        "number": progress.number,
        "total": progress.total,
        "which": which,
    }


def here(progress: Progress) -> str:
    """Which recommendations a part of a long report tells of one by one; empty for the whole."""
    if progress.part is None:
        return ""
    first, last = progress.part.first + 1, progress.part.first + len(progress.recommendations)
    told = _(
        "Told of below: %(places)s of %(number)d recommendations. Files hold the whole report."
    )
    places = str(first) if first == last else f"{first}–{last}"
    return told % {"places": places, "number": progress.part.of}


def share(fully: Share) -> str:
    """Both numbers; a percentage only on a base that bears one."""
    if fully.base == 0:
        return _("not applicable: none can be counted")
    told = _("%(part)d of %(base)d fully implemented") % {"part": fully.part, "base": fully.base}
    return told if fully.percent is None else f"{told} ({fully.percent}%)"


def left_out(counts: Sequence[Count]) -> str:
    """ "2 left out: not assessed 1, unable to verify 1"; "none left out" when there are none."""
    shown = [c for c in counts if c.number]
    if not shown:
        return _("none left out")
    number = sum(c.number for c in shown)
    told = ngettext("%(number)d left out", "%(number)d left out", number) % {"number": number}
    return f"{told}: {listed(shown)}"


def listed(counts: Sequence[Count]) -> str:
    """ "not assessed 1, unable to verify 1": what is shown of the counts, in words."""
    return ", ".join(f"{in_sentence(c.status.label)} {c.number}" for c in counts if c.number)


def in_sentence(label: str) -> str:
    """A label as it stands inside a sentence."""
    return label[:1].lower() + label[1:]


def capital(label: str) -> str:
    """A label as it stands at the head of a line."""
    return label[:1].upper() + label[1:]


def backed(progress: Progress) -> str:
    """How well the judgments counted are backed, and how many their own authors approved."""
    told = ", ".join(f"{label.label} {number}" for label, number in progress.strengths)
    if not progress.by_authors:
        return told
    own = _("approved by their authors: %(number)d") % {"number": progress.by_authors}
    return f"{told}; {own}"


def correction(corrected: Corrected | None) -> str:
    """What a judgment corrects, and what that said; empty for what is no correction."""
    if corrected is None:
        return ""
    return _("corrects the judgment of %(day)s, which said “%(status)s” until %(until)s") % {
        "day": day(corrected.as_of),
        "status": corrected.status.label,
        "until": day(corrected.until),
    }


def named(name: str, short: str) -> str:
    """A body's name with its acronym: "Ministry of Wells (MoW)"; some names have it already."""
    return name if short in ("", name) or name.endswith(f"({short})") else f"{name} ({short})"


def by_role(bodies: Sequence[BodyRole]) -> list[tuple[str, str]]:
    """The bodies that share a role, role by role: ("Lead", "Ministry of Wells (MoW)")."""
    told = []
    for role, group in groupby(bodies, key=lambda body: body.role):
        names = [named(body.name, body.short) for body in group]
        label = str(OF_SEVERAL[Role(role.code)]) if len(names) > 1 else role.label
        told.append((capital(label), "; ".join(names)))
    return told


def differ(views: Sequence[View]) -> str:
    """ "views differ: THBD, CSW"; only where some do."""
    names = ", ".join(view.whose.short for view in views)
    return _("views differ: %(names)s") % {"names": names}


def published(on: date | None, *, written: Written = day) -> str:
    """ "published 24 June 2024"; empty when the day is not known."""
    return _("published %(day)s") % {"day": written(on)} if on else ""


def span(start: date | None, end: date | None, *, written: Written = day) -> str:
    """ "1 April 2023 – 31 March 2024", or as much of it as is known."""
    if start and end:
        return written(start) if start == end else f"{before_mark(written(start))} – {written(end)}"
    if start:
        return _("the time since %(day)s") % {"day": written(start)}
    return _("the time up to %(day)s") % {"day": written(end)} if end else ""


def method(progress: Progress) -> list[str]:
    """How the numbers are made, in the fewest sentences that are still true."""
    told = [
        _status_of(progress) % {"day": day(progress.on)},
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
        told.append(
            _(
                "What responsible bodies, civil society and the report itself say stands beside the"
                " analysts' judgment and enters no count."
            )
        )
    return told


def _status_of(progress: Progress) -> str:
    if progress.past.code == Past.BELIEVED:
        return _(
            "A status is that of the newest assessment with an as-of date up to %(day)s that was"
            " approved by the end of that day; it speaks about the period of that assessment."
            " Judgments, citations and corrections of later days are left out."
        )
    return _(
        "A status is that of the newest approved assessment with an as-of date up to %(day)s;"
        " it speaks about the period of that assessment."
    )


def samples() -> str:
    """What a sample approval is, said once at the top."""
    return _(
        "Statuses marked as sample were approved when the tracker was set up, so that there is"
        " something to show. No reviewer has confirmed them."
    )
