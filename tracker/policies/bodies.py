"""Checks of bodies: tree, codes, other names, domains, and new sources of evidence."""

import re
from collections.abc import Collection
from datetime import date

from django.utils.translation import gettext_lazy as _

from tracker import formats, vocabulary
from tracker.errors import InvalidValue, NotAllowed, PermissionRefused, Stale
from tracker.models import Body, Mandates, User, reach
from tracker.policies.model_permissions import check_can_change

DOMAIN = re.compile(r"([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]")


def check(body: Body) -> None:
    """Check parent, code, other names and domains of a body.

    Raises:
        InvalidValue: One of them is not possible.
    """
    others = Body.objects.exclude(pk=body.pk).values_list("pk", "parent_id")
    above = {pk: [parent] for pk, parent in others if parent is not None}
    InvalidValue.raise_if(
        body.parent_id and body.pk in reach(above, [body.parent_id]) | {body.parent_id},
        _("%(body)s can't be part of %(parent)s: it would be above itself. Choose another parent."),
        body=body.code,
        parent=body.parent,
    )
    InvalidValue.raise_if(
        not re.fullmatch(r"\w[\w.-]*", body.code),
        _(
            "“%(code)s” can't be the code of a body, because addresses contain it. Use "
            "only letters, digits, “_”, “-” and “.”, as in MUN_PRISTINA."
        ),
        code=body.code,
    )
    body.aliases = body.aliases or []  # as a list of texts
    InvalidValue.raise_if(
        not isinstance(body.aliases, list) or not all(map(_is_text, body.aliases)),
        _(
            "The other names of %(body)s can't be read. Write them as a list of words in "
            'quotes: ["Državni tužilac"].'
        ),
        body=body.code,
    )
    check_domains(body)


def check_exists(body: Body, *, on: date) -> None:
    """Check that the body has not ended: nothing is asked of one that has, or printed for it.

    Raises:
        InvalidValue: It has; the message names who took over.
    """
    if body.has_ended(on=on) and body.valid_to is not None:
        successors = Body.objects.filter(pk__in=Mandates(on).holders(body.pk)).order_by("code")
        names = ", ".join(successor.short for successor in successors)
        message = (
            _("%(body)s ended on %(day)s. Choose a body that took over: %(successors)s.")
            if names
            else _("%(body)s ended on %(day)s without a successor. Choose another.")
        )
        raise InvalidValue(
            message
            % {"body": body.short, "day": formats.format_day(body.valid_to), "successors": names}
        )


def check_accepts_letters(body: Body) -> None:
    """Check that a body can be written to. Raises InvalidValue if it can't."""
    InvalidValue.raise_if(
        not body.accepts_correspondence,
        _(
            "%(body)s does not accept letters, so no report is made for it. Choose another body, "
            "or another kind of report."
        ),
        body=body.short,
    )


def check_can_divide(user: User, body: Body, mandates: Mandates) -> None:
    """Check that the user may divide the responsibilities of a body between its successors.

    Raises:
        PermissionRefused: The user may not change responsibilities.
        NotAllowed: It has not ended, or has fewer than two successors.
    """
    check_can_change(user, "responsibility", body.short)
    NotAllowed.raise_if(
        not body.has_ended(on=mandates.on) or len(mandates.holders(body.pk)) < 2,
        _(
            "The responsibilities of %(body)s can't be divided: only a body that ended leaves"
            " them to several successors. Enter its last day and its successors first."
        ),
        body=body.short,
    )


def check_domains(body: Body) -> None:
    """Check that the domains are host names that no other body has; None becomes an empty list.

    Raises:
        InvalidValue: They are not.
    """
    body.domains = body.domains or []
    InvalidValue.raise_if(
        not isinstance(body.domains, list) or not all(map(_is_domain, body.domains)),
        _(
            "The domains of %(body)s can't be read. Write host names in lower case, without "
            'https:// and www., as a list in quotes: ["hrw.org"].'
        ),
        body=body.code,
    )
    others = Body.objects.exclude(pk=body.pk).exclude(domains=[])
    owners = {domain: other for other in others for domain in other.domains}
    for domain in body.domains:
        InvalidValue.raise_if(
            domain in vocabulary.SHARED_SITES,
            _(
                "%(domain)s can't be the domain of %(body)s: anybody can publish there. "
                "Leave it out."
            ),
            domain=domain,
            body=body.code,
        )
        InvalidValue.raise_if(
            domain in owners,
            _(
                "%(domain)s is already the domain of %(other)s. Remove it from one of the "
                "two bodies."
            ),
            domain=domain,
            other=owners.get(domain),
        )


def _is_domain(domain: object) -> bool:
    return (
        isinstance(domain, str)
        and bool(DOMAIN.fullmatch(domain))
        and len(domain) <= 253
        and not domain.startswith("www.")
    )


def _is_text(alias: object) -> bool:
    """Return whether both databases can store this: no NUL, no half of a surrogate pair."""
    return isinstance(alias, str) and not re.search(r"[\0\ud800-\udfff]", alias)


def check_can_add_source(user: User) -> None:
    """Check that the user may add a source of evidence. Raises PermissionRefused."""
    PermissionRefused.raise_if(
        not user.may_write,
        _("%(user)s can't add a source: only analysts can. Ask one of them."),
        user=user,
    )


def check_can_review_source(user: User, body: Body) -> None:
    """Check that the user may accept or merge a new source. Raises PermissionRefused."""
    PermissionRefused.raise_if(
        not user.may_review,
        _("%(user)s can't decide on %(body)s: only reviewers can. Ask one of them."),
        user=user,
        body=body,
    )


def check_waits_for_review(body: Body) -> None:
    """Check that nobody accepted or merged the new source. Raises Stale."""
    Stale.raise_if(
        not body.is_provisional or body.valid_to,
        _("%(body)s is already decided on. Reload the page to see the sources that wait."),
        body=body,
    )


def check_can_take_over(body: Body, source: Body) -> None:
    """Check that a body can take over a new source. Raises InvalidValue."""
    InvalidValue.raise_if(
        body.pk == source.pk or body.is_provisional,
        _("%(source)s can't be merged into %(body)s. Choose a body that is not new."),
        source=source,
        body=body,
    )


def find_same_source(name: str, domain: str, elsewhere: Collection[int] = ()) -> Body | None:
    """Return the new source with this name that waits for a look, or None if there is no such body.

    Bodies with a key in `elsewhere` may have the name: they are of other countries.

    Raises:
        InvalidValue: A body in the list has the name, as acronym or other name too, or the domain.
    """
    wanted = formats.fold_text(name)
    rows = Body.objects.exclude(is_provisional=True, valid_to__isnull=False).order_by("pk")
    known = [body for body in rows if body.pk not in elsewhere]
    for body in known:
        if wanted in map(formats.fold_text, (body.code, *body.all_names)):
            if body.is_provisional:
                return body
            raise InvalidValue(
                _("“%(name)s” is in the list already: %(body)s. Choose that body.")
                % {"name": name, "body": body}
            )
    if domain and (owner := next((body for body in known if domain in body.domains), None)):
        raise InvalidValue(
            _("%(domain)s is the site of %(body)s. Enter that body as the issuer.")
            % {"domain": domain, "body": owner}
        )
    return None
