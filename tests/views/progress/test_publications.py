"""The list of publications, the page of one, and what is done there."""

import re

import pytest
from django.urls import reverse

from tests.factories import BodyFactory, RemarkFactory, UserFactory, as_factory
from tests.helpers.publications import LATER, a_report, draft, people, published
from tests.helpers.workers import a_queue, work_off
from tests.views.conftest import signed_in
from tracker.actions import progress
from tracker.actions.evidence import storage
from tracker.actions.progress import PublishReport, WithdrawReport, publication_drafts
from tracker.models import Event, Evidence, Publication, ReadLogEntry
from tracker.reporting import RENDERERS
from tracker.views.progress import publish as publishing_views
from tracker.vocabulary import PublicationState, Sensitivity

pytestmark = [pytest.mark.django_db, pytest.mark.once]


@pytest.fixture
def report():
    return a_report()


@pytest.fixture
def publisher():
    return signed_in(publisher=True, username="pia")


def at(name, row, *args):
    return reverse(name, args=[row.pk, *args])


class TestAReport:
    def test_is_made_published_superseded_and_withdrawn_on_its_pages(
        self, report, analyst, publisher
    ):
        make = (
            reverse("publication_new", args=[report.slug])
            + "?kind=brief&body=THBD&page=2&on=2025-01-31"
        )
        without_why = analyst.post(make, {"formats": "md"})
        assert (without_why.status_code, Publication.objects.count()) == (422, 0)

        sent = {"reason": "For the ministry.", "formats": ["md", "json"]}
        page = analyst.post(make, sent, follow=True)
        made = Publication.objects.get()
        assert "Draft created. It waits to be published." in page.text
        assert (made.kind, made.conditions) == ("brief", {"body": ["THBD"]})
        assert analyst.post(make, sent).url == made.get_absolute_url()  # a double click
        assert "Draft: not published yet." in page.text
        assert at("publication_publish", made) not in page.text
        assert made.title in publisher.get(reverse("home")).text
        assert made.title in publisher.get(reverse("review_queue")).text

        form = publisher.get(at("publication_publish", made))
        assert "Earlier publications" not in form.text
        page = publisher.post(at("publication_publish", made), {"note": "Read."}, follow=True)
        made.refresh_from_db()
        assert made.state == PublicationState.PUBLISHED
        again = publisher.post(at("publication_publish", made))
        assert (again.status_code, "is now “published”" in again.text) == (409, True)

        analyst.post(make.replace("2025-01-31", "2025-02-28"), sent)
        newer = Publication.objects.latest("pk")
        form = publisher.get(at("publication_publish", newer))
        assert made.title in form.text
        publisher.post(at("publication_publish", newer), {"supersedes": "on"})
        page = publisher.get(made.get_absolute_url())
        assert "by a newer report:" in page.text
        assert newer.get_absolute_url() in page.text
        assert "replaced the report" in page.text

        assert publisher.post(at("publication_withdraw", newer), {}).status_code == 422
        notice = {"notice": "A table was wrong."}
        page = publisher.post(at("publication_withdraw", newer), notice, follow=True)
        assert "A table was wrong." in page.text
        assert "withdrew the report" in page.text

    def test_is_refused_with_the_sentence_when_it_would_say_something_else_now(
        self, report, publisher
    ):
        made = draft(report, people()[0])
        with as_factory():
            report.recommendations.update(short_title="Another title")

        page = publisher.post(at("publication_publish", made), {})

        assert page.status_code == 422
        assert "changed since it was created: the text on no. 1, 2 changed" in page.text
        assert Publication.objects.get().is_draft


