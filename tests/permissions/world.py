"""One small world in which somebody of every role meets what is theirs, another's, and missing."""

import hashlib
import time
from copy import deepcopy
from dataclasses import dataclass
from datetime import date
from typing import Any

from allauth.usersessions.models import UserSession
from django.test import Client
from django.utils import timezone

from tests.documents.samples import letter_pdf
from tests.factories import (
    AnsweredSheetFactory,
    AssessmentFactory,
    BodyFactory,
    CitationFactory,
    ClosingFactory,
    CommentFactory,
    CommitmentFactory,
    EvidenceFactory,
    FigureFactory,
    FileFactory,
    LineageLinkFactory,
    QuestionFactory,
    ReadLogEntryFactory,
    RecommendationFactory,
    RedactionFactory,
    RemarkFactory,
    SavedReportFactory,
    SensitivityRequestFactory,
    UserFactory,
    as_factory,
)
from tests.factories.people import add_app_and_codes, add_passkey
from tests.helpers.mandates import ministry
from tests.helpers.narratives import a_run
from tests.helpers.publications import draft, one_of_each
from tests.helpers.tables import a_table
from tests.permissions.planted import plant
from tests.views import rows
from tracker.actions.evidence import storage
from tracker.actions.imports import DecideRun, accept
from tracker.models import (
    Draft,
    InboxFile,
    PublicationFile,
    Recommendation,
    Reply,
    Report,
    User,
)
from tracker.vocabulary import (
    ClosureReason,
    DraftKind,
    DraftState,
    EvidenceKind,
    FileKind,
    Group,
    Lifecycle,
    Perspective,
    Sensitivity,
)

# Who comes to the door. The contributor speaks for THBD; the closed account had every role.
WITH_A_ROLE = tuple(group.value for group in Group)
SIGNED_IN = (*WITH_A_ROLE, "nobody", "superuser")
STRANGERS = ("anonymous", "closed")
EVERYBODY = (*SIGNED_IN, *STRANGERS)
OWN, OTHER, MISSING = "own", "other", "missing"  # of the contributor's body, of another, of none
GONE = 999_999
ASKED = date(2024, 10, 1)


@dataclass
class World:
    """Who is signed in, and what stands at the address of each noun, by whose body's it is."""

    browser: Client  # one: a new one reads the middleware anew
    cookies: dict[str, Any]
    users: dict[str, User]
    at: dict[str, dict[str, Any]]
    stored_files: list[bytes]  # of files, to be laid where each test looks for them
    planted: dict[str, list[list[Any]]]  # where words are that few may meet: see `planted.py`

    def lay_files(self) -> None:
        """Lay the files, and those that wait in an inbox, in the folder of the test."""
        for content in self.stored_files:
            storage.store_file(content)
        for role in ("analyst", "reviewer"):
            storage.store_upload(letter_pdf(), by=self.users[role], place=storage.OF_INBOX)

    def client(self, role: str) -> Client:
        """The browser, as it was when somebody with this role had signed in."""
        self.browser.cookies = deepcopy(self.cookies[role])
        return self.browser

    def args(self, noun: str, whose: str, role: str) -> list[Any]:
        """The arguments of an address: of one noun, of whose body, as this role would open it."""
        stored = self.at[noun][whose]
        return list(stored.get(role, stored["*"]) if isinstance(stored, dict) else stored)


