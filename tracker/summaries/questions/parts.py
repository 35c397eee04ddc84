"""Rows of the question sheet as a page: what a body may answer, and what is written so far."""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Q
from django.utils.translation import get_language, gettext as _, ngettext

from tracker.models import AnsweredSheet, AuditedQuerySet, Body, User
from tracker.question_sheets import is_commitment, join_figure, label_cells
from tracker.summaries.questions import sheets

type SavedPart = Mapping[str, Any]  # of a row, as in `AnsweredSheet.parts`
type SavedParts = Mapping[str, SavedPart]  # by key of the row
NUMBERED = re.compile(r"([QC])(\d{1,18})")  # keys of questions and commitments


@dataclass(frozen=True, slots=True)
class Part:
    """One row to answer, and what is written for it in the draft of the body."""

    key: str
    kind: str  # question, view, new (a commitment) or commitment
    name: str
    text: str
    due_on: date | None
    saved: SavedPart  # as in `AnsweredSheet.parts`; empty: nothing yet
    quotation: str = ""  # of the report, in the reader's language if there is a translation
    is_verbatim: bool = False

    @property
    def takes_upload(self) -> bool:
        """Whether a file can stand beside the answer."""
        return self.kind in ("question", "view")

    @property
    def saved_at(self) -> datetime:
        """When it was saved last."""
        return datetime.fromisoformat(self.saved["at"])

    @property
    def status(self) -> str:
        """The code of the status that is chosen so far."""
        return str(self.saved["cells"][0]) if self.kind == "view" else ""

    @property
    def words(self) -> tuple[tuple[str, str], ...]:
        """What is written so far, with labels, without the status."""
        return label_cells(self.key, join_figure(self.key, self.saved["cells"]), shows_status=False)


def find_part(body: Body, saved: SavedParts, key: str, *, user: User, on: date) -> Part | None:
    """Return the part of a key, None if nothing is asked under it."""
    parts = iter_parts(body, saved, user=user, on=on, limit=0, keys=[key])
    return next((part for part in parts if part.key == key), None)


def iter_parts(
    body: Body,
    saved: SavedParts,
    *,
    user: User,
    on: date,
    limit: int,
    keys: Collection[str],
) -> Iterator[Part]:
    """Yield the open questions, then recommendations and commitments.

    Of each, the first ones up to the limit, and those of the keys. After its commitments in the
    draft, each recommendation has a part for a new one. `saved` is what the draft holds by key.
    """
    language, numbers = get_language(), _numbers(keys)
    questions = sheets.list_questions(body, user=user, unasked=False, on=on)
    for question in _pick(questions, Q(pk__in=numbers["Q"]), limit):
        about = (question.recommendation or question.report).cited_as
        key = sheets.get_key(question)
        yield Part(key, "question", about, question.text, question.due_on, saved.get(key, {}))
    references = [key.partition("+")[0].rpartition("/") for key in keys if "/" in key]
    is_kept = Q(
        report__slug__in={slug for slug, _slash, _number in references},
        number__in={number for _slug, _slash, number in references},
    )
    for row in _pick(sheets.list_recommendations(body, user=user, on=on), is_kept, limit):
        key, name, title = sheets.get_reference(row), row.cited_as, row.title
        quoted = next((t.text for t in row.translations.all() if t.language == language), row.text)
        quote = (quoted, quoted == row.text)
        yield Part(key, "view", name, title, None, saved.get(key, {}), *quote)
        used = [int(k.rpartition("+")[2]) for k in saved if k.startswith(f"{key}+")]
        for number in [*sorted(used), max(used, default=0) + 1]:
            new = f"{key}+{number}"
            yield Part(new, "new", name, title, None, saved.get(new, {}), *quote)
    commitments = sheets.list_commitments(body, user=user, on=on)
    for commitment in _pick(commitments, Q(pk__in=numbers["C"]), limit):
        key, about = sheets.get_key(commitment), commitment.recommendation.cited_as
        yield Part(key, "commitment", about, commitment.text, commitment.due_on, saved.get(key, {}))


def _numbers(keys: Iterable[str]) -> dict[str, set[int]]:
    """Return the numbers of questions and commitments in keys."""
    numbers = dict[str, set[int]](Q=set(), C=set())
    for match in filter(None, map(NUMBERED.fullmatch, keys)):
        numbers[match[1]].add(int(match[2]))
    return numbers


def _pick[Rows: AuditedQuerySet[Any]](rows: Rows, is_kept: Q, limit: int) -> list[Any]:
    """Return the first rows up to the limit, and behind them those that are kept."""
    first = list(rows[:limit])
    if len(first) < limit:
        return first
    return [*first, *rows.filter(is_kept).exclude(pk__in=[row.pk for row in first])]


def count_kinds(keys: Iterable[str]) -> list[int]:
    """Return how many of the keys are of views, of answers and of commitments."""
    kinds = [2 if is_commitment(key) else int(key.startswith("Q")) for key in keys]
    return [kinds.count(kind) for kind in range(3)]


def describe_counts(counts: Iterable[int]) -> str:
    """Return "4 views, 3 answers, 1 commitment", without what there is none of."""
    views, answers, commitments = counts
    texts = (
        (views, ngettext("%(number)d view", "%(number)d views", views)),
        (answers, ngettext("%(number)d answer", "%(number)d answers", answers)),
        (commitments, ngettext("%(number)d commitment", "%(number)d commitments", commitments)),
    )
    return ", ".join(text % {"number": number} for number, text in texts if number) or "–"


def describe_answers(sheet: AnsweredSheet) -> str:
    """Return what was sent: "MFLT answered: 4 views, 3 answers, 1 commitment"."""
    return _("%(body)s answered: %(what)s") % {
        "body": sheet.body.short,
        "what": describe_counts(sheet.counts or (0, 0, 0)),
    }
