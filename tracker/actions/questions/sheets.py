"""A filled sheet is read in: views for review, answers to our questions, one letter behind them."""

import re
from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from tracker import policies
from tracker.actions.assessments import submission
from tracker.actions.assessments.submission import View
from tracker.actions.evidence import citations, files
from tracker.actions.evidence.files import Dropped
from tracker.actions.evidence.items import Shown
from tracker.actions.questions import questions
from tracker.actions.values import check_values, screen_row
from tracker.audit.reasons import because
from tracker.audit.text_screening import screen_file
from tracker.errors import TrackerError
from tracker.formats import day
from tracker.models import Body, Evidence, Recommendation, User
from tracker.question_sheets import Filled
from tracker.summaries.questions.replies import Does, Line, Reply, compare, hash_line
from tracker.vocabulary import (
    EvidenceKind,
    Language,
    Perspective,
    Reason,
    ReasonCode,
    Status,
    Use,
)

LINK = re.compile(r"https?://[^\s<>\"]+[^\s<>\".,;:)\]]")


@dataclass(frozen=True, slots=True)
class Said:
    """What an analyst says of a filled sheet: by whom it was stated, when, and about which day."""

    stated_by: str
    stated_on: date
    as_of: date


@dataclass(frozen=True, slots=True)
class Taken:
    """What a sheet came to. Without `letter` nothing was written."""

    reply: Reply
    letter: Evidence | None = None


def rehearse(
    *, filled: Filled, body: Body, said: Said, by: User, now: datetime, text: str = ""
) -> Reply:
    """What reading the sheet in would do, row by row, by doing it and taking it all back.

    So the refusals are those of the rules themselves, in their own words. `text` is all that its
    file says. Raises NotYours, NotAllowed for the sheet of another body, of no day, or read in
    before; PersonalData.
    """
    screen_file(text)
    with transaction.atomic():
        taken = _taken(filled, body, said, by=by, now=now)
        transaction.set_rollback(True)
    return taken.reply


def take_in(
    *,
    filled: Filled,
    body: Body,
    said: Said,
    accepted: Collection[str],
    by: User,
    now: datetime,
    dropped: Dropped | None = None,
) -> Taken:
    """Write every row that is not refused, in one transaction, with one letter as its evidence.

    Each status becomes the body's view, submitted; each answer closes its question; words without
    a status are noted. The file `dropped` is the letter's first version. Nothing is written when a
    row `accepted` before is refused now, or when no row is left. Raises what `rehearse` raises,
    and Unwritable.
    """
    with transaction.atomic():
        taken = _taken(filled, body, said, by=by, now=now)
        lines = taken.reply.lines
        lost = [line for line in lines if line.refused and line.key in accepted]
        if lost or not any(line.writes for line in lines):
            transaction.set_rollback(True)
            return Taken(taken.reply)
        if dropped is not None and taken.letter is not None:
            with because(_came_back(body), by=by):
                files.put(dropped, evidence=taken.letter, by=by, now=now)
    return taken


def _came_back(body: Body) -> Reason:
    words = _("The question sheet of %(body)s came back") % {"body": body.short}
    return Reason(words, ReasonCode.REPLY_OF_BODY)


def _taken(filled: Filled, body: Body, said: Said, *, by: User, now: datetime) -> Taken:
    policies.questions.check_can_ask_by_sheet(by, body)
    # One reading of a body's sheets at a time: the same file twice is known by its letter.
    fresh = Body.objects.select_for_update(of=("self",), no_key=True).get(pk=body.pk)
    reply = compare(filled, body=fresh, user=by, today=timezone.localdate(now))
    around = [line.recommendation for line in reply.lines if line.recommendation]
    _lock(around)
    with because(_came_back(fresh), by=by):
        letter = _letter(filled, fresh, said, around, by=by, now=now)
        lines = tuple(_tried(line, letter, fresh, said, by=by, now=now) for line in reply.lines)
        letter.remark = _remark(filled, said, lines)
        screen_row(letter, ["remark"])
        letter.save(update_fields=["remark"])
    return Taken(replace(reply, lines=lines), letter)


def _lock(around: list[Recommendation]) -> None:
    """All of them before the first is written, in the order that everybody locks them in."""
    keys = sorted({recommendation.pk for recommendation in around})
    rows = Recommendation.objects.filter(pk__in=keys).order_by("pk")
    list(rows.select_for_update(of=("self",)).values_list("pk"))


