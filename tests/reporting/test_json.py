import json
from datetime import date

import pytest
from jsonschema import Draft202012Validator, FormatChecker

from tests.reporting.samples import (
    QUOTE,
    a_correction,
    a_document,
    a_full_progress,
    a_passage,
    a_progress,
    a_recommendation,
    an_assessment,
    labelled,
    replace,
    view_holder,
)
from tracker.progress import (
    BodyRole,
    Condition,
    FigureSeries,
    FigureValue,
    LabelledCode,
    Letterhead,
    PublicationReference,
    QuestionData,
    RemarkData,
    ReplyData,
    ReportYear,
    SealReference,
    Source,
    StatusPoint,
    TranslationData,
    WithheldCount,
    YearStatus,
)
from tracker.reporting import RENDERERS, layout
from tracker.reporting.blocks import Sources
from tracker.reporting.json import SCHEMA, VERSION
from tracker.vocabulary import (
    UNCOUNTED_STATUSES,
    AssessmentKind,
    Audience,
    Basis,
    Bearing,
    ComponentBasis,
    Duty,
    Language,
    Lifecycle,
    Perspective,
    PublicationState,
    ReportKind,
    Role,
    Status,
    Strength,
    Theme,
    Trend,
    Use,
)

SPAN = ("paragraph", "start", "end", "quote")
UNTRANSLATED = {"text_languages": {}, "translations": {}}
SCHEMA_OF_REPORTS = Draft202012Validator(
    json.loads(SCHEMA.read_text()), format_checker=FormatChecker()
)
PASSAGE = Source("passage:12:15-48", "repaired nine of", locator="WATER 2030 Atlantis, ¶ 8")
DECREE = Source("evidence:1", "Decree 12 on wells", "Ministry of Wells")
WELLS = FigureSeries(
    "wells",
    "Wells",
    "wells",
    LabelledCode(),
    (
        FigureValue("2029", 2029.5, 3.0, "<5", is_suppressed=True, previous_value=4.0),
        FigureValue(
            "2030",
            2030.5,
            30.0,
            "30",
            previous_value=25.0,
            change=5.0,
            percent_change=20,
            source=DECREE,
        ),
    ),
    breaks=((2030.0, "counted by district"),),
)


def serialized(progress):
    return json.loads(RENDERERS["json"](progress))


