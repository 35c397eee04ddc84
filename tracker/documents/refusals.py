"""What is not taken, each in a sentence that names the file, the reason and the remedy."""

from django.utils.translation import gettext as _

from tracker.errors import FileUnreadable


def empty(name: str) -> FileUnreadable:
    return _refused(name, _("“%(file)s” was not taken: it is empty. Choose the file again."))


def too_large(name: str, *, size: int, largest: int) -> FileUnreadable:
    said = _(
        "“%(file)s” was not taken: it has %(size)s MB, and at most %(most)s MB are taken. "
        "Send the part that matters, or keep the file where it is and paste its link."
    )
    # Rounded up and down, so that what is refused never reads as what is allowed.
    sizes = {"size": f"{size / 1e6 + 0.05:.1f}", "most": f"{largest / 1e6:g}"}
    return FileUnreadable(said % {"file": name, **sizes})


def program(name: str) -> FileUnreadable:
    said = _(
        "“%(file)s” was not taken: it is a program, whatever its name says. "
        "Ask who sent it for the document itself, and do not open the file."
    )
    return _refused(name, said)


def holds_program(name: str) -> FileUnreadable:
    said = _(
        "“%(file)s” was not taken: a program or control that can run is embedded in it. "
        "Save it as PDF, and send that."
    )
    return _refused(name, said)


def macros(name: str) -> FileUnreadable:
    said = _(
        "“%(file)s” was not taken: it holds macros or commands that can run. "
        "Save it without them, as DOCX, XLSX, ODT, ODS or PDF."
    )
    return _refused(name, said)


def old_office(name: str) -> FileUnreadable:
    said = _(
        "“%(file)s” was not taken: it is of an old Office format. "
        "Open it and save it as DOCX or XLSX."
    )
    return _refused(name, said)


def locked(name: str) -> FileUnreadable:
    said = _(
        "“%(file)s” was not taken: it is protected by a password. "
        "Save it without a password and choose it again."
    )
    return _refused(name, said)


def cut_off(name: str) -> FileUnreadable:
    said = _(
        "“%(file)s” was not taken: it is damaged or was cut off on the way. "
        "Open it where it came from, save it anew and choose it again."
    )
    return _refused(name, said)


def unpacks_too_far(name: str) -> FileUnreadable:
    said = _(
        "“%(file)s” was not taken: it unpacks to far more than a document holds. "
        "Save it as PDF, and send that."
    )
    return _refused(name, said)


def markup(name: str) -> FileUnreadable:
    said = _(
        "“%(file)s” was not taken: it is a web page or drawing (HTML, SVG, XML), which can hold "
        "scripts. Print it to PDF, or paste its link."
    )
    return _refused(name, said)


def begins_late(name: str) -> FileUnreadable:
    said = _(
        "“%(file)s” was not taken: something else stands before the PDF in it. "
        "Open it and print it to a new PDF."
    )
    return _refused(name, said)


def too_many_pages(name: str, *, pages: int, most: int) -> FileUnreadable:
    said = _(
        "“%(file)s” was not taken: it has %(pages)s pages, and at most %(most)s are taken. "
        "Save the pages that matter as a file of their own."
    )
    return FileUnreadable(said % {"file": name, "pages": pages, "most": most})


def too_many_pixels(name: str, *, pixels: int, most: int) -> FileUnreadable:
    said = _(
        "“%(file)s” was not taken: the picture has %(pixels)s megapixels, and at most %(most)s "
        "are taken. Save it smaller."
    )
    millions = {"pixels": -(-pixels // 10**6), "most": most // 10**6}
    return FileUnreadable(said % {"file": name, **millions})


def other_kind(name: str) -> FileUnreadable:
    said = _(
        "“%(file)s” was not taken: it is of none of the kinds that are kept. "
        "Save it as PDF, DOCX, XLSX, ODT, ODS, CSV, TXT, PNG or JPEG."
    )
    return _refused(name, said)


def _refused(name: str, said: str) -> FileUnreadable:
    return FileUnreadable(said % {"file": name})
