"""A body's question sheet as a Word document."""

from collections.abc import Iterable, Iterator, Mapping

from django.utils.translation import gettext as _, override

from tracker.question_sheets import (
    ANSWER_FIELDS,
    PRINTED_FIELDS,
    QUESTION_FIELDS,
    Field,
    Row,
    Sheet,
    SheetQuestion,
    label,
)
from tracker.reporting.blocks import office_tag
from tracker.reporting.docx.markup import (
    Markup,
    Relations,
    dropdown,
    pack,
    paragraph,
    run,
    table,
    table_cell,
    table_row,
)
from tracker.reporting.question_sheets import phrases

BLANK, WASH = "EAF1F6", "F5F4F1"  # of cells to be filled in, of a header
WIDTHS = (2608, 6917)  # of labels and contents, in twentieths of a point
STYLES = {
    Field.TEXT: "Quote",
    Field.TRANSLATION: "Quote",
    Field.CHECK: "Small",
    Field.WHOLE_CHECK: "Small",
    Field.REFERENCE: "Small",
}


def render(sheet: Sheet) -> bytes:
    """Render the document, in the language of the sheet."""
    with override(sheet.language):
        return pack(
            (*_cover(sheet), *_recommendations(sheet), *_other_questions(sheet)),
            Relations(),
            styles="sheet",
            header=paragraph("Small", ""),
            footer=paragraph(
                "Small", run(f"Heed · {sheet.body_short} · {sheet.made_on.isoformat()}")
            ),
            update="",
            top="1134",
            properties={
                "on": sheet.made_on.isoformat(),
                "title": phrases.title(sheet),
                "subject": "",
                "author": "Heed",
                "category": "",
                "status": "",
                "language": sheet.language,
                "language_tag": office_tag(sheet.language),
            },
        )


def _heading(level: int, text: str, *, on_new_page: bool = False) -> Markup:
    return paragraph(f"Heading{level}", run(text), on_new_page=on_new_page)


def _cover(sheet: Sheet) -> Iterator[Markup]:
    yield paragraph("Title", run(phrases.title(sheet)))
    yield paragraph("Subtitle", run(phrases.subtitle(sheet)))
    for section in phrases.sections(sheet, check=sheet.hash_sheet()):
        yield _heading(1, section.heading)
        style = "ListNumber" if section.is_numbered else ""
        yield from (paragraph(style, run(text)) for text in section.paragraphs)
        if section.fields:
            yield _fields(section.fields, name=section.heading)
        if section.choices:
            rows = [_cells(status, paragraph("", run(text))) for status, text in section.choices]
            yield _table((_("Status"), _("What it means")), rows, name=section.heading)


def _recommendations(sheet: Sheet) -> Iterator[Markup]:
    for number, row in enumerate(sheet.rows):
        if number == 0:
            yield _heading(1, str(Field.ROWS.label), on_new_page=True)
        yield from _recommendation(sheet, row)


def _recommendation(sheet: Sheet, row: Row) -> Iterator[Markup]:
    yield _heading(2, f"{row.cited_as}. {row.title}")
    yield paragraph("Small", run(_("Your role: %(role)s") % {"role": row.role}))
    yield _fields(
        [
            *zip(PRINTED_FIELDS, row.cells(), strict=True),
            *((field, "") for field in ANSWER_FIELDS),
            (Field.CHECK, sheet.hash_row(row.cells())),
        ],
        name=row.cited_as,
        notes={Field.TRANSLATION: phrases.translation_note(row.translation_source).rstrip(":")},
        statuses=[label for label, _meaning in sheet.choices],
    )
    yield from _questions(sheet, row.questions)


def _other_questions(sheet: Sheet) -> Iterator[Markup]:
    if sheet.questions:
        yield _heading(1, _("Other questions"))
        yield from _questions(sheet, sheet.questions)


def _questions(sheet: Sheet, questions: Iterable[SheetQuestion]) -> Iterator[Markup]:
    for question in questions:
        yield _heading(3, _("Question %(key)s") % {"key": question.key})
        yield _fields(
            [
                *zip(QUESTION_FIELDS, question, strict=True),
                (Field.ANSWER, ""),
                (Field.CHECK, sheet.hash_row(question)),
            ],
            name=question.key,
        )


def _fields(
    fields: Iterable[tuple[Field, str]],
    *,
    name: str,
    notes: Mapping[Field, str] = {},
    statuses: Iterable[str] = (),
) -> Markup:
    """Return a table of labels and contents; fields with a letter are shaded, to be filled in."""
    rows = []
    for field, value in fields:
        content = (
            dropdown(statuses, empty=f"– {_('choose')} –", name=label(field))
            if field == Field.OWN_STATUS
            else run(value)
        )
        rows.append(
            _cells(
                label(field),
                paragraph(STYLES.get(field, ""), content),
                note=notes.get(field, "") if value else "",
                fill=BLANK if field.isalpha() else "",
            )
        )
    return _table((_("Field"), _("Content")), rows, name=name)


def _cells(label: str, content: Markup, note: str = "", fill: str = "") -> tuple[Markup, Markup]:
    lines = [paragraph("", run(label)), *([paragraph("Small", run(note))] if note else [])]
    return table_cell(WIDTHS[0], *lines), table_cell(WIDTHS[1], content, fill=fill)


def _table(head: tuple[str, str], rows: Iterable[tuple[Markup, Markup]], *, name: str) -> Markup:
    header = [
        table_cell(width, paragraph("", run(text, "Strong")), fill=WASH)
        for text, width in zip(head, WIDTHS, strict=True)
    ]
    return table(
        "TableGrid", name, WIDTHS, [table_row(header, is_header=True), *map(table_row, rows)]
    )
