"""Which paragraphs are on the one country: a file may hold the next one too."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from tracker.errors import Unreadable
from tracker.intake import cues, headings, heads
from tracker.intake.tiers import TierLine

LONGEST_CODE = 3
NEAR = 6  # paragraphs below a tier line within which its text begins


@dataclass(frozen=True, slots=True)
class Part:
    """The paragraphs on one country, counted from 0, `end` exclusive, and what was left out."""

    start: int
    end: int
    line: TierLine | None  # its places are counted from `start`
    said: tuple[str, ...] = ()


def choose(paragraphs: Sequence[str], lines: Sequence[TierLine], *, country: str | None) -> Part:
    """The part on `country`, else the first. Raises Unreadable when the text is on others only."""
    starts = _starts(paragraphs, _of_other_countries(paragraphs, lines))
    if not starts:
        return Part(0, len(paragraphs), None)
    if starts[0][0] > 0 and not _holds_text(paragraphs[: starts[0][0]]):
        starts[0] = (0, starts[0][1])
    at = _wanted(starts, country)
    start, line = starts[at]
    end = starts[at + 1][0] if at + 1 < len(starts) else len(paragraphs)
    left_out = [named.country for place, named in starts if place != start]
    own = TierLine(line.country, line.tier, line.first - start, line.last - start, line.end)
    return Part(start, end, own, tuple(_said(start, end, len(paragraphs), left_out)))


def _of_other_countries(paragraphs: Sequence[str], lines: Sequence[TierLine]) -> list[TierLine]:
    """The first tier line of each country in a row. One without text around it is only a remark."""
    kept: list[TierLine] = []
    for line in lines:
        if not kept or (
            line.country
            and not heads.same_country(line.country, kept[-1].country)
            and _has_text(paragraphs[kept[-1].last + 1 : line.first])
            and _has_text(paragraphs[line.last + 1 : line.last + 1 + NEAR])
        ):
            kept.append(line)
    return kept


def _has_text(paragraphs: Sequence[str]) -> bool:
    return any(len(text) > heads.SHORT / 2 for text in paragraphs)


def _starts(paragraphs: Sequence[str], lines: Sequence[TierLine]) -> list[tuple[int, TierLine]]:
    """Where each part begins: at its title, or whatever else stands right above the tier line."""
    found: list[tuple[int, TierLine]] = []
    for line in lines:
        start = line.first
        floor = found[-1][1].last + 1 if found else 0
        while start > floor and _is_above(paragraphs[start - 1], line):
            start -= 1
        found.append((start, line))
    return found


def _is_above(text: str, line: TierLine) -> bool:
    return heads.is_title(text) or heads.same_country(text, line.country) or heads.is_aside(text)


def _holds_text(paragraphs: Sequence[str]) -> bool:
    """Whether what stands before the first tier line is the end of another narrative."""
    return any(
        headings.heading_of(text) or (len(text) > heads.SHORT and cues.opens(text))
        for text in paragraphs
    )


def _wanted(starts: Sequence[tuple[int, TierLine]], country: str | None) -> int:
    if country is None or is_code(country):
        return 0
    for at, (_start, line) in enumerate(starts):
        if heads.same_country(line.country, country):
            return at
    return 0


def is_code(country: str) -> bool:
    """Whether it is a code such as "XK", which no text holds."""
    return len(country) <= LONGEST_CODE


def check_country(country: str | None, stated: str | None, paragraphs: Sequence[str]) -> None:
    """Raises Unreadable when the text is on another country than the person says."""
    if not country or not stated or is_code(country) or heads.same_country(country, stated):
        return
    if any(country.casefold() in text.casefold() for text in paragraphs[:12]):
        return
    raise Unreadable(
        _(
            "The text was not read as one on %(said)s: it is on %(stated)s. "
            "Give the right country, or the right text."
        )
        % {"said": country, "stated": heads.written(stated, paragraphs)}
    )


def _said(start: int, end: int, count: int, countries: Sequence[str]) -> list[str]:
    said = []
    names = ", ".join(name for name in countries if name)
    if end < count:
        said.append(
            _(
                "Paragraphs %(first)s to %(last)s were left out: another country begins there "
                "(%(names)s). Read each country by itself."
            )
            % {"first": end + 1, "last": count, "names": names}
        )
    if start > 0:
        said.append(
            _(
                "Paragraphs 1 to %(last)s were left out: they stand before the line that places "
                "the country, and seem to be on another."
            )
            % {"last": start}
        )
    return said
