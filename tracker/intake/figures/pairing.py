"""Pairing of earlier values with the figures that they are compared with."""

import re
from collections.abc import Sequence

from django.utils.translation import gettext as _

from tracker.grouping import group_pairs
from tracker.intake.drafts import EarlierValue, Place
from tracker.intake.figures import comparisons, parts
from tracker.intake.figures.comparisons import Span
from tracker.intake.figures.counts import Count
from tracker.intake.figures.frames import HEAD_DEEDS, Frame, build_frame
from tracker.intake.figures.indicators import POTENTIAL, choose_indicator
from tracker.intake.figures.lexicon import VERB, name_deed
from tracker.intake.figures.readings import (
    Reading,
    Sentence,
    are_alike,
    keep_same_agency,
    may_divide,
)
from tracker.intake.figures.scopes import is_private
from tracker.vocabulary import NumberRole

RECENT = 20  # readings that an earlier value can be of


def pair_earlier(sentence: Sentence, counts: Sequence[Count], before: str | None) -> None:
    """Give the figures of a sentence, or of those before it, their earlier values.

    `before` is the year before the one that the narrative is about.
    """
    groups = group_pairs(
        ((span.start if (span := sentence.span_of(count)) else -1), count)
        for count in counts
        if count.is_earlier
    )
    edge = sentence.start
    for span in (*sentence.spans, None):
        group = groups.get(span.start if span else -1, [])
        present = _candidates(sentence, span, edge, {count.year for count in group})
        last = [c for c in counts if span and c.start < span.start][-1:]
        none = ((NumberRole.OTHER, "others"), (NumberRole.LEFT, ""))
        if span and span.is_bracket and last and (last[0].role, last[0].head) in none:
            present = []  # of what is no figure: "took part in three action days"
        if span and last and not last[0].is_earlier and {*present} <= {*sentence.known}:
            present = []  # what it is compared with was not read
        if group:
            _pair_group(sentence, present, group, span)
        if span and before:
            _pair_none(sentence, present, span, before, is_alone=not group)
        edge = span.end if span else edge


def _candidates(
    sentence: Sentence, span: Span | None, edge: int, years: set[str | None]
) -> list[Reading]:
    """Return the readings that a span of earlier values, of some years, can belong to."""
    if span is None:
        then = years if comparisons.OPENING.match(sentence.words) else ()
        return [r for r in sentence.readings if r.count.year not in then] or list(sentence.known)
    before = [r for r in sentence.readings if r.count.start < span.start]
    if not before and span.start - sentence.start < comparisons.OPENING_REACH and sentence.readings:
        return list(sentence.readings)  # "Compared with nine in 2021, police arrested 12"
    since = [r for r in before if r.count.start >= edge]
    if span.is_bracket and len(since) > 1 and _divides_openly(since):
        return [*since, since[-1].whole] if since[-1].whole else since
    if since or (before and not span.is_bracket):
        return since or before
    if before:
        return before[-1:]
    is_remark = comparisons.THIS_WAS.match(sentence.text[sentence.start : span.start])
    return _of_last_sentence(sentence) if is_remark else list(sentence.known)


def _divides_openly(readings: list[Reading]) -> bool:
    """Return whether "three traffickers, two for … and one for …" stand before a bracket."""
    whole = readings[-1].whole
    parts = [r for r in readings if r.whole is whole and not r.count.depth]
    return whole in readings and len(parts) > 1


def _of_last_sentence(sentence: Sentence) -> list[Reading]:
    """Return the figure of the sentence before; none where it is not clear which is meant."""
    mains = [r for r in sentence.known if r.whole is None]
    if len(mains) > 1 and mains[-2].count.currency == mains[-1].count.currency != "":
        between = sentence.text[mains[-2].count.end : mains[-1].count.start]
        mains = mains[-1:] if ". " in between else []
    return [r for r in sentence.known if mains and (r is mains[-1] or r.divides(mains[-1]))]


def _pair_none(
    sentence: Sentence, present: list[Reading], span: Span, before: str, *, is_alone: bool
) -> None:
    """Read "compared with none in 2022" as an earlier zero, and "nine in 2022 and none in 2021"."""
    none = comparisons.NONE.search(sentence.text, span.start, span.end)
    is_named = none and comparisons.NAMED.match(sentence.text, none.end() + 1)
    if none and not is_alone and (len(present) > 1 or not is_named or none[0].lower() == "zero"):
        return
    if none and present:
        named = comparisons.NAMED.search(sentence.text, none.end(), span.end)
        mains = [r for r in present if r.whole is None] or present
        place = Place(sentence.paragraph, *none.span())
        mains[-1].previous.append(
            EarlierValue(0.0, named["year"] if named and named["year"] else before, place)
        )