class TestItsFiles:
    def test_are_handed_out_byte_for_byte_and_no_other(self, report, publisher):
        made = published(report, *people())
        file = made.files.get(format="md")

        answer = publisher.get(at("publication_file", made, "md"))

        assert answer.content == storage.read_file(file.sha256)
        assert answer["ETag"] == f'"{file.sha256}"'
        assert "attachment" in answer["Content-Disposition"]
        assert file.sha256 in publisher.get(made.get_absolute_url()).text
        for wanted in ("content", "pdf", "exe"):
            assert publisher.get(at("publication_file", made, wanted)).status_code == 404
        progress.withdraw(
            WithdrawReport(publication=made, by=people()[1], now=LATER, notice="Wrong.")
        )
        assert publisher.get(at("publication_file", made, "md")).content == answer.content

    def test_are_shut_with_the_report_once_evidence_is_hidden_unless_it_is_out(
        self, report, publisher
    ):
        ana, pia = people()
        out = published(report, ana, pia, kind="evidence", audience="public")
        made = draft(report, ana)
        assert "The law on shelters" in publisher.get(made.get_absolute_url()).text
        with as_factory():
            Evidence.objects.filter(title="The law on shelters").update(
                sensitivity=Sensitivity.NAMED_READERS
            )

        page, file = (
            publisher.get(made.get_absolute_url()),
            publisher.get(at("publication_file", made, "md")),
        )

        assert (page.status_code, file.status_code) == (200, 503)
        for answer in (page, file):
            assert "its readers may no longer see" in answer.text
            assert "The law on shelters" not in answer.text
        notice = "Evidence cited for no. 1 may no longer be shown to these readers."
        assert notice in publisher.get(out.get_absolute_url()).text
        assert publisher.get(at("publication_file", out, "md")).status_code == 200
        progress.withdraw(
            WithdrawReport(publication=out, by=pia, now=LATER, notice="It names a source.")
        )
        assert publisher.get(at("publication_file", out, "md")).status_code == 503

    def test_of_one_that_was_withdrawn_are_gone_for_a_focal_point_as_for_strangers(self, report):
        ana, pia = people()
        made = published(report, ana, pia, audience="public")
        focal = signed_in(contributor=True, speaks_for=[BodyFactory(code="OSP")])
        assert "The law on shelters" in focal.get(made.get_absolute_url()).text
        with as_factory():
            Evidence.objects.filter(title="The law on shelters").update(
                sensitivity=Sensitivity.INTERNAL
            )
        assert "may no longer be shown" not in focal.get(made.get_absolute_url()).text
        progress.withdraw(
            WithdrawReport(publication=made, by=pia, now=LATER, notice="It names a victim.")
        )

        page, file = (
            focal.get(made.get_absolute_url()),
            focal.get(at("publication_file", made, "md")),
        )

        assert (page.status_code, file.status_code) == (200, 410)
        for answer in (page, file):
            assert "It names a victim." in answer.text
            assert "The law on shelters" not in answer.text

    def test_that_are_lost_are_told_of(self, report, publisher):
        made = published(report, *people())
        sha256 = made.files.get(format="md").sha256
        storage.delete_file(sha256)

        answer = publisher.get(at("publication_file", made, "md"))

        assert (answer.status_code, "Tell an administrator" in answer.text) == (503, True)


class TestOneOfAnEarlierVersion:
    @pytest.mark.parametrize("formats", [["html"], ["md"]])
    def test_is_shown_as_printed_or_says_that_it_is_not(
        self, report, publisher, monkeypatch, formats
    ):
        printed = '<html><article class="report stack"><p>Æ as then</p></article></html>'
        with monkeypatch.context() as earlier:
            earlier.setattr(publication_drafts, "VERSION", 1)
            earlier.setitem(publication_drafts.RENDERERS, "html", lambda _p: printed.encode())
            made = draft(report, UserFactory(analyst=True), formats=formats)

        page = publisher.get(made.get_absolute_url()).text

        assert ("Æ as then" in page) == (formats == ["html"])
        assert ("the layout is new" in page) == (formats == ["md"])


