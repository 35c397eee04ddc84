"""Reports of other mechanisms in every format: each recommendation word for word, near misses refused."""

import json
from functools import cache
from io import BytesIO
from pathlib import Path

import pytest
import typst
from docx import Document
from hypothesis import given, strategies as st

from tracker.errors import FileUnreadable
from tracker.intake.drafts import Place
from tracker.intake.narrative import read_document, read_file, read_narrative, read_paragraphs
from tracker.intake.profiles import PROFILES
from tracker.intake.recommendations import find_list

HERE = Path(__file__).parent
REPORTS = sorted((HERE / "mechanisms").glob("*.json"))
TIP = sorted((HERE / "layouts").glob("*.txt"))


@cache
def source_of(expected):
    """Return the source of a report: text, page, Word file (with its tables) or PDF."""
    (path,) = (p for p in expected.parent.glob(f"{expected.stem}.*") if p.suffix != ".json")
    match path.suffixes:
        case [".typ"]:
            return typst.compile(path.read_bytes())
        case [".docx", ".txt"]:
            return docx_of(path.read_text())
        case _:
            return path.read_bytes()


def docx_of(text):
    """Return a Word file: a paragraph a line, rows of tables between bars."""
    document, rows = Document(), []
    for line in [*text.splitlines(), ""]:
        if line.startswith("|"):
            rows.append([cell.strip() for cell in line.strip("|").split("|")])
            continue
        if rows:
            table = document.add_table(len(rows), len(rows[0]))
            for number, cells in enumerate(rows):
                for column, cell in enumerate(cells):
                    table.cell(number, column).text = cell
            rows = []
        document.add_paragraph(line)
    content = BytesIO()
    document.save(content)
    return content.getvalue()


def read(source, **given):
    return read_document(source, year=None, country=None, **given)


@pytest.mark.parametrize("expected", REPORTS, ids=lambda path: path.stem)
def test_reads_each_recommendation_word_for_word_at_its_place(expected):
    narrative = read(source_of(expected))

    header, texts = narrative.header, {p.number: p for p in narrative.paragraphs}
    assert {
        "mechanism": header.mechanism,
        "country": header.country,
        "year": header.year,
        "recommendations": [
            {"number": r.number, "text": r.text, **r.attributes} for r in narrative.recommendations
        ],
    } == json.loads(expected.read_text())
    for recommendation in narrative.recommendations:
        words = " ".join(texts[p.paragraph].words(p) for p in recommendation.places)
        assert words == recommendation.text
        assert all(texts[p.paragraph].section == "recommendations" for p in recommendation.places)
    stored = "\n\n".join(p.text for p in narrative.paragraphs)
    assert read_paragraphs(stored, header.mechanism) == narrative.paragraphs
    assert (header.tier, narrative.figures, narrative.questions) == (None, (), ())


