"""Write bodies that are new as sources of evidence: add, accept and merge them."""

from collections.abc import Collection
from dataclasses import dataclass

from django.db import transaction
from django.utils import text, timezone
from django.utils.translation import gettext as _

from tracker.actions.assessments.review import update_strengths
from tracker.actions.base import (
    Command,
    TimedRowCommand,
    lock_row,
    save_checked,
    save_fields,
)
from tracker.audit import reasons, text_screening
from tracker.models import Body, Evidence, User, domain_of
from tracker.policies import bodies
from tracker.vocabulary import BodyKind

MAX_CODE = 36  # and a number


@dataclass(frozen=True, slots=True)
class NewSource:
    """A source that is not in the list of bodies yet; its domain is that of the link."""

    name: str
    kind: BodyKind
    url: str = ""
    acronym: str = ""


@transaction.atomic
def add_source(source: NewSource, *, by: User, elsewhere: Collection[int] = ()) -> Body:
    """Return the new body; a new source with this name that waits for a look is used again.

    It joins the pickers after a reviewer's look. Bodies with a key in `elsewhere`, which are of
    other countries, may have its name. Raises PermissionRefused, InvalidValue for a body in the
    list or for a name that its field can't take, PersonalDataFound for a name that looks like a
    victim's.
    """
    bodies.check_can_add_source(by)
    User.objects.select_for_update(no_key=True).get(pk=by.pk)  # two clicks at once: one waits
    name, domain = " ".join(source.name.split()), domain_of(source.url)
    if (same := bodies.find_same_source(name, domain, elsewhere)) is not None:
        return same
    with reasons.because(_("Added as a source of evidence"), by=by):
        text_screening.check_text([name])
        body = Body(
            code=_free_code(name),
            name_en=name,
            acronym=source.acronym,
            kind=source.kind,
            domains=[domain] if domain else [],
            accepts_correspondence=False,
            is_provisional=True,
            added_by=by,
        )
        bodies.check(body)
        return save_checked(body)


@dataclass(frozen=True, slots=True)
class AcceptSource(Command):
    """Let everybody choose a new source, under the name and kind that the reviewer gives."""

    body: Body
    name: str
    kind: str


@transaction.atomic
def accept_source(command: AcceptSource) -> Body:
    """Accept a new source. Raises PermissionRefused, InvalidValue, Stale when it was decided."""
    with reasons.because(_("Accepted as a source of evidence"), by=command.by):
        body = _lock_source(command.body, by=command.by)
        body.name_en, body.kind, body.is_provisional = command.name, command.kind, False
        text_screening.check_text([body.name_en])
        return save_checked(body, "name_en", "kind", "is_provisional")


@dataclass(frozen=True, slots=True, kw_only=True)
class MergeSource(TimedRowCommand[Body]):
    """Move the evidence of a new source to the body that it is, with a reason."""

    into: Body


@transaction.atomic
def merge_source(command: MergeSource) -> Body:
    """Merge a new source into a body, which takes over its name, domains and evidence.

    Raises PermissionRefused, Stale when it was decided already, InvalidValue for itself or another
    new source, and without a reason.
    """
    with reasons.because(command.reason, by=command.by):
        body = _lock_source(command.row, by=command.by)
        into = lock_row(command.into)
        bodies.check_can_take_over(into, body)
        names = {into.name_en, into.name_sq, into.name_sr, into.acronym, *into.aliases}
        into.aliases += [] if body.name_en in names else [body.name_en]
        into.domains += body.domains
        save_fields(body, domains=[], valid_to=timezone.localdate(command.now))
        into.save(update_fields=["aliases", "domains"])
        body.successors.add(into)
        for name in ("issuer", "original_source"):
            for piece in Evidence.objects.select_for_update().filter(**{name: body.pk}):
                save_fields(piece, **{name: into})
                update_strengths(piece)
    return into


def _lock_source(body: Body, *, by: User) -> Body:
    """Return the locked row of a new source that `by` may decide on."""
    bodies.check_can_review_source(by, body)
    fresh = lock_row(body)
    bodies.check_waits_for_review(fresh)
    return fresh


def _free_code(name: str) -> str:
    """Return a code made from a name that no body has: "HUMAN_RIGHTS_WATCH"."""
    stem = text.slugify(name).upper().replace("-", "_")[:MAX_CODE].strip("_") or "SOURCE"
    codes = set(Body.objects.filter(code__startswith=stem).values_list("code", flat=True))
    numbered = (f"{stem}_{number}" for number in range(2, len(codes) + 3))
    return stem if stem not in codes else next(code for code in numbered if code not in codes)
