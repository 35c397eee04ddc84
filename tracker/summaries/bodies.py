"""Names of bodies, to find them in a text."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.text import slugify

from tracker.models import Body
from tracker.models.bodies import ACRONYM


def names_of_bodies(country: str = "") -> dict[str, list[str]]:
    """Map codes to names in three languages, acronym and aliases; the English name first.

    Without bodies in the database, those of the country's fixtures are used.
    """
    names = {
        body.code: _names(vars(body) | {"aliases": body.aliases})
        for body in Body.objects.order_by("code")
    }
    return names or _fixture_names(country)


def _names(fields: Mapping[str, Any]) -> list[str]:
    names = [fields.get(name) for name in ("name_en", "acronym", "name_sq", "name_sr")]
    names = [ACRONYM.sub("", name or "") for name in names]  # "MP" is found in too many texts
    return list(dict.fromkeys(filter(None, [*names, *(fields.get("aliases") or [])])))


def _fixture_names(country: str) -> dict[str, list[str]]:
    folders = Path(settings.FIXTURE_DIRS[0]).glob(f"*-{slugify(country)}") if country else ()
    files = [folder / "bodies.json" for folder in sorted(folders, reverse=True)]
    fixture = next((file for file in files if file.exists()), None)
    rows = json.loads(fixture.read_text(encoding="utf-8")) if fixture else []
    return {row["fields"]["code"]: _names(row["fields"]) for row in rows}
