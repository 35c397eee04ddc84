"""Check of indicators."""

import re

from django.utils.translation import gettext_lazy as _

from tracker import errors, models


def check(indicator: models.Indicator) -> None:
    """Check that the code can be part of an address, and that a new indicator is defined.

    Raises:
        InvalidValue: It can't, or it is not.
    """
    errors.InvalidValue.raise_if(
        not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9_.-]*", indicator.code),
        _(
            "“%(code)s” can't be the code of an indicator, because it is part of "
            "web addresses. Use only letters without accents, digits and "
            "underscores, as in VICT_IDENTIFIED."
        ),
        code=indicator.code,
    )
    errors.InvalidValue.raise_if(
        indicator.pk is None and not indicator.definition.strip(),
        _(
            "“%(code)s” can't be added without a definition. Write in a sentence what it counts, "
            "so that figures of several years can be compared."
        ),
        code=indicator.code,
    )
