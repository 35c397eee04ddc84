"""Bodies: the tree stays a tree, and every code can stand in an address."""

import re

from django.utils.translation import gettext as _

from tracker.errors import InvalidValue
from tracker.models import Body

CODE = re.compile(r"\w[\w.-]*")  # what an address can hold


def check(body: Body) -> None:
    """Raises Invalid when the body can't be placed, addressed or called as it says."""
    check_no_cycle(body)
    check_code(body)
    check_aliases(body)


def check_no_cycle(body: Body) -> None:
    """Raises Invalid when the body would stand above itself."""
    parents = dict(Body.objects.exclude(pk=body.pk).values_list("pk", "parent_id"))
    above, seen = body.parent_id, set[int]()
    while above is not None and above not in seen:
        if above == body.pk:
            raise InvalidValue(
                _(
                    "%(body)s can't be placed under %(parent)s: it would stand above itself. "
                    "Choose a parent that is not below it."
                )
                % {"body": body.code, "parent": body.parent}
            )
        seen.add(above)
        above = parents.get(above)


def check_code(body: Body) -> None:
    """Raises Invalid for a code that can't stand in an address."""
    if not CODE.fullmatch(body.code):
        raise InvalidValue(
            _(
                "“%(code)s” can't be the code of a body: it stands in addresses. Use letters, "
                "digits, “_”, “-” and “.” alone, as in MUN_PRISTINA."
            )
            % {"code": body.code}
        )


def check_aliases(body: Body) -> None:
    """Raises Invalid for other names that are no list of words. Nothing at all is an empty list."""
    body.aliases = body.aliases or []
    if not isinstance(body.aliases, list) or not all(_is_words(one) for one in body.aliases):
        raise InvalidValue(
            _(
                "The other names of %(body)s can't be read. Write them as a list of words in "
                'quotes: ["Državni tužilac"].'
            )
            % {"body": body.code}
        )


def _is_words(alias: object) -> bool:
    """Whether both databases keep this as words: no NUL, no half of a surrogate pair."""
    return isinstance(alias, str) and not re.search(r"[\0\ud800-\udfff]", alias)
