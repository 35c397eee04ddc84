"""Texts of a report that are in another language than the report, and their translations.

A translation stands in place of a text only where the report shows that text as it is stored: what
a report leaves out or words anew, it leaves out in every language.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import batched
from operator import attrgetter
from typing import Any, NamedTuple

from django.db.models import Model
from msgspec.structs import replace

from tracker.documents.guesses import guess_language
from tracker.formats import upper_first
from tracker.grouping import group_pairs
from tracker.models import (
    TRANSLATED_MODELS,
    Assessment,
    AssessmentLine,
    Citation,
    Commitment,
    Component,
    DueDate,
    Evidence,
    Question,
    Recommendation,
    Remark,
    Reply,
    TextTranslation,
    Translation,
    hash_text,
    table_of,
)
from tracker.progress import (
    AssessmentData,
    CitationData,
    CommitmentData,
    ComponentLine,
    DueDateMove,
    FigureSeries,
    FigureValue,
    NoteData,
    Progress,
    QuestionData,
    RecommendationProgress,
    RemarkData,
    ReplyData,
    Source,
    TranslationData,
    Value,
    ViewData,
    Written,
)
from tracker.vocabulary import Language

MAX_KEYS = 5_000  # in one query
RECOMMENDATIONS = table_of(Recommendation)

type TextKey = tuple[str, int, str]  # table, key, field
type FindKey = Callable[[Any], int | None]


class WrittenText(NamedTuple):
    """A text that people wrote, where a report shows it."""

    key: TextKey
    text: str
    language: str
    recommendation: str  # number of the one that it belongs to; empty: the whole report


def _evidence_key(source: Source | None) -> int | None:
    noun, _colon, rest = (source.key if source else "").partition(":")
    return int(rest.split(":")[0]) if noun == "evidence" else None


def _last_source_key(commitment: CommitmentData) -> int | None:
    return _evidence_key(commitment.sources[-1] if commitment.sources else None)


KEY: FindKey = attrgetter("key")
# The texts of each kind of value: its attribute, the model and field, and how to find the key.
TEXTS: dict[type[Value], tuple[tuple[str, type[Model], str, FindKey], ...]] = {
    AssessmentData: tuple(
        (name, Assessment, name, KEY)
        for name in ("conclusion", "rationale", "remaining", "next_step", "decision_note")
    ),
    CitationData: (
        ("sentence", Citation, "sentence", KEY),
        ("title", Evidence, "title", lambda value: _evidence_key(value.source)),
    ),
    CommitmentData: (
        ("text", Commitment, "text", KEY),
        ("last_update", Commitment, "latest", KEY),
        ("dropped_reason", Commitment, "dropped_reason", KEY),
        ("evidence_title", Evidence, "title", _last_source_key),
    ),
    ComponentLine: (
        ("title", Component, "title", KEY),
        ("remark", AssessmentLine, "remark", attrgetter("line")),
    ),
    DueDateMove: (("reason", DueDate, "reason", KEY),),
    NoteData: (("sentence", Citation, "sentence", attrgetter("citation.key")),),
    QuestionData: (("question", Question, "text", KEY),),
    RecommendationProgress: (
        ("title", Recommendation, "short_title", KEY),
        ("text", Recommendation, "text", KEY),
    ),
    RemarkData: (("text", Remark, "text", KEY),),
    ReplyData: (("text", Reply, "text", KEY),),
    Source: (("title", Evidence, "title", _evidence_key),),
    ViewData: (("stated_in", Evidence, "title", lambda value: _evidence_key(value.source)),),
}
# Where other values with texts stand.
PARTS: dict[type[Value], tuple[str, ...]] = {
    CitationData: ("source",),
    CommitmentData: ("moves", "sources"),
    FigureSeries: ("figures",),
    FigureValue: ("source",),
    NoteData: ("citation",),
    Progress: ("recommendations", "summary", "replies", "figures"),
    RecommendationProgress: (
        *("assessment", "previous_assessment", "notes", "citations", "views", "component_lines"),
        *("commitments", "questions", "remark"),
    ),
    ViewData: ("assessment", "source"),
}


def find_texts(value: Value, recommendation: str = "") -> Iterator[WrittenText]:
    """Yield the texts that people wrote, in the order of a report, each wherever it is shown."""
    if isinstance(value, RecommendationProgress):
        recommendation = value.number
    for _attribute, key, text, language in _texts_of(value):
        yield WrittenText(key, text, language, recommendation)
    for name in PARTS.get(type(value), ()):
        part = getattr(value, name)
        for child in part if isinstance(part, tuple) else (part,) if part is not None else ():
            yield from find_texts(child, recommendation)


def _texts_of(value: Value) -> Iterator[tuple[str, TextKey, str, str]]:
    """Yield attribute, key, text and language of each text that stands in the value itself.

    The language is the stated one, else that which its words look like. A recommendation's text
    that has its translation beside it is left out.
    """
    for attribute, model, field, find_key in TEXTS.get(type(value), ()):
        text, key = str(getattr(value, attribute)), find_key(value)
        if not text or key is None or (field == "text" and getattr(value, "translation", "") != ""):
            continue
        assert isinstance(value, Written)
        language = value.text_languages.get(attribute) or guess_language(text, enough=1, margin=1)
        yield attribute, (table_of(model), key, field), text, language or "en"


def translate_texts(progress: Progress) -> Progress:
    """Put translations in place of texts in other languages, and mark the language of the others.

    A remark in another language is left out without its translation. One query for the
    translations and one for each model with any; none where every text is in the report's language.
    """
    foreign = [text for text in find_texts(progress) if text.language != progress.language]
    if not foreign:
        return progress
    translations = _load_translations({text.key: text.text for text in foreign}, progress)
    missing = Counter(
        ".".join((key[0].removeprefix("tracker_"), key[2]))
        for key in {text.key: None for text in foreign}
        if key not in translations
    )
    translated: Progress = _translate(progress, translations, progress.language)
    return replace(
        translated,
        missing_translations=tuple(sorted(missing.items())),
        translation_count=len(translations),
    )


def load_translations(keys: Iterable[TextKey], language: str) -> dict[TextKey, TextTranslation]:
    """Load the translations of texts into a language, in one query for thousands of rows."""
    wanted = set(keys)
    tables = {table for table, _key, _field in wanted}
    rows = TextTranslation.objects.filter(table__in=tables, language=language).exclude(text="")
    return {
        where: row
        for some in batched(sorted({key for _table, key, _field in wanted}), MAX_KEYS)
        for row in rows.filter(key__in=some)
        for where in [(row.table, row.key, row.field)]
        if where in wanted
    }


def _load_translations(
    shown: Mapping[TextKey, str], progress: Progress
) -> dict[TextKey, tuple[str, TranslationData]]:
    """Load the translations of texts that the report shows as they are stored."""
    rows = load_translations(shown, progress.language)
    stored = load_originals(rows)
    return {
        key: (
            row.text,
            TranslationData(
                translated_by="" if progress.is_external else row.translated_by,
                is_official=row.is_official,
                is_outdated=row.is_outdated(shown[key]),
                key=row.pk,
            ),
        )
        for key, row in rows.items()
        if stored.get(key) == shown.get(key)
    }


def load_originals(keys: Iterable[TextKey]) -> dict[TextKey, str]:
    """Load texts as they are stored, one query for each table."""
    by_table = group_pairs((table, (key, field)) for table, key, field in keys)
    originals: dict[TextKey, str] = {}
    for table, pairs in by_table.items():
        rows = TRANSLATED_MODELS[table].objects.in_bulk({key for key, _field in pairs})
        originals |= {(table, k, f): getattr(rows[k], f) for k, f in pairs if k in rows}
    return originals


def _translate(
    value: Any, translations: Mapping[TextKey, tuple[str, TranslationData]], language: str
) -> Any:
    """Return a value with its translations, and those of its parts; None for a foreign remark."""
    changes: dict[str, Any] = {}
    languages, marks = {}, {}
    for attribute, key, _text, own in _texts_of(value):
        if own != language and key in translations:
            changes[attribute], marks[attribute] = translations[key]
            languages[attribute] = language
        elif own != language:
            languages[attribute] = own
    if isinstance(value, RemarkData) and languages.get("text", language) != language:
        return None
    if languages:
        changes |= {
            "text_languages": {**value.text_languages, **languages},
            "translations": marks,
        }
    for name in PARTS.get(type(value), ()):
        part = getattr(value, name)
        if isinstance(part, tuple):
            changes[name] = tuple(_translate(child, translations, language) for child in part)
        elif part is not None:
            changes[name] = _translate(part, translations, language)
    return replace(value, **changes) if changes else value


@dataclass(frozen=True, slots=True)
class TranslationLine:
    """A text in another language, beside its translation if there is one."""

    text: WrittenText
    translation: str = ""
    translated_by: str = ""
    is_official: bool = False
    is_outdated: bool = False

    @property
    def name(self) -> str:
        """Name of its field in a form: "assessment-12-rationale"."""
        return "-".join(map(str, self.text.key)).removeprefix("tracker_")

    @property
    def label(self) -> str:
        """What the text is, in words: "Assessment: rationale"."""
        table, _key, field = self.text.key
        meta = TRANSLATED_MODELS[table]._meta
        return f"{upper_first(meta.verbose_name)}: {meta.get_field(field).verbose_name}"

    @property
    def language_name(self) -> str:
        """Language of the text, by its own name."""
        return str(Language(self.text.language).label)

    @property
    def source_sha256(self) -> str:
        """SHA-256 of the text, kept with a translation of it."""
        return hash_text(self.text.text)


def list_lines(progress: Progress) -> list[TranslationLine]:
    """List every text of an untranslated report that is not in its language, each once.

    What the report words anew is left out: the title of a protected source.
    """
    texts: dict[TextKey, WrittenText] = {}
    for text in find_texts(progress):
        if text.language != progress.language:
            texts.setdefault(text.key, text)  # under the recommendation where it is shown first
    stored = load_originals(texts)
    known = {
        key: (row.text, row.translated_by, row.is_official, row.is_outdated(texts[key].text))
        for key, row in load_translations(texts, progress.language).items()
    }
    keys = {key for table, key, _field in texts if table == RECOMMENDATIONS}
    for row in Translation.objects.filter(recommendation__in=keys, language=progress.language):
        for field in ("short_title", "text"):
            source = row.source, bool(row.source), False
            known[RECOMMENDATIONS, row.recommendation_id, field] = getattr(row, field), *source
    return [
        TranslationLine(text, *known.get(key, ()))
        for key, text in texts.items()
        if stored.get(key) == text.text
    ]
