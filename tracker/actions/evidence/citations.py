"""Evidence is used on a recommendation: a note, saved at once, which changes no status."""

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from tracker import policies
from tracker.actions.evidence.items import Shown, add_shown, check_something_is_shown
from tracker.actions.locks import locked
from tracker.actions.values import check_values
from tracker.audit.reasons import because
from tracker.models import Assessment, Citation, Evidence, Recommendation, User
from tracker.vocabulary import Use


@transaction.atomic
def note(
    *,
    recommendation: Recommendation,
    by: User,
    now: datetime,
    sentence: str,
    shown: Shown,
    as_of: date,
    use: str = "",
    seen: int | None = None,
) -> list[Citation]:
    """Note what happened without judging it: a citation with a sentence, one for each piece shown.

    The sentence is also the reason in the history. The same note a second time changes nothing.
    Raises NotYours, Stale, OutOfTime, EvidenceMissing when nothing is shown, SpanMismatch, Invalid
    for a value that its field can't take.
    """
    with because(sentence, by=by):
        fresh = locked(recommendation)
        policies.check_can_log(by, fresh)
        policies.check_not_stale(fresh, by, seen)
        policies.check_as_of(fresh, as_of, today=timezone.localdate(now))
        check_something_is_shown(shown, fresh)
        pieces = add_shown(
            shown, recommendation=fresh, sentence=sentence, as_of=as_of, by=by, now=now
        )
        return [
            cite(
                piece,
                recommendation=fresh,
                use=use or Use.SUPPORTS,
                sentence=sentence,
                as_of=as_of,
                by=by,
                now=now,
                page=shown.page,
                paragraph=shown.at_paragraph,
            )
            for piece in pieces
        ]


def cite(
    piece: Evidence,
    *,
    recommendation: Recommendation,
    use: str,
    sentence: str,
    as_of: date,
    by: User,
    now: datetime,
    assessment: Assessment | None = None,
    page: str = "",
    paragraph: str = "",
) -> Citation:
    """The standing citation that says just this, made unless there is one. Raises Invalid.

    `page` and `paragraph` say where in a document; a passage of a report has its own place.
    """
    if piece.passage_id is not None:
        page = paragraph = ""
    same = Citation.objects.standing().filter(
        recommendation=recommendation,
        evidence=piece,
        assessment=assessment,
        use=use,
        sentence=sentence,
        as_of=as_of,
        page=page,
        paragraph=paragraph,
        added_by=by,
    )
    held: Citation | None = same.first()
    if held is not None:
        return held
    citation = Citation(
        recommendation=recommendation,
        evidence=piece,
        assessment=assessment,
        use=use,
        sentence=sentence,
        as_of=as_of,
        page=page,
        paragraph=paragraph,
        added_by=by,
        added_at=now,
    )
    check_values(citation)
    citation.save()
    return citation
