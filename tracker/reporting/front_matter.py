"""Cover, summary and facts of a report: everything before the recommendations."""

import re
from collections.abc import Iterable, Iterator
from datetime import timedelta

from django.utils.translation import ngettext

from tracker.formats import drop_full_stop, format_day, gettext as _, pgettext, upper_first
from tracker.grouping import group_pairs
from tracker.progress import Progress, RemarkData, TranslationData
from tracker.reporting import changes, follow_up, names, phrases, statuses
from tracker.reporting.blocks import (
    Block,
    Box,
    Bullets,
    Contents,
    Cover,
    Fact,
    Facts,
    Line,
    Paragraph,
    Span,
    Style,
    text_line,
)
from tracker.reporting.context import LayoutContext, paragraphs
from tracker.vocabulary import TRANSLATED_TEXTS, Language, PublicationState, ReportKind, Status

# For example "(no. 6)", "(nos. 1, 3)"; in Albanian "(nr. 6)", in Serbian "(br. 6)".
_REFERENCES = re.compile(r"(\((?:nos?|nr|br)\.\s*)([^()]+)(\))", re.IGNORECASE)


def link_references(text: str, context: LayoutContext) -> Iterator[Span]:
    """Yield a paragraph with sources added after each reference to a recommendation.

    References look like "(no. 6)". The number links to its section where it has one; a number that
    is not in the report stays as it was written.
    """
    by_number = {r.number: r for r in context.progress.recommendations}
    start = 0
    for match in _REFERENCES.finditer(text):
        numbers = [number.strip() for number in match[2].split(",")]
        recommendations = [by_number[number] for number in numbers if number in by_number]
        if len(recommendations) < len(numbers):
            continue
        yield Span(text[start : match.start()] + match[1])
        for position, recommendation in enumerate(recommendations):
            yield Span(", " if position else "")
            yield from context.link(recommendation, recommendation.number)
        yield Span(match[3])
        sources = [
            source
            for recommendation in recommendations
            for source in context.first_sources(recommendation)
        ]
        unnamed = sum(
            recommendation.assessment.withheld_citations
            for recommendation in recommendations
            if recommendation.assessment and not sources
        )
        if sources or unnamed:
            yield from context.numbers.references(sources, withheld=unnamed)
        start = match.end()
    yield Span(text[start:])


MAX_CONTENTS_RECOMMENDATIONS = 60  # more are left out of the contents


# Kinds that begin with their answer.
WITHOUT_PREFACE = (
    ReportKind.BRIEF,
    ReportKind.CHANGES,
    ReportKind.OUTSTANDING,
    ReportKind.AGENDA,
)


def cover(progress: Progress) -> Cover:
    """Return the head of the report, in the language in force."""
    report, letter = progress.report, progress.letterhead
    kind = _kind_with_subject(progress)
    state, conditions = _("As of %(day)s"), names.filter_conditions(progress)
    is_letter = bool(progress.body) and progress.kind.code == ReportKind.BODY
    # The state after publication is "Publication 3".
    marks = (progress.state.label, "" if progress.is_external else progress.audience.label)
    return Cover(
        kind=kind if is_letter else f"{phrases.HEADINGS['kind']} · {kind}",
        title=names.subject(progress),
        subtitle=" · ".join(
            filter(None, (state % {"day": phrases.state_day(progress)}, conditions))
        ),
        header_left=f"{report.cited_as} · {kind}",
        header_right=format_day(progress.on),
        watermark=" · ".join(filter(None, marks)),
        name=letter.name,
        logo=letter.logo,
        colour=letter.colour,
        sender=letter.sender if letter.sender != letter.name and not is_letter else "",
        # Of a letter it stands below whom it is for.
        preface="" if is_letter or progress.kind.code in WITHOUT_PREFACE else letter.preface,
        note=letter.note,
        page=str(phrases.HEADINGS["page"]),
        page_of=str(phrases.HEADINGS["page_of"]),
        chart_file=_("Chart as SVG"),
    )


