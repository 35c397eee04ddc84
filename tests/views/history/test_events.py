"""The log: what its filter finds, page by page, and what it refuses."""

import csv
import io
import json
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.factories import (
    AssessmentFactory,
    BodyFactory,
    CitationFactory,
    CommentFactory,
    DraftFactory,
    EvidenceFactory,
    FileFactory,
    QuestionFactory,
    ReadLogEntryFactory,
    RecommendationFactory,
    UserFactory,
)
from tests.summaries.history.helpers import write
from tests.views import rows
from tests.views.conftest import signed_in
from tracker.models import Assessment, Body, Event, Evidence, ReadLogEntry, Recommendation
from tracker.summaries.history import timeline
from tracker.vocabulary import Attribution, Perspective, ReadAction, Sensitivity

pytestmark = pytest.mark.django_db
LOG = "/history/"
LONG_AGO = "2020-01-01"


@pytest.fixture
def row():
    return RecommendationFactory(number="6", short_title="Shelter")


def sentences(client, **params):
    answer = client.get(LOG, params)
    assert answer.status_code == 200, answer.text
    return [row["line"].sentence for row in answer.context["rows"]]


class TestTheLog:
    def test_tells_each_deed_once_with_links_to_what_it_is_about(self, analyst, row):
        def deed():
            Recommendation.objects.update(duty="once")
            Recommendation.objects.update(theme="prevention")

        write(deed, request="r-77")
        page = analyst.get(LOG).text

        assert (
            page.count("Ana changed the duty from “continuing” to “once” and changed the theme")
            == 1
        )
        assert f'<a href="{row.get_absolute_url()}">TIP 2024 Kosovo 6</a>' in page
        assert '<a href="/history/?request=r-77">' in page
        assert page.index("changed the duty") < page.index("factory added")

    def test_goes_on_before_a_sequence(self, analyst, row):
        for n in range(60):
            write(lambda n=n: Recommendation.objects.update(short_title=f"T{n}"), request=f"r-{n}")

        first = analyst.get(LOG)
        second = analyst.get(LOG, {"before": first.context["timeline"].older})

        assert "“T59”" in first.text and "to “T9”" not in first.text
        assert "to “T9”" in second.text and "to “T10”" not in second.text
        assert f"?before={first.context['timeline'].older}" in first.text

    def test_tells_nobody_what_is_for_named_readers_and_writes_down_who_meets_it(self, analyst):
        piece = EvidenceFactory(
            title="Zanzibar", sensitivity=Sensitivity.NAMED_READERS, readers=[analyst.user]
        )

        assert "Zanzibar" not in signed_in(auditor=True).get(LOG).text
        assert "Zanzibar" in analyst.get(LOG).text
        assert ReadLogEntry.objects.get(evidence=piece).action == ReadAction.LISTED

    def test_is_empty_for_who_has_no_role_and_linked_for_who_sees_paperwork(self, analyst, row):
        assert sentences(signed_in()) == []
        assert 'href="/history/"' in analyst.get("/").text

    @pytest.mark.once
    def test_costs_the_same_for_few_and_for_many(self, analyst, django_assert_num_queries):
        def much(number):
            for n in range(number):
                row = RecommendationFactory(number=f"{number}-{n}", lead=BodyFactory())
                QuestionFactory(recommendation=row, report=row.report)

        much(2)
        with django_assert_num_queries(30, exact=False) as few:
            analyst.get(LOG)
        much(6)

        with django_assert_num_queries(len(few)):
            analyst.get(LOG)


