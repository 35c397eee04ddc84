"""Words for a victim beside a person's name."""

import re
from collections.abc import Iterator

from tracker.screening.lexicon import word_set
from tracker.screening.names import People, Person, Word
from tracker.screening.spots import Spot, make_spot
from tracker.vocabulary import SpotKind

MAX_WORDS_BETWEEN = 6  # between the word and the name
MAX_WORDS_TO_CAPITALS = 3  # a name in capitals may also be a heading
VICTIM_WORDS = word_set(
    """
    victim survivor viktima viktimë viktimën viktimës viktimes žrtva žrtve žrtvu žrtvi žrtvom zrtva
    zrtve i/e mbijetuara mbijetuarit mbijetuarën oštećena oštećeni oštećenoj oštećenom oštećenog
    ostecena osteceni maloletnica maloletnik maloletna maloletni maloljetna maloljetni
    """
)
TWO_WORD_TERMS = frozenset(
    {("injured", "party"), ("minor", "victim"), ("pala", "dëmtuar"), ("palës", "dëmtuar")}
    | {(article, word) for article in ("e", "i", "të", "së")
       for word in ("mitura", "mituri", "miturën", "miturit", "dëmtuara", "dëmtuari", "dëmtuarën",
                    "dëmtuarit", "dëmtuar")}
)  # fmt: skip
# Plural words count only where names follow directly.
PLURAL_WORDS = word_set("victims survivors viktima viktimat viktimave žrtve žrtava žrtvama zrtava")
# These count only directly before a name: the minor Arta Krasniqi.
ADJACENT_WORDS = word_set(
    """
    minor juvenile girl boy child vajza vajzën vajzës djali djalin djalit fëmija fëmijën fëmijës
    devojčica devojčicu devojčice devojka devojku dečak dečaka dete deteta
    """
)
WORDS_AFTER = re.compile(
    r"[ („“\"]{1,3}|:\s{0,3}[(„“\"]?|\s(?:named|called|me emrin|me emrat|po imenu)\s"
)
WORDS_BEFORE = re.compile(  # Arta Krasniqi and Blerta Hoxha were identified as victims
    r"[^.!?;\n]{0,40}\s(?:as|si|kao)\s(?:the\s|two\s|dy\s|dve\s)?"
    r"|\s(?:were|are|janë|ishin|su|bile su)\s(?:the\s)?"
)
# "Victim" before these is an adjective: victim protection.
ADJECTIVE_BEFORE = word_set(
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


def find_victims_beside_names(text: str, people: People) -> Iterator[Spot]:
    """Find words for a victim within six words of a name; plural ones if a name follows."""
    if not people.persons and not people.officials:
        return
    for number, word in enumerate(people.words):
        if not _is_victim(people.words, number):
            continue
        if person := _nearest_name(text, people, number) or _titled_name(text, people, word):
            start, end = min(word.start, person.start), max(word.end, person.end)
            yield make_spot(text, SpotKind.VICTIM_BESIDE_NAME, start, end)


def _is_victim(words: list[Word], number: int) -> bool:
    folded = words[number].folded
    following = words[number + 1].folded if number + 1 < len(words) else ""
    if folded in VICTIM_WORDS or folded in PLURAL_WORDS or folded in ADJACENT_WORDS:
        return following not in ADJECTIVE_BEFORE
    return number > 0 and (words[number - 1].folded, folded) in TWO_WORD_TERMS


def _nearest_name(text: str, people: People, number: int) -> Person | None:
    """Return the nearest name close enough to the word."""
    word, candidates = people.words[number], []
    is_several = word.folded in PLURAL_WORDS and word.folded not in VICTIM_WORDS
    for person in people.near(word.start, word.end):
        if person.start <= word.start < person.end:
            continue
        is_after = person.start > word.start
        between = text[word.end : person.start] if is_after else text[person.end : word.start]
        is_at_once = (WORDS_AFTER if is_after else WORDS_BEFORE).fullmatch(between) is not None
        if is_several and not is_at_once:
            continue
        if word.folded in ADJACENT_WORDS and not (is_after and is_at_once):
            continue
        distance = (
            people.word_at(person.start) - number - 1
            if is_after
            else (number - people.word_at(person.end))
        )
        if _is_in_capitals(text[person.start : person.end]) and (
            distance > MAX_WORDS_TO_CAPITALS or "\n" in between
        ):
            continue
        if distance <= MAX_WORDS_BETWEEN and not STOP.search(between):
            candidates.append((distance, person.start, person))
    return min(candidates)[2] if candidates else None


def _titled_name(text: str, people: People, word: Word) -> Person | None:
    """Return a person with a title who is called a victim: Doctor Arta Krasniqi, victim, …."""
    if text[word.end : word.end + 1] not in (",", ")"):
        return None
    for gap in (", ", ", a ", " ("):
        person = people.officials.get(word.start - len(gap))
        if person and text.endswith(gap, 0, word.start):
            return person
    return None


def _is_in_capitals(name: str) -> bool:
    """Return whether a name is written in capitals, and not in initials."""
    return name.isupper() and re.search(r"[^\W\d_]{4}", name) is not None