def _kind_with_subject(progress: Progress) -> str:
    """Return the kind of the report with its body or theme."""
    if progress.body and progress.kind.code == ReportKind.BODY:
        return _("Letter to %(body)s") % {
            "body": phrases.body_name(progress.body.name, progress.body.short)
        }
    return ": ".join(filter(None, (progress.kind.label, progress.theme.label)))


def warnings(progress: Progress) -> Iterator[Block]:
    """Yield a box with what readers must know first: it is a draft, or holds samples."""
    warnings = (
        (
            progress.state.code == PublicationState.DRAFT,
            _("This is an unpublished draft. Do not cite it."),
        ),
        (
            progress.is_judged_by_one,
            _(
                "One person judged: in this office the author of an assessment may approve it. No "
                "second person has checked those marked “approved by its author”."
            ),
        ),
        (
            progress.assessment_totals.has_samples,
            _(
                "Statuses marked “sample approval” were approved when Heed was installed, to "
                "have something to show. No reviewer has confirmed them."
            ),
        ),
    )
    if texts := [text for applies, text in warnings if applies]:
        yield Box(tuple(Paragraph((Span(text),)) for text in texts), "warning")


def facts(context: LayoutContext) -> Box:
    """Return a box with the facts behind every number of the report."""
    return Box((Facts(tuple(_facts(context.progress))),), "facts")


def short_facts(context: LayoutContext) -> Box:
    """Return the facts that a short report ends with: its source, method and contact."""
    progress = context.progress
    labels = [_("Filter"), _("Source"), _("Not shown in this version"), _("History")]
    missing = sum(number for _kind, number in progress.missing_translations)
    untranslated = ngettext(
        "%(number)d text behind this report is not translated",
        "%(number)d texts behind this report are not translated",
        missing,
    ) % {"number": missing}
    ended = {
        _("Language"): untranslated if missing else "",
        _("Contact"): " · ".join(progress.letterhead.contact.splitlines()),
    }
    shown = (
        Fact(_("Method"), _text_lines(phrases.short_method_sentences(progress))),
        *(fact for fact in _facts(progress) if fact.label in labels[not progress.filter :]),
        *(Fact(label, (text_line(text),)) for label, text in ended.items() if text),
    )
    return Box((Facts(shown),), "facts")


def _text_lines(texts: Iterable[str]) -> tuple[Line, ...]:
    return tuple(map(text_line, texts))


def _facts(progress: Progress) -> Iterator[Fact]:
    """Yield the facts: what is reported on, what was counted how, where to check and to ask."""
    conditions = [f"{condition.label}: {condition.display_value}" for condition in progress.filter]
    fully = phrases.share_with_exclusions(progress.fully_implemented, progress.excluded_counts)
    unassessed = [
        count
        for count in progress.counts
        if count.status.code in (Status.NOT_ASSESSED, Status.UNABLE_TO_VERIFY)
    ]
    withheld = "; ".join(
        item.label if item.number is None else f"{item.label} ({item.number})"
        for item in progress.withheld
    )
    none_withheld = _("nothing left out") if progress.is_external else ""
    first, *others = _source_lines(progress)
    source = (Span(progress.report.title, Style.QUOTED), Span(f" · {first}"))
    facts = {
        _("As of"): _text_lines([phrases.state_day(progress)]),
        _("Period"): _text_lines([period(progress)]),
        _("Source"): (source, *_text_lines(others)),
        _("Filter"): _text_lines(conditions or [_("none (all recommendations of the report)")]),
        pgettext("a progress report", "Covers"): _text_lines([phrases.scope_text(progress)]),
        _("Language"): _text_lines(_language_lines(progress)),
        _("Fully implemented"): _text_lines([fully]),
        _("Unassessed or unverified"): _text_lines(
            filter(None, [phrases.counts_text(unassessed, separator="; ")])
        ),
        _("Strength of the evidence"): _text_lines(
            [phrases.strengths_text(progress) or _("nothing assessed")]
        ),
        _("Not shown in this version"): _text_lines(filter(None, [withheld or none_withheld])),
        _("Method"): _text_lines(phrases.method_sentences(progress)),
        _("History"): tuple(_seal_lines(progress)),
    }
    yield from (Fact(label, lines) for label, lines in facts.items() if lines)
    yield from contact_fact(progress)


