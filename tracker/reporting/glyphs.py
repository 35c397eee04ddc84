"""Characters that our fonts can't show, written out by name: 🙂 becomes "[slightly smiling face]".

PDF/UA refuses a document with a missing glyph. Somebody's emoji must not keep a report from being
printed, nor vanish from it.
"""

import re
import unicodedata
from datetime import UTC, datetime
from functools import cache

_PROBE = b"""#set document(title: "Probe")
#set text(font: ("Source Sans Pro", "Libertinus Serif"))
#sys.inputs.at("text")"""


def spelled_out(text: str) -> str:
    """The text (JSON that leaves letters as they are) with every unprintable character named."""
    escaped = re.sub(r"\\u00[01][0-9a-f]", " ", text)  # control characters, as JSON writes them
    hidden = {char for char in set(escaped) if ord(char) > 0x24F and not _has_glyph(char)}
    return escaped.translate({ord(char): _named(char) for char in hidden})


@cache
def _has_glyph(char: str) -> bool:
    import typst

    from tracker.reporting.typesetting import compiled

    try:
        compiled(_PROBE, {"text": f"a{char}"}, datetime(2000, 1, 1, tzinfo=UTC))
    except typst.TypstError:
        return False
    return True


def _named(char: str) -> str:
    if unicodedata.category(char) in ("Cf", "Mn"):  # joiners and variants show nothing themselves
        return ""
    return f"[{unicodedata.name(char, f'U+{ord(char):04X}').lower()}]"