NEAR_MISSES = {
    "a press release on GRETA": (
        "Karesh should protect victims of labour exploitation, experts say\n\n"
        "In its new report, the Group of Experts on Action against Trafficking in Human Beings (GRETA) "
        "praises the second shelter.\n\nGRETA urges the authorities to train inspectors. GRETA invites "
        "them to publish statistics on trafficking.\n\nRecommendations: train inspectors; fund shelters.",
        "GRETA",
    ),
    "the comments of a government on GRETA's report": (
        "Comments of the Government of Karesh on the evaluation report\n\nGRETA(2022)31 Com\n\n"
        "15. GRETA urges the authorities to train inspectors. The Government trained 40 of them.",
        "GRETA",
    ),
    "an account of GRECO's work": (
        "Group of States against Corruption\n\nActivities in 2022\n\n"
        "GRECO evaluated nine members. Its report on Karesh has eleven recommendations:\n\n"
        "- ministers have to disclose their meetings;\n\n- advisers are to be vetted.",
        "GRECO",
    ),
    "a list of issues of a committee": (
        "CEDAW/C/KSH/Q/4\n\nCommittee on the Elimination of Discrimination against Women\n\n"
        "List of issues and questions in relation to the fourth periodic report of Karesh\n\n"
        "3. In its previous concluding observations, the Committee recommended shelters. Please state:\n\n"
        "(a) How many women were assisted;\n\n(b) Whether the State party should need help.",
        None,
    ),
    "a summary by stakeholders for the UPR": (
        "Human Rights Council\n\nWorking Group on the Universal Periodic Review\n\nForty-first session\n\n"
        "Summary of stakeholders' submissions on Karesh\n\n"
        "2. JS1 recalled that recommendations 104.1 and 104.2 enjoy the support of Karesh:\n\n"
        "104.1 Ratify the Protocol (Denmark);\n\n104.2 Adopt a plan (Brazil).",
        "UPR",
    ),
    "a report of others with addressees": (
        "Lantern Centre\n\nTrafficking in children in Karesh\n\nOur lawyers assisted 40 victims of trafficking. "
        "We ask all who can to act.\n\nRECOMMENDATIONS\n\nTo the Ministry of Justice:\n\n- Fund legal aid.\n\n"
        "To the police:\n\n- Train officers.",
        "another organization",
    ),
    "a story on an OSCE Mission": (
        "OSCE Mission in Karesh trains judges\n\nJudges of Karesh met on Tuesday to discuss trafficking, the "
        "OSCE Mission said.\n\nThe Mission recommended that courts appoint lawyers for victims of trafficking.",
        "OSCE",
    ),
    "an article on an enlargement package": (
        "What the enlargement package asks of Karesh\n\nThe Commission says that Karesh should do more in "
        "three areas.\n\nJudges have to be appointed, and judgments published.",
        "EU",
    ),
}  # fmt: skip
IN_OTHER_LANGUAGES = {
    "Albanian": (
        "Raporti për trafikimin me njerëz 2024: Kosova\n\nKosova (Niveli 2)\n\nQeveria e Kosovës nuk i plotëson "
        "plotësisht standardet minimale për zhdukjen e trafikimit, por po bën përpjekje të mëdha për ta bërë "
        "këtë. Autoritetet identifikuan më shumë viktima dhe ndoqën penalisht më shumë trafikantë se një vit "
        "më parë.\n\nREKOMANDIMET\n\nTë hetohen dhe të ndiqen penalisht trafikantët.\n\nTë rriten mjetet për "
        "strehimoret që janë për viktimat e trafikimit, dhe të trajnohen gjyqtarët."
    ),
    "Serbian": (
        "Izveštaj o trgovini ljudima 2024: Kosovo\n\nKosovo (nivo 2)\n\nVlada Kosova ne ispunjava u potpunosti "
        "minimalne standarde za suzbijanje trgovine ljudima, ali ulaže značajne napore da to učini. Vlasti su "
        "identifikovale više žrtava i krivično gonile više trgovaca nego prošle godine.\n\nPREPORUKE\n\nIstražiti "
        "i krivično goniti trgovce ljudima.\n\nPovećati sredstva za skloništa za žrtve koje su u zemlji, i obučiti "
        "sudije o tome kako se postupa sa decom."
    ),
    "Serbian in Cyrillic": (
        "Извештај о трговини људима 2024: Косово (Tier 2)\n\nВлада не испуњава у потпуности минималне стандарде.\n\n"
        "ПРЕПОРУКЕ\n\nИстражити и кривично гонити трговце људима."
    ),
}  # fmt: skip


class TestWhatIsNoReport:
    @pytest.mark.parametrize(("text", "name"), NEAR_MISSES.values(), ids=NEAR_MISSES)
    def test_is_refused_also_where_its_mechanism_is_named(self, text, name):
        with pytest.raises(FileUnreadable, match=name):
            read_narrative(text)
        if name in PROFILES and "urges" in text:
            with pytest.raises(FileUnreadable):
                read_narrative(text, mechanism="TIP")

    @pytest.mark.parametrize(
        "path", sorted((HERE / "mechanisms" / "near_misses").glob("*.txt")), ids=lambda p: p.stem
    )
    def test_is_refused_where_its_author_did_not_know_the_reader(self, path):
        with pytest.raises(FileUnreadable):
            read_narrative(path.read_text())

    @pytest.mark.parametrize(("language", "text"), IN_OTHER_LANGUAGES.items())
    def test_is_refused_in_another_language_with_what_to_do(self, language, text):
        with pytest.raises(
            FileUnreadable,
            match=rf"the text is in {language[:8].strip()}.*Paste the English original",
        ):
            read_narrative(text)