class TestRender:
    @pytest.mark.parametrize("kind", ReportKind)
    def test_matches_its_schema_for_every_kind(self, kind):
        assessed = a_recommendation(
            "7",
            an_assessment(key=3, correction=a_correction()),
            citations=(a_passage(assessment=3, source=PASSAGE),),
            questions=(QuestionData("Who pays?", LabelledCode("other", "other"), "MoW", key=5),),
            status_history=(StatusPoint(date(2029, 3, 31), labelled(Status.FULL), 4),),
            previous_status=labelled(Status.FULL),
            remark=RemarkData("Watch it.", date(2030, 11, 1), 8),
            key=1,
        )
        report = a_full_progress("sr-latn")
        progress = replace(
            report,
            kind=labelled(kind),
            recommendations=(*report.recommendations, assessed),
            since=date(2030, 1, 1),
            body=BodyRole("MOW", "Ministry of Wells", "MoW", LabelledCode()),
            seal=SealReference(4, "a" * 64),
            summary=RemarkData("All is well.", date(2030, 11, 1)),
            figures=(WELLS,),
            withheld=(WithheldCount("evidence", "evidence that is not public", 2),),
            letterhead=Letterhead("Office of Wells"),
            state=labelled(PublicationState.DRAFT),
        )

        for progress_of_kind in (progress, a_progress(kind=labelled(kind))):
            SCHEMA_OF_REPORTS.validate(serialized(progress_of_kind))

    def test_has_a_strict_schema(self):
        report = serialized(a_full_progress())
        schema = SCHEMA_OF_REPORTS.schema

        Draft202012Validator.check_schema(schema)
        assert not SCHEMA_OF_REPORTS.is_valid({**report, "more": 1})
        assert not SCHEMA_OF_REPORTS.is_valid({**report, "on": "30 November 2030"})
        assert not SCHEMA_OF_REPORTS.is_valid({**report, "counts": {"full": 1}})
        assert not SCHEMA_OF_REPORTS.is_valid({k: report[k] for k in report if k != "base"})
        assert report["$schema"] == schema["$id"] == SCHEMA.name
        assert report["version"] == VERSION
        later = {"holders"}  # a key since: reports of before lack it
        for name, part in schema["$defs"].items():
            assert part["additionalProperties"] is False, name
            assert set(part["properties"]) - later == set(part["required"]), name

    def test_knows_the_codes_of_the_vocabulary(self):
        known = {
            "assessment_kind": AssessmentKind,
            "audience": Audience,
            "basis": ComponentBasis,
            "bearing": Bearing,
            "counts": Status,
            "duty": Duty,
            "language": Language,
            "lifecycle": Lifecycle,
            "past": Basis,
            "perspective": Perspective,
            "previous_status": Status,
            "role": Role,
            "state": PublicationState,
            "status": Status,
            "strength": Strength,
            "theme": Theme,
            "trend": Trend,
            "use": Use,
        }
        uncounted = [status for status in Status if status in UNCOUNTED_STATUSES]
        checked = set()
        for name, part in SCHEMA_OF_REPORTS.schema["$defs"].items():
            for key, kind in part["properties"].items():
                own = kind.get("anyOf", [kind.get("propertyNames", kind)])[0].get("enum")
                if own is None or key in ("$schema", "version"):
                    continue
                vocabulary = known.get(key) or (ReportKind if name == "Report" else AssessmentKind)
                expected = uncounted if key == "excluded_counts" else vocabulary.values
                assert own == expected, f"{name}.{key}"
                assert kind.get("required", expected) == expected
                checked.add(key)
        assert checked == {*known, "kind", "excluded_counts"}

    def test_numbers_sources_as_in_print(self):
        document = replace(DECREE, key="evidence:2")
        progress = a_progress(
            a_recommendation(
                "1",
                an_assessment(key=3),
                citations=(
                    a_passage(assessment=3, source=PASSAGE),
                    a_document(assessment=3, source=document),
                    a_document(assessment=3, source=None),
                ),
            )
        )

        report = serialized(progress)

        (only,) = report["recommendations"]
        printed = [b for b in layout.document(progress).blocks if isinstance(b, Sources)]
        assert [source["number"] for source in report["sources"]] == [
            row.number for block in printed for row in block.rows
        ]
        numbers = {source["title"]: source["number"] for source in report["sources"]}
        assert [citation["source"] for citation in only["citations"]] == [
            numbers[PASSAGE.title],
            numbers[document.title],
            None,
        ]
        assert only["sources"] == [1, 2]

    def test_hides_keys_outside_and_suppressed_numbers_always(self):
        internal = a_progress(
            a_recommendation("1", an_assessment(key=3), key=1, citations=(a_document(key=9),)),
            figures=(WELLS,),
        )
        public = replace(internal, audience=labelled(Audience.PUBLIC))

        (within,), (outside,) = (
            serialized(progress_of_kind)["recommendations"]
            for progress_of_kind in (internal, public)
        )

        assert (within["key"], within["assessment"], within["citations"][0]["key"]) == (1, 3, 9)
        assert (outside["key"], outside["assessment"], outside["citations"][0]["key"]) == (
            None,
        ) * 3
        small, large = serialized(public)["figures"][0]["values"]
        assert (small["display_value"], small["value"], small["previous_value"]) == (
            "<5",
            None,
            None,
        )
        assert (large["value"], large["change"]) == (30, 5)

    def test_names_edition_day_and_filter(self):
        condition = Condition("body", "MOW", "Responsible body", "MoW · Ministry of Wells")

        report = serialized(a_progress(filter=(condition,)))

        assert report["report"]["slug"] == "water-2030-atlantis"
        assert (report["report"]["tier"], report["report"]["period_to"]) == ("2", "2030-03-31")
        assert report["on"] == "2030-11-30"
        assert report["filter"] == {"body": "MOW"}
        assert "never averaged" in " ".join(report["method"])

    def test_counts_all_statuses_and_exclusions(self):
        report = serialized(a_full_progress())

        assert len(report["counts"]) == 8
        assert (report["counts"]["partial"], report["counts"]["no_action"]) == (1, 0)
        assert report["base"] == 2
        assert report["excluded_counts"] == {
            "not_assessed": 1,
            "unable_to_verify": 0,
            "not_applicable": 0,
        }

    def test_writes_codes_and_the_printed_number(self):
        first, internal, last = serialized(a_full_progress())["recommendations"]

        assert [r["number"] for r in (first, internal, last)] == ["1", "4.2", "12(b)"]
        assert (first["status"], first["trend"], first["strength"]) == (
            "partial",
            "improving",
            "corroborated",
        )
        assert first["previous_assessment"] == {
            "status": "initial_steps",
            "trend": "improving",
            "as_of": "2029-03-31",
            "strength": "corroborated",
            "correction": None,
        }
        assert first["bodies"] == [
            {"code": "MOW", "name": "Ministry of Wells", "role": "lead", "holders": []}
        ]
        assert internal["self_approved"] is True

    def test_gives_the_span_of_a_passage_only(self):
        passage, document = serialized(a_full_progress())["recommendations"][0]["citations"]

        assert [passage[key] for key in SPAN] == [8, 15, 48, QUOTE]
        assert [document[key] for key in (*SPAN, "bearing")] == [None] * 5

    def test_serializes_views_components_and_commitments(self):
        recommendation = serialized(a_full_progress())["recommendations"][0]

        ministry, civil_society = recommendation["views"]
        assert (ministry["perspective"], ministry["body"]) == ("responsible_body", "MOW")
        assert (ministry["status"], ministry["rank_difference"], ministry["differs"]) == (
            "full",
            2,
            True,
        )
        assert (ministry["stated_by"], ministry["stated_on"], ministry["stated_in"]) == (
            "the Minister",
            "2030-02-20",
            "Letter 7",
        )
        assert (civil_society["body"], civil_society["stated_in"]) == (None, None)
        assert recommendation["component_lines"][0] == {
            **UNTRANSLATED,
            "component": "1a",
            "title": "repair the wells",
            "basis": "in_text",
            "status": "partial",
            "remark": "Nine of twelve.",
        }
        late, fulfilled, dropped = recommendation["commitments"]
        assert (late["due_on"], late["postponements"], late["overdue"]) == ("2030-10-01", 2, True)
        assert (fulfilled["done_on"], fulfilled["evidence_title"]) == ("2030-05-05", "Contract 4")
        assert dropped["dropped_reason"] == "The ground is rock."
        assert late["first_due_on"] == "2030-03-01"
        assert late["moves"][0] == {
            **UNTRANSLATED,
            "agreed_on": "2030-03-01",
            "before": "2030-03-01",
            "after": "2030-06-01",
            "reason": "The tender was annulled.",
        }

    def test_has_years_replies_and_what_it_compares_with(self):
        year = ReportYear("2029/30", date(2029, 4, 1), date(2030, 3, 31))
        partial = labelled(Status.PARTIAL)
        state = YearStatus(year.period_to, partial, LabelledCode(), date(2030, 3, 1), 4)
        reply = ReplyData(
            body=view_holder(),
            sent_on=date(2030, 10, 1),
            reply_by=date(2030, 10, 22),
            text="We repaired two.",
            replied_on=date(2030, 10, 20),
            publication_number=7,
            key=9,
        )
        progress = a_progress(
            a_recommendation(years=(state,)),
            years=(year,),
            replies=(reply,),
            compared_with=PublicationReference(3, "Brief", date(2030, 6, 1), date(2030, 6, 4)),
            letterhead=Letterhead(sender="Office of Wells"),
            reference="W 12",
            reply_by=date(2030, 12, 15),
        )

        report = serialized(progress)

        SCHEMA_OF_REPORTS.validate(report)
        assert report["years"] == [
            {"label": "2029/30", "period_from": "2029-04-01", "period_to": "2030-03-31"}
        ]
        assert report["recommendations"][0]["years"] == [
            {"status": "partial", "as_of": "2030-03-01", "period_to": "2030-03-31", "trend": None}
        ]
        assert report["replies"] == [
            {
                **UNTRANSLATED,
                "body": "MOW",
                "sent_on": "2030-10-01",
                "reply_by": "2030-10-22",
                "replied_on": "2030-10-20",
                "text": "We repaired two.",
                "none_received": False,
                "late": False,
                "publication": 7,
            }
        ]
        assert report["compared_with"]["number"] == 3
        assert (report["sender"], report["reference"]) == ("Office of Wells", "W 12")
        assert report["reply_by"] == "2030-12-15"

    def test_serializes_corrections_and_strengths(self):
        corrected = an_assessment(correction=a_correction())

        report = serialized(a_progress(a_recommendation("1", corrected)))

        assert report["strength_counts"] == {"corroborated": 1}
        assert report["recommendations"][0]["correction"] == {
            "status": "full",
            "as_of": "2030-03-31",
            "corrected_on": "2030-09-09",
        }

    def test_is_null_where_nothing_was_assessed(self):
        (only,) = serialized(a_progress(a_recommendation()))["recommendations"]

        assert only["status"] == "not_assessed"
        assert [
            only[key] for key in ("trend", "strength", "as_of", "previous_assessment", "rationale")
        ] == [None] * 5

    def test_gives_equal_readable_bytes(self):
        progress = a_progress(a_recommendation(text="Përmirësoni puset."))

        once, twice = RENDERERS["json"](progress), RENDERERS["json"](progress)

        assert once == twice
        assert "Përmirësoni" in once.decode()
        assert once.endswith(b"}\n")

    def test_says_how_each_text_was_translated(self):
        mark = TranslationData("Arta", is_outdated=True, key=7)
        assessment = replace(
            an_assessment(),
            text_languages={"rationale": "en", "remaining": "sq"},
            translations={"remaining": mark},
        )
        row = replace(a_recommendation(assessment=assessment), text_languages={"title": "sq"})
        missing = (("assessment.rationale", 3),)
        progress = a_progress(row, language="sq", missing_translations=missing)

        report = serialized(progress)
        (others,) = serialized(replace(progress, audience=labelled(Audience.PUBLIC)))[
            "recommendations"
        ]

        (own,) = report["recommendations"]
        assert own["text_languages"] == {"title": "sq", "rationale": "en", "remaining": "sq"}
        translated = {"translated_by": "Arta", "official": False, "outdated": True, "key": 7}
        assert own["translations"] == {"remaining": translated}
        assert others["translations"]["remaining"]["key"] is None
        assert report["missing_translations"] == {"assessment.rationale": 3}
        SCHEMA_OF_REPORTS.validate(report)
