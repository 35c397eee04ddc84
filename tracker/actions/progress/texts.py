"""Write the texts of a progress report: its summary, remarks on recommendations, translations."""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import KW_ONLY, dataclass
from datetime import date
from typing import Any

from django.db import models, transaction
from django.utils.translation import gettext as _

from tracker import errors, policies, vocabulary
from tracker.actions.base import (
    Command,
    TimedCommand,
    because,
    lock_row,
    save_checked,
    save_fields,
)
from tracker.documents.tables import Table
from tracker.models import (
    TRANSLATED_MODELS,
    Recommendation,
    Remark,
    Report,
    TextTranslation,
    Translation,
)
from tracker.summaries.progress.texts import TranslationLine, find_bindings, to_stored


@dataclass(frozen=True, slots=True, kw_only=True)
class WriteRemark(TimedCommand):
    """A remark in one language, and the day it is about; without a recommendation, the summary."""

    report: Report
    recommendation: Recommendation | None
    language: str
    text: str
    as_of: date
    today: date
    last_remark: int | None = None  # key of the newest that the form showed, 0 for none


@dataclass(frozen=True, slots=True, kw_only=True)
class BindSummary(Command):
    """Which numbers and statuses of an executive summary are compared with the data."""

    remark: Remark
    bindings: Collection[str]  # codes of `SummaryBinding`


@transaction.atomic
def write(command: WriteRemark) -> Remark:
    """Write a remark that the report prints from `as_of` on; earlier ones stay in the history.

    The same text twice is one remark. Raises PermissionRefused; Stale if somebody wrote one since
    `last_remark`; InvalidValue for a text that is empty or too long, or an impossible day;
    PersonalDataFound.
    """
    subject = command.recommendation.cited_as if command.recommendation else command.report.cited_as
    text = command.text.strip()
    policies.check_can_change(command.by, "remark", subject)
    _check_day(command.as_of, report=command.report, today=command.today)
    Report.objects.select_for_update().get(pk=command.report.pk)  # a second writer waits here
    newest = newest_remark(command.report, command.recommendation, command.language)
    if newest and (newest.text, newest.as_of) == (text, command.as_of):
        return newest
    errors.Stale.raise_if(
        command.last_remark not in (None, newest.pk if newest else 0),
        _(
            "Someone else saved a remark on %(about)s in this language while you "
            "were writing. Read it below. Your text is kept; save it again to "
            "replace theirs."
        ),
        about=subject,
    )
    remark = Remark(
        report=command.report,
        recommendation=command.recommendation,
        language=command.language,
        text=text,
        as_of=command.as_of,
        written_by=command.by,
        written_at=command.now,
    )
    with because(_("Written for the progress report"), by=command.by):
        return save_checked(remark)


@transaction.atomic
def bind(command: BindSummary) -> Remark:
    """Compare these numbers and statuses of an executive summary with the data, and no others.

    Raises PermissionRefused, NotAllowed for a summary that is withdrawn.
    """
    policies.check_can_change(command.by, "remark", command.remark.report.cited_as)
    with because(vocabulary.Reason(code=vocabulary.ReasonCode.EDITORIAL), by=command.by):
        fresh = lock_row(command.remark)
        errors.NotAllowed.raise_if(
            fresh.withdrawn_at is not None,
            _("This remark is already withdrawn. You don't need to do anything."),
        )
        statuses = dict(command.remark.report.recommendations.values_list("number", "status"))
        return save_fields(
            fresh,
            bindings=[
                to_stored(binding)
                for binding in find_bindings(fresh.text, fresh.language, statuses)
                if binding.code in command.bindings
            ],
        )


def newest_remark(
    report: Report, recommendation: Recommendation | None, language: str
) -> Remark | None:
    """Return the newest remark in this language that is not withdrawn, also of a later day."""
    return (
        Remark.objects.not_withdrawn()
        .filter(report=report, recommendation=recommendation, language=language)
        .newest_first()
        .first()
    )


def _check_day(as_of: date, *, report: Report, today: date) -> None:
    errors.InvalidValue.raise_if(
        as_of > today, _("%(day)s is in the future. Choose today or an earlier day."), day=as_of
    )
    errors.InvalidValue.raise_if(
        as_of < report.period_from,
        _(
            "%(day)s is before the period of %(report)s, which begins on "
            "%(first)s. Choose a later day."
        ),
        day=as_of,
        report=report.cited_as,
        first=report.period_from,
    )


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
def translate(command: TranslateTexts) -> list[models.Model]:
    """Save translations, all or none; return those that changed.

    Raises PermissionRefused; InvalidValue for a text that its writer can't see, or that is too
    long; Stale if somebody else translated it meanwhile; PersonalDataFound.
    """
    policies.check_can_change(command.by, "texttranslation", str(_("a translation")))
    ordered = sorted(command.texts, key=lambda text: (text.table, text.key, text.field))
    with because(_("Translated for the progress report"), by=command.by):
        return [row for text in ordered if (row := _save(command, text)) is not None]


def _save(command: TranslateTexts, text: TranslatedText) -> models.Model | None:
    """Save one translation; return None where it is as it was."""
    original = _lock_original(command, text)
    row: TextTranslation | Translation
    values: dict[str, object] = {"text": _clean(text.text), "is_official": text.is_official}
    field = "text"
    if isinstance(original, Recommendation):
        row, field = _of_recommendation(original, command.language), text.field
        source = row.source or text.translated_by.strip() if text.is_official else ""
        errors.InvalidValue.raise_if(
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
    errors.Stale.raise_if(
        text.previous is not None and _clean(text.previous) != before,
        _(
            "Someone else translated “%(original)s” while you were writing: “%(before)s”. Your "
            "text is kept; save it again to replace theirs."
        ),
        original=getattr(original, text.field)[:80],
        before=before[:200],
    )
    if isinstance(row, TextTranslation):
        values |= {
            "recommendation_id": getattr(original, "recommendation_id", None),
            "source_sha256": text.source_sha256,
            "translated_by": text.translated_by,
            "entered_by": command.by,
            "entered_at": command.now,
        }
    for name, value in values.items():
        setattr(row, name, value)
    return save_checked(row)


def _lock_original(command: TranslateTexts, text: TranslatedText) -> models.Model:
    """Lock the row with the original, so that a second translator waits; raise InvalidValue."""
    kind = f"{text.table.removeprefix('tracker_')}.{text.field}"
    model: Any = TRANSLATED_MODELS.get(text.table) if kind in vocabulary.TRANSLATED_TEXTS else None
    rows = model.objects.visible_to(command.by).filter(pk=text.key) if model else ()
    original: models.Model | None = next(iter(rows), None)
    errors.InvalidValue.raise_if(
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
    errors.FileUnreadable.raise_if(
        missing,
        _("The table has no column “%(name)s”. Download it here, and fill in the translations."),
        name=", ".join(missing),
    )
    for number, cells in table.rows:
        row = dict(zip(table.headings, cells, strict=False))
        match = _KEY.fullmatch(row["key"].strip())
        if match is None or match[1] != language:
            raise errors.FileUnreadable(
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
