"""The search index: the folded words of every row that can be searched, in one table."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection, models
from django.db.backends.base.base import BaseDatabaseWrapper

from tracker.compiled_queries import Bound, Rows, compiled, list_keys
from tracker.formats import split_words
from tracker.vocabulary.places import PLACES

# Names of the models. The place of each, from 1, is part of the keys of its entries: add at the
# end, never change one.
INDEXED = (
    "recommendation",
    "report",
    "body",
    "evidence",
    "file",
    "citation",
    "assessment",
    "comment",
    "commitment",
    "question",
    "indicator",
    "publication",
    "passage",
    "finding",
)
KEY_BITS = 40  # of the key of a row
MAX_WORDS = 50  # of a search; more find nothing
MAX_MATCHES = 10_000  # rows that a search finds first and sorts then
SHORTEST_BEGINNING = 3  # letters of a word that also finds longer words
LONGEST_WHOLE = 3  # letters of a part of the name of a place that finds no longer words
MAX_CHARACTERS = 200_000  # of an entry: PostgreSQL stores no more words of one
MARK = "·"  # before what is compared whole: a name without spaces, the issuer of evidence
VECTOR = "array_to_tsvector(string_to_array({column}, ' '))"


@models.TextField.register_lookup
class Words(models.Lookup[str]):
    """Whether the folded words of an entry have those of a `search_expression`."""

    lookup_name = "words"

    def as_sql(self, compiler: Any, connection: BaseDatabaseWrapper) -> tuple[str, Any]:
        """Return the condition, which an index answers."""
        column, params = self.process_lhs(compiler, connection)
        value, value_params = self.process_rhs(compiler, connection)
        sql = (
            f"{VECTOR.format(column=column)} @@ {value}::tsquery"
            if connection.vendor == "postgresql"
            else f"{column} MATCH {value}"
        )
        return sql, (*params, *value_params)


class AmongKeys(models.lookups.In):
    """Whether a key is among those of a subquery, by which the rows are then found.

    PostgreSQL would else read rows in the order asked for, in the hope of meeting some soon.
    """

    def get_rhs_op(self, connection: BaseDatabaseWrapper, rhs: str) -> str:
        """Return the operator: PostgreSQL makes a list of the keys before anything is read."""
        return f"= ANY(ARRAY{rhs})" if connection.vendor == "postgresql" else f"IN {rhs}"


class SearchEntry(models.Model):
    """Words of one row. Entries are made from rows, and not audited; `check_search` compares.

    In SQLite the table is one of FTS5, in PostgreSQL it has a GIN index for each model.
    """

    # Number of the model, then key of the row: `first_key(model) + key`.
    id = models.BigIntegerField(primary_key=True, db_column="rowid")
    folded = models.TextField()  # each word once, one space between two

    # In SQLite, words of deleted entries stay in the index until it is merged.
    FORGET_DELETED = "INSERT INTO tracker_searchentry (tracker_searchentry) VALUES ('optimize')"

    class Meta:
        managed = False
        db_table = "tracker_searchentry"

    def __str__(self) -> str:
        return str(self.folded)


def first_key(name: str) -> int:
    """Return the key that the entries of a model, by its name, are counted from."""
    return (INDEXED.index(name) + 1) << KEY_BITS


def range_of(name: str) -> tuple[int, int]:
    """Return the first and the last key that an entry of a model can have."""
    return first_key(name), first_key(name) + (1 << KEY_BITS) - 1


def model_name(entry: int) -> str:
    """Return the name of the model of an entry, by its key."""
    return INDEXED[(entry >> KEY_BITS) - 1]


def entries_of(
    name: str, expression: models.expressions.Combinable | str
) -> "models.QuerySet[SearchEntry]":
    """Return the entries of a model with the words of a `search_expression`."""
    return SearchEntry.objects.filter(pk__range=range_of(name), folded__words=expression)


def matching_keys(
    name: str, expression: models.expressions.Combinable | str
) -> "Rows[SearchEntry]":
    """Return the keys of the rows with the words of a `search_expression`, as a subquery."""
    return entries_of(name, expression).values(key=models.F("pk") - first_key(name))


@compiled
def _first_keys(name: str) -> "Rows[SearchEntry]":
    return matching_keys(name, Bound("words", models.TextField()))[: MAX_MATCHES + 1]


def find_keys(names: Collection[str], expression: str) -> dict[str, str]:
    """Return the keys of the rows that a search finds, of each of these models with any, as text.

    There is no more than one above MAX_MATCHES. An empty expression finds nothing.
    """
    if not (names and expression):
        return {}
    lists = list_keys([*map(_first_keys, names)], {"words": expression})
    return {name: keys for name, keys in zip(names, lists, strict=True) if keys not in ("[]", "{}")}


def fold_words(texts: Iterable[str], names: Iterable[str] = (), marks: Iterable[str] = ()) -> str:
    """Return the words of an entry: its marks, its names as a whole, and the words of its texts."""
    words = [f"{MARK}{mark}" for mark in (*marks, *("".join(split_words(name)) for name in names))]
    for text in texts:
        words += split_words(text)
    return " ".join(dict.fromkeys(words))[:MAX_CHARACTERS].rstrip()  # PostgreSQL: no empty word


def issuer_mark(body: int, *, may_be_named: bool) -> str:
    """Return the mark of evidence that a body issued; no name can be typed that equals it."""
    return f"{MARK}{body}" if may_be_named else f"{MARK}hidden{body}"


def document_marks(sha256: str, read: Mapping[str, Any]) -> list[str]:
    """Return the marks of a file: of its content, and of number and day if both were read."""
    values = [read[name]["value"] for name in ("number", "day") if name in read]
    mark = "".join(f"{MARK}{''.join(split_words(value))}" for value in values)
    return [f"{MARK}{sha256}", *([mark] if len(values) == 2 else [])]


@dataclass(frozen=True, slots=True)
class Dialect:
    """Writing of a search in one database. A term that ends with "*" is the beginning of a word."""

    whole: str
    beginning: str
    every: str
    either: str

    def write(self, term: str) -> str:
        """Write a term."""
        return (self.beginning if term.endswith("*") else self.whole).format(term.removesuffix("*"))

    def any_of(self, groups: Iterable[Iterable[str]]) -> str:
        """Write a search for one of these groups of written terms."""
        return f"({self.either.join(f'({self.every.join(group)})' for group in groups)})"


DIALECTS = {
    "sqlite": Dialect('"{}"', '"{}"*', " AND ", " OR "),
    "postgresql": Dialect("'{}'", "'{}':*", " & ", " | "),
}


def search_terms(words: str) -> list[list[list[str]]]:
    """Return the terms to look for: of each part its spellings, each several terms.

    A word of three letters or more finds each word that begins with it; a place is found by its
    names in every language. NUL, punctuation alone and very many words find nothing.
    """
    wanted = split_words(words)
    if len(wanted) > MAX_WORDS or "\0" in words:
        return []
    parts, start = [], 0
    while start < len(wanted):
        names, count = _names_of_place(wanted[start:])
        typed = [_term(word, SHORTEST_BEGINNING) for word in wanted[start : start + count]]
        others = ([_term(word, LONGEST_WHOLE + 1) for word in name.split()] for name in names)
        parts.append([typed, *others])
        start += count
    return parts


def search_expression(words: str, *, by_hidden_issuer: bool = False) -> str:
    """Return the search for `search_terms` as the database writes it; empty: it finds nothing.

    Evidence is also found by its issuer: by an acronym among other words, by a name alone.
    """
    if not (parts := search_terms(words)):
        return ""
    dialect, name = DIALECTS[connection.vendor], "".join(split_words(words))
    issued = _terms_of_issuers({*split_words(words), name}, dialect, hidden=by_hidden_issuer)
    every = [
        dialect.any_of([*(map(dialect.write, terms) for terms in part), *issued[part[0][0]]])
        for part in parts
    ]
    return dialect.any_of([every, *(issued[name] if len(parts) > 1 else ())])


def exact_expression(words: str) -> str:
    """Return the search for rows whose name, citation or acronym is these words alone."""
    return (
        DIALECTS[connection.vendor].write(MARK + "".join(split_words(words)))
        if search_terms(words)
        else ""
    )


def _term(word: str, shortest_beginning: int) -> str:
    return word if len(word) < shortest_beginning or word.isdecimal() else f"{word}*"


def _terms_of_issuers(
    names: Iterable[str], dialect: Dialect, *, hidden: bool
) -> Mapping[str, list[list[str]]]:
    """Return the written terms for evidence of bodies with these names, by name and its term."""
    wanted = {f"{MARK}{name}": name for name in names}
    bodies = entries_of("body", dialect.any_of([dialect.write(mark)] for mark in sorted(wanted)))
    terms: dict[str, list[list[str]]] = defaultdict(list)
    for key, folded in bodies.values_list("pk", "folded"):
        for mark in wanted.keys() & set(folded.split()):
            for may_be_named in (True, False) if hidden else (True,):
                issuer = issuer_mark(key - first_key("body"), may_be_named=may_be_named)
                for name in (wanted[mark], f"{wanted[mark]}*"):
                    terms[name].append([dialect.write(MARK + issuer)])
    return terms


def _names_of_place(words: Sequence[str]) -> tuple[Sequence[str], int]:
    """Return the names of the place that the words begin with, and of how many words it is."""
    for names in PLACES:
        for name in names:
            parts = name.split()
            if len(parts) <= len(words) and all(
                word.startswith(part) if len(part) > LONGEST_WHOLE else word == part
                for part, word in zip(parts, words, strict=False)
            ):
                return names, len(parts)
    return (), 1
