"""Dividing what an ended body was responsible for, and where that is shown."""

import pytest
from django.urls import reverse
from django.utils import timezone

from tests.factories import BodyFactory, QuestionFactory, ResponsibilityFactory, as_factory
from tests.helpers.mandates import AFTER, divide, ended_body, led_by, ministry
from tests.views.conftest import signed_in
from tracker.actions.reference_rows import DivideResponsibilities, divide as divide_between
from tracker.errors import Stale
from tracker.models import Body, Event, Responsibility
from tracker.vocabulary import Confidence, ResponsibilityBasis, Role

pytestmark = [pytest.mark.django_db, pytest.mark.once]
PLACE = "/bodies/MLSW/divide/"
WITHDRAWN = {"withdrawn_at": "2026-11-01T09:00Z", "withdrawal_reason": "Typed twice."}
NOT_DIVIDED = "MLSW, now MFLT or MOJ (not divided)"


@pytest.fixture
def leads():
    """Three recommendations that the ended ministry leads."""
    return led_by(ministry(), "5", "6", "8")


def send(client, rows, *codes, reason="Agreed on 3 March"):
    keys = [row.pk for row in rows]
    data = {"responsibilities": keys, "bodies": codes, "reason": reason}
    return client.post(PLACE, data, follow=True)


def continuing(row):
    """Who continues a responsibility."""
    rows = row.continued_by.not_withdrawn().order_by("body__code")
    return [part.body.code for part in rows.select_related("body")]


class TestDivide:
    def test_gives_each_chosen_successor_a_row_with_the_reason(self, analyst, leads):
        answer = send(analyst, leads[:2], "MFLT", "MOJ")

        assert "2 responsibilities were divided." in answer.text
        assert [continuing(row) for row in leads] == [["MFLT", "MOJ"], ["MFLT", "MOJ"], []]
        part = leads[0].continued_by.first()
        assert (part.role, part.basis, part.confidence, part.reason) == (
            Role.LEAD,
            ResponsibilityBasis.INFERRED_OUTSIDE_REPORT,
            Confidence.HIGH,
            "Agreed on 3 March",
        )
        assert Event.objects.filter(reason="Agreed on 3 March").count() == 4

    def test_again_withdraws_what_is_no_longer_chosen(self, analyst, leads):
        send(analyst, leads[:1], "MFLT")
        send(analyst, leads[:1], "MOJ", reason="The decree says so")

        assert continuing(leads[0]) == ["MOJ"]
        withdrawn = Responsibility.objects.get(body__code="MFLT")
        assert withdrawn.withdrawal_reason == "The decree says so"

    def test_refuses_what_was_withdrawn_meanwhile(self, analyst, leads):
        command = DivideResponsibilities(
            responsibilities=leads[:1],
            bodies=[Body.objects.get(code="MFLT")],
            reason="Agreed on 3 March",
            by=analyst.user,
            now=timezone.now(),
        )
        with as_factory():
            Responsibility.objects.filter(pk=leads[0].pk).update(**WITHDRAWN)

        with pytest.raises(Stale, match="withdrawn meanwhile"):
            divide_between(command)

        assert not leads[0].continued_by.exists()

    def test_between_nobody_leaves_it_with_all(self, analyst, leads):
        send(analyst, leads[:1], "MFLT")
        send(analyst, leads[:1])

        assert continuing(leads[0]) == []

    def test_uses_and_later_frees_a_row_that_the_successor_has_already(self, analyst, leads):
        own = ResponsibilityFactory(
            recommendation=leads[0].recommendation, body=BodyFactory(code="MFLT")
        )
        send(analyst, leads[:1], "MFLT")
        own.refresh_from_db()
        assert own.continues == leads[0]

        send(analyst, leads[:1], "MOJ")
        own.refresh_from_db()
        assert (own.continues, own.is_withdrawn) == (None, False)

    def test_chooses_what_is_not_divided_or_the_one_asked_for(self, analyst, leads):
        divide(leads[0], "MFLT")
        boxes = 'value="{}" id="id_responsibilities_{}" checked'

        page = analyst.get(PLACE).text
        assert [boxes.format(row.pk, n) in page for n, row in enumerate(leads)] == [
            False,
            True,
            True,
        ]
        page = analyst.get(f"{PLACE}?only={leads[0].pk}").text
        assert [boxes.format(row.pk, n) in page for n, row in enumerate(leads)] == [
            True,
            False,
            False,
        ]

    @pytest.mark.parametrize(
        ("codes", "reason", "sentence"),
        [
            (["THBD"], "Agreed", "THBD is not one of the available choices"),
            (["MFLT"], "", "This field is required"),
        ],
    )
    def test_is_refused(self, analyst, leads, codes, reason, sentence):
        answer = send(analyst, leads[:1], *codes, reason=reason)

        assert answer.status_code == 422
        assert sentence in answer.text
        assert continuing(leads[0]) == []

    def test_is_not_for_a_body_that_exists_or_has_one_successor(self, analyst):
        ended_body("MTI", BodyFactory(code="MINT"))

        for code in ("MTI", "MINT"):
            answer = analyst.get(reverse("body_divide", args=[code]), follow=True)
            assert answer.redirect_chain[-1][0] == f"/bodies/{code}/"
            assert "be divided: only a body that ended" in answer.text


