"""Twenty letters written for the tests, with what each is about; three are twins of others."""

import io
from dataclasses import dataclass
from datetime import date

import docx

from tracker.vocabulary import QuestionKind

ASKED = {"kind": QuestionKind.ASK, "asked_on": date(2026, 1, 15), "due_on": date(2026, 12, 15)}
QUESTIONS = {  # by a name of ours: body asked, recommendation, text
    "budget": ("MFLT", "6", "How much was allocated to NGO-run shelters in 2026?"),
    "staff": ("MFLT", "5", "How many social workers do the Centers for Social Welfare employ?"),
    "convictions": ("OSP", "1", "How many trafficking convictions were there in 2026?"),
    "screening": ("LABOR_INSP", "2", "How many inspections screened for trafficking indicators?"),
    "begging": ("NAATIP", "3", "Is the guidance on forced begging adopted?"),
    "privacy": ("AIP", "7", "Were breaches of victims' privacy found?"),
    "operators": ("VAAO", "9", "How many hotline operators were trained?"),
}
COMMITMENTS = {
    "curriculum": ("JUSTICE_ACADEMY", "4", "Adopt a curriculum on trafficking for judges"),
}
HEADS = {
    "MFLT en": "Republic of Kosovo\nMinistry of Finance, Labour and Transfers",
    "MFLT sq": "Republika e Kosovës\nMinistria e Financave, Punës dhe Transfereve",
    "OSP sr": "Republika Kosova\nKancelarija glavnog državnog tužioca",
    "LABOR_INSP sq": "Republika e Kosovës\nInspektorati i Punës",
    "NAATIP sq": "Republika e Kosovës\nAutoriteti Kombëtar kundër Trafikimit me Njerëz",
    "NAATIP en": "National Authority Against Trafficking in Persons",
    "AIP en": "Information and Privacy Agency",
    "VAAO sr": "Kancelarija za zaštitu i pomoć žrtvama",
    "JUSTICE_ACADEMY sq": "Akademia e Drejtësisë",
    "KP en": "Kosovo Police",
    "CSW sq": "Qendra për Punë Sociale",
    "MOJ sr": "Republika Kosova\nMinistarstvo pravde",
}
BEARS = {"en": "No. {}, Pristina, {}", "sq": "Nr. {}, Prishtinë, {}", "sr": "Br. {}, Priština, {}"}
GREETS = {"en": "Dear colleagues,", "sq": "Të nderuar,", "sr": "Poštovani,"}
ABOUT = {"en": "Subject: ", "sq": "Lënda: ", "sr": "Predmet: "}


@dataclass(frozen=True)
class Letter:
    """A letter, and the truth about it."""

    name: str
    head: str  # of HEADS: the code of its issuer and its language
    number: str
    day: date
    subject: str
    text: str
    about: str  # "question budget", "recommendation 4", "commitment curriculum"; "": of a twin
    twin_of: str = ""  # its name
    same_file: bool = False

    @property
    def issuer(self):
        return self.head.split()[0]

    @property
    def lines(self):
        language = self.head.split()[1]
        bears = BEARS[language].format(self.number, self.day.strftime("%d.%m.%Y"))
        return [
            *HEADS[self.head].split("\n"),
            bears,
            f"{ABOUT[language]}{self.subject}",
            GREETS[language],
            *self.text.split("\n"),
        ]

    @property
    def content(self):
        if self.name.endswith(".docx"):
            return _docx(self.lines)
        if self.name.endswith(".pdf"):
            return _pdf(self.lines)
        return "\n\n".join(self.lines).encode()


def _docx(lines):
    document = docx.Document()
    for line in lines:
        document.add_paragraph(line)
    made = io.BytesIO()
    document.save(made)
    return made.getvalue()


def _pdf(lines):
    import typst

    escaped = "\n\n".join(line.replace("@", "\\@").replace("#", "\\#") for line in lines)
    return typst.compile(f"#set page(width: 400pt)\n{escaped}".encode(), format="pdf")


