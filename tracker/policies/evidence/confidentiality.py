"""Who is told whose words a piece of evidence are."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from tracker.errors import NotAllowed, PermissionRefused, Stale
from tracker.models import Comment, Event, Evidence, File, SensitivityRequest, User
from tracker.vocabulary import MOVES, RIGHTS, Attribution, Right, Sensitivity, State, stricter


def may_name(user: Any, evidence: Evidence) -> bool:
    """Whether this user is told the issuer: analysts always, others where it may be named."""
    open_one = evidence.attribution == Attribution.ATTRIBUTABLE
    return open_one or bool(getattr(user, "may_write", False))


def named_to(user: Any) -> Q:
    """The same, as a condition on pieces of evidence: no search by issuer finds the others."""
    return Q() if user.may_write else Q(attribution=Attribution.ATTRIBUTABLE)


def told_to(user: Any, events: Iterable[Event]) -> list[Event]:
    """Events without the issuer of a piece that may not be named, and without analysts' remarks."""
    found = list(events)
    of_pieces = [event for event in found if event.table == Evidence._meta.db_table]
    if not of_pieces or getattr(user, "may_write", False):
        return found
    keys = {event.key for event in of_pieces}
    named = set(Evidence.objects.filter(named_to(user), pk__in=keys).values_list("pk", flat=True))
    for event in of_pieces:
        hidden = {"remark"} if event.key in named else {"remark", "issuer_id"}
        for side in filter(None, (event.old, event.new)):
            for column in hidden & set(side):
                side.pop(column)
    return found


def check_can_drop(user: User) -> None:
    """Raises NotYours unless `user` logs evidence, or writes for a body."""
    if not (user.may_write or user.may_speak):
        raise PermissionRefused(
            _("A file can't be added by %(user)s: it takes the right of an analyst. Ask one.")
            % {"user": user}
        )


def check_takes_files(evidence: Evidence) -> None:
    """Raises NotAllowed for words of a report, which stand there, and for what is withdrawn."""
    if evidence.passage_id is not None:
        raise NotAllowed(
            _("“%(piece)s” takes no file: it is a passage of a report, which stands there.")
            % {"piece": evidence}
        )
    if evidence.is_withdrawn:
        raise NotAllowed(
            _("“%(piece)s” takes no file: it is withdrawn. Add the file as a new piece.")
            % {"piece": evidence}
        )


def may_take_original(user: User, file: File) -> bool:
    """Whether the file as it came is handed to this user: to analysts, and to who added it."""
    return user.may_write or file.added_by_id == user.pk


def check_can_take_original(user: User, file: File) -> None:
    """Raises NotYours for everybody else: what leaves the house is the copy without metadata."""
    if not may_take_original(user, file):
        raise PermissionRefused(
            _(
                "The original of “%(file)s” is not handed to %(user)s: it may tell more than it "
                "shows. Take the copy without metadata, or ask an analyst."
            )
            % {"file": file, "user": user}
        )


def check_can_look_through(user: User) -> None:
    """Raises NotYours unless `user` may know that matter for named readers exists."""
    if not user.may_look_through_readings:
        raise PermissionRefused(
            _(
                "The read log can't be opened by %(user)s: it takes the right of an auditor. Ask "
                "one what you need to know."
            )
            % {"user": user}
        )


def _roles(*rights: Right) -> list[str]:
    """Names of the groups that grant one of these rights."""
    return sorted(role.value for role, granted in RIGHTS.items() if granted & {*rights})


WHO_LOG = _roles(Right.LOG)
WHO_READ = _roles(Right.READ, Right.SPEAK)
WHO_SEE_PAPERWORK = _roles(Right.READ_PAPERWORK)
WHO_SPEAK = _roles(Right.SPEAK)


def may_set(user: User, thing: Any) -> bool:
    """Whether this user sets the sensitivity of a piece, a file or a comment that they see."""
    return user.may_write or (user.may_speak and thing.added_by_id == user.pk)


def sees(user: User, thing: Any) -> bool:
    """Whether this user may know of it, as it stands in the database now."""
    return bool(type(thing).objects.visible_to(user).filter(pk=thing.pk).exists())


def has_named_readers(thing: Any, to: str) -> bool:
    """Whether names of readers mean something for it, once it has this sensitivity."""
    if Sensitivity.NAMED_READERS in (to, thing.sensitivity):
        return True
    return isinstance(thing, Evidence) and has_closed_file(thing)


def has_closed_file(piece: Evidence) -> bool:
    """Whether a standing file of it is for named readers."""
    closed = File.objects.standing().filter(sensitivity=Sensitivity.NAMED_READERS)
    return bool(closed.filter(evidence=piece).exists())


