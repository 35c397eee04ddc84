"""Names of bodies, to find them in a text; who holds the responsibilities of ended bodies."""

import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from itertools import chain
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.text import slugify

from tracker import compiled_queries, grouping, vocabulary
from tracker.formats.countries import find_country_code, same_country
from tracker.models import (
    ACRONYM,
    BODY_NAMES,
    Body,
    ImportRun,
    Mandates,
    Recommendation,
    RecommendationQuerySet,
    Report,
    Responsibility,
    ResponsibilityQuerySet,
    is_on_country,
    reach,
)


def load_holders(
    rows: Iterable[Responsibility],
    *,
    on: date,
    mandates: Mandates | None = None,
    are_all: bool = False,
) -> list[Responsibility]:
    """Set on each responsibility of an ended body who holds it on the day.

    Rows that only continue another one of `rows` are left out. Bodies must be loaded; there is no
    query where none has ended. `mandates` are those of the day, if they are known, and `are_all`
    tells that `rows` are all that stand of their recommendations.
    """
    rows = list(rows)
    by_key = {row.pk: row for row in rows}
    if ended := [row for row in rows if row.body.has_ended(on=on)]:
        mandates = mandates or Mandates(on)
        continuing = (
            grouping.group_pairs((row.continues_id or 0, row) for row in rows)
            if are_all
            else _load_continuing(ended)
        )
        parts = {row.pk: list(_parts(row, continuing, mandates, on=on)) for row in ended}
        bodies = {row.body_id: row.body for row in rows}
        bodies |= Body.objects.in_bulk(
            {*chain.from_iterable(chain(*parts.values()))}.difference(bodies)
        )
        for row in ended:
            row.is_divided = all(len(part) < 2 for part in parts[row.pk])
            row.holders = [bodies[key] for key in dict.fromkeys(chain(*parts[row.pk]))]
    return [row for row in rows if _is_listed(row, by_key.get(row.continues_id or 0), on=on)]


LEADS = compiled_queries.Parts(
    Responsibility,
    (
        *("id", "recommendation_id", "continues_id", "basis", "body_id", "body__id", "body__code"),
        *(f"body__{name}" for name in (*BODY_NAMES, "valid_to")),
    ),
)


def with_leads(recommendations: RecommendationQuerySet) -> QuerySet[Recommendation]:
    """Read along the responsibilities with the role lead, as `lead_parts`."""
    return recommendations.annotate(
        lead_parts=LEADS.of(
            Responsibility.objects.not_withdrawn().filter(
                recommendation=OuterRef("pk"), role=vocabulary.Role.LEAD
            )
        )
    )


def load_lead_holders(recommendations: Iterable[Any], *, on: date) -> list[Recommendation]:
    """Set the leads of rows of `with_leads`, by code, each with who holds it on the day."""
    recommendations = list(recommendations)
    leads = [lead for row in recommendations for lead in LEADS.load(row.lead_parts)]
    leads = load_holders(sorted(leads, key=lambda lead: lead.body.code), on=on)
    for row in recommendations:
        row.leads = [lead for lead in leads if lead.recommendation_id == row.pk]
    return recommendations


def list_responsible_bodies(rows: ResponsibilityQuerySet, *, on: date) -> list[Body]:
    """Return the bodies that hold any of these responsibilities on the day, by code."""
    bodies = set(Body.objects.filter(pk__in=rows.order_by().values("body")))
    if ended := {body for body in bodies if body.has_ended(on=on)}:
        inherited = load_holders(rows.filter(body__in=ended).select_related("body"), on=on)
        bodies = (bodies - ended).union(*(row.holders or () for row in inherited))
    return sorted(bodies, key=lambda body: body.code)


def _load_continuing(rows: list[Responsibility]) -> Mapping[int, list[Responsibility]]:
    """Load the standing responsibilities that continue these, at any distance."""
    continuing: dict[int, list[Responsibility]] = {row.pk: [] for row in rows}
    keys = list(continuing)
    while keys:
        later = Responsibility.objects.not_withdrawn().filter(continues__in=keys)
        keys = []
        for row in later.select_related("body").order_by("body__code", "pk"):
            continuing[row.continues_id or 0].append(row)
            if row.pk not in continuing:
                continuing[row.pk] = []
                keys.append(row.pk)
    return continuing