def period(progress: Progress) -> str:
    """Return the period of the report, from the day after `since`."""
    first = progress.since + timedelta(days=1) if progress.since else None
    if first and first > progress.on:
        return _("none: it would begin after %(day)s") % {"day": format_day(progress.on)}
    return phrases.date_range(first, progress.on)


def _source_lines(progress: Progress) -> list[str]:
    head = progress.report
    covers = _("covers %(period)s") % {
        "period": phrases.date_range(head.period_from, head.period_to)
    }
    return [
        " · ".join(filter(None, (head.issuer, head.cited_as, head.tier.label))),
        " · ".join(filter(None, (phrases.published_text(head.published_on), covers))),
    ]


def _language_lines(progress: Progress) -> Iterator[str]:
    """Yield the language of the report, and what people wrote in another one."""
    yield _("%(language)s; quotations are in the language of their source") % {
        "language": dict(Language.choices).get(progress.language, progress.language)
    }
    if progress.missing_translations:
        numbers = dict(progress.missing_translations)
        kinds = (
            str(text % {"number": numbers[kind]})
            for kind, text in TRANSLATED_TEXTS.items()
            if kind in numbers
        )
        yield _("Not translated: %(texts)s") % {"texts": ", ".join(kinds)}
    if progress.translation_count:
        yield _("“(tr.)” marks an unofficial translation of what was written in another language")


def contact_fact(progress: Progress) -> Iterator[Fact]:
    """Yield whom to write to, line by line; nothing where it is not known."""
    if lines := progress.letterhead.contact.splitlines():
        yield Fact(_("Contact"), _text_lines(lines))


def part_notice(progress: Progress) -> Iterator[Block]:
    """Yield a note that only a part of a long report follows; nothing for a whole one."""
    if part := progress.part:
        first, last = part.offset + 1, part.offset + len(progress.recommendations)
        text = _(
            "This page lists recommendations %(places)s of %(number)d. Downloads contain "
            "the whole report."
        )
        places = str(first) if first == last else f"{first}–{last}"
        yield Paragraph((Span(text % {"places": places, "number": part.total}, Style.STRONG),))


def summary(context: LayoutContext) -> Iterator[Block]:
    """Yield the executive summary, if the analysts wrote one."""
    remark = context.progress.summary
    if remark and remark.text.strip():
        yield context.heading("summary", level=1)
        yield from _summary_paragraphs(remark, context)
        marks = map(translation_mark, remark.translations.values())
        written = _("Written by the analysts, as of %(day)s.") % {"day": format_day(remark.as_of)}
        yield Paragraph((Span("".join((written, *marks)), Style.MUTED),), is_small=True)


def translation_mark(translation: TranslationData) -> str:
    """Return the mark behind a translation, as printed."""
    mark = _("official tr.") if translation.is_official else _("tr.")
    outdated = _("; the original was changed since") if translation.is_outdated else ""
    return f" ({mark}{outdated})"


