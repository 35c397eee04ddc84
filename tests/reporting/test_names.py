"""What reports and their files are called."""

from dataclasses import replace
from datetime import date

from tests.reporting.samples import a_progress, labelled
from tracker.progress import Condition
from tracker.reporting import RENDERERS
from tracker.reporting.names import file_name, title
from tracker.vocabulary import Audience, Past, ReportKind

STATUS = Condition("status", "partial", "Status", "Partially implemented")
WORDS = Condition("words", "shelter", "Words", "shelter")
BODY = Condition("body", "MoW", "Responsible body", "MoW · Ministry of Wells")
THEME = Condition("theme", "prevention", "Theme", "Prevention")


def a_brief(**changes):
    told = replace(a_progress(), kind=labelled(ReportKind.BRIEF), on=date(2031, 3, 31))
    return replace(told, **changes)


class TestNames:
    def test_differ_for_reports_that_are_asked_for_otherwise(self):
        asked = [
            {},
            {"filter": (STATUS,)},
            {"filter": (STATUS, WORDS)},
            {"filter": (replace(WORDS, value="bed", reads="bed"),)},
            {"filter": (BODY,)},
            {"filter": (THEME,), "theme": labelled(ReportKind.THEME)},
        ]
        beside = [
            {"past": labelled(Past.BELIEVED)},
            {"since": date(2030, 12, 31)},
            {"audience": labelled(Audience.PUBLIC)},
        ]

        files = {file_name(a_brief(**one), "pdf") for one in (*asked, *beside)}

        assert len(files) == len(asked) + len(beside)
        assert len({title(a_brief(**one)) for one in asked}) == len(asked)
        assert file_name(a_brief(since=date(2030, 3, 31)), "pdf") == (
            "water-2030-atlantis-brief-2031-03-31-en.pdf"
        )
        assert file_name(a_brief(filter=(BODY, STATUS)), "md").startswith(
            "water-2030-atlantis-brief-mow-filtered-"
        )

    def test_tell_the_filter_in_the_title_and_at_the_head_of_every_paper(self):
        told = a_brief(filter=(BODY, STATUS))
        long = a_brief(filter=(replace(WORDS, reads="wells and pumps " * 30),))

        says = "Responsible body: MoW; Status: Partially implemented"
        assert title(told) == f"WATER 2030 Atlantis · Brief · {says} · 31 March 2031"
        assert title(long).endswith("… · 31 March 2031")
        assert len(title(long)) < 300
        for name in ("html", "md"):
            head = RENDERERS[name](told).decode()[:40_000].partition("About this report")[0]
            assert says in head.replace("\\", ""), name