def _pair_group(
    sentence: Sentence, present: list[Reading], group: Sequence[Count], span: Span | None
) -> None:
    """Pair values of one span: lists of equal length in order, others by what they count."""
    frames: dict[Count, Frame] = {}
    frame: Frame | None = None
    for count in group:
        frame = build_frame(
            sentence.text, span.start if span else sentence.start, count, previous=frame
        )
        frames[count] = frame
    group = [c for c in group if not sentence.lead(c).endswith(" by ")]  # "down by 40 from 240"
    nested = _pair_nested(sentence, present, group, span)
    rest = [count for count in group if count not in nested]
    rest = _pair_listed(sentence, present, rest, frames, span)
    wholes = [c for c in rest if not (c.dimensions or _is_of_own(sentence, c))]
    for kind in dict.fromkeys(map(_kind, wholes)):
        alike = [c for c in wholes if _kind(c) == kind]
        mains = [r for r in present if _is_of_kind(r, alike[0])]
        mains = [r for r in mains if not (r.count.depth or r.count.dimensions)] or mains
        in_order = span or _IN_ORDER.search(sentence.words)
        deeds = {_own_deed(sentence, c, frames[c]) for c in alike} - {""}
        nouns = {c.noun for c in alike} & {r.count.noun for r in mains} - {""}
        if not (in_order and mains) or len(alike) < 2 or len(deeds) > 1 or len(nouns) > 1:
            continue
        rest = [count for count in rest if count not in alike]
        further = mains[: -len(alike)][-1:]  # of a longer list: a person decides
        is_longer = further and not any(kind[:2]) and further[0].frame.verb == mains[-1].frame.verb
        if len(alike) <= len(mains) and not is_longer:
            for reading, count in zip(mains[-len(alike) :], alike, strict=True):
                _add(sentence, reading, count, span)
                if not any(kind[:2]):
                    reading.doubts.append(_("The earlier value is paired by its order."))
    for count in rest:
        _pair_one(sentence, present, count, frames[count], span)


def _pair_listed(
    sentence: Sentence,
    present: list[Reading],
    group: list[Count],
    frames: dict[Count, Frame],
    span: Span | None,
) -> list[Count]:
    """Pair "7 raids, 4 cases, and 2 arrests" with a list of the same nouns in the same order.

    Returns the counts that are left.
    """
    listed = [count for count in group if not count.dimensions]
    mains = [r for r in present if not (r.whole or r.count.depth or r.count.dimensions)]
    nouns = {r.count.noun for r in mains}
    pairs = list(zip(mains, listed, strict=False))
    is_list = span and len(listed) == len(mains) > 1 and len({c.year for c in listed}) == 1
    if not is_list or not all(
        c.head
        and c.currency == r.count.currency
        and (
            c.noun == r.count.noun
            or (c.head == r.count.head and c.noun not in nouns)
            or HEAD_DEEDS.get(c.head) == r.frame.deed != ""
        )
        and not _is_of_other_deed(r, c, _own_deed(sentence, c, frames[c]))
        for r, c in pairs
    ):
        return group
    for reading, count in pairs:
        _add(sentence, reading, count, span)
    return [count for count in group if count not in listed]


_IN_ORDER = re.compile(r"\b(?:respective(?:ly)?|corresponding|(?:figures|numbers|totals) for)\b")
# Deeds that set counts apart, and verbs that are no known deed and don't merely count.
_DISTINCT = re.compile(
    rf"{'|'.join(HEAD_DEEDS.values())}|identify|assist|refer|train"
    r"|(?!report|record|count|not|regist|document|receiv|observ|complet|announc)\w+ed"
)
_TO_OTHERS = {*HEAD_DEEDS.values(), "employ", "train"} - {"investigate", "close"}
_DASH = re.compile(r"\s?[–—]")
_ASIDE = re.compile(r"\([^()]*\)")
_OF_OWN = re.compile(
    r"\s+(?:for|of|in|to|involving|concerning)\s+(?!total\b|all\b|both (?:19|20)|(?:19|20)|the\s+"
    r"(?:prev|prior|preced|last|year|same)|each|(?:them|these|those|whom|which)\b)[a-z]"
)
_PARTICIPLE = re.compile(r"\s+(\w+ed)(?=\s+(?:and|in|during)\b|\s*[,;.)])")


