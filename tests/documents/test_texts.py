"""Words of a file that stand beside its text: which are read, and which the copy still holds."""

import io

import docx
import pikepdf
import pytest
import xlsxwriter

from tests.documents import samples
from tracker.documents.inspection import take
from tracker.screening import find_spots_in_file

LARGEST = 20_000_000
NAME = "Teuta Gashi"
SAID = f"The victim {NAME} was heard."
W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def word(change):
    document = docx.Document()
    document.add_paragraph("Minutes of the meeting")
    change(document)
    made = io.BytesIO()
    document.save(made)
    return made.getvalue()


def in_body(xml):
    """A Word file with something put behind its first paragraph."""
    content = word(lambda document: None)
    body = samples.zipped(content)["word/document.xml"]
    changed = body.replace(b"</w:p>", b"</w:p>" + xml.encode(), 1)
    return samples.repacked(content, {"word/document.xml": changed})


def workbook(change):
    made = io.BytesIO()
    with xlsxwriter.Workbook(made, {"in_memory": True}) as book:
        sheet = book.add_worksheet("Figures by year")
        sheet.write_row(0, 0, ["Year", 2023])
        change(book, sheet)
    return made.getvalue()


def page(**annotation):
    def change(pdf):
        one = samples.annotation(pdf, **annotation)
        pdf.pages[0].Annots = pikepdf.Array([one])

        pdf.Root.AcroForm = pikepdf.Dictionary(Fields=pikepdf.Array([one]))

    return samples.pdf(change=change)


def pivot():
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    fields = f'<cacheField><sharedItems><s v="{SAID}"/></sharedItems></cacheField>'
    cached = f'<pivotCacheDefinition xmlns="{main}">{fields}</pivotCacheDefinition>'
    path = "xl/pivotCache/pivotCacheDefinition1.xml"
    return samples.repacked(workbook(lambda book, sheet: None), {path: cached.encode()})


def hidden_sheet(book, sheet):
    first = book.add_worksheet("Register of cases")
    first.write(0, 0, SAID)
    first.hide()


NOTE = f"<office:annotation><dc:creator>A</dc:creator><text:p>{SAID}</text:p></office:annotation>"
STRUCK = (
    '<text:tracked-changes><text:changed-region text:id="c1"><text:deletion><office:change-info/>'
    f"<text:p>{SAID}</text:p></text:deletion></text:changed-region></text:tracked-changes>"
)
FOOT = f'<w:footnotes {W}><w:footnote w:id="1"><w:p><w:r><w:t>{SAID}</w:t></w:r></w:p></w:footnote></w:footnotes>'
HEAD = (
    '<office:document-styles xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0">'
    f"<text:p>{SAID}</text:p></office:document-styles>"
)

UNCOUNTED_STATUSES = {
    "comment in Word": lambda: word(
        lambda one: one.add_comment(one.paragraphs[0].runs, text=SAID, author="A", initials="A")
    ),
    "building block in Word": lambda: samples.repacked(
        word(lambda one: None),
        {
            "word/glossary/document.xml": (
                f"<w:glossaryDocument {W}><w:p><w:r><w:t>{SAID}</w:t></w:r></w:p>"
                "</w:glossaryDocument>"
            ).encode()
        },
    ),
    "deletion in Word": lambda: in_body(
        f'<w:p><w:del w:id="1" w:author="A"><w:r><w:delText>{SAID}</w:delText></w:r></w:del></w:p>'
    ),
    "what was moved in Word": lambda: in_body(
        f'<w:p><w:moveFrom w:id="1" w:author="A"><w:r><w:t>{SAID}</w:t></w:r></w:moveFrom></w:p>'
    ),
    "comment in a workbook": lambda: workbook(lambda _book, sheet: sheet.write_comment(0, 1, SAID)),
    "note in a PDF": lambda: page(Subtype=pikepdf.Name.Text, Contents=SAID),
    "marked words in a PDF": lambda: page(Subtype=pikepdf.Name.Highlight, Contents=SAID),
    "words of a stamp": lambda: page(Subtype=pikepdf.Name.Stamp, Contents=SAID),
    "comment in an ODT": lambda: samples.open_document("text", f"<text:p>a{NOTE}b</text:p>"),
    "deletion in an ODT": lambda: samples.open_document(
        "text", f'{STRUCK}<text:p>a<text:change text:change-id="c1"/>b</text:p>'
    ),
    "comment in an ODS": lambda: samples.open_document(
        "spreadsheet",
        "<table:table><table:table-row><table:table-cell>"
        f"{NOTE}<text:p>ab</text:p></table:table-cell></table:table-row></table:table>",
    ),
}
KEPT = {
    "head of a page in Word": lambda: word(
        lambda one: one.sections[0].header.paragraphs[0].add_run(SAID)
    ),
    "foot of a page in Word": lambda: word(
        lambda one: one.sections[0].footer.paragraphs[0].add_run(SAID)
    ),
    "footnote in Word": lambda: samples.repacked(
        word(lambda one: None), {"word/footnotes.xml": FOOT.encode()}
    ),
    "box in a workbook": lambda: workbook(lambda _book, sheet: sheet.insert_textbox(3, 3, SAID)),
    "head of a printed sheet": lambda: workbook(
        lambda _book, sheet: sheet.set_header(f'&C&"Arial,Bold"&12{SAID}')
    ),
    "what a pivot table keeps": pivot,
    "hidden sheet": lambda: workbook(hidden_sheet),
    "words on a PDF": lambda: page(Subtype=pikepdf.Name.FreeText, Contents=SAID),
    "field of a PDF": lambda: page(Subtype=pikepdf.Name.Widget, FT=pikepdf.Name.Tx, V=SAID),
    "head of a page in an ODT": lambda: samples.odt(extra={"styles.xml": HEAD.encode()}),
}


