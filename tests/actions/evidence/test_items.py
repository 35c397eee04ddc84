"""Evidence given with a form: what is filled in, and what is used again."""

from datetime import UTC, date, datetime

import pytest

from tests.factories import (
    BodyFactory,
    EvidenceFactory,
    MechanismFactory,
    PassageFactory,
    RecommendationFactory,
    ResponsibilityFactory,
    TopicFactory,
    UserFactory,
)
from tracker.actions.evidence import items
from tracker.actions.evidence.files import store_upload
from tracker.actions.evidence.items import AddEvidence, EvidenceInput
from tracker.audit.reasons import because
from tracker.errors import InvalidValue, NotAllowed, PermissionRefused
from tracker.models import Evidence
from tracker.vocabulary import Attribution, BodyKind, EvidenceKind, Role, Sensitivity

pytestmark = pytest.mark.django_db
NOW = datetime(2025, 3, 1, 12, tzinfo=UTC)
AS_OF = date(2025, 2, 1)
URL = "https://gazette.example.org/laws/7"


@pytest.fixture
def ana():
    return UserFactory(username="ana", analyst=True)


@pytest.fixture
def thbd():
    return BodyFactory(code="THBD")


@pytest.fixture
def shelter(thbd):
    return RecommendationFactory(lead=thbd)


@pytest.fixture
def given(ana, shelter):
    """Add evidence to the recommendation, as a note or an assessment does."""

    def add(recommendation=shelter, sentence="A shelter was opened.", **values):
        with because("Logged.", by=ana):
            return items.add_evidence(
                EvidenceInput(**values),
                recommendation=recommendation,
                sentence=sentence,
                by=ana,
                now=NOW,
            )

    return add


