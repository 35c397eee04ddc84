"""Structure and text of an HTML document."""

import re
from html.parser import HTMLParser

VOID = {"meta", "link", "br", "img", "hr", "input"}


class Outline(HTMLParser):
    """Tags, ids and links of a document, with tags left open or closed out of order."""

    def __init__(self, text):
        super().__init__()
        self.open, self.faults, self.tags, self.ids, self.goals = [], [], set(), [], []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        attributes = dict(attrs)
        self.ids += [attributes["id"]] if "id" in attributes else []
        self.goals += [attributes["href"]] if "href" in attributes else []
        if "style" in attributes or any(name.startswith("on") for name in attributes):
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
