"""The history of a recommendation as PDF/UA-1 and PDF/A-2a, laid out in words for print."""

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from tracker.audit.differences import differences
from tracker.reporting.layout import TAGS
from tracker.reporting.pdf import printed
from tracker.words import day, moment

TEMPLATE = Path(__file__).with_name("history.typ")
LONG = 80  # characters of a value that is told word by word
SHOWN = 600  # characters of a value that is told whole


class Sealed(NamedTuple):
    """The newest seal: its number, its hash, and the last event under it."""

    number: int
    hash: str
    last: int


@dataclass(frozen=True, slots=True)
class Told:
    """One deed: when, in a sentence, and each change as label, old words and new words."""

    at: datetime  # as the clock here showed it
    sentence: str
    changes: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True, slots=True)
class Fact:
    """A label with what stands beside it, line by line."""

    label: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Of:
    """What is printed about: how it is cited, its title, its words and where they stand."""

    cited_as: str
    title: str
    text: str
    source: str


def render(
    of: Of,
    deeds: Iterable[Told],
    *,
    by: str,
    at: datetime,
    left_out: str,
    seal: Sealed | None,
    is_signed: bool,
) -> bytes:
    """The PDF in the language in force; `at` is when it was printed, `by` for whom."""
    told = [_deed(one) for one in deeds]
    sheet = json.dumps(
        {
            "language": TAGS.get(get_language() or "en", get_language() or "en"),
            "of": asdict(of),
            "facts": [asdict(one) for one in _facts(by, at, len(told), left_out, seal, is_signed)],
            "deeds": told,
            "words": {name: str(text) for name, text in _words(of.cited_as, at).items()},
        },
        ensure_ascii=False,
    )
    made = at.astimezone(UTC).replace(microsecond=0)
    return printed(TEMPLATE, sheet, made)


def _words(cited_as: str, at: datetime) -> dict[str, Any]:
    return {
        "kind": _("History"),
        "title": _("History of %(recommendation)s") % {"recommendation": cited_as},
        "printed": _("printed on %(moment)s") % {"moment": moment(at)},
        "deeds": _("What was done, newest first"),
        "none": _("Nothing that you may know of is told of it."),
        "empty": _("empty"),
        "page": _("Page"),
        "page_of": _("of"),
    }


def _facts(
    by: str, at: datetime, number: int, left_out: str, seal: Sealed | None, is_signed: bool
) -> list[Fact]:
    deeds = ngettext("%(number)d deed", "%(number)d deeds", number) % {"number": number}
    printed = _("%(moment)s, for %(who)s") % {"moment": moment(at), "who": by}
    return [
        Fact(_("Printed"), (printed,)),
        Fact(
            _("Holds"), (_("%(deeds)s, as far as the reader may know") % {"deeds": deeds}, left_out)
        ),
        Fact(_("Newest seal"), tuple(_sealed(seal))),
        Fact(_("Signature"), (_signature(is_signed),)),
    ]


def _sealed(seal: Sealed | None) -> list[str]:
    if seal is None:
        return [_("not sealed yet")]
    return [
        _("no. %(number)d, up to event %(last)d") % {"number": seal.number, "last": seal.last},
        seal.hash,
    ]


def _signature(is_signed: bool) -> str:
    if is_signed:
        return _("This file is signed with the key of the seals.")
    return _("This file is not signed: no key is set.")


def _deed(one: Told) -> dict[str, Any]:
    return {
        "at": moment(one.at),
        "day": day(one.at),
        "sentence": one.sentence,
        "changes": [_change(*change) for change in one.changes],
    }


def _change(label: str, old: str, new: str) -> dict[str, Any]:
    is_long = bool(old and new) and max(len(old), len(new)) > LONG
    return {
        "label": label[:1].upper() + label[1:],
        "old": _cut(old),
        "new": _cut(new),
        "parts": differences(old, new) if is_long else (),
    }


def _cut(value: str) -> str:
    return value if len(value) <= SHOWN else f"{value[:SHOWN]}…"
