"""Save translations of what people wrote, for reports in another language."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import KW_ONLY, dataclass
from typing import Any

from django.db import transaction
from django.db.models import Model
from django.utils.translation import gettext as _

from tracker import policies
from tracker.actions.base import TimedCommand, check_values
from tracker.audit.reasons import because
from tracker.documents.tables import Table
from tracker.errors import FileUnreadable, InvalidValue, Stale
from tracker.models import (
    TRANSLATED_MODELS,
    Recommendation,
    TextTranslation,
    Translation,
)
from tracker.summaries.progress.translations import TranslationLine
from tracker.vocabulary import TRANSLATED_TEXTS


@dataclass(frozen=True, slots=True)
class TranslatedText:
    """Translation of one field of one row; an empty text takes the translation away."""

    table: str
    key: int
    field: str
    _: KW_ONLY
    text: str
    translated_by: str = ""
    is_official: bool = False
    source_sha256: str  # of the original that was translated
    previous: str | None = None  # translation that its writer saw; None: whatever it was


@dataclass(frozen=True, slots=True, kw_only=True)
class TranslateTexts(TimedCommand):
    """Translations into one language."""

    language: str
    texts: Sequence[TranslatedText]


@transaction.atomic
def translate(command: TranslateTexts) -> list[Model]:
    """Save translations, all or none; return those that changed.

    Raises PermissionRefused; InvalidValue for a text that its writer can't see, or that is too
    long; Stale if somebody else translated it meanwhile; PersonalDataFound.
    """
    policies.check_can_change(command.by, "texttranslation", str(_("a translation")))
    ordered = sorted(command.texts, key=lambda text: (text.table, text.key, text.field))
    with because(_("Translated for the progress report"), by=command.by):
        return [row for text in ordered if (row := _save(command, text)) is not None]


def _save(command: TranslateTexts, text: TranslatedText) -> Model | None:
    """Save one translation; return None where it is as it was."""
    original = _lock_original(command, text)
    row: TextTranslation | Translation
    values: dict[str, object] = {"text": _clean(text.text), "is_official": text.is_official}
    field = "text"
    if isinstance(original, Recommendation):
        row, field = _of_recommendation(original, command.language), text.field
        source = row.source or text.translated_by.strip() if text.is_official else ""
        InvalidValue.raise_if(
            text.is_official and source in ("", str(command.by), command.by.username),
            _(
                "Every report names the office behind an official translation of a recommendation. "
                "Write it under “Translated by”, or leave “official” out."
            ),
        )
        values = {field: values["text"], "source": source}
    else:
        own = {"table": text.table, "key": text.key, "field": text.field}
        own |= {"language": command.language}
        row = TextTranslation.objects.filter(**own).first() or TextTranslation(**own)
    before = getattr(row, field)
    # In a table that comes back nobody says that what was not changed still fits.
    is_kept = text.previous is not None and isinstance(row, TextTranslation)
    sent = values | ({"source_sha256": text.source_sha256} if is_kept else {})
    if all(getattr(row, name) == value for name, value in sent.items()):
        return None
    Stale.raise_if(
        text.previous is not None and _clean(text.previous) != before,
        _(
            "Someone else translated “%(original)s” while you were writing: “%(before)s”. Your "
            "text is kept; save it again to replace theirs."
        ),
        original=getattr(original, text.field)[:80],
        before=before[:200],
    )
    if isinstance(row, TextTranslation):
        recommendation = getattr(original, "recommendation_id", None)
        values |= {"recommendation_id": recommendation, "source_sha256": text.source_sha256}
        values |= {"translated_by": text.translated_by, "entered_by": command.by}
        values |= {"entered_at": command.now}
    for name, value in values.items():
        setattr(row, name, value)
    check_values(row)
    row.save()
    return row


def _lock_original(command: TranslateTexts, text: TranslatedText) -> Model:
    """Lock the row with the original, so that a second translator waits; raise InvalidValue."""
    kind = f"{text.table.removeprefix('tracker_')}.{text.field}"
    model: Any = TRANSLATED_MODELS.get(text.table) if kind in TRANSLATED_TEXTS else None
    rows = model.objects.visible_to(command.by).filter(pk=text.key) if model else ()
    original: Model | None = next(iter(rows), None)
    InvalidValue.raise_if(
        original is None or not getattr(original, text.field),
        _("There is no text “%(kind)s” no. %(key)d to translate. Download the table again."),
        kind=kind,
        key=text.key,
    )
    assert original is not None
    list(model.objects.select_for_update().filter(pk=original.pk).values_list("pk"))
    return original


def _clean(text: str) -> str:
    """Return a text with the line ends that are stored, whatever a browser sent."""
    return text.strip().replace("\r\n", "\n")


def _of_recommendation(recommendation: Recommendation, language: str) -> Translation:
    own = {"recommendation": recommendation, "language": language}
    return Translation.objects.filter(**own).first() or Translation(**own)


# Headings of the table that goes out and comes back: the same in every language.
COLUMNS = (
    *("key", "recommendation", "kind", "language", "original", "translation", "translated_by"),
    *("official", "check"),
)
_KEY = re.compile(r"(\S+) (\w+)\.(\w+) (\d{1,18})")


def table_row(line: TranslationLine, language: str) -> tuple[str, ...]:
    """Return a text and its translation as a row of the table, in the order of COLUMNS."""
    table, key, field = line.text.key
    return (
        f"{language} {table.removeprefix('tracker_')}.{field} {key}",
        line.text.recommendation,
        line.label,
        line.text.language,
        line.text.text,
        line.translation,
        line.translated_by,
        "yes" if line.is_official else "",
        line.source_sha256,
    )


def parse_translations(table: Table, language: str) -> Iterator[TranslatedText]:
    """Yield the rows of a table that have a translation. Raises FileUnreadable for another table.

    `official` is "yes" or empty. The check is the hash of the original that was translated.
    """
    missing = [name for name in COLUMNS if name not in table.headings]
    FileUnreadable.raise_if(
        missing,
        _("The table has no column “%(name)s”. Download it here, and fill in the translations."),
        name=", ".join(missing),
    )
    for number, cells in table.rows:
        row = dict(zip(table.headings, cells, strict=False))
        match = _KEY.fullmatch(row["key"].strip())
        if match is None or match[1] != language:
            raise FileUnreadable(
                _("Row %(number)d has the key “%(key)s”, not that of a text to translate here.")
                % {"number": number, "key": row["key"]}
            )
        if row["translation"].strip():
            yield TranslatedText(
                f"tracker_{match[2]}",
                int(match[4]),
                match[3],
                text=row["translation"],
                translated_by=row["translated_by"],
                is_official=row["official"].strip().lower() == "yes",
                source_sha256=row["check"].strip(),
            )