def _summary_paragraphs(summary: RemarkData, context: LayoutContext) -> Iterator[Block]:
    """Yield the paragraphs, with what the data says where it has overtaken their words.

    Below them everything overtaken is listed.
    """
    text, start = summary.text, 0
    overtaken = group_pairs(
        (b.start, b) for b in summary.overtaken if text.startswith(b.text, b.start)
    )
    for part in paragraphs(text):
        start, line = text.index(part, start), list[Span]()
        end = start + len(part)
        for place in sorted(place for place in overtaken if start <= place < end):
            now = "; ".join(
                _("now %(current)s") % {"current": b.current_label or "–"} for b in overtaken[place]
            )
            words = overtaken[place][0].text
            line += link_references(text[start:place], context)
            line += [Span(words, Style.HIGHLIGHT), Span(f" [{now}]", Style.EM)]
            start = place + len(words)
        yield Paragraph((*line, *link_references(text[start:end], context)))
        start = end
    if summary.overtaken:
        heading = Span(_("Overtaken by the data since it was written:"), Style.STRONG)
        yield Box(
            (
                Paragraph((heading,)),
                Bullets(tuple((text_line(binding.comparison),) for binding in summary.overtaken)),
            ),
            "warning",
        )


def closing(context: LayoutContext) -> Iterator[Block]:
    """Yield the facts behind every number, under a heading."""
    yield from context.section("about", [facts(context)], level=1)


def contents(context: LayoutContext) -> Contents:
    """Return the list of contents, down to single recommendations unless they are too many."""
    are_few = context.progress.total <= MAX_CONTENTS_RECOMMENDATIONS
    return Contents(context.words["contents"], depth=2 if are_few else 1)


def _seal_lines(progress: Progress) -> Iterator[Line]:
    """Yield the seal of history the report was made under, and where to check it."""
    if progress.seal is None:
        yield text_line(_("not sealed yet"))
        return
    values = {"number": progress.seal.number, "hash": progress.seal.hash}
    yield text_line(_("Seal %(number)d: %(hash)s") % values)
    if page := progress.seal.page:
        text = _("Check the seal at %(address)s") % {"address": page}
        yield (Span(text, Style.LINK, "{page}?seal={number}:{hash}".format(page=page, **values)),)


MAX_NAMED = 3  # others are counted


def opening(context: LayoutContext) -> Iterator[Block]:
    """Yield what a report begins with: warnings, the box, and which part of the report this is."""
    yield from warnings(context.progress)
    if context.progress.total:
        yield at_a_glance(context)
    else:
        yield Paragraph(text_line(phrases.empty_report_text(context.progress)))
    yield from part_notice(context.progress)


def long_opening(context: LayoutContext) -> Iterator[Block]:
    """Yield what a long report opens with: also its statuses as a bar, and the summary."""
    yield from opening(context)
    yield from statuses.distribution_bar_chart(context)
    yield from summary(context)


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
    text = changes.in_words(progress)
    if progress.since is None:
        return text
    day = drop_full_stop(format_day(progress.since))
    compared = progress.compared_with
    since = (
        _("Since publication %(number)d, which shows %(day)s") if compared else _("Since %(day)s")
    )
    return f"{since % {'number': compared and compared.number, 'day': day}}: {text}"


def _furthest_behind(progress: Progress) -> str:
    """Return the recommendations at the lowest rank; empty where all are fully implemented."""
    ranked = [row for row in progress.recommendations if row.rank is not None and row.is_unsettled]
    lowest = min((row.rank or 0 for row in ranked), default=0)
    behind = [row for row in ranked if row.rank == lowest]
    if not behind:
        return ""
    names = "; ".join(f"{row.number} {row.title}".strip() for row in behind)
    listed = names if len(behind) <= MAX_NAMED else changes.numbers_text(behind)
    return f"{behind[0].status.label}: {listed}"


def _overdue(context: LayoutContext) -> str:
    """Return who is late since when, "MFLT (no. 6) since 28 February 2025", and with answers."""
    progress = context.progress
    late = [
        item for item in follow_up.remaining_items(progress) if item.is_overdue and item.due_since
    ]
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
        _("older than a year"): [row for row in rows if statuses.is_old(row, on=progress.on)],
        _("a body says more"): [row for row in rows if any(map(statuses.says_more, row.views))],
        _("approved by its author"): [
            row for row in rows if row.assessment and row.assessment.is_self_approved
        ],
    }
    yield from (
        f"{label}: {changes.numbers_text(group)}" for label, group in groups.items() if group
    )
