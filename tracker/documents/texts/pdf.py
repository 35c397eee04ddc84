"""Text of a PDF: its pages line by line, and the annotations on them."""

import re
from contextlib import suppress
from typing import Any

from tracker.documents import pdfium
from tracker.documents.metadata.pdf import WORDED, broken, dictionaries, has_comment, opened, word
from tracker.documents.texts.parts import FileText

BROKEN = re.compile("\ufffe\\s*")  # pdfium's mark for a hyphen at a line's end
TAGS = re.compile("<[^>]*>")
# The value of a field, what a picture shows, and the entry of a table of contents.
TEXT_BESIDE_PAGES = (("/V", "/FT"), ("/V", "/Parent"), ("/Alt", "/S"), ("/Title", "/Parent"))


def read_text(content: bytes, name: str, most: int) -> tuple[FileText, int]:
    """Extract the text, pages apart by a blank line, and count the pages. Raises FileUnreadable."""
    pages: list[str] = []
    left = most
    with pdfium.opened(content, name) as document:
        count = len(document)
        for number in range(count):
            if left <= 0:
                break
            words = document[number].get_textpage().get_text_range()
            pages.append(BROKEN.sub("", words.replace("\r\n", "\n")).strip())
            left -= len(pages[-1])
    foot, beside = _laid_on(content, name)
    body = "\n\n".join(page for page in pages if page)
    return FileText(body, foot="\n".join(foot), beside="\n".join(beside)), count


def _laid_on(content: bytes, name: str) -> tuple[list[str], list[str]]:
    """Read the words of fields and notes that stay in the copy, and of comments, which do not."""
    foot: list[str] = []
    beside: list[str] = []
    with opened(content, name) as document:
        for one in dictionaries(document):
            if word(one, "/Subtype"):
                into = beside if has_comment(one) else foot
                into += filter(None, (_words(one, key) for key in WORDED))
            for key, sign in TEXT_BESIDE_PAGES:
                if sign in one and (words := _words(one, key)):
                    foot.append(words)
    return list(dict.fromkeys(foot)), list(dict.fromkeys(beside))


def _words(one: Any, key: str) -> str:
    """Read the text under a key; "" for none, and for what is no text."""
    import pikepdf

    with suppress(*broken()):
        value = one.get(key)
        if isinstance(value, pikepdf.String):
            return TAGS.sub(" ", str(value)) if key == "/RC" else str(value).strip()
        if key == "/RC" and isinstance(value, pikepdf.Stream):
            return TAGS.sub(" ", value.read_bytes().decode(errors="replace"))
    return ""
