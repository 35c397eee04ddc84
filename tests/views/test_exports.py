"""Lists as files: what is in them for whom, and how large ones are made."""

import csv
import html
import io
import re
from unittest.mock import patch

import pytest
from django.core.management import call_command
from django.urls import reverse
from python_calamine import CalamineWorkbook

from tests.factories import (
    BodyFactory,
    CommitmentFactory,
    EvidenceFactory,
    QuestionFactory,
    RecommendationFactory,
    ResponsibilityFactory,
    TopicFactory,
    TranslationFactory,
)
from tests.helpers.tables import preview_table
from tests.helpers.workers import a_queue, work_off
from tests.views.conftest import signed_in
from tracker.filters import lists
from tracker.intake.tables import guess_columns
from tracker.models import Event, Recommendation
from tracker.views import pagination as views, urls
from tracker.vocabulary import Sensitivity

pytestmark = pytest.mark.django_db
LIST = "/recommendations/export/"
SHEET = {"format": "xlsx"}
HEAD = re.compile(r'<th scope="col"[^>]*>(.*?)</th>')


def rows_of(answer):
    """The lines above the table, and each row by the labels of the head."""
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    above, table = text.split("\r\n\r\n", 1)
    head, *rows = csv.reader(io.StringIO(table, newline=""))
    return above.splitlines(), [dict(zip(head, row, strict=True)) for row in rows]


def cells_of(answer):
    content = b"".join(answer.streaming_content)
    return CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()


class TestExportList:
    def test_has_the_rows_and_labels_of_the_list_with_filter_and_time(self, analyst):
        kept = RecommendationFactory(number="6", theme="protection", topics=[TopicFactory()])
        lead = ResponsibilityFactory(recommendation=kept, role="lead").body
        RecommendationFactory(theme="prevention")

        above, (row,) = rows_of(analyst.get(LIST, {"theme": "protection", "order": "-key"}))

        assert above[0].startswith("Recommendations,created on 20")
        assert above[1] == "Filter,Theme: Protection"
        assert row["No."] == "6" and row["Text"] == kept.text
        assert (row["Theme"], row["Status"]) == ("Protection", "Not assessed")
        assert (row["Lead"], row["Topics"]) == (lead.short, str(kept.topics.get()))
        assert row["Year of the edition"] == str(kept.report.year)

    def test_names_who_holds_what_an_ended_body_led(self, analyst):
        heir = BodyFactory(acronym="NEW")
        ended = BodyFactory(acronym="OLD", valid_to="2020-01-01", successors=[heir])
        row = ResponsibilityFactory(role="lead", body=ended).recommendation
        ResponsibilityFactory(role="lead", recommendation=row)

        _above, (found,) = rows_of(analyst.get(LIST))

        assert "OLD, now NEW" in found["Lead"]

    def test_reads_all_batches_once_in_their_order(self, analyst):
        rows = RecommendationFactory.create_batch(7)

        with patch.object(lists, "BATCHES", (2, 3)):
            _above, found = rows_of(analyst.get(LIST))

        keys = Recommendation.objects.order_by("sort_key").values_list("text", flat=True)
        assert [row["Text"] for row in found] == list(keys)
        assert len(found) == len(rows)

    def test_from_the_list_itself_has_its_columns_and_its_order(self, analyst):
        for number, status in enumerate(["full", "no_action", "partial"], 1):
            RecommendationFactory(number=str(number), assessed=status)
        page = analyst.get("/recommendations/", {"order": "-status"})
        heads = [html.unescape(re.sub("<[^>]+>", "", head)) for head in HEAD.findall(page.text)]

        for few in (1_000, 0):
            with patch.object(lists, "FEW", few), patch.object(lists, "BATCHES", (1, 2)):
                answer = analyst.get("/recommendations/", {"order": "-status", "export": "csv"})
                _above, rows = rows_of(answer)

            assert [row["No."] for row in rows] == ["1", "3", "2"]
        shown = {"Recommendation": "Short title", "Evidence": "Strength of the evidence"}
        shown["Review due"] = "Next review"
        assert [shown.get(head, head) for head in heads] == list(rows[0])[: len(heads)]

    @pytest.mark.parametrize("path", urls.LISTS)
    def test_from_each_list_is_what_its_own_address_sends(self, path):
        client = signed_in(auditor=True)

        here = client.get(f"/{path}/", {"export": "csv"})
        there = client.get(f"/{path}/export/")

        assert rows_of(here)[1] == rows_of(there)[1]
        assert here["Content-Disposition"] == there["Content-Disposition"]

    def test_of_a_past_day_has_the_statuses_of_then(self, analyst):
        RecommendationFactory(status="not_assessed")

        _above, (row,) = rows_of(analyst.get(LIST, {"on": "2024-01-01"}))

        assert row["Status"] == "Not assessed" and "Trend" not in row

    @pytest.mark.parametrize("params", [{"colour": "red"}, {"status": "eaten"}, {"format": "pdf"}])
    def test_refuses_what_can_not_be_read(self, analyst, params):
        assert analyst.get(LIST, params).status_code == 400

    def test_holds_no_formula(self, analyst):
        RecommendationFactory(text="=1+1", short_title="a; -1")

        _above, (row,) = rows_of(analyst.get(LIST))

        assert (row["Text"], row["Short title"]) == ("'=1+1", "a; '-1")

    def test_has_headings_that_an_import_knows_in_each_language(self, analyst):
        for language in ("en", "sq", "sr-latn"):
            analyst.cookies["language"] = language
            analyst.post("/language/", {"language": language})
            answer = analyst.get(LIST)
            text = b"".join(answer.streaming_content).decode("utf-8-sig")
            head = next(csv.reader(io.StringIO(text.split("\r\n\r\n", 1)[1])))

            assert {"text", "number", "country", "year", "theme"} <= set(guess_columns(head))

    def test_comes_back_unchanged(self, analyst, tmp_path):
        rows = [("- 1; -2", "once"), ("Open it.", "continuing")]
        for number, (text, duty) in enumerate(rows, 1):
            RecommendationFactory(number=str(number), text=text, duty=duty)
        before = Event.objects.count()

        for params in ({}, SHEET):
            content = b"".join(analyst.get(LIST, params).streaming_content)
            preview = preview_table(content)
            assert preview.counts == {"new": 0, "same": 2, "left_out": 0, "error": 0}
        assert Event.objects.count() == before

    @pytest.mark.once
    @pytest.mark.parametrize("file_format", ["csv", "xlsx"])
    def test_accepted_as_an_import_changes_nothing(self, analyst, tmp_path, file_format):
        for number, status in enumerate(["full", "no_action", "not_assessed"], 1):
            one = RecommendationFactory(
                number=str(number),
                lead="MLSW",
                topics=[TopicFactory()],
                external_id=f"x{number}",
                assessed=None if status == "not_assessed" else status,
            )
        TranslationFactory(recommendation=one, language="sq", short_title="Strehimore")
        answer = analyst.get("/recommendations/", {"order": "-status", "export": file_format})
        file = tmp_path / f"list.{file_format}"
        file.write_bytes(b"".join(answer.streaming_content))
        before, out = Event.objects.latest("pk").pk, io.StringIO()

        reason = ("--accept", "--by", analyst.user.username, "--reason", "It came back")
        call_command("import_recommendations", str(file), *reason, stdout=out)

        assert "Nothing new" in out.getvalue()
        written = Event.objects.filter(pk__gt=before).values_list("table", flat=True)
        assert set(written) == {"tracker_importrun", "tracker_draft"}  # of the run itself

    def test_leaves_restricted_evidence_out_and_says_so(self, analyst):
        EvidenceFactory(sensitivity=Sensitivity.NAMED_READERS, added_by=analyst.user)
        EvidenceFactory(title="A letter")

        above, (row,) = rows_of(analyst.get("/evidence/export/"))

        assert (row["Title"], row["Citations"]) == ("A letter", "0")
        assert "Restricted evidence is left out." in above[-1]

    def test_has_what_a_focal_point_sees(self):
        mine = CommitmentFactory()
        CommitmentFactory()
        question = QuestionFactory(body=mine.body, asked_on="2024-10-01")
        client = signed_in(contributor=True, speaks_for=[mine.body])

        _above, (commitment,) = rows_of(client.get("/commitments/export/"))
        _above, (asked,) = rows_of(client.get("/questions/export/"))

        assert (commitment["Commitment"], commitment["State"]) == (mine.text, "open")
        assert (asked["Question"], asked["Asked"]) == (question.text, "2024-10-01")

    @pytest.mark.parametrize("path", urls.LISTS)
    def test_is_empty_without_rows(self, path):
        client = signed_in(auditor=True)

        _above, rows = rows_of(client.get(f"/{path}/export/"))

        assert all(rows)