def _own_deed(sentence: Sentence, count: Count, frame: Frame) -> str:
    """Return the deed said of a count itself: "51 convicted", "having identified 51"."""
    if (done := _PARTICIPLE.match(sentence.text, count.end)) is None:
        return frame.deed if frame.is_adjacent or frame.is_subject else ""
    verb = VERB.fullmatch(done[1])
    return name_deed(verb["stem"]) if verb else done[1]


def _kind(count: Count) -> tuple[str | None, ...]:
    return count.currency, count.head, count.year, count.noun if count.head == "others" else ""


def _pair_nested(
    sentence: Sentence, present: list[Reading], group: Sequence[Count], span: Span | None
) -> list[Count]:
    """Pair "204 convictions in 2021 (81 trial and 123 appellate)" with the parts there are now.

    Returns the counts of such brackets, which pair with nothing else.
    """
    done: list[Count] = []
    outside = span.start if span else -1
    for bracket in dict.fromkeys(c.bracket for c in group if c.bracket > outside):
        nested = [c for c in group if c.bracket == bracket]
        if any(c.dimensions or c.is_money for c in nested) or len(nested) < 2:
            has_kinds = any(c.dimensions for c in nested)  # "(70 women and 25 others)"
            named = [c for c in nested if c.dimensions or c.head or _is_of_own(sentence, c)]
            done += [c for c in nested if has_kinds and c not in named]
            continue
        in_order = _IN_ORDER.search(sentence.text, bracket, sentence.end)
        divided = [
            r for r in present if r.whole in present and (in_order or not r.count.dimensions)
        ]
        if len(divided) == len(nested):
            for reading, count in zip(divided, nested, strict=True):
                _add(sentence, reading, count, span)
        done += nested
    return done


def _is_of_kind(reading: Reading, count: Count) -> bool:
    mine = reading.count
    if mine.currency not in (count.currency, "money" if count.is_money else ""):
        return False
    if count.head == "others":  # also "permit exemptions"
        return count.noun in (mine.noun, *reading.frame.after.split()[:1])
    return (
        count.is_money
        or count.noun == mine.noun != ""
        or not (count.head and mine.head)
        or are_alike(mine.head, count.head)
        or HEAD_DEEDS.get(count.head) == reading.frame.deed
    )


def _pair_one(
    sentence: Sentence, present: list[Reading], count: Count, frame: Frame, span: Span | None
) -> None:
    is_total = span is None and re.search(r"\btotal of\s+$", sentence.lead(count))
    present = keep_same_agency(present, frame)
    options = [
        (score, position, reading)
        for position, reading in enumerate(present[-RECENT:])
        if not (reading.is_unknown and span is None)
        and not (
            is_total
            and len([r for r in present if r.indicator == reading.indicator and not r.whole]) > 1
        )
        and not any(earlier.period == count.year for earlier in reading.previous)
        and (score := _fit(sentence, reading, count, frame, span)) is not None
    ]
    is_here = not {*present}.isdisjoint(sentence.readings)  # and not of sentences before already
    before = _find_known(sentence, count, frame) if is_here and not (options or span) else []
    if options or before:
        best = before[0] if before else max(options, key=lambda option: option[:2])[2]
        _add(sentence, best, count, span)
    else:
        _add_of_its_year(sentence, present, count, frame)


def _is_of_own(sentence: Sentence, count: Count) -> bool:
    """Return whether a count of a bracket is by words that name no known dimension."""
    return count.depth > 0 and bool(_OF_OWN.match(sentence.text, count.end))


def _find_known(sentence: Sentence, count: Count, frame: Frame) -> list[Reading]:
    """Return the one figure of the sentences before of the deed and the people of a value."""
    phrase = sentence.text[count.start : count.end]
    is_named = frame.deed and count.head and not count.is_money
    code = choose_indicator(count, frame, phrase) if is_named else None
    alike = [
        r
        for r in sentence.known
        if r.indicator == code is not None
        and r.whole is None
        and r.frame.scope == frame.scope
        and r.count.value
        and not r.is_unknown
        and count.dimensions.items() == r.count.dimensions.items()
        and count.year not in {r.count.year, *(e.period for e in r.previous)}
    ]
    return alike if len(alike) == 1 else []


