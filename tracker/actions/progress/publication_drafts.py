"""Freeze progress reports as drafts of publications, and make their files again."""

import dataclasses
import hashlib
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from datetime import date
from pathlib import PurePath

import msgspec
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _, override, pgettext_lazy
from msgspec.structs import replace

from tracker import errors, policies, vocabulary
from tracker.actions import base, people
from tracker.actions.evidence import storage
from tracker.audit import commitments, reasons
from tracker.filters.base import ME
from tracker.filters.progress import check_single_values, progress_from_params
from tracker.models import (
    Event,
    Publication,
    PublicationFile,
    PublicationUse,
    Report,
    SavedReport,
    User,
)
from tracker.progress import LabelledCode, Progress
from tracker.reporting import RENDERERS, names
from tracker.summaries.progress import publications

# Parameters with a column of their own; the others are the filter, kept as conditions.
COLUMNS = frozenset(
    {"on", "since", "basis", "kind", "audience", "language", "reference", "reply_by"}
)
# Parameters of a page or a form, which no report depends on.
PAGE_PARAMETERS = frozenset(
    {"format", "formats", "report", "order", "after", "before", "all", "page", "why"}
    | {"csrfmiddlewaretoken"}
)


def resolve_me(parameters: Mapping[str, Sequence[str]], *, by: User) -> dict[str, list[str]]:
    """Replace the value "me" by the username, so that stored parameters mean one person to all."""
    resolved = {name: list(values) for name, values in parameters.items()}
    if "assignee" in resolved:
        resolved["assignee"] = [by.username if n == ME else n for n in resolved["assignee"]]
    return resolved


def extract_conditions(parameters: Mapping[str, Sequence[str]]) -> dict[str, list[str]]:
    """Return the filter alone, by name, as a publication stores it."""
    return {
        name: [str(value) for value in parameters[name]]
        for name in sorted(parameters)
        if name not in COLUMNS | PAGE_PARAMETERS and any(parameters[name])
    }


def parameters_of(publication: Publication) -> dict[str, list[str]]:
    """Return the parameters of a publication, with dates instead of relative days."""
    given = {name: getattr(publication, name) for name in ("since", "reply_by", "reference")}
    return {
        **publication.conditions,
        **{name: [str(value)] for name, value in given.items() if value},
        "on": [publication.on.isoformat()],
        "basis": [publication.basis],
        "kind": [publication.kind],
        "audience": [publication.audience],
    }


def build_progress(
    report: Report, parameters: Mapping[str, Sequence[str]], *, language: str, today: date
) -> Progress:
    """Build the report as every reader gets it, whoever makes it.

    Raises as `progress_from_params` does.
    """
    filters = {
        name: list(values)
        for name, values in parameters.items()
        if name not in PAGE_PARAMETERS | {"language"} and any(values)
    }
    reader = people.service_user("reports", group=vocabulary.Group.VIEWER)
    return progress_from_params(report, filters, user=reader, today=today, language=language)


CONTENT = "content"  # the format that the other formats are made from
# Raised when a new version prints a frozen report in another way; all up to it are read. Format 1,
# of 0.1.0, had no years, replies, moves of due dates nor anything to compare with.
VERSION = 2


class _Frozen(msgspec.Struct, frozen=True):
    progress: msgspec.Raw
    version: int


def freeze(progress: Progress) -> bytes:
    """Convert a report to canonical UTF-8 JSON: sorted keys, no spaces, ISO dates."""
    return msgspec.json.encode({"progress": progress, "version": VERSION}, order="sorted")


def thaw(content: bytes) -> Progress:
    """Read the report that `freeze` wrote, equal to it in every value; new fields get defaults.

    Raises:
        FileUnreadable: It is no frozen report, or one of a version that this tracker doesn't know.
    """
    with errors.FileUnreadable.instead_of(
        msgspec.DecodeError,
        _(
            "This is not a frozen progress report, or it was changed. Use the "
            "file of the publication."
        ),
    ):
        frozen = msgspec.json.decode(content, type=_Frozen)
        errors.FileUnreadable.raise_if(
            not 1 <= frozen.version <= VERSION,
            _(
                "The report was frozen in format %(version)s, and this version of Heed reads format"
                " %(known)s. Open it with the version that froze it or a newer one."
            ),
            version=frozen.version,
            known=", ".join(map(str, range(1, VERSION + 1))),
        )
        return msgspec.json.decode(frozen.progress, type=Progress)


