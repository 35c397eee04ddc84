"""PDF: its text, and the same pages without author, comments and anything that could run."""

import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from io import BytesIO
from threading import Lock
from typing import TypeGuard

import pikepdf
import pypdfium2
from django.utils.translation import gettext as _

from tracker.documents import pictures, plain_text, refusals
from tracker.errors import FileUnreadable

MOST_PAGES = 1000
ENDS_BY = 2048  # bytes at the end that hold the mark of the end
DAMAGE = (
    *(pikepdf.PdfError, OSError, MemoryError, OverflowError, RuntimeError),
    *(AttributeError, IndexError, KeyError, TypeError, ValueError),
)
RUNS = frozenset(["/AA", "/JavaScript", "/JS", "/XFA", "/Collection"])
FILES = frozenset(["/EmbeddedFiles", "/AF", "/EF"])
# On opening mostly a page is shown; what else is done there is an action.
DROPPED = (
    RUNS
    | FILES
    | frozenset(
        """
/OpenAction /Perms /DSS /SigFlags /Metadata /PieceInfo /LastModified /SpiderInfo /Thumb
/CreatorInfo /Creator
""".split()
    )
)
ACTIONS = frozenset(
    """
/JavaScript /Launch /SubmitForm /ImportData /GoToE /GoToR /Rendition /RichMediaExecute /Movie /Sound
/Trans /GoTo3DView
""".split()
)
ANNOTATIONS = frozenset({"/FileAttachment", "/RichMedia", "/Movie", "/Screen", "/Sound", "/3D"})
COMMENTS = frozenset(
    """
/Text /Popup /Highlight /Underline /Squiggly /StrikeOut /Caret /Redact /Line /Square /Circle
/Polygon /PolyLine
""".split()
)  # on the page, but not of it
DRAWN = frozenset({"/Stamp", "/Ink"})  # look like part of the page: their words go
WORDED = ("/Contents", "/RC")
AUTHORS = ("/T", "/M", "/CreationDate", "/NM", "/Subj")
DEEPEST = 20  # of form fields within each other
# The value of a field, what a picture shows, and the entry of a table of contents.
TEXT_BESIDE_PAGES = (("/V", "/FT"), ("/V", "/Parent"), ("/Alt", "/S"), ("/Title", "/Parent"))
BROKEN_WORD = re.compile("\ufffe\\s*")  # pdfium's mark for a hyphen at a line's end
TAGS = re.compile("<[^>]*>")
ONE_AT_A_TIME = Lock()  # pdfium bears no more than one thread


@contextmanager
def drawable(
    content: bytes,
    name: str,
    *,
    locked: refusals.Sentence = refusals.LOCKED,
    damaged: refusals.Sentence = refusals.DAMAGED,
) -> Iterator[pypdfium2.PdfDocument]:
    """Open a PDF by pdfium. Raises FileUnreadable when it is locked or damaged."""
    with ONE_AT_A_TIME:
        try:
            with pypdfium2.PdfDocument(content) as document:
                yield document
        except pypdfium2.PdfiumError as error:
            message = str(error).lower()
            is_locked = "password" in message or "security" in message
            raise FileUnreadable((locked if is_locked else damaged) % {"file": name}) from error


@contextmanager
def opened(content: bytes, name: str) -> Iterator[pikepdf.Pdf]:
    """Open a PDF by its objects. Raises FileUnreadable when it is locked, damaged or too long."""
    FileUnreadable.raise_if(b"%%EOF" not in content[-ENDS_BY:], refusals.DAMAGED, file=name)
    with (
        FileUnreadable.instead_of(DAMAGE, refusals.DAMAGED, file=name),
        FileUnreadable.instead_of(pikepdf.PasswordError, refusals.LOCKED, file=name),
        pikepdf.open(BytesIO(content), suppress_warnings=True) as pdf,
    ):
        pages = len(pdf.pages)
        FileUnreadable.raise_if(not pages, refusals.DAMAGED, file=name)
        FileUnreadable.raise_if(
            pages > MOST_PAGES,
            _(
                "“%(file)s” was not accepted: it has %(pages)s pages; the limit is %(most)s. Save "
                "the pages that matter as a separate file."
            ),
            file=name,
            pages=pages,
            most=MOST_PAGES,
        )
        yield pdf