def _fit(
    sentence: Sentence, reading: Reading, count: Count, frame: Frame, span: Span | None
) -> float | None:
    """Return how well an earlier value fits a figure; None if it can't be of the same."""
    mine, text = reading.count, sentence.text
    is_request = span is None and frame.is_subject and not frame.deed
    is_request = is_request and not parts.NEUTRAL.match(frame.verb)
    deed = _own_deed(sentence, count, frame)
    is_of_others = frame.actor and is_private(frame.actor) != is_private(reading.frame.actor)
    is_of_others = is_of_others and reading in sentence.known
    if is_request or is_of_others or _is_unlike(sentence, reading, count, deed):
        return None  # "whereas nine requested permits in 2021"
    score = 2.0 if count.head and mine.head == count.head else 0.0
    for dimension, value in count.dimensions.items():
        own = reading.dimensions.get(dimension)
        if own is None or (own[:4] != value[:4] if dimension == "nationality" else own != value):
            return None
        score += 3 if dimension in mine.dimensions else 0
    if count.head or count.dimensions or (reading.whole and not (span and span.is_bracket)):
        score -= 1.5 * len(mine.dimensions.keys() - count.dimensions.keys())
    score -= _set_apart(sentence, reading, count, frame, span)
    if reading.whole is not None and not count.dimensions and not (span and span.is_bracket):
        score -= 1
    score += count.noun == mine.noun != ""
    is_aside = mine.start > count.start and _DASH.match(text, count.end)
    score += 3 * (span is not None and deed == reading.frame.deed != "") - bool(is_aside)
    is_afar = reading in sentence.known
    score -= 1 if mine.depth > 0 and not (count.depth or count.dimensions) else 0
    if count.head in HEAD_DEEDS and reading.frame.deed:
        if reading.frame.deed != HEAD_DEEDS[count.head]:
            return None
        score += 3
    elif frame.deed and reading.frame.deed and (is_afar or frame.is_adjacent or frame.is_subject):
        if frame.deed != reading.frame.deed and is_afar:
            return None
        score += (frame.deed == reading.frame.deed) * 3 - 2 + (frame.verb == reading.frame.verb)
    if count.is_money and is_afar:
        shared = _purpose(count) & _purpose(mine)
        is_same = frame.deed == reading.frame.deed and _is_only_amount(sentence, mine, count)
        return score + len(shared) if shared or is_same else None
    if count.is_money and span is None:
        ends = _purpose(count) or _recipient(frame)
        if ends and not ends & {*_purpose(mine), *reading.frame.after.split()}:
            return None
    return score


def _is_unlike(sentence: Sentence, reading: Reading, count: Count, deed: str) -> bool:
    """Return whether a value, of which a deed is said, is of something else than a figure."""
    is_bare = not (count.head or count.dimensions) and reading.count.dimensions
    return (
        not _is_of_kind(reading, count)
        or _is_out_of(sentence, count) != _is_out_of(sentence, reading.count)
        or (_is_of_both(sentence, count) and not _is_of_both(sentence, reading.count))
        or _is_of_other_deed(reading, count, deed)
        # "two for organ removal" are not "two for forced labor"
        or bool(is_bare and _OF_OWN.match(sentence.text, count.end))
    )


def _set_apart(
    sentence: Sentence, reading: Reading, count: Count, frame: Frame, span: Span | None
) -> int:
    """Return how far a clause, or being continued from earlier years, sets a value apart."""
    mine, text, apart = reading.count, sentence.text, 0
    if span and not mine.depth and ";" in _ASIDE.sub("", text[mine.end : span.start]):
        apart += 4
    if span is None and reading not in sentence.known:
        first, last = sorted((mine.start, count.start))
        is_same = count.noun == mine.noun and frame.actor in ("", reading.frame.actor)
        apart += 3 if ";" in text[first:last] and not is_same else 0
    if "_CONT_" in (reading.indicator or "") and count.head:
        phrase = text[count.start : count.end]
        apart += 3 * ("_CONT_" not in (choose_indicator(count, frame, phrase) or ""))
    return apart


def _is_of_other_deed(reading: Reading, count: Count, deed: str) -> bool:
    """Return whether a figure counts what was done otherwise, or to others, than a value."""
    theirs = reading.frame.deed
    if count.head == "victims" != reading.count.head and theirs in _TO_OTHERS:
        return True
    return deed != theirs and all(map(_DISTINCT.fullmatch, (deed, theirs)))


def _recipient(frame: Frame) -> set[str]:
    """Return words of who received an amount: "the council received €580,000"."""
    return {*frame.before.split()} & {*frame.actor.split()} if frame.verb == "received" else set()


def _is_of_both(sentence: Sentence, count: Count) -> bool:
    """Return whether a count is of confirmed and of potential victims together."""
    phrase = sentence.text[count.number_end : count.end]
    return bool(POTENTIAL.search(phrase) and parts.CONFIRMED.search(phrase))


def _is_out_of(sentence: Sentence, count: Count) -> bool:
    """Return whether a count is the 77 of "41 of 77"."""
    return re.search(r"\d of\s+$", sentence.text[: count.start][-10:]) is not None


