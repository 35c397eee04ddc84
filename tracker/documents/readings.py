"""What a file or an address says of issuer, kind and period, with the words it was read from.

A reading is an offer: a person confirms it. Where nothing tells, nothing is read.
"""

import re
from calendar import monthrange
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice, pairwise, takewhile

from tracker.documents import names
from tracker.documents.guesses import DATE_SAMPLE, MONTH, NUMBERS, YEAR, find_day
from tracker.vocabulary import EvidenceKind, FileKind, ReadingPlace

WORDS = 80  # characters of what is quoted


@dataclass(frozen=True, slots=True)
class Reading:
    """A value, the place it was read at, and the words there."""

    value: str | list[str]  # the code of a body or kind; the first and the last day
    place: ReadingPlace
    words: str

    def as_json(self) -> dict[str, str | list[str]]:
        """Return it as `Evidence.reading` holds it."""
        return {
            "value": self.value,
            "place": self.place.value,
            "words": " ".join(self.words.split())[:WORDS].strip(),
        }


@dataclass(frozen=True, slots=True)
class KnownBody:
    """What can be recognized of a body."""

    code: str
    names: tuple[str, ...]  # acronyms and names; acronyms keep their case ("OSP" is no "osp")
    above: frozenset[str] = frozenset()  # codes of its parents, at any distance
    is_government: bool = False  # stands above every ministry in a letterhead
    domains: tuple[str, ...] = ()


HEAD_LINES = 30  # a letterhead, number, day and addressee take fewer
# Whoever these lines address, or the words of a court or a press office, end the head.
HEAD_ENDS = re.compile(
    r"dear\b|subject\s*:|re\s*:|lënda\b|[ie] nderuar|të nderuar|i dashur|predmet\s*:|poštovan"
    r"|in the name of the people|në emër të popullit|u ime naroda"
    r"|(?:press release|komunikatë(?: për media)?|saopštenje(?: za (?:javnost|medije))?)\W*$",
    re.IGNORECASE,
)
ADDRESSEES = re.compile(
    r"(?:to|për|za|prima|drejtuar|adresuar|attention|attn)\s*[:.]|attn\b|n/r\b", re.IGNORECASE
)
PERSONS = re.compile(
    r"(?:mr|mrs|ms|dr|hon|z|znj|zonj[ae]|zoti|g|gđa|gosp)\b\.?\s+\w|n/r\b|attn|attention|minister\b",
    re.IGNORECASE,
)
SENDERS = re.compile(r"(?:from|nga|od|dërguesi|pošiljalac)\s*:\s*(?P<who>.+)", re.IGNORECASE)
FILLERS = re.compile(
    r"(?:the )?republic of kosovo|republika e kosovës|republika kosov[oa]"
    r"|(?:the )?government(?: of kosovo)?|qeveria(?: e kosovës)?|vlada(?: kosova)?|\bthe\b",
    re.IGNORECASE,
)


def read_letterhead(text: str, bodies: Sequence[KnownBody]) -> Reading | None:
    """Read the body whose letter it is: a line of the head that holds its name and no other word.

    Without a greeting, a subject or the like there is no head: a body that a text names is not its
    issuer. Below its ministry or the government stands who writes.
    """
    chosen: tuple[KnownBody, str] | None = None
    for line in _head(text):
        body = _sole_body(line, bodies)
        if body and (not chosen or chosen[0].is_government or chosen[0].code in body.above):
            chosen = body, line
    return Reading(chosen[0].code, ReadingPlace.LETTERHEAD, chosen[1]) if chosen else None


def _head(text: str) -> Iterator[str]:
    """Yield the lines above greeting and addressee; none of a text that has no greeting."""
    lines = [" ".join(line.split()) for line in text[:20_000].split("\n") if line.strip()]
    lines = lines[: HEAD_LINES + 1]
    head = list(takewhile(lambda line: HEAD_ENDS.match(line) is None, lines))
    if not head or len(head) == len(lines):
        return
    is_sender = True
    for line, following in pairwise([*head, ""]):
        if sender := SENDERS.match(line):
            yield sender["who"]
            continue
        is_sender = is_sender and not (ADDRESSEES.match(line) or PERSONS.match(following))
        if is_sender:
            yield line


