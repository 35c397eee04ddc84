"""Planting matter for named readers changes no page of anybody else: not a word, not a count.

Everything that opens for a role is crawled, link by link, before and after: the site, the admin,
searches, pickers, exports, reports, history and addresses of files. The pages must be the same.
"""

import re
from collections import Counter
from html import unescape
from io import BytesIO

import pypdfium2
import pytest
from django.contrib import admin
from django.urls import Resolver404, resolve, reverse
from django.utils import timezone
from python_calamine import CalamineWorkbook

from tests.documents import samples
from tests.helpers.rollback import undone
from tests.permissions.admin_table import INSIDE
from tests.permissions.world import OTHER, OWN
from tracker.actions import reference_rows
from tracker.actions.assessments import review
from tracker.actions.assessments.review import AddComment
from tracker.actions.evidence import files, items, read_log, sensitivity
from tracker.actions.evidence.files import AddVersion, store_upload
from tracker.actions.evidence.items import EvidenceInput, LogNote
from tracker.actions.evidence.sensitivity import RequestSensitivity
from tracker.actions.reference_rows import ChangeRow
from tracker.models import Assessment, Citation, Comment, Evidence, File, Recommendation, User
from tracker.views import urls
from tracker.vocabulary import Right, Sensitivity

pytestmark = [pytest.mark.django_db, pytest.mark.once]

WORD = "Samarkand"
HREF = re.compile(r'(?:href|src|hx-get)="(/[^"#]*)')
MOST, ALIKE = 300, 1  # pages of one role; links followed to one route
# Of the roles, those that read differently.
ROLES = ("viewer", "contributor", "analyst", "auditor")
# What differs from one answer to the next, whoever asks.
PASSING = re.compile(
    r'nonce="[^"]*"|name="(?:csrfmiddlewaretoken|form_draft)" value="[^"]*"|csrf[^"]*token[^"]*"[^>]*'
    r'|name="last_event"[^>]*|name="sheet" value="[^"]*"|\d{1,2}:\d{2}(:\d{2})?'
    r'|<code class="whole">[\da-f-]{36}</code>',  # the number of the request
    re.IGNORECASE,
)
SKIPPED = (
    "/static/",
    "/sign-out/",
    "/account/",
    "/sign-in/",
    "/admin/logout/",
    "/admin/jsi18n/",
    "/question-sheet",
)


@pytest.fixture(scope="module")
def crawled(world, django_db_blocker):
    """What every role reads without the matter, and with it: address by address."""
    with django_db_blocker.unblock(), undone():
        compared = [role for role in ROLES if not world.users[role].may(Right.KNOW_OF_ALL)]
        before = {role: crawl(world, role) for role in compared}
        planted = plant(world)
        after = {role: crawl(world, role, planted) for role in ROLES}
        yield before, after, planted, world


def plant(world):
    """A letter for named readers, by the deeds that people plant it with."""
    slug, number = world.at["recommendation with approved ones"][OWN]
    row = Recommendation.objects.get(report__slug=slug, number=number)
    ana, ben = User.objects.get(username="author_THBD"), User.objects.get(username="author_OSP")
    by = {"by": ana, "now": timezone.now()}
    dropped = store_upload(content=samples.letter_pdf(WORD), name=f"{WORD}.pdf", **by)
    evidence_input = EvidenceInput(
        upload=dropped,
        title=f"{WORD} letter",
        url=f"https://{WORD}.example.org/1",
        sensitivity=Sensitivity.NAMED_READERS,
        readers=[ben],
    )
    day = timezone.localdate(by["now"])
    (cited,) = items.log_note(
        LogNote(
            recommendation=row,
            sentence=f"{WORD} sentence",
            evidence_input=evidence_input,
            as_of=day,
            **by,
        )
    )
    piece = cited.evidence
    why = {"by": ana, "reason": f"{WORD} reason"}
    reference_rows.change(
        ChangeRow(row=piece, fields={"title": f"{WORD} two", "remark": f"{WORD} remark"}, **why)
    )
    more = store_upload(content=f"{WORD} second version".encode(), name=f"{WORD}.txt", **by)
    files.add_version(AddVersion(evidence=piece, upload=more, reason=f"{WORD} version", **by))
    words = f"{WORD} wish"
    sensitivity.set_sensitivity(
        RequestSensitivity(row=piece, to=Sensitivity.INTERNAL, reason=words, **by)
    )
    read_log.log_opened(evidence=piece, by=ben, now=by["now"], purpose="For the report")
    assessed = Assessment.objects.get(pk=world.at["assessment that waits"][OWN][2])
    values = review.add_comment(AddComment(assessment=assessed, text=f"{WORD} comment", **by))
    sensitivity.set_sensitivity(
        RequestSensitivity(
            row=values, to=Sensitivity.NAMED_READERS, reason=f"{WORD} only", readers=[ben], **by
        )
    )
    return piece


def crawl(world, role, planted=None):
    """Address and answer of everything that this role reaches by links, and of what is guessed."""
    client, read, of_route = world.client(role), {}, Counter()
    first = dict.fromkeys([*starts(world, role), *guessed(planted)])
    waiting = list(first)
    while waiting and len(read) < MOST:
        url = waiting.pop(0)
        if url in read or any(part in url for part in SKIPPED):
            continue
        if url not in first and is_enough(url, of_route):
            continue
        with undone():
            answer = client.get(url)
        page = b"".join(answer) if answer.streaming else answer.content
        if page.startswith(b"%PDF"):
            text = words_of(page)
        elif page.startswith(b"PK"):
            text = cells_of(page)
        else:
            text = page.decode(errors="replace")
        read[url] = PASSING.sub("", text)
        waiting += [unescape(link) for link in HREF.findall(text)]
    return read


