"""Refusals of uploads, each a sentence that names the file, the reason and the remedy."""

from django.utils.translation import gettext as _

from tracker.errors import FileUnreadable


def empty(name: str) -> FileUnreadable:
    """Refuse an empty file."""
    return _refused(name, _("“%(file)s” was not taken: it is empty. Choose the file again."))


def too_large(name: str, *, size: int, largest: int) -> FileUnreadable:
    """Refuse a file of more than `largest` bytes."""
    message = _(
        "“%(file)s” was not taken: it has %(size)s MB, and at most %(most)s MB are taken. "
        "Send the part that matters, or keep the file where it is and paste its link."
    )
    # Rounded up and down, so that what is refused never reads as what is allowed.
    sizes = {"size": f"{size / 1e6 + 0.05:.1f}", "most": f"{largest / 1e6:g}"}
    return FileUnreadable(message % {"file": name, **sizes})


def program(name: str) -> FileUnreadable:
    """Refuse a program."""
    message = _(
        "“%(file)s” was not taken: it is a program, whatever its name says. "
        "Ask who sent it for the document itself, and do not open the file."
    )
    return _refused(name, message)


def holds_program(name: str) -> FileUnreadable:
    """Refuse a document that a program is embedded in."""
    message = _(
        "“%(file)s” was not taken: a program or control that can run is embedded in it. "
        "Save it as PDF, and send that."
    )
    return _refused(name, message)


def macros(name: str) -> FileUnreadable:
    """Refuse a document with macros."""
    message = _(
        "“%(file)s” was not taken: it holds macros or commands that can run. "
        "Save it without them, as DOCX, XLSX, ODT, ODS or PDF."
    )
    return _refused(name, message)


def old_office(name: str) -> FileUnreadable:
    """Refuse a document of an old Office format."""
    message = _(
        "“%(file)s” was not taken: it is of an old Office format. "
        "Open it and save it as DOCX or XLSX."
    )
    return _refused(name, message)


def locked(name: str) -> FileUnreadable:
    """Refuse a document protected by a password."""
    message = _(
        "“%(file)s” was not taken: it is protected by a password. "
        "Save it without a password and choose it again."
    )
    return _refused(name, message)


def cut_off(name: str) -> FileUnreadable:
    """Refuse a damaged file."""
    message = _(
        "“%(file)s” was not taken: it is damaged or was cut off on the way. "
        "Open it where it came from, save it anew and choose it again."
    )
    return _refused(name, message)


def unpacks_too_far(name: str) -> FileUnreadable:
    """Refuse an archive that unpacks to far more than a document holds."""
    message = _(
        "“%(file)s” was not taken: it unpacks to far more than a document holds. "
        "Save it as PDF, and send that."
    )
    return _refused(name, message)


def markup(name: str) -> FileUnreadable:
    """Refuse a web page or drawing."""
    message = _(
        "“%(file)s” was not taken: it is a web page or drawing (HTML, SVG, XML), which can hold "
        "scripts. Print it to PDF, or paste its link."
    )
    return _refused(name, message)


def begins_late(name: str) -> FileUnreadable:
    """Refuse a PDF behind other content."""
    message = _(
        "“%(file)s” was not taken: something else stands before the PDF in it. "
        "Open it and print it to a new PDF."
    )
    return _refused(name, message)


def too_many_pages(name: str, *, pages: int, most: int) -> FileUnreadable:
    """Refuse a PDF of more than `most` pages."""
    message = _(
        "“%(file)s” was not taken: it has %(pages)s pages, and at most %(most)s are taken. "
        "Save the pages that matter as a file of their own."
    )
    return FileUnreadable(message % {"file": name, "pages": pages, "most": most})


def too_many_pixels(name: str, *, pixels: int, most: int) -> FileUnreadable:
    """Refuse a picture of more than `most` pixels."""
    message = _(
        "“%(file)s” was not taken: the picture has %(pixels)s megapixels, and at most %(most)s "
        "are taken. Save it smaller."
    )
    millions = {"pixels": -(-pixels // 10**6), "most": most // 10**6}
    return FileUnreadable(message % {"file": name, **millions})


def other_kind(name: str) -> FileUnreadable:
    """Refuse a file of a kind that is not kept."""
    message = _(
        "“%(file)s” was not taken: it is of none of the kinds that are kept. "
        "Save it as PDF, DOCX, XLSX, ODT, ODS, CSV, TXT, PNG or JPEG."
    )
    return _refused(name, message)


def _refused(name: str, message: str) -> FileUnreadable:
    return FileUnreadable(message % {"file": name})
