"""Numbers and statuses in an executive summary: found in its words, compared with the data."""

import re
from bisect import bisect
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from msgspec.structs import replace

from tracker.models import Recommendation, Report, User
from tracker.progress import RemarkData, SummaryBinding
from tracker.vocabulary import Language, PastDay, Status

TOTAL = "total"  # subject of a number of all recommendations
type Mention = tuple[int, str, str, str]  # what `to_stored` keeps of a binding
type Statuses = Mapping[str, str]  # of the recommendations of an edition, by number


NUMERALS = {
    Language.ENGLISH: "none one two three four five six seven eight nine ten eleven twelve",
    Language.ALBANIAN: "asnjë një dy tre|tri katër pesë gjashtë shtatë tetë nëntë dhjetë "
    "njëmbëdhjetë dymbëdhjetë",
    Language.SERBIAN: "nijedna|nijedan|nijednu jedna|jedan|jednu dve|dva tri četiri pet šest sedam "
    "osam devet deset jedanaest dvanaest",
}
_VERB_SQ, _VERB_SR = r"(?:(?:i|e|të) )?zbatuara?", r"(?:(?:su|je) )?sproveden\w*"
STATUS_WORDS = {
    Language.ENGLISH: {
        Status.NOT_ASSESSED: r"not (?:yet )?(?:been )?assessed",
        Status.NO_ACTION: r"no action|nothing (?:was|has been) done",
        Status.INITIAL_STEPS: r"initial steps",
        Status.PARTIAL: r"part(?:ial)?ly(?: implemented)?",
        Status.SUBSTANTIAL: r"largely(?: implemented|(?=,| and))",
        Status.FULL: r"fully(?: implemented|(?=,| and))",
        Status.UNABLE_TO_VERIFY: r"(?:unable to|cannot|can't|could not)(?: be)? verif(?:y|ied)",
        Status.NOT_APPLICABLE: r"no longer appl(?:y|ies|icable)",
    },
    Language.ALBANIAN: {
        Status.NOT_ASSESSED: r"(?:i|e|të) pavlerësuara?|nuk (?:është|janë) vlerësuar",
        Status.NO_ACTION: r"pa veprim|nuk (?:është|u) bërë asgjë",
        Status.INITIAL_STEPS: r"hapa(?:t|ve)? fillestarë?(?:ve)?",
        Status.PARTIAL: rf"(?:{_VERB_SQ} )?pjesërisht(?: {_VERB_SQ})?",
        Status.SUBSTANTIAL: rf"(?:{_VERB_SQ} )?(?:kryesisht|në masë të madhe)(?: {_VERB_SQ})?",
        Status.FULL: rf"(?:{_VERB_SQ} )?plotësisht(?: {_VERB_SQ})?",
        Status.UNABLE_TO_VERIFY: r"nuk mund(?:ej)? të verifiko\w+",
        Status.NOT_APPLICABLE: r"nuk vle(?:n|jnë) më",
    },
    Language.SERBIAN: {
        Status.NOT_ASSESSED: r"bez procene|ni(?:je|su) procenjen\w*",
        Status.NO_ACTION: r"nisu preduzeti koraci|ništa nije (?:učinjeno|preduzeto)",
        Status.INITIAL_STEPS: r"početn(?:i|e|ih) kora[ck]\w*",
        Status.PARTIAL: rf"(?:{_VERB_SR} )?delimično(?: {_VERB_SR})?",
        Status.SUBSTANTIAL: rf"(?:{_VERB_SR} )?u velikoj meri(?: {_VERB_SR})?",
        Status.FULL: rf"(?:{_VERB_SR} )?(?:u )?potpun(?:o|osti)(?: {_VERB_SR})?",
        Status.UNABLE_TO_VERIFY: r"ni(?:je|su) moguće proveriti|ne mo(?:že|gu) (?:se )?proveriti",
        Status.NOT_APPLICABLE: r"više se ne primenjuj\w+",
    },
}
_SENTENCE = re.compile(r".+?(?:[.!?](?=\s+[^\W\da-zçëšđžčć])|\n|\Z)", re.DOTALL)
_OF = re.compile(r"\b(?:of|nga|prej|od)\s+(?:the\s+)?\Z", re.IGNORECASE)
LETTERS_BEFORE = 20  # looked at, of a long text
_NOUN = re.compile(r"\s+(?:\w+\s+)?(?:recommendation|rekomandim|preporu)", re.IGNORECASE)
_REFERENCE = re.compile(
    r"(?:\b(?:nos?|nr|br)\.|\b(?:recommendation|rekomandim|preporu)\w*)\s*"
    r"(?P<numbers>\d[\w.()]*(?:(?:,\s*|\s+(?:and|dhe|i)\s+)\d[\w.()]*)*)",
    re.IGNORECASE,
)
_CLAUSE_END = re.compile(r"[,;:–()]")