def made() -> World:
    """The world, in the transaction that is running."""
    users = _users()
    thbd, osp = BodyFactory(code="THBD"), BodyFactory(code="OSP")
    BodyFactory(code="NEW_SOURCE", is_provisional=True, added_by=users["analyst"])
    at: dict[str, dict[str, Any]] = {
        "report": {OWN: ["tip-2024-kosovo"], MISSING: ["tip-1999-nowhere"]},
        "indicator": {OWN: ["VICT_IDENTIFIED"], MISSING: ["NONE"]},
        "body": {OWN: ["THBD"], OTHER: ["OSP"], MISSING: ["NONE"]},
        "new source": {OWN: ["NEW_SOURCE"], MISSING: ["NONE"]},
        "ended body": {OWN: [ministry().code], MISSING: ["NONE"]},
        "person": {OWN: ["leaver"], MISSING: ["never"]},
        "role": {OWN: ["analyst"], MISSING: ["minister"]},
    }
    for whose, body in ((OWN, thbd), (OTHER, osp)):
        author = UserFactory(username=f"author_{body.code}", analyst=True)
        focal = UserFactory(username=f"focal_{body.code}", contributor=True, speaks_for=[body])
        row = RecommendationFactory(number=f"{body.code}-1", position=len(body.code), lead=body)
        _put(at, "recommendation", whose, _of(row))
        _assessments(at, whose, row, body, users, author, focal)
        _questions_and_commitments(at, whose, row, body)
        _link(at, whose, row, body)
        reading = {"original_source": {"value": body.code, "place": "text", "words": "said"}}
        letter = EvidenceFactory(issuer=body, title=f"Letter of {body.code}", reading=reading)
        note = CitationFactory(recommendation=row, evidence=letter)
        _put(at, "note", whose, [note.pk])
        _put(at, "key of a recommendation", whose, [row.pk])
        figure = FigureFactory(evidence=letter, is_provisional=True)
        _put(at, "provisional figure", whose, [figure.pk])
        _evidence(at, whose, letter, users["analyst"])
        read = {"kind": {"value": "letter", "place": "text", "words": "Dear"}}
        EvidenceFactory(kind=EvidenceKind.NOT_STATED, reading=read)
        _put(
            at,
            "sensitivity_request",
            whose,
            [SensitivityRequestFactory(evidence=letter, author=author).pk],
        )
        _put(at, "redaction", whose, [RedactionFactory().pk])
        _put(at, "remark", whose, [RemarkFactory(recommendation=row).pk])
        summary = {"report": row.report, "text": "None is fully implemented."}
        _put(at, "summary", whose, [RemarkFactory(recommendation=None, **summary).pk])
        _put(at, "saved_report", whose, [SavedReportFactory(report=row.report).pk])
        _answers(at, whose, row, body, focal)
        _put(at, "bulk assignment", whose, [rows.assigned(users["reviewer"], lead=body.code)])
    planted = plant(at)
    _runs(at, users["analyst"])
    _inbox(at, users)
    _of_sign_in(at, users)
    for noun, row in one_of_each(
        Report.objects.get(slug=at["report"][OWN][0]), by=users["reviewer"]
    ).items():
        _put(at, noun, OWN, [row.pk])
        _put(at, f"file of a {noun}", OWN, [row.pk, "md"])
    for noun, (own, *_rest) in {n: list(existing.values()) for n, existing in at.items()}.items():
        sample = next(iter(own.values())) if isinstance(own, dict) else own
        missing = [*sample[:-1], GONE] if isinstance(sample[-1], int) else None
        at[noun].setdefault(MISSING, missing or [*sample[:-1], "999"])
    _put(at, "message about a saved report", OWN, [*at["saved_report"][OWN], "x"])
    _put(at, "message about a saved report", MISSING, [GONE, "x"])
    _put(at, "link to a new password", OWN, ["1", "expired"])  # nobody else's is told apart
    stored = [
        letter_pdf(),
        *(storage.read_file(file.sha256) for file in PublicationFile.objects.all()),
    ]
    cookies = {role: _cookies(role, users) for role in EVERYBODY}
    return World(Client(), cookies, users, at, stored, planted)


def _users() -> dict[str, User]:
    thbd = BodyFactory(code="THBD")
    users = {
        role: UserFactory(
            username=role,
            **({role: True} if role in WITH_A_ROLE else {}),
            **({"speaks_for": [thbd]} if role == Group.CONTRIBUTOR else {}),
        )
        for role in (*WITH_A_ROLE, "nobody")
    }
    users["superuser"] = UserFactory(username="superuser", is_superuser=True, is_staff=True)
    users["closed"] = UserFactory(username="closed", **dict.fromkeys(WITH_A_ROLE, True))
    UserFactory(username="leaver", viewer=True)
    return users


def _inbox(at: Any, users: dict[str, User]) -> None:
    """A letter that waits for each who may log; `conftest.py` lays it where each test looks."""
    sha256 = hashlib.sha256(letter_pdf()).hexdigest()
    told = {"kind": "pdf", "name": "letter.pdf", "sha256": sha256, "title": "Letter", "pages": 2}
    told |= {"text": "Dear all,", "screened": "", "is_signed": False, "notices": []}
    values = {"name": "letter.pdf", "sha256": sha256, "size": 9, "added_at": timezone.now()}
    values["description"] = told
    for noun, more in (("waiting file", []), ("page of a waiting file", [1])):
        rows = {
            role: [InboxFile.objects.get_or_create(owner=users[role], defaults=values)[0].pk, *more]
            for role in ("analyst", "reviewer")
        }
        at[noun] = {OWN: {**rows, "*": rows["analyst"]}, MISSING: [GONE, *more]}


