"""PDF: the same pages without author, dates, programs, comments and anything that could run."""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from tracker.documents import refusals
from tracker.documents.metadata import pictures
from tracker.vocabulary import FileKind

MOST_PAGES = 1000
ENDS_BY = 2048  # bytes at the end that hold the mark of the end
TRACES = {
    "/Metadata": "XMP",
    "/PieceInfo": "notes of a program",
    "/LastModified": "day of change",
    "/SpiderInfo": "web capture",
    "/Thumb": "small picture of a page",
    "/CreatorInfo": "name of a program",
    "/Creator": "name of a program",
}
RUNS = {
    "/OpenAction": "action on opening",
    "/AA": "actions",
    "/JavaScript": "JavaScript",
    "/JS": "JavaScript",
    "/EmbeddedFiles": "embedded files",
    "/AF": "embedded files",
    "/EF": "embedded files",
    "/XFA": "XFA form",
    "/Collection": "portfolio",
    "/Perms": "signature",
    "/DSS": "signature",
    "/SigFlags": "signature",
}
DROPPED = TRACES | RUNS
RUNNING = """
/JavaScript /Launch /SubmitForm /ImportData /GoToE /GoToR /Rendition /RichMediaExecute /Movie /Sound
/Trans /GoTo3DView
"""
ACTIONS = frozenset(RUNNING.split())
ANNOTATIONS = frozenset({"/FileAttachment", "/RichMedia", "/Movie", "/Screen", "/Sound", "/3D"})
REMARKS = """
/Text /Popup /Highlight /Underline /Squiggly /StrikeOut /Caret /Redact /Line /Square /Circle
/Polygon /PolyLine
"""
COMMENTS = frozenset(REMARKS.split())  # on the page, but not of it
DRAWN = frozenset({"/Stamp", "/Ink"})  # look like part of the page: their words go
WORDED = ("/Contents", "/RC")
AUTHORS = ("/T", "/M", "/CreationDate", "/NM", "/Subj")
FORM_FIELD = "/Widget"


def opened(content: bytes, name: str) -> Any:
    """Open a PDF. Raises FileUnreadable when it is locked, damaged, cut off or too long."""
    import pikepdf

    if b"%%EOF" not in content[-ENDS_BY:]:
        raise refusals.cut_off(name)
    try:
        pdf = pikepdf.open(BytesIO(content), suppress_warnings=True)
        pages = len(pdf.pages)
    except pikepdf.PasswordError as password:
        raise refusals.locked(name) from password
    except broken() as damage:
        raise refusals.cut_off(name) from damage
    if not pages:
        raise refusals.cut_off(name)
    if pages > MOST_PAGES:
        raise refusals.too_many_pages(name, pages=pages, most=MOST_PAGES)
    return pdf


def cleaned(content: bytes, name: str) -> bytes:
    """Copy the same pages; the same bytes give the same copy. Raises FileUnreadable."""
    import pikepdf

    with opened(content, name) as pdf:
        try:
            unwanted = [
                one
                for one in dictionaries(pdf)
                if is_action(one) or (is_annotation(one) and is_unwanted(one))
            ]
            for one in dictionaries(pdf):
                _strip(one)
            _strip_form(pdf)
            for one in unwanted:  # tags, names and forms may still refer to them
                for key in [*one.keys()]:
                    del one[key]
            for key in [key for key in pdf.trailer if key not in ("/Root", "/Size")]:
                del pdf.trailer[key]
            made = BytesIO()
            modes = pikepdf.ObjectStreamMode
            pdf.save(made, static_id=True, object_stream_mode=modes.generate)
        except broken() as damage:
            raise refusals.cut_off(name) from damage
    return made.getvalue()


def dictionaries(pdf: Any) -> Iterator[Any]:
    """Yield every dictionary and stream, nested ones too; each of a file's only once."""
    import pikepdf

    kinds = (pikepdf.Dictionary, pikepdf.Stream)
    waiting = [*pdf.objects]
    while waiting:
        one = waiting.pop()
        if isinstance(one, kinds):
            yield one
            waiting += [value for value in one.values() if _is_within(value)]
        elif isinstance(one, pikepdf.Array):
            waiting += [value for value in one if _is_within(value)]


def is_action(one: Any) -> bool:
    """Tell whether a dictionary is an action."""
    return word(one, "/S") in ACTIONS and ("/Type" not in one or one["/Type"] == "/Action")


def is_unwanted(annotation: Any) -> bool:
    """Tell whether an annotation remarks, holds a file, plays or runs something, or signs."""
    kind = word(annotation, "/Subtype")
    return kind in ANNOTATIONS or kind in COMMENTS or is_signature(annotation)


def has_comment(annotation: Any) -> bool:
    """Tell whether its words are a remark, and not part of the page."""
    return word(annotation, "/Subtype") in COMMENTS | DRAWN | ANNOTATIONS


def is_signature(field: Any) -> bool:
    """Tell whether a form field is one to sign in."""
    parent = field.get("/Parent")
    return "/Sig" in (word(field, "/FT"), word(parent, "/FT") if _is_dictionary(parent) else "")


def word(one: Any, key: str) -> str:
    """Read the name under a key; "" for none, or one in no encoding."""
    try:
        return str(one.get(key, ""))
    except UnicodeDecodeError:
        return ""


def is_annotation(one: Any) -> bool:
    """Tell whether a dictionary is an annotation."""
    return "/Subtype" in one and "/Rect" in one


