"""What every judgment is written with: whose view it is, its lines, what it cites."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from tracker import policies
from tracker.actions.citations import cite
from tracker.actions.evidence import Shown, add_shown
from tracker.actions.lines import LineSaid, set_lines
from tracker.actions.values import check_told, check_values
from tracker.actions.weighing import weigh
from tracker.models import Assessment, Body, Evidence, User
from tracker.vocabulary import Perspective, ReasonCode, State, Status, Use


@dataclass(frozen=True, slots=True)
class View:
    """Whose view a judgment gives; of one that came by letter, by whom and on which day."""

    perspective: str = Perspective.ANALYST
    body: Body | None = None
    stated_by: str = ""
    stated_on: date | None = None

    @property
    def code(self) -> ReasonCode:
        """Why somebody writes it down, unless something else is said."""
        if self.perspective == Perspective.RESPONSIBLE_BODY:
            return ReasonCode.REPLY_OF_BODY
        return ReasonCode.NEW_INFORMATION


OWN = View()


def save(
    assessment: Assessment,
    shown: Shown,
    *,
    lines: Sequence[LineSaid] | None,
    against: Sequence[Evidence],
    use: str,
    by: User,
    now: datetime,
) -> None:
    """Write it with its lines and what it cites; unless it is a draft, hold it to its rules."""
    check_values(assessment)
    check_told(assessment)
    assessment.save()
    if lines is not None:
        set_lines(assessment, lines)
    pieces = _cite(assessment, shown, against=against, use=use, by=by, now=now)
    came_by_letter = assessment.perspective != Perspective.ANALYST and by.may_write
    if came_by_letter and pieces and assessment.stated_in_id is None:
        assessment.stated_in = pieces[0]
        assessment.save(update_fields=["stated_in"])
    weigh(assessment)
    if assessment.state == State.SUBMITTED:
        policies.check_lines(assessment)
        policies.check_evidence(assessment)


def _cite(
    assessment: Assessment,
    shown: Shown,
    *,
    against: Sequence[Evidence],
    use: str,
    by: User,
    now: datetime,
) -> list[Evidence]:
    """Cite what is shown: for the judgment by its usual use, and what speaks against it."""
    usual = Use.CONTRADICTS if assessment.status == Status.NO_ACTION else Use.SUPPORTS
    pieces = add_shown(
        replace(shown, issuer=shown.issuer or assessment.body),
        recommendation=assessment.recommendation,
        sentence=assessment.rationale,
        as_of=assessment.as_of,
        by=by,
        now=now,
    )
    contradicting = [piece for piece in against if piece not in pieces]
    uses = dict.fromkeys(pieces, use or usual) | dict.fromkeys(contradicting, Use.CONTRADICTS)
    for piece, its_use in uses.items():
        cite(
            piece,
            recommendation=assessment.recommendation,
            assessment=assessment,
            use=its_use,
            sentence="",
            as_of=assessment.as_of,
            by=by,
            now=now,
            page=shown.page if piece in pieces else "",
            paragraph=shown.at_paragraph if piece in pieces else "",
        )
    return pieces