def _of_sign_in(at: Any, users: dict[str, User]) -> None:
    """A second factor of each kind and a session for everybody; nobody finds somebody else's."""
    for user in users.values():
        add_app_and_codes(user)
    users = {**users, "*": User.objects.get(username="leaver")}
    keys = {role: [add_passkey(user).pk] for role, user in users.items()}
    sessions = {
        role: [UserSession.objects.create(user=user, ip="127.0.0.1", session_key=role).pk]
        for role, user in users.items()
    }
    views = {
        role: [user.saved_views.create(list_name="evidence_list", name="Acts", query="kind=law").pk]
        for role, user in users.items()
    }
    for noun, own in (("passkey", keys), ("session", sessions), ("saved view", views)):
        at[noun] = {OWN: own, MISSING: own["*"]}


def _cookies(role: str, users: dict[str, User]) -> Any:
    client = Client()
    if role in users:
        with as_factory():
            client.force_login(users[role])
            _just_signed_in(client, users[role])
            if role == "closed":  # in mid-session
                User.objects.filter(pk=users[role].pk).update(is_active=False)
    return client.cookies


def _just_signed_in(client: Client, user: User) -> None:
    """So that nobody is asked again who they are."""
    session = client.session
    session["account_authentication_methods"] = [{"method": "password", "at": time.time() + 86_400}]
    session["account_authentication_methods_user"] = str(user.pk)
    session.save()


def _evidence(at, whose, letter, reader):
    """A letter with its file; the same for named readers, of whom `reader` is one, told what for.

    `conftest.py` lays the bytes where each test looks for them.
    """
    secret = EvidenceFactory(
        issuer=letter.issuer, sensitivity=Sensitivity.NAMED_READERS, readers=[reader]
    )
    today = timezone.localdate()
    ReadLogEntryFactory(
        evidence=secret, user=reader, purpose="To answer", read_at=timezone.now(), read_on=today
    )
    sha256 = hashlib.sha256(letter_pdf()).hexdigest()
    of_letter = {"kind": FileKind.PDF, "pages": 2, "size": 9, "clean_size": 9, "clean": b""}
    for name, piece in (("", letter), ("named ", secret)):
        file = FileFactory(evidence=piece, sha256=sha256, clean_sha256=sha256, **of_letter)
        _put(at, f"{name}piece", whose, [piece.pk])
        _put(at, f"{name}file", whose, [piece.pk, file.number])
        _put(at, f"page of a {name}file", whose, [piece.pk, file.number, 2])


def _assessments(at, whose, row, body, users, author, focal):
    """What waits stands on the first, what is approved on the third, drafts on the fourth."""
    closed = {"lifecycle": Lifecycle.CLOSED, "closure_reason": ClosureReason.MOOT}
    second, third, fourth = (
        RecommendationFactory(number=f"{body.code}-{n}", position=10 * n + len(body.code), **more)
        for n, more in ((2, {"lead": body, **closed}), (3, {"lead": body}), (4, {"lead": body}))
    )
    _put(at, "closed recommendation", whose, _of(second))
    _put(at, "recommendation with approved ones", whose, _of(third))
    of_body = {"perspective": Perspective.RESPONSIBLE_BODY, "body": body, "author": focal}
    for noun, one, fields in (
        ("assessment that waits", row, {"submitted": True, "author": author}),
        ("view that waits", row, {"submitted": True, **of_body}),
        ("approved assessment", third, {"approved": True, "author": author}),
        ("approved view", third, {"approved": True, **of_body}),
    ):
        made = AssessmentFactory(recommendation=one, **fields)
        _put(at, noun, whose, [*_of(one), made.pk])
        _put(at, f"{noun}, by key", whose, [made.pk])
        if noun == "assessment that waits":
            comment = CommentFactory(assessment=made, added_by=users["analyst"])
            _put(at, "an analyst's comment", whose, [*_of(row), comment.pk])
    _put(at, "own draft", whose, _drafts(fourth, users, of_body, author))
    _put(at, "somebody's draft", whose, at["own draft"][whose]["*"])
    closing = ClosingFactory(recommendation=row, author=author)
    _put(at, "closing", whose, [*_of(row), closing.pk])