@pytest.mark.once
class TestWorkbooks:
    def test_have_days_and_numbers_as_such(self, analyst):
        row = RecommendationFactory(review_on="2025-03-01")

        head, cells = cells_of(analyst.get(LIST, SHEET))

        found = dict(zip(head, cells, strict=True))
        assert found["Next review"].isoformat() == "2025-03-01"
        assert found["Year of the edition"] == row.report.year

    def test_of_many_rows_are_made_by_a_task(self, analyst):
        row = RecommendationFactory()
        with a_queue(), patch.object(views, "MAX_SYNC_ROWS", 0):
            page = analyst.get(LIST, SHEET).url
            waiting = analyst.get(page).text
            work_off()
            ready = analyst.get(page).text
            sheet = cells_of(analyst.get(page, {"download": "yes"}))
            others = signed_in(analyst=True).get(page)

        assert page.startswith("/exports/tasks/") and "is being created" in waiting
        assert "?download=yes" in ready
        assert row.text in sheet[1]
        assert others.status_code == 404

    def test_without_a_worker_are_sent_at_once(self, analyst):
        RecommendationFactory()
        with patch.object(views, "MAX_SYNC_ROWS", 0):
            assert len(cells_of(analyst.get(LIST, SHEET))) == 2

    def test_of_more_rows_than_a_sheet_has_are_refused(self, analyst):
        RecommendationFactory()
        with patch("tracker.actions.exports.MAX_SHEET_ROWS", 0):
            answer = analyst.get(LIST, SHEET)

        assert (answer.status_code, "Download it as CSV" in answer.text) == (400, True)


class TestButtons:
    def test_keep_the_filter_and_leave_the_page(self, analyst):
        RecommendationFactory(theme="protection")

        page = analyst.get(reverse("recommendation_list"), {"theme": "protection", "order": "key"})

        assert 'href="?theme=protection&amp;order=key&amp;export=csv"' in page.text
        assert 'href="?theme=protection&amp;order=key&amp;export=xlsx"' in page.text
