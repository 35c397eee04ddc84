"""Word files."""

import io
import zipfile

import pytest

from tracker.documents import docx
from tracker.errors import FileUnreadable

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
MC = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'


def document(body: str, head: str = "") -> bytes:
    return zipped({docx.BODY: f"{head}<w:document {W} {MC}><w:body>{body}</w:body></w:document>"})


def zipped(files: dict[str, str]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return packed.getvalue()


def paragraph(*runs: str) -> str:
    return "<w:p>" + "".join(f"<w:r>{run}</w:r>" for run in runs) + "</w:p>"


class TestRead:
    def test_gives_paragraphs_apart_by_a_blank_line(self):
        content = document(
            paragraph("<w:t>KARESH </w:t>", "<w:t>(Tier 2)</w:t>")
            + paragraph(
                "<w:t>anti</w:t><w:noBreakHyphen/><w:t>trafficking</w:t><w:br/><w:t>x</w:t>"
            )
        )

        assert docx.read(content).text == "KARESH (Tier 2)\n\nanti-trafficking\nx"

    def test_leaves_out_deleted_words_and_second_versions(self):
        content = document(
            paragraph("<w:delText>old</w:delText>", "<w:t>new</w:t>")
            + "<mc:AlternateContent><mc:Choice>"
            + paragraph("<w:t>box</w:t>")
            + "</mc:Choice><mc:Fallback>"
            + paragraph("<w:t>box</w:t>")
            + "</mc:Fallback></mc:AlternateContent>"
        )

        assert docx.read(content).text == "new\n\nbox"

    def test_reads_words_behind_an_element_that_stands_in_a_text(self):
        content = document(paragraph("<w:t>the <w:x/>wells</w:t>"))

        assert docx.read(content).text == "the wells"

    def test_refuses_a_bomb_before_it_fills_the_memory(self):
        content = document("<w:x/>" * 12_000_000)
        assert len(content) < 1_000_000

        with pytest.raises(FileUnreadable, match="unpacked content is too large"):
            docx.read(content)

    def test_refuses_too_much_text(self):
        with pytest.raises(FileUnreadable, match="longer than 5 million"):
            docx.read(document(paragraph(f"<w:t>{'a' * 6_000_000}</w:t>")))

    def test_refuses_entities_that_grow(self):
        head = '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>'

        with pytest.raises(FileUnreadable, match="damaged"):
            docx.read(document(paragraph("<w:t>&b;</w:t>"), head))

    @pytest.mark.parametrize(
        "content",
        [
            b"PK\x03\x04 no archive",
            zipped({"other": "x"}),
            zipped({docx.BODY: "<w:document"}),
            document(paragraph("<w:t>a</w:t>"))[:-40],
            document("<w:x>" * 50_000 + "</w:x>" * 50_000),
        ],
        ids=["no archive", "no body", "broken", "cut", "deep"],
    )
    def test_refuses_what_is_damaged(self, content):
        with pytest.raises(FileUnreadable, match="damaged, protected by a password"):
            docx.read(content)
