"""The form of a filter: rendered once, filled in with each address, never older than its rows."""

import pytest
from django.http import QueryDict

from tests.factories import BodyFactory
from tests.views.conftest import signed_in
from tracker.audit.context import acting_as
from tracker.audit.reasons import because
from tracker.models import Body
from tracker.templatetags.cached_parts import BlankForm

FORM = (
    '<input type="text" name="body" id="b"><input type="checkbox" name="status" value="full">'
    '<select name="kind" id="k"><option value="">any</option><option value="a&quot;b">x</option>'
    '</select><select name="other"><option value="a&quot;b">y</option></select>'
)


class TestBlankForm:
    def test_without_values_is_as_it_was_rendered(self):
        assert BlankForm.parse(FORM).fill(QueryDict()) == FORM

    @pytest.mark.parametrize(
        ("address", "control"),
        [
            ("body=%22%3Cb%3E", '<input type="text" name="body" id="b" value="&quot;&lt;b&gt;">'),
            ("status=none&status=full", 'name="status" value="full" checked>'),
            (
                "kind=a%22b",
                'id="k"><option value="">any</option><option value="a&quot;b" selected>',
            ),
        ],
    )
    def test_marks_what_an_address_has(self, address, control):
        html = BlankForm.parse(FORM).fill(QueryDict(address))

        assert control in html
        assert html.count("selected") + html.count("checked") + html.count("&lt;b") == 1

    def test_leaves_out_what_it_has_no_control_for(self):
        assert BlankForm.parse(FORM).fill(QueryDict("kind=b&page=2")) == FORM


@pytest.mark.django_db
@pytest.mark.once
class TestFilterFields:
    def test_suggest_a_body_by_its_new_name_at_once(self):
        client, body = signed_in(viewer=True), BodyFactory()
        assert body.name_en in client.get("/commitments/").text

        with acting_as("ana", source="site"), because("It has a new name"):
            Body.objects.filter(pk=body.pk).update(name_en="Office of Renaming")

        assert ">Office of Renaming</option>" in client.get("/commitments/").text
