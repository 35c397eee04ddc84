"""One recommendation laid out: its words, how it stands, and what that rests on."""

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import batched

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tracker.formats import day
from tracker.progress import ComponentLine, Note, RecommendationProgress
from tracker.reporting import phrases, status_timeline, statuses
from tracker.reporting.blocks import (
    Bit,
    Block,
    Bullets,
    Cell,
    Column,
    Heading,
    Line,
    Para,
    Row,
    Style,
    Table,
    Translated,
    Verbatim,
)
from tracker.reporting.context import Printing, cited_by
from tracker.reporting.evidence import evidence, merged, place, says_again, used_as, without_notes
from tracker.reporting.follow_up import commitments, questions
from tracker.reporting.status_counts import leads
from tracker.reporting.statuses import DASH, marks, status, trend
from tracker.reporting.views import side_by_side, statements
from tracker.vocabulary import ComponentBasis, Duty, Lifecycle, Use

# What sort of thing is asked for, in a line without its noun.
DUTIES: dict[str, Promise] = {
    Duty.ONCE: gettext_lazy("to be done once"),
    Duty.CONTINUING: gettext_lazy("a continuing duty"),
    Duty.INCREASE: gettext_lazy("an increase is asked for"),
}


def section(told: RecommendationProgress, printing: Printing) -> Iterator[Block]:
    """Everything a report tells of a recommendation, in the language in force."""
    yield from head(told, printing)
    yield statuses.box(told, printing)
    yield from status_timeline.course(told, printing)
    yield from remark(told, printing)
    if told.views:
        yield printing.heading("views")
        yield from side_by_side(told, told.views, printing)
    yield from done(told, printing)
    if told.views:
        yield printing.heading("others")
        yield from statements(told, told.views, printing)
    yield from _parts(told, printing)
    pieces = merged(without_notes(told))
    promised = used_as(Use.COMMITMENT, pieces)
    yield from commitments(told.commitments, printing, promised)
    yield from notes(told.notes, printing)
    yield from evidence([one for one in pieces if one not in promised], told, printing)
    yield from questions(told, printing)
    yield from next_step(told, printing)


def head(told: RecommendationProgress, printing: Printing) -> Iterator[Block]:
    """Its number, title and words, and what sort of thing is asked for."""
    yield title(told, printing)
    yield from quote(told)
    about = " · ".join(filter(None, _about(told)))
    if about:
        yield Para((Bit(about, Style.SOFT),), is_small=True)


def quote(told: RecommendationProgress) -> Iterator[Block]:
    """Its words as they stand in the source, with their translation where one is held."""
    yield Verbatim(told.text, told.text_source)
    if told.translation:
        yield Translated(told.translation, _translation_note(told))


def title(told: RecommendationProgress, printing: Printing, *, level: int = 2) -> Heading:
    """The heading of a recommendation: its title, or what it is called without one."""
    text = told.title.strip() or _("Recommendation %(number)s") % {"number": told.number}
    return Heading(level, text, anchor=printing.anchor(told), number=told.number)


def done(told: RecommendationProgress, printing: Printing) -> Iterator[Block]:
    """Why it stands as it does, with what that rests on."""
    if told.assessment and told.assessment.rationale.strip():
        yield printing.heading("done")
        yield from why(told, printing)


def why(told: RecommendationProgress, printing: Printing) -> Iterator[Block]:
    """The rationale of its judgment alone, where it has one."""
    if told.assessment and told.assessment.rationale.strip():
        refs = printing.backed(told.assessment, told.evidence)
        yield from printing.text(told.assessment.rationale, refs)


def next_step(told: RecommendationProgress, printing: Printing) -> Iterator[Block]:
    """What is expected next."""
    if told.assessment and told.assessment.next_step.strip():
        yield printing.heading("next_step")
        yield from printing.text(told.assessment.next_step)


def remark(told: RecommendationProgress, printing: Printing) -> Iterator[Block]:
    """What the analysts wrote of it for this report; it rests on what stands below."""
    if told.remark and told.remark.text.strip():
        yield printing.heading("analysts_remark")
        backed = printing.backed(told.assessment, told.evidence) if told.assessment else ()
        yield from printing.text(told.remark.text, backed)


def notes(told: tuple[Note, ...], printing: Printing) -> Iterator[Block]:
    """What was learned without judging anew, each with its day and what shows it."""
    if told:
        yield printing.heading("notes")
        yield Bullets(tuple(noted(one, printing) for one in told))


