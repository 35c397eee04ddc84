"""Profiles of the mechanisms whose recommendations are read, but for the TIP Report: as data.

A profile says by which words a text of the mechanism is known and how it prints what it asks for;
`tracker.intake.mechanisms` reads all of them by one grammar. Groups of `lead` and `heading` become
what is kept of a recommendation (ATTRIBUTES). All patterns are linear: repeats are bounded.
"""

import re
from dataclasses import dataclass, field

from tracker.intake.title_block import NAME

ATTRIBUTES = ("priority", "addressee", "state", "position", "verdict", "chapter")
ARROWS = "→➔➜➝➞➢➤►▶⇒⮚❖✓\uf000-\uf0ff•·▪‣●○■□◦"
MARKS = {  # kinds of list marks
    "letter": re.compile(r"\(?(?P<number>[a-z])\)(?:\s+|$)"),
    "roman": re.compile(r"(?P<number>[ivxl]{1,7})(?:\.(?:\s+|$)|\s?\t\s*)"),
    "bracketed roman": re.compile(r"\((?P<number>[ivxl]{1,7})\)(?:\s+|$)"),
    "dotted": re.compile(r"(?P<number>\d{1,3}\.\d{1,3})\.?(?:\s+|$)"),
    "number": re.compile(r"\(?(?P<number>\d{1,3})(?:[.)](?:\s+|$)|\s?\t\s*)"),
    "bullet": re.compile(rf"(?P<number>)(?:[{ARROWS}]\s*|[-–—*oèàØü§Ø](?:\s+|$))"),
}
# What a column of any table of recommendations gives, by its head; the first that fits counts.
COLUMNS = {
    "number": re.compile(
        r"^\W*(?:no|nr|number|ref(?:erence)?|para(?:graph)?|item)\W*$|\b(?:no|number)\W*$|^\s*#\s*$",
        re.IGNORECASE,
    ),
    "text": re.compile(
        r"^\W*(?:(?:full|text|priorit\w+|the|of|key)\s+){0,4}(?:recommendations?|proposals?)(?:\s+text)?\W*$",
        re.IGNORECASE,
    ),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """One way to print what is asked: words that open it, and the marks of its items.

    Without `items` the sentence that `lead` opens is the recommendation, to the end of its
    paragraph and of the bullets under it. `number` is made of the number of the paragraph and of
    the item as printed; empty: counted.
    """

    lead: re.Pattern[str]
    items: tuple[str, ...] = ()  # kinds of MARKS
    number: str = "{paragraph}"
    start: re.Pattern[str] | None = None  # paragraph below which it stands; None: anywhere
    stop: re.Pattern[str] = re.compile(
        r"(?:APPENDIX|Appendix|ANNEX|Annex)\b.{0,80}$|(?:Government|GOVERNMENT).{0,3}s?\s+comments$"
    )
    heading: re.Pattern[str] | None = None  # what holds for the items below it
    begins_after_lead: bool = False  # the words of the lead are no part of it
    may_stand_alone: bool = False  # without a list the sentence is the recommendation
    keeps_lead: bool = False  # also behind paragraphs that are no items
    # What a column of a table gives, by its head: of ATTRIBUTES, and COLUMNS.
    columns: dict[str, re.Pattern[str]] = field(default_factory=dict)
    plain_endings: str = ""  # stops between items without marks, or that lost them; empty: none


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """A mechanism that prints its recommendations in its own way."""

    code: str
    title: re.Pattern[str]  # in the short paragraphs at the head
    voice: re.Pattern[str] | None  # words that no other prints; None: only a title tells it
    layouts: tuple[Layout, ...]  # the first that something is read by counts
    years: tuple[re.Pattern[str], ...] = ()  # in the head; the first that is found counts
    country: re.Pattern[str] | None = None
    left_out: re.Pattern[str] | None = None  # items that ask nothing of substance


ASKS = r"(?:urges|invites|asks|calls\s+(?:up)?on|requests|encourages|recommends)"
GRETA_ASKS = re.compile(
    r"(?:[^;:]{0,300}?\W)?GRETA\b[^;:]{0,200}?\b(?P<priority>urges|invites|asks|encourages|requests"
    r"|recommends|calls\s+(?:up)?on|considers(?=\s+that\b[^.;]{0,400}?\b(?:should|must|needs?\s+to)\b)"
    r"|considers(?=\s+it\s+(?:important|necessary|essential)\b)|stresses(?=[^.;:]{0,80}\b(?:should|must)\b))"
)
COMMITTEES = {
    "CAT": r"Committee\s+against\s+Torture|\bCAT/C/",
    "CCPR": r"Human\s+Rights\s+Committee|\bCCPR/C/",
    "CED": r"Committee\s+on\s+Enforced\s+Disappearances|\bCED/C/",
    "CEDAW": r"Elimination\s+of\s+Discrimination\s+against\s+Women|\bCEDAW/C/",
    "CERD": r"Committee\s+on\s+the\s+Elimination\s+of\s+Racial\s+Discrimination|\bCERD/C/",
    "CESCR": r"Committee\s+on\s+Economic,\s+Social\s+and\s+Cultural\s+Rights|\bE/C\.12/",
    "CMW": r"Rights\s+of\s+All\s+Migrant\s+Workers|Committee\s+on\s+Migrant\s+Workers|\bCMW/C/",
    "CRC": r"Committee\s+on\s+the\s+Rights\s+of\s+the\s+Child|\bCRC/C/",
    "CRPD": r"Committee\s+on\s+the\s+Rights\s+of\s+Persons\s+with\s+Disabilities|\bCRPD/C/",
}
POSITIONS = {  # of a state on a recommendation, by words that tell it; the first that fits counts
    code: re.compile(words, re.IGNORECASE)
    for code, words in {
        "pending": r"will\s+be\s+examined|responses?\s+in\s+due\s+time|pending",
        "noted": r"not\s+(?:enjoy|accept|support)|\bnoted\b|took\s+note|reject",
        "supported": r"support|accept",
    }.items()
}
DATE = re.compile(
    r"\b(?:January|February|March|April|May|June|July|August|September|October|November|December)"
    r"\s+(?P<year>20\d\d)\b"
)
CONCLUDING = r"(?i:concluding\s+observations\s+(?:of|on)\b)"
OBSERVATIONS = re.compile(
    rf"\bCommittee\b[^.;:]{{0,200}}?\b{ASKS}\b[^.;]{{0,120}}?\bState\s+[Pp]arty\b|\bState\s+[Pp]arty\s+should\b"
)
OBSERVATIONS_LAYOUT = Layout(
    lead=re.compile(
        rf"(?:[^:]{{0,500}}?\W)??(?:Committee|[Ii]t)\b[^;:]{{0,300}}?\b(?P<priority>{ASKS})\b"
        r"(?:[^;:]{0,200}?\bState\s+[Pp]arty\b|\s+(?:that\s+)?it\b)|(?:[^;:]{0,300}?\W)??State\s+[Pp]arty\b[^.;:]{0,80}?\b(?P<duty>should)\b"
    ),
    items=("letter",),
    number="{paragraph}({item})",
    may_stand_alone=True,
    plain_endings=";,",
)
# Notes, symbols of documents and the like between the lines of a page.
FURNITURE = re.compile(
    r"\d{1,3} ?(?=[A-Z“\"])|(?:Page\s+)?\d+\s*(?:of|/)\s*\d+$|_{3,}|GE\.\d\d"
    r"|[A-Z]{1,5}/[A-Z]{1,4}(?:\.\d+)?/\S+(?:\s+\d+)?$|(?:GRETA|Greco\w*)\s?\(\d{4}\)\s?\S+(?:\s+\d+)?$"
)
# Texts about a report, or around it, that repeat its title.
NO_REPORT = re.compile(
    r"(?:list\s+of\s+(?:issues|themes)\b|(?:replies|reply|responses?|comments|observations)\s+(?:of|by|to|from|prior|in|on|received"
    r"|submitted)\b)|.{0,60}\b(?:press\s+(?:release|statement)|shadow\s+report|alternative\s+report|parallel\s+report"
    r"|stakeholders|joint\s+submission|questionnaire|national\s+report|compilation\s+(?:of|on|prepared)"
    r"|information\s+(?:received|submitted)|action\s+plan|newsletter)\b|.{0,60}\bgovernment[’']?s?[’']?\s+comments",
    re.IGNORECASE,
)
NO_COUNTRY = re.compile(
    r"first|second|third|fourth|fifth|sixth|council|committee|group|commission|report|convention|office|mission|round|session|general|rights|nations"
    r"|europe|introduction|summary|contents|recommend|chapter|annex|appendix|strasbourg|geneva|warsaw|brussels"
    r"|original|english|state\s+party|conclusion|evaluation|review|elections?\b",
    re.IGNORECASE,
)
REPORTING = re.compile(
    r"\bwithin\s+(?:one|two|three|1|2|3)\s+years?\b|\bsubmit\b[^.]{0,80}\bperiodic\s+reports?\b"
    r"|\bcore\s+document\b|\bfollow-up\s+to\s+(?:the\s+)?(?:present\s+)?concluding\s+observations\b"
)
PROFILES: dict[str, Profile] = {
    profile.code: profile
    for profile in (
        Profile(
            code="GRETA",
            title=re.compile(
                r"\bGRETA\s?\(\d{4}\)\s?\d+|Group\s+of\s+Experts\s+on\s+Action\s+against\s+Trafficking"
                r"|implementation\s+of\s+the\s+Council\s+of\s+Europe\s+Convention\s+on\s+Action\s+against\s+Trafficking"
            ),
            voice=re.compile(r"\bGRETA\b[^.;:]{0,80}\b(?:urges|considers|invites)\b"),
            layouts=(
                Layout(
                    lead=GRETA_ASKS,
                    start=re.compile(
                        r".{0,40}List\s+of\s+GRETA.{0,3}s\s+(?:conclusions|proposals)",
                        re.IGNORECASE,
                    ),
                ),
                Layout(lead=GRETA_ASKS),
            ),
            years=(re.compile(r"\bGRETA\s?\((?P<year>\d{4})\)"), DATE),
            country=re.compile(
                rf"(?:Trafficking\s+in\s+Human\s+Beings\s+by|(?i:evaluation\s+report)(?:\s+on|[:–—-])?)\s+(?:the\s+)?{NAME}"
            ),
        ),
        Profile(
            code="GRECO",
            title=re.compile(
                r"\bGreco\s?(?:Eval|RC|AdHoc|-)\S{0,12}\s?\(\d{4}\)\s?\d+|Group\s+of\s+States\s+against\s+Corruption",
                re.IGNORECASE,
            ),
            voice=re.compile(
                r"\bGRECO\s+(?:recommend(?:s|ed)\b|concludes\s+that\s+recommendation|addresses\s+the)"
            ),
            layouts=(
                Layout(
                    lead=re.compile(
                        r"(?:[^.;:]{0,100}\W)?GRECO\s+(?:had\s+)?recommended\s+(?:to\s+\w+\s+)?"
                    ),
                    heading=re.compile(
                        r"Recommendation\s+(?P<number>[ivxl]{1,7})\b\W{0,3}(?=$|\d|GRECO)"
                    ),
                    begins_after_lead=True,
                    number="{heading}",
                ),
                Layout(
                    lead=re.compile(
                        r"(?:[^:]{0,300}\W)?(?:GRECO\s+)?(?P<opening>addresses|makes)\s+the\s+following\s+recommendations[^:]{0,120}:"
                    ),
                    items=("roman",),
                    number="{item}",
                    plain_endings=";,",
                    keeps_lead=True,
                    columns={
                        "verdict": re.compile(
                            r"\b(?:verdict|assessment|conclusion|status|compliance|implement\w+)\b",
                            re.IGNORECASE,
                        ),
                        **COLUMNS,
                    },
                    stop=re.compile(
                        r"(?:\d{1,3}\.\s+)?(?:Pursuant\s+to\s+Rule|Finally,\s+GRECO|GRECO\s+invites)"
                    ),
                ),
                Layout(lead=re.compile(r"(?:[^.;:]{0,200}\W)?GRECO\s+recommends\b"), number=""),
            ),
            years=(re.compile(r"\bGreco\S{0,16}\s?\((?P<year>\d{4})\)", re.IGNORECASE), DATE),
            country=re.compile(
                rf"(?:following\s+recommendations\s+to|(?i:(?:evaluation|compliance)\s+report)[:–—-]?)\s+(?:the\s+)?{NAME}"
            ),
        ),
        *(
            Profile(
                code=code,
                title=re.compile(
                    rf"(?:{words})(?=[\s\S]*{CONCLUDING})|{CONCLUDING}[\s\S]*?(?:{words})"
                ),
                voice=OBSERVATIONS,
                layouts=(OBSERVATIONS_LAYOUT,),
                years=(DATE,),
                country=re.compile(rf"\breports?\s+(?:submitted\s+by|of)\s+(?:the\s+)?{NAME}"),
                left_out=REPORTING,
            )
            for code, words in COMMITTEES.items()
        ),
        Profile(
            code="UPR",
            title=re.compile(
                r"Working\s+Group\s+on\s+the\s+Universal\s+Periodic\s+Review", re.IGNORECASE
            ),
            voice=re.compile(
                r"\brecommendations\b[^.]{0,200}\b(?:enjoys?\s+the\s+support|noted)\b[^.]{0,60}:"
            ),
            layouts=(
                Layout(
                    lead=re.compile(
                        r"(?P<position>[^:]{0,400}\brecommendations?\b[^:]{0,400}):\s*$|(?P<table>No\.|Recommendations?)$"
                        r"|(?P<cells>(?:No\.?|Number|Paragraph)?\s*Recommendations?\s+Position.{0,80})$"
                    ),
                    items=("dotted",),
                    number="{item}",
                    keeps_lead=True,
                    columns={
                        "position": re.compile(
                            r"\b(?:position|response|reply|status|accepted|supported)\b",
                            re.IGNORECASE,
                        ),
                        "state": re.compile(
                            r"\b(?:states?|countr(?:y|ies)|delegations?|made\s+by)\b", re.IGNORECASE
                        ),
                        **COLUMNS,
                    },
                    stop=re.compile(r"(?:\d{1,3}\.\s+)?All\s+(?:the\s+)?conclusions\s+and|Annex\b"),
                ),
            ),
            years=(DATE,),
            country=re.compile(rf"(?i:Universal\s+Periodic\s+Review)\*?[:–—-]?\s+{NAME}"),
        ),
        Profile(
            code="OSCE",
            title=re.compile(
                r"\bOSCE\b|\bODIHR\b|Organization\s+for\s+Security\s+and\s+Co-?operation\s+in\s+Europe"
            ),
            voice=None,
            layouts=(
                Layout(
                    lead=re.compile(
                        r"(?:[A-Z0-9]{1,4}[.)]\s+)?(?:Recommendations?\s+)?(?:[Tt]o|TO|[Ff]or|FOR)\s+"
                        r"(?P<addressee>(?:the\s+|THE\s+)?(?:[A-Z][^.:;]{2,120}(?=:?$)|[a-z][^.:;]{2,120}(?=:$))):?$"
                        r"|(?:[A-Z]{1,4}[.)]\s+)?(?P<priority>priority|other|PRIORITY|OTHER|Priority|Other|KEY|Key)"
                        r"\s+(?:recommendations|RECOMMENDATIONS|Recommendations):?$"
                    ),
                    items=("number", "bullet", "letter"),
                    number="{item}",
                    start=re.compile(
                        r"(?:[IVX\d]{1,6}[.)]?\s+)?(?:KEY\s+|FINAL\s+)?(?:CONCLUSIONS?\s+AND\s+)?RECOMMENDATIONS:?$",
                        re.IGNORECASE,
                    ),
                    keeps_lead=True,
                    columns={
                        "addressee": re.compile(
                            r"\b(?:address\w+|responsible|institutions?|bod(?:y|ies)|to\s+whom)\b",
                            re.IGNORECASE,
                        ),
                        "priority": re.compile(r"\bpriority\W*$", re.IGNORECASE),
                        **COLUMNS,
                    },
                    plain_endings=";,.",
                ),
            ),
            years=(DATE, re.compile(r"\b(?P<year>20\d\d)\b")),
            country=re.compile(rf"OSCE\s+Mission\s+(?:in|to)\s+{NAME}"),
        ),
        Profile(
            code="EU",
            title=re.compile(
                r"(?i:Commission\s+staff\s+working\s+document|\benlargement\s+(?:policy|package)\b)|\b(?:SWD|COM)\s?\(\d{4}\)\s?\d+"
                rf"|(?m:^{NAME}\*?\s+20\d\d\s+(?i:(?:Progress\s+)?Report)$)"
            ),
            voice=re.compile(
                r"\b[Ii]n\s+the\s+coming\s+(?:year|period)\b[^.:;]{0,80}\bshould\b[^.:;]{0,60}:"
            ),
            layouts=(
                Layout(
                    lead=re.compile(
                        r"(?:[^:]{0,600}\W)?[A-Z][^.:;]{1,80}\b(?P<opening>should)\b[^.:;]{0,80}:\s*$"
                    ),
                    items=("bullet", "letter", "bracketed roman", "number"),
                    number="",
                    heading=re.compile(
                        r"(?P<chapter>(?:[\d.]{1,8}\s+)?(?:Chapter|Cluster)\s+\d{1,2}\b[^.]{0,100}"
                        r"|\d{1,2}\.\d[\d.]{0,5}\s+[A-Z][^.:;]{2,100})$"
                    ),
                    plain_endings=";,",
                ),
            ),
            years=(
                re.compile(r"\b(?P<year>20\d\d)\s+(?:Progress\s+)?Report\b", re.IGNORECASE),
                DATE,
            ),
            country=re.compile(rf"^{NAME}\*?\s+20\d\d\s+(?:Progress\s+)?Report", re.MULTILINE),
        ),
    )
}
