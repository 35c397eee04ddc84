"""A sheet that was sent to a body, and what comes back."""

from datetime import UTC, date, datetime

from tests.factories import BodyFactory, QueryFactory, RecommendationFactory, UserFactory
from tests.filling import fill
from tracker.actions import sheets
from tracker.actions.sheets import Said
from tracker.intake.sheets import read
from tracker.reporting.sheets import RENDERERS
from tracker.summaries.sheets import sheet

NOW = datetime(2025, 3, 1, 12, tzinfo=UTC)
MADE = date(2025, 2, 1)
SAID = Said("Ana Kola, head of office", date(2025, 2, 20), date(2025, 2, 20))
ONE, TWO, THREE = (f"tip-2024-kosovo/{n}" for n in (1, 2, 3))


class Post:
    """A sheet sent to THBD on three recommendations, and what comes back."""

    def __init__(self, kind):
        self.kind = kind
        self.body = BodyFactory(code="THBD")
        self.rows = [RecommendationFactory(lead=self.body) for _n in range(3)]
        asked = {"body": self.body, "asked_on": date(2025, 1, 10)}
        self.query = QueryFactory(recommendation=self.rows[0], **asked)
        self.whole = QueryFactory(report=self.rows[0].report, **asked)
        self.ana = UserFactory(analyst=True, username="ana")
        self.sent = self.printed(self.body)

    @property
    def q(self):
        return f"Q{self.query.pk}"

    def printed(self, body):
        told = sheet(body, user=self.ana, language="en", made_on=MADE)
        return RENDERERS[self.kind](told)

    def back(self, rows=None, **changes):
        data = fill(self.sent, self.kind, rows, **changes)
        return read(data, file_name=f"thbd.{self.kind}")

    def rehearsed(self, rows=None, *, said=SAID, by=None, now=NOW, **changes):
        filled = self.back(rows, **changes)
        reply = sheets.rehearse(
            filled=filled, body=self.body, said=said, by=by or self.ana, now=now
        )
        return {line.key: line for line in reply.lines}, reply

    def taken(self, rows=None, *, said=SAID, accepted=(), **changes):
        filled = self.back(rows, **changes)
        return sheets.take_in(
            filled=filled, body=self.body, said=said, accepted=accepted, by=self.ana, now=NOW
        )
