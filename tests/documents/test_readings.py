"""What a file, an address or a sentence says of issuer, kind and period, and what it does not."""

import time
from datetime import date

import pytest
from hypothesis import given, strategies as st

from tests.documents import samples
from tracker.documents.readings import (
    KnownBody,
    below_head,
    read_address,
    read_kind,
    read_letterhead,
    read_number,
    read_original_source,
    read_period,
)
from tracker.vocabulary import EvidenceKind, FileKind, ReadingPlace

LETTER = "\n".join(samples.LETTER)
BODIES = [
    KnownBody("GOV", ("Government of Kosovo", "Qeveria e Kosovës"), is_government=True),
    KnownBody("MIA", ("MIA", "Ministry of Internal Affairs", "Ministria e Punëve të Brendshme")),
    KnownBody("KP", ("KP", "Kosovo Police", "Policia e Kosovës"), frozenset({"MIA"})),
    KnownBody("MOJ", ("MOJ", "Ministry of Justice", "Ministria e Drejtësisë", "Ministarstvo pravde"), domains=("md.rks-gov.net",)),
    KnownBody("HRW", ("HRW", "Human Rights Watch"), domains=("hrw.org",)),
    KnownBody("NAATIP", ("NAATIP", "National Authority against Trafficking in Persons")),
    KnownBody("RKS", ("rks",), domains=("rks-gov.net",)),
]  # fmt: skip
BODY_TEXT = "Subject: Beds\nDear Sir,\nWe inform you."


class TestLetterhead:
    @pytest.mark.parametrize(
        ("head", "code"),
        [
            ("Republic of Kosovo\nMinistry of Internal Affairs (MIA)\nRef: 12", "MIA"),
            ("REPUBLIKA E KOSOVËS - MINISTRIA E DREJTËSISË / MINISTARSTVO PRAVDE", "MOJ"),
            ("Government of Kosovo\nMinistry of Justice\n3 June 2024", "MOJ"),
            ("Ministry of Internal Affairs\nKosovo Police", "KP"),
            ("Ministry of Justice\nTo: Kosovo Police", "MOJ"),
            ("To: Ministry of Justice\nKosovo Police\nFrom: NAATIP", "NAATIP"),
            ("MOJ", "MOJ"),
        ],
    )
    def test_is_a_line_with_the_name_alone(self, head, code):
        reading = read_letterhead(f"{head}\n{BODY_TEXT}", BODIES)

        assert (reading.value, reading.place) == (code, ReadingPlace.LETTERHEAD)

    @pytest.mark.parametrize(
        "text",
        [
            "",
            BODY_TEXT,
            f"Human Rights Watch published a report.\n{BODY_TEXT}",
            "Human Rights Watch\nThe organization says that shelters lack beds.",
            "NAATIP opens a shelter\nPristina, 3 June. The coordinator said so.",
            f"To: Ministry of Justice\nKosovo Police\n{BODY_TEXT}",
            f"Ministry of Justice\nMr. Arben K., Secretary\n{BODY_TEXT}",
            f"moj\n{BODY_TEXT}",
            BODY_TEXT,
            f"Ministry of Justice and Kosovo Police\n{BODY_TEXT}",
            f"A shelter\n{BODY_TEXT}\nMinistry of Justice",
        ],
    )
    def test_is_no_name_in_a_text_and_no_addressee(self, text):
        assert read_letterhead(text, BODIES) is None

    def test_keeps_the_words(self):
        assert read_letterhead(LETTER, BODIES).as_json() == {
            "value": "MIA",
            "place": "letterhead",
            "words": "Ministry of Internal Affairs (MIA)",
        }


class TestNumber:
    @pytest.mark.parametrize(
        ("line", "number"),
        [
            ("No. 02-145/2026, Pristina, 14.10.2026", "02-145/2026"),
            ("Nr. 88/2026", "88/2026"),
            ("Nr. prot. 311-2026", "311-2026"),
            ("Br: 01-12/26, Priština", "01-12/26"),
            ("Our ref: KP/77.", "KP/77"),
            ("Pristina, 3 May 2026, No. 12", "12"),
        ],
    )
    def test_stands_above_the_greeting_with_its_words(self, line, number):
        reading = read_number(f"Ministry of Justice\n{line}\nDear colleagues,\nText.")

        assert (reading.value, reading.place) == (number, ReadingPlace.TEXT)
        assert number in reading.words

    @pytest.mark.parametrize(
        "text",
        [
            "",
            "Ministry of Justice\nDear colleagues,\nNo. 12 of the law is in force.",
            "Notary office\nDear colleagues,",
            "Law on shelters No 3\nDear colleagues,",
        ],
    )
    def test_is_not_read_elsewhere(self, text):
        assert read_number(text) is None


