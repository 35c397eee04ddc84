"""Spots found in typed text and in files, and text that is let through."""

import json
from pathlib import Path
from time import process_time

import pytest
from hypothesis import given, strategies as st

from tracker.screening import describe_spots, find_spots_in_file, find_spots_in_text
from tracker.vocabulary import SpotKind

ROOT = Path(__file__).resolve().parent.parent.parent
KOSOVO = ROOT / "fixtures" / "tip-2024-kosovo"
LAYOUTS = ROOT / "tests" / "intake" / "layouts"

FOUND = [
    ("personal_number", "Numri personal 1234567890 u regjistrua.", "1234567890"),
    ("personal_number", "She holds 1176543210, issued in Peja.", "1176543210"),
    ("personal_number", "ID:1234567890", "1234567890"),
    ("personal_number", "lični broj 12345 67890", "12345 67890"),
    ("personal_number", "noted as 123-456-7890", "123-456-7890"),
    ("personal_number", "nr. personal 1234 567 890", "1234 567 890"),
    ("personal_number", "tel. 044 123 456, nr. personal 1234567890", "1234567890"),
    ("personal_number", "JMBG 0101006500006", "0101006500006"),
    ("birth_date", "born on 12 March 2004 in Peja", "12 March 2004"),
    ("birth_date", "The girl (DOB 12/03/2004) was placed", "12/03/2004"),
    ("birth_date", "date of birth: 2004-03-12", "2004-03-12"),
    ("birth_date", "e lindur më 12.03.2004 në Pejë", "12.03.2004"),
    ("birth_date", "Datëlindja: 3 mars 2001", "3 mars 2001"),
    ("birth_date", "vitlindja 2004", "2004"),
    ("birth_date", "rođena 12. marta 2004. godine", "12. marta 2004"),
    ("birth_date", "datum rođenja 12.3.2004.", "12.3.2004"),
    ("birth_date", "12.03.2004 (date of birth)", "12.03.2004"),
    ("birth_date", "Arta Krasniqi, born in 2004", "2004"),
    ("case_number", "charged under PPN 123/2024 in Peja", "PPN 123/2024"),
    ("case_number", "lënda PP.I.nr.45/2023", "PP.I.nr.45/2023"),
    ("case_number", "judgment P.nr. 45/23 of the court", "P.nr. 45/23"),
    ("case_number", "aktgjykimi KP 12/2023", "KP 12/2023"),
    ("case_number", "Case no. 77/2023 was closed", "77/2023"),
    ("case_number", "rasti nr. 415", "415"),
    ("case_number", "predmet br. 12/22", "12/22"),
    ("case_number", "the file VT-2024-013 at the shelter", "VT-2024-013"),
    ("victim_beside_name", "The victim Arta Krasniqi was moved.", "victim Arta Krasniqi"),
    ("victim_beside_name", "Arta Krasniqi, a victim from Peja", "Arta Krasniqi, a victim"),
    ("victim_beside_name", "viktima A.B. u strehua", "viktima A.B."),
    ("victim_beside_name", "viktimës Xh. K. iu ofrua strehim", "viktimës Xh. K."),
    ("victim_beside_name", "e mitura Arta K. u kthye", "mitura Arta K"),
    ("victim_beside_name", "e dëmtuara Arta Krasniqi", "dëmtuara Arta Krasniqi"),
    ("victim_beside_name", "žrtva Jelena Marković je svedočila", "žrtva Jelena Marković"),
    ("victim_beside_name", "oštećena J. M. je saslušana", "oštećena J. M."),
    ("victim_beside_name", "the injured party Arta Krasniqi", "party Arta Krasniqi"),
    (
        "victim_beside_name",
        "survivor Arta Krasniqi-Berisha spoke",
        "survivor Arta Krasniqi-Berisha",
    ),
    ("victim_beside_name", "two victims: A.B. and C.D.", "victims: A.B."),
    ("personal_number", "JMBG 1203004123456", "1203004123456"),
    ("personal_number", "tel. 044 123 456, 1171234567", "1171234567"),
    ("personal_number", "Arta Krasniqi,1171234567,15", "1171234567"),
    ("personal_number", "15,1171234567,Arta Krasniqi", "1171234567"),
    ("birth_date", "d.l. 12.03.2004", "12.03.2004"),
    ("birth_date", "dtl. 12.03.2004", "12.03.2004"),
    ("case_number", "aktakuza PP.I.Nr.45/2024", "PP.I.Nr.45/2024"),
    ("case_number", "PP/II nr 12/2024", "PP/II nr 12/2024"),
    ("case_number", "Case 12/2024 was closed", "12/2024"),
    ("case_number", "see case file 2024/123", "2024/123"),
    ("victim_beside_name", "VIKTIMA: ARTA KRASNIQI", "VIKTIMA: ARTA KRASNIQI"),
    ("victim_beside_name", "ARTA KRASNIQI is the victim", "ARTA KRASNIQI is the victim"),
    ("victim_beside_name", "E DËMTUARA ARTA KRASNIQI", "DËMTUARA ARTA KRASNIQI"),
    (
        "victim_beside_name",
        "Arta Krasniqi and Blerta Hoxha were identified as victims.",
        "Blerta Hoxha were identified as victims",
    ),
    ("victim_beside_name", "Doctor Arta Krasniqi, victim, said", "Arta Krasniqi, victim"),
    ("victim_beside_name", "Victims named Arta Krasniqi", "Victims named Arta Krasniqi"),
    ("victim_beside_name", "the trafficked girl Arta Krasniqi", "girl Arta Krasniqi"),
    ("victim_beside_name", "the minor Arta Krasniqi left", "minor Arta Krasniqi"),
]

