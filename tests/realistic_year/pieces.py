"""The evidence of the year: what a form asks of each piece."""

PUBLIC, INTERNAL = "public", "internal"


def _piece(
    title: str,
    issuer: str,
    kind: str,
    published: str,
    covers: str,
    *,
    sensitivity: str = PUBLIC,
    language: str = "sq",
) -> dict[str, str]:
    """Return a piece; what it covers is written "first/last"."""
    first, last = covers.split("/")
    return {
        "title": title,
        "issuer": issuer,
        "kind": kind,
        "published_on": published,
        "covers_from": first,
        "covers_to": last,
        "sensitivity": sensitivity,
        "language": language,
    }


YEAR_1, YEAR_2, YEAR_3 = "2024-04-01/2025-03-31", "2025-04-01/2026-03-31", "2026-04-01/2026-09-30"
_PIECES = {
    # The first year, to March 2025
    "osp-2024": _piece(
        "Raporti vjetor i Prokurorit të Shtetit 2024", "OSP", "statistic", "2025-02-28",
        "2024-01-01/2024-12-31"),
    "greta-3": _piece(
        "GRETA: information received for the third evaluation round", "GRETA", "ngo_report",
        "2025-03-20", YEAR_1, language="en"),
    "thbd-2024": _piece(
        "Statistikat e Drejtorisë për Hetimin e Trafikimit 2024", "THBD", "statistic",
        "2025-02-10", "2024-01-01/2024-12-31", sensitivity=INTERNAL),
    "naatip-draft": _piece(
        "Projekt-udhëzimi për lypjen e detyruar të fëmijëve", "NAATIP", "letter", "2025-01-30",
        YEAR_1, sensitivity=INTERNAL),
    "academy-2024": _piece(
        "Programi i trajnimeve 2024 i Akademisë së Drejtësisë", "JUSTICE_ACADEMY", "training",
        "2025-01-15", YEAR_1),
    "coe-training": _piece(
        "Evaluation of advanced training on trafficking cases", "COE", "ngo_report",
        "2025-03-05", YEAR_1, language="en"),
    "csw-staff": _piece(
        "Shkresë për numrin e zyrtarëve socialë", "CSW", "letter", "2025-03-18", YEAR_1,
        sensitivity=INTERNAL),
    "budget-2025": _piece(
        "Ligji nr. 08/L-332 për ndarjet buxhetore për vitin 2025", "MFLT", "budget",
        "2024-12-30", "2024-04-01/2025-03-31"),
    "shelter-law": _piece(
        "Rregullorja (QRK) nr. 02/2025 për financimin e strehimoreve", "GOV", "law",
        "2025-02-14", "2025-02-14/2025-03-31"),
    "shelters-2024": _piece(
        "Annual report of the two NGO-run shelters, 2024", "NGO_SHELTERS", "ngo_report",
        "2025-03-10", YEAR_1, language="en", sensitivity=INTERNAL),
    "vocational-2024": _piece(
        "Pismo o stručnom osposobljavanju žrtava", "MFLT", "letter", "2025-03-12", YEAR_1,
        language="sr-latn", sensitivity=INTERNAL),
    "hotline-plan": _piece(
        "Plani i trajnimit të operatorëve të linjës telefonike", "VAAO", "training", "2025-03-01",
        YEAR_1, sensitivity=INTERNAL),
    "mflt-undertaking": _piece(
        "Minutes of the coordination meeting, September 2024", "MFLT", "meeting", "2024-09-24",
        "2024-09-24/2024-09-24", sensitivity=PUBLIC, language="en"),
    "naatip-plan": _piece(
        "Strategjia kombëtare kundër trafikimit 2025–2029", "NAATIP", "official_statement",
        "2025-03-25", "2025-03-25/2025-03-31"),
    "osp-plan": _piece(
        "Strategic plan of the State Prosecutor 2025–2027", "OSP", "official_statement",
        "2025-05-05", "2025-04-01/2026-03-31", language="en"),
    # The second year, to March 2026
    "osp-2025": _piece(
        "Raporti vjetor i Prokurorit të Shtetit 2025", "OSP", "statistic", "2026-02-27",
        "2025-04-01/2025-12-31"),
    "greta-report": _piece(
        "GRETA: third evaluation report on Kosovo*", "GRETA", "ngo_report", "2026-04-16", YEAR_2,
        language="en"),
    "thbd-2025": _piece(
        "Statistikat e Drejtorisë për Hetimin e Trafikimit 2025", "THBD", "statistic",
        "2026-02-12", "2025-04-01/2025-12-31", sensitivity=INTERNAL),
    "inspectorate-2025": _piece(
        "Inspektimet me tregues të trafikimit, korrigjim", "LABOR_INSP", "letter", "2026-11-03",
        YEAR_2, sensitivity=INTERNAL),
    "naatip-2025": _piece(
        "Procesverbal i mbledhjes së Autoritetit, dhjetor 2025", "NAATIP", "meeting",
        "2025-12-18", YEAR_2, sensitivity=INTERNAL),
    "academy-2025": _piece(
        "Programi i trajnimeve 2025 i Akademisë së Drejtësisë", "JUSTICE_ACADEMY", "training",
        "2026-01-20", YEAR_2),
    "csw-2025": _piece(
        "Letter on vacancies in the Centers for Social Welfare", "CSW", "letter", "2026-04-02",
        YEAR_2, language="en", sensitivity=INTERNAL),
    "shelters-2025": _piece(
        "Annual report of the two NGO-run shelters, 2025", "NGO_SHELTERS", "ngo_report",
        "2026-03-12", YEAR_2, language="en", sensitivity=INTERNAL),
    "treasury-2025": _piece(
        "Isplate skloništima u 2025. godini", "MFLT", "statistic", "2026-03-30", YEAR_2,
        language="sr-latn"),
    "hotline-2025": _piece(
        "Lista e operatorëve të certifikuar", "VAAO", "training", "2026-02-02", YEAR_2),
    "coe-hotline": _piece(
        "Final report on the training of hotline operators", "COE", "ngo_report", "2026-03-02",
        YEAR_2, language="en"),
    # The third year, from April 2026
    "osp-letter": _piece(
        "Odgovor na preporuku br. 1", "OSP", "letter", "2026-09-15", YEAR_3,
        language="sr-latn"),
    "guidance": _piece(
        "Udhëzimi nr. 01/2026 për lypjen e detyruar të fëmijëve", "NAATIP", "procedure",
        "2026-08-12", "2026-08-12/2026-09-30"),
    "academy-cut": _piece(
        "Vendim për shtyrjen e kursit të avancuar", "JUSTICE_ACADEMY", "official_statement",
        "2026-10-12", "2026-04-01/2026-10-31"),
    "academy-view": _piece(
        "Përgjigje e Akademisë së Drejtësisë", "JUSTICE_ACADEMY", "letter", "2026-10-26",
        "2026-04-01/2026-10-31", sensitivity=PUBLIC),
    "mflt-letter": _piece(
        "Letter on the payment of shelter grants", "MFLT", "letter", "2026-10-02", YEAR_3,
        language="en"),
    "shelters-2026": _piece(
        "Statement of the two NGO-run shelters, October 2026", "NGO_SHELTERS", "ngo_report",
        "2026-10-09", YEAR_3, language="en"),
    "privacy-rules": _piece(
        "Draft rules on access to civil-registry data", "NAATIP", "letter", "2026-09-18", YEAR_3,
        language="en", sensitivity=INTERNAL),
    "aip-advice": _piece(
        "Opinion on the confidentiality of victims’ data", "AIP", "official_statement",
        "2026-09-22", YEAR_3, language="en"),
    "interview": _piece(
        "Interview in the juniper house", "NGO_SHELTERS", "interview", "2026-06-11", YEAR_3,
        language="en", sensitivity=INTERNAL),
    "named-readers": _piece(
        "What a medlar said", "NGO_SHELTERS", "interview", "2026-06-12", YEAR_3, language="en",
        sensitivity="named_readers"),
    "civil-letter": _piece(
        "Letter of a shelter worker", "NGO_SHELTERS", "letter", "2026-07-02", "2025-04-01/2026-03-31",
        language="en", sensitivity=INTERNAL),
}  # fmt: skip
PIECES = {
    code: {**values, "url": f"https://documents.example.org/{code}"}
    for code, values in _PIECES.items()
}
