"""The form above the preview of a progress report: what is printed, for whom, of which days."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Self

from django.http import QueryDict
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from tracker.models import Body, Report, Responsibility, User
from tracker.progress import Condition
from tracker.vocabulary import Audience, Language, Past, ReportFormat, ReportKind, Theme

# Paper first: what people send; then what they go on with.
FORMATS = (
    ReportFormat.PDF,
    ReportFormat.DOCX,
    ReportFormat.XLSX,
    ReportFormat.CSV,
    ReportFormat.JSON,
    ReportFormat.MARKDOWN,
    ReportFormat.HTML,
)
DAYS = ("on", "since")
NOT_CARRIED = ("format", "page")


@dataclass(frozen=True, slots=True)
class Choice:
    """A field with its options, one of which is chosen."""

    name: str
    label: str
    options: Sequence[tuple[str, Any]]
    chosen: str


@dataclass(frozen=True, slots=True)
class Preview:
    """What the form shows: each choice as the address has it, and what else the address says."""

    choices: tuple[Choice, ...]
    on: str
    since: str
    today: date
    carried: tuple[tuple[str, str], ...]  # hidden fields
    formats: tuple[tuple[str, str], ...]

    @classmethod
    def of(cls, asked: QueryDict, report: Report, *, user: User, today: date) -> Self:
        """The form for an address, whether or not a report can be made from it."""
        choices = _choices(asked, report, user)
        shown = {*(choice.name for choice in choices), *DAYS, *NOT_CARRIED}
        carried = tuple((n, v) for n, some in asked.lists() for v in some if n not in shown)
        on, since = (asked.get(name, "") for name in DAYS)
        formats = tuple((str(one), str(one.label)) for one in FORMATS)
        return cls(choices, on, since, today, carried, formats)


def narrowed(asked: QueryDict, conditions: Iterable[Condition]) -> list[dict[str, str]]:
    """The conditions that the form has no field for, each with the address without it."""
    return [
        {"label": one.label, "reads": one.reads, "without": _without(asked, one.name)}
        for one in conditions
        if one.name in asked and one.name not in ("body", "theme")
    ]


def _without(asked: QueryDict, name: str) -> str:
    kept = asked.copy()
    for gone in (name, *NOT_CARRIED):
        kept.pop(gone, None)
    return kept.urlencode()


def _choices(asked: QueryDict, report: Report, user: User) -> tuple[Choice, ...]:
    """Every field that is picked from a list, in the order of the form."""
    any_one = [("", _("any"))]
    fields: tuple[tuple[str, str, Sequence[tuple[str, Any]], str], ...] = (
        ("kind", _("Kind"), ReportKind.choices, ReportKind.FULL),
        ("body", _("Responsible body"), [*any_one, *bodies_of(report, user)], ""),
        ("theme", _("Theme"), [*any_one, *Theme.choices], ""),
        ("past", _("By whose knowledge"), Past.choices, Past.KNOWN_NOW),
        ("audience", _("For whom"), [("", _("as its kind is meant")), *Audience.choices], ""),
        ("language", _("Language"), Language.choices, get_language() or "en"),
    )
    return tuple(
        Choice(name, label, options, asked.get(name) or str(default))
        for name, label, options, default in fields
    )


def bodies_of(report: Report, user: User) -> list[tuple[str, str]]:
    """The bodies that have a part in its recommendations, by code."""
    held = Responsibility.objects.visible_to(user).standing()
    having = held.filter(recommendation__report=report).order_by().values("body")
    return [(body.code, str(body)) for body in Body.objects.filter(pk__in=having).order_by("code")]