def _sole_body(line: str, bodies: Iterable[KnownBody]) -> KnownBody | None:
    """Return the body that a line names, in one language or more, and nothing besides."""
    named: dict[str, KnownBody] = {}
    places = sorted(
        (
            (len(name), name, body)
            for body in bodies
            for name in body.names
            if name.casefold() in line.casefold()
        ),
        key=lambda place: -place[0],
    )
    for _length, name, body in places:  # the longest first: a ministry, not a part of its name
        line, count = _named(name).subn(" ", line)
        if count:
            named[body.code] = body
    rest = re.search(r"[^\W\d_]", FILLERS.sub(" ", line))
    return next(iter(named.values())) if len(named) == 1 and rest is None else None


def _named(name: str) -> re.Pattern[str]:
    """Return the pattern of a name as whole words; an acronym keeps its case."""
    words = r"\s+".join(map(re.escape, name.split()))
    flags = 0 if name == name.upper() and " " not in name else re.IGNORECASE
    return re.compile(rf"(?<!\w){words}(?!\w)", flags)


NUMBER_PATTERN = re.compile(
    r"(?:^|(?<=[,;|]))\W*(?:(?:our|your)?\s*ref(?:erence)?|prot(?:okoll?\w*|ocol)?|no|nr|br|broj|num\w+)\b"
    r"(?:[\s.:]+(?:prot\w*|no|nr|br|number|broj)\b)*[\s.:°]*(?P<number>[\w./-]*\d(?:[\w./-]*\w)?)",
    re.IGNORECASE,
)


def read_number(text: str) -> Reading | None:
    """Read the number that a document bears above its greeting: "Nr. 02-145/2026", "Ref: 45/26"."""
    lines = (" ".join(line.split()) for line in text[:DATE_SAMPLE].split("\n"))
    head = takewhile(lambda line: HEAD_ENDS.match(line) is None, filter(None, lines))
    found = (NUMBER_PATTERN.search(line) for line in islice(head, HEAD_LINES))
    match = next(filter(None, found), None)
    return Reading(match["number"], ReadingPlace.TEXT, match[0]) if match else None


def read_bearing(text: str) -> dict[str, dict[str, str | list[str]]]:
    """Read the "number" and the "day" that a document bears, as `Evidence.reading` holds them."""
    number, found = read_number(text), find_day(text)
    day = found and Reading(found[0].isoformat(), ReadingPlace.TEXT, found[1])
    return {name: read.as_json() for name, read in (("number", number), ("day", day)) if read}


def below_head(text: str) -> str:
    """Return a text from its subject or greeting on; the whole text without them."""
    lines = text.split("\n")
    head = [number for number, line in enumerate(lines) if HEAD_ENDS.match(line.strip())]
    return "\n".join(lines[head[0] :]) if head and head[0] <= 2 * HEAD_LINES else text


def read_address(host: str, bodies: Iterable[KnownBody]) -> Reading | None:
    """Read the body whose domain an address has; of several domains the longest counts."""
    found = [
        (len(domain), body.code)
        for body in bodies
        for domain in body.domains
        if host == domain or host.endswith(f".{domain}")
    ]
    codes = {code for length, code in found if length == max(found)[0]}
    return Reading(codes.pop(), ReadingPlace.ADDRESS, host) if len(codes) == 1 else None


PASSED_ON = 400  # characters of a text in which it says whose words it passes on
SAYS = (
    r"(?:has |have |had |je |su |ka |kanë )?(?:reported|stated|announced|said|raportoi|raportuar"
    r"|deklaroi|njoftoi|tha|izvestil[aeio]|saopštil[aeio]|navel[aeio]|objavil[aeio])\b"
)
SOURCES = r"(?:according to|as reported by|sipas|prema)\s+(?:\w+\s+){0,6}?"
GOVERNMENT = r"(?:the )?government|qeveria|vlada"


def read_original_source(text: str, bodies: Iterable[KnownBody]) -> Reading | None:
    """Read whose words a text passes on: "the government reported", "according to a release of"."""
    beginning = " ".join(text[: PASSED_ON * 2].split())[:PASSED_ON]
    found = [
        (match.start(), -len(name), body.code, match[0])
        for body in bodies
        for name in (*body.names, *([""] if body.is_government else []))
        if name.casefold() in beginning.casefold()
        for match in [_passes_on(name).search(beginning)]
        if match is not None
    ]
    if not found:
        return None
    _start, _length, code, words = min(found)
    return Reading(code, ReadingPlace.TEXT, words)


