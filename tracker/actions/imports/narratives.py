"""What a narrative suggests: which bodies answer for what, and what is asked again."""

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from tracker import policies
from tracker.audit.reasons import because
from tracker.intake import bodies
from tracker.intake.drafts import DraftRecommendation, Mention, Narrative, Place, figure_as_json
from tracker.intake.formats import read_file, read_pasted_text
from tracker.intake.lineage import RecommendationText, content_words, suggest_links
from tracker.intake.narrative import read_narrative
from tracker.intake.sentences import sentences
from tracker.models import Body, Draft, ImportRun, Recommendation, User
from tracker.summaries.bodies import names_of_bodies
from tracker.vocabulary import Basis, DraftKind, ImportRunState, Role, Section

_GAINS = re.compile(
    r"\b(?:resources|funding|funds|support|training|assistance|guidance)\s+(?:to|for)\s+(?:the\s+)?$",
    re.IGNORECASE,
)
SHARED = 0.12  # of the words of a recommendation and a sentence about the body
MOST = 3  # bodies inferred for one recommendation

Found = tuple[DraftKind, list[Place], dict[str, Any]]


def responsibilities_for(narrative: Narrative) -> list[Found]:
    """Bodies named in a recommendation, then those that a sentence on the same matter names.

    Suggestions with their sentence: nothing is assigned without a person.
    """
    held = set(Body.objects.values_list("code", flat=True))
    known = [one for one in narrative.mentions if one.code in held]
    found: list[Found] = []
    for recommendation in narrative.recommendations:
        named = _named_in(recommendation, known)
        found += named
        codes = {values["body"] for _kind, _places, values in named}
        found += _inferred(recommendation, narrative, [m for m in known if m.code not in codes])
    return found


def _named_in(recommendation: DraftRecommendation, known: list[Mention]) -> list[Found]:
    found: list[Found] = []
    for mention in known:
        for place in mention.places:
            if not any(_within(place, own) for own in recommendation.places):
                continue
            before = recommendation.text[: max(0, place.start - recommendation.places[0].start)]
            role = Role.BENEFICIARY if _GAINS.search(before) else Role.LEAD
            found.append(
                _suggested(
                    recommendation, mention, role, Basis.NAMED_IN_REPORT, place, recommendation.text
                )
            )
            break
    return found


def _inferred(
    recommendation: DraftRecommendation, narrative: Narrative, known: list[Mention]
) -> list[Found]:
    """The bodies of the sentences that share most words with the recommendation."""
    asked = content_words(recommendation.text)
    texts = {p.number: p for p in narrative.paragraphs}
    scored: list[tuple[float, Found]] = []
    for mention in known:
        best: tuple[float, Place, str] | None = None
        for place in mention.places:
            paragraph = texts[place.paragraph]
            if paragraph.section in (Section.RECOMMENDATIONS, Section.PROFILE, Section.TITLE):
                continue
            sentence = _sentence(paragraph.text, place)
            words = content_words(sentence)
            score = len(asked & words) / len(asked | words) if asked | words else 0.0
            if best is None or score > best[0]:
                best = (score, place, sentence)
        if best is not None and best[0] >= SHARED:
            basis = Basis.INFERRED_FROM_REPORT
            one = _suggested(recommendation, mention, Role.SUPPORTING, basis, best[1], best[2])
            scored.append((best[0], one))
    scored.sort(key=lambda pair: -pair[0])
    return [found for _score, found in scored[:MOST]]


def _suggested(
    recommendation: DraftRecommendation,
    mention: Mention,
    role: Role,
    basis: Basis,
    place: Place,
    sentence: str,
) -> Found:
    values = {
        "number": recommendation.number,
        "body": mention.code,
        "role": role.value,
        "basis": basis.value,
        "sentence": sentence,
    }
    return DraftKind.RESPONSIBILITY, [place], values


def _within(place: Place, own: Place) -> bool:
    return place.paragraph == own.paragraph and own.start <= place.start and place.end <= own.end


def _sentence(text: str, place: Place) -> str:
    for start, end in sentences(text):
        if start <= place.start < end:
            return text[start:end]
    return text[place.start : place.end]


def links_for(narrative: Narrative, run: ImportRun) -> list[Found]:
    """What may be asked again, of the editions held of this mechanism and country."""
    if run.year is None:
        return []
    held = (
        Recommendation.objects.filter(
            report__mechanism__code=run.mechanism,
            report__country_name__iexact=run.country,
            report__year__lt=run.year,
        )
        .select_related("report__mechanism")
        .order_by("sort_key")
    )
    rows = {row.pk: row for row in held}
    earlier = [RecommendationText(row.pk, row.report.year, row.text) for row in rows.values()]
    later = [RecommendationText(r.number, run.year, r.text) for r in narrative.recommendations]
    places = {one.number: list(one.places) for one in narrative.recommendations}
    return [
        (
            DraftKind.LINK,
            places[str(link.later.key)],
            {
                "number": link.later.key,
                "earlier": link.earlier.key,
                "cited_as": rows[int(link.earlier.key)].cited_as,
                "score": link.score,
                "closeness": link.closeness.value,
                "by_itself": link.is_by_itself,
            },
        )
        for link in suggest_links(later, earlier)
    ]


