"""Sections and summaries of single recommendations."""

import re
from collections.abc import Iterator, Sequence
from datetime import date
from itertools import batched

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy, ngettext
from msgspec.structs import replace

from tracker.formats import drop_full_stop, format_day, gettext as _
from tracker.grouping import group_pairs
from tracker.progress import (
    AssessmentData,
    ComponentLine,
    NoteData,
    RecommendationProgress,
    ReplyData,
    ViewData,
)
from tracker.reporting import evidence, follow_up, phrases, statuses
from tracker.reporting.blocks import (
    Block,
    Bullets,
    Cell,
    Column,
    Heading,
    Line,
    Paragraph,
    Row,
    SourceText,
    Span,
    Style,
    Table,
    TranslatedText,
    bullets,
    text_line,
)
from tracker.reporting.context import LayoutContext, assessment_sources, paragraphs
from tracker.vocabulary import ComponentBasis, Duty, Lifecycle, Role, Use

# Kind of duty, as printed without a noun.
DUTY_LABELS: dict[str, Promise] = {
    Duty.ONCE: gettext_lazy("to be done once"),
    Duty.CONTINUING: gettext_lazy("a continuing duty"),
    Duty.INCREASE: gettext_lazy("calls for an increase"),
}


def recommendation_section(
    recommendation: RecommendationProgress, context: LayoutContext
) -> Iterator[Block]:
    """Yield what is asked, was done and said, concluded, remains, and was the status by year."""
    yield from introduction(recommendation, context)
    yield from _done_section(recommendation, context)
    yield from remark_section(recommendation, context)
    views = view_statements(recommendation, recommendation.views, context)
    yield from context.section("others", (*views, *reply_blocks(recommendation, context)))
    yield from context.section("conclusion", [statuses.status_box(recommendation, context)])
    yield from _components(recommendation, context)
    yield from _remaining(recommendation, context)
    yield from next_step_section(recommendation, context)
    yield from _course(recommendation, context)


def short_section(
    recommendation: RecommendationProgress, context: LayoutContext
) -> Iterator[Block]:
    """Yield what is asked, was done, concluded and remains, without what bodies say of it."""
    yield from introduction(recommendation, context)
    yield from _with_approval([*rationale(recommendation, context)], recommendation, context)
    yield from remark_section(recommendation, context)
    yield statuses.status_box(recommendation, context)
    yield from remaining_section(recommendation, context)


def _done_section(
    recommendation: RecommendationProgress, context: LayoutContext
) -> Iterator[Block]:
    """Yield the rationale, and current evidence, notes and fulfilled commitments as a list."""
    text = list(rationale(recommendation, context))
    listed, _others = evidence.split_evidence(recommendation, context)
    unstated = [citation for _day, citation in listed if not citation.use.code]
    entries = [
        *(
            evidence.evidence_entry(day, citation, context)
            for day, citation in listed
            if citation not in unstated
        ),
        *(
            follow_up.commitment_entry(commitment, context)
            for commitment in recommendation.commitments
            if commitment.done_on
        ),
    ]
    yield from _with_approval(
        [*text, *bullets(entries), *evidence.unstated_sources(unstated, context)],
        recommendation,
        context,
    )


def _with_approval(
    done: Sequence[Block], recommendation: RecommendationProgress, context: LayoutContext
) -> Iterator[Block]:
    """Yield what was done under a heading, and who approved that; nothing without it."""
    yield from context.section("done", done)
    if done and recommendation.assessment and not context.progress.is_external:
        yield from statuses.approval_note(recommendation.assessment)


def _remaining(recommendation: RecommendationProgress, context: LayoutContext) -> Iterator[Block]:
    """Yield what remains, commitments that are not fulfilled, and open questions."""
    text = list(remaining_section(recommendation, context))
    entries: dict[str, list[Cell]] = {
        "open_commitments": commitment_entries(recommendation, context),
        "questions": [
            (statuses.join_lines(follow_up.question_entry(row)),)
            for row in recommendation.questions
        ],
    }
    if any(entries.values()) and not text:
        yield context.heading("remaining")
    yield from text
    for key, listed in entries.items():
        if listed:
            yield Paragraph((Span(context.words[key], Style.MUTED),), is_small=True)
            yield Bullets(tuple(listed))


