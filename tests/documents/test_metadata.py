"""The copies that leave the house: nothing said about who, when and where; the content whole."""

import io
import re

import docx
import pikepdf
import pytest
from PIL import Image
from python_calamine import CalamineWorkbook

from tests.documents import samples, signing
from tests.documents.test_texts import words_in
from tracker.documents.inspection import take

LARGEST = 20_000_000
TELLING = [
    samples.letter_pdf,
    signing.signed_pdf,
    samples.busy_pdf,
    samples.letter_docx,
    samples.table_xlsx,
    samples.odt,
    samples.ods,
    samples.photo_jpeg,
    samples.chart_png,
]


TRACES = re.compile(
    rb"/Info|/Metadata|/PieceInfo|/LastModified|/JavaScript|/Launch|/EmbeddedFile|/ByteRange"
    rb"|docProps/|word/people\.xml|rsidR|comments\d*\.xml|meta\.xml|PrinterName|annotation"
    rb"|Exif|tEXt|iTXt|zTXt|eXIf"
)


def unpacked(content):
    """The bytes that a search of the file would meet: of a zip file those of its parts."""
    if content.startswith(b"PK"):
        return b"\n".join(path.encode() + part for path, part in samples.zipped(content).items())
    return words_in(content) if content.startswith(b"%PDF") else content


@pytest.mark.parametrize("made", TELLING, ids=lambda made: made.__name__)
class TestCopies:
    def test_hold_no_metadata_where_the_original_does(self, made):
        taken = take(made(), name="a", largest=LARGEST)

        assert TRACES.search(unpacked(taken.content))
        assert not TRACES.search(unpacked(taken.clean))
        assert samples.AUTHOR.encode() not in unpacked(taken.clean)

    def test_are_the_same_each_time_and_of_themselves(self, made):
        first, second = (take(made(), name=name, largest=LARGEST) for name in ("a", "b"))
        again = take(first.clean, name="c", largest=LARGEST)

        assert first.clean_sha256 == second.clean_sha256
        assert again.text == first.text and again.pages == first.pages
        assert again.clean == first.clean


class TestPdf:
    def test_runs_nothing_and_carries_nothing(self):
        taken = take(samples.busy_pdf(), name="a", largest=LARGEST)

        with pikepdf.open(io.BytesIO(taken.clean)) as pdf:
            assert not {"/OpenAction", "/AF", "/AcroForm"} & set(pdf.Root.keys())
            kinds = [str(one.Subtype) for one in pdf.pages[0].Annots]
            assert kinds == ["/Link"]
            assert not pdf.attachments
            assert not {"/Info", "/Encrypt"} & set(pdf.trailer.keys())
        assert any("scripts" in said for said in taken.notices)
        assert any("attached files" in said for said in taken.notices)

    def test_pictures_in_it_keep_their_pixels(self):
        taken = take(samples.busy_pdf(), name="a", largest=LARGEST)

        with pikepdf.open(io.BytesIO(taken.clean)) as pdf:
            photo = pdf.pages[0].Resources.XObject.Im0.read_raw_bytes()
        pixels = [Image.open(io.BytesIO(one)).tobytes() for one in (photo, samples.photo_jpeg())]
        assert pixels[0] == pixels[1] and samples.AUTHOR.encode() not in photo

    def test_signed_verifies_as_it_came_and_its_copy_carries_no_signature(self):
        content = signing.signed_pdf()

        taken = take(content, name="a", largest=LARGEST)

        assert taken.is_signed and taken.content == content
        assert signing.verifies(taken.content)
        assert "keeps the signature" in taken.notices[0]
        assert not take(taken.clean, name="a", largest=LARGEST).is_signed
        assert b"/ByteRange" not in taken.clean

    def test_signature_would_not_survive_the_cleaning(self):
        """So the original has to be kept: a byte put into the signed range is noticed."""
        content = signing.signed_pdf()
        at = content.index(b"stream") + 40

        assert not signing.verifies(content[:at] + bytes([content[at] ^ 1]) + content[at + 1 :])


