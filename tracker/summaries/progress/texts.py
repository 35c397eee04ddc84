"""Texts of a report: what a summary says of the data, and texts in other languages, translated.

A translation stands in place of a text only where the report shows that text as it is stored: what
a report leaves out or words anew, it leaves out in every language.
"""

import re
from bisect import bisect
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import batched
from operator import attrgetter
from typing import Any, NamedTuple

from django.db.models import Model
from django.utils.translation import gettext as _
from msgspec.structs import replace

from tracker import formats, grouping
from tracker.documents.guesses import guess_language
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
    Report,
    TextTranslation,
    Translation,
    User,
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
    SummaryBinding,
    TranslationData,
    Value,
    ViewData,
    Written,
)
from tracker.vocabulary import Language, PastDay, Status

TOTAL = "total"  # subject of a number of all recommendations
type Mention = tuple[int, str, str, str]  # what `to_stored` keeps of a binding
type Statuses = Mapping[str, str]  # of the recommendations of an edition, by number


NUMERALS = {
    Language.ENGLISH: "none one two three four five six seven eight nine ten eleven twelve",
    Language.ALBANIAN: "asnjë një dy tre|tri katër pesë gjashtë shtatë tetë nëntë dhjetë "
    "njëmbëdhjetë dymbëdhjetë",
    Language.SERBIAN: "nijedna|nijedan|nijednu jedna|jedan|jednu dve|dva tri četiri pet šest sedam "
    "osam devet deset jedanaest dvanaest",
}
_VERB_SQ, _VERB_SR = r"(?:(?:i|e|të) )?zbatuara?", r"(?:(?:su|je) )?sproveden\w*"
STATUS_WORDS = {
    Language.ENGLISH: {
        Status.NOT_ASSESSED: r"not (?:yet )?(?:been )?assessed",
        Status.NO_ACTION: r"no action|nothing (?:was|has been) done",
        Status.INITIAL_STEPS: r"initial steps",
        Status.PARTIAL: r"part(?:ial)?ly(?: implemented)?",
        Status.SUBSTANTIAL: r"largely(?: implemented|(?=,| and))",
        Status.FULL: r"fully(?: implemented|(?=,| and))",
        Status.UNABLE_TO_VERIFY: r"(?:unable to|cannot|can't|could not)(?: be)? verif(?:y|ied)",
        Status.NOT_APPLICABLE: r"no longer appl(?:y|ies|icable)",
    },
    Language.ALBANIAN: {
        Status.NOT_ASSESSED: r"(?:i|e|të) pavlerësuara?|nuk (?:është|janë) vlerësuar",
        Status.NO_ACTION: r"pa veprim|nuk (?:është|u) bërë asgjë",
        Status.INITIAL_STEPS: r"hapa(?:t|ve)? fillestarë?(?:ve)?",
        Status.PARTIAL: rf"(?:{_VERB_SQ} )?pjesërisht(?: {_VERB_SQ})?",
        Status.SUBSTANTIAL: rf"(?:{_VERB_SQ} )?(?:kryesisht|në masë të madhe)(?: {_VERB_SQ})?",
        Status.FULL: rf"(?:{_VERB_SQ} )?plotësisht(?: {_VERB_SQ})?",
        Status.UNABLE_TO_VERIFY: r"nuk mund(?:ej)? të verifiko\w+",
        Status.NOT_APPLICABLE: r"nuk vle(?:n|jnë) më",
    },
    Language.SERBIAN: {
        Status.NOT_ASSESSED: r"bez procene|ni(?:je|su) procenjen\w*",
        Status.NO_ACTION: r"nisu preduzeti koraci|ništa nije (?:učinjeno|preduzeto)",
        Status.INITIAL_STEPS: r"početn(?:i|e|ih) kora[ck]\w*",
        Status.PARTIAL: rf"(?:{_VERB_SR} )?delimično(?: {_VERB_SR})?",
        Status.SUBSTANTIAL: rf"(?:{_VERB_SR} )?u velikoj meri(?: {_VERB_SR})?",
        Status.FULL: rf"(?:{_VERB_SR} )?(?:u )?potpun(?:o|osti)(?: {_VERB_SR})?",
        Status.UNABLE_TO_VERIFY: r"ni(?:je|su) moguće proveriti|ne mo(?:že|gu) (?:se )?proveriti",
        Status.NOT_APPLICABLE: r"više se ne primenjuj\w+",
    },
}
_SENTENCE = re.compile(r".+?(?:[.!?](?=\s+[^\W\da-zçëšđžčć])|\n|\Z)", re.DOTALL)
_OF = re.compile(r"\b(?:of|nga|prej|od)\s+(?:the\s+)?\Z", re.IGNORECASE)
LETTERS_BEFORE = 20  # looked at, of a long text
_NOUN = re.compile(r"\s+(?:\w+\s+)?(?:recommendation|rekomandim|preporu)", re.IGNORECASE)
_REFERENCE = re.compile(
    r"(?:\b(?:nos?|nr|br)\.|\b(?:recommendation|rekomandim|preporu)\w*)\s*"
    r"(?P<numbers>\d[\w.()]*(?:(?:,\s*|\s+(?:and|dhe|i)\s+)\d[\w.()]*)*)",
    re.IGNORECASE,
)
_CLAUSE_END = re.compile(r"[,;:–()]")