def commitment_entries(
    recommendation: RecommendationProgress, context: LayoutContext
) -> list[Cell]:
    """Return commitments that are not fulfilled, and other evidence cited as a commitment."""
    named = {source.key for row in recommendation.commitments for source in row.sources}
    cited = [
        item.cited
        for item in evidence.with_use(
            Use.COMMITMENT, evidence.merge_citations(recommendation.citations)
        )
        if not (item.cited.source and item.cited.source.key in named)
    ]
    return [
        *(
            follow_up.commitment_entry(row, context)
            for row in recommendation.commitments
            if not row.done_on
        ),
        *(
            evidence.evidence_entry(citation.as_of or date.min, citation, context)
            for citation in cited
        ),
    ]


MAX_YEARS = 5  # more would be too narrow on paper


def _course(recommendation: RecommendationProgress, context: LayoutContext) -> Iterator[Block]:
    """Yield a table of the status by year; nothing where there is one assessment alone."""
    labels = {year.period_to: year.label for year in context.progress.years}
    years = recommendation.years[-MAX_YEARS:]
    if len(years) > 1:
        yield Table(
            caption=context.words["course"],
            columns=(
                Column(context.words["year"], 1),
                *(
                    Column(labels.get(year.period_to) or format_day(year.period_to), 2)
                    for year in years
                ),
            ),
            rows=(
                Row(
                    (
                        (text_line(context.words["status"]),),
                        *(
                            (statuses.status_line(year.status), text_line(format_day(year.as_of)))
                            for year in years
                        ),
                    )
                ),
            ),
        )
    yield from statuses.correction_note(recommendation.previous_assessment)


def introduction(recommendation: RecommendationProgress, context: LayoutContext) -> Iterator[Block]:
    """Yield number, title, text, kind of duty and responsible bodies of a recommendation."""
    yield recommendation_heading(recommendation, context)
    yield from source_text(recommendation)
    bodies = [f"{role}: {names}" for role, names in phrases.by_role(recommendation.bodies)]
    for parts in (_about(recommendation), bodies):
        if text := " · ".join(filter(None, parts)):
            yield Paragraph((Span(text, Style.MUTED),), is_small=True)


def source_text(recommendation: RecommendationProgress) -> Iterator[Block]:
    """Yield the verbatim text, with its translation if there is one."""
    yield SourceText(recommendation.text, recommendation.text_source)
    if recommendation.translation:
        source = recommendation.translation_source
        note = _("translation: %(source)s") % {"source": source} if source else ""
        yield TranslatedText(recommendation.translation, note or _("unofficial translation"))


def recommendation_heading(
    recommendation: RecommendationProgress, context: LayoutContext
) -> Heading:
    """Return the heading of a recommendation: its title, or "Recommendation 3"."""
    text = recommendation.title.strip() or _("Recommendation %(number)s") % {
        "number": recommendation.number
    }
    return Heading(2, text, anchor=context.anchor(recommendation), number=recommendation.number)


def rationale(recommendation: RecommendationProgress, context: LayoutContext) -> Iterator[Block]:
    """Yield the rationale with its sources, without a heading."""
    assessment = recommendation.assessment
    if assessment and assessment.rationale.strip():
        yield from assessment_text(
            "rationale", assessment, context, context.assessment_references(recommendation)
        )


def assessment_text(
    name: str, assessment: AssessmentData, context: LayoutContext, refs: Line = ()
) -> Iterator[Block]:
    """Yield the paragraphs of a text of an assessment, in its language."""
    yield from context.text_paragraphs(
        getattr(assessment, name), refs, assessment.text_languages.get(name, "")
    )


def remaining_section(
    recommendation: RecommendationProgress, context: LayoutContext
) -> Iterator[Block]:
    """Yield what remains to be done, with its day, under a heading; nothing where nothing is."""
    if assessment := recommendation.assessment:
        yield from context.section(
            "remaining",
            assessment_text(
                "remaining", assessment, context, remaining_day(assessment, on=context.progress.on)
            ),
        )


def remaining_day(assessment: AssessmentData, *, on: date) -> Line:
    """Return the day by which it is to be done, for the end of the text; empty without one.

    One before `on` is called overdue.
    """
    if assessment.remaining_by is None:
        return ()
    day = _("(by %(day)s)") % {"day": drop_full_stop(format_day(assessment.remaining_by))}
    is_overdue = assessment.remaining_by < on
    overdue = (Span(" "), Span(_("overdue"), Style.STRONG)) if is_overdue else ()
    return (Span(f" {day}", Style.MUTED), *overdue)


