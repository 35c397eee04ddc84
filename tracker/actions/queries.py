"""What a question may be."""

from django.utils.translation import gettext as _

from tracker.errors import Invalid
from tracker.models import Query

LONGEST = 1000  # characters; PostgreSQL keeps an index of questions and no longer text in it


def check_length(query: Query) -> None:
    """Raises Invalid for a question that no index can hold."""
    if len(query.question) > LONGEST:
        raise Invalid(
            _(
                "The question has %(length)d characters, more than %(longest)d. Ask it more "
                "shortly, or ask two."
            )
            % {"length": len(query.question), "longest": LONGEST}
        )
