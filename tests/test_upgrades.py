"""A database of each state that was released is brought to the newest, its history intact."""

import json
from datetime import UTC, date, datetime

from django.contrib.contenttypes.models import ContentType
from django.core.management import call_command
from django.db import connections
from django.db.migrations.loader import MigrationLoader

from tests.factories import as_factory
from tests.other_databases import as_default, on_sqlite
from tracker.audit import triggers
from tracker.audit.audited import watched
from tracker.audit.sqlite import as_told
from tracker.audit.verify import verify
from tracker.models import Event, Recommendation, StatusSpan

AT, DAY = datetime(2024, 10, 3, 9, tzinfo=UTC), date(2024, 10, 1)
PERIOD = {"period_from": date(2024, 4, 1), "period_to": date(2025, 3, 31)}


class World:
    """Rows of a state, written as that state had them, and what its triggers told of each."""

    def __init__(self, using, state):
        self.using = using
        loader = MigrationLoader(connections[using])
        self.apps = loader.project_state(("tracker", state)).apps

    def made(self, noun, **values):
        row = self._rows(noun).create(**values)
        self._rows("Event").create(
            at=AT,
            table=row._meta.db_table,
            key=row.pk,
            operation="insert",
            new=self._told(row),
            actor_id=7,
            actor_name="ana",
            reason="Order in force",
            source="site",
            request="r-1",
        )
        return row

    def _told(self, row):
        """All that the row says, in columns that its state has."""
        (table,) = (one for one in watched(self.apps) if one.name == row._meta.db_table)
        with connections[self.using].cursor() as cursor:
            cursor.execute(as_told(table))
            return json.loads(dict(cursor.fetchall())[row.pk])

    def first(self, noun):
        return self._rows(noun).order_by("pk").first()

    def _rows(self, noun):
        return self.apps.get_model("tracker", noun)._base_manager.using(self.using)


def judged(of):
    """Of the first state: a recommendation with an approved judgment that cites a piece."""
    ana, ben = of.made("User", username="ana"), of.made("User", username="ben")
    body = of.made("Body", code="THBD", name_en="Anti-trafficking", kind="police")
    mechanism = of.made("Mechanism", code="TIP", name="TIP Report", issuer=body)
    report = of.made(
        "Report", mechanism=mechanism, country="XK", year=2024, slug="tip-2024", **PERIOD
    )
    asked = of.made(
        "Recommendation", report=report, number="1", position=1, sort_key="XK/1", text="Open a "
        "shelter.", short_title="Çështja", theme="protection", duty="once"
    )  # fmt: skip
    piece = of.made(
        "Evidence", kind="law", title="Order 12", sensitivity="internal", added_by=ana, added_at=AT
    )
    judgment = of.made(
        "Assessment", recommendation=asked, kind="update", perspective="analyst", as_of=DAY,
        state="approved", status="partial", strength="documented", rationale="Since May",
        author=ana, made_at=AT, decided_by=ben, decided_at=AT, **PERIOD
    )  # fmt: skip
    of.made(
        "Citation", recommendation=asked, assessment=judgment, evidence=piece, use="supports",
        as_of=DAY, added_by=ana, added_at=AT
    )  # fmt: skip


def talked_of(of):
    judgment, ana = of.first("Assessment"), of.first("User")
    asked = judgment.recommendation
    of.made(
        "Comment", assessment=judgment, recommendation=asked, text="Why?", added_by=ana, added_at=AT
    )


def counted(of):
    of.made("Indicator", code="cases", name="Cases opened", unit="cases")


def shown(of):
    of.made(
        "File", evidence=of.first("Evidence"), number=1, name="a.txt", kind="txt", size=1,
        sha256="0" * 64, clean_size=1, clean_sha256="0" * 64, added_by=of.first("User"), added_at=AT
    )  # fmt: skip


RELEASED = {
    "0001_initial": judged,
    "0002_judgments_people_can_rely_on": talked_of,
    "0003_intake": counted,
    "0004_evidence_and_confidentiality": shown,
}


class TestADatabaseOfEachReleasedState:
    # On SQLite, where a migration builds tables anew, and loses triggers.
    def test_is_brought_to_the_newest_with_its_history(self, tmp_path, django_db_blocker):
        file = tmp_path / "upgraded.sqlite3"
        # A migration of the tasks' library asks the default database, whichever it migrates.
        with django_db_blocker.unblock(), on_sqlite(file) as using, as_default(using):
            before = {}
            for state, write in RELEASED.items():
                call_command("migrate", "tracker", state, database=using, verbosity=0)
                triggers.drop(using)  # those of today know columns that it has not
                write(World(using, state))
                before |= history(using)

            call_command("migrate", database=using, verbosity=0)

            after = history(using)
            assert len(before) == 12
            assert {key: told(after[key], row) for key, row in before.items()} == before
            assert after.keys() == before.keys()
            assert {len(row["salt"]) for row in after.values()} == {32}
            assert len({row["salt"] for row in after.values()}) == len(after)
            span = StatusSpan.objects.using(using).get()
            assert (span.status, span.valid_from) == ("partial", DAY)
            assert triggers.missing(using) == []
            assert verify().found == []
            with as_factory():
                Recommendation.objects.using(using).update(short_title="A shelter")
            newest = Event.objects.using(using).latest("pk")
            assert (newest.pk, newest.old) == (len(after) + 1, {"short_title": "Çështja"})
        ContentType.objects.clear_cache()


def history(using):
    """Every column of every event, by sequence."""
    with connections[using].cursor() as cursor:
        cursor.execute("SELECT * FROM tracker_event")
        names = [column[0] for column in cursor.description]
        rows = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
    return {row["id"]: row for row in rows}


def told(row, before):
    """Those columns that were there before."""
    return {name: row.get(name) for name in before}