def _passes_on(name: str) -> re.Pattern[str]:
    """Return the pattern for the words of a body; "" is the government without its country."""
    own = _named(name).pattern if name else rf"(?<!\w)(?:{GOVERNMENT})(?!\w)"
    body = own if name and name == name.upper() and " " not in name else rf"(?i:{own})"
    return re.compile(rf"(?i:{SOURCES}){body}|{body}(?:\s*\(\w+\))?\s+(?i:{SAYS})")


KIND_HEAD, KIND_SAMPLE = 600, 6000  # characters; a line that begins with a telling word weighs more
HEAD_WEIGHS, NAME_WEIGHS = 4, 5
MOST = 3  # times that one kind's words count further down: a long text repeats itself
KIND_ENOUGH = 4  # one line near the head, or the name of the file
TABLES = frozenset({FileKind.XLSX, FileKind.ODS, FileKind.CSV})
OF_TABLES = (EvidenceKind.BUDGET, EvidenceKind.STATISTIC)
# Beginnings of words; a blank stands for any. Of kinds with equal weight the earlier wins.
KIND_WORDS: dict[EvidenceKind, str] = {
    EvidenceKind.COURT_DECISION: (
        "judgment|judgement|verdict|court decision|in the name of the people|aktgjykim|aktvendim"
        "|në emër të popullit|presuda|rešenje suda|u ime naroda|optužnic|aktakuz|indictment"
    ),
    EvidenceKind.LAW: (
        "law no|law on|ligji? nr|ligji për|zakon o|zakon br|official gazette|gazeta zyrtare"
        "|službeni list|službeni glasnik|criminal code|kodi penal|krivični zakonik"
        "|administrative instruction|udhëzim administrativ|administrativno uputstvo|uredba br"
    ),
    EvidenceKind.BUDGET: (
        "budget|buxhet|budžet|appropriation|ndarje buxhetore|allocation of funds|subvencion"
    ),
    EvidenceKind.MEETING: (
        "minutes of|meeting minutes|minutes|procesverbal|proces-verbal|zapisnik|agenda e takimit"
        "|dnevni red|rendi i ditës|participants:|pjesëmarrës|prisutni"
    ),
    EvidenceKind.AUDIT: (
        "audit|auditim|revizij|auditor-general|national audit office|zyra kombëtare e auditimit"
    ),
    EvidenceKind.TRAINING: (
        "training|trajnim|obuka|obuke|obuku|curriculum|kurrikul|workshop|punëtori|radionic"
        "|certificate of attendance"
    ),
    EvidenceKind.PROCEDURE: (
        "standard operating procedure|operating procedures|guidelines|protocol on|procedura?t? "
        "standarde|procedurat standarde|udhëzues|smernice|standardne operativne|manual|rregullore"
        "|pravilnik"
    ),
    EvidenceKind.NGO_REPORT: (
        "shadow report|civil society|non-governmental|ngo report|raport hije|shoqëria civile"
        "|organizat\\w+ joqeveritare|civilno društvo|nevladin"
    ),
    EvidenceKind.INTERNATIONAL_REPORT: (
        "greta|council of europe|united nations|osce|european commission|unicef|unodc"
        "|këshilli i evropës|savet evrope|kombet e bashkuara|ujedinjen"
    ),
    EvidenceKind.MEDIA: (
        "press release from|newspaper|reuters|birn|gazeta express|koha ditore|balkan insight"
        "|agencija beta"
    ),
    EvidenceKind.INTERVIEW: "interview with|interview|intervist|intervju",
    EvidenceKind.SITE_VISIT: (
        "site visit|monitoring visit|visit to the shelter|vizitë në|vizita monitoruese"
        "|poseta skloništu|obilazak"
    ),
    EvidenceKind.STATISTIC: "statistic|statistik|number of victims|numri i viktimave|broj žrtava",
    EvidenceKind.LETTER: (
        "dear |letter|shkresë|letër|lënda:|lënda |i nderuar|e nderuar|të nderuar|poštovan|dopis"
        "|predmet:|subject:|yours sincerely|yours faithfully|me respekt|s poštovanjem|ref:"
    ),
    EvidenceKind.OFFICIAL_STATEMENT: (
        "statement|announcement|press release|komunikat|deklarat|njoftim|saopštenje|izjava"
    ),
}
# Possessive: a head of blank lines is tried once a line, not in every split.
_BEGINS = r"^\W*+(?:(?:republic of kosovo|republika e kosovës|republika kosov[oa])\W*+)?"
KIND_PATTERNS = {
    kind: (
        re.compile(rf"{_BEGINS}((?:{spaced}).*)", re.IGNORECASE | re.MULTILINE),
        re.compile(rf"(?<!\w)(?:{spaced})", re.IGNORECASE),
    )
    for kind, words in KIND_WORDS.items()
    for spaced in [words.replace(" ", r"[^\S\n]+")]
}


