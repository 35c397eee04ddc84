"""What is not public is in no public file, however deep; and each file says what was left out."""

import json
from html import unescape

import pytest

from tests.reports.conftest import HIDDEN
from tests.reports.parsers import everything, words
from tracker.reporting import RENDERERS
from tracker.vocabulary import ReportKind

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("kind", ReportKind.values)
def test_what_is_hidden_is_in_no_public_file(told, kind):
    for language in ("en", "sq"):
        progress = told(kind, language, "public")
        assert HIDDEN not in repr(progress)
        for name, render in RENDERERS.items():
            held = everything(name, render(progress))
            assert HIDDEN not in held, (kind, name, language)


@pytest.mark.parametrize("audience", ["public", "body"])
def test_a_view_that_is_withheld_is_told_of_by_no_piece_that_it_cites(told, audience):
    progress = told("body", "en", audience)
    assert repr(told("body", "en", "internal")).count("It helped nobody") >= 4
    assert next(w.number for w in progress.withheld if w.code == "views") >= 2
    assert all(word not in repr(progress) for word in (HIDDEN, "ZNGO"))
    for name, render in RENDERERS.items():
        held = everything(name, render(progress))
        assert all(word not in held for word in (HIDDEN, "ZNGO")), name


def test_an_internal_report_holds_it_so_that_the_test_above_can_fail(told):
    assert HIDDEN in words("pdf", RENDERERS["pdf"](told("full")))
    for name, render in RENDERERS.items():
        if name != "csv":  # its main table names no evidence
            assert HIDDEN in everything(name, render(told("full"))), name


def test_small_counts_of_persons_stand_as_such_in_the_house_and_in_no_public_file(told):
    def small(audience):
        said = json.loads(RENDERERS["json"](told("full", "en", audience)))
        values = (v for s in said["figures"] if s["code"] == "VICTIMS_ID" for v in s["values"])
        return [v for v in values if v["period"] == "2024"], {w["code"] for w in said["withheld"]}

    (inside,), _left = small("internal")
    outside, left_out = small("public")

    assert (inside["value"], inside["told"], inside["hidden"]) == (None, "<5", True)
    assert outside == []
    assert left_out >= {"evidence", "notes", "figures", "small_counts"}
    for name, render in RENDERERS.items():
        if name != "csv":  # its main table tells no figures
            assert "<5" in unescape(words(name, render(told("full")))).replace("\\", ""), name
    for name in ("html", "pdf", "docx", "md"):
        text = words(name, RENDERERS[name](told("full", "en", "public")))
        assert "Not shown in this version" in text, name
        assert "<5" not in unescape(text).replace("\\", ""), name


def test_names_of_staff_are_in_no_public_file(told):
    judged = [r.assessment for r in told("full").recommendations if r.assessment]
    staff = {name for j in judged for name in (j.author, j.decided_by) if name.startswith("user")}
    assert len(staff) > 1

    for name, render in RENDERERS.items():
        held = everything(name, render(told("full", "en", "public")))
        assert not [one for one in staff if one in held], name
