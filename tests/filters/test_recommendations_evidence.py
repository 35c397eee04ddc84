"""The filter of the list of evidence."""

from datetime import date, timedelta

import pytest
from django.http import QueryDict
from django.utils import timezone

from tests.factories import (
    BodyFactory,
    CitationFactory,
    EvidenceFactory,
    FileFactory,
    TopicFactory,
    UserFactory,
)
from tracker.filters.recommendations import EvidenceFilter, search
from tracker.models import Evidence
from tracker.models.search import MAX_WORDS
from tracker.vocabulary import Sensitivity

pytestmark = pytest.mark.django_db
TODAY = date(2024, 12, 1)


def filter_set(query="", user=None):
    user = user or UserFactory(viewer=True)
    rows = Evidence.objects.visible_to(user)
    return EvidenceFilter(QueryDict(query), queryset=rows, user=user, today=TODAY)


def titles(query="", user=None):
    return {piece.title for piece in filter_set(query, user).rows}


class TestFilter:
    @pytest.mark.parametrize(
        ("query", "expected"),
        [
            ("", {"law", "letter", "tables"}),
            ("kind=letter", {"letter"}),
            ("issuer=OSP", {"letter"}),
            ("language=sq", {"letter"}),
            ("sensitivity=public", {"tables"}),
            ("topic=shelters", {"tables"}),
            ("covers_from=2024-06-30", {"letter", "tables"}),
            ("covers_to=2023-12-31", {"law"}),
            ("covers_from=2023-06-01&covers_to=2024-07-01", {"law", "letter"}),
            ("published_from=2024-05-01", {"letter"}),
            ("published_to=2024-04-30", {"law"}),
            ("cited=yes", {"law"}),
            ("cited=no", {"letter", "tables"}),
            ("expired=yes", {"law"}),
            ("file=yes", {"letter"}),
            ("withdrawn=yes", {"law", "letter", "tables", "mistake"}),
        ],
    )
    def test_finds_what_is_asked_for(self, query, expected):
        cited = EvidenceFactory(
            title="law",
            published_on=date(2023, 5, 1),
            expires_on=TODAY - timedelta(days=1),
            covers_from=date(2023, 1, 1),
            covers_to=date(2023, 12, 31),
        )
        letter = EvidenceFactory(
            title="letter",
            kind="letter",
            issuer=BodyFactory(code="OSP"),
            language="sq",
            published_on=date(2024, 5, 1),
            expires_on=TODAY,
            covers_from=date(2024, 6, 1),
            covers_to=None,
        )
        EvidenceFactory(
            title="tables",
            sensitivity=Sensitivity.PUBLIC,
            topics=[TopicFactory(code="shelters")],
            covers_from=date(2024, 8, 1),
            covers_to=date(2024, 9, 1),
        )
        EvidenceFactory(
            title="mistake",
            withdrawn_at=timezone.now(),
            covers_from=None,
            covers_to=None,
        )
        CitationFactory(evidence=cited)
        FileFactory(evidence=letter)

        assert titles(query) == expected

    def test_of_a_time_finds_nothing_that_names_none(self):
        EvidenceFactory(covers_from=None, covers_to=None)

        assert titles("covers_from=2000-01-01") == set()

    @pytest.mark.parametrize(
        "query",
        [
            "kind=rumour",
            "issuer=NOBODY",
            "topic=none",
            "language=fr",
            "sensitivity=secret",
            "covers_from=yesterday",
            "covers_from=2024-02-01&covers_to=2024-01-01",
            "published_from=2024-02-01&published_to=2024-01-01",
            "cited=perhaps",
            "expired=no",
            "colour=red",
        ],
    )
    def test_that_can_t_be_read_shows_its_error_and_no_rows(self, query):
        EvidenceFactory()

        broken = filter_set(query)

        assert broken.problems and not broken.rows

    def test_of_use_counts_only_what_the_user_may_know_of(self):
        piece = EvidenceFactory(issuer=BodyFactory(code="THBD"))
        CitationFactory(evidence=piece, recommendation__lead="OSP")
        focal = UserFactory(contributor=True, speaks_for=[BodyFactory(code="THBD")])

        assert titles("cited=yes", focal) == set()
        assert titles("cited=yes") == {piece.title}


@pytest.mark.usefixtures("indexed")
class TestWords:
    def titles(self, words, user=None):
        user = user or UserFactory(viewer=True)
        rows = search(Evidence.objects.visible_to(user), words, user=user)
        return {piece.title for piece in rows}

    def test_are_looked_for_in_title_quotation_link_issuer_and_files(self):
        EvidenceFactory(title="Law on shelters", url="")
        EvidenceFactory(title="A link", url="https://example.org/shelters")
        EvidenceFactory(title="Of the police", issuer=BodyFactory(code="KP", acronym="KP"))
        FileFactory(evidence__title="A letter", content="Strehimi për žrtve".encode())

        assert self.titles("shelters") == {"Law on shelters", "A link"}
        assert self.titles("shelters law") == {"Law on shelters"}
        assert self.titles("kp") == {"Of the police"}
        assert self.titles("STREHIMI zrtve") == {"A letter"}

    def test_of_a_file_are_found_by_its_readers_alone(self):
        reader, other = UserFactory(analyst=True), UserFactory(analyst=True)
        piece = EvidenceFactory(title="A letter", readers=[reader])
        FileFactory(evidence=piece, sensitivity=Sensitivity.NAMED_READERS, content=b"Zanzibar")

        assert self.titles("zanzibar", reader) == {"A letter"}
        assert self.titles("zanzibar", other) == set()

    def test_of_a_withdrawn_version_find_nothing(self):
        FileFactory(content=b"Zanzibar", withdrawn_at=timezone.now())

        assert self.titles("zanzibar") == set()

    def test_of_an_issuer_that_may_not_be_named_find_it_for_analysts_alone(self):
        police = BodyFactory(code="KP", acronym="KP")
        EvidenceFactory(title="A talk", issuer=police, attribution="protected", url="")
        analyst = UserFactory(analyst=True)

        assert self.titles("kp", analyst) == titles("issuer=KP", analyst) == {"A talk"}
        assert self.titles("kp") == titles("issuer=KP") == set()

    def test_of_very_many_find_nothing(self):
        EvidenceFactory(title="a")

        assert self.titles("a " * (MAX_WORDS + 1)) == set()