def read_kind(text: str, name: str, file_kind: FileKind) -> Reading | None:
    """Read the kind from telling words that begin a line near the head, or name the file."""
    called = names.in_words(name).replace("-", " ")
    kinds = OF_TABLES if file_kind in TABLES else tuple(KIND_PATTERNS)
    weights = {kind: _weigh(kind, text, called) for kind in kinds}
    likeliest = max(kinds, key=lambda kind: weights[kind])
    if weights[likeliest] < KIND_ENOUGH:
        return None
    begins, anywhere = KIND_PATTERNS[likeliest]
    if line := begins.search(text[:KIND_HEAD]):
        return Reading(likeliest.value, ReadingPlace.TEXT, line[1])
    if file_kind in TABLES and (words := anywhere.search(text[:KIND_HEAD])):
        return Reading(likeliest.value, ReadingPlace.TEXT, words[0])
    return Reading(likeliest.value, ReadingPlace.FILE, called)


def _weigh(kind: EvidenceKind, text: str, called: str) -> int:
    begins, anywhere = KIND_PATTERNS[kind]
    pattern = anywhere if kind in OF_TABLES and "\t" in text else begins
    head = len({str(words).lower() for words in pattern.findall(text[:KIND_HEAD])})
    body = len(anywhere.findall(text[KIND_HEAD:KIND_SAMPLE]))
    return HEAD_WEIGHS * head + min(body, MOST) + NAME_WEIGHS * bool(anywhere.search(called))


PERIOD_SAMPLE = 6000  # characters
_TO = r"\s*(?:[-–—]|\b(?:to|through|until|do|deri(?: (?:në|më))?)\b)\s*"
_OF = r"[.,]?\s+(?:of\s+|(?:i|e|të)\s+)?(?:vitit?\s+|the year\s+)?"
_DAY = r"(\d\d?)(?:st|nd|rd|th|\.)?\s+"
ORDINALS = {
    1: r"first|1st|i?\s?parë|prv\w+|1\.",
    2: r"second|2nd|dytë|drug\w+|2\.",
    3: r"third|3rd|tretë|treć\w+|3\.",
    4: r"fourth|4th|katërt|četvrt\w+|4\.",
}
_ORDINAL = "|".join(f"(?P<o{number}>{words})" for number, words in ORDINALS.items())
_HALF = r"half|gjysm\w+|(?:gjashtë|6)[ -]?muj\w+|polugodišt\w+|polovin\w+"
_QUARTER = r"quarter|tre(?:tre)?muj\w+|3[ -]?muj\w+|kvartal\w*|tromeseč\w+"
_PART = rf"(?:(?P<half>{_HALF})|(?P<quarter>{_QUARTER}))"
_PART_AFTER = _PART.replace("half>", "half_>").replace("quarter>", "quarter_>")
_ORDINAL_BEFORE = _ORDINAL.replace("<o", "<p")
MONTHS_PATTERN = re.compile(
    rf"(?<!\w){MONTH}(?:{_OF}{YEAR})?\.?{_TO}{MONTH}{_OF}{YEAR}(?!\d)", re.IGNORECASE
)
DAYS_PATTERN = re.compile(
    rf"(?<!\d){_DAY}{MONTH}(?:{_OF}{YEAR})?\.?{_TO}{_DAY}{MONTH}{_OF}{YEAR}(?!\d)", re.IGNORECASE
)
NUMBERS_PATTERN = re.compile(
    rf"(?<!\d)(\d\d?)\s?[./]\s?(\d\d?)\s?[./]\s?{YEAR}\.?{_TO}"
    rf"(\d\d?)\s?[./]\s?(\d\d?)\s?[./]\s?{YEAR}(?!\d)"
)
PARTS_PATTERN = re.compile(
    rf"(?<!\w)(?:(?:{_ORDINAL_BEFORE})\s+{_PART}|{_PART_AFTER}\s+(?:(?:i|e|të|së)\s+)?(?:{_ORDINAL}))"
    rf"{_OF}(?P<year>(?:19|20)\d\d)(?!\d)"
    rf"|(?<!\w)(?P<letter>Q|TM|H)(?P<number>[1-4])[ /-]+(?P<of>(?:19|20)\d\d)(?!\d)",
    re.IGNORECASE,
)
FIRST_MONTHS_PATTERN = re.compile(
    r"(?<!\w)(?:first|prv\w+)\s+(?P<a>three|six|nine|tri|šest|devet|\d)\s+(?:months?|mesec\w*)"
    rf"{_OF}(?P<year>(?:19|20)\d\d)(?!\d)"
    r"|(?<!\w)(?P<b>tre|gjashtë|nëntë|\d)[ -]?(?:mujor\w*|muaj\w*)\s+(?:i|e|të)\s+parë"
    rf"{_OF}(?P<year_>(?:19|20)\d\d)(?!\d)",
    re.IGNORECASE,
)
COUNTS = {"three": 3, "tri": 3, "tre": 3, "six": 6, "šest": 6, "gjashtë": 6} | {
    "nine": 9, "devet": 9, "nëntë": 9
}  # fmt: skip
YEARS_PATTERN = re.compile(
    r"(?<!\w)(?:in|during|throughout|for|in the year|në|gjatë|për|u|tokom|za|u toku)\s+"
    rf"(?:vitin\s+|vitit\s+|the year\s+)?{YEAR}(?![\d/–-]|\.\d)(?:\. godin[uie])?",
    re.IGNORECASE,
)


