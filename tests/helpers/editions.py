"""Three editions of our own: a repeat, rewordings, a merge, a split, and a gap of years."""

from tests.factories import RecommendationFactory

TRAIN = "Train judges, prosecutors, and police on complex trafficking cases."
INVESTIGATE = "Investigate and prosecute labor trafficking crimes."
PENALTIES = "Seek adequate penalties for convicted traffickers, including officials."
BOTH = (
    "Investigate and prosecute labor trafficking crimes and seek adequate penalties for convicted "
    "traffickers, including officials."
)
FUND = "Fund shelters that assist child victims in every region."
FUND_MORE = "Fund shelters that assist child victims with trained staff, and open one in the north."
ADOPT = "Adopt a national strategy against trafficking."
SCREEN = "Screen seasonal workers on farms and refer those exploited to services."
PUBLISH = "Publish a telephone number in several languages, and answer it at night."

EDITIONS = {
    2021: (TRAIN, INVESTIGATE, PENALTIES, FUND, ADOPT, SCREEN),
    2022: (TRAIN, BOTH, FUND_MORE),
    2024: (TRAIN, INVESTIGATE, PENALTIES, SCREEN, PUBLISH),
}


def narrative(year, asked=None):
    """The text of an edition, as an annual report prints it."""
    listed = "\n\n".join(f"* {text}" for text in (EDITIONS[year] if asked is None else asked))
    heading = f"PRIORITIZED RECOMMENDATIONS:\n\n{listed}\n\n" if listed else ""
    return (
        f"{year} Trafficking in Persons Report: Kosovo\n\nKOSOVO (Tier 2)\n\n"
        "The Government of Kosovo does not fully meet the minimum standards for the elimination of "
        "trafficking but is making significant efforts to do so; therefore Kosovo remained on Tier "
        f"2. These efforts included those of {year}.\n\n{heading}"
        "PROSECUTION\n\nThe government maintained law enforcement efforts. The code forbids it.\n\n"
        "PROTECTION\n\nThe government maintained protection efforts.\n\n"
        "PREVENTION\n\nThe government maintained prevention efforts."
    )


def make_recommendations(**fields):
    """Create the recommendations of the three editions; return them by year and number."""
    return {
        (year, number): RecommendationFactory(
            report__year=year, number=str(number), text=text, short_title=text[:20], **fields
        )
        for year, texts in EDITIONS.items()
        for number, text in enumerate(texts, 1)
    }
