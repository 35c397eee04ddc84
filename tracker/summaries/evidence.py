"""Evidence to check: files, links and expiry dates."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Max, Q, QuerySet, Window, functions
from django.utils.text import capfirst
from django.utils.translation import gettext as _, pgettext

from tracker import compiled_queries, grouping
from tracker.formats import drop_full_stop, format_day, format_period
from tracker.models import (
    AnsweredSheet,
    Assessment,
    Body,
    Citation,
    Event,
    Evidence,
    EvidenceQuerySet,
    File,
    PublicationFile,
    User,
    Viewer,
    base,
    cite_report,
    table_of,
)
from tracker.vocabulary import (
    UNCERTAIN_FAULTS,
    EvidenceFault,
    EvidenceKind,
    ReadingPlace,
    Sensitivity,
    State,
    Use,
)

CHUNK_SIZE = 500  # rows read together


MAX_CITED_FOR = 3  # recommendations that are named beside evidence


def load_cited_for(user: User, keys: Sequence[int]) -> dict[int, list[tuple[str, str]]]:
    """Load the first recommendations that evidence is cited for, as far as the user may know.

    By key of the evidence, each with its address.
    """
    rows = dict.fromkeys(user.load(_cited_for, keys=keys))  # a piece may be cited twice for one
    return grouping.group_pairs(
        (
            key,
            (f"{cite_report(*edition)} {number}", base.address_of("recommendation", slug, number)),
        )
        for key, _place, slug, number, *edition in rows
    )


def _cited_for(reader: Viewer) -> compiled_queries.Rows[Citation]:
    place = Window(
        functions.DenseRank(), partition_by="evidence", order_by="recommendation__sort_key"
    )
    edition = ("mechanism__code", "year", "country_name")
    return (
        Citation.objects.visible_to(reader)
        .not_withdrawn()
        .annotate(place=place)
        .filter(evidence__in=compiled_queries.BoundKeys("keys"), place__lte=MAX_CITED_FOR)
        .order_by("evidence", "place")
        .values_list(
            "evidence",
            "place",
            "recommendation__report__slug",
            "recommendation__number",
            *(f"recommendation__report__{name}" for name in edition),
        )
    )


@dataclass(frozen=True, slots=True)
class EvidenceIssue:
    """Fault of a piece of evidence, a file or a publication file."""

    fault: EvidenceFault
    evidence: Evidence | None = None
    version: int = 0  # of a file
    sha256: str = ""  # of a file on disk that belongs to no evidence
    code: int = 0  # HTTP status that the site answered with
    recommendations: tuple[str, ...] = ()  # whose assessments rely on expired evidence
    publication_file: str = ""  # its name
    day: date | None = (
        None  # last valid day of expired evidence; day on which the link was last confirmed
    )

    @property
    def is_certain(self) -> bool:
        """Whether it is a fault for sure; others may pass by themselves."""
        return self.fault not in UNCERTAIN_FAULTS

    def __str__(self) -> str:
        return _("%(thing)s: %(amiss)s.") % {"thing": self._subject(), "amiss": self._description()}

    def as_json(self) -> dict[str, object]:
        """Return its values for JSON, without empty ones."""
        values = {
            "what": self.fault.value,
            "piece": self.evidence.pk if self.evidence else None,
            "version": self.version or None,
            "sha256": self.sha256 or None,
            "printed": self.publication_file or None,
            "code": self.code or None,
            "day": self.day.isoformat() if self.day else None,
            "resting": list(self.recommendations) or None,
            "says": str(self),
        }
        return {name: value for name, value in values.items() if value is not None}

    def _subject(self) -> str:
        if self.evidence is None:
            return self.publication_file or self.sha256
        name = _name(self.evidence)
        if self.version:
            return _("%(piece)s, version %(number)d") % {
                "piece": name,
                "number": self.version,
            }
        is_open = self.fault != EvidenceFault.EXPIRED and not self.evidence.is_for_named_readers
        return f"{name} ({self.evidence.url})" if is_open and self.evidence.url else name

    def _description(self) -> str:
        text = str(self.fault.label)
        if self.code:
            text = _("%(amiss)s (%(code)d)") % {"amiss": text, "code": self.code}
        if self.day:
            text = _("%(amiss)s (%(day)s)") % {"amiss": text, "day": self.day.isoformat()}
        if self.recommendations:
            text = _("%(amiss)s; cited by assessments of %(recommendations)s") % {
                "amiss": text,
                "recommendations": ", ".join(self.recommendations),
            }
        return text


def _name(evidence: Evidence) -> str:
    """Return the number and the title, which are hidden if it is for named readers."""
    text, hidden = _("Evidence %(number)d, “%(title)s”"), _("Evidence %(number)d")
    return (hidden if evidence.is_for_named_readers else text) % {
        "number": evidence.pk,
        "title": evidence.title,
    }


def list_stored_files() -> Iterator[File]:
    """Return every version of every file, withdrawn ones too, by evidence."""
    columns = ("number", "sha256", "clean_sha256", "evidence__title", "evidence__sensitivity")
    return (
        File.objects.select_related("evidence")
        .order_by("evidence", "number")
        .only("evidence", *columns)
        .iterator(chunk_size=CHUNK_SIZE)
    )


def list_publication_files() -> Iterator[tuple[str, str]]:
    """Yield name and hash of every publication file, withdrawn ones too."""
    yield from (
        PublicationFile.objects.order_by("pk")
        .values_list("name", "sha256")
        .iterator(chunk_size=CHUNK_SIZE)
    )


def find_known_hashes(hashes: Collection[str]) -> set[str]:
    """Return those hashes, some hundred, that a file, clean copy or publication file has.

    So are the files beside answers of bodies that are written or wait: few.
    """
    rows = File.objects.filter(Q(sha256__in=hashes) | Q(clean_sha256__in=hashes))
    of_files = {sha256 for pair in rows.values_list("sha256", "clean_sha256") for sha256 in pair}
    published = PublicationFile.objects.filter(sha256__in=hashes).values_list("sha256", flat=True)
    sheets = AnsweredSheet.objects.filter(state__in=(State.DRAFT, State.SUBMITTED)).only("parts")
    waiting = (sheet.files.values() for sheet in sheets.iterator())
    return {*of_files, *published, *(file["sha256"] for files in waiting for file in files)}


def list_links(*, named: bool) -> list[Evidence]:
    """Return evidence in use with a link; that for named readers only if `named`."""
    left_out = Q() if named else Q(sensitivity=Sensitivity.NAMED_READERS)
    return list(
        _with_links()
        .exclude(left_out)
        .order_by("pk")
        .only("title", "sensitivity", "url", "accessed_on", "link_sha256", "link_read_on")
    )


def count_links_for_named_readers() -> int:
    """Count the links of evidence for named readers."""
    return _with_links().filter(sensitivity=Sensitivity.NAMED_READERS).count()


def find_changed_links(keys: Collection[int]) -> set[int]:
    """Return those keys of evidence, some hundred, whose link was changed after it was read.

    The hash of the former page says nothing about the new link.
    """
    newest = (
        Event.objects.filter(table=table_of(Evidence), key__in=keys, operation="update")
        .order_by()
        .values("key")
        .annotate(
            changed=Max("pk", filter=Q(new__has_key="url")),
            read=Max("pk", filter=Q(new__has_key="link_sha256") | Q(new__has_key="link_read_on")),
        )
    )
    return {row["key"] for row in newest if (row["changed"] or 0) > (row["read"] or 0)}


def find_expired(*, on: date) -> list[EvidenceIssue]:
    """Return an issue for evidence past its last valid day, with what relies on it."""
    rows = Evidence.objects.not_withdrawn().expired(on=on).order_by("pk")
    relying = _relying_recommendations(rows)
    return [
        EvidenceIssue(
            EvidenceFault.EXPIRED,
            evidence=evidence,
            day=evidence.expires_on,
            recommendations=tuple(dict.fromkeys(relying.get(evidence.pk, ()))),
        )
        for evidence in rows.only("title", "sensitivity", "expires_on")
    ]


def _with_links() -> EvidenceQuerySet:
    return Evidence.objects.not_withdrawn().exclude(url="")


def _relying_recommendations(evidence: QuerySet[Evidence]) -> dict[int, list[str]]:
    """Return by key of evidence the recommendations whose current assessments rely on it."""
    return grouping.group_pairs(
        (row.evidence_id, row.recommendation.cited_as)
        for row in Citation.objects.not_withdrawn()
        .filter(
            evidence__in=evidence.order_by().values("pk"),
            use__in=(Use.SUPPORTS, Use.CONTRADICTS, Use.COMMITMENT),
        )
        .filter(assessment__in=Assessment.objects.views().values("pk"))
        .select_related("recommendation__report__mechanism")
        .order_by("recommendation__sort_key", "pk")
    )


@dataclass(frozen=True, slots=True)
class LinePart:
    """Issuer, kind or period of evidence: stated, only read with its words, or neither."""

    sentence: str  # "Issuer: MFLT, from the letterhead"
    words: str = ""  # what it was read from
    is_read: bool = False
    is_missing: bool = False


@dataclass(frozen=True, slots=True)
class EvidenceLine:
    """What is known of evidence in one line."""

    parts: tuple[LinePart, ...]

    @property
    def is_read(self) -> bool:
        """Whether a person may confirm something."""
        return any(part.is_read for part in self.parts)

    @property
    def words(self) -> list[str]:
        """What it was read from, each once."""
        return list(dict.fromkeys(part.words for part in self.parts if part.words))

    def __str__(self) -> str:
        return " · ".join(part.sentence for part in self.parts if not part.is_missing)


def load_read_bodies(evidence: Collection[Evidence]) -> dict[str, Body]:
    """Load the bodies that were read of these pieces, by code, in one query at most."""
    read = [
        piece.reading[name]["value"]
        for piece in evidence
        for name in ("issuer", "original_source")
        if name in piece.reading
    ]
    return {body.code: body for body in Body.objects.filter(code__in=read)} if read else {}


def describe_lines(evidence: Collection[Evidence]) -> dict[int | None, EvidenceLine]:
    """Describe the line of each piece, by its key, in one query at most."""
    bodies = load_read_bodies(evidence)
    return {piece.pk: describe_line(piece, bodies) for piece in evidence}


def describe_line(evidence: Evidence, bodies: Mapping[str, Body] | None = None) -> EvidenceLine:
    """Describe issuer, kind and period: as stated, as read with its words, or as not stated."""
    bodies = load_read_bodies([evidence]) if bodies is None else bodies
    read, issuer, source = evidence.reading, evidence.issuer, evidence.original_source
    no_kind = EvidenceKind.NOT_STATED
    kind = "" if evidence.kind == no_kind else capfirst(evidence.get_kind_display())
    time = format_span(evidence.covers_from, evidence.covers_to)
    values = [
        ("issuer", _("Issuer: %(value)s"), issuer.short if issuer else "", _("Issuer not stated")),
        ("kind", "%(value)s", kind, capfirst(str(no_kind.label))),
        ("period", _("About %(value)s"), time, _("Period not stated")),
        (
            *("original_source", _("Words of: %(value)s")),
            *(source.short if source else "", ""),
        ),
        ("number", _("No. %(value)s"), "", ""),  # both of a file in the inbox alone
        ("day", _("Dated %(value)s"), "", ""),
    ]  # fmt: skip
    parts = [
        LinePart(pattern % {"value": stated})
        if stated
        else _read_part(name, pattern, read, bodies) or LinePart(missing, is_missing=True)
        for name, pattern, stated, missing in values
    ]
    return EvidenceLine(tuple(part for part in parts if part.sentence))


def _read_part(
    name: str, pattern: str, read: Mapping[str, Any], bodies: Mapping[str, Body]
) -> LinePart | None:
    if name not in read:
        return None
    value, words = read[name]["value"], read[name].get("words", "")
    place = ReadingPlace(read[name]["place"])
    match name:
        case "kind":
            shown = capfirst(str(EvidenceKind(value).label))
        case "period":
            shown = format_span(*(date.fromisoformat(day) if day else None for day in value))
        case "day":
            shown = format_day(date.fromisoformat(value))
        case _:
            shown = bodies[value].short if value in bodies else value
    sentence = pattern % {"value": shown}
    names_place = place in (ReadingPlace.LETTERHEAD, ReadingPlace.ADDRESS, ReadingPlace.EARLIER)
    return LinePart(f"{sentence}, {place.label}" if names_place else sentence, words, is_read=True)


def format_span(first: date | None, last: date | None) -> str:
    """Format a time: "2025", "January to September 2026"; empty if it has neither end."""
    if first is None and last is None:
        return ""
    if first is None or last is None:
        return f"{format_day(first) if first else '…'} – {format_day(last) if last else '…'}"
    if (first.month, first.day, last.month, last.day) == (1, 1, 12, 31):
        return "–".join(map(str, dict.fromkeys((first.year, last.year))))
    if first == last:
        return format_day(first)
    if first.day == 1 and (last + timedelta(days=1)).day == 1:
        start, end = (format_period(f"{day:%Y-%m}") for day in (first, last))
        if start == end:
            return end
        if first.year == last.year:
            start = drop_full_stop(start).removesuffix(f" {last.year}")
        return pgettext("months", "%(first)s to %(last)s") % {"first": start, "last": end}
    return pgettext("days", "%(first)s to %(last)s") % {
        "first": format_day(first),
        "last": format_day(last),
    }