class TestWhatMechanism:
    @pytest.mark.parametrize("layout", TIP, ids=lambda path: path.stem)
    def test_a_narrative_is_of_the_tip_report_and_of_no_other(self, layout):
        text = layout.read_text()

        assert read_narrative(text).header.mechanism == "TIP"
        with pytest.raises(FileUnreadable):
            read_narrative(text, mechanism="GRETA")

    @pytest.mark.parametrize("expected", REPORTS, ids=lambda path: path.stem)
    def test_a_report_of_another_is_refused_under_a_wrong_name(self, expected):
        text = read_file(source_of(expected)).text
        code = json.loads(expected.read_text())["mechanism"]

        assert read_narrative(text, mechanism=code).header.mechanism == code
        for wrong in {"TIP", "CAT"} - {code}:
            with pytest.raises(FileUnreadable, match=f"is a report of .*, not of {wrong}"):
                read_narrative(text, mechanism=wrong)

    def test_an_excerpt_with_printed_numbers_needs_no_title(self):
        greta = read_narrative("75. GRETA urges the authorities of Karesh to fund shelters.")
        committee = "30. The State party should:\n\n(a) Fund shelters;\n\n(b) Train judges."

        assert [(r.number, r.text) for r in greta.recommendations] == [
            ("75", "GRETA urges the authorities of Karesh to fund shelters.")
        ]
        assert greta.header.year is None
        with pytest.raises(FileUnreadable, match="does not name its mechanism"):
            read_narrative(committee)
        assert [r.number for r in read_narrative(committee, mechanism="CRC").recommendations] == [
            "30(a)",
            "30(b)",
        ]


HEADS = {
    "GRETA": "GRETA(2024)02\n\nEvaluation report: Karesh",
    "GRECO": "Group of States against Corruption\n\nKARESH",
    "CRC": "Committee on the Rights of the Child\n\nConcluding observations on the fifth report of Karesh",
    "UPR": "Report of the Working Group on the Universal Periodic Review\n\nKaresh",
    "OSCE": "OSCE Mission in Karesh\n\nRECOMMENDATIONS",
    "EU": "Commission staff working document\n\nKaresh 2024 Report",
}
SENTENCES = [  # what is asked in many words, and what only sounds like it
    ("GRETA", "8. ➢ GRETA considers it important to train judges.", ["GRETA considers it important to train judges."]),
    ("GRETA", "8. GRETA welcomes the law (see para. 12) and urges the authorities to apply it.", ["GRETA welcomes the law (see para. 12) and urges the authorities to apply it."]),
    ("GRETA", "8. GRETA considers that the law is good. NGOs urge more.\n\n9. GRETA asks for a study.", ["GRETA asks for a study."]),
    ("GRETA", "8. GRETA urges the authorities to:\n\n(a) act;\n\n(b) pay.\n\n9. Police act.", ["GRETA urges the authorities to: (a) act; (b) pay."]),
    ("CRC", "8. The Committee draws the attention of the State party to article 9 and urges it to: (a) Act; (b) Pay.", ["Act", "Pay."]),
    ("CRC", "8. It also recommends that it:\n\n(a) Act.", ["Act."]),
    ("CRC", "8. The Committee notes that requests were made.\n\n(a) Few.\n\n9. The State Party should act.", ["The State Party should act."]),
    ("CRC", "8. The State party should:\n\n(g) Act;\n\n(h) Pay;\n\n(i) Ask.", ["Act", "Pay", "Ask."]),
    ("UPR", "9. The recommendations below enjoy the support of Karesh:\n\n9.1. Spend 9.2 per cent more on care (Chad);\n\n9.2. Act (Mali).", ["Spend 9.2 per cent more on care (Chad)", "Act (Mali)."]),
    ("OSCE", "To the judges\n\nTo the courts:\n\n1) Act now;\n2) Pay.\n\n3) Ask.", ["Act now", "Pay.", "Ask."]),
    ("OSCE", "To the judiciary:\n\nThe courts act late.\n\nFor Parliament:\n\n– Act.", ["The courts act late.", "Act."]),
    ("EU", "In the coming year, Karesh should: - act; and - pay.\n\nIt should sleep.", ["act", "pay."]),
    ("EU", "Karesh should, in particular:\n\n(i) act;\n\n(ii) pay.", ["act", "pay."]),
    ("GRECO", "GRECO addresses the following recommendations to Karesh:\n\nRegarding judges\n\nthat X act;\n\nthat Y pay (paragraph 9).", ["that X act", "that Y pay"]),
    ("GRECO", "GRECO addresses the following recommendations to Karesh:\n\ni. that X act;\n\nii. that Y, under article i. 9, pay;\n\niii. that Z ask.", ["that X act", "that Y, under article i. 9, pay", "that Z ask."]),
]  # fmt: skip


