"""Words planted in the world, and who may meet them: each is in the history too, where there is one."""

from datetime import timedelta
from hashlib import sha256
from typing import Any

from django.utils import timezone

from tests.documents.samples import letter_pdf
from tests.factories import (
    AnsweredSheetFactory,
    AssessmentFactory,
    BodyFactory,
    CitationFactory,
    CommitmentFactory,
    EvidenceFactory,
    FileFactory,
    QuestionFactory,
    RecommendationFactory,
    as_factory,
)
from tests.helpers.assessments import submit_assessment
from tracker.actions.assessments import review
from tracker.actions.assessments.review import AddComment
from tracker.actions.evidence import items
from tracker.actions.evidence.items import EvidenceInput, LogNote
from tracker.actions.recommendations import lifecycle
from tracker.actions.recommendations.lifecycle import ProposeClosing
from tracker.models import Assessment, Body, FormDraft, Recommendation, Reply, User
from tracker.vocabulary import FileKind, Group, Perspective, Sensitivity, State, Status

PAPERWORK = (
    f"{Group.ANALYST} {Group.REVIEWER} {Group.PUBLISHER} {Group.AUDITOR} {Group.ADMINISTRATOR}"
)
READERS = f"{Group.VIEWER} {PAPERWORK}"
INSIDERS = f"{Group.CONTRIBUTOR} {READERS}"
WORD = "Zanzibar"
MAY_MEET = {
    "Zanzibar-named-piece": "",  # for named readers, who stand outside the world
    "Zanzibar-named-note": "",
    "Zanzibar-form-draft": "",  # of somebody who stands outside the world, as all until the answers
    "Zanzibar-saved-view": "",
    "Zanzibar-inbox": "",
    "Zanzibar-others-part": "",
    "Zanzibar-own-part": "contributor",
    "Zanzibar-others-answers": PAPERWORK,
    "Zanzibar-others-reply": PAPERWORK,
    "Zanzibar-draft": "auditor",
    "Zanzibar-waiting": PAPERWORK,
    "Zanzibar-comment": PAPERWORK,
    "Zanzibar-closing": PAPERWORK,
    "Zanzibar-internal-piece": READERS,
    "Zanzibar-internal-note": READERS,
    "Zanzibar-next-step": READERS,
    "Zanzibar-unasked": READERS,
    "Zanzibar-others-question": READERS,
    "Zanzibar-others-measure": READERS,
    "Zanzibar-others-view": PAPERWORK,
    "Zanzibar-other-recommendation": READERS,
    "Zanzibar-own-recommendation": INSIDERS,
}
PUBLISHED = {"Zanzibar-other-recommendation", "Zanzibar-own-recommendation"}


def met_in(page: str, role: str, *, is_published: bool = False) -> list[str]:
    """Return the words on a page, perhaps of a public report, that this role may not meet."""
    if WORD not in page:
        return []
    hidden = {word for word, roles in MAY_MEET.items() if role not in roles.split()}
    hidden -= PUBLISHED if is_published else set()
    return sorted(word for word in hidden if word in page)


def plant(at: Any) -> dict[str, list[list[Any]]]:
    """Write the words by the deeds that people write with; return what each noun of them is."""
    report = Recommendation.objects.get(pk=at["key of a recommendation"]["own"][0]).report
    thbd, osp = Body.objects.get(code="THBD"), Body.objects.get(code="OSP")
    row = RecommendationFactory(
        report=report, number="THBD-5", lead=thbd, short_title="Zanzibar-own-recommendation"
    )
    AssessmentFactory(recommendation=row, approved=True)
    author = User.objects.get(username="author_THBD")
    by = {"by": author, "now": timezone.now()}
    waiting = _assessments(row, **by)
    pieces = _evidence(row, **by)
    reply = _of_others(row, osp)
    _answers(at, thbd, osp, **by)
    _unsent(row, pieces[0], **by)
    address = [report.slug, row.number]
    return {
        "recommendation": [address],
        "recommendation with approved ones": [address],
        "assessment that waits, by key": [[waiting.pk]],
        "piece": [[piece.pk] for piece in pieces],
        "answers": [[reply.pk]],
    }


def _assessments(row: Recommendation, *, by: User, now: Any) -> Assessment:
    today = timezone.localdate(now)
    what = {"recommendation": row, "by": by, "now": now, "evidence_input": EvidenceInput()}
    assessed = {"status": Status.INITIAL_STEPS, **what}
    waiting = submit_assessment(rationale="Zanzibar-waiting", as_of=today, **assessed)
    review.add_comment(AddComment(assessment=waiting, by=by, now=now, text="Zanzibar-comment"))
    _year, last = row.period_around(row.report.period_to)
    next_year = last.replace(year=last.year + 1)  # another period, so that two judgments are open
    submit_assessment(rationale="Zanzibar-draft", draft=True, as_of=next_year, **assessed)
    closing = {"closure_reason": "moot", "explanation": "Zanzibar-closing"}
    lifecycle.propose_closing(ProposeClosing(recommendation=row, by=by, now=now, **closing))
    return waiting