class TestFilter:
    def test_finds_what_is_asked_for(self, analyst, row):
        other = RecommendationFactory(number="7")
        ben, body = UserFactory(username="ben"), BodyFactory(code="OSP")
        rows = Recommendation.objects.filter(pk=row.pk)
        write(lambda: rows.update(short_title='100 % of "shelters"'), request="r-1")
        moved = {"remark": "Moved house", "aliases": ["Policia e Zvërës"]}
        write(lambda: Body.objects.filter(pk=body.pk).update(**moved), request="r-2")
        Event.objects.create(  # Ben wrote of the other one, by a command
            at=timezone.now() - timedelta(days=400), table="tracker_recommendation", key=other.pk,
            operation="update", old={"assignee_id": None}, new={"assignee_id": ben.pk},
            actor_id=ben.pk, actor_name="benjamin", reason="Holidays", source="command",
            request="r-3", recommendation=other.pk,
        )  # fmt: skip
        Event.objects.create(  # with letters as SQLite kept them once
            at=timezone.now(), table="tracker_body", key=body.pk, operation="update",
            old={"aliases": []}, new={"aliases": ["Shtëpi"]}, actor_name="Cem", source="admin",
            request="r-4",
        )  # fmt: skip
        day = timezone.localdate()
        before = (day - timedelta(days=300)).isoformat()

        for params, requests in (
            ({"actor": "ben"}, {"r-3"}),
            ({"actor": "command:none"}, set()),
            ({"noun": "body", "operation": "update"}, {"r-2", "r-4"}),
            ({"recommendation": "tip-2024-kosovo/6", "source": "site"}, {"r-1"}),
            ({"field": "assignee", "operation": "update"}, {"r-3"}),
            ({"field": "assignee_id", "operation": "update"}, {"r-3"}),
            ({"request": "r-2"}, {"r-2"}),
            ({"until": before}, {"r-3"}),
            (
                {"since": day.isoformat(), "until": day.isoformat(), "source": "site"},
                {"r-1", "r-2"},
            ),
            ({"search": '"SHELTERS" 100 %', "recommendation": "tip-2024-kosovo/6"}, {"r-1"}),
            ({"search": "short_title", "recommendation": "tip-2024-kosovo/6"}, set()),
            ({"search": "moved order", "since": day.isoformat()}, {"r-2"}),
            ({"search": "holi", "actor": "ben"}, {"r-3"}),
            ({"search": "Zvër moved", "since": day.isoformat()}, {"r-2"}),
            ({"search": "Shtëpi", "since": day.isoformat()}, {"r-4"}),
        ):
            found = {row["request"] for row in analyst.get(LOG, params).context["rows"]}
            assert found == requests, params

    def test_shows_no_lines_for_what_can_not_be_read_or_would_take_long(self, analyst, row):
        for params in (
            {"actor": "nobody-known"},
            {"noun": "event"},
            {"recommendation": "tip-2024-kosovo/9"},
            {"recommendation": "\0/6"},
            {"field": "colour"},
            {"operation": "eaten"},
            {"since": "yesterday"},
            {"since": "2025-02-01", "until": "2025-01-01"},
            {"since": "0001-01-01"},
            {"until": "9001-01-01"},
            {"request": "x" * 37},
            {"colour": "red"},
            {"before": "x"},
            {"before": "9" * 30},
            {"search": "shelter"},
            {"search": "shelter", "since": LONG_AGO},
            {"search": "shelter", "since": "2025-01-01", "until": "2025-04-03"},
        ):
            answer = analyst.get(LOG, params)

            assert (answer.status_code, "rows" in answer.context) == (400, False), params
            assert len(answer.context["problems"]) == 1, params
            assert "Shelter" not in answer.text

    def test_makes_no_file_of_what_can_not_be_read(self, analyst, row):
        answer = analyst.get(f"{LOG}export/", {"search": "shelter"})

        assert answer.status_code == 400 and "at most 92 days" in answer.text

    def test_tells_nobody_by_guessing_which_users_there_are(self, analyst):
        UserFactory(username="ben")  # of whom there are no lines

        answer = analyst.get(LOG, {"actor": "ben"})

        assert "the changes of a user “ben”" in answer.text
        assert sentences(analyst, actor=analyst.user.username) == []
        assert sentences(signed_in(auditor=True), actor="ben") == []

    def test_finds_letters_with_marks_inside_json(self, analyst):
        DraftFactory(values={"number": "1", "text": "Pyet Zvëra"})
        today = timezone.localdate().isoformat()

        answer = analyst.get(
            f"{LOG}export/", {"search": "zvëra", "since": today, "format": "jsonl"}
        )

        assert b"".join(answer.streaming_content).endswith(b'"events": 1}\n')

    def test_takes_92_days_for_words(self, analyst, row):
        params = {"search": "shelter", "since": "2025-01-01", "until": "2025-04-02"}

        assert sentences(analyst, **params) == []

    def test_finds_no_source_and_no_remark_for_who_is_not_told_them(self, analyst):
        source = BodyFactory()
        piece = EvidenceFactory(
            attribution=Attribution.NOT_ATTRIBUTABLE, issuer=source, original_source=source
        )
        CitationFactory(evidence=piece)
        write(lambda: Evidence.objects.update(remark="Zanzibar said so"), request="r-9")
        write(lambda: Evidence.objects.update(issuer=None, original_source=None), request="r-10")
        write(lambda: Evidence.objects.update(reading={"issuer": {"words": "Zanzibar"}}))
        viewer, today = signed_in(viewer=True), timezone.localdate().isoformat()

        for params in (
            {"search": "Zanzibar", "since": today},
            {"field": "remark"},
            {"field": "issuer"},
            {"field": "original_source"},
            {"field": "reading"},
        ):
            params["noun"] = "evidence"
            assert sentences(viewer, **params) == []
            assert sentences(analyst, **params) != []