@pytest.mark.parametrize(("code", "text", "requests"), SENTENCES)
def test_tells_requests_from_other_sentences(code, text, requests):
    narrative = read_narrative(f"{HEADS[code]}\n\n{text}", mechanism=code)

    assert [recommendation.text for recommendation in narrative.recommendations] == requests


@pytest.mark.parametrize(
    ("paragraphs", "sentence"),
    [
        ("8. {act}\n\n50. {report}", "Paragraph 50 asks"),
        ("8. {act}\n\n50. {report}\n\n51. {report}", "Paragraphs 50, 51 ask"),
        ("8. {act}\n\n9. The State party should:\n\n(a) Act.\n\n(b) {report}", "Paragraph 9(b) asks"),
        ("{act}\n\n{report}", "Paragraph 4 asks"),
        ("8. {act}\n\nNext report\n50. {report}", "Paragraph 50 asks"),
    ],
)  # fmt: skip
def test_names_what_asks_for_reports_by_its_printed_number(paragraphs, sentence):
    act = "The State party should train judges."
    report = "The State party should submit its next periodic report by May 2027."

    text = paragraphs.format(act=act, report=report)
    narrative = read_narrative(f"{HEADS['CRC']}\n\n{text}", mechanism="CRC")

    assert sentence in " ".join(narrative.uncertainties)
    assert report not in [recommendation.text for recommendation in narrative.recommendations]


