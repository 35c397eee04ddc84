"""Case numbers of prosecutors, courts, police and shelters; not those of laws and orders."""

import re
from collections.abc import Iterator

from tracker.screening.labels import labels, nearest
from tracker.screening.lexicon import words_of
from tracker.screening.spots import Spot, spot
from tracker.vocabulary import SpotKind

NUMBER = r"(?:(?:[Nn]r|[Nn]o|[Bb]r|NR|NO|BR)\b[. :]{0,3})"
CODES = re.compile(
    r"(?<![\w/-])(?:"
    r"(?:PPN|PPR|PPM|PPP|PPS|PP|PKR|PAKR|PML|PPK|PN|PS|KPN|KTN|KTO|KTR|KT|KP|KM|KŽ)"
    rf"[. /]{{0,2}}(?:I{{1,3}}[. ]{{0,2}})?{NUMBER}?"
    rf"|[PK](?:\.[ ]?(?:I{{1,3}}\.[ ]?)?{NUMBER}?| ?{NUMBER})"
    r")\d{1,6}/(?:19|20)?\d\d(?![\d/])"
)
FILES = re.compile(r"(?<![\w/-])([A-ZŠŽČĆĐ]{2,4})[-/](?:19|20)\d\d[-/]\d{2,5}(?![\w/-])")
CALLED = re.compile(
    r"(?<![^\W\d_])(?:case|rasti\w{0,2}|rast|lënd\w{1,3}|lend\w{1,3}|predmet\w{0,2}|slučaj\w{0,2}"
    r"|dosj\w{1,3}|dosije\w{0,1}|spis\w{0,2}|(?:case|court|shelter) file|police report)"
    r"\s(?:file |penale |penal |e |me )?(?:no|nr|number|numri|numër|numer|br|broj|num)\b"
    r"[.: #]{0,3}((?:[A-ZŠŽČĆĐ]{1,5}[-. /]?)?\d[\w./-]{0,20}\w)",
    re.IGNORECASE,
)
# Without a word for number: of a year, or it may be a part.
OF_YEAR = re.compile(
    r"(?<![^\W\d_])(?:case|rasti|lënda|lenda|predmet|slučaj|dosja|spis|(?:case|court|shelter) file)"
    r" ((?:19|20)\d\d/\d{1,6}|\d{1,6}/(?:19|20)\d\d)(?![\d/])",
    re.IGNORECASE,
)
# "Lënda nr. 45/2024 e Ministrisë: …" is how an office numbers its letters.
OF_OFFICE = re.compile(
    r"\s(?:e|i|të|of the)\s(?:Ministr|Komun|Qever|Zyr|Kuvend|Agjenc|Drejtor|Departament|Institut)"
)
PUBLIC_FILES = words_of("CM EN EU HRC ICN ICT ISO OJ PC RFP SG TIP UN WP")
PUBLIC = labels(
    r"law\b", r"laws\b", r"ligj", r"zakon", r"order", r"urdh", r"naredb", r"decision", r"vendim",
    r"odluk", r"administrative instruction", r"instruction", r"udh[eë]zim", r"uputstv",
    r"regulation", r"rregullor", r"uredb", r"pravilnik", r"gazette", r"gazet", r"službeni list",
    r"directive", r"direktiv", r"resolution", r"rezolut", r"rezoluc", r"protocol\b", r"convention",
    r"konvent", r"konvenc", r"treaty", r"article", r"neni", r"član", r"contract", r"kontrat",
    r"tender", r"strateg", r"action plan", r"budget", r"buxhet", r"standard", r"recommendation",
    r"project", r"projek", r"programme?\b", r"program", r"grant", r"call\b",
)  # fmt: skip
CASE = labels(r"case", r"rast", r"l[eë]nd[aeëiu]", r"predmet", r"slučaj", r"dosj", r"file", r"spis")
CASE_NUMBER_LABELS = (("public", PUBLIC), ("case", CASE))


def case_numbers(text: str) -> Iterator[Spot]:
    """Codes like PPN 123/2024, files like VT-2024-013, and whatever is called a case number."""
    for found in CODES.finditer(text):
        if nearest(text, found.start(), CASE_NUMBER_LABELS) != "public":
            yield spot(text, SpotKind.CASE_NUMBER, *found.span())
    for found in FILES.finditer(text):
        if found[1] not in PUBLIC_FILES and nearest(text, found.start(), CASE_NUMBER_LABELS) != "public":
            yield spot(text, SpotKind.CASE_NUMBER, *found.span())
    for found in (*CALLED.finditer(text), *OF_YEAR.finditer(text)):
        if not OF_OFFICE.match(text, found.end()):
            yield spot(text, SpotKind.CASE_NUMBER, found.start(1), found.end(1))
