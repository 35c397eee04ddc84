"""Where one recommendation ends and the next begins: by the strongest marker that is there."""

import re
from collections.abc import Callable, Sequence

from tracker.intake.imperatives import LEADS, WORD, asks
from tracker.intake.sentences import starts

BULLETS = "•·▪‣●○■□◦\uf0b7\uf0a7"
# A star is a bullet between blanks or after a full stop, never behind a name ("Kosovo*").
BULLET = re.compile(
    rf"(?:^|(?<=[\s.;:]))[*](?:\s+|(?=[A-Z]))|[{BULLETS}]\s*|^(?:[-–—*]|\(?\d{{1,2}}[.)])\s*(?=[^\W\d_])"
    r"|(?<=[.;:])\s+[-–—]\s+(?=[A-Z])"
)
GLUED = re.compile(
    r"(?<=[^\W\d_A-Z)”\"’%])[.;][”\"’)]?(?=[A-Z][a-z]+)|(?<=[)”\"’%])\.(?=[A-Z][a-z]+)"
)
SEMICOLON = re.compile(r";\s*(?:(?:and|as well as|or)\s+)?")
EXPLAINING = """
a additionally all an any authorities both courts e.g each every few furthermore government he
however i.e including it its judges many moreover most ngos no none observers officials other
others our police prosecutors she some specifically such that the their there therefore these
they this those thus traffickers victims we
"""
NOT_FIRST = frozenset(EXPLAINING.split())

Cuts = list[tuple[int, int]]  # where one ends, where the next begins


def bullets(text: str) -> Cuts:
    """Bullets before what is asked: a star before other small letters is a footnote's."""
    return [
        match.span()
        for match in BULLET.finditer(text)
        if match.start() == 0
        or not text[match.end() : match.end() + 1].islower()
        or asks(text, match.end())
    ]


def glued_stops(text: str) -> Cuts:
    """ "…prison terms.Provide …": the blank after the stop was lost."""
    return [
        (match.end(), match.end())
        for match in GLUED.finditer(text)
        if asks(text, match.end(), case="upper")
    ]


def semicolons(text: str) -> Cuts:
    """Those before a verb. A list inside one recommendation has others."""
    return [
        (match.start(), match.end())
        for match in SEMICOLON.finditer(text)
        if asks(text, match.end())
    ]


def sentences(text: str) -> Cuts:
    """Full stops before a sentence that asks, not before one that explains what was asked."""
    return [(at, at) for at in starts(text)[1:] if is_request(text, at)]


def is_request(text: str, at: int) -> bool:
    """Whether a sentence asks, also by a verb that nobody foresaw."""
    if asks(text, at, case="upper"):
        return True
    first = WORD.match(text, at)
    if first is None:
        return False
    word = first[0].lower()
    return (
        word not in NOT_FIRST and word not in LEADS and not word.endswith(("s", "ly", "ing", "ed"))
    )


def _both(*kinds: Callable[[str], Cuts]) -> Callable[[str], Cuts]:
    def cuts(text: str) -> Cuts:
        kept: Cuts = []
        for cut in sorted(cut for kind in kinds for cut in kind(text)):
            if not kept or cut[0] >= kept[-1][1]:
                kept.append(cut)
        return kept

    return cuts


def strongest(texts: Sequence[str]) -> Callable[[str], Cuts]:
    """How the paragraphs of one list are cut: bullet, line, glued stop, semicolon, sentence.

    A weaker marker that is more frequent wins over a slip: one stop without a blank among eight
    plain sentences does not make a list of two.
    """
    if any(bullets(text) for text in texts):
        return bullets
    single = sum(not sentences(text) and len(semicolons(text)) < 2 for text in texts)
    if len(texts) > 1 and single > len(texts) / 2:
        return lambda _text: []
    counts = {
        kind: sum(len(kind(text)) for text in texts)
        for kind in (glued_stops, semicolons, sentences)
    }
    if counts[glued_stops] and 2 * counts[glued_stops] >= counts[sentences]:
        return glued_stops
    if counts[semicolons] and counts[semicolons] >= counts[sentences]:
        return _both(semicolons, sentences)
    return sentences
