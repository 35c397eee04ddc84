"""Reports of other mechanisms than the TIP Report: whose a text is, its title, its list."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from tracker.errors import FileUnreadable
from tracker.formats.countries import find_country_code
from tracker.intake.countries import LONGEST_CODE
from tracker.intake.drafts import DraftRecommendation
from tracker.intake.list_grammar import PARAGRAPH_NUMBER, read_recommendations
from tracker.intake.profiles import DATE, PROFILES, Profile
from tracker.intake.title_block import NAME, find_country, find_country_spelling

HEAD, SHORT = 25, 300  # paragraphs that can hold a title; code points of one
NO_REPORT_WITHIN = 10  # paragraphs
# Texts about a report, or around it, that repeat its title.
NO_REPORT = re.compile(
    r"(?:list\s+of\s+(?:issues|themes)\b|(?:replies|reply|responses?|comments|observations)\s+(?:of|by|to|from|prior|in|on|received"
    r"|submitted)\b)|.{0,60}\b(?:press\s+(?:release|statement)|shadow\s+report|alternative\s+report|parallel\s+report"
    r"|stakeholders|joint\s+submission|questionnaire|national\s+report|compilation\s+(?:of|on|prepared)"
    r"|information\s+(?:received|submitted)|action\s+plan|newsletter)\b|.{0,60}\bgovernment[’']?s?[’']?\s+comments",
    re.IGNORECASE,
)
NO_COUNTRY = re.compile(
    r"first|second|third|fourth|fifth|sixth|council|committee|group|commission|report|convention|office|mission|round|session|general|rights|nations"
    r"|europe|introduction|summary|contents|recommend|chapter|annex|appendix|strasbourg|geneva|warsaw|brussels"
    r"|original|english|state\s+party|conclusion|evaluation|review|elections?\b",
    re.IGNORECASE,
)
LONE_NAME = re.compile(rf"^(?:the\s+|THE\s+)?{NAME}[*\d\s]{{0,4}}$")


@dataclass(frozen=True, slots=True)
class ListedReport:
    """Report of another mechanism, as far as it is read."""

    mechanism: str
    title: str
    country: str | None
    years: tuple[int, ...]
    recommendations: tuple[DraftRecommendation, ...]
    left_out: tuple[int, ...]  # paragraphs that ask for reports to the mechanism alone


def read_report(
    paragraphs: Sequence[str], mechanism: str | None, *, is_tip: bool
) -> ListedReport | None:
    """Read a text of another mechanism than the TIP Report; None for one that names no other.

    `is_tip` tells that the text names the TIP Report; `mechanism` is the code that a person gave.
    Raises FileUnreadable for a text that contradicts it, that is about a report, or in which no
    recommendation is recognised.
    """
    if is_tip:
        _check_mechanism(mechanism or "TIP", "TIP")
        return None
    head = [text for text in paragraphs[:HEAD] if len(text) < SHORT]
    titles = [text for text in head if text[-1] not in ".!?"]
    titled = {
        profile.code: match.start()
        for profile in PROFILES.values()
        if (match := profile.title.search("\n".join(titles)))
    }
    named = sorted(titled, key=lambda code: titled[code]) or [
        p.code for p in PROFILES.values() if p.voice and any(map(p.voice.search, paragraphs))
    ]
    if mechanism and named and mechanism not in named:
        _check_mechanism(mechanism, named[0] if titled else ", ".join(named))
    FileUnreadable.raise_if(
        len(named) > 1 and not titled and not mechanism,
        _("The text does not name its mechanism. Choose it."),
    )
    candidates = [mechanism] if mechanism in PROFILES else named
    first = next((n for n, text in enumerate(head) if PARAGRAPH_NUMBER.match(text)), HEAD)
    is_report = not any(map(NO_REPORT.match, head[: min(first, NO_REPORT_WITHIN)]))
    for code in candidates if is_report else ():
        profile = PROFILES[code]
        drafts, left_out = read_recommendations(profile, paragraphs)
        is_marked = all(d.is_numbered for d in drafts) or not profile.layouts[0].number
        if drafts and (code in titled or mechanism or is_marked):
            title = max(filter(profile.title.search, titles), key=len, default="").rstrip("*")
            years = _find_years(profile, head[:first])
            country = _find_country(profile, head[:first], paragraphs)
            return ListedReport(code, title, country, years, drafts, left_out)
    FileUnreadable.raise_if(
        candidates,
        _(
            "Nothing was imported: no recommendations of %(mechanism)s were recognised in the text."
            " Paste the report itself with its recommendations, or import them as a table."
        ),
        mechanism=", ".join(map(str, candidates[:1])),
    )
    return None


def _check_mechanism(given: str, stated: str) -> None:
    """Refuse a text that states another mechanism than a person gives. Raises FileUnreadable."""
    FileUnreadable.raise_if(
        given != stated,
        _(
            "The text is a report of %(stated)s, not of %(given)s. Choose the right mechanism,"
            " or paste the right text."
        ),
        stated=stated,
        given=given,
    )


def _find_years(profile: Profile, head: Sequence[str]) -> tuple[int, ...]:
    """Return the years by the first pattern that fits; of several days the last counts."""
    for pattern in profile.years:
        years = {int(match["year"]) for text in head for match in pattern.finditer(text)}
        if years:
            return (max(years),) if pattern is DATE else tuple(sorted(years))
    return ()


def _find_country(profile: Profile, head: Sequence[str], paragraphs: Sequence[str]) -> str | None:
    """Return the country that the title names, or the lone name at the head that the text uses."""
    for text in (*head, *paragraphs):
        match = profile.country.search(text) if profile.country else None
        if match and not NO_COUNTRY.search(match["country"]):
            return find_country_spelling(match["country"].rstrip(".,’'-"), paragraphs)
    names = [m for text in head if not NO_COUNTRY.search(text) for m in LONE_NAME.finditer(text)]
    for name in (find_country_spelling(match["country"], paragraphs) for match in names):
        words = re.escape(name)
        use = re.compile(rf"\b(?:in|of|on|by|to|that|for)\s+(?:the\s+)?{words}\b|\b{words}[’']s\b")
        is_known = len(name) > LONGEST_CODE and find_country_code(name)
        if is_known or any(map(use.search, paragraphs)):
            return name
    return find_country(paragraphs)