class TestPages:
    def test_name_the_successors(self, analyst, leads):
        recommendation = leads[1].recommendation.get_absolute_url()
        for address in ("/recommendations/?body=MFLT", "/bodies/MOJ/", "/bodies/MLSW/"):
            assert NOT_DIVIDED in analyst.get(address).text, address
        assert "now MFLT or MOJ (not divided)" in analyst.get(recommendation).text
        assert f"{PLACE}?only={leads[1].pk}" in analyst.get(recommendation).text
        send(analyst, leads, "MOJ")

        assert "MLSW, now MOJ" in analyst.get("/recommendations/?body=MOJ").text
        assert ">6</td>" not in analyst.get("/recommendations/?body=MFLT").text

    def test_cost_the_same_for_few_and_for_many(self, analyst, leads, django_assert_num_queries):
        analyst.get("/recommendations/?body=MFLT")
        with django_assert_num_queries(100, exact=False) as few:
            analyst.get("/recommendations/?body=MFLT")
        led_by(leads[0].body, *map(str, range(20, 30)))

        with django_assert_num_queries(len(few)):
            analyst.get("/recommendations/?body=MFLT")

    def test_of_an_ended_body_offer_to_divide_and_no_sheet_or_report(self, analyst, leads):
        part = BodyFactory(code="LABOR_INSP", parent=leads[0].body)
        page = analyst.get("/bodies/MLSW/").text

        assert PLACE in page
        assert "/bodies/MLSW/question-sheet/" not in page
        assert "kind=body" not in page
        assert "Parts that need a new parent" in page
        manager = signed_in(administrator=True).get("/bodies/MLSW/").text
        assert reverse("admin:tracker_body_change", args=[part.pk]) in manager

    def test_list_the_questions_to_the_ended_body(self, analyst, leads):
        asked = {"body": leads[0].body, "asked_on": AFTER, "due_on": AFTER.replace(month=3)}
        QuestionFactory(recommendation=leads[0].recommendation, text="Who pays?", **asked)
        divide(leads[0], "MOJ")

        for address in ("/bodies/{}/", "/questions/?body={}"):
            assert "Who pays?" in analyst.get(address.format("MOJ")).text
            assert "Who pays?" not in analyst.get(address.format("MFLT")).text

    def test_of_a_question_refuse_to_ask_an_ended_body(self, analyst, leads):
        question = QuestionFactory(recommendation=leads[0].recommendation)
        data = {"body": "MLSW", "on": "2026-11-20"}

        answer = analyst.post(reverse("question_ask", args=[question.pk]), data)

        assert "Choose a body that took over: MFLT, MOJ" in answer.text
        offered = analyst.get(reverse("question_ask", args=[question.pk])).text
        assert 'value="MLSW"' not in offered

    def test_home_has_the_task_until_all_is_divided(self, analyst, leads):
        task = "3 responsibilities of MLSW are not divided between MFLT and MOJ"
        assert task in analyst.get("/").text
        assert task not in signed_in(viewer=True).get("/").text
        send(analyst, leads, "MFLT")

        assert "not divided" not in analyst.get("/").text


class TestFocalPoint:
    def test_writes_the_view_of_the_successor_alone(self, leads):
        mflt = signed_in(contributor=True, speaks_for=[BodyFactory(code="MFLT")])
        address = f"{leads[0].recommendation.get_absolute_url()}log/"

        assert 'value="MFLT"' in mflt.get(address).text
        divide(leads[0], "MOJ")
        assert mflt.get(address).status_code == 404

    def test_of_the_ended_body_writes_no_more(self, leads):
        mlsw = signed_in(contributor=True, speaks_for=[leads[0].body])

        assert mlsw.get(f"{leads[0].recommendation.get_absolute_url()}log/").status_code == 403


class TestAdmin:
    def test_names_and_filters_by_the_successors(self, analyst, leads):
        page = analyst.get("/admin/tracker/recommendation/?lead=MFLT").text

        assert page.count(NOT_DIVIDED) == 3
        assert "?lead=MOJ" in page
        assert "?lead=MLSW" not in page
        divide(leads[0], "MOJ")
        assert analyst.get("/admin/tracker/recommendation/?lead=MFLT").text.count(NOT_DIVIDED) == 2

    @pytest.mark.parametrize(
        ("model", "field", "codes"),
        [("responsibility", "body", {"MFLT", "MOJ"}), ("evidence", "issuer", {"MLSW"})],
    )
    @pytest.mark.usefixtures("indexed")
    def test_offers_no_ended_body_as_responsible(self, analyst, leads, model, field, codes):
        names = {"app_label": "tracker", "model_name": model, "field_name": field, "term": "inst"}

        offered = analyst.get("/admin/autocomplete/", names).json()["results"]

        assert codes <= {row["text"].split(" ")[0] for row in offered}
        assert ("MLSW" in str(offered)) == ("MLSW" in codes)