def read(content: bytes, name: str, most: int) -> plain_text.Contents:
    """Read the text and copy the pages; the same bytes give the same copy. Raises FileUnreadable.

    Pages are apart by a blank line.
    """
    with opened(content, name) as pdf:
        everything = [*_dictionaries(pdf)]
        info = pdf.trailer.get("/Info")
        title = _text(info, "/Title") if _is_dictionary(info) else ""
        is_signed = any("/ByteRange" in d or (_signs(d) and "/V" in d) for d in everything)
        runs = any(_is_action(d) or not RUNS.isdisjoint(d.keys()) for d in everything)
        has_files = any(
            _word(d, "/Subtype") == "/FileAttachment" or not FILES.isdisjoint(d.keys())
            for d in everything
        )
        foot, beside = _texts_beside_pages(everything)
        clean = _cleaned(pdf, everything)
    texts, pages = _page_texts(content, name, most)
    text = plain_text.FileText("\n\n".join(filter(None, texts)), foot=foot, beside=beside)
    return plain_text.Contents(clean, text, title, pages, is_signed, runs, has_files)


def _texts_beside_pages(dictionaries: Iterable[pikepdf.Object]) -> tuple[str, str]:
    """Return the words of fields and notes that stay in the copy, and of comments, which do not."""
    foot: list[str] = []
    beside: list[str] = []
    for dictionary in dictionaries:
        if kind := _word(dictionary, "/Subtype"):
            into = beside if kind in COMMENTS | DRAWN | ANNOTATIONS else foot
            into += [_text(dictionary, key) for key in WORDED]
        foot += [_text(dictionary, key) for key, sign in TEXT_BESIDE_PAGES if sign in dictionary]
    distinct = (dict.fromkeys(filter(None, lines)) for lines in (foot, beside))
    return "\n".join(next(distinct)), "\n".join(next(distinct))


def _page_texts(content: bytes, name: str, most: int) -> tuple[list[str], int]:
    """Return the text of each page, up to about `most` characters, and the number of pages."""
    texts: list[str] = []
    with drawable(content, name) as document:
        for page in document:
            if sum(map(len, texts)) >= most:
                break
            words = page.get_textpage().get_text_range().replace("\r\n", "\n")
            texts.append(BROKEN_WORD.sub("", words).strip())
        return texts, len(document)