class TestBelowHead:
    def test_begins_at_the_subject_or_greeting(self):
        assert below_head("Ministry\nNo. 1\nSubject: Beds\nDear all,") == "Subject: Beds\nDear all,"

    def test_is_the_whole_text_without_them(self):
        assert below_head("Beds are open.\nAll of them.") == "Beds are open.\nAll of them."


class TestAddress:
    @pytest.mark.parametrize(
        ("host", "code"),
        [("hrw.org", "HRW"), ("news.hrw.org", "HRW"), ("md.rks-gov.net", "MOJ"), ("kp.rks-gov.net", "RKS")],
    )  # fmt: skip
    def test_is_the_longest_domain(self, host, code):
        reading = read_address(host, BODIES)

        assert (reading.value, reading.place, reading.words) == (code, ReadingPlace.ADDRESS, host)

    @pytest.mark.parametrize("host", ["", "nothrw.org", "hrw.org.example.com", "org"])
    def test_is_none_of_another_host(self, host):
        assert read_address(host, BODIES) is None

    def test_of_a_domain_of_two_bodies_is_neither(self):
        twice = [KnownBody("A", (), domains=("a.org",)), KnownBody("B", (), domains=("a.org",))]

        assert read_address("a.org", twice) is None


class TestOriginalSource:
    @pytest.mark.parametrize(
        ("text", "code"),
        [
            ("The government reported training 40 officials.", "GOV"),
            ("Qeveria raportoi se 40 zyrtarë u trajnuan.", "GOV"),
            ("Vlada je saopštila da je obučeno 40 službenika.", "GOV"),
            ("According to a press release of the Ministry of Justice, a shelter was opened.", "MOJ"),
            ("Sipas njoftimit të MOJ, u hap strehimorja.", "MOJ"),
            ("The Kosovo Police (KP) said that six cases were opened.", "KP"),
        ],
    )  # fmt: skip
    def test_is_whose_words_are_passed_on(self, text, code):
        assert read_original_source(text, BODIES).value == code

    @pytest.mark.parametrize(
        "text",
        ["", "The government did not report any.", "Human Rights Watch writes on shelters.",
         "The government funded two shelters."],
    )  # fmt: skip
    def test_is_none_where_a_text_speaks_itself(self, text):
        assert read_original_source(text, BODIES) is None


KINDS = [
    ("letter", LETTER, "Dear Sir or Madam,"),
    ("letter", "Lënda: Strehimi\nI nderuar z. Drejtor, po ju njoftojmë", "Lënda: Strehimi"),
    ("letter", "Predmet: Sklonište\nPoštovani, obaveštavamo vas", "Predmet: Sklonište"),
    ("law", "Law No. 04/L-218 on Preventing Trafficking", "Law No. 04/L-218 on Preventing"),
    ("law", "LIGJI NR. 04/L-218 PËR PARANDALIMIN", "LIGJI NR. 04/L-218"),
    ("law", "Zakon o sprečavanju trgovine ljudima", "Zakon o sprečavanju"),
    ("court_decision", "U IME NARODA\nOsnovni sud donosi PRESUDU", "U IME NARODA"),
    ("court_decision", "AKTGJYKIM\nNë emër të popullit", "AKTGJYKIM"),
    ("meeting", "Minutes of the meeting of the Authority\nParticipants: all", "Minutes of"),
    ("meeting", "PROCESVERBAL nga takimi", "PROCESVERBAL"),
    ("audit", "Audit report: Auditor-General on shelters", "Audit report"),
    ("training", "Trajnim për prokurorë", "Trajnim"),
    ("procedure", "Standard Operating Procedures for identification", "Standard Operating"),
    ("budget", "Budget of the Compensation Fund for 2024", "Budget of"),
    ("ngo_report", "Shadow report of civil society", "Shadow report"),
]  # fmt: skip


