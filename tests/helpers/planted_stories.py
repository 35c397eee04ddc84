"""Pieces of evidence of which the truth is known, to be filed through every door.

What a piece is about is said by its makers: its letterhead, its address, its words. `truth` holds
what a careful reader would say of it; what the truth leaves out, nobody can know from the piece.
"""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from tests.factories import BodyFactory
from tracker.models import Body
from tracker.vocabulary import BodyKind

ENDED = date(2021, 3, 22)


def plant_bodies() -> None:
    """Bodies as the register has them: with names in three languages, domains and successors."""
    gov = BodyFactory(code="GOV", kind=BodyKind.GOVERNMENT, name_en="Government of Kosovo")
    mia = _ministry("MIA", "Ministry of Internal Affairs", "Ministria e Punëve të Brendshme (MPB)")
    moj = _ministry("MOJ", "Ministry of Justice", "Ministria e Drejtësisë (MD)")
    mflt = _ministry("MFLT", "Ministry of Finance, Labour and Transfers", "")
    BodyFactory(
        **{"code": "MLSW", "name_en": "Ministry of Labour and Social Welfare"},
        **{"valid_to": ENDED, "successors": [mflt, moj], "parent": gov},
    )
    BodyFactory(code="KP", kind="police", name_en="Kosovo Police", parent=mia)
    BodyFactory(code="NAATIP", name_en="National Authority against Trafficking in Persons")
    BodyFactory(code="OIK", kind="oversight", name_en="Ombudsperson Institution of Kosovo")
    BodyFactory(code="BCP", kind="court", name_en="Basic Court of Pristina")
    BodyFactory(code="PVPT", kind="ngo", name_en="Center for Protection of Victims")
    BodyFactory(code="HRW", kind="ngo", name_en="Human Rights Watch", domains=["hrw.org"])
    BodyFactory(code="KOHA", kind="media", name_en="Koha Ditore", domains=["koha.net"])


def _ministry(code: str, english: str, albanian: str) -> Body:
    serbian = {"MOJ": "Ministarstvo pravde"}.get(code, "")
    domains = {"MOJ": ["md.rks-gov.net"], "MIA": ["mpb.rks-gov.net"]}.get(code, [])
    names = {"name_en": english, "name_sq": albanian, "name_sr": serbian}
    body: Body = BodyFactory(code=code, acronym=code, domains=domains, **names)
    return body


@dataclass(frozen=True)
class Story:
    """A piece, what somebody writes of it, the truth, and what is surely read of it."""

    name: str
    sentence: str
    text: str = ""  # of its file
    file: str = "scan.txt"
    url: str = ""
    title: str = ""  # of a piece without file and link
    truth: dict[str, Any] = field(default_factory=dict)
    reads: str = ""  # names of what is read at least
    issuer: str = ""  # typed

    def __str__(self) -> str:
        return self.name


NINE_MONTHS = ["2026-01-01", "2026-09-30"]
ENGLISH = "Republic of Kosovo\n{}\nRef: 12/2026\n{}\n\nSubject: Beds\nDear Sir or Madam,\n{}"
BEDS = "From January to September 2026 the shelter took in twelve persons."
NEWS = "Shelter opens\n{}\nReporters of this paper visited the shelter. The police looked on."
RELEASE = "MINISTRY OF JUSTICE\nPRESS RELEASE\nThe shelter in Prizren was opened today."


def letter(head: str, *, day: str = "12 October 2026", body: str = BEDS) -> str:
    """An English letter under this head."""
    return ENGLISH.format(head, day, body)


