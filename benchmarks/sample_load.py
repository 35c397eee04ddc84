"""Fill a database with sample recommendations of any number, to measure with.

A block of some thousand recommendations is built in Python; what is more is multiplied from it in
SQL, with shifted keys, and so are the entries of the search index. Triggers write the history of
each row either way. The same seed makes the same rows, but for the times in history.
"""

from collections import deque
from dataclasses import dataclass, replace
from string import ascii_uppercase, digits
from typing import Any

from django.apps import apps
from django.core.management.color import no_style
from django.db import connection, transaction
from django.db.models import Exists, OuterRef, Subquery

from benchmarks.sample_rows import BLOCK, COUNTRIES, Maker, Model, Ranges
from tracker.actions import search
from tracker.actions.history import summary_rows
from tracker.audit import context
from tracker.compiled_queries import refresh_statistics
from tracker.errors import InvalidValue
from tracker.models import (
    Evidence,
    Mechanism,
    Passage,
    Recommendation,
    Report,
    Responsibility,
    SearchEntry,
    StatusSpan,
    User,
)
from tracker.models.search import INDEXED, first_key
from tracker.vocabulary import Group, Status

REASON = "Made by load_sample"
KOSOVO = "tip-2024-kosovo"
FIRST_SIZES = (9, 50)  # of the first reports
LARGE, LARGE_FROM = 5_000, 20_000  # size of the large report; there from this many on
LARGE_BLOCK = 100
COPIES = 21  # of a block in one transaction
SECOND = ascii_uppercase + digits  # letters of a country's code
FIRST = SECOND[1:]  # countries that begin with A are of the first mechanism alone
MECHANISM_COPIES = len(FIRST) * len(SECOND) // COUNTRIES  # a multiple of COPIES


@dataclass(frozen=True, slots=True)
class LoadSample:
    """Number of recommendations to make, how dense, and the seed of what is random."""

    recommendations: int
    density: dict[str, float]
    seed: int