def read_period(text: str, *, on: date) -> Reading | None:
    """Read the time that a text is about: "January–September 2026", "in 2025", "H1 2026".

    Months, quarters and halves come before years, of which a text may name one alone. What begins
    after `on`, the day of the document, is a plan; a period ends on that day at the latest.
    """
    beginning = text[:PERIOD_SAMPLE]
    found = sorted(
        (match.start(), span, match[0])
        for pattern, read in (
            (NUMBERS_PATTERN, _between),
            (DAYS_PATTERN, _between),
            (MONTHS_PATTERN, _between),
            (PARTS_PATTERN, _part),
            (FIRST_MONTHS_PATTERN, _first_months),
        )
        for match in pattern.finditer(beginning)
        if (span := read(match)) is not None and span[0] <= min(on, span[1])
    )
    if not found:
        years = {match[1]: match[0] for match in YEARS_PATTERN.finditer(beginning)}
        found = [(0, _span(int(year), 1, int(year), 12), words) for year, words in years.items()]
        found = found if len(found) == 1 and found[0][1][0] <= on else []
    if not found:
        return None
    _start, (first, last), words = found[0]
    return Reading([first.isoformat(), min(last, on).isoformat()], ReadingPlace.TEXT, words)


def _span(year: int, month: int, last_year: int, last_month: int) -> tuple[date, date]:
    last_day = monthrange(last_year, last_month)[1]
    return date(year, month, 1), date(last_year, last_month, last_day)


def _between(match: re.Match[str]) -> tuple[date, date] | None:
    """Return the first and the last day that stand there; without days, those of the months."""
    groups = match.groups()
    *day, month, own_year = groups[: len(groups) // 2]
    *last_day, last_month, year = groups[len(groups) // 2 :]
    numbers = [NUMBERS.get(word.lower()) or int(word) for word in (month, last_month)]
    try:
        first, last = _span(int(own_year or year), numbers[0], int(year), numbers[1])
        if day:
            first, last = first.replace(day=int(day[0])), last.replace(day=int(last_day[0]))
    except ValueError:
        return None
    return first, last


def _part(match: re.Match[str]) -> tuple[date, date] | None:
    values = match.groupdict()
    year = int(values["year"] or values["of"])
    if values["letter"]:
        number, length = int(values["number"]), 6 if values["letter"].upper() == "H" else 3
    else:
        number = next(n for n in ORDINALS if values[f"o{n}"] or values[f"p{n}"])
        length = 6 if values["half"] or values["half_"] else 3
    last = number * length
    return _span(year, last - length + 1, year, last) if last <= 12 else None


def _first_months(match: re.Match[str]) -> tuple[date, date] | None:
    count = (match["a"] or match["b"]).lower()
    months = COUNTS.get(count) or (int(count) if count.isdecimal() else 0)
    year = int(match["year"] or match["year_"])
    return _span(year, 1, year, months) if months else None
