"""Everything a person reads is translated, whole, and compiled."""

import gettext
import os
import re
import shutil
import subprocess
import sys
from datetime import date
from pathlib import Path

import polib
import pytest
from django.conf import settings
from django.utils import translation
from django.utils.formats import date_format

from tracker import vocabulary
from tracker.vocabulary import Status

HERE = Path(settings.LOCALE_PATHS[0])
LOCALES = {"sq": "sq", "sr_Latn": "sr-latn"}


def messages(locale):
    return polib.pofile(str(HERE / locale / "LC_MESSAGES" / "django.po"))


def placeholders(text):
    return sorted(re.findall(r"%\(\w+\)[sd]", text))


@pytest.mark.parametrize("locale", LOCALES)
class TestEachLanguage:
    def test_leaves_nothing_untranslated_or_guessed(self, locale):
        po = messages(locale)

        assert [e.msgid for e in po.untranslated_entries()] == []
        assert [e.msgid for e in po.fuzzy_entries()] == []

    def test_keeps_every_placeholder(self, locale):
        for entry in messages(locale):
            wanted = {tuple(placeholders(t)) for t in (entry.msgid, entry.msgid_plural) if t}
            for text in entry.msgstr_plural.values() or [entry.msgstr]:
                assert tuple(placeholders(text)) in wanted, entry.msgid

    def test_is_compiled_from_what_is_written(self, locale):
        with (HERE / locale / "LC_MESSAGES" / "django.mo").open("rb") as file:
            compiled = gettext.GNUTranslations(file)

        for entry in messages(locale):
            if entry.msgid_plural:
                assert (
                    compiled.ngettext(entry.msgid, entry.msgid_plural, 1)
                    == (entry.msgstr_plural[0])
                )
            elif entry.msgctxt:
                assert compiled.pgettext(entry.msgctxt, entry.msgid) == entry.msgstr
            else:
                assert compiled.gettext(entry.msgid) == entry.msgstr

    def test_names_the_months_as_django_does(self, locale):
        with translation.override(LOCALES[locale]):
            may = date_format(date(2026, 5, 1), "b")
        assert may.startswith("maj")  # not the "may" of who may do what

    def test_names_every_status_in_its_own_words(self, locale):
        with translation.override(LOCALES[locale]):
            names = {str(status.label) for status in Status}
        with translation.override("en"):
            english = {str(status.label) for status in Status}

        assert len(names) == len(Status)
        assert names.isdisjoint(english)


OF_THEIR_OWN = (vocabulary.Language, vocabulary.FileKind, vocabulary.ReportFormat)


def test_serbian_closes_its_quotes_in_one_way():
    for entry in messages("sr_Latn"):
        for text in entry.msgstr_plural.values() or [entry.msgstr]:
            assert "“" not in text and text.count("„") == text.count("”"), entry.msgid


def test_no_label_of_the_vocabulary_is_bare_text():
    from django.db.models import TextChoices

    bare = [
        f"{kind.__name__}.{choice.name}"
        for kind in vars(vocabulary).values()
        if isinstance(kind, type) and issubclass(kind, TextChoices) and kind is not TextChoices
        for choice in kind
        if isinstance(choice.label, str) and kind not in OF_THEIR_OWN  # names
    ]

    assert bare == []


@pytest.mark.skipif(
    not shutil.which("xgettext") and os.environ.get("CI") != "true",
    reason="No gettext here: `apt-get install gettext`.",
)
def test_every_string_of_the_source_is_in_the_catalogues(tmp_path):
    for part in ("tracker", "templates", "locale"):
        shutil.copytree(settings.BASE_DIR / part, tmp_path / part)
    for name in ("manage.py", "pyproject.toml"):
        shutil.copy(settings.BASE_DIR / name, tmp_path)
    command = ["makemessages", "--locale", "sq", "--no-location", "--no-wrap", "--no-obsolete"]

    subprocess.run(
        [sys.executable, "manage.py", *command],
        cwd=tmp_path,
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "tracker.settings"},
        check=True,
    )

    found = polib.pofile(str(tmp_path / "locale" / "sq" / "LC_MESSAGES" / "django.po"))
    assert {(e.msgctxt, e.msgid) for e in found} == {(e.msgctxt, e.msgid) for e in messages("sq")}
