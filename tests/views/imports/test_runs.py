"""Reports that are taken in: the list of what was read, and the form."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from tests.factories import BodyFactory, RecommendationFactory, ReportFactory
from tests.helpers.narratives import ASKED, a_run, narrative
from tests.helpers.workers import a_queue, work_off
from tests.views.imports.run_pages import marked, of_kind, recommendations_of
from tracker.models import Event, ImportRun
from tracker.vocabulary import DraftKind

pytestmark = [pytest.mark.django_db, pytest.mark.once]
NEW = "/imports/new/"


@pytest.fixture
def run(analyst):
    return a_run(by=analyst.user)


class TestList:
    def test_shows_every_run_with_its_state_and_by_whom(self, analyst, run):
        page = analyst.get("/imports/").text

        assert run.get_absolute_url() in page
        assert "Waiting" in page
        assert "pasted text" in page
        assert str(run.created_by) in page

    def test_says_how_to_begin_where_nothing_was_read(self, analyst):
        assert "Choose “Import a report”" in analyst.get("/imports/").text

    def test_is_reached_from_the_reports_by_who_may(self, analyst, viewer):
        assert NEW in analyst.get("/reports/").text
        assert NEW not in viewer.get("/reports/").text

    def test_costs_the_same_for_few_and_for_many(self, analyst, run, django_assert_num_queries):
        with django_assert_num_queries(12, exact=False) as few:
            analyst.get("/imports/")
        for year in (2020, 2021, 2022):
            a_run(by=analyst.user, year=year)

        with django_assert_num_queries(len(few)):
            analyst.get("/imports/")


class TestForm:
    def test_reads_what_was_pasted_and_shows_it(self, analyst):
        answer = analyst.post(NEW, {"text": narrative()}, follow=True)

        run = ImportRun.objects.get()
        assert answer.redirect_chain == [(run.get_absolute_url(), 302)]
        assert (run.year, run.country, run.tier) == (2024, "Kosovo", "2")
        assert ASKED[1] in answer.text

    def test_reads_a_file_under_the_year_that_was_typed(self, analyst):
        text = narrative().replace("2024 Trafficking", "Trafficking")
        file = SimpleUploadedFile("kosovo.txt", text.encode())

        analyst.post(NEW, {"file": file, "year": "2024"})

        run = ImportRun.objects.get()
        assert (run.file_name, run.year) == ("kosovo.txt", 2024)

    def test_leads_to_the_run_that_waits_where_the_same_was_read_before(self, analyst, run):
        answer = analyst.post(NEW, {"text": narrative()}, follow=True)

        assert ImportRun.objects.count() == 1
        assert "Nothing is new." in answer.text

    @pytest.mark.parametrize(
        ("typed", "values"),
        [
            ({}, "There is nothing to import."),
            ({"text": "A short note.", "country": "Kosovo"}, "not a country narrative"),
            ({"text": narrative(), "year": "2019"}, "gives the year 2024"),
            ({"text": narrative(), "year": "1850"}, "greater than or equal to 2001"),
        ],
    )
    def test_says_why_not_and_keeps_what_was_typed(self, analyst, typed, values):
        answer = analyst.post(NEW, typed)

        assert answer.status_code == 422
        assert values in answer.text
        assert {name: answer.context["form"][name].value() for name in typed} == typed
        assert not ImportRun.objects.exists()

    def test_says_why_not_of_a_file_that_is_no_text(self, analyst):
        answer = analyst.post(NEW, {"file": SimpleUploadedFile("a.doc", b"\xd0\xcf\x11\xe0" * 99)})

        assert answer.status_code == 422
        assert not ImportRun.objects.exists()

    def test_is_not_for_everybody_who_is_told_why(self, viewer):
        answer = viewer.post(NEW, {"text": narrative()})

        assert answer.status_code == 403
        assert "only analysts can" in answer.text

    def test_sends_strangers_to_sign_in(self, client):
        assert client.get(NEW).url == f"/sign-in/?next={NEW}"


class TestLargeFile:
    @pytest.fixture
    def file(self):
        return SimpleUploadedFile(
            "large.html", f"<html><body>{narrative()}".encode() + b" " * 10**6
        )

    def test_is_read_by_a_task_at_once_where_nobody_else_works(self, analyst):
        text = narrative().replace("\n\n", "\n\n" + " " * 200_000)
        answer = analyst.post(NEW, {"file": SimpleUploadedFile("large.txt", text.encode())})

        run = ImportRun.objects.get()
        assert answer.url == run.get_absolute_url()
        assert Event.objects.filter(table="tracker_importrun").get().source == "task"

    def test_that_is_no_narrative_is_refused_with_its_sentence(self, analyst):
        file = SimpleUploadedFile("large.txt", b"Nothing of the kind. " * 60_000)

        answer = analyst.post(NEW, {"file": file, "country": "Kosovo"})

        assert answer.status_code == 422
        assert answer.context["form"]["country"].value() == "Kosovo"
        assert not ImportRun.objects.exists()

    def test_is_being_read_until_a_worker_has_read_it(self, analyst, reviewer, file):
        with a_queue():
            answer = analyst.post(NEW, {"file": file})
            page = analyst.get(answer.url)

            assert "/imports/tasks/" in answer.url
            assert "“large.html” is being read." in page.text
            assert reviewer.get(answer.url).status_code == 404
            assert not ImportRun.objects.exists()

            work_off()

            run = ImportRun.objects.get()
            asks_again = analyst.get(answer.url, headers={"HX-Request": "true"})
            assert asks_again.headers["HX-Refresh"] == "true"
            assert analyst.get(answer.url).url == run.get_absolute_url()
            key = answer.url.rstrip("/").rsplit("/", 1)[1]  # of another task
            assert analyst.get(f"/publications/tasks/{key}/").status_code == 404
            assert Event.objects.filter(table="tracker_importrun").get().source == "task"


class TestRun:
    def test_shows_source_and_drafts_linked_both_ways(self, analyst, run):
        draft = of_kind(run, DraftKind.FIGURE)
        paragraph, start, _end = draft.places[0]

        page = analyst.get(run.get_absolute_url()).text

        assert f'<mark id="s{paragraph}-{start}"' in page
        assert f'href="#draft-{draft.pk}">12 cases' in page
        assert f'id="draft-{draft.pk}"' in page
        assert f'href="#s{paragraph}-{start}">¶ {paragraph}</a>' in page

    def test_shows_every_word_of_the_source_once(self, analyst, run):
        shown = analyst.get(run.get_absolute_url()).context["sections"]

        words = ["".join(p.text for p in parts) for _section, some in shown for _n, parts in some]
        assert words == run.text.split("\n\n")

    def test_costs_the_same_for_few_drafts_and_for_many(self, analyst, django_assert_num_queries):
        BodyFactory(code="CSW", name_en="Centers for Social Welfare")
        named = "Fund the Centers for Social Welfare (CSW)"
        few = a_run(by=analyst.user, asked=(*ASKED[:2], named))
        more = " ".join(f"Police identified {n} victims in 20{n}." for n in range(10, 40))
        RecommendationFactory(report=ReportFactory(year=2023), text=f"{ASKED[0]}.")
        many = a_run(by=analyst.user, year=2025, asked=(*ASKED, named) * 4, more=more)
        assert many.drafts.count() > few.drafts.count() + 30

        with django_assert_num_queries(12, exact=False) as cost:
            analyst.get(few.get_absolute_url())
        with django_assert_num_queries(len(cost)):
            analyst.get(many.get_absolute_url())

    def test_is_compared_with_earlier_editions(self, analyst):
        before = ReportFactory(year=2023)
        RecommendationFactory(report=before, number="1", text=f"{ASKED[0]}.")
        left = RecommendationFactory(report=before, number="2", text="Ratify the protocol at once.")
        run = a_run(by=analyst.user)

        against = analyst.get(run.get_absolute_url()).context["against"]

        assert [one.values["number"] for one in against.repeated] == ["1"]
        assert [one.values["number"] for one in against.new] == ["2", "3"]
        assert against.not_repeated == [left]

    def test_that_is_missing_is_not_found(self, analyst):
        assert analyst.get("/imports/999/").status_code == 404


class TestHead:
    def test_is_put_right_and_links_are_looked_for_anew(self, analyst):
        RecommendationFactory(report=ReportFactory(year=2023), text=f"{ASKED[0]}.")
        run = a_run(by=analyst.user, country="Albania")
        values = {"mechanism": "TIP", "country": "Kosovo", "year": "2024", "tier": "2wl"}

        answer = analyst.post(
            reverse("import_details", args=[run.pk]), {**values, "title": "Of Kosovo"}
        )

        run.refresh_from_db()
        assert answer.status_code == 302
        assert (run.country, run.tier, run.title) == ("Kosovo", "2wl", "Of Kosovo")
        assert of_kind(run, DraftKind.LINK).values["number"] == "1"

    def test_keeps_what_was_typed_where_the_text_says_otherwise(self, analyst, run):
        answer = analyst.post(
            reverse("import_details", args=[run.pk]), {"year": "2019", "title": "Mine"}
        )

        assert answer.status_code == 422
        assert "gives the year 2024" in answer.text
        assert answer.context["details"]["title"].value() == "Mine"


class TestDrafts:
    def test_are_accepted_dropped_and_offered_again(self, analyst, run):
        draft = of_kind(run, DraftKind.FIGURE)

        for pressed, state in (("accept", "accepted"), ("drop", "dropped"), ("offer", "offered")):
            answer = marked(analyst, run, draft=draft.pk, **{pressed: ""})

            draft.refresh_from_db()
            assert (answer.status_code, draft.state) == (302, state)
        assert answer.url == f"{run.get_absolute_url()}#draft-{draft.pk}"

    def test_of_a_key_that_can_not_be_one_are_not_chosen(self, analyst, run):
        answer = marked(analyst, run, draft="9" * 30, accept="")

        assert answer.status_code == 422
        assert "Nothing was chosen." in answer.text
        assert f'name="next" value="{run.get_absolute_url()}"' in answer.text  # a page, not a POST

    def test_of_a_kind_are_decided_at_once_but_for_those_decided(self, analyst, run):
        first = of_kind(run, DraftKind.RECOMMENDATION)
        marked(analyst, run, draft=first.pk, drop="")

        marked(analyst, run, kind=DraftKind.RECOMMENDATION, accept="")

        states = run.drafts.filter(kind=DraftKind.RECOMMENDATION).order_by("position")
        assert list(states.values_list("state", flat=True)) == ["dropped", "accepted", "accepted"]
        assert list(recommendations_of(run)) == ["1", "2"]

    def test_are_split_at_words_and_joined_again(self, analyst, run):
        before, draft = recommendations_of(run), of_kind(run, DraftKind.RECOMMENDATION)

        analyst.post(
            reverse("draft_edit", args=[run.pk, draft.pk]),
            {"split": "", "split_before": "and convict"},
        )

        assert recommendations_of(run) | {"1": "", "2": ""} == {
            "1": "",
            "2": "",
            "3": before["2"],
            "4": before["3"],
        }
        assert recommendations_of(run)["2"] == "and convict them."

        analyst.post(reverse("draft_merge", args=[run.pk, draft.pk]))

        assert recommendations_of(run) == before

    def test_keep_what_hangs_on_them_when_numbers_move(self, analyst):
        RecommendationFactory(report=ReportFactory(year=2023), text=f"{ASKED[2]}.")
        run = a_run(by=analyst.user)
        draft, link = of_kind(run, DraftKind.RECOMMENDATION), of_kind(run, DraftKind.LINK)
        assert link.values["number"] == "3"

        analyst.post(
            reverse("draft_edit", args=[run.pk, draft.pk]),
            {"split": "", "split_before": "and convict"},
        )

        link.refresh_from_db()
        assert link.values["number"] == "4"

        marked(analyst, run, draft=draft.pk, drop="")

        link.refresh_from_db()
        assert link.values["number"] == "3"

    @pytest.mark.parametrize(
        ("typed", "words"),
        [
            ({"text": "Open a shelter  for\nvictims"}, "Open a shelter for victims"),
            ({"paragraph": "5", "start": "58", "end": "72"}, "Open a shelter"),
        ],
    )
    def test_get_other_bounds_by_words_or_by_letters(self, analyst, run, typed, words):
        draft = of_kind(run, DraftKind.RECOMMENDATION, 1)

        analyst.post(reverse("draft_edit", args=[run.pk, draft.pk]), {"bounds": "", **typed})

        assert recommendations_of(run)["2"] == words

    @pytest.mark.parametrize(
        ("typed", "values"),
        [
            ({"bounds": "", "text": "Close the shelter"}, "is not found in the text"),
            ({"bounds": "", "text": "cases"}, "occurs 2 times"),
            ({"bounds": "", "paragraph": "5", "start": "1", "end": "9999"}, "has no characters"),
            ({"bounds": "", "text": "x", "paragraph": "5"}, "Give the paragraph, the first"),
            ({"bounds": "", "paragraph": "5", "start": "1.000", "end": "9999"}, "can mean 1,000"),
            ({"bounds": "", "paragraph": "5", "start": "1.5", "end": "9"}, "a multiple of step"),
            ({"split": "", "split_before": "never printed"}, "occurs"),
            ({"split": "", "split_before": "Open"}, "can&#x27;t be split there"),
        ],
    )
    def test_stay_where_they_are_when_refused_and_keep_what_was_typed(
        self, analyst, run, typed, values
    ):
        draft, before = of_kind(run, DraftKind.RECOMMENDATION, 1), recommendations_of(run)

        answer = analyst.post(reverse("draft_edit", args=[run.pk, draft.pk]), typed)

        assert answer.status_code == 422
        assert values in answer.text
        form = answer.context["split" if "split" in typed else "bounds"]
        assert all(form[name].value() == typed[name] for name in form.fields if name in typed)
        assert recommendations_of(run) == before

    def test_the_last_can_not_be_joined(self, analyst, run):
        last = of_kind(run, DraftKind.RECOMMENDATION, 2)

        answer = analyst.post(reverse("draft_merge", args=[run.pk, last.pk]))

        assert answer.status_code == 422
        assert "This is the last recommendation" in answer.text

    def test_are_not_joined_by_the_button_that_separates_figures(self, analyst, run):
        before, draft = recommendations_of(run), of_kind(run, DraftKind.RECOMMENDATION)

        answer = analyst.post(reverse("draft_merge", args=[run.pk, draft.pk]), {"offer": ""})

        assert (answer.status_code, recommendations_of(run)) == (422, before)

    def test_of_another_run_are_not_found(self, analyst, run):
        other = a_run(by=analyst.user, year=2023)

        answer = analyst.get(
            reverse("draft_edit", args=[other.pk, of_kind(run, DraftKind.RECOMMENDATION).pk])
        )

        assert answer.status_code == 404
