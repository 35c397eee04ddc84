"""What a progress report is asked for with, and how a publication remembers it."""

import hashlib
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from pathlib import PurePath

from django.db import transaction
from django.db.models import Max
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from tracker import policies
from tracker.actions import people
from tracker.actions.evidence import storage
from tracker.actions.locks import hold_files
from tracker.actions.values import check_values
from tracker.audit.reasons import because
from tracker.errors import FileMissing, FileUnreadable, InvalidValue, Stale
from tracker.filters.fields import ME
from tracker.filters.progress import check_once, progress_of
from tracker.models import Publication, PublicationFile, PublicationUse, Report, SavedReport, User
from tracker.progress import Labelled, Progress, serialization
from tracker.reporting import RENDERERS
from tracker.reporting.names import file_name, title
from tracker.summaries.progress.publications import is_same
from tracker.summaries.progress.used_rows import newest_event, used, versions
from tracker.vocabulary import Group, Language, PublicationState

# What stands in a column of its own; the rest of what was asked for is the filter.
COLUMNS = frozenset({"on", "since", "past", "kind", "audience", "language"})
# Of a page or a form, and nothing that a report depends on.
OF_THE_PAGE = frozenset(
    {"format", "formats", "report", "order", "after", "before", "all", "page", "why"}
    | {"csrfmiddlewaretoken"}
)


def by_name(wanted: Mapping[str, Sequence[str]], *, by: User) -> dict[str, list[str]]:
    """The same with whoever asks in the place of "me": what is kept means one and the same person
    to everybody.
    """
    named = {name: list(values) for name, values in wanted.items()}
    if "assignee" in named:
        named["assignee"] = [by.username if one == ME else one for one in named["assignee"]]
    return named


def conditions_of(wanted: Mapping[str, Sequence[str]]) -> dict[str, list[str]]:
    """The filter alone, by name, as a publication keeps it."""
    return {
        name: [str(value) for value in wanted[name]]
        for name in sorted(wanted)
        if name not in COLUMNS | OF_THE_PAGE and any(wanted[name])
    }


def wanted_of(publication: Publication) -> dict[str, list[str]]:
    """What the publication was asked for with, each day by its date."""
    since = {"since": [publication.since.isoformat()]} if publication.since else {}
    return {
        **publication.conditions,
        **since,
        "on": [publication.on.isoformat()],
        "past": [publication.past],
        "kind": [publication.kind],
        "audience": [publication.audience],
    }


def worked_out(
    report: Report, wanted: Mapping[str, Sequence[str]], *, language: str, today: date
) -> Progress:
    """The report as everybody gets it, whoever makes it. Raises Invalid as `progress_of` does."""
    asked = {
        name: list(values)
        for name, values in wanted.items()
        if name not in OF_THE_PAGE | {"language"} and any(values)
    }
    reader = people.service_user("reports", group=Group.VIEWER)
    return progress_of(report, asked, user=reader, today=today, language=language)


CONTENT = "content"  # the format of what the others are printed from


class Fault(StrEnum):
    """What is wrong with a file of a publication."""

    LOST = "lost"  # its bytes are gone, or others
    UNREADABLE = "unreadable"  # the frozen content is no content that this version reads
    DIFFERS = "differs"  # this version of the tracker prints it otherwise


@dataclass(frozen=True, slots=True)
class Faulty:
    """A file of a publication, and what is wrong with it."""

    file: PublicationFile
    fault: Fault


def content_of(publication: Publication) -> Progress:
    """What was frozen. Raises Missing when its bytes are lost, Unreadable for what it is not."""
    return serialization.from_json(storage.kept(publication.content_sha256))


def remake(publication: Publication, wanted_format: str) -> bytes:
    """The bytes of a format, made anew from what was frozen. Raises as `content_of` does."""
    told = content_of(publication)
    return (
        serialization.to_json(told) if wanted_format == CONTENT else RENDERERS[wanted_format](told)
    )


def faulty(publication: Publication) -> Iterator[Faulty]:
    """The files whose bytes are lost, or are not those that would be made today."""
    for file in publication.files.order_by("pk"):
        fault = _fault_of(file, publication)
        if fault:
            yield Faulty(file, fault)


def _fault_of(file: PublicationFile, publication: Publication) -> Fault | None:
    try:
        kept = storage.kept(file.sha256)
    except FileMissing:
        return Fault.LOST
    try:
        made = remake(publication, file.format)
    except FileMissing:
        return None  # told of the content itself
    except FileUnreadable:
        return Fault.UNREADABLE
    return None if made == kept else Fault.DIFFERS


TURNS = 3  # times that it is made when somebody writes meanwhile what it uses
AT_ONCE = 2_000
type Tell = Callable[[int, int], None]  # how many parts are done, of how many


@dataclass(frozen=True, slots=True)
class Made:
    """A report ready to be kept. Its bytes are written while nobody waits for the database."""

    row: Publication
    told: Progress
    content: bytes
    files: dict[str, bytes]  # by format