class TestAddEvidence:
    def test_leaves_unstated_what_nobody_typed(self, given, ana):
        (piece,) = given(url=URL)

        assert (piece.title, piece.kind) == ("A shelter was opened.", EvidenceKind.NOT_STATED)
        assert (piece.issuer, piece.sensitivity) == (None, Sensitivity.INTERNAL)
        assert (piece.covers_from, piece.covers_to, piece.reading) == (None, None, {})
        assert (piece.accessed_on, piece.added_by, piece.added_at) == (date(2025, 3, 1), ana, NOW)

    def test_keeps_what_was_typed(self, given, ana):
        csw, besa = BodyFactory(), UserFactory(analyst=True)
        day = date(2024, 12, 1)
        (piece,) = given(
            title="Letter",
            kind=EvidenceKind.LAW,
            issuer=csw,
            covers_to=day,
            published_on=day,
            language="sq",
            sensitivity=Sensitivity.NAMED_READERS,
            readers=[besa],
        )

        assert (piece.title, piece.kind, piece.issuer) == ("Letter", EvidenceKind.LAW, csw)
        assert (piece.covers_from, piece.covers_to) == (None, day)
        assert (piece.published_on, piece.language, piece.accessed_on) == (day, "sq", None)
        assert list(piece.readers.all()) == [besa]

    def test_names_readers_of_what_is_for_them_alone(self, given, ana):
        (piece,) = given(url=URL, readers=[UserFactory(analyst=True)])

        assert not piece.readers.exists()

    def test_keeps_what_was_read_apart(self, given):
        BodyFactory(code="MOJ", domains=["moj.example.org"])
        (piece,) = given(url="https://moj.example.org/a")

        assert piece.issuer is None
        assert piece.reading["issuer"]["value"] == "MOJ"

    def test_states_what_was_read_and_confirmed(self, given):
        moj = BodyFactory(code="MOJ", domains=["moj.example.org"])
        (piece,) = given(url="https://moj.example.org/a", confirmed=True)

        assert (piece.issuer, piece.reading) == (moj, {})

    def test_reads_nothing_of_what_was_typed(self, given, thbd):
        BodyFactory(code="MOJ", domains=["moj.example.org"])
        (piece,) = given(url="https://moj.example.org/a", issuer=thbd, confirmed=True)

        assert (piece.issuer, piece.reading) == (thbd, {})

    def test_is_issued_by_the_body_that_sends_it_but_for_a_link_elsewhere(self, given):
        moj = BodyFactory(code="MOJ", domains=["moj.example.org"])
        (own,) = given(url="https://moj.example.org/a", sender=moj)
        (other,) = given(url=URL, sender=moj)
        (letter,) = given(title="Letter of 3 May", sender=moj)

        assert (own.issuer, own.reading) == (moj, {})
        assert (other.issuer, letter.issuer) == (None, moj)

    @pytest.mark.parametrize(
        ("sentence", "title"),
        [
            ("word " * 20, "word " * 19 + "word"),
            ("word " * 21, "word " * 19 + "word…"),
            ("  two\n words ", "two words"),
        ],
    )
    def test_is_called_by_the_beginning_of_the_sentence(self, given, sentence, title):
        (piece,) = given(url=URL, sentence=sentence)

        assert piece.title == title

    def test_refuses_what_a_field_can_t_take(self, given):
        with pytest.raises(InvalidValue):
            given(url="no address", title="Law")

    def test_uses_a_link_again_unless_what_was_typed_contradicts_it(self, given, thbd):
        first = given(url=URL, kind=EvidenceKind.LETTER)

        assert given(url=URL, sentence="Another sentence.") == first
        assert given(url=URL, issuer=thbd, covers_to=AS_OF) == first
        first[0].refresh_from_db()
        assert (first[0].issuer, first[0].kind, first[0].covers_to) == (thbd, "letter", AS_OF)
        for other in (
            {"kind": EvidenceKind.LAW},
            {"issuer": BodyFactory()},
            {"covers_to": date(2025, 1, 1)},
            {"url": f"{URL}/2"},
        ):
            assert given(**{"url": URL, **other}) != first

    def test_refuses_a_file_that_is_stored_as_another_bodys(self, given, ana, thbd):
        upload = store_upload(content=b"Shelters opened.", name="a.txt", by=ana, now=NOW)
        (piece,) = given(upload=upload, issuer=thbd)

        with pytest.raises(NotAllowed, match="already stored as “Shelters opened"):
            given(upload=upload, issuer=BodyFactory(code="NGO"))
        assert given(upload=upload, kind=EvidenceKind.LETTER) == [piece]
        piece.refresh_from_db()
        assert (piece.issuer, piece.kind) == (thbd, EvidenceKind.LETTER)

    def test_confirms_what_was_read_of_a_link_before(self, given):
        moj = BodyFactory(code="MOJ", domains=["moj.example.org"])
        given(url="https://moj.example.org/a")

        (piece,) = given(url="https://moj.example.org/a", confirmed=True)

        piece.refresh_from_db()
        assert (piece.issuer, piece.reading) == (moj, {})

    def test_confirms_nothing_that_the_form_did_not_show(self, given):
        moj = BodyFactory(code="MOJ", domains=["moj.example.org"])
        kind = {"value": EvidenceKind.LETTER.value, "place": "earlier", "words": ""}
        issuer = {"value": BodyFactory(code="NAATIP").code, "place": "earlier", "words": ""}
        nothing = {"issuer": None, "kind": EvidenceKind.NOT_STATED, "covers_to": None}
        piece = EvidenceFactory(
            url="https://moj.example.org/a",
            covers_from=None,
            reading={"issuer": issuer, "kind": kind},
            **nothing,
        )

        given(url="https://moj.example.org/a", confirmed=True)

        piece.refresh_from_db()
        assert (piece.issuer, piece.kind) == (moj, EvidenceKind.NOT_STATED)
        assert piece.reading == {"kind": kind}

    def test_keeps_a_period_that_is_open_on_one_side(self, given):
        piece = EvidenceFactory(url=URL, issuer=None, covers_from=None, covers_to=AS_OF)

        (other,) = given(url=URL, covers_from=date(2025, 2, 2))

        piece.refresh_from_db()
        assert other != piece and piece.covers_from is None

    def test_uses_no_piece_again_that_is_withdrawn_or_hidden(self, given):
        EvidenceFactory(url=URL, withdrawn_at=NOW, withdrawal_reason="Typed twice.")
        EvidenceFactory(url=URL, sensitivity=Sensitivity.NAMED_READERS)

        (new,) = given(url=URL)

        assert new.added_at == NOW

    def test_of_a_title_alone_is_what_a_first_click_added(self, given):
        assert given(title="Meeting") == given(title="Meeting")
        meeting = given(title="Visit", kind=EvidenceKind.MEETING)
        assert given(title="Visit", kind=EvidenceKind.SITE_VISIT) != meeting

    def test_takes_evidence_that_is_there_once(self, given):
        piece = EvidenceFactory()

        assert given(evidence=[piece, piece], title="Only the title") == [piece]
        assert len(given(evidence=[piece], url=f"{URL}/2")) == 2


