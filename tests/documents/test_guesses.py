"""What a form offers before anybody looked: kind, language, day, bodies."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.documents import samples
from tracker.documents.guesses import guess_bodies, guess_day, guess_kind, guess_language
from tracker.vocabulary import EvidenceKind, FileKind

LETTER = "\n".join(samples.LETTER)
ALBANIAN = "Ministria e Punëve të Brendshme ka hapur një strehimore për djem, e cila është në përdorim nga maji."
SERBIAN = "Ministarstvo unutrašnjih poslova je otvorilo sklonište za dečake, koje je u upotrebi od maja i koje se širi."
KINDS = [
    ("letter", LETTER),
    ("letter", "Lënda: Strehimi\nI nderuar z. Drejtor, po ju njoftojmë"),
    ("letter", "Predmet: Sklonište\nPoštovani, obaveštavamo vas"),
    ("law", "Law No. 04/L-218 on Preventing and Combating Trafficking in Human Beings"),
    ("law", "LIGJI NR. 04/L-218 PËR PARANDALIMIN"),
    ("law", "Zakon o sprečavanju trgovine ljudima"),
    ("court_decision", "U IME NARODA\nOsnovni sud donosi PRESUDU"),
    ("court_decision", "AKTGJYKIM\nNë emër të popullit"),
    ("meeting", "Minutes of the meeting of the Authority\nParticipants: all"),
    ("meeting", "PROCESVERBAL nga takimi"),
    ("meeting", "Zapisnik sa sastanka"),
    ("audit", "Audit report: Auditor-General on shelters"),
    ("training", "Trajnim për prokurorë"),
    ("procedure", "Standard Operating Procedures for identification"),
    ("budget", "Budget of the Compensation Fund for 2024"),
    ("ngo_report", "Shadow report of civil society"),
    ("official_statement", "The weather was fine."),
    ("official_statement", ""),
]  # fmt: skip


class TestKind:
    @pytest.mark.parametrize(("kind", "text"), KINDS)
    def test_is_told_by_words_in_three_languages(self, kind, text):
        assert guess_kind(text, "scan.pdf", FileKind.PDF) == EvidenceKind(kind)

    def test_is_told_by_the_name_of_a_scan(self):
        assert guess_kind("", "Zapisnik_2024.pdf", FileKind.PDF) == EvidenceKind.MEETING

    def test_of_a_letter_that_speaks_of_training_further_down_is_letter(self):
        text = LETTER + "\n" + "word " * 200 + "training of prosecutors, a training, more training"

        assert guess_kind(text, "a.pdf", FileKind.PDF) == EvidenceKind.LETTER

    @pytest.mark.parametrize("file_kind", [FileKind.XLSX, FileKind.ODS, FileKind.CSV])
    def test_of_a_table_is_a_statistic_or_the_budget(self, file_kind):
        assert guess_kind("Year\tVictims", "a", file_kind) == EvidenceKind.STATISTIC
        assert guess_kind("Buxheti 2024", "a", file_kind) == EvidenceKind.BUDGET


class TestLanguage:
    @pytest.mark.parametrize(
        ("text", "language"),
        [
            (LETTER + " and it is in use in the north of the country", "en"),
            (ALBANIAN, "sq"),
            (SERBIAN, "sr-latn"),
            ("Prishtinë 2024", ""),
            ("", ""),
        ],
    )
    def test_is_told_by_small_words(self, text, language):
        assert guess_language(text) == language


class TestDay:
    @pytest.mark.parametrize(
        "written",
        [
            "2024-06-03", "03.06.2024", "3. 6. 2024.", "03/06/2024", "3-6-2024", "3 June 2024",
            "3rd of June 2024", "June 3, 2024", "3 qershor 2024", "3 Qershorit 2024", "3. jun 2024",
            "3. juna 2024.", "3 Jun. 2024",
        ],
    )  # fmt: skip
    def test_is_read_as_people_there_write_it(self, written):
        assert guess_day(f"Prishtinë, {written}\n\nDear Sir") == date(2024, 6, 3)

    def test_is_the_first_of_several(self):
        assert guess_day("3 June 2024. In force since 2023-01-01.") == date(2024, 6, 3)

    @pytest.mark.parametrize(
        "text",
        ["", "31.02.2024", "Nr. 12/2024", "1.2.3.2024", "in June 2024", "3.6.1874", "99.99.2024"],
    )
    def test_is_none_where_there_is_none(self, text):
        assert guess_day(text) is None

    def test_far_from_the_letterhead_is_not_the_documents(self):
        assert guess_day("word " * 1000 + "2024-06-03") is None


class TestBodies:
    NAMES = {
        "mia": ["MIA", "Ministry of Internal Affairs", "Ministria e Punëve të Brendshme"],
        "osp": ["OSP"],
        "police": ["Kosovo Police"],
        "blank": ["", " "],
    }

    def test_stand_in_the_order_of_the_text(self):
        text = "To the Kosovo\nPolice, from OSP and the ministry of internal  affairs"

        assert guess_bodies(text, self.NAMES) == ["police", "osp", "mia"]

    @pytest.mark.parametrize(
        "text", ["osp", "OSPX", "XOSP", "the police", "", "word " * 400 + "OSP"]
    )
    def test_are_whole_words_near_the_beginning_acronyms_in_their_case(self, text):
        assert guess_bodies(text, self.NAMES) == []


@given(st.text())
def test_any_text_is_guessed_without_a_complaint(text):
    guess_kind(text, text, FileKind.PDF)
    guess_language(text)
    guess_day(text)
    guess_bodies(text, TestBodies.NAMES)
