"""Titles and file names of reports."""

from datetime import date

from tests.reporting.samples import a_progress, a_recommendation, labelled, replace
from tracker.progress import Condition, Letterhead
from tracker.reporting import RENDERERS
from tracker.reporting.names import file_name, report_title, subject
from tracker.vocabulary import Audience, Basis, ReportKind

STATUS = Condition("status", "partial", "Status", "Partially implemented")
WORDS = Condition("search", "shelter", "Words", "shelter")
BODY = Condition("body", "MoW", "Responsible body", "MoW · Ministry of Wells")
THEME = Condition("theme", "prevention", "Theme", "Prevention")


def a_brief(**changes):
    brief = replace(a_progress(), kind=labelled(ReportKind.BRIEF), on=date(2031, 3, 31))
    return replace(brief, **changes)


class TestSubject:
    def test_counts_recommendations_and_names_the_edition(self):
        whole = a_progress(a_recommendation())
        filtered = replace(whole, filter=(STATUS,))
        with_note = replace(whole, letterhead=Letterhead(note="* Without prejudice."))
        frozen_before = replace(whole, report=replace(whole.report, mechanism=""))

        edition = "of the 2030 WATER Report on Atlantis"
        assert subject(whole) == f"Progress on the one recommendation {edition}"
        assert subject(filtered) == f"Progress on one recommendation {edition}"
        assert subject(with_note) == f"{subject(whole)}*"
        assert subject(frozen_before) == "2030 Clean Water Report: Atlantis"


class TestFileName:
    def test_differs_for_other_parameters(self):
        parameters = [
            {},
            {"filter": (STATUS,)},
            {"filter": (STATUS, WORDS)},
            {"filter": (replace(WORDS, value="bed", display_value="bed"),)},
            {"filter": (BODY,)},
            {"filter": (THEME,), "theme": labelled(ReportKind.THEME)},
        ]
        beside = [
            {"basis": labelled(Basis.AS_RECORDED_THEN)},
            {"since": date(2030, 12, 31)},
            {"audience": labelled(Audience.PUBLIC)},
        ]

        files = {file_name(a_brief(**parameter), "pdf") for parameter in (*parameters, *beside)}

        assert len(files) == len(parameters) + len(beside)
        assert len({report_title(a_brief(**parameter)) for parameter in parameters}) == len(
            parameters
        )
        assert file_name(a_brief(since=date(2030, 3, 31)), "pdf") == (
            "water-2030-atlantis-brief-2031-03-31-en.pdf"
        )
        assert file_name(a_brief(filter=(BODY, STATUS)), "md").startswith(
            "water-2030-atlantis-brief-mow-filtered-"
        )

    def test_names_the_filter_in_title_and_cover(self):
        brief = a_brief(filter=(BODY, STATUS))
        long = a_brief(filter=(replace(WORDS, display_value="wells and pumps " * 30),))

        says = "Responsible body: MoW; Status: Partially implemented"
        assert report_title(brief).endswith(f"on Atlantis · Brief · {says} · 31 March 2031")
        assert report_title(long).endswith("… · 31 March 2031")
        assert len(report_title(long)) < 300
        for name in ("html", "md"):
            head = RENDERERS[name](brief).decode()[:60_000].partition("About this report")[0]
            assert says in head.replace("\\", ""), name
