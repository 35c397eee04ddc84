"""File names that are safe on a disk, in a header and on a screen."""

import re
import unicodedata
from pathlib import PurePosixPath

from tracker.vocabulary import FileKind

LONGEST = 120  # characters, with the extension
MOST_BYTES = 240  # of its UTF-8: disks take 255
PLAIN = "file"
UNSEEN = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}  # control, format, bidi, half or no characters
NOT_ON_DISKS = re.compile(r'[<>:"|?*%;]')
RESERVED = re.compile(r"(con|prn|aux|nul|conin\$|conout\$|com[0-9¹²³]|lpt[0-9¹²³])(\.|$)", re.I)
EXTENSIONS = frozenset(
    """
.pdf .docx .xlsx .odt .ods .csv .txt .png .jpg .jpeg .doc .xls .docm .xlsm .dotm .xltm .rtf .htm
.html .svg .xml .zip .exe .com .scr .bat .cmd .js .vbs .ps1 .sh .msi .lnk .hta .jar .php .tsv .jpe
.jfif .tmp .bin
""".split()
)


def safe(name: str, kind: FileKind) -> str:
    """Return the name without path and traps, at most LONGEST characters, with its extension."""
    ending = f".{kind.value}"
    stem = _without_extensions(_tidy(shown(name)))
    if RESERVED.match(stem):
        stem = f"_{stem}"
    stem = _tidy(stem[: LONGEST - len(ending)])
    while len(stem.encode()) > MOST_BYTES:
        stem = _tidy(stem[:-1])
    return f"{stem or PLAIN}{ending}"


def shown(name: str) -> str:
    """Return the visible last part of a name, without control and direction characters."""
    last = re.split(r"[/\\]", name)[-1][-LONGEST * 4 :]
    seen = unicodedata.normalize("NFC", last.replace("\t", " "))
    seen = "".join(letter for letter in seen if unicodedata.category(letter) not in UNSEEN)
    seen = unicodedata.normalize("NFC", NOT_ON_DISKS.sub("_", seen))
    return " ".join(seen.split())[: LONGEST * 2] or PLAIN


def in_words(name: str) -> str:
    """Return a name as words: "Raporti_vjetor-2024.pdf" is "Raporti vjetor-2024"."""
    return " ".join(_without_extensions(shown(name)).replace("_", " ").split()) or PLAIN


def _without_extensions(stem: str) -> str:
    while (ending := PurePosixPath(f"x{stem}").suffix.lower()) in EXTENSIONS:
        stem = _tidy(stem[: -len(ending)])
    return stem


def _tidy(stem: str) -> str:
    return stem.strip(" .-~")
