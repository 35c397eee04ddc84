"""What changed in a text, word by word."""

from difflib import SequenceMatcher

SAME, OUT, IN, GAP = "same", "out", "in", "gap"
MOST = 300  # words between the first and the last change that are compared; more are told whole
AROUND = 8  # words that stay in sight on each side of a change
SHOWN = 120  # words shown of one run that was taken out or put in

Part = tuple[str, str]


def differences(before: str, after: str) -> tuple[Part, ...]:
    """What was kept, taken out and put in: ("same" | "out" | "in" | "gap", words).

    White space does not count. A gap, which has no words, stands for words that are not shown: kept
    ones that are far from a change, or the end of a very long run. Of two equal texts: nothing.
    """
    one, other = before.split(), after.split()
    first = _alike(one, other)
    last = _alike(one[first:][::-1], other[first:][::-1])
    head, tail = one[:first], one[len(one) - last :]
    told = list(_middle(one[first : len(one) - last], other[first : len(other) - last]))
    if not told:
        return ()
    parts = [*_kept(head, before_it=False), *told, *_kept(tail, after_it=False)]
    return tuple(parts)


def _alike(one: list[str], other: list[str]) -> int:
    """How many words both begin with."""
    for place, (a, b) in enumerate(zip(one, other, strict=False)):
        if a != b:
            return place
    return min(len(one), len(other))


def _middle(one: list[str], other: list[str]) -> list[Part]:
    """From the first change to the last."""
    if max(len(one), len(other)) > MOST:
        return [*_changed(OUT, one), *_changed(IN, other)]
    parts: list[Part] = []
    matcher = SequenceMatcher(a=one, b=other, autojunk=False)
    for kind, first, last, start, end in matcher.get_opcodes():
        if kind == "equal":
            parts += _kept(one[first:last])
        else:
            parts += [*_changed(OUT, one[first:last]), *_changed(IN, other[start:end])]
    return parts


def _changed(kind: str, words: list[str]) -> list[Part]:
    if not words:
        return []
    shown = [(kind, " ".join(words[:SHOWN]))]
    return [*shown, (GAP, "")] if len(words) > SHOWN else shown


def _kept(words: list[str], *, before_it: bool = True, after_it: bool = True) -> list[Part]:
    """Words that stayed, those near a change alone; what is cut out is a gap."""
    if not words:
        return []
    head, tail = AROUND * before_it, AROUND * after_it
    if len(words) <= head + tail + 1:
        return [(SAME, " ".join(words))]
    beginning = [(SAME, " ".join(words[:head]))] if head else []
    ending = [(SAME, " ".join(words[len(words) - tail :]))] if tail else []
    return [*beginning, (GAP, ""), *ending]
