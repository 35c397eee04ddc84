"""Numbers that are not figures: years, articles, penalties, ages, durations, percentages."""

import re

_N = (
    r"(?:\d[\d,]*(?:\.\d+)?|(?:twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)(?:-\w+)?|one|two|"
    r"three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|"
    r"seventeen|eighteen|nineteen)"
)
_MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
_REFERENCE = (
    r"(?:Articles?|Arts?\.|Sections?|Chapters?|Laws?(?:\s+No\.?)?|No\.|Nos\.|Acts?|Conventions?|"
    r"Protocols?|Resolution|Decrees?|Order|Regulation|Directive|paragraphs?|Code|Amendment|Decision|"
    r"Operation|Objective|Goal|Bill|Ordinance)"
)
_LAPSE = r"(?:years?|months?|weeks?|days?|hours?|minutes?)"

_PATTERNS = (
    rf"\b{_REFERENCE}\s+(?:No\.?\s*)?\d[\w./()-]*(?:(?:,\s*(?:and\s+)?|\s+(?:and|or|to|through)\s+)\d[\w./()-]*)*",
    r"\b(?:fiscal\s+year|FY)\s*\d{2,4}(?:[-–/]\d{2,4})?",
    rf"\b(?:\d{{1,2}}\s+(?:{_MONTHS})|(?:{_MONTHS})\s+\d{{1,2}}(?!\d))(?:,?\s+\d{{4}})?",
    r"\b(?:19|20)\d\d(?:\s*(?:[-–/]|to|through)\s*(?:(?:19|20)\d\d|\d\d))?\b(?!,\d)",
    rf"\b(?:{_N}\s*(?:to|and|or|-|–)\s*)?{_N}(?:\s+|-)(?:more\s+|additional\s+|calendar\s+|consecutive\s+)?{_LAPSE}\b[’']?(?:[\s-]old)?",
    rf"\b{_N}\s*(?:to|-|–)\s*(?:{_N})\s+percent",
    rf"\b{_N}(?:\s|-)*(?:percent\b|per\s+cent\b|percentage|%)",
    r"\bTier\s+(?:\d|One|Two|Three)\b",
    r"\b(?:one|two|three|four|five)[- ](?:third|quarter|half|fifth|tenth)s?\b",
    r"\bone of\b|\bone another\b|\bno one\b|\bone or (?:more|two)\b|\bone such\b",
    r"\b(?:two|three) or more\b",
    r"\bone(?:’|')s\b|\bone[- ]stop\b|\bat least one of\b",
    rf"\b(?:ages?|aged)\s+(?:of\s+)?{_N}(?:\s*(?:to|and|-|–)\s*{_N})?",
    r"\b(?:under|over|below|above|younger than|older than)\s+(?:the\s+age\s+of\s+)?1[0-9]\b"
    r"(?!,|\s+\w*\s*(?:victim|case|suspect|person|people|child))",
    rf"\b(?:capacity|space|room|beds)\s+(?:to\s+\w+|of|for)\s+(?:up\s+to\s+)?{_N}(?:\s+\w+)?",
    rf"\b(?:can|could|to)\s+(?:accommodate|house|host)\s+(?:up\s+to\s+)?{_N}(?:\s+\w+)?",
    rf"\b{_N}[\s-]+(?:beds?|bed)\b",
    r"\+?\d[\d\s()-]{6,}\d(?!,)",
    rf"\b{_N}\s+times\b",
    r"\b\d+/\d+\b|\b\d+:\d+\b",
    r"\bfines?\b[^.;,()]{0,40}?(?:[€$£]\s?[\d,.]+|[\d,.]+\s+\w+)(?:\s*\([^)]*\))?(?:\s*(?:to|and|-|–)\s*(?:[€$£]\s?[\d,.]+|[\d,.]+\s+\w+)(?:\s*\([^)]*\))?)?",
    r"\bhotline\s+(?:number\s+)?\(?\d+\)?",
)
NON_FIGURE = re.compile("|".join(f"(?:{pattern})" for pattern in _PATTERNS), re.IGNORECASE)


def mask_non_figures(text: str) -> str:
    """Replace whatever looks like a figure and is none by as many NUL characters."""
    return NON_FIGURE.sub(lambda match: "\x00" * len(match[0]), text)
