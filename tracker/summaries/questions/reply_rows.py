"""One row of a filled sheet beside what we hold of it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from tracker.formats import day
from tracker.models import Body, Question, Recommendation
from tracker.question_sheets import PRINTED, Field, Filled, FilledRow, Row, label, same_words
from tracker.vocabulary import CHOSEN

TEXT = PRINTED.index(Field.TEXT)
MAY_AGE = (Field.STATUS, Field.AS_OF, Field.STRENGTH)  # what a newer assessment changes
LONGEST = 5_000  # characters of one cell


class Does(StrEnum):
    """What a row does once it is read in."""

    VIEW = "view"
    NOTE = "note"
    ANSWER = "answer"
    UNCHANGED = "unchanged"
    BLANK = "blank"
    REFUSED = "refused"

    @property
    def label(self) -> str:
        return {
            Does.VIEW: pgettext("what a row of a sheet does", "New view"),
            Does.NOTE: pgettext("what a row of a sheet does", "Note, no status"),
            Does.ANSWER: pgettext("what a row of a sheet does", "Answer"),
            Does.UNCHANGED: pgettext("what a row of a sheet does", "Held already"),
            Does.BLANK: pgettext("what a row of a sheet does", "Left blank"),
            Does.REFUSED: pgettext("what a row of a sheet does", "Refused"),
        }[self]


@dataclass(frozen=True, slots=True)
class Line:
    """What one row of the file comes to."""

    key: str
    name: str  # "TIP 2024 Kosovo 6", "Q12"
    about: str  # its short title, or the question
    does: Does
    said: tuple[str, ...]
    status: str = ""  # the code that the words stand for
    refused: str = ""
    warnings: tuple[str, ...] = ()
    recommendation: Recommendation | None = None
    query: Question | None = None

    @property
    def words(self) -> tuple[tuple[str, str], ...]:
        """What it says beside a status that is known, each under its label; empty cells left out.

        What was done, and an answer, need none.
        """
        if len(self.said) == 1:
            return (("", self.said[0]),) if self.said[0] else ()
        status, done, shows = self.said
        labelled = (
            (_("Status:"), "" if self.status else status),
            ("", done),
            (_("What shows it:"), shows),
        )
        return tuple((label, words) for label, words in labelled if words)

    @property
    def writes(self) -> bool:
        return self.does in (Does.VIEW, Does.NOTE, Does.ANSWER)


@dataclass(frozen=True, slots=True)
class Known:
    """What a row is held against."""

    filled: Filled
    language: str
    statuses: Mapping[str, str]
    printed: Mapping[str, tuple[Row, tuple[str, ...]]]
    recommendations: Mapping[str, Recommendation]
    elsewhere: frozenset[str]
    queries: Mapping[str, Question]
    body: Body
    newer: frozenset[int]

    def is_as_printed(self, row: FilledRow) -> bool:
        return self.filled.is_as_printed(row)


def of_rows(known: Known) -> Iterator[Line]:
    """A line for each recommendation in the file, in its order."""
    seen = set[str]()
    for row in known.filled.rows:
        yield _of_row(row, known, again=row.key in seen)
        seen.add(row.key)


def of_answers(known: Known) -> Iterator[Line]:
    """A line for each question in the file, in its order."""
    seen = set[str]()
    for row in known.filled.answers:
        yield _of_answer(row, known, again=row.key in seen)
        seen.add(row.key)


def _of_row(row: FilledRow, known: Known, *, again: bool) -> Line:
    recommendation = known.recommendations.get(row.key)
    status = known.statuses.get(row.said[0].casefold(), "")
    refused = (
        _unknown_row(row, known)
        if recommendation is None
        else _refused(row, known, name=recommendation.cited_as, again=again)
        or _unknown_status(row, status)
    )
    return Line(
        key=row.key,
        name=recommendation.cited_as if recommendation else row.key,
        about=recommendation.title if recommendation else "",
        does=_does(row, status, refused),
        said=row.said,
        status=status,
        refused=refused,
        warnings=() if refused or recommendation is None else _aged(row, known, recommendation),
        recommendation=recommendation,
    )


def _does(row: FilledRow, status: str, refused: str) -> Does:
    if refused:
        return Does.REFUSED
    if row.is_blank:
        return Does.BLANK
    return Does.VIEW if status else Does.NOTE


def _of_answer(row: FilledRow, known: Known, *, again: bool) -> Line:
    query = known.queries.get(row.key)
    refused = _unknown_question(row, query, known) or _refused(
        row, known, name=row.key, again=again
    )
    if not refused and query is not None and not row.is_blank:
        refused = _closed(query)
    blank = Does.BLANK if row.is_blank else Does.ANSWER
    return Line(
        key=row.key,
        name=row.key,
        about=query.question if query else row.printed[2],
        does=Does.REFUSED if refused else blank,
        said=row.said,
        refused=refused,
        query=query,
    )


def _refused(row: FilledRow, known: Known, *, name: str, again: bool) -> str:
    """Why a row is not read in, whatever it says; empty when nothing stands against it."""
    if again:
        return _("%(name)s stands in the file twice. Only its first row is read in.") % {
            "name": name
        }
    if row.formulas:
        return _(
            "%(name)s holds a formula (field %(fields)s), and no formula is worked out here. Put "
            "its value in the cell instead."
        ) % {"name": name, "fields": ", ".join(row.formulas)}
    if not known.is_as_printed(row):
        return _changed(row, known, name)
    if any(len(words) > LONGEST for words in row.said):
        return _(
            "%(name)s: a cell has more than %(most)d characters. Shorten it to one to three "
            "sentences, and send attachments apart."
        ) % {"name": name, "most": LONGEST}
    now = known.printed.get(row.key)
    if now is not None and not same_words(row.printed[TEXT], now[1][TEXT]):
        return _changed(row, known, name)
    return ""


def _changed(row: FilledRow, known: Known, name: str) -> str:
    now = known.printed.get(row.key)
    differing = (
        [
            label(field)
            for field, ours, theirs in zip(PRINTED, now[1], row.printed, strict=True)
            if not same_words(ours, theirs)
        ]
        if now
        else []
    )
    return _(
        "What we printed of %(name)s was changed in the file (%(where)s), so it is not sure what "
        "the row speaks of. Copy what was filled in into the sheet as it was sent."
    ) % {"name": name, "where": ", ".join(differing) or label(Field.CHECK)}


def _unknown_row(row: FilledRow, known: Known) -> str:
    if row.key in known.elsewhere:
        return _(
            "%(body)s neither leads nor supports “%(reference)s” as it is followed now, so it has "
            "no view of it here. Add its role on the recommendation first, or log it there."
        ) % {"body": known.body.short, "reference": row.key}
    return _(
        "No recommendation is called “%(reference)s”: the reference was changed, or the sheet is "
        "about a report that is not held. Take the reference from the sheet as it was sent."
    ) % {"reference": row.key or "–"}


def _unknown_status(row: FilledRow, status: str) -> str:
    if status or not row.said[0]:
        return ""
    return _("“%(words)s” is no status. Known are: %(known)s. Ask the body which it means.") % {
        "words": row.said[0][:100],
        "known": ", ".join(str(status.label) for status in CHOSEN),
    }


def _unknown_question(row: FilledRow, query: Question | None, known: Known) -> str:
    if query is None:
        return _(
            "No question has the number “%(key)s”. Take the number from the sheet as it was sent."
        ) % {"key": row.key or "–"}
    if query.body_id != known.body.pk:
        return _(
            "%(key)s is not a question to %(body)s. Take the number from the sheet as it was sent."
        ) % {"key": row.key, "body": known.body.short}
    return ""


def _closed(query: Question) -> str:
    if query.answered_on is not None:
        return _(
            "The question was answered on %(day)s, after the sheet was sent. Note what is new on "
            "the recommendation."
        ) % {"day": day(query.answered_on)}
    if query.dismissal_reason:
        return _(
            "The question was dismissed meanwhile, because “%(why)s”. Open it again first if it is "
            "to be followed after all."
        ) % {"why": query.dismissal_reason}
    return ""


def _aged(row: FilledRow, known: Known, recommendation: Recommendation) -> tuple[str, ...]:
    """What has changed since the sheet was printed: said, and no reason to refuse."""
    told = []
    now, cells = known.printed[row.key]
    moved = [f for f in MAY_AGE if not _same(f, row.printed, cells)]
    if moved:
        then = row.printed[PRINTED.index(Field.STATUS)]
        told.append(
            _(
                "The sheet is older than what we hold: it said “%(then)s”; now it is “%(now)s”, as "
                "of %(as_of)s."
            )
            % {
                "then": then,
                "now": recommendation.get_status_display(),
                "as_of": day(now.as_of) if now.as_of else "–",
            }
        )
    if recommendation.pk in known.newer:
        told.append(_("A view of the body was entered since the sheet was made."))
    return tuple(told)


def _same(field: Field, theirs: tuple[str, ...], ours: tuple[str, ...]) -> bool:
    at = PRINTED.index(field)
    return same_words(theirs[at], ours[at])
