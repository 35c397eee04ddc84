"""Mapping of a table's columns: guessed from the headings, changed by a person, stored as JSON."""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from django.utils.translation import gettext as _

from tracker.errors import FileUnreadable
from tracker.vocabulary.columns import IMPORTED_COLUMNS


class Field(StrEnum):
    """Property of a recommendation that is read in a way of its own."""

    TEXT = "text"
    NUMBER = "number"
    EXTERNAL_ID = "external_id"
    MECHANISM = "mechanism"
    COUNTRY = "country"
    YEAR = "year"
    PUBLISHED_ON = "published_on"
    DOCUMENT = "document"
    THEME = "theme"
    TOPICS = "topics"
    KIND = "kind"  # recommendation, or something else


FIXABLE = (Field.MECHANISM, Field.COUNTRY, Field.YEAR)  # can be the same for the whole file
_of_recommendation = {code: column.headings for code, column in IMPORTED_COLUMNS.items()}
# Every property that a column can give, with its usual headings, in the order of the form.
HEADINGS: dict[str, str] = {
    Field.TEXT: _of_recommendation[Field.TEXT],
    Field.NUMBER: _of_recommendation[Field.NUMBER],
    Field.EXTERNAL_ID: "external id|id|ohchr annotation id|annotation id|identifier",
    Field.MECHANISM: "mechanism|reccomending body|recommending body|monitoring body",
    Field.COUNTRY: "country|countries concerned|country concerned|countries|state under review",
    Field.YEAR: "year|year of the edition|edition",
    Field.PUBLISHED_ON: "document publication date|publication date|published on|date",
    Field.DOCUMENT: "document symbol|symbol|document",
    Field.THEME: _of_recommendation[Field.THEME],
    Field.TOPICS: "topics|themes|topic|tags",
    **_of_recommendation,
    Field.KIND: "annotation type",
}


@dataclass(frozen=True, slots=True)
class ColumnMapping:
    """Columns by heading, values for the whole file, and the meaning of words in its cells."""

    columns: dict[str, str]
    constants: dict[str, str] = field(default_factory=dict)
    themes: dict[str, str] = field(default_factory=dict)  # {"Justice": "prosecution"}
    mechanisms: dict[str, str] = field(default_factory=dict)  # {"SR Trafficking": "SR-TRAF"}
    is_uhri: bool = False

    def as_json(self) -> dict[str, object]:
        """Convert to plain values, which `from_json` reads back."""
        return {
            "columns": dict(self.columns),
            "fixed": dict(self.constants),
            "themes": self.themes,
            "mechanisms": self.mechanisms,
            "uhri": self.is_uhri,
        }


def normalize_heading(heading: str) -> str:
    """Normalise a heading: "Reccomending_Body " is "reccomending body"."""
    return " ".join(re.sub(r"[\W_]+", " ", heading.casefold()).split())


def guess_columns(headings: Sequence[str]) -> dict[str, str]:
    """Guess the field of each column by its heading; of several alike, the first."""
    by_words = {normalize_heading(heading): heading for heading in reversed(headings)}
    columns: dict[str, str] = {}
    for name, variants in HEADINGS.items():
        heading = next((by_words[words] for words in variants.split("|") if words in by_words), "")
        if heading:
            columns[name] = heading
    return columns


def from_json(text: str) -> ColumnMapping:
    """Read a stored mapping. Raises FileUnreadable if it is no mapping, with what is wrong."""
    try:
        values = json.loads(text)
    except (json.JSONDecodeError, RecursionError) as error:
        raise FileUnreadable(
            _("The mapping is not JSON: %(why)s. Download it anew from the page of the import.")
            % {"why": error}
        ) from error
    parts = {"columns", "fixed", "themes", "mechanisms"}
    if not isinstance(values, dict) or set(values) - parts - {"uhri"}:
        raise _invalid_mapping(_("it may say: %(parts)s") % {"parts": ", ".join(sorted(parts))})
    for part in parts & set(values):
        part_values = values[part]
        if not isinstance(part_values, dict) or not all(
            isinstance(word, str) for word in part_values.values()
        ):
            raise _invalid_mapping(_("“%(part)s” names words for words") % {"part": part})
    return ColumnMapping(
        columns=_parse_fields(values.get("columns", {}), tuple(HEADINGS)),
        constants=_parse_fields(values.get("fixed", {}), FIXABLE),
        themes=values.get("themes", {}),
        mechanisms=values.get("mechanisms", {}),
        is_uhri=values.get("uhri") is True,
    )


def check_mapping(mapping: ColumnMapping, headings: Sequence[str]) -> None:
    """Refuse a mapping to missing columns, or one that leaves a required field out.

    Raises FileUnreadable if it does either.
    """
    missing_headings = [heading for heading in mapping.columns.values() if heading not in headings]
    if missing_headings:
        raise FileUnreadable(
            _("The file has no column “%(missing)s”. It has: %(held)s. Choose one of these.")
            % {"missing": "”, “".join(missing_headings), "held": ", ".join(headings)}
        )
    given_fields = {**mapping.columns, **mapping.constants}
    requirements = {
        _("the text"): Field.TEXT in mapping.columns,
        _("the mechanism"): Field.MECHANISM in given_fields,
        _("the country"): Field.COUNTRY in given_fields,
        _("the year, or the day of publication"): Field.YEAR in given_fields
        or Field.PUBLISHED_ON in mapping.columns,
    }
    if not all(requirements.values()):
        missing = ", ".join(label for label, is_given in requirements.items() if not is_given)
        raise FileUnreadable(
            _(
                "No column says %(what)s. The file has: %(held)s. Say which column does, or what "
                "holds for the whole file."
            )
            % {"what": missing, "held": ", ".join(headings)}
        )


def ignored_columns(mapping: ColumnMapping, headings: Sequence[str]) -> list[str]:
    """Return the columns that nothing is read from."""
    return [heading for heading in headings if heading not in mapping.columns.values()]


def _parse_fields(values: dict[str, str], allowed: Sequence[str]) -> dict[str, str]:
    unknown = [name for name in values if name not in allowed]
    if unknown:
        raise _invalid_mapping(
            _("“%(name)s” is not known; it may name: %(fields)s")
            % {"name": unknown[0], "fields": ", ".join(allowed)}
        )
    return {name: words for name, words in values.items() if words}


def _invalid_mapping(why: str) -> FileUnreadable:
    return FileUnreadable(_("The mapping can't be used: %(why)s. Correct it.") % {"why": why})
