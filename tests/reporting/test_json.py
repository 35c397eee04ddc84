import json
from dataclasses import replace
from datetime import date

import pytest
from jsonschema import Draft202012Validator, FormatChecker

from tests.reporting.samples import (
    QUOTE,
    a_correction,
    a_document,
    a_full_progress,
    a_judgment,
    a_passage,
    a_progress,
    a_recommendation,
    labelled,
)
from tracker.progress import (
    Asked,
    BodyRole,
    Condition,
    FigureSeries,
    FigureValue,
    Labelled,
    Letterhead,
    Remark,
    Sealed,
    Source,
    StandingPoint,
    Withheld,
)
from tracker.reporting import RENDERERS, layout
from tracker.reporting.blocks import Sources
from tracker.reporting.json import SCHEMA
from tracker.vocabulary import (
    Audience,
    Bearing,
    Duty,
    Lifecycle,
    Past,
    PublicationState,
    ReportKind,
    Status,
    Strength,
    Theme,
    Trend,
    Use,
)

SPAN = ("paragraph", "start", "end", "quote")
SCHEMA_OF_REPORTS = Draft202012Validator(
    json.loads(SCHEMA.read_text()), format_checker=FormatChecker()
)
PASSAGE = Source("passage:12:15-48", "repaired nine of", place="WATER 2030 Atlantis, ¶ 8")
DECREE = Source("evidence:1", "Decree 12 on wells", "Ministry of Wells")
WELLS = FigureSeries(
    "wells",
    "Wells",
    "wells",
    Labelled(),
    (
        FigureValue("2029", 2029.5, 3.0, "<5", hidden=True, previous=4.0),
        FigureValue(
            "2030", 2030.5, 30.0, "30", previous=25.0, change=5.0, percent=20, source=DECREE
        ),
    ),
    breaks=((2030.0, "counted by district"),),
)


def told(progress):
    return json.loads(RENDERERS["json"](progress))