def find_bindings(text: str, language: str, statuses: Statuses) -> list[SummaryBinding]:
    """Find the numbers and statuses of a text that may be about recommendations, in its order.

    A number is about the status nearest in its sentence, one in the same clause and after it first;
    with "recommendations" behind it, about all of them. A status is about the recommendations that
    are referred to nearest.
    """
    pattern = "|".join(
        f"(?P<{status}>{pattern})" for status, pattern in STATUS_WORDS[Language(language)].items()
    )
    status = re.compile(rf"\b(?:{pattern})\b", re.IGNORECASE)
    found: set[Mention] = set()
    for sentence in _SENTENCE.finditer(text):
        places = list(status.finditer(text, *sentence.span()))
        references = list(_REFERENCE.finditer(text, *sentence.span()))
        for reference in references if places else ():
            place = _nearest(text, reference, places)
            for part in re.split(r",\s*|\s+\w+\s+", reference["numbers"]):
                number = part if part in statuses else part.rstrip(".)")
                if number in statuses:
                    found.add((place.start(), place[0], number, str(place.lastgroup)))
        taken = [place.span() for place in (*places, *references)]
        for mention in _numbers(text, sentence.span(), language, places):
            if int(mention[-1]) <= len(statuses) and not any(
                first <= mention[0] < last for first, last in taken
            ):
                found.add(mention)
    return [bind(statuses, *mention) for mention in sorted(found)]


def _numbers(
    text: str, span: tuple[int, int], language: str, places: list[re.Match[str]]
) -> Iterator[Mention]:
    """Yield each number as one of all recommendations, of those at the nearest status, or both."""
    values = {
        word: str(value)
        for value, same in enumerate(NUMERALS[Language(language)].split())
        for word in same.split("|")
    }
    pattern = rf"(?<![\w.,/¶])(?:{'|'.join(values)}|\d{{1,4}})(?!\w|[.,/]\d|\s*%)"
    for number in re.compile(pattern, re.IGNORECASE).finditer(text, *span):
        written = values.get(number[0].lower(), number[0])
        before = text[max(0, number.start() - LETTERS_BEFORE) : number.start()]
        is_base = _OF.search(before) is not None
        if is_base or _NOUN.match(text, number.end()):
            yield number.start(), number[0], TOTAL, written
        if places and not is_base:
            yield number.start(), number[0], str(_nearest(text, number, places).lastgroup), written


def _nearest(text: str, mark: re.Match[str], places: list[re.Match[str]]) -> re.Match[str]:
    """Return the nearest status: in the clause of the mark first, and after it.

    A mark in brackets is about what is before it.
    """
    in_brackets = text[: mark.start()].endswith("(")

    def distance(place: re.Match[str]) -> tuple[bool, bool, int]:
        is_before = place.start() < mark.start()
        between = (place.end(), mark.start()) if is_before else (mark.end(), place.start())
        gap = text[slice(*between)].rstrip("(") if in_brackets else text[slice(*between)]
        return _CLAUSE_END.search(gap) is not None, is_before != in_brackets, len(gap)

    behind = bisect(places, mark.start(), key=re.Match.start)
    return min(places[max(0, behind - 1) : behind + 1], key=distance)


def bind(statuses: Statuses, start: int, text: str, subject: str, written: str) -> SummaryBinding:
    """Compare a number or status with the data, labelled in the language in force."""
    if subject == TOTAL:
        label, current = _("recommendations in all"), str(len(statuses))
    elif subject in Status.values:
        label = formats.lower_first(Status(subject).label)
        current = str(list(statuses.values()).count(subject))
    else:
        label, current = _("no. %(number)s") % {"number": subject}, statuses.get(subject, "")
    return SummaryBinding(
        text=text,
        start=start,
        subject=subject,
        subject_label=label,
        written=written,
        current=current,
        current_label=formats.lower_first(Status(current).label)
        if current in Status.values
        else current,
    )


def to_stored(binding: SummaryBinding) -> dict[str, Any]:
    """Return what is stored of a binding: all that `bind` takes."""
    return {name: getattr(binding, name) for name in ("start", "text", "subject", "written")}


def compare(summary: RemarkData, statuses: Statuses) -> RemarkData:
    """Return an executive summary with what the data says of its bindings."""
    return replace(
        summary,
        bindings=tuple(bind(statuses, **to_stored(binding)) for binding in summary.bindings),
    )


def load_statuses(report: Report, *, user: User, on: date) -> Statuses:
    """Load the statuses of the recommendations of an edition that the user may see, on a day."""
    rows = Recommendation.objects.visible_to(user).filter(report=report)
    columns = ("number", "status_then")
    return dict(rows.with_status_on(PastDay(on)).order_by("sort_key").values_list(*columns))


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
    rows = TextTranslation.objects.filter(
        table__in={table for table, _key, _field in wanted}, language=language
    ).exclude(text="")
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
    by_table = grouping.group_pairs((table, (key, field)) for table, key, field in keys)
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
        return f"{formats.upper_first(meta.verbose_name)}: {meta.get_field(field).verbose_name}"

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
            known[RECOMMENDATIONS, row.recommendation_id, field] = (
                getattr(row, field),
                row.source,
                bool(row.source),
                False,
            )
    return [
        TranslationLine(text, *known.get(key, ()))
        for key, text in texts.items()
        if stored.get(key) == text.text
    ]
