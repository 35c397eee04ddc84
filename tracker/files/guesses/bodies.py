"""The bodies that a letterhead names."""

import re
from collections.abc import Iterable, Mapping

BODIES_SAMPLE = 1500  # characters; a letterhead and the first lines of a letter


def guess_bodies(text: str, names: Mapping[str, Iterable[str]]) -> list[str]:
    """The codes of the bodies whose acronym or name stands near the beginning, in that order.

    `names` gives for each code its acronyms and names. Acronyms keep their case ("OSP" is no
    "osp"); of two names at one place the longer counts: a ministry, not its department's parent.
    """
    beginning = " ".join(text[: BODIES_SAMPLE * 2].split())[:BODIES_SAMPLE]
    found = [
        (place, -len(name), code)
        for code, own in names.items()
        for name in own
        if name.strip() and (place := _place(name, beginning)) is not None
    ]
    return list(dict.fromkeys(code for _place, _length, code in sorted(found)))


def _place(name: str, text: str) -> int | None:
    words = r"\s+".join(map(re.escape, name.split()))
    flags = 0 if name == name.upper() else re.IGNORECASE
    match = re.search(rf"(?<!\w){words}(?!\w)", text, flags)
    return match.start() if match else None
