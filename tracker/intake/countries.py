"""Selection of the paragraphs on one country, since a file may hold several."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from tracker.documents.plain_text import select_notes
from tracker.errors import FileUnreadable
from tracker.formats.countries import same_country
from tracker.intake import headings, title_block
from tracker.intake.title_block import TierLine

LONGEST_CODE = 3
TEXT_REACH = 6  # paragraphs below a tier line within which its text begins


@dataclass(frozen=True, slots=True)
class CountryRange:
    """Paragraphs on one country, counted from 0, `end` exclusive, with notes on those left out."""

    start: int
    end: int
    line: TierLine | None  # its places are counted from `start`
    notes: tuple[str, ...] = ()


def select_country(
    paragraphs: Sequence[str], lines: Sequence[TierLine], *, country: str | None
) -> CountryRange:
    """Select the paragraphs on `country`; the first country where no tier line names it."""
    if not (starts := _starts(paragraphs, _first_of_each_country(paragraphs, lines))):
        return CountryRange(0, len(paragraphs), None)
    if (
        starts[0][0] > 0
        and not any(  # what ends another narrative
            headings.find_heading(text)
            or (len(text) > title_block.SHORT and headings.find_opened_section(text))
            for text in paragraphs[: starts[0][0]]
        )
    ):
        starts[0] = (0, starts[0][1])
    index = _country_index(starts, country)
    start, line = starts[index]
    end = starts[index + 1][0] if index + 1 < len(starts) else len(paragraphs)
    others = [other.country for other_start, other in starts if other_start != start]
    return CountryRange(
        start,
        end,
        TierLine(line.country, line.tier, line.first - start, line.last - start, line.end),
        _notes(start, end, len(paragraphs), others),
    )


def _first_of_each_country(paragraphs: Sequence[str], lines: Sequence[TierLine]) -> list[TierLine]:
    """Return the first tier line of each country; one without text around it is only a remark."""
    distinct: list[TierLine] = []
    for line in lines:
        if not distinct or (
            line.country
            and not same_country(line.country, distinct[-1].country)
            and _has_text(paragraphs[distinct[-1].last + 1 : line.first])
            and _has_text(paragraphs[line.last + 1 : line.last + 1 + TEXT_REACH])
        ):
            distinct.append(line)
    return distinct


def _has_text(paragraphs: Sequence[str]) -> bool:
    return any(len(text) > title_block.SHORT / 2 for text in paragraphs)


def _starts(paragraphs: Sequence[str], lines: Sequence[TierLine]) -> list[tuple[int, TierLine]]:
    """Return the start of each part: its title, or what else stands right above the tier line."""
    starts: list[tuple[int, TierLine]] = []
    for line in lines:
        start = line.first
        lowest = starts[-1][1].last + 1 if starts else 0
        while start > lowest and _is_above(paragraphs[start - 1], line):
            start -= 1
        starts.append((start, line))
    return starts


def _is_above(text: str, line: TierLine) -> bool:
    return (
        title_block.is_title(text)
        or same_country(text, line.country)
        or title_block.is_editorial_note(text)
    )


def _country_index(starts: Sequence[tuple[int, TierLine]], country: str | None) -> int:
    if country is None or is_code(country):
        return 0
    return next(
        (n for n, (_start, line) in enumerate(starts) if same_country(line.country, country)), 0
    )


def is_code(country: str) -> bool:
    """Return whether a country is given by a code such as "XK", which no text holds."""
    return len(country) <= LONGEST_CODE


def check_country(country: str | None, stated: str | None, paragraphs: Sequence[str]) -> None:
    """Refuse a text on another country than the person names.

    Raises FileUnreadable if the text is on another country.
    """
    FileUnreadable.raise_if(
        country
        and stated
        and not is_code(country)
        and not same_country(country, stated)
        and not any(country.casefold() in text.casefold() for text in paragraphs[:12]),
        _(
            "The text is on %(stated)s, not on %(given)s. Choose the right country, or "
            "paste the right text."
        ),
        given=country,
        stated=title_block.find_country_spelling(stated or "", paragraphs),
    )


def _notes(start: int, end: int, count: int, countries: Sequence[str]) -> tuple[str, ...]:
    return select_notes(
        (
            end < count,
            _(
                "Paragraphs %(first)s to %(last)s were left out, because another country "
                "begins there (%(names)s). Import each country separately."
            )
            % {"first": end + 1, "last": count, "names": ", ".join(filter(None, countries))},
        ),
        (
            start > 0,
            _(
                "Paragraphs 1 to %(last)s were left out, because they come before the line "
                "with the tier and seem to be on another country."
            )
            % {"last": start},
        ),
    )