def next_step_section(
    recommendation: RecommendationProgress, context: LayoutContext
) -> Iterator[Block]:
    """Yield the office's next step under a heading; nothing in reports for others."""
    if (assessment := recommendation.assessment) and not context.progress.is_external:
        yield from context.section("next_step", assessment_text("next_step", assessment, context))


def remark_section(
    recommendation: RecommendationProgress, context: LayoutContext
) -> Iterator[Block]:
    """Yield the analysts' remark for this report, with the assessment's sources."""
    if recommendation.remark and recommendation.remark.text.strip():
        yield context.heading("analysts_remark")
        yield from context.text_paragraphs(
            recommendation.remark.text, context.assessment_references(recommendation)
        )


def note_entry(note: NoteData, context: LayoutContext) -> Cell:
    """Return a note as a list entry, with its title and place below it."""
    citation = replace(note.citation, sentence=note.sentence)
    first = evidence.evidence_entry(note.noted_on, citation, context)
    details = evidence.details_line(citation)
    return (*first, details) if details else first


def _components(recommendation: RecommendationProgress, context: LayoutContext) -> Iterator[Block]:
    """Yield the assessed components as a list, with the assessment's sources."""
    if lines := recommendation.component_lines:
        references = context.assessment_references(recommendation)
        yield Bullets(tuple(_component_entry(line, references) for line in lines))


def _component_entry(line: ComponentLine, refs: Line) -> Cell:
    remark = (Span(f" · {line.remark}"), *refs) if line.remark else ()
    named = (Span(f"{line.code} ", Style.MUTED), Span(f"{line.title}: "))
    first = (*named, *statuses.status_line(line.status), *remark)
    if line.basis.code == ComponentBasis.IN_TEXT:
        return (first,)
    return (
        first,
        (Span(_("separated by the analysts; does not affect the overall status"), Style.EM),),
    )


def _about(recommendation: RecommendationProgress) -> list[str]:
    review = (
        _("next review %(day)s") % {"day": format_day(recommendation.review_on)}
        if recommendation.review_on
        else ""
    )
    return [
        recommendation.theme.label,
        str(DUTY_LABELS.get(recommendation.duty.code, "")),
        recommendation.lifecycle.label if recommendation.lifecycle.code != Lifecycle.ACTIVE else "",
        f"{review} ({_('overdue')})" if review and recommendation.is_overdue else review,
    ]


SUMMARIES_PER_HEADING = 500


def recommendation_summaries(
    recommendations: Sequence[RecommendationProgress], context: LayoutContext
) -> Iterator[Block]:
    """Yield short sections, some hundred under each heading of the contents."""
    for number, group in enumerate(batched(recommendations, SUMMARIES_PER_HEADING), start=1):
        text = f"{context.words['recommendations']} {group[0].number} – {group[-1].number}"
        yield Heading(1, text, anchor=f"recommendations-{number}", starts_page=True)
        for recommendation in group:
            yield from short_section(recommendation, context)


def view_statements(
    recommendation: RecommendationProgress, views: Sequence[ViewData], context: LayoutContext
) -> Iterator[Block]:
    """Yield others' views: the status, how far it is from ours, its origin, and the rationale."""
    for view in views:
        name = phrases.body_name(view.holder.name, view.holder.short)
        details = (_rank_difference(view), context.as_of(view.assessment), *_origin(view))
        yield Paragraph(
            (
                Span(f"{name}: ", Style.STRONG),
                *statuses.status_line(view.assessment.status),
                Span("".join(f" · {text}" for text in details if text), Style.MUTED),
            )
        )
        cited = assessment_sources(view.assessment, recommendation.citations)
        refs = context.numbers.references(
            [*([view.source] if view.source else []), *cited][: context.max_sources],
            withheld=view.assessment.withheld_citations,
        )
        yield from assessment_text("rationale", view.assessment, context, refs)
        yield from statuses.correction_note(view.assessment)