STORIES = (
    Story(
        "letter in English",
        "The ministry writes on its beds.",
        letter("Ministry of Internal Affairs"),
        truth={"issuer": "MIA", "kind": "letter", "period": NINE_MONTHS},
        reads="issuer kind period",
    ),
    Story(
        "letter in Albanian",
        "Ministria shkruan për strehimoren.",
        "REPUBLIKA E KOSOVËS\nMinistria e Drejtësisë\nPrishtinë, 12.10.2026\nLënda: Strehimorja\n"
        "I nderuar z. Drejtor,\nGjatë vitit 2025 u strehuan dymbëdhjetë persona.",
        truth={"issuer": "MOJ", "kind": "letter", "period": ["2025-01-01", "2025-12-31"]},
        reads="issuer kind period",
    ),
    Story(
        "letter in Serbian",
        "Ministarstvo piše o skloništu.",
        "REPUBLIKA KOSOVO\nMinistarstvo pravde\nPriština, 12.10.2026.\nPredmet: Sklonište\n"
        "Poštovani,\nu 2025. godini smešteno je dvanaest lica.",
        truth={"issuer": "MOJ", "kind": "letter", "period": ["2025-01-01", "2025-12-31"]},
        reads="issuer kind period",
    ),
    Story(
        "letter of the police under its ministry",
        "The police write.",
        letter("Ministry of Internal Affairs\nKosovo Police"),
        truth={"issuer": "KP", "kind": "letter", "period": NINE_MONTHS},
        reads="issuer kind",
    ),
    Story(
        "letter of 2020 by the ministry that ended in 2021",
        "The ministry wrote in 2020.",
        letter(
            "Ministry of Labour and Social Welfare",
            day="12 October 2020",
            body="In 2019 it took in ten persons.",
        ),
        truth={"issuer": "MLSW", "kind": "letter", "period": ["2019-01-01", "2019-12-31"]},
        reads="issuer kind period",
    ),
    Story(
        "letter of 2026 by one of its successors",
        "The ministry writes in 2026.",
        letter("Ministry of Finance, Labour and Transfers"),
        truth={"issuer": "MFLT", "kind": "letter", "period": NINE_MONTHS},
        reads="issuer kind",
    ),
    Story(
        "letter of 2026 on paper of the ministry that ended",
        "Somebody writes on old paper.",
        letter("Ministry of Labour and Social Welfare"),
        truth={"kind": "letter", "period": NINE_MONTHS},
    ),
    Story(
        "letter to a ministry by a sender nobody knows",
        "A shelter writes to the ministry.",
        "To: Ministry of Justice\nPristina, 12 October 2026\nDear Minister,\nThe Kosovo Police and"
        " the Ministry of Internal Affairs did not answer us.\nShelter Hope",
        truth={"kind": "letter"},
    ),
    Story(
        "letter of an NGO on its funding",
        "The NGO confirms what it was paid.",
        letter(
            "Center for Protection of Victims",
            body="In 2025 the Ministry of Justice paid us EUR 120,000.",
        ),
        truth={"issuer": "PVPT", "kind": "letter", "period": ["2025-01-01", "2025-12-31"]},
        reads="issuer kind period",
    ),
    Story(
        "letter that quotes another ministry's report",
        "The Ministry of Justice writes.",
        letter("Ministry of Justice", body="We read the law of the Ministry of Internal Affairs."),
        truth={"issuer": "MOJ", "kind": "letter"},
        reads="issuer kind",
    ),
    Story(
        "report of Human Rights Watch",
        "Human Rights Watch writes on shelters.",
        url="https://www.hrw.org/report/2026/1",
        truth={"issuer": "HRW"},
        reads="issuer",
    ),
    Story(
        "report of Human Rights Watch on what a ministry said",
        "The Ministry of Justice announced a shelter.",
        url="https://www.hrw.org/report/2026/2",
        truth={"issuer": "HRW", "original_source": "MOJ"},
        reads="issuer original_source",
    ),
    Story(
        "page of a ministry",
        "The shelter was opened.",
        url="https://md.rks-gov.net/page.aspx?id=1",
        truth={"issuer": "MOJ"},
        reads="issuer",
    ),
    Story(
        "page of a site nobody knows",
        "Human Rights Watch and the Ministry of Justice met.",
        url="https://unknown.example.org/ministry-of-justice",
    ),
    Story(
        "page of a site that looks like a known one",
        "Human Rights Watch writes.",
        url="https://hrw.org.example.com/report",
    ),
    Story(
        "post on a site where anybody publishes",
        "The police write that they trained forty officers.",
        url="https://www.facebook.com/KosovoPolice/posts/1",
    ),
    Story(
        "copy in a web archive",
        "An old page of Human Rights Watch.",
        url="https://web.archive.org/web/2020/https://www.hrw.org/report",
    ),
    Story(
        "news about an authority",
        "The coordinator NAATIP visited a shelter.",
        url="https://www.koha.net/arberi/1",
        truth={"issuer": "KOHA", "kind": "media"},
        reads="issuer kind",
    ),
    Story(
        "news of a site nobody knows",
        "NAATIP visited a shelter of the Ministry of Labour and Social Welfare.",
        url="https://news.example.org/1",
    ),
    Story(
        "news printed from the web",
        "A paper visited the shelter.",
        NEWS.format("12 October 2026"),
        file="article.txt",
    ),
    Story(
        "release that a paper reprints",
        "According to a press release of the Ministry of Justice, a shelter was opened.",
        url="https://www.koha.net/arberi/2",
        truth={"issuer": "KOHA", "kind": "media", "original_source": "MOJ"},
        reads="issuer original_source",
    ),
    Story(
        "the same release as its ministry printed it",
        "A shelter was opened.",
        RELEASE,
        file="release.txt",
        truth={"issuer": "MOJ", "kind": "official_statement"},
        reads="kind",
    ),
    Story(
        "law in English",
        "The law gives victims a place.",
        "LAW NO. 04/L-218\nON PREVENTING AND COMBATING TRAFFICKING\nThe Assembly adopts. The "
        "Ministry of Justice shall carry out this law.",
        truth={"kind": "law"},
        reads="kind",
    ),
    Story(
        "law in Albanian",
        "Ligji u jep viktimave vend.",
        "LIGJI NR. 04/L-218\nPËR PARANDALIMIN DHE LUFTIMIN E TRAFIKIMIT\nKuvendi miraton. "
        "Ministria e Drejtësisë e zbaton këtë ligj.",
        truth={"kind": "law"},
        reads="kind",
    ),
    Story(
        "law in the gazette",
        "The law entered into force.",
        url="https://gazette.example.org/ActDetail.aspx?ActID=8875",
    ),
    Story(
        "judgment",
        "The court gave twelve years.",
        "REPUBLIC OF KOSOVO\nBASIC COURT OF PRISTINA\nIN THE NAME OF THE PEOPLE\nJUDGMENT\nThe "
        "accused is guilty as the Kosovo Police reported.",
        truth={"issuer": "BCP", "kind": "court_decision", "original_source": "KP"},
        reads="kind",
    ),
    Story(
        "judgment in Albanian",
        "Gjykata dha dymbëdhjetë vjet.",
        "AKTGJYKIM\nNë emër të popullit\nGjykata dënon të akuzuarin.",
        truth={"kind": "court_decision"},
        reads="kind",
    ),
    Story(
        "minutes",
        "The authority met.",
        "MINUTES OF THE MEETING\n12 October 2026\nParticipants: Ministry of Justice, Kosovo Police",
        file="minutes.txt",
        truth={"kind": "meeting"},
        reads="kind",
    ),
    Story("call by phone", "The police say that they trained forty.", title="Call with the police"),
    Story(
        "interview at a shelter",
        "A social worker of the Ministry of Justice spoke.",
        title="Interview, 12 October 2026",
    ),
    Story(
        "page of a paper on what the ombudsperson said, by a person who knows",
        "The ombudsperson visited.",
        url="https://www.koha.net/arberi/3",
        issuer="OIK",
        truth={"issuer": "OIK", "kind": "media"},
    ),
    Story(
        "letter whose issuer a person corrects",
        "It is the police's.",
        letter("Ministry of Internal Affairs"),
        issuer="KP",
        truth={"issuer": "KP", "kind": "letter", "period": NINE_MONTHS},
        reads="kind period",
    ),
    Story(
        "letter of the ombudsperson on the police",
        "The ombudsperson writes on the police.",
        letter("Ombudsperson Institution of Kosovo", body="The Kosovo Police did not answer."),
        truth={"issuer": "OIK", "kind": "letter"},
        reads="issuer kind",
    ),
    Story(
        "letter of an NGO to the police about its funding",
        "The NGO asks for what it was promised.",
        letter("Center for Protection of Victims", body="To date the Kosovo Police paid nothing."),
        truth={"issuer": "PVPT", "kind": "letter"},
        reads="issuer kind",
    ),
    Story(
        "letter without a head",
        "Somebody writes.",
        "12 October 2026\nDear colleagues,\nthe Ministry of Justice opened a shelter.",
        truth={"kind": "letter"},
    ),
    Story(
        "law on a ministry's site",
        "The law entered into force.",
        url="https://md.rks-gov.net/law-04-l-218.pdf",
        truth={"issuer": "MOJ"},
        reads="issuer",
    ),
    Story(
        "judgment in Serbian",
        "Sud je izrekao dvanaest godina.",
        "PRESUDA\nU ime naroda\nSud osuđuje optuženog.",
        truth={"kind": "court_decision"},
        reads="kind",
    ),
    Story(
        "news printed about a split ministry",
        "A paper writes on the split of the ministry.",
        "Ministry split\n12 October 2021\nThe Ministry of Labour and Social Welfare became part of"
        " the Ministry of Finance, Labour and Transfers and of the Ministry of Justice.",
        file="article2.txt",
    ),
    Story(
        "subdomain of a known site",
        "Human Rights Watch writes.",
        url="https://data.hrw.org/kosovo",
        truth={"issuer": "HRW"},
        reads="issuer",
    ),
    Story(
        "list with figures that names bodies",
        "Twelve persons were assisted.",
        "Persons assisted\nKosovo Police: 7\nMinistry of Justice: 5",
        file="list.txt",
    ),
)
