"""Rows of the question sheet as a page: what a body may answer, and what is written so far."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.translation import get_language, gettext as _, ngettext

from tracker.formats import format_day
from tracker.models import AnsweredSheet, Body, User
from tracker.summaries.questions import sheets


@dataclass(frozen=True, slots=True)
class Part:
    """One row to answer, and what is written for it in the draft of the body."""

    key: str
    kind: str  # question, view, new (a commitment) or commitment
    name: str
    text: str
    due_on: date | None
    saved: Mapping[str, Any]  # as in `AnsweredSheet.parts`; empty: nothing yet
    quotation: str = ""  # of the report, in the reader's language if there is a translation
    is_verbatim: bool = False

    @property
    def saved_at(self) -> datetime:
        """When it was saved last."""
        return datetime.fromisoformat(self.saved["at"])

    @property
    def words(self) -> str:
        """What is written so far, on one line, without the status."""
        return " · ".join(
            format_day(date.fromisoformat(words)) if name == "due_on" else words
            for name, words in self.saved["values"].items()
            if words and name != "status"
        )


def iter_parts(
    body: Body, sheet: AnsweredSheet | None, *, user: User, on: date, limit: int | None = None
) -> Iterator[Part]:
    """Yield the open questions, then recommendations and commitments; of each up to the limit.

    After its commitments in the draft, each recommendation has a part for a new one.
    """
    parts: Mapping[str, Any] = sheet.parts if sheet else {}
    language = get_language()
    for question in sheets.list_questions(body, user=user, unasked=False, on=on)[:limit]:
        about = (question.recommendation or question.report).cited_as
        key = sheets.get_key(question)
        yield Part(key, "question", about, question.text, question.due_on, parts.get(key, {}))
    for row in sheets.list_recommendations(body, user=user, on=on)[:limit]:
        key, name, title = sheets.get_reference(row), row.cited_as, row.title
        quoted = next((t.text for t in row.translations.all() if t.language == language), row.text)
        quote = (quoted, quoted == row.text)
        yield Part(key, "view", name, title, None, parts.get(key, {}), *quote)
        numbers = [int(k.rpartition("+")[2]) for k in parts if k.startswith(f"{key}+")]
        for number in [*sorted(numbers), max(numbers, default=0) + 1]:
            saved = parts.get(f"{key}+{number}", {})
            yield Part(f"{key}+{number}", "new", name, title, None, saved, *quote)
    for commitment in sheets.list_commitments(body, user=user, on=on)[:limit]:
        key, about = sheets.get_key(commitment), commitment.recommendation.cited_as
        yield Part(key, "commitment", about, commitment.text, commitment.due_on, parts.get(key, {}))


def describe_answers(sheet: AnsweredSheet) -> str:
    """Return what was sent: "MFLT answered: 4 views, 3 answers, 1 commitment"."""
    views, answers, commitments = (
        sum(any(row["answers"]) for row in sheet.filled.get(name, ()))
        for name in ("rows", "answers", "commitments")
    )
    counts = (
        (views, ngettext("%(number)d view", "%(number)d views", views)),
        (answers, ngettext("%(number)d answer", "%(number)d answers", answers)),
        (commitments, ngettext("%(number)d commitment", "%(number)d commitments", commitments)),
    )
    texts = [text % {"number": number} for number, text in counts if number]
    return _("%(body)s answered: %(what)s") % {
        "body": sheet.body.short,
        "what": ", ".join(texts) or "–",
    }
