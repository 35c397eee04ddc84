"""The fixed words of a progress report, in the language in force."""

from collections.abc import Callable, Sequence
from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from tracker.progress import Corrected, Count, Labelled, Progress, Share
from tracker.vocabulary import Bearing
from tracker.words import day

Written = Callable[[date], str]  # a day in full, or short

HEADINGS: dict[str, str | Promise] = {
    "kind": gettext_lazy("Progress report"),
    "state_on": gettext_lazy("State on"),
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
    "done": gettext_lazy("What was done"),
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
    "base": gettext_lazy("Base"),
    "counted": gettext_lazy("counted"),
    "left_out": gettext_lazy("left out"),
}

# How a passage bears on a recommendation, as the head of a quotation.
BEARS = {
    Bearing.PROGRESS: gettext_lazy("Shows progress"),
    Bearing.REGRESSION: gettext_lazy("Shows regression"),
    Bearing.NO_CHANGE: gettext_lazy("Shows no change"),
    Bearing.GAP: gettext_lazy("Shows a gap"),
}


def share(fully: Share) -> str:
    """Both numbers; a percentage only on a base that bears one."""
    if fully.base == 0:
        return _("not applicable: none of them has a place on the scale")
    told = _("%(part)d of %(base)d fully implemented") % {"part": fully.part, "base": fully.base}
    return told if fully.percent is None else f"{told} ({fully.percent} %)"


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


def strengths(told: Sequence[tuple[Labelled, int]]) -> str:
    """How well the judgments shown are backed; empty where there is none."""
    if not told:
        return ""
    listed = ", ".join(f"{label.label} {number}" for label, number in told)
    return _("Evidence behind these statuses: %(strengths)s") % {"strengths": listed}


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
    """A body's name with its acronym: "Ministry of Wells (MoW)"."""
    return name if short in ("", name) else f"{name} ({short})"


def published(on: date | None, *, written: Written = day) -> str:
    """ "published 24 June 2024"; empty when the day is not known."""
    return _("published %(day)s") % {"day": written(on)} if on else ""


def span(start: date | None, end: date | None, *, written: Written = day) -> str:
    """ "1 April 2023 – 31 March 2024", or as much of it as is known."""
    if start and end:
        return written(start) if start == end else f"{written(start)} – {written(end)}"
    if start:
        return _("the time since %(day)s") % {"day": written(start)}
    return _("the time up to %(day)s") % {"day": written(end)} if end else ""


def method(progress: Progress) -> list[str]:
    """How the numbers are made, in the fewest sentences that are still true."""
    told = [
        _(
            "A status is that of the newest approved assessment with an as-of date up to %(day)s;"
            " it speaks about the period of that assessment."
        )
        % {"day": day(progress.on)},
        _(
            "Statuses are counted, never averaged. Recommendations that are not assessed, could not"
            " be verified or no longer apply are left out of the base. A percentage is given on a"
            " base of 20 or more."
        ),
        _(
            "Evidence strength counts only what speaks for implementation: self-reported by the"
            " responsible bodies, documented, or corroborated by an independent source."
        ),
    ]
    if progress.has_views:
        told.append(
            _(
                "What responsible bodies, civil society and the report itself say stands beside the"
                " analysts' judgment and enters no count."
            )
        )
    return told


def samples() -> str:
    """What a sample approval is, said once at the top."""
    return _(
        "Statuses marked as sample were approved when the tracker was set up, so that there is"
        " something to show. No reviewer has confirmed them."
    )