class TestTheList:
    def test_shows_what_waits_above_what_was_published_and_each_to_whom_it_is_open(
        self, report, viewer, publisher
    ):
        ana, pia = people()
        old = published(report, ana, pia)
        waits = draft(report, ana, kind="brief")
        open_to_all = published(report, ana, pia, audience="public", kind="brief")
        focal = signed_in(contributor=True, speaks_for=[BodyFactory(code="THBD")])

        page = publisher.get(reverse("publication_list"))
        assert [row.pk for row in page.context["waiting"]] == [waits.pk]
        assert [row.pk for row in page.context["rows"]] == [open_to_all.pk, old.pk]
        rows = {
            name: [row.pk for row in client.get(reverse("publication_list")).context["rows"]]
            for name, client in (("viewer", viewer), ("focal point", focal))
        }
        assert rows == {"viewer": [open_to_all.pk, old.pk], "focal point": [open_to_all.pk]}
        assert "published the report" in (log := viewer.get(reverse("event_list")).text)
        assert "created a draft" not in log
        assert "created a draft" in publisher.get(reverse("event_list")).text
        params = publisher.get(reverse("publication_list") + f"?state=draft&report={report.slug}")
        assert [row.pk for row in params.context["rows"]] == [waits.pk]
        bad = publisher.get(reverse("publication_list") + "?state=lost")
        assert (bad.status_code, bad.context["rows"]) == (400, [])


@pytest.mark.parametrize("audience", ["public", "internal"])
def test_who_publishes_for_people_outside_is_told_of_words_that_nobody_approved(
    report, publisher, audience
):
    ana = people()[0]
    plain = draft(report, ana, audience=audience)
    RemarkFactory(report=report, recommendation=None, as_of=plain.on, written_at=plain.created_at)
    remarked = draft(report, ana, audience=audience)

    page = [
        "nobody has approved" in publisher.get(at("publication_publish", one)).text
        for one in (plain, remarked)
    ]
    assert page == [False, audience == "public"]


def test_an_internal_report_is_shut_for_who_may_not_read_a_piece_in_it_and_says_why(report, viewer):
    ana, pia = people()
    out, law = published(report, ana, pia), Evidence.objects.get(title="The law on shelters")
    file = at("publication_file", out, "md")
    assert law.title in viewer.get(out.get_absolute_url()).text
    with as_factory():
        Evidence.objects.filter(pk=law.pk).update(sensitivity=Sensitivity.NAMED_READERS)
    named = signed_in(viewer=True)
    with as_factory():
        law.readers.add(named.user)

    shut, taken = viewer.get(out.get_absolute_url()), viewer.get(file)
    assert law.title not in shut.text
    assert "you are not one of them" in shut.text
    assert (taken.status_code, "you are not one of them" in taken.text) == (503, True)
    assert not ReadLogEntry.objects.exists()
    assert law.title in named.get(out.get_absolute_url()).text
    assert named.get(file).status_code == 200
    assert [(one.user, one.evidence) for one in ReadLogEntry.objects.all()] == [(named.user, law)]


BRIEF = "?on=2025-03-31&kind=brief"
ASKS_AGAIN = {"HX-Request": "true"}
MD = {"reason": "Asked for.", "formats": ["md"]}


