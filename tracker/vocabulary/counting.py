"""Which units count persons: small counts of them are not shown outside the team."""

# Deeds, places, papers and money. What is not named here counts as persons: a unit that nobody
# thought of hides a small number too many, never one too few. That goes for units behind which
# each time one person stands (convictions, sentences, arrests, visas, referrals).
NOT_PERSONS = frozenset(
    {
        "per cent",
        "percentage points",
        *"""
        cases investigations prosecutions indictments charges complaints incidents inspections
        raids operations premises businesses agencies companies shelters centers facilities beds
        hotlines calls tips units offices teams committees regions ministries municipalities
        provinces courts meetings trainings sessions seminars workshops courses campaigns events
        organizations ngos schools reports brochures licenses certifications violations websites
        factories brothels vessels days months years hours % percent eur usd gbp chf euros
        dollars
        """.split(),  # noqa: SIM905 - a list would be a page long
    }
)


def counts_persons(unit: str) -> bool:
    """Whether what is counted in this unit is persons; of an unknown unit, that it is."""
    return unit.strip().lower() not in NOT_PERSONS
