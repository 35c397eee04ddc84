"""Inspection of an upload: its kind, its text, notices about it, and the copy without metadata."""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import astuple, dataclass

from django.utils.translation import gettext as _

from tracker.documents import (
    archives,
    docx,
    guesses,
    kinds,
    names,
    odf,
    office,
    pictures,
    refusals,
    tables,
    workbooks,
    xml,
)
from tracker.documents.plain_text import Contents, FileText, join_texts, select_notes, text_of
from tracker.errors import FileUnreadable
from tracker.vocabulary import FileKind

LARGEST_TEXT = 500_000  # characters
UNPRINTED = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True, slots=True)
class Description:
    """What an inspection told of a file, without its content."""

    kind: FileKind
    name: str  # safe anywhere, with the extension of its kind
    sha256: str  # of the original, in hex
    text: str  # what is printed: at most LARGEST_TEXT characters; "" for pictures
    screened: str  # that, and the words that the copy leaves out: looked through, never kept
    pages: int | None  # of a PDF
    title: str  # guessed
    is_signed: bool
    notices: tuple[str, ...]  # what to know of it, in sentences


@dataclass(frozen=True, slots=True)
class Taken(Description):
    """Upload of a kind that is kept."""

    content: bytes  # as it came
    clean: bytes  # the copy without metadata: what leaves the house
    clean_sha256: str


def take(content: bytes, *, name: str, largest: int) -> Taken:
    """Inspect the bytes of an upload. Neither its name nor its declared type is believed.

    Raises FileUnreadable, its sentence naming the file, for what is larger than `largest` bytes,
    is of no kind that is kept, is damaged or locked, or holds what could run.
    """
    shown = names.shown(name)
    FileUnreadable.raise_if(not content, refusals.EMPTY, file=shown)
    refusals.check_size(shown, size=len(content), largest=largest)
    is_zip = content.startswith(kinds.ZIP)
    parts = archives.parts_of(content, shown, archives.EVIDENCE) if is_zip else {}
    with FileUnreadable.instead_of(xml.Harmful, refusals.DAMAGED, file=shown):
        kind = kinds.kind_of_parts(parts, shown) if parts else kinds.kind_of(content, shown)
        contents = _read(content, kind, shown, parts)
    text = FileText(*map(_printable, astuple(contents.text)))
    printed = text.printed[:LARGEST_TEXT]
    screened = tables.lay_out_rows(text.body) if kind == FileKind.CSV else text.printed
    # The first line of a table is only its columns.
    return Taken(
        kind=kind,
        name=names.safe(name, kind),
        content=content,
        clean=contents.clean,
        sha256=hashlib.sha256(content).hexdigest(),
        clean_sha256=hashlib.sha256(contents.clean).hexdigest(),
        text=printed,
        screened=join_texts(screened, text.beside),
        pages=contents.pages,
        title=guesses.choose_title(
            "" if kind == FileKind.CSV else text.body, contents.title, names.in_words(name)
        ),
        is_signed=contents.is_signed,
        notices=_notices(contents, text.beside, printed, kind),
    )


def _read(content: bytes, kind: FileKind, name: str, parts: Mapping[str, bytes]) -> Contents:
    match kind:
        case FileKind.PDF:
            from tracker.documents import pdf  # brings large libraries

            return pdf.read(content, name, LARGEST_TEXT)
        case FileKind.PNG | FileKind.JPEG:
            return Contents(pictures.cleaned(content, kind, name), FileText())
        case FileKind.DOCX | FileKind.XLSX:
            return Contents(
                archives.packed(office.cleaned(parts, name)),
                docx.read_text(parts)
                if kind == FileKind.DOCX
                else workbooks.read_text(content, parts, LARGEST_TEXT),
                _own_title(parts, "docProps/core.xml"),
                is_signed=office.is_signed(parts),
            )
        case FileKind.ODT | FileKind.ODS:
            return Contents(
                archives.packed(odf.cleaned(parts, name)),
                odf.read_text(parts),
                _own_title(parts, "meta.xml"),
                is_signed="META-INF/documentsignatures.xml" in parts,
            )
    return Contents(content, FileText(text_of(content) or ""))


def _own_title(parts: Mapping[str, bytes], path: str) -> str:
    """Read the title in the metadata of a document."""
    return "".join(xml.lines_of(parts[path], {"title"}, ())) if path in parts else ""


def _printable(text: str) -> str:
    return UNPRINTED.sub("", text.replace("\r\n", "\n").replace("\r", "\n")).strip()[:LARGEST_TEXT]


def _notices(contents: Contents, beside: str, printed: str, kind: FileKind) -> tuple[str, ...]:
    """Return what to know of a file, in sentences."""
    is_picture = kind in (FileKind.PNG, FileKind.JPEG)
    return select_notes(
        (
            contents.is_signed,
            _("Signed. The original keeps the signature; the copy without metadata does not."),
        ),
        (
            contents.runs,
            _(
                "Contains scripts, actions or forms that could run. The copy without metadata"
                " leaves them out; the original is kept unchanged."
            ),
        ),
        (
            contents.has_files,
            _(
                "Contains attached files. They were not checked, and the copy without metadata"
                " leaves them out."
            ),
        ),
        (
            beside,
            _(
                "Contains comments, template parts or tracked deletions. The copy without metadata"
                " leaves them out; the original is kept unchanged."
            ),
        ),
        (
            len(printed) >= LARGEST_TEXT,
            _("The text is very long; only its beginning can be searched."),
        ),
        (is_picture, _("This is a picture; its text can't be searched.")),
        (
            not printed and kind == FileKind.PDF,
            _("No text found: the pages are pictures and can't be searched."),
        ),
        (
            not (printed or is_picture or kind == FileKind.PDF),
            _("No text found in the file."),
        ),
    )
