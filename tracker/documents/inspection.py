"""Inspection of an upload: its kind, its text, notices about it, and the copy without metadata."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from tracker.documents import archives, kinds, names, refusals, texts
from tracker.documents.guesses import own_title, title_of
from tracker.documents.metadata import OFFICE, PICTURES, ZIPPED, cleaned, odf, ooxml, pdf
from tracker.vocabulary import FileKind


@dataclass(frozen=True, slots=True)
class Taken:
    """Upload of a kind that is kept."""

    kind: FileKind
    name: str  # safe anywhere, with the extension of its kind
    content: bytes  # as it came
    clean: bytes  # the copy without metadata: what leaves the house
    sha256: str  # of content, in hex
    clean_sha256: str
    text: str  # what is printed: at most texts.LARGEST_TEXT characters; "" for pictures
    screened: str  # that, and the words that the copy leaves out: looked through, never kept
    pages: int | None  # of a PDF
    title: str  # guessed
    is_signed: bool
    notices: tuple[str, ...]  # what to know of it, in sentences


def take(content: bytes, *, name: str, largest: int) -> Taken:
    """Inspect the bytes of an upload. Neither its name nor its declared type is believed.

    Raises Unreadable, its sentence naming the file, for what is larger than `largest` bytes,
    is of no kind that is kept, is damaged or locked, or holds what could run.
    """
    shown = names.shown(name)
    if not content:
        raise refusals.empty(shown)
    if len(content) > largest:
        raise refusals.too_large(shown, size=len(content), largest=largest)
    parts = archives.parts_of(content, shown) if kinds.is_zip(content) else {}
    kind = kinds.kind_of_parts(parts, shown) if parts else kinds.kind_of(content, shown)
    signed, notices = _carries(content, kind, shown, parts)
    clean = cleaned(content, kind, shown, parts)
    words = texts.read(content, kind, shown, parts)
    return Taken(
        kind=kind,
        name=names.safe(name, kind),
        content=content,
        clean=clean,
        sha256=hashlib.sha256(content).hexdigest(),
        clean_sha256=hashlib.sha256(clean).hexdigest(),
        text=words.text,
        screened=words.screened,
        pages=words.pages,
        title=title_of(
            _with_title(words.body, kind), own_title(content, kind, parts), names.in_words(name)
        ),
        is_signed=signed,
        notices=(*notices, *_about_comments(words.beside), *_about_text(words.text, kind)),
    )


def _with_title(text: str, kind: FileKind) -> str:
    """Return the text to look for a title in: the first line of a table is only its columns."""
    return "" if kind == FileKind.CSV else text


def _carries(
    content: bytes, kind: FileKind, name: str, parts: Mapping[str, bytes]
) -> tuple[bool, list[str]]:
    """Tell whether somebody signed it, with notices on that and on what the copy leaves out."""
    notices: list[str] = []
    if kind == FileKind.PDF:
        carried = pdf.carried(content, name)
        signed = carried.is_signed
        notices += _about_pdf(carried.runs, carried.has_files)
    elif kind in ZIPPED:
        signed = (ooxml if kind in OFFICE else odf).is_signed(parts)
    else:
        signed = False
    if signed:
        signature = _(
            "It is signed: the original is kept as it came, so that the signature can be verified; "
            "the copy without metadata carries no signature."
        )
        notices.insert(0, signature)
    return signed, notices


def _about_pdf(runs: bool, has_files: bool) -> list[str]:
    notices = []
    if runs:
        notices.append(
            _(
                "It holds scripts, actions or forms that could run: the copy without metadata has "
                "none of them, the original is kept as it came."
            )
        )
    if has_files:
        notices.append(
            _(
                "Files are attached within it: they were not looked into, and the copy without "
                "metadata leaves them out."
            )
        )
    return notices


def _about_comments(beside: str) -> list[str]:
    if not beside:
        return []
    return [
        _(
            "It holds comments, building blocks of its template, or words struck out while changes "
            "were tracked: the copy without metadata leaves them out, the original is kept as it "
            "came."
        )
    ]


def _about_text(text: str, kind: FileKind) -> list[str]:
    if text and len(text) >= texts.LARGEST_TEXT:
        return [_("Only the beginning of its text can be searched: it is very long.")]
    if text:
        return []
    if kind in PICTURES:
        return [_("It is a picture: its words can't be searched.")]
    if kind == FileKind.PDF:
        return [_("No text was found: its pages are pictures. Its words can't be searched.")]
    return [_("No text was found in it.")]