def who_may_read(thing: Any) -> Any:
    """The people with an open account and a role by which they could be named readers of it."""
    if isinstance(thing, Comment):
        on_own_view = Q(groups__name__in=WHO_SPEAK, speaks_for=thing.assessment.body_id)
        could = Q(groups__name__in=WHO_SEE_PAPERWORK) | on_own_view
    else:
        could = Q(groups__name__in=WHO_READ)
    with_role = User.objects.filter(could, is_active=True)
    return User.objects.filter(pk__in=with_role.values("pk"))


def check_readers(thing: Any, readers: Iterable[User]) -> None:
    """Raises NotAllowed for a reader who has no open account, or no role that reads such things."""
    named = {reader.pk: reader for reader in readers}
    could = set(who_may_read(thing).filter(pk__in=named).values_list("pk", flat=True))
    for key, reader in named.items():
        if key not in could:
            raise NotAllowed(
                _(
                    "%(reader)s can't be a named reader of “%(thing)s”: it takes an open account "
                    "and a role that reads such things. Leave them out."
                )
                % {"reader": reader, "thing": thing}
            )


def seconds(user: User, thing: Any) -> Any:
    """Who could agree that it is less sensitive: others who log evidence, and may know of it."""
    people = User.objects.filter(groups__name__in=WHO_LOG, is_active=True).exclude(pk=user.pk)
    if thing.is_for_named_readers:
        owner = thing.evidence if isinstance(thing, File) else thing
        named = [*owner.readers.values_list("pk", flat=True), owner.added_by_id]
        people = people.filter(pk__in=named)
    return people


def check_has_second(user: User, thing: Any) -> None:
    """Raises NotAllowed where a proposal would wait for ever."""
    if not seconds(user, thing).exists():
        raise NotAllowed(
            _(
                "“%(thing)s” can't be made less sensitive yet: it takes a second analyst, and "
                "nobody else may see it. Name a second reader first."
            )
            % {"thing": thing}
        )


def check_can_set(user: User, thing: Any) -> None:
    """Raises NotYours, NotAllowed for a passage of a report and for what is withdrawn."""
    if not (may_set(user, thing) and sees(user, thing)):
        raise PermissionRefused(
            _(
                "The sensitivity of “%(thing)s” can't be changed by %(user)s: it takes the right "
                "of an analyst. Ask one to do it."
            )
            % {"thing": thing, "user": user}
        )
    if isinstance(thing, Evidence) and thing.passage_id is not None:
        raise NotAllowed(
            _("“%(thing)s” is a passage of a published report: everybody can read it there.")
            % {"thing": thing}
        )
    if thing.is_withdrawn:
        raise NotAllowed(
            _("“%(thing)s” is withdrawn: its sensitivity stays as it is.") % {"thing": thing}
        )


def check_above(thing: Any, to: str) -> None:
    """Raises NotAllowed for a file more open than its piece: nobody would reach it."""
    if isinstance(thing, File) and stricter(to, thing.evidence.sensitivity) != to:
        raise NotAllowed(
            _(
                "“%(file)s” can't be “%(wanted)s” while the piece it belongs to is “%(piece)s”. "
                "Lower the piece first."
            )
            % {
                "file": thing,
                "wanted": Sensitivity(to).label,
                "piece": thing.evidence.get_sensitivity_display(),
            }
        )


def may_decide(user: User, sensitivity_request: SensitivityRequest) -> bool:
    """Whether this user is the second person for it, if they may know of the thing."""
    return user.may_write and sensitivity_request.author_id != user.pk


def check_can_decide(user: User, sensitivity_request: SensitivityRequest, to: State) -> None:
    """Raises NotYours for its author, for who logs nothing and for who may not know of the thing.

    Stale once it was decided; NotAllowed to open what was withdrawn.
    """
    if sensitivity_request.state != State.SUBMITTED or to not in MOVES[State.SUBMITTED]:
        raise Stale(
            _("“%(thing)s” was decided on meanwhile: “%(state)s”. Open the page again.")
            % {"thing": sensitivity_request.thing, "state": State(sensitivity_request.state).label}
        )
    if to == State.WITHDRAWN and sensitivity_request.author_id == user.pk:
        return
    may = may_decide(user, sensitivity_request) and sees(user, sensitivity_request.thing)
    if to == State.WITHDRAWN or not may:
        raise PermissionRefused(
            _(
                "The sensitivity of “%(thing)s” can't be lowered by %(user)s: it takes an analyst "
                "other than %(author)s, who proposed it."
            )
            % {
                "thing": sensitivity_request.thing,
                "user": user,
                "author": sensitivity_request.author,
            }
        )
    if to == State.APPROVED and sensitivity_request.thing.is_withdrawn:
        raise NotAllowed(
            _("“%(thing)s” is withdrawn: its sensitivity stays as it is.")
            % {"thing": sensitivity_request.thing}
        )
