"""What could run: programs, and what documents carry that could."""

import re
from collections.abc import Mapping

from tracker.files import refusals

PROGRAMS = (
    b"\x7fELF",
    b"#!",
    b"\xca\xfe\xba\xbe",  # Java, and Mach-O for several processors
    b"\xfe\xed\xfa\xce",
    b"\xfe\xed\xfa\xcf",
    b"\xce\xfa\xed\xfe",
    b"\xcf\xfa\xed\xfe",
    b"L\x00\x00\x00\x01\x14\x02\x00",  # a Windows shortcut
    b"!<arch>",
    b"\x00asm",
    b"@echo off",
)
OLE = b"\xd0\xcf\x11\xe0"
OLE_PACKAGE = "Ole10Native".encode("utf-16-le")  # any file at all, put into a document
MACRO_PATHS = re.compile(r"vbaproject|vbadata|macrosheets/|dialogsheets/|(^|/)Scripts/", re.I)
BASIC = re.compile(r"(^|/)Basic/(?!.*script-l[bc]\.xml$)", re.I)
CONTROLS = re.compile(r"(^|/)activex/|(^|/)ctrlProps/.*\.bin$", re.I)
MACRO_TYPES = re.compile(rb"macroEnabled|vbaProject|\.intlmacrosheet", re.I)
COMMANDS = re.compile(  # dynamic data exchange: a field that starts a program
    rb"instrText[^>]{0,200}>\s{0,99}DDE(?:AUTO)?\b|instr=[\"']\s{0,99}DDE(?:AUTO)?\b|<(?:\w+:)?ddeLink\b"
    rb"|<(?:\w+:)?dde-source\b",
)
FIELDS = re.compile(r"word/[^/]+\.xml|xl/externalLinks/[^/]+\.xml|content\.xml")


def is_program(content: bytes) -> bool:
    if content.startswith(b"MZ") and b"\0" in content[:256]:  # a text may begin with MZ
        return True
    start = content[:16].lower()
    return any(start.startswith(mark.lower()) for mark in PROGRAMS)


def check(parts: Mapping[str, bytes], name: str) -> None:
    """Raises Unreadable for a document with macros, commands, controls or programs in it."""
    types = parts.get("[Content_Types].xml", b"")
    if MACRO_TYPES.search(types) or MACRO_TYPES.search(parts.get("mimetype", b"")):
        raise refusals.macros(name)
    for path, part in parts.items():
        if MACRO_PATHS.search(path) or BASIC.search(path) or _has_commands(path, part):
            raise refusals.macros(name)
        if CONTROLS.search(path) or is_program(part) or _holds_program(part):
            raise refusals.holds_program(name)


def _has_commands(path: str, part: bytes) -> bool:
    return FIELDS.fullmatch(path) is not None and COMMANDS.search(part) is not None


def _holds_program(part: bytes) -> bool:
    """Whether an embedded document is a package of anything, or has macros of its own."""
    if part.startswith(OLE):
        return OLE_PACKAGE in part or "VBA".encode("utf-16-le") in part
    return part.startswith(b"PK") and (b"vbaProject.bin" in part or b"activeX/" in part)
