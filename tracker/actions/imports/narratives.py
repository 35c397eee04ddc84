"""Store a narrative as a run with drafts; suggest responsibilities and links to earlier ones."""

import hashlib
import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby, islice
from operator import attrgetter, itemgetter
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from tracker import formats, limited_process, policies
from tracker.actions.base import TimedCommand
from tracker.audit.reasons import because
from tracker.formats.countries import same_country
from tracker.intake import bodies, lineage
from tracker.intake.drafts import (
    NATIONAL,
    DraftQuestion,
    DraftRecommendation,
    EarlierValue,
    Figure as DraftFigure,
    Mention,
    Narrative,
    NarrativeHeader,
    Place,
    figure_as_json,
    numbers_as_json,
    recommendation_as_json,
)
from tracker.intake.narrative import read_document, read_narrative
from tracker.intake.sentences import split_sentences
from tracker.models import Body, Draft, Figure, ImportRun, Recommendation, Report, is_on_country
from tracker.summaries.bodies import names_of_bodies
from tracker.vocabulary import (
    BodyKind,
    DraftKind,
    ImportRunState,
    QuestionKind,
    ResponsibilityBasis,
    Role,
    Section,
)

_BENEFIT = re.compile(
    r"\b(?:resources|funding|funds|support|training|assistance|guidance)\s+(?:to|for)\s+(?:the\s+)?$",
    re.IGNORECASE,
)
KIND_BY_WORD = {  # of a name, which suggests the kind of its body
    "Ministry": BodyKind.MINISTRY,
    "Police": BodyKind.POLICE,
    "Court": BodyKind.COURT,
    "Prosecut": BodyKind.PROSECUTION,
    "Inspect": BodyKind.INSPECTION,
    "Academy": BodyKind.TRAINING,
    "Internation": BodyKind.INTERNATIONAL,
    "United Nations": BodyKind.INTERNATIONAL,
}
MOST_BODIES = 300  # drafts; a narrative names some thirty
MIN_OVERLAP = 0.12  # of the words of a recommendation and a sentence about the body
MAX_INFERRED = 3  # bodies inferred for one recommendation

DraftValues = tuple[DraftKind, list[Place], dict[str, Any]]
type Sentence = tuple[Place, str, frozenset[str]]  # a place in it, and its words that count


def suggest_responsibilities(narrative: Narrative) -> Iterator[DraftValues]:
    """Suggest bodies named in a recommendation, then bodies named in a similar sentence.

    Suggestions come with their sentence: nothing is assigned without a person.
    """
    codes = set(Body.objects.values_list("code", flat=True))
    mentions = [m for m in narrative.mentions if m.is_known and m.code in codes]
    sentences = [(mention, _sentences_of(narrative, mention)) for mention in mentions]
    for recommendation in narrative.recommendations:
        named = list(_find_named(recommendation, mentions))
        named_codes = {values["body"] for _kind, _places, values in named}
        yield from named + _infer(
            recommendation, [pair for pair in sentences if pair[0].code not in named_codes]
        )


def suggest_bodies(narrative: Narrative) -> Iterator[DraftValues]:
    """Suggest a new body for each capitalised name that is in no list; a person may match it."""
    unknown = (m for m in narrative.mentions if not m.is_known and m.name[0].isupper())
    for mention in islice(unknown, MOST_BODIES):
        kinds = (kind for word, kind in KIND_BY_WORD.items() if word in mention.name)
        values = {
            "name": mention.name,
            "acronym": mention.code if mention.code != mention.name else "",
            "kind": next(kinds, BodyKind.UNNAMED).value,
            "body": "",
        }
        yield DraftKind.BODY, list(mention.places), values


def _find_named(
    recommendation: DraftRecommendation, mentions: list[Mention]
) -> Iterator[DraftValues]:
    for mention in mentions:
        if place := _find_place_within(recommendation, mention):
            before = recommendation.text[: max(0, place.start - recommendation.places[0].start)]
            yield _responsibility_values(
                recommendation,
                mention,
                Role.BENEFICIARY if _BENEFIT.search(before) else Role.LEAD,
                ResponsibilityBasis.NAMED_IN_REPORT,
                place,
                recommendation.text,
            )


def _infer(
    recommendation: DraftRecommendation,
    sentences_by_mention: Sequence[tuple[Mention, list[Sentence]]],
) -> list[DraftValues]:
    """Suggest the bodies of the sentences that share most words with the recommendation."""
    wanted_words = lineage.content_words(recommendation.text)
    scored: list[tuple[float, DraftValues]] = []
    for mention, sentences in sentences_by_mention:
        score, place, sentence = max(
            (
                (lineage.similarity(wanted_words, words), place, text)
                for place, text, words in sentences
            ),
            key=itemgetter(0),
            default=(0.0, None, ""),
        )
        if place is not None and score >= MIN_OVERLAP:
            draft = _responsibility_values(
                recommendation,
                mention,
                Role.SUPPORTING,
                ResponsibilityBasis.INFERRED_FROM_REPORT,
                place,
                sentence,
            )
            scored.append((score, draft))
    return [draft for _score, draft in sorted(scored, key=lambda pair: -pair[0])[:MAX_INFERRED]]


