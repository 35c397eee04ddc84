"""What a narrative suggests: which bodies answer for what, and what is asked again."""

import re
from typing import Any

from tracker.intake.drafts import DraftRecommendation, Mention, Narrative, Place
from tracker.intake.lineage import RecommendationText, content_words, suggest_links
from tracker.intake.sentences import sentences
from tracker.models import Body, Recommendation, Run
from tracker.vocabulary import Basis, DraftKind, Role, Section

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


def links_for(narrative: Narrative, run: Run) -> list[Found]:
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
