"""What an HTML document is made of, and what it says."""

import re
from html.parser import HTMLParser

VOID = {"meta", "link", "br", "img", "hr", "input"}


class Outline(HTMLParser):
    """The tags of a document, with what is opened and not closed, or closed out of turn."""

    def __init__(self, text):
        super().__init__()
        self.open, self.faults, self.tags, self.ids, self.goals = [], [], set(), [], []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        found = dict(attrs)
        self.ids += [found["id"]] if "id" in found else []
        self.goals += [found["href"]] if "href" in found else []
        if "style" in found or any(name.startswith("on") for name in found):
            self.faults.append(tag)
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.tags.add(tag)

    def handle_endtag(self, tag):
        if not self.open or self.open.pop() != tag:
            self.faults.append(f"/{tag}")


def words_of(text):
    body = text.partition("</style>")[2]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", body))
