import json

from tests.reporting.samples import (
    QUOTE,
    a_correction,
    a_full_progress,
    a_judgment,
    a_progress,
    a_recommendation,
)
from tracker.progress import Condition
from tracker.reporting import RENDERERS

SPAN = ("paragraph", "start", "end", "quote")
PIECE = {"title", "use", "bearing", *SPAN, "issuer", "published_on", "url", "sentence", "cited_by"}


def told(progress):
    return json.loads(RENDERERS["json"](progress))


class TestJson:
    def test_has_exactly_the_keys_of_the_contract(self):
        whole = told(a_full_progress())

        assert list(whole) == [
            "report",
            "on",
            "filter",
            "counts",
            "base",
            "left_out",
            "strengths",
            "recommendations",
        ]
        assert list(whole["recommendations"][0]) == [
            *("number", "title", "text", "theme", "duty", "lifecycle", "review_on"),
            *("status", "trend", "strength", "as_of", "previous", "rationale", "next_step"),
            *("approved_by_its_author", "sample", "bodies", "evidence", "questions", "notes"),
            *("corrects", "views", "lines", "measures"),
        ]

    def test_tells_the_edition_the_day_and_the_filter(self):
        condition = Condition("body", "MOW", "Responsible body", "MoW · Ministry of Wells")

        whole = told(a_progress(filter=(condition,)))

        assert whole["report"]["slug"] == "water-2030-atlantis"
        assert (whole["report"]["tier"], whole["report"]["period_to"]) == ("2", "2030-03-31")
        assert whole["on"] == "2030-11-30"
        assert whole["filter"] == {"body": "MOW"}

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
        assert first["bodies"] == [{"code": "MOW", "role": "lead"}]
        assert own["approved_by_its_author"] is True

    def test_gives_the_span_of_a_passage_and_null_for_a_document(self):
        passage, document = told(a_full_progress())["recommendations"][0]["evidence"]

        assert set(passage) == set(document) == PIECE
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
        late, kept, dropped = told_of["measures"]
        assert (late["due_on"], late["put_off"], late["overdue"]) == ("2030-10-01", 2, True)
        assert (kept["done_on"], kept["shown_by"]) == ("2030-05-05", "Contract 4")
        assert dropped["dropped_because"] == "The ground is rock."

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
