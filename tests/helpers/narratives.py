"""Narratives of editions in the plainest layout, and runs that read them in."""

from django.utils import timezone

from tests.factories import UserFactory, as_factory
from tracker.actions.imports import Source, StoreNarrative, store_narrative
from tracker.models import ImportRun

ASKED = (
    "Investigate and prosecute traffickers and convict them",
    "Open a shelter for victims in the north",
    "Train police officers and judges to identify victims",
)
HEAD = (
    "{year} Trafficking in Persons Report: {country}\n\n{upper} (Tier 2)\n\n"
    "The Government of {country} does not fully meet the minimum standards for the elimination of "
    "trafficking but is making significant efforts to do so; therefore {country} remained on Tier "
    "2.\n\nPRIORITIZED RECOMMENDATIONS:\n\n{asked}.\n\nPROSECUTION\n\nThe government slightly "
    "increased law enforcement efforts. Police investigated 12 cases, compared with 9 cases in "
    "{before}. {more}\n"
)


def narrative(*, year=2024, country="Kosovo", asked=ASKED, more=""):
    """The text of an edition on a country that asks this."""
    told = {"year": year, "before": year - 2, "country": country, "upper": country.upper()}
    return HEAD.format(asked=". * ".join(asked), more=more, **told)


def a_run(*, by=None, **told) -> ImportRun:
    """A narrative read in, and waiting."""
    with as_factory():
        return store_narrative(
            StoreNarrative(
                source=Source(pasted=narrative(**told)),
                by=by or UserFactory(analyst=True),
                now=timezone.now(),
            )
        )
