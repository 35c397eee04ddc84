"""Files of evidence."""

from datetime import UTC, datetime

import factory

from tests.factories.base import TrackerFactory, after_the_last
from tests.factories.evidence import EvidenceFactory
from tracker.actions import storing
from tracker.models import File
from tracker.vocabulary import FileKind
from tracker.words import folded


class FileFactory(TrackerFactory):
    """A short text, written to the storage: the original with its author, the clean copy without.

    Pass `content=b"…"` for other bytes, `clean=b"…"` for another clean copy.
    """

    class Meta:
        model = File

    class Params:
        content = factory.Sequence(lambda n: f"By Arta\nLetter {n} on the shelter".encode())
        clean = factory.LazyAttribute(lambda f: f.content.removeprefix(b"By Arta\n"))

    evidence = factory.SubFactory(EvidenceFactory)
    number = factory.LazyAttribute(lambda f: after_the_last(f.evidence.files, "number"))
    name = "letter.txt"
    kind = FileKind.TXT
    size = factory.LazyAttribute(lambda f: len(f.content))
    sha256 = factory.LazyAttribute(lambda f: storing.keep(f.content))
    clean_size = factory.LazyAttribute(lambda f: len(f.clean))
    clean_sha256 = factory.LazyAttribute(lambda f: storing.keep(f.clean))
    sensitivity = factory.SelfAttribute("evidence.sensitivity")
    extracted_text = factory.LazyAttribute(  # PostgreSQL keeps no NUL in a text
        lambda f: f.clean.decode(errors="replace").replace("\0", "")
    )
    folded_text = factory.LazyAttribute(lambda f: folded(f.extracted_text))
    added_by = factory.SelfAttribute("evidence.added_by")
    added_at = datetime(2024, 10, 2, 9, tzinfo=UTC)
