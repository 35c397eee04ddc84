"""Fixed texts of a progress report, in the language in force."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from itertools import groupby

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from tracker.formats import (
    cache_per_language,
    drop_full_stop,
    format_day,
    format_number,
    gettext as _,
    lower_first,
    pgettext,
    upper_first,
)
from tracker.progress import (
    BodyRole,
    CorrectionData,
    Count,
    Progress,
    Share,
    Source,
)
from tracker.vocabulary import PLURAL_ROLE_LABELS, Basis, Bearing, ReportKind, Role

HEADINGS: dict[str, str | Promise] = {
    "kind": gettext_lazy("Progress report"),
    "distribution": gettext_lazy("State of implementation"),
    "distribution_caption": gettext_lazy("Recommendations by status"),
    "overview_caption": gettext_lazy("Recommendations in the order of the report"),
    "recommendations": gettext_lazy("Recommendations"),
    "number": pgettext_lazy("column of a table", "No."),
    "recommendation": gettext_lazy("Recommendation"),
    "status": gettext_lazy("Status"),
    "trend": gettext_lazy("Trend"),
    "lead": gettext_lazy("Lead"),
    "as_of": gettext_lazy("As of"),
    "as_of_within": pgettext_lazy("inside a sentence", "as of"),
    "strength": gettext_lazy("Strength of the evidence"),
    "before": gettext_lazy("Before"),
    "period": gettext_lazy("Period"),
    "done": gettext_lazy("What has been done"),
    "conclusion": gettext_lazy("Conclusion"),
    "others": gettext_lazy("What bodies and others say"),
    "replies": gettext_lazy("Replies to the draft"),
    "open_commitments": gettext_lazy("Commitments (these do not affect the status)"),
    "notes": gettext_lazy("Notes"),
    "evidence": gettext_lazy("Evidence cited"),
    "questions": gettext_lazy("Open questions"),
    "remaining": gettext_lazy("What remains to be done"),
    "next_step": gettext_lazy("Our next step"),
    "page": pgettext_lazy("page x of y", "Page"),
    "page_of": pgettext_lazy("page x of y", "of"),
    "nothing": gettext_lazy("No recommendation of this report matches the filter."),
    "none": gettext_lazy("This report has no recommendations yet."),
    "base": gettext_lazy("In the share"),
    "counted": gettext_lazy("counted"),
    "summary": gettext_lazy("Executive summary"),
    "contents": gettext_lazy("Contents"),
    "analysts_remark": gettext_lazy("Analysts' remark"),
    "course": gettext_lazy("Status over time"),
    "year": gettext_lazy("Year"),
    "by_body": gettext_lazy("By responsible body"),
    "asked_of": gettext_lazy("What is asked of you"),
    "our_assessment": gettext_lazy("Our assessment"),
    "your_view": gettext_lazy("Your view"),
    "your_commitments": gettext_lazy("Your commitments"),
    "your_questions": gettext_lazy("Our questions to you"),
    "sheet": gettext_lazy("Sheet to fill in and return"),
    "by_year": gettext_lazy("Year by year"),
    "bodies_say": gettext_lazy("The body says"),
    "say_more": gettext_lazy("Bodies that say more than was found"),
    "unanswered": gettext_lazy("Unanswered questions"),
    "by_whom": gettext_lazy("By whom"),
    "by_when": gettext_lazy("By when"),
    "next_dates": gettext_lazy("Next dates"),
    "by_lead": gettext_lazy("By lead body"),
    "raised": gettext_lazy("Moved forward"),
    "lowered": gettext_lazy("Moved back"),
    "first_assessed": gettext_lazy("Assessed for the first time"),
    "verifiable": gettext_lazy("Can now be verified"),
    "unverifiable": gettext_lazy("Can no longer be verified"),
    "applicable": gettext_lazy("Applicable again"),
    "inapplicable": pgettext_lazy("recommendations", "No longer applicable"),
    "unassessed": gettext_lazy("No longer assessed"),
    "corrected": gettext_lazy("Corrected"),
    "retroactive": gettext_lazy("Assessed later"),
    "same_status": gettext_lazy("New, with the same status"),
    "new_evidence": gettext_lazy("New evidence"),
    "outstanding": gettext_lazy("Outstanding recommendations"),
    "overdue_reviews": gettext_lazy("Recommendations past their review date"),
    "actions": gettext_lazy("Concrete actions"),
    "against": gettext_lazy("Speaks against it"),
    "context": gettext_lazy("Background"),
    "by_theme": gettext_lazy("By theme"),
    "figures": gettext_lazy("Figures"),
    "sources": gettext_lazy("Sources"),
    "passages": gettext_lazy("Passages of reports"),
    "unnamed": gettext_lazy("Sources not named here"),
    "annex": gettext_lazy("Annex"),
    "about": gettext_lazy("About this report"),
    "changed": gettext_lazy("What changed"),
}

# Bearing of a passage on a recommendation, as the heading of a quotation.
BEARING_LABELS = {
    Bearing.PROGRESS: gettext_lazy("Shows progress"),
    Bearing.REGRESSION: gettext_lazy("Shows regression"),
    Bearing.NO_CHANGE: gettext_lazy("Shows no change"),
    Bearing.GAP: gettext_lazy("Shows a gap"),
}


@cache_per_language
def fixed_texts() -> tuple[dict[str, str], dict[str, str]]:
    """Return headings and labels of bearings, translated once."""
    headings = {name: str(text) for name, text in HEADINGS.items()}
    return headings, {code.value: str(text) for code, text in BEARING_LABELS.items()}


BASIS_TEXTS = {
    Basis.AS_KNOWN_NOW: gettext_lazy("based on what we know now"),
    Basis.AS_RECORDED_THEN: gettext_lazy("based on what was recorded then"),
}
# Numbers of recommendations: counted, and after "of", which in Serbian asks for the genitive.
NUMBERS = {
    1: pgettext_lazy("number of recommendations", "one"),
    2: pgettext_lazy("number of recommendations", "two"),
    3: pgettext_lazy("number of recommendations", "three"),
    4: pgettext_lazy("number of recommendations", "four"),
    5: pgettext_lazy("number of recommendations", "five"),
    6: pgettext_lazy("number of recommendations", "six"),
    7: pgettext_lazy("number of recommendations", "seven"),
    8: pgettext_lazy("number of recommendations", "eight"),
    9: pgettext_lazy("number of recommendations", "nine"),
    10: pgettext_lazy("number of recommendations", "ten"),
}
OF_NUMBERS = {**NUMBERS, 1: pgettext_lazy("of so many recommendations", "one")}


def state_day(progress: Progress) -> str:
    """Return the day and basis of the report: "31 March 2025, based on what we know now"."""
    return f"{drop_full_stop(format_day(progress.on))}, {BASIS_TEXTS[Basis(progress.basis.code)]}"


def empty_report_text(progress: Progress) -> str:
    """Return why a report is empty: nothing changed, the filter matches none, or no data."""
    if progress.kind.code == ReportKind.CHANGES:
        return _("In this period nothing changed that matches the filter.")
    is_filtered = progress.filter or progress.body or progress.theme.code
    return str(HEADINGS["nothing" if is_filtered else "none"])


def scope_text(progress: Progress) -> str:
    """Return how many recommendations the report lists, and which."""
    number = ngettext("%(number)d recommendation", "%(number)d recommendations", progress.total) % {
        "number": progress.total
    }
    match progress.kind.code:
        case ReportKind.OUTSTANDING:
            return _chosen_of_total(
                progress, _("outstanding, or with an overdue commitment or question")
            )
        case ReportKind.CHANGES:
            return _chosen_of_total(progress, _("with a change or something new in this period"))
        case ReportKind.BODY if progress.body:
            return f"{number} {_('concerning %(body)s') % {'body': progress.body.short}}"
    return number


def _chosen_of_total(progress: Progress, scope: str) -> str:
    """Return how many of all recommendations the report's kind selects."""
    return ngettext(
        "%(number)d of %(total)d recommendation: %(which)s",
        "%(number)d of %(total)d recommendations: %(which)s",
        progress.total,
    ) % {
        "number": progress.recommendation_count,
        "total": progress.total,
        "which": scope,
    }