def _drafts(row, users, of_body, author):
    """A draft by everybody who has an account, as if all had been analysts once; "*" is another's.

    Each judges a year of its own: one view is open once for a period.
    """
    drafts = {}
    for turn, role in enumerate((*SIGNED_IN, "*")):
        first = date(2030 + turn, 4, 1)
        fields = of_body if role == Group.CONTRIBUTOR else {}
        draft = AssessmentFactory(
            recommendation=row,
            **{**fields, "author": users.get(role, author)},
            period_from=first,
            period_to=date(first.year + 1, 3, 31),
            as_of=first,
        )
        drafts[role] = [*_of(row), draft.pk]
    return drafts


def _questions_and_commitments(at, whose, row, body):
    about = {"report": row.report, "recommendation": row}
    params = {"body": body, "asked_on": ASKED, **about}
    stored = {
        "question": QuestionFactory(**params, text=f"How many places, {body.code}?"),
        "unasked question": QuestionFactory(**about, text=f"Does it add up, {body.code}?"),
        "dismissed question": QuestionFactory(
            **params, text=f"Since when, {body.code}?", dismissal_reason="Known"
        ),
        "commitment": CommitmentFactory(recommendation=row, body=body),
    }
    for noun, one in stored.items():
        _put(at, noun, whose, [one.pk])


def _answers(at, whose, row, body, focal):
    """Answers that wait, and a draft for the public that the body was sent."""
    letter = {"name": "letter.pdf", "sha256": storage.store_file(letter_pdf())}
    parts = {"Q1": {"cells": ["Two shelters.", "", ""], "file": letter}}
    sheet = AnsweredSheetFactory(body=body, author=focal, parts=parts)
    _put(at, "answers", whose, [sheet.pk])
    _put(at, "file_of_answers", whose, [sheet.pk, "Q1"])
    _put(at, "part", whose, [body.code, f"tip-2024-kosovo/{row.number}"])
    today = timezone.localdate()
    author = UserFactory(username=f"sender_{body.code}", analyst=True)
    sent = draft(row.report, author, now=timezone.now(), audience="public", formats=("md",))
    with as_factory():
        asked = Reply.objects.create(
            publication=sent, body=body, sent_on=today, reply_by=today, entered_by=author
        )
    _put(at, "sent draft", whose, [sent.pk])
    _put(at, "reply", whose, [sent.pk, asked.pk])


def _link(at, whose, row, body):
    """What was asked in 2023, and is asked again by the third."""
    earlier = RecommendationFactory(
        report__year=2023, number=f"{body.code}-1", lead=body, lifecycle=Lifecycle.CONTINUED
    )
    third = row.report.recommendations.get(number=f"{body.code}-3")
    made = LineageLinkFactory(recommendation=third, earlier=earlier)
    _put(at, "link", whose, [*_of(third), made.pk])


def _runs(at, by):
    """Reports read in: one that waits, with drafts; one that was accepted; a file being read."""
    waits, taken = a_run(by=by, country="Albania"), a_run(by=by, country="Albania", year=2023)
    with as_factory():  # it adds passages and figures: others here count the recommendations
        taken.drafts.filter(kind=DraftKind.RECOMMENDATION).update(state=DraftState.DROPPED)
    accept(DecideRun(run=taken, by=by, reason="A new edition", now=timezone.now()))
    with as_factory():
        body = Draft.objects.create(
            run=waits,
            kind=DraftKind.RESPONSIBILITY,
            position=99,
            places=[[7, 0, 3]],
            values={"number": "1", "body": "THBD", "role": "supporting", "sentence": "They do."}
            | {"basis": "named_in_report"},
        )
    params = waits.drafts.filter(kind=DraftKind.RECOMMENDATION).first()
    for noun, args in {
        "run": [waits.pk],
        "accepted run": [taken.pk],
        "draft": [waits.pk, params.pk],
        "figure read": [waits.pk, waits.drafts.filter(kind=DraftKind.FIGURE).first().pk],
        "suggested body": [waits.pk, body.pk],
        "file being read": ["a-key"],
        "file being made": ["a-key"],
        "report being made": ["a-key"],
        "table": [a_table(by=by).pk],
        "table of statuses": [a_table(by=by, content=b"No,Status\nTHBD-1,Done\n", done=True).pk],
    }.items():
        _put(at, noun, OWN, args)


def _put(at, noun, whose, args):
    at.setdefault(noun, {})[whose] = args


def _of(row: Recommendation) -> list[Any]:
    return [row.report.slug, row.number]
