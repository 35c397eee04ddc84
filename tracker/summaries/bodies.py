"""What bodies are called, for finding them in a text."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.text import slugify

from tracker.models import Body


def names_of_bodies(country: str = "") -> dict[str, list[str]]:
    """Code to names in three languages, acronym and aliases; the English name first.

    A database without bodies looks for those that come with the tracker for this country.
    """
    held = {
        body.code: _names(vars(body) | {"aliases": body.aliases})
        for body in Body.objects.order_by("code")
    }
    return held or _of_fixtures(country)


def _names(told: Mapping[str, Any]) -> list[str]:
    names = [told.get(name) for name in ("name_en", "acronym", "name_sq", "name_sr")]
    return list(dict.fromkeys(filter(None, [*names, *(told.get("aliases") or [])])))


def _of_fixtures(country: str) -> dict[str, list[str]]:
    folders = Path(settings.FIXTURE_DIRS[0]).glob(f"*-{slugify(country)}") if country else ()
    files = [folder / "bodies.json" for folder in sorted(folders, reverse=True)]
    found = next((file for file in files if file.exists()), None)
    rows = json.loads(found.read_text(encoding="utf-8")) if found else []
    return {row["fields"]["code"]: _names(row["fields"]) for row in rows}
