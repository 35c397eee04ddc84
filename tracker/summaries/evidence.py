"""What the check of the evidence reads: which files there must be, which links, what expired."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Max, Q
from django.utils.translation import gettext as _

from tracker.models import (
    Assessment,
    Citation,
    Event,
    Evidence,
    File,
    PublicationFile,
    Recommendation,
)
from tracker.models.history.events import table_of
from tracker.policies.evidence.support import is_independent, related_bodies
from tracker.vocabulary import DOCUMENTS, Sensitivity, Strength, Use
from tracker.vocabulary.evidence import UNSURE, Amiss

AT_ONCE = 500  # rows read together
RESTS_ON = (Use.SUPPORTS, Use.CONTRADICTS, Use.COMMITMENT)


@dataclass(frozen=True, slots=True)
class Piece:
    """What may be told of a piece of evidence: its title and link not, if for named readers."""

    pk: int
    title: str
    sensitivity: str
    url: str = ""

    @property
    def is_hidden(self) -> bool:
        return self.sensitivity == Sensitivity.NAMED_READERS

    def __str__(self) -> str:
        if self.is_hidden:
            return _("Piece %(number)d") % {"number": self.pk}
        return _("Piece %(number)d, “%(title)s”") % {"number": self.pk, "title": self.title}


@dataclass(frozen=True, slots=True)
class Found:
    """One thing that is amiss, with what it is about."""

    what: Amiss
    piece: Piece | None = None
    version: int = 0  # of a file
    sha256: str = ""  # of what is on disk and belongs to no piece
    code: int = 0  # that a site answered with
    resting: tuple[str, ...] = ()  # recommendations whose judgments rest on what expired
    printed: str = ""  # the file of a publication
    day: date | None = None  # the last one that what expired held; when a link was read with trust

    @property
    def is_wrong(self) -> bool:
        return self.what not in UNSURE

    def __str__(self) -> str:
        return _("%(thing)s: %(amiss)s.") % {"thing": self._thing(), "amiss": self._amiss()}

    def told(self) -> dict[str, Any]:
        """The same for a program."""
        known = {
            "what": self.what.value,
            "piece": self.piece.pk if self.piece else None,
            "version": self.version or None,
            "sha256": self.sha256 or None,
            "printed": self.printed or None,
            "code": self.code or None,
            "day": self.day.isoformat() if self.day else None,
            "resting": list(self.resting) or None,
            "says": str(self),
        }
        return {name: value for name, value in known.items() if value is not None}

    def _thing(self) -> str:
        if self.piece is None:
            return self.printed or self.sha256
        if self.version:
            return _("%(piece)s, version %(number)d") % {
                "piece": self.piece,
                "number": self.version,
            }
        if self.piece.url and not self.piece.is_hidden:
            return f"{self.piece} ({self.piece.url})"
        return str(self.piece)

    def _amiss(self) -> str:
        told = str(self.what.label)
        if self.code:
            told = _("%(amiss)s (%(code)d)") % {"amiss": told, "code": self.code}
        if self.day:
            told = _("%(amiss)s (%(day)s)") % {"amiss": told, "day": self.day.isoformat()}
        if self.resting:
            told = _("%(amiss)s; judgments rest on it of %(recommendations)s") % {
                "amiss": told,
                "recommendations": ", ".join(self.resting),
            }
        return told


@dataclass(frozen=True, slots=True)
class KeptFile:
    """A version, and the bytes there must be of it."""

    piece: Piece
    version: int
    sha256: str
    clean_sha256: str


@dataclass(frozen=True, slots=True)
class Link:
    """A link of a piece, and what it led to when it was read with trust; "" if never."""

    piece: Piece
    sha256: str
    read_on: date | None
    is_read_anew: bool  # by somebody, after that


def kept_files() -> Iterator[KeptFile]:
    """Every version, those withdrawn too, by piece."""
    rows = File.objects.order_by("evidence", "number").values_list(
        "evidence", "evidence__title", "evidence__sensitivity", "number", "sha256", "clean_sha256"
    )
    for pk, title, sensitivity, *rest in rows.iterator(chunk_size=AT_ONCE):
        yield KeptFile(Piece(pk, title, sensitivity), *rest)


def printed_files() -> Iterator[tuple[str, str]]:
    """Name and hash of every file of a publication, whatever became of it."""
    rows = PublicationFile.objects.order_by("pk").values_list("name", "sha256")
    yield from rows.iterator(chunk_size=AT_ONCE)


def told_of(hashes: Collection[str]) -> set[str]:
    """Those of some hundred hashes that a version has, its clean copy, or a publication."""
    rows = File.objects.filter(Q(sha256__in=hashes) | Q(clean_sha256__in=hashes))
    of_files = {one for pair in rows.values_list("sha256", "clean_sha256") for one in pair}
    printed = PublicationFile.objects.filter(sha256__in=hashes).values_list("sha256", flat=True)
    return {*of_files, *printed}


def links(*, named: bool) -> list[Link]:
    """Those of standing pieces, without those for named readers unless `named`."""
    rows = _with_links()
    if not named:
        rows = rows.exclude(sensitivity=Sensitivity.NAMED_READERS)
    told = rows.order_by("pk").values_list(
        "pk", "title", "sensitivity", "url", "accessed_on", "link_sha256", "link_read_on"
    )
    return [
        Link(Piece(*piece), sha256, read_on, bool(accessed and read_on and accessed > read_on))
        for *piece, accessed, sha256, read_on in told.iterator(chunk_size=AT_ONCE)
    ]


def count_of_named_links() -> int:
    count: int = _with_links().filter(sensitivity=Sensitivity.NAMED_READERS).count()
    return count


def count_of_pieces() -> int:
    return Evidence.objects.standing().count()


def relinked(keys: Collection[int]) -> set[int]:
    """Those of some hundred pieces whose link was changed after it was read.

    What it led to before says nothing of it.
    """
    events = Event.objects.filter(table=table_of(Evidence), key__in=keys, operation="update")
    read = Q(new__has_key="link_sha256") | Q(new__has_key="link_read_on")
    newest = (
        events.order_by()
        .values("key")
        .annotate(changed=Max("pk", filter=Q(new__has_key="url")), read=Max("pk", filter=read))
    )
    return {one["key"] for one in newest if (one["changed"] or 0) > (one["read"] or 0)}


def expired(*, on: date) -> list[Found]:
    """Standing pieces whose last day is over, with what rests on them."""
    rows = Evidence.objects.standing().expired(on=on).order_by("pk")
    pieces = list(rows.values_list("pk", "title", "sensitivity", "expires_on"))
    resting = _resting(rows)
    return [
        Found(
            Amiss.EXPIRED,
            piece=Piece(pk, title, sensitivity),
            day=day,
            resting=tuple(dict.fromkeys(resting.get(pk, ()))),
        )
        for pk, title, sensitivity, day in pieces
    ]


def _with_links() -> Any:
    return Evidence.objects.standing().exclude(url="")


def _resting(pieces: Any) -> dict[int, list[str]]:
    """By key of a piece, the recommendations whose judgments as they stand rest on it."""
    citations = (
        Citation.objects.standing()
        .filter(evidence__in=pieces.order_by().values("pk"), use__in=RESTS_ON)
        .filter(assessment__in=Assessment.objects.views().values("pk"))
        .select_related("recommendation__report__mechanism")
        .order_by("recommendation__sort_key", "pk")
    )
    found: dict[int, list[str]] = {}
    for citation in citations:
        found.setdefault(citation.evidence_id, []).append(citation.recommendation.cited_as)
    return found


def strength_of(assessment: Assessment) -> Strength:
    """The strength of an assessment, from the pieces of evidence that it cites as supporting.

    What was withdrawn, citation or evidence, does not count. Four queries, however much is cited.
    """
    pieces = [
        citation.evidence
        for citation in Citation.objects.standing()
        .filter(assessment=assessment.pk, use=Use.SUPPORTS, evidence__withdrawn_at=None)
        .select_related("evidence")
    ]
    return strength_among(pieces, assessment.recommendation)


def strength_among(pieces: Sequence[Evidence], recommendation: Recommendation) -> Strength:
    """The strength that these supporting pieces give, from their issuers and kinds.

    *None* without any; *corroborated* when one issuer is independent of the recommendation's lead
    and supporting bodies; else *documented* when one piece is of a documentary kind; else
    *self-reported*. A piece without an issuer is not independent.
    """
    if not pieces:
        return Strength.NONE
    related = related_bodies(recommendation)
    if any(is_independent(piece, related) for piece in pieces):
        return Strength.CORROBORATED
    if any(piece.kind in DOCUMENTS for piece in pieces):
        return Strength.DOCUMENTED
    return Strength.SELF_REPORTED
