"""The kind of evidence, by telling words in English, Albanian and Serbian."""

import re

from tracker.files import names
from tracker.vocabulary import EvidenceKind, FileKind

HEAD, KIND_SAMPLE = 600, 6000  # characters; a word near the head weighs more
HEAD_WEIGHS, NAME_WEIGHS = 4, 5
MOST = 3  # times that one kind's words count further down: a long text repeats itself
KIND_ENOUGH = 4  # one telling word near the head
TABLES = frozenset({FileKind.XLSX, FileKind.ODS, FileKind.CSV})
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
KIND_PATTERNS = {
    kind: re.compile(rf"(?<!\w)(?:{words.replace(' ', r'\s+')})", re.IGNORECASE)
    for kind, words in KIND_WORDS.items()
}


def guess_kind(text: str, name: str, file_kind: FileKind) -> EvidenceKind:
    """The likeliest kind; a table is a statistic unless it says budget."""
    called = names.in_words(name).replace("-", " ")
    weights = {kind: _weight(pattern, text, called) for kind, pattern in KIND_PATTERNS.items()}
    if file_kind in TABLES:
        is_budget = weights[EvidenceKind.BUDGET] >= KIND_ENOUGH
        return EvidenceKind.BUDGET if is_budget else EvidenceKind.STATISTIC
    likeliest = max(weights, key=lambda kind: weights[kind])
    return likeliest if weights[likeliest] >= KIND_ENOUGH else EvidenceKind.OFFICIAL_STATEMENT


def _weight(pattern: re.Pattern[str], text: str, called: str) -> int:
    head = len(set(map(str.lower, pattern.findall(text[:HEAD]))))
    body = len(pattern.findall(text[HEAD:KIND_SAMPLE]))
    return HEAD_WEIGHS * head + min(body, MOST) + NAME_WEIGHS * bool(pattern.search(called))
