"""Twenty letters through the inbox, over HTTP, as somebody works who reads what is proposed."""

import time
from collections import Counter
from datetime import UTC, datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.factories import CommitmentFactory, QuestionFactory
from tests.helpers.letters import ASKED, COMMITMENTS, LETTERS, QUESTIONS
from tests.helpers.report_fixtures import KOSOVO
from tests.views.conftest import signed_in
from tests.views.forms import opened
from tracker.actions.evidence.files import line_mark
from tracker.actions.imports.fixtures import load_report
from tracker.actions.people import service_user
from tracker.audit.context import acting_as
from tracker.models import Body, Citation, Evidence, Question, Recommendation

pytestmark = [pytest.mark.django_db, pytest.mark.once]

INBOX = "/evidence/inbox/"
READ = ("issuer", "number", "day")


@pytest.fixture
def world(db):
    """What the letters may be about, by "question budget", "recommendation 4" and the like."""
    with acting_as("import", source="command"):
        now = datetime(2024, 7, 1, 9, tzinfo=UTC)
        load_report(folder=KOSOVO, by=service_user("import"), now=now)
    about = {f"recommendation {row.number}": row for row in Recommendation.objects.all()}
    for noun, factory, values, rows in (
        ("question", QuestionFactory, ASKED, QUESTIONS),
        ("commitment", CommitmentFactory, {}, COMMITMENTS),
    ):
        for name, (code, number, text) in rows.items():
            row = about[f"recommendation {number}"]
            body = Body.objects.get(code=code)
            about[f"{noun} {name}"] = factory(recommendation=row, body=body, text=text, **values)
    return about


def sent(letter, world):
    key = str(world["question convictions"].pk)
    text = letter.content
    return SimpleUploadedFile(letter.name, text.replace(b"{convictions}", key.encode()))


def is_stored(letter, world):
    """Whether the letter is cited once on what it is about, with the issuer and day it bears."""
    about = world[letter.about]
    about.refresh_from_db()
    cited = Citation.objects.filter(
        recommendation=about if isinstance(about, Recommendation) else about.recommendation,
        evidence__issuer__code=letter.issuer,
        evidence__published_on=letter.day,
        evidence__files__name=letter.name,
    )
    return cited.count() == 1 and (not isinstance(about, Question) or not about.is_open)


def test_stores_twenty_letters_as_they_are_meant(world, record_property, capsys):
    """Actions are clicks or keys of somebody who looks at each page: all files are one drop."""
    analyst, truth = signed_in(analyst=True), {letter.name: letter for letter in LETTERS}
    result, misread, began = Counter(actions=1), [], time.monotonic()
    for letter in LETTERS:
        answer = analyst.post(INBOX, {"file": sent(letter, world)}, headers={"HX-Request": "yes"})
        assert answer.status_code == 200
    dropped = time.monotonic()
    for row in analyst.user.inbox_files.order_by("pk"):
        letter, where = truth[row.name], row.get_absolute_url()
        page = analyst.get(where)
        if page.context["twin"]:
            result["twins named" if letter.twin_of else "wrong twins"] += 1
            result["actions"] += 1  # x
            analyst.post(where, {"do": "leave"})
            continue
        bears = (letter.issuer, letter.number, letter.day.isoformat())
        read = tuple(row.reading.get(name, {}).get("value") for name in READ)
        misread += [(letter.name, read)] if read != bears else []
        form, about = page.context["form"], world[letter.about]
        offered = [proposal.row for proposal in form.proposals]
        target = f"{about._meta.model_name}-{about.pk}"
        is_first = form["target"].value() == target
        result["chosen first" if is_first else "proposed" if about in offered else "missed"] += 1
        result["actions"] += 2 if is_first else 3  # c, perhaps its number, a
        typed = {"target": target, "do": "store", "confirmed": line_mark(form.described, "")}
        answer = analyst.post(where, opened(analyst, where, **typed))
        assert answer.status_code == 302, answer.context["form"].errors
    wrong = [letter.name for letter in LETTERS if letter.about and not is_stored(letter, world)]
    stored = Evidence.objects.filter(passage=None, added_by=analyst.user).count()

    seconds = {"dropping": dropped - began, "storing": time.monotonic() - dropped}
    for name, value in (*result.items(), *seconds.items(), ("stored", stored)):
        record_property(name, round(value, 1))
        with capsys.disabled():
            print(f"{name}: {round(value, 1)}")  # noqa: T201
    assert (misread, wrong, stored) == ([], [], 17)
    assert (result["twins named"], result["wrong twins"], result["missed"]) == (2, 0, 0)
    assert result["chosen first"] >= 14