class TestALongReport:
    @pytest.fixture(autouse=True)
    def all_are_long(self, monkeypatch):
        monkeypatch.setattr(publishing_views, "MAX_SYNC_RECOMMENDATIONS", 1)

    def test_is_made_by_a_task_and_refused_in_its_words(self, analyst):
        address = reverse("publication_new", args=[a_report().slug])

        answer = analyst.post(f"{address}{BRIEF}", MD)
        made = Publication.objects.get()
        assert answer.url == made.get_absolute_url()
        assert Event.objects.filter(table="tracker_publication").latest("pk").source == "task"

        refused = analyst.post(f"{address}?kind=body", {"reason": "Asked for."})
        assert refused.status_code == 422
        assert "Choose a responsible body" in refused.text

    def test_shows_how_far_a_worker_is_and_leads_to_the_draft(
        self, analyst, viewer, reviewer, monkeypatch
    ):
        address = reverse("publication_new", args=[a_report().slug])
        with a_queue():
            params = analyst.post(f"{address}{BRIEF}", MD).url
            assert "Waiting in the queue." in analyst.get(params).text
            assert (viewer.get(params).status_code, reviewer.get(params).status_code) == (403, 404)

            shown = []
            write = RENDERERS["md"]
            monkeypatch.setitem(
                RENDERERS, "md", lambda page: shown.append(analyst.get(params).text) or write(page)
            )
            work_off()

            assert "1 of 2 parts are ready." in shown[0]
            assert '<progress id="how-far" max="2" value="1">' in shown[0]
            assert analyst.get(params, headers=ASKS_AGAIN).headers["HX-Refresh"] == "true"
            assert analyst.get(params).url == Publication.objects.get().get_absolute_url()

    def test_that_a_worker_refuses_leads_back_to_the_same_preview(self, analyst):
        report = a_report()
        with a_queue():
            params = analyst.post(
                reverse("publication_new", args=[report.slug]) + "?kind=body&on=2025-03-31", MD
            ).url
            work_off()
            answer = analyst.get(params)

        assert (answer.status_code, Publication.objects.count()) == (422, 0)
        assert "Choose a responsible body" in answer.text
        assert "/progress/?" in answer.text  # in the order that the database keeps them
        assert all(one in answer.text for one in ("kind=body", "on=2025-03-31", "language=en"))

    def test_that_nobody_takes_up_says_that_no_worker_runs(self, analyst):
        address = reverse("publication_new", args=[a_report().slug])
        with a_queue():
            params = analyst.post(f"{address}{BRIEF}", MD).url

            assert "Ask an administrator to start “heed work”." in analyst.get(params).text


def test_its_own_focal_point_reads_it_without_why_notes_and_history_and_nobody_elses_does(viewer):
    report, (ana, pia) = a_report(), people()
    params = {"kind": "body", "body": "THBD"}
    waits = draft(report, ana, audience="body", **params)
    inside = draft(report, ana, **params)
    progress.publish(PublishReport(publication=inside, by=pia, now=LATER))
    made = progress.publish(
        PublishReport(
            publication=draft(report, pia, reason="Zanzibar asked.", audience="body", **params),
            by=UserFactory(publisher=True, username="publisher2"),
            now=LATER,
            note="Zanzibar knows.",
        )
    )
    own, other = (
        signed_in(contributor=True, speaks_for=[BodyFactory(code=code)]) for code in ("THBD", "OSP")
    )

    (row,) = own.get(reverse("publication_list")).context["rows"]
    page = own.get(made.get_absolute_url())

    assert row == made
    for text in (page.text, own.get(reverse("publication_list")).text):
        assert not {"ana", "pia", "publisher2"} & set(re.findall(r"\w+", text))
    assert "pia" in viewer.get(made.get_absolute_url()).text
    shown = report.recommendations.get(number="2").text
    assert shown in page.text
    assert own.get(file_of(made)).status_code == 200
    for text in (page.text, own.get(reverse("event_list")).text):
        assert "Zanzibar" not in text
        assert "published the report" not in text
    for shown_text in ("Zanzibar asked.", "Zanzibar knows"):
        assert shown_text in viewer.get(made.get_absolute_url()).text
    assert "published the report" in viewer.get(reverse("event_list")).text
    for client, hidden in ((other, made), (own, waits), (own, inside)):
        assert client.get(hidden.get_absolute_url()).status_code == 404
        assert client.get(file_of(hidden)).status_code == 404

    progress.withdraw(
        WithdrawReport(publication=made, by=pia, now=LATER, notice="A table was wrong.")
    )
    assert own.get(file_of(made)).status_code == 410
    assert shown not in (removed := own.get(made.get_absolute_url()).text)
    assert "A table was wrong." in removed
    with as_factory():
        Publication.objects.filter(pk=made.pk).update(conditions={"body": ["THBD", "OSP"]})
    assert own.get(made.get_absolute_url()).status_code == 404


def file_of(publication):
    return reverse("publication_file", args=[publication.pk, "md"])
