"""Every string follows the word list: one word per thing, present tense, whole sentences."""

import re

import pytest

from tests.test_translations import messages

# What is not said, and what is said instead.
ENGLISH = {
    r"(?<!figures )\bmeasures?\b(?! strengthened)": "commitment",
    r"\bpromised?s?\b": "commitment",
    r"\bjudge?ments?\b": "assessment",
    r"\bquer(y|ies)\b": "question",
    r"\bobservations?\b": "figure",
    r"(?<!--role )\bcontributors?\b": "focal point",
    r"\bcrosswalk": "other mechanisms",
    r"\bpaperwork\b": "drafts, assessments",
    r"\bthe board\b|^board$": "waiting for action",
    r"\bdisagreements?\b": "other views",
    r"\bmend(s|ed)?\b": "correct, edit",
    r"\b(take|takes|taken|took|taking) (it )?in\b": "import",
    r"\bread in\b(?! full)": "import",
    r"\bput back\b": "undo",
    r"\banew\b": "again",
    r"\bwill (stand|wait|be told|be shown) here\b": "present tense",
    r"\bstands? (here|on|among|in the|under)\b": "is",
    r"\bwho may know\b": "who can see",
    r"\bby whose knowledge\b": "based on",
    r"\bfor whom\b": "audience",
    r"\bas its kind\b": "default",
    r"\bmade again\b": "schedule",
    r"\bsliding back\b|\bslid back\b": "regress",
    r"\bsay something\b": "comment",
    r"\btake it away\b": "remove",
    r"\bheld already\b": "existing",
    r"\bjson lines\b": "JSON",
    r"!(?!=)": "no exclamation",
    r"\bplease\b|\boops\b|\bsorry\b": "no pleading",
    r"\(s\)": "ngettext",
    r"\.\.(?!\.)(?<!\.\.\.)": "one full stop",
    r"\b(Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\b\.?(?! \d{4}–)": "months in full",
}
ALBANIAN = {
    r"\bvetëraportuar\b(?<!e vetëraportuar)": "e vetëraportuar",
    r"\bfjalë për fjalë\b(?<!tekstin fjalë për fjalë)": "tekstin fjalë për fjalë",
    r"do të qëndro": "shfaqen",
    r"\bhidhet poshtë\b": "mbyllet si e pavlefshme",
    r"\baksesi?\b": "qasje",
    r"\bmas(ë|a|at|ave) (e|të) (marr|premtuar)": "zotim",
    r"\bpremtim": "zotim",
    r"!": "no exclamation",
}
SERBIAN = {
    r"\bobećanj": "preuzeta obaveza",
    r"čije redove": "zapise",
    r"serifnom pismu": "serifnim slovima",
    r"\bPrevuci\b|\b[Ii]zaberi\b|\b[Uu]nesi\b|\b[Nn]apiši\b|\b[Dd]odaj\b|\b[Pp]rijavi se\b": "vi",
    r"[а-яА-ЯђјљњћџЂЈЉЊЋЏ]": "Latin script",
    r"!": "no exclamation",
}


def faults(texts, words):
    """Return each text that breaks the list, with what it says and what is said instead."""
    return [
        f"{found.group()!r} ({instead}): {text}"
        for text in texts
        for pattern, instead in words.items()
        if (found := re.search(pattern, text, re.IGNORECASE if words is ENGLISH else 0))
    ]


def translated(locale):
    for entry in messages(locale):
        yield from entry.msgstr_plural.values() or [entry.msgstr]


class TestWords:
    def test_of_english(self):
        texts = [t for e in messages("sq") for t in (e.msgid, e.msgid_plural) if t]

        assert faults(texts, ENGLISH) == []

    @pytest.mark.parametrize(("locale", "words"), [("sq", ALBANIAN), ("sr_Latn", SERBIAN)])
    def test_of_translations(self, locale, words):
        assert faults(translated(locale), words) == []