LET_THROUGH = [
    "Call +383 38 200 12345 or 00383 44 123 456.",
    "Tel. 0381234567, mob: 1234567890",
    "telefoni 044 123 456, info@example.org",
    "IBAN XK051212012345678906, llogaria 1234567890",
    "a budget of 1 000 000 000 EUR and 1234567890 euros",
    "€ 1234567890",
    "https://example.org/news/1234567890/page?id=1234567890",
    "ISBN 9781234567897, ISBN 1234567890, doi 10.1234/1234567890",
    "reference 123456789012345678",
    "2022 2023 12 45, 1200 1500 12, 10 12 15 22 31",
    "Rruga Nëna Terezë 12, 10000 Prishtinë",
    "Law No. 04/L-218 of 2013 and Law no. 06/L-074",
    "Order 12/2024, Order P.nr. 12/2024",
    "Administrative Instruction No. 01/2023",
    "Udhëzim Administrativ Nr. 01/2023, Ligji Nr. 06/L-074",
    "Uredba br. 12/2022, Odluka br. 05/2024, Službeni list K. br. 12/23",
    "Decision No. 05/112, Official Gazette No. 27/2013, Regulation KP 12/2023",
    "GRETA(2021)08, CM-2024-012, ISO-2022-1234",
    "In 2023, 12 cases were investigated (9 in 2022).",
    "Children born after 1 January 2010 are covered.",
    "The number of children born in 2023 fell.",
    "The shelter opened on 12 March 2004.",
    "The Victim Advocacy and Assistance Office helped one victim.",
    "The Coordinator for Victim Protection met the Ministry of Justice.",
    "Victims' Advocates and the Center for Protection of Victims",
    "National Anti-Trafficking Coordinator Bllaca praised the victim.",
    "Minister Hekuran Murati said victims were helped.",
    "Judge Arta Krasniqi heard one victim.",
    "According to Judge Arta Krasniqi, victims were heard.",
    "Arta Krasniqi, director of the shelter, met a victim.",
    "One victim from North Macedonia and one victim from Fushe Kosove in May.",
    "Hekuran Murati said that victims received help.",
    "Zyra për Mbrojtje dhe Ndihmë Viktimave ndihmoi një viktimë.",
    "Kancelarija za zaštitu i pomoć žrtvama pomogla je jednoj žrtvi.",
    "Arta Krasniqi wrote the report. A victim was heard.",
    "the victim protection specialist Arta Krasniqi",
    "The U.S. Embassy trained one victim advocate.",
    "Viktima ka të drejtë në kompensim sipas Ligjit Nr. 05/L-036.",
    "Viktima sipas Rregullores Nr. 12/2023 dhe Udhëzimit Administrativ Nr. 4",
    "Vendimit Nr. 4 dhe Nenit Nr. 5: viktima strehohet.",
    "Žrtva ima pravo po Zakonu Br. 05/L-036 i po Uredbi Br. 3.",
    "Qendra për Mirëqenie Sociale e strehoi një viktimë.",
    "Viktima u dërgua në Stacionin Policor dhe në Gjykatën Themelore.",
    "Jedna žrtva iz Severne Makedonije stigla je u Novi Pazar.",
    "One victim from Sierra Leone was helped by Swiss Caritas.",
    "Trafficker Agim Gashi was sentenced for exploiting one victim.",
    "Lënda nr. 45/2024 e Ministrisë: kërkesë",
    "Project HF-2023-15 was funded.",
    "Budget code 1234567890",
    "the sum of 1234567890,15 and 1,234,567,890",
    "Centar za socijalni rad u Kosovu Polju pomogao je jednoj žrtvi iz Crne Gore.",
    "Žrtva je dobila pomoć od Crvenog Krsta; eksperti Grupe GRETA pitali su za žrtvu.",
    "Raportuesi i Grupit të Ekspertëve GRETA pyeti për një viktimë nga Sri Lanka.",
    "ŽRTVE TRGOVINE LJUDIMA",
    "Jedna žrtva\nKRATAK PREGLED",
    "MBROJTJA E VIKTIMËS DHE STREHIMI I PËRKOHSHËM",
    "The boy was heard. Arta Krasniqi wrote the report.",
]
REGISTERS = {
    "names in two columns": (
        "Emri\tMbiemri\tNr. personal\tDatelindja\nArta\tKrasniqi\t1171234567\t12.03.2004",
        ["personal_number", "birth_date"],
    ),
    "no heads": ("1\tArta\tKrasniqi\t1171234567\t15", ["personal_number"]),
    "a birth date under its head": (
        "Name\tDate of birth\nArta Krasniqi\t2004-03-12",
        ["birth_date"],
    ),
    "a year of birth": ("Emri\tMbiemri\tVitlindja\nArta\tKrasniqi\t2004", ["birth_date"]),
    "a column that says who is one": (
        "Ime\tPrezime\tUloga\nJelena\tMarković\tžrtva",
        ["victim_beside_name"],
    ),
}
FIGURES = [
    "Viti\tViktima\tMeshkuj\tFemra\n2023\t21\t3\t18",
    "Pejë\tViktima\tFemra\tShqiptare\t3",
    "Emri\tMbiemri\tPozita\nArta\tKrasniqi\tdrejtoreshë",
    "Kodi\tBuxheti\tViti\nShpenzime\t3000000000 €\t2023",
]