def _parts(
    row: Responsibility,
    continuing: Mapping[int, list[Responsibility]],
    mandates: Mandates,
    *,
    on: date,
) -> Iterator[list[int]]:
    """Yield the keys of the bodies that hold each part of it; several have not divided that."""
    if later := continuing[row.pk]:
        for part in later:
            yield from _parts(part, continuing, mandates, on=on)
    else:
        yield mandates.holders(row.body_id) if row.body.has_ended(on=on) else [row.body_id]


def _is_listed(row: Responsibility, continued: Responsibility | None, *, on: date) -> bool:
    """Return whether a row is more than the continuation of a row listed beside it."""
    return continued is None or not (row.only_continues or continued.body.has_ended(on=on))


def names_of_bodies(country: str = "") -> dict[str, list[str]]:
    """Map codes to names in three languages, acronym and aliases; the English name first.

    Those of other countries are left out. Without bodies in the database, those of the country's
    fixtures are used.
    """
    if not (bodies := list(Body.objects.order_by("code"))):
        return _fixture_names(country)
    foreign = find_foreign(bodies, country) if country else set()
    return {
        body.code: _names(vars(body) | {"aliases": body.aliases})
        for body in bodies
        if body.pk not in foreign
    }


INTERNATIONAL_KINDS = frozenset({vocabulary.BodyKind.INTERNATIONAL, vocabulary.BodyKind.MONITORING})


def find_foreign(bodies: Iterable[Body], country: str) -> set[int]:
    """Return which bodies are of other countries: responsible for reports on others alone.

    The import that added a body and a government's name tell its country, too. What is known of one
    body holds for the others of its tree, unless it is of two countries. International bodies and
    those of which nothing is known may be of any.
    """
    runs = ImportRun.objects.filter(created__created__has_key="body")
    duties = Responsibility.objects.not_withdrawn().filter(body=OuterRef("pk"))
    code = Report.objects.filter(is_on_country(country)).values_list("country", flat=True).first()
    is_own = Exists(duties.filter(sort_key__startswith=f"{code}/"))
    known = (
        *(
            (pk, same_country(name, country))
            for name, added in runs.values_list("country", "created__created__body")
            for keys in added
            for pk in (range(keys[0], keys[1] + 1) if isinstance(keys, list) else [keys])
        ),
        *Body.objects.filter(Exists(duties)).values_list("pk", is_own),
        *(
            (body.pk, same_country(name, country))
            for body in bodies
            if find_country_code(name := body.name_en.partition("Government of ")[2])
        ),
    )
    own, foreign = ({pk for pk, is_so in known if is_so == wanted} for wanted in (True, False))
    trees = grouping.group_pairs(
        pair
        for body in bodies
        if body.parent_id
        for pair in ((body.pk, body.parent_id), (body.parent_id, body.pk))
    )
    everywhere = {body.pk for body in bodies if body.kind in INTERNATIONAL_KINDS}
    return (foreign | (reach(trees, foreign) - reach(trees, own))) - own - everywhere


def _names(fields: Mapping[str, Any]) -> list[str]:
    names = (  # without acronyms: "MP" is found in too many texts
        ACRONYM.sub("", fields.get(name) or "") for name in ("name_en", *BODY_NAMES)
    )
    return list(dict.fromkeys(filter(None, [*names, *(fields.get("aliases") or [])])))


def _fixture_names(country: str) -> dict[str, list[str]]:
    fixtures = Path(settings.FIXTURE_DIRS[0]).glob(f"*-{slugify(country)}/bodies.json")
    fixture = max(fixtures, default=None) if country else None
    return {
        row["fields"]["code"]: _names(row["fields"])
        for row in (json.loads(fixture.read_text(encoding="utf-8")) if fixture else ())
    }
