"""Invented reports of every kind with sources throughout, and functions to search documents."""

from collections.abc import Iterator
from datetime import date

from django.utils import translation

from tests.reporting.samples import (
    a_commitment,
    a_correction,
    a_document,
    a_full_progress,
    a_line,
    a_passage,
    a_progress,
    a_recommendation,
    a_view,
    an_assessment,
    labelled,
    replace,
)
from tracker.progress import (
    BodyRole,
    FigureSeries,
    FigureValue,
    LabelledCode,
    NoteData,
    QuestionData,
    RemarkData,
    Source,
    StatusPoint,
    WithheldCount,
)
from tracker.reporting.blocks import (
    Box,
    Bullets,
    Facts,
    Heading,
    Paragraph,
    SideBySide,
    Sources,
    Style,
    Table,
    plain_text,
)
from tracker.reporting.layout import document
from tracker.vocabulary import RANK, Audience, QuestionKind, ReportKind, Status, Use

SINCE = date(2029, 12, 31)
MOW = BodyRole("MOW", "Ministry of Wells", "MoW", LabelledCode())


def a_source(number=1, **changes):
    plain = Source(
        key=f"evidence:{number}",
        title=f"Decree {number}",
        issuer="Ministry of Wells",
        kind=LabelledCode("law", "law"),
        published_on=date(2030, 9, 2),
        url=f"https://example.org/{number}",
    )
    return replace(plain, **changes)


def a_passage_source(number=1):
    return a_source(
        key=f"passage:8:{number}-{number + 9}",
        title="2030 Clean Water Report: Atlantis",
        locator="WATER 2030 Atlantis, ¶ 8",
        url="https://example.org/report",
        address="/reports/water-2030-atlantis/#p8",
        quote="repaired nine",
    )


def status_history(*statuses):
    return tuple(
        StatusPoint(date(2027 + year, 3, 31), labelled(status), RANK.get(status))
        for year, status in enumerate(statuses)
    )


def a_question(**changes):
    plain = QuestionData(
        question="Who pays for the pumps?",
        kind=labelled(QuestionKind.ASK),
        body="MoW",
        asked_on=date(2030, 5, 1),
        due_on=date(2030, 6, 1),
        is_overdue=True,
    )
    return replace(plain, **changes)


def a_series(**changes):
    plain = FigureSeries(
        code="wells",
        name="Wells that give water",
        unit="wells",
        theme=LabelledCode("protection", "Protection"),
        figures=(
            FigureValue("2028", 2028.0, 4.0, "4", source=a_passage_source(20)),
            FigureValue("2029", 2029.0, None, "unknown", source=a_passage_source(30)),
            FigureValue(
                "2030", 2030.0, 3.0, "<5", is_suppressed=True, previous_value=7.0, previous_period="2029",
                source=a_source(9),
            ),
            FigureValue(
                "2031", 2031.0, 9.0, "9", previous_value=7.0, previous_period="2030", change=2.0,
                is_provisional=True, source=a_source(9),
            ),
        ),
        breaks=((2029.0, "without dry wells"),),
    )  # fmt: skip
    return replace(plain, **changes)


def a_sourced_recommendation(number="1", **changes):
    """Moved from initial steps to partially; disputed; promised, noted, asked, overdue."""
    key = int(number)
    cited = [
        a_passage(assessment=key, source=a_passage_source(key), as_of=date(2030, 3, 31)),
        a_document(assessment=key, source=a_source(key), as_of=date(2030, 9, 2)),
        a_document(
            assessment=100 + key,
            source=a_source(50 + key),
            title="Letter 7",
            as_of=date(2029, 2, 2),
        ),
        a_document(source=a_source(70), use=labelled(Use.COMMITMENT), title="Plan 2031"),
    ]
    view = a_view()
    plain = a_recommendation(
        number,
        an_assessment(key=key, withheld_citations=1),
        previous_assessment=an_assessment(Status.INITIAL_STEPS, as_of=date(2029, 3, 31)),
        previous_status=labelled(Status.INITIAL_STEPS),
        status_history=status_history(Status.NO_ACTION, Status.UNABLE_TO_VERIFY, Status.PARTIAL),
        review_on=date(2030, 10, 1),
        is_overdue=True,
        citations=tuple(cited),
        notes=(NoteData(date(2030, 10, 1), "The tender is out.", cited[1]),),
        views=(replace(view, assessment=replace(view.assessment, key=100 + key)),),
        component_lines=(a_line(),),
        commitments=(a_commitment(sources=(a_source(60 + key),)),),
        questions=(a_question(), a_question(question="How deep?", body="OSP", due_on=None)),
        remark=RemarkData("The wells of the north came first.", date(2030, 11, 1)),
    )
    return replace(plain, **changes)