class TestTypedText:
    @pytest.mark.parametrize(("kind", "text", "words"), FOUND)
    def test_is_stopped_at_what_may_identify_a_victim(self, kind, text, words):
        assert (kind, words) in [(spot.kind, spot.words) for spot in find_spots_in_text(text)]

    @pytest.mark.parametrize("text", LET_THROUGH)
    def test_passes_with_official_words(self, text):
        assert [spot.around for spot in find_spots_in_text(text)] == []

    def test_passes_with_the_names_of_bodies_and_of_people_who_work_here(self):
        text = "Arta Krasniqi met the victim at Nova Iskra."

        assert find_spots_in_text(text)
        assert find_spots_in_text(text, known=["Dr. Arta Krasniqi", "Nova Iskra"]) == []


class TestAFile:
    @pytest.mark.parametrize(
        "text",
        [
            "Arta Krasniqi\n1234567890\nPejë",
            "Numri personal: 1234567890",
            "Jelena Marković, rođena 12.03.2004.",
            "Viktima Arta Krasniqi u strehua.",
        ],
    )
    def test_is_stopped_at_a_number_or_date_beside_a_name_and_at_a_victim_with_one(self, text):
        assert find_spots_in_file(text)

    @pytest.mark.parametrize(
        "text",
        [
            "Year Cases Victims\n2022 1234567890 12\n2023 2345678901 14",
            "born 12.03.2004",
            "PPN 123/2024",
            "Arta Krasniqi\n\n1234567890 persons crossed the border",
            "Tel. 1234567890, Arta Krasniqi",
        ],
    )
    def test_passes_with_figures_alone(self, text):
        assert find_spots_in_file(text) == []


