"""In which language the words of a printed page are, and whether those of others are marked."""

import re
from collections import Counter
from dataclasses import dataclass, field
from html.parser import HTMLParser

# Words that stand in nearly every sentence of one language, and in none of the others.
COMMON = {
    "en": "the of and is was were for by that with not are has have its from which this been no",
    "sq": "të në dhe për nga një që është janë nuk së ose por ka kanë e u kjo ky",
    "sr-Latn": "je na za su od sa koji koje kao nije iz ili će o ne da nisu u",
}
SETS = {language: frozenset(words.split()) for language, words in COMMON.items()}
VOID = frozenset(
    {"br", "img", "hr", "meta", "link", "input", "wbr", "path", "circle", "rect", "col"}
)
SKIPPED = frozenset({"style", "script", "title", "desc", "svg"})
BLOCKS = frozenset(
    {"p", "li", "td", "th", "dd", "dt", "h1", "h2", "h3", "h4", "caption", "summary", "figcaption"}
)


def guess(text: str) -> str:
    """Return the language that a text is in; empty where its words don't tell."""
    words = re.findall(r"[^\W\d_]+", text.lower())
    hits = Counter(
        {code: sum(word in words_of for word in words) for code, words_of in SETS.items()}
    )
    (best, most), (_second, next_most) = hits.most_common(2)
    return best if most >= 2 and most > 2 * next_most else ""


@dataclass
class Share:
    """Words of a page: by the language they are marked as, and those marked wrongly."""

    marked: Counter[str] = field(default_factory=Counter)
    wrong: list[tuple[str, str, str]] = field(default_factory=list)  # marked, guessed, text


class _Reader(HTMLParser):
    def __init__(self, language: str) -> None:
        super().__init__()
        self.stack: list[tuple[str, str]] = [("", language)]
        self.runs: list[tuple[str, str]] = []  # language, text: one for each run in a block

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in VOID:
            self.stack.append((tag, dict(attrs).get("lang") or self.stack[-1][1]))
        if tag in BLOCKS:
            self.runs.append(("", ""))

    def handle_endtag(self, tag: str) -> None:
        if tag in VOID or tag not in {name for name, _language in self.stack}:
            return
        while self.stack.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        if not SKIPPED.isdisjoint(name for name, _language in self.stack):
            return
        language = self.stack[-1][1]
        if self.runs and self.runs[-1][0] == language:
            self.runs[-1] = (language, f"{self.runs[-1][1]} {data}")
        elif data.strip():
            self.runs.append((language, data))


def share_of(page: str, language: str) -> Share:
    """Count the words of a page in HTML whose own language is this one."""
    reader, share = _Reader(language), Share()
    reader.feed(page)
    for marked, text in reader.runs:
        words = re.findall(r"[^\W\d_]{2,}", text)
        share.marked[marked] += len(words)
        guessed = guess(text)
        if guessed not in ("", marked):
            share.wrong.append((marked, guessed, " ".join(text.split())))
    del share.marked[""]
    return share


def table(shares: dict[tuple[str, str], Share]) -> str:
    """Lay out the shares by kind and language, and what isn't marked below."""
    lines = [f"{'kind':12} {'language':8} {'words':>6} {'own':>5} {'marked':>7} {'unmarked':>9}"]
    below = []
    for (kind, language), share in shares.items():
        own = "sr-Latn" if language.startswith("sr") else language
        total = sum(share.marked.values())
        wrong = sum(len(text.split()) for _marked, _guessed, text in share.wrong)
        lines.append(
            f"{kind:12} {language:8} {total:6} {(share.marked[own] - wrong) / total:5.0%}"
            f" {1 - share.marked[own] / total:7.0%} {wrong / total:9.1%}"
        )
        below += [f"{kind} {language}: {guessed} as {marked}: {text[:150]}"
                  for marked, guessed, text in share.wrong]  # fmt: skip
    return "\n".join([*lines, "", *below])
