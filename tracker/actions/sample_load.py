"""Fill a database with sample recommendations of any number, to measure with.

A block of some thousand recommendations is built in Python; what is more is multiplied from it in
SQL, with shifted keys. Triggers write the history of each row either way. The same seed makes the
same rows, but for the times in history.
"""

from dataclasses import dataclass
from string import ascii_uppercase

from django.core.management.color import no_style
from django.db import connection, transaction
from django.db.models import Exists, OuterRef, Subquery
from django.utils.translation import gettext as _

from tracker.actions.sample_rows import BLOCK, NEWEST, Density, Maker, Model, Ranges
from tracker.audit.reasons import because
from tracker.errors import InvalidValue
from tracker.models import (
    Evidence,
    Passage,
    Recommendation,
    Report,
    Responsibility,
    StatusSpan,
    User,
)
from tracker.vocabulary import Group, Status

REASON = "Made by load_sample"
KOSOVO = "tip-2024-kosovo"
FIRST_SIZES = (9, 50)  # of the first reports
LARGE, LARGE_FROM = 5_000, 20_000  # size of the large report; there from this many on
LARGE_BLOCK = 100


@dataclass(frozen=True, slots=True)
class LoadSample:
    """Number of recommendations to make, how dense, and the seed of what is random."""

    recommendations: int
    density: Density
    seed: int


def load(command: LoadSample) -> int:
    """Make the rows; return the number of recommendations.

    Raises InvalidValue for a database with recommendations of its own.
    """
    users = {user.username: user.pk for user in User.objects.filter(username__in=Group.values)}
    has_other = Recommendation.objects.exclude(report__slug=KOSOVO).exists()
    if has_other or len(users) < len(Group) or not Report.objects.filter(slug=KOSOVO).exists():
        raise InvalidValue(
            _(
                "Nothing was loaded: a sample is added only beside the Kosovo report and the "
                "sample users, where there is no other recommendation. Name a new database in "
                "DATABASE_URL, and run `manage.py quickstart --no-serve --sample-users` first."
            )
        )
    maker = Maker(command.density, command.seed, users)
    large = LARGE if command.recommendations >= LARGE_FROM else 0
    left = command.recommendations - large
    first = min(left, (left - sum(FIRST_SIZES)) % BLOCK + sum(FIRST_SIZES))
    blocks = (left - first) // BLOCK
    with transaction.atomic(), because(REASON):
        maker.add_bodies()
        maker.add_editions("M00", first, FIRST_SIZES)
        maker.save()
        if large:
            maker.add_report("M00", "ZZ", NEWEST, LARGE_BLOCK)
            ranges = maker.save()
            del ranges[Report]
            _multiply(ranges, [(k, "Z") for k in range(1, large // LARGE_BLOCK)], LARGE_SHIFTS)
        maker.add_editions("M01", BLOCK if blocks else 0)
        ranges = maker.save()
        _show_statuses(0)
    letters = len(ascii_uppercase)
    for number in range(0, blocks, letters):
        copies = [(k, ascii_uppercase[k % letters]) for k in range(number, number + letters)]
        with transaction.atomic(), because(REASON):
            shifts = _block_shifts(*maker.add_mechanism(f"M{number // letters + 1:02d}"))
            _multiply(ranges, [copy for copy in copies if 0 < copy[0] < blocks], shifts)
            first_key, last_key = ranges[Recommendation]
            _show_statuses(first_key + number * (last_key - first_key + 1))
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), [*maker.models]):
            cursor.execute(statement)
        cursor.execute("ANALYZE")
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
_LARGE_KEY = (
    f"substr(sort_key, 1, 12) || (CAST(substr(sort_key, 13) AS integer) + {LARGE_BLOCK} * k)"
)
LARGE_SHIFTS = UNASSESSED | {
    (Recommendation, "number"): f"CAST(position + {LARGE_BLOCK} * k AS text)",
    (Recommendation, "position"): f"position + {LARGE_BLOCK} * k",
    (Recommendation, "sort_key"): _LARGE_KEY,
    (Responsibility, "sort_key"): _LARGE_KEY,
    (Passage, "number"): "number + 1000 * k",
}


def _block_shifts(code: str, mechanism: int) -> dict[tuple[Model, str], str]:
    """Return what distinguishes the countries of one copy from those of another, in SQL."""
    country = "letter || substr(country, 2, 1)"
    key = f"letter || substr(sort_key, 2, 1) || '/{code}' || substr(sort_key, 7)"
    return UNASSESSED | {
        (Report, "mechanism_id"): str(mechanism),
        (Report, "country"): country,
        (Report, "country_name"): f"'Country ' || {country}",
        (Report, "slug"): f"'{code.lower()}-' || year || '-' || lower({country})",
        (Report, "title"): f"'Report ' || year || ': Country ' || {country}",
        (Recommendation, "sort_key"): key,
        (Responsibility, "sort_key"): key,
        (Evidence, "url"): "CASE url WHEN '' THEN '' ELSE url || '/' || k END",
    }


def _multiply(
    ranges: Ranges, copies: list[tuple[int, str]], shifts: dict[tuple[Model, str], str]
) -> None:
    """Copy the rows of a block; copy `k` has keys higher by `k` times the number of rows."""
    if not copies:
        return
    sizes = {model: last - first + 1 for model, (first, last) in ranges.items()}
    values = ", ".join(f"({k}, '{letter}')" for k, letter in copies)
    for model, (first, last) in ranges.items():
        expressions = {}
        for field in model._meta.concrete_fields:
            target = model if field.primary_key else field.related_model
            column = str(field.column)
            shift = f'"{column}" + {sizes[target]} * k' if target in sizes else f'"{column}"'
            expressions[f'"{column}"'] = shifts.get((model, column), shift)
        with connection.cursor() as cursor:
            cursor.execute(
                f"WITH copies (k, letter) AS (VALUES {values}) "  # noqa: S608
                f'INSERT INTO "{model._meta.db_table}" ({", ".join(expressions)}) '
                f"SELECT {', '.join(expressions.values())} "
                f'FROM "{model._meta.db_table}", copies WHERE id BETWEEN {first} AND {last} '
                "ORDER BY k, id"
            )
