"""Of which country a figure is."""

from typing import Any

from django.db.models import OuterRef, Subquery, Value
from django.db.models.functions import Coalesce

from tracker.models import Citation, User


def with_country(rows: Any, user: User) -> Any:
    """Observations, each with `country` and `country_name`; empty where it is of none.

    Evidence is of the country that it is first cited for, as far as `user` may know.
    """
    cited = (
        Citation.objects.visible_to(user)
        .standing()
        .filter(evidence=OuterRef("evidence"))
        .order_by("pk")
    )
    country = "recommendation__report__country"
    return rows.annotate(
        country=Coalesce("report__country", Subquery(cited.values(country)[:1]), Value("")),
        country_name=Coalesce(
            "report__country_name", Subquery(cited.values(f"{country}_name")[:1]), Value("")
        ),
    )