def find_bindings(text: str, language: str, statuses: Statuses) -> list[SummaryBinding]:
    """Find the numbers and statuses of a text that may be about recommendations, in its order.

    A number is about the status nearest in its sentence, one in the same clause and after it first;
    with "recommendations" behind it, about all of them. A status is about the recommendations that
    are referred to nearest.
    """
    words = STATUS_WORDS[Language(language)].items()
    pattern = "|".join(f"(?P<{status}>{pattern})" for status, pattern in words)
    status = re.compile(rf"\b(?:{pattern})\b", re.IGNORECASE)
    found: set[Mention] = set()
    for sentence in _SENTENCE.finditer(text):
        places = list(status.finditer(text, *sentence.span()))
        references = list(_REFERENCE.finditer(text, *sentence.span()))
        for reference in references if places else ():
            place = _nearest(text, reference, places)
            for part in re.split(r",\s*|\s+\w+\s+", reference["numbers"]):
                number = part if part in statuses else part.rstrip(".)")
                if number in statuses:
                    found.add((place.start(), place[0], number, str(place.lastgroup)))
        taken = [place.span() for place in (*places, *references)]
        for mention in _numbers(text, sentence.span(), language, places):
            if int(mention[-1]) <= len(statuses) and not any(
                first <= mention[0] < last for first, last in taken
            ):
                found.add(mention)
    return [bind(statuses, *mention) for mention in sorted(found)]


def _numbers(
    text: str, span: tuple[int, int], language: str, places: list[re.Match[str]]
) -> Iterator[Mention]:
    """Yield each number as one of all recommendations, of those at the nearest status, or both."""
    numerals = enumerate(NUMERALS[Language(language)].split())
    values = {word: str(value) for value, same in numerals for word in same.split("|")}
    pattern = rf"(?<![\w.,/¶])(?:{'|'.join(values)}|\d{{1,4}})(?!\w|[.,/]\d|\s*%)"
    for number in re.compile(pattern, re.IGNORECASE).finditer(text, *span):
        written = values.get(number[0].lower(), number[0])
        before = text[max(0, number.start() - LETTERS_BEFORE) : number.start()]
        is_base = _OF.search(before) is not None
        if is_base or _NOUN.match(text, number.end()):
            yield number.start(), number[0], TOTAL, written
        if places and not is_base:
            subject = str(_nearest(text, number, places).lastgroup)
            yield number.start(), number[0], subject, written


def _nearest(text: str, mark: re.Match[str], places: list[re.Match[str]]) -> re.Match[str]:
    """Return the nearest status: in the clause of the mark first, and after it.

    A mark in brackets is about what is before it.
    """
    in_brackets = text[: mark.start()].endswith("(")

    def distance(place: re.Match[str]) -> tuple[bool, bool, int]:
        is_before = place.start() < mark.start()
        between = (place.end(), mark.start()) if is_before else (mark.end(), place.start())
        gap = text[slice(*between)].rstrip("(") if in_brackets else text[slice(*between)]
        return _CLAUSE_END.search(gap) is not None, is_before != in_brackets, len(gap)

    behind = bisect(places, mark.start(), key=re.Match.start)
    return min(places[max(0, behind - 1) : behind + 1], key=distance)


def bind(statuses: Statuses, start: int, text: str, subject: str, written: str) -> SummaryBinding:
    """Compare a number or status with the data, labelled in the language in force."""
    if subject == TOTAL:
        label, current = _("recommendations in all"), str(len(statuses))
    elif subject in Status.values:
        label, current = _inside_sentence(subject), str(list(statuses.values()).count(subject))
    else:
        label, current = _("no. %(number)s") % {"number": subject}, statuses.get(subject, "")
    return SummaryBinding(
        text=text,
        start=start,
        subject=subject,
        subject_label=label,
        written=written,
        current=current,
        current_label=_inside_sentence(current) if current in Status.values else current,
    )


def to_stored(binding: SummaryBinding) -> dict[str, Any]:
    """Return what is stored of a binding: all that `bind` takes."""
    return {name: getattr(binding, name) for name in ("start", "text", "subject", "written")}


def compare(summary: RemarkData, statuses: Statuses) -> RemarkData:
    """Return an executive summary with what the data says of its bindings."""
    bindings = (bind(statuses, **to_stored(binding)) for binding in summary.bindings)
    return replace(summary, bindings=tuple(bindings))


def load_statuses(report: Report, *, user: User, on: date) -> Statuses:
    """Load the statuses of the recommendations of an edition that the user may see, on a day."""
    rows = Recommendation.objects.visible_to(user).filter(report=report)
    columns = ("number", "status_then")
    return dict(rows.with_status_on(PastDay(on)).order_by("sort_key").values_list(*columns))


def _inside_sentence(status: str) -> str:
    label = str(Status(status).label)
    return label[:1].lower() + label[1:]
