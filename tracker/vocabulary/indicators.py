"""Closed list of indicators: what a reader of narratives may name a figure."""

import tomllib
from dataclasses import dataclass
from pathlib import Path

from tracker.vocabulary.figures import translated_unit


@dataclass(frozen=True, slots=True, kw_only=True)
class IndicatorDefinition:
    """Definition of an indicator, in plain text, from which its row is made."""

    code: str  # "VICT_IDENTIFIED"
    name: str
    name_sq: str
    name_sr: str
    definition: str
    unit: str  # of values that have none of their own
    unit_sq: str
    unit_sr: str
    theme: str
    direction: str = ""  # empty: neither way is better


def _define(code: str, texts: dict[str, str]) -> IndicatorDefinition:
    texts["definition"] = " ".join(texts["definition"].split())
    texts["unit_sq"], texts["unit_sr"] = translated_unit(texts["unit"])
    return IndicatorDefinition(code=code, **texts)


_LIST = tomllib.loads(Path(__file__).with_suffix(".toml").read_text("utf-8"))
INDICATORS = {code: _define(code, texts) for code, texts in _LIST.items()}