@dataclass(frozen=True, slots=True)
class Source:
    """What came in: the bytes of a file, or words that somebody pasted, and what is said of it."""

    content: bytes = b""
    pasted: str = ""
    file_name: str = ""
    country: str | None = None
    year: int | None = None
    mechanism: str | None = None

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.content or self.pasted.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class ReadIn:
    """A narrative with the text and format it was read from."""

    narrative: Narrative
    text: str
    reader: str
    uncertain: tuple[str, ...]


def read_only(source: Source) -> ReadIn:
    """Read a narrative and write nothing. Raises Unreadable saying why it is none."""
    came = read_pasted_text(source.pasted) if source.pasted else read_file(source.content)
    narrative = read_narrative(came.text, year=source.year, country=source.country)
    texts = [paragraph.text for paragraph in narrative.paragraphs]
    names: dict[str, Sequence[str]] = {
        **bodies.introduced_names(texts),
        **names_of_bodies(narrative.header.country or ""),
    }
    mentions = bodies.find_mentions(texts, names, first=narrative.paragraphs[0].number)
    narrative = replace(narrative, mentions=mentions)
    uncertain = (*came.uncertainties, *narrative.uncertainties)
    return ReadIn(narrative, came.text, came.reader, uncertain)


@transaction.atomic
def read_in(*, source: Source, by: User, now: datetime, found: ReadIn | None = None) -> ImportRun:
    """Read a narrative and keep it as a run that waits for a decision; `found` if it was read.

    The same bytes again give the run that waits, or that was accepted: nothing new. Raises NotYours
    without the right to log, Unreadable saying why it is no narrative. Nothing is written then.
    """
    policies.imports.check_can_import(by)
    found = found or read_only(source)
    if held := _held(source, found):
        return held
    narrative = _alone(found.narrative)
    head = narrative.header
    with because(_("Read in"), by=by):
        run = ImportRun(
            file_name=source.file_name[-200:],
            sha256=source.sha256,
            reader=found.reader,
            text=_text_of(narrative),
            mechanism=source.mechanism or head.mechanism or "",
            country=head.country or "",
            year=head.year,
            title=head.title[:300],
            tier=head.tier or "",
            previous_tier=head.previous_tier or "",
            uncertain=list(found.uncertain),
            created_by=by,
            created_at=now,
        )
        run.save()
        Draft.objects.bulk_create(_drafts(run, narrative))
    return run


def _held(source: Source, found: ReadIn) -> ImportRun | None:
    """The run of the same bytes about the same edition: one file may hold several countries."""
    head = found.narrative.header
    rows = ImportRun.objects.filter(
        sha256=source.sha256, state__in=[ImportRunState.WAITING, ImportRunState.ACCEPTED]
    ).order_by("-pk")
    for run in rows:
        same_country = head.country is None or run.country.casefold() == head.country.casefold()
        same_year = head.year is None or run.year == head.year
        if same_country and same_year and source.mechanism in (None, run.mechanism):
            same: ImportRun = run
            return same
    return None


def _alone(narrative: Narrative) -> Narrative:
    """The same, its paragraphs counted from 1: of a file with several countries one is kept."""
    if narrative.paragraphs[0].number == 1:
        return narrative
    head = narrative.header
    own = read_narrative(_text_of(narrative), year=head.year, country=head.country)
    before = narrative.paragraphs[0].number - 1
    mentions = tuple(
        replace(one, places=tuple(replace(p, paragraph=p.paragraph - before) for p in one.places))
        for one in narrative.mentions
    )
    return replace(own, header=head, mentions=mentions, uncertainties=narrative.uncertainties)


def _text_of(narrative: Narrative) -> str:
    return "\n\n".join(paragraph.text for paragraph in narrative.paragraphs)


def _drafts(run: ImportRun, narrative: Narrative) -> list[Draft]:
    """What was found, in the order of the text, kind by kind; then what it suggests."""
    found: list[tuple[DraftKind, list[Place], dict[str, Any]]] = [
        (
            DraftKind.RECOMMENDATION,
            list(one.places),
            {"number": one.number, "text": one.text},
        )
        for one in narrative.recommendations
    ]
    found += [(DraftKind.FIGURE, [one.place], figure_as_json(one)) for one in narrative.figures]
    found += [
        (DraftKind.QUERY, list(one.places), {"kind": one.kind.value, "message": one.message})
        for one in narrative.questions
    ]
    found += responsibilities_for(narrative)
    found += links_for(narrative, run)
    # The text kept begins with the part on the country: places are counted in that.
    before = narrative.paragraphs[0].number - 1
    return [
        Draft(
            run=run,
            kind=kind,
            position=position,
            places=[[p.paragraph - before, p.start, p.end] for p in places],
            values=values,
        )
        for position, (kind, places, values) in enumerate(found, 1)
    ]
