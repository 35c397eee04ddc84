"""Manage the accounts of other people: sign-in, hand-over of open work, closing."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from functools import partial
from urllib.parse import parse_qsl

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Group as RightsGroup
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _, ngettext

from tracker import errors, policies, vocabulary
from tracker.actions.base import (
    Command,
    RowCommand,
    check_values,
    lock_recommendations,
    save_fields,
)
from tracker.audit import reasons, text_screening
from tracker.models import Body, LastVisit, SavedView, User
from tracker.summaries.people import OpenWork

VISIT_GAP = timedelta(hours=4)  # without a look at Home, after which another visit begins
VISIT_INTERVAL = timedelta(minutes=5)  # between two records of one visit
MAX_VIEWS = 50  # of one list that a user saves
# Fields of open work that successors join, by kind; the other kinds are theirs alone.
JOINED = {"bodies": "focal_points", "evidence": "readers", "comments": "readers"}


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeAccount(Command):
    """An account to close, to open or to reset, and why."""

    person: User
    reason: str | vocabulary.Reason


@dataclass(frozen=True, slots=True, kw_only=True)
class AddUser:
    """A new user, with one role; `bodies` are those a focal point speaks for."""

    username: str
    group: str
    reason: str
    full_name: str = ""
    bodies: Sequence[Body] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeName(Command):
    """The full name of a user from now on; an empty one leaves the user name alone."""

    person: User
    full_name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SaveView(Command):
    """A view of a list to save, its name, and whether the list opens with it."""

    view: SavedView
    name: str
    is_default: bool = False


@dataclass(frozen=True, slots=True)
class Successors:
    """People who take over each kind of open work; None leaves a kind with the person."""

    bodies: User | None = None  # first: views need a successor who speaks for their body
    views: User | None = None
    drafts: User | None = None
    assigned: User | None = None
    evidence: User | None = None
    comments: User | None = None
    saved_reports: User | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class HandOver(RowCommand[User]):
    """Open work to hand over, to whom, and whether the account is closed then.

    The reason may be empty unless the account is closed: the code is the reason.
    """

    to: Successors
    closes: bool = False


@transaction.atomic
def reset_second_factor(command: ChangeAccount) -> int:
    """Remove every second factor and recovery code of a person, and end their sessions.

    Returns how many were removed. Raises PermissionRefused, InvalidValue without a reason or
    without a second factor.
    """
    with reasons.because(command.reason, by=command.by):
        policies.people.check_can_manage(command.by, command.person)
        factors = list(
            Authenticator.objects.select_for_update().filter(user=command.person).order_by("pk")
        )
        errors.InvalidValue.raise_if(
            not factors,
            _("%(person)s has no second factor: the password alone is enough to sign in."),
            person=command.person,
        )
        for factor in factors:
            factor.delete()  # writes an event: see audit.signing_in
        end_sessions(command.person)
    return len(factors)


def end_sessions(person: User) -> None:
    """Sign a person out everywhere."""
    for session in UserSession.objects.filter(user=person):
        session.end()


@transaction.atomic
def add_from_shell(command: AddUser) -> tuple[User, str]:
    """Add a user with a random password, and return both; needs shell access alone.

    Raises NotAllowed for an unknown role, InvalidValue
    for a name that is taken or not valid.
    """
    errors.NotAllowed.raise_if(
        command.group not in vocabulary.Group.values,
        _("There is no role “%(group)s”. Choose one of: %(known)s."),
        group=command.group,
        known=", ".join(vocabulary.Group.values),
    )
    errors.InvalidValue.raise_if(
        User.objects.filter(username=command.username).exists(),
        _("A user “%(name)s” exists already. Choose another name."),
        name=command.username,
    )
    password = secrets.token_urlsafe(12)
    user = User(username=command.username, language=settings.LANGUAGE_CODE)
    user.full_name = command.full_name
    user.set_password(password)
    try:
        user.full_clean()
    except ValidationError as wrong:
        raise errors.InvalidValue(
            _("“%(name)s” can't be a user name. %(why)s")
            % {"name": command.username, "why": " ".join(wrong.messages)}
        ) from wrong
    with reasons.because(command.reason):
        user.save()
        user.groups.add(RightsGroup.objects.get(name=command.group))
        user.speaks_for.set(command.bodies)
    return user, password


@transaction.atomic
def service_user(name: str, *, group: str = "") -> User:
    """Return the account of a service, added if missing: no password, no role but the one given."""
    with reasons.because(f"The service account {name}"):
        user, is_new = User.objects.get_or_create(
            username=name, defaults={"password": make_password(None)}
        )
        if is_new and group:
            user.groups.add(RightsGroup.objects.get(name=group))
    return user


def find_last_visit(user: User, *, now: datetime, records: bool = False) -> datetime | None:
    """Return when the visit of Home before the present one ended, if one did.

    A visit ends four hours after the last look at Home, so that reloading it does not end it. Home
    records a look, every five minutes at most; other pages tell what is new since, and leave it new
    for Home.
    """
    if (visit := LastVisit.objects.filter(user=user.pk).first()) is None:
        if records:
            LastVisit.objects.get_or_create(user=user, defaults={"seen_at": now})
        return None
    since = now - visit.seen_at
    previous_at = visit.seen_at if since > VISIT_GAP else visit.previous_at
    if records and since > VISIT_INTERVAL:
        LastVisit.objects.filter(user=user.pk, seen_at=visit.seen_at).update(
            previous_at=previous_at, seen_at=now
        )
    return previous_at


record_visit = partial(find_last_visit, records=True)


@transaction.atomic
def save_view(command: SaveView) -> SavedView:
    """Save a view of a list; a default one takes the place of the default before.

    Raises PermissionRefused for the view of somebody else, InvalidValue for a name that is taken,
    a filter too long or one view too many, PersonalDataFound.
    """
    view, by = command.view, command.by
    errors.PermissionRefused.raise_if(
        view.owner_id != by.pk, _("%(by)s can't change this view."), by=by
    )
    view.name, view.is_default = command.name, command.is_default
    check_values(view)
    text_screening.check_text(value for _name, value in parse_qsl(view.query))
    User.objects.select_for_update(no_key=True).get(pk=by.pk)
    others = by.saved_views.filter(list_name=view.list_name).exclude(pk=view.pk)
    errors.InvalidValue.raise_if(
        others.filter(name=view.name).exists(),
        _("You already have a view “%(name)s” of this list. Choose another name."),
        name=view.name,
    )
    errors.InvalidValue.raise_if(
        others.count() >= MAX_VIEWS,
        _("You have %(number)d views of this list. Delete one first."),
        number=MAX_VIEWS,
    )
    if view.is_default:
        others.update(is_default=False)
    view.save()
    return view


def delete_view(view: SavedView) -> None:
    """Delete a saved view, which its owner alone can open."""
    view.delete()


@transaction.atomic
def change_name(command: ChangeName) -> User:
    """Change the full name of a user. Raises PermissionRefused for that of somebody else."""
    if command.by.pk != command.person.pk:
        policies.check_can_change(command.by, "user", str(command.person))
    with reasons.because(_("Full name changed"), by=command.by):
        command.person.full_name = command.full_name
        command.person.save(update_fields=["first_name", "last_name"])
    return command.person


@transaction.atomic
def set_password(*, user: User, password: str | None, by: User) -> None:
    """Set the password of a user; with None, nobody can sign in as the user.

    Raises PermissionRefused unless `by` is the user or may change users.
    """
    if by.pk != user.pk:
        policies.check_can_change(by, "user", str(user))
    with reasons.because(_("Password changed"), by=by):
        user.set_password(password)
        user.save(update_fields=["password"])


@transaction.atomic
def hand_over(command: HandOver) -> dict[str, int]:
    """Hand over the open work of a person, all or nothing; return how many of each kind.

    Drafts and returned assessments get a new author; submitted ones keep theirs. Raises
    PermissionRefused, NotAllowed for a successor without the right, and as `close_account` does.
    """
    to, by = command.to, command.by
    with reasons.because(
        vocabulary.Reason(command.reason, vocabulary.ReasonCode.REASSIGNMENT), by=by
    ):
        policies.people.check_can_manage(by, command.row)
        chosen = {f.name: getattr(to, f.name) for f in fields(to) if getattr(to, f.name)}
        fresh = _lock_people(command.row, *chosen.values())
        counts = {}
        for kind, successor in chosen.items():
            policies.people.check_can_take_over(successor, fresh)
            counts[kind] = _hand_over_kind(kind, fresh, successor, by)
    if command.closes:
        close_account(ChangeAccount(person=command.row, reason=command.reason, by=by))
    return counts


@transaction.atomic
def close_account(command: ChangeAccount) -> User:
    """Close an account: nobody can sign in with it any more, and its name stays.

    Raises PermissionRefused, InvalidValue without a reason, NotAllowed while it has open work and
    for the last administrator. A closed account does not change.
    """
    with reasons.because(command.reason, by=command.by):
        policies.people.check_can_manage(command.by, command.person)
        fresh = _lock_people(command.person)
        if not fresh.is_active:
            return fresh
        policies.people.check_is_not_last_administrator(fresh)
        counts = OpenWork(fresh).counts
        errors.NotAllowed.raise_if(
            counts,
            _(
                "The account of %(person)s can't be closed, because it still has %(left)s. "
                "Hand them over on the page “Hand over” of %(person)s, then close the "
                "account."
            ),
            person=fresh,
            left=describe_counts(counts),
        )
        fresh.is_active = False
        fresh.set_unusable_password()
        fresh.save(update_fields=["is_active", "password"])
        fresh.saved_views.all().delete()
    return fresh


@transaction.atomic
def open_account(command: ChangeAccount) -> User:
    """Reopen a closed account with its roles; it has no password until one is set.

    Raises PermissionRefused, InvalidValue without a reason.
    """
    with reasons.because(command.reason, by=command.by):
        policies.people.check_can_manage(command.by, command.person)
        fresh = _lock_people(command.person)
        if not fresh.is_active:
            save_fields(fresh, is_active=True)
    return fresh


def _lock_people(person: User, *successors: User) -> User:
    """Lock a person, the successors and all administrators; return the person as they are now."""
    keys = {
        person.pk,
        *(successor.pk for successor in successors),
        *policies.people.administrators().values_list("pk", flat=True),
    }
    locked = {
        user.pk: user
        for user in User.objects.filter(pk__in=keys).order_by("pk").select_for_update(no_key=True)
    }
    for successor in successors:
        successor.is_active = locked[successor.pk].is_active
    return locked[person.pk]


def _hand_over_kind(kind: str, person: User, successor: User, by: User) -> int:
    rows, check = getattr(OpenWork(person), kind), policies.people
    match kind:
        case "bodies":
            check.check_can_be_focal_point(successor, person)
        case "evidence":
            check.check_can_take_over_evidence(successor, person, by)
        case "comments":
            check.check_can_take_over_evidence(successor, person, by)
            for comment in rows.select_related("assessment").order_by("pk"):
                policies.evidence.confidentiality.check_readers(comment, [successor])
        case "views":
            for body in Body.objects.filter(pk__in=rows.values("body")).order_by("code"):
                check.check_can_take_over_views(successor, person, body)
        case _:
            check.check_can_take_over_work(successor, person)
    if kind in JOINED:
        links = getattr(rows.model, JOINED[kind]).through
        column = f"{rows.model._meta.model_name}_id"
        keys = list(rows.order_by("pk").values_list("pk", flat=True))
        links.objects.bulk_create(
            [links(**{column: key}, user=successor) for key in keys], ignore_conflicts=True
        )
        return len(keys)
    if kind == "saved_reports":
        list(rows.order_by("pk").select_for_update().values_list("pk"))
    else:
        lock_recommendations(rows.values("pk" if kind == "assigned" else "recommendation"))
    return int(rows.update(**{"assignee" if kind == "assigned" else "author": successor}))


def describe_counts(counts: dict[str, int]) -> str:
    """Describe how many of each kind: "2 drafts or returned assessments, 1 scheduled report"."""
    labels = {
        "drafts": lambda n: ngettext(
            "%d draft or returned assessment", "%d drafts or returned assessments", n
        ),
        "views": lambda n: ngettext(
            "%d draft or returned view of a body", "%d drafts or returned views of bodies", n
        ),
        "assigned": lambda n: ngettext(
            "%d assigned recommendation", "%d assigned recommendations", n
        ),
        "evidence": lambda n: ngettext(
            "%d piece of evidence that nobody else can read",
            "%d pieces of evidence that nobody else can read",
            n,
        ),
        "comments": lambda n: ngettext(
            "%d comment that nobody else can read", "%d comments that nobody else can read", n
        ),
        "bodies": lambda n: ngettext(
            "%d body with no other focal point", "%d bodies with no other focal point", n
        ),
        "saved_reports": lambda n: ngettext("%d scheduled report", "%d scheduled reports", n),
    }
    return ", ".join(labels[kind](count) % count for kind, count in counts.items())
