"""What each row of a table asks for: its words checked one by one, without a database."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date

from django.utils.translation import gettext as _

from tracker.intake import uhri
from tracker.intake.tables.mapping import Field, Mapping, check
from tracker.intake.tables.table import Table
from tracker.intake.tables.values import day, year
from tracker.vocabulary import Duty, Theme

LONGEST = {Field.NUMBER: 16, Field.EXTERNAL_ID: 60, Field.SHORT_TITLE: 120, Field.DOCUMENT: 100}


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a row can't be taken in, and what to do."""

    column: str
    why: str
    remedy: str


@dataclass(slots=True)
class Asked:
    """One recommendation to one country, as the row says it."""

    row: int
    text: str = ""
    number: str = ""
    external_id: str = ""
    mechanism: str = ""
    country: str = ""
    year: int | None = None
    published_on: date | None = None
    document: str = ""
    theme: str = ""  # empty: by its words
    duty: str = ""
    topics: tuple[str, ...] = ()
    short_title: str = ""
    is_other: bool = False  # the row says that it is no recommendation
    faults: list[Fault] = field(default_factory=list)


def asked_in(table: Table, mapping: Mapping) -> Iterator[Asked]:
    """Every row, once for each country that it names.

    Raises Unreadable for a mapping that the headings do not bear out.
    """
    check(mapping, table.headings)
    places = {name: table.headings.index(told) for name, told in mapping.columns.items()}
    for number, cells in table.rows:
        said = {name: cells[at] for name, at in places.items()}
        for name, words in mapping.fixed.items():
            if not said.get(name):
                said[name] = words
        countries = uhri.lines(said[Field.COUNTRY]) if mapping.is_uhri else (said[Field.COUNTRY],)
        for country in countries or ("",):
            yield _Row(number, {**said, Field.COUNTRY: country}, mapping).asked()


class _Row:
    def __init__(self, number: int, said: dict[Field, str], mapping: Mapping) -> None:
        self.said, self.mapping = said, mapping
        self.found = Asked(number)

    def asked(self) -> Asked:
        found, plain = self.found, self._plain
        kind = self.said.get(Field.KIND, "").casefold()
        found.is_other = bool(kind) and "recommend" not in kind
        found.text = self._needed(Field.TEXT, uhri.text if self.mapping.is_uhri else str)
        found.country = self._needed(Field.COUNTRY, str)
        body = self._needed(Field.MECHANISM, lambda words: "; ".join(uhri.lines(words)))
        found.mechanism = self.mapping.mechanisms.get(body) or (
            uhri.mechanism(body) if self.mapping.is_uhri else body
        )
        found.number, found.external_id = plain(Field.NUMBER), plain(Field.EXTERNAL_ID)
        found.short_title, found.document = plain(Field.SHORT_TITLE), plain(Field.DOCUMENT)
        if "/" in found.number:
            self._fault(
                Field.NUMBER,
                _("“%(words)s” has a slash, and a number stands in an address")
                % {"words": found.number},
                _("Write it with a point or a dash."),
            )
        found.topics = uhri.lines(plain(Field.TOPICS).replace(";", "\n"))
        self._days()
        told = plain(Field.THEME)
        found.theme = self._known(Field.THEME, self.mapping.themes.get(told, told), Theme)
        found.duty = self._known(Field.DUTY, plain(Field.DUTY), Duty)
        return found

    def _days(self) -> None:
        words = self._plain(Field.PUBLISHED_ON)
        self.found.published_on = day(words) if words else None
        if words and self.found.published_on is None:
            self._fault(
                Field.PUBLISHED_ON,
                _("“%(words)s” is no day") % {"words": words[:60]},
                _("Write it as 2024-06-24."),
            )
        told = self._plain(Field.YEAR)
        self.found.year = year(told) if told else None
        if told and self.found.year is None:
            self._fault(
                Field.YEAR,
                _("“%(words)s” is no year") % {"words": told[:60]},
                _("Write it as 2024."),
            )
        elif not told and self.found.published_on:
            self.found.year = self.found.published_on.year
        elif not told and not words:
            self._fault(
                Field.YEAR if Field.YEAR in self.said else Field.PUBLISHED_ON,
                _("the row says no year"),
                _("Fill it in, or give one for the whole file."),
            )

    def _plain(self, name: Field) -> str:
        words = self.said.get(name, "")
        if self.mapping.is_uhri and name not in (Field.TOPICS, Field.TEXT):
            words = "; ".join(uhri.lines(words))
        if words.startswith("="):
            self._fault(
                name,
                _("a formula stands there, and none is worked out"),
                _("Put in what it comes to, as a value."),
            )
            return ""
        most = LONGEST.get(name)
        if most and len(words) > most:
            self._fault(
                name,
                _("it has more than %(most)d characters") % {"most": most},
                _("Shorten it, or choose another column."),
            )
        return words

    def _needed(self, name: Field, made: Callable[[str], str]) -> str:
        words = self.said.get(name, "")
        if words.startswith("="):
            return self._plain(name)
        if not made(words).strip():
            self._fault(name, _("the cell is empty"), _("Fill it in, or take the row out."))
        return made(words)

    def _known(self, name: Field, words: str, choices: type[Theme] | type[Duty]) -> str:
        """The code of what the vocabulary holds, by code or by name."""
        low = words.casefold()
        for code, label in choices.choices:
            if low in (code, str(label).casefold()):
                return str(code)
        if words:
            self._fault(
                name,
                _("“%(words)s” is not in the vocabulary") % {"words": words[:60]},
                _("Use one of: %(known)s. A mapping can say which one is meant.")
                % {"known": ", ".join(choices.values)},
            )
        return ""

    def _fault(self, name: Field, why: str, remedy: str) -> None:
        column = self.mapping.columns.get(name) or name.value.replace("_", " ")
        self.found.faults.append(Fault(column, why, remedy))
