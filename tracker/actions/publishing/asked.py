"""What a progress report is asked for with, and how a publication remembers it."""

from collections.abc import Mapping, Sequence
from datetime import date

from tracker.actions import users
from tracker.filters.people import ME
from tracker.filters.progress import progress_of
from tracker.models import Publication, Report, User
from tracker.progress import Progress
from tracker.vocabulary import Group

# What stands in a column of its own; the rest of what was asked for is the filter.
COLUMNS = frozenset({"on", "since", "past", "kind", "audience", "language"})
# Of a page or a form, and nothing that a report depends on.
OF_THE_PAGE = frozenset(
    {"format", "formats", "report", "order", "after", "before", "all", "page", "why"}
    | {"csrfmiddlewaretoken"}
)


def by_name(wanted: Mapping[str, Sequence[str]], *, by: User) -> dict[str, list[str]]:
    """The same with whoever asks in the place of "me": what is kept means one and the same person
    to everybody.
    """
    named = {name: list(values) for name, values in wanted.items()}
    if "assignee" in named:
        named["assignee"] = [by.username if one == ME else one for one in named["assignee"]]
    return named


def conditions_of(wanted: Mapping[str, Sequence[str]]) -> dict[str, list[str]]:
    """The filter alone, by name, as a publication keeps it."""
    return {
        name: [str(value) for value in wanted[name]]
        for name in sorted(wanted)
        if name not in COLUMNS | OF_THE_PAGE and any(wanted[name])
    }


def wanted_of(publication: Publication) -> dict[str, list[str]]:
    """What the publication was asked for with, each day by its date."""
    since = {"since": [publication.since.isoformat()]} if publication.since else {}
    return {
        **publication.conditions,
        **since,
        "on": [publication.on.isoformat()],
        "past": [publication.past],
        "kind": [publication.kind],
        "audience": [publication.audience],
    }


def worked_out(
    report: Report, wanted: Mapping[str, Sequence[str]], *, language: str, today: date
) -> Progress:
    """The report as everybody gets it, whoever makes it. Raises Invalid as `progress_of` does."""
    asked = {
        name: list(values)
        for name, values in wanted.items()
        if name not in OF_THE_PAGE | {"language"} and any(values)
    }
    reader = users.service_user("reports", group=Group.VIEWER)
    return progress_of(report, asked, user=reader, today=today, language=language)
