"""The tree of bodies stays a tree."""

from django.utils.translation import gettext as _

from tracker.errors import Invalid
from tracker.models import Body


def check_no_cycle(body: Body) -> None:
    """Raises Invalid when the body would stand above itself."""
    parents = dict(Body.objects.exclude(pk=body.pk).values_list("pk", "parent_id"))
    above, seen = body.parent_id, set[int]()
    while above is not None and above not in seen:
        if above == body.pk:
            raise Invalid(
                _(
                    "%(body)s can't be placed under %(parent)s: it would stand above itself. "
                    "Choose a parent that is not below it."
                )
                % {"body": body.code, "parent": body.parent}
            )
        seen.add(above)
        above = parents.get(above)
