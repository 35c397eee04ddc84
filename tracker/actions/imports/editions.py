"""What accepting a run created and changed, so that it can be undone as a whole."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

import pycountry
from django.db import models
from django.utils.translation import gettext as _

from tracker.errors import InvalidValue
from tracker.models import Body, Event, ImportRun, Mechanism, Recommendation, Report
from tracker.vocabulary import BodyKind, Duty, Theme


class Kept:
    """Rows created, by table in order; values changed, with what they were."""

    def __init__(self) -> None:
        self.created: dict[str, list[int]] = {}
        self.changed: list[list[Any]] = []

    def made(self, row: models.Model) -> None:
        self.created.setdefault(str(row._meta.model_name), []).append(int(row.pk))

    def changes(self, row: models.Model, field: str) -> None:
        """Called before the value is set."""
        self.changed.append([row._meta.model_name, row.pk, field, getattr(row, field)])

    @contextmanager
    def carrying(self, row: Recommendation) -> Iterator[None]:
        """Keeps what is carried over to a recommendation beside new rows: topics, an assignee."""
        ties = type(row).topics.through.objects.filter(recommendation=row)
        held, assignee = set(ties.values_list("pk", flat=True)), row.assignee_id
        yield
        for tie in ties.exclude(pk__in=held):
            self.made(tie)
        if row.assignee_id != assignee:
            self.changed.append([row._meta.model_name, row.pk, "assignee_id", assignee])

    @property
    def told(self) -> dict[str, Any]:
        """With the newest event: what happened to these rows later is somebody else's work.

        The order of tables is told apart: PostgreSQL sorts the keys of JSON.
        """
        until = Event.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
        order = list(self.created)
        return {"created": self.created, "order": order, "changed": self.changed, "until": until}


ONCE = ("develop", "adopt", "amend", "enact", "establish", "draft", "finalize", "create", "appoint")
MORE = ("increase", "expand", "allocate", "strengthen", "enhance")
THEMES = {  # words of a recommendation that say under which "P" it stands
    Theme.PROSECUTION: (
        "investigat",
        "prosecut",
        "convict",
        "penalt",
        "judge",
        "sentenc",
        "complic",
    ),
    Theme.PROTECTION: ("victim", "shelter", "identif", "assist", "services", "reintegrat", "refer"),
    Theme.PREVENTION: (
        "awareness",
        "campaign",
        "recruit",
        "demand",
        "prevent",
        "hotline",
        "research",
    ),
    Theme.PARTNERSHIP: ("cooperat", "coordinat", "partner", "regional", "bilateral", "ngo"),
}


def duty_of(text: str) -> Duty:
    """Whether it asks for something once, for more, or to go on: by its first verb."""
    words = text.lower().split()
    first = next((word for word in words[:3] if not word.endswith("ly")), "")
    if first.startswith(MORE):
        return Duty.INCREASE
    return Duty.ONCE if first.startswith(ONCE) else Duty.CONTINUING


def theme_of(text: str) -> Theme:
    """The theme most of whose words it uses; of several alike, the first."""
    low = text.lower()
    return max(THEMES, key=lambda theme: sum(low.count(word) for word in THEMES[theme]))


def short(text: str) -> str:
    """Its beginning, until somebody gives it a title."""
    words = " ".join(text.split())
    return words if len(words) <= 80 else words[:79].rsplit(" ", 1)[0] + "…"


# Mechanisms that a database without one starts with: name; code and name of the issuer.
KNOWN = {
    "TIP": ("Trafficking in Persons Report", "US_DOS", "United States Department of State"),
    "UPR": ("Universal Periodic Review", "UN_HRC", "Human Rights Council"),
    **{
        code: (name, f"UN_{code}", name)
        for code, name in {
            "CAT": "Committee against Torture",
            "CCPR": "Human Rights Committee",
            "CED": "Committee on Enforced Disappearances",
            "CEDAW": "Committee on the Elimination of Discrimination against Women",
            "CERD": "Committee on the Elimination of Racial Discrimination",
            "CESCR": "Committee on Economic, Social and Cultural Rights",
            "CMW": "Committee on Migrant Workers",
            "CRC": "Committee on the Rights of the Child",
            "CRPD": "Committee on the Rights of Persons with Disabilities",
            "SPT": "Subcommittee on Prevention of Torture",
        }.items()
    },
}
# Of all but the TIP Report, which has the calendar that a mechanism has by default.
CALENDAR_YEAR = {"year_starts_month": 1, "review_dates": ["12-31"]}
NOT_IN_ISO = {"Kosovo": "XK"}
# As reports call them and ISO 3166 does not; in small letters, without "the".
CALLED_OTHERWISE = {
    "bahamas": "BS",
    "brunei": "BN",
    "burma": "MM",
    "cape verde": "CV",
    "congo, democratic republic of the": "CD",
    "congo, republic of the": "CG",
    "cote d'ivoire": "CI",
    "czech republic": "CZ",
    "democratic republic of the congo": "CD",
    "east timor": "TL",
    "federated states of micronesia": "FM",
    "gambia": "GM",
    "ivory coast": "CI",
    "korea, north": "KP",
    "korea, south": "KR",
    "macau": "MO",
    "macedonia": "MK",
    "micronesia": "FM",
    "north korea": "KP",
    "republic of the congo": "CG",
    "russia": "RU",
    "south korea": "KR",
    "st. lucia": "LC",
    "st. maarten": "SX",
    "st. vincent and the grenadines": "VC",
    "swaziland": "SZ",
    "turkey": "TR",
}


def edition_of(run: ImportRun, kept: Kept) -> Report:
    """The report of this mechanism, country and year; made where it is not held.

    Raises Invalid for what the run does not say: a person has to.
    """
    missing = [
        label
        for label, told in (
            (_("the mechanism"), run.mechanism),
            (_("the country"), run.country),
            (_("the year"), run.year),
        )
        if not told
    ]
    if missing or run.year is None:
        raise InvalidValue(
            _("“%(run)s” can't be accepted: the text does not say %(what)s. Fill it in first.")
            % {"run": run, "what": ", ".join(missing)}
        )
    mechanism = mechanism_of(run.mechanism, kept)
    held: Report | None = Report.objects.filter(
        mechanism=mechanism, country_name__iexact=run.country, year=run.year
    ).first()
    if held is not None:
        return held
    first, last = year_before(mechanism, run.year)
    report = Report(
        mechanism=mechanism,
        country=country_code(run.country),
        country_name=run.country,
        year=run.year,
        slug=slug_of(mechanism.code, run.year, run.country),
        title=run.title[:200] or f"{run.year} {mechanism.name}: {run.country}",
        tier=run.tier,
        previous_tier=run.previous_tier,
        period_from=first,
        period_to=last,
    )
    report.full_clean()
    report.save()
    kept.made(report)
    return report


def year_before(mechanism: Mechanism, year: int) -> tuple[date, date]:
    """First and last day of what the edition of this year speaks about."""
    first, last = mechanism.year_around(date(year, mechanism.year_starts_month, 1))
    return first.replace(year=first.year - 1), date(last.year - 1, last.month, last.day)


def slug_of(mechanism: str, year: int, country: str) -> str:
    """ "tip-2024-kosovo"."""
    from django.utils.text import slugify

    return slugify(f"{mechanism} {year} {country}")[:60]


def country_code(name: str) -> str:
    """ISO 3166-1 in two letters, XK for Kosovo. Raises Invalid for a name that is no country.

    Never guessed from a likeness: reports' own names stand in CALLED_OTHERWISE.
    """
    held = Report.objects.filter(country_name__iexact=name).values_list("country", flat=True)
    code = held.first() or NOT_IN_ISO.get(name) or CALLED_OTHERWISE.get(_plain(name))
    if code:
        return str(code)
    try:
        return str(pycountry.countries.lookup(name).alpha_2)
    except LookupError:
        raise InvalidValue(
            _("“%(name)s” is no country that is known. Write its name as in ISO 3166.")
            % {"name": name}
        ) from None


def _plain(name: str) -> str:
    words = name.lower().replace("’", "'").replace("ô", "o").replace("ç", "c")
    return words.removeprefix("the ").removesuffix(", the").strip()


def mechanism_of(code: str, kept: Kept) -> Mechanism:
    """The mechanism with this code; a known one is made. Raises Invalid for any other."""
    held: Mechanism | None = Mechanism.objects.filter(code=code).select_related("issuer").first()
    if held is not None:
        return held
    if code not in KNOWN:
        raise InvalidValue(
            _("No mechanism has the code “%(code)s”. An administrator adds it first.")
            % {"code": code}
        )
    name, issuer_code, issuer_name = KNOWN[code]
    issuer, is_new = Body.objects.get_or_create(
        code=issuer_code, defaults={"name_en": issuer_name, "kind": BodyKind.MONITORING}
    )
    if is_new:
        kept.made(issuer)
    calendar = {} if code == "TIP" else CALENDAR_YEAR
    made: Mechanism = Mechanism.objects.create(code=code, name=name, issuer=issuer, **calendar)
    kept.made(made)
    return made
