"""What an indicator must have that no field can hold."""

import re

from django.utils.translation import gettext as _

from tracker.errors import InvalidValue
from tracker.models import Indicator

CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]*")


def check(indicator: Indicator) -> None:
    """Raises Invalid for a code that no address can hold."""
    if not CODE.fullmatch(indicator.code):
        raise InvalidValue(
            _(
                "“%(code)s” can't be the code of an indicator: it stands in addresses. Write it in "
                "letters without accents, digits and underscores, as in VICTIMS_ID."
            )
            % {"code": indicator.code}
        )