def _is_only_amount(sentence: Sentence, amount: Count, earlier: Count) -> bool:
    """Return whether neither of two amounts says its purpose, and no other stands before."""
    amounts = [reading.count for reading in sentence.known if reading.count.is_money]
    return amounts == [amount] and not (_purpose(amount) or _purpose(earlier))


def _purpose(count: Count) -> set[str]:
    return set(re.findall(r"[A-Za-z]{3,}", count.after)) - {"the", "and", "for", "from"}


def _add(sentence: Sentence, reading: Reading, count: Count, span: Span | None) -> None:
    place = Place(sentence.paragraph, count.start, count.number_end)
    around = span or Span(sentence.start, sentence.end, is_bracket=False)
    years = [count.year, *comparisons.further_years(sentence.text, count, around)]
    reading.previous += [EarlierValue(count.value, year, place) for year in years]
    count.role = NumberRole.EARLIER


def _add_of_its_year(
    sentence: Sentence, present: Sequence[Reading], count: Count, frame: Frame
) -> None:
    """Keep an earlier value without a present one as a figure of its own year."""
    is_part = count.dimensions or _is_of_own(sentence, count)
    if not (count.head or is_part or count.is_money):
        return
    compared = [r for r in present if may_divide(count, r.count) and r.previous]
    head = compared[0].count.head if compared else ""
    code = choose_indicator(count, frame, sentence.text[count.start : count.end], head=head)
    reading = Reading(count, frame, code, sentence.place(count))
    if is_part and compared:
        whole = compared[0].whole or compared[0]
        if max([whole.count.value, *(e.value for e in whole.previous)]) >= count.value:
            reading.whole, reading.indicator = whole, whole.indicator
    count.role = NumberRole.PART if reading.whole else NumberRole.FIGURE
    sentence.readings.append(reading)


def pair_unchanged(sentence: Sentence, before: str | None) -> None:
    """Read "the same number as in 2022" and "in both 2023 and 2022" as equal values."""
    text = sentence.text
    for same in comparisons.SAME.finditer(text, sentence.start, sentence.end):
        year = same["year"] if same["year"].isdigit() else before
        compared = [
            r
            for r in sentence.readings
            if r.count.start < same.start() and not r.count.depth and not r.previous
        ]
        for reading in compared[-1:]:
            reading.previous.append(EarlierValue(reading.count.value, year))
            reading.doubts.append(_("The earlier value is inferred."))
    for both in comparisons.BOTH.finditer(text, sentence.start, sentence.end):
        earlier, later = sorted((both[1], both[2]))
        compared = [r for r in sentence.readings if r.count.end <= both.start() and not r.previous]
        if compared and compared[-1].count.year == later:
            compared[-1].previous.append(EarlierValue(compared[-1].count.value, earlier))


def pair_zero(sentence: Sentence, statement: Reading, latest: int | None) -> bool:
    """Read "no bars were closed in 2021" as an earlier value of the bars closed since."""
    year = statement.count.year
    if statement.is_unknown or not (latest and year and int(year) < latest):
        return False
    alike = [
        r
        for r in (*sentence.known, *sentence.readings)
        if (r.indicator, r.whole) == (statement.indicator, None) and not r.count.is_earlier
    ]
    zeros = [r for r in alike if not (r.count.value or r.is_unknown)]
    for reading in (zeros or alike)[-1:]:
        if (reading.dimensions, reading.frame.scope) == (
            (statement.dimensions, statement.frame.scope)
        ) and year not in (reading.count.year, *(e.period for e in reading.previous)):
            reading.previous.append(EarlierValue(0.0, year, statement.place))
            return True
    return False


def pair_kept_parts(sentence: Sentence) -> list[Reading]:
    """Give parts the values that a sentence before had of the same parts of an earlier whole.

    "Police identified 82 victims, compared with 95 (70 women) in 2021. Sixty were women." Returns
    the figures as which these values were kept.
    """
    wholes = {r.whole for r in (*sentence.known, *sentence.readings)}
    parts_then = [r for r in sentence.known if r.whole and r.count.is_earlier and r not in wholes]
    taken: list[Reading] = []
    for reading in sentence.readings if parts_then else ():
        for earlier in parts_then:
            count = earlier.count
            if (
                (earlier.whole, count.dimensions) == (reading.whole, reading.count.dimensions)
                and not reading.count.is_earlier
                and count.year not in (e.period for e in reading.previous)
                and earlier not in taken
                and {*count.dimensions.values()} - {"unspecified"}  # now "other forms"
            ):
                place = Place(sentence.paragraph, count.start, count.number_end)
                reading.previous.append(EarlierValue(count.value, count.year, place))
                taken.append(earlier)
    return taken