def _letter(
    filled: Filled,
    body: Body,
    said: Said,
    around: list[Recommendation],
    *,
    by: User,
    now: datetime,
) -> Evidence:
    """The sheet as a piece of evidence: about the mechanism's year up to the as-of date."""
    years = [recommendation.period_around(said.as_of)[0] for recommendation in around]
    letter = Evidence(
        kind=EvidenceKind.LETTER,
        title=_("Question sheet of %(made_on)s, filled in by %(body)s")
        % {"made_on": day(date.fromisoformat(filled.made_on)), "body": body.short},
        issuer=body,
        published_on=said.stated_on,
        covers_from=min(years, default=said.as_of),
        covers_to=said.as_of,
        language=filled.language if filled.language in Language.values else "",
        remark=hash_line(filled),
        added_by=by,
        added_at=now,
    )
    check_values(letter)
    letter.save()
    return letter


def _tried(
    line: Line, letter: Evidence, body: Body, said: Said, *, by: User, now: datetime
) -> Line:
    """The line after it was written, or refused by the rules in their own words."""
    if not line.writes:
        return line
    try:
        with transaction.atomic():
            match line.does:
                case Does.VIEW:
                    return _viewed(line, letter, body, said, by=by, now=now)
                case Does.NOTE:
                    _noted(line, letter, said, by=by, now=now)
                case Does.ANSWER:
                    _answered(line, letter, said, by=by, now=now)
    except TrackerError as refused:
        return replace(line, does=Does.REFUSED, refused=str(refused))
    return line


def _viewed(
    line: Line, letter: Evidence, body: Body, said: Said, *, by: User, now: datetime
) -> Line:
    assert line.recommendation is not None
    assessment = submission.judge(
        recommendation=line.recommendation,
        by=by,
        now=now,
        status=line.status,
        rationale=_rationale(line, said),
        shown=_shown(line, letter),
        as_of=said.as_of,
        view=View(Perspective.RESPONSIBLE_BODY, body, said.stated_by, said.stated_on),
    )
    return line if assessment.created_at == now else replace(line, does=Does.UNCHANGED)


def _noted(line: Line, letter: Evidence, said: Said, *, by: User, now: datetime) -> None:
    assert line.recommendation is not None
    citations.note(
        recommendation=line.recommendation,
        by=by,
        now=now,
        sentence=_rationale(line, said),
        shown=_shown(line, letter),
        as_of=said.as_of,
        use=Use.CONTEXT,
    )


def _answered(line: Line, letter: Evidence, said: Said, *, by: User, now: datetime) -> None:
    assert line.query is not None
    questions.answer(
        query=line.query,
        shown=Shown(held=(letter,)),
        on=said.stated_on,
        sentence=line.said[0],
        by=by,
        now=now,
    )


def _rationale(line: Line, said: Said) -> str:
    """What was done in the body's words, and what it says shows it."""
    _status, done, shows = line.said
    parts = [done] if done else []
    if shows:
        parts.append(_("What shows it: %(words)s") % {"words": shows})
    return "\n\n".join(parts) or _("%(who)s chose “%(status)s” and said nothing more.") % {
        "who": said.stated_by,
        "status": Status(line.status).label,
    }


def _shown(line: Line, letter: Evidence) -> Shown:
    """The letter; and the first link that the body names, as a piece of its own."""
    shows = line.said[2]
    link = LINK.search(shows)
    if link is None:
        return Shown(held=(letter,))
    title = " ".join((shows[: link.start()] + shows[link.end() :]).split()).strip(" ,;:–-()")
    return Shown(held=(letter,), url=link[0], title=title[:300] or link[0][:300])


def _remark(filled: Filled, said: Said, lines: tuple[Line, ...]) -> str:
    """What file it was, and what each of its rows came to: kept for whoever asks later."""
    told = [
        _("File: %(name)s") % {"name": filled.file_name},
        hash_line(filled),
        _("Filled in by: %(who)s; on: %(day)s; contact: %(contact)s")
        % {
            "who": filled.filled_by or "–",
            "day": filled.filled_on or "–",
            "contact": filled.contact or "–",
        },
    ]
    return "\n".join([*told, *(f"{line.key}: {_outcome(line)}" for line in lines)])


def _outcome(line: Line) -> str:
    words = " | ".join(filter(None, line.said))
    told = f"{line.does.label}: {words}" if words else str(line.does.label)
    return f"{told}. {line.refused}" if line.refused else told
