"""What a PDF says about itself and carries with it."""

from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from tracker.files import refusals
from tracker.files.cleaning import jpeg
from tracker.files.cleaning.pdf import (
    AUTHORS,
    DRAWN,
    DROPPED,
    FORM_FIELD,
    RUNS,
    WORDED,
    broken,
    dictionaries,
    is_action,
    is_annotation,
    is_signature,
    is_unwanted,
    opened,
    picture_of,
    word,
)
from tracker.vocabulary import FileKind

# What does not run by itself; what is done on opening is mostly to show a page, else is an action.
INERT = ("signature", "embedded files", "action on opening")


def metadata(content: bytes) -> list[str]:
    """Each trace by its name, once."""
    with opened(content, FileKind.PDF.label) as pdf:
        found = [f"document information {key}" for key in (pdf.trailer.get("/Info") or {})]
        for one in dictionaries(pdf):
            found += _traces(one)
    return sorted(set(found))


@dataclass(frozen=True, slots=True)
class Carried:
    """What a PDF carries beside its pages."""

    is_signed: bool
    runs: bool
    has_files: bool


def carried(content: bytes, name: str) -> Carried:
    """What to tell of a PDF before it is cleaned. Raises Unreadable for what is damaged."""
    with opened(content, name) as pdf:
        try:
            return Carried(is_signed(pdf), runs(pdf), has_files(pdf))
        except broken() as damage:
            raise refusals.cut_off(name) from damage


def is_signed(pdf: Any) -> bool:
    """Whether somebody signed: a signature over a range of bytes, or a signed field."""
    return any(
        "/ByteRange" in one or (is_signature(one) and "/V" in one) for one in dictionaries(pdf)
    )


def runs(pdf: Any) -> bool:
    """Whether it has anything that could run or open by itself, or forms of its own."""
    return any(
        is_action(one) or any(RUNS.get(key, INERT[0]) not in INERT for key in one)
        for one in dictionaries(pdf)
    )


def has_files(pdf: Any) -> bool:
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
        with suppress(jpeg.NoJpeg):
            found += jpeg.notes(picture)
    return found