class TestATable:
    @pytest.mark.parametrize("name", REGISTERS)
    def test_is_stopped_at_a_register_of_persons(self, name):
        text, kinds = REGISTERS[name]

        assert [spot.kind for spot in find_spots_in_file(text)] == kinds

    @pytest.mark.parametrize("text", FIGURES)
    def test_passes_with_figures_and_offices(self, text):
        assert [spot.around for spot in find_spots_in_file(text)] == []

    def test_ends_at_a_blank_line(self):
        assert find_spots_in_file("Emri\tMbiemri\tDatelindja\n\nArta\tKrasniqi\t12.03.2004") == []


def texts_in(value):
    if isinstance(value, str):
        yield value
    elif isinstance(value, list | dict):
        for one in value.values() if isinstance(value, dict) else value:
            yield from texts_in(one)


def texts_of(path):
    text = path.read_text()
    return [text] if path.suffix == ".txt" else list(texts_in(json.loads(text)))


class TestPublishedNarratives:
    @pytest.mark.parametrize(
        "path",
        [*sorted(KOSOVO.iterdir()), *sorted(LAYOUTS.glob("*.txt"))],
        ids=lambda path: path.name,
    )
    def test_raise_no_alarm(self, path):
        alarms = [
            s
            for text in texts_of(path)
            for s in (*find_spots_in_text(text), *find_spots_in_file(text))
        ]

        assert [spot.around for spot in alarms] == []


PIECES = "\t|Emri|Mbiemri|VIKTIMA|ARTA|victim|Arta|Krasniqi|A.B.|1234567890|born|12.03.2004|PPN|123/2024|case|no.|tel|.|,|+|«|ß|İ|😀|\n|\n\n"
WORDS = st.sampled_from(PIECES.split("|"))
TEXTS = st.one_of(st.text(), st.lists(WORDS).map(" ".join), st.lists(WORDS).map("".join))


class TestSpots:
    @given(TEXTS)
    def test_stand_where_they_say(self, text):
        for spot in (*find_spots_in_text(text), *find_spots_in_file(text)):
            assert text[spot.start : spot.end] == spot.words != ""
            assert len(spot.around) <= 80
            assert "\n" not in spot.around
            assert "«" in spot.around and "»" in spot.around

    @given(TEXTS)
    def test_come_in_order_and_once(self, text):
        for spots in (find_spots_in_text(text), find_spots_in_file(text)):
            assert [s.start for s in spots] == sorted(s.start for s in spots)
            assert len(set(spots)) == len(spots)

    @pytest.mark.parametrize("word", ["born ", "1234567890 ", "Arta ", "victim "])
    def test_are_looked_for_within_a_second_in_long_texts(self, word):
        before = process_time()

        find_spots_in_file(word * (100_000 // len(word)))

        assert process_time() - before < 2

    def test_are_told_with_the_remedy(self):
        assert describe_spots(find_spots_in_text("She holds 1176543210, issued in Peja.")) == (
            "Looks like a personal number (She holds «1176543210», issued in Peja.). Remove it, "
            "or tick “Checked: no victim’s data” and save again."
        )

    def test_are_counted_where_there_are_many(self):
        assert "2 more" in describe_spots(find_spots_in_text("ID 1234567890 " * 5))

    def test_of_no_spot_are_empty(self):
        assert describe_spots([]) == ""

    @pytest.mark.parametrize("kind", SpotKind)
    def test_have_a_label(self, kind):
        assert kind.label
