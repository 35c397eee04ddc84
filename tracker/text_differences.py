"""Word diff of two texts."""

from collections.abc import Iterator
from difflib import SequenceMatcher

SAME, OUT, IN, GAP = "same", "out", "in", "gap"
MAX_COMPARED = 300  # words from the first to the last change; more are not compared
CONTEXT = 8  # unchanged words shown on each side of a change
MAX_SHOWN = 120  # words shown of one removed or added run

MIN_LENGTH = 80  # characters; shorter texts are read as quickly without a diff

Part = tuple[str, str]


def diff_long_texts(before: str, after: str) -> tuple[Part, ...]:
    """Return the word diff of two long texts; empty if both are short or one is empty."""
    is_long = before and after and max(len(before), len(after)) > MIN_LENGTH
    return diff_words(before, after) if is_long else ()


def diff_words(before: str, after: str) -> tuple[Part, ...]:
    """Return what was kept, removed and added: ("same" | "out" | "in" | "gap", words).

    White space does not count. A gap, which has no words, stands for words that are not shown: kept
    ones that are far from a change, or the end of a very long run. Empty for two equal texts.
    """
    old, new = before.split(), after.split()
    first = _common_prefix(old, new)
    last = _common_prefix(old[first:][::-1], new[first:][::-1])
    changes = [
        part
        for kind, words in compare_words(old[first : len(old) - last], new[first : len(new) - last])
        if words
        for part in (_unchanged(words) if kind == SAME else _changed(kind, words))
    ]
    if not changes:
        return ()
    return (
        *_unchanged(old[:first], before_it=False),
        *changes,
        *_unchanged(old[len(old) - last :], after_it=False),
    )


def _common_prefix(old: list[str], new: list[str]) -> int:
    """Return the number of words that both begin with."""
    pairs = enumerate(zip(old, new, strict=False))
    return next((i for i, (a, b) in pairs if a != b), min(len(old), len(new)))


def compare_words(old: list[str], new: list[str]) -> Iterator[tuple[str, list[str]]]:
    """Yield each run of words that was kept, removed or added; a run may be empty."""
    if max(len(old), len(new)) > MAX_COMPARED and old != new:
        yield from ((OUT, old), (IN, new))
        return
    for kind, first, last, start, end in SequenceMatcher(
        a=old, b=new, autojunk=False
    ).get_opcodes():
        if kind == "equal":
            yield SAME, old[first:last]
        else:
            yield from ((OUT, old[first:last]), (IN, new[start:end]))


def _changed(kind: str, words: list[str]) -> list[Part]:
    shown = [(kind, " ".join(words[:MAX_SHOWN]))]
    return [*shown, (GAP, "")] if len(words) > MAX_SHOWN else shown


def _unchanged(words: list[str], *, before_it: bool = True, after_it: bool = True) -> list[Part]:
    """Return unchanged words near a change; the others become a gap."""
    if not words:
        return []
    head, tail = CONTEXT * before_it, CONTEXT * after_it
    if len(words) <= head + tail + 1:
        return [(SAME, " ".join(words))]
    return [
        *([(SAME, " ".join(words[:head]))] if head else []),
        (GAP, ""),
        *([(SAME, " ".join(words[len(words) - tail :]))] if tail else []),
    ]
