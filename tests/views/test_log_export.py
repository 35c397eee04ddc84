"""The log as a file: the same lines, but for what is for named readers."""

import csv
import io
import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.audit.deeds import write
from tests.factories import (
    AssessmentFactory,
    BodyFactory,
    CommentFactory,
    EvidenceFactory,
    FileFactory,
    ReadingFactory,
    RecommendationFactory,
    UserFactory,
)
from tests.views import many
from tests.views.conftest import signed_in
from tracker.audit import exporting
from tracker.models import Assessment, Event, Evidence, Reading, Recommendation
from tracker.vocabulary import Attribution, Perspective, Sensitivity

pytestmark = pytest.mark.django_db
EXPORT = "/history/export/"
NAMED = Sensitivity.NAMED_READERS


def text_of(client, **asked):
    answer = client.get(EXPORT, asked)
    return b"".join(answer.streaming_content).decode()


def events_of(client, **asked):
    told = [json.loads(line) for line in text_of(client, format="jsonl", **asked).splitlines()]
    assert told[-1] == {"end": True, "events": len(told) - 2}
    return told[0], told[1:-1]


class TestTheFile:
    def test_of_csv_says_filter_and_time_and_tells_each_field_in_words(self, analyst):
        row = RecommendationFactory(number="6")
        write(lambda: Recommendation.objects.update(duty="once", theme="prevention"))

        told = text_of(analyst, request="r-1").removeprefix("\ufeff")
        head, filters, left_out, _empty, columns, *lines, end = csv.reader(io.StringIO(told))

        assert head[1].endswith(f"for {analyst.user}")
        assert filters == ["Filter", "Request: r-1"]
        assert "named readers" in left_out[1]
        assert columns[9:12] == ["Field", "Before", "Since"]
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
        told = text_of(analyst, format="jsonl").lower()
        in_words = text_of(analyst).lower()

        assert "zanzibar" in page and Reading.objects.count() >= 2
        assert "zanzibar" not in told and "zanzibar" not in in_words
        assert closed.evidence.title.lower() in told
        assert Reading.objects.exclude(deed="found").count() == 0

    def test_leaves_out_what_matter_for_named_readers_was_read_for(self, analyst):
        mine = {"sensitivity": NAMED, "readers": [analyst.user]}
        closed = FileFactory(sensitivity=NAMED, evidence__readers=[analyst.user])
        for read in (
            {"evidence": EvidenceFactory(**mine)},
            {"evidence": closed.evidence, "file": closed},
            {"evidence": None, "comment": CommentFactory(sensitivity=NAMED, added_by=analyst.user)},
            {"evidence": EvidenceFactory(), "purpose": "For the report"},  # open by now
        ):
            ReadingFactory(**{"by": analyst.user, "purpose": "For the Zanzibar case", **read})

        _head, told = events_of(analyst, noun="reading")

        assert Event.objects.visible_to(analyst.user).filter(table="tracker_reading").count() == 4
        assert [event["new"]["purpose"] for event in told] == ["For the report"]

    def test_tells_no_issuer_no_remark_and_no_key_of_what_is_hidden(self):
        viewer, body = signed_in(viewer=True), BodyFactory()
        piece = EvidenceFactory(
            attribution=Attribution.PROTECTED, issuer=body, remark="Zanzibar said so"
        )
        secret = EvidenceFactory(sensitivity=NAMED, added_by=UserFactory(analyst=True))
        AssessmentFactory(
            approved=True, perspective=Perspective.RESPONSIBLE_BODY, body=body, stated_in=secret
        )

        _head, told = events_of(viewer)

        of_piece = [
            e["new"] for e in told if (e["table"], e["key"]) == ("tracker_evidence", piece.pk)
        ]
        assert of_piece and not any({"remark", "issuer_id"} & set(new) for new in of_piece)
        judged = [e["new"] for e in told if e["table"] == Assessment._meta.db_table and e["new"]]
        assert exporting.NOT_SHOWN in {new.get("stated_in_id") for new in judged}
        assert Evidence.objects.filter(pk=secret.pk).exists()

    def test_is_read_by_pieces_and_written_in_the_reader_s_language(self, analyst, monkeypatch):
        monkeypatch.setattr(exporting, "AT_ONCE", 10)
        many.recommendations(24)
        analyst.cookies["django_language"] = "sq"

        answer = analyst.get(EXPORT, {"noun": "recommendation"})
        with CaptureQueriesContext(connection) as asked:
            lines = b"".join(answer.streaming_content).decode().splitlines()

        assert len([q for q in asked if "ORDER BY" in q["sql"] and "LIMIT 10" in q["sql"]]) == 4
        assert lines[-1].endswith(",24")
        assert "shtoi" in "".join(lines) or "Protection" not in "".join(lines)

    def test_there_is_none_of_another_format(self, analyst):
        answer = analyst.get(EXPORT, {"format": "exe"})

        assert answer.status_code == 400 and "Choose one of: csv, jsonl" in answer.text
