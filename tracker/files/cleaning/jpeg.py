"""The segments of a JPEG: what describes the picture apart from what makes it."""

from collections.abc import Iterator

START, END, SCAN = b"\xff\xd8", 0xD9, 0xDA
COMMENT = 0xFE
KEPT_NOTES = {0xE0: (b"JFIF\0", 14), 0xEE: (b"Adobe", 12)}  # how to read the colours; their size
APPLICATIONS = range(0xE0, 0xF0)
WITHIN_SCANS = {0x00, 0xFF, *range(0xD0, 0xD8)}  # what may follow FF there without ending it
NAMES = {0xE1: "EXIF or XMP", 0xE2: "colour profile", 0xED: "IPTC", COMMENT: "comment"}
AFTER = "bytes after the picture"


class NoJpeg(ValueError):
    """Its segments do not follow each other."""


def without_notes(content: bytes) -> bytes:
    """The same picture, to the bit, and nothing said about it or after it. Raises NoJpeg."""
    kept = [
        content[start:end]
        for marker, start, end in _segments(content)
        if not _is_note(marker, content[start + 4 : end])
    ]
    return b"".join((START, *kept))


def notes(content: bytes) -> list[str]:
    """What is said about the picture in its segments, and AFTER. Raises NoJpeg."""
    found, last = [], 0
    for marker, start, end in _segments(content):
        last = end
        if _is_note(marker, content[start + 4 : end]):
            found.append(NAMES.get(marker, f"segment {marker:02X}"))
    return [*found, *([AFTER] if last < len(content) else [])]


def _is_note(marker: int, body: bytes) -> bool:
    if marker in KEPT_NOTES:
        start, size = KEPT_NOTES[marker]
        return not (body.startswith(start) and len(body) == size)  # the rest may be a small picture
    return marker == COMMENT or marker in APPLICATIONS


def _segments(content: bytes) -> Iterator[tuple[int, int, int]]:
    """Marker, start and end of each segment, a scan with its pixels, up to the end's own."""
    if not content.startswith(START):
        raise NoJpeg("no start")
    at = 2
    while at + 2 <= len(content):
        marker = content[at + 1]
        if content[at] != 0xFF:
            raise NoJpeg(f"no marker at {at}")
        if marker == 0xFF:  # padding
            at += 1
            continue
        if marker == END:
            yield marker, at, at + 2
            return
        end = at + 2 + int.from_bytes(content[at + 2 : at + 4])
        if end > len(content) or end < at + 4:
            raise NoJpeg("cut off")
        if marker == SCAN:
            end = _end_of_scan(content, end)
        yield marker, at, end
        at = end


def _end_of_scan(content: bytes, at: int) -> int:
    while 0 <= (at := content.find(0xFF, at)) < len(content) - 1:
        if content[at + 1] not in WITHIN_SCANS:
            return at
        at += 1 if content[at + 1] == 0xFF else 2
    return len(content)
