"""Public files hold nothing restricted, and say what was left out."""

import json
from html import unescape

import pytest

from tests.reporting.kosovo.conftest import HIDDEN
from tests.reporting.kosovo.parsers import all_text, words
from tracker.reporting import RENDERERS
from tracker.vocabulary import ReportKind

pytestmark = [pytest.mark.django_db, pytest.mark.once]


@pytest.mark.parametrize("kind", ReportKind.values)
def test_public_files_hold_nothing_hidden(make_progress, kind):
    for language in ("en", "sq"):
        progress = make_progress(kind, language, "public")
        assert HIDDEN not in repr(progress)
        for name, render in RENDERERS.items():
            text = all_text(name, render(progress))
            assert HIDDEN not in text, (kind, name, language)


@pytest.mark.parametrize("audience", ["public", "body"])
def test_a_withheld_view_is_not_named_by_its_citations(make_progress, audience):
    progress = make_progress("body", "en", audience)
    assert repr(make_progress("body", "en", "internal")).count("It helped nobody") >= 4
    assert next(w.number for w in progress.withheld if w.code == "views") >= 2
    assert all(word not in repr(progress) for word in (HIDDEN, "ZNGO"))
    for name, render in RENDERERS.items():
        text = all_text(name, render(progress))
        assert all(word not in text for word in (HIDDEN, "ZNGO")), name


def test_internal_files_hold_the_hidden_text(make_progress):
    assert HIDDEN in words("pdf", RENDERERS["pdf"](make_progress("full")))
    for name, render in RENDERERS.items():
        if name != "csv":  # its main table names no evidence
            assert HIDDEN in all_text(name, render(make_progress("full"))), name


def test_public_files_suppress_small_counts(make_progress):
    def small(audience):
        report_json = json.loads(RENDERERS["json"](make_progress("full", "en", audience)))
        values = (
            v for s in report_json["figures"] if s["code"] == "VICT_IDENTIFIED" for v in s["values"]
        )
        return [v for v in values if v["period"] == "2024"], {
            w["code"] for w in report_json["withheld"]
        }

    (inside,), _left = small("internal")
    outside, left_out = small("public")

    assert (inside["value"], inside["display_value"], inside["suppressed"]) == (None, "<5", True)
    assert outside == []
    assert left_out >= {"evidence", "notes", "figures", "small_counts"}
    for name, render in RENDERERS.items():
        if name != "csv":  # its main table tells no figures
            assert "<5" in unescape(words(name, render(make_progress("full")))).replace("\\", ""), (
                name
            )
    for name in ("html", "pdf", "docx", "md"):
        text = words(name, RENDERERS[name](make_progress("full", "en", "public")))
        assert "Not shown in this version" in text, name
        assert "<5" not in unescape(text).replace("\\", ""), name


def test_public_files_name_no_staff(make_progress):
    assessed = [r.assessment for r in make_progress("full").recommendations if r.assessment]
    staff = {name for j in assessed for name in (j.author, j.decided_by) if name.startswith("user")}
    assert len(staff) > 1

    for name, render in RENDERERS.items():
        text = all_text(name, render(make_progress("full", "en", "public")))
        assert not [name_of_staff for name_of_staff in staff if name_of_staff in text], name
