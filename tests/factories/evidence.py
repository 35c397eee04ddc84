"""Pieces of evidence."""

from datetime import UTC, datetime

import factory
from django.utils import timezone

from tests.factories.base import DAY, YEAR, TrackerFactory, after_the_last, many_to_many
from tests.factories.bodies import BodyFactory
from tests.factories.people import UserFactory
from tests.factories.recommendations import PassageFactory, RecommendationFactory
from tracker.actions.evidence import storage
from tracker.models import Citation, Evidence, File, ReadLogEntry, SensitivityRequest
from tracker.vocabulary import BodyKind, EvidenceKind, FileKind, ReadAction, Sensitivity, Use


class EvidenceFactory(TrackerFactory):
    """A link to a law that names no issuer and is about the running TIP year.

    `from_ngo=True` makes it a confirmed piece of an independent source. `passage_span=True` makes it the first sentence of a report's passage instead; with
    `passage=…, start=…, end=…` another span, quoted from the passage.
    """

    class Meta:
        model = Evidence

    class Params:
        from_ngo = factory.Trait(
            url="", issuer=factory.SubFactory(BodyFactory, code="NGO", kind=BodyKind.NGO)
        )
        passage_span = factory.Trait(
            kind=EvidenceKind.REPORT_PASSAGE,
            url="",
            sensitivity=Sensitivity.PUBLIC,
            passage=factory.SubFactory(PassageFactory),
            start=0,
            end=factory.LazyAttribute(lambda e: e.passage.text.index(".") + 1),
            quote=factory.LazyAttribute(lambda e: e.passage.text[e.start : e.end]),
            sentence_start=factory.SelfAttribute("start"),
            sentence_end=factory.SelfAttribute("end"),
        )

    kind = EvidenceKind.LAW
    title = factory.Sequence(lambda n: f"Law {n} on shelters")
    url = factory.Sequence(lambda n: f"https://gazette.example.org/laws/{n}")
    covers_from, covers_to = YEAR
    added_by = factory.SubFactory(UserFactory, analyst=True)
    added_at = datetime(2024, 10, 2, 9, tzinfo=UTC)
    readers = many_to_many("readers")
    topics = many_to_many("topics")


class CitationFactory(TrackerFactory):
    """A note: evidence that supports a recommendation, outside any assessment."""

    class Meta:
        model = Citation

    recommendation = factory.SubFactory(RecommendationFactory)
    evidence = factory.SubFactory(EvidenceFactory)
    use = Use.SUPPORTS
    sentence = "The law gives victims a place in a shelter."
    as_of = DAY
    added_by = factory.SubFactory(UserFactory, analyst=True)
    added_at = datetime(2024, 10, 2, 9, tzinfo=UTC)


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
    sha256 = factory.LazyAttribute(lambda f: storage.store_file(f.content))
    clean_size = factory.LazyAttribute(lambda f: len(f.clean))
    clean_sha256 = factory.LazyAttribute(lambda f: storage.store_file(f.clean))
    sensitivity = factory.SelfAttribute("evidence.sensitivity")
    extracted_text = factory.LazyAttribute(  # PostgreSQL keeps no NUL in a text
        lambda f: f.clean.decode(errors="replace").replace("\0", "")
    )
    added_by = factory.SelfAttribute("evidence.added_by")
    added_at = datetime(2024, 10, 2, 9, tzinfo=UTC)


class SensitivityRequestFactory(TrackerFactory):
    """An analyst's proposal that an internal piece be public; it waits for a second person.

    `evidence=None, file=…` or `comment=…` makes it about that.
    """

    class Meta:
        model = SensitivityRequest

    evidence = factory.SubFactory(EvidenceFactory)
    file = None
    comment = None
    current_sensitivity = factory.LazyAttribute(
        lambda one: (one.evidence or one.file or one.comment).sensitivity
    )
    requested_sensitivity = Sensitivity.PUBLIC
    reason = "The ministry published it."
    author = factory.SubFactory(UserFactory, analyst=True)
    created_at = datetime(2024, 10, 2, 9, tzinfo=UTC)


class ReadLogEntryFactory(TrackerFactory):
    """An analyst, who added a piece for named readers, opened it at ten in the morning in Kosovo."""

    class Meta:
        model = ReadLogEntry

    user = factory.SubFactory(UserFactory, analyst=True)
    evidence = factory.SubFactory(
        EvidenceFactory,
        sensitivity=Sensitivity.NAMED_READERS,
        added_by=factory.SelfAttribute("..user"),
    )
    action = ReadAction.OPENED
    read_at = datetime(2024, 10, 2, 8, tzinfo=UTC)  # a Wednesday
    read_on = factory.LazyAttribute(lambda reading: timezone.localdate(reading.read_at))