def _responsibility_values(
    recommendation: DraftRecommendation,
    mention: Mention,
    role: Role,
    basis: ResponsibilityBasis,
    place: Place,
    sentence: str,
) -> DraftValues:
    return (
        DraftKind.RESPONSIBILITY,
        [place],
        {
            "number": recommendation.number,
            "body": mention.code,
            "role": role.value,
            "basis": basis.value,
            "sentence": sentence,
        },
    )


def _find_place_within(recommendation: DraftRecommendation, mention: Mention) -> Place | None:
    """Return the first place in a recommendation, or in its heading, that mentions the body."""
    addressee = (recommendation.addressee,) if recommendation.addressee else ()
    for outer in (*addressee, *recommendation.places):
        first = bisect_left(mention.places, replace(outer, end=0))
        for place in mention.places[first : first + 1]:
            if place.paragraph == outer.paragraph and place.end <= outer.end:
                return place
    return None


def _sentences_of(narrative: Narrative, mention: Mention) -> list[Sentence]:
    """Return the sentences that mention a body and may say what it does, each text once."""
    texts = {
        p.number: p.text
        for p in narrative.paragraphs
        if p.section not in (Section.RECOMMENDATIONS, Section.PROFILE, Section.TITLE)
    }
    sentences: dict[str, Sentence] = {}
    for number, places in groupby(mention.places, attrgetter("paragraph")):
        paragraph = texts.get(number, "")
        spans = split_sentences(paragraph)
        for place in places if paragraph else ():
            start, end = spans[bisect_right(spans, place.start, key=itemgetter(0)) - 1]
            text = paragraph[start:end]
            if text not in sentences:
                sentences[text] = place, text, lineage.content_words(text)
    return list(sentences.values())


def suggest_link_drafts(
    recommendations: Sequence[DraftRecommendation], run: ImportRun
) -> list[DraftValues]:
    """Suggest links to similar recommendations in earlier editions on this country."""
    if run.year is None:
        return []
    rows = {
        row.pk: row
        for row in Recommendation.objects.filter(
            report__in=Report.objects.filter(is_on_country(run.country)),
            report__mechanism__code=run.mechanism,
            report__year__lt=run.year,
        )
        .select_related("report__mechanism")
        .order_by("sort_key")
    }
    earlier = [
        lineage.RecommendationText(row.pk, row.report.year, row.text) for row in rows.values()
    ]
    later = [lineage.RecommendationText(r.number, run.year, r.text) for r in recommendations]
    places = {row.number: list(row.places) for row in recommendations}
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
        for link in lineage.suggest_links(later, earlier)
    ]


@dataclass(frozen=True, slots=True)
class Source:
    """Bytes of a file or pasted text, with the edition where a person gave it."""

    content: bytes = b""
    pasted: str = ""
    file_name: str = ""
    country: str | None = None
    year: int | None = None
    mechanism: str | None = None

    @property
    def sha256(self) -> str:
        """Hash of the file or the pasted text, in hex."""
        return hashlib.sha256(self.content or self.pasted.encode()).hexdigest()


