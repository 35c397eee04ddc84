"""Right of reply: what bodies answered to the draft of a report.

A paragraph that begins with "No. 6" stands under recommendation 6, all others once at the end.
"""

import re
from collections.abc import Iterator

from django.utils.translation import ngettext

from tracker.formats import format_day, gettext as _
from tracker.grouping import group_pairs
from tracker.progress import RecommendationProgress, ReplyData
from tracker.reporting.blocks import Block, Paragraph, Span, Style, text_line
from tracker.reporting.context import LayoutContext, paragraphs
from tracker.vocabulary import Role

# "No. 6", in Albanian "Nr. 6", in Serbian "Br. 6".
_NUMBER = re.compile(r"(?:no|nr|br)\.?\s*(\S*[^\s.,:;–—-])", re.IGNORECASE)


def paragraphs_by_number(reply: ReplyData, context: LayoutContext) -> dict[str, list[str]]:
    """Group the paragraphs of a reply by the recommendation they begin with; "" without one."""
    numbers = {recommendation.number for recommendation in context.progress.recommendations}
    pairs = []
    for paragraph in paragraphs(reply.text):
        match = _NUMBER.match(paragraph)
        pairs.append((match[1] if match and match[1] in numbers else "", paragraph))
    return group_pairs(pairs)


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
            rows = context.progress.recommendations
            numbers = ", ".join(row.number for row in rows if row.number in texts)
            yield Paragraph(text_line(text % {"numbers": numbers}), is_small=True)


def _texts(reply: ReplyData, texts: list[str], context: LayoutContext) -> Iterator[Block]:
    language = reply.text_languages.get("text", "")
    for text in texts:
        yield Paragraph((context.text_span(text, language),))


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
