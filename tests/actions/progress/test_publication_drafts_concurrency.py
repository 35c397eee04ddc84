"""Drafts made at the same time as others, or while their rows are changed."""

import pytest

from tests.factories import UserFactory
from tests.helpers.publications import a_report, draft
from tracker.actions.progress import publication_drafts
from tracker.errors import Stale
from tracker.models import Publication

pytestmark = pytest.mark.django_db


@pytest.fixture
def while_printing(monkeypatch):
    """Perform these writes, one each time that a report is printed as `md`."""

    def begin(*writes):
        waiting, printed = list(writes), publication_drafts.RENDERERS["md"]

        def print_meanwhile(progress):
            if waiting:
                waiting.pop(0)()
            return printed(progress)

        monkeypatch.setitem(publication_drafts.RENDERERS, "md", print_meanwhile)

    return begin


def test_a_draft_gets_the_next_number_if_its_own_is_taken(while_printing):
    report, ana = a_report(), UserFactory(analyst=True)
    others = [UserFactory(analyst=True) for _ in range(publication_drafts.MAX_ATTEMPTS + 1)]
    while_printing(*(lambda by=by: draft(report, by, formats=("json",)) for by in others))

    made = draft(report, ana)

    assert made.number == len(others) + 1 == Publication.objects.count()
    file = made.files.get(format="md")
    assert file.name.endswith(f"-no{made.number}.md")


def test_a_draft_is_refused_when_others_keep_writing_what_it_tells(while_printing):
    report, ana = a_report(), UserFactory(analyst=True)

    def write():
        row = report.recommendations.get(number="1")
        row.short_title += "!"
        row.save()

    while_printing(*[write] * publication_drafts.MAX_ATTEMPTS)

    with pytest.raises(Stale, match="was changed while the report was being created"):
        draft(report, ana)
    assert draft(report, ana).number == 1