EXPORT = "/history/export/"
NAMED = Sensitivity.NAMED_READERS


def text_of(client, **params):
    answer = client.get(EXPORT, params)
    return b"".join(answer.streaming_content).decode()


def events_of(client, **params):
    page = [json.loads(line) for line in text_of(client, format="jsonl", **params).splitlines()]
    assert page[-1] == {"end": True, "events": len(page) - 2}
    return page[0], page[1:-1]


class TestTheFile:
    def test_of_csv_says_filter_and_time_and_tells_each_field_in_words(self, analyst):
        row = RecommendationFactory(number="6")
        write(lambda: Recommendation.objects.update(duty="once", theme="prevention"))

        page = text_of(analyst, request="r-1").removeprefix("\ufeff")
        head, filters, left_out, _empty, columns, *lines, end = csv.reader(io.StringIO(page))

        assert head[1].endswith(f"for {analyst.user}")
        assert filters == ["Filter", "Request: r-1"]
        assert left_out[1] == "Restricted evidence is left out."
        assert columns[9:12] == ["Field", "Before", "After"]
        assert [line[2:14] for line in lines] == [
            ["Ana", "on the site", "r-1", "changed", "recommendation", str(row.pk),
             "TIP 2024 Kosovo 6", field, old, new, "Order in force since May", ""]
            for field, old, new in (
                ("theme", "Protection", "Prevention"), ("duty", "continuing", "once"),
            )
        ]  # fmt: skip
        assert end[1] == "1"

    def test_holds_no_formula(self, analyst):
        row = RecommendationFactory()
        write(lambda: Recommendation.objects.update(short_title="=1+1"), reason="@SUM(A1)")

        cells = [cell for line in csv.reader(io.StringIO(text_of(analyst))) for cell in line]

        assert "'=1+1" in cells and "'@SUM(A1)" in cells
        assert not any(cell.startswith(("=", "@")) for cell in cells), row

    def test_of_json_lines_tells_codes_and_the_filter(self, analyst):
        row = RecommendationFactory(number="6")
        write(lambda: Recommendation.objects.update(duty="once"))

        head, (event,) = events_of(analyst, request="r-1")

        assert head["filter"] == {"request": "r-1"} and head["left_out"] == "named_readers"
        assert (event["old"], event["new"]) == ({"duty": "continuing"}, {"duty": "once"})
        assert (event["table"], event["key"], event["actor"]) == ("tracker_recommendation", row.pk, "Ana")  # fmt: skip

    def test_leaves_out_what_is_for_named_readers_of_whom_one_is(self, analyst):
        mine = {"sensitivity": NAMED, "readers": [analyst.user]}
        FileFactory(evidence=EvidenceFactory(title="Zanzibar", **mine), name="zanzibar.pdf")
        closed = FileFactory(sensitivity=NAMED, name="zanzibar-two.pdf", evidence__readers=[analyst.user])  # fmt: skip
        stated = {"stated_in": EvidenceFactory(title="Zanzibar three", **mine), "approved": True}
        AssessmentFactory(perspective=Perspective.RESPONSIBLE_BODY, body=BodyFactory(), **stated)

        page = analyst.get("/history/").text.lower()  # a reading is kept, which tells of it too
        text = text_of(analyst, format="jsonl").lower()
        in_words = text_of(analyst).lower()

        assert "zanzibar" in page and ReadLogEntry.objects.count() >= 2
        assert "zanzibar" not in text and "zanzibar" not in in_words
        assert closed.evidence.title.lower() in text
        assert ReadLogEntry.objects.exclude(action="found").count() == 0

    def test_leaves_out_what_matter_for_named_readers_was_read_for(self, analyst):
        mine = {"sensitivity": NAMED, "readers": [analyst.user]}
        closed = FileFactory(sensitivity=NAMED, evidence__readers=[analyst.user])
        for read in (
            {"evidence": EvidenceFactory(**mine)},
            {"evidence": closed.evidence, "file": closed},
            {"evidence": None, "comment": CommentFactory(sensitivity=NAMED, added_by=analyst.user)},
            {"evidence": EvidenceFactory(), "purpose": "For the report"},  # open by now
        ):
            ReadLogEntryFactory(
                **{"user": analyst.user, "purpose": "For the Zanzibar case", **read}
            )

        _head, page = events_of(analyst, noun="readlogentry")

        assert (
            Event.objects.visible_to(analyst.user).filter(table="tracker_readlogentry").count() == 4
        )
        assert [event["new"]["purpose"] for event in page] == ["For the report"]

    def test_tells_no_issuer_no_remark_and_no_key_of_what_is_hidden(self):
        viewer, body = signed_in(viewer=True), BodyFactory()
        piece = EvidenceFactory(
            attribution=Attribution.PROTECTED, issuer=body, remark="Zanzibar said so"
        )
        secret = EvidenceFactory(sensitivity=NAMED, added_by=UserFactory(analyst=True))
        AssessmentFactory(
            approved=True, perspective=Perspective.RESPONSIBLE_BODY, body=body, stated_in=secret
        )

        _head, page = events_of(viewer)

        of_piece = [
            e["new"] for e in page if (e["table"], e["key"]) == ("tracker_evidence", piece.pk)
        ]
        assert of_piece and not any({"remark", "issuer_id"} & set(new) for new in of_piece)
        assessed = [e["new"] for e in page if e["table"] == Assessment._meta.db_table and e["new"]]
        assert timeline.NOT_SHOWN in {new.get("stated_in_id") for new in assessed}
        assert Evidence.objects.filter(pk=secret.pk).exists()

    def test_is_read_by_pieces_and_written_in_the_reader_s_language(self, analyst, monkeypatch):
        monkeypatch.setattr(timeline, "BATCH_SIZE", 10)
        rows.recommendations(24)
        analyst.cookies["django_language"] = "sq"

        answer = analyst.get(EXPORT, {"noun": "recommendation"})
        with CaptureQueriesContext(connection) as params:
            lines = b"".join(answer.streaming_content).decode().splitlines()

        assert len([q for q in params if "ORDER BY" in q["sql"] and "LIMIT 10" in q["sql"]]) == 4
        assert lines[-1].endswith(",24")
        assert "shtoi" in "".join(lines) or "Protection" not in "".join(lines)

    def test_there_is_none_of_another_format(self, analyst):
        answer = analyst.get(EXPORT, {"format": "exe"})

        assert answer.status_code == 400 and "Choose one of: csv, jsonl" in answer.text
