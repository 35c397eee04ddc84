"""What is done to somebody's sign-in by somebody else."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Group as RightsGroup
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tracker import policies
from tracker.audit.reasons import because
from tracker.errors import InvalidValue, NotAllowed
from tracker.models import Body, Comment, Evidence, Recommendation, User
from tracker.policies.people import check_can_reset_second_factor
from tracker.summaries.people import Hanging
from tracker.vocabulary import Group, Reason, ReasonCode


@transaction.atomic
def reset_second_factor(*, person: User, reason: str, by: User) -> int:
    """Take away every second factor and recovery code of a person, and end their sessions.

    Returns how many were taken away. Raises NotYours, Invalid without a reason or without anything
    to take away.
    """
    with because(reason, by=by):
        check_can_reset_second_factor(by, person)
        held = list(Authenticator.objects.select_for_update().filter(user=person).order_by("pk"))
        if not held:
            raise InvalidValue(
                _("%(person)s has no second factor: the password alone signs in.")
                % {"person": person}
            )
        for one in held:
            one.delete()  # history is told: see audit.signing_in
        end_sessions(person)
    return len(held)


def end_sessions(person: User) -> None:
    """Sign somebody out everywhere: their next click leads to sign-in."""
    for session in UserSession.objects.filter(user=person):
        session.end()


@transaction.atomic
def add_from_shell(
    *, username: str, group: str, reason: str, bodies: Sequence[Body] = ()
) -> tuple[User, str]:
    """Make a user with one role and a random password, told once; the shell is the right to do it.

    `bodies` are those a contributor speaks for. Raises NotAllowed for an unknown role, Invalid when
    the name is taken or unusable.
    """
    if group not in Group.values:
        raise NotAllowed(
            _("“%(group)s” is no right of a user. Choose one of: %(known)s.")
            % {"group": group, "known": ", ".join(Group.values)}
        )
    if User.objects.filter(username=username).exists():
        raise InvalidValue(
            _("A user “%(name)s” exists already. Choose another name.") % {"name": username}
        )
    password = secrets.token_urlsafe(12)
    user = User(username=username)
    user.set_password(password)
    try:
        user.full_clean()
    except ValidationError as wrong:
        raise InvalidValue(
            _("“%(name)s” can't be a user's name. %(why)s")
            % {"name": username, "why": " ".join(wrong.messages)}
        ) from wrong
    with because(reason):
        user.save()
        user.groups.add(RightsGroup.objects.get(name=group))
        user.speaks_for.set(bodies)
    return user, password


@transaction.atomic
def service_user(name: str, *, group: str = "") -> User:
    """The account that a service works under: no password, no role but the one given.

    Made when it is missing.
    """
    with because(f"The service account {name}"):
        user, made = User.objects.get_or_create(
            username=name, defaults={"password": make_password(None)}
        )
        if made and group:
            user.groups.add(RightsGroup.objects.get(name=group))
    return user


@transaction.atomic
def set_password(*, user: User, password: str | None, by: User) -> None:
    """Give a user another password, or none: then nobody signs in as the user.

    Raises NotYours unless `by` is the user or keeps users.
    """
    if by.pk != user.pk:
        policies.check_can_change(by, "user", str(user))
    with because("Password changed", by=by):
        user.set_password(password)
        user.save(update_fields=["password"])


@dataclass(frozen=True, slots=True)
class Successors:
    """Who takes over which kind of what hangs on somebody. None: it stays where it is."""

    bodies: User | None = None  # first: views go to whoever speaks for their body by then
    views: User | None = None
    drafts: User | None = None
    assigned: User | None = None
    evidence: User | None = None
    comments: User | None = None
    schedules: User | None = None


@transaction.atomic
def hand_over(*, person: User, to: Successors, words: str, by: User) -> dict[str, int]:
    """Give what hangs on a person to others, all of it or nothing. Returns how many of each kind.

    Drafts and returned judgments get a new author; what waits for a reviewer keeps the one who
    sent it. Words are welcome: the code says why. Raises NotYours, NotAllowed for a successor who
    has not the right.
    """
    with because(Reason(words, ReasonCode.REASSIGNMENT), by=by):
        policies.people.check_can_manage(by, person)
        chosen = {f.name: getattr(to, f.name) for f in fields(to) if getattr(to, f.name)}
        fresh = _locked(person, *chosen.values())
        handed = {}
        for kind, successor in chosen.items():
            policies.people.check_can_take_over(successor, fresh)
            handed[kind] = _hand(kind, fresh, successor, by)
    return handed


@transaction.atomic
def close_account(*, person: User, words: str | Reason, by: User) -> User:
    """Close an account: nobody signs in by it, whoever has is out on the next click. Names stay.

    Raises NotYours, Invalid without words, NotAllowed while something hangs on it and for the last
    administrator. A closed one stays as it is.
    """
    with because(words, by=by):
        policies.people.check_can_manage(by, person)
        fresh = _locked(person)
        if not fresh.is_active:
            return fresh
        policies.people.check_is_not_the_last(fresh)
        _check_nothing_hangs(fresh)
        fresh.is_active = False
        fresh.set_unusable_password()
        fresh.save(update_fields=["is_active", "password"])
    return fresh


@transaction.atomic
def leave(*, person: User, to: Successors, words: str, by: User) -> dict[str, int]:
    """Hand over what hangs on a person and close the account: both, or neither."""
    handed = hand_over(person=person, to=to, words=words, by=by)
    close_account(person=person, words=words, by=by)
    return handed


@transaction.atomic
def open_account(*, person: User, words: str | Reason, by: User) -> User:
    """Open a closed account again, with the roles it had; it has no password until one is set.

    Raises NotYours, Invalid without words.
    """
    with because(words, by=by):
        policies.people.check_can_manage(by, person)
        fresh = _locked(person)
        if not fresh.is_active:
            fresh.is_active = True
            fresh.save(update_fields=["is_active"])
    return fresh


def _locked(person: User, *successors: User) -> User:
    """The person as they are now; all concerned, and all administrators, stay so until the end."""
    administrators = policies.people.administrators()
    keys = {
        person.pk,
        *(one.pk for one in successors),
        *administrators.values_list("pk", flat=True),
    }
    rows = User.objects.filter(pk__in=keys).order_by("pk").select_for_update(no_key=True)
    held = {row.pk: row for row in rows}
    for one in successors:
        one.is_active = held[one.pk].is_active
    return held[person.pk]


def _hand(kind: str, person: User, successor: User, by: User) -> int:
    hanging = Hanging(person)
    many: int
    match kind:
        case "drafts":
            policies.people.check_can_log_instead(successor, person)
            _lock(hanging.drafts.values("recommendation"))
            many = hanging.drafts.update(author=successor)
        case "views":
            for body in Body.objects.filter(pk__in=hanging.views.values("body")).order_by("code"):
                policies.people.check_can_speak_instead(successor, person, body)
            _lock(hanging.views.values("recommendation"))
            many = hanging.views.update(author=successor)
        case "assigned":
            policies.people.check_can_log_instead(successor, person)
            _lock(hanging.assigned.values("pk"))
            many = hanging.assigned.update(assignee=successor)
        case "evidence":
            policies.people.check_can_read_instead(successor, person, by)
            keys = list(hanging.evidence.order_by("pk").values_list("pk", flat=True))
            readers = Evidence.readers.through.objects
            readers.bulk_create([readers.model(evidence_id=k, user=successor) for k in keys])
            many = len(keys)
        case "comments":
            policies.people.check_can_read_instead(successor, person, by)
            comments = list(hanging.comments.select_related("assessment").order_by("pk"))
            named = Comment.readers.through.objects
            for comment in comments:
                policies.evidence.confidentiality.check_readers(comment, [successor])
            named.bulk_create([named.model(comment=c, user=successor) for c in comments])
            many = len(comments)
        case "schedules":
            policies.people.check_can_save_instead(successor, person)
            list(hanging.schedules.order_by("pk").select_for_update().values_list("pk"))
            many = hanging.schedules.update(author=successor)
        case _:
            policies.people.check_can_be_focal_point(successor, person)
            bodies = list(hanging.bodies.order_by("code"))
            successor.speaks_for.add(*bodies)
            many = len(bodies)
    return many


def _lock(keys: Any) -> None:
    """Keep other writers from these recommendations until the end, as every judgment does."""
    rows = Recommendation.objects.filter(pk__in=keys).order_by("pk")
    list(rows.select_for_update(no_key=True).values_list("pk"))


def _check_nothing_hangs(person: User) -> None:
    left = Hanging(person).counts
    if left:
        raise NotAllowed(
            _(
                "The account of %(person)s can't be closed: on it hang %(left)s. Hand them over "
                "on the page “Leaving” of %(person)s, then close it."
            )
            % {"person": person, "left": told(left)}
        )


def told(counts: dict[str, int]) -> str:
    """How many of each kind, in words: "2 drafts or returned judgments, 1 assignment"."""
    words = {
        "drafts": lambda n: ngettext(
            "%d draft or returned judgment", "%d drafts or returned judgments", n
        ),
        "views": lambda n: ngettext(
            "%d draft or returned view of a body", "%d drafts or returned views of bodies", n
        ),
        "assigned": lambda n: ngettext("%d assignment", "%d assignments", n),
        "evidence": lambda n: ngettext(
            "%d piece of evidence that nobody else may read",
            "%d pieces of evidence that nobody else may read",
            n,
        ),
        "comments": lambda n: ngettext(
            "%d comment that nobody else may read", "%d comments that nobody else may read", n
        ),
        "bodies": lambda n: ngettext(
            "%d body that nobody else speaks for", "%d bodies that nobody else speaks for", n
        ),
        "schedules": lambda n: ngettext("%d saved report", "%d saved reports", n),
    }
    return ", ".join(words[kind](many) % many for kind, many in counts.items())
