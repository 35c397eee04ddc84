"""Real files, made here: letters, tables and pictures that say much about who made them."""

import io
import zipfile
from datetime import UTC, datetime
from functools import cache

import docx
import pikepdf
import xlsxwriter
from PIL import Image, PngImagePlugin

from tracker.reporting.typst_compiler import fonts

AUTHOR = "Arta Berisha-Unike"  # a name that must leave no file
LETTER = [
    "Republic of Kosovo",
    "Ministry of Internal Affairs (MIA)",
    "Ref: 123/2024",
    "Pristina, 3 June 2024",
    "Subject: Steps taken on the shelter for boys",
    "Dear Sir or Madam,",
    "The ministry has opened a shelter for boys in the north, and it is in use since May 2024.",
    "Yours sincerely, the General Secretary",
]
TYPST = """
#set document(title: "Microsoft Word - letter.doc", author: "AUTHOR", keywords: ("shelter",))
#set page(paper: "a4")
#set text(lang: "en")
LINES
#pagebreak()
Annex: the list of beds in the shelter.
"""


@cache
def letter_pdf(*more: str) -> bytes:
    """Two pages, with an author and a title that is rubbish; `more` are paragraphs of it."""
    import typst

    lines = "\n\n".join([*LETTER, *more])
    source = TYPST.replace("AUTHOR", AUTHOR).replace("LINES", lines).encode()
    made = datetime(2024, 6, 3, tzinfo=UTC)
    return typst.compile(source, format="pdf", font_paths=fonts(), timestamp=made)


def pdf(*, pages: int = 1, change=None, **saved) -> bytes:
    """Empty pages, with what `change` does to the PDF."""
    with pikepdf.new() as made:
        for _number in range(pages):
            made.add_blank_page(page_size=(200, 200))
        if change:
            change(made)
        content = io.BytesIO()
        made.save(content, **saved)
    return content.getvalue()


def locked_pdf() -> bytes:
    return pdf(encryption=pikepdf.Encryption(user="secret", owner="secret"))


def busy_pdf() -> bytes:
    """It runs scripts, launches a program, carries a file, notes of authors and a photo's place."""

    def change(made):
        made.docinfo["/Author"] = AUTHOR
        with made.open_metadata() as xmp:
            xmp["dc:creator"] = [AUTHOR]
        script = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)")
        made.Root.OpenAction = script
        made.Root.Names = pikepdf.Dictionary(
            JavaScript=pikepdf.Dictionary(Names=[pikepdf.String("a"), script])
        )
        made.attachments["secret.txt"] = b"within"
        made.Root.AcroForm = pikepdf.Dictionary(Fields=[], XFA=made.make_stream(b"<xdp/>"))
        photo = made.make_stream(photo_jpeg())
        photo.Type, photo.Subtype = pikepdf.Name.XObject, pikepdf.Name.Image
        photo.Width, photo.Height, photo.BitsPerComponent = 40, 20, 8
        photo.ColorSpace, photo.Filter = pikepdf.Name.DeviceRGB, pikepdf.Name.DCTDecode
        photo.Metadata = made.make_stream(b"<x:xmpmeta/>")
        page = made.pages[0]
        page.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Im0=photo))
        page.Contents = made.make_stream(b"q 100 0 0 50 20 20 cm /Im0 Do Q")
        page.PieceInfo = pikepdf.Dictionary(Editor=pikepdf.Dictionary(Private=AUTHOR))
        page.LastModified = "D:20240603"
        page.AA = pikepdf.Dictionary(O=script)
        launch = pikepdf.Dictionary(S=pikepdf.Name.Launch, F="cmd.exe")
        page.Annots = pikepdf.Array(
            [
                annotation(
                    made, Subtype=pikepdf.Name.Text, T=AUTHOR, M="D:20240603", Contents="Look here"
                ),
                annotation(made, Subtype=pikepdf.Name.Link, A=launch),
                annotation(made, Subtype=pikepdf.Name.FileAttachment, T=AUTHOR),
            ]
        )

    return pdf(change=change)


