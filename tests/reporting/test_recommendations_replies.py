"""Replies of bodies to the draft of a report."""

from datetime import date

from tests.reporting.samples import a_progress, a_recommendation, labelled, replace, view_holder
from tests.reporting.sourced_report import under, words_of
from tracker.progress import BodyRole, ReplyData
from tracker.reporting.layout import document
from tracker.vocabulary import Role

TEXT = "Thank you.\n\nNo. 2: Pumps came.\n\nBr. 12(b). Nije tako.\n\nNr 99 is not ours."
RIGHT = "Right of reply of MoW · sent on 1 October 2030, reply by 31 October 2030"
OTHER = BodyRole("OSP", "Prosecutor", "OSP", labelled(Role.LEAD))


def a_reply(**changes):
    plain = ReplyData(
        body=view_holder(), sent_on=date(2030, 10, 1), reply_by=date(2030, 10, 31),
        replied_on=date(2030, 10, 20), text=TEXT,
    )  # fmt: skip
    return replace(plain, **changes)


def with_replies(*replies):
    recommendations = (
        a_recommendation("1"), a_recommendation("2"), a_recommendation("12(b)", bodies=(OTHER,)),
        a_recommendation("3", bodies=(OTHER,)),
    )  # fmt: skip
    return document(a_progress(*recommendations, replies=replies))


class TestReplies:
    def test_stand_under_the_recommendations_they_name_and_the_rest_once(self):
        report = with_replies(a_reply())

        said = [
            words_of(under(under(report, f"Wells of district {n}"), "What bodies and others say"))
            for n in ("1", "2", "12(b)", "3")
        ]
        head = f"{RIGHT} · replied on 20 October 2030"
        assert said == [
            f"{head} · Replies to the draft", f"{head}\nNo. 2: Pumps came.",
            f"{head}\nBr. 12(b). Nije tako.", "",
        ]  # fmt: skip
        assert words_of(under(report, "Replies to the draft")) == (
            f"{head}\nThank you.\nNr 99 is not ours.\nIts remarks on nos. 2, 12(b) are printed there."
        )

    def test_say_that_none_came_or_that_it_came_late(self):
        for changes, ending in (
            ({"text": "", "is_none_received": True}, "no reply was received"),
            ({"replied_on": None, "text": "", "reply_by": date(2030, 12, 9)}, "reply awaited"),
            (
                {"is_late": True, "text": "Yes."},
                "replied on 20 October 2030 · after publication\nYes.",
            ),
        ):
            section = words_of(under(with_replies(a_reply(**changes)), "Replies to the draft"))
            assert section.endswith(ending)