def _cleaned(pdf: pikepdf.Pdf, everything: Sequence[pikepdf.Object]) -> bytes:
    unwanted = [d for d in everything if _is_action(d) or (_is_annotation(d) and _is_unwanted(d))]
    for dictionary in everything:
        _strip(dictionary)
    _strip_form(pdf)
    for dictionary in unwanted:  # tags, names and forms may still refer to them
        _remove_keys(dictionary, dictionary.keys())
    _remove_keys(pdf.trailer, pdf.trailer.keys() - {"/Root", "/Size"})
    made = BytesIO()
    pdf.save(made, static_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    return made.getvalue()


def _dictionaries(pdf: pikepdf.Pdf) -> Iterator[pikepdf.Object]:
    """Yield every dictionary and stream, nested ones too; each of a file's only once."""
    waiting: list[pikepdf.Object] = [*pdf.objects]
    while waiting:
        visited = waiting.pop()
        if _is_dictionary(visited):
            yield visited
            waiting += filter(_is_within, visited.values())
        elif isinstance(visited, pikepdf.Array):
            waiting += filter(_is_within, visited)


def _is_within(value: object) -> bool:
    """Tell whether it is written inside its parent: what stands apart is visited on its own."""
    return isinstance(value, (pikepdf.Dictionary, pikepdf.Array)) and not value.is_indirect


def _is_dictionary(value: object) -> TypeGuard[pikepdf.Object]:
    return isinstance(value, (pikepdf.Dictionary, pikepdf.Stream))


def _is_action(dictionary: pikepdf.Object) -> bool:
    is_typed = "/Type" not in dictionary or dictionary["/Type"] == "/Action"
    return is_typed and _word(dictionary, "/S") in ACTIONS


def _is_annotation(dictionary: pikepdf.Object) -> bool:
    return "/Subtype" in dictionary and "/Rect" in dictionary


def _is_unwanted(annotation: pikepdf.Object) -> bool:
    """Tell whether an annotation remarks, holds a file, plays or runs something, or signs."""
    return _word(annotation, "/Subtype") in ANNOTATIONS | COMMENTS or _signs(annotation)


def _signs(field: pikepdf.Object) -> bool:
    """Tell whether a form field is one to sign in."""
    parent = field.get("/Parent")
    return "/Sig" in (_word(field, "/FT"), _word(parent, "/FT") if _is_dictionary(parent) else "")


def _word(dictionary: pikepdf.Object, key: str) -> str:
    """Read the name under a key; "" for none, or one in no encoding."""
    try:
        return str(dictionary.get(key, ""))
    except UnicodeDecodeError:
        return ""


def _text(dictionary: pikepdf.Object, key: str) -> str:
    """Read the text under a key; "" for none, and for what is no text."""
    with suppress(*DAMAGE):
        value = dictionary.get(key)
        if isinstance(value, pikepdf.String):
            return TAGS.sub(" ", str(value)) if key == "/RC" else str(value).strip()
        if key == "/RC" and isinstance(value, pikepdf.Stream):
            return TAGS.sub(" ", value.read_bytes().decode(errors="replace"))
    return ""


def _strip(dictionary: pikepdf.Object) -> None:
    _remove_keys(dictionary, DROPPED)
    _remove_keys(
        dictionary,
        [k for k, value in dictionary.items() if _is_dictionary(value) and _is_action(value)],
    )
    if _is_annotation(dictionary):
        kind = _word(dictionary, "/Subtype")
        # The /T of a field is its name.
        _remove_keys(dictionary, AUTHORS[1:] if kind == "/Widget" else AUTHORS)
        _remove_keys(dictionary, WORDED if kind in DRAWN else ())
    if isinstance(dictionary.get("/Annots"), pikepdf.Array):
        dictionary["/Annots"] = pikepdf.Array(
            [it for it in dictionary["/Annots"] if _is_dictionary(it) and not _is_unwanted(it)]
        )
    if isinstance(dictionary, pikepdf.Stream) and _is_jpeg(dictionary):
        with suppress(pictures.NoJpeg):
            dictionary.write(
                pictures.without_notes(bytes(dictionary.read_raw_bytes())),
                filter=pikepdf.Name.DCTDecode,
            )


def _remove_keys(dictionary: pikepdf.Object, keys: Iterable[str]) -> None:
    for key in dictionary.keys() & {*keys}:
        del dictionary[key]


def _is_jpeg(stream: pikepdf.Stream) -> bool:
    """Tell whether a stream is a JPEG as it stands in the file."""
    filters = stream.get("/Filter")
    is_only = isinstance(filters, pikepdf.Array) and [*filters] == [pikepdf.Name.DCTDecode]
    return is_only or _word(stream, "/Filter") == "/DCTDecode"


def _strip_form(pdf: pikepdf.Pdf) -> None:
    """Remove the fields to sign in from a form; the form when it has no others."""
    if _is_dictionary(form := pdf.Root.get("/AcroForm")):
        form["/Fields"] = _unsigned(form.get("/Fields"), depth=0)
        if not len(form["/Fields"]):
            del pdf.Root["/AcroForm"]


def _unsigned(fields: object, *, depth: int) -> pikepdf.Array:
    remaining = pikepdf.Array()
    if not isinstance(fields, pikepdf.Array) or depth > DEEPEST:
        return remaining
    for field in [it for it in fields if _is_dictionary(it) and not _signs(it)]:
        if isinstance(field.get("/Kids"), pikepdf.Array):
            field["/Kids"] = _unsigned(field["/Kids"], depth=depth + 1)
        remaining.append(field)
    return remaining
