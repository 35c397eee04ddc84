"""Check of indicators."""

import re

from django.utils.translation import gettext_lazy as _

from tracker.errors import InvalidValue
from tracker.models import Indicator

CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]*")


def check(indicator: Indicator) -> None:
    """Check that the code can be part of an address.

    Raises:
        InvalidValue: It can't.
    """
    InvalidValue.raise_if(
        not CODE.fullmatch(indicator.code),
        _(
            "“%(code)s” can't be the code of an indicator, because it is part of "
            "web addresses. Use only letters without accents, digits and "
            "underscores, as in VICT_IDENTIFIED."
        ),
        code=indicator.code,
    )