def _evidence(row: Recommendation, *, by: User, now: Any) -> list[Any]:
    """Two pieces, each with the file that waits in the inboxes of those who log, and its uses."""
    what = {"recommendation": row, "by": by, "now": now, "as_of": timezone.localdate(now)}
    content = sha256(letter_pdf()).hexdigest()
    pieces = []
    for name, sensitivity in (
        ("named", Sensitivity.NAMED_READERS),
        ("internal", Sensitivity.INTERNAL),
    ):
        piece = EvidenceFactory(
            title=f"Zanzibar-{name}-piece",
            sensitivity=sensitivity,
            added_by=by,
            issuer=BodyFactory(code="NGO"),
        )
        file = {"kind": FileKind.PDF, "pages": 2, "size": 9, "clean_size": 9, "clean": b""}
        if name == "named":
            FileFactory(evidence=piece, sha256=content, clean_sha256=content, **file)
        sentence = f"Zanzibar-{name}-note"
        given = EvidenceInput(evidence=[piece])
        items.log_note(LogNote(sentence=sentence, evidence_input=given, **what))
        assessment = Assessment.objects.approved().filter(recommendation=row).first()
        CitationFactory(
            recommendation=row, assessment=assessment, evidence=piece, sentence=sentence
        )
        pieces.append(piece)
    return pieces


def _of_others(row: Recommendation, osp: Body) -> Any:
    """What belongs to OSP, some of it on what concerns THBD too."""
    asked = {"body": osp, "asked_on": "2024-10-01"}
    QuestionFactory(recommendation=row, text="Zanzibar-unasked")
    QuestionFactory(recommendation=row, text="Zanzibar-others-question", **asked)
    CommitmentFactory(recommendation=row, body=osp, text="Zanzibar-others-measure")
    with as_factory():
        view = Assessment.objects.filter(perspective=Perspective.RESPONSIBLE_BODY, body=osp)
        view.exclude(state="approved").update(rationale="Zanzibar-others-view")
        Assessment.objects.exclude(state="draft").update(next_step="Zanzibar-next-step")
        Recommendation.objects.filter(number="OSP-1", report=row.report).update(
            short_title="Zanzibar-other-recommendation"
        )
    focal = User.objects.get(username="focal_OSP")
    return AnsweredSheetFactory(body=osp, author=focal, answer="Zanzibar-others-answers")


def _answers(at: Any, thbd: Body, osp: Body, *, by: User, now: Any) -> None:
    """Answers that two bodies are writing, and what the one replied to a draft that both got."""
    for body, word in ((thbd, "Zanzibar-own-part"), (osp, "Zanzibar-others-part")):
        part = {"cells": ["partial", word, ""], "version": 1, "file": None}
        part |= {"by": "Ana", "at": now.isoformat()}
        focal = User.objects.get(username=f"focal_{body.code}")
        more = {"state": State.DRAFT, "sent_at": None, "filled": {}}
        parts = {f"tip-2024-kosovo/{body.code}-3": part}
        AnsweredSheetFactory(body=body, author=focal, parts=parts, **more)
    (publication,) = at["sent draft"]["own"]
    # Reports of a later day print it, for all their readers.
    tomorrow = timezone.localdate(now) + timedelta(days=1)
    with as_factory():
        Reply.objects.create(
            **{"publication_id": publication, "body": osp, "entered_by": by},
            **dict.fromkeys(("sent_on", "reply_by", "replied_on"), tomorrow),
            text="Zanzibar-others-reply",
        )


def _unsent(row: Recommendation, piece: Any, *, by: User, now: Any) -> None:
    """What stands in no history: drafts of forms, a saved view, a file in an inbox."""
    here = row.get_absolute_url()
    values = {"sentence": ["Zanzibar-form-draft"], "title": ["Zanzibar-form-draft"]}
    for address in (f"{here}log/", f"{here}questions/new/", "/notes/new/", "/evidence/new/"):
        draft = {"address": address, "values": values, "saved_at": now}
        FormDraft.objects.create(owner=by, key="planted", **draft)
    for name in ("recommendation_list", "evidence_list"):
        by.saved_views.create(list_name=name, name="Zanzibar-saved-view", query="status=partial")
    read = {"original_source": {"value": "THBD", "place": "text", "words": "Zanzibar-inbox"}}
    content = sha256(letter_pdf()).hexdigest()
    by.inbox_files.create(
        name="Zanzibar-inbox.pdf", sha256=content, size=9, reading=read, added_at=now
    )