def _rank_difference(view: ViewData) -> str:
    """Return how far a status is from the analysts', in steps of the scale."""
    if view.rank_difference is None:
        return _("not on the scale") if view.differs else ""
    if view.rank_difference == 0:
        return _("the same")
    recommendation = (
        ngettext("%(number)s step higher", "%(number)s steps higher", view.rank_difference)
        if view.rank_difference > 0
        else ngettext("%(number)s step lower", "%(number)s steps lower", -view.rank_difference)
    )
    return recommendation % {"number": abs(view.rank_difference)}


def _origin(view: ViewData) -> list[str]:
    """Return by whom, when and where a view was stated that came by letter; empty if not known.

    The body itself is not named again.
    """
    is_by_other = view.stated_by not in ("", view.holder.short, view.holder.name)
    return [
        _("as stated by %(who)s") % {"who": view.stated_by} if is_by_other else "",
        _("on %(day)s") % {"day": format_day(view.stated_on)} if view.stated_on else "",
        _("in “%(title)s”") % {"title": view.stated_in} if view.stated_in else "",
    ]


# "No. 6", in Albanian "Nr. 6", in Serbian "Br. 6".
_NUMBER = re.compile(r"(?:no|nr|br)\.?\s*(\S*[^\s.,:;–—-])", re.IGNORECASE)


def paragraphs_by_number(reply: ReplyData, context: LayoutContext) -> dict[str, list[str]]:
    """Group the paragraphs of a reply by the recommendation they begin with; "" without one."""
    numbers = {recommendation.number for recommendation in context.progress.recommendations}
    matches = ((_NUMBER.match(paragraph), paragraph) for paragraph in paragraphs(reply.text))
    return group_pairs(
        (match[1] if match and match[1] in numbers else "", paragraph)
        for match, paragraph in matches
    )


def reply_blocks(recommendation: RecommendationProgress, context: LayoutContext) -> Iterator[Block]:
    """Yield the replies of its leads, and those with a paragraph on this recommendation."""
    leads = {
        code
        for body in recommendation.bodies
        if body.role.code == Role.LEAD
        for code in (body.code, *body.holders)
    }
    for reply in context.progress.replies:
        texts = paragraphs_by_number(reply, context).get(recommendation.number, [])
        if texts or reply.body.code in leads:
            yield _dates(reply, context, is_elsewhere=not texts)
            yield from _texts(reply, texts, context)


def reply_section(context: LayoutContext) -> Iterator[Block]:
    """Yield every reply with what stands under no recommendation; nothing without a reply."""
    if context.progress.replies:
        yield context.heading("replies", level=1)
    for reply in context.progress.replies:
        texts = paragraphs_by_number(reply, context)
        yield _dates(reply, context)
        yield from _texts(reply, texts.pop("", []), context)
        if texts:
            text = ngettext(
                "Its remarks on no. %(numbers)s are printed there.",
                "Its remarks on nos. %(numbers)s are printed there.",
                len(texts),
            )
            numbers = ", ".join(
                row.number for row in context.progress.recommendations if row.number in texts
            )
            yield Paragraph(text_line(text % {"numbers": numbers}), is_small=True)


def _texts(reply: ReplyData, texts: list[str], context: LayoutContext) -> Iterator[Block]:
    language = reply.text_languages.get("text", "")
    yield from (Paragraph((context.text_span(text, language),)) for text in texts)


def _dates(reply: ReplyData, context: LayoutContext, *, is_elsewhere: bool = False) -> Paragraph:
    """Return when a body was sent the draft, until when it could reply, and when it did.

    A link leads to a reply that does not stand under it.
    """
    reply_by = reply.reply_by
    replied_on = None if reply.is_none_received else reply.replied_on  # when that was recorded
    is_waited_for = not reply.is_none_received and reply_by >= context.progress.on
    none = _("reply awaited") if is_waited_for else _("no reply was received")
    dates = (
        _("sent on %(sent)s, reply by %(due)s")
        % {"sent": format_day(reply.sent_on), "due": format_day(reply_by)},
        _("replied on %(day)s") % {"day": format_day(replied_on)} if replied_on else none,
        _("after publication") if reply.is_late else "",
    )
    details = " · ".join(filter(None, dates))
    link = Span(context.words["replies"], Style.LINK, "#replies")
    return Paragraph(
        (
            Span(_("Right of reply of %(body)s") % {"body": reply.body.short}, Style.STRONG),
            Span(f" · {details}", Style.MUTED),
            *((Span(" · "), link) if is_elsewhere and replied_on else ()),
        )
    )
