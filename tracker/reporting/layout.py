"""Layout of a progress report as blocks of text, for every format that people read.

A `Document` holds nothing but text and SVG in reading order, languages and translations of what
people wrote marked; a writer decides how it looks.
"""

import re
from collections.abc import Iterable, Iterator
from typing import Any

from msgspec import Struct, structs

from tracker import formats, vocabulary
from tracker.progress import Progress, TranslationData, Value, Written, paused_collection
from tracker.reporting import evidence, front_matter, kinds
from tracker.reporting.blocks import TAGS, Block, Document, Heading, SourceRow, Span, Style
from tracker.reporting.context import LayoutContext, SourceNumbers, paragraphs


@paused_collection()
def document(progress: Progress) -> Document:
    """Lay out the report, in the report's language whatever the reader's is."""
    with formats.known_language(progress.language):
        context = LayoutContext(progress)
        blocks = tuple(kinds.KINDS[vocabulary.ReportKind(progress.kind.code)](context))
        return Document(
            language=TAGS.get(progress.language, progress.language),
            cover=front_matter.cover(progress),
            blocks=mark_languages((*blocks, *_sources(context)), progress),
        )


def source_numbers(progress: Progress) -> SourceNumbers:
    """Return the numbers that sources have in the report's document."""
    with formats.known_language(progress.language):
        context = LayoutContext(progress)
        for _block in kinds.KINDS[vocabulary.ReportKind(progress.kind.code)](context):
            pass  # none is kept: a long report has many
    return context.numbers


def _sources(context: LayoutContext) -> Iterator[Block]:
    """Yield the cited sources; nothing if none is cited. Two kinds have them where they belong."""
    if context.progress.kind.code not in (vocabulary.ReportKind.FULL, vocabulary.ReportKind.BODY):
        yield from evidence.source_list(context.numbers.source_rows(), context.words["sources"])


SHORT = 12  # letters; a shorter text is found only where it stands alone
MAX_TEXTS = 2_000  # of more, each is found only where it stands alone
# Of a source in its own language, or no words.
UNMARKED = frozenset({Style.QUOTED, Style.MARKED, Style.REF, Style.STATUS_ICON, Style.TREND_ARROW})


def mark_languages(blocks: Iterable[Block], progress: Progress) -> tuple[Block, ...]:
    """Mark texts that are in another language than the report, and translations."""
    if not (progress.missing_translations or progress.translation_count):
        return tuple(blocks)
    marked: tuple[Block, ...] = _Marker(progress).mark(tuple(blocks))
    return marked


def _written(value: Value) -> Iterator[Written]:
    """Yield the values with texts in a known language, at any depth."""
    if isinstance(value, Written) and value.text_languages:
        yield value
    for name in value.__struct_fields__:
        field = getattr(value, name)
        for part in field if isinstance(field, tuple) else (field,):
            if isinstance(part, Value):
                yield from _written(part)


class _Marker:
    """The texts of one report, by their words, with language tag and mark of each."""

    def __init__(self, progress: Progress) -> None:
        self.texts: dict[str, tuple[str, str]] = {}
        for value in _written(structs.replace(progress, summary=None)):  # marked below its text
            for name, language in value.text_languages.items():
                translation = value.translations.get(name)
                if language == progress.language and translation is None:
                    continue
                self._add(
                    getattr(value, name),
                    "" if translation else TAGS.get(language, language),
                    translation,
                )
        words = sorted(self.texts, key=len, reverse=True)[:MAX_TEXTS]
        inside = (rf"(?<!\w){re.escape(text)}(?!\w)" for text in words if len(text) >= SHORT)
        self.inside = re.compile("|".join(inside) or r"(?!)")

    def _add(self, text: str, tag: str, translation: TranslationData | None) -> None:
        """Add a text and each of its paragraphs; a translation is marked behind the last one."""
        mark = front_matter.translation_mark(translation) if translation else ""
        *others, last = paragraphs(text) or [text]
        self.texts |= dict.fromkeys(others, (tag, "")) | {last: (tag, mark), text: (tag, mark)}

    def mark(self, value: Any) -> Any:
        """Return blocks, or what is in them, with every text marked."""
        if isinstance(value, tuple):
            if value and isinstance(value[0], Span):
                return tuple(part for span in value for part in self.spans(span))
            return tuple(map(self.mark, value))
        match value:
            case Heading():
                return structs.replace(value, language=self.language_of(value.text))
            case SourceRow():
                return structs.replace(
                    value, language=self.language_of(value.title), uses=self.mark(value.uses)
                )
            case Struct():
                fields = {name: getattr(value, name) for name in value.__struct_fields__}
                return structs.replace(
                    value,
                    **{n: self.mark(part) for n, part in fields.items() if type(part) is tuple},
                )
        return value

    def language_of(self, text: str) -> str:
        """Return the language tag of a whole text; empty for that of the report."""
        return self.texts.get(text, ("", ""))[0]

    def spans(self, span: Span) -> Iterator[Span]:
        """Split a span into the texts that are found in it and what is between them."""
        if span.style in UNMARKED or span.language:
            yield span
            return
        if (known := self.texts.get(span.text)) is not None:
            yield from self._known(span, *known)
            return
        end = 0
        for match in self.inside.finditer(span.text):
            if match.start() > end:
                yield structs.replace(span, text=span.text[end : match.start()])
            yield from self._known(structs.replace(span, text=match[0]), *self.texts[match[0]])
            end = match.end()
        if end < len(span.text):
            yield structs.replace(span, text=span.text[end:])

    def _known(self, span: Span, tag: str, mark: str) -> Iterator[Span]:
        yield structs.replace(span, language=tag)
        if mark:
            yield Span(mark, Style.MUTED)
