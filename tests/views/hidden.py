"""Pieces of evidence that a reader sees, and in numbers such as are hidden from that reader."""

from datetime import UTC, datetime
from hashlib import sha256

from tests.factories import as_factory
from tests.factories.base import DAY, YEAR
from tracker.models import Citation, Evidence, File
from tracker.vocabulary import EvidenceKind, FileKind, Sensitivity, Use

THEN = datetime(2024, 10, 2, 9, tzinfo=UTC)


def pieces(number, *, by, on, word="shelter", sensitivity=Sensitivity.INTERNAL):
    """So many pieces, each with a file that says the word, cited in turn on these recommendations.

    Written at once: their bytes are nowhere.
    """
    first = Evidence.objects.count()
    numbers = range(first, first + number)
    with as_factory():
        made = Evidence.objects.bulk_create(
            Evidence(
                kind=EvidenceKind.LETTER,
                title=f"Letter {one} on the {word}",
                url=f"https://gazette.example.org/letters/{one}",
                covers_from=YEAR[0],
                covers_to=YEAR[1],
                sensitivity=sensitivity,
                added_by=by,
                added_at=THEN,
            )
            for one in numbers
        )
        File.objects.bulk_create(_file(piece, word, by) for piece in made)
        Citation.objects.bulk_create(
            Citation(
                recommendation=on[place % len(on)],
                evidence=piece,
                use=Use.CONTEXT,
                sentence="It says so.",
                as_of=DAY,
                added_by=by,
                added_at=THEN,
            )
            for place, piece in enumerate(made)
        )
    return made


def _file(piece, word, by):
    told = f"letter {piece.pk} on the {word}"
    return File(
        evidence=piece,
        number=1,
        name="letter.txt",
        kind=FileKind.TXT,
        size=len(told),
        sha256=sha256(told.encode()).hexdigest(),
        clean_size=len(told),
        clean_sha256=sha256(f"clean {told}".encode()).hexdigest(),
        sensitivity=piece.sensitivity,
        extracted_text=told,
        folded_text=told,
        added_by=by,
        added_at=THEN,
    )