class TestAQuote:
    @pytest.fixture
    def passage(self, shelter):
        return PassageFactory(report=shelter.report, text="A hotline. It took in six victims.")

    def test_is_a_piece_of_the_report(self, given, passage):
        (piece,) = given(quote="six victims")

        assert (piece.passage, piece.start, piece.end) == (passage, 22, 33)
        assert (piece.quote, piece.title) == ("six victims", "six victims")
        assert (piece.sentence_start, piece.sentence_end) == (11, 34)
        assert (piece.kind, piece.sensitivity) == (EvidenceKind.REPORT_PASSAGE, Sensitivity.PUBLIC)
        assert piece.issuer == MechanismFactory().issuer
        report = passage.report
        assert (piece.covers_from, piece.covers_to) == (report.period_from, report.period_to)
        assert (piece.added_at, piece.language) == (NOW, "en")

    def test_keeps_whose_words_its_sentence_passes_on(self, given, shelter):
        BodyFactory(code="GOV", name_en="Government of Kosovo", kind=BodyKind.GOVERNMENT)
        PassageFactory(report=shelter.report, text="A hotline. The government reported six.")

        (piece,) = given(quote="reported six")

        assert piece.original_source is None
        assert piece.reading["original_source"]["value"] == "GOV"

    def test_is_one_piece_however_often_it_is_quoted(self, given, passage):
        first = given(quote="six victims")

        assert given(quote="six victims", url="") == first
        assert given(quote="It took in six victims") != first
        assert given(quote="six") != first

    def test_of_a_withdrawn_piece_is_a_new_one(self, given, passage):
        old = EvidenceFactory(
            passage_span=True,
            passage=passage,
            start=22,
            end=33,
            withdrawn_at=NOW,
            withdrawal_reason="Wrong words.",
        )

        assert given(quote="six victims") != [old]


class TestAdd:
    def add(self, by, now=NOW, **values):
        given = EvidenceInput(url=URL, title="Law", kind=EvidenceKind.LAW, **values)
        return items.add(AddEvidence(evidence_input=given, by=by, now=now, reason="Found it."))

    def test_keeps_what_is_said_of_it(self, ana):
        topic = TopicFactory()
        piece, is_new = self.add(
            ana,
            accessed_on=date(2025, 2, 28),
            expires_on=date(2026, 1, 1),
            attribution=Attribution.PROTECTED,
            remark="By post.",
            topics=[topic],
        )

        assert is_new
        piece.refresh_from_db()
        assert (piece.accessed_on, piece.expires_on) == (date(2025, 2, 28), date(2026, 1, 1))
        assert (piece.attribution, piece.remark) == (Attribution.PROTECTED, "By post.")
        assert list(piece.topics.all()) == [topic]

    def test_says_that_it_was_read_today(self, ana):
        piece, _is_new = self.add(ana)

        assert piece.accessed_on == date(2025, 3, 1)

    def test_changes_nothing_of_what_is_there(self, ana):
        piece, _is_new = self.add(ana)

        again, is_new = self.add(ana, now=NOW.replace(hour=13), remark="Another")

        assert (again, is_new) == (piece, False)
        assert Evidence.objects.get().remark == ""

    def test_takes_an_analyst(self):
        with pytest.raises(PermissionRefused, match="mira can't change Law: only analysts can"):
            self.add(UserFactory(username="mira"))


class TestIsEmpty:
    def test_holds_where_nothing_is_shown(self):
        assert EvidenceInput().is_empty
        assert EvidenceInput(issuer=BodyFactory.build()).is_empty

    @pytest.mark.parametrize("field", ["url", "quote", "title", "upload"])
    def test_does_not_hold_with_any_kind_of_evidence(self, field):
        assert not EvidenceInput(**{field: "given"}).is_empty
        assert not EvidenceInput(evidence=[EvidenceFactory.build()]).is_empty


class TestFindLeadBody:
    def test_is_the_first_lead_by_code(self, shelter, thbd):
        withdrawn = {"withdrawn_at": NOW, "withdrawal_reason": "Typed twice."}
        ResponsibilityFactory(recommendation=shelter, body__code="A", role=Role.SUPPORTING)
        ResponsibilityFactory(recommendation=shelter, body__code="B", **withdrawn)
        ResponsibilityFactory(body__code="C")
        assert items.find_lead_body(shelter, on=date(2026, 11, 26)) == thbd

        ResponsibilityFactory(recommendation=shelter, body__code="CSW")
        assert items.find_lead_body(shelter, on=date(2026, 11, 26)).code == "CSW"