def words_in(content):
    """The bytes that a search of the file would meet, PDFs with their streams unpacked."""
    if content.startswith(b"PK"):
        return b"\n".join(samples.zipped(content).values())
    made = io.BytesIO()
    with pikepdf.open(io.BytesIO(content)) as pdf:
        modes = pikepdf.ObjectStreamMode
        pdf.save(made, compress_streams=False, object_stream_mode=modes.disable)
    return made.getvalue()


@pytest.mark.parametrize("where", UNCOUNTED_STATUSES)
def test_comments_and_deletions_are_looked_through_and_left_out_of_the_copy(where):
    taken = take(UNCOUNTED_STATUSES[where](), name="a", largest=LARGEST)

    assert NAME.encode() in words_in(taken.content)
    assert [NAME in spot.words for spot in find_spots_in_file(taken.screened)] == [True]
    assert NAME not in taken.text
    assert NAME.encode() not in words_in(taken.clean)
    assert any("comments" in said for said in taken.notices)


@pytest.mark.parametrize("where", KEPT)
def test_words_of_the_page_are_looked_through_found_and_kept(where):
    taken = take(KEPT[where](), name="a", largest=LARGEST)

    assert [NAME in spot.words for spot in find_spots_in_file(taken.screened)] == [True]
    assert SAID in taken.text
    assert NAME.encode() in words_in(taken.clean)
    assert NAME not in taken.title


def test_what_stands_behind_a_comment_stays():
    content = UNCOUNTED_STATUSES["comment in an ODT"]()

    assert take(content, name="a", largest=LARGEST).text == "ab"
    assert b">ab<" in words_in(take(content, name="a", largest=LARGEST).clean)


def test_a_struck_out_row_leaves_the_table_whole():
    row = "<w:tr>{}<w:tc><w:p><w:r><w:t>{}</w:t></w:r></w:p></w:tc></w:tr>"
    struck = row.format('<w:trPr><w:del w:id="3" w:author="A"/></w:trPr>', SAID)
    content = in_body(f"<w:tbl>{row.format('', 'kept')}{struck}</w:tbl><w:tbl>{struck}</w:tbl>")

    document = docx.Document(io.BytesIO(take(content, name="a", largest=LARGEST).clean))

    assert [[cell.text for cell in row.cells] for row in document.tables[0].rows] == [["kept"]]
    assert len(document.tables) == 1


def test_who_made_the_layers_of_a_pdf_is_left_out():
    def change(pdf):
        told = pikepdf.Dictionary(Creator="Teuta", Order=pikepdf.Array())
        pdf.Root.OCProperties = pikepdf.Dictionary(OCGs=pikepdf.Array(), D=told)

    taken = take(samples.pdf(change=change), name="a", largest=LARGEST)

    assert b"Teuta" not in words_in(taken.clean)


def test_the_title_is_taken_from_no_hidden_sheet():
    assert take(KEPT["hidden sheet"](), name="a.xlsx", largest=LARGEST).title == "Figures by year"


def test_a_letterhead_stands_first_and_is_no_title():
    content = word(lambda one: one.sections[0].header.paragraphs[0].add_run("Confidential draft"))

    taken = take(content, name="a", largest=LARGEST)

    assert taken.text.startswith("Confidential draft")
    assert taken.title == "Minutes of the meeting"


REGISTER = (["Emri", "Mbiemri", "Nr. personal"], ["Arta", "Krasniqi", "1171234567"])


def in_word(document):
    table = document.add_table(0, 3)
    for row in REGISTER:
        for cell, words in zip(table.add_row().cells, row, strict=True):
            cell.text = words


@pytest.mark.parametrize(
    "content",
    [
        "\n".join(map(",".join, REGISTER)).encode(),
        "\n".join(map(";".join, REGISTER)).encode(),
        ("\n".join(map(",".join, REGISTER)) + ',"open\nx\ny\nz\n').encode(),
        workbook(
            lambda _book, sheet: [sheet.write_row(n + 3, 0, r) for n, r in enumerate(REGISTER)]
        ),
        word(in_word),
    ],
    ids=["commas", "semicolons", "an open quote", "workbook", "table in Word"],
)
def test_a_register_of_persons_is_found_in_any_table(content):
    taken = take(content, name="a.csv", largest=LARGEST)

    assert [spot.words for spot in find_spots_in_file(taken.screened)] == ["1171234567"]