BUDGET = (
    "In 2026 the Ministry paid EUR 310,000 to the two NGO-run shelters for victims.\n"
    "The funds cover January to September 2026."
)
LETTERS = [
    Letter("budget.txt", "MFLT en", "02-145/2026", date(2026, 10, 14),
           "Budget of shelters", BUDGET, "question budget"),
    Letter("budget copy.txt", "MFLT en", "02-145/2026", date(2026, 10, 14),
           "Budget of shelters", BUDGET, "", "budget.txt", same_file=True),
    Letter("budget.docx", "MFLT en", "02-145/2026", date(2026, 10, 14),
           "Budget of shelters", BUDGET, "", "budget.txt"),
    Letter("qps.docx", "MFLT sq", "02-171/2026", date(2026, 10, 20),
           "Burimet për Qendrat për Punë Sociale",
           "Qendrat për Punë Sociale kanë 214 zyrtarë socialë më 30 shtator 2026.\n"
           "Buxheti i tyre është rritur për 4 përqind.", "question staff"),
    Letter("presude.txt", "OSP sr", "A.77/26", date(2026, 9, 2),
           "Odgovor na pitanje",
           "Odgovor na pitanje Q{convictions}: u 2026. godini izrečeno je devet presuda.\n"
           "Istraga se vodi u još šest predmeta.", "question convictions"),
    Letter("inspektime.pdf", "LABOR_INSP sq", "311/2026", date(2026, 11, 3),
           "Inspektimet",
           "Gjatë vitit 2026 janë kryer 1.204 inspektime, me identifikim të treguesve të "
           "trafikimit.", "question screening"),
    Letter("lypja.docx", "NAATIP sq", "88/2026", date(2026, 8, 18),
           "Udhëzimi për lypjen e detyruar",
           "Udhëzimi për lypjen e detyruar të fëmijëve është miratuar më 12 gusht 2026.\n"
           "Ai zbatohet nga të gjitha institucionet.", "question begging"),
    Letter("privacy.pdf", "AIP en", "14/2026", date(2026, 7, 6),
           "Privacy of victims",
           "In 2026 the Agency found no breaches of the privacy of victims.", "question privacy"),
    Letter("operateri.txt", "VAAO sr", "19/26", date(2026, 6, 11),
           "Obuka operatera telefonske linije",
           "Obuku je završilo dvanaest operatera telefonske linije.", "question operators"),
    Letter("kurrikula.docx", "JUSTICE_ACADEMY sq", "401/2026", date(2026, 10, 1),
           "Kurrikula",
           "Për sa i përket rekomandimit nr. 4: kurrikula për gjyqtarë është miratuar.\n"
           "Trajnimi i parë mbahet në nëntor.", "commitment curriculum"),
    Letter("police.txt", "KP en", "1/2026-77", date(2026, 9, 9),
           "Screening at the border",
           "The police screened 640 persons in commercial sex for trafficking indicators.",
           "recommendation 2"),
    Letter("named.txt", "KP en", "1/2026-78", date(2026, 9, 10),
           "Report",
           "With regard to TIP 2024 Kosovo 1, the directorate opened fourteen investigations.",
           "recommendation 1"),
    Letter("qps2.txt", "CSW sq", "55/2026", date(2026, 5, 5),
           "Riintegrimi i viktimave",
           "Shtatë viktima kanë ndjekur trajnimin profesional dhe riintegrimin.",
           "recommendation 8"),
    Letter("pravda.docx", "MOJ sr", "01-12/26", date(2026, 4, 14),
           "Preporuka br. 7",
           "Što se tiče preporuke br. 7, pravilnik o poverljivosti je na snazi.",
           "recommendation 7"),
    Letter("prosjacenje.txt", "MOJ sr", "01-30/26", date(2026, 6, 2),
           "Prisilno prosjačenje dece",
           "Smernice za pomoć deci u prisilnom prosjačenju podeljene su sudovima.",
           "recommendation 3"),
    Letter("shelter grant.pdf", "NAATIP en", "90/2026", date(2026, 9, 29),
           "Shelters run by NGOs",
           "The resources of NGO-run shelters rose by a fifth in the first half of 2026.",
           "recommendation 6"),
    Letter("academy.txt", "KP en", "1/2026-90", date(2026, 10, 5),
           "Advanced training",
           "Sixty police officers and prosecutors received advanced training on trafficking "
           "investigations.", "recommendation 4"),
    Letter("hotline.txt", "NAATIP en", "95/2026", date(2026, 10, 8),
           "Hotline",
           "The hotline operators answered 3,100 calls; their training continues in 2027.",
           "recommendation 9"),
    Letter("punesociale.txt", "CSW sq", "61/2026", date(2026, 9, 15),
           "Burimet",
           "Qendrat për Punë Sociale nuk kanë marrë burime shtesë në vitin 2026.",
           "recommendation 5"),
    Letter("hotline again.docx", "NAATIP en", "95/2026", date(2026, 10, 8),
           "Hotline",
           "The hotline operators answered 3,100 calls; their training continues in 2027.",
           "", "hotline.txt"),
]  # fmt: skip