class TestJson:
    @pytest.mark.parametrize("kind", ReportKind)
    def test_is_valid_by_its_schema_in_every_kind(self, kind):
        judged = a_recommendation(
            "7",
            a_judgment(key=3, corrects=a_correction()),
            evidence=(a_passage(assessment=3, of=PASSAGE),),
            asked=(Asked("Who pays?", Labelled("other", "other"), "MoW", key=5),),
            course=(StandingPoint(date(2029, 3, 31), labelled(Status.FULL), 4),),
            before=labelled(Status.FULL),
            remark=Remark("Watch it.", date(2030, 11, 1), 8),
            key=1,
        )
        whole = a_full_progress("sr-latn")
        progress = replace(
            whole,
            kind=labelled(kind),
            recommendations=(*whole.recommendations, judged),
            since=date(2030, 1, 1),
            body=BodyRole("MOW", "Ministry of Wells", "MoW", Labelled()),
            seal=Sealed(4, "a" * 64),
            summary=Remark("All is well.", date(2030, 11, 1)),
            figures=(WELLS,),
            withheld=(Withheld("evidence", "evidence that is not public", 2),),
            letterhead=Letterhead("Office of Wells"),
            state=labelled(PublicationState.DRAFT),
        )

        for one in (progress, a_progress(kind=labelled(kind))):
            SCHEMA_OF_REPORTS.validate(told(one))

    def test_has_a_schema_that_is_strict_and_knows_the_codes_of_the_vocabulary(self):
        whole = told(a_full_progress())
        schema = SCHEMA_OF_REPORTS.schema
        recommendation = schema["$defs"]["recommendation"]["properties"]

        Draft202012Validator.check_schema(schema)
        assert not SCHEMA_OF_REPORTS.is_valid({**whole, "more": 1})
        assert not SCHEMA_OF_REPORTS.is_valid({**whole, "on": "30 November 2030"})
        assert not SCHEMA_OF_REPORTS.is_valid({k: whole[k] for k in whole if k != "base"})
        assert whole["$schema"] == schema["$id"] == SCHEMA.name
        assert whole["version"] == schema["properties"]["version"]["const"]
        for said, known in (
            (schema["properties"]["kind"], ReportKind),
            (schema["properties"]["audience"], Audience),
            (schema["properties"]["past"], Past),
            (schema["$defs"]["status"], Status),
            (recommendation["trend"], Trend),
            (recommendation["strength"], Strength),
            (recommendation["theme"], Theme),
            (recommendation["duty"], Duty),
            (recommendation["lifecycle"], Lifecycle),
            (schema["$defs"]["evidence"]["properties"]["use"], Use),
            (schema["$defs"]["evidence"]["properties"]["bearing"], Bearing),
        ):
            assert [code for code in said["enum"] if code] == known.values

    def test_numbers_sources_as_the_printed_report_does(self):
        document = replace(DECREE, key="evidence:2")
        progress = a_progress(
            a_recommendation(
                "1",
                a_judgment(key=3),
                evidence=(
                    a_passage(assessment=3, of=PASSAGE),
                    a_document(assessment=3, of=document),
                    a_document(assessment=3, of=None),
                ),
            )
        )

        whole = told(progress)

        (only,) = whole["recommendations"]
        printed = next(b for b in layout.document(progress).blocks if isinstance(b, Sources))
        assert [source["number"] for source in whole["sources"]] == [r.number for r in printed.rows]
        numbers = {source["title"]: source["number"] for source in whole["sources"]}
        assert [piece["source"] for piece in only["evidence"]] == [
            numbers[PASSAGE.title],
            numbers[document.title],
            None,
        ]
        assert only["sources"] == [1, 2]

    def test_tells_keys_to_the_house_alone_and_no_hidden_number_to_anybody(self):
        own = a_progress(
            a_recommendation("1", a_judgment(key=3), key=1, evidence=(a_document(key=9),)),
            figures=(WELLS,),
        )
        public = replace(own, audience=labelled(Audience.PUBLIC))

        (within,), (outside,) = (told(one)["recommendations"] for one in (own, public))

        assert (within["key"], within["assessment"], within["evidence"][0]["key"]) == (1, 3, 9)
        assert (outside["key"], outside["assessment"], outside["evidence"][0]["key"]) == (None,) * 3
        small, large = told(public)["figures"][0]["values"]
        assert (small["told"], small["value"], small["previous"]) == ("<5", None, None)
        assert (large["value"], large["change"]) == (30, 5)

    def test_tells_the_edition_the_day_and_the_filter(self):
        condition = Condition("body", "MOW", "Responsible body", "MoW · Ministry of Wells")

        whole = told(a_progress(filter=(condition,)))

        assert whole["report"]["slug"] == "water-2030-atlantis"
        assert (whole["report"]["tier"], whole["report"]["period_to"]) == ("2", "2030-03-31")
        assert whole["on"] == "2030-11-30"
        assert whole["filter"] == {"body": "MOW"}
        assert "never averaged" in " ".join(whole["method"])

    def test_counts_all_eight_statuses_and_says_what_was_left_out(self):
        whole = told(a_full_progress())

        assert len(whole["counts"]) == 8
        assert (whole["counts"]["partial"], whole["counts"]["no_action"]) == (1, 0)
        assert whole["base"] == 2
        assert whole["left_out"] == {
            "not_assessed": 1,
            "unable_to_verify": 0,
            "not_applicable": 0,
        }

    def test_writes_codes_and_the_number_as_printed(self):
        first, own, last = told(a_full_progress())["recommendations"]

        assert [r["number"] for r in (first, own, last)] == ["1", "4.2", "12(b)"]
        assert (first["status"], first["trend"], first["strength"]) == (
            "partial",
            "improving",
            "corroborated",
        )
        assert first["previous"] == {
            "status": "initial_steps",
            "trend": "improving",
            "as_of": "2029-03-31",
            "strength": "corroborated",
            "corrects": None,
        }
        assert first["bodies"] == [{"code": "MOW", "name": "Ministry of Wells", "role": "lead"}]
        assert own["approved_by_its_author"] is True

    def test_gives_the_span_of_a_passage_and_null_for_a_document(self):
        passage, document = told(a_full_progress())["recommendations"][0]["evidence"]

        assert [passage[key] for key in SPAN] == [8, 15, 48, QUOTE]
        assert [document[key] for key in (*SPAN, "bearing")] == [None] * 5

    def test_tells_views_lines_and_measures(self):
        told_of = told(a_full_progress())["recommendations"][0]

        ministry, civil_society = told_of["views"]
        assert (ministry["perspective"], ministry["body"]) == ("responsible_body", "MOW")
        assert (ministry["status"], ministry["gap"], ministry["differs"]) == ("full", 2, True)
        assert (ministry["stated_by"], ministry["stated_on"], ministry["stated_in"]) == (
            "the Minister",
            "2030-02-20",
            "Letter 7",
        )
        assert (civil_society["body"], civil_society["stated_in"]) == (None, None)
        assert told_of["lines"][0] == {
            "component": "1a",
            "title": "repair the wells",
            "basis": "in_text",
            "status": "partial",
            "remark": "Nine of twelve.",
        }
        late, kept, dropped = told_of["commitments"]
        assert (late["due_on"], late["put_off"], late["overdue"]) == ("2030-10-01", 2, True)
        assert (kept["done_on"], kept["shown_by"]) == ("2030-05-05", "Contract 4")
        assert dropped["dropped_reason"] == "The ground is rock."

    def test_tells_what_a_correction_corrects_and_how_statuses_are_backed(self):
        corrected = a_judgment(corrects=a_correction())

        whole = told(a_progress(a_recommendation("1", corrected)))

        assert whole["strengths"] == {"corroborated": 1}
        assert whole["recommendations"][0]["corrects"] == {
            "status": "full",
            "as_of": "2030-03-31",
            "until": "2030-09-09",
        }

    def test_leaves_null_what_nobody_judged(self):
        (only,) = told(a_progress(a_recommendation()))["recommendations"]

        assert only["status"] == "not_assessed"
        assert [only[key] for key in ("trend", "strength", "as_of", "previous", "rationale")] == [
            None
        ] * 5

    def test_is_readable_text_and_the_same_bytes_for_the_same_report(self):
        progress = a_progress(a_recommendation(text="Përmirësoni puset."))

        once, twice = RENDERERS["json"](progress), RENDERERS["json"](progress)

        assert once == twice
        assert "Përmirësoni" in once.decode()
        assert once.endswith(b"}\n")
