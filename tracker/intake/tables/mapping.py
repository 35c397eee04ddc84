"""Which column says what: guessed from the headings, changed by a person, kept as JSON."""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from django.utils.translation import gettext as _

from tracker.errors import Unreadable


class Field(StrEnum):
    """What a column can say of a recommendation."""

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
    SHORT_TITLE = "short_title"
    DUTY = "duty"
    KIND = "kind"  # whether it is a recommendation at all


FIXABLE = (Field.MECHANISM, Field.COUNTRY, Field.YEAR)  # can be the same for the whole file
HEADINGS: dict[Field, str] = {
    Field.TEXT: "text|recommendation|recommendations|recommendation text|full text|wording",
    Field.NUMBER: "number|no|nr|recommendation number|recommendation no|rec no|paragraph",
    Field.EXTERNAL_ID: "external id|id|ohchr annotation id|annotation id|identifier",
    Field.MECHANISM: "mechanism|reccomending body|recommending body|monitoring body",
    Field.COUNTRY: "country|countries concerned|country concerned|countries|state under review",
    Field.YEAR: "year|year of the edition|edition",
    Field.PUBLISHED_ON: "document publication date|publication date|published on|date",
    Field.DOCUMENT: "document symbol|symbol|document",
    Field.THEME: "theme",
    Field.TOPICS: "topics|themes|topic|tags",
    Field.SHORT_TITLE: "short title|title",
    Field.DUTY: "duty",
    Field.KIND: "annotation type",
}


@dataclass(frozen=True, slots=True)
class Mapping:
    """Columns by heading, values for the whole file, and what words of it mean here."""

    columns: dict[Field, str]
    fixed: dict[Field, str] = field(default_factory=dict)
    themes: dict[str, str] = field(default_factory=dict)  # {"Justice": "prosecution"}
    mechanisms: dict[str, str] = field(default_factory=dict)  # {"SR Trafficking": "SR-TRAF"}
    is_uhri: bool = False

    def told(self) -> dict[str, Any]:
        """As plain values, which `of_json` reads back."""
        return {
            "columns": {name.value: heading for name, heading in self.columns.items()},
            "fixed": {name.value: words for name, words in self.fixed.items()},
            "themes": self.themes,
            "mechanisms": self.mechanisms,
            "uhri": self.is_uhri,
        }


def words_of(heading: str) -> str:
    """ "Reccomending_Body " is "reccomending body"."""
    return " ".join(re.sub(r"[\W_]+", " ", heading.casefold()).split())


def guess(headings: Sequence[str]) -> dict[Field, str]:
    """What each column is taken for by its heading; the first of several alike."""
    by_words: dict[str, str] = {}
    for one in headings:
        by_words.setdefault(words_of(one), one)
    found: dict[Field, str] = {}
    for name, known in HEADINGS.items():
        heading = next((by_words[told] for told in known.split("|") if told in by_words), "")
        if heading:
            found[name] = heading
    return found


def of_json(text: str) -> Mapping:
    """The mapping that was kept. Raises Unreadable saying what is wrong with it."""
    try:
        told = json.loads(text)
    except (json.JSONDecodeError, RecursionError) as error:
        raise Unreadable(
            _("The mapping is not JSON: %(why)s. Download it anew from the page of the import.")
            % {"why": error}
        ) from error
    parts = {"columns", "fixed", "themes", "mechanisms"}
    if not isinstance(told, dict) or set(told) - parts - {"uhri"}:
        raise _no_mapping(_("it may say: %(parts)s") % {"parts": ", ".join(sorted(parts))})
    for part in parts & set(told):
        held = told[part]
        if not isinstance(held, dict) or not all(isinstance(one, str) for one in held.values()):
            raise _no_mapping(_("“%(part)s” names words for words") % {"part": part})
    return Mapping(
        columns=_by_field(told.get("columns", {}), tuple(Field)),
        fixed=_by_field(told.get("fixed", {}), FIXABLE),
        themes=told.get("themes", {}),
        mechanisms=told.get("mechanisms", {}),
        is_uhri=told.get("uhri") is True,
    )


def check(mapping: Mapping, headings: Sequence[str]) -> None:
    """Raises Unreadable for a column that the file has not, or one that is needed and not said."""
    missing = [heading for heading in mapping.columns.values() if heading not in headings]
    if missing:
        raise Unreadable(
            _("The file has no column “%(missing)s”. It has: %(held)s. Choose one of these.")
            % {"missing": "”, “".join(missing), "held": ", ".join(headings)}
        )
    said = {**mapping.columns, **mapping.fixed}
    wants = {
        _("the text"): Field.TEXT in mapping.columns,
        _("the mechanism"): Field.MECHANISM in said,
        _("the country"): Field.COUNTRY in said,
        _("the year, or the day of publication"): Field.YEAR in said
        or Field.PUBLISHED_ON in mapping.columns,
    }
    if not all(wants.values()):
        unsaid = ", ".join(label for label, is_said in wants.items() if not is_said)
        raise Unreadable(
            _(
                "No column says %(what)s. The file has: %(held)s. Say which column does, or what "
                "holds for the whole file."
            )
            % {"what": unsaid, "held": ", ".join(headings)}
        )


def ignored(mapping: Mapping, headings: Sequence[str]) -> list[str]:
    """The columns that nothing is read from."""
    return [heading for heading in headings if heading not in mapping.columns.values()]


def _by_field(told: dict[str, str], allowed: Sequence[Field]) -> dict[Field, str]:
    unknown = [name for name in told if name not in allowed]
    if unknown:
        raise _no_mapping(
            _("“%(name)s” is not known; it may name: %(fields)s")
            % {"name": unknown[0], "fields": ", ".join(allowed)}
        )
    return {Field(name): words for name, words in told.items() if words}


def _no_mapping(why: str) -> Unreadable:
    return Unreadable(_("The mapping can't be used: %(why)s. Correct it.") % {"why": why})