def load(command: LoadSample) -> int:
    """Make the rows; return the number of recommendations.

    Raises InvalidValue for a database with recommendations of its own.
    """
    users = {user.username: user.pk for user in User.objects.filter(username__in=Group.values)}
    kosovo = Report.objects.filter(slug=KOSOVO).select_related("mechanism").first()
    has_other = Recommendation.objects.exclude(report=kosovo).exists()
    if kosovo is None or has_other or len(users) < len(Group):
        raise InvalidValue(
            "Nothing was loaded: a sample is added only beside the Kosovo report and the sample "
            "users, where there is no other recommendation. Name a new database in DATABASE_URL, "
            "and run `manage.py quickstart --no-serve --sample-users` first."
        )
    maker = Maker(command.density, command.seed, users)
    large = LARGE if command.recommendations >= LARGE_FROM else 0
    left = command.recommendations - large
    first = min(left, (left - sum(FIRST_SIZES)) % BLOCK + sum(FIRST_SIZES))
    blocks = range((left - first) // BLOCK)
    written = replace(context.current(), reason=REASON)  # derived rows are made at the end
    with transaction.atomic(), context.use_context(written):
        mechanisms = Mechanism.objects.bulk_create(
            Mechanism(code=f"M{n:02d}", name=f"Sample {n}", issuer_id=kosovo.mechanism.issuer_id)
            for n in range(2 + len(blocks) // MECHANISM_COPIES)
        )
        maker.add_editions(mechanisms[0], first, FIRST_SIZES)
        maker.save()
        if large:
            maker.add_editions(mechanisms[0], LARGE_BLOCK, (LARGE_BLOCK,), "ZZ")
            ranges = maker.save()
            del ranges[Report]
            _multiply(ranges, range(1, large // LARGE_BLOCK), LARGE_SHIFTS)
        maker.add_editions(mechanisms[1], BLOCK if blocks else 0, country=FIRST[0])
        ranges = maker.save()
        _show_statuses(0)
    search.rebuild()
    for first in range(0, len(blocks), COPIES):
        shifts = _block_shifts(mechanisms[1 + first // MECHANISM_COPIES])
        with transaction.atomic(), context.use_context(written):
            _multiply(ranges, blocks[first or 1 : first + COPIES], shifts)
    deque(summary_rows.rebuild(), maxlen=0)
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), list(apps.get_models())):
            cursor.execute(statement)
    refresh_statistics()
    return command.recommendations


def _show_statuses(first: int) -> None:
    """Store the status of each recommendation from this key on, as approving it does."""
    spans = StatusSpan.objects.filter(
        recommendation=OuterRef("pk"), valid_to=None, recorded_to=None
    )
    rows = Recommendation.objects.filter(Exists(spans), pk__gte=first)
    rows.update(
        status=Subquery(spans.values("status")),
        assessed_on=Subquery(spans.values("valid_from")),
        current_assessment=Subquery(spans.values("assessment")),
    )


UNASSESSED = {
    (Recommendation, "status"): f"'{Status.NOT_ASSESSED.value}'",
    (Recommendation, "assessed_on"): "NULL",
    (Recommendation, "current_assessment_id"): "NULL",
}
_LARGE_POSITION = f"CAST(substr(sort_key, 13) AS integer) + {LARGE_BLOCK} * k"
_LARGE_KEY = (
    f"substr(sort_key, 1, 12) || CASE WHEN {_LARGE_POSITION} > 999 THEN 'A' ELSE '' END "
    f"|| ({_LARGE_POSITION})"
)
LARGE_SHIFTS = UNASSESSED | {
    (Recommendation, "number"): f"CAST(position + {LARGE_BLOCK} * k AS text)",
    (Recommendation, "position"): f"position + {LARGE_BLOCK} * k",
    (Recommendation, "sort_key"): _LARGE_KEY,
    (Responsibility, "sort_key"): _LARGE_KEY,
    (Passage, "number"): "number + 1000 * k",
}


def _block_shifts(mechanism: Mechanism) -> dict[tuple[Model, str], str]:
    """Return what distinguishes the countries of one copy from those of another, in SQL."""
    code, country = mechanism.code, _COUNTRY.format("country")
    key = f"{_COUNTRY.format('sort_key')} || '/{code}' || substr(sort_key, 7)"
    return UNASSESSED | {
        (Report, "mechanism_id"): str(mechanism.pk),
        (Report, "country"): country,
        (Report, "country_name"): f"'Country ' || {country}",
        (Report, "slug"): f"'{code.lower()}-' || year || '-' || lower({country})",
        (Report, "title"): f"'Report ' || year || ': Country ' || {country}",
        (Recommendation, "sort_key"): key,
        (Responsibility, "sort_key"): key,
        (Evidence, "url"): "CASE url WHEN '' THEN '' ELSE url || '/' || k END",
        (Evidence, "folded"): (  # the words of the address are the last ones
            "CASE WHEN folded NOT LIKE '%https%' OR folded LIKE '% ' || k THEN folded "
            "ELSE folded || ' ' || k END"
        ),
        (Recommendation, "folded"): _folded(code),
        (Report, "folded"): _folded(code),
    }


def _folded(code: str) -> str:
    """Return the words of an entry in a copy of the block, in SQL: its names are other ones."""
    words = f"replace(folded, 'm01', '{code.lower()}')"
    for x in _SECOND:
        old, new = f"{FIRST[0]}{x}".lower(), f"lower(country_{x})"
        words = f"replace({words}, 'country{old}', 'country' || {new})"
        words = f"replace({words}, ' {old} ', ' ' || {new} || ' ')"
    return words


_SECOND = SECOND[:COUNTRIES]
_COUNTRY = (  # of a copy, from that of the block
    f"CASE substr({{}}, 2, 1) {' '.join(f"WHEN '{x}' THEN country_{x}" for x in _SECOND)} END"
)


def _list_countries(copy: int) -> str:
    """Return the countries of a copy of the block, for SQL."""
    group, letter = divmod(copy % MECHANISM_COPIES, len(FIRST))
    second = SECOND[group * COUNTRIES :][:COUNTRIES]
    return ", ".join(f"'{FIRST[letter]}{x}'" for x in second)


def _multiply(ranges: Ranges, copies: range, shifts: dict[tuple[Model, str], str]) -> None:
    """Copy the rows of a block; copy `k` has keys higher by `k` times the number of rows."""
    if not copies:
        return
    sizes = {model: last - first + 1 for model, (first, last) in ranges.items()}
    names = ", ".join(f"country_{x}" for x in _SECOND)
    values = ", ".join(f"({k}, {_list_countries(k)})" for k in copies)

    def copy(table: str, expressions: dict[str, str], key: str, first: int, last: int) -> None:
        with connection.cursor() as cursor:
            cursor.execute(
                f"WITH copies (k, {names}) AS (VALUES {values}) "
                f'INSERT INTO "{table}" ({", ".join(expressions)}) '
                f'SELECT {", ".join(expressions.values())} FROM "{table}", copies '
                f"WHERE {key} BETWEEN {first} AND {last} ORDER BY k, {key}"
            )

    for model, (first, last) in ranges.items():
        expressions = {}
        for field in model._meta.concrete_fields:
            target: Any = model if field.primary_key else field.related_model
            size = sizes.get(target, 0)
            shifted = f'"{field.column}" + {size} * k' if size else f'"{field.column}"'
            expressions[f'"{field.column}"'] = shifts.get((model, str(field.column)), shifted)
        copy(model._meta.db_table, expressions, "id", first, last)
        if (name := str(model._meta.model_name)) in INDEXED and shifts is not LARGE_SHIFTS:
            words = shifts.get((model, "folded"), "folded")
            entries = {"rowid": f"rowid + {sizes[model]} * k", "folded": words}
            start = first_key(name)
            copy(SearchEntry._meta.db_table, entries, "rowid", start + first, start + last)
    _show_statuses(ranges[Recommendation][0] + copies[0] * sizes[Recommendation])