class TestOffice:
    def test_word_opens_the_copy_with_its_words_and_picture_and_no_comment(self):
        taken = take(samples.letter_docx(), name="a", largest=LARGEST)

        document = docx.Document(io.BytesIO(taken.clean))

        assert [one.text for one in document.paragraphs[1:7]] == samples.LETTER[1:7]
        assert [*document.comments] == []
        assert len(document.inline_shapes) == 1

    def test_every_reference_of_the_copy_leads_somewhere(self):
        for made in (samples.letter_docx, samples.table_xlsx):
            parts = samples.zipped(take(made(), name="a", largest=LARGEST).clean)
            types = parts["[Content_Types].xml"].decode()

            assert "docProps" not in types + parts["_rels/.rels"].decode()
            assert not [path for path in parts if path.startswith(("docProps", "customXml"))]

    def test_workbook_keeps_its_values(self):
        taken = take(samples.table_xlsx(), name="a", largest=LARGEST)

        book = CalamineWorkbook.from_filelike(io.BytesIO(taken.clean))

        assert book.get_sheet_by_index(0).to_python()[1][:2] == [2023, 21]
        assert not [path for path in samples.zipped(taken.clean) if path.endswith(".vml")]

    def test_the_printer_of_a_workbook_goes_with_what_refers_to_it(self):
        parts = samples.zipped(samples.table_xlsx())
        sheet, links = "xl/worksheets/sheet1.xml", "xl/worksheets/_rels/sheet1.xml.rels"
        kind = b"http://schemas.openxmlformats.org/officeDocument/2006/relationships"
        setup = b'<pageSetup xmlns:r="%s" orientation="landscape" r:id="rId99"/><drawing' % kind
        link = b'<Relationship Id="rId99" Type="%s/printerSettings" Target="../printerSettings/printerSettings1.bin"/></Relationships>'
        content = samples.packed(
            parts
            | {
                "xl/printerSettings/printerSettings1.bin": b"MIA-3",
                sheet: parts[sheet].replace(b"<drawing", setup, 1),
                links: parts[links].replace(b"</Relationships>", link % kind),
            }
        )

        clean = samples.zipped(take(content, name="a", largest=LARGEST).clean)

        assert "xl/printerSettings/printerSettings1.bin" not in clean
        assert b"rId99" not in clean[sheet] + clean[links] and b"landscape" in clean[sheet]

    @pytest.mark.parametrize(
        ("made", "path"),
        [
            (samples.letter_docx, "_xmlsignatures/sig1.xml"),
            (samples.table_xlsx, "_xmlsignatures/sig1.xml"),
            (samples.odt, "META-INF/documentsignatures.xml"),
        ],
    )
    def test_signatures_are_told_and_left_out_of_the_copy(self, made, path):
        taken = take(made(extra={path: b"<Signature/>"}), name="a", largest=LARGEST)

        assert taken.is_signed and "Signed" in taken.notices[0]
        assert path not in samples.zipped(taken.clean)

    def test_the_type_of_an_open_document_stands_first_and_unpacked(self):
        clean = take(samples.odt(), name="a", largest=LARGEST).clean

        assert clean[30:].startswith(b"mimetypeapplication/vnd.oasis.opendocument.text")


class TestPictures:
    @pytest.mark.parametrize("orientation", range(1, 9))
    def test_photos_are_turned_as_they_are_to_be_seen(self, orientation):
        taken = take(samples.photo_jpeg(orientation=orientation), name="a", largest=LARGEST)

        picture = Image.open(io.BytesIO(taken.clean))

        assert picture.size == ((40, 20) if orientation < 5 else (20, 40))
        corner = picture.getpixel((2, 2))
        assert (corner[0] > 150) == (orientation in (1, 4, 5, 6))
        assert not picture.getexif()

    def test_photos_that_stand_upright_keep_their_pixels(self):
        content = samples.photo_jpeg(size=(200, 100))

        clean = take(content, name="a", largest=LARGEST).clean

        pixels = [Image.open(io.BytesIO(one)).tobytes() for one in (content, clean)]
        assert pixels[0] == pixels[1]

    def test_what_stands_after_the_picture_is_left_out(self):
        for made in (samples.photo_jpeg, samples.chart_png):
            taken = take(made() + b"PK\x03\x04 hidden", name="a", largest=LARGEST)

            assert b"hidden" not in taken.clean
