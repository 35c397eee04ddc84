"""What is not public is in no public file, however deep; and each file says what was left out."""

import json

import pytest

from tests.reports.conftest import HIDDEN
from tests.reports.reading import everything, words
from tracker.reporting import RENDERERS
from tracker.vocabulary import ReportKind

pytestmark = pytest.mark.django_db
STAFF = ("sample approval by", "decided_by", "written_by")


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


def test_small_counts_of_persons_are_hidden_with_what_would_tell_them(told):
    said = json.loads(RENDERERS["json"](told("full", "en", "public")))
    own = [f for s in said["figures"] if s["code"] == "VICTIMS_ID" for f in s["values"]]

    assert all(f["value"] is None for f in own if f["period"] in ("2024",)), own
    assert {w["code"] for w in said["withheld"]} >= {"evidence", "notes"}
    for name in ("html", "pdf", "docx", "md"):
        text = words(name, RENDERERS[name](told("full", "en", "public")))
        assert "Not shown in this version" in text, name


def test_names_of_staff_are_in_no_public_file(told):
    progress = told("full", "en", "public")
    names = {r.judgment.author for r in told("full").recommendations if r.judgment}
    assert names
    assert {r.judgment.author for r in progress.recommendations if r.judgment} == {""}
