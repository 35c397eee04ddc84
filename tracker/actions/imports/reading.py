"""A narrative is read: nothing of it is taken in until a person accepts it."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from tracker import policies
from tracker.actions.imports.suggesting import links_for, responsibilities_for
from tracker.audit.reasons import because
from tracker.intake import bodies, introduced
from tracker.intake.as_json import figure_as_json
from tracker.intake.drafts import Narrative, Place
from tracker.intake.formats.detect import read_file, read_pasted_text
from tracker.intake.reading import read_narrative
from tracker.models import Draft, Run, User
from tracker.summaries.names import names_of_bodies
from tracker.vocabulary import DraftKind, RunState


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
        **introduced.introduced_names(texts),
        **names_of_bodies(narrative.header.country or ""),
    }
    mentions = bodies.find_mentions(texts, names, first=narrative.paragraphs[0].number)
    narrative = replace(narrative, mentions=mentions)
    uncertain = (*came.uncertainties, *narrative.uncertainties)
    return ReadIn(narrative, came.text, came.reader, uncertain)


@transaction.atomic
def read_in(*, source: Source, by: User, now: datetime, found: ReadIn | None = None) -> Run:
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
        run = Run(
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
            made_by=by,
            made_at=now,
        )
        run.save()
        Draft.objects.bulk_create(_drafts(run, narrative))
    return run


def _held(source: Source, found: ReadIn) -> Run | None:
    """The run of the same bytes about the same edition: one file may hold several countries."""
    head = found.narrative.header
    rows = Run.objects.filter(
        sha256=source.sha256, state__in=[RunState.WAITING, RunState.ACCEPTED]
    ).order_by("-pk")
    for run in rows:
        same_country = head.country is None or run.country.casefold() == head.country.casefold()
        same_year = head.year is None or run.year == head.year
        if same_country and same_year and source.mechanism in (None, run.mechanism):
            same: Run = run
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


def _drafts(run: Run, narrative: Narrative) -> list[Draft]:
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