NORWAY = {"position": "supported", "state": "Norway; Chad"}
MALI = {"position": "noted", "state": "Mali"}
TABLES = {  # heads and rows between bars, and what each recommendation gives
    "text, state, position": ("UPR", "Recommendation | State | Position\n9.1 Act on it. | Norway; Chad | Supported\n9.3 Pay | Mali | Noted", [("9.1", "Act on it.", NORWAY), ("9.3", "Pay", MALI)]),
    "number, text, state, position": ("UPR", "No. | Recommendation | Recommending State | Position\n9.1 | Act on it. | Norway; Chad | Supported\n9.3 | Pay | Mali | Noted", [("9.1", "Act on it.", NORWAY), ("9.3", "Pay", MALI)]),
    "text, position, state": ("UPR", "Recommendation | Position of the State | Made by\n9.1 Act on it. | Supported | Norway; Chad\n9.3 Pay | Noted | Mali", [("9.1", "Act on it.", NORWAY), ("9.3", "Pay", MALI)]),
    "position, state, text": ("UPR", "Response | Country | Recommendations\nSupported | Norway; Chad | 9.1 Act on it.\nNoted | Mali | 9.3 Pay", [("9.1", "Act on it.", NORWAY), ("9.3", "Pay", MALI)]),
    "empty cells at the end": ("UPR", "Recommendation | State | Position\n9.1 Act on it. | Norway; Chad | Supported\n9.2 Ask. | Mali |\n9.3 Pay | |", [("9.1", "Act on it.", NORWAY), ("9.2", "Ask.", {"state": "Mali"}), ("9.3", "Pay", {})]),
    "verdicts": ("GRECO", "Recommendation | Verdict\ni. that X act; | Partly implemented\niv. that Y pay. | Not implemented", [("i", "that X act", {"verdict": "Partly implemented"}), ("iv", "that Y pay.", {"verdict": "Not implemented"})]),
    "verdicts before": ("GRECO", "Status | No. | Text of the recommendation\nDealt with | (iv) | that X act;\nPending | v | that Y pay.", [("iv", "that X act", {"verdict": "Dealt with"}), ("v", "that Y pay.", {"verdict": "Pending"})]),
    "another table below": ("GRECO", "Recommendation | Verdict\ni. that X act; | Pending\n\nTable 2. What courts did in the year.\n\nVerdict | Cases\n2020 | 14 were heard.", [("i", "that X act", {"verdict": "Pending"})]),
    "addressees": ("OSCE", "Addressee | Recommendation\nMinistry of Justice | Fund legal aid\nPolice | Act now.\n | - Ask.", [("1", "Fund legal aid", {"addressee": "Ministry of Justice"}), ("2", "Act now.", {"addressee": "Police"}), ("3", "Ask.", {"addressee": "Police"})]),
    "addressees that are empty in the middle": ("OSCE", "Addressee | Recommendation\nParliament | Pass the law.\n | Fund it.\nPolice | Train officers.", [("1", "Pass the law.", {"addressee": "Parliament"}), ("2", "Fund it.", {"addressee": "Parliament"}), ("3", "Train officers.", {"addressee": "Police"})]),
    "addressees and empty priorities": ("OSCE", "Addressee | Recommendation | Priority\nParliament | Pass the law. | High\n | Fund it. |\nPolice | Train officers. |", [("1", "Pass the law.", {"addressee": "Parliament", "priority": "High"}), ("2", "Fund it.", {"addressee": "Parliament"}), ("3", "Train officers.", {"addressee": "Police"})]),
    "empty numbers": ("UPR", "No. | Recommendation | State\n9.1 | Act on it. | Mali\n | Train judges. | Togo\n9.3 | Pay | Chad", [("9.1", "Act on it.", {"state": "Mali"}), ("2", "Train judges.", {"state": "Togo"}), ("9.3", "Pay", {"state": "Chad"})]),
    "rows that end before their text": ("UPR", "No. | Theme | Recommendation\n9.1 | Courts | Act on it.\n9.2 | Prosecution |\n9.3 | Courts | Pay", [("9.1", "Act on it.", {}), ("9.3", "Pay", {})]),
    "addressees behind": ("OSCE", "No. | Recommendation | Responsible institutions | Deadline\n1 | Fund legal aid | Ministry of Justice | 2025\n2 | Act now. | | 2026", [("1", "Fund legal aid", {"addressee": "Ministry of Justice"}), ("2", "Act now.", {})]),
}  # fmt: skip