def a_sourced_progress(kind=ReportKind.FULL, *, language="en", **changes):
    """Recommendations that moved on, back, were judged, set aside, corrected, and one that did not."""
    with translation.override(language):
        recommendations = [
            a_sourced_recommendation("1"),
            a_sourced_recommendation("2", previous_status=labelled(Status.FULL), views=()),
            a_sourced_recommendation("3", previous_status=labelled(Status.NOT_ASSESSED)),
            a_sourced_recommendation(
                "4",
                previous_status=labelled(Status.NOT_APPLICABLE),
                bodies=(),
                theme=LabelledCode(),
            ),
            a_sourced_recommendation(
                "5",
                previous_status=labelled(Status.FULL),
                assessment=an_assessment(key=5, as_of=date(2029, 3, 31), correction=a_correction()),
            ),
            a_recommendation("6", previous_status=labelled(Status.NOT_ASSESSED)),
        ]
        plain = a_progress(*recommendations, language=language)
        return replace(
            plain,
            **{
                "kind": labelled(kind),
                "since": SINCE,
                "body": MOW if kind == ReportKind.BODY else None,
                "summary": RemarkData("Water came.\n\nIt stayed.", date(2030, 11, 2)),
                "figures": (a_series(),),
                **changes,
            },
        )


def for_the_public(progress):
    return replace(
        progress,
        audience=labelled(Audience.PUBLIC),
        withheld=(
            WithheldCount("evidence", "evidence that is not public", 3),
            WithheldCount("views", "views"),
        ),
    )


def with_nothing(kind):
    return a_sourced_progress(
        kind, recommendations=(), figures=(), summary=None, counts=a_progress().counts
    )


def without_evidence(kind):
    plain = a_full_progress()
    bare = [
        replace(recommendation, citations=(), notes=(), key=None)
        for recommendation in plain.recommendations
    ]
    return replace(plain, kind=labelled(kind), recommendations=tuple(bare))


def blocks_of(laid_out) -> Iterator:
    """Yield every block, including those in boxes."""
    waiting = list(reversed(laid_out.blocks))
    while waiting:
        block = waiting.pop()
        yield block
        if isinstance(block, Box | SideBySide):
            waiting.extend(reversed(block.blocks))


def lines_of(laid_out):
    """Yield every line of every block."""
    for block in blocks_of(laid_out):
        match block:
            case Paragraph():
                yield block.line
            case Facts():
                yield from (line for fact in block.facts for line in fact.lines)
            case Bullets():
                yield from (line for entry in block.entries for line in entry)
            case Table():
                yield from (line for row in block.rows for cell in row.cells for line in cell)


def words_of(laid_out):
    return "\n".join(plain_text(line) for line in lines_of(laid_out))


def headings_of(laid_out, level=None):
    headings = [b for b in blocks_of(laid_out) if isinstance(b, Heading)]
    return [b.text for b in headings if level in (None, b.level)]


def of_type(laid_out, kind):
    return [block for block in blocks_of(laid_out) if isinstance(block, kind)]


def under(laid_out, title):
    """Return the blocks below a heading, up to the next one of its level or above."""
    section, level = [], 0
    for block in blocks_of(laid_out):
        if isinstance(block, Heading):
            if level and block.level <= level:
                break
            if block.text == title:
                level = block.level
                continue
        if level:
            section.append(block)
    return replace(laid_out, blocks=tuple(section))


def faults_of(laid_out):
    """Return faults of a document: dangling references and links, skipped levels, equal anchors."""
    faults = []
    rows = {str(row.number): row for block in of_type(laid_out, Sources) for row in block.rows}
    headings = of_type(laid_out, Heading)
    anchors = [h.anchor for h in headings if h.anchor] + [row.anchor for row in rows.values()]
    cited = set()
    before = 0
    for span in (span for line in lines_of(laid_out) for span in line):
        if span.style is Style.REF:
            cited.add(span.text)
        if span.style is Style.LINK and span.href.startswith("#") and span.href[1:] not in anchors:
            faults.append(f"leads nowhere: {span.href}")
    for heading in headings:
        if heading.level > before + 1 or not heading.text.strip():
            faults.append(f"level or text: {heading}")
        before = heading.level
    faults += [f"no source: {number}" for number in cited - set(rows)]
    faults += [f"doubled: {anchor}" for anchor in set(anchors) if anchors.count(anchor) > 1]
    return faults


def laid_out(kind, **changes):
    return document(a_sourced_progress(kind, **changes))
