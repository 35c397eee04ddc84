"""A word for a victim beside a person's name."""

import re
from collections.abc import Iterator

from tracker.screening.lexicon import words_of
from tracker.screening.names import People, Person, Word
from tracker.screening.spots import Spot, spot
from tracker.vocabulary import SpotKind

WITHIN = 6  # words between the two
WITHIN_OF_CAPITALS = 3  # a name in capitals may also be a heading
ONE = words_of(
    """
    victim survivor viktima viktimë viktimën viktimës viktimes žrtva žrtve žrtvu žrtvi žrtvom zrtva
    zrtve i/e mbijetuara mbijetuarit mbijetuarën oštećena oštećeni oštećenoj oštećenom oštećenog
    ostecena osteceni maloletnica maloletnik maloletna maloletni maloljetna maloljetni
    """
)
TWO = frozenset(
    {("injured", "party"), ("minor", "victim"), ("pala", "dëmtuar"), ("palës", "dëmtuar")}
    | {(article, word) for article in ("e", "i", "të", "së")
       for word in ("mitura", "mituri", "miturën", "miturit", "dëmtuara", "dëmtuari", "dëmtuarën",
                    "dëmtuarit", "dëmtuar")}
)  # fmt: skip
# Several are a figure, unless their names follow at once.
SEVERAL = words_of("victims survivors viktima viktimat viktimave žrtve žrtava žrtvama zrtava")
# A name tells of these only at once: the minor Arta Krasniqi.
AT_ONCE = words_of(
    """
    minor juvenile girl boy child vajza vajzën vajzës djali djalin djalit fëmija fëmijën fëmijës
    devojčica devojčicu devojčice devojka devojku dečak dečaka dete deteta
    """
)
FOLLOWS = re.compile(
    r"[ („“\"]{1,3}|:\s{0,3}[(„“\"]?|\s(?:named|called|me emrin|me emrat|po imenu)\s"
)
LEADS = re.compile(  # Arta Krasniqi and Blerta Hoxha were identified as victims
    r"[^.!?;\n]{0,40}\s(?:as|si|kao)\s(?:the\s|two\s|dy\s|dve\s)?"
    r"|\s(?:were|are|janë|ishin|su|bile su)\s(?:the\s)?"
)
# "Victim" before these is an adjective: victim protection.
ADJECTIVE_BEFORE = words_of(
    """
    advocacy advocate advocates assistance assistant care centers centres compensation coordinator
    identification interview interviews participation program programme protection referral
    rehabilitation restitution rights service services shelter shelters specialist specialists
    statement statements status support testimony witness-assistance
    """
)
STOP = re.compile(
    r"(?<![^\W\d_])[^\W\d_]{3,}[.!?;]\s|[!?;]\s|\n\s*\n|\n\s*[-•*·–]\s|\)\.\s|\d\.\s+(?=[A-Z])"
)


def victims_beside_names(text: str, people: People) -> Iterator[Spot]:
    """One victim within six words of a name in the same sentence; several if a name follows."""
    if not people.persons and not people.officials:
        return
    for number, word in enumerate(people.words):
        if not _is_victim(people.words, number):
            continue
        if person := _beside(text, people, number) or _of_office(text, people, word):
            start, end = min(word.start, person.start), max(word.end, person.end)
            yield spot(text, SpotKind.VICTIM_BESIDE_NAME, start, end)


def _is_victim(words: list[Word], number: int) -> bool:
    folded = words[number].folded
    following = words[number + 1].folded if number + 1 < len(words) else ""
    if folded in ONE or folded in SEVERAL or folded in AT_ONCE:
        return following not in ADJECTIVE_BEFORE
    return number > 0 and (words[number - 1].folded, folded) in TWO


def _beside(text: str, people: People, number: int) -> Person | None:
    """The nearest name close enough to the word."""
    word, found = people.words[number], []
    is_several = word.folded in SEVERAL and word.folded not in ONE
    for person in people.near(word.start, word.end):
        if person.start <= word.start < person.end:
            continue
        is_after = person.start > word.start
        between = text[word.end : person.start] if is_after else text[person.end : word.start]
        is_at_once = (FOLLOWS if is_after else LEADS).fullmatch(between) is not None
        if is_several and not is_at_once:
            continue
        if word.folded in AT_ONCE and not (is_after and is_at_once):
            continue
        distance = (
            people.word_at(person.start) - number - 1
            if is_after
            else (number - people.word_at(person.end))
        )
        is_shouted = _is_in_capitals(text[person.start : person.end])
        if is_shouted and (distance > WITHIN_OF_CAPITALS or "\n" in between):
            continue
        if distance <= WITHIN and not STOP.search(between):
            found.append((distance, person.start, person))
    return min(found)[2] if found else None


def _of_office(text: str, people: People, word: Word) -> Person | None:
    """Somebody with a title who is called a victim all the same: Doctor Arta Krasniqi, victim, …"""
    if text[word.end : word.end + 1] not in (",", ")"):
        return None
    for gap in (", ", ", a ", " ("):
        if text.endswith(gap, 0, word.start) and (
            found := people.officials.get(word.start - len(gap))
        ):
            return found
    return None


def _is_in_capitals(name: str) -> bool:
    """Whether a name is written in capitals, and is no initials."""
    return name.isupper() and re.search(r"[^\W\d_]{4}", name) is not None