def share_with_exclusions(share: Share, excluded: Sequence[Count]) -> str:
    """Return how many are fully implemented, as a sentence, and how many were not counted.

    For example "One of the nine recommendations is fully implemented; all could be assessed.".
    """
    nonzero = [count for count in excluded if count.number]
    if not share.base and nonzero:
        return upper_first(f"{_share_clause(share)}: {counts_text(nonzero)}.")
    clauses = [_share_clause(share), _excluded_clause(nonzero) if nonzero else _assessed(share)]
    return upper_first("; ".join(filter(None, clauses)) + ".")


def _share_clause(share: Share) -> str:
    """Return both numbers of a share, with a percentage on a large enough base."""
    part, base = share.part, share.base
    if base == 0:
        return _("no recommendation could be counted")
    if part == 0:
        text = ngettext(
            "the one recommendation is not fully implemented",
            "none of the %(base)s recommendations is fully implemented",
            base,
        )
    elif part == base:
        text = ngettext(
            "the one recommendation is fully implemented",
            "every one of the %(base)s recommendations is fully implemented",
            base,
        )
    else:
        text = ngettext(
            "%(part)s of the %(base)s recommendations is fully implemented",
            "%(part)s of the %(base)s recommendations are fully implemented",
            part,
        )
    text %= {"part": number_word(part), "base": number_word(base, OF_NUMBERS)}
    return text if share.percent is None else f"{text} ({share.percent}%)"


