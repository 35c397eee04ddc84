"""Every report of the year in files, its pages counted and drawn."""

import subprocess
from argparse import Namespace
from pathlib import Path

import pikepdf
from django.utils import timezone

from tests.realistic_year.languages import share_of, table
from tests.realistic_year.world import SLUG
from tracker.actions import people
from tracker.filters.progress import progress_from_params
from tracker.models import Report
from tracker.reporting import RENDERERS
from tracker.reporting.names import file_name
from tracker.vocabulary import Group, Language, ReportKind

BODY = "MFLT"
LETTER = {"reference": ["HEED 31/2026"], "reply_by": ["2026-12-18"]}


def print_reports(options: Namespace) -> None:
    """Write each kind in each language and format into the folder."""
    options.output.mkdir(parents=True, exist_ok=True)
    report = Report.objects.select_related("mechanism__issuer").get(slug=SLUG)
    reader = people.service_user("reports", group=Group.VIEWER)
    for kind in chosen(options.kind, ReportKind.values):
        for language in chosen(options.language, Language.values):
            parameters = {"kind": [kind], "audience": [options.audience]}
            if kind == ReportKind.BODY:
                parameters |= {"body": [BODY], "audience": ["body"], **LETTER}
            progress = progress_from_params(
                report, parameters, user=reader, today=timezone.localdate(), language=language
            )
            for name in chosen(options.format, list(RENDERERS)):
                path = options.output / file_name(progress, name)
                path.write_bytes(RENDERERS[name](progress))


def chosen(value: str, every: list[str]) -> list[str]:
    return every if value == "all" else value.split(",")


def draw_pages(folder: Path) -> None:
    """Draw each page of each PDF as a PNG beside it."""
    for path in sorted(folder.glob("*.pdf")):
        subprocess.run(["pdftoppm", "-r", "60", "-png", path, path.with_suffix("")], check=True)


def share_languages(folder: Path) -> None:
    """Print which share of the words of each page in HTML is in its own language."""
    shares = {}
    for path in sorted(folder.glob("*.html")):
        name = path.stem.removeprefix(f"{SLUG}-")
        language = next(code for code in Language.values if name.endswith(f"-{code}"))
        own = "sr-Latn" if language.startswith("sr") else language
        shares[name[:11], language] = share_of(path.read_text(), own)
    print(table(shares))  # noqa: T201


def count_pages(folder: Path) -> None:
    """Print how many pages each PDF has."""
    for path in sorted(folder.glob("*.pdf")):
        print(f"{len(pikepdf.open(path).pages):4}  {path.name}")  # noqa: T201
