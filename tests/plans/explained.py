"""What a database would do for each statement of a page, were its tables a million rows long.

A page is opened with few rows, and the database explains how it would read many, by statistics
written for it. What reads all rows of a table that grows is a finding: see `docs/performance.md`.
"""

import re
from contextlib import contextmanager
from dataclasses import dataclass

from django.db import connection

MANY, FEW = 1_000_000, 300
# By the first column of an index: rows of one value, in these statistics.
OF_ONE_ROW, OF_A_CODE = 20, 5_000
# What stays as small as the vocabulary, the institutions of a country and the people who work.
SMALL = {
    "auth_group",
    "auth_group_permissions",
    "auth_permission",
    "django_content_type",
    "django_migrations",
    "mfa_authenticator",
    "tracker_body",
    "tracker_body_successors",
    "tracker_indicator",
    "tracker_mechanism",
    "tracker_topic",
    "tracker_translation",
    "tracker_upgrade",
    "tracker_user",
    "tracker_user_groups",
    "tracker_user_speaks_for",
    "tracker_user_user_permissions",
}
EXPLAINED = re.compile(r"\s*(SELECT|WITH|UPDATE|DELETE|INSERT)\b")
LONG = re.compile(r'SELECT ((?:DISTINCT )?"\w+"\."\w+")(?:, "\w+"\."\w+"(?: AS "\w+")?){3,} FROM')
MOST = 2_000  # letters of a statement that are printed
NAMED = re.compile(r'"(\w+)"(?: AS)? "?(\w+)"?')  # a table, and its other name in the statement
INNERMOST = re.compile(r"\([^()]*\)")
SEQ_SCAN = re.compile(r"Seq Scan on (\w+)")
SEARCH_INDEX = re.compile(r"VIRTUAL TABLE INDEX \d+:$")  # without a word


@dataclass(frozen=True)
class Finding:
    """A statement of a page that reads all rows of a table that grows."""

    role: str
    address: str
    table: str
    step: str  # of the plan
    sql: str

    def __str__(self):
        sql = LONG.sub(r"SELECT \1 … FROM", self.sql)
        return f"{self.role} {self.address}\n  {self.table}: {self.step}\n  {sql[:MOST]}"


class Statements:
    """Each statement that requests run, with the parameters of its first run."""

    def __init__(self):
        self.known = {}

    def __call__(self, execute, sql, params, many, context):
        if not many and EXPLAINED.match(sql):
            self.known.setdefault(sql, params)
        return execute(sql, params, many, context)

    @contextmanager
    def noted(self):
        """Yield the list of those that are new, filled at the end."""
        new, before = [], len(self.known)
        with connection.execute_wrapper(self):
            yield new
        new += list(self.known.items())[before:]


def grows(table):
    return table.startswith(("tracker_", "django_", "usersessions_")) and table not in SMALL


