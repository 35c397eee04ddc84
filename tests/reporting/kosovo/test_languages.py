"""Reports in Albanian and Serbian are fully translated."""

import re
from datetime import date

import msgspec
import pytest
from django.utils import translation
from msgspec.structs import fields, replace

from tests.realistic_year.languages import share_of
from tracker.progress import LabelledCode
from tracker.reporting import RENDERERS
from tracker.reporting.blocks import Span, Style
from tracker.reporting.csv import _context
from tracker.reporting.layout import document
from tracker.reporting.tables import KINDS, TABLES, tables
from tracker.vocabulary import Language, ReportKind

pytestmark = [pytest.mark.django_db, pytest.mark.once]
# The same in every language: names of formats, signs, and abbreviations of the field.
ALIKE = re.compile(
    r"\W*(Draft|TIP|SHA-256|PDF|JSON|CSV|SVG|\d|no\.|–|\[\d+\]|Filter|Period|Status|Trend)*\W*"
)

CODES = {
    "style",
    "bearing",
    "kind",
    "anchor",
    "href",
    "svg",
    "url",
    "logo",
    "status_code",
    "language",
    "title_language",
}  # fields
ALIKE_WORDS = {"Filter", "Link", "Period", "Status", "Trend"}


def texts(value):
    """Yield every text of a document, however deep."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Span) and value.style in (Style.STATUS_ICON, Style.TREND_ARROW):
        return  # a code, drawn
    elif isinstance(value, msgspec.Struct):
        for item in fields(value):
            if item.name not in CODES:
                yield from texts(getattr(value, item.name))
    elif isinstance(value, tuple | list):
        for item in value:
            yield from texts(item)


def user_text(progress):
    """Return what people wrote and sources say, in whatever language."""

    def walk(value):
        if isinstance(value, str):
            yield value
        elif isinstance(value, dict):
            if set(value) == {"code", "label"}:
                return  # a word of ours
            for item in value.values():
                yield from walk(item)
        elif isinstance(value, list | tuple):
            for item in value:
                yield from walk(item)

    return " \n ".join(walk(msgspec.to_builtins(progress, builtin_types=(date,))))


def _with_inner_quotes(text):
    """Return a text with the quotation marks that it has inside another quotation."""
    return text.translate(str.maketrans("“”", "‘’"))


@pytest.mark.parametrize("language", ["sq", "sr-latn"])
@pytest.mark.parametrize("kind", ReportKind.values)
@pytest.mark.parametrize("audience", ["internal", "public"])
def test_translates_every_text(make_progress, kind, language, audience):
    progress = make_progress(kind, language, audience)
    english = set(texts(document(make_progress(kind, "en", audience))))
    theirs = user_text(progress)
    theirs += _with_inner_quotes(theirs)

    left = {
        text
        for text in texts(document(progress))
        if text in english
        and re.search(r"[A-Za-z]{3}", text)
        and text.strip() not in theirs
        and _with_inner_quotes(text).strip("‘’ ") not in theirs
        and not ALIKE.fullmatch(text)
    }
    assert not left


@pytest.mark.parametrize("language", Language.values)
def test_column_names_are_unique(make_progress, language):
    progress = make_progress("full", language)
    with translation.override(language):
        for kind in ReportKind:
            as_kind = replace(progress, kind=LabelledCode(kind, str(kind.label)))
            names = [name for name, _value in _context(as_kind)]
            for table in tables(as_kind):
                is_main = table.definition is TABLES[KINDS[kind][0]]
                head = list(table.head) + (names if is_main else [])
                assert len(set(head)) == len(head), (kind, table.definition.name)


@pytest.mark.parametrize("language", ["sq", "sr-latn"])
def test_translates_table_headers_and_labels(make_progress, language):
    from tests.reporting.kosovo.parsers import sheets

    own_sheets = sheets(RENDERERS["xlsx"](make_progress("full", language)))
    english = sheets(RENDERERS["xlsx"](make_progress("full")))
    assert not set(own_sheets) & set(english)
    tables = list(zip(own_sheets.values(), english.values(), strict=True))[
        1:
    ]  # the first has no columns
    for lines, others in tables:
        same = set(map(str, lines[0])) & set(map(str, others[0]))
        assert not {head for head in same if re.search(r"[A-Za-z]{3}", head)} - ALIKE_WORDS


@pytest.mark.parametrize("kind", ReportKind.values)
def test_marks_every_run_in_another_language(make_file, kind):
    for language in Language.values:
        own = "sr-Latn" if language == Language.SERBIAN else language
        share = share_of(make_file("html", kind, language).decode(), own)
        assert share.wrong == []
        assert share.marked[own] > sum(share.marked.values()) / 2