def _assessed(share: Share) -> str:
    """Return the clause that nothing was left out."""
    if not share.base:
        return ""
    if share.base == 2:
        return _("both could be assessed")
    return ngettext("it could be assessed", "all %(base)s could be assessed", share.base) % {
        "base": number_word(share.base)
    }


def _excluded_clause(counts: Sequence[Count]) -> str:
    """Return "two more are not counted: not assessed (1), unable to verify (1)"."""
    number = sum(count.number for count in counts)
    text = ngettext("%(number)s more is not counted", "%(number)s more are not counted", number)
    return f"{text % {'number': number_word(number)}}: {counts_text(counts)}"


def number_word(number: int, words: Mapping[int, Promise] = NUMBERS) -> str:
    """Return a number of recommendations as a word up to ten, above in digits."""
    return str(words[number]) if number in words else format_number(number)


def counts_text(counts: Sequence[Count], separator: str = ", ") -> str:
    """Return counts above 0 in words: "not assessed (1), unable to verify (1)"."""
    return separator.join(f"{lower_first(c.status.label)} ({c.number})" for c in counts if c.number)


def strengths_text(progress: Progress) -> str:
    """Return the evidence strengths, and how many assessments their authors approved."""
    strengths = ", ".join(
        f"{label.label} ({number})" for label, number in progress.assessment_totals.strength_counts
    )
    if not progress.assessment_totals.self_approved_count:
        return strengths
    self_approved = ngettext(
        "%(number)s approved by its author",
        "%(number)s approved by their authors",
        progress.assessment_totals.self_approved_count,
    ) % {"number": progress.assessment_totals.self_approved_count}
    return f"{strengths}; {self_approved}"


def correction_text(corrected: CorrectionData) -> str:
    """Return what an assessment corrects."""
    return _("corrects the assessment of %(day)s, which gave “%(status)s” until %(until)s") % {
        "day": format_day(corrected.as_of),
        "status": corrected.status.label,
        "until": format_day(corrected.corrected_on),
    }


def body_name(name: str, short: str) -> str:
    """Return a body's name with its acronym, once: "Ministry of Wells (MoW)"."""
    return name if short in ("", name) or name.endswith(f"({short})") else f"{name} ({short})"


