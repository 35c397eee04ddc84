"""The pages of sensitivity, purpose and the read log, in every look."""

import pytest

from tests.browser.pages import check_every_look, follow
from tests.factories import (
    CommentFactory,
    EvidenceFactory,
    ReadLogEntryFactory,
    SensitivityRequestFactory,
    UserFactory,
)
from tracker.vocabulary import Sensitivity

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.browser,
    pytest.mark.real_clock,
]
NAMED = Sensitivity.NAMED_READERS


class TestConfidentiality:
    def test_is_set_decided_on_and_asked_about(self, visit, sign_in):
        besa = sign_in(UserFactory(analyst=True, username="besa", first_name="Besa"))
        ana = UserFactory(analyst=True, username="ana", first_name="Ana", last_name="Kola")
        piece = EvidenceFactory(title="Letter on the shelter", sensitivity=NAMED, readers=[besa])
        SensitivityRequestFactory(
            evidence=piece, requested_sensitivity=Sensitivity.INTERNAL, author=ana
        )
        open_one = EvidenceFactory(added_by=ana)

        check_every_look(visit(f"/evidence/{piece.pk}/"), "purpose")
        page = visit(f"/evidence/{piece.pk}/")
        page.get_by_label("Purpose of reading").fill("To answer the query of March")
        follow(page.get_by_role("button", name="Open the evidence"))
        check_every_look(page, "piece-with-a-lowering")
        check_every_look(visit(f"/evidence/{open_one.pk}/sensitivity/"), "sensitivity")
        check_every_look(visit("/review-queue/"), "board-with-a-lowering")

    def test_of_the_read_log_is_seen_by_the_auditor(self, visit, sign_in):
        sign_in(UserFactory(auditor=True, username="rina"))
        ReadLogEntryFactory.create_batch(12, purpose="To answer the query of March")
        ReadLogEntryFactory(
            evidence=None, comment=CommentFactory(sensitivity=NAMED), action="found"
        )

        page = visit("/read-log/?since=2024-10-01")

        check_every_look(page, "read-log")