class TestKind:
    @pytest.mark.parametrize(("kind", "text", "words"), KINDS)
    def test_is_told_by_words_that_begin_a_line(self, kind, text, words):
        reading = read_kind(text, "scan.pdf", FileKind.PDF)

        assert (reading.value, reading.place) == (kind, ReadingPlace.TEXT)
        assert any(
            line in reading.words for line in (words, words.split("\n")[0], "Ref:", "Subject")
        )

    def test_is_told_by_the_name_of_a_scan(self):
        reading = read_kind("", "Zapisnik_2024.pdf", FileKind.PDF)

        assert (reading.value, reading.place) == (EvidenceKind.MEETING, ReadingPlace.FILE)
        assert reading.words == "Zapisnik 2024"

    def test_of_a_letter_that_speaks_of_training_further_down_is_letter(self):
        text = LETTER + "\n" + "word " * 200 + "training of prosecutors, a training, more training"

        assert read_kind(text, "a.pdf", FileKind.PDF).value == EvidenceKind.LETTER

    @pytest.mark.parametrize(
        "text",
        ["The weather was fine.", "", "Police opened a training centre under a new law on shelters.",
         "The judgment of the Basic Court was welcomed."],
    )  # fmt: skip
    def test_is_none_where_no_line_tells(self, text):
        assert read_kind(text, "scan.pdf", FileKind.PDF) is None

    def test_takes_no_long_time_over_blank_lines(self):
        start = time.process_time()

        assert read_kind("\n" * 1000, "scan.pdf", FileKind.PDF) is None
        assert time.process_time() - start < 2

    @pytest.mark.parametrize("file_kind", [FileKind.XLSX, FileKind.ODS, FileKind.CSV])
    def test_of_a_table_is_a_statistic_or_the_budget_if_it_says_so(self, file_kind):
        assert read_kind("Statistics\tVictims", "a", file_kind).value == EvidenceKind.STATISTIC
        assert read_kind("Buxheti 2024", "a", file_kind).value == EvidenceKind.BUDGET
        assert read_kind("Training\tof whom", "a", file_kind) is None


DAY = date(2026, 11, 1)
PERIODS = [
    ("January–September 2026", "2026-01-01", "2026-09-30"),
    ("from January to September 2026", "2026-01-01", "2026-09-30"),
    ("Jan–Sep 2026", "2026-01-01", "2026-09-30"),
    ("Jan. - Sept. 2026", "2026-01-01", "2026-09-30"),
    ("October 2025 – March 2026", "2025-10-01", "2026-03-31"),
    ("janar–shtator 2026", "2026-01-01", "2026-09-30"),
    ("nga janari deri në shtator të vitit 2026", "2026-01-01", "2026-09-30"),
    ("od januara do septembra 2026. godine", "2026-01-01", "2026-09-30"),
    ("januar–septembar 2026.", "2026-01-01", "2026-09-30"),
    ("1 January – 30 September 2026", "2026-01-01", "2026-09-30"),
    ("01.01.2026 – 30.09.2026", "2026-01-01", "2026-09-30"),
    ("in 2025", "2025-01-01", "2025-12-31"),
    ("during 2025", "2025-01-01", "2025-12-31"),
    ("në vitin 2025", "2025-01-01", "2025-12-31"),
    ("gjatë vitit 2025", "2025-01-01", "2025-12-31"),
    ("u 2025. godini", "2025-01-01", "2025-12-31"),
    ("tokom 2025. godine", "2025-01-01", "2025-12-31"),
    ("in 2026", "2026-01-01", "2026-11-01"),
    ("the first half of 2026", "2026-01-01", "2026-06-30"),
    ("gjysma e dytë e vitit 2025", "2025-07-01", "2025-12-31"),
    ("gjashtëmujori i parë i vitit 2026", "2026-01-01", "2026-06-30"),
    ("prvo polugodište 2026", "2026-01-01", "2026-06-30"),
    ("the second quarter of 2026", "2026-04-01", "2026-06-30"),
    ("Q3 2026", "2026-07-01", "2026-09-30"),
    ("tremujori i tretë i vitit 2026", "2026-07-01", "2026-09-30"),
    ("drugo tromesečje 2026. godine", "2026-04-01", "2026-06-30"),
    ("TM1 2026", "2026-01-01", "2026-03-31"),
    ("the first nine months of 2026", "2026-01-01", "2026-09-30"),
    ("nëntëmujori i parë i vitit 2026", "2026-01-01", "2026-09-30"),
    ("prvih devet meseci 2026. godine", "2026-01-01", "2026-09-30"),
]


class TestPeriod:
    @pytest.mark.parametrize(("words", "first", "last"), PERIODS)
    def test_is_read_as_people_write_it(self, words, first, last):
        reading = read_period(f"The shelter took in six persons {words}, and more.", on=DAY)

        assert reading.value == [first, last]
        assert reading.words.strip(" .") in words

    @pytest.mark.parametrize(
        "text",
        ["", "Law No. 04/L-218 of 2013", "in 2024 and in 2025", "On 3 June 2026 it was opened.",
         "It will be opened in 2027.", "January–March 2027", "in 2025/26", "31 February – 3 March"],
    )  # fmt: skip
    def test_is_none_where_none_is_named_or_it_is_to_come(self, text):
        assert read_period(text, on=DAY) is None


@given(st.text())
def test_any_text_is_read_without_a_complaint(text):
    read_kind(text, text, FileKind.PDF)
    read_period(text, on=DAY)
    read_letterhead(text, BODIES)
    read_original_source(text, BODIES)
    read_address(text, BODIES)
