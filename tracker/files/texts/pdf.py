"""PDF: the words of its pages, line by line."""

import re

from tracker.files import pdfium

BROKEN = re.compile("\ufffe\\s*")  # pdfium's mark for a hyphen at a line's end


def text_of(content: bytes, name: str, most: int) -> tuple[str, int]:
    """The words, pages apart by a blank line, and how many pages there are. Raises Unreadable."""
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
    return "\n\n".join(page for page in pages if page), count
