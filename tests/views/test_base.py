"""What an address names."""

from functools import partial
from types import SimpleNamespace

import pytest
from django import forms
from django.http import Http404

from tests.factories import BodyFactory, EvidenceFactory, UserFactory
from tracker.models import Evidence
from tracker.views.base import complete, visible_or_404
from tracker.vocabulary import Sensitivity

pytestmark = pytest.mark.django_db


class TestVisibleOr404:
    def test_returns_the_row_with_the_related_ones(self, django_assert_num_queries):
        evidence, user = EvidenceFactory(issuer=BodyFactory()), UserFactory(analyst=True)
        user.rights  # noqa: B018 # read before the queries are counted

        with django_assert_num_queries(1):
            assert visible_or_404(Evidence, user, "issuer", pk=evidence.pk).issuer.code

    def test_loads_no_relation_that_was_not_asked_for(self):
        evidence = EvidenceFactory(issuer=BodyFactory())

        row = visible_or_404(Evidence, UserFactory(analyst=True), pk=evidence.pk)

        assert "issuer" not in row._state.fields_cache

    def test_finds_nothing_that_the_user_may_not_know_of(self):
        evidence = EvidenceFactory(sensitivity=Sensitivity.NAMED_READERS)
        user = UserFactory(analyst=True)

        for rows in (Evidence, Evidence.objects.not_withdrawn()):
            with pytest.raises(Http404):
                visible_or_404(rows, user, pk=evidence.pk)


class WordForm(forms.Form):
    word = forms.CharField()
    row = forms.CharField()

    @property
    def length(self):
        return len(self.cleaned_data["word"])


class TestComplete:
    def test_adds_who_when_and_what_the_form_says(self):
        request, form = SimpleNamespace(user="ana", now="noon"), WordForm({"word": "a", "row": "b"})
        assert form.is_valid()

        command = complete(partial(dict_of, row="given"), request, form)

        assert command == {"row": "given", "word": "a", "length": 1, "by": "ana", "now": "noon"}


def dict_of(*, row, word, length, by, now, other=None):
    return {"row": row, "word": word, "length": length, "by": by, "now": now}
