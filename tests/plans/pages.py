"""Which pages are opened to look at their plans: all of the tables of rights, each list's filters."""

import re

import django_filters
from django.urls import reverse

from tests.helpers.clock import TODAY
from tests.permissions.admin_table import NOUNS, WHOLE
from tests.permissions.site_table import SITE
from tests.permissions.world import OWN
from tracker.filters import base, history, recommendations
from tracker.vocabulary import ReportKind

ROLES = ("analyst", "contributor")
DAY = "2024-12-01"
# What a list answers beside its filters, by the name of its address.
MORE = {
    "recommendation_list": [
        {"on": DAY},
        {"on": DAY, "basis": "believed"},
        *({"export": "csv", "order": order} for order in ("-key", "review", "-status")),
    ],
    "question_list": [{"export": "csv", "order": "due"}],
    "commitment_list": [{"export": "csv", "order": "-due"}],
    "recommendations_export": [{"on": DAY}],
    "recommendation": [
        {"in": "order=review"},
        {"in": "body=THBD&order=-assessed"},
        {"in": "search=shelter&order=status"},
        {"in": f"on={DAY}", "on": DAY},
    ],
    "evidence": [{"in": ""}, {"in": "order=-published"}],
    "question": [{"in": ""}],
    "commitment": [{"in": ""}],
    "evidence_list": [{"search": "shelter zebra"}, {"export": "csv", "order": "-published"}],
    "progress_report": [
        *({"kind": kind, "body": "THBD" if kind == ReportKind.BODY else ""} for kind in ReportKind),
        *({"format": file} for file in ("csv", "json", "md")),
        {"on": DAY, "basis": "believed"},
    ],
}
# What is typed into a field that offers no values.
TYPED = {
    base.PersonField: ["me", "nobody", "analyst"],
    base.CountryField: ["XK"],
    base.RecommendationField: ["tip-2024-kosovo/THBD-1"],
    history.ColumnField: ["status"],
}
# Filters that ask for another: by class and name.
TOGETHER = {("EventFilter", "search"): {"since": str(TODAY)}}
WIDENS = {"all", "withdrawn"}  # filters that find more than there is without them
ORDER = re.compile(r'<th scope="col"[^>]*><a href="[^"]*\border=([-a-z]+)"')


def roles_of(may):
    """Analyst and clerk, as far as they may; of what neither may, the first who may."""
    named = may.split()
    return [role for role in ROLES if role in named] or named[:1]


def site(world):
    """Yield role, name and address of each page of the site."""
    for key, entry in SITE.items():
        name = key.split(":")[0]
        for role in roles_of(entry.may) if entry.reads and entry.opens == 200 else ():
            at = reverse(name, args=world.args(entry.of, OWN, role) if entry.of else [])
            yield role, name, at, dict(entry.asks)


def admin(at, rows):
    """Yield role and address of each page of the admin."""
    for noun, entry in NOUNS.items():
        opened = {"changelist": entry.opens, "change": entry.opens, "history": entry.opens}
        for page, may in {**opened, "add": entry.adds, **entry.more}.items():
            args = [] if page in ("changelist", "add") else [rows[noun]]
            for role in roles_of(may):
                yield role, page, at(noun, page, *args)
    for role in roles_of(WHOLE["index"]):
        yield role, "index", reverse("admin:index")


def filtered(filter_class, user):
    """Yield the parameters of each filter of a list, alone."""
    filter_set = filter_class.complete(user)
    for name, declared in filter_class.base_filters.items():
        for value in values_of(declared, filter_set.form.fields[name]):
            yield {name: value, **TOGETHER.get((filter_class.__name__, name), {})}


def values_of(declared, field):
    """Return what a filter is tried with: a code, or each where they are not a column's."""
    match field:
        case base.CodeField():
            return [getattr(row, field.code) for row in field.rows[:1]]
        case recommendations.UnitField():
            return [field.rows[0].unit]
        case history.ActorField():
            return [field.user.username]
        case base.TypedField():
            return TYPED[type(field)]
    if isinstance(declared, django_filters.DateFilter):
        return [DAY]
    if choices := [code for code, _label in getattr(field, "choices", ()) if code]:
        return choices if declared._method else choices[:1]
    return ["1" if isinstance(declared, django_filters.NumberFilter) else "shelter"]


def orders(page):
    """Return the orders that a page offers."""
    is_read = not page.streaming and page["Content-Type"].startswith("text/html")
    html = page.content.decode() if is_read else ""
    return [{"order": code} for code in ORDER.findall(html)]


def of_changelist(changes):
    """Yield the query of each filter, order and search of a list of the admin, alone."""
    for spec in changes.filter_specs:
        choices = [choice["query_string"] for choice in spec.choices(changes)]
        yield from choices[1:2]  # the first is all
    if changes.search_fields:
        yield "q=shelter"
    for place, column in enumerate(changes.list_display):
        if column in (changes.sortable_by or ()):
            yield f"o={place}"