class TestTables:
    @pytest.mark.parametrize(("code", "table", "expected"), TABLES.values(), ids=TABLES)
    def test_of_a_word_file_or_page_are_read_by_the_heads_of_their_columns(
        self, code, table, expected
    ):
        lines = [f"| {line} |" if " |" in line else line for line in table.split("\n")]
        word = docx_of("\n".join([*HEADS[code].split("\n\n"), *lines]))
        cell = "<td><p>{}</p></td>".format
        rows = (
            f"<tr>{''.join(cell(c.strip()) for c in line.removeprefix('| ').removesuffix(' |').split(' |'))}</tr>"
            if " |" in line
            else f"</table><p>{line}</p><table>"
            for line in lines
        )
        head = "".join(f"<p>{line}</p>" for line in HEADS[code].split("\n\n"))
        page = f"<html><body>{head}<table>{''.join(rows)}</table></body></html>"
        spaced = page.replace("<t", "\n  <t").replace("</t", "\n  </t")

        for source in (word, page.encode(), spaced.encode()):
            narrative = read(source)
            assert [(r.number, r.text, r.attributes) for r in narrative.recommendations] == expected
            texts = [p.text for p in narrative.paragraphs]
            assert read_paragraphs("\n\n".join(texts), code) == narrative.paragraphs

    def test_pasted_are_read_row_by_row(self):
        rows = "Recommendation\tState\tPosition\n9.1 Act\tMali\tNoted\n9.2 Pay\tChad\tNoted"

        narrative = read(f"{HEADS['UPR']}\n\n{rows}")

        assert [r.attributes["state"] for r in narrative.recommendations] == ["Mali", "Chad"]

    def test_pasted_keep_what_an_empty_cell_stands_before(self):
        rows = "No.\tRecommendation\tState\n9.1\tAct\tMali\n\tTrain judges.\tTogo\n9.3\tPay\tChad"

        narrative = read(f"{HEADS['UPR']}\n\n{rows}")

        assert [(r.text, r.attributes["state"]) for r in narrative.recommendations] == [
            ("Act", "Mali"),
            ("Train judges.", "Togo"),
            ("Pay", "Chad"),
        ]

    def test_leave_out_a_row_that_has_lost_its_number(self):
        rows = "No.\tRecommendation\tState\n9.1\tAct\tMali\nTrain judges.\tTogo\n9.3\tPay\tChad"

        narrative = read(f"{HEADS['UPR']}\n\n{rows}")

        assert [r.text for r in narrative.recommendations] == ["Act", "Pay"]

    def test_of_a_tip_report_may_have_rows_that_end_before_their_text(self):
        lines = ["No.\tTheme\tRecommendation", "1\tCourts\tTrain judges.", "2\tProsecution"]

        assert find_list(["PRIORITIZED RECOMMENDATIONS:", *lines], 0).stretches == (
            Place(1, 0, 0),
            Place(2, 9, 22),
            Place(3, 0, 0),
        )

    def test_name_the_body_that_a_row_addresses_at_its_place(self):
        table = "| Addressee | Recommendation |\n| Ministry of Justice | Fund legal aid |"

        narrative = read(docx_of("\n".join([*HEADS["OSCE"].split("\n\n"), table])))

        (recommendation,) = narrative.recommendations
        paragraph = narrative.paragraphs[recommendation.addressee.paragraph - 1]
        assert paragraph.words(recommendation.addressee).strip() == "Ministry of Justice"

    def test_without_heads_are_no_lists_of_their_own(self):
        with pytest.raises(FileUnreadable, match="no recommendations of GRECO"):
            read(docx_of("\n".join([*HEADS["GRECO"].split("\n\n"), "| i. Courts | Judges |"])))


PIECES = [
    *HEADS.values(),
    *(text for _code, text, _requests in SENTENCES),
    *(
        "\n",
        "\n\n",
        "\t",
        "\nNo.\tRecommendation\n",
        " and ",
        "9. ",
        "(a) ",
        "ii. ",
        "104.2 ",
        "→ ",
        "- ",
        "42",
        "(paragraph 9)",
    ),
    *(";", ".", ":", "Supported", "(Chad)", "Recommendation iv.", "To the courts:", "1 See note."),
]


class TestAnyText:
    @given(st.lists(st.sampled_from(PIECES), max_size=20).map("".join))
    def test_is_refused_or_read_with_numbers_and_words_as_they_stand(self, text):
        try:
            narrative = read_narrative(text)
        except FileUnreadable as refused:
            assert str(refused)
            return
        texts = {paragraph.number: paragraph for paragraph in narrative.paragraphs}
        numbers = [recommendation.number for recommendation in narrative.recommendations]
        assert len(set(numbers)) == len(numbers)
        for recommendation in narrative.recommendations:
            words = " ".join(texts[p.paragraph].words(p) for p in recommendation.places)
            assert words == recommendation.text != ""
        stored = "\n\n".join(paragraph.text for paragraph in narrative.paragraphs)
        assert read_paragraphs(stored, narrative.header.mechanism) == narrative.paragraphs