def noted(note: Note, printing: Printing) -> Cell:
    """A note as an entry of a list."""
    cited = note.cited
    again = cited.quote or says_again(cited.title, note.sentence)
    shown = " · ".join(filter(None, ("" if again else cited.title, place(cited, printing))))
    refs = printing.numbers.refs([cited.of])
    first = (Bit(f"{day(note.on)} ", Style.SOFT), Bit(note.sentence), *refs)
    return (first, (Bit(shown, Style.SOFT),)) if shown else (first,)


def _parts(told: RecommendationProgress, printing: Printing) -> Iterator[Block]:
    """What the judgment says of each component; it rests on what the judgment cites."""
    if not told.lines:
        return
    words = printing.words
    refs = printing.backed(told.assessment, told.evidence) if told.assessment else ()
    yield printing.heading("parts")
    yield Table(
        caption=words["parts"],
        columns=(Column(words["part"], 3), Column(words["status"], 2), Column(words["remark"], 3)),
        rows=tuple(_part(line, refs) for line in told.lines),
    )


def _part(line: ComponentLine, refs: Line) -> Row:
    named: Cell = ((Bit(f"{line.code} ", Style.SOFT), Bit(line.title)),)
    if line.basis.code != ComponentBasis.IN_TEXT:
        apart = _("set apart by the analysts: does not bear on the whole")
        named = (*named, (Bit(apart, Style.EM),))
    said = (Bit(line.remark), *refs) if line.remark else DASH
    return Row((named, (status(line.status),), (said,)))


def _about(told: RecommendationProgress) -> list[str]:
    review = _("next review %(day)s") % {"day": day(told.review_on)} if told.review_on else ""
    return [
        told.theme.label,
        str(DUTIES.get(told.duty.code, "")),
        told.lifecycle.label if told.lifecycle.code != Lifecycle.ACTIVE else "",
        f"{review} ({_('overdue')})" if review and told.is_overdue else review,
    ]


def _translation_note(told: RecommendationProgress) -> str:
    if not told.translation_source:
        return _("unofficial translation")
    return _("translation: %(source)s") % {"source": told.translation_source}


AT_ONCE = 500  # recommendations under one heading: that many pages are set at the same time


def recommendation_summaries(
    recommendations: Sequence[RecommendationProgress], printing: Printing
) -> Iterator[Block]:
    """All of them, some hundred under each heading that the contents name."""
    for number, some in enumerate(batched(recommendations, AT_ONCE), start=1):
        words = f"{printing.words['recommendations']} {some[0].number} – {some[-1].number}"
        yield Heading(1, words, anchor=f"recommendations-{number}", breaks=True)
        for told in some:
            yield from recommendation_summary(told, printing)


def recommendation_summary(told: RecommendationProgress, printing: Printing) -> Iterator[Block]:
    """What must be known of it, in the language in force; a paragraph for each thing."""
    yield title(told, printing)
    yield from quote(told)
    yield Para(_stands(told, printing))
    if told.assessment and told.assessment.corrects:
        yield Para((Bit(phrases.correction(told.assessment.corrects)),), is_small=True)
    yield from why(told, printing)
    yield from _cited(told, printing)
    yield from remark(told, printing)


def _stands(told: RecommendationProgress, printing: Printing) -> Line:
    """Its standing with its day, who leads it, and whose views differ, in few pieces."""
    line = status(told.status, Style.STRONG)
    judgment, words = told.assessment, printing.words
    beside = []
    if judgment:
        if judgment.trend.code:
            line = (*line, Bit(" · "), *trend(judgment.trend))
        beside = [
            judgment.strength.label,
            *marks(judgment),
            printing.once(("short day", judgment.as_of), lambda: _as_of(judgment.as_of, printing)),
        ]
    beside.append(f"{words['lead']}: {leads(told)}")
    line = (*line, Bit("".join(f" · {one}" for one in beside if one)))
    if told.differing:
        line = (*line, Bit(" · "), Bit(phrases.differ(told.differing), Style.STRONG))
    return line


def _as_of(on: date, printing: Printing) -> str:
    return f"{printing.words['as_of_within']} {day(on)}"


def _cited(told: RecommendationProgress, printing: Printing) -> Iterator[Block]:
    """References to all the evidence, where that is more than what stands beside the judgment."""
    own = (
        {one.key for one in cited_by(told.assessment, told.evidence)} if told.assessment else set()
    )
    if any(cited.of is None or cited.of.key not in own for cited in told.evidence):
        refs = printing.numbers.refs(cited.of for cited in told.evidence)
        yield Para((Bit(f"{printing.words['evidence']}:", Style.SOFT), *refs))
