"""A progress report is frozen: its content, its bytes in every format, what it used, the seal."""

import hashlib
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import PurePath

from django.db import transaction
from django.db.models import Max
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from tracker import policies
from tracker.actions import storing
from tracker.actions.locks import hold_files
from tracker.actions.publishing.asked import by_name, conditions_of, worked_out
from tracker.actions.publishing.remaking import CONTENT, content_of
from tracker.actions.values import check_values
from tracker.audit.reasons import because
from tracker.errors import Invalid, Missing, Stale, Unreadable
from tracker.filters.progress import check_once
from tracker.models import Printed, Publication, PublicationUse, Report, Schedule, User
from tracker.progress import Labelled, Progress, frozen
from tracker.reporting import RENDERERS
from tracker.reporting.names import file_name, title
from tracker.summaries.drafts import is_same
from tracker.summaries.used import newest_event, used, versions
from tracker.vocabulary import Language, PublicationState

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
    schedule: Schedule | None = None,
    today: date | None = None,
    tell: Tell | None = None,
) -> Publication:
    """Freeze the report that `wanted` asks for, as `progress_of` has it for everybody alike.

    `formats` are all of them unless named; `tell` hears how far it is. The same report
    asked for again by the same person while its draft waits is that draft. Raises NotYours; Invalid
    for what can't be read, and without words; PersonalData for words that look like a victim's;
    Stale when others kept writing.
    """
    policies.publications.check_can_make(by)
    check_once(wanted)
    if language not in Language.values:
        asked = {"asked": language, "known": ", ".join(Language.values)}
        raise Invalid(
            _("The tracker does not speak “%(asked)s”. Choose one of: %(known)s.") % asked
        )
    formats = list(dict.fromkeys(formats or RENDERERS))
    if unknown := [name for name in formats if name not in RENDERERS]:
        told = {"format": unknown[0], "known": ", ".join(RENDERERS)}
        raise Invalid(_("There is no file “%(format)s”. Choose one of: %(known)s.") % told)
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
                made_at=now,
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
    content = frozen.to_json(told)
    row.content_sha256 = hashlib.sha256(content).hexdigest()
    check_values(row)
    # Printed from what is frozen, and from nothing else: so it can be made again.
    told = frozen.from_json(content)
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
        Printed.objects.create(
            publication=row,
            format=name,
            name=_file_name(made, name),
            size=len(content),
            sha256=storing.keep(content),
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
    except (Missing, Unreadable):
        return False


def _next_number(report: Report) -> int:
    held = Publication.objects.filter(report=report).aggregate(newest=Max("number"))
    return int(held["newest"] or 0) + 1


def _file_name(made: Made, name: str) -> str:
    """ "tip-2024-kosovo-brief-2025-03-31-sq-no3.pdf"."""
    path = PurePath(file_name(made.told, "json" if name == CONTENT else name))
    kind = "-content" if name == CONTENT else ""
    return f"{path.stem}-no{made.row.number}{kind}{path.suffix}"