def annotation(made, **told):
    rectangle = pikepdf.Array([0, 0, 10, 10])
    return made.make_indirect(pikepdf.Dictionary(Type=pikepdf.Name.Annot, Rect=rectangle, **told))


def letter_docx(*, extra: dict[str, bytes] | None = None) -> bytes:
    """A letter in Word with an author, a comment, a tracked change and a photo."""
    document = docx.Document()
    document.core_properties.author = AUTHOR
    document.core_properties.last_modified_by = AUTHOR
    document.core_properties.title = "Letter on shelters"
    for line in LETTER:
        document.add_paragraph(line)
    paragraph = document.paragraphs[-1]
    document.add_comment(paragraph.runs, text="Is this so?", author=AUTHOR, initials="ABU")
    document.add_picture(io.BytesIO(photo_jpeg()))
    made = io.BytesIO()
    document.save(made)
    body = zipped(made.getvalue())["word/document.xml"]
    change = (
        f'<w:ins w:id="9" w:author="{AUTHOR}" w:date="2024-06-03T10:00:00Z">'
        '<w:r w:rsidR="00AB12CD"><w:t> in June</w:t></w:r></w:ins></w:p>'
    ).encode()
    changed = body.replace(b"</w:p>", change, 1)
    people = b'<w15:people xmlns:w15="http://schemas.microsoft.com/office/word/2012/wordml"/>'
    more = {"word/document.xml": changed, "word/people.xml": people, **(extra or {})}
    return repacked(made.getvalue(), more)


def macro_docx() -> bytes:
    return letter_docx(extra={"word/vbaProject.bin": b"\xd0\xcf\x11\xe0 macros"})


def table_xlsx(*, extra: dict[str, bytes] | None = None) -> bytes:
    """A workbook with an author, a comment and a photo."""
    made = io.BytesIO()
    with xlsxwriter.Workbook(made, {"in_memory": True}) as book:
        book.set_properties({"author": AUTHOR, "title": "Book1", "comments": AUTHOR})
        book.set_custom_property("Checked by", AUTHOR)
        sheet = book.add_worksheet("Victims by year")
        sheet.write_row(0, 0, ["Year", "Identified", "Day"])
        sheet.write_row(1, 0, [2023, 21])
        day = book.add_format({"num_format": "dd.mm.yyyy"})
        sheet.write_datetime(1, 2, datetime(2024, 6, 3), day)
        sheet.write_comment(1, 1, f"{AUTHOR}:\nfrom the register", {"author": AUTHOR})
        sheet.insert_image(5, 0, "photo.jpg", {"image_data": io.BytesIO(photo_jpeg())})
    return repacked(made.getvalue(), extra or {})


def odt(*, extra: dict[str, bytes] | None = None) -> bytes:
    """A letter in OpenDocument with an author, an annotation and a tracked change."""
    lines = "".join(f"<text:p>{line}</text:p>" for line in LETTER)
    told = f"<dc:creator>{AUTHOR}</dc:creator><dc:date>2024-06-03T10:00:00</dc:date>"
    changes = (
        '<text:tracked-changes><text:changed-region text:id="c1"><text:insertion>'
        f"<office:change-info>{told}</office:change-info></text:insertion></text:changed-region>"
        "</text:tracked-changes>"
    )
    note = (
        f"<text:p><office:annotation>{told}<text:p>Is it so?</text:p></office:annotation></text:p>"
    )
    return _open("text", f"<office:text>{changes}{lines}{note}</office:text>", extra)


