"""What stands behind a door stays there, in every kind of report and for every audience."""

import json
from html import unescape

import pytest

from tests.realistic_year.planted import INSIDE, NOWHERE, OWN, STAFF
from tests.reporting.kosovo.parsers import all_text, words
from tracker.reporting import RENDERERS
from tracker.vocabulary import ReportKind

pytestmark = [pytest.mark.django_db, pytest.mark.once]
FORBIDDEN = {
    "internal": {**NOWHERE},
    "public": {**NOWHERE, **INSIDE, **STAFF},
    "body": {word: why for word, why in {**NOWHERE, **INSIDE, **STAFF}.items() if word not in OWN},
}


@pytest.mark.parametrize("kind", ReportKind.values)
def test_holds_nothing_that_its_readers_may_not_know(make_progress, kind):
    """The values of a report are all that a format prints: `reporting` knows no database."""
    for audience in ("internal", "public", *(["body"] if kind == "body" else [])):
        held = repr(make_progress(kind, "sq", audience))
        assert {word: why for word, why in FORBIDDEN[audience].items() if word in held} == {}


@pytest.mark.parametrize("name", RENDERERS)
def test_no_file_holds_it_either(make_file, name):
    for kind, audience in (("full", "public"), ("body", "body")):
        text = all_text(name, make_file(name, kind, "en", audience))
        assert {word: why for word, why in FORBIDDEN[audience].items() if word in text} == {}


def test_colleagues_read_all_that_stands_inside(make_progress, make_file):
    held = repr(make_progress("full"))

    assert {word: why for word, why in INSIDE.items() if word not in held} == {}
    for name in ("html", "pdf", "docx", "md"):
        text = words(name, make_file(name, "full"))
        assert {word for word in ("juniper", "hawthorn", "tamarisk") if word not in text} == set()


def test_a_body_reads_what_is_its_own(make_progress):
    held = repr(make_progress("body", "en", "body"))

    assert {word for word in OWN if word not in held} == set()


def test_a_withheld_view_is_counted(make_progress):
    inside, outside = (make_progress("full", "en", audience) for audience in ("internal", "public"))
    views = sum(len(row.views) for row in inside.recommendations)
    shown = sum(len(row.views) for row in outside.recommendations)

    assert next(w.number for w in outside.withheld if w.code == "views") == views - shown == 1


def test_public_files_suppress_small_counts(make_progress, make_file):
    def suppressed(audience):
        report_json = json.loads(make_file("json", "full", "en", audience))
        values = (value for series in report_json["figures"] for value in series["values"])
        shown = [(v["value"], v["display_value"]) for v in values if v["suppressed"]]
        return shown, {kind["code"] for kind in report_json["withheld"]}

    assert suppressed("internal")[0] == [(None, "<5")]
    assert suppressed("public")[0] == []
    assert suppressed("public")[1] >= {"evidence", "notes", "figures", "small_counts"}
    for name in ("html", "pdf", "docx", "md"):
        assert "<5" in unescape(words(name, make_file(name, "full"))).replace("\\", ""), name
    for name in ("html", "pdf", "docx", "md"):
        text = words(name, make_file(name, "full", "en", "public"))
        assert "Not shown in this version" in text, name
        assert "<5" not in unescape(text).replace("\\", ""), name