def make_draft(
    *,
    report: Report,
    wanted: Mapping[str, Sequence[str]],
    by: User,
    now: datetime,
    why: str,
    language: str = "en",
    formats: Collection[str] = (),
    schedule: SavedReport | None = None,
    today: date | None = None,
    tell: Tell | None = None,
) -> Publication:
    """Freeze the report that `wanted` asks for, as `progress_of` has it for everybody alike.

    `formats` are all of them unless named; `tell` hears how far it is. The same report
    asked for again by the same person while its draft waits is that draft. Raises NotYours; Invalid
    for what can't be read, and without words; PersonalData for words that look like a victim's;
    Stale when others kept writing.
    """
    policies.progress.check_can_make(by)
    check_once(wanted)
    if language not in Language.values:
        asked = {"asked": language, "known": ", ".join(Language.values)}
        raise InvalidValue(
            _("The tracker does not speak “%(asked)s”. Choose one of: %(known)s.") % asked
        )
    formats = list(dict.fromkeys(formats or RENDERERS))
    if unknown := [name for name in formats if name not in RENDERERS]:
        told = {"format": unknown[0], "known": ", ".join(RENDERERS)}
        raise InvalidValue(_("There is no file “%(format)s”. Choose one of: %(known)s.") % told)
    report = Report.objects.select_related("mechanism__issuer").get(pk=report.pk)
    wanted = by_name(wanted, by=by)
    with because(why, by=by):
        turns = 0
        while turns < TURNS:
            row = Publication(
                report=report,
                number=_next_number(report),
                language=language,
                conditions=conditions_of(wanted),
                why=why.strip(),
                author=by,
                created_at=now,
                schedule=schedule,
                history_to=newest_event(),
            )
            made = _made(row, wanted, formats, today or timezone.localdate(now), tell)
            if kept := _kept(made):
                return kept
            # Who lost the number alone is printed anew: another was made, so this comes to an end.
            turns += row.number == _next_number(report)
    raise Stale(
        _("%(report)s was written to while the report was made. Make it again in a moment.")
        % {"report": report.cited_as}
    )


def _made(
    row: Publication,
    wanted: Mapping[str, Sequence[str]],
    formats: Collection[str],
    today: date,
    tell: Tell | None,
) -> Made:
    """Work the report out and write it in every format, for the publication it is to be."""
    report = row.report
    tell = tell or _nobody_hears
    tell(0, len(formats) + 1)
    told = worked_out(report, wanted, language=row.language, today=today)
    with translation.override(row.language):
        told = replace(told, state=_name_of(row))
        row.title = title(told)[:300]
    row.kind, row.audience, row.past = told.kind.code, told.audience.code, told.past.code
    row.on, row.since = told.on, told.since
    if told.seal:
        row.seal_number, row.seal_hash = told.seal.number, told.seal.hash
    content = serialization.to_json(told)
    row.content_sha256 = hashlib.sha256(content).hexdigest()
    check_values(row)
    # Printed from what is frozen, and from nothing else: so it can be made again.
    told = serialization.from_json(content)
    files = {}
    for done, name in enumerate(formats, 1):
        tell(done, len(formats) + 1)
        files[name] = RENDERERS[name](told)
    return Made(row, told, content, files)


def _nobody_hears(_done: int, _of: int) -> None:
    pass


def _name_of(row: Publication) -> Labelled:
    """What it is called on paper: the same before it is published and after."""
    label = _("Publication %(number)d") % {"number": row.number}
    return Labelled(PublicationState.PUBLISHED.value, label)


@transaction.atomic
def _kept(made: Made) -> Publication | None:
    """Keep it; None when somebody wrote what it used, or took its number, since it was begun."""
    row = made.row
    Report.objects.select_for_update().get(pk=row.report_id)  # who clicks twice waits here
    if twin := _twin(made):
        return twin
    found = versions(used(made.told, row.report))
    if row.number != _next_number(row.report) or any(v > row.history_to for v in found.values()):
        return None
    hold_files()
    row.save()
    for name, content in {CONTENT: made.content, **made.files}.items():
        PublicationFile.objects.create(
            publication=row,
            format=name,
            name=_file_name(made, name),
            size=len(content),
            sha256=storage.keep(content),
        )
    PublicationUse.objects.bulk_create(
        (
            PublicationUse(publication=row, table=table, key=key, version=version)
            for (table, key), version in sorted(found.items())
        ),
        batch_size=AT_ONCE,
    )
    return row


def _twin(made: Made) -> Publication | None:
    """A draft of the same person that says the same: what a second click finds."""
    row = made.row
    alike = Publication.objects.waiting().filter(
        report=row.report,
        author=row.author,
        kind=row.kind,
        language=row.language,
        audience=row.audience,
        on=row.on,
        past=row.past,
    )
    one: Publication
    for one in alike.order_by("pk"):
        has_all = set(made.files) <= set(one.files.values_list("format", flat=True))
        if has_all and one.conditions == row.conditions and _says(one, made.told):
            return one
    return None


def _says(draft: Publication, told: Progress) -> bool:
    """Whether a draft holds this; one whose content is lost, or of another version, does not."""
    try:
        return is_same(content_of(draft), told)
    except (FileMissing, FileUnreadable):
        return False


def _next_number(report: Report) -> int:
    held = Publication.objects.filter(report=report).aggregate(newest=Max("number"))
    return int(held["newest"] or 0) + 1


def _file_name(made: Made, name: str) -> str:
    """ "tip-2024-kosovo-brief-2025-03-31-sq-no3.pdf"."""
    path = PurePath(file_name(made.told, "json" if name == CONTENT else name))
    kind = "-content" if name == CONTENT else ""
    return f"{path.stem}-no{made.row.number}{kind}{path.suffix}"
