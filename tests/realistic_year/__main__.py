"""`python -m tests.realistic_year --database sqlite:////tmp/year.sqlite3 --output /tmp/year`."""

import argparse
import os
from pathlib import Path


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.realistic_year", description=__doc__)
    parser.add_argument("--database", required=True, help="an address: sqlite:////tmp/y.sqlite3")
    parser.add_argument("--output", type=Path, help="a folder: print every report into it")
    parser.add_argument("--pictures", action="store_true", help="pages of the PDFs as PNG, too")
    parser.add_argument("--kind", default="all", help="print one kind (all)")
    parser.add_argument("--format", default="all", help="print one format (all)")
    parser.add_argument("--language", default="all", help="print one language (all)")
    parser.add_argument("--audience", default="internal", help="internal, public or body")
    parser.add_argument("--shares", action="store_true", help="the languages of the pages")
    options = parser.parse_args()
    prepare(options.database)
    from django.db import transaction

    from tests.realistic_year.printing import (
        count_pages,
        draw_pages,
        print_reports,
        share_languages,
    )
    from tests.realistic_year.world import LAST_DAY, on_day
    from tracker.models import Report

    if not Report.objects.exists():
        from tests.realistic_year.story import live

        with transaction.atomic():
            world = live()
        for username, password in world.passwords.items():
            print(f"{username:8} {password}")  # noqa: T201
    if options.output:
        with on_day(LAST_DAY):
            print_reports(options)
        if options.pictures:
            draw_pages(options.output)
        count_pages(options.output)
        if options.shares:
            share_languages(options.output)


def prepare(database: str) -> None:
    """Open the database; its files stand beside it."""
    os.environ["DATABASE_URL"] = database
    if database.startswith("sqlite:///"):
        folder = Path(database.removeprefix("sqlite:///")).absolute().parent
        folder.mkdir(parents=True, exist_ok=True)
        os.environ.setdefault("STATE_DIRECTORY", str(folder))
    os.environ.setdefault("SECRET_KEY", "only-for-the-realistic-year-" * 2)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tracker.settings")
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection

    from tests.helpers.databases import migrate_at_once

    if connection.introspection.table_names():
        call_command("migrate", verbosity=0)  # it may be of yesterday
    else:
        migrate_at_once("default")


if __name__ == "__main__":
    main()