def read_source(source: Source) -> Narrative:
    """Read a narrative and write nothing. Raises FileUnreadable saying why it is none."""
    narrative = limited_process.read_limited(
        source.file_name,
        read_document,
        source.pasted or source.content,
        year=source.year,
        country=source.country,
        mechanism=source.mechanism,
    )
    return replace(
        narrative,
        mentions=limited_process.read_limited(
            source.file_name,
            bodies.find_mentions,
            [paragraph.text for paragraph in narrative.paragraphs],
            names_of_bodies(narrative.header.country or ""),
            first=narrative.paragraphs[0].number,
            with_introduced=True,
        ),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class StoreNarrative(TimedCommand):
    """A narrative to store; `narrative` if it was read before."""

    source: Source
    narrative: Narrative | None = None


def store_narrative(command: StoreNarrative) -> ImportRun:
    """Store a narrative as a run that waits for a decision.

    The same bytes again return the run that waits or was accepted. It is read before the
    transaction, which others wait for. Raises PermissionRefused, and FileUnreadable saying why the
    source is no narrative.
    """
    policies.imports.check_can_import(command.by)
    source = command.source
    narrative = _renumber_paragraphs(command.narrative or read_source(source))
    head = narrative.header
    with transaction.atomic(), because(_("Imported"), by=command.by):
        if existing := _find_existing(source, head):
            return existing
        run = ImportRun.objects.create(
            file_name=source.file_name[-200:],
            sha256=source.sha256,
            reader=narrative.reader,
            text=_join_paragraphs(narrative),
            mechanism=source.mechanism or head.mechanism or "",
            country=head.country or "",
            year=head.year,
            title=head.title[:300],
            tier=head.tier or "",
            previous_tier=head.previous_tier or "",
            uncertain=list(narrative.uncertainties),
            numbers=numbers_as_json(narrative),
            created_by=command.by,
            created_at=command.now,
        )
        Draft.objects.bulk_create(_build_drafts(run, compare_with_editions(run, narrative)))
    return run


def _find_existing(source: Source, head: NarrativeHeader) -> ImportRun | None:
    """Return the run of the same bytes and edition: one file may hold several countries."""
    runs: Iterable[ImportRun] = ImportRun.objects.filter(
        sha256=source.sha256, state__in=[ImportRunState.WAITING, ImportRunState.ACCEPTED]
    ).order_by("-pk")
    return next(
        (
            run
            for run in runs
            if head.country is None or same_country(run.country, head.country)
            if head.year in (None, run.year) and source.mechanism in (None, run.mechanism)
        ),
        None,
    )


def _renumber_paragraphs(narrative: Narrative) -> Narrative:
    """Return the narrative with paragraphs counted from 1, if its file holds several countries."""
    if narrative.paragraphs[0].number == 1:
        return narrative
    head = narrative.header
    renumbered = limited_process.read_limited(
        "", read_narrative, _join_paragraphs(narrative), year=head.year, country=head.country
    )
    before = narrative.paragraphs[0].number - 1
    mentions = tuple(
        replace(m, places=tuple(replace(p, paragraph=p.paragraph - before) for p in m.places))
        for m in narrative.mentions
    )
    return replace(
        renumbered,
        header=head,
        mentions=mentions,
        uncertainties=narrative.uncertainties,
        reader=narrative.reader,
    )


def _join_paragraphs(narrative: Narrative) -> str:
    return "\n\n".join(paragraph.text for paragraph in narrative.paragraphs)


def compare_with_editions(run: ImportRun, narrative: Narrative) -> Narrative:
    """Compare the earlier values of a text with those that earlier editions gave themselves.

    One that was inferred and agrees is certain. Where they differ, a question names both, unless
    either may be something else: read with a doubt, a bound, of no year, a part of unknown kind.
    """
    earlier_figures = Figure.objects.current().filter(
        report__in=Report.objects.filter(is_on_country(run.country)),
        report__mechanism__code=run.mechanism,
        report__year__lt=run.year or 0,
        scope="",
        value__isnull=False,
    )
    by_key = {
        (row.indicator.code, row.period, *sorted(row.breakdown.items())): row
        for row in earlier_figures.select_related("indicator", "report__mechanism").order_by(
            "report__year"
        )
    }
    figures, questions = list(narrative.figures), list(narrative.questions)
    for index, figure in enumerate(figures):
        doubt = figure.doubt.replace(_("The earlier value is inferred."), "").strip()
        is_told_apart = figure.part_of is None or figure.breakdown
        for earlier in figure.previous if figure.scope == NATIONAL and is_told_apart else ():
            row = by_key.get((figure.indicator, earlier.period, *sorted(figure.breakdown)))
            if row is None or row.indicator.own_unit(figure.unit) != row.unit:
                continue
            if row.value != earlier.value and not (doubt or row.qualifier):
                questions.append(_ask_about_edition(figure, earlier, row))
            elif row.value == earlier.value and earlier.place is None:
                figures[index] = replace(figure, doubt=doubt)
    return replace(narrative, figures=tuple(figures), questions=tuple(questions))


def _ask_about_edition(figure: DraftFigure, earlier: EarlierValue, row: Figure) -> DraftQuestion:
    message = _(
        "%(report)s gives %(before)s for %(indicator)s in %(period)s, this text gives %(now)s. "
        "Which is right?"
    ) % {
        "report": row.source,
        "before": row.display_value,
        "indicator": row.indicator.name,
        "period": earlier.period,
        "now": formats.format_number(earlier.value),
    }
    return DraftQuestion(
        QuestionKind.ASK, message, tuple(filter(None, (figure.place, earlier.place)))
    )


def _build_drafts(run: ImportRun, narrative: Narrative) -> list[Draft]:
    """Build the drafts kind by kind, each in the order of the text; suggestions come last."""
    first = len(narrative.recommendations) + 1  # position of the first figure
    drafts: list[DraftValues] = [
        *(
            (
                DraftKind.RECOMMENDATION,
                list(r.places),
                {**recommendation_as_json(r), "is_numbered": r.is_numbered},
            )
            for r in narrative.recommendations
        ),
        *(  # its whole is named by its position
            (
                DraftKind.FIGURE,
                [f.place],
                {
                    **figure_as_json(f),
                    "part_of": None if f.part_of is None else f.part_of + first,
                },
            )
            for f in narrative.figures
        ),
        *(
            (DraftKind.QUESTION, list(q.places), {"kind": q.kind.value, "message": q.message})
            for q in narrative.questions
        ),
        *suggest_responsibilities(narrative),
        *suggest_link_drafts(narrative.recommendations, run),
        *suggest_bodies(narrative),
    ]
    # The stored text begins with the part on the country: places are counted in that.
    before = narrative.paragraphs[0].number - 1
    return [
        Draft(
            run=run,
            kind=kind,
            position=position,
            places=[[p.paragraph - before, p.start, p.end] for p in places],
            values=values,
        )
        for position, (kind, places, values) in enumerate(drafts, 1)
    ]
