"""The indicators that every edition has: what counts, in which unit, and which way is better.

Kept in the database once a report states one; from then on administrators keep it there. A
direction is given only where more is better whatever else happened: more victims identified may
mean more work done or more crime.
"""

from dataclasses import dataclass, replace

from tracker.vocabulary.indicator_words import CONTINUING, NAMES, unit_in
from tracker.vocabulary.intake import Direction
from tracker.vocabulary.recommendations import Theme


@dataclass(frozen=True, slots=True)
class Defined:
    """An indicator as it is defined before anybody changes it. Plain text: it becomes a row."""

    name: str
    unit: str
    definition: str
    theme: Theme
    direction: Direction | None = None
    name_sq: str = ""
    name_sr: str = ""
    unit_sq: str = ""
    unit_sr: str = ""


DEFINED: dict[str, Defined] = {
    "INV_CASES": Defined(
        "cases investigated",
        "cases",
        "Cases of trafficking in persons that the police or a prosecutor opened an investigation "
        "of in the period. One case may have several suspects; cases carried over from an earlier "
        "period are counted apart, as continuing.",
        Theme.PROSECUTION,
    ),
    "INV_SUSPECTS": Defined(
        "suspects investigated",
        "suspects",
        "Persons under investigation for trafficking in persons in cases opened in the period, "
        "each counted once.",
        Theme.PROSECUTION,
    ),
    "PROS_CASES": Defined(
        "cases prosecuted",
        "cases",
        "Cases of trafficking in persons in which charges were brought before a court in the "
        "period.",
        Theme.PROSECUTION,
    ),
    "PROS_DEFENDANTS": Defined(
        "defendants prosecuted",
        "defendants",
        "Persons charged with trafficking in persons before a court in the period, each counted "
        "once.",
        Theme.PROSECUTION,
    ),
    "CONVICTED": Defined(
        "traffickers convicted",
        "traffickers",
        "Persons whom a court found guilty of trafficking in persons in the period, whether or "
        "not the judgment is final. Convictions of a lesser crime are not counted.",
        Theme.PROSECUTION,
    ),
    "SENTENCED": Defined(
        "traffickers sentenced",
        "traffickers",
        "Persons convicted of trafficking in persons on whom a court passed sentence in the "
        "period.",
        Theme.PROSECUTION,
    ),
    "ARRESTED": Defined(
        "suspects arrested",
        "suspects",
        "Persons arrested on suspicion of trafficking in persons in the period.",
        Theme.PROSECUTION,
    ),
    "VICTIMS_ID": Defined(
        "victims identified",
        "victims",
        "Persons whom the authorities formally identified as victims of trafficking in the "
        "period. Potential or presumed victims are not counted unless the source does so.",
        Theme.PROTECTION,
    ),
    "VICTIMS_ASSISTED": Defined(
        "victims assisted",
        "victims",
        "Victims of trafficking who received services in the period: shelter, medical, legal or "
        "psycho-social help. Those identified earlier may be among them.",
        Theme.PROTECTION,
    ),
    "VICTIMS_REFERRED": Defined(
        "victims referred",
        "victims",
        "Victims of trafficking whom one authority or organization referred to another for "
        "services in the period.",
        Theme.PROTECTION,
    ),
    "VICTIMS_REPATRIATED": Defined(
        "victims repatriated",
        "victims",
        "Victims of trafficking who were helped to return to their country in the period.",
        Theme.PROTECTION,
    ),
    "VICTIMS_PARTICIPATING": Defined(
        "victims taking part in proceedings",
        "victims",
        "Victims of trafficking who gave evidence or otherwise took part in criminal proceedings "
        "in the period.",
        Theme.PROTECTION,
    ),
    "INSPECTIONS": Defined(
        "inspections conducted",
        "inspections",
        "Visits of labor or other inspectors to places of work in the period, whatever they found.",
        Theme.PREVENTION,
        Direction.UP,
    ),
    "HOTLINE_CALLS": Defined(
        "hotline calls received",
        "calls",
        "Calls to a hotline for victims of trafficking, or for reports of it, in the period. One "
        "caller may call several times.",
        Theme.PREVENTION,
    ),
}
_CONTINUING = "_CONT"  # ends the code of what was carried over


def defined(code: str) -> Defined | None:
    """The definition of a code; of what was carried over from earlier, after that of its kind."""
    if code in DEFINED or not code.endswith(_CONTINUING):
        return _in_three_languages(code)
    kind = _in_three_languages(code.removesuffix(_CONTINUING))
    return kind and replace(
        kind,
        name=f"{kind.name} (continuing)",
        name_sq=f"{kind.name_sq} ({CONTINUING[0]})",
        name_sr=f"{kind.name_sr} ({CONTINUING[1]})",
        definition="Only what was carried over from an earlier period and went on in this one. Of "
        f"what is new in the period: {kind.definition}",
    )


def _in_three_languages(code: str) -> Defined | None:
    one = DEFINED.get(code)
    if one is None:
        return None
    name_sq, name_sr = NAMES[code]
    unit_sq, unit_sr = unit_in(one.unit)
    return replace(one, name_sq=name_sq, name_sr=name_sr, unit_sq=unit_sq, unit_sr=unit_sr)
