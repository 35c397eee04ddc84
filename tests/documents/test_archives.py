"""Archives that Python's zip reader refuses: each door tells it in a sentence."""

import io
import struct
import tracemalloc
import zipfile
import zlib

import pytest

from tests.documents import samples
from tracker.documents import archives, tables
from tracker.documents.inspection import take
from tracker.errors import FileUnreadable
from tracker.intake import question_sheets
from tracker.intake.narrative import read_file

WORD = ("[Content_Types].xml", "word/document.xml")
WORKBOOK = ("[Content_Types].xml", "xl/workbook.xml")
DOORS = {
    "narrative": read_file,
    "sheet": lambda content: question_sheets.read(content, file_name="back.docx"),
    "table": lambda content: tables.read(content, file_name="asked.xlsx"),
    "evidence": lambda content: take(content, name="letter.docx", largest=1_000_000),
}
# Bytes of the central directory and of a local header that say how a part is packed.
CENTRAL, LOCAL = b"PK\x01\x02", b"PK\x03\x04"


def packed(names, *, version=0, method=0, encrypted=0):
    """An archive that says of each part that it needs this version or method, or a password."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in names:
            archive.writestr(name, "<a/>")
    content = bytearray(packed.getvalue())
    for mark, at in ((CENTRAL, 6), (LOCAL, 4)):
        place = content.find(mark)
        while place >= 0:
            if version and mark == CENTRAL:
                struct.pack_into("<H", content, place + at, version)
            (flags,) = struct.unpack_from("<H", content, place + at + 2)
            struct.pack_into("<H", content, place + at + 2, flags | encrypted)
            if method:
                struct.pack_into("<H", content, place + at + 4, method)
            place = content.find(mark, place + 4)
    return bytes(content)


@pytest.mark.parametrize("says", [{"version": 99}, {"method": 99}, {"encrypted": 1}], ids=str)
@pytest.mark.parametrize("names", [WORD, WORKBOOK], ids=["word", "workbook"])
@pytest.mark.parametrize("door", DOORS)
def test_an_archive_that_cannot_be_unpacked_is_refused_in_words(door, names, says):
    with pytest.raises(FileUnreadable, match=r"[Ss]ave"):
        DOORS[door](packed(names, **says))


def twice_the_same_part():
    """Two parts of one path: which of them is read depends on who reads."""
    content = samples.table_xlsx(extra={"xl/a1.xml": b"<a/>", "xl/a2.xml": b"<b/>"})
    return content.replace(b"xl/a1.xml", b"xl/a2.xml")


def way_out():
    return samples.table_xlsx(extra={"../../etc/passwd": b"root"})


def lie_about_the_size():
    content = samples.table_xlsx(extra={"xl/a.xml": b"<a>" + b" " * 3_000_000 + b"</a>"})
    return content.replace(struct.pack("<I", 3_000_007), struct.pack("<I", 100))


@pytest.mark.parametrize("made", [twice_the_same_part, way_out, lie_about_the_size])
@pytest.mark.parametrize("door", ["sheet", "table", "evidence"])
def test_an_archive_that_misleads_is_damaged(door, made):
    with pytest.raises(FileUnreadable, match="damaged or incomplete"):
        DOORS[door](made())


@pytest.mark.parametrize("door", ["sheet", "table", "evidence"])
def test_an_archive_of_too_many_parts_is_not_opened(door):
    with pytest.raises(FileUnreadable, match="unpacked content is far"):
        DOORS[door](samples.many_parts())


def test_no_more_is_unpacked_than_a_part_declares():
    """Else each part of a small file could take the whole limit, all but its first byte unseen."""
    size, packed = 50_000_000, io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a", bytes(size))
    content = packed.getvalue()
    for true, said in ((size, 1), (zlib.crc32(bytes(size)), zlib.crc32(b"\0"))):
        content = content.replace(struct.pack("<I", true), struct.pack("<I", said))

    tracemalloc.start()
    try:
        parts = archives.parts_of(content, "a.zip", archives.TABLE)
        _now, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()

    assert parts == {"a": b"\0"}
    assert peak < size / 10