def ods(*, extra: dict[str, bytes] | None = None) -> bytes:
    """A table in OpenDocument, its last cell repeated to the edge of the sheet."""

    def cells(*values: str) -> str:
        written = "".join(
            f"<table:table-cell><text:p>{one}</text:p></table:table-cell>" for one in values
        )
        return f"<table:table-row>{written}</table:table-row>"

    blank = (
        '<table:table-row table:number-rows-repeated="1048570">'
        '<table:table-cell table:number-columns-repeated="16384"><text:p>0</text:p>'
        "</table:table-cell></table:table-row>"
    )
    rows = cells("Viti", "Të identifikuar") + cells("2023", "21") + blank
    table = f'<table:table table:name="A">{rows}</table:table>'
    body = f"<office:spreadsheet>{table}</office:spreadsheet>"
    return _open("spreadsheet", body, extra)


def open_document(kind: str, body: str) -> bytes:
    """An OpenDocument file with that in its body."""
    return _open(kind, f"<office:{kind}>{body}</office:{kind}>", None)


def _open(kind: str, body: str, extra: dict[str, bytes] | None) -> bytes:
    names = "".join(
        f' xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{short}:1.0"'
        for short in ("office", "text", "table", "meta", "config", "manifest")
    )
    names += ' xmlns:dc="http://purl.org/dc/elements/1.1/"'
    names += ' xmlns:oo="http://openoffice.org/2009/office"'
    meta = f"<meta:initial-creator>{AUTHOR}</meta:initial-creator><dc:title>Untitled</dc:title>"
    printer = '<config:config-item config:name="PrinterName">MIA-3</config:config-item>'
    paths = ("content.xml", "meta.xml", "settings.xml")
    listed = "".join(
        f'<manifest:file-entry manifest:full-path="{path}" manifest:media-type="text/xml"/>'
        for path in paths
    )
    parts = {
        "mimetype": f"application/vnd.oasis.opendocument.{kind}",
        "content.xml": f"<office:document-content{names}><office:body>{body}</office:body></office:document-content>",
        "meta.xml": f"<office:document-meta{names}><office:meta>{meta}</office:meta></office:document-meta>",
        "settings.xml": f"<office:document-settings{names}>{printer}</office:document-settings>",
        "META-INF/manifest.xml": f"<manifest:manifest{names}>{listed}</manifest:manifest>",
    }
    return packed({path: part.encode() for path, part in parts.items()} | (extra or {}))


def photo_jpeg(*, orientation: int = 1, size: tuple[int, int] = (40, 20)) -> bytes:
    """A photo that says by whom, with what camera and where it was taken."""
    picture = Image.new("RGB", size, "navy")
    picture.paste("gold", (0, 0, size[0] // 2, size[1]))
    exif = Image.Exif()
    exif[0x0112], exif[0x013B], exif[0x010F] = orientation, AUTHOR, "Camera"
    exif.get_ifd(0x8825).update({1: "N", 2: (42.0, 39.0, 1.0)})
    made = io.BytesIO()
    picture.save(made, "JPEG", exif=exif, comment=AUTHOR.encode(), quality=90)
    return made.getvalue()


def chart_png(*, size: tuple[int, int] = (30, 30)) -> bytes:
    """A picture with its author and the hour in it."""
    told = PngImagePlugin.PngInfo()
    told.add_text("Author", AUTHOR)
    told.add_itxt("Description", "a chart", "en", "Description")
    told.add_text("Comment", AUTHOR, zip=True)
    made = io.BytesIO()
    exif = Image.Exif()
    exif[0x013B] = AUTHOR
    Image.new("RGB", size, "green").save(made, "PNG", pnginfo=told, exif=exif, dpi=(72, 72))
    return made.getvalue()


def zip_bomb() -> bytes:
    """A Word file of some 50 KB that unpacks to 50 MB."""
    return letter_docx(extra={"word/bomb.xml": b"<a>" + b" " * 50_000_000 + b"</a>"})


def many_parts() -> bytes:
    return packed({f"word/{number}.xml": b"<a/>" for number in range(3100)})


def zipped(content: bytes) -> dict[str, bytes]:
    """The parts of a zip file."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packed(parts: dict[str, bytes]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return made.getvalue()


def repacked(content: bytes, more: dict[str, bytes]) -> bytes:
    """The same zip file with some parts put in or replaced."""
    return packed(zipped(content) | more)