def picture_of(one: Any) -> bytes | None:
    """Return the JPEG that a stream is, as it stands in the file."""
    import pikepdf

    if not isinstance(one, pikepdf.Stream):
        return None
    filters = one.get("/Filter")
    is_only = isinstance(filters, pikepdf.Array) and [*filters] == [pikepdf.Name.DCTDecode]
    is_alone = is_only or word(one, "/Filter") == "/DCTDecode"
    return bytes(one.read_raw_bytes()) if is_alone else None


def _strip(one: Any) -> None:
    import pikepdf

    for key in [key for key in one if key in DROPPED]:
        del one[key]
    for key in [key for key, value in one.items() if _is_dictionary(value) and is_action(value)]:
        del one[key]
    if is_annotation(one):
        is_field = word(one, "/Subtype") == FORM_FIELD
        for key in AUTHORS:
            if key in one and not (is_field and key == "/T"):
                del one[key]
        for key in WORDED if word(one, "/Subtype") in DRAWN else ():
            if key in one:
                del one[key]
    if isinstance(one.get("/Annots"), pikepdf.Array):
        wanted = [it for it in one["/Annots"] if _is_dictionary(it) and not is_unwanted(it)]
        one["/Annots"] = pikepdf.Array(wanted)
    picture = picture_of(one)
    if picture:
        try:
            one.write(pictures.without_notes(picture), filter=pikepdf.Name.DCTDecode)
        except pictures.NoJpeg:
            return


def _strip_form(pdf: Any) -> None:
    """Remove the fields to sign in from a form; the form when it has no others."""
    form = pdf.Root.get("/AcroForm")
    if not _is_dictionary(form):
        return
    fields = _unsigned(form.get("/Fields"), depth=0)
    if len(fields):
        form["/Fields"] = fields
    else:
        del pdf.Root["/AcroForm"]


def _unsigned(fields: Any, *, depth: int) -> Any:
    import pikepdf

    remaining = pikepdf.Array()
    if not isinstance(fields, pikepdf.Array) or depth > 20:
        return remaining
    for field in fields:
        if not _is_dictionary(field) or is_signature(field):
            continue
        if isinstance(field.get("/Kids"), pikepdf.Array):
            field["/Kids"] = _unsigned(field["/Kids"], depth=depth + 1)
        remaining.append(field)
    return remaining


def _is_within(value: Any) -> bool:
    """Tell whether it is written inside its parent: what stands apart is visited on its own."""
    import pikepdf

    kinds = (pikepdf.Dictionary, pikepdf.Array)
    return isinstance(value, kinds) and not value.is_indirect


def _is_dictionary(value: Any) -> bool:
    import pikepdf

    return isinstance(value, (pikepdf.Dictionary, pikepdf.Stream))


def broken() -> tuple[type[Exception], ...]:
    """Return the errors that pikepdf raises over files that do not hold together."""
    import pikepdf

    other = (ValueError, TypeError, KeyError, IndexError, AttributeError, RuntimeError)
    return (pikepdf.PdfError, *other, RecursionError, OverflowError, MemoryError, OSError)


# What does not run by itself; what is done on opening is mostly to show a page, else is an action.
INERT = ("signature", "embedded files", "action on opening")


def metadata(content: bytes) -> list[str]:
    """List each trace by its name, once."""
    with opened(content, FileKind.PDF.label) as pdf:
        found = [f"document information {key}" for key in (pdf.trailer.get("/Info") or {})]
        for one in dictionaries(pdf):
            found += _traces(one)
    return sorted(set(found))


@dataclass(frozen=True, slots=True)
class Carried:
    """Signatures, scripts and attachments of a PDF."""

    is_signed: bool
    runs: bool
    has_files: bool


def carried(content: bytes, name: str) -> Carried:
    """Look for signatures, scripts and attachments. Raises FileUnreadable for what is damaged."""
    with opened(content, name) as pdf:
        try:
            return Carried(is_signed(pdf), runs(pdf), has_files(pdf))
        except broken() as damage:
            raise refusals.cut_off(name) from damage


def is_signed(pdf: Any) -> bool:
    """Tell whether somebody signed: a signature over a range of bytes, or a signed field."""
    return any(
        "/ByteRange" in one or (is_signature(one) and "/V" in one) for one in dictionaries(pdf)
    )


def runs(pdf: Any) -> bool:
    """Tell whether it has anything that could run or open by itself, or forms of its own."""
    return any(
        is_action(one) or any(RUNS.get(key, INERT[0]) not in INERT for key in one)
        for one in dictionaries(pdf)
    )


def has_files(pdf: Any) -> bool:
    """Tell whether files are attached."""
    return any(
        word(one, "/Subtype") == "/FileAttachment"
        or any(RUNS.get(key) == "embedded files" for key in one)
        for one in dictionaries(pdf)
    )


def _traces(one: Any) -> list[str]:
    found = [DROPPED[key] for key in one if key in DROPPED]
    if is_action(one):
        found.append(f"action {word(one, '/S')}")
    if is_annotation(one):
        is_field = word(one, "/Subtype") == FORM_FIELD
        found += [
            f"annotation {key}" for key in AUTHORS if key in one and not (is_field and key == "/T")
        ]
        if word(one, "/Subtype") in DRAWN:
            found += [f"annotation {key}" for key in WORDED if key in one]
        if is_unwanted(one):
            found.append(f"annotation {word(one, '/Subtype')}")
    if "/ByteRange" in one or is_signature(one):
        found.append("signature")
    picture = picture_of(one)
    if picture:
        with suppress(pictures.NoJpeg):
            found += pictures.notes(picture)
    return found
