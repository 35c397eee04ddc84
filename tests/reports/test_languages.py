"""A report in Albanian or Serbian holds no word of ours in English."""

import re
from dataclasses import asdict, fields, is_dataclass, replace

import pytest
from django.utils import translation

from tracker.progress import Labelled
from tracker.reporting import RENDERERS
from tracker.reporting.blocks import Bit, Style
from tracker.reporting.csv import _context
from tracker.reporting.layout import document
from tracker.reporting.tables import MAIN, tables
from tracker.vocabulary import Language, ReportKind

pytestmark = pytest.mark.django_db
# The same in every language: names of formats, signs, and abbreviations of the field.
ALIKE = re.compile(
    r"\W*(TIP|SHA-256|PDF|JSON|CSV|SVG|\d|no\.|–|\[\d+\]|Filter|Period|Status|Trend)*\W*"
)

ALIKE_WORDS = {"Filter", "Link", "Period", "Status", "Trend"}


def texts(value):
    """Every text in a document, however deep."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Bit) and value.style in (Style.CIRCLE, Style.ARROW):
        return  # a code, drawn
    elif is_dataclass(value):
        for one in fields(value):
            if one.name not in (
                "style",
                "tone",
                "kind",
                "anchor",
                "href",
                "svg",
                "url",
                "logo",
                "circle",
            ):
                yield from texts(getattr(value, one.name))
    elif isinstance(value, tuple | list):
        for one in value:
            yield from texts(one)


def people_wrote(progress):
    """What people wrote or sources say, in whatever language: it stays as it is."""

    def walk(value):
        if isinstance(value, str):
            yield value
        elif isinstance(value, dict):
            if set(value) == {"code", "label"}:
                return  # a word of ours
            for one in value.values():
                yield from walk(one)
        elif isinstance(value, list | tuple):
            for one in value:
                yield from walk(one)

    return " \n ".join(walk(asdict(progress)))


@pytest.mark.parametrize("language", ["sq", "sr-latn"])
@pytest.mark.parametrize("kind", ReportKind.values)
@pytest.mark.parametrize("audience", ["internal", "public"])
def test_no_word_of_ours_is_left_in_english(told, kind, language, audience):
    progress = told(kind, language, audience)
    english = set(texts(document(told(kind, "en", audience))))
    theirs = people_wrote(progress)

    left = {
        text
        for text in texts(document(progress))
        if text in english
        and re.search(r"[A-Za-z]{3}", text)
        and text.strip() not in theirs
        and not ALIKE.fullmatch(text)
    }
    assert not left


@pytest.mark.parametrize("language", Language.values)
def test_no_two_columns_of_a_table_have_one_name(told, language):
    progress = told("full", language)
    with translation.override(language):
        for kind in ReportKind:
            as_kind = replace(progress, kind=Labelled(kind, str(kind.label)))
            names = [name for name, _value in _context(as_kind)]
            for table in tables(as_kind):
                head = list(table.head) + (names if table.code == MAIN[kind] else [])
                assert len(set(head)) == len(head), (kind, table.code)


@pytest.mark.parametrize("language", ["sq", "sr-latn"])
def test_tables_have_their_heads_and_labels_in_the_language(told, language):
    from tests.reports.parsers import sheets

    own = sheets(RENDERERS["xlsx"](told("full", language)))
    english = sheets(RENDERERS["xlsx"](told("full")))
    assert not set(own) & set(english)
    tables = list(zip(own.values(), english.values(), strict=True))[1:]  # the first has no columns
    for lines, others in tables:
        same = set(map(str, lines[0])) & set(map(str, others[0]))
        assert not {head for head in same if re.search(r"[A-Za-z]{3}", head)} - ALIKE_WORDS