class Fault(models.TextChoices):
    """Fault of a file of a publication; the label follows the name of the file and a colon."""

    LOST = (
        "lost",
        pgettext_lazy("a file of a publication", "the file is missing or was changed"),
    )
    UNREADABLE = (
        "unreadable",
        pgettext_lazy(
            "a file of a publication", "this version can't read the data it was made from"
        ),
    )
    EARLIER = (
        "earlier",
        pgettext_lazy("a file of a publication", "made by an earlier version"),
    )
    DIFFERS = (
        "differs",
        pgettext_lazy("a file of a publication", "this version produces a different file"),
    )


def read_content(publication: Publication) -> Progress:
    """Read the frozen content.

    Raises FileMissing if it is lost, FileUnreadable for another format.
    """
    return thaw(storage.read_file(publication.content_sha256))


def is_of_earlier_version(publication: Publication) -> bool:
    """Return whether it was printed by a version with other layouts. Raises FileMissing."""
    content = storage.read_file(publication.content_sha256)
    return msgspec.json.decode(content, type=_Frozen).version < VERSION


def regenerate(publication: Publication, wanted_format: str) -> bytes:
    """Make the file of a format again from the frozen content. Raises as `read_content` does."""
    progress = read_content(publication)
    return freeze(progress) if wanted_format == CONTENT else RENDERERS[wanted_format](progress)


def find_faulty_files(publication: Publication) -> Iterator[tuple[PublicationFile, Fault]]:
    """Yield the files that are lost, or differ from those that would be made today."""
    for file in publication.files.order_by("pk"):
        if fault := _find_fault(file, publication):
            yield file, fault


def _find_fault(file: PublicationFile, publication: Publication) -> Fault | None:
    try:
        stored = storage.read_file(file.sha256)
    except errors.FileMissing:
        return Fault.LOST
    try:
        regenerated = regenerate(publication, file.format)
    except errors.FileMissing:
        return None  # reported for the file of the content itself
    except errors.FileUnreadable:
        return Fault.UNREADABLE
    if regenerated == stored:
        return None
    return Fault.EARLIER if is_of_earlier_version(publication) else Fault.DIFFERS


MAX_ATTEMPTS = 3  # when somebody changes meanwhile what the report uses
BATCH_SIZE = 2_000
type ProgressCallback = Callable[[int, int], None]  # takes the parts done, and their number


@dataclasses.dataclass(frozen=True, slots=True)
class GeneratedDraft:
    """Draft ready to be saved; its files are made outside of any transaction."""

    publication: Publication
    progress: Progress
    files: dict[str, bytes]  # by format, the frozen content among them


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class MakeDraft(base.TimedCommand):
    """The report to freeze, by the parameters that describe it, and why."""

    report: Report
    parameters: Mapping[str, Sequence[str]]
    reason: str
    language: str = "en"
    formats: Collection[str] = ()  # all, if empty
    saved_report: SavedReport | None = None
    today: date | None = None


def make_draft(
    command: MakeDraft, *, on_progress: ProgressCallback = lambda done, total: None
) -> Publication:
    """Freeze the report that the parameters describe as a draft.

    `on_progress` is called after each part. If the same person has the same report as a draft
    already, that is returned. Raises PermissionRefused; InvalidValue for parameters that can't be
    read, and without a reason; PersonalDataFound for a reason that looks like a victim's data;
    Stale if others keep writing what it uses.
    """
    policies.progress.check_can_draft(command.by)
    check_single_values(command.parameters)
    if command.language not in vocabulary.Language.values:
        raise errors.InvalidValue(
            _("The language “%(asked)s” is not available. Choose one of: %(known)s.")
            % {"asked": command.language, "known": ", ".join(vocabulary.Language.values)}
        )
    formats = list(dict.fromkeys(command.formats or RENDERERS))
    for name in formats:
        errors.InvalidValue.raise_if(
            name not in RENDERERS,
            _("The format “%(format)s” is not available. Choose one of: %(known)s."),
            format=name,
            known=", ".join(RENDERERS),
        )
    report = Report.objects.select_related("mechanism__issuer").get(pk=command.report.pk)
    command = dataclasses.replace(
        command,
        report=report,
        parameters=resolve_me(command.parameters, by=command.by),
        formats=formats,
    )
    with reasons.because(command.reason, by=command.by):
        attempts = 0
        while attempts < MAX_ATTEMPTS:
            generated = _generate(command, on_progress)
            if draft := _save_draft(generated):
                return draft
            # A number taken by another draft is no attempt: each loss means another was saved.
            attempts += generated.publication.number == _next_number(report)
    raise errors.Stale(
        _("%(report)s was changed while the report was being created. Try again in a moment.")
        % {"report": report.cited_as}
    )


