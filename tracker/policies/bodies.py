"""Checks of bodies: tree, codes and other names."""

import re

from django.utils.translation import gettext as _

from tracker.errors import InvalidValue
from tracker.models import Body
from tracker.vocabulary import SHARED_SITES

DOMAIN = re.compile(r"([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]")
CODE = re.compile(r"\w[\w.-]*")  # valid in an address


def check(body: Body) -> None:
    """Check parent, code, other names and domains of a body.

    Raises:
        InvalidValue: One of them is not possible.
    """
    check_no_cycle(body)
    check_code(body)
    check_aliases(body)
    check_domains(body)


def check_no_cycle(body: Body) -> None:
    """Check that the body is not placed below itself.

    Raises:
        InvalidValue: It would be.
    """
    parents = dict(Body.objects.exclude(pk=body.pk).values_list("pk", "parent_id"))
    above, seen = body.parent_id, set[int]()
    while above is not None and above not in seen:
        if above == body.pk:
            raise InvalidValue(
                _(
                    "%(body)s can't be part of %(parent)s: it would be above itself. Choose "
                    "another parent."
                )
                % {"body": body.code, "parent": body.parent}
            )
        seen.add(above)
        above = parents.get(above)


def check_code(body: Body) -> None:
    """Check that the code can be part of an address.

    Raises:
        InvalidValue: It can't.
    """
    if not CODE.fullmatch(body.code):
        raise InvalidValue(
            _(
                "“%(code)s” can't be the code of a body, because addresses contain it. Use "
                "only letters, digits, “_”, “-” and “.”, as in MUN_PRISTINA."
            )
            % {"code": body.code}
        )


def check_aliases(body: Body) -> None:
    """Check that the other names are a list of texts; None becomes an empty list.

    Raises:
        InvalidValue: They are not.
    """
    body.aliases = body.aliases or []
    if not isinstance(body.aliases, list) or not all(map(_is_text, body.aliases)):
        raise InvalidValue(
            _(
                "The other names of %(body)s can't be read. Write them as a list of words in "
                'quotes: ["Državni tužilac"].'
            )
            % {"body": body.code}
        )


def check_domains(body: Body) -> None:
    """Check that the domains are host names that no other body has; None becomes an empty list.

    Raises:
        InvalidValue: They are not.
    """
    body.domains = body.domains or []
    if not isinstance(body.domains, list) or not all(map(_is_domain, body.domains)):
        raise InvalidValue(
            _(
                "The domains of %(body)s can't be read. Write host names in lower case, without "
                'https:// and www., as a list in quotes: ["hrw.org"].'
            )
            % {"body": body.code}
        )
    others = Body.objects.exclude(pk=body.pk).exclude(domains=[])
    owners = {domain: other for other in others for domain in other.domains}
    for domain in body.domains:
        if domain in SHARED_SITES:
            raise InvalidValue(
                _(
                    "%(domain)s can't be the domain of %(body)s: anybody can publish there. "
                    "Leave it out."
                )
                % {"domain": domain, "body": body.code}
            )
        if domain in owners:
            raise InvalidValue(
                _(
                    "%(domain)s is already the domain of %(other)s. Remove it from one of the "
                    "two bodies."
                )
                % {"domain": domain, "other": owners[domain]}
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