def words_of(pdf):
    """What a PDF says; its bytes differ by the second in which it was made."""
    document = pypdfium2.PdfDocument(pdf)
    return "\n".join(page.get_textpage().get_text_range() for page in document)


def cells_of(workbook):
    """What a workbook says; its bytes differ too."""
    book = CalamineWorkbook.from_filelike(BytesIO(workbook))
    return str([book.get_sheet_by_name(name).to_python() for name in book.sheet_names])


def is_enough(url, of_route):
    """Whether some of the same route were read: three of each, and every one that is guessed."""
    try:
        route = resolve(url.split("?")[0]).route
    except Resolver404:
        return True
    of_route[route] += 1
    return of_route[route] > ALIKE


def starts(world, role):
    yield reverse("home")
    for word in (WORD, "letter", "second"):
        yield reverse("evidence_list") + f"?search={word}"
        yield reverse("evidence_search") + f"?search={word}"
        yield reverse("recommendation_list") + f"?search={word}"
        yield reverse("search") + f"?q={word}"
    for name in (
        "review_queue",
        "disagreement_list",
        "question_list",
        "commitment_list",
        "indicator_list",
        "body_list",
    ):
        yield reverse(name)
    yield reverse("publication_list")
    yield reverse("published_list")
    for name in (
        "evidence_list",
        "read_log",
        *(f"{path.replace('-', '_')}_export" for path in urls.LISTS),
        "import_list",
        "event_list",
        "event_export",
    ):
        yield reverse(name)
    slug = world.at["report"][OWN]
    for kind in ("", "?format=json", "?format=pdf"):
        yield reverse("progress_report", args=slug) + kind
    for whose in (OWN, OTHER):
        row = world.at["recommendation with approved ones"][whose]
        yield reverse("recommendation", args=row)
        yield reverse("recommendation", args=row) + "?history_before=999999"
        yield reverse("log_progress", args=row)
    if role in INSIDE.split():
        yield from of_the_admin()


def of_the_admin():
    yield reverse("admin:index")
    for model in admin.site._registry:
        at = f"admin:{model._meta.app_label}_{model._meta.model_name}_"
        yield reverse(f"{at}changelist")
        yield reverse(f"{at}changelist") + f"?q={WORD}"
    for noun, field in (("citation", "evidence"), ("figure", "evidence")):
        query = f"?app_label=tracker&model_name={noun}&field_name={field}&term="
        yield reverse("admin:autocomplete") + query + WORD
        yield reverse("admin:autocomplete") + query


def guessed(piece):
    """Addresses that somebody may guess, of what was planted: there nobody finds anything."""
    if piece is None:
        return
    yield reverse("evidence", args=[piece.pk])
    yield reverse("evidence", args=[piece.pk]) + "?show=all"
    yield reverse("evidence_purpose", args=[piece.pk])
    yield reverse("evidence_sensitivity", args=[piece.pk])
    for file in piece.files.all():
        at = [piece.pk, file.number]
        yield reverse("file", args=at)
        yield reverse("file", args=at) + "?original=yes"
        yield reverse("file_page", args=[*at, 1])
        yield reverse("file_sensitivity", args=at)
    cited = Citation.objects.get(evidence=piece)
    values = Comment.objects.order_by("-pk").first()
    for noun, key in (("evidence", piece.pk), ("citation", cited.pk), ("comment", values.pk)):
        yield reverse(f"admin:tracker_{noun}_change", args=[key])
        yield reverse(f"admin:tracker_{noun}_history", args=[key])


def differing(before, after):
    """Addresses read both times whose answers differ."""
    both = before.keys() & after.keys()
    return {url: (before[url], after[url]) for url in both if after[url] != before[url]}


def first_difference(before, after):
    """Where two answers part, with some words around."""
    at = next((i for i, (a, b) in enumerate(zip(before, after, strict=False)) if a != b), -1)
    return before[max(0, at - 60) : at + 60], after[max(0, at - 60) : at + 60]


@pytest.mark.parametrize("role", ROLES)
class TestMatterForNamedReaders:
    def test_changes_no_page_of_who_is_none_of_them(self, crawled, role):
        before, after, _piece, _world = crawled

        if role in before:  # an auditor knows that it exists
            differs = differing(before[role], after[role])
            assert sorted(before[role].keys() - after[role].keys()) == []
            assert {url: first_difference(*pages) for url, pages in differs.items()} == {}
        assert len(after[role]) > 20

    def test_is_named_on_no_page(self, crawled, role):
        _before, after, _piece, _world = crawled

        assert [url for url, page in after[role].items() if WORD in page and WORD not in url] == []


class TestItsReaders:
    def test_find_it(self, crawled):
        _before, _after, piece, _world = crawled
        ben = User.objects.get(username="author_OSP")

        assert Evidence.objects.visible_to(ben).filter(pk=piece.pk).exists()
        assert File.objects.visible_to(ben).filter(evidence=piece).count() == 2