def scans(sql, params):
    """Yield the tables that grow and are read whole by a statement, each with the step that does."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(f"EXPLAIN QUERY PLAN {sql}", params)
            yield from _scans_of_sqlite(sql, params, cursor)
        else:
            cursor.execute(f"EXPLAIN {sql}", params)
            yield from _scans_of_postgres([line for (line,) in cursor.fetchall()])


def _scans_of_sqlite(sql, params, cursor):
    parents = {key: (parent, step) for key, parent, _unused, step in cursor.fetchall()}
    sorted_in = {parent for parent, step in parents.values() if "B-TREE FOR ORDER" in step}
    for parent, step in parents.values():
        if not step.startswith("SCAN ") or _is_search(step):
            continue
        may_walk = parent not in sorted_in and not _runs_for_each_row(parent, parents)
        for table in _tables_of(step, sql, params, cursor):
            if grows(table) and not (may_walk and _is_walk(step, table, sql)):
                yield table, step


def _tables_of(step, sql, params, cursor):
    """Return the tables that a step may read: it has their other name, which several may share."""
    name, index = step.split()[1], step.split()[-1]
    if "USING" in step:
        cursor.execute("SELECT tbl_name FROM sqlite_schema WHERE name = %s", [index])
        return cursor.fetchone() or ()
    tables = {table for table, other in NAMED.findall(sql) if name in (table, other)}
    return tables & _read_from_the_start(sql, params, cursor) if len(tables) > 1 else tables


def _is_walk(step, table, sql):
    """Return whether a step reads in the order of an index or the key, to the limit of its select."""
    name = step.split()[1]
    other = '(?! (?:AS )?"| [A-Z]\\d)' if name == table else f' (?:AS )?"?{name}"?'
    selects = [
        _select_around(sql, match.start())
        for match in re.finditer(f'(?:FROM|JOIN) "{table}"{other}', sql)
    ]
    return all(
        "LIMIT" in select and ("USING" in step or "ORDER BY" in select) for select in selects
    )


def _select_around(sql, place):
    """Return the select at a place of a statement, without those inside it; none of an EXISTS."""
    start, depth = place, 0
    while start and depth < 1:
        start -= 1
        depth += (sql[start] == "(") - (sql[start] == ")")
    if sql[:start].endswith("EXISTS"):
        return ""
    text, count = sql[start + 1 :], 1
    while count:
        text, count = INNERMOST.subn("", text)
    return text.partition(")")[0]


def _read_from_the_start(sql, params, cursor):
    """Return the tables that the program of a statement reads from their first row, or the last."""
    cursor.execute("SELECT rootpage, tbl_name FROM sqlite_schema WHERE type = 'table'")
    tables = dict(cursor.fetchall())
    cursor.execute(f"EXPLAIN {sql}", params)
    program = cursor.fetchall()
    opened = {
        first: tables.get(page) for _at, code, first, page, *_ in program if code == "OpenRead"
    }
    return {opened.get(first) for _at, code, first, *_ in program if code in ("Rewind", "Last")}


def _is_search(step):
    return "VIRTUAL TABLE" in step and not SEARCH_INDEX.search(step)


def _runs_for_each_row(key, parents):
    while key:
        key, step = parents[key]
        if "CORRELATED" in step:
            return True
    return False


def _scans_of_postgres(lines):
    for step in lines:
        if (found := SEQ_SCAN.search(step)) and grows(found[1]):
            yield found[1], step.strip()


def write_statistics():
    """Write statistics by which each table that grows has a million rows."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            _write_sqlite(cursor)
        else:
            _write_postgres(cursor)


def _write_postgres(cursor):
    # What is scanned then has no index that would do.
    cursor.execute("SET LOCAL enable_seqscan = off")
    cursor.execute(
        "UPDATE pg_class SET reltuples = %s, relpages = GREATEST(pg_relation_size(oid) / 8192, 1)"
        " WHERE relkind = 'r' AND relname = ANY(%s)",
        [MANY, [table for table in connection.introspection.table_names(cursor) if grows(table)]],
    )


def _write_sqlite(cursor):
    cursor.execute("ANALYZE django_migrations")  # makes the table of statistics
    cursor.execute("DELETE FROM sqlite_stat1")
    cursor.execute(
        'SELECT t.name, i.name, i."unique", i.partial, group_concat(c.name) FROM sqlite_schema t,'
        " pragma_index_list(t.name) i, pragma_index_info(i.name) c WHERE t.type = 'table'"
        " GROUP BY 1, 2, 3, 4"
    )
    indexes = cursor.fetchall()
    tables = connection.introspection.table_names(cursor)
    lines = [(table, None, str(MANY if grows(table) else FEW)) for table in tables]
    for table, index, is_unique, is_partial, columns in indexes:
        rows = (MANY if grows(table) else FEW) // (3 if is_partial else 1)
        lines.append((table, index, _statistics(rows, columns or "", is_unique)))
    cursor.executemany("INSERT INTO sqlite_stat1 VALUES (%s, %s, %s)", lines)
    cursor.execute("PRAGMA writable_schema = RESET")  # forgets those of an earlier test
    cursor.execute("ANALYZE sqlite_schema")  # reads them


def _statistics(rows, columns, is_unique):
    """Return the number of rows of an index, and those of one value of its first columns."""
    first, *others = columns.split(",")
    of_first = OF_ONE_ROW if first.endswith("_id") else OF_A_CODE
    values = [min(of_first, rows), *(10 for _other in others)]
    if is_unique:
        values[-1] = 1
    return " ".join(map(str, [rows, *values]))
