"""How many people may know of a piece, a file or a comment: closed by one, opened by two."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from tracker import policies
from tracker.actions.values import check_values
from tracker.audit.reasons import because
from tracker.errors import InvalidValue, Stale
from tracker.models import Comment, Evidence, File, SensitivityRequest, User
from tracker.vocabulary import Sensitivity, State, is_lower


@transaction.atomic
def set_to(
    *,
    thing: Evidence | File | Comment,
    to: str,
    by: User,
    now: datetime,
    words: str,
    readers: Iterable[User] | None = None,
) -> SensitivityRequest | None:
    """Let fewer people know at once; let more people know once a second person agreed.

    Returns the proposal when one is needed, else None. `readers` are the named readers, with who
    sets them; left out they stay. What was proposed of a thing that is closed now is void. Raises
    NotYours, NotAllowed for a passage of a report, for a file more open than its piece, for a
    reader who could not read it and where no second person is, Invalid without words or for an
    unknown code, Stale while another proposal waits.
    """
    if to not in Sensitivity.values:
        raise InvalidValue(
            _("“%(asked)s” is no sensitivity. Choose one of: %(known)s.")
            % {"asked": to, "known": ", ".join(str(one.label) for one in Sensitivity)}
        )
    with because(words, by=by):
        fresh = locked_thing(thing)
        policies.evidence.confidentiality.check_can_set(by, fresh)
        policies.evidence.confidentiality.check_above(fresh, to)
        if readers is not None and policies.evidence.confidentiality.has_named_readers(fresh, to):
            set_readers(fresh, readers, by=by)
        if is_lower(fresh.sensitivity, to):
            policies.evidence.confidentiality.check_has_second(by, fresh)
            return _propose(fresh, to, by=by, now=now, words=words)
        if fresh.sensitivity != to:
            _write(fresh, to, by=by)
            void(fresh, by=by, now=now)
    return None


@transaction.atomic
def agree(
    *, sensitivity_request: SensitivityRequest, by: User, now: datetime, note: str = ""
) -> SensitivityRequest:
    """Let more people know, as somebody else proposed it.

    Raises NotYours for its author and for who can't see the thing, NotAllowed for what was
    withdrawn, Stale for what was decided or changed meanwhile.
    """
    with because(note.strip() or sensitivity_request.words, by=by):
        fresh = _locked(sensitivity_request)
        policies.evidence.confidentiality.check_can_decide(by, fresh, State.APPROVED)
        thing = fresh.thing
        if thing.sensitivity != fresh.before:
            raise Stale(
                _("“%(thing)s” has another sensitivity by now. Open the page again.")
                % {"thing": thing}
            )
        policies.evidence.confidentiality.check_above(thing, fresh.after)
        _decide(fresh, State.APPROVED, by=by, now=now, note=note)
        _write(thing, fresh.after, by=by)
    return fresh


@transaction.atomic
def decline(
    *, sensitivity_request: SensitivityRequest, by: User, now: datetime, note: str
) -> SensitivityRequest:
    """Leave it as it is, with words; its author takes it back. Raises NotYours, Invalid, Stale."""
    with because(note, by=by):
        fresh = _locked(sensitivity_request)
        to = State.WITHDRAWN if fresh.author_id == by.pk else State.RETURNED
        policies.evidence.confidentiality.check_can_decide(by, fresh, to)
        _decide(fresh, to, by=by, now=now, note=note)
    return fresh


def set_readers(thing: Any, readers: Iterable[User], *, by: User) -> None:
    """Name who reads it; who names them stays one of them. A file has the readers of its piece."""
    if isinstance(thing, File):
        return
    readers = list(readers)
    policies.evidence.confidentiality.check_readers(thing, readers)
    named = {reader.pk: reader for reader in readers}
    if thing.added_by_id != by.pk:
        named[by.pk] = by
    thing.readers.set(named.values())


def keep_in_sight(thing: Any, *, by: User) -> None:
    """Who closes a thing to others goes on seeing it. Called under a reason."""
    owner = thing.evidence if isinstance(thing, File) else thing
    if owner.added_by_id != by.pk:
        owner.readers.add(by)


def locked_thing(thing: Any) -> Any:
    """The row as it is now; a file with its piece, which is locked first."""
    if isinstance(thing, File):
        piece = Evidence.objects.select_for_update(of=("self",)).get(pk=thing.evidence_id)
        fresh: Any = File.objects.select_for_update(of=("self",)).get(pk=thing.pk)
        fresh.evidence = piece
        return fresh
    rows: Any = type(thing)._default_manager
    return rows.select_for_update(of=("self",)).get(pk=thing.pk)


def _propose(thing: Any, to: str, *, by: User, now: datetime, words: str) -> SensitivityRequest:
    name = str(thing._meta.model_name)
    waiting = (
        SensitivityRequest.objects.open().filter(**{name: thing}).select_related("author").first()
    )
    if waiting is not None:
        if waiting.author_id == by.pk and waiting.after == to:
            return waiting  # type: ignore[no-any-return]
        raise Stale(
            _(
                "%(author)s proposed already that “%(thing)s” be “%(after)s”. Let it be decided, "
                "or taken back, first."
            )
            % {
                "author": waiting.author,
                "thing": thing,
                "after": waiting.get_after_display(),
            }
        )
    made = SensitivityRequest(
        before=thing.sensitivity, after=to, words=words.strip(), author=by, created_at=now
    )
    setattr(made, name, thing)
    check_values(made)
    made.save()
    return made


def _write(thing: Any, to: str, *, by: User) -> None:
    """Set it; files that would be more open than their piece follow it."""
    if to == Sensitivity.NAMED_READERS:
        keep_in_sight(thing, by=by)
    thing.sensitivity = to
    thing.save(update_fields=["sensitivity"])
    if isinstance(thing, Evidence):
        close_files(thing)


def close_files(piece: Evidence) -> None:
    """Files are never more open than their piece. Called under a reason, the piece locked."""
    for file in piece.files.all():
        if is_lower(piece.sensitivity, file.sensitivity):
            file.sensitivity = piece.sensitivity
            file.save(update_fields=["sensitivity"])


def void(thing: Any, *, by: User, now: datetime | None = None) -> None:
    """What was proposed while it stood otherwise is proposed no more. Called under a reason.

    Of a piece, that goes for its files too.
    """
    rows = SensitivityRequest.objects.open().select_related("file")
    name = str(thing._meta.model_name)
    for waiting in rows.filter(**{name: thing}):
        if waiting.before != thing.sensitivity:
            _decide(waiting, State.WITHDRAWN, by=by, now=now, note=_("It was closed meanwhile."))
    if not isinstance(thing, Evidence):
        return
    for waiting in rows.filter(file__evidence=thing):
        is_changed = waiting.before != waiting.file.sensitivity
        if is_changed or is_lower(thing.sensitivity, waiting.after):
            _decide(waiting, State.WITHDRAWN, by=by, now=now, note=_("It was closed meanwhile."))


def _locked(sensitivity_request: SensitivityRequest) -> SensitivityRequest:
    thing = locked_thing(sensitivity_request.thing)
    fresh: SensitivityRequest = (
        SensitivityRequest.objects.select_for_update(of=("self",))
        .select_related("author")
        .get(pk=sensitivity_request.pk)
    )
    setattr(fresh, str(thing._meta.model_name), thing)
    return fresh


def _decide(
    fresh: SensitivityRequest, state: State, *, by: User, now: datetime | None, note: str
) -> None:
    fresh.state, fresh.decided_by, fresh.decided_at = state, by, now
    fresh.decision_note = note.strip()
    fresh.save(update_fields=["state", "decided_by", "decided_at", "decision_note"])