def full_name(body: BodyRole) -> str:
    """Return name and acronym of a body, and who holds its responsibility since it ended."""
    return ", ".join(filter(None, [body_name(body.name, body.short), body.holder_note]))


def short_name(body: BodyRole) -> str:
    """Return the acronym of a body, and who holds its responsibility since it ended."""
    return ", ".join(filter(None, [body.short, body.holder_note]))


def by_role(bodies: Sequence[BodyRole]) -> Iterator[tuple[str, str]]:
    """Yield bodies by role: ("Lead", "Ministry of Wells (MoW)"), of other roles by short name."""
    for role, group in groupby(bodies, key=lambda body: body.role):
        is_lead = role.code == Role.LEAD
        names = [full_name(body) if is_lead else short_name(body) for body in group]
        label = str(PLURAL_ROLE_LABELS[Role(role.code)]) if len(names) > 1 else role.label
        yield upper_first(label), "; ".join(names)


def issuer_text(issuer: str, source: Source | None) -> str:
    """Return it with whose words it passes on: "HRW, passing on the words of MoW"."""
    if source is None:
        return issuer
    text = issuer if source.is_issuer_stated else _("issuer not stated")
    if not source.original_source:
        return text
    return _("%(issuer)s, passing on the words of %(source)s") % {
        "issuer": text,
        "source": source.original_source,
    }


def published_text(on: date | None) -> str:
    """Return "published 24 June 2024"; empty where the day is not known."""
    return _("published %(day)s") % {"day": format_day(on)} if on else ""


def date_range(start: date | None, end: date | None) -> str:
    """Return "1 April 2023 – 31 March 2024", or as much of it as is known."""
    first, last = (format_day(day) if day else "" for day in (start, end))
    if first and last:
        return (
            first
            if start == end
            else pgettext("two days", "%(first)s – %(last)s") % {"first": first, "last": last}
        )
    if first:
        return _("since %(day)s") % {"day": first}
    return _("up to %(day)s") % {"day": last} if last else ""


def common_method_sentences() -> dict[str, str]:
    """Return how the numbers of every report are made, by what each sentence is about."""
    return {
        "counts": _(
            "Statuses are counted, never averaged. Recommendations that are not "
            "assessed, could not be verified or no longer apply are not counted. A "
            "percentage is given only where at least 20 are counted; for a change, "
            "only where both numbers are at least 20."
        ),
        "strength": _(
            "Strength of the evidence, counting only what a person has stated or confirmed. "
            "Self-reported: only those "
            "concerned say so (the state that is asked, and whoever leads, supports, benefits or "
            "is paid). Documented: their own document or record. Independent: one source that is "
            "not concerned. Corroborated: two independent sources, neither resting on the other."
        ),
        "views": _(
            "Views of responsible bodies, of civil society and of the report "
            "itself are shown beside the analysts' assessment and are not "
            "counted."
        ),
    }


def method_sentences(progress: Progress) -> list[str]:
    """Return how the numbers are made, in the fewest true sentences."""
    common = common_method_sentences()
    status = _status_sentence(progress) % {"day": format_day(progress.on)}
    has_views = progress.part or any(r.views for r in progress.recommendations)
    names = ("counts", "strength", "views") if has_views else ("counts", "strength")
    return [status, *(common[name] for name in names)]


def short_method_sentences(progress: Progress) -> list[str]:
    """Return the method in three short sentences."""
    return [
        _status_sentence(progress) % {"day": format_day(progress.on)},
        _("Statuses are counted, never averaged. No commitment and no body's own view raises one."),
        _("Long texts are shortened; the full report has all of them, with evidence and sources."),
    ]


def _status_sentence(progress: Progress) -> str:
    """Return which assessment a status is taken from."""
    if progress.basis.code == Basis.AS_RECORDED_THEN:
        return _(
            "Each status is the latest approved by the end of %(day)s; the date "
            "beside it is the day it refers to. Later assessments, citations and "
            "corrections are left out."
        )
    return _(
        "Each status is the latest approved for a day up to %(day)s; the date beside "
        "it is the day it refers to."
    )