def _generate(command: MakeDraft, on_progress: ProgressCallback) -> GeneratedDraft:
    """Build the report and make its files in every format."""
    number, history_to = _next_number(command.report), Event.objects.last_sequence()
    total = len(command.formats) + 1
    on_progress(0, total)
    progress = build_progress(
        command.report,
        command.parameters,
        language=command.language,
        today=command.today or timezone.localdate(command.now),
    )
    with override(command.language):
        # The same before and after it is published.
        label = _("Publication %(number)d") % {"number": number}
        progress = replace(
            progress, state=LabelledCode(vocabulary.PublicationState.PUBLISHED.value, label)
        )
        title = names.report_title(progress)[:300]
    content = freeze(progress)
    publication = Publication(
        report=command.report,
        number=number,
        title=title,
        kind=progress.kind.code,
        language=command.language,
        audience=progress.audience.code,
        basis=progress.basis.code,
        on=progress.on,
        since=progress.since,
        reference=progress.reference,
        reply_by=progress.reply_by,
        conditions=extract_conditions(command.parameters),
        reason=command.reason.strip(),
        author=command.by,
        created_at=command.now,
        saved_report=command.saved_report,
        history_to=history_to,
        seal_number=progress.seal.number if progress.seal else None,
        seal_hash=progress.seal.hash if progress.seal else "",
        content_sha256=hashlib.sha256(content).hexdigest(),
    )
    base.check_values(publication)
    # From the frozen content alone, so that the files can be made again.
    progress = thaw(content)
    files = {CONTENT: content}
    for done, name in enumerate(command.formats, 1):
        on_progress(done, total)
        files[name] = RENDERERS[name](progress)
    return GeneratedDraft(publication, progress, files)


@transaction.atomic
def _save_draft(generated: GeneratedDraft) -> Publication | None:
    """Save a draft; None if what it uses was changed, or its number taken, since it was begun."""
    publication = generated.publication
    Report.objects.select_for_update().get(pk=publication.report_id)  # a second click waits here
    if duplicate := _find_duplicate(generated):
        return duplicate
    used_versions = publications.find_versions(
        publications.find_used_rows(generated.progress, publication.report)
    )
    is_outdated = any(version > publication.history_to for version in used_versions.values())
    if is_outdated or publication.number != _next_number(publication.report):
        return None
    base.lock_files()
    uses = [(*row, version) for row, version in sorted(used_versions.items())]
    publication.uses_hash = commitments.commit(commitments.list_uses(uses))
    publication.save()
    for name, content in generated.files.items():
        PublicationFile.objects.create(
            publication=publication,
            format=name,
            name=_file_name(generated, name),
            size=len(content),
            sha256=storage.store_file(content),
        )
    PublicationUse.objects.bulk_create(
        (
            PublicationUse(publication=publication, table=table, key=key, version=version)
            for table, key, version in uses
        ),
        batch_size=BATCH_SIZE,
    )
    return publication


def _find_duplicate(generated: GeneratedDraft) -> Publication | None:
    """Return a draft of the same person with the same content, as after a second click."""
    similar = Publication.objects.waiting().filter(
        report=generated.publication.report,
        author=generated.publication.author,
        kind=generated.publication.kind,
        language=generated.publication.language,
        audience=generated.publication.audience,
        on=generated.publication.on,
        basis=generated.publication.basis,
    )
    duplicates: Iterator[Publication] = (
        draft
        for draft in similar.order_by("pk")
        if set(generated.files) <= set(draft.files.values_list("format", flat=True))
        and draft.conditions == generated.publication.conditions
        and _has_content(draft, generated.progress)
    )
    return next(duplicates, None)


def _has_content(draft: Publication, progress: Progress) -> bool:
    """Return whether a draft has this content; False if its own can't be read."""
    try:
        return publications.is_same(read_content(draft), progress)
    except (errors.FileMissing, errors.FileUnreadable):
        return False


def _next_number(report: Report) -> int:
    newest = Publication.objects.filter(report=report).aggregate(newest=models.Max("number"))[
        "newest"
    ]
    return int(newest or 0) + 1


def _file_name(generated: GeneratedDraft, name: str) -> str:
    """Return a name like "tip-2024-kosovo-brief-2025-03-31-sq-no3.pdf"."""
    path = PurePath(names.file_name(generated.progress, "json" if name == CONTENT else name))
    kind = "-content" if name == CONTENT else ""
    return f"{path.stem}-no{generated.publication.number}{kind}{path.suffix}"
